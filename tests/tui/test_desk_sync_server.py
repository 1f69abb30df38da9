"""SyncServer: what the server no longer has is asked about once, of whoever waits for it."""

from __future__ import annotations

import pytest
from fake_library import FakeLibrary
from small_desk import SmallDesk

from qreader.errors import FetchError
from qreader.model import SyncState
from qreader.tui.messages import ArticlesCame
from qreader.tui.sync_server import SyncServer

STATE = SyncState("FreshRSS", None, None, 2, 0)


@pytest.fixture
def server(desk: SmallDesk, library: FakeLibrary) -> SyncServer:
    library.sync_stands = STATE
    return SyncServer(desk, library)  # type: ignore[arg-type]


async def test_feeds_that_the_server_has_no_longer_are_removed_where_that_is_wanted(
    desk: SmallDesk, server: SyncServer
) -> None:
    desk.answers = ["Y"]
    server.refreshed(was_asked=True)
    server.take(STATE)
    await desk.settle()
    (question,) = desk.asked
    assert question.label == "FreshRSS no longer has 2 feeds. Remove here, too? y/n: "
    assert desk.said == ["2 feeds removed; `qreader restore` brings them back"]
    assert len(desk.messages(ArticlesCame)) == 1
    assert desk.under_way == {}


@pytest.mark.parametrize("answer", ["n", "", None])
async def test_they_stay_where_it_is_not(
    desk: SmallDesk, server: SyncServer, answer: str | None
) -> None:
    desk.answers = [answer]
    server.refreshed(was_asked=True)
    server.take(STATE)
    await desk.settle()
    assert desk.called == []
    assert desk.told == []


async def test_nobody_is_asked_who_did_not_ask_for_the_refresh_nor_twice(
    desk: SmallDesk, server: SyncServer
) -> None:
    server.take(STATE)
    server.refreshed(was_asked=False)
    server.take(STATE)
    await desk.settle()
    assert desk.asked == []
    server.refreshed(was_asked=True)
    server.take(None)
    server.take(STATE)
    await desk.settle()
    assert desk.asked == []


async def test_only_yes_or_no_is_an_answer(desk: SmallDesk, server: SyncServer) -> None:
    server.refreshed(was_asked=True)
    server.take(STATE)
    await desk.settle()
    objection = desk.asked[0].checked("maybe")
    assert objection is not None
    assert objection.text == "y or n"
    assert not any(map(desk.asked[0].checked, ["y", "NO", " yes "]))


async def test_why_they_could_not_be_removed_is_told(
    desk: SmallDesk, library: FakeLibrary, server: SyncServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail() -> None:
        raise FetchError("example.org: no answer", "https://example.org")

    monkeypatch.setattr(library, "accept_removals", fail)
    desk.answers = ["y"]
    server.refreshed(was_asked=True)
    server.take(STATE)
    await desk.settle()
    assert desk.errors == ["example.org: no answer"]
    assert desk.under_way == {}
