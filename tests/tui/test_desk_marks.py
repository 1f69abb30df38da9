"""Marks: written in the order of keys, shown once they are written, taken back one by one."""

from __future__ import annotations

from typing import Any

import pytest
from fake_library import FakeLibrary
from small_desk import Held, SmallDesk

from qreader.errors import StoreError
from qreader.model import ArticleId, Attention, Query, Scope, Status
from qreader.tui.actions import Where
from qreader.tui.desk import Here
from qreader.tui.marks import Marks
from qreader.tui.messages import ListMarkedRead, Marked, MoveOn, RelationsChanged


@pytest.fixture
def marks(desk: SmallDesk, library: FakeLibrary) -> Marks:
    _point_at(desk, 3)
    return Marks(desk, library, lambda: ["later-on", "python"])  # type: ignore[arg-type]


def _point_at(desk: SmallDesk, *numbers: int) -> None:
    ids = tuple(ArticleId(number) for number in numbers)
    desk.here = Here(Where.LIST, article_id=ids[0], targets=ids)


def _shown(desk: SmallDesk) -> list[dict[int, Status]]:
    return [dict(message.statuses) for message in desk.messages(Marked)]


async def test_a_mark_is_told_of_and_shown_once_it_is_written(
    desk: SmallDesk, library: FakeLibrary, marks: Marks, monkeypatch: pytest.MonkeyPatch
) -> None:
    held, mark = Held(), library.mark
    monkeypatch.setattr(library, "mark", lambda *a, **named: held() or mark(*a, **named))
    marks.star()
    await held.begun()
    assert (desk.said, desk.messages(Marked)) == ([], [])
    held.let_go()
    await desk.settle()
    assert desk.said == ["Starred"]
    assert _shown(desk) == [{3: Status(starred=True)}]


async def test_marks_are_written_in_the_order_of_their_keys(
    desk: SmallDesk, library: FakeLibrary, marks: Marks, monkeypatch: pytest.MonkeyPatch
) -> None:
    held, rows = Held(), library.articles.rows
    monkeypatch.setattr(library.articles, "rows", lambda ids: held() or rows(ids))
    marks.star()
    marks.later()
    marks.star()
    marks.undo()
    await held.begun()
    held.let_go()
    await desk.settle()
    assert desk.said == [
        "Starred",
        "Kept for later",
        "No longer starred",
        "Undone: no longer starred",
    ]
    assert library.status(ArticleId(3)) == Status(starred=True, later=True)
    assert desk.called == ["marks"] * 4


async def test_several_are_marked_alike_unless_all_of_them_are(
    desk: SmallDesk, library: FakeLibrary, marks: Marks
) -> None:
    _point_at(desk, 3, 8)  # of these, 8 has a star
    marks.star()
    await desk.settle()
    marks.star()
    await desk.settle()
    assert desk.said == ["Starred", "2 no longer starred, u undoes"]


async def test_where_nothing_can_be_marked_that_is_said(desk: SmallDesk, marks: Marks) -> None:
    desk.here = Here(Where.LIST)
    assert marks.read() is None
    assert marks.done() is None
    await marks.hide()
    await marks.tag("python")
    assert desk.said == ["There is no article here to mark"] * 4
    assert desk.called == []


async def test_the_next_key_finds_the_list_without_what_was_hidden(
    desk: SmallDesk, marks: Marks
) -> None:
    await marks.hide()
    assert _shown(desk) == [{3: Status(hidden=True)}]


async def test_who_is_done_with_an_article_goes_on_before_that_is_written(
    desk: SmallDesk, marks: Marks
) -> None:
    marks.done()
    assert len(desk.messages(MoveOn)) == 1
    await desk.settle()
    assert _shown(desk) == [{3: Status(read=True)}]


