"""Branches: the rows of the tree, as pure functions of the feeds and the person's choices.

The path of a folder says what it is in: `Tech/AI` is `AI` in `Tech`, also where `Tech` itself has
no feeds.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

from qreader.model import Query, Scope
from qreader.text.collation import natural_key
from qreader.text.folders import parents, with_parents
from qreader.text.safe import safe_line

if TYPE_CHECKING:
    from datetime import datetime

    from qreader.model import Feed, FeedId, Search

Key = int | str
"""A feed's number, or a folder's path."""
NAMELESS = "?"
"""Shown for a name without visible characters."""


class FeedOrder(StrEnum):
    """The orders of feeds and folders, each among its siblings."""

    NAME = "name"
    UNREAD = "unread"
    NEWEST = "newest"
    OWN = "own"


class Branch(NamedTuple):
    """One row of the tree; one without a query is a gap or a note."""

    label: str = ""
    """Its name; for a folder the whole path."""
    query: Query | None = None
    number: int = 0
    """The number at the edge: of unread or kept articles; 0: none is shown."""
    depth: int = 0
    """The number of folders around it."""
    feed: Feed | None = None
    has_failed: bool = False
    """Whether the last fetch of its feed failed."""
    is_folded: bool = False
    """Whether it is a folder that hides its content."""

    @property
    def has_unread(self) -> bool:
        """Whether its number is of unread articles."""
        counts = self.query is not None and self.query.scope in {Scope.ALL, Scope.UNREAD}
        return counts and self.number > 0

    @property
    def folder(self) -> str | None:
        """The path of the folder; None: it is not a folder."""
        return self.query.folder if self.query is not None else None

    @property
    def key(self) -> Key | None:
        """The key of its place in the order; None: it is neither a feed nor a folder."""
        return None if self.query is None else key_of(self.query)

    @property
    def text(self) -> str:
        """Its drawn name: for a folder in another one the last part."""
        folder = self.folder
        if folder is None or not self.depth:
            return self.label
        return safe_line(folder[len(parents(folder)[-1]) + 1 :]) or NAMELESS


def key_of(query: Query) -> Key | None:
    """Return the feed or the folder that a view shows; None: it shows something else."""
    return query.feed_id if query.feed_id is not None else query.folder


# ---- order


def ranks(
    feeds: Iterable[Feed],
    order: FeedOrder,
    newest: Mapping[FeedId, datetime],
    own: Sequence[Key],
) -> dict[Key, int]:
    """Return the place of each feed and folder in an order of all; siblings are sorted by it.

    newest: the dates of feeds' newest articles, for that order; own: the person's own order, which
    may contain removed feeds and lack new ones.
    """
    labels: dict[Key, str] = {}
    unread: dict[Key, int] = defaultdict(int)
    dates: dict[Key, float] = defaultdict(float)
    inside: dict[str | None, list[str]] = {}
    for feed in feeds:
        labels[feed.id] = feed.title
        date = newest.get(feed.id)
        if feed.folder not in inside:
            inside[feed.folder] = with_parents(feed.folder)
            labels.update((folder, folder) for folder in inside[feed.folder])
        folders = inside[feed.folder]
        keys: list[Key] = [feed.id, *folders]
        for key in keys:
            unread[key] += feed.unread
            if date is not None:
                dates[key] = max(dates[key], date.timestamp())
    placed = {key: at for at, key in enumerate(own)} if order is FeedOrder.OWN else {}

    def value(key: Key) -> float:
        if order is FeedOrder.UNREAD:
            return -unread[key]
        if order is FeedOrder.NEWEST:
            return -dates[key]
        return placed.get(key, len(placed))

    ordered = sorted(labels, key=lambda key: (value(key), natural_key(labels[key]), str(key)))
    return {key: at for at, key in enumerate(ordered)}


def moved(places: Mapping[Key, int], key: Key, other: Key, *, behind: bool) -> list[Key]:
    """Return the order with one key moved right before another one, or right behind it."""
    keys = [one for one in sorted(places, key=places.__getitem__) if one != key]
    at = keys.index(other) + behind
    return [*keys[:at], key, *keys[at:]]


# ---- the tree


def grow(
    feeds: Iterable[Feed],
    starred: int,
    later: int,
    searches: Iterable[Search] = (),
    tags: Iterable[tuple[str, int]] = (),
    *,
    kept_unread: int = 0,
    places: Mapping[Key, int] | None = None,
) -> list[Branch]:
    """Return the tree: views, saved searches, tags, folders with their content, other feeds.

    kept_unread: unread articles of removed feeds, which the view Unread includes; places: the
    result of `ranks`, by default for the order by name.
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
        tree += _planted(feeds, places or ranks(feeds, FeedOrder.NAME, {}, ()))
    return tree


