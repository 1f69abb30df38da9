"""The date beside a headline counts where a page's tags say none."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser

from qreader.sources.pages.metadata import page_metadata
from qreader.sources.pages.shown_date import shown_date

DAY = datetime(2026, 3, 5, tzinfo=UTC)
PROSE = (
    "<p>The first barge passed the lock of Vennmouth, and all on the bank were glad of it.</p>" * 5
)


def dated(text: str, *, above: str = "", head: str = "") -> LexborHTMLParser:
    return LexborHTMLParser(
        f"<html><head>{head}</head><body><nav><a>Home</a></nav>{above}<h1>The lock opens</h1>"
        f"<div>By Orla Finch</div><div>{text}</div>{PROSE}</body></html>"
    )


@pytest.mark.parametrize(
    "text",
    [
        "March 5, 2026",
        "Published on Mar 5th, 2026 · 4 min read",
        "5 March 2026",
        "5. März 2026",
        "Am 05.03.2026, 10:30 Uhr",
        "le 5 mars 2026",
        "5 de marzo de 2026",
        "5 de março de 2026",
        "5 marzo 2026",
        "5 maart 2026",
        "2026-03-05",
        "2026.03.05 10:30",
        "2026年3月5日",
        "Thu 05.03.26 | 14:07 | By <span>Ivo Lindqvist</span>",
        "2026-03-05T10:30+00:00",
        "Ivo Lindqvist, Moira Keane – 5 March 2026",
        "<p>By Ivo Lindqvist and Moira Keane, Staff, March 5, 2026</p>",
        "<footer>5 March 2026</footer>",
        "<span>Updated:</span> <b>MARCH 5, 2026</b>",
    ],
)
def test_the_date_behind_the_headline_is_the_pages(text: str) -> None:
    assert shown_date(dated(text)) == DAY
    assert page_metadata(dated(text), None).published == DAY


def test_the_date_above_the_headline_counts_where_none_is_behind() -> None:
    assert shown_date(dated("", above="<p>5 March 2026</p>")) == DAY
    assert shown_date(dated("5 March 2026", above="<p>1 January 2020</p>")) == DAY


@pytest.mark.parametrize(
    "text",
    [
        "",
        "4 min read",
        "Chapter 3.4.5",
        "February 31, 2026",
        "99.99.2026",
        "<p>On 5 March 2026 the lock was closed; it opened later.</p>",
        "<p>It was on <b>5 March 2026</b> that the first barge passed.</p>",
        "<figure><img src=l.jpg><figcaption>The lock, 5 March 2026</figcaption></figure>",
        "The old lock of Vennmouth seen from the north bank, 5 March 2026",
        "<a href=/other>An older lock was closed 5 March 2026</a>",
        "<a href=/other><b>An older lock was closed</b> <i>5 March 2026</i></a>",
        "<table><tr><td>5 March 2026</td></tr></table>",
        "© 2019",
        "In 2019 the lock was new.",
        "05/03/2026",  # which of the two is the month?
        "On March 5, 2026 the council met in the old customs house to talk of the lock again.",
    ],
)
def test_what_is_no_date_by_itself_is_none(text: str) -> None:
    assert shown_date(dated(text)) is None


def test_the_day_of_publication_goes_before_that_of_an_update() -> None:
    updated = "<i>Last updated:</i> <b>9 June 2026</b>"
    published = "<i>Published:</i> <b>5 March 2026</b>"
    assert shown_date(dated(updated + published)) == DAY
    assert shown_date(dated(published + updated)) == DAY
    assert shown_date(dated("", above=f"<div>{published}</div><div>{updated}</div>")) == DAY


def test_a_time_element_beside_the_headline_tells_the_hour() -> None:
    text = '<time datetime="2026-03-05T10:30:00+01:00">5 March 2026</time>'
    assert shown_date(dated(text)) == datetime(2026, 3, 5, 9, 30, tzinfo=UTC)


def test_the_headline_is_the_one_that_says_the_title() -> None:
    page = LexborHTMLParser(
        f"<body><h1>The Vennmouth Gazette</h1>{'<a>Menu</a>' * 40}"
        f"<h2>The lock opens</h2><p>5 March 2026</p>{PROSE}"
    )
    assert shown_date(page, "The lock opens") == DAY


def test_an_element_named_for_the_date_counts_wherever_it_stands() -> None:
    named = '<div class="c-storyDate">5 March 2026</div>'
    assert shown_date(LexborHTMLParser(f"<h1>The lock opens</h1>{PROSE * 8}{named}")) == DAY
    other = '<div class="storyDate">7 March 2026</div>'
    listed = LexborHTMLParser(f"<h1>The lock opens</h1>{PROSE * 8}{named}{other}")
    assert shown_date(listed) is None  # a list of other articles
    beside = LexborHTMLParser(f"<h1>The lock opens</h1>{PROSE * 8}<aside>{named}</aside>")
    assert shown_date(beside) is None


def test_a_page_without_headline_shows_no_date() -> None:
    assert shown_date(LexborHTMLParser("<p>March 5, 2026</p>")) is None


def test_a_date_far_below_is_another_storys() -> None:
    assert shown_date(dated("<p>word</p>" * 60 + "<p>March 5, 2026</p>")) is None


def test_what_the_tags_say_comes_first() -> None:
    head = '<meta property="article:published_time" content="2025-01-02T03:04:05Z">'
    found = page_metadata(dated("March 5, 2026", head=head), None).published
    assert found == datetime(2025, 1, 2, 3, 4, 5, tzinfo=UTC)


def test_the_times_of_other_stories_come_last() -> None:
    card = '<aside><time datetime="2020-01-01">1 January</time></aside>'
    assert page_metadata(dated(f"March 5, 2026 {card}"), None).published == DAY


@given(st.text(alphabet="0123456789.-/ marchdejul年月日", max_size=60))
def test_no_text_is_too_odd(text: str) -> None:
    shown_date(dated(text))


# ---- titles


@pytest.mark.parametrize(
    ("title", "headline"),
    [
        ("The lock opens | The Friends of Inland Waterways", "The lock opens"),
        ("The lock opens｜灯台新聞", "The lock opens"),
        (
            "The lock opens after thirty-one years, and no o | Lantern",
            "The lock opens after thirty-one years, and no one saw it",
        ),
    ],
)
def test_a_headline_is_known_by_the_part_of_the_title_before_the_site(
    title: str, headline: str
) -> None:
    tree = LexborHTMLParser(f"<title>{title}</title><h1>{headline}</h1>")
    assert page_metadata(tree, None).title == headline


def test_another_heading_is_not_the_title() -> None:
    tree = LexborHTMLParser("<title>The lock opens | Lantern</title><h1>Cookies and you</h1>")
    assert page_metadata(tree, None).title == "The lock opens | Lantern"


@pytest.mark.parametrize(
    "told",
    [
        "<p>Next meeting: 2027-05-01</p>",
        "<ul><li>12.03.2018 opened</li><li>2017/05/06 planned</li></ul>",
        "<p>Built 5 May 1999</p>",
    ],
)
def test_a_day_in_the_text_is_not_the_pages(told: str) -> None:
    paragraph = "The council met again on the matter of the bridge and of its cost. " * 3
    page = f"<h1>The bridge</h1><p>{paragraph}</p>{told}<p>{paragraph}</p>"
    assert shown_date(LexborHTMLParser(page)) is None
    beside = f"<h1>The bridge</h1><p>{paragraph}</p><p>Published 5 May 2019</p>{told}"
    assert shown_date(LexborHTMLParser(beside)) == datetime(2019, 5, 5, tzinfo=UTC)
