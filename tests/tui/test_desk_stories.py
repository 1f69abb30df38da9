"""Stories: a story is looked into from an article."""

from __future__ import annotations

import pytest
from fake_library import FakeLibrary
from small_desk import SmallDesk

from qreader.model import ArticleId, Query, StoryId
from qreader.tui.actions import Where
from qreader.tui.desk import Here
from qreader.tui.messages import ShowView
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
    assert view.title.startswith("Story · Snow line rises again")


async def test_an_article_without_a_story_and_none_at_all_are_said_to_be_that(
    desk: SmallDesk, stories: Stories
) -> None:
    await stories.show()
    desk.here = Here(Where.LIST, article_id=ArticleId(4))
    await stories.show()
    assert desk.said == [
        "There is no article here",
        "No other source tells this story yet",
    ]
    assert desk.told == []
