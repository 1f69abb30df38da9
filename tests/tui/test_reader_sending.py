"""Articles, links and pictures go to programs of the configuration, from the keys on."""

from __future__ import annotations

import json
import sys
from datetime import timedelta
from pathlib import Path

import pytest
from fake_library import FakeLibrary

from conftest import Driver, Start
from qreader.config.commands import Sender
from qreader.config.opening import Opening
from qreader.config.settings import Config
from qreader.errors import UsageError
from qreader.process import matching

WRITES = "import json, sys; open(sys.argv[1], 'a').write(json.dumps(sys.argv[2:]) + '\\n')"
BODY = (
    '<p>See <a href="https://example.org/one">the first</a>, '
    '<a href="https://youtu.be/two">two</a> and <a href="https://example.org/x.mp3">a song</a>.</p>'
)
KEEPS = "import sys; open(sys.argv[1], 'w').write(sys.stdin.read())"


def python(program: str, *words: str) -> tuple[str, ...]:
    return (sys.executable, "-c", program, *words)


@pytest.fixture
def said(tmp_path: Path) -> Path:
    """The file that programs write into."""
    return tmp_path / "said"


@pytest.fixture
def config(said: Path) -> Config:
    return Config(
        send=[
            Sender("linkding", python(WRITES, str(said), "{url}", "{title}")),
            Sender("local", python(KEEPS, str(said)), input="md"),
            Sender("fails", python("import sys; sys.exit('first\\nno such list\\x1b[2J')")),
            Sender("absent", ("no-such-program-here", "{url}")),
        ],
        macros={"m": "send linkding; star", "l": "send-link linkding"},
    )


@pytest.fixture
def library() -> FakeLibrary:
    """Give an article with links, one without an address, and 30 others."""
    library = FakeLibrary()
    feed = library.put_feed("Gazette")
    library.put(feed, "With links", timedelta(0), BODY, url="https://example.org/a?b=c&d=$(id)")
    library.put(feed, "No address", timedelta(hours=1), url="javascript:alert(1)")
    for nth in range(30):
        library.put(
            feed, f"Other {nth}", timedelta(hours=2 + nth), url=f"https://example.org/{nth}"
        )
    return library


def lines(said: Path) -> list[list[str]]:
    return [json.loads(line) for line in said.read_text().splitlines()] if said.exists() else []


async def type_line(driver: Driver, line: str) -> None:
    await driver.press(":", *["space" if one == " " else one for one in line], "enter")


async def test_an_article_goes_to_a_program_by_its_name(
    start: Start, library: FakeLibrary, config: Config, said: Path
) -> None:
    async with start(library, config=config) as driver:
        await type_line(driver, "send linkding")
        await driver.wait_for(lambda: driver.status == "Sent to linkding")
        assert lines(said) == [["https://example.org/a?b=c&d=$(id)", "With links"]]


async def test_the_name_is_completed_and_a_wrong_one_is_said(
    start: Start, library: FakeLibrary, config: Config
) -> None:
    async with start(library, config=config) as driver:
        await driver.press(":", *"send", "space", "l", "i", "tab")
        assert "send linkding" in driver.screen_text
        await driver.press("escape")
        await type_line(driver, "send linkdin")
        assert driver.status == "nothing under [[send]] is called 'linkdin'; did you mean linkding?"


async def test_a_key_asks_for_the_program_and_offers_the_last_one(
    start: Start, library: FakeLibrary, config: Config, said: Path
) -> None:
    async with start(library, config=config) as driver:
        await driver.press("!")
        for name in ("linkding", "local", "fails", "absent"):
            assert name in driver.screen_text
        await driver.press(*"lin", "tab", "enter")
        await driver.wait_for(lambda: len(lines(said)) == 1)
        await driver.press("j", "j", "!", "enter")
        await driver.wait_for(lambda: len(lines(said)) == 2)
        assert lines(said)[1] == ["https://example.org/0", "Other 0"]


