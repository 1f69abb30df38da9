"""RelatedList: the stories beside an article: its page's own links, then related articles."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple

from rich.segment import Segment

from qreader.render import age
from qreader.render.cells import fit, wrap
from qreader.text.safe import safe_line
from qreader.tui.widgets.row_list import RowList

if TYPE_CHECKING:
    from qreader.model import Article, ArticleId, Link, Related, Status

OPENABLE = "›"
"""The mark of a link to an article of the cache."""
TITLE_LINES = 4
"""The most lines of a title."""


class Item(NamedTuple):
    """A story that can be opened, or a heading."""

    title: str
    heading: bool = False
    article_id: ArticleId | None = None
    url: str | None = None
    notes: tuple[str, ...] = ()
    """The dim lines below the title: caption, reasons, source and age."""
    read: bool = False
    is_own: bool = False
    """It is a link of the article's page or of a trending topic, and cannot be judged."""


SECTIONS = {"story": "Same story", "earlier": "Earlier", "related": "Related"}
"""Headings by the values of `Relation`, whose module a start need not import."""


def collect(
    article: Article | None,
    related: Sequence[Related] | None,
    now: datetime,
    read: Collection[ArticleId] = (),
) -> list[Item]:
    """Return the items beside an article. related: None while they are still being computed.

    read: the articles linked by its page that are read.
    """
    items: list[Item] = []
    for block in article.entry.own_related if article else ():
        items.append(Item(safe_line(block.heading), heading=True))
        items += [_from_link(link, link.article_id in read) for link in block.items]
    own = {item.article_id for item in items}
    others = [one for one in related or () if one.row.id not in own]
    for relation, heading in SECTIONS.items():
        section = [_from_related(one, now) for one in others if one.relation == relation]
        if section:
            items += [Item(heading, heading=True), *section]
    return items


def own_ids(article: Article | None) -> Iterator[ArticleId]:
    """Yield the articles of the cache that an article's page links to."""
    for block in article.entry.own_related if article else ():
        yield from (link.article_id for link in block.items if link.article_id is not None)


def _from_link(link: Link, read: bool) -> Item:
    caption = safe_line(link.caption or "")
    title = safe_line(link.title) or safe_line(link.url or "")
    notes = (caption,) if caption else ()
    return Item(title, False, link.article_id, link.url, notes, read, is_own=True)


def _from_related(one: Related, now: datetime) -> Item:
    row = one.row
    place = " · ".join(filter(None, (safe_line(row.feed), age.age_of(row, now))))
    if row.copy_of is not None:
        place += " · same text"
    reasons = "pinned" if one.pinned else safe_line(", ".join(one.reasons))
    notes = (place, reasons) if reasons else (place,)
    return Item(safe_line(row.title), False, row.id, row.url, notes, row.status.read)


class RelatedList(RowList):
    """The sidebar; as a strip, every item takes one line."""

    def __init__(self, *, id: str) -> None:
        super().__init__(id=id)
        self.items: Sequence[Item] = ()
        self.is_strip = False
        self.walking = False
        """Whether `]` moved its cursor while the article has the focus."""
        self.note = ""
        """The line shown without items."""
        self._lines: list[list[tuple[str, str]]] = []

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

    def walk(self, step: int, nth: int | None) -> None:
        """Move to the next item, or the n-th, while the article keeps the focus."""
        choices = self.choices
        if not choices:
            return
        if nth is not None:
            target = choices[max(0, min(nth - 1, len(choices) - 1))]
        elif not self.walking:
            target = choices[0 if step > 0 else -1]
        else:
            at = choices.index(self.cursor) if self.cursor in choices else 0
            target = choices[max(0, min(at + step, len(choices) - 1))]
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
        width = self.room.width
        if self.is_strip:
            # a strip has no lines for headings between its items
            self._lines = [
                [] if item.heading and n else [(item.title, _title_style(item))]
                for n, item in enumerate(self.items)
            ]
        else:
            self._lines = [_wrap_item(item, width) for item in self.items]

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
        """Draw one line of an item: its title, or one of its notes."""
        item = self.items[row]
        text, name = self._lines[row][line]
        if not text:
            # the gap below an item does not have the cursor's background
            return [Segment(" " * width, self.look("row--plain"))]
        if item.heading:
            return [Segment(" " + fit(text, width - 1), self.look(name))]
        mark = OPENABLE if item.article_id is not None and line == 0 else " "
        note = item.notes[0] if self.is_strip and item.notes else ""
        tail_width = width // 3 if note and width >= 60 else 0
        tail = "  " + fit(note, tail_width) if tail_width else ""
        room = width - 3 - (tail_width + 2 if tail_width else 0)
        return [
            self.bar(row, "row--accent" if mark.strip() else name),
            Segment(mark, self.look("row--accent" if mark.strip() else name, row=row)),
            Segment(" " + fit(text, room), self.look(name, row=row)),
            Segment(tail, self.look("row--dim", row=row)),
        ]


def _title_style(item: Item) -> str:
    if item.heading:
        return "row--accent"
    return "row--plain" if item.article_id is None or item.read else "row--strong"


def _wrap_item(item: Item, width: int) -> list[tuple[str, str]]:
    """Return the lines of an item with the names of their styles; the last one is the gap."""
    room = width - 4
    gap = [("", "row--plain")]
    if item.heading:
        heading = [(text, "row--accent") for text in wrap(item.title, width - 2, 2)]
        return [*heading, *gap]
    lines = [(text, _title_style(item)) for text in wrap(item.title, room, TITLE_LINES)]
    for note in item.notes:
        lines += [(text, "row--dim") for text in wrap(note, room, 2)]
    return lines + gap
