"""FeedTree: the views, then folders and feeds with their numbers of unread articles."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, NamedTuple

from rich.segment import Segment

from qreader.model import Query, Scope
from qreader.render.cells import fit
from qreader.text.safe import safe_line
from qreader.tui.widgets.row_list import RowList

if TYPE_CHECKING:
    from qreader.model import Feed, Search

FAILED = "!"


class Branch(NamedTuple):
    """One line of the tree; one without a query is a gap."""

    label: str = ""
    query: Query | None = None
    number: int = 0
    """The number at the edge: of unread or kept articles; 0: none is shown."""
    depth: int = 0
    feed: Feed | None = None
    has_failed: bool = False
    """Whether the last fetch of its feed failed."""

    @property
    def has_unread(self) -> bool:
        """Whether its number is of unread articles."""
        counts = self.query is not None and self.query.scope in {Scope.ALL, Scope.UNREAD}
        return counts and self.number > 0


def grow(
    feeds: Iterable[Feed],
    starred: int,
    later: int,
    searches: Iterable[Search] = (),
    tags: Iterable[tuple[str, int]] = (),
    *,
    kept_unread: int = 0,
) -> list[Branch]:
    """Return the tree: views, saved searches, tags, then feeds without a folder, then folders.

    kept_unread: unread articles of removed feeds, which the view Unread includes.
    """
    feeds = list(feeds)
    listed = [feed for feed in feeds if not feed.signal_only]  # those are only in their own list
    unread = sum(feed.unread for feed in listed) + kept_unread
    tree = [
        Branch("All", Query()),
        Branch("Unread", Query(Scope.UNREAD), unread),
        Branch("Starred", Query(Scope.STARRED), starred),
        Branch("Later", Query(Scope.LATER), later),
    ]
    saved = [Branch(safe_line(s.name), Query(words=s.query), s.unread or 0) for s in searches]
    saved += [Branch(f"#{safe_line(name)}", Query(tag=name), count) for name, count in tags]
    if saved:
        tree += [Branch(), *saved]
    if feeds:
        tree.append(Branch())
    of_folder: dict[str, list[Feed]] = {}
    for feed in feeds:
        of_folder.setdefault(feed.folder or "", []).append(feed)
    tree += [_leaf(feed, 0) for feed in of_folder.pop("", ())]
    counts = _unread_inside(listed)
    for folder, inside in of_folder.items():
        tree.append(Branch(safe_line(folder), Query(folder=folder), counts[folder]))
        tree += [_leaf(feed, 1) for feed in inside]
    return tree


def _unread_inside(feeds: Iterable[Feed]) -> Counter[str]:
    """Return the number of unread articles of each folder, its subfolders included."""
    counts: Counter[str] = Counter()
    for feed in feeds:
        parts = feed.folder.split("/") if feed.folder else []
        for depth in range(1, len(parts) + 1):
            counts["/".join(parts[:depth])] += feed.unread
    return counts


def is_inside(feed: Feed, folder: str) -> bool:
    """Whether a feed is in a folder or one of its subfolders, as for `Query.folder`."""
    return f"{feed.folder or ''}/".startswith(f"{folder}/")


def _leaf(feed: Feed, depth: int) -> Branch:
    label = safe_line(feed.title) or safe_line(feed.url)
    return Branch(label, Query(feed_id=feed.id), feed.unread, depth, feed, feed.error is not None)


class FeedTree(RowList):
    """The tree of views, folders and feeds."""

    def __init__(self, *, id: str) -> None:
        super().__init__(id=id)
        self.branches: Sequence[Branch] = ()
        self._awaited: Query | None = None
        """The view to put the cursor on once there are branches."""

    def show(self, branches: Sequence[Branch]) -> None:
        """Show a tree; redraw only the changed lines where only counts changed."""
        old, self.branches = self.branches, branches
        if [b.query for b in old] == [b.query for b in branches]:
            for row, (before, now) in enumerate(zip(old, branches, strict=True)):
                # only the values that are drawn: thousands of feeds are compared here
                if (
                    before.number != now.number
                    or before.label != now.label
                    or before.has_failed != now.has_failed
                ):
                    self.refresh_row(row)
            return
        here = old[self.cursor].query if self.cursor < len(old) else self._awaited
        self.rows_changed(self._find(here), keep_place=bool(old))

    def point_at(self, query: Query) -> None:
        """Put the cursor on a view's branch, now or as soon as there is one."""
        self._awaited = query
        if any(branch.query == query for branch in self.branches):
            self.move_to(self._find(query))

    @property
    def current(self) -> Branch | None:
        """The branch under the cursor."""
        return self.branches[self.cursor] if self.cursor < len(self.branches) else None

    @property
    def tags(self) -> list[str]:
        """The person's tags, by name."""
        return [b.query.tag for b in self.branches if b.query is not None and b.query.tag]

    def find_unread(self, step: int) -> int | None:
        """Return the next branch below (1) or above (-1) that has unread articles."""
        rows = range(self.cursor + step, len(self.branches) if step > 0 else -1, step)
        return next((row for row in rows if self.branches[row].has_unread), None)

    def _find(self, query: Query | None) -> int:
        return next((n for n, b in enumerate(self.branches) if query and b.query == query), 0)

    # ---- drawing

    @property
    def row_count(self) -> int:
        """How many lines the tree has."""
        return len(self.branches)

    def can_select(self, row: int) -> bool:
        """Whether a line is more than a gap."""
        return super().can_select(row) and self.branches[row].query is not None

    def draw(self, row: int, line: int, width: int) -> list[Segment]:
        """Draw a branch: mark of a failure, label, number at the edge."""
        branch = self.branches[row]
        if branch.query is None:
            return []
        number = f"{branch.number}" if branch.number else ""
        label = "  " * branch.depth + branch.label
        room = width - 3 - len(number) - 1
        name = "row--strong" if branch.has_unread else "row--plain"
        text = self.look(name, row=row)
        return [
            self.bar(row, name),
            Segment(FAILED, self.look("row--error", row=row))
            if branch.has_failed
            else Segment(" ", text),
            Segment(" " + fit(label, room), text),
            Segment(f" {number}", self.look("row--dim", row=row)),
        ]
