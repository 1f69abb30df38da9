"""Views: what a list shows, its name, and how the cache is asked for it: in a thread."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final, NamedTuple

from qreader.model import ArticleId, Query, Scope, packed
from qreader.text.safe import safe_line
from qreader.tui.listing import update_in_place, window

if TYPE_CHECKING:
    from qreader.library import Library
    from qreader.model import Row
    from qreader.text.query import Words

FIRST_PAGE: Final = 200
"""Articles whose ids are read before anything is shown."""
FIRST_ROWS: Final = 64
"""Of these, the rows: as many as a screen has at first sight."""
UNCOUNTED: Final = -1
"""The title then has no number."""
MAX_FOUND: Final = 10_000
"""Of a search, which the cache ends there: nobody reads further down."""
BY_STORY: Final = (Scope.ALL, Scope.UNREAD)
"""What was starred, kept, opened or hidden was so by itself."""
STORY_ROWS: Final = 2_000
"""Rows on top of a list whose stories stay where they are as articles of theirs are read."""
ROWS_AT_A_TIME: Final = 500


@dataclass(slots=True)
class View:
    """What the list shows."""

    query: Query
    title: str
    ids: Sequence[ArticleId] = ()
    cursor: ArticleId | None = None
    """Where it was left."""
    found: Sequence[ArticleId] = ()
    """What it held at first: the place of what is hidden, and shown again."""
    looks_into: bool = False
    """Whether it is a search, or a story, and another view waits below."""

    @property
    def is_settled(self) -> bool:
        """Whether it stays as it is: what was looked for, or fits in some minutes."""
        is_found = self.looks_into and bool(self.query.words)
        return is_found or self.query.minutes is not None


class Page(NamedTuple):
    """What a thread brings back for the list."""

    ids: Sequence[ArticleId]
    rows: list[Row]
    total: int


def grouped(query: Query, by_story: bool) -> Query:
    """Return a query as a list asks it: by story or not; a feed is shown as it is."""
    is_whole = query.feed_id is None and not query.words and query.minutes is None
    return replace(query, by_story=by_story and is_whole and query.scope in BY_STORY)


def first_page(library: Library, query: Query, *, counted: bool = True) -> Page:
    """Read the start of a view.

    To count a long list takes long, and the first screen need not wait for it.
    """
    ids = library.ids(query, limit=MAX_FOUND if query.words else FIRST_PAGE)
    total = len(ids)
    if total == FIRST_PAGE and not query.words:
        total = library.count(query) if counted else UNCOUNTED
    return Page(ids, library.rows(ids[:FIRST_ROWS]), total)


def fresh_page(
    library: Library, view: View, shown: Sequence[ArticleId], cursor: ArticleId | None, rows: int
) -> Page:
    """Read a whole view again, and the rows around the cursor."""
    ids, total = _fresh_ids(library, view, shown)
    at = ids.index(cursor) if cursor in ids else 0
    return Page(ids, library.rows(window(ids, at, at, max(60, rows + 20))), total)


def _fresh_ids(
    library: Library, view: View, shown: Sequence[ArticleId]
) -> tuple[Sequence[ArticleId], int]:
    """Return what a view shows now, and how much it holds without the rows that only stay."""
    if view.is_settled:
        return shown, len(shown)
    query = view.query
    ids = library.all_ids(query)
    total = len(ids)
    if query.by_story and query.scope is not Scope.ALL:
        # the row of a story stands for it until the view is left, also once it is read;
        # what came since then is news all the same
        newest = max(shown, default=ArticleId(0))
        kept = set(shown[:STORY_ROWS]).difference(ids)
        stand_for = set(library.other_articles_of_story(query, list(kept)))
        ids = packed(number for number in ids if number not in stand_for or number > newest)

    def lost(gone: Sequence[ArticleId]) -> Collection[ArticleId]:
        """Return which are hidden, or in the cache no more; of very many it matters to none."""
        if len(gone) > MAX_FOUND:
            return ()
        hidden = query.scope is Scope.HIDDEN
        listed = (row.id for row in library.rows(gone) if hidden or not row.status.hidden)
        return set(gone).difference(listed)

    return update_in_place(shown, ids, keep=query.scope is not Scope.ALL, lost=lost), total


def first_unread(library: Library, ids: Sequence[ArticleId]) -> ArticleId | None:
    """Return the first of some articles that is unread."""
    for start in range(0, len(ids), ROWS_AT_A_TIME):
        for row in library.rows(ids[start : start + ROWS_AT_A_TIME]):
            if not row.status.read:
                return row.id
    return None


def words_of(query: Query) -> Sequence[Words]:
    """Return the words that a list may mark in its titles."""
    if not query.words:
        return ()
    from qreader.errors import QueryError
    from qreader.text.query import read_query, words_to_show

    try:
        return words_to_show(read_query(query.words))
    except QueryError:  # the list says so itself
        return ()


def title_of(query: Query) -> str:
    """Return the name of a view of everything."""
    return {
        Scope.ALL: "All",
        Scope.UNREAD: "Unread",
        Scope.STARRED: "Starred",
        Scope.LATER: "Later",
        Scope.HISTORY: "Read lately",
        Scope.HIDDEN: "Hidden",
    }[query.scope]


def empty_lines(query: Query) -> Sequence[str]:
    """Return what to say, and then what to do, where a view is empty."""
    if query.words:
        return (f"Nothing found for {safe_line(query.words, 60)!r}.", "esc ends the search.")
    if query.minutes is not None:
        return ("Nothing to catch up with.", "R refreshes all feeds.")
    if query.scope is Scope.UNREAD:
        return ("Nothing unread. Well done.", "R refreshes all feeds.", "ga shows all articles.")
    if query.scope is Scope.STARRED:
        return ("No stars yet.", "s gives an article one.")
    if query.scope is Scope.LATER:
        return ("Nothing kept for later.", "b keeps an article.")
    if query.scope is Scope.HISTORY:
        return ("Nothing opened yet.", "enter opens an article.")
    if query.scope is Scope.HIDDEN:
        return ("Nothing is hidden.", "D hides an article.")
    if query.tag is not None:
        return ("No article has this tag.", "t gives an article tags.")
    if query.feed_id is not None or query.folder is not None:
        return ("Nothing here yet.", "r refreshes the feed.")
    return ("Nothing here yet.", "a adds a feed.", "gp shows packs of feeds to start with.")
