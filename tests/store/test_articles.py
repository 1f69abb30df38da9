from __future__ import annotations

import sqlite3
from datetime import timedelta

import pytest

from qreader.errors import NotFoundError
from qreader.model import (
    Enclosure,
    Entry,
    Feed,
    Incoming,
    Link,
    LinkBlock,
    LinkKind,
    ParsedFeed,
    Plan,
    Query,
    Scope,
    Status,
    Subscription,
    Validators,
)
from qreader.store import Store
from qreader.store.base import utc_now
from qreader.store.database import Block
from qreader.text.urls import MADE_UP_HOST

SHORT = "<p>The comet was seen from the bridge.</p>"
LONG = f"<p>{'The comet was seen from the bridge. ' * 40}</p>"

# ---- what comes in


def test_an_entry_comes_back_as_it_was_stored(store: Store, save, now):
    entry = Entry(
        title="Comet over Tarn",
        guid="tag:1",
        url="https://example.org/comet",
        authors=("Ada", "Bo"),
        published=now - timedelta(hours=1),
        updated=now,
        summary_html="<b>short</b>",
        body_html="<p>The comet was seen from the bridge.</p>",
        base_url="https://example.org/",
        language="en-gb",
        image="https://example.org/comet.jpg",
        tags=("sky", "night"),
        enclosures=(Enclosure("https://example.org/a.mp3", "audio/mpeg", 12), Enclosure("x")),
        own_related=(LinkBlock("Read next", LinkKind.RELATED, (Link("Another story"),)),),
        comments_url="https://example.org/comet/comments",
    )

    (number,) = save(entry)

    article = store.articles.one(number)
    assert article.entry == entry
    assert article.row.feed == "Example"
    assert article.row.arrived == now
    assert article.minutes == 1


@pytest.mark.parametrize(
    ("entry", "is_summary"),
    [
        (Entry("Comet over Tarn", url="https://example.org/c", body_html=SHORT), True),
        (Entry("Comet over Tarn", url="https://example.org/c", body_html=LONG), False),
        (Entry("Comet over Tarn", guid="tag:1", body_html=SHORT), False),
        (Entry("Comet over Tarn", url=f"https://{MADE_UP_HOST}/c", body_html=SHORT), False),
        (Entry("The comet was seen…", url="https://example.org/c", body_html=SHORT), False),
    ],
)
def test_a_short_text_of_a_page_is_a_summary_but_for_a_post_without_a_title(
    store: Store, save, entry: Entry, is_summary: bool
):
    (number,) = save(entry)

    article = store.articles.one(number)
    assert article.is_summary == is_summary
    assert article.words == (280 if entry.body_html == LONG else 7)


def test_a_bare_entry_comes_back_with_nothing_made_up(store: Store, save):
    (number,) = save(Entry(title="Only a title"))

    assert store.articles.one(number).entry == Entry(title="Only a title")


def test_an_unknown_article_is_not_found(store: Store):
    with pytest.raises(NotFoundError, match="no article has the number 12"):
        store.articles.one(12)


def test_storing_again_stores_nothing_twice(store: Store, save):
    first = save(("One", "text"), ("Two", "text"))
    again = save(("One", "text"), ("Two", "text"))

    assert again == first
    assert store.lists.count(Query()) == 2


def test_the_same_guid_in_two_feeds_is_two_articles(store: Store, save, other_feed: Feed):
    (here,) = save(Entry(title="Ours", guid="1"))
    (there,) = save(Entry(title="Theirs", guid="1"), into=other_feed)

    assert here != there
    assert [row.title for row in store.articles.rows([here, there])] == ["Ours", "Theirs"]


def test_changed_words_keep_the_old_text_as_a_revision(store: Store, save, tmp_path):
    (number,) = save(("Bridge", "The bridge opens in May."))
    save(("Bridge", "The bridge opens in June."))

    assert "June" in (store.articles.one(number).entry.body_html or "")
    connection = sqlite3.connect(tmp_path / "qreader.db")
    kept = connection.execute("SELECT article_id, title FROM revision").fetchall()
    connection.close()
    assert kept == [(number, "Bridge")]


def test_changed_words_are_found_and_the_old_ones_no_more(store: Store, save):
    (number,) = save(("Bridge", "opens in maytime"))
    save(("Bridge", "opens in junetime"))

    assert [found for found, _ in store.lists.search("junetime", 5)] == [number]
    assert store.lists.search("maytime", 5) == []


