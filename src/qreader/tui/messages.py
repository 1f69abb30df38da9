"""Messages: news and requests of concerns, which the reader routes to the others."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from textual.message import Message

if TYPE_CHECKING:
    from datetime import timedelta

    from qreader.config.commands import Sender
    from qreader.config.settings import Config
    from qreader.model import Article, ArticleId, FeedId, Query, QueueKey, Row, Status
    from qreader.tui.actions import Where


class Marked(Message, bubble=False):
    """The person changed statuses."""

    def __init__(
        self, statuses: Mapping[ArticleId, Status], seen: Sequence[ArticleId] = ()
    ) -> None:
        super().__init__()
        self.statuses = statuses
        self.seen = seen
        """Articles whose changed text the person has seen."""


class SelectionUsed(Message, bubble=False):
    """A key acted on all that was selected: the next one is about the cursor again."""


class RelationsChanged(Message, bubble=False):
    """The person changed relations of articles."""


class FeedsChanged(Message, bubble=False):
    """The branches or counts of the tree changed."""

    def __init__(
        self, *, with_articles: bool = False, moved: tuple[Query, Query] | None = None
    ) -> None:
        super().__init__()
        self.with_articles = with_articles
        """Whether articles came or went with them."""
        self.moved = moved
        """The view of a folder before and after it moved."""


class FeedsRead(Message, bubble=False):
    """The tree has been read from the cache."""


class ConfigChanged(Message, bubble=False):
    """The person changed settings, here or in the file."""

    def __init__(self, config: Config, changed: frozenset[str]) -> None:
        super().__init__()
        self.config = config
        self.changed = changed
        """The names of the changed settings."""


class ArticlesCame(Message, bubble=False):
    """Articles came or were changed: by a refresh, or by another process."""

    def __init__(self, *, at_once: bool = False, are_awaited: bool = False) -> None:
        super().__init__()
        self.at_once = at_once
        """Whether a key asked for them: the list is updated without a rest."""
        self.are_awaited = are_awaited
        """Whether the person is looking out for new ones."""


class StoriesCame(Message, bubble=False):
    """New articles were compared with the others: stories and related articles may have changed."""


class PagesCame(Message, bubble=False):
    """The full text of articles came, or why it did not. in_list: their rows changed, too."""

    def __init__(self, ids: Sequence[ArticleId], *, in_list: bool = True) -> None:
        super().__init__()
        self.ids = ids
        self.in_list = in_list


class RefreshEnded(Message, bubble=False):
    """A refresh has ended. was_asked: a key had started it."""

    def __init__(self, *, was_asked: bool, failed: bool) -> None:
        super().__init__()
        self.was_asked = was_asked
        self.failed = failed


class RefreshDue(Message, bubble=False):
    """What is due is to be fetched, unless anything is being asked: it is told again soon."""

    def __init__(self, unless_within: timedelta) -> None:
        super().__init__()
        self.unless_within = unless_within
        """Not where another process did so in this time."""


class AgeChanged(Message, bubble=False):
    """How old all that is shown is, in words and in few."""

    def __init__(self, age: str, short_age: str) -> None:
        super().__init__()
        self.age = age
        self.short_age = short_age


class AskProgram(Message, bubble=False):
    """A program whose answer is shown is to be sent an article."""

    def __init__(self, sender: Sender, article_id: ArticleId) -> None:
        super().__init__()
        self.sender = sender
        self.article_id = article_id


class ArticleShown(Message, bubble=False):
    """An article was opened, or is shown again with a changed text."""

    def __init__(self, article: Article, *, again: bool = False) -> None:
        super().__init__()
        self.article = article
        self.again = again


class ArticleRead(Message, bubble=False):
    """An article counts as read now."""

    def __init__(self, article_id: ArticleId) -> None:
        super().__init__()
        self.article_id = article_id


class ArticlesRead(Message, bubble=False):
    """Several articles count as read now."""

    def __init__(self, ids: Sequence[ArticleId]) -> None:
        super().__init__()
        self.ids = ids


class PickLink(Message, bubble=False):
    """A request to let the person choose a link of the article, for a program."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.name = name
        """The program's, as `[[send]]` says."""


class ViewChanged(Message, bubble=False):
    """The list shows another view."""

    def __init__(self, query: Query, ids: Sequence[ArticleId]) -> None:
        super().__init__()
        self.query = query
        self.ids = ids


