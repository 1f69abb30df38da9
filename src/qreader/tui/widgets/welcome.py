"""Welcome: the screen of the first start: a greeting, and packs of feeds to begin with."""

from __future__ import annotations

from collections.abc import Sequence

from rich.segment import Segment
from rich.text import Text
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widgets import Static

from qreader.model import Pack
from qreader.render.cells import cut, fit
from qreader.text.safe import safe_line
from qreader.tui.widgets.row_list import RowList

CHOSEN, OFFERED = "●", "○"
NAME_WIDTH = 24
"""The cells of a pack's name: the longest shipped name has 23."""
MIN_NAMES_WIDTH = 12
"""The least width to show a pack's contents."""


class PackList(RowList):
    """The packs, with their selection."""

    opens_at_once = True

    def __init__(self, *, id: str) -> None:
        super().__init__(id=id)
        self.packs: Sequence[Pack] = ()
        self._chosen: set[int] = set()

    def show(self, packs: Sequence[Pack]) -> None:
        """Show these packs, none selected."""
        self.packs = packs
        self._chosen.clear()
        self.styles.height = max(1, len(packs))
        self.rows_changed(0)

    def toggle(self) -> None:
        """Select the pack under the cursor, or deselect it."""
        if self.can_select(self.cursor):
            self._chosen ^= {self.cursor}
            self.refresh_row(self.cursor)

    @property
    def chosen(self) -> list[Pack]:
        """The selected packs."""
        return [self.packs[n] for n in sorted(self._chosen)]

    @property
    def row_count(self) -> int:
        """How many packs there are."""
        return len(self.packs)

    def draw(self, row: int, line: int, width: int) -> list[Segment]:
        """Draw a pack: mark, name, number of feeds and, where there is room, the first feeds."""
        pack = self.packs[row]
        is_chosen = row in self._chosen
        count = f"{len(pack.subscriptions):>3}"
        room = width - 3 - len(count)  # for its name and its feeds
        name_width = max(1, min(NAME_WIDTH, room))
        names = ", ".join(safe_line(one.title or one.url) for one in pack.subscriptions)
        rest = room - name_width - 2
        dim = self.look("row--dim", row=row)
        return [
            self.bar(row),
            Segment(CHOSEN, self.look("row--accent", row=row))
            if is_chosen
            else Segment(OFFERED, dim),
            Segment(
                " " + fit(safe_line(pack.name), name_width),
                self.look("row--strong" if is_chosen else "row--plain", row=row),
            ),
            Segment(f"{count}  {cut(names, rest)}" if rest >= MIN_NAMES_WIDTH else count, dim),
        ]


class Welcome(Vertical):
    """Replaces the article until something is chosen or opened."""

    def __init__(self, *, id: str) -> None:
        super().__init__(id=id)
        self.packs = PackList(id="packs")

    def compose(self) -> ComposeResult:
        """Show a greeting, the packs, and other ways to begin."""
        yield Static(Text("Welcome to qreader", style="bold"), classes="welcome-text")
        yield Static(
            Text(
                "In the list are a few articles that came with it; enter opens one.\n"
                "For news, choose what interests you:"
            ),
            classes="welcome-text -spare",
        )
        yield self.packs
        yield Static(
            Text(
                "space chooses a pack, enter subscribes.\n"
                "a adds anything else: the address of a feed or a site, a file, a folder,\n"
                "an OPML file, newsboat's urls file.\n"
                "esc goes to the list; gp comes back here."
            ),
            classes="welcome-text -spare -quiet",
        )
