"""A page of plain text is an article: lines kept where they say something, prose without them."""

from __future__ import annotations

from textwrap import dedent

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qreader.errors import ParseError
from qreader.model import Document, Entry
from qreader.sources.pages.article import parse_page
from qreader.sources.pages.text_page import is_text
from qreader.text import html, plain
from qreader.text.blocks import Code
from qreader.text.safe import is_safe

ADDRESS = "https://lantern.example/notes/lock.txt"
TEXT = """ON THE LOCK OF VENNMOUTH

by Orla Finch

The first barge passed the lock on Tuesday, thirty-one years after
its gates were welded shut and the house of its keeper was sold to
a painter of signs.

Nobody believed that the paddles would move. They moved at the very
second push, with a groan that was heard as far off as at the fish
market:

    oil    two barrels
    men    seven

- the north gate is to be painted before the winter comes to the town
- the south gate is not

> The council expects six barges a week in summer, and in the winter
> none at all.
"""


def page(body: bytes, content_type: str | None = "text/plain", url: str = ADDRESS) -> Document:
    return Document(url, body, content_type=content_type)


def read(text: str) -> Entry:
    return parse_page(page(text.encode()))


def test_a_text_page_is_an_article_with_its_title_and_author() -> None:
    entry = read(TEXT)
    assert entry.title == "ON THE LOCK OF VENNMOUTH"
    assert entry.authors == ("Orla Finch",)
    assert entry.url == ADDRESS


def test_prose_is_joined_and_all_other_lines_are_kept() -> None:
    blocks = html.entry_blocks(read(TEXT))
    text = plain.plain_text(blocks)
    assert "on Tuesday, thirty-one years after its gates were welded shut" in text
    (code,) = (one for one in blocks if isinstance(one, Code))
    assert dedent(code.text) == "oil    two barrels\nmen    seven"
    assert "comes to the town\n- the south gate is not" in text
    assert "in the winter\n> none at all." in text


def test_a_table_of_characters_stands_as_it_is() -> None:
    table = "| gate  | year |\n+-------+------+\n| north | 1994 |"
    shown = html.entry_blocks(read(f"The gates\n\nBelow is what is known of them.\n\n{table}\n"))
    assert [dedent(one.text) for one in shown if isinstance(one, Code)] == [table]


def test_a_text_that_is_indented_as_a_whole_is_prose() -> None:
    lines = "".join(f"   {line}\n" if line else "\n" for line in TEXT.split("\n"))
    text = plain.plain_text(html.entry_blocks(read(lines)))
    assert "on Tuesday, thirty-one years after its gates were welded shut" in text


@pytest.mark.parametrize(
    ("text", "encoding", "content_type"),
    [
        ("Совет снова собрался по вопросу о мосте и о его стоимости.", "utf-8", "text/plain"),
        ("Совет снова собрался по вопросу о мосте.", "cp1251", "text/plain; charset=windows-1251"),
        ("Совет снова собрался по вопросу о мосте. " * 5, "cp1251", "text/plain"),
        ("Совет снова собрался по вопросу о мосте. " * 5, "koi8-r", "text/plain"),
        (
            "評議会は橋の問題について再び会合した。費用は春から増えていた。" * 4,
            "cp932",
            "text/plain",
        ),
        ("Der Rat traf sich erneut über die Brücke.", "cp1252", "text/plain"),
        ("Le conseil s’est réuni à nouveau.", "cp1252", "text/plain"),
        ("The council met again on the bridge.", "utf-16", "text/plain"),
    ],
)
def test_its_characters_are_read(text: str, encoding: str, content_type: str) -> None:
    found = parse_page(page(f"Title\n\n{text}\n".encode(encoding), content_type))
    assert text.strip() in plain.plain_text(html.entry_blocks(found))


def test_what_only_calls_itself_text_is_read_as_what_it_is() -> None:
    assert not is_text(page(b"<!DOCTYPE html><title>x</title>"))
    assert not is_text(page(b"<?xml version='1.0'?><rss/>"))
    assert not is_text(page(b"Words.", "text/html"))
    assert not is_text(page(b"Words.", None, "https://lantern.example/notes/lock"))
    assert is_text(page(b"Words.", None))
    assert is_text(page(b"Words about <html> and its tags.", "text/plain; charset=utf-8"))


@pytest.mark.parametrize("body", [b"  \n ", bytes(range(256)) * 9, b"\xfe\x8f" * 900])
def test_what_is_no_text_is_refused(body: bytes) -> None:
    with pytest.raises(ParseError):
        parse_page(page(body, "text/plain; charset=utf-8"))


@given(st.text(max_size=300))
def test_any_text_is_read_or_refused_and_clean(text: str) -> None:
    try:
        entry = read(text)
    except ParseError:
        return
    assert is_safe(entry.title)
    assert entry.title
