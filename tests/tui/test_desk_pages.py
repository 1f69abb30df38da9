"""Pages: full texts are fetched side by side, and each is told of."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import pytest
from fake_library import FakeLibrary
from small_desk import Held, SmallDesk

from qreader.config.settings import Config
from qreader.errors import FetchError, UsageError
from qreader.model import ArticleId, Link, Paged
from qreader.tui.actions import Where
from qreader.tui.desk import Here
from qreader.tui.messages import OpenArticle, PagesCame
from qreader.tui.pages import Pages


def _on(number: int) -> Here:
    return Here(Where.ARTICLE, article_id=ArticleId(number))


async def test_a_page_that_came_is_told_of_and_shown(desk: SmallDesk, library: FakeLibrary) -> None:
    desk.here = _on(3)
    Pages(desk, library).full_text()
    await desk.settle()
    assert desk.said == ["This is the full text"]
    (came,) = desk.messages(PagesCame)
    assert (came.ids, came.in_list) == ([3], False)
    assert desk.under_way == {}


async def test_a_page_that_cannot_be_had_is_told_of_as_an_error(
    desk: SmallDesk, library: FakeLibrary
) -> None:
    desk.here = _on(3)
    library.failing_pages[ArticleId(3)] = "shows no more of the article than its feed"
    Pages(desk, library).full_text()
    await desk.settle()
    assert desk.errors == ["The page shows no more of the article than its feed"]
    (failed,) = desk.messages(PagesCame)  # the foot of the article says why
    assert (failed.ids, failed.in_list) == ([3], False)


async def test_an_article_without_an_address_is_not_told_of_by_its_number(
    desk: SmallDesk, library: FakeLibrary, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fetch_pages(ids: Sequence[ArticleId]) -> Iterator[Paged]:
        raise UsageError(f"article {ids[0]} has no address to fetch its page from")

    monkeypatch.setattr(library, "fetch_pages", fetch_pages)
    desk.here = _on(3)
    pages = Pages(desk, library)
    pages.full_text()
    await desk.settle()
    assert desk.said == ["This article has no address to fetch its page from"]
    pages.full_text()
    await desk.settle()
    assert len(desk.said) == 2  # it is no longer under way


async def test_each_of_two_pages_is_told_of_in_whatever_order_they_come(
    desk: SmallDesk, library: FakeLibrary, monkeypatch: pytest.MonkeyPatch
) -> None:
    held, fetch = Held(), library.fetch_pages

    def slow_first(ids: Sequence[ArticleId] | None = None) -> Iterator[Paged]:
        if ids == [1]:
            held()
        return fetch(ids)

    monkeypatch.setattr(library, "fetch_pages", slow_first)
    pages = Pages(desk, library)
    desk.here = _on(1)
    pages.full_text()
    await held.begun()
    assert list(desk.under_way.values()) == ["fetching the page"]
    desk.here = _on(3)
    pages.full_text()
    pages.fetch_wanted()
    await desk.until(lambda: desk.messages(PagesCame))
    assert list(desk.under_way.values()) == ["fetching the page"]
    held.let_go()
    await desk.settle()
    assert [came.ids for came in desk.messages(PagesCame)] == [[3], [1]]
    assert desk.said == ["This is the full text"] * 2
    assert desk.under_way == {}


async def test_a_page_is_not_fetched_twice_at_once(
    desk: SmallDesk, library: FakeLibrary, monkeypatch: pytest.MonkeyPatch
) -> None:
    held, fetched, fetch = Held(), list[object](), library.fetch_pages

    def slow(ids: Sequence[ArticleId] | None = None) -> Iterator[Paged]:
        fetched.append(ids)
        held()
        return fetch(ids)

    monkeypatch.setattr(library, "fetch_pages", slow)
    desk.here = _on(3)
    pages = Pages(desk, library)
    pages.full_text()
    pages.full_text()
    assert desk.said == ["The page is being fetched already"]
    held.let_go()
    await desk.settle()
    pages.full_text()
    await desk.settle()
    assert fetched == [[3], [3]]


async def test_no_page_is_under_way_any_more_once_it_failed(
    desk: SmallDesk, library: FakeLibrary, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_: object) -> Iterator[Paged]:
        raise FetchError("example.org: no answer", "https://example.org")

    monkeypatch.setattr(library, "fetch_pages", fail)
    desk.here = _on(3)
    Pages(desk, library).full_text()
    await desk.settle()
    assert desk.errors == ["example.org: no answer"]
    assert desk.under_way == {}


async def test_wanted_pages_are_fetched_quietly_and_those_that_came_are_shown(
    desk: SmallDesk, library: FakeLibrary
) -> None:
    library.pages.want([ArticleId(3), ArticleId(4)])
    library.failing_pages[ArticleId(4)] = "is gone"
    pages = Pages(desk, library)
    pages.fetch_wanted()
    await desk.settle()
    told = [(one.ids, one.in_list) for one in desk.messages(PagesCame)]
    assert told == [([3], True), ([4], False)]
    pages.fetch_wanted()
    await desk.settle()
    assert len(desk.told) == 2
    assert desk.said == []


async def test_wanted_pages_that_come_after_the_next_refresh_has_ended_are_shown_too(
    desk: SmallDesk, library: FakeLibrary, monkeypatch: pytest.MonkeyPatch
) -> None:
    held, fetch = Held(), library.fetch_pages

    def slow(ids: Sequence[ArticleId] | None = None) -> Iterator[Paged]:
        fetched = list(fetch(ids))
        held()
        return iter(fetched)

    monkeypatch.setattr(library, "fetch_pages", slow)
    pages = Pages(desk, library)
    library.pages.want([ArticleId(3)])
    pages.fetch_wanted()
    await held.begun()
    pages.fetch_wanted()
    await desk.turn()
    held.let_go()
    await desk.settle()
    assert [came.ids for came in desk.messages(PagesCame)] == [[3]]


async def test_a_story_outside_of_the_cache_is_wanted_next_time(
    desk: SmallDesk, library: FakeLibrary
) -> None:
    pages = Pages(desk, library)
    desk.here = Here(Where.RELATED, title="Elsewhere", url="https://example.org/elsewhere")
    pages.full_text()
    await desk.settle()
    assert [page.url for page in library.wanted_links()] == ["https://example.org/elsewhere"]
    desk.here = Here(Where.RELATED, title="Nowhere")
    pages.full_text()
    await desk.settle()
    assert desk.said == [
        "Wanted: the next refresh fetches it; gw shows the list",
        "The page gave no address for this story",
    ]


async def test_where_nothing_is_open_or_wanted_that_is_said(
    desk: SmallDesk, library: FakeLibrary
) -> None:
    pages = Pages(desk, library)
    pages.full_text()
    await pages.show_wanted()
    assert desk.said == ["There is no article here", "Nothing is wanted: w asks for a page"]
    assert desk.boxes == []


@pytest.mark.parametrize(("key", "opened"), [("enter", [3]), (None, [])])
async def test_what_is_chosen_of_the_want_list_is_opened(
    desk: SmallDesk, library: FakeLibrary, key: str | None, opened: list[int]
) -> None:
    library.want_link(Link("Elsewhere", "https://example.org/elsewhere"))
    library.pages.want([ArticleId(3)])
    desk.choose_key = key
    await Pages(desk, library).show_wanted()
    assert len(desk.boxes[0].list.choices) == 2
    assert [message.article_id for message in desk.messages(OpenArticle)] == opened


async def test_pictures_are_fetched_behind_the_pages_where_that_is_set(
    desk: SmallDesk, library: FakeLibrary, monkeypatch: pytest.MonkeyPatch
) -> None:
    done: list[str] = []
    monkeypatch.setattr(library, "fetch_pages", lambda ids: done.append("pages") or iter(()))
    monkeypatch.setattr(library, "fetch_pictures", lambda: done.append("pictures"))
    pages = Pages(desk, library)
    pages.fetch_wanted()
    await desk.settle()
    assert done == ["pages"]
    desk.config = Config(images="offline")
    pages.fetch_wanted()
    await desk.settle()
    assert done == ["pages", "pages", "pictures"]
    assert not desk.said
