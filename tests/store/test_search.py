"""The full-text index: it knows exactly what the articles say now."""

from __future__ import annotations

import sqlite3
import tempfile
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qreader.errors import QueryError
from qreader.model import (
    Digest,
    Entry,
    Feed,
    Incoming,
    ParsedFeed,
    Query,
    Scope,
    Subscription,
    packed,
)
from qreader.model import Validators as V
from qreader.store import Store, search
from qreader.store.base import utc_now
from qreader.store.checking import check
from qreader.store.database import Block
from qreader.store.search import SearchIndex
from stored import save_items

# ---- what is found


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("zurich", {0}),
        ("ZÜRICH", {0}),
        ("harbour lake", {0}),
        ('"old harbour"', {1}),
        ("harbour -lake", {1, 2}),
        ("harb*", {0, 1, 2}),
        ("harb", set()),
        ("quay's", {2}),
    ],
)
def test_a_search_reads_words_as_people_write_them(store: Store, save, words: str, found: set[int]):
    numbers = save(
        ("Zürich", "the harbour by the lake"),
        ("Two", "an old harbour"),
        ("Three", "harbour, old; the quay’s end"),
    )

    assert {numbers.index(number) for number, _ in store.lists.search(words, 10)} == found


@pytest.mark.parametrize("words", ["", "  ", '""', "-harbour", "!?", "* *"])
def test_a_search_for_nothing_is_refused_by_every_way_to_search(store: Store, save, words: str):
    save(("Harbour", ""))

    with pytest.raises(QueryError):
        store.lists.search(words, 10)
    if words:  # an empty string is no search at all, but the whole list
        with pytest.raises(QueryError):
            store.lists.ids(Query(words=words))
        with pytest.raises(QueryError):
            store.lists.count(Query(words=words))


def test_the_best_comes_first_and_of_equals_the_newest(store: Store, save):
    numbers = save(
        ("One", "harbour"), ("Two", "harbour"), ("The harbour", "harbour"), ("Four", "boats")
    )
    found = store.lists.search("harbour", 10)

    assert [number for number, _ in found] == [numbers[2], numbers[1], numbers[0]]
    assert found[0][1] > found[1][1] > found[2][1] > 0.999 * found[1][1]
    assert store.lists.search("harbour", 2) == found[:2]


def test_a_limit_counts_what_the_list_holds_not_what_it_leaves_out(
    store: Store, save, other_feed: Feed
):
    (wanted,) = save(("Wanted", f"harbour {'filler ' * 50}"))
    save(*((f"Harbour {n}", "harbour harbour") for n in range(9)), into=other_feed)

    assert store.lists.ids(Query(words="harbour", folder="News"), limit=3) != []
    assert store.lists.ids(
        Query(words="harbour", feed_id=store.articles.rows([wanted])[0].feed_id), limit=1
    ) == [wanted]


def test_a_search_keeps_to_its_scope_when_that_changes(store: Store, save):
    first, second = save(("A", "harbour"), ("B", "harbour"))
    query = Query(Scope.STARRED, words="harbour")
    assert store.lists.ids(query) == []
    store.statuses.mark([first, second], starred=True, label=str)
    assert store.lists.ids(query) == [second, first]
    assert store.lists.all_ids(query) == packed([second, first])
    assert store.lists.count(query) == 2
    store.undoing.undo()

    assert store.lists.ids(query) == []


def test_a_new_title_is_found_and_the_old_one_no_more(store: Store, save):
    entry = Entry("Ferries wait", guid="1", body_html="<p>wind</p>")
    (number,) = save(entry)
    save(replace(entry, title="Ferries sail", body_html="<p>wind, less of it</p>"))

    assert store.lists.ids(Query(words="sail wind")) == [number]
    assert store.lists.ids(Query(words="wait")) == []


def test_terms_that_mean_something_to_the_index_are_words_like_others(store: Store, save):
    (number,) = save(("A", "near or and not"))

    for term in ("near", "or", "and", "not", "AND"):
        assert store.lists.ids(Query(words=term)) == [number], term


# ---- the index and the articles agree

WORDS = ["ferry", "strike", "harbour", "東京", "京都", "Zürich"]
TEXTS = st.lists(st.sampled_from(WORDS), max_size=4).map(" ".join)
STATEMENTS = st.lists(
    st.tuples(st.integers(0, 1), st.integers(0, 3), TEXTS, TEXTS), min_size=1, max_size=14
)


