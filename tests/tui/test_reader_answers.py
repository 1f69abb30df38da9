"""Answers of programs in the article's pane: `E` shows what is kept, and goes back."""

from __future__ import annotations

import os
import sys
from datetime import timedelta
from pathlib import Path

import pytest
from fake_library import NOW, FakeLibrary

from conftest import Driver, Start
from qreader.config.commands import Sender
from qreader.config.settings import Config
from qreader.config.tables import Hook
from qreader.model import Answer, ArticleId
from qreader.text.safe import is_safe
from qreader.tui.actions import Where
from qreader.tui.messages import AskProgram

BRIDGE, OTHER = ArticleId(1), ArticleId(2)
BODY = "".join(f"<p>Paragraph {n} of the long story, which goes on.</p>" for n in range(60))


def _answer(name: str, text: str, minutes: int = 3) -> Answer:
    return Answer(name, NOW - timedelta(minutes=minutes), f"<p>{text}</p>", text)


@pytest.fixture
def library() -> FakeLibrary:
    library = FakeLibrary()
    feed = library.put_feed("Post")
    library.put(feed, "Bridge", timedelta(hours=3), BODY)
    library.put(feed, "Other", timedelta(hours=4), "<p>Another text.</p>")
    library.answers.keep(BRIDGE, _answer("summary", "It is short."))
    library.answers.keep(BRIDGE, _answer("french", "Il est court.", 9))
    return library


def _view(driver: Driver) -> str:
    return "\n".join(line.text for line in driver.reader.article_view.lines)


async def test_kept_answers_are_shown_one_by_one_and_then_the_article_where_it_was(
    start: Start, library: FakeLibrary
) -> None:
    async with start(library) as driver:
        await driver.press("enter")
        await driver.wait_for(lambda: "Paragraph 3" in _view(driver))
        await driver.press("space")
        place = driver.reader.article_view.place
        await driver.press("E")
        await driver.wait_for(lambda: "It is short." in _view(driver))
        assert "By summary, 3 min ago" in _view(driver)
        assert "Paragraph 3" not in _view(driver)
        await driver.press("E")
        await driver.wait_for(lambda: "Il est court." in _view(driver))
        await driver.press("E")
        await driver.wait_for(lambda: "Paragraph 3" in _view(driver))
        assert driver.reader.article_view.place == place


@pytest.mark.parametrize("key", ["escape", "q", "h"])
async def test_back_leads_from_an_answer_to_the_article(
    start: Start, library: FakeLibrary, key: str
) -> None:
    async with start(library) as driver:
        await driver.press("enter", "E")
        await driver.wait_for(lambda: "It is short." in _view(driver))
        await driver.press(key)
        await driver.wait_for(lambda: "Paragraph 3" in _view(driver))
        assert driver.pane is Where.ARTICLE
        await driver.press(key)
        assert driver.pane is Where.LIST


async def test_the_list_leads_to_an_answer_too(start: Start, library: FakeLibrary) -> None:
    async with start(library) as driver:
        await driver.press("E")
        await driver.wait_for(lambda: "It is short." in _view(driver))
        assert driver.pane is Where.ARTICLE


async def test_an_answer_is_asked_for_by_its_name(start: Start, library: FakeLibrary) -> None:
    async with start(library) as driver:
        await driver.press("enter")
        await driver.press(":", *"answer french", "enter")
        await driver.wait_for(lambda: "Il est court." in _view(driver))
        await driver.press(":", *"answer german", "enter")
        assert "No answer of german is kept here" in driver.status


async def test_above_and_below_the_article_stands_which_answers_are_kept(
    start: Start, library: FakeLibrary
) -> None:
    async with start(library) as driver:
        await driver.press("enter")
        await driver.wait_for(lambda: "ANSWERS  E shows them" in _view(driver))
        assert "Answered by summary, french · E shows them" in driver.screen_text
        await driver.press("J")
        await driver.wait_for(lambda: "Another text." in _view(driver))
        assert "ANSWERS" not in _view(driver)


