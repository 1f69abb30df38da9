"""Relate: what is new is held against the cache: stories, copies, related articles, topics."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from qreader.model import (
    ArticleId,
    Attention,
    Digest,
    Entry,
    FeedId,
    FeedSetting,
    Incoming,
    ParsedFeed,
    Query,
    Related,
    Relation,
    StorySize,
    Subscription,
    Validators,
)
from qreader.related.grouping import group_new_articles
from qreader.related.ranking import THRESHOLD
from qreader.related.relating import Relating
from qreader.store import Store
from stored import save_items

NOW = datetime(2026, 3, 14, 9, 30, tzinfo=UTC)

FERRY = (
    "Ferry Aurelia runs aground off Tarnholt",
    "The ferry Aurelia with 212 passengers ran aground on a sandbank off Tarnholt on Friday night."
    " Lifeboats from Tarnholt and Brennick took the passengers of the Aurelia ashore; nobody was"
    " hurt. The captain told the coastguard that the steering of the Aurelia had failed in fog.",
)
FERRY_AGAIN = (
    "Passengers rescued after Aurelia hits sandbank near Tarnholt",
    "More than two hundred people were rescued from the Aurelia when the ferry hit a sandbank in"
    " fog close to Tarnholt harbour. Brennick lifeboats brought all passengers ashore, and the"
    " coastguard said that the captain of the Aurelia had reported a failure of the steering.",
)
FERRY_EARLIER = (
    "Aurelia's steering was repaired twice since January, Tarnholt harbour says",
    "The ferry Aurelia, which sails between Tarnholt and Brennick, had its steering repaired twice"
    " since January, the harbour master of Tarnholt said. Passengers had complained of delays.",
)
CHESS = (
    "Orsolya Nemeth wins the chess title in Lindau",
    "Orsolya Nemeth won the last game of the chess final in Lindau against Bogdan Ilic with the"
    " black pieces, after six draws. The Hungarian grandmaster takes the title for the first time.",
)
BREAD = (
    "Bakers of Quillby raise the price of bread",
    "Bread costs a tenth more in Quillby since Monday, for flour and ovens have become dearer. The"
    " guild of bakers says that the price of rolls will follow in spring.",
)
FILLER = (
    "council parking fees", "museum roof repairs", "library opening hours", "school kitchen garden",
    "orchard frost damage", "bicycle lane quarrel", "theatre season opens", "swimming pool closes",
    "bus line renamed", "beekeepers honey prize", "stamp fair visitors", "choir rehearsal rooms",
)  # fmt: skip

Put = Callable[..., list[ArticleId]]


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = Store(tmp_path / "qreader.db", lambda: NOW)
    yield opened
    opened.close()


@pytest.fixture
def relating(store: Store) -> Relating:
    return Relating(store, lambda: NOW)


@pytest.fixture
def put(store: Store) -> Put:
    """Store articles, given as (title, text), of a source; the last one `hours` old."""

    def _put(source: str, *told: tuple[str, str], hours: float = 2, again: bool = False):
        url = f"https://{source}.example/feed"
        feed, _ = store.subscriptions.add(Subscription(url), now=NOW)
        items = []
        for number, (title, text) in enumerate(told):
            key = f"{number if again else title}".encode()
            known = store.statuses.known(feed.id, [key]).get(key)
            dated = NOW - timedelta(hours=hours + len(told) - 1 - number)
            entry = Entry(title, guid=title, body_html=f"<p>{text}</p>", published=dated)
            incoming = Incoming(key, text.encode(), entry, known and known.id, dated)
            items.append((incoming, Digest(text, text[:80], 1)))
        save_items(
            store, feed.id, ParsedFeed(source), items, Validators(), now=NOW, next_check=NOW
        )  # fmt: skip
        found = store.statuses.known(feed.id, [incoming.identity for incoming, _ in items])
        return [found[incoming.identity].id for incoming, _ in items]

    return _put


@pytest.fixture
def filled(put: Put) -> Put:
    """A cache in which what is told of is rare."""
    for number, subject in enumerate(FILLER):
        text = f"News of the {subject} in Quillby, as the {subject} goes on. " * 4
        put(f"filler{number % 3}", (f"The {subject} of Quillby", text), hours=40 + number)
    return put


def grouped(relating: Relating) -> int:
    """Compare the articles that wait with the others; return how many waited."""
    return sum(group_new_articles(relating._store, NOW))


def related(relating: Relating, store: Store, article_id: ArticleId) -> list[Related]:
    return relating.related(store.articles.rows([article_id])[0], 10, THRESHOLD)


def sql(store: Store) -> sqlite3.Connection:
    return sqlite3.connect(store._database.path)


# ---- stories


def test_two_sources_on_one_event_are_a_story(
    store: Store, relating: Relating, filled: Put
) -> None:
    (one,) = filled("post", FERRY)
    (two,) = filled("times", FERRY_AGAIN)
    (other,) = filled("echo", CHESS)
    assert grouped(relating) == len(FILLER) + 3
    rows = store.articles.rows([one, two, other])
    assert rows[0].story == rows[1].story is not None
    assert rows[2].story is None
    assert rows[0].other_sources == 1
    assert rows[0].copy_of is rows[1].copy_of is None


def test_what_comes_later_joins_and_what_is_there_stays(
    store: Store, relating: Relating, filled: Put
) -> None:
    (one,) = filled("post", FERRY)
    grouped(relating)
    assert store.articles.rows([one])[0].story is None
    (two,) = filled("times", FERRY_AGAIN)
    grouped(relating)
    story = store.articles.rows([one])[0].story
    assert story is not None
    (three,) = filled("echo", (FERRY_AGAIN[0], FERRY[1][:200] + FERRY_AGAIN[1][-150:]))
    grouped(relating)
    assert [row.story for row in store.articles.rows([one, two, three])] == [story] * 3
    assert grouped(relating) == 0


def test_one_source_alone_founds_no_story(store: Store, relating: Relating, filled: Put) -> None:
    one, two = filled("post", FERRY, FERRY_AGAIN)
    grouped(relating)
    assert [row.story for row in store.articles.rows([one, two])] == [None, None]
    (found,) = related(relating, store, two)
    assert found.row.id == one


def test_two_feeds_of_one_publisher_are_one_source(
    store: Store, relating: Relating, filled: Put
) -> None:
    filled("www.post", FERRY)
    (two,) = filled("feeds.post", FERRY_AGAIN)
    grouped(relating)
    assert store.articles.rows([two])[0].story is None


def test_the_same_subject_a_month_later_is_another_event(
    store: Store, relating: Relating, filled: Put
) -> None:
    filled("post", FERRY, hours=30 * 24)
    (two,) = filled("times", FERRY_AGAIN)
    grouped(relating)
    assert store.articles.rows([two])[0].story is None


def test_what_joins_a_muted_story_is_read(store: Store, relating: Relating, filled: Put) -> None:
    (one,) = filled("post", FERRY)
    filled("times", FERRY_AGAIN)
    grouped(relating)
    story = store.articles.rows([one])[0].story
    assert story is not None
    store.stories.follow_or_mute(story, Attention.MUTE, NOW + timedelta(days=1))
    (three,) = filled("echo", (FERRY[0], FERRY_AGAIN[1]))
    grouped(relating)
    row = store.articles.rows([three])[0]
    assert (row.story, row.status.read) == (story, True)


def test_what_was_judged_not_related_founds_no_story(
    store: Store, relating: Relating, filled: Put
) -> None:
    (one,) = filled("post", FERRY)
    (two,) = filled("times", FERRY_AGAIN)
    store.judgements.judge(one, two, False)
    grouped(relating)
    assert store.articles.rows([two])[0].story is None
    assert related(relating, store, one) == []


# ---- copies


def test_the_same_text_elsewhere_is_a_copy_of_what_came_first(
    store: Store, relating: Relating, filled: Put
) -> None:
    (one,) = filled("post", FERRY, hours=3)
    (two,) = filled("times", ("Ferry aground", f"{FERRY[1]} (Wire)"))
    (three,) = filled("echo", FERRY)
    grouped(relating)
    assert [row.copy_of for row in store.articles.rows([one, two, three])] == [None, one, one]
    assert store.stories.copies([three]) == [one, two]


def test_a_repost_of_the_same_feed_is_a_copy(store: Store, relating: Relating, filled: Put) -> None:
    one, two = filled("post", FERRY, (f"{FERRY[0]} (again)", FERRY[1]))
    grouped(relating)
    assert store.articles.rows([two])[0].copy_of == one
    assert store.articles.rows([one])[0].other_sources == 0


def copies_of(store: Store, ids: Sequence[ArticleId]) -> list[ArticleId | None]:
    return [row.copy_of for row in store.articles.rows(ids)]


def test_an_original_whose_text_changes_stays_the_original(
    store: Store, relating: Relating, filled: Put
) -> None:
    (one,) = filled("post", FERRY, hours=3, again=True)
    (two,) = filled("times", FERRY)
    (three,) = filled("echo", FERRY)
    grouped(relating)
    changed = FERRY[0], f"{FERRY[1]} Two more were found."
    assert filled("post", changed, hours=3, again=True) == [one]
    assert grouped(relating) == 1
    assert copies_of(store, [one, two, three]) == [None, one, one]


@pytest.mark.parametrize("together", [True, False])
def test_what_was_published_first_is_the_original_be_it_stored_last(
    store: Store, relating: Relating, filled: Put, together: bool
) -> None:
    (two,) = filled("times", FERRY, hours=3)
    (three,) = filled("echo", FERRY, hours=2)
    if not together:
        grouped(relating)
        assert copies_of(store, [two, three]) == [None, two]
    (one,) = filled("post", FERRY, hours=5)
    (four,) = filled("mail", FERRY, hours=5)
    grouped(relating)
    assert copies_of(store, [one, two, three, four]) == [None, one, one, one]
    assert store.stories.copies([four]) == sorted([one, two, three])
    assert set(store.lists.ids(Query(words="is:copy"))) == {two, three, four}


def test_a_copy_whose_original_was_removed_is_none_until_that_is_back(
    store: Store, relating: Relating, filled: Put
) -> None:
    (one,) = filled("post", FERRY, hours=3)
    (two,) = filled("times", FERRY)
    grouped(relating)
    feed_id = store.articles.rows([one])[0].feed_id
    store.removed.remove(feed_id, now=NOW)
    assert copies_of(store, [two]) == [None]
    assert store.lists.ids(Query(words="is:copy")) == []
    store.removed.bring_back(feed_id)
    assert copies_of(store, [two]) == [one]


def test_what_was_removed_before_it_was_taken_in_joins_its_story_once_back(
    store: Store, relating: Relating, filled: Put
) -> None:
    (one,) = filled("post", FERRY)
    (other,) = filled("times", FERRY_AGAIN)
    gone = store.articles.rows([other])[0].feed_id
    store.removed.remove(gone, now=NOW)
    grouped(relating)
    assert not store.signatures.any_ungrouped()
    assert store.articles.rows([one])[0].story is None

    store.removed.bring_back(gone)
    grouped(relating)

    assert store.articles.rows([one])[0].story == store.articles.rows([other])[0].story is not None


def test_another_report_of_the_event_is_no_copy(
    store: Store, relating: Relating, filled: Put
) -> None:
    filled("post", FERRY)
    (two,) = filled("times", FERRY_AGAIN)
    grouped(relating)
    assert store.articles.rows([two])[0].copy_of is None


def test_a_sentence_that_all_entries_share_makes_nothing_related(
    store: Store, relating: Relating, filled: Put
) -> None:
    shared = " Sign up for the Tarnholt Gazette newsletter and never miss a story from Tarnholt."
    places = ("Arnwick", "Bellmoor", "Corley", "Dunmere", "Elstow", "Farle", "Gorse", "Hythe")
    told = [CHESS, BREAD, *((f"Notes on {place}", f"It rained on {place}.") for place in places)]
    ids = filled("post", *((title, text + shared) for title, text in told))
    (elsewhere,) = filled("times", ("Owls in the tower", "Two owls nest there." + shared))
    grouped(relating)
    assert {row.story for row in store.articles.rows([*ids, elsewhere])} == {None}
    assert related(relating, store, elsewhere) == []
    for number in ids[:2]:
        assert related(relating, store, number) == []


@pytest.mark.parametrize(
    "told",
    [
        ("Untitled", ""),
        ("?", "!"),
        ("", ""),
        ("Word", "Word"),
        ("x" * 9000, "y" * 9000),
        ("混 mixed Привет", "東京 kitty Привет مرحبا ไทย " * 40_000),
    ],
)
def test_an_article_that_says_nothing_relates_to_nothing(
    store: Store, relating: Relating, filled: Put, told: tuple[str, str]
) -> None:
    (one,) = filled("post", told)
    (two,) = filled("times", (told[0], f"{told[1]} "))
    (three,) = filled("echo", CHESS)
    grouped(relating)
    assert related(relating, store, three) == []
    assert not [one for one in related(relating, store, one) if one.row.id != two]


def test_many_copies_of_one_article_are_one_story_and_cost_no_more_than_others(
    store: Store, relating: Relating, filled: Put
) -> None:
    for number in range(60):
        filled(f"site{number}", (FERRY[0], FERRY[1] + f" Our number is {number}."))
    grouped(relating)
    first, *rest = store.lists.ids(Query(words="Aurelia"))
    rows = store.articles.rows([first, *rest])
    assert len({row.story for row in rows}) == 1
    assert sum(row.copy_of is None for row in rows) == 1
    assert len(related(relating, store, first)) == 10


# ---- what is related


def test_the_story_comes_first_then_what_led_to_it(
    store: Store, relating: Relating, filled: Put
) -> None:
    (earlier,) = filled("post", FERRY_EARLIER, hours=24 * 4)
    (one,) = filled("post", FERRY)
    (two,) = filled("times", FERRY_AGAIN)
    grouped(relating)
    found = related(relating, store, one)
    assert [(each.row.id, each.relation) for each in found] == [
        (two, Relation.STORY),
        (earlier, Relation.EARLIER),
    ]
    assert {"Aurelia", "Tarnholt"} & set(" ".join(found[0].reasons).split())
    assert 0 < found[1].score < found[0].score <= 1


def test_an_explanation_names_terms_and_what_scales_them(
    store: Store, relating: Relating, filled: Put
) -> None:
    (one,) = filled("post", FERRY)
    filled("times", FERRY_AGAIN)
    grouped(relating)
    parts = dict(related(relating, store, one)[0].parts)
    assert "Aurelia" in parts
    assert list(parts)[-4:] == ["likeness", "nearness in time", "consensus", "competition"]
    assert parts["likeness"] > parts["Aurelia"] > 0


def test_what_came_just_now_has_its_related_articles_before_it_is_taken_in(
    store: Store, relating: Relating, filled: Put
) -> None:
    (one,) = filled("post", FERRY)
    grouped(relating)
    (two,) = filled("times", FERRY_AGAIN)
    assert [found.row.id for found in related(relating, store, two)] == [one]


def test_what_is_pinned_stands_first_whatever_it_is(
    store: Store, relating: Relating, filled: Put
) -> None:
    (one,) = filled("post", FERRY)
    (two,) = filled("times", FERRY_AGAIN)
    (bread,) = filled("echo", BREAD)
    grouped(relating)
    store.judgements.judge(one, bread, True)
    found = related(relating, store, one)
    assert [(each.row.id, each.pinned) for each in found] == [(bread, True), (two, False)]
    assert related(relating, store, bread)[0].row.id == one


def test_an_article_with_other_words_relates_by_those(
    store: Store, relating: Relating, filled: Put
) -> None:
    (one,) = filled("post", CHESS, again=True)
    (two,) = filled("times", FERRY_AGAIN)
    grouped(relating)
    assert related(relating, store, two) == []
    assert filled("post", FERRY, again=True) == [one]
    assert grouped(relating) == 1
    assert [found.row.id for found in related(relating, store, two)] == [one]
    assert store.articles.rows([one])[0].story == store.articles.rows([two])[0].story is not None


def test_a_feed_that_goes_leaves_nothing_that_relates(
    store: Store, relating: Relating, filled: Put
) -> None:
    (one,) = filled("post", FERRY)
    (two,) = filled("times", FERRY_AGAIN)
    grouped(relating)
    store.removed.remove(store.articles.rows([two])[0].feed_id, now=NOW)
    assert related(relating, store, one) == []


def test_nothing_is_missed_where_a_process_ends_in_between(
    store: Store, filled: Put, monkeypatch: pytest.MonkeyPatch
) -> None:
    (one,) = filled("post", FERRY)
    (two,) = filled("times", FERRY_AGAIN)

    def killed(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched, pytest.raises(KeyboardInterrupt):
        patched.setattr("qreader.related.stories.place", killed)
        grouped(Relating(store, lambda: NOW))
    assert store.signatures.any_ungrouped()
    grouped(Relating(store, lambda: NOW))
    assert store.articles.rows([one])[0].story == store.articles.rows([two])[0].story is not None


def test_a_cache_from_before_is_taken_in_whole(
    store: Store, relating: Relating, filled: Put
) -> None:
    (one,) = filled("post", FERRY)
    filled("times", FERRY_AGAIN)
    grouped(relating)
    with closing(sql(store)) as connection, connection:
        # as the migration leaves them
        connection.execute("UPDATE signature SET terms = NULL, pending = 1")
        connection.execute("DELETE FROM story")
        connection.execute("DELETE FROM story_article")
    connection.close()
    assert grouped(relating) == len(FILLER) + 2
    assert store.articles.rows([one])[0].story is not None


def test_a_damaged_table_of_frequencies_counts_as_none(
    store: Store, relating: Relating, filled: Put
) -> None:
    (one,) = filled("post", FERRY)
    filled("times", FERRY_AGAIN)
    grouped(relating)
    with closing(sql(store)) as connection, connection:
        connection.execute("UPDATE frequency SET counts = x'00ff'")
    connection.close()
    assert related(relating, store, one)


def test_of_the_same_story_is_said_whom_it_names_and_the_article_does_not(
    relating: Relating, store: Store, filled: Put
) -> None:
    title, text = FERRY_AGAIN
    told = "On Monday the diver Imke Thal told the harbour that she had seen the sandbank."
    (one,) = filled("post", FERRY)
    (two,) = filled("times", (title, f"{text} {told}"))
    grouped(relating)
    (found,) = related(relating, store, one)
    assert (found.row.id, found.relation) == (two, Relation.STORY)
    assert found.adds == ("Imke Thal",)
    (back,) = related(relating, store, two)
    assert back.adds == ()


# ---- front of mind


def test_a_story_of_several_sources_is_front_of_mind(
    store: Store, relating: Relating, filled: Put
) -> None:
    (one,) = filled("post", FERRY, hours=3)
    (two,) = filled("times", FERRY_AGAIN)
    filled("echo", CHESS)
    grouped(relating)
    (topic,) = relating.topics(10)
    assert [row.id for row in topic.articles] == [two, one]
    assert topic.sources == 2
    assert topic.label == FERRY_AGAIN[0]
    assert topic.trend == (0, 0, 0, 0, 0, 0, 2)
    assert topic.story == store.articles.rows([one])[0].story


def test_who_runs_the_text_of_another_is_no_second_source(
    store: Store, relating: Relating, filled: Put
) -> None:
    filled("post", FERRY, hours=3)
    filled("times", FERRY)
    grouped(relating)
    assert relating.topics(10) == []
    filled("echo", FERRY_AGAIN, hours=1)
    grouped(relating)
    (topic,) = relating.topics(10)
    assert len(topic.articles) == 3
    assert topic.sources == 3


def test_every_view_gives_a_story_the_same_numbers(
    store: Store, relating: Relating, filled: Put
) -> None:
    (one,) = filled("post", FERRY, hours=5)
    (copy,) = filled("times", FERRY, hours=4)
    (two,) = filled("echo", FERRY_AGAIN, hours=3)
    (hidden,) = filled("mail", FERRY_AGAIN, hours=2)
    (removed,) = filled("star", FERRY, hours=1)
    grouped(relating)
    store.statuses.mark([hidden], hidden=True)
    (gone,) = store.articles.rows([removed])
    store.removed.remove(gone.feed_id, now=NOW, keep=False)
    (row,) = store.articles.rows([one])
    assert row.story_size == StorySize(3, 3, (0, 0, 0, 0, 0, 0, 3))
    assert row.other_sources == 2
    (topic,) = relating.topics(10)
    assert topic.size == row.story_size
    assert (topic.sources, topic.trend) == (row.story_size.sources, row.story_size.trend)
    beside = [found.row for found in related(relating, store, one)]
    assert {other.story_size for other in beside if other.story == row.story} == {row.story_size}
    assert store.lists.ids(Query(story=row.story)) == [one, copy, two]


def test_a_muted_story_is_on_nobodys_mind_and_a_followed_one_stays_there(
    store: Store, relating: Relating, filled: Put
) -> None:
    (one,) = filled("post", FERRY, hours=30)
    filled("times", FERRY_AGAIN, hours=2)
    grouped(relating)
    assert relating.topics(10) == []
    story = store.articles.rows([one])[0].story
    assert story is not None
    store.stories.follow_or_mute(story, Attention.FOLLOW, NOW + timedelta(days=1))
    assert [topic.story for topic in relating.topics(10)] == [story]
    store.stories.follow_or_mute(story, Attention.MUTE, NOW + timedelta(days=1))
    assert relating.topics(10) == []


def test_yesterdays_story_is_front_of_mind_no_more(
    store: Store, relating: Relating, filled: Put
) -> None:
    filled("post", FERRY, hours=30)
    filled("times", FERRY_AGAIN, hours=29)
    grouped(relating)
    assert relating.topics(10) == []


def test_a_term_that_rises_is_named_as_the_articles_write_it(
    store: Store, relating: Relating, filled: Put
) -> None:
    for day in range(5):
        filled("post", (f"Day {day} in Quillby", FILLER[day] * 3), hours=24 * (day + 2))
    said = "Locusts have come to {0}: the locusts eat {1}, and {2} waits."
    places = [
        ("Arnwick", "barley", "the mayor"), ("Bellmoor", "roses", "a miller"),
        ("Corley", "cabbage", "the vicar"), ("Dunmere", "vines", "everybody"),
    ]  # fmt: skip
    for number, words in enumerate(places):
        title = f"Locusts {('seen', 'reach', 'swarm', 'cloud')[number]} {words[0]}"
        filled(f"paper{number}", (title, said.format(*words)), hours=number + 1)
    grouped(relating)
    topics = relating.topics(10)
    assert any("ocusts" in topic.label for topic in topics), topics


def test_a_signal_votes_and_is_listed_nowhere(
    store: Store, relating: Relating, filled: Put
) -> None:
    (one,) = filled("post", FERRY)
    (two,) = filled("times", FERRY_AGAIN)
    feed_id: FeedId = store.articles.rows([two])[0].feed_id
    store.editing.change({feed_id: {FeedSetting.SIGNAL_ONLY: 1}})
    grouped(relating)
    (topic,) = relating.topics(10)
    assert topic.sources == 2
    assert [row.id for row in topic.articles] == [one]
    assert two not in store.lists.ids(Query())


def test_an_empty_cache_has_nothing_on_its_mind(relating: Relating) -> None:
    assert relating.topics(10) == []
    assert grouped(relating) == 0