class ListMarkedRead(Message, bubble=False):
    """A request to mark the list read; its visible rows already show it."""

    def __init__(
        self,
        query: Query,
        title: str,
        ids: Sequence[ArticleId],
        unread: Mapping[ArticleId, Status],
        *,
        newest: int | None = None,
    ) -> None:
        super().__init__()
        self.query = query
        self.title = title
        self.ids = ids
        self.unread = unread
        """The earlier statuses of the visible rows."""
        self.newest = newest
        """What its rows stand for is marked up to this number: the rest is news, not yet shown."""


class ViewMarkedRead(Message, bubble=False):
    """A request to mark all articles of views read in one step, shown or not."""

    def __init__(self, queries: Sequence[Query], title: str) -> None:
        super().__init__()
        self.queries = queries
        self.title = title


class FindChanged(Message, bubble=False):
    """A find in the article has begun or ended, which changes the meaning of keys."""


class PassageChanged(Message, bubble=False):
    """Lines of the article were selected, or no longer, which changes the meaning of keys."""


class WalkedBeside(Message, bubble=False):
    """The cursor of the related stories was moved from the article: they must be visible."""


# ---- requests


class OpenNextUnread(Message, bubble=False):
    """A request to open the next unread article, at the end of one."""


class ReadOnBelow(Message, bubble=False):
    """The list has no more unread articles below: asks for the next feed."""


class MoveOn(Message, bubble=False):
    """A request to move from the article under the cursor to the next one."""


class OpenArticle(Message, bubble=False):
    """A request to open an article."""

    def __init__(self, article_id: ArticleId) -> None:
        super().__init__()
        self.article_id = article_id


class PlayQueued(Message, bubble=False):
    """A request to play something on the queue."""

    def __init__(self, key: QueueKey) -> None:
        super().__init__()
        self.key = key


class OpenAddress(Message, bubble=False):
    """A request to open an address in the browser."""

    def __init__(self, url: str | None) -> None:
        super().__init__()
        self.url = url


class ShowView(Message, bubble=False):
    """A request to show a view in the list. looks_into: above the present view."""

    def __init__(
        self,
        query: Query,
        title: str,
        *,
        looks_into: bool = False,
        goes_there: bool = True,
        cursor: ArticleId | None = None,
    ) -> None:
        super().__init__()
        self.query = query
        self.title = title
        self.looks_into = looks_into
        self.cursor = cursor
        """The article under the cursor of what is looked into; None: the first one."""
        self.goes_there = goes_there
        """Whether the list gets the focus."""


class GoOnIn(Message, bubble=False):
    """Asks the list for a view, from its first unread article on; while reading, to open it."""

    def __init__(self, query: Query, title: str, said: str, *, is_reading: bool) -> None:
        super().__init__()
        self.query = query
        self.title = title
        self.said = said
        """The message about it."""
        self.is_reading = is_reading


class GoTo(Message, bubble=False):
    """A request to focus a pane."""

    def __init__(self, pane: Where) -> None:
        super().__init__()
        self.pane = pane


class GoUnder(Message, bubble=False):
    """A request to focus what lies under the article: the list or Today."""


class LookEnded(Message, bubble=False):
    """A search or a story was left, which goes back to where it was begun."""


class CloseWelcome(Message, bubble=False):
    """A request to close the welcome."""


class LeaveAsked(Message, bubble=False):
    """A request to leave what nothing but Today can lie under: the list, or Today itself."""


class RunAction(Message, bubble=False):
    """A request to run an action by its name."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.name = name


class StoryKnown(Message, bubble=False):
    """The story of the open article was read; rows: all of it, oldest first, if there is one."""

    def __init__(self, article_id: ArticleId, rows: Sequence[Row]) -> None:
        super().__init__()
        self.article_id = article_id
        self.rows = rows


class LayOut(Message, bubble=False):
    """The content of a pane changed in size: the layout may change."""


class MendFeed(Message, bubble=False):
    """A request to change the address of a feed that failed, or to unsubscribe from it."""

    def __init__(self, feed: Query, *, removes: bool) -> None:
        super().__init__()
        self.feed = feed
        self.removes = removes


class RefreshFeeds(Message, bubble=False):
    """A request to refresh feeds; None: all."""

    def __init__(self, feed_ids: Sequence[FeedId] | None) -> None:
        super().__init__()
        self.feed_ids = feed_ids
