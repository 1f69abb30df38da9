"""The pure part of a refresh: identities, changes, dates."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qreader.collect.identity import identified, identity
from qreader.collect.planning import believable_date, incoming, restated
from qreader.model import ArticleId, Enclosure, Entry, Known
from qreader.model.rows import OF_ANY_AGE

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)


def stored(entries: list[Entry]) -> dict[bytes, Known]:
    """Return what a cache would know after storing these."""
    items = incoming(identified(entries), {}, NOW)
    return {
        i.identity: Known(ArticleId(n), i.source_hash, i.details_hash)
        for n, i in enumerate(items, 1)
    }


def test_the_guid_decides_before_the_address():
    one = Entry("One", guid="1", url="https://x/a")

    assert identity(one) == identity(replace(one, title="Another", url="https://x/b"))
    assert identity(one) != identity(replace(one, guid="2"))


def test_without_guid_the_address_decides_however_it_is_decorated():
    one = Entry("One", url="https://example.org/a/")

    assert identity(one) == identity(Entry("Two", url="http://example.org/a?utm_source=feed"))
    assert identity(one) != identity(Entry("One", url="https://example.org/b"))


def test_without_either_the_words_decide():
    one = Entry("One", body_html="text")

    assert identity(one) == identity(Entry("One", body_html="text"))
    assert identity(one) != identity(Entry("One", body_html="other"))


def test_a_guid_and_an_address_never_collide():
    assert identity(Entry("x", guid="https://x/a")) != identity(Entry("x", url="https://x/a"))


def test_entries_that_share_a_guid_by_mistake_are_kept_apart_by_address():
    entries = [Entry("One", guid="1", url="https://x/1"), Entry("Two", guid="1", url="https://x/2")]

    assert list(identified(entries).values()) == entries


def test_news_that_share_one_page_stay_the_same_articles_when_one_more_comes_on_top():
    old = [Entry(title, url="https://x/news.html") for title in ("Two", "One")]
    new = [Entry("Three", url="https://x/news.html"), *old]

    (item,) = incoming(identified(new), stored(old), NOW)

    assert (item.entry.title, item.known) == ("Three", None)


def test_parts_of_one_page_are_told_apart_by_their_fragments():
    one, two = (Entry("Notes", url=f"https://x/notes.html#{name}") for name in ("a", "b"))

    assert identity(one) != identity(two)


def test_an_entry_stated_twice_counts_once_and_the_first_wins():
    new = Entry("One", guid="1", url="https://x/1", body_html="longer text")
    entries = [new, replace(new, body_html="text")]

    assert list(identified(entries).values()) == entries[:1]


def test_what_is_not_stored_is_new_and_the_oldest_comes_first():
    old = Entry("Old", guid="1", published=NOW - timedelta(days=2))
    new = Entry("New", guid="2", published=NOW - timedelta(days=1))

    items = incoming(identified([new, old]), {}, NOW)

    assert [(i.entry.title, i.known) for i in items] == [("Old", None), ("New", None)]


def test_what_is_stated_the_same_again_is_nothing_to_store():
    entries = [Entry("One", guid="1", body_html="text"), Entry("Two", guid="2")]

    assert incoming(identified(entries), stored(entries), NOW) == []


def test_a_new_date_alone_changes_nothing():
    before = [Entry("One", guid="1", published=NOW)]
    after = [Entry("One", guid="1", published=NOW + timedelta(hours=1), updated=NOW)]

    assert incoming(identified(after), stored(before), NOW) == []


@pytest.mark.parametrize(
    "change",
    [{"title": "Other"}, {"body_html": "other"}, {"url": "https://x/"}, {"authors": ("Ada",)}],
)
def test_a_change_of_what_is_read_names_the_article_that_it_changes(change):
    before = Entry("One", guid="1", body_html="text")
    (item,) = incoming(identified([replace(before, **change)]), stored([before]), NOW)

    assert item.known == 1


@pytest.mark.parametrize(
    "change",
    [
        {"published": NOW},
        {"updated": NOW},
        {"tags": ("sea",)},
        {"image": "https://x/1.jpg"},
        {"language": "de"},
        {"base_url": "https://x/"},
        {"enclosures": (Enclosure("https://x/1.mp3?token=2", "audio/mpeg", 3),)},
    ],
    ids=lambda change: next(iter(change)),
)
def test_what_is_stated_otherwise_besides_the_words_is_taken_over_and_no_change(change):
    before = Entry("One", guid="1", body_html="text")
    after = identified([replace(before, **change)])
    (item,) = restated(after, stored([before]), NOW)

    assert item.known == 1
    assert incoming(after, stored([before]), NOW) == []
    assert restated(after, stored([replace(before, **change)]), NOW) == []


def test_what_is_written_anew_is_not_taken_over_besides():
    before = Entry("One", guid="1", body_html="text")
    after = identified([replace(before, body_html="other", tags=("sea",))])

    assert restated(after, stored([before]), NOW) == []


def test_a_pruned_article_does_not_come_back():
    entry = Entry("One", guid="1")
    pruned = {identity(entry): Known(ArticleId(1), b"")}

    assert incoming(identified([entry]), pruned, NOW) == []
    assert restated(identified([entry]), pruned, NOW) == []


@given(st.lists(st.builds(Entry, title=st.text(min_size=1), guid=st.none() | st.text())))
def test_storing_twice_is_storing_once(entries):
    assert incoming(identified(entries), stored(entries), NOW) == []


# ---- dates


def test_what_has_no_date_is_placed_below_what_arrives_with_it():
    ages = {"recent": 1, "old": 5_000}
    entries = [
        Entry("undated"),
        *(Entry(name, published=NOW - timedelta(n)) for name, n in ages.items()),
    ]

    placed = {item.entry.title: item.dated for item in incoming(identified(entries), {}, NOW)}

    assert placed["old"] == NOW - timedelta(5_000)
    assert placed["undated"] == placed["old"] - timedelta(seconds=1)


def test_an_archive_without_dates_is_placed_below_all_that_has_one():
    (item,) = incoming(identified([Entry("undated")]), {}, NOW, is_archive=True)

    assert item.dated == NOW - OF_ANY_AGE


def test_an_old_article_that_changed_does_not_pull_what_is_new_down_with_it():
    old = Entry("old", guid="1", published=NOW - timedelta(days=900))
    both = [replace(old, body_html="other words"), Entry("undated", guid="2")]
    items = incoming(identified(both), stored([old]), NOW)

    assert [item.dated for item in items if item.known is None] == [None]


def test_what_arrives_alone_without_a_date_is_of_now():
    known = Entry("known", guid="k", published=NOW - timedelta(9))

    (item,) = incoming(identified([Entry("undated"), known]), stored([known]), NOW)

    assert item.dated is None


@pytest.mark.parametrize(
    ("published", "updated", "believed"),
    [
        (NOW - timedelta(days=1), None, NOW - timedelta(days=1)),
        (None, NOW - timedelta(days=2), NOW - timedelta(days=2)),
        (NOW + timedelta(hours=5), None, NOW),
        (NOW + timedelta(days=900), None, None),
        (NOW + timedelta(days=900), NOW - timedelta(days=1), NOW - timedelta(days=1)),
        (datetime(1970, 1, 1, tzinfo=UTC), None, None),
        (None, None, None),
    ],
)
def test_a_date_is_believed_where_it_can_be(published, updated, believed):
    assert believable_date(Entry("x", published=published, updated=updated), NOW) == believed
