"""RelatedList: the stories beside an article, numbered as `3]` takes them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Final

from rich.cells import cell_len
from rich.segment import Segment

from qreader.render.cells import fit, fit_right, wrap
from qreader.tui.beside_items import Item
from qreader.tui.signs import SIGNS, Signs
from qreader.tui.widgets.row_list import MARGIN, RowList

if TYPE_CHECKING:
    from qreader.model import ArticleId, Status

OUTSIDE: Final = "↗"
"""The mark of what opens in a browser."""
TITLE_LINES: Final = 4
"""The most lines of a title."""
WITH_PLACE: Final = 60
"""The least width of a strip that names sources."""
MAX_NUMBER: Final = 9
"""The highest number that is shown: it has one cell, and one key."""
AGE_CELLS: Final = 5

Part = tuple[str, str]
"""A text and the name of its look."""


class RelatedList(RowList):
    """The sidebar; as a strip, every item takes one line."""

    def __init__(self, *, id: str) -> None:
        super().__init__(id=id)
        self.items: Sequence[Item] = ()
        self.signs = SIGNS
        self.is_strip = False
        self.walking = False
        """Whether `]` moved its cursor while the article has the focus."""
        self.note = ""
        """The line shown without items."""
        self._lines: list[list[list[Part]]] = []
        """The parts of each line of each item, without the cursor's bar."""

    # ---- calls of the owner

    def show(self, items: Sequence[Item], note: str = "") -> None:
        """Show these items; the cursor stays on its item, if that is still there.

        note: said where there are none; "" while they are still being computed.
        """
        if items == self.items and note == self.note:
            return
        before = self.current
        self.items, self.note = items, note
        same = next((n for n, item in enumerate(items) if item == before), None)
        if same is None:
            self.walking = False
        self._measure()
        self.rows_changed(self._nearest(0, down=True) if same is None else same)
        if same is None:
            self._scroll(0)

    def put_statuses(self, statuses: Mapping[ArticleId, Status]) -> None:
        """Show changed statuses of some articles; the cursor stays."""
        items = list(self.items)
        for row, item in enumerate(items):
            status = statuses.get(item.article_id) if item.article_id is not None else None
            if status is not None and status.read != item.read:
                items[row] = item._replace(read=status.read)
        changed = [row for row, item in enumerate(items) if item is not self.items[row]]
        if changed:
            self.items = items
            self._measure()
        for row in changed:
            self.refresh_row(row)

    def set_strip(self, is_strip: bool) -> None:
        """Show the items on one line each, or with their notes."""
        if self.is_strip != is_strip:
            self.is_strip = is_strip
            self._measure()
            self.rows_changed(self.cursor)

    def set_signs(self, signs: Signs) -> None:
        """Say by other signs what is unread."""
        self.signs = signs
        self._measure()
        self.refresh()

    @property
    def is_known(self) -> bool:
        """Whether it is known what to show, if anything."""
        return bool(self.items or self.note)

    @property
    def current(self) -> Item | None:
        """The item under the cursor."""
        return self.items[self.cursor] if self.cursor < len(self.items) else None

    @property
    def choices(self) -> list[int]:
        """The rows that are not headings."""
        return [n for n, item in enumerate(self.items) if not item.heading]

    @property
    def strip_lines(self) -> int:
        """The height of all items as a strip."""
        return len(self.choices) + 1 if self.choices else 0

    def walk(self, step: int) -> None:
        """Move to the next item, while the article keeps the focus."""
        choices = self.choices
        if not choices:
            return
        if self.walking:
            at = choices.index(self.cursor) if self.cursor in choices else 0
            target = choices[max(0, min(at + step, len(choices) - 1))]
        else:
            target = choices[0 if step > 0 else -1]
        self.walking = True
        self.move_to(target)
        self.refresh_row(self.cursor)

    def end_walk(self) -> None:
        """Hide the cursor: keys go only to the article again."""
        self.walking = False
        self.refresh_row(self.cursor)

    # ---- lines of different heights

    @property
    def row_count(self) -> int:
        """How many items and headings there are."""
        return len(self.items)

    def can_select(self, row: int) -> bool:
        """Whether a row is more than a heading."""
        return super().can_select(row) and not self.items[row].heading

    def lines_of(self, row: int, *, under_cursor: bool) -> int:
        """Return how many lines an item has, with the gap below it."""
        return len(self._lines[row])

    def on_resize(self) -> None:
        """Wrap the titles anew."""
        if self.items:
            self._measure()
            self.refresh()
        super().on_resize()

    def _measure(self) -> None:
        width = max(1, self.room.width - MARGIN - 1)
        number = 0
        self._lines = []
        for row, item in enumerate(self.items):
            number += not item.heading
            # a strip has no lines for headings between its items
            is_left_out = self.is_strip and item.heading and row > 0
            self._lines.append([] if is_left_out else self._item(item, number, width))

    def _item(self, item: Item, number: int, width: int) -> list[list[Part]]:
        if item.heading:
            heading = [_heading(item, width)]
            return heading if self.is_strip else [*heading, []]
        head = self._head(item, str(number) if number <= MAX_NUMBER else " ")
        return [_strip_line(item, head, width)] if self.is_strip else _lines(item, head, width)

    def _head(self, item: Item, number: str) -> list[Part]:
        is_unread = item.article_id is not None and not item.read
        if self.signs.in_words:
            word = f"{self.signs.unread}: " if is_unread else ""
            return [(f"{number} {word}", "row--accent")]
        mark = self.signs.unread if is_unread else " "
        return [(f"{number} ", "row--accent"), (f"{mark} ", "row--unread")]

    # ---- drawing

    @property
    def empty_lines(self) -> Sequence[str]:
        """The note, where there are no items."""
        return (self.note,) if self.note else ()

    @property
    def is_active(self) -> bool:
        """Whether the cursor shows in full colour: also while `]` moves it from the article."""
        return super().is_active or self.walking

    @property
    def shows_cursor(self) -> bool:
        """Whether the cursor shows at all."""
        return self.is_active

    def draw(self, row: int, line: int, width: int) -> list[Segment]:
        """Draw one line of an item: its title, or what is said of it."""
        parts = self._lines[row][line]
        if not parts:
            # the gap below an item does not have the cursor's background
            return [Segment(" " * width, self.look("row--plain"))]
        segments = [Segment(text, self.look(name, row=row)) for text, name in parts]
        return [self.bar(row, parts[0][1]), *segments]


