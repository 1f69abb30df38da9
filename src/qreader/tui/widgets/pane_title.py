"""PaneTitle: the name of what a list shows, how much of it there is, and how new that is."""

from __future__ import annotations

from rich.cells import cell_len
from rich.segment import Segment
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from qreader.render.cells import fit
from qreader.text.safe import safe_line
from qreader.tui.heading import Heading, right_side


class PaneTitle(Widget):
    """One line above a list."""

    COMPONENT_CLASSES = {"title--name", "title--asking", "title--count"}  # noqa: RUF012 - Textual declares it so

    class NewsWanted(Message):
        """The line was clicked while it tells of news."""

    def __init__(self, *, id: str) -> None:
        super().__init__(id=id)
        self.heading = Heading("")

    def show(self, heading: Heading) -> None:
        """Show a heading, whose name is cleaned."""
        heading = heading._replace(name=safe_line(heading.name))
        if heading != self.heading:
            self.heading = heading
            self.refresh()

    def render_line(self, y: int) -> Strip:
        """Draw the line."""
        width = self.size.width
        asking, rest = right_side(self.heading, width)
        room = max(0, width - 1 - cell_len(asking) - cell_len(rest))
        look = self.get_component_rich_style
        segments = [
            Segment(" " + fit(self.heading.name, room), look("title--name")),
            Segment(asking, look("title--asking")),
            Segment(rest, look("title--count")),
        ]
        return Strip(segments).adjust_cell_length(width, look("title--name"))

    def on_click(self) -> None:
        """Ask for the news."""
        if self.heading.news:
            self.post_message(self.NewsWanted())
