"""What stands beside an article: its page's own links, then what the cache has, each once."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qreader.model import (
    Article,
    ArticleId,
    Entry,
    FeedId,
    Link,
    LinkBlock,
    LinkKind,
    Related,
    Row,
    Status,
)
from qreader.text.safe import is_safe
from qreader.tui.widgets.related import Item, collect

NOW = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
ROW = Row(ArticleId(1), FeedId(1), "The Post", "The news", NOW)


def _article(*blocks: LinkBlock) -> Article:
    return Article(ROW, Entry("The news", own_related=blocks))


def _block(heading: str, *links: Link) -> LinkBlock:
    return LinkBlock(heading, LinkKind.RELATED, links)


def _related(number: int, title: str, *reasons: str, read: bool = False) -> Related:
    row = replace(
        ROW,
        id=ArticleId(number),
        title=title,
        dated=NOW - timedelta(hours=3),
        status=Status(read=read),
    )
    return Related(row, 0.5, reasons)


def test_the_pages_own_links_come_first_under_their_headings() -> None:
    article = _article(
        _block("More from us", Link("One", "https://e.org/1"), Link("Two", "https://e.org/2")),
        _block("Most read", Link("Three", "https://e.org/3")),
    )
    items = collect(article, [_related(9, "Nine")], NOW)
    assert [(item.title, item.heading) for item in items] == [
        ("More from us", True),
        ("One", False),
        ("Two", False),
        ("Most read", True),
        ("Three", False),
        ("Related", True),
        ("Nine", False),
    ]


def test_a_story_named_by_the_page_is_not_named_again() -> None:
    article = _article(_block("More", Link("Nine", "https://e.org/9", article_id=ArticleId(9))))
    items = collect(article, [_related(9, "Nine"), _related(8, "Eight")], NOW)
    assert [item.article_id for item in items if not item.heading] == [9, 8]


def test_there_is_no_heading_over_nothing() -> None:
    article = _article(_block("More", Link("Nine", "https://e.org/9", article_id=ArticleId(9))))
    assert [item.title for item in collect(article, [_related(9, "Nine")], NOW)] == ["More", "Nine"]
    assert collect(_article(), [], NOW) == []


def test_before_anything_is_known_there_is_nothing() -> None:
    assert collect(None, None, NOW) == []
    assert collect(_article(), None, NOW) == []


def test_a_related_story_says_whence_when_and_why() -> None:
    (_, item) = collect(_article(), [_related(9, "Nine", "harbour", "ferry", read=True)], NOW)
    assert item == Item(
        "Nine", False, ArticleId(9), None, ("The Post · 3h", "harbour, ferry"), read=True
    )


def test_a_story_without_reasons_has_no_line_for_them() -> None:
    (_, item) = collect(_article(), [_related(9, "Nine")], NOW)
    assert item.notes == ("The Post · 3h",)


@pytest.mark.parametrize(
    ("link", "item"),
    [
        (Link("One", "https://e.org/1"), Item("One", url="https://e.org/1", is_own=True)),
        (
            Link("One", "https://e.org/1", "A picture", ArticleId(4)),
            Item("One", False, ArticleId(4), "https://e.org/1", ("A picture",), is_own=True),
        ),
        (Link("", "https://e.org/1"), Item("https://e.org/1", url="https://e.org/1", is_own=True)),
        (Link("#Letters", None), Item("#Letters", is_own=True)),
    ],
)
def test_a_link_shows_its_title_its_caption_or_at_least_its_address(link: Link, item: Item) -> None:
    assert collect(_article(_block("More", link)), None, NOW)[1] == item


@given(st.text(max_size=40), st.text(max_size=40), st.text(max_size=40))
def test_whatever_a_page_says_is_clean(heading: str, title: str, caption: str) -> None:
    article = _article(_block(heading, Link(title, "https://e.org/1", caption)))
    for item in collect(article, [_related(9, title, caption)], NOW):
        for text in (item.title, *item.notes):
            assert is_safe(text)
            assert "\n" not in text
