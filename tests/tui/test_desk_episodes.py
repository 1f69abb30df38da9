"""Episodes: transcript and chapters are fetched once, and shown where their article still is."""

from __future__ import annotations

import pytest
from fake_library import FakeLibrary
from small_desk import SmallDesk

from qreader.errors import FetchError
from qreader.model import Answer, ArticleId, Enclosure
from qreader.tui.actions import Where
from qreader.tui.desk import Here
from qreader.tui.episodes import Episodes

ONE = ArticleId(1)


class Shown:
    """Hears what is to be shown."""

    def __init__(self) -> None:
        self.names: list[str] = []

    async def __call__(self, name: str) -> None:
        self.names.append(name)


@pytest.fixture
def shown() -> Shown:
    return Shown()


@pytest.fixture
def episodes(
    desk: SmallDesk, library: FakeLibrary, shown: Shown, monkeypatch: pytest.MonkeyPatch
) -> Episodes:
    def fetch(article_id: ArticleId, name: str) -> Answer:
        if name == "chapters":
            raise FetchError("pod.example: answered 404", "")
        answer = Answer(name, library.now(), "<p>Welcome.</p>", "Welcome.")
        library.answers.keep(article_id, answer)
        return answer

    monkeypatch.setattr(library, "fetch_episode_text", fetch)
    file = Enclosure(
        "https://pod.example/a.mp3",
        chapters_url="https://pod.example/c.json",
        transcripts=(("https://pod.example/t.vtt", "text/vtt"),),
    )
    library.restate(ONE, enclosures=(file,))
    desk.here = Here(Where.ARTICLE, article_id=ONE)
    return Episodes(desk, library, shown)


async def test_a_transcript_is_fetched_once_and_shown(
    desk: SmallDesk, shown: Shown, episodes: Episodes, monkeypatch: pytest.MonkeyPatch
) -> None:
    await episodes.transcript()
    await desk.settle()
    assert shown.names == ["transcript"]
    monkeypatch.undo()  # it is not asked for again
    await episodes.transcript()
    await desk.settle()
    assert shown.names == ["transcript", "transcript"]
    assert desk.under_way == {}


async def test_one_that_comes_late_changes_nothing_on_the_screen(
    desk: SmallDesk, shown: Shown, episodes: Episodes
) -> None:
    await episodes.transcript()
    desk.here = Here(Where.ARTICLE, article_id=ArticleId(2))
    await desk.settle()
    assert shown.names == []
    assert desk.said == ["The transcript is here: :transcript shows it"]


async def test_what_failed_and_what_is_not_there_is_said(
    desk: SmallDesk, library: FakeLibrary, episodes: Episodes
) -> None:
    await episodes.chapters()
    await desk.settle()
    assert desk.errors == ["pod.example: answered 404"]
    library.restate(
        ONE, enclosures=(Enclosure("https://pod.example/a.mp3", chapters=((0, "Intro"),)),)
    )
    await episodes.chapters()
    assert desk.said[-1] == "Its chapters stand below its text"
    desk.here = Here(Where.LIST)
    await episodes.transcript()
    assert desk.said[-1] == "There is no article here"
