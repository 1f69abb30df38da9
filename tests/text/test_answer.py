"""What a program answered: whatever it writes, what is kept of it can be shown."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from qreader.config.settings import Config, find_paths
from qreader.library import Library
from qreader.text.answer import Said, parse_answer
from qreader.text.html import blocks
from qreader.text.reach import addresses
from qreader.text.safe import is_safe


def _text(shape: str, output: bytes) -> str:
    return parse_answer(Said(shape, output)).text


def test_markdown_html_and_text_are_read_as_what_they_are() -> None:
    assert parse_answer(Said("md", b"# Top\n\nA *word*.")).html == (
        "<h1>Top</h1>\n<p>A <em>word</em>.</p>\n"
    )
    assert _text("html", b"<p>One</p><p>Two") == "One\n\nTwo"
    assert _text("text", b"<p>One\n# Two\n") == "<p>One\n# Two"


@pytest.mark.parametrize("shape", ["md", "html", "text"])
@pytest.mark.parametrize(
    "output",
    [
        b"\x1b[2J\x1b]0;title\x07A word\x1b[31m\x9b31m\x00\x08\x7f",
        "A word\u202e\u2066\u200b\U000e0041".encode(),
        b"A word \xff\xfe\xc3",
    ],
)
def test_escapes_and_bytes_that_are_no_text_do_no_harm(shape: str, output: bytes) -> None:
    found = parse_answer(Said(shape, output))
    assert found.text.startswith("A word")
    assert is_safe(found.text)
    assert "title" not in found.text


@pytest.mark.parametrize("shape", ["md", "html", "text"])
@pytest.mark.parametrize("output", [b"", b" \n\t\n", "\ufeff".encode(), b"\x1b[31m\x1b[0m\n"])
def test_an_answer_without_words_is_empty(shape: str, output: bytes) -> None:
    assert parse_answer(Said(shape, output)) == ("", "")


def test_html_runs_nothing_and_leads_to_no_file() -> None:
    page = (
        b"<script>alert(1)</script><meta http-equiv=refresh content='0;url=file:///etc/passwd'>"
        b"<base href='file:///etc/'><style>p{display:none}</style>"
        b"<p>Words <a href='file:///etc/passwd'>a</a> <a href='javascript:alert(1)'>b</a>"
        b" <a href='passwd'>c</a> <a href='data:text/html,x'>d</a>"
        b" <a href='https://example.org/x'>e</a><iframe src='file:///etc/passwd'></iframe>"
    )
    found = parse_answer(Said("html", page))
    assert found.text == "Words a b c d e"
    assert [*addresses(blocks(found.html, None))] == ["https://example.org/x"]


def test_html_in_markdown_is_text_and_a_bad_link_leads_nowhere() -> None:
    found = parse_answer(Said("md", b"<script>x</script>\n\n[a](file:///etc/passwd) [b](java:x)"))
    assert "<script>x</script>" in found.text
    assert [*addresses(blocks(found.html, None))] == []


@pytest.mark.parametrize(
    "bomb",
    [
        b">" * 300_000,
        b"[" * 300_000,
        b"*a_ " * 200_000,
        b"`" * 500_000 + b" x " + b"`" * 400_000,
        b"- " * 300_000,
        b"![[]()" * 100_000,
        b"|a" * 100_000 + b"\n" + b"|-" * 100_000 + b"\n",
        b"<div>" * 150_000,
        b"&lt;" * 250_000,
    ],
    ids=[
        "quotes",
        "brackets",
        "emphasis",
        "ticks",
        "lists",
        "pictures",
        "table",
        "divs",
        "entities",
    ],
)
@pytest.mark.parametrize("shape", ["md", "html"])
def test_a_bomb_ends_within_its_time(tmp_path: Path, shape: str, bomb: bytes) -> None:
    from qreader.errors import ParseError

    library = Library(find_paths(tmp_path), Config(), open_now=False)
    begun = time.monotonic()
    try:
        html, _ = library.parse_answer(shape, bomb[:1_000_000])
    except ParseError:
        html = ""  # it was stopped, and is told to the person
    assert time.monotonic() - begun < 30
    begun = time.monotonic()
    blocks(html, None)
    assert time.monotonic() - begun < 5
