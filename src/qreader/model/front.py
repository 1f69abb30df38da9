"""FrontPage: what is front of mind, as it is kept until it is found anew, and as it is shown."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from qreader.model.ids import ArticleId, StoryId
    from qreader.model.rows import Row


class FrontPage(NamedTuple):
    """What is front of mind: numbers alone, since all else is read fresh."""

    made: datetime
    """When it was found."""
    newest: int = 0
    """The highest number of an article then: what has a higher one is not in it."""
    stories: tuple[StoryId, ...] = ()
    """The stories that several sources tell, those of most sources first."""
    rising: tuple[tuple[str, int], ...] = ()
    """The terms that rise, each with its articles of the last day."""
    alone: tuple[ArticleId, ...] = ()
    """The first unread articles that one source alone has, of each source in turns."""
    alone_total: int = 0
    """How many there are of them."""
    catch_up: tuple[tuple[int, int], ...] = ()
    """Minutes of reading, and how many stories they hold."""

    def is_like(self, other: FrontPage) -> bool:
        """Whether another page shows the same stories and articles, made of the same."""
        return (self.stories, self.alone, self.newest) == (
            other.stories,
            other.alone,
            other.newest,
        )


class FrontStory(NamedTuple):
    """A story of the front page."""

    row: Row
    """Its newest article, which names it."""
    sources: tuple[str, ...]
    """The titles of a feed of each source, that of the newest article first."""
    articles: tuple[ArticleId, ...]
    """Its articles, newest first."""
    read: frozenset[ArticleId] = frozenset()
    """Those that are read."""
    other: Row | None = None
    """Its newest article by another source than the newest's and with another text; once the
    newest is read, the newest unread one."""
    twice: tuple[str, str] | None = None
    """The titles of two feeds that have the same text."""
    until: datetime | None = None
    """Until when the person follows it."""

    @property
    def unread(self) -> tuple[ArticleId, ...]:
        """Its unread articles, newest first."""
        return tuple(number for number in self.articles if number not in self.read)

    @property
    def next_unread(self) -> ArticleId:
        """Its newest unread article, else its newest one."""
        return next(iter(self.unread), self.row.id)


class FrontArticle(NamedTuple):
    """An article of the front page that one source alone has."""

    row: Row
    minutes: int
    """How long it takes to read."""
