"""Stories: a story is looked into from an article, or from what is front of mind."""

from __future__ import annotations

import pytest
from fake_library import FakeLibrary
from small_desk import SmallDesk

from qreader.model import ArticleId, Query, StoryId, Topic
from qreader.tui.actions import Where
from qreader.tui.desk import Here
from qreader.tui.messages import OpenArticle, ShowView
from qreader.tui.stories import Stories


@pytest.fixture
def stories(desk: SmallDesk, library: FakeLibrary) -> Stories:
    return Stories(desk, library)  # type: ignore[arg-type]


async def test_the_story_of_an_article_is_looked_into(
    desk: SmallDesk, library: FakeLibrary, stories: Stories
) -> None:
    library.tell(ArticleId(1), ArticleId(4))
    desk.here = Here(Where.LIST, article_id=ArticleId(4))
    await stories.show()
    (view,) = desk.messages(ShowView)
    assert (view.query, view.looks_into) == (Query(story=StoryId(1)), True)
    assert view.title.startswith("Story: Snow line rises again")


async def test_an_article_without_a_story_and_none_at_all_are_said_to_be_that(
    desk: SmallDesk, stories: Stories
) -> None:
    await stories.show()
    desk.here = Here(Where.LIST, article_id=ArticleId(4))
    await stories.show()
    await stories.show_topics()
    assert desk.said == [
        "There is no article here",
        "No other source tells this story yet",
        "Nothing is on many minds: that takes several sources",
    ]
    assert desk.told == []


def _topic(library: FakeLibrary, articles: int) -> Topic:
    rows = tuple(library.articles.rows(library.lists.ids(Query())[:articles]))
    return Topic("The ferry", 1.0, 4, rows, ("ferry",), (1, 2), StoryId(7))


async def test_an_article_that_is_chosen_of_a_topic_is_opened(
    desk: SmallDesk, library: FakeLibrary, stories: Stories
) -> None:
    library.topics_found = [_topic(library, 3)]
    desk.choose_key = "enter"
    await stories.show_topics()
    last = library.topics_found[0].articles[-1]
    assert [message.article_id for message in desk.messages(OpenArticle)] == [last.id]


async def test_the_rest_of_a_topic_is_its_story(
    desk: SmallDesk, library: FakeLibrary, stories: Stories
) -> None:
    library.topics_found = [_topic(library, 4)]
    desk.choose_key = "enter"
    await stories.show_topics()
    assert desk.boxes[0].list.choices[-1].text == "1 more: the whole story"
    assert [message.query for message in desk.messages(ShowView)] == [Query(story=StoryId(7))]


async def test_where_nothing_is_chosen_nothing_is_shown(
    desk: SmallDesk, library: FakeLibrary, stories: Stories
) -> None:
    library.topics_found = [_topic(library, 3)]
    await stories.show_topics()
    assert desk.told == []