def _heading(item: Item, width: int) -> list[Part]:
    """Return a heading with what stands at its right end, as far as there is room."""
    right = item.place
    if cell_len(item.title) + 1 + cell_len(right) > width:
        right = right.rpartition(" · ")[2]
    room = width - cell_len(right)
    if room < cell_len(item.title) + 1:
        return [(fit(item.title, width), item.look)]
    return [(fit(item.title, room), item.look), (right, "row--dim")]


def _lines(item: Item, head: Sequence[Part], width: int) -> list[list[Part]]:
    """Return the lines of an item; the last one is the gap."""
    indent = sum(cell_len(text) for text, _ in head)
    room = max(1, width - indent)
    outside = f" {OUTSIDE}" if item.is_outside else ""
    blank = (" " * indent, "row--dim")
    title = wrap(item.title, max(1, room - len(outside)), TITLE_LINES) or [""]
    look = _title_look(item)
    lines = [[*head, (fit(title[0], room - len(outside)), look), (outside, "row--dim")]]
    lines += [[blank, (fit(text, room), look)] for text in title[1:]]
    notes = [item.place, *wrap(item.why, room, 2)]
    together = f"{item.place} · {item.why}"
    if item.place and item.why and cell_len(together) <= room:
        notes = [together]
    lines += [[blank, (fit(note, room), "row--dim")] for note in notes if note]
    return [*lines, []]


def _strip_line(item: Item, head: Sequence[Part], width: int) -> list[Part]:
    """Return an item on one line: number, title, source and age."""
    room = max(1, width - sum(cell_len(text) for text, _ in head))
    place, _, old = (item.place, "", "") if item.is_own else item.place.rpartition(" · ")
    tail = f" {fit_right(OUTSIDE if item.is_outside else old, AGE_CELLS)}"
    if width >= WITH_PLACE:
        tail = f"  {fit(place, width // 4)}{tail}"
    title = fit(item.title, max(1, room - cell_len(tail)))
    return [*head, (title, _title_look(item)), (tail, "row--dim")]


def _title_look(item: Item) -> str:
    return "row--plain" if item.article_id is None or item.read else "row--strong"
