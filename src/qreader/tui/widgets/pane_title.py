"""PaneTitle: the name and the count of a list's content."""

from __future__ import annotations

from rich.cells import cell_len
from rich.segment import Segment
from textual.strip import Strip
from textual.widget import Widget

from qreader.render.cells import fit
from qreader.text.safe import safe_line


class PaneTitle(Widget):
    """One line above a list."""

    COMPONENT_CLASSES = {"title--name", "title--count"}  # noqa: RUF012 - Textual declares it so

    def __init__(self, *, id: str) -> None:
        super().__init__(id=id)
        self.name_shown = ""
        self.count_shown = ""
        self.unit_shown = ""

    def show(self, name: str, count: str, unit: str = "") -> None:
        """Show a name, cleaned, and at the edge a count with its unit."""
        name = safe_line(name)
        if (name, count, unit) != (self.name_shown, self.count_shown, self.unit_shown):
            self.name_shown, self.count_shown, self.unit_shown = name, count, unit
            self.refresh()

    def render_line(self, y: int) -> Strip:
        """Draw the line."""
        width = self.size.width
        count = f" {self.count_shown} "
        if self.count_shown and self.unit_shown:
            told = f" {self.count_shown} {self.unit_shown} "
            if 1 + cell_len(self.name_shown) + cell_len(told) <= width:  # the name has precedence
                count = told
        name_style = self.get_component_rich_style("title--name")
        count_style = self.get_component_rich_style("title--count")
        room = max(0, width - 1 - cell_len(count))
        segments = [
            Segment(" " + fit(self.name_shown, room), name_style),
            Segment(count, count_style),
        ]
        return Strip(segments).adjust_cell_length(width, name_style)
