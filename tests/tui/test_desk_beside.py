"""Beside: what belongs beside an article is looked for behind it; keys that mean it wait for it."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from fake_library import FakeLibrary
from small_desk import Held, SmallDesk

from qreader.errors import StoreError
from qreader.model import ArticleId, Related, Status
from qreader.tui.actions import Where
from qreader.tui.beside_items import Item
from qreader.tui.messages import GoTo, Marked, OpenAddress, OpenArticle, WalkedBeside
from qreader.tui.reading.beside import Beside
from qreader.tui.widgets.related import RelatedList


class Still(RelatedList):
    """A list on no screen: it is not scrolled, and remembers what it showed."""

    def __init__(self) -> None:
        super().__init__(id="related")
        self.seen: list[set[ArticleId | None]] = []
        """Which articles of the cache stood here, one state after the other."""

    def show(self, items: Sequence[Item], note: str = "") -> None:
        super().show(items, note)
        self.seen.append({one.article_id for one in self.items})

    def scroll_to(self, *_: object, **__: object) -> None:
        pass

    def _refresh_lines(self, lines: object) -> None:
        pass


@pytest.fixture
async def related() -> Still:
    return Still()


@pytest.fixture
def beside(desk: SmallDesk, library: FakeLibrary, related: RelatedList) -> Beside:
    return Beside(desk, library, related)  # type: ignore[arg-type]


@pytest.fixture
def held(library: FakeLibrary, monkeypatch: pytest.MonkeyPatch) -> Held:
    """Hold back what looks for the first article's related stories."""
    held, find = Held(), library.related

    def slow(article_id: ArticleId) -> Sequence[Related]:
        found = find(article_id)
        if article_id == 3:
            held()
        return found

    monkeypatch.setattr(library, "related", slow)
    return held


async def test_keys_that_mean_related_stories_wait_until_these_are_known(
    desk: SmallDesk, library: FakeLibrary, beside: Beside, held: Held
) -> None:
    beside.show(library.articles.one(ArticleId(3)))
    going = await desk.begin(beside.go())
    walking = await desk.begin(beside.next_related(None))
    await held.begun()
    assert desk.messages(GoTo) == []
    held.let_go()
    await going
    await walking
    assert [message.pane for message in desk.messages(GoTo)] == [Where.RELATED]
    assert len(desk.messages(WalkedBeside)) == 1
    assert desk.said == []


async def test_what_was_found_for_an_article_that_was_left_is_not_shown(
    desk: SmallDesk, library: FakeLibrary, beside: Beside, related: Still, held: Held
) -> None:
    beside.show(library.articles.one(ArticleId(3)))
    await held.begun()
    beside.show(library.articles.one(ArticleId(1)))
    held.let_go()
    await desk.settle()
    assert related.seen[-1] == {None, ArticleId(3)}
    assert not any(ArticleId(2) in articles for articles in related.seen)


async def test_a_mark_made_while_they_are_looked_for_stands_on_them(
    desk: SmallDesk, library: FakeLibrary, beside: Beside, related: Still, held: Held
) -> None:
    beside.show(library.articles.one(ArticleId(3)))
    await held.begun()
    assert library.status(ArticleId(2)).read
    beside.put_marks(Marked({ArticleId(2): Status()}))
    held.let_go()
    await desk.settle()
    assert [one.read for one in related.items if one.article_id == 2] == [False]


async def test_where_they_cannot_be_looked_for_that_is_told_and_no_key_waits(
    desk: SmallDesk, library: FakeLibrary, beside: Beside, related: Still
) -> None:
    def fail(_: ArticleId) -> Sequence[Related]:
        raise StoreError("the disk reports an error")

    library.related = fail  # type: ignore[assignment,method-assign]
    beside.show(library.articles.one(ArticleId(4)))
    await beside.next_related(None)
    assert related.note == "Nothing related in the cache yet."
    assert desk.errors == ["the disk reports an error"]
    assert desk.said[-1] == "Nothing related in the cache yet."


async def test_an_article_of_the_cache_is_opened_and_an_address_goes_to_the_browser(
    desk: SmallDesk, library: FakeLibrary, beside: Beside, related: RelatedList
) -> None:
    beside.show(library.articles.one(ArticleId(3)))
    await desk.settle()
    for _ in related.choices:
        beside.open(None)
        beside.move_on()
    assert {message.article_id for message in desk.messages(OpenArticle)} == {1, 2}
    assert [message.url for message in desk.messages(OpenAddress)] == [
        "https://example.org/islanders"
    ]
    assert "The page gave no address for this story" in desk.said


async def test_without_an_article_there_is_nothing_to_go_to(
    desk: SmallDesk, beside: Beside
) -> None:
    await beside.go()
    assert desk.said == ["Open an article first: its stories are beside it"]
    assert desk.told == []
