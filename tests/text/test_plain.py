"""Plain text of blocks, its start, and the time it takes to read."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qreader.text.blocks import (
    Block,
    Cell,
    Code,
    Figure,
    Heading,
    ListBlock,
    ListItem,
    Paragraph,
    Quote,
    Rule,
    Span,
    Style,
    Table,
)
from qreader.text.plain import excerpt, is_stand_in, minutes, plain_text, spans_text, word_count
from qreader.text.safe import is_safe


def _paragraph(text: str) -> Paragraph:
    return Paragraph((Span(text),))


def _item(*blocks: Block) -> ListItem:
    return ListItem(blocks)


def test_paragraphs_are_parted_by_one_blank_line() -> None:
    blocks = (Heading(2, (Span("Title"),)), _paragraph("One."), Rule(), _paragraph("Two."))
    assert plain_text(blocks) == "Title\n\nOne.\n\nTwo."


def test_spans_lose_their_looks_only() -> None:
    spans = (Span("a "), Span("b", Style.STRONG), Span("\n"), Span("c", url="https://a.org/"))
    assert spans_text(spans) == "a b\nc"


def test_lists_keep_their_marks_and_their_depth() -> None:
    inner = ListBlock((_item(_paragraph("deep")),))
    blocks = (
        ListBlock((_item(_paragraph("one"), inner), _item(_paragraph("two")))),
        ListBlock((_item(_paragraph("nine")), _item(_paragraph("ten"))), start=9),
    )
    assert plain_text(blocks) == "- one\n  - deep\n- two\n\n9. nine\n10. ten"


def test_a_table_is_a_line_a_row() -> None:
    header = (Cell((Span("A"),), is_header=True), Cell((Span("B"),), is_header=True))
    table = Table((header, (Cell((Span("1"),)), Cell(()))), caption=(Span("Figures"),))
    assert plain_text((table,)) == "Figures\nA | B\n1 | "


def test_a_pictures_words_are_no_part_of_a_text() -> None:
    captioned = Figure("https://a.org/x.png", "alt", (Span("A caption"),))
    listed = ListBlock((_item(_paragraph("an item"), captioned),))
    assert plain_text((captioned, _paragraph("Text."), Quote((captioned,)))) == "Text."
    assert plain_text((listed,)) == "- an item"


def test_where_there_are_only_pictures_their_captions_else_descriptions_are_the_text() -> None:
    captioned = Figure("https://a.org/x.png", "alt", (Span("A caption"),))
    assert plain_text((captioned, Figure(None, "only alt"))) == "A caption\n\nonly alt"
    assert plain_text((Quote((captioned,)), ListBlock((_item(captioned),)))).count("caption") == 2


def test_quotes_and_code_keep_their_text_as_it_is() -> None:
    blocks = (Quote((_paragraph("a"), _paragraph("b"))), Code("  x = 1\n\n  y = 2"))
    assert plain_text(blocks) == "a\n\nb\n\n  x = 1\n\n  y = 2"


def test_nothing_is_no_text() -> None:
    assert plain_text(()) == ""
    assert excerpt(()) == ""


def test_an_excerpt_is_the_start_of_the_running_text() -> None:
    blocks = (
        Heading(1, (Span("Title"),)),
        Figure(None, "a picture"),
        Quote((_paragraph("First\nline."),)),
        Code("code"),
        ListBlock((_item(_paragraph("An item.")),)),
        _paragraph("Last."),
    )
    assert excerpt(blocks) == "First line. An item. Last."


def test_without_running_text_an_excerpt_takes_what_there_is() -> None:
    assert excerpt((Figure(None, "a picture"), Code("x = 1"))) == "x = 1"
    assert excerpt((Figure(None, "a picture"),)) == "a picture"


def test_a_long_excerpt_ends_at_a_word() -> None:
    text = excerpt((_paragraph("word " * 100),), max_characters=23)
    assert text == "word word word word…"
    assert len(excerpt((_paragraph("x" * 500),), max_characters=20)) == 20


@given(st.lists(st.text()), st.integers(min_value=10, max_value=300))
def test_an_excerpt_is_one_safe_line_of_bounded_length(texts: list[str], most: int) -> None:
    line = excerpt(tuple(map(_paragraph, texts)), most)
    assert len(line) <= most
    assert is_safe(line)
    assert "\n" not in line


@given(st.lists(st.text()))
def test_plain_text_is_always_safe(texts: list[str]) -> None:
    assert is_safe(plain_text(tuple(map(_paragraph, texts))))


def test_minutes_count_words_or_characters_and_are_never_none() -> None:
    assert minutes("") == 1
    assert minutes("word " * 230 * 7) == 7
    assert minutes("語" * 1500) == 3
    assert minutes("語" * 1000 + " word" * 460) == 4


def test_every_chinese_character_is_a_word() -> None:
    assert word_count("") == 0
    assert word_count("three plain words") == 3
    assert word_count("naïve café – olé") == 4
    assert word_count("日本語 and English。") == 5


@pytest.mark.parametrize(
    ("title", "text", "stands_in"),
    [
        ("It was late…", "It was late again,\nand nobody cared.", True),
        ("It was late.", "It was\nlate.", True),
        ("It was late", "It was late again.", False),
        ("…", "It was late.", False),
        ("Another…", "It was late.", False),
    ],
)
def test_a_title_may_be_the_start_of_the_text(title: str, text: str, stands_in: bool) -> None:
    assert is_stand_in(title, text) == stands_in
