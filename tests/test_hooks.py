"""New articles are told of once, to commands that no shell reads and that cannot hang anything."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from qreader.config.settings import Config, find_paths, load_config
from qreader.config.tables import Hook
from qreader.errors import ConfigError
from qreader.hooks import announcement, notify_desktop, run_hook, terminal_escape
from qreader.library import Library

Make = Callable[..., Library]


def write_feed(path: Path, *titles: str) -> None:
    items = "".join(f"<item><title>{title}</title><guid>{title}</guid></item>" for title in titles)
    path.write_text(f"<rss version='2.0'><channel><title>Gazette</title>{items}</channel></rss>")


def keeping(path: Path, *more: str) -> tuple[str, ...]:
    """Return a command that appends what it is given to a file."""
    code = "import sys; open(sys.argv[1], 'a').write(sys.stdin.read())"
    return (sys.executable, "-c", code, str(path), *more)


@pytest.fixture
def make(tmp_path: Path) -> Iterator[Make]:
    made: list[Library] = []

    def library(**settings: object) -> Library:
        made.append(Library(find_paths(tmp_path / "data"), Config(**settings)))  # type: ignore[arg-type]
        return made[-1]

    yield library
    for one in made:
        one.close()


# ---- which articles


def test_a_hook_is_given_what_a_refresh_brought_and_its_query_finds(make: Make, tmp_path: Path):
    feed, kept = tmp_path / "feed.xml", tmp_path / "kept"
    hook = Hook(keeping(kept), "ice")
    library = make(hook=(hook,))
    write_feed(feed, "ice one", "bread")
    library.add(str(feed))
    list(library.refresh())
    assert library.tell_news().failures == ()
    assert not kept.exists()  # what was there before is no news

    write_feed(feed, "ice one", "bread", "ice two", "wind")
    list(library.refresh())
    assert library.tell_news().failures == ()
    list(library.refresh())
    library.tell_news()

    lines = [json.loads(line) for line in kept.read_text("utf-8").splitlines()]
    assert [line["title"] for line in lines] == ["ice two"]
    assert {"body", "own_related", "feed"} <= lines[0].keys()


def test_what_a_rule_hid_is_no_news(make: Make, tmp_path: Path):
    feed, kept = tmp_path / "feed.xml", tmp_path / "kept"
    library = make(hook=(Hook(keeping(kept)),))
    library.add_rule("no bread", "bread", "hide")
    list(library.refresh())
    write_feed(feed, "bread")
    library.add(str(feed))
    library.tell_news()

    assert not kept.exists()


def test_two_processes_tell_of_an_article_once(make: Make, tmp_path: Path):
    feed, kept = tmp_path / "feed.xml", tmp_path / "kept"
    one, other = (make(hook=(Hook(keeping(kept)),)) for _ in range(2))
    list(one.refresh())
    write_feed(feed, "ice")
    one.add(str(feed))
    one.tell_news()
    other.tell_news()

    assert len(kept.read_text("utf-8").splitlines()) == 1


def test_without_hooks_nothing_is_counted(make: Make):
    assert make().tell_news().failures == ()


def test_a_query_that_cannot_be_read_is_a_sentence_and_the_others_run(make: Make, tmp_path: Path):
    feed, kept = tmp_path / "feed.xml", tmp_path / "kept"
    library = make(hook=(Hook(keeping(kept), "(ice"), Hook(keeping(kept))))
    list(library.refresh())
    write_feed(feed, "ice")
    library.add(str(feed))
    (failure,) = library.tell_news().failures

    assert failure.startswith("(ice: ")
    assert len(kept.read_text("utf-8").splitlines()) == 1


# ---- the command


def test_arguments_reach_the_command_as_they_are(tmp_path: Path):
    kept = tmp_path / "kept; touch x"
    assert run_hook(Hook(keeping(kept, "$(touch y)", "*")), ["a\n", "b\n"]) is None
    assert kept.read_text() == "a\nb\n"
    assert [path.name for path in tmp_path.iterdir()] == ["kept; touch x"]


@pytest.mark.parametrize(
    ("command", "sentence"),
    [
        (("/no/such/program",), "hook /no/such/program: No such file"),
        ((sys.executable, "-c", "raise SystemExit('a\x1b[2J b')"), "ended with 1: a b"),
        ((sys.executable, "-c", "import os; os.kill(os.getpid(), 9)"), "ended with -9"),
        (("bad\x00name",), "hook badname: embedded null byte"),
    ],
)
def test_a_hook_that_fails_is_a_clean_sentence(command: tuple[str, ...], sentence: str):
    said = run_hook(Hook(command), ["{}\n"])
    assert said is not None
    assert sentence in said
    assert "\x1b" not in said


def test_a_hook_that_does_not_read_is_no_failure():
    assert run_hook(Hook((sys.executable, "-c", "")), ["x" * 100_000] * 20) is None


def test_a_hook_that_hangs_ends_with_all_that_it_started():
    code = "import subprocess; subprocess.run(['sleep', '100'])"
    started = time.monotonic()
    said = run_hook(Hook((sys.executable, "-c", code), seconds=1), ["x\n" * 10])
    assert said is not None
    assert said.endswith("took longer than 1 seconds")
    assert time.monotonic() - started < 30


LEAVING = "import subprocess; subprocess.Popen(['sleep', '20'], start_new_session=True)"


@pytest.mark.parametrize(
    ("then", "sentence"),
    [("", None), ("; import time; time.sleep(20)", "took longer than 2 seconds")],
)
def test_what_a_hook_leaves_running_is_not_waited_for(then: str, sentence: str | None):
    started = time.monotonic()
    said = run_hook(Hook((sys.executable, "-c", LEAVING + then), seconds=2), ["x\n"])
    assert time.monotonic() - started < 15
    assert said == sentence or (said and sentence and said.endswith(sentence))


# ---- the desktop and the terminal


def test_an_announcement_names_the_first_and_counts_the_rest():
    assert announcement(["a"]) == ("1 new article", "a")
    assert announcement(["a", "b", "c\x1b[2J", "d", "e"]) == (
        "5 new articles",
        "a\nb\nc\nand 2 more",
    )


def test_the_desktop_is_told_by_notify_send(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    said = tmp_path / "said"
    program = tmp_path / "notify-send"
    program.write_text(f'#!/bin/sh\nprintf "%s|" "$@" > {said}\n')
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")

    assert notify_desktop("1 new article", "<b>-x", {"DISPLAY": ":0"})
    assert said.read_text() == "--app-name=qreader|--|1 new article|&lt;b&gt;-x|"
    assert not notify_desktop("h", "t", {})
    assert not notify_desktop("h", "t", {"DISPLAY": ":0", "SSH_CONNECTION": "1"})


@pytest.mark.parametrize(
    ("term", "escape"),
    [
        ("foot", "\x1b]777;notify;qreader: 2 new articles;a, b c\x1b\\"),
        ("xterm-256color", "\x1b]9;qreader: 2 new articles: a, b c\x1b\\"),
    ],
)
def test_a_terminal_is_told_in_its_own_words(term: str, escape: str):
    assert terminal_escape("2 new articles", "a; b\nc\x07\x1b\\", {"TERM": term}) == escape


def test_what_is_announced_goes_to_the_terminal_where_there_is_no_desktop(
    make: Make, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("SSH_CONNECTION", "1")
    feed = tmp_path / "feed.xml"
    library = make(notify="ice")
    list(library.refresh())
    write_feed(feed, "ice", "bread")
    library.add(str(feed))

    assert "1 new article: ice" in library.tell_news().escape
    assert library.tell_news().escape == ""


# ---- the configuration


def test_hooks_are_read_from_the_configuration(tmp_path: Path):
    path = tmp_path / "config.toml"
    path.write_text(
        '[[hook]]\ncommand = ["a", "-b"]\n[[hook]]\nquery = "ice"\ncommand = ["c"]\nseconds = 9\n'
    )
    assert load_config(path).hook == [Hook(("a", "-b")), Hook(("c",), "ice", 9)]


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ('[hook]\ncommand = ["a"]', "hook must be written as tables"),
        ('[[hook]]\ncommand = "a b"', "hook[1].command must be a command"),
        ("[[hook]]\ncommand = []", "hook[1].command must be a command"),
        ('[[hook]]\ncommand = ["a"]\nqurey = "x"', "hook[1].qurey is no key"),
        ('[[hook]]\ncommand = ["a"]\nqurey = "x"', "did you mean 'query'?"),
        ('[[hook]]\ncommand = ["a"]\nquery = 1', "hook[1].query must be a text"),
        ('[[hook]]\ncommand = ["a"]\nseconds = 0', "hook[1].seconds must lie between"),
        ('[[hook]]\nquery = "x"', "hook[1].command must be a command"),
    ],
)
def test_a_hook_that_is_none_is_said_with_its_place(tmp_path: Path, text: str, sentence: str):
    path = tmp_path / "config.toml"
    path.write_text(text)
    with pytest.raises(ConfigError) as caught:
        load_config(path)
    assert sentence in str(caught.value)