async def test_a_program_reads_the_article(
    start: Start, library: FakeLibrary, config: Config, said: Path
) -> None:
    async with start(library, config=config) as driver:
        await type_line(driver, "send local")
        await driver.wait_for(lambda: driver.status == "Sent to local")
        assert said.read_text().startswith("# With links")


async def test_a_macro_sends_and_goes_on(
    start: Start, library: FakeLibrary, config: Config, said: Path
) -> None:
    async with start(library, config=config) as driver:
        await driver.press(",", "m")
        await driver.wait_for(lambda: len(lines(said)) == 1)
        assert driver.reader.articles.current is not None
        await driver.wait_for(lambda: driver.reader.articles.current.status.starred)


async def test_a_failure_is_said_with_its_last_line_and_the_whole_is_in_the_log(
    start: Start, library: FakeLibrary, config: Config
) -> None:
    name = Path(sys.executable).name
    async with start(library, config=config) as driver:
        await type_line(driver, "send fails")
        await driver.wait_for(lambda: driver.status == f"{name} ended with 1: no such list")
        assert driver.reader.status.is_error
    log = library.paths.log_file.read_text()
    assert f"{name} ended with 1: no such list\nfirst\nno such list\n" in log
    assert "\x1b" not in log
    assert "sys.exit" not in log  # arguments may hold a secret


NO_ADDRESS = "linkding takes an address of the web, and “No address” has none"


async def test_a_program_that_is_absent_and_an_article_without_an_address_are_said(
    start: Start, library: FakeLibrary, config: Config
) -> None:
    async with start(library, config=config) as driver:
        await type_line(driver, "send absent")
        await driver.wait_for(lambda: driver.status == "no-such-program-here is not there")
        await driver.press("j")
        await type_line(driver, "send linkding")
        await driver.wait_for(lambda: driver.status == NO_ADDRESS)


async def test_all_that_is_selected_is_sent_one_after_the_other(
    start: Start, library: FakeLibrary, config: Config, said: Path
) -> None:
    async with start(library, config=config) as driver:
        await driver.press("x", "x", "x")
        await type_line(driver, "send linkding")
        await driver.wait_for(lambda: driver.status == "1 of 3 not sent to linkding: " + NO_ADDRESS)
        assert [title for _, title in lines(said)] == ["With links", "Other 0"]
        assert not driver.reader.articles.selected


async def test_more_than_twenty_are_asked_for(
    start: Start, library: FakeLibrary, config: Config, said: Path
) -> None:
    async with start(library, config=config) as driver:
        await driver.press("j", "j", "x", *"j" * 25, "V")
        await type_line(driver, "send linkding")
        assert "Send 27 articles to linkding? y/n:" in driver.screen_text
        await driver.press("n", "enter")
        assert driver.reader.articles.selected
        await type_line(driver, "send linkding")
        await driver.press("y", "enter")
        await driver.wait_for(lambda: driver.status == "Sent 27 to linkding")
        assert len(lines(said)) == 27


# ---- links and pictures


async def test_a_link_is_sent_by_its_letters(
    start: Start, library: FakeLibrary, config: Config, said: Path
) -> None:
    async with start(library, config=config) as driver:
        await driver.press("enter", "f")
        assert driver.status == "Type the letters of a link (esc ends, : sends it)"
        await driver.press(":", *"linkding", "enter")
        assert driver.status == "Type the letters of the link for linkding (esc ends)"
        await driver.press("s")
        await driver.wait_for(lambda: len(lines(said)) == 1)
        assert lines(said) == [["https://youtu.be/two", "two"]]
        assert not driver.app.clipboard  # it was not opened, too


async def test_a_macro_asks_for_nothing_but_the_letters(
    start: Start, library: FakeLibrary, config: Config, said: Path
) -> None:
    async with start(library, config=config) as driver:
        await driver.press("enter", ",", "l", "a")
        await driver.wait_for(lambda: len(lines(said)) == 1)
        assert lines(said) == [["https://example.org/one", "the first"]]


async def test_esc_sends_no_link_and_the_next_letters_follow_one(
    start: Start, library: FakeLibrary, config: Config, said: Path
) -> None:
    async with start(library, config=config) as driver:
        await driver.press("enter", ",", "l", "escape", "f", "s")
        assert driver.app.clipboard == "https://youtu.be/two"
        assert not said.exists()


