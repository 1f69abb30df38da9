"""Rows of Today: which of its parts a screen of some height shows. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from enum import Enum, auto
from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from qreader.model import ArticleId, FrontArticle, FrontPage, FrontStory, Status

ROOMY_LINES: Final = 30
"""The least height for blank lines between the parts."""
LOW_LINES: Final = 14
"""The least height for what rises and for catching up."""
TALL_LINES: Final = 46
"""The least height for more stories."""
STORIES: Final = 5
STORIES_OF_TALL: Final = 8
MIN_ALONE: Final = 2
"""The articles of one source that are shown, if there are any, however low the screen is."""


class Part(Enum):
    """What a row of Today is."""

    STORIES = auto()
    """The heading of the stories."""
    STORY = auto()
    RISING = auto()
    ALONE = auto()
    """The heading of the articles that one source alone has."""
    ARTICLE = auto()
    CATCH_UP = auto()


CAN_SELECT: Final = frozenset({Part.STORY, Part.RISING, Part.ARTICLE, Part.CATCH_UP})


class TodayRow(NamedTuple):
    """A row of Today, with blank lines above and below what it says."""

    part: Part
    number: int = 0
    """Of a story or an article: its place among them."""
    above: int = 0
    lines: int = 1
    """All its lines, those blank ones included."""


class Content(NamedTuple):
    """What Today shows."""

    page: FrontPage
    stories: Sequence[FrontStory] = ()
    articles: Sequence[FrontArticle] = ()
    week: Sequence[int] = ()
    """How many articles were opened on each of the last days."""

    def is_unread(self, row: TodayRow) -> bool:
        """Whether a row names an unread article: a story is read with its newest article."""
        if row.part is Part.STORY:
            return not self.stories[row.number].row.status.read
        return row.part is Part.ARTICLE and not self.articles[row.number].row.status.read

    def marked(self, statuses: Mapping[ArticleId, Status]) -> Content:
        """Return it with other statuses of some articles."""
        return self._replace(
            stories=[_marked(one, statuses) for one in self.stories],
            articles=[
                one._replace(row=replace(one.row, status=statuses[one.row.id]))
                if one.row.id in statuses
                else one
                for one in self.articles
            ],
        )

    def fits(self, other: Content) -> bool:
        """Whether the rows of another one stand for the same stories and articles."""
        return self.named == other.named

    @property
    def named(self) -> object:
        """What its rows stand for."""
        stories = [one.row.story for one in self.stories]
        return stories, [one.row.id for one in self.articles]


def _marked(story: FrontStory, statuses: Mapping[ArticleId, Status]) -> FrontStory:
    changed = statuses.keys() & set(story.articles)
    if not changed:
        return story
    read = frozenset(number for number in changed if statuses[number].read)
    status = statuses.get(story.row.id, story.row.status)
    return story._replace(row=replace(story.row, status=status), read=story.read - changed | read)


def rows_of(content: Content, height: int, *, is_whole: bool = False) -> list[TodayRow]:
    """Return the rows for a height; whole: all stories and articles, however many."""
    stories, articles = len(content.stories), len(content.articles)
    if not stories and not articles:
        return []
    roomy = height >= ROOMY_LINES
    has_more = height >= LOW_LINES or is_whole
    rising = [TodayRow(Part.RISING, 0, 0, 1 + roomy)] if content.page.rising and has_more else []
    catch_up = [TodayRow(Part.CATCH_UP, 0, roomy, 1 + roomy)] if has_more else []
    heading = [TodayRow(Part.STORIES, 0, roomy, 1 + 2 * roomy)]
    between = [TodayRow(Part.ALONE, 0, 0, 1 + roomy)] if articles else []
    story_lines = 2 + roomy
    if not is_whole:
        left = height - sum(row.lines for row in (*heading, *rising, *between, *catch_up))
        most = STORIES_OF_TALL if height >= TALL_LINES else STORIES
        fit = (left - min(articles, MIN_ALONE)) // story_lines
        stories = min(stories, most, max(1, fit))
        articles = min(articles, max(MIN_ALONE, left - stories * story_lines))
    return [
        *heading,
        *(TodayRow(Part.STORY, number, 0, story_lines) for number in range(stories)),
        *rising,
        *between,
        *(TodayRow(Part.ARTICLE, number) for number in range(articles)),
        *catch_up,
    ]


def reading_order(content: Content, shown: Sequence[TodayRow]) -> list[TodayRow]:
    """Return the rows in which one reads on: what is shown, then the stories and articles below."""
    rest = rows_of(content, 0, is_whole=True)
    there = {(row.part, row.number) for row in shown}
    more = [row for row in rest if (row.part, row.number) not in there]
    return [row for row in (*shown, *more) if row.part in {Part.STORY, Part.ARTICLE}]
