"""Articles that their feed states under new names: the same again, and never two as one."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qreader.identity import OWN_TEXT_CHARACTERS, identified, renamed
from qreader.model import ArticleId, Entry, Kept

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
DAY = timedelta(days=1)
LONG = "<p>" + "A text that is long enough to be one article's own. " * 3 + "</p>"
ONE = Entry("The bridge is open again", "1", "https://x/bridge", published=NOW, body_html=LONG)


def kept(*entries: Entry) -> list[Kept]:
    """Return what the cache holds after these, oldest first, were stored."""
    return [
        Kept(ArticleId(n), key, e.guid, e.title, e.url, e.published, b"", (e.body_html or "",))
        for n, (key, e) in enumerate(identified(entries).items(), 1)
    ][::-1]


def again(stated: list[Entry], *stored: Entry) -> list[tuple[int, str]]:
    """Return which stored articles a document is found to state anew, by number and title."""
    entries = identified(stated)
    known = {article.identity for article in kept(*stored)} & entries.keys()
    found = renamed(entries, known, kept(*stored))
    return [(one.id, entries[one.identity].title) for one in found]


def churned(count: int, visit: int, **changes: object) -> list[Entry]:
    """Return entries as a feed states them that makes up its guids at every visit."""
    return [
        replace(
            Entry(f"Item {n}", f"{visit}-{n}", f"https://x/{n}", published=NOW - n * DAY), **changes
        )
        for n in range(count)
    ]


# ---- the same again


def test_new_guids_for_all_entries_are_the_same_articles():
    found = again(churned(20, 2), *churned(20, 1))

    assert sorted(found) == [(n + 1, f"Item {n}") for n in range(20)]


def test_new_guids_and_the_date_of_the_visit_are_the_same_articles():
    found = again(churned(9, 2, published=NOW), *churned(9, 1, published=NOW - DAY))

    assert len(found) == 9


def test_new_guids_without_dates_or_addresses_are_the_same_articles():
    bare = {"url": None, "published": None, "body_html": "Short."}
    stored = [replace(e, body_html=f"Text {e.title}") for e in churned(9, 1, **bare)]
    stated = [replace(e, body_html=f"Text {e.title}") for e in churned(9, 2, **bare)]

    assert len(again(stated, *stored)) == 9


@pytest.mark.parametrize(
    "changes",
    [
        {"guid": "2"},
        {"guid": "2", "title": "The bridge is open, at last"},
        {"guid": "2", "body_html": "<p>Said otherwise.</p>"},
        {"guid": "2", "url": "https://new.example/bridge"},
        {"guid": "2", "url": "https://new.example/bridge", "body_html": "<p>Said otherwise.</p>"},
        {"guid": "2", "published": NOW + DAY},
        {"guid": "2", "published": None, "body_html": "<p>Said otherwise.</p>"},
        {"guid": None, "url": "http://www.x/bridge"},
    ],
    ids="+".join,
)
def test_two_marks_that_agree_make_it_the_same_article(changes):
    assert again([replace(ONE, **changes)], ONE) == [(1, changes.get("title", ONE.title))]


def test_a_guid_with_the_number_of_the_edition_is_the_same_article_however_it_changed():
    first = replace(ONE, guid="https://x/bridge#0")
    second = Entry("Bridge shut", "https://x/bridge#1", ONE.url, published=NOW + DAY)

    assert again([second], first) == [(1, "Bridge shut")]


# ---- two, not one


@pytest.mark.parametrize(
    "changes",
    [
        {"title": "Another title", "body_html": "<p>Another text.</p>", "published": NOW + DAY},
        {"body_html": "<p>The news of the next day.</p>", "published": NOW + DAY},
        {"url": "https://x/2", "published": NOW + DAY},
        {"url": "https://x/2", "title": "Another title", "published": None},
        {"url": "https://x/2", "title": "Another title", "body_html": "<p>Another text.</p>"},
    ],
    ids="+".join,
)
def test_what_agrees_in_less_is_another_article(changes):
    assert again([replace(ONE, guid="2", **changes)], ONE) == []


def test_an_article_that_is_still_stated_is_not_taken_for_another():
    assert again([replace(ONE, guid="2"), ONE], ONE) == []


def test_one_address_for_all_entries_makes_none_the_same():
    page = "https://x/news.html"
    old = [Entry(f"Old {n}", f"old {n}", page, published=NOW - n * DAY) for n in range(3)]
    new = [Entry(f"New {n}", f"new {n}", page, published=NOW + n * DAY) for n in range(3)]

    assert again(new, *old) == []


def test_entries_of_a_log_that_all_say_the_same_stay_apart():
    lines = [Entry("Backup done", str(n), body_html="<p>All is well.</p>") for n in range(6)]

    assert again(lines[1:], *lines[:5]) == []


def test_a_greeting_of_each_morning_is_an_article_of_its_own():
    text = "<p>Good morning!</p>"
    assert len(text) < OWN_TEXT_CHARACTERS
    monday, tuesday = (
        Entry("Good morning!", f"https://x/{n}", f"https://x/{n}", body_html=text) for n in (1, 2)
    )

    assert again([tuesday], monday) == []


def test_each_article_is_taken_once():
    twins = [replace(ONE, guid="2"), replace(ONE, guid="3", title="Another title")]

    assert len(again(twins, ONE)) <= 1


words = st.sampled_from(["", "a", "b", "c"])
entries = st.lists(
    st.builds(
        Entry,
        title=words.map(lambda word: f"t{word}"),
        guid=words.map(lambda word: word or None),
        url=words.map(lambda word: f"https://x/{word}" if word else None),
        published=st.sampled_from([None, NOW, NOW - DAY]),
        body_html=words.map(lambda word: word or None),
    ),
    max_size=8,
)


@given(entries, entries)
def test_what_is_found_again_was_missing_and_unknown_and_is_found_once(stored, stated):
    now = identified(stated)
    articles = kept(*stored)
    known = {article.identity for article in articles} & now.keys()
    found = renamed(now, known, articles)

    assert len({one.id for one in found}) == len({one.identity for one in found}) == len(found)
    assert all(one.identity in now and one.identity not in known for one in found)
    missing = {article.id for article in articles if article.identity not in now}
    assert {one.id for one in found} <= missing


@given(entries)
def test_a_document_that_is_stored_states_nothing_anew(stated):
    assert again(stated, *stated) == []
