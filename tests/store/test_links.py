"""The pages' own related stories: how a link finds its article."""

from __future__ import annotations

import sqlite3

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qreader.model import Entry, Feed, Link, LinkBlock, LinkKind
from qreader.store import Store, links
from qreader.store.base import utc_now
from qreader.store.database import Block
from qreader.store.links import Links

TITLE = "The library that lends telescopes"


def source(*items: Link, title: str = "Source", text: str = "") -> Entry:
    """Return an entry whose page offers these links, in one block."""
    return Entry(
        title, guid="source", body_html=f"<p>{text}</p>",
        own_related=(LinkBlock("Read next", LinkKind.RELATED, items),),
    )  # fmt: skip


def targets(store: Store, number: int) -> list[int | None]:
    return [i.article_id for b in store.articles.one(number).entry.own_related for i in b.items]


# ---- keys


def test_an_address_has_one_key_however_it_is_decorated():
    key = links.url_key("https://example.org/a")

    assert key == links.url_key("http://www.example.org/a/?utm_source=mail#comments")
    assert key != links.url_key("https://example.org/b")
    assert links.url_key(None) is None


def test_a_title_has_one_key_however_it_is_set():
    key = links.title_key(TITLE)

    assert key is not None
    assert key == links.title_key("the LIBRARY that lends “telescopes”!")
    assert key != links.title_key(f"{TITLE} again")


@pytest.mark.parametrize("title", ["", "Read more", "Live updates today", "— — — — —"])
def test_a_title_that_says_too_little_has_no_key(title: str):
    assert links.title_key(title) is None


@given(st.text())
def test_the_key_of_any_text_fits_into_the_database(text: str):
    for key in (links.url_key(text), links.title_key(text)):
        assert key is None or 0 <= key < 2**63


# ---- which article a link leads to


def test_the_address_decides_before_the_title(store: Store, save):
    by_title, by_url = save(
        Entry(TITLE, guid="1", url="https://example.org/1"),
        Entry("Another story altogether here", guid="2", url="https://example.org/2"),
    )
    (number,) = save(source(Link(TITLE, "https://example.org/2"), Link(TITLE)))

    assert targets(store, number) == [by_url, by_title]


def test_an_unknown_address_is_looked_for_by_its_title(store: Store, save):
    (story,) = save(Entry(TITLE, url="https://example.org/1"))
    (number,) = save(source(Link(TITLE, "https://example.org/moved/1")))

    assert targets(store, number) == [story]


def test_a_short_title_alone_leads_nowhere(store: Store, save):
    save(Entry("Live updates"))
    (number,) = save(source(Link("Live updates")))

    assert targets(store, number) == [None]


def test_of_two_copies_of_a_story_the_first_is_opened(store: Store, save, other_feed: Feed):
    (first,) = save(Entry(TITLE, url="https://example.org/1"))
    save(Entry(TITLE, url="https://example.org/1"), into=other_feed)
    (number,) = save(source(Link("x", "https://example.org/1")))

    assert targets(store, number) == [first]


def test_a_link_to_the_page_itself_finds_the_copy_in_another_feed_only(
    store: Store, save, other_feed: Feed
):
    entry = Entry(
        TITLE, url="https://example.org/1",
        own_related=(
            LinkBlock("More", LinkKind.OTHER, (Link("x", "https://example.org/1"), Link(TITLE))),
        ),
    )  # fmt: skip
    (number,) = save(entry)
    assert targets(store, number) == [None, None]
    (copy,) = save(entry, into=other_feed)

    assert targets(store, number) == [copy, copy]


@pytest.mark.parametrize("way", ["pruned", "removed"])
def test_a_link_outlives_the_article_that_it_leads_to(
    store: Store, save, prune, other_feed: Feed, way: str, *, forget
):
    (story,) = save(Entry(TITLE, url="https://example.org/1"), into=other_feed)
    (number,) = save(source(Link(TITLE, "https://example.org/1", "A caption")))
    assert targets(store, number) == [story]
    if way == "pruned":
        prune(story)
    else:
        forget(other_feed.id)

    (block,) = store.articles.one(number).entry.own_related
    assert block.items == (Link(TITLE, "https://example.org/1", "A caption", None),)


# ---- what is kept


def test_blocks_come_back_in_their_order_even_under_one_heading(store: Store, save):
    blocks = (
        LinkBlock("More", LinkKind.LATEST, (Link("b"), Link("a", "https://x.example/a"))),
        LinkBlock("More", LinkKind.POPULAR, (Link("c", caption="Caption"),)),
        LinkBlock("", LinkKind.OTHER, tuple(Link(str(n)) for n in range(12))),
    )
    (number,) = save(Entry("Source", own_related=blocks))

    assert store.articles.one(number).entry.own_related == blocks


def test_a_page_that_states_fewer_links_keeps_none_of_the_old(store: Store, save):
    save(source(Link("One"), Link("Two"), Link("Three"), text="before"))
    (number,) = save(source(Link("Three"), text="after"))

    (block,) = store.articles.one(number).entry.own_related
    assert [item.title for item in block.items] == ["Three"]


def test_links_go_with_their_article(
    forget, store: Store, save, feed: Feed, sql: sqlite3.Connection
):
    save(source(Link("One"), Link("Two")))
    assert sql.execute("SELECT count(*) FROM link").fetchone() == (2,)
    forget(feed.id)

    assert sql.execute("SELECT count(*) FROM link").fetchone() == (0,)


def test_links_are_resolved_from_indexes(sql: sqlite3.Connection, block: Block):
    asked: list[str] = []
    sql.set_trace_callback(asked.append)
    Links(block, utc_now).of_article(1)
    sql.set_trace_callback(None)
    plan = [row[3] for row in sql.execute(f"EXPLAIN QUERY PLAN {asked[0]}")]

    assert not [step for step in plan if step.startswith("SCAN") and "CONSTANT" not in step]
    assert any("INDEX article_url_key" in step for step in plan)
    assert any("INDEX article_title_key" in step for step in plan)