async def test_v_goes_from_an_answer_to_the_changes_and_another_article_ends_it(
    start: Start, library: FakeLibrary
) -> None:
    library.change(BRIDGE, "<p>All is new.</p>")
    async with start(library) as driver:
        await driver.press("enter", "E")
        await driver.wait_for(lambda: "It is short." in _view(driver))
        await driver.press("v")
        await driver.wait_for(lambda: "All is new." in _view(driver))
        assert driver.reader.article_view.answer is None
        await driver.press("E")
        await driver.wait_for(lambda: "It is short." in _view(driver))
        assert driver.reader.article_view.changes is None
        await driver.press("J")
        await driver.wait_for(lambda: "Another text." in _view(driver))
        assert driver.reader.article_view.answer is None


# ---- asking


def _sender(code: str, *, keep: bool = False) -> Sender:
    return Sender("model", (sys.executable, "-c", code), "text", show="md", keep=keep)


HANGS = "import time; time.sleep(60)"


def _ask(driver: Driver, sender: Sender, number: ArticleId = BRIDGE) -> None:
    driver.reader.post_message(AskProgram(sender, number))


async def test_an_answer_takes_the_place_of_the_text_and_says_whose_words_it_is(
    start: Start, library: FakeLibrary
) -> None:
    async with start(library) as driver:
        await driver.press("enter")
        _ask(driver, _sender("print('It *says* so.\\x1b[2J')"))
        await driver.wait_for(lambda: "It says so." in _view(driver))
        assert "By model, just now" in _view(driver)
        assert driver.status == "esc goes back to the article"
        await driver.press("escape")
        await driver.wait_for(lambda: "Paragraph 3" in _view(driver))


async def test_a_kept_answer_is_shown_without_a_run_and_then_asked_again(
    start: Start, library: FakeLibrary, tmp_path: Path
) -> None:
    runs = tmp_path / "runs"
    sender = _sender(f"open({str(runs)!r}, 'a').write('x'); print('It says so.')", keep=True)
    async with start(library) as driver:
        await driver.press("enter")
        _ask(driver, sender)
        await driver.wait_for(lambda: "By model, just now" in _view(driver))
        assert ":send model asks again" in driver.status
        await driver.press("escape")
        await driver.wait_for(
            lambda: "Answered by model, summary and 1 more · E shows them" in _view(driver)
        )
        await driver.press("J", "K")
        await driver.wait_for(lambda: "  model" in _view(driver))
        _ask(driver, sender)
        await driver.wait_for(lambda: "By model, just now" in _view(driver))
        assert runs.read_text() == "x"
        _ask(driver, sender)
        await driver.wait_for(lambda: runs.read_text() == "xx")


async def test_escape_stops_a_program_that_hangs_and_leaves_the_article_open(
    start: Start, library: FakeLibrary
) -> None:
    async with start(library) as driver:
        await driver.press("enter")
        _ask(driver, _sender(HANGS))
        await driver.wait_for(lambda: "Asking model; esc stops it" in driver.status)
        assert "model …" in driver.screen_text
        await driver.press_at_once("escape")
        await driver.wait_for(lambda: "model was stopped" in driver.status)
        assert driver.pane is Where.ARTICLE
        assert "model …" not in driver.screen_text
        await driver.press("escape")
        assert driver.pane is Where.LIST


async def test_a_failure_is_said_and_the_article_stays(start: Start, library: FakeLibrary) -> None:
    async with start(library) as driver:
        await driver.press("enter")
        _ask(driver, _sender("print('words'); raise SystemExit('no model')"))
        await driver.wait_for(lambda: "model ended with 1: no model" in driver.status)
        assert "Paragraph 3" in _view(driver)


