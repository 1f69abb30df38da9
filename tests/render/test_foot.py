"""What stands below an article's text: how to go on, and where its links lead."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from qreader.model import Article, ArticleId, Entry, FeedId, PageState, Row
from qreader.render.article import article_blocks, render_article
from qreader.render.foot import MAX_LINKS, end_lines, link_lines
from qreader.render.wrap import Runs

NOW = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
KEYS = {"read_on": "space", "full_text": "w", "browser": "ctrl+b"}


def _article(body: str = "<p>Body.</p>", **more: Any) -> Article:
    entry = Entry("A title", body_html=body, url="https://www.courier.example/dam")
    row = Row(ArticleId(1), FeedId(1), "Example News", "A title", NOW)
    return replace(Article(row, entry), **more)


def _texts(lines: list[Runs]) -> list[str]:
    return ["".join(run.text for run in line) for line in lines]


def _links(body: str, width: int = 60) -> list[Runs]:
    article = _article(body)
    rendered = render_article(article, article_blocks(article), width, NOW)
    return link_lines(rendered.lines, rendered.links, article, width)


# ---- the end


def test_a_whole_text_ends_with_the_key_that_reads_on() -> None:
    assert _texts(end_lines(_article(), 60, KEYS.__getitem__)) == [
        "",
        "── end · space: next unread ──",
    ]


def test_a_summary_ends_with_what_brings_the_rest() -> None:
    assert _texts(end_lines(_article(is_summary=True), 60, KEYS.__getitem__)) == [
        "",
        "┄┄┄ the feed ends here ┄┄┄",
        "  w       fetch the whole article from courier.example",
        "  ctrl+b  open it in the browser",
    ]


@pytest.mark.parametrize(
    ("page", "said"),
    [
        (PageState(error="answered 404"), "  Last time: answered 404"),
        (PageState(wanted=True), "  The next refresh brings it, too"),
    ],
)
def test_what_is_known_of_the_page_is_said(page: PageState, said: str) -> None:
    article = _article(is_summary=True, page=page)
    assert _texts(end_lines(article, 60, KEYS.__getitem__))[-1] == said


# ---- links


def test_links_are_listed_with_their_words_and_where_they_lead() -> None:
    lines = _links(
        '<p><a href="https://a.example/people/thal">Imke Thal</a> and '
        '<a href="https://www.b.example/spill?utm_medium=rss&amp;id=7">the spillway</a>.</p>'
    )
    assert _texts(lines) == [
        "",
        "LINKS",
        "   1  Imke Thal     a.example/people/thal",
        "   2  the spillway  b.example/spill?id=7",
    ]
    assert {run.url for run in lines[2]} == {"https://a.example/people/thal"}


def test_pictures_and_the_articles_own_address_are_not_listed() -> None:
    assert (
        _links(
            '<p><a href="https://courier.example/dam">Read more</a></p>'
            '<img src="https://a.example/b.jpg" alt="A dam">'
        )
        == []
    )


def test_a_link_over_a_line_end_has_all_its_words() -> None:
    words = "a link of several words that needs more than one line of this width"
    (_, _, row) = _texts(_links(f'<p><a href="https://a.example/">{words}</a></p>', 40))
    assert row.startswith("   1  a link of sever…  a.example")
    (_, _, *rows) = _texts(_links(f'<p><a href="https://a.example/">{words}</a></p>', 24))
    assert " ".join(" ".join(rows).split()) == f"1 {words}"


def test_in_little_width_a_link_names_its_host() -> None:
    body = '<p><a href="https://a.example/people/imke-thal">Imke Thal</a></p>'
    assert _texts(_links(body, 38))[2:] == ["   1  Imke Thal  a.example"]


def test_a_link_that_is_repeated_has_its_words_once() -> None:
    link = '<a href="https://a.example/x">Thal</a>'
    assert _texts(_links(f"<p>{link} met {link}.</p>"))[2:] == ["   1  Thal  a.example/x"]


def test_of_many_links_some_are_listed_and_the_others_counted() -> None:
    many = "".join(f'<a href="https://a.example/{n}">No. {n}</a> ' for n in range(30))
    texts = _texts(_links(f"<p>{many}</p>"))
    assert len(texts) == 2 + MAX_LINKS - 1
    assert texts[-1] == f"  … {30 - MAX_LINKS + 2} more in the text"


def test_where_a_hostile_link_leads_is_text_of_one_line() -> None:
    lines = _links('<p><a href="https://a.example/%1b%5b31m%0a%e2%80%ae">[bold]x</a></p>')
    (row,) = _texts(lines)[2:]
    assert "[bold]x" in row
    assert all(character.isprintable() for character in row)


@given(st.integers(min_value=1, max_value=90), st.text(max_size=30), st.text(max_size=60))
def test_the_foot_fits_any_width(width: int, words: str, path: str) -> None:
    body = f'<p><a href="https://a.example/{path}">x{words}</a></p>'
    summary = _article(is_summary=True, page=PageState(error=words))
    lines = [*_links(body, width), *end_lines(summary, width, KEYS.__getitem__)]
    assert [text for text in _texts(lines) if cell_len(text) > width] == []
