"""Attached: what an article points to is opened or downloaded, and each file is told of."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from fake_library import FakeLibrary
from small_desk import Held, SmallDesk

from qreader.errors import FetchError
from qreader.model import ArticleId, Enclosure
from qreader.process import sending
from qreader.sources.web.download import Download
from qreader.tui.actions import Where
from qreader.tui.attached import Attached
from qreader.tui.desk import Here
from qreader.tui.messages import OpenAddress

FILES = ("https://example.org/cover.jpg", "https://example.org/talk.mp3")
FERRY = "2026-03-14-ferry-line-to-the-northern-islands-opens-after-ten-years-of-planning-1-2.mp3"
STRIKE = "2026-03-14-harbour-strike-ends-as-crews-accept-a-shorter-week-3-2.mp3"


@pytest.fixture
def attached(desk: SmallDesk, library: FakeLibrary) -> Attached:
    for number in (1, 3):
        files = (Enclosure(FILES[0], "image/jpeg"), Enclosure(FILES[1], "audio/mpeg"))
        library.restate(ArticleId(number), enclosures=files)
    desk.here = Here(Where.ARTICLE, article_id=ArticleId(1))
    return Attached(desk, library)  # type: ignore[arg-type]


async def test_what_would_be_played_is_opened_in_the_browser_where_no_command_is_configured(
    desk: SmallDesk, attached: Attached
) -> None:
    await attached.open(None)
    await attached.open(1)
    assert [message.url for message in desk.messages(OpenAddress)] == [FILES[1], FILES[0]]


async def test_a_command_that_opens_a_file_is_told_of_and_so_is_how_it_failed(
    desk: SmallDesk, library: FakeLibrary, attached: Attached, monkeypatch: pytest.MonkeyPatch
) -> None:
    ran: list[list[str]] = []

    def run(command: list[str], *_: object) -> str:
        ran.append(command)
        return "player ended with 3: no such file"

    monkeypatch.setattr(sending, "failure_of", run)
    library.open_with("player", "--quiet")
    await attached.open(None)
    await desk.settle()
    assert ran == [["player", "--quiet", FILES[1]]]
    assert desk.said == ["Opened with player", "player ended with 3: no such file"]
    assert desk.errors == ["player ended with 3: no such file"]


async def test_a_video_in_the_text_counts_behind_what_is_attached(
    desk: SmallDesk, library: FakeLibrary, attached: Attached
) -> None:
    film = '<p>Watch:</p><iframe src="https://www.youtube.com/embed/7" title="A film"></iframe>'
    library.restate(ArticleId(1), body_html=film)
    library.restate(ArticleId(2), body_html=film)
    await attached.open(3)
    desk.here = Here(Where.ARTICLE, article_id=ArticleId(2))
    await attached.open(None)
    await attached.open(2)
    assert [message.url for message in desk.messages(OpenAddress)] == [
        "https://www.youtube.com/embed/7"
    ] * 2
    assert desk.said == ["There is nothing attached"]


async def test_a_file_that_is_not_there_is_said_to_be_not(
    desk: SmallDesk, attached: Attached
) -> None:
    await attached.download(3)
    desk.here = Here(Where.ARTICLE, article_id=ArticleId(2))
    await attached.open(None)
    desk.here = Here(Where.LIST)
    await attached.open(None)
    assert desk.said == [
        "There is no more than 2 attached",
        "There is nothing attached",
        "There is no article here",
    ]


async def test_a_download_shows_how_far_it_is_and_is_told_of(
    desk: SmallDesk, library: FakeLibrary, attached: Attached, monkeypatch: pytest.MonkeyPatch
) -> None:
    held, download = Held(), library.download

    def slow(one: Download, report: Callable[[int, int | None], None]) -> Path:
        path = download(one, report)
        held()
        return path

    monkeypatch.setattr(library, "download", slow)
    await attached.download(None)
    await desk.until(lambda: desk.under_way)
    assert list(desk.under_way.values()) == [f"{FERRY[:39]}…: 1.5 of 3.0 MB"]
    held.let_go()
    await desk.settle()
    assert desk.said == ["Downloading; reading goes on", _downloaded(FERRY)]
    assert desk.under_way == {}


async def test_no_file_is_downloaded_by_two_at_once_and_each_is_told_of(
    desk: SmallDesk, library: FakeLibrary, attached: Attached, monkeypatch: pytest.MonkeyPatch
) -> None:
    held, download, began = Held(), library.download, []

    def slow(one: Download, report: Callable[[int, int | None], None]) -> Path:
        began.append(one.path.name)
        held()
        return download(one, report)

    monkeypatch.setattr(library, "download", slow)
    await attached.download(None)
    await held.begun()
    desk.here = Here(Where.ARTICLE, article_id=ArticleId(3))
    await attached.download(None)
    await desk.until(lambda: len(library.downloads()) == 2)  # it waits in the folder by now
    await desk.turn()
    held.let_go()
    await desk.settle()
    assert began == [FERRY, STRIKE]
    assert desk.said[2:] == [_downloaded(FERRY), _downloaded(STRIKE)]
    assert desk.under_way == {}


async def test_a_download_that_fails_is_told_of_and_keeps_no_other_from_coming(
    desk: SmallDesk, library: FakeLibrary, attached: Attached, monkeypatch: pytest.MonkeyPatch
) -> None:
    download = library.download

    def fail_the_first(one: Download, report: Callable[[int, int | None], None]) -> Path:
        if one.path.name == FERRY:
            raise FetchError("example.org: answered 404", one.url)
        return download(one, report)

    monkeypatch.setattr(library, "download", fail_the_first)
    await attached.download(None)
    await desk.settle()
    assert desk.errors == ["example.org: answered 404"]
    desk.here = Here(Where.ARTICLE, article_id=ArticleId(3))
    await attached.download(None)
    await desk.settle()
    assert desk.said[-2:] == [_downloaded(STRIKE), "example.org: answered 404"]


async def test_what_was_downloaded_before_is_not_fetched_again(
    desk: SmallDesk, library: FakeLibrary, attached: Attached
) -> None:
    for _ in range(2):
        await attached.download(None)
        await desk.settle()
    assert desk.said[-1] == "It is here already"
    assert library.downloads() == []


def _downloaded(name: str) -> str:
    return f"Downloaded {Path.home() / 'Downloads/qreader' / name}"