async def test_a_letter_that_also_sends_articles_is_that_of_a_link(
    start: Start, library: FakeLibrary, config: Config
) -> None:
    async with start(library, config=config._replace(keys={"send": ("a",)})) as driver:
        await driver.press("enter", "f", "a")
        assert driver.app.clipboard == "https://example.org/one"


async def test_a_program_that_reads_an_article_gets_no_link(
    start: Start, library: FakeLibrary, config: Config
) -> None:
    async with start(library, config=config) as driver:
        await driver.press("enter", "f", "!", *"local", "enter", "a")
        await driver.wait_for(lambda: driver.status.startswith("local gets articles only"))


# ---- what opens an address


async def test_a_link_is_opened_by_the_first_pattern_that_fits(
    start: Start, library: FakeLibrary, said: Path
) -> None:
    opening = Opening(
        {"audio/*": python(WRITES, str(said), "song", "{url}")},
        (("youtu[.]be", python(WRITES, str(said), "video")), ("youtu", ("false",))),
        python(WRITES, str(said), "browser", "{url}"),
    )
    async with start(library, config=Config(open=opening)) as driver:
        await driver.press("enter", "f", "s")
        await driver.wait_for(lambda: len(lines(said)) == 1)
        await driver.press("3", "o")
        await driver.wait_for(lambda: len(lines(said)) == 2)
        await driver.press("1", "o")
        await driver.wait_for(lambda: len(lines(said)) == 3)
        assert lines(said) == [
            ["video", "https://youtu.be/two"],
            ["song", "https://example.org/x.mp3"],
            ["browser", "https://example.org/one"],
        ]
        name = Path(sys.executable).name
        assert driver.status == f"Opened https://example.org/one with {name}"


async def test_a_pattern_that_takes_for_ever_is_given_up_and_the_reader_goes_on(
    start: Start, library: FakeLibrary, monkeypatch: pytest.MonkeyPatch
) -> None:
    def never(*_: object) -> int:
        raise UsageError("a pattern takes too long for this address")

    monkeypatch.setattr(matching, "first_match_in_time", never)
    config = Config(open=Opening(links=(("a", ("mpv", "{url}")),)))
    async with start(library, config=config) as driver:
        await driver.press("o")
        await driver.wait_for(lambda: "takes too long" in driver.status)
        await driver.press("j")
        assert driver.reader.articles.cursor == 1


async def test_all_that_is_selected_is_opened_and_what_has_no_address_is_counted(
    start: Start, library: FakeLibrary, said: Path
) -> None:
    config = Config(open=Opening(browser=python(WRITES, str(said), "{url}")))
    async with start(library, config=config) as driver:
        await driver.press("x", "x", "x", "o")
        assert driver.status == "Opening 2, 1 without an address"
        await driver.wait_for(lambda: len(lines(said)) == 2)
        assert not driver.reader.articles.selected
        await driver.press("g", "g", "x", "j", "x", "O")
        await driver.wait_for(lambda: "2 read" in driver.status)
        await driver.wait_for(lambda: len(lines(said)) == 4)


async def test_more_than_twenty_windows_are_asked_for(
    start: Start, library: FakeLibrary, said: Path
) -> None:
    config = Config(open=Opening(browser=python(WRITES, str(said), "{url}")))
    async with start(library, config=config) as driver:
        await driver.press("x", *"j" * 24, "V", "o")
        assert "Open 25 addresses? y/n:" in driver.screen_text
        await driver.press("n", "enter")
        assert not said.exists()


async def test_the_browser_of_the_configuration_wins(
    start: Start, library: FakeLibrary, said: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BROWSER", "false")
    config = Config(open=Opening(browser=python(WRITES, str(said))))
    async with start(library, config=config) as driver:
        await driver.press("o")
        await driver.wait_for(lambda: len(lines(said)) == 1)
        assert lines(said) == [["https://example.org/a?b=c&d=$(id)"]]
