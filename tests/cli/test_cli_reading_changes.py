"""`qreader changes`: what changed in an article, for people and for scripts."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from gazette import BREAD, MOON, MOON_AGAIN, Run, id_of, rss

from qreader.cli.output import Output
from qreader.cli.reading_page import print_changes
from qreader.json_output import changes_object
from qreader.model import ArticleId, Revision
from qreader.text.changes import Changes, compare

NOW = datetime(2026, 3, 14, 9, 30, tzinfo=UTC)
KEYS = ("id", "changed", "was_read", "added", "removed", "title", "paragraphs")


@pytest.fixture
def changed(filled: Run, feed_file: Path) -> Run:
    """Give a program whose first article was read and then changed by its source."""
    number = str(id_of(filled, "moon-1"))
    filled("mark", number, "--read")
    moon = replace(MOON, body=MOON.body.replace("two metres", "three metres"))
    feed_file.write_text(rss("Tarnholt Gazette", moon, MOON_AGAIN, BREAD), encoding="utf-8")
    assert filled("refresh").out == "1 feed: 0 new, 1 changed, 0 failed\n"
    return filled


def test_words_taken_out_and_added_are_marked_in_a_pipe(changed: Run):
    result = changed("changes", str(id_of(changed, "moon-1")))

    assert (result.code, result.err) == (0, "")
    lines = result.out.splitlines()
    assert lines[0] == MOON.title
    assert lines[1] == "Changed just now · 1 word added, 1 taken out"
    assert "water ice [-two-] {+three+} metres down." in " ".join(lines)
    assert "The second paragraph speaks of the drill." in result.out


def test_it_stays_changed_when_only_its_changes_were_printed(changed: Run):
    number = str(id_of(changed, "moon-1"))
    first = changed("changes", number, "--json").out
    assert changed("changes", number, "--json").out == first
    changed("mark", number, "--read")
    assert changed("changes", number, "--json").out == first, "what was new stays told"


def test_an_article_that_never_changed_says_so(changed: Run):
    number = id_of(changed, "bread-1")
    result = changed("changes", str(number))
    assert (result.code, result.out) == (0, "Nothing changed: no earlier text of it is known.\n")
    document = changed("changes", str(number), "--json").document
    assert document == {"id": number, **dict.fromkeys(KEYS[1:])}


def test_an_unknown_article_is_wrong_usage(changed: Run):
    result = changed("changes", "99")
    assert (result.code, result.out) == (2, "")
    assert "no article has the number 99" in result.err


def test_the_keys_for_scripts_are_a_contract(changed: Run):
    number = id_of(changed, "moon-1")
    document = changed("changes", str(number), "--json").document
    assert tuple(document) == KEYS
    assert (document["id"], document["was_read"]) == (number, True)
    assert (document["added"], document["removed"]) == (1, 1)
    assert document["changed"].endswith("Z")
    assert document["title"] == [{"part": "same", "text": MOON.title}]
    first, second = document["paragraphs"]
    assert first["unchanged"] is None
    assert [piece["part"] for piece in first["pieces"]] == [
        "same", "removed", "same", "added", "same",
    ]  # fmt: skip
    assert second == {"unchanged": 1, "pieces": None}


def changes(old: str, new: str) -> Changes:
    since = Revision(NOW - timedelta(days=2), "T")
    return Changes(since, NOW - timedelta(days=1), compare("T", old, "T", new))


def test_an_article_that_was_not_read_says_that_to_scripts():
    found = changes_object(ArticleId(7), changes("One two.", "One."))
    assert (found["was_read"], found["changed"]) == (False, "2026-03-13T09:30:00Z")


Terminal = Callable[[int], tuple[Output, io.StringIO]]


def test_a_terminal_shows_looks_instead_of_signs(terminal: Terminal):
    output, stream = terminal(60)
    print_changes(output, changes("It opens in May.", "It opens in June."), NOW)
    shown = stream.getvalue()
    assert "\x1b[2;9mMay\x1b[0m" in shown
    assert "\x1b[1;4mJune\x1b[0m" in shown
    assert "Changed yesterday" in shown
    assert "[-" not in shown


@pytest.mark.parametrize(("name", "value"), [("NO_COLOR", "1"), ("TERM", "dumb")])
def test_a_terminal_without_looks_gets_the_signs(
    terminal: Terminal, monkeypatch: pytest.MonkeyPatch, name: str, value: str
):
    output, stream = terminal(60)
    monkeypatch.setenv(name, value)
    print_changes(output, changes("It opens in May.", "It opens in June."), NOW)
    assert "[-May-]" in stream.getvalue()
    assert "{+June+}" in stream.getvalue()


def test_what_is_printed_cannot_steer_the_terminal(terminal: Terminal):
    output, stream = terminal(60)
    print_changes(output, changes("a \x1b]0;old\x07 b", "a \x1b]0;new\x07 c"), NOW)
    assert "\x1b]" not in stream.getvalue()
