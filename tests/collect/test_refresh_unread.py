"""Entries stated again as they were are not read, and the cache is the same as if they were."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from qreader.collect.parsing import News, read_document, read_news
from qreader.model import Document, EntryLookup, Validators
from qreader.sources.feeds import parse
from qreader.sources.feeds.parse import parse_feed
from qreader.store import Store
from refresh_world import World

URL = "https://example.org/feed"
HEAD = "<rss version='2.0'><channel><title>F</title><link>https://example.org/</link>"
TAIL = "</channel></rss>"


@pytest.fixture(autouse=True)
def every_feed_is_large(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("qreader.sources.feeds.parse.LARGE_CHARACTERS", 0)


def item(guid: str, title: str, text: str = "Words.", day: int = 1) -> str:
    return (
        f"<item><guid isPermaLink='false'>{guid}</guid><title>{title}</title>"
        f"<link>https://example.org/{title}</link><description>{text}</description>"
        f"<pubDate>Mon, {day:02} Nov 2026 10:00:00 GMT</pubDate></item>\n"
    )


def feed(*items: str, head: str = HEAD) -> Document:
    return Document(URL, (head + "".join(items) + TAIL).encode())


ONE, TWO, THREE = item("1", "One"), item("2", "Two"), item("3", "Three")


def titles(document: Document, before: Document) -> list[str]:
    parsed = parse_feed(document, frozenset(parse_feed(before).entry_hashes))
    return [entry.title for entry in parsed.entries]


def test_what_was_seen_is_left_out_and_has_its_print():
    parsed = parse_feed(feed(THREE, ONE, TWO), frozenset(parse_feed(feed(ONE, TWO)).entry_hashes))
    assert parsed.entries == parse_feed(feed(THREE)).entries
    assert parsed.entry_hashes[1:] == parse_feed(feed(ONE, TWO)).entry_hashes
    assert parsed.title == "F"


def test_a_changed_word_is_read():
    assert titles(feed(item("1", "One", "Other words."), TWO), feed(ONE, TWO)) == ["One"]


@pytest.mark.parametrize(
    "head",
    [
        HEAD + "<language>de</language>",
        HEAD.replace("<rss ", "<rss xmlns:dc='urn:x' "),
        HEAD.replace("2.0'", "2.0' xml:lang='fr'"),
    ],
)
def test_all_is_read_where_the_feed_gives_its_entries_something_else(head: str):
    assert titles(feed(ONE, TWO, head=head), feed(ONE, TWO)) == ["One", "Two"]
    assert titles(feed(ONE, TWO, head=head), feed(ONE, TWO, head=head)) == []


@pytest.mark.parametrize(
    "items",
    [
        [item("1", "One", "<![CDATA[" + TWO + "]]>"), TWO],
        [ONE, "<!-- " + TWO + " -->"],
        [ONE, "<title>Between</title>", TWO],
        [ONE, ONE],
    ],
    ids=["in a text", "in a comment", "something between", "twice"],
)
def test_nothing_is_left_out_where_entries_are_not_plainly_a_row(items: list[str]):
    whole = parse_feed(feed(*items))
    assert whole.entry_hashes == ()
    assert parse_feed(feed(*items), frozenset(parse_feed(feed(ONE, TWO)).entry_hashes)).entries == (
        whole.entries
    )


@pytest.mark.parametrize("word", ["Two", "<![CDATA[<b>", "&amp;", "\u202e"])
def test_a_damaged_document_is_read_whole(word: str):
    damaged = Document(URL, (HEAD + ONE + TWO + f"<item><title>{word}<b></item>" + TAIL).encode())
    assert parse_feed(damaged, frozenset(parse_feed(feed(ONE)).entry_hashes)) == parse_feed(damaged)


def test_the_text_is_read_only_of_what_is_news():
    seen = frozenset(parse_feed(feed(ONE, TWO)).entry_hashes)
    _, digested = read_news(News(feed(THREE, ONE, TWO), seen))
    assert [digest.text for digest in digested] == ["Words."]
    for whole in (feed(ONE, ONE), feed(THREE)):  # no hashes; none seen
        parsed, digested = read_news(News(whole, seen))
        assert parsed.entries
        assert digested == []


# ---- in the cache


def contents(store: Store) -> list[Any]:
    feed_id = store.feeds.all()[0].id
    titles = ("One", "Two", "a", "b")
    asked = [EntryLookup(title.encode(), None, b"", title, None) for title in titles]
    kept = store.saving.state_of(feed_id, asked, missing_among=1000).missing
    return sorted((one.id, one.identity, one.guid, one.title, one.url, one.texts) for one in kept)


class Called:
    """Parses here, and counts what was read whole."""

    def __init__(self) -> None:
        self.whole = 0

    def call(self, function: Callable[[Any], Any], argument: Any) -> Any:
        self.whole += function is read_document
        return function(argument)


def visit(world: World, documents: Sequence[Document], *, leaves_out: bool) -> Called:
    called = Called()
    refresh = replace(world.refresh, sandbox=called)
    for document in documents:
        (feed,) = world.store.feeds.all()
        if not leaves_out:
            refresh.store_feed(feed, parse_feed(document), Validators())
            continue
        outcome = refresh._read((feed, document))[1]
        assert not refresh._settle(feed, outcome).error
    return called


def test_an_article_that_is_under_another_name_is_found_again(world):
    moved = item("new", "One")
    world.subscribe(URL)
    called = visit(world, [feed(ONE, TWO), feed(moved, TWO)], leaves_out=True)
    assert len(contents(world.store)) == 2
    assert called.whole == 1


def test_what_is_gone_from_the_cache_is_read_again(world):
    world.subscribe(URL)
    assert visit(world, [feed(ONE, TWO), feed(ONE, TWO)], leaves_out=True).whole == 0
    with world.store._database.transaction() as connection:
        connection.execute("DELETE FROM status WHERE id = 1")
    assert visit(world, [feed(ONE, TWO)], leaves_out=True).whole == 1
    assert {one[3] for one in contents(world.store)} == {"One", "Two"}


def test_what_is_hidden_is_not_read_again(world):
    world.subscribe(URL)
    visit(world, [feed(ONE, TWO)], leaves_out=True)
    world.store.statuses.mark([1], hidden=True)
    assert visit(world, [feed(ONE, TWO)], leaves_out=True).whole == 0


entries = st.builds(
    item,
    st.sampled_from("1234"),
    st.sampled_from("abcd"),
    st.sampled_from(["x", "y", "A text that is long enough to be one's own. " * 3]),
    st.integers(1, 3),
)


@pytest.mark.slow
@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.lists(st.lists(entries, min_size=1, max_size=6), min_size=2, max_size=5))
def test_the_cache_is_the_same_as_if_all_was_read(world, tmp_path_factory, visits):
    documents = [feed(*items) for items in visits]
    found = []
    for leaves_out in (True, False):
        store = Store(tmp_path_factory.mktemp("cache") / "qreader.db")
        refresh = replace(world.refresh, store=store)
        fresh = World(store, refresh)
        fresh.subscribe(URL)
        visit(fresh, documents, leaves_out=leaves_out)
        found.append(contents(store))
        store.close()
    assert found[0] == found[1]


def test_a_small_feed_is_read_whole(monkeypatch: pytest.MonkeyPatch):
    document = feed(ONE, TWO)
    monkeypatch.setattr(parse, "LARGE_CHARACTERS", len(document.body) + 1)
    assert parse_feed(document).entry_hashes == ()
    monkeypatch.setattr(parse, "LARGE_CHARACTERS", len(document.body))
    assert len(parse_feed(document).entry_hashes) == 2
