"""Outline: which feeds and folders the tree shows, in which order, folded or not."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import takewhile
from typing import TYPE_CHECKING, Final, NamedTuple

from qreader.model import Query, Scope
from qreader.text import folders
from qreader.tui import kept_choices
from qreader.tui.actions import Where
from qreader.tui.branches import (
    Branch,
    FeedOrder,
    best_match,
    grow,
    key_of,
    matching,
    moved,
    next_unread,
    parent_row,
    ranks,
    with_folded,
    with_moved,
    with_unread,
)
from qreader.tui.desk import Here, feed_rows
from qreader.tui.messages import FeedsRead

if TYPE_CHECKING:
    from datetime import datetime

    from qreader.library import Library
    from qreader.model import Feed, FeedId, SyncState
    from qreader.tui.branches import Key
    from qreader.tui.desk import Desk, Started
    from qreader.tui.widgets.feed_tree import FeedTree

LANE: Final = "feeds"
KEPT_LANE: Final = "choices"
SHOW_READ, ORDER = "show_read_feeds", "feed_order"
"""Settings that keys change, too."""
FOLDED, OWN_ORDER = "folded_folders", "own_feed_order"
"""The names of the other values that are kept: JSON lists."""


NOTHING_FOUND: Final = "Nothing of that name"
MOVING: Final = (FeedOrder.UNREAD, FeedOrder.NEWEST)
"""The orders that change while one reads: rows keep their places until the tree gets the focus."""


class Choices(NamedTuple):
    """The person's choices for the tree; the cache keeps them."""

    shows_read: bool = True
    order: FeedOrder = FeedOrder.NAME
    folded: frozenset[str] = frozenset()
    """The folders that hide their content."""
    own: Sequence[Key] = ()
    """The person's own order."""


class Grown(NamedTuple):
    """The feeds, the tree made of them, and the state of the sync."""

    feeds: list[Feed]
    branches: list[Branch]
    sync: SyncState | None
    choices: Choices
    places: Mapping[Key, int]