def test_a_read_article_whose_words_change_says_so_until_it_is_read_again(store: Store, save):
    (number,) = save(("Bridge", "opens in May"))
    store.statuses.mark([number], read=True)
    save(("Bridge", "opens in June"))
    assert store.articles.rows([number])[0].changed

    store.statuses.mark([number], read=True)
    assert not store.articles.rows([number])[0].changed


def test_an_unread_article_whose_words_change_is_merely_new(store: Store, save):
    (number,) = save(("Bridge", "opens in May"))
    save(("Bridge", "opens in June"))

    assert not store.articles.rows([number])[0].changed


def test_validators_and_articles_share_a_transaction(store: Store, feed: Feed, save, now):
    save(("One", "text"), etag='"v1"')

    class Torn(Exception):
        pass

    def digests():
        yield from ()
        raise Torn

    torn = Plan(
        feed.id,
        ParsedFeed("Example"),
        [Incoming(b"2", b"", Entry("Two"))],
        Validators(etag='"v2"'),
        now=now,
        next_check=now,
        digests=digests(),
    )
    with pytest.raises(Torn):
        store.saving.apply(torn)
    assert store.feeds.one(feed.id).validators.etag == '"v1"'


# ---- lists


def test_lists_are_newest_first(store: Store, save):
    numbers = save(("Old", ""), ("Middle", ""), ("New", ""))

    assert store.lists.ids(Query()) == numbers[::-1]


def test_pages_by_key_join_up_to_the_whole_list(store: Store, save, other_feed: Feed):
    save(*((f"Story {n}", "text") for n in range(23)))
    save(*((f"Other {n}", "text") for n in range(9)), into=other_feed)
    whole = store.lists.ids(Query())

    pages: list[int] = []
    while page := store.lists.ids(Query(), after=pages[-1] if pages else None, limit=5):
        pages += page
    assert pages == whole
    assert len(whole) == 32


def test_a_list_narrows_by_scope_feed_and_folder(store: Store, save, feed, other_feed):
    ours = save(("A", ""), ("B", ""))
    (theirs,) = save(("C", ""), into=other_feed)
    store.statuses.mark([ours[0]], read=True, starred=True)
    store.statuses.mark([theirs], later=True)

    assert set(store.lists.ids(Query(Scope.UNREAD))) == {ours[1], theirs}
    assert store.lists.ids(Query(Scope.STARRED)) == [ours[0]]
    assert store.lists.ids(Query(Scope.LATER)) == [theirs]
    assert set(store.lists.ids(Query(feed_id=feed.id))) == set(ours)
    assert store.lists.ids(Query(folder="News")) == [theirs]
    assert store.lists.ids(Query(Scope.UNREAD, feed_id=feed.id)) == [ours[1]]
    assert store.lists.count(Query(Scope.UNREAD, folder="News")) == 1


def test_a_folder_holds_the_folders_inside_it_and_no_namesakes(store: Store, save, now):
    inside, _ = store.subscriptions.add(Subscription("https://a/", folder="News/Local"), now=now)
    beside, _ = store.subscriptions.add(Subscription("https://b/", folder="Newsroom"), now=now)
    (number,) = save(("A", ""), into=inside)
    save(("B", ""), into=beside)

    assert store.lists.ids(Query(folder="News")) == [number]


def test_rows_keep_the_order_asked_for_and_leave_out_the_unknown(store: Store, save):
    first, second = save(("A", ""), ("B", ""))

    assert [row.id for row in store.articles.rows([second, 999, first])] == [second, first]


@pytest.mark.parametrize(
    ("query", "index"),
    [
        (Query(), "status_dated"),
        (Query(Scope.UNREAD), "status_unread"),
        (Query(Scope.STARRED), "status_starred"),
        (Query(Scope.LATER), "status_later"),
        (Query(feed_id=1), "status_feed_dated"),
        (Query(Scope.UNREAD, feed_id=1), "status_feed_unread"),
    ],
)
def test_each_list_is_read_from_its_index_without_sorting(store: Store, tmp_path, query, index):
    from qreader.store.timelines import Timelines

    connection = sqlite3.connect(tmp_path / "qreader.db")
    asked: list[str] = []
    connection.set_trace_callback(asked.append)
    Timelines(Block(connection), utc_now).ids(query, limit=10)
    connection.set_trace_callback(None)
    plan = " ".join(row[3] for row in connection.execute(f"EXPLAIN QUERY PLAN {asked[-1]}"))
    connection.close()

    assert f"INDEX {index}" in plan
    assert "TEMP B-TREE" not in plan


