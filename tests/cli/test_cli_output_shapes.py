"""The keys of the JSON are a contract: exactly these, absent is null, times are UTC with a Z."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qreader import json_output
from qreader.model import (
    Article,
    ArticleId,
    Entry,
    Feed,
    FeedId,
    Link,
    LinkBlock,
    LinkKind,
    ReadPage,
    Refreshed,
    Related,
    Relation,
    Row,
    Status,
    StoryId,
    Topic,
)

AT = datetime(2026, 3, 1, 8, 30, tzinfo=UTC)
ROW = Row(
    id=ArticleId(7),
    feed_id=FeedId(2),
    feed="Gazette",
    title="Ice on the Moon",
    dated=AT,
    status=Status(read=True, starred=False, later=True),
    guid="g-7",
    feed_url="https://news.example/feed",
    url="https://news.example/7",
    authors=("Ada", "Bo"),
    published=AT,
    arrived=AT + timedelta(hours=1),
    tags=("moon",),
)
BARE_ROW = Row(ArticleId(1), FeedId(1), "Gazette", "Bare", AT)
LIST_KEYS = (
    *("id", "guid", "feed", "feed_url", "title", "url", "authors", "published", "arrived"),
    *(
        "read",
        "starred",
        "later",
        "tags",
        "hidden",
        "own_tags",
        "changed",
        "story",
        "other_sources",
        "copy_of",
        "story_sources",
        "story_articles",
        "story_trend",
    ),
)


def as_json(value: object) -> Any:
    return json.loads(json.dumps(value))


@pytest.mark.parametrize(
    ("moment", "text"),
    [
        (None, None),
        (AT, "2026-03-01T08:30:00Z"),
        (AT.replace(microsecond=999_999), "2026-03-01T08:30:00Z"),
        (AT.astimezone(timezone(timedelta(hours=5, minutes=45))), "2026-03-01T08:30:00Z"),
        (datetime(1, 1, 1, tzinfo=UTC), "0001-01-01T00:00:00Z"),
    ],
)
def test_times_are_rfc_3339_in_utc(moment: datetime | None, text: str | None) -> None:
    assert json_output.time_text(moment) == text


@given(st.datetimes(timezones=st.just(UTC), min_value=datetime(1970, 1, 1)))
def test_every_time_reads_back_to_the_second(moment: datetime) -> None:
    text = json_output.time_text(moment)
    assert text is not None
    assert text.endswith("Z")
    assert datetime.fromisoformat(text) == moment.replace(microsecond=0)


def test_a_list_says_these_things_of_an_article() -> None:
    assert as_json(json_output.row_object(ROW)) == {
        "id": 7,
        "guid": "g-7",
        "feed": "Gazette",
        "feed_url": "https://news.example/feed",
        "title": "Ice on the Moon",
        "url": "https://news.example/7",
        "authors": ["Ada", "Bo"],
        "published": "2026-03-01T08:30:00Z",
        "arrived": "2026-03-01T09:30:00Z",
        "read": True,
        "starred": False,
        "later": True,
        "tags": ["moon"],
        "hidden": False,
        "own_tags": [],
        "changed": False,
        "story": None,
        "other_sources": 0,
        "copy_of": None,
        "story_sources": None,
        "story_articles": None,
        "story_trend": None,
    }


def test_what_is_absent_is_null_and_keeps_its_key() -> None:
    shape = as_json(json_output.row_object(BARE_ROW))
    assert tuple(shape) == LIST_KEYS
    assert [key for key in LIST_KEYS if shape[key] is None] == [
        "guid",
        "url",
        "published",
        "arrived",
        "story",
        "copy_of",
        "story_sources",
        "story_articles",
        "story_trend",
    ]
    assert shape["authors"] == shape["tags"] == []


def test_a_search_adds_the_score() -> None:
    shape = as_json(json_output.found_object(ROW, 0.5))
    assert tuple(shape) == (*LIST_KEYS, "score")
    assert shape["score"] == 0.5


def test_an_article_adds_what_there_is_to_read() -> None:
    links = (Link("Next", "https://news.example/8", "A drill", ArticleId(8)), Link("Saved only"))
    entry = Entry(
        "Ice on the Moon",
        body_html="<h2>Found</h2><p>One &amp; <b>two</b>.</p><p>Three.</p>",
        language="en",
        image="https://news.example/7.jpg",
        own_related=(LinkBlock("More from Gazette", LinkKind.SAME_SITE, links),),
        comments_url="https://news.example/7/comments",
    )
    shape = as_json(json_output.article_object(Article(ROW, entry)))
    assert tuple(shape) == (*LIST_KEYS, "language", "image", "body", "own_related", "comments_url")
    assert shape["comments_url"] == "https://news.example/7/comments"
    assert shape["language"] == "en"
    assert shape["image"] == "https://news.example/7.jpg"
    assert shape["body"].split("\n\n")[1:] == ["One & two.", "Three."]
    assert shape["own_related"] == [
        {
            "heading": "More from Gazette",
            "kind": "same-site",
            "items": [
                {
                    "title": "Next",
                    "url": "https://news.example/8",
                    "caption": "A drill",
                    "article_id": 8,
                },
                {"title": "Saved only", "url": None, "caption": None, "article_id": None},
            ],
        }
    ]


def test_an_article_with_nothing_to_read_has_a_null_body_and_no_related() -> None:
    shape = as_json(json_output.article_object(Article(BARE_ROW, Entry("Bare"))))
    assert [shape[key] for key in ("language", "image", "body", "own_related")] == [None] * 4


def test_a_summary_stands_in_for_a_body_that_is_missing() -> None:
    assert json_output.body_text(Entry("x", summary_html="<p>In short.</p>")) == "In short."


def test_an_extract_says_the_file_and_what_is_in_it() -> None:
    entry = Entry("Saved", authors=("Ada",), published=AT, body_html="<p>Text.</p>")
    page = ReadPage(entry, missed=("title",))
    assert as_json(json_output.extract_object("pages/saved.html", page)) == {
        "file": "pages/saved.html",
        "title": "Saved",
        "authors": ["Ada"],
        "published": "2026-03-01T08:30:00Z",
        "image": None,
        "language": None,
        "body": "Text.",
        "own_related": None,
        "missed": ["title"],
    }


def test_related_says_why_for_each_article() -> None:
    assert as_json(json_output.related_object(3, [Related(ROW, 0.75, ("moon", "ice"))])) == {
        "id": 3,
        "related": [
            {
                "id": 7,
                "guid": "g-7",
                "title": "Ice on the Moon",
                "feed": "Gazette",
                "published": "2026-03-01T08:30:00Z",
                "score": 0.75,
                "reasons": ["moon", "ice"],
                "relation": "related",
                "pinned": False,
                "adds": [],
            }
        ],
    }


def test_related_with_an_explanation_says_what_a_score_is_made_of() -> None:
    parts = (("moon", 0.5), ("likeness", 0.75))
    related = Related(ROW, 0.75, ("moon",), Relation.STORY, pinned=True, parts=parts)
    (found,) = as_json(json_output.related_object(3, [related], explain=True))["related"]
    assert found["relation"] == "story"
    assert found["pinned"] is True
    assert found["parts"] == [["moon", 0.5], ["likeness", 0.75]]


def test_a_topic_says_who_and_how_much() -> None:
    topic = Topic("Ice on the Moon", 1.5, 2, (ROW,), ("Moon",), (0, 1, 2), StoryId(4))
    assert as_json(json_output.topic_object(topic)) == {
        "label": "Ice on the Moon",
        "score": 1.5,
        "sources": 2,
        "articles": [
            {
                "id": 7,
                "guid": "g-7",
                "title": "Ice on the Moon",
                "feed": "Gazette",
                "published": "2026-03-01T08:30:00Z",
            }
        ],
        "terms": ["Moon"],
        "trend": [0, 1, 2],
        "story": 4,
        "story_articles": None,
    }


def test_an_article_without_related_ones_has_an_empty_list() -> None:
    assert as_json(json_output.related_object(3, [])) == {"id": 3, "related": []}


def test_a_feed_says_its_counts_and_its_error() -> None:
    feed = Feed(
        FeedId(2),
        "https://news.example/feed",
        "Gazette",
        folder="World",
        articles=9,
        unread=4,
        checked=AT,
        next_check=AT + timedelta(hours=2),
        error="it went wrong",
    )
    assert as_json(json_output.feed_object(feed)) == {
        "id": 2,
        "url": "https://news.example/feed",
        "title": "Gazette",
        "folder": "World",
        "articles": 9,
        "unread": 4,
        "checked": "2026-03-01T08:30:00Z",
        "next_check": "2026-03-01T10:30:00Z",
        "error": "it went wrong",
        "full_text": None,
        "signal_only": False,
        "own_title": None,
        "keep_days": None,
        "keep_articles": None,
        "missed_pages": 0,
        "recipe": None,
    }


def test_a_feed_that_was_never_read_says_null() -> None:
    shape = json_output.feed_object(Feed(FeedId(1), "file:///x", "x"))
    assert [shape[key] for key in ("folder", "checked", "next_check", "error")] == [None] * 4


def test_a_refresh_says_what_became_of_a_feed() -> None:
    refreshed = Refreshed(FeedId(2), "Gazette", "https://news.example/feed", 3, 1)
    assert json_output.refreshed_object(refreshed) == {
        "feed": "Gazette",
        "new": 3,
        "changed": 1,
        "error": None,
    }
