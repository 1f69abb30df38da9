"""TickList: a list of feeds below their folders, to choose from by ticks."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from rich.segment import Segment

from qreader.render.cells import fit, plural
from qreader.text.safe import safe_line
from qreader.tui.widgets.lookup import Choice, ChoiceList

if TYPE_CHECKING:
    from qreader.model import Subscription

TICKED, IN_PART, UNTICKED, THERE = "●", "◐", "○", "✓"


class TickList(ChoiceList):
    """A folder shows and changes the ticks of its feeds."""

    def __init__(
        self,
        subscriptions: Sequence[Subscription],
        there: Iterable[str],
        ticked: Iterable[str] | None = None,
    ) -> None:
        """there: the addresses of subscribed feeds, which cannot be ticked.

        ticked: the addresses that are ticked at first; None: all that can be.
        """
        self._inside: dict[str, list[Subscription]] = {}
        for one in subscriptions:
            self._inside.setdefault(one.folder or "", []).append(one)
        self._has_folders = any(self._inside)
        self._there = {*there}
        self._ticked = {one.url for one in subscriptions if one.url not in self._there}
        if ticked is not None:
            self._ticked &= {*ticked}
        super().__init__([*self._choices()])

    def _choices(self) -> Iterable[Choice]:
        for folder in sorted(self._inside, key=str.casefold):
            members = self._inside[folder]
            if folder:
                yield Choice(safe_line(folder), plural(len(members), "feed"), folder)
            for one in members:
                name = safe_line(one.title or "") or safe_line(one.url)
                said = "subscribed to already" if one.url in self._there else safe_line(one.url)
                yield Choice(name, said, one)

    @property
    def ticked(self) -> list[Subscription]:
        """The ticked feeds, in the order of the list."""
        return [one for some in self._inside.values() for one in some if one.url in self._ticked]

    def press(self, key: str) -> bool:
        """Turn ticks: `space` of the current row, `A` of all rows."""
        if key == "A":
            self._tick({one.url for some in self._inside.values() for one in some})
        elif key in {" ", "x"}:
            if self.current is not None:
                self._tick(self._urls(self.current))
            self.move(1)
        else:
            return False
        return True

    def _tick(self, urls: set[str]) -> None:
        new = urls - self._there
        self._ticked = self._ticked - new if new <= self._ticked else self._ticked | new
        self.refresh()

    def _urls(self, choice: Choice) -> set[str]:
        if isinstance(choice.value, str):
            return {one.url for one in self._inside[choice.value]}
        return {getattr(choice.value, "url", "")}

    def _mark(self, choice: Choice) -> str:
        urls = self._urls(choice)
        if urls <= self._there:
            return THERE
        urls -= self._there
        return TICKED if urls <= self._ticked else IN_PART if urls & self._ticked else UNTICKED

    def draw(self, row: int, line: int, width: int) -> list[Segment]:
        """Draw the tick, the name below its folder's, and the address beside it."""
        choice = self.choices[row]
        mark = self._mark(choice)
        is_in = mark in {TICKED, IN_PART}
        indent = "" if isinstance(choice.value, str) or not self._has_folders else "  "
        name_width = max(10, width * 2 // 5)
        rest = max(0, width - name_width - 5)
        look = self.look("row--strong" if is_in else "row--dim", row=row)
        return [
            self.bar(row),
            Segment(f" {mark}", self.look("row--accent" if is_in else "row--dim", row=row)),
            Segment(f" {fit(indent + choice.name, name_width)}", look),
            Segment(f" {fit(choice.text, rest)}", self.look("row--dim", row=row)),
        ]
