"""Sharing: files, links and addresses, from the keys on."""

from __future__ import annotations

from pathlib import Path

import pytest
from fake_library import FakeLibrary

from conftest import Driver, Start
from qreader.model import ArticleId, Enclosure
from qreader.tui import opening
from qreader.tui.attached import Progress

STRIKE = ArticleId(3)


async def _save(driver: Driver, path: Path) -> None:
    await driver.press("S", "ctrl+u")
    await driver.press(*["slash" if c == "/" else c for c in str(path)], "enter")


async def test_an_article_is_saved_in_the_form_that_its_name_ends_in(
    start: Start, library: FakeLibrary, tmp_path: Path
) -> None:
    async with start(library) as driver:
        for ending, start_of_file in (("md", "# Harbour"), ("html", "<!DOCTYPE"), ("txt", "Har")):
            path = tmp_path / f"a.{ending}"
            await driver.press(":", *f"save {path}", "enter")
            await driver.wait_for(lambda path=path: driver.status == f"Saved {path}")
            assert path.read_text("utf-8").startswith(start_of_file)


async def test_a_folder_gets_a_file_with_the_articles_name(
    start: Start, library: FakeLibrary, tmp_path: Path
) -> None:
    async with start(library) as driver:
        await driver.press(":", *f"save {tmp_path}", "enter")
        name = "2026-03-14-harbour-strike-ends-as-crews-accept-a-shorter-week.md"
        await driver.wait_for(lambda: driver.status == f"Saved {tmp_path / name}")
        assert (tmp_path / name).exists()


async def test_a_file_that_is_there_is_never_written_over(
    start: Start, library: FakeLibrary, tmp_path: Path
) -> None:
    path = tmp_path / "a.md"
    path.write_text("mine")
    async with start(library) as driver:
        await driver.press(":", *f"save {path}", "enter")
        await driver.wait_for(lambda: "there is such a file already" in driver.status)
        await _save(driver, path)
        assert "There is such a file already" in driver.screen_text
        await driver.press("escape")
    assert path.read_text() == "mine"


@pytest.mark.parametrize(
    ("name", "sentence"),
    [("a.pdf", "can be .md, .html, .txt, not .pdf"), ("no/such/a.md", "cannot be written")],
)
async def test_what_cannot_be_saved_says_why(
    start: Start, library: FakeLibrary, tmp_path: Path, name: str, sentence: str
) -> None:
    async with start(library) as driver:
        await driver.press(":", *f"save {tmp_path / name}", "enter")
        await driver.wait_for(lambda: sentence in driver.status)


async def test_a_markdown_link_is_copied_with_its_title(start: Start, library: FakeLibrary) -> None:
    async with start(library) as driver:
        await driver.press("enter", "Y")
        assert driver.app.clipboard == (
            "[Harbour strike ends as crews accept a shorter week](https://example.org/articles/3)"
        )


async def test_the_comments_of_an_article_are_a_key_away(
    start: Start, library: FakeLibrary
) -> None:
    async with start(library) as driver:
        await driver.press("c")
        assert driver.status == "Its feed names no comments"
        url = "https://example.org/articles/3/comments"
        library.restate(STRIKE, comments_url=url)
        await driver.press("c")
        assert driver.app.clipboard == url
        await driver.press("enter", "c")
        assert url in driver.status


async def test_what_is_attached_is_opened_by_its_number(start: Start, library: FakeLibrary) -> None:
    attached = (Enclosure("https://example.org/1.mp3"), Enclosure("https://example.org/2.mp3"))
    library.restate(STRIKE, enclosures=attached)
    async with start(library) as driver:
        await driver.press("e")
        assert driver.app.clipboard == "https://example.org/1.mp3"
        await driver.press("2", "e")
        assert driver.app.clipboard == "https://example.org/2.mp3"
        await driver.press("3", "e")
        assert driver.status == "There is no more than 2 attached"


async def test_what_one_would_play_is_opened_and_not_its_cover(
    start: Start, library: FakeLibrary
) -> None:
    attached = (
        Enclosure("https://example.org/cover.jpg", "image/jpeg"),
        Enclosure("https://example.org/1.mp3", "audio/mpeg"),
    )
    library.restate(STRIKE, enclosures=attached)
    async with start(library) as driver:
        await driver.press("e")
        assert driver.app.clipboard == "https://example.org/1.mp3"
        await driver.press("1", "e")
        assert driver.app.clipboard == "https://example.org/cover.jpg"


async def test_a_command_for_its_type_opens_it(
    start: Start, library: FakeLibrary, tmp_path: Path
) -> None:
    attached = (Enclosure("https://example.org/1.mp3", "audio/mpeg"),)
    library.restate(STRIKE, enclosures=attached)
    player, played = tmp_path / "player", tmp_path / "played"
    player.write_text(f'#!/bin/sh\nprintf %s "$2" > {played}\n')
    player.chmod(0o755)
    library.open_with(str(player), "--quiet")
    async with start(library) as driver:
        await driver.press("e")
        await driver.wait_for(played.exists)
        assert played.read_text() == "https://example.org/1.mp3"
        assert driver.status == f"Opened with {player}"


async def test_what_is_attached_is_downloaded_while_reading_goes_on(
    start: Start, library: FakeLibrary
) -> None:
    attached = (Enclosure("https://example.org/1.mp3", "audio/mpeg"),)
    library.restate(STRIKE, enclosures=attached)
    library.failing_downloads = "the server does not answer"
    async with start(library) as driver:
        await driver.press(":", *"download", "enter")
        await driver.wait_for(lambda: "does not answer" in driver.status)
        assert driver.reader.status.progress == ""
        library.failing_downloads = ""
        await driver.press(":", *"download 1", "enter")
        await driver.wait_for(lambda: driver.status.startswith("Downloaded "))
        (path,) = (Path.home() / "Downloads/qreader").iterdir()
        assert driver.status == f"Downloaded {path}"


def test_a_download_tells_how_far_it_is() -> None:
    assert Progress("a.mp3", 1_500_000, 3_000_000).sentence == "a.mp3: 1.5 of 3.0 MB"
    assert Progress("a.mp3", 1_500_000, None).sentence == "a.mp3: 1.5 MB"


async def test_without_an_editor_the_configuration_is_named(
    start: Start, library: FakeLibrary, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(opening, "editor_command", lambda _: None)
    async with start(library) as driver:
        await driver.press(":", *"configure", "enter")
        assert driver.status == f"Set $EDITOR to edit {library.paths.config_file}"


async def test_a_command_that_is_none_is_refused(start: Start, library: FakeLibrary) -> None:
    async with start(library) as driver:
        await driver.press(":", *"pipe wc '", "enter")
        assert "That is no command" in driver.status


def test_the_editor_is_the_persons_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("ed", "vi"):
        (tmp_path / name).write_text("#!/bin/sh\n")
        (tmp_path / name).chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert opening.editor_command({"EDITOR": "ed -s"}) == ["ed", "-s"]
    assert opening.editor_command({"VISUAL": "vi", "EDITOR": "ed"}) == ["vi"]
    assert opening.editor_command({"EDITOR": "nowhere"}) == ["vi"]
    assert opening.editor_command({"EDITOR": "ed '"}) == ["vi"]
    (tmp_path / "vi").unlink()
    assert opening.editor_command({}) is None