async def test_of_an_article_that_is_marked_read_as_it_is_opened_nothing_is_said(
    desk: SmallDesk, library: FakeLibrary, marks: Marks
) -> None:
    marks.read_here(ArticleId(3))
    await desk.settle()
    assert desk.said == []
    assert [message.seen for message in desk.messages(Marked)] == [[3]]
    marks.undo()
    await desk.settle()
    assert desk.said == ["Nothing to undo"]


async def test_a_list_that_could_not_be_marked_is_shown_as_it_was(
    desk: SmallDesk, library: FakeLibrary, marks: Marks, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object, **__: object) -> Any:
        raise StoreError("the disk is full")

    monkeypatch.setattr(library, "mark", fail)
    before = {ArticleId(3): Status()}
    message = ListMarkedRead(Query(Scope.UNREAD), "Unread", [ArticleId(3)], before)
    desk.start(marks.list_read, message, group="marks")
    await desk.settle()
    assert desk.errors == ["the disk is full"]
    assert _shown(desk) == [before]


async def test_a_whole_view_is_marked_read_and_named_where_it_is_out_of_sight(
    desk: SmallDesk, library: FakeLibrary, marks: Marks
) -> None:
    ids = library.lists.ids(Query(Scope.UNREAD))
    desk.here = Here(Where.ARTICLE)
    await marks.list_read(ListMarkedRead(Query(Scope.UNREAD), "Unread", ids[:2], {}))
    await marks.views_read([Query()], "All")
    await marks.views_read([Query()], "All")
    assert desk.said == [
        "2 marked read in Unread, u undoes",
        f"{len(ids) - 2} marked read in All, u undoes",
        "All of it in All is read already",
    ]


async def test_tags_are_given_and_those_that_are_taken_out_of_the_line_are_taken_away(
    desk: SmallDesk, library: FakeLibrary, marks: Marks
) -> None:
    await marks.tag("python, #asyncio")
    await desk.settle()
    assert library.status(ArticleId(3)).tags == ("asyncio", "python")
    desk.here = desk.here._replace(tags=("asyncio", "python"))
    desk.answers = ["python typing"]
    await marks.tag("")
    await desk.settle()
    assert desk.asked[0].text == "asyncio python "
    assert desk.said == ["Tagged #python, #asyncio", "Tagged #python, #typing, no #asyncio"]
    assert library.status(ArticleId(3)).tags == ("python", "typing")


async def test_the_line_of_tags_knows_those_that_there_are(desk: SmallDesk, marks: Marks) -> None:
    await marks.tag("")
    (question,) = desk.asked
    assert question.hints is not None
    assert question.completed is not None
    assert [hint.name for hint in question.hints("one -py")] == ["python"]
    assert question.completed("one -py") == "one -python "
    assert desk.called == []


async def test_a_story_is_followed_then_muted_then_neither(
    desk: SmallDesk, library: FakeLibrary, marks: Marks
) -> None:
    await marks.follow_or_mute()
    library.tell(ArticleId(3), ArticleId(4))
    found = []
    for _ in range(3):
        await marks.follow_or_mute()
        found.append(library.stored[ArticleId(4)].row.attention)
    assert found == [Attention.FOLLOW, Attention.MUTE, None]
    assert desk.said[0] == "No other source tells this story yet"
    assert len(desk.messages(RelationsChanged)) == 3


async def test_only_a_story_beside_an_article_can_be_said_to_belong_to_it(
    desk: SmallDesk, library: FakeLibrary, marks: Marks
) -> None:
    await marks.pin()
    desk.here = Here(Where.RELATED, article_id=ArticleId(1), title="Ferry", open_id=ArticleId(3))
    await marks.not_related()
    await marks.pin()
    assert desk.said == [
        "Only what was found in the cache can be judged",
        "Not related: Ferry, u undoes",
        "Pinned: Ferry",
    ]
    assert library.judgements.of_article(ArticleId(3)) == {1: True}
    assert len(desk.messages(RelationsChanged)) == 2