# ---- what the person does


def test_marking_returns_what_was_before_and_can_be_undone(store: Store, save):
    first, second = save(("A", ""), ("B", ""))
    store.statuses.mark([first], read=True)

    before = store.statuses.mark([first, second], read=True, label=str)

    assert before == {second: Status()}
    store.undoing.undo()
    assert [row.status.read for row in store.articles.rows([first, second])] == [True, False]


def test_marking_sets_only_what_is_named(store: Store, save):
    (number,) = save(("A", ""))
    store.statuses.mark([number], starred=True)
    store.statuses.mark([number], later=True)
    store.statuses.mark([number], read=True)

    assert store.articles.rows([number])[0].status == Status(read=True, starred=True, later=True)


def test_counts_follow_every_change(store: Store, save, feed: Feed, other_feed: Feed):
    numbers = save(("A", ""), ("B", ""), ("C", ""))
    save(("D", ""), into=other_feed)

    def counts():
        return [
            (f.articles, f.unread)
            for f in (store.feeds.one(feed.id), store.feeds.one(other_feed.id))
        ]

    assert counts() == [(3, 3), (1, 1)]
    store.statuses.mark(numbers[:2], read=True, label=str)
    assert counts() == [(3, 1), (1, 1)]
    store.statuses.mark(numbers[:2], read=True)
    assert counts() == [(3, 1), (1, 1)]
    store.undoing.undo()
    assert counts() == [(3, 3), (1, 1)]


def test_many_articles_are_marked_at_once(store: Store, save):
    numbers = save(*((f"Story {n}", "") for n in range(1203)))

    assert len(store.statuses.mark(numbers, read=True)) == 1203
    assert store.lists.count(Query(Scope.UNREAD)) == 0
    assert len(store.articles.rows(numbers)) == 1203


# ---- search


def test_a_search_finds_title_and_text_and_prefers_the_title(store: Store, save):
    in_text, in_title, _ = save(
        ("Weather", "a harbour in the rain " * 5), ("Harbour opens", "ships"), ("Sea", "waves")
    )

    assert store.lists.ids(Query(words="harbour")) == [in_title, in_text]


def test_a_search_narrows_by_scope(store: Store, save):
    first, second = save(("Harbour one", ""), ("Harbour two", ""))
    store.statuses.mark([first], read=True)

    assert store.lists.ids(Query(Scope.UNREAD, words="harbour")) == [second]
    assert store.lists.count(Query(words="harbour")) == 2


def test_cjk_words_are_found_inside_a_run(store: Store, save):
    (number,) = save(("新しい橋が東京湾に開通", "大きな橋"))

    assert store.lists.ids(Query(words="東京湾")) == [number]
    assert store.lists.ids(Query(words="大阪湾")) == []


# ---- own links


def test_an_own_link_names_the_article_that_it_leads_to(store: Store, save):
    target, by_title, source = save(
        Entry(title="Some target", guid="t", url="https://example.org/2026/target/"),
        Entry(title="The library that lends telescopes", guid="u"),
        Entry(
            title="Source",
            guid="s",
            own_related=(
                LinkBlock(
                    "Read next",
                    LinkKind.RELATED,
                    (
                        Link("Anything", "http://www.example.org/2026/target?utm_source=x#top"),
                        Link("The Library That Lends Telescopes!", caption="A telescope"),
                        Link("Not here", "https://example.org/not-here"),
                    ),
                ),
                LinkBlock("Most read", LinkKind.POPULAR, (Link("Source", None),)),
            ),
        ),
    )

    first, second = store.articles.one(source).entry.own_related

    assert [item.article_id for item in first.items] == [target, by_title, None]
    assert first.items[1].caption == "A telescope"
    assert (second.heading, second.kind) == ("Most read", LinkKind.POPULAR)
    assert second.items[0].article_id is None, "an article does not lead to itself"


def test_an_own_link_opens_an_article_that_arrived_later(store: Store, save):
    block = LinkBlock("More", LinkKind.SAME_SITE, (Link("x", "https://example.org/later"),))
    (source,) = save(Entry(title="Source", own_related=(block,)))
    (target,) = save(Entry(title="Later", url="https://example.org/later"))

    assert store.articles.one(source).entry.own_related[0].items[0].article_id == target