def _planted(feeds: Sequence[Feed], places: Mapping[Key, int]) -> Iterator[Branch]:
    """Yield folders and feeds, each folder before its content."""
    numbers: dict[str, int] = defaultdict(int)
    inside: dict[str, list[Feed]] = defaultdict(list)
    folders: dict[str, set[str]] = defaultdict(set)
    for feed in feeds:
        inside[feed.folder or ""].append(feed)
    for home, content in [*inside.items()]:
        unread = sum(feed.unread for feed in content if not feed.signal_only)
        parent = ""
        for folder in with_parents(home):
            folders[parent].add(folder)
            numbers[folder] += unread
            parent = folder

    def children(folder: str, depth: int) -> Iterator[tuple[str | Feed, int]]:
        """Yield the direct content of a folder, the last first."""
        for feed in sorted(inside[folder], key=lambda one: places[one.id], reverse=True):
            yield feed, depth
        for within in sorted(folders[folder], key=places.__getitem__, reverse=True):
            yield within, depth

    waiting = [*children("", 0)]  # no recursion: imported lists may nest to any depth
    while waiting:
        one, depth = waiting.pop()
        if isinstance(one, str):
            yield Branch(safe_line(one) or NAMELESS, Query(folder=one), numbers[one], depth)
            waiting += children(one, depth + 1)
        else:
            yield _leaf(one, depth)


def _leaf(feed: Feed, depth: int) -> Branch:
    label = safe_line(feed.title) or safe_line(feed.url) or NAMELESS
    return Branch(label, Query(feed_id=feed.id), feed.unread, depth, feed, feed.error is not None)


def with_unread(tree: Sequence[Branch], stays: Collection[Key | None]) -> list[Branch]:
    """Return the tree without feeds that have no unread articles, and folders of only such feeds.

    stays: the feeds and folders that are kept all the same, with the folders around them.
    """
    left: list[Branch] = []
    held: set[int] = set()
    """The depths of rows below that are kept and whose folder is still to come."""
    for branch in reversed(tree):
        key = branch.key
        if key is not None:
            within = branch.depth + 1 in held
            held.discard(branch.depth + 1)
            if not (branch.number or within or key in stays):
                continue
            held.add(branch.depth)
        left.append(branch)
    return left[::-1]


def matching(tree: Sequence[Branch], words: str) -> list[Branch]:
    """Return the rows whose names have all words, with the folders around them."""
    from qreader.text.folding import fold  # no start needs it

    parts = fold(words).split()
    left: list[Branch] = []
    depth = 0
    """The depth down to which the folders of a row below are kept."""
    for branch in reversed(tree):
        if branch.query is None:
            continue
        name = fold(branch.text)
        is_found = all(part in name for part in parts)
        is_around = branch.folder is not None and branch.depth < depth
        if is_found or is_around:
            left.append(branch)
            depth = branch.depth
        elif branch.depth < depth:
            depth = 0
    return left[::-1]


def best_match(rows: Sequence[Branch], words: str) -> int:
    """Return the row that words mean: that of this name, else one that begins so, else any."""
    from qreader.text.folding import fold

    wanted = fold(words).strip()

    def worse(row: int) -> tuple[bool, bool, bool]:
        name = fold(rows[row].text)
        return name != wanted, not name.startswith(wanted), wanted.split()[0] not in name

    return min(range(len(rows)), key=worse, default=0) if wanted else 0


def with_folded(tree: Iterable[Branch], folded: Collection[str]) -> list[Branch]:
    """Return the tree without the content of folded folders."""
    left: list[Branch] = []
    fold_depth: int | None = None
    for branch in tree:
        if fold_depth is not None and branch.depth > fold_depth:
            continue
        is_folded = branch.folder is not None and branch.folder in folded
        fold_depth = branch.depth if is_folded else None
        left.append(branch._replace(is_folded=True) if is_folded else branch)
    return left


def with_moved(tree: Sequence[Branch], key: Key, other: Key, *, behind: bool) -> list[Branch]:
    """Return the tree with a row moved before another one, or behind it, each with its content."""
    first, end = _rows_of(tree, key)
    rest = [*tree[:first], *tree[end:]]
    at = _rows_of(rest, other)[behind]
    return [*rest[:at], *tree[first:end], *rest[at:]]


def _rows_of(tree: Sequence[Branch], key: Key) -> tuple[int, int]:
    """Return the first row of a branch with its content, and the row after the last one."""
    first = next(row for row, branch in enumerate(tree) if branch.key == key)
    depth = tree[first].depth
    rows = range(first + 1, len(tree))
    return first, next((row for row in rows if tree[row].depth <= depth), len(tree))


def parent_row(tree: Sequence[Branch], row: int) -> int | None:
    """Return the row of the folder around a row; None: there is none."""
    depth = tree[row].depth
    return next((at for at in range(row - 1, -1, -1) if tree[at].depth < depth), None)


def next_unread(
    tree: Sequence[Branch], row: int, step: int, *, by_folder: bool = False
) -> Branch | None:
    """Return the next feed below (1) or above (-1) with unread articles.

    A folded folder stands for its feeds. by_folder: any folder stands for its feeds, and the
    content of the folder in `row`, and the folders around it, are skipped.
    """
    reach = tree[row].depth if by_folder else None
    for at in range(row + step, len(tree) if step > 0 else -1, step):
        branch = tree[at]
        if reach is not None:
            if branch.depth > reach:
                continue
            if branch.depth < reach:
                reach = branch.depth
                if step < 0:  # the folder that all before lies in
                    continue
        is_feed = branch.feed is not None and not branch.feed.signal_only
        is_whole = branch.folder is not None and (branch.is_folded or by_folder)
        if branch.number and (is_feed or is_whole):
            return branch
    return None
