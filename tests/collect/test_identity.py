"""Articles that their feed states under new names: the same again, and never two as one."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qreader.collect.identity import OWN_TEXT_CHARACTERS, identified, identity, is_reused, renamed
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


# ---- kinds of feeds, and what they do

TEMPLATE = {"title": "Weekly questions", "body_html": LONG}


def incident(number: int, **changes: object) -> Entry:
    """Return an alert: they say the same each time, of one page."""
    alert = Entry("Service down", str(number), "https://status.x/", body_html="No answer.")
    return replace(alert, published=NOW + number * DAY, **changes)


ONE_ARTICLE = {
    "a guid made anew at every visit": (ONE, replace(ONE, guid="2")),
    "a guid made anew, undated": (
        replace(ONE, published=None), replace(ONE, guid="2", published=None),
    ),
    "a guid made anew, and an edited text": (ONE, replace(ONE, guid="2", body_html="<p>New.</p>")),
    "a guid made anew without address or date": (
        Entry("Tide", "1", body_html=LONG), Entry("Tide", "2", body_html=LONG),
    ),
    "a move to https": (
        replace(ONE, guid="http://x/bridge", url="http://x/bridge"),
        replace(ONE, guid="https://x/bridge", published=NOW + DAY),
    ),
    "a move to https of a guid that is an address": (
        replace(ONE, guid="http://x/bridge"),
        replace(ONE, guid="https://x/bridge", title="Open", body_html=None, published=NOW + DAY),
    ),
    "a move to another host": (
        replace(ONE, guid="https://x/p/1", url="https://x/p/1"),
        replace(ONE, guid="https://y/p/1", url="https://y/p/1", body_html="<p>Rebuilt.</p>"),
    ),
    "a move of undated posts to another host": (
        Entry("Tide", "https://x/p/1", "https://x/p/1", body_html=LONG),
        Entry("Tide", "https://y/p/1", "https://y/p/1", body_html=LONG),
    ),
    "tracking in the address and in the guid": (
        replace(ONE, guid="https://x/bridge?utm_source=1", url="https://x/bridge?utm_source=1"),
        replace(ONE, guid="https://x/bridge?utm_source=2", url="https://x/bridge?utm_source=2"),
    ),
    "the session in the address of what has no guid": (
        replace(ONE, guid=None, url="https://x/bridge?sid=111"),
        replace(ONE, guid=None, url="https://x/bridge?sid=222"),
    ),
    "another slug for an edited title": (
        replace(ONE, guid="https://x/teh-bridge", url="https://x/teh-bridge", title="Teh bridge"),
        replace(ONE, guid="https://x/the-bridge", url="https://x/the-bridge", title="The bridge"),
    ),
    "an edited title of what has neither guid nor address": (
        Entry("Teh tide", body_html=LONG, published=NOW),
        Entry("The tide", body_html=LONG, published=NOW),
    ),
    "the number of the edition in the guid": (
        replace(ONE, guid="https://x/bridge#0"),
        replace(ONE, guid="https://x/bridge#3", title="Shut", published=NOW + DAY),
    ),
    "an episode whose guid is its file's address with a token": (
        Entry("Episode 7", "https://x/7.mp3?token=1", None, published=NOW, body_html=LONG),
        Entry("Episode 7", "https://x/7.mp3?token=2", None, published=NOW, body_html=LONG),
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", ONE_ARTICLE)
def test_it_stays_one_article(case):
    stored, stated = ONE_ARTICLE[case]

    assert len(again([stated], stored)) == 1


TWO_ARTICLES = {
    "an alert that repeats word for word": (incident(1), incident(2)),
    "a long alert": (incident(1, body_html=LONG), incident(2, body_html=LONG)),
    "an alert without an address": (incident(1, url=None), incident(2, url=None)),
    "a report of each night's backup": (
        Entry("Backup done", "b1", "https://nas/", body_html="OK", published=NOW),
        Entry("Backup done", "b2", "https://nas/", body_html="OK", published=NOW + DAY),
    ),
    "a weekly post with a template for a text, dated": (
        Entry(guid="1", url="https://x/t/1", published=NOW, **TEMPLATE),
        Entry(guid="2", url="https://x/t/2", published=NOW + 7 * DAY, **TEMPLATE),
    ),
    "a weekly post with a template for a text, undated": (
        Entry(guid="1", url="https://x/t/1", **TEMPLATE),
        Entry(guid="2", url="https://x/t/2", **TEMPLATE),
    ),
    "daily links of one name": (
        Entry("Daily links", "1", "https://x/1", published=NOW, body_html="Of Monday."),
        Entry("Daily links", "2", "https://x/2", published=NOW + DAY, body_html="Of Tuesday."),
    ),
    "two notes of one day and name": (
        Entry("Note", "1", "https://x/1", published=datetime(2026, 3, 1, tzinfo=UTC)),
        Entry("Note", "2", "https://x/2", published=datetime(2026, 3, 1, tzinfo=UTC)),
    ),
    "releases on one page": (
        Entry("1.0", "https://x/#a1", "https://x/", body_html="First.", published=NOW),
        Entry("1.1", "https://x/#b2", "https://x/", body_html="Second.", published=NOW + DAY),
    ),
    "a submission of the same page again": (
        Entry("The tide", "t3_a", "https://x/tide", published=NOW),
        Entry("The tide", "t3_b", "https://x/tide", published=NOW + 90 * DAY),
    ),
    "an appointment that comes again": (
        Entry("Board meeting", "uid-1", "https://x/cal", body_html="Room 7", published=NOW),
        Entry("Board meeting", "uid-2", "https://x/cal", body_html="Room 7", published=NOW + DAY),
    ),
    "another result of an alert for words": (
        Entry("Tide rises", "tag:a,2013:1", "https://a/url?u=1", published=NOW),
        Entry("Tide rises", "tag:a,2013:2", "https://a/url?u=2", published=NOW + DAY),
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", TWO_ARTICLES)
def test_it_is_another_article(case):
    stored, stated = TWO_ARTICLES[case]

    assert again([stated], stored) == []


OLD = Entry("Old", "1", "https://x/old", published=NOW, body_html="Old text")


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        (
            {"title": "New", "url": "https://x/new", "published": NOW + DAY, "body_html": "New"},
            True,
        ),
        ({"title": "New", "url": "https://x/new", "published": None, "body_html": "New"}, True),
        ({"title": "New", "url": None, "published": NOW + DAY, "body_html": "New"}, True),
        ({"title": "New", "url": "https://x/new", "body_html": "New"}, False),
        ({"title": "New", "url": "https://y/old", "body_html": "N", "published": None}, False),
        ({"title": "New", "published": NOW + DAY, "body_html": "New"}, False),
        ({"url": "https://x/new", "published": NOW + DAY, "body_html": "New"}, False),
        ({"title": "New", "url": "https://x/new", "published": NOW + DAY}, False),
        ({"title": "New", "url": None, "published": None, "body_html": "New"}, False),
    ],
)
def test_a_guid_is_another_articles_where_nothing_else_agrees(changes, expected):
    (stored,) = kept(OLD)

    assert is_reused(replace(OLD, **changes), stored) is expected


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("?pk_id=1", "?pk_id=2"),
        ("?at_id=1", "?at_id=2"),
        ("?mc_id=1", "?mc_id=2"),
        ("?ns=1", "?ns=2"),
        ("?ito=1", "?ito=2"),
        ("?amp=1", "?"),
        ("guitar", "guitar/amp"),
    ],
)
def test_addresses_that_only_look_alike_are_two_articles(one, other):
    assert identity(Entry("One", url=f"https://x/{one}")) != identity(
        Entry("Two", url=f"https://x/{other}")
    )