@settings(max_examples=25)
@given(STATEMENTS, st.booleans())
def test_after_any_history_a_word_finds_the_articles_that_hold_it_now(statements, removes):
    now = datetime(2026, 11, 24, 12, tzinfo=UTC)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "qreader.db"
        store = Store(path)
        feeds = [
            store.subscriptions.add(Subscription(f"https://{n}/"), now=now)[0].id for n in (0, 1)
        ]
        says: dict[int, str] = {}
        for where, guid, title, text in statements:
            identity = bytes([guid])
            stored = store.statuses.known(feeds[where], [identity]).get(identity)
            item = Incoming(identity, b"", Entry(title or "-"), stored and stored.id, now)
            save_items(
                store, feeds[where], ParsedFeed("x"), [(item, Digest(text, text, 1))], V(),
                now=now, next_check=now,
            )  # fmt: skip
            says[store.statuses.known(feeds[where], [identity])[identity].id] = f"{title} {text}"
        if removes:
            gone = store.lists.ids(Query(feed_id=feeds[0]))
            store.removed.remove(feeds[0], now=now - timedelta(days=31), keep=False)
            store.removed.let_go(99, now=now)
            says = {number: text for number, text in says.items() if number not in gone}

        for word in WORDS:
            holding = {number for number, text in says.items() if word in text.split()}
            assert set(store.lists.ids(Query(words=word))) == holding, word
        store.close()
        sql = sqlite3.connect(path)
        sql.execute("INSERT INTO search (search) VALUES ('integrity-check')")
        sql.close()


# ---- an index from before every script was folded

SCRIPTS = {"Αθήνα": "αθηνα", "Ёлка": "елка", "שָׁלוֹם": "שלום", "مُحَمَّد": "محمد", "Łódź": "lodz"}


@pytest.fixture
def before(store: Store, save, sql: sqlite3.Connection, monkeypatch) -> list[int]:
    """Articles as they were indexed before, the newest of them the last."""
    monkeypatch.setattr(search, "BATCH", 2)
    sql.execute("INSERT INTO remembered VALUES ('search-unfolded-to', '1000')")
    ids = save(*[(word, f"Plain and {word} are here") for word in SCRIPTS], ("Plain", "café"))
    sql.execute("UPDATE remembered SET value = ? WHERE name = 'search-unfolded-to'", (ids[-1],))
    return ids


def found(store: Store, words: str) -> set[int]:
    return set(store.lists.ids(Query(words=words)))


def test_what_was_found_before_is_found_at_every_step_of_folding_anew(
    store: Store, before, save, sql
):
    (new,) = save(("Αθήνα again", "Ёлка"))
    left = store.search_index.unfolded_to()
    while True:
        assert found(store, "Αθήνα") == {before[0], new}
        assert found(store, "title:Αθήνα -again") == {before[0]}
        assert found(store, "Ёлка OR Łódź") == {before[1], before[4], new}
        assert found(store, "plain cafe") == {before[5]}
        for number, (written, typed) in zip(before, SCRIPTS.items(), strict=False):
            assert number in found(store, written)
            assert (number in found(store, typed)) == (number > left)
        if not left:
            break
        left = store.search_index.fold_some()
    sql.execute("INSERT INTO search (search) VALUES ('integrity-check')")


def test_an_article_that_changes_half_way_leaves_nothing_of_its_old_words(
    store: Store, before, save, sql
):
    store.search_index.fold_some()
    words = list(SCRIPTS)
    save(*[Entry(word, word, body_html="<p>other</p>") for word in words])
    assert found(store, "here") == set()
    while store.search_index.fold_some():
        pass

    assert found(store, "other") == set(before[:5])
    assert found(store, "елка") == {before[1]}
    assert found(store, "here") == set()
    left = sql.execute(
        "SELECT count(*) FROM (SELECT id FROM search_docsize EXCEPT SELECT id FROM article)"
    )
    assert left.fetchone() == (0,)


def test_folding_anew_goes_on_where_a_process_ended(
    store: Store, before, block: Block, tmp_path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(search, "BATCH", 3)
    block.connection.execute("BEGIN IMMEDIATE")
    SearchIndex(block, utc_now).fold_some()
    block.connection.execute("ROLLBACK")  # as SQLite does with what a killed process left
    assert store.search_index.unfolded_to() == before[-1]
    store.search_index.fold_some()
    store.close()

    assert check(tmp_path / "qreader.db", datetime(2026, 11, 24, tzinfo=UTC)).mended == (
        "the search index brought to fold every script",
    )
    with closing(Store(tmp_path / "qreader.db")) as opened:
        assert opened.search_index.unfolded_to() == 0
        for number, typed in zip(before, SCRIPTS.values(), strict=False):
            assert number in found(opened, typed)
