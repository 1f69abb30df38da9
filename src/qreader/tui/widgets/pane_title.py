"""TitleRow: the top row: where each visible pane is, how much it shows, and how new that is."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Final, NamedTuple

from rich.cells import cell_len
from rich.segment import Segment
from textual import events
from textual.geometry import Region
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from qreader.render.cells import fit
from qreader.text.safe import safe_line
from qreader.tui.actions import Where
from qreader.tui.heading import Heading, left_side, right_side
from qreader.tui.widgets.looks import Looks

BAR: Final = "▌"
"""Before the title of the pane with the focus, where it has neighbours."""


class PaneTitle:
    """The title of one pane; its owner says what it shows."""

    def __init__(self, changed: Callable[[], object] = lambda: None) -> None:
        self.heading = Heading("")
        self._changed = changed

    def show(self, heading: Heading) -> None:
        """Show a heading, whose names are cleaned."""
        path = tuple(map(safe_line, heading.path))
        heading = heading._replace(name=safe_line(heading.name), path=path)
        if heading != self.heading:
            self.heading = heading
            self._changed()


class Section(NamedTuple):
    """The columns of a pane."""

    pane: Where
    start: int
    width: int


class TitleRow(Widget):
    """The titles of the visible panes side by side; on a second line, a rule below them."""

    LOOKS: Final = {
        "title--name": "bold $accent",
        "title--away": "$note",
        "title--rule": "$rule",
        "title--asking": "bold $foreground",
        "title--count": "$note",
    }

    class NewsWanted(Message):
        """The title of the list or of Today was clicked while it tells of news."""

        def __init__(self, pane: Where) -> None:
            super().__init__()
            self.pane = pane

    def __init__(self, panes: Sequence[Where], *, id: str) -> None:
        super().__init__(id=id)
        self._looks = Looks(self, self.LOOKS)
        self.titles = {pane: PaneTitle(partial(self._redraw, pane)) for pane in panes}
        self._sections: Sequence[Section] = ()
        self._focus = Where.LIST

    def lay_out(self, sections: Sequence[Section], focus: Where) -> None:
        """Show the titles of these panes, from the left to the right."""
        if (sections, focus) != (self._sections, self._focus):
            self._sections, self._focus = sections, focus
            self.refresh()

    def _redraw(self, pane: Where) -> None:
        for section in self._sections:
            if section.pane is pane:
                self.refresh(Region(section.start, 0, section.width, 1))

    def notify_style_update(self) -> None:
        """Forget the styles: the theme changed."""
        super().notify_style_update()
        self._looks.forget()

    def render_line(self, y: int) -> Strip:
        """Draw the titles, or the rule."""
        width, rule = self.size.width, self._looks("title--rule")
        parts: list[Segment] = []
        for section in self._sections:
            if parts:
                parts.append(Segment("│" if y == 0 else "┼", rule))
            parts += self._title(section) if y == 0 else [Segment("─" * section.width, rule)]
        return Strip(parts).simplify().adjust_cell_length(width, rule)

    def _title(self, section: Section) -> list[Segment]:
        """Return the title of a pane, as wide as the pane."""
        heading, look = self.titles[section.pane].heading, self._looks
        asking, rest = right_side(heading, section.width)
        room = max(0, section.width - 1 - cell_len(asking) - cell_len(rest))
        path, name = left_side(heading, room)
        is_lit = section.pane is self._focus
        has_bar = is_lit and len(self._sections) > 1
        segments = [
            Segment(BAR if has_bar else " ", look("title--name" if has_bar else "title--count")),
            Segment(path, look("title--count")),
            Segment(
                fit(name, max(0, room - cell_len(path))),
                look("title--name" if is_lit else "title--away"),
            ),
            Segment(asking, look("title--asking")),
            Segment(rest, look("title--count")),
        ]
        strip = Strip(segments).adjust_cell_length(section.width, look("title--count"))
        return list(strip)

    def on_click(self, event: events.Click) -> None:
        """Ask for the news."""
        for section in self._sections:
            is_there = section.start <= event.x < section.start + section.width
            if is_there and section.pane in Where.FRONT and self.titles[section.pane].heading.news:
                self.post_message(self.NewsWanted(section.pane))
