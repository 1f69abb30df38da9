"""HTML that would make a parser slow is cut before the parser sees it."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qreader.text.html import blocks, inline_text
from qreader.text.html_guard import MAX_CHARACTERS, bounded
from qreader.text.plain import plain_text


def test_ordinary_html_is_left_as_it_is() -> None:
    html = "<div class='a'><p>text <b>bold</b></p><ul><li>one<li>two</ul></div>\n" * 1000
    assert len(html) > 50_000
    assert bounded(html) == html


def test_html_is_cut_at_its_limit() -> None:
    assert len(bounded("a" * (MAX_CHARACTERS + 10))) == MAX_CHARACTERS


def test_elements_too_deep_lose_their_tags_and_keep_their_text() -> None:
    html = "<div>" * 50_000 + "the text" + "</div>" * 50_000
    assert bounded(html).count("<div>") == 2000
    assert plain_text(blocks(html, None)) == "the text"


def test_a_tag_of_endless_attributes_loses_them() -> None:
    html = "<p " + " ".join(f"a{number}='>'" for number in range(20_000)) + ">the text</p>"
    assert bounded(html) == "<p>the text</p>"


def test_a_picture_written_into_the_page_loses_its_data_alone() -> None:
    html = f"<img alt='A view' src='data:image/png;base64,{'A' * 100_000}'><p>text</p>"
    assert bounded(html) == "<img alt='A view' src='data:,'><p>text</p>"
    assert [type(block).__name__ for block in blocks(html, None)] == ["Figure", "Paragraph"]


@given(st.text(alphabet="<>/=\"' adiv\n", max_size=60))
def test_guarding_never_raises(piece: str) -> None:
    bounded(piece * 2000)


_FLOODS = """
<div> <ul><li> <table><td> <blockquote> <a~href=x> <b> <p~a <a~=" <a~=' < &lt; <br> ~ = data:,
<script <!-- <b>\u0301</b> x<br> <p~a='>'~ </div> <h1> <pre> <td~rowspan=999~colspan=999>
"""


@pytest.mark.slow
@pytest.mark.parametrize("piece", [piece.replace("~", " ") for piece in _FLOODS.split()])
def test_a_flood_of_one_thing_costs_no_time(piece: str) -> None:
    html = piece * (400_000 // len(piece))
    start = time.process_time()
    plain_text(blocks(html, "https://example.org/"))
    inline_text(html)
    assert time.process_time() - start < 5.0  # a tenth of that where all is well, minutes else