async def test_one_program_is_asked_at_a_time_and_another_article_stops_it(
    start: Start, library: FakeLibrary
) -> None:
    async with start(library) as driver:
        await driver.press("enter")
        _ask(driver, _sender(HANGS))
        await driver.wait_for(lambda: "Asking model" in driver.status)
        _ask(driver, _sender("print('other')"))
        await driver.wait_for(lambda: "model is still at it" in driver.status)
        await driver.press_at_once("J")
        await driver.wait_for(lambda: "model was stopped" in driver.status)
        assert "Another text." in _view(driver)


async def test_the_end_of_the_reader_ends_the_program(
    start: Start, library: FakeLibrary, tmp_path: Path
) -> None:
    pid_file = tmp_path / "pid"
    code = f"import os; open({str(pid_file)!r}, 'w').write(str(os.getpid())); {HANGS}"
    async with start(library) as driver:
        await driver.press("enter")
        _ask(driver, _sender(code, keep=True))
        await driver.wait_for(lambda: pid_file.exists() and pid_file.read_text() != "")
    with pytest.raises(ProcessLookupError):
        os.kill(int(pid_file.read_text()), 0)


@pytest.mark.parametrize("keys", [(), ("enter",)])
async def test_send_shows_what_a_program_answers_from_the_list_and_from_the_article(
    start: Start, library: FakeLibrary, keys: tuple[str, ...]
) -> None:
    config = Config(send=[_sender("import sys; print(len(sys.stdin.read()) > 99, '*words*')")])
    async with start(library, config=config) as driver:
        await driver.press(*keys, ":", *"send model", "enter")
        await driver.wait_for(lambda: "True words" in _view(driver))
        assert "By model, just now" in _view(driver)
        assert driver.pane is Where.ARTICLE


async def test_hostile_html_is_shown_as_words_without_a_way_to_a_file(
    start: Start, library: FakeLibrary
) -> None:
    page = (
        "<script>alert(1)</script><meta http-equiv=refresh content='0;url=file:///etc/passwd'>"
        "<p>Words <a href='file:///etc/passwd'>a</a> <a href='https://example.org/x'>b</a>"
        "<img src='https://t.example/pixel.png' alt='A bar'>\x1b]52;c;eA==\x07\x1b[2J"
    )
    sender = Sender("model", (sys.executable, "-c", f"print({page!r})"), "text", show="html")
    async with start(library) as driver:
        await driver.press("enter")
        _ask(driver, sender)
        await driver.wait_for(lambda: "Words a b" in _view(driver))
        assert not any("file:" in url for url in driver.reader.article_view.links)
        assert "https://example.org/x" in driver.reader.article_view.links
        assert "alert" not in _view(driver)
        assert is_safe(_view(driver))


async def test_an_answer_is_laid_out_for_another_size_and_searched_like_an_article(
    start: Start, library: FakeLibrary
) -> None:
    words = " ".join(f"word{number}" for number in range(400))
    async with start(library, (120, 40)) as driver:
        await driver.press("enter")
        _ask(driver, _sender(f"print({words!r})"))
        await driver.wait_for(lambda: "word399" in _view(driver))
        await driver.pilot.resize_terminal(40, 12)
        await driver.settle()
        assert max(len(line.text) for line in driver.reader.article_view.lines) <= 40
        await driver.press("/", *"word399", "enter")
        await driver.wait_for(lambda: "word399" in driver.screen_text)
        await driver.press("escape", "escape")
        await driver.wait_for(lambda: "Paragraph 3" in _view(driver))


async def test_behind_a_refresh_programs_answer_to_what_waits(
    start: Start, library: FakeLibrary
) -> None:
    sender = Sender("night", (sys.executable, "-c", "print('Said.')"), show="md", keep=True)
    config = Config(send=[sender], hook=[Hook(send="night")])
    library.configure(config)
    library.answers.want([OTHER], "night")
    async with start(library, config=config) as driver:
        await driver.press("R")
        await driver.wait_for(lambda: bool(library.articles.one(OTHER).answers))
        await driver.press("J", "enter")
        await driver.wait_for(lambda: "Answered by night · E shows it" in driver.screen_text)
