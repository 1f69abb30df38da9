"""Messages: what a concern tells or asks the reader, which routes it to the others."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from textual.message import Message

if TYPE_CHECKING:
    from qreader.model import Article, ArticleId, FeedId, Query, Status
    from qreader.tui.actions import Where


class Marked(Message, bubble=False):
    """The person changed statuses."""

    def __init__(
        self, statuses: Mapping[ArticleId, Status], seen: Sequence[ArticleId] = ()
    ) -> None:
        super().__init__()
        self.statuses = statuses
        self.seen = seen
        """Articles of which nothing counts as changed any more: it has been read."""


class RelationsChanged(Message, bubble=False):
    """The person said what belongs together."""


class FeedsChanged(Message, bubble=False):
    """The tree has other branches or counts."""

    def __init__(self, *, with_articles: bool = False) -> None:
        super().__init__()
        self.with_articles = with_articles
        """Whether their articles came or went with them."""


class FeedsRead(Message, bubble=False):
    """The tree has been read from the cache."""


class ArticlesCame(Message, bubble=False):
    """Articles came or were changed: by a refresh, or by another process."""

    def __init__(self, *, at_once: bool = False) -> None:
        super().__init__()
        self.at_once = at_once
        """Whether a key asked to see them now, however lately that was done."""


class StoriesCame(Message, bubble=False):
    """New articles were compared with the others: they can be in stories and be related now."""


class PagesCame(Message, bubble=False):
    """The full text of articles came; `in_list`: with what the list shows of them."""

    def __init__(self, ids: Sequence[ArticleId], *, in_list: bool = True) -> None:
        super().__init__()
        self.ids = ids
        self.in_list = in_list


class RefreshEnded(Message, bubble=False):
    """A refresh has ended; `was_asked`: by a key."""

    def __init__(self, *, was_asked: bool, failed: bool) -> None:
        super().__init__()
        self.was_asked = was_asked
        self.failed = failed


class ArticleShown(Message, bubble=False):
    """An article was opened, or is shown again because its text is another now."""

    def __init__(self, article: Article, *, again: bool = False) -> None:
        super().__init__()
        self.article = article
        self.again = again


class ArticleRead(Message, bubble=False):
    """An article counts as read now."""

    def __init__(self, article_id: ArticleId) -> None:
        super().__init__()
        self.article_id = article_id


class ViewChanged(Message, bubble=False):
    """The list shows another view."""

    def __init__(self, query: Query, ids: Sequence[ArticleId]) -> None:
        super().__init__()
        self.query = query
        self.ids = ids


class ListMarkedRead(Message, bubble=False):
    """All that the list shows is to be marked read; of what is seen that is shown already."""

    def __init__(
        self,
        query: Query,
        title: str,
        ids: Sequence[ArticleId],
        unread: Mapping[ArticleId, Status],
    ) -> None:
        super().__init__()
        self.query = query
        self.title = title
        self.ids = ids
        self.unread = unread
        """The statuses of those that are seen, as they were."""


class ViewMarkedRead(Message, bubble=False):
    """All that a view holds is to be marked read, be it shown or not."""

    def __init__(self, query: Query, title: str) -> None:
        super().__init__()
        self.query = query
        self.title = title


class FindChanged(Message, bubble=False):
    """A find in the article has begun or ended: keys mean something else there."""


class WalkedBeside(Message, bubble=False):
    """The cursor of the related stories was moved from the article: they are to be seen."""


# ---- what one asks for and another does


class OpenNextUnread(Message, bubble=False):
    """The article has been read to its end: the next unread one is to be opened."""


class GoBeside(Message, bubble=False):
    """What is related to the article is to get the focus, if there is anything."""


class MoveOn(Message, bubble=False):
    """The article that the cursor is on is done with: the next one is to be shown."""


class OpenArticle(Message, bubble=False):
    """An article is to be read."""

    def __init__(self, article_id: ArticleId) -> None:
        super().__init__()
        self.article_id = article_id


class OpenAddress(Message, bubble=False):
    """An address is to be opened in the browser."""

    def __init__(self, url: str | None) -> None:
        super().__init__()
        self.url = url


class ShowView(Message, bubble=False):
    """The list is to show a view, or to look into one: what it shows now then waits below."""

    def __init__(
        self, query: Query, title: str, *, looks_into: bool = False, goes_there: bool = True
    ) -> None:
        super().__init__()
        self.query = query
        self.title = title
        self.looks_into = looks_into
        self.goes_there = goes_there
        """Whether the list gets the focus."""


class GoTo(Message, bubble=False):
    """A pane is to get the focus."""

    def __init__(self, pane: Where) -> None:
        super().__init__()
        self.pane = pane


class CloseWelcome(Message, bubble=False):
    """What greets the newcomer is to make room for the list."""


class LeaveAsked(Message, bubble=False):
    """The person wants to leave from where nothing lies behind."""


class RunAction(Message, bubble=False):
    """An action was chosen by its name."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.name = name


class LayOut(Message, bubble=False):
    """What a pane shows has become more or less: the panes may need other room."""


class RefreshFeeds(Message, bubble=False):
    """Feeds are to be refreshed; None: all."""

    def __init__(self, feed_ids: Sequence[FeedId] | None) -> None:
        super().__init__()
        self.feed_ids = feed_ids
