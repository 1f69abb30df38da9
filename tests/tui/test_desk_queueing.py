"""Queueing: what is attached waits in an order, is downloaded in the background, and is played."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from fake_library import FakeLibrary
from small_desk import SmallDesk

from qreader.collect import queueing as core
from qreader.errors import FetchError
from qreader.model import ArticleId, Enclosure, QueueKey, QueueState
from qreader.process import sending
from qreader.sources.web.download import Download
from qreader.tui.actions import Where
from qreader.tui.desk import Here
from qreader.tui.messages import OpenAddress, OpenArticle
from qreader.tui.queueing import Queueing
from qreader.tui.widgets.queue_list import QueueList

TALK = Enclosure("https://example.org/talk.mp3", "audio/mpeg", 3_000_000, seconds=3720)
ONE, THREE = QueueKey(ArticleId(1), 1), QueueKey(ArticleId(3), 1)


@pytest.fixture
def queueing(
    desk: SmallDesk, library: FakeLibrary, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> Queueing:
    for number in (1, 3):
        library.restate(ArticleId(number), enclosures=(TALK,))
    desk.here = Here(Where.LIST, targets=[ArticleId(1)])
    monkeypatch.setattr(core, "fetch_file", _Server())

    async def undone() -> None:
        library.undo()

    return Queueing(desk, library, undo=lambda: desk.start(undone, group="undo"))


class _Server:
    """Gives each file at once; fails for those whose address says so."""

    refused = 0

    def __call__(
        self, one: Download, _a: object, _p: object, report: Callable[..., None], _m: int
    ) -> Path:
        report(1_500_000, 3_000_000)
        if "gone" in one.url:
            self.refused += 1
            raise FetchError("example.org: answered 404", one.url, 404)
        one.path.parent.mkdir(parents=True, exist_ok=True)
        one.path.write_bytes(b"talk")
        return one.path


def states(library: FakeLibrary) -> dict[QueueKey, QueueState]:
    return {one.key: one.state for one in library.queue.items()}


async def test_a_key_puts_it_on_the_queue_and_takes_it_off_again(
    desk: SmallDesk, library: FakeLibrary, queueing: Queueing
) -> None:
    await queueing.toggle(None)
    await desk.settle()
    assert states(library) == {ONE: QueueState.DOWNLOADED}
    await queueing.toggle(None)
    assert states(library) == {}
    assert desk.said == [
        "On the queue, u undoes, gq shows it",
        "Off the queue, u undoes",
    ]
    library.undo()
    assert list(states(library)) == [ONE]
    assert desk.under_way == {}


async def test_all_that_is_selected_goes_on_it_and_what_has_nothing_attached_is_passed_over(
    desk: SmallDesk, library: FakeLibrary, queueing: Queueing
) -> None:
    desk.here = Here(Where.LIST, targets=[ArticleId(1), ArticleId(2), ArticleId(3)])
    await queueing.toggle(None)
    assert list(states(library)) == [ONE, THREE]
    desk.here = Here(Where.LIST, targets=[ArticleId(2)])
    await queueing.toggle(None)
    desk.here = Here(Where.LIST)
    await queueing.toggle(None)
    assert desk.said[0] == "On the queue: 2 files, u undoes, gq shows it"
    assert desk.said[1:] == ["There is nothing attached", "There is no article here"]


async def test_a_download_that_fails_is_said_and_the_next_one_comes(
    desk: SmallDesk, library: FakeLibrary, queueing: Queueing
) -> None:
    library.restate(ArticleId(1), enclosures=(Enclosure("https://example.org/gone.mp3"),))
    library.queue.add([ONE, THREE])
    queueing.begin()
    await desk.settle()
    assert states(library) == {ONE: QueueState.FAILED, THREE: QueueState.DOWNLOADED}
    assert desk.errors == ["example.org: answered 404"]


async def test_what_a_server_refuses_is_asked_for_again_by_opening_the_queue_alone(
    desk: SmallDesk, library: FakeLibrary, queueing: Queueing, monkeypatch: pytest.MonkeyPatch
) -> None:
    server = _Server()
    monkeypatch.setattr(core, "fetch_file", server)
    library.restate(ArticleId(1), enclosures=(Enclosure("https://example.org/gone.mp3"),))
    library.queue.add([ONE])
    for _ in range(3):
        queueing.begin()
        await desk.settle()
    assert server.refused == 1
    await queueing.show()
    await desk.settle()
    assert server.refused == 2
    assert desk.errors == ["example.org: answered 404"]


async def test_the_keys_of_the_box_act_on_its_row_and_it_stays_open(
    desk: SmallDesk, library: FakeLibrary, queueing: Queueing
) -> None:
    library.queue.add([ONE, THREE])
    await queueing.show()
    (box,) = desk.boxes
    rows = box.list
    assert isinstance(rows, QueueList)
    assert rows.press("J")
    await desk.settle()
    assert list(states(library)) == [THREE, ONE]
    assert rows.press("m")
    await desk.settle()
    assert states(library)[ONE] is QueueState.PLAYED
    assert rows.press("d")
    await desk.settle()
    assert list(states(library)) == [THREE]
    assert rows.press("u")
    await desk.settle()
    assert list(states(library)) == [THREE, ONE]
    assert not rows.press("x")


async def test_a_row_is_played_or_its_article_opened(
    desk: SmallDesk, library: FakeLibrary, queueing: Queueing
) -> None:
    await queueing.show()
    assert desk.said == ["Nothing is on the queue: P puts on it what is attached"]
    library.queue.add([ONE])
    desk.choose_key = "o"
    await queueing.show()
    assert [one.article_id for one in desk.messages(OpenArticle)] == [ArticleId(1)]
    desk.choose_key = "enter"
    await queueing.show()
    await desk.settle()
    assert [one.url for one in desk.messages(OpenAddress)] == [TALK.url]


async def test_where_the_player_stopped_is_said(
    desk: SmallDesk, library: FakeLibrary, queueing: Queueing, monkeypatch: pytest.MonkeyPatch
) -> None:
    library.queue.add([ONE])
    library.open_with("mpv", "--save-position-on-quit")
    monkeypatch.setattr(sending, "failure_of", lambda *_: "")
    at: dict[str, int | None] = {"is": 2050}
    monkeypatch.setattr(core.WatchLater, "position", lambda *_: at["is"])
    await queueing.play(ONE)
    await desk.settle()
    assert desk.said[-1].startswith("Stopped at 34:10 of 1:02:00: ")
    at["is"] = 3600  # all but the music at its end
    await queueing.play(ONE)
    await desk.settle()
    assert desk.said[-1].startswith("Played: ")
    assert states(library) == {ONE: QueueState.PLAYED}


async def test_a_player_that_fails_marks_nothing(
    desk: SmallDesk, library: FakeLibrary, queueing: Queueing, monkeypatch: pytest.MonkeyPatch
) -> None:
    library.queue.add([ONE])
    library.open_with("mpv", "--save-position-on-quit")
    monkeypatch.setattr(sending, "failure_of", lambda *_: "mpv ended with 2")
    await queueing.play(ONE)
    await desk.settle()
    assert desk.errors == ["mpv ended with 2"]
    assert states(library) == {ONE: QueueState.WAITING}
