"""Views: what a list shows, its title, and how a thread reads it from the cache."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final, NamedTuple

from qreader.model import ArticleId, Order, Query, Scope, packed
from qreader.text.safe import safe_line
from qreader.tui.listing import update_in_place, window, without_news

if TYPE_CHECKING:
    from qreader.library import Library
    from qreader.model import Row
    from qreader.text.query import Words

FIRST_PAGE: Final = 200
"""How many ids are read before anything is shown."""
FIRST_ROWS: Final = 64
"""How many rows are read of these: as many as a first screen shows."""
UNCOUNTED: Final = -1
"""The total of a view that was not counted; its title has no number."""
MAX_FOUND: Final = 10_000
"""The most results of a search."""
MAX_SEARCHED: Final = 200_000
"""The characters of a text in which the words of a search are looked up."""
FOUND_LENGTH: Final = 240
"""The characters of a found line: more than a row shows."""
BY_STORY: Final = (Scope.ALL, Scope.UNREAD)
"""The scopes that are shown by story; articles are starred, kept, opened or hidden one by one."""
STORY_ROWS: Final = 2_000
"""The first rows of a list whose stories keep their place when their articles are read."""
ROWS_AT_A_TIME: Final = 500


@dataclass(slots=True)
class View:
    """The content of the list."""

    query: Query
    """The query that the cache answers."""
    title: str
    base: Query
    """The query that was asked for; `query` may leave out read articles, or group by story."""
    ids: Sequence[ArticleId] = ()
    cursor: ArticleId | None = None
    """The article under the cursor when the view was left."""
    found: Sequence[ArticleId] = ()
    """Its first content: it keeps the place of articles that are hidden and shown again."""
    looks_into: bool = False
    """Whether it is a search or a story above another view."""
    newest: int = 0
    """The highest number of an article by which it was read: what has a higher one is news."""
    news: int = 0
    """How many articles came since and are not shown yet: a list stays as it is being read."""
    minutes: Mapping[ArticleId, int] = field(default_factory=dict)
    """How long each article takes to read, where they were picked for a reading time."""

    @property
    def leaves_out(self) -> bool:
        """Whether it leaves out read articles."""
        return self.query.scope is not self.base.scope

    @property
    def is_settled(self) -> bool:
        """Whether its content does not change: that of a search, or of a reading time."""
        is_found = self.looks_into and bool(self.query.words)
        return is_found or self.query.minutes is not None


class ViewPage(NamedTuple):
    """What a thread has read for the list."""

    ids: Sequence[ArticleId]
    rows: list[Row]
    total: int
    """How many articles, or stories, there are, without the news."""
    newest: int = 0
    """The highest number of an article in the cache."""
    news: int = 0
    """How many came that are not among these."""
    minutes: Mapping[ArticleId, int] = {}
    """How long each takes to read, where they were picked for a reading time."""


def grouped(query: Query, by_story: bool) -> Query:
    """Return the query of a list, grouped by story where that is meant; a feed is not grouped."""
    is_whole = query.feed_id is None and not query.words and query.minutes is None
    return replace(query, by_story=by_story and is_whole and query.scope in BY_STORY)


def without_read(query: Query) -> Query:
    """Return the query without read articles, where it is one of all, not of marked ones."""
    is_list = query.scope is Scope.ALL and query.story is None
    return replace(query, scope=Scope.UNREAD) if is_list else query


def first_page(
    library: Library, query: Query, cursor: ArticleId | None = None, *, counted: bool = True
) -> ViewPage:
    """Read the start of a view; all of it, if the cursor's article comes later.

    counted: false leaves the total out, since counting a long list takes long.
    """
    newest = library.statuses.last_number()
    ids: Sequence[ArticleId]
    ids = library.lists.ids(query, limit=MAX_FOUND if query.words else FIRST_PAGE)
    if cursor is not None and cursor not in ids and len(ids) == FIRST_PAGE:
        ids = library.lists.all_ids(query)
    at = ids.index(cursor) if cursor in ids else 0
    total = len(ids)
    if total == FIRST_PAGE and not query.words:
        total = library.lists.count(query) if counted else UNCOUNTED
    rows = library.articles.rows(window(ids, at, at, FIRST_ROWS))
    minutes = library.articles.minutes(ids) if query.minutes is not None else {}
    return ViewPage(ids, rows, total, newest, minutes=minutes)


def fresh_page(
    library: Library,
    view: View,
    shown: Sequence[ArticleId],
    cursor: ArticleId | None,
    rows: int,
    *,
    with_news: bool,
) -> ViewPage:
    """Read a whole view again, and the rows around the cursor; news come in only if wanted."""
    newest = library.statuses.last_number()  # before the rest: what comes meanwhile is news
    ids, total, news = shown, len(shown), 0
    if not view.is_settled:
        found = library.lists.all_ids(view.query)
        if not with_news and shown and newest != view.newest:
            found, news = without_news(shown, found, view.newest)
        ids, total = _fresh_ids(library, view, shown, found, news), len(found)
    at = ids.index(cursor) if cursor in ids else 0
    rows_here = library.articles.rows(window(ids, at, at, max(60, rows + 20)))
    return ViewPage(ids, rows_here, total, newest, news)


def _fresh_ids(
    library: Library,
    view: View,
    shown: Sequence[ArticleId],
    ids: Sequence[ArticleId],
    news: int,
) -> Sequence[ArticleId]:
    """Return the ids of a view with those that stay in it; `news` are not among them."""
    query = view.query
    if query.by_story and query.scope is not Scope.ALL:
        # a story's row stays until the view is left, also after it is read; but articles that
        # arrived since are new
        newest = max(shown, default=ArticleId(0))
        kept = set(shown[:STORY_ROWS]).difference(ids)
        stand_for = set(library.stories.other_articles(query, list(kept)))
        ids = packed(number for number in ids if number not in stand_for or number > newest)

    def lost(gone: Sequence[ArticleId]) -> Collection[ArticleId]:
        """Return the ids that are hidden or deleted; none for very many, as it matters little."""
        if len(gone) > MAX_FOUND:
            return ()
        hidden = query.scope is Scope.HIDDEN
        listed = (row.id for row in library.articles.rows(gone) if hidden or not row.status.hidden)
        return set(gone).difference(listed)

    # the row of a story may stand for what came of it
    keep = query.scope is not Scope.ALL or news > 0
    return update_in_place(shown, ids, keep=keep, lost=lost)


def first_unread(library: Library, ids: Sequence[ArticleId]) -> ArticleId | None:
    """Return the first unread one of some articles."""
    for start in range(0, len(ids), ROWS_AT_A_TIME):
        for row in library.articles.rows(ids[start : start + ROWS_AT_A_TIME]):
            if not row.status.read:
                return row.id
    return None


def is_by_date(query: Query) -> bool:
    """Whether a list is in the order of its articles' dates."""
    if query.story is not None or query.minutes is not None or query.scope is Scope.HISTORY:
        return False
    usual = None if query.words else Order.NEWEST
    return (query.order or usual) in (Order.NEWEST, Order.OLDEST)


def words_of(query: Query) -> Sequence[Words]:
    """Return the words that a list highlights in its titles."""
    if not query.words:
        return ()
    from qreader.errors import QueryError
    from qreader.text.query import read_query, words_to_show

    try:
        return words_to_show(read_query(query.words))
    except QueryError:  # the list reports it
        return ()


def found_text(library: Library, article_id: ArticleId, words: Sequence[Words]) -> str:
    """Return a line of an article's text with these words; "": they are in its title alone."""
    from qreader.render.found import found_in  # its folding, at the first search

    texts = library.articles.texts([article_id], MAX_SEARCHED)
    return found_in(texts.get(article_id, ""), words, FOUND_LENGTH)


def title_of(query: Query) -> str:
    """Return the title of a view of all feeds."""
    return {
        Scope.ALL: "All",
        Scope.UNREAD: "Unread",
        Scope.STARRED: "Starred",
        Scope.LATER: "Later",
        Scope.HISTORY: "Read lately",
        Scope.HIDDEN: "Hidden",
    }[query.scope]


def empty_lines(query: Query) -> Sequence[str]:
    """Return the lines for an empty view: what it means, then what to do."""
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
