"""Searching: the list follows what is typed; the last of it counts; esc leads back."""

from __future__ import annotations

import asyncio

import pytest
from fake_library import FakeLibrary
from small_desk import SmallDesk

from qreader.errors import QueryError
from qreader.model import Query, Scope
from qreader.tui.actions import Where
from qreader.tui.desk import Here
from qreader.tui.messages import FeedsChanged, GoTo
from qreader.tui.question import Question
from qreader.tui.searching import Searching


class List:
    """What the list is asked to do."""

    def __init__(self) -> None:
        self.asked: list[tuple[Query, str]] = []
        self.shown: list[str] = []
        """The words of what came on the screen."""
        self.ends = 0
        self.moved: list[int] = []
        self.may_read = asyncio.Event()
        self.may_read.set()

    async def look_into(self, query: Query, title: str) -> None:
        self.asked.append((query, title))
        await self.may_read.wait()
        self.shown.append(query.words)

    def end_look(self) -> bool:
        self.ends += 1
        return True


@pytest.fixture
async def articles() -> List:
    return List()


@pytest.fixture
def searching(desk: SmallDesk, library: FakeLibrary, articles: List) -> Searching:
    return Searching(
        desk,
        library,  # type: ignore[arg-type]
        look_into=articles.look_into,
        end_look=articles.end_look,
        move=articles.moved.append,
    )


def _type(question: Question, text: str) -> str:
    assert question.typed is not None
    return question.typed(text)


async def test_words_that_are_given_are_searched_for_and_the_list_gets_the_focus(
    desk: SmallDesk, searching: Searching, articles: List
) -> None:
    await searching.search("ferry")
    assert articles.asked == [(Query(words="ferry"), "Search: ferry")]
    assert [message.pane for message in desk.messages(GoTo)] == [Where.LIST]
    assert desk.asked == []


async def test_a_filter_searches_in_what_is_meant_here_and_a_second_one_in_the_first(
    desk: SmallDesk, searching: Searching, articles: List
) -> None:
    desk.here = Here(Where.LIST, Query(Scope.STARRED, by_story=True), "Starred")
    await searching.filter("ferry")
    desk.here = Here(Where.LIST, Query(Scope.STARRED, words="ferry"), "Starred: ferry")
    await searching.filter("pier or quay")
    assert articles.asked == [
        (Query(Scope.STARRED, words="ferry"), "Starred: ferry"),
        (Query(Scope.STARRED, words="(ferry) (pier or quay)"), "Starred: ferry: pier or quay"),
    ]


async def test_words_that_cannot_be_read_are_objected_to_wherever_they_stand(
    desk: SmallDesk, searching: Searching, articles: List
) -> None:
    with pytest.raises(QueryError):
        await searching.search("in:nowhere")

    async def typing(question: Question) -> str | None:
        assert _type(question, "in:nowhere") != ""
        assert question.checked("in:nowhere") is not None
        return None

    desk.answers = [typing]
    await searching.search("")
    assert articles.asked == []


async def test_of_what_is_typed_only_the_last_is_shown(
    desk: SmallDesk, searching: Searching, articles: List
) -> None:
    articles.may_read.clear()

    async def typing(question: Question) -> str | None:
        for text in ("fer", "ferry"):
            assert _type(question, text) == ""
            await desk.turn()
        articles.may_read.set()
        return "ferry"

    desk.answers = [typing]
    await searching.search("")
    assert [query.words for query, _ in articles.asked] == ["fer", "ferry"]
    assert articles.shown == ["ferry"]


async def test_enter_gives_the_list_the_focus_only_once_it_shows_what_was_found(
    desk: SmallDesk, searching: Searching, articles: List
) -> None:
    articles.may_read.clear()

    async def typing(question: Question) -> str | None:
        assert question.checked("ferry") is None  # enter came before the pause of the typing
        return "ferry"

    desk.answers = [typing]
    search = await desk.begin(searching.search(""))
    assert len(articles.asked) == 1
    assert desk.messages(GoTo) == []
    articles.may_read.set()
    await search
    assert [message.pane for message in desk.messages(GoTo)] == [Where.LIST]
    assert articles.shown == ["ferry"]


async def test_what_was_found_already_is_not_searched_for_again_with_enter(
    desk: SmallDesk, searching: Searching, articles: List
) -> None:
    async def typing(question: Question) -> str | None:
        _type(question, "ferry")
        await desk.turn()
        assert question.checked("ferry") is None
        return "ferry"

    desk.answers = [typing]
    await searching.search("")
    assert articles.shown == ["ferry"]


async def test_esc_leads_back_and_what_is_still_being_searched_for_never_comes(
    desk: SmallDesk, searching: Searching, articles: List
) -> None:
    articles.may_read.clear()

    async def typing(question: Question) -> str | None:
        _type(question, "ferry")
        await desk.turn()
        return None

    desk.answers = [typing]
    await searching.search("")
    articles.may_read.set()
    await desk.settle()
    assert articles.ends == 1
    assert articles.shown == []
    assert desk.messages(GoTo) == []


async def test_a_line_that_is_emptied_leads_back(
    desk: SmallDesk, searching: Searching, articles: List
) -> None:
    async def typing(question: Question) -> str | None:
        _type(question, "ferry")
        await desk.turn()
        _type(question, " ")
        assert articles.ends == 1
        return None

    desk.answers = [typing]
    await searching.search("")


async def test_arrows_move_the_lists_cursor_meanwhile(
    desk: SmallDesk, searching: Searching, articles: List
) -> None:
    async def typing(question: Question) -> str | None:
        assert question.stepped is not None
        assert question.stepped(1) == question.stepped(-1) == ""
        return None

    desk.answers = [typing]
    await searching.search("")
    assert articles.moved == [1, -1]


async def test_the_search_that_is_shown_is_kept_under_a_name(
    desk: SmallDesk, library: FakeLibrary, searching: Searching
) -> None:
    await searching.save("Ferries")
    desk.here = Here(Where.LIST, shown=Query(words="ferry"))
    desk.answers = ["  ", " Boats "]
    await searching.save("")
    await searching.save("")
    await searching.save("Ferries")
    assert [(one.name, one.query) for one in library.searches.all()] == [
        ("Boats", "ferry"),
        ("Ferries", "ferry"),
    ]
    assert desk.said == [
        "No search is shown: / asks for one",
        "Kept among the feeds as Boats",
        "Kept among the feeds as Ferries",
    ]
    assert len(desk.messages(FeedsChanged)) == 2
