"""Welcome: the screen of the first start: a greeting, and packs of feeds to begin with."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from rich.segment import Segment
from rich.text import Text
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widgets import Static

from qreader.model import Pack
from qreader.render.cells import cut, fit, fit_right
from qreader.text.safe import safe_line
from qreader.tui.widgets.row_list import RowList

if TYPE_CHECKING:
    from qreader.model import Subscription

CHOSEN, IN_PART, OFFERED = "●", "◐", "○"
NAME_WIDTH = 24
"""The cells of a pack's name: the longest shipped name has 23."""
COUNT_WIDTH = len("3 of 8")
MIN_NAMES_WIDTH = 12
"""The least width to show a pack's contents."""


class PackList(RowList):
    """The packs, with their selection."""

    opens_at_once = True

    def __init__(self, *, id: str) -> None:
        super().__init__(id=id)
        self.packs: Sequence[Pack] = ()
        self._ticked: list[frozenset[str]] = []
        """The addresses of the chosen feeds of each pack."""

    def show(self, packs: Sequence[Pack]) -> None:
        """Show these packs, none selected."""
        self.packs = packs
        self._ticked = [frozenset()] * len(packs)
        self.styles.height = max(1, len(packs))
        self.rows_changed(0)

    def toggle(self) -> None:
        """Select the pack under the cursor, or deselect it where any of it is selected."""
        if self.current is not None:
            self.tick(() if self.ticked else [one.url for one in self.current.subscriptions])

    def tick(self, urls: Iterable[str]) -> None:
        """Select these feeds of the pack under the cursor, and no others of it."""
        self._ticked[self.cursor] = frozenset(urls)
        self.refresh_row(self.cursor)

    @property
    def current(self) -> Pack | None:
        """The pack under the cursor."""
        return self.packs[self.cursor] if self.can_select(self.cursor) else None

    @property
    def ticked(self) -> frozenset[str]:
        """The addresses of the selected feeds of the pack under the cursor."""
        return self._ticked[self.cursor] if self.can_select(self.cursor) else frozenset()

    @property
    def chosen(self) -> list[Subscription]:
        """The selected feeds of all packs."""
        pairs = zip(self.packs, self._ticked, strict=True)
        return [one for pack, urls in pairs for one in pack.subscriptions if one.url in urls]

    @property
    def row_count(self) -> int:
        """How many packs there are."""
        return len(self.packs)

    def draw(self, row: int, line: int, width: int) -> list[Segment]:
        """Draw a pack: mark, name, number of feeds and, where there is room, the first feeds."""
        pack, ticked = self.packs[row], len(self._ticked[row])
        total = len(pack.subscriptions)
        mark = (CHOSEN if ticked == total else IN_PART) if ticked else OFFERED
        count = fit_right(f"{ticked} of {total}" if 0 < ticked < total else f"{total}", COUNT_WIDTH)
        room = width - 3 - len(count)  # for its name and its feeds
        name_width = max(1, min(NAME_WIDTH, room))
        names = ", ".join(safe_line(one.title or one.url) for one in pack.subscriptions)
        rest = room - name_width - 2
        dim = self.look("row--dim", row=row)
        return [
            self.bar(row),
            Segment(mark, self.look("row--accent", row=row) if ticked else dim),
            Segment(
                " " + fit(safe_line(pack.name), name_width),
                self.look("row--strong" if ticked else "row--plain", row=row),
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
                "A few articles came with it: esc goes to them.\n"
                "For news, choose what interests you:"
            ),
            classes="welcome-text -spare",
        )
        yield self.packs
        yield Static(
            Text(
                "space chooses a pack, l single feeds of it; enter subscribes.\n"
                "a adds anything else: the address of a feed or a site, a file, a folder,\n"
                "an OPML file, newsboat's urls file.\n"
                "gp comes back here."
            ),
            classes="welcome-text -spare -quiet",
        )
