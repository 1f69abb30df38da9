"""No key ends the reader: what is raised anywhere is said and logged, and the reader goes on."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from fake_library import FakeLibrary
from textual import events
from textual.widgets import Static

from conftest import Driver, Start
from qreader.config.settings import Config
from qreader.errors import StoreDamagedError, StoreError
from qreader.tui import opening
from qreader.tui.actions import Where
from qreader.tui.app import QReaderApp
from qreader.tui.guard import MAX_IN_A_ROW, Guard
from qreader.tui.question import Question
from qreader.tui.widgets.article_list import ArticleList
from qreader.tui.widgets.lookup import Lookup
from qreader.tui.widgets.row_list import RowList


@pytest.fixture
def log_file(library: FakeLibrary) -> Path:
    return library.paths.log_file


def _fails(*_: object) -> None:
    raise ZeroDivisionError("a bug")


def _said(driver: Driver) -> str:
    """Return what is said of a mistake, and take note of it."""
    assert driver.mistakes, "nothing was raised"
    driver.mistakes.clear()
    return driver.status


async def _by_a_key(driver: Driver) -> None:
    await driver.press("j")


async def _by_a_timer(driver: Driver) -> None:
    driver.reader.set_timer(0.001, _fails)  # type: ignore[arg-type]
    await driver.wait_for(lambda: driver.mistakes)


async def _by_what_a_thread_reports(driver: Driver) -> None:
    driver.reader.report(_fails, None)
    await driver.wait_for(lambda: driver.mistakes)


async def _in_a_worker(driver: Driver) -> None:
    async def fails() -> None:
        _fails()

    driver.reader.start(fails, group="test")
    await driver.settle()


async def _in_a_thread(driver: Driver) -> None:
    async def fails() -> None:
        await driver.reader.call(_fails, lane="test")

    driver.reader.start(fails, group="test")
    await driver.settle()


async def _by_a_message(driver: Driver) -> None:
    driver.reader.articles.post_message(ArticleList.RowsWanted(None))  # type: ignore[arg-type]
    await driver.wait_for(lambda: driver.mistakes)


async def _after_a_frame(driver: Driver) -> None:
    driver.reader.call_after_refresh(_fails)
    await driver.wait_for(lambda: driver.mistakes)


@pytest.mark.parametrize(
    "raising",
    [
        _by_a_key, _by_a_timer, _by_what_a_thread_reports, _in_a_worker, _in_a_thread,
        _by_a_message, _after_a_frame,
    ],
)  # fmt: skip
async def test_whatever_is_raised_is_said_and_logged_and_the_reader_goes_on(
    start: Start,
    library: FakeLibrary,
    monkeypatch: pytest.MonkeyPatch,
    log_file: Path,
    raising: Callable[[Driver], object],
) -> None:
    monkeypatch.setattr(RowList, "down", _fails)
    async with start(library) as driver:
        await raising(driver)  # type: ignore[misc]
        assert "this is a mistake in qreader" in _said(driver)
        assert str(log_file) in driver.status
        assert "Traceback" in log_file.read_text("utf-8")
        await driver.press("g", "s")
        assert driver.reader.list_title.heading.name == "Starred"
        assert driver.app.is_running


async def test_an_error_that_is_no_mistake_is_said_alone(
    start: Start, library: FakeLibrary, log_file: Path
) -> None:
    async def full() -> None:
        raise StoreError("the disk is full")

    async with start(library) as driver:
        driver.reader.start(full, group="test")
        await driver.settle()
        assert driver.status == "the disk is full"
        assert not log_file.exists()


async def test_a_mistake_that_comes_again_is_logged_once(
    start: Start, library: FakeLibrary, monkeypatch: pytest.MonkeyPatch, log_file: Path
) -> None:
    monkeypatch.setattr(RowList, "down", _fails)
    async with start(library) as driver:
        for _ in range(MAX_IN_A_ROW + 1):
            await driver.press("j")
        assert _said(driver)
        assert log_file.read_text("utf-8").count("Traceback") == 1


def test_what_fails_again_and_again_with_no_key_between_ends_the_reader(log_file: Path) -> None:
    guard = Guard(log_file)
    said = [guard.sentence(ZeroDivisionError("a bug")) for _ in range(MAX_IN_A_ROW)]
    assert all(said[:-1])
    assert said[-1] is None
    guard.typed()
    assert guard.sentence(ZeroDivisionError("a bug")) is not None


async def test_what_is_raised_before_the_list_is_there_ends_the_start(
    library: FakeLibrary, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(library.articles, "rows", _fails)
    app = QReaderApp(library, Config(on_start="list"))  # type: ignore[arg-type]
    with pytest.raises(ZeroDivisionError):
        async with app.run_test():
            pass
    assert isinstance(app.bug, ZeroDivisionError)


async def test_a_prompt_says_what_its_answer_raised_and_can_be_left(
    start: Start, library: FakeLibrary
) -> None:
    async with start(library) as driver:

        async def ask() -> None:
            await driver.reader.ask(Question("Ask: ", _fails))

        driver.begin(ask)
        await driver.settle()
        await driver.press("x", "enter")
        note = driver.reader.query_one("#prompt-note", Static)
        assert "this is a mistake in qreader" in str(note.content)
        assert _said(driver)
        await driver.press("escape", "g", "s")
        assert driver.reader.list_title.heading.name == "Starred"


async def test_where_the_cache_is_damaged_that_is_said_instead(
    start: Start, library: FakeLibrary, monkeypatch: pytest.MonkeyPatch
) -> None:
    damage = StoreDamagedError("the cache is damaged; `qreader check` saves what it can")
    monkeypatch.setattr(library, "damage", lambda: damage)
    monkeypatch.setattr(RowList, "down", _fails)
    async with start(library) as driver:
        await driver.press("j")
        await driver.wait_for(lambda: driver.status.startswith("the cache is damaged"))
        driver.mistakes.clear()


# ---- what is closed twice


@pytest.mark.parametrize("keys", ["? q q", "? enter enter", "g e enter enter", "g e r r"])
async def test_a_second_key_for_a_box_that_closes_closes_nothing_else(
    start: Start, library: FakeLibrary, keys: str
) -> None:
    *first, last, again = keys.split(" ")
    async with start(library) as driver:
        await driver.press(*first)
        assert isinstance(driver.app.screen, Lookup)
        driver.app.post_message(events.Key(last, last if len(last) == 1 else None))
        driver.app.post_message(events.Key(again, again if len(again) == 1 else None))
        await driver.settle()
        assert driver.app.screen is driver.reader


async def test_a_second_click_on_a_row_of_a_box_takes_nothing_else(
    start: Start, library: FakeLibrary
) -> None:
    async with start(library) as driver:
        await driver.press("g", "e")
        box = driver.app.screen
        assert isinstance(box, Lookup)
        for _ in range(2):
            box.list.post_message(box.list.Chosen(box.list, 0))
        await driver.settle()
        assert driver.app.screen is driver.reader
        assert driver.pane is Where.LIST


# ---- paths that no file can have, or that one may not look at


def _denied(tmp_path: Path) -> str:
    (tmp_path / "no").mkdir(mode=0o000)
    return str(tmp_path / "no" / "x.md")


PATHS = {
    "nobody's home": lambda _: "~nosuch/x.md",
    "nobody's home alone": lambda _: "~nosuch",
    "a name that is too long": lambda tmp_path: f"{tmp_path}/{'a' * 300}.md",
    "a path that is too long": lambda tmp_path: str(tmp_path) + "/a" * 3000,
    "a file as a folder": lambda _: "/dev/null/x.md",
    "a NUL": lambda tmp_path: f"{tmp_path}/a\0b.md",
    "a folder that may not be entered": _denied,
}


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("command", ["save", "add"])
async def test_a_path_that_cannot_be_is_said_to_be_so(
    start: Start, library: FakeLibrary, tmp_path: Path, command: str, path: str
) -> None:
    async with start(library) as driver:
        await driver.press("enter")
        line = f"{command} {PATHS[path](tmp_path)}"
        driver.begin(driver.reader.command_line.run, line)
        await driver.settle()
        assert driver.app.is_running
        if command == "save" and not (path.startswith("a folder") and os.geteuid() == 0):
            assert driver.reader.status.is_error


@pytest.mark.parametrize("path", [path for path in PATHS if path != "a NUL"])
async def test_the_prompt_objects_to_a_path_that_cannot_be(
    start: Start, library: FakeLibrary, tmp_path: Path, path: str
) -> None:
    if path.startswith("a folder") and os.geteuid() == 0:
        pytest.skip("root may enter any folder")
    async with start(library) as driver:
        await driver.press("S", "ctrl+u")
        driver.app.post_message(events.Paste(PATHS[path](tmp_path)))
        await driver.press("enter")
        if driver.reader.query("#prompt-note"):
            assert str(driver.reader.query_one("#prompt-note", Static).content)
        else:
            assert driver.reader.status.is_error


# ---- no terminal to give away


@pytest.mark.parametrize("command", ["configure", "pipe cat", "browser"])
async def test_where_the_terminal_cannot_be_given_away_that_is_said(
    start: Start, library: FakeLibrary, monkeypatch: pytest.MonkeyPatch, command: str
) -> None:
    monkeypatch.setenv("EDITOR", "true")
    monkeypatch.setattr(opening, "browser_command", lambda _: ["w3m"])
    async with start(library, config=Config(macros={"x": command})) as driver:
        await driver.press("enter", ",", "x")
        assert driver.status == "No terminal here to run another program in"
        await driver.press("g", "s")
        assert driver.reader.list_title.heading.name == "Starred"