class Outline:
    """The only writer of the tree. Runs on the event loop; threads read the cache.

    A row stays in its place while the tree has the focus. Rows that were read leave the tree, and
    the order by unread or newest is computed again, when the tree gets the focus anew.
    """

    def __init__(
        self,
        desk: Desk,
        library: Library,
        tree: FeedTree,
        *,
        shows_read: bool = True,
        order: str = FeedOrder.NAME,
        key: Callable[[str], str] = lambda name: f":{name}",
    ) -> None:
        """Create it; `shows_read` and `order` are as configured.

        `key` returns the key of an action.
        """
        self._desk = desk
        self._library = library
        self._tree = tree
        self._configured = Choices(shows_read, FeedOrder(order))
        self._key = key
        self._choices: Choices | None = None
        """None: not read yet."""
        self._places: Mapping[Key, int] = {}
        """The places of feeds and folders in the order."""
        self._feeds: Sequence[Feed] | None = None
        self._all: Sequence[Branch] = ()
        """The whole tree, with hidden rows."""
        self._stays: set[Key | None] = set()
        """The feeds shown since the tree last got the focus: they are not hidden."""
        self._open = Query()
        """The view of the list."""
        self._words = ""
        """The words of a filter; "": there is none."""
        self._reading: Started | None = None
        self._goes_to: Query | None = None
        """The view to put the cursor on where its branch is gone."""
        self.sync: SyncState | None = None
        """The state of the sync with the person's server."""

    def go_to(self, nth: int) -> bool:
        """Put the cursor on the n-th row; return whether there is one."""
        return self._tree.go_to(nth)

    @property
    def here(self) -> Here:
        """What a key in the tree acts on."""
        branch = self._tree.current
        if branch is None or branch.query is None:
            return Here(Where.FEEDS)
        rows = feed_rows(self.selected or [branch.query])
        here = Here(Where.FEEDS, branch.query, branch.label, feed_rows=rows)
        if branch.folder is not None:
            return here._replace(modes=Where.FOLDED if branch.is_folded else Where.UNFOLDED)
        if branch.feed is None:
            return here
        feed = branch.feed
        return here._replace(
            title=feed.title,
            url=feed.url,
            feed_id=feed.id,
            site_url=feed.site_url,
        )

    @property
    def branches(self) -> Sequence[Branch]:
        """The whole tree, with hidden rows."""
        return self._all

    @property
    def rows(self) -> Sequence[Branch]:
        """The rows that are not hidden."""
        return self._tree.branches

    @property
    def row(self) -> int:
        """The row of the cursor."""
        return self._tree.cursor

    @property
    def selected(self) -> frozenset[Query]:
        """The selected feeds and folders."""
        return self._tree.selected

    def select(self, rows: Iterable[Query]) -> None:
        """Select these feeds and folders and no others."""
        self._tree.select(rows)

    def move_on(self) -> None:
        """Move the cursor to the next row."""
        self._tree.move(1)

    def dragged(self, row: int) -> tuple[Query, ...]:
        """Return the feeds and folders that are moved by dragging a row: a selected one, with all.

        Empty where the row is neither.
        """
        query = self.rows[row].query
        if query in self.selected:
            return feed_rows(self.selected)
        return feed_rows([query] if query is not None else [])

    def title_of(self, query: Query) -> str | None:
        """Return the title of the feed that a view shows; None: it shows something else."""
        titles = (feed.title for feed in self._feeds or () if feed.id == query.feed_id)
        return next(titles, None)

    @property
    def tags(self) -> list[str]:
        """The person's tags."""
        return self._tree.tags

    @property
    def is_grown(self) -> bool:
        """Whether there is a tree yet."""
        return bool(self._tree.branches)

    @property
    def error(self) -> str | None:
        """The error of the feed under the cursor."""
        branch = self._tree.current
        return branch.feed.error if branch is not None and branch.feed is not None else None

    # ---- the tree

    @property
    def feeds(self) -> Sequence[Feed]:
        """All feeds; they are read here only for a key that is pressed before the tree is read."""
        if self._feeds is None:
            self._feeds = self._library.feeds.all()
        return self._feeds

    @property
    def unread(self) -> int:
        """How many articles are unread, as the tree says; 0 before it was read."""
        query = Query(Scope.UNREAD)
        return next((one.number or 0 for one in self._all if one.query == query), 0)

    @property
    def known_feeds(self) -> Sequence[Feed]:
        """All feeds as far as the tree is read."""
        return self._feeds or ()

    @property
    def is_growing(self) -> bool:
        """Whether the tree is being read."""
        return self._reading is not None and not self._reading.is_over

    def reload(self, goes_to: Query | None = None) -> Started:
        """Update the tree; where the cursor's branch is gone, move the cursor to a view's."""
        self._goes_to = goes_to
        self._reading = self._desk.start(self._reload, group="feeds", exclusive=True)
        return self._reading

    async def _reload(self) -> None:
        grown = await self._desk.call(
            self._read, self._choices, self._places, lane=LANE, behind=KEPT_LANE
        )
        self._feeds, self.sync, self._all = grown.feeds, grown.sync, grown.branches
        self._places = grown.places
        if self._choices is None:
            self._choices = grown.choices
        self._show()
        self._goes_to = None
        self._desk.post_message(FeedsRead())

    def _read(self, choices: Choices | None, places: Mapping[Key, int]) -> Grown:
        """Read the feeds and make the tree, in a thread: there may be thousands of feeds."""
        library = self._library
        choices = choices or self._read_choices()
        feeds = library.feeds.all()
        homes = {feed.folder for feed in feeds}
        keys: set[Key] = {feed.id for feed in feeds}
        keys.update(folder for home in homes for folder in folders.with_parents(home))
        if choices.order not in MOVING or keys != places.keys():
            newest: Mapping[FeedId, datetime] = {}
            if choices.order is FeedOrder.NEWEST:
                newest = library.activity.newest()
            places = ranks(feeds, choices.order, newest, choices.own)
        branches = grow(
            feeds,
            library.lists.count(Query(Scope.STARRED)),
            library.lists.count(Query(Scope.LATER)),
            library.searches.all(),
            library.statuses.tags(),
            kept_unread=library.removed.kept_unread(),
            places=places,
        )
        return Grown(feeds, branches, library.sync_state(), choices, places)

    def _read_choices(self) -> Choices:
        library, configured = self._library, self._configured
        order = kept_choices.chosen(library, ORDER, configured.order)
        return Choices(
            kept_choices.chosen_bool(library, SHOW_READ, configured.shows_read),
            FeedOrder(order) if order in {*FeedOrder} else configured.order,
            frozenset(json.loads(library.remembered.read(FOLDED) or "[]")),
            json.loads(library.remembered.read(OWN_ORDER) or "[]"),
        )

    def _show(self) -> None:
        """Show the rows that are not hidden."""
        if self._words:
            self._tree.show(matching(self._all, self._words) or [Branch(NOTHING_FOUND)])
            return
        choices = self._choices or self._configured
        tree, current = self._all, self._tree.current
        if not choices.shows_read:
            here = current.key if current is not None else None
            tree = with_unread(tree, {*self._stays, key_of(self._open), here})
            self._stays = {branch.feed.id for branch in tree if branch.feed is not None}
        rows = with_folded(tree, choices.folded)
        left_out = sum(b.feed is not None for b in self._all)
        left_out -= sum(b.feed is not None for b in tree)
        if left_out:
            said = f"{left_out} with nothing unread: {self._key('toggle_read_feeds')} shows them"
            rows.append(Branch(said))
        if not self.is_grown:
            self._tree.point_at(self._standing_for(self._open, rows))
        at = self._goes_to or (current.query if current is not None else None)
        self._tree.show(rows, at and self._standing_for(at, rows))

    def _standing_for(self, query: Query, rows: Sequence[Branch]) -> Query:
        """Return the view of a row, or of the folded folder that hides it."""
        key = key_of(query)
        if key is None or any(branch.key == key for branch in rows):
            return query
        folded = {branch.folder for branch in rows if branch.is_folded}
        feeds = (one.feed for one in self._all if one.feed is not None and one.feed.id == key)
        feed = next(feeds, None)
        around = (
            folders.with_parents(feed.folder)
            if feed is not None
            else folders.parents(query.folder or "")
        )
        return next((Query(folder=one) for one in around if one in folded), query)

    def point_at(self, query: Query) -> None:
        """Put the cursor on the branch of the list's view, now or as soon as there is one."""
        self._open = query
        self._tree.show_open(query)
        if self._desk.here.pane is not Where.FEEDS:
            self._stays = set()
        if self.is_grown and not (self._choices or self._configured).shows_read:
            self._show()
        self._tree.point_at(self._standing_for(query, self.rows))

    def enter(self) -> None:
        """Hide what was read, and compute the order again: the tree gets the focus."""
        self._stays = set()
        choices = self._choices or self._configured
        if choices.order in MOVING:
            self._places = {}
            self.reload()
        elif not choices.shows_read:
            self._show()

    # ---- a filter

    def filter(self, words: str) -> bool:
        """Show the rows whose names have these words; return whether there are any."""
        self._words = words.strip()
        self._tree.words = self._words
        self._show()
        is_any = any(branch.query for branch in self.rows)
        if is_any and self._words:
            self._tree.move_to(best_match(self.rows, self._words))
        return is_any

    def end_filter(self, goes_to: Query | None) -> None:
        """Show all rows again, with the cursor on a view's."""
        self._words = self._tree.words = ""
        self._goes_to = goes_to
        self._show()
        self._goes_to = None
        if goes_to is not None:
            self._tree.point_at(self._standing_for(goes_to, self.rows))

    def move(self, rows: int) -> None:
        """Move the cursor by rows."""
        self._tree.move(rows)

    # ---- folding, leaving out, order

    def fold(self) -> None:
        """Hide the content of the folder under the cursor."""
        self._turn_folder(self._folder_here, is_folded=True)

    def unfold(self) -> None:
        """Show the content of the folder under the cursor."""
        self._turn_folder(self._folder_here, is_folded=False)

    def turn_folder(self, folder: str) -> None:
        """Fold or unfold a folder."""
        is_folded = folder in (self._choices or self._configured).folded
        self._turn_folder(folder, is_folded=not is_folded)

    @property
    def _folder_here(self) -> str | None:
        return self._tree.current.folder if self._tree.current is not None else None

    def _turn_folder(self, folder: str | None, *, is_folded: bool) -> None:
        if folder is None:
            return
        choices = self._choices or self._configured
        folded = choices.folded | {folder} if is_folded else choices.folded - {folder}
        self._choices = choices._replace(folded=folded)
        self._show()
        self._keep(self._library.remembered.write, FOLDED, json.dumps(sorted(folded)))

    def follow_folder(self, before: str, now: str) -> None:
        """Keep how a folder is folded, and its place, after it got another path."""
        choices = self._choices
        if choices is None:
            return  # not read yet, so that it was not folded here

        def followed(folder: str) -> str:
            is_meant = folders.is_inside(folder, before)
            return (folders.moved(folder, before, now) or now) if is_meant else folder

        folded = frozenset(map(followed, choices.folded))
        own = [followed(key) if isinstance(key, str) else key for key in choices.own]
        self._choices = choices._replace(folded=folded, own=own)
        self._keep(self._library.remembered.write, FOLDED, json.dumps(sorted(folded)))
        self._keep(self._library.remembered.write, OWN_ORDER, json.dumps(own))

    async def toggle_read_feeds(self) -> None:
        """Show or hide feeds without unread articles, from now on."""
        choices = await self._known_choices()
        shows_read = not choices.shows_read
        self._choices = choices._replace(shows_read=shows_read)
        self._stays = set()
        self._show()
        key = self._key("toggle_read_feeds")
        said = "shown, too" if shows_read else f"left out: {key} shows them"
        self._desk.say(f"Feeds with nothing unread are {said}")
        self._keep_setting(SHOW_READ, shows_read, self._configured.shows_read)

    async def set_order(self, order: str) -> None:
        """Change the order of the feeds, from now on."""
        if order not in {*FeedOrder}:
            self._desk.say(f"Feeds can be ordered by {', '.join(FeedOrder)}")
            return
        choices = await self._known_choices()
        self._choices = choices._replace(order=FeedOrder(order))
        self._places = {}
        self._keep_setting(ORDER, order, self._configured.order)
        await self._reloaded()
        self._desk.say("Feeds in your own order" if order == FeedOrder.OWN else f"Feeds by {order}")

    async def configure(self, *, shows_read: bool, order: str) -> None:
        """Apply settings that may have changed: such a one wins over what a key chose."""
        self._configured = Choices(shows_read, FeedOrder(order))
        self._choices = None
        self._places = {}
        self._stays = set()
        await self._reloaded()

    async def _known_choices(self) -> Choices:
        """Return the choices; read them first where that is not done."""
        while self._choices is None:
            await self._reloaded()
        return self._choices

    async def _reloaded(self) -> None:
        self.reload()
        if self._reading is not None:
            await self._reading

    async def feed_up(self, count: int | None) -> None:
        """Move the feed or folder under the cursor up."""
        await self._move(-(count or 1))

    async def feed_down(self, count: int | None) -> None:
        """Move the feed or folder under the cursor down."""
        await self._move(count or 1)

    async def _move(self, steps: int) -> None:
        """Move a branch among its siblings; the present order becomes the person's own."""
        key, siblings = self._siblings()
        if key is None or not self._places:
            self._desk.say("Only feeds and folders have an order")
            return
        at = siblings.index(key)
        to = max(0, min(at + steps, len(siblings) - 1))
        if to == at:
            self._desk.say(f"It is the {'first' if steps < 0 else 'last'} already")
            return
        choices = await self._known_choices()
        if choices.order is not FeedOrder.OWN:
            self._desk.say("Feeds have your own order now; :feed-order name goes back")
            self._keep_setting(ORDER, FeedOrder.OWN, self._configured.order)
        own = moved(self._places, key, siblings[to], behind=to > at)
        self._choices = choices._replace(order=FeedOrder.OWN, own=own)
        self._places = {one: place for place, one in enumerate(own)}
        self._all = with_moved(self._all, key, siblings[to], behind=to > at)
        self._show()
        self._keep(self._library.remembered.write, OWN_ORDER, json.dumps(own))

    def _siblings(self) -> tuple[Key | None, list[Key]]:
        """Return the key of the row under the cursor, and those of its visible siblings."""
        branch, rows = self._tree.current, self._tree.branches
        if branch is None or branch.key is None:
            return None, []
        home = parent_row(rows, self._tree.cursor)
        inside = rows if home is None else rows[home + 1 :]
        return branch.key, [
            other.key
            for other in takewhile(lambda one: one.depth >= branch.depth, inside)
            if other.key is not None
            and type(other.key) is type(branch.key)
            and other.depth == branch.depth
        ]

    def _keep_setting(self, setting: str, choice: object, configured: object) -> None:
        self._keep(kept_choices.keep, self._library, setting, choice, configured)

    def _keep(self, keep: Callable[..., None], *arguments: object) -> None:
        self._desk.start(self._kept, keep, arguments, group="choices")

    async def _kept(self, keep: Callable[..., None], arguments: Sequence[object]) -> None:
        await self._desk.call(self._write, keep, arguments, lane=KEPT_LANE, writes=True)

    def _write(self, keep: Callable[..., None], arguments: Sequence[object]) -> None:
        with self._library.without_reload():  # it is on the screen already
            keep(*arguments)

    # ---- the next one

    def go_to_parent(self) -> bool:
        """Move the cursor to the folder of its row; return whether there is one."""
        row = parent_row(self.rows, self._tree.cursor) if self.is_grown else None
        if row is not None:
            self._tree.move_to(row)
        return row is not None

    def go_to_unread(self, step: int) -> bool:
        """Move the cursor to the next row with unread articles; return whether there is one."""
        row = self._tree.find_unread(step)
        if row is not None:
            self._tree.move_to(row)
        return row is not None

    def go_to_row(self, branch: Branch) -> None:
        """Move the cursor to a row."""
        self._tree.move_to(self.rows.index(branch))

    async def beside(self, step: int) -> Branch | None:
        """Return the next feed with unread articles; from a folder, the next such folder.

        In the tree, only visible rows count, and a folded folder stands for its feeds.
        """
        if self._reading is not None:
            await self._reading  # marks of a moment ago count
        if self._desk.here.pane is Where.FEEDS:
            return next_unread(self.rows, self._tree.cursor, step)
        shown = self._desk.here.shown
        row = next((n for n, b in enumerate(self._all) if b.query == shown), 0)
        return next_unread(self._all, row, step, by_folder=shown.folder is not None)
