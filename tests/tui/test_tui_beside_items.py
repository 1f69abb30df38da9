"""What is beside an article: its story, what led to it, what is related, its page's own links."""

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
    Relation,
    Row,
    Status,
    StorySize,
)
from qreader.text.safe import is_safe
from qreader.tui.beside_items import Item, collect

NOW = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
ROW = Row(ArticleId(1), FeedId(1), "The Post", "The news", NOW)
SIZE = StorySize(6, 8, (0, 0, 0, 0, 0, 3, 5))


def _article(*blocks: LinkBlock, size: StorySize | None = None) -> Article:
    return Article(replace(ROW, story_size=size), Entry("The news", own_related=blocks))


def _block(heading: str, *links: Link) -> LinkBlock:
    return LinkBlock(heading, LinkKind.RELATED, links)


def _related(
    number: int,
    title: str,
    *reasons: str,
    read: bool = False,
    feed: str = "The Post",
    copy_of: int | None = None,
    relation: Relation = Relation.RELATED,
) -> Related:
    row = replace(
        ROW,
        id=ArticleId(number),
        title=title,
        feed=feed,
        dated=NOW - timedelta(hours=3),
        status=Status(read=read),
        copy_of=None if copy_of is None else ArticleId(copy_of),
    )
    return Related(row, 0.5, reasons, relation)


def _story(number: int, title: str, feed: str, copy_of: int | None = None) -> Related:
    return _related(number, title, feed=feed, copy_of=copy_of, relation=Relation.STORY)


def test_the_story_comes_first_and_the_pages_own_links_last() -> None:
    article = _article(
        _block("More from us", Link("One", "https://e.org/1"), Link("Two", "https://e.org/2")),
        _block("Most read", Link("Three", "https://e.org/3")),
    )
    found = [
        _related(9, "Nine"),
        _related(8, "Eight", relation=Relation.EARLIER),
        _story(7, "Seven", "Echo"),
    ]
    assert [(item.title, item.heading) for item in collect(article, found, NOW)] == [
        ("SAME STORY", True),
        ("Seven", False),
        ("WHAT LED TO IT", True),
        ("Eight", False),
        ("RELATED", True),
        ("Nine", False),
        ("MORE FROM US", True),
        ("One", False),
        ("Two", False),
        ("MOST READ", True),
        ("Three", False),
    ]


def test_the_story_says_its_size_in_the_words_of_every_view() -> None:
    (heading, _) = collect(_article(size=SIZE), [_story(7, "Seven", "Echo")], NOW)
    assert (heading.title, heading.place) == ("SAME STORY", "6 sources · 8 articles")


def test_a_story_that_the_page_names_too_is_named_once() -> None:
    article = _article(_block("More", Link("Nine", "https://e.org/9", article_id=ArticleId(9))))
    items = collect(article, [_related(9, "Nine"), _related(8, "Eight")], NOW)
    assert [item.title for item in items] == ["RELATED", "Nine", "Eight"]


def test_there_is_no_heading_over_nothing() -> None:
    assert collect(_article(), [], NOW) == []
    assert collect(_article(_block("More")), [], NOW) == []


def test_links_of_a_page_without_a_heading_are_more_from_its_source() -> None:
    items = collect(_article(_block("", Link("One", "https://e.org/1"))), [], NOW)
    assert items[0].title == "MORE FROM THE POST"


def test_before_anything_is_known_there_is_nothing() -> None:
    assert collect(None, None, NOW) == []
    assert collect(_article(), None, NOW) == []


def test_a_related_story_says_whence_when_and_why() -> None:
    (_, item) = collect(_article(), [_related(9, "Nine", "harbour", "ferry", read=True)], NOW)
    assert item == Item(
        "Nine", False, ArticleId(9), None, "The Post · 3h", "both: harbour · ferry", read=True
    )


def test_of_the_same_story_is_said_whom_it_adds() -> None:
    one = replace(_related(9, "Nine", "harbour", relation=Relation.STORY), adds=("Imke Thal",))
    assert collect(_article(), [one], NOW)[1].why == "adds: Imke Thal"


def test_a_pinned_story_is_always_there() -> None:
    one = replace(_related(9, "Nine", "harbour"), pinned=True)
    assert collect(_article(), [one], NOW)[1].why == "always · both: harbour"


def test_a_story_without_reasons_or_date_says_so_with_nothing() -> None:
    one = _related(9, "Nine")
    undated = replace(one, row=replace(one.row, undated=True))
    assert [i.place for i in collect(_article(), [undated], NOW)] == ["", "The Post · –"]
    assert [i.why for i in collect(_article(), [undated], NOW)] == ["", ""]


def test_copies_are_one_item_that_says_who_ran_them() -> None:
    found = [
        _story(7, "Seven", "Echo"),
        _story(8, "Eight", "Courier", copy_of=7),
        _story(9, "Nine", "Harbour", copy_of=7),
        _story(6, "Six", "Mail"),
    ]
    items = collect(_article(), found, NOW)[1:]
    assert [(item.title, item.why) for item in items] == [
        ("Seven", "same text as Courier, Harbour"),
        ("Six", ""),
    ]


def test_copies_of_the_article_itself_are_one_item_too() -> None:
    found = [_story(8, "Eight", "Courier", copy_of=1), _story(9, "Nine", "Harbour", copy_of=1)]
    (_, item) = collect(_article(), found, NOW)
    assert (item.title, item.why) == ("Eight", "same text as this article, Harbour")


@pytest.mark.parametrize(
    ("link", "item", "is_outside"),
    [
        (
            Link("One", "https://e.org/1"),
            Item("One", url="https://e.org/1", place="not in your cache", is_own=True),
            True,
        ),
        (
            Link("One", "https://e.org/1", "A picture", ArticleId(4)),
            Item("One", False, ArticleId(4), "https://e.org/1", "A picture", is_own=True),
            False,
        ),
        (
            Link("", "https://e.org/1", "A caption"),
            Item("https://e.org/1", url="https://e.org/1", place="A caption", is_own=True),
            True,
        ),
        (Link("#Letters", None), Item("#Letters", is_own=True), False),
    ],
)
def test_a_link_shows_its_title_its_caption_or_at_least_its_address(
    link: Link, item: Item, is_outside: bool
) -> None:
    found = collect(_article(_block("More", link)), None, NOW)[1]
    assert (found, found.is_outside) == (item, is_outside)


def test_below_all_stands_which_keys_open_and_judge() -> None:
    keys = {"next_related": "]", "not_related": "-", "pin": "="}
    two = [_related(8, "Eight"), _related(9, "Nine")]
    legend = collect(_article(), two, NOW, key=keys.__getitem__)[-1]
    assert (legend.title, legend.heading) == ("2] opens · - not related · = always", True)
    assert collect(_article(), [], NOW, key=keys.__getitem__) == []


@given(st.text(max_size=40), st.text(max_size=40), st.text(max_size=40))
def test_whatever_a_page_says_is_clean(heading: str, title: str, caption: str) -> None:
    article = _article(_block(heading, Link(title, "https://e.org/1", caption)))
    related = replace(_related(9, title, caption, feed=heading), adds=(caption,))
    for item in collect(article, [related], NOW):
        for text in (item.title, item.place, item.why):
            assert is_safe(text)
            assert "\n" not in text
