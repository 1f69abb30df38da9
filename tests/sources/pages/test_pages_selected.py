"""The person's selectors: what they find on a page, and what happens where they find nothing."""

from __future__ import annotations

from pathlib import Path

import pytest

from qreader.config.selectors import MAX_CHARACTERS, flaw
from qreader.config.tables import PageSelectors
from qreader.model import Document, ReadPage
from qreader.sources.files import read_entry
from qreader.sources.pages.article import read_page
from qreader.sources.pages.selected import select, selectors_for
from qreader.text import html, plain

URL = "https://paper.example/2026/lock.html"
LOCK = "The old lock opens again on Sunday, and boats may pass it until the evening. " * 6
OTHER = "The council met on Monday to speak of the budget of the coming year and its gaps. " * 8
PAGE = f"""<html><head><title>The lock opens | Paper</title></head><body>
<header><h1>The lock opens</h1></header>
<main class="wire"><p>{OTHER}</p></main>
<div class="story"><h1>The lock opens</h1><p>{LOCK}</p>
<aside class="share">Share this with all your friends</aside>
<p>The end is <a href="/map">on the map</a>.</p></div></body></html>"""


def read(*pages: PageSelectors, page: str = PAGE, url: str = URL) -> ReadPage:
    return read_page(Document(url, page.encode(), "text/html; charset=utf-8"), pages)


def text_of(page: ReadPage) -> str:
    return plain.plain_text(html.entry_blocks(page.entry))


def test_the_article_is_what_the_selector_finds_without_what_is_removed():
    page = read(PageSelectors("https://paper.example/", ".story", (".share",)))

    text = text_of(page)
    assert page.is_selected
    assert page.missed == ()
    assert text.startswith("The old lock opens")
    assert text.endswith("The end is on the map.")
    assert "Share" not in text
    assert "council" not in text


def test_links_of_what_is_selected_lead_where_the_page_says():
    page = read(PageSelectors("https://paper.example", ".story"))

    (target,) = [
        span.url
        for block in html.entry_blocks(page.entry)
        for span in getattr(block, "spans", ())
        if span.url
    ]
    assert target == "https://paper.example/map"


def test_a_page_where_the_article_is_not_found_is_read_as_usual_and_says_so():
    usual = read()
    page = read(PageSelectors("https://paper.example/", ".gone"))

    assert page.missed == ("article",)
    assert not page.is_selected
    assert text_of(page) == text_of(usual)


@pytest.mark.parametrize("found", ["<div class=story></div>", "<div class=story><p>Log in</div>"])
def test_what_holds_hardly_any_text_is_no_article(found: str):
    page = read(
        PageSelectors("https://paper.example/", ".story"), page=f"{found}<article><p>{LOCK}"
    )

    assert page.missed == ("article",)
    assert text_of(page).startswith("The old lock")


def test_the_title_is_what_its_selector_finds_in_one_clean_line():
    page = (
        f"<title>Paper</title><h2 class=t>The\n lock \x1b[31m <b>opens</b></h2><article><p>{LOCK}"
    )

    found = read(PageSelectors("https://paper.example/", title=".t"), page=page)

    assert found.entry.title == "The lock opens"
    assert read(PageSelectors("https://paper.example/", title=".u"), page=page).missed == ("title",)


def test_only_what_is_removed_is_lost_where_no_article_is_selected():
    page = read(PageSelectors("https://paper.example/", remove=(".wire",)))

    assert "old lock" in text_of(page)
    assert "council" not in text_of(page)
    assert not page.is_selected


def test_what_several_selectors_find_is_removed_once():
    # removing a node twice ends the process
    page = "<main><p class='a b'>one</p><div class=a><p class=b>two</p></div>" + LOCK
    found = select(page, PageSelectors("", "main", (".a, .b, p", ".b", "*", "body")))

    assert found.article_html is not None
    assert "one" not in found.article_html
    assert "two" not in found.article_html


def test_an_article_in_an_article_is_shown_once():
    found = select(f"<div class=a><div class=a>{LOCK}</div></div>", PageSelectors("", ".a, div"))

    assert found.article_html is not None
    assert found.article_html.count(LOCK.strip()) == 1


def test_of_several_prefixes_the_longest_holds_on_whole_segments():
    site, blog = PageSelectors("https://x.example/", "p"), PageSelectors("https://x.example/b", "a")
    pages = (site, blog)

    assert selectors_for(pages, "https://x.example/b/1") is blog
    assert selectors_for(pages, "https://x.example/blue") is site
    assert selectors_for(pages, "https://y.example/", "https://x.example/b?x=1") is blog
    assert selectors_for(pages, "https://x.example.org/", None) is None
    assert selectors_for(pages, "https://[x/") is None


def test_a_saved_page_is_read_by_the_selectors_for_the_address_that_it_states(tmp_path: Path):
    path = tmp_path / "saved.html"
    path.write_text(PAGE.replace("<head>", f"<head><link rel=canonical href='{URL}'>"))

    page = read_entry(path, (PageSelectors("https://paper.example/", ".story", (".share",)),))

    assert text_of(page).startswith("The old lock opens")
    assert "Share" not in text_of(page)


@pytest.mark.parametrize(
    "selector", ["main .body", "a:not(.b) > c ~ d", ":is(h1, h2)", "[data-x='1']", "p:has(> a)"]
)
def test_a_selector_of_css_has_no_flaw(selector: str):
    assert flaw(selector) is None


@pytest.mark.parametrize(
    ("selector", "column"),
    [("div[", 4), ("..a", 1), ("div p,,a", 6), ("h1 > > p", 4), ("p::before", 2), ("]", 1)],
)
def test_a_flaw_is_said_with_its_column(selector: str, column: int):
    assert f"wrong at column {column}" in (flaw(selector) or "")


@pytest.mark.parametrize("selector", ["", "  ", "p" * (MAX_CHARACTERS + 1), "\ud800"])
def test_an_empty_selector_and_a_very_long_one_are_refused(selector: str):
    assert flaw(selector)
