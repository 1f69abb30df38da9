"""What another reader left comes along: articles, what was read, what was kept, tags, searches."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from qreader.collect import importing
from qreader.config.settings import Config, find_paths
from qreader.errors import FileError, ParseError
from qreader.library import Library
from qreader.model import Query, Scope, Subscription
from qreader.text.query import read_query

FEED = "https://news.example/rss"
ITEM = (
    "INSERT INTO rss_item (guid, title, author, url, feedurl, pubDate, content, unread, flags,"
    " deleted, base, enclosure_url, enclosure_type)"
    " VALUES (?, ?, 'Ada', ?, ?, 1767225600, ?, ?, ?, ?, '', ?, 'audio/mpeg')"
)


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    library = Library(find_paths(tmp_path / "data"), Config())
    yield library
    library.close()


@pytest.fixture
def cache(tmp_path: Path) -> Path:
    """Make a cache.db as newsboat 2.21 makes it, with four articles, one of them deleted."""
    path = tmp_path / "cache.db"
    connection = sqlite3.connect(path)
    connection.executescript(
        """
        CREATE TABLE rss_feed (rssurl TEXT PRIMARY KEY NOT NULL, url TEXT NOT NULL,
            title TEXT NOT NULL, lastmodified INTEGER NOT NULL DEFAULT 0);
        CREATE TABLE rss_item (id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, guid TEXT NOT NULL,
            title TEXT NOT NULL, author TEXT NOT NULL, url TEXT NOT NULL, feedurl TEXT NOT NULL,
            pubDate INTEGER NOT NULL, content TEXT NOT NULL, unread INTEGER NOT NULL,
            enclosure_url TEXT, enclosure_type TEXT, flags TEXT, deleted INTEGER NOT NULL DEFAULT 0,
            base TEXT NOT NULL DEFAULT '');
        """
    )
    connection.execute("INSERT INTO rss_feed VALUES (?, '', 'The News', 0)", (FEED,))
    mp3 = "https://news.example/a.mp3"
    for item in (
        ("1", "Ice", "https://news.example/1", FEED, "<p>Ice.</p>", 0, "", 0, mp3),
        ("2", "Bread", "https://news.example/2", FEED, "<p>Bread.</p>", 1, "s", 0, ""),
        ("3", "Wind\x1b[2J", "javascript:x", FEED, "<p>Wind.</p>", 1, None, 0, ""),
        ("4", "Gone", "https://news.example/4", FEED, "<p>Gone.</p>", 0, "", 1, ""),
        ("5", "Else", "https://else.example/5", "https://else.example/", "x", 0, "", 0, ""),
    ):
        connection.execute(ITEM, item)
    connection.commit()
    connection.close()
    return path


def test_articles_come_along_with_what_was_read_and_flagged(library: Library, cache: Path):
    library.subscribe([Subscription(FEED)])
    imported = library.bring_in(str(cache), rather_list=True)

    assert (imported.articles, imported.read, imported.starred) == (3, 1, 1)
    assert imported.skipped == ("https://else.example/: no such feed is subscribed to",)
    rows = {row.title: row for row in library.articles.rows(library.lists.ids(Query()))}
    assert {title: row.status.read for title, row in rows.items()} == {
        "Ice": True,
        "Bread": False,
        "Wind": False,
    }
    assert rows["Bread"].status.starred
    assert rows["Wind"].url is None
    ice = library.articles.one(rows["Ice"].id)
    assert (ice.entry.body_html, ice.entry.authors) == ("<p>Ice.</p>", ("Ada",))
    assert [enclosure.url for enclosure in ice.entry.enclosures] == ["https://news.example/a.mp3"]
    assert library.feeds.all()[0].title == "The News"


def test_taking_it_in_twice_is_taking_it_in_once(library: Library, cache: Path):
    library.subscribe([Subscription(FEED)])
    library.bring_in(str(cache), rather_list=True)
    again = library.bring_in(str(cache), rather_list=True)

    assert (again.articles, again.read, again.starred) == (0, 0, 0)


def test_what_is_read_here_stays_read(library: Library, cache: Path):
    library.subscribe([Subscription(FEED)])
    library.bring_in(str(cache), rather_list=True)
    everything = library.lists.ids(Query())
    library.mark(everything, read=True)
    library.bring_in(str(cache), rather_list=True)

    assert library.lists.ids(Query(Scope.UNREAD)) == []


def test_no_page_of_years_ago_is_put_on_the_want_list(library: Library, cache: Path):
    library.subscribe([Subscription(FEED)])
    library.bring_in(str(cache), rather_list=True)

    assert library.wanted() == []


def test_a_cache_of_an_old_newsboat_is_read(library: Library, tmp_path: Path):
    path = tmp_path / "cache.db"
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE rss_feed (rssurl TEXT, title TEXT)")
        connection.execute("CREATE TABLE rss_item (guid, title, url, feedurl, content, unread)")
        connection.execute(
            "INSERT INTO rss_item VALUES ('1', 'Ice', 'https://news.example/1', ?, 'x', 0)",
            (FEED,),
        )
    connection.close()
    library.subscribe([Subscription(FEED)])

    assert library.bring_in(str(path), rather_list=True).read == 1


def test_another_database_is_no_cache_of_newsboat(library: Library, tmp_path: Path):
    path = tmp_path / "other.db"
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE x (y)")
    connection.close()

    with pytest.raises(ParseError, match=r"no cache\.db of newsboat"):
        library.bring_in(str(path), rather_list=True)


def test_a_damaged_cache_is_an_error_in_words(library: Library, cache: Path):
    data = cache.read_bytes()
    cache.write_bytes(data[:2000])
    library.subscribe([Subscription(FEED)])

    with pytest.raises(ParseError, match=r"cache\.db: "):
        library.bring_in(str(cache), rather_list=True)
    with pytest.raises(FileError):
        library.bring_in(str(cache.with_name("gone.db")), rather_list=True)


def test_tags_of_a_list_become_rules_and_query_feeds_searches(library: Library, tmp_path: Path):
    urls = tmp_path / "urls"
    urls.write_text(
        f'{FEED} news "two words" "a,b"\nhttps://b.example/ x "two words"\n'
        '"query:Fresh:unread = \\"yes\\""\n'
    )
    imported = library.bring_in(str(urls), rather_list=True)

    assert (len(imported.added), imported.searches, imported.rules) == (2, 1, 2)
    assert [(rule.name, rule.query, rule.action) for rule in library.rules.all()] == [
        ("tag a-b", f"feed:{FEED}", "tag:a-b"),
        ("tag two-words", f"feed:{FEED} OR feed:https://b.example/", "tag:two-words"),
    ]
    assert [(search.name, search.query) for search in library.searches.all()] == [
        ("Fresh", "is:unread")
    ]


def test_a_saved_search_of_that_name_stays_as_it_is(library: Library, tmp_path: Path):
    library.save_search("Fresh", "moon")
    urls = tmp_path / "urls"
    urls.write_text(f'{FEED}\n"query:fresh:unread = \\"yes\\""\n')

    assert library.bring_in(str(urls), rather_list=True).searches == 0
    assert [search.query for search in library.searches.all()] == ["moon"]


def test_a_tag_of_many_feeds_has_several_rules_that_can_be_read():
    feeds = [Subscription(f"https://{n}.example/", tags=("#big tag",)) for n in range(250)]
    rules = importing.tag_rules(feeds)

    assert len(rules) == 3
    assert {tag for _, _, tag in rules} == {"big-tag"}
    assert len({name for name, _, _ in rules}) == 3
    for _, query, _ in rules:
        read_query(query)


def test_a_list_goes_out_as_it_came(library: Library, tmp_path: Path):
    came = tmp_path / "came.opml"
    came.write_text(
        '<opml><body><outline text="Sea"><outline text="Tides"><outline text="A" type="rss"'
        f' xmlUrl="{FEED}" description="On &lt;tides&gt;" category="/a"/></outline></outline>'
        "</body></opml>"
    )
    library.bring_in(str(came), rather_list=True)
    text, count = library.export_text()

    assert count == 1
    assert '<outline text="Sea" title="Sea">' in text
    assert '<outline text="Tides" title="Tides">' in text
    assert 'description="On &lt;tides&gt;" category="/a"/>' in text


def test_a_list_is_undone_as_a_whole_with_its_searches_and_rules(
    library: Library, tmp_path: Path
) -> None:
    library.subscribe([Subscription("https://there.example/rss")])
    library.save_search("Mine", "is:unread")
    before = library.feeds.all(), library.searches.all(), library.rules.all()
    urls = tmp_path / "urls"
    urls.write_text(
        'https://there.example/rss\nhttps://new.example/rss News "read me" late\n'
        '"query:Late:tags # \\"late\\""\n'
    )
    imported = library.bring_in(str(urls), rather_list=True, label="Added")
    assert (imported.searches, imported.rules) == (1, 2)
    undone = library.undo()
    assert undone is not None
    assert (undone.action.label, undone.taken_back, undone.left) == ("Added 1 feed", 4, 0)
    assert (library.feeds.all(), library.searches.all(), library.rules.all()) == before


def test_a_search_of_the_list_that_was_changed_since_stays_at_the_undo(
    library: Library, tmp_path: Path
) -> None:
    urls = tmp_path / "urls"
    urls.write_text('https://new.example/rss\n"query:Late:unread = \\"yes\\""\n')
    library.bring_in(str(urls), rather_list=True, label="Added")
    library.save_search("Late", "is:starred")
    undone = library.undo()
    assert undone is not None
    assert (undone.taken_back, undone.left) == (1, 1)
    assert [one.query for one in library.searches.all()] == ["is:starred"]
