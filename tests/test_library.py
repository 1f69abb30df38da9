"""The library end to end: real files, a loopback server, a real parser process."""

from __future__ import annotations

import socket
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from loopback import Loopback, Reply, refused_port
from qreader.config.settings import Config, Paths, find_paths
from qreader.config.tables import Access
from qreader.errors import (
    FetchError,
    FileError,
    NotFoundError,
    ParseError,
    QueryError,
    StoreError,
    UsageError,
)
from qreader.library import Library
from qreader.model import LinkKind, Query, Scope, Status, Subscription
from qreader.text import urls

SAVE = """The bridge at Vellmar opens again


The Tarn Bridge at Vellmar reopened on Monday after four years of work on its arches.

Mayor Ilse Brandt cut the ribbon while the town walked across, some of them twice.

More from The Vellmar Post


Workers on the arches

What the repairs of the bridge cost, and who pays


The old ferry at dusk

The last summer of the Vellmar ferry


A lamp on the quay

Why the quay stays dark this winter

In the spotlight"""


def rss(*titles: str, text: str = "A paragraph of the story.") -> bytes:
    items = "".join(
        f"<item><title>{title}</title><guid>{title}</guid>"
        f"<link>https://news.example/{number}</link>"
        f"<description>{text} {title}</description></item>"
        for number, title in enumerate(titles)
    )
    return f"<rss version='2.0'><channel><title>News</title>{items}</channel></rss>".encode()


ARTICLE_PAGE = (
    b"""<!doctype html><html lang="en"><head><title>Lamps off - Vellmar Post</title>
<meta property="og:type" content="article"><meta property="og:title" content="Lamps off">
<link rel="alternate" type="application/rss+xml" href="/feed.xml"></head><body><article>
<h1>Lamps off</h1>"""
    + (
        b"<p>The council of Vellmar switched every lamp of the quay off last night, so that people"
        b" could see the comet from the river, and hundreds of them came with blankets.</p>" * 6
    )
    + b"</article></body></html>"
)

SITE = b"""<!doctype html><html><head><title>Vellmar Post</title>
<link rel="alternate" type="application/rss+xml" href="/feed.xml"></head>
<body><h1>Vellmar Post</h1><ul><li><a href="/a">One</a></li></ul></body></html>"""


@pytest.fixture
def paths(tmp_path: Path) -> Paths:
    return find_paths(tmp_path / "cache")


@pytest.fixture
def library(paths: Paths) -> Iterator[Library]:
    opened = Library(paths, Config(fetch_seconds=10))
    yield opened
    opened.close()


@pytest.fixture
def write(tmp_path: Path) -> Callable[[str, str], Path]:
    def _write(name: str, text: str) -> Path:
        path = tmp_path / "files" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
        return path

    return _write


def titles(library: Library, query: Query = Query()) -> list[str]:
    return [row.title for row in library.articles.rows(library.lists.ids(query))]


# ---- adding


def test_a_feed_is_added_by_its_address(library: Library, loopback: Loopback):
    url = loopback.serve("/feed.xml", rss("One", "Two"))

    (added,) = library.add(url)

    assert (added.feed, added.new, added.already) == ("News", 2, False)
    assert sorted(titles(library)) == ["One", "Two"]
    assert library.feeds.one(added.feed_id).url == url


def test_adding_again_says_so_and_adds_nothing(library: Library, loopback: Loopback):
    url = loopback.serve("/feed.xml", rss("One"))
    library.add(url)

    (again,) = library.add(url)

    assert (again.new, again.already) == (0, True)
    assert len(library.feeds.all()) == 1


def test_a_site_is_added_by_the_feed_that_it_names(library: Library, loopback: Loopback):
    loopback.serve("/feed.xml", rss("One"))

    library.add(loopback.serve("/", SITE))

    assert [feed.url for feed in library.feeds.all()] == [loopback.url("/feed.xml")]


def test_a_site_that_names_no_feed_is_tried_at_the_usual_places(library, loopback):
    loopback.serve("/", b"<html><head><title>x</title></head><body><p>Welcome</p></body></html>")
    loopback.serve("/atom.xml", rss("One"))

    library.add(loopback.url("/"))

    assert [feed.url for feed in library.feeds.all()] == [loopback.url("/atom.xml")]


def test_an_article_page_is_added_as_itself_although_its_site_has_a_feed(library, loopback):
    loopback.serve("/feed.xml", rss("One"))
    url = loopback.serve("/2026/lamps", ARTICLE_PAGE)

    (added,) = library.add(url)

    (feed,) = library.feeds.all()
    assert (feed.url, feed.folder, feed.is_page) == (url, "Pages", True)
    assert titles(library) == ["Lamps off"]
    assert added.new == 1


def test_a_page_without_feed_or_article_is_refused(library: Library, loopback: Loopback):
    url = loopback.serve("/", b"<html><body><form><input></form></body></html>")

    with pytest.raises(ParseError, match="neither a feed nor an article"):
        library.add(url)
    assert library.feeds.all() == []


def test_a_server_that_is_not_there_is_an_error_and_adds_nothing(library: Library):
    with pytest.raises(FetchError):
        library.add(f"http://127.0.0.1:{refused_port()}/feed")
    assert library.feeds.all() == []


@pytest.mark.parametrize(
    "target", ["javascript:alert(1)", "ftp://x.example/feed", "data:text/xml,x"]
)
def test_other_schemes_are_refused(library: Library, target: str):
    with pytest.raises(FetchError, match="only http and https"):
        library.add(target)


def test_nothing_to_add_is_said_so(library: Library):
    with pytest.raises(UsageError):
        library.add("  ")


def test_a_missing_file_is_said_so(library: Library, tmp_path: Path):
    with pytest.raises(FileError, match="no such file"):
        library.add(str(tmp_path / "nowhere.txt"))
    with pytest.raises(FileError, match="no such file"):
        library.add("notes.md")


def test_an_empty_folder_is_said_so(library: Library, tmp_path: Path):
    (tmp_path / "empty").mkdir()

    with pytest.raises(FileError, match="no articles"):
        library.add(str(tmp_path / "empty"))


def test_a_text_save_gives_its_article_and_the_sites_own_stories(library: Library, write):
    (added,) = library.add(str(write("bridge.txt", SAVE)))

    (number,) = library.lists.ids(Query(feed_id=added.feed_id))
    article = library.articles.one(number)
    (block,) = article.entry.own_related
    assert article.entry.title == "The bridge at Vellmar opens again"
    assert "More from" not in (article.entry.body_html or "")
    assert "spotlight" not in (article.entry.body_html or "")
    assert (block.heading, block.kind) == ("More from The Vellmar Post", LinkKind.SAME_SITE)
    assert [(item.caption, item.title) for item in block.items] == [
        ("Workers on the arches", "What the repairs of the bridge cost, and who pays"),
        ("The old ferry at dusk", "The last summer of the Vellmar ferry"),
        ("A lamp on the quay", "Why the quay stays dark this winter"),
    ]


def test_a_folder_is_one_feed_of_its_files(library: Library, write):
    write("one.md", "# First note\n\nSome words on the first.")
    folder = write("two.txt", "Second note\n\nSome words on the second.").parent

    (added,) = library.add(str(folder), "Mine")

    assert added.new == 2
    assert sorted(titles(library)) == ["First note", "Second note"]
    assert [(f.is_local, f.folder) for f in library.feeds.all()] == [(True, "Mine")]


def test_a_local_feed_is_read_as_a_feed(library: Library, write):
    library.add(str(write("feed.xml", rss("One", "Two").decode())))

    assert sorted(titles(library)) == ["One", "Two"]


# ---- refreshing


def test_a_refresh_brings_what_is_new_and_keeps_what_is_gone(library, loopback):
    url = loopback.serve("/feed.xml", rss("One", "Two"))
    library.add(url)
    loopback.serve("/feed.xml", rss("Two", "Three"))

    (done,) = library.refresh()

    assert (done.new, done.changed, done.error) == (1, 0, None)
    assert sorted(titles(library)) == ["One", "Three", "Two"]


def test_a_refresh_of_all_makes_the_cache_fresh_and_one_of_a_feed_does_not(library, loopback):
    (added,) = library.add(loopback.serve("/feed.xml", rss("One")))
    list(library.refresh())
    fresh = library.refreshes.freshness()
    list(library.refresh([added.feed_id]))

    assert fresh.refreshed == fresh.tried
    assert library.refreshes.freshness() == fresh
    assert list(library.refresh(unless_within=timedelta(hours=1))) == []
    assert loopback.count("/feed.xml") == 3


def test_without_a_network_nothing_is_noted_but_since_when(
    library: Library, monkeypatch: pytest.MonkeyPatch
):
    def no_names(*_: object, **__: object) -> None:
        raise socket.gaierror(socket.EAI_AGAIN, "Temporary failure in name resolution")

    library.subscribe([Subscription("https://one.example/"), Subscription("https://two.example/")])
    before = library.feeds.all()
    monkeypatch.setattr(socket, "getaddrinfo", no_names)
    done = list(library.refresh())
    since = library.refreshes.freshness().offline_since
    list(library.refresh(only_due=True))

    assert {one.error for one in done} == {
        f"{name}.example: the host's name cannot be looked up; is the network up?"
        for name in ("one", "two")
    }
    assert since is not None
    assert library.refreshes.freshness().offline_since == since
    assert library.refreshes.freshness().refreshed is None
    assert library.feeds.all() == before


def test_feeds_of_a_pack_wait_where_there_is_no_network(
    library: Library, monkeypatch: pytest.MonkeyPatch
):
    def no_names(*_: object, **__: object) -> None:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    added = library.subscribe([Subscription(f"https://{n}.example/") for n in range(3)])
    before = library.feeds.all()
    monkeypatch.setattr(socket, "getaddrinfo", no_names)
    done = list(library.refresh([one.feed_id for one in added]))

    assert len(done) == 3
    assert library.feeds.all() == before
    assert library.refreshes.freshness().offline_since is not None
    (one,) = library.refresh([added[0].feed_id])
    assert library.feeds.one(added[0].feed_id).error == one.error == "0.example: no such host"


def test_a_refresh_that_is_cut_off_makes_nothing_fresh(library: Library, loopback: Loopback):
    for number in range(2):
        library.add(loopback.serve(f"/{number}", rss(f"Of {number}")))
    before = library.refreshes.freshness()
    outcomes = library.refresh()
    next(outcomes)
    with closing(outcomes):
        pass

    assert library.refreshes.freshness().refreshed == before.refreshed
    assert library.refreshes.freshness().tried is not None


def test_changed_words_count_as_changed(library: Library, loopback: Loopback):
    library.add(loopback.serve("/feed.xml", rss("One", text="It opens in May.")))
    loopback.serve("/feed.xml", rss("One", text="It opens in June."))

    (done,) = library.refresh()

    assert (done.new, done.changed) == (0, 1)


def test_changed_markup_alone_changes_nothing_that_a_reader_sees(library, loopback):
    library.add(loopback.serve("/feed.xml", rss("One", text="&lt;p&gt;It opens.&lt;/p&gt;")))
    loopback.serve("/feed.xml", rss("One", text="&lt;div&gt;It opens.&lt;/div&gt;"))

    (done,) = library.refresh()

    assert (done.new, done.changed) == (0, 0)


def test_a_server_is_asked_whether_anything_changed(library: Library, loopback: Loopback):
    library.add(loopback.serve("/feed.xml", rss("One"), etag='"v1"'))

    (done,) = library.refresh()

    assert (done.new, done.error) == (0, None)
    assert loopback.asked[-1].headers["if-none-match"] == '"v1"'


def test_one_failure_stops_no_other_and_loses_nothing(library: Library, loopback: Loopback):
    library.add(loopback.serve("/bad.xml", rss("Kept")))
    library.add(loopback.serve("/good.xml", rss("One")))
    loopback.serve("/bad.xml", Reply(500))
    loopback.serve("/good.xml", rss("One", "Two"))

    outcomes = {done.url: done for done in library.refresh()}

    assert outcomes[loopback.url("/good.xml")].new == 1
    assert "500" in (outcomes[loopback.url("/bad.xml")].error or "")
    assert sorted(titles(library)) == ["Kept", "One", "Two"]
    failed = [feed for feed in library.feeds.all() if feed.error]
    assert [(feed.url, feed.failures) for feed in failed] == [(loopback.url("/bad.xml"), 1)]


def test_a_feed_that_turns_into_a_login_page_keeps_its_articles(library, loopback):
    library.add(loopback.serve("/feed.xml", rss("One")))
    loopback.serve("/feed.xml", ARTICLE_PAGE)

    (done,) = library.refresh()

    assert done.error
    assert titles(library) == ["One"]


def test_a_success_clears_the_failure(library: Library, loopback: Loopback):
    library.add(loopback.serve("/feed.xml", rss("One")))
    loopback.serve("/feed.xml", Reply(503))
    list(library.refresh())
    loopback.serve("/feed.xml", rss("One"))
    list(library.refresh())

    assert [(feed.error, feed.failures) for feed in library.feeds.all()] == [(None, 0)]


def test_only_what_is_due_is_fetched_unless_asked_for(library: Library, loopback: Loopback):
    (added,) = library.add(loopback.serve("/feed.xml", rss("One")))

    assert list(library.refresh(only_due=True)) == []
    assert len(list(library.refresh([added.feed_id]))) == 1


def test_a_page_is_read_again_for_what_changed_in_it(library: Library, loopback: Loopback):
    (added,) = library.add(loopback.serve("/lamps", ARTICLE_PAGE))
    loopback.serve("/lamps", ARTICLE_PAGE.replace(b"hundreds", b"thousands"))

    (done,) = library.refresh([added.feed_id])

    assert (done.new, done.changed) == (0, 1)


def test_a_folder_is_read_again_for_new_files(library: Library, write):
    folder = write("one.md", "# First note\n\nSome words.").parent
    library.add(str(folder))
    write("two.md", "# Second note\n\nSome words.")

    (done,) = library.refresh()

    assert (done.new, done.changed) == (1, 0)


def test_a_file_that_is_gone_is_a_failure_and_its_article_stays(library: Library, write):
    path = write("one.md", "# First note\n\nSome words.")
    library.add(str(path))
    path.unlink()

    (done,) = library.refresh()

    assert done.error
    assert titles(library) == ["First note"]


def test_an_unknown_feed_cannot_be_refreshed(library: Library):
    with pytest.raises(NotFoundError):
        list(library.refresh([99]))


# ---- lists of subscriptions


def test_subscriptions_travel_as_opml(library: Library, tmp_path: Path, paths: Paths):
    wanted = [
        Subscription("https://a.example/feed", "A & B", "News/World"),
        Subscription("https://b.example/feed", "B", None),
    ]
    library.subscribe(wanted)
    file = tmp_path / "feeds.opml"
    assert library.export_file(file) == 2

    other = Library(find_paths(tmp_path / "other"), Config())
    imported = other.bring_in(str(file), rather_list=True)
    feeds = [Subscription(feed.url, feed.title, feed.folder) for feed in other.feeds.all()]
    other.close()

    assert len(imported.added) == 2
    assert feeds == wanted


def test_a_newsboat_list_is_imported_and_what_cannot_be_is_named(library: Library, write):
    path = write("urls", '# mine\nhttps://a.example/feed News "~Title A"\nexec:~/bin/x\n')

    imported = library.bring_in(str(path), rather_list=True)

    assert imported.skipped == ("exec:~/bin/x",)
    assert [(f.url, f.title, f.folder) for f in library.feeds.all()] == [
        ("https://a.example/feed", "Title A", "News")
    ]


def test_importing_twice_is_importing_once(library: Library, write):
    path = write("urls", "https://a.example/feed\n")
    library.bring_in(str(path), rather_list=True)

    assert [added.already for added in library.bring_in(str(path), rather_list=True).added] == [
        True
    ]


def test_an_export_that_fails_leaves_the_old_file(library: Library, tmp_path: Path):
    library.subscribe([Subscription("https://a.example/feed")])
    with pytest.raises(FileError, match="cannot be written"):
        library.export_file(tmp_path / "nowhere" / "feeds.opml")

    assert list(tmp_path.glob("**/*feeds.opml*")) == []


# ---- the first start


def test_the_sampler_asks_nobody_for_anything(library: Library, monkeypatch: pytest.MonkeyPatch):
    def ask(*_: object) -> None:
        raise AssertionError("somebody was asked")

    monkeypatch.setattr(socket, "getaddrinfo", ask)
    library.add_sampler()
    articles = [library.articles.one(number) for number in library.lists.ids(Query())]
    links = [link for one in articles for block in one.entry.own_related for link in block.items]

    assert library.wanted() == []
    assert [*library.fetch_pages()] == []
    for article in articles:
        with pytest.raises(UsageError, match=r"made up|no address"):
            [*library.fetch_pages([article.id])]
        if article.entry.image:
            assert library.picture(article.entry.image, article.row.feed_url)[:2] == b"\xff\xd8"
            with pytest.raises(FetchError, match="made up"):
                library.picture(f"{article.entry.image}.gif", article.row.feed_url)
    for link in links:
        if link.url is not None:
            with pytest.raises(UsageError, match="made up"):
                library.want_link(link)
    assert any(article.entry.image for article in articles)
    assert any(link.url for link in links)


def test_a_refresh_for_the_train_fetches_the_pictures_of_unread_articles(
    library: Library, loopback: Loopback
):
    pytest.importorskip("PIL", reason="needs qreader[images]")
    shown = [f"&lt;img src='{loopback.url(f'/{name}.png')}'&gt;" for name in "ab"]
    loopback.serve("/feed", rss("One", text=shown[0]))
    loopback.serve("/read", rss("Two", text=shown[1]))
    for name in "ab":
        loopback.serve(f"/{name}.png", b"\x89PNG\r\n\x1a\n")
    for path in ("/feed", "/read"):
        library.bring_in(loopback.url(path))
    (read,) = [
        row.id for row in library.articles.rows(library.lists.ids(Query())) if row.title == "Two"
    ]
    library.mark([read], read=True)

    assert library.fetch_pictures() == 0
    assert library.kept_pictures() == (0, 0)
    library.configure(Config(images="offline"))
    assert library.fetch_pictures() == 1
    assert library.kept_pictures() == (1, 8)
    assert (loopback.count("/a.png"), loopback.count("/b.png")) == (1, 0)
    assert library.picture(loopback.url("/a.png"), loopback.url("/feed"))[:4] == b"\x89PNG"
    assert loopback.count("/a.png") == 1


def test_what_an_older_qreader_wanted_of_the_sampler_is_wanted_no_more(library: Library):
    library.add_sampler()
    library.pages.want(library.lists.ids(Query()))

    assert library.wanted() == []
    assert [*library.fetch_pages()] == []


def test_the_sampler_is_read_from_a_copy_of_the_persons_own(library: Library, paths: Paths):
    assert library.feeds.all() == []

    added = library.add_sampler()

    assert library.feeds.all()
    assert added[0].feed == "welcome.md"  # which opens once feeds are chosen
    assert sum(item.new for item in added) >= 10
    assert all(
        urls.path_of(feed.url).is_relative_to(paths.data_dir) for feed in library.feeds.all()
    )
    assert [done.error for done in library.refresh()] == [None] * len(added)


def test_starter_packs_are_offered_by_topic(library: Library):
    packs = library.packs()

    assert len(packs) >= 5
    assert all(pack.name and pack.subscriptions for pack in packs)
    assert library.feeds.all() == [], "looking at packs subscribes to nothing"


# ---- reading


def test_related_articles_come_with_their_reasons(library: Library, write):
    write("a.txt", SAVE)
    write(
        "b.md",
        "# Crowds cross the Tarn Bridge\n\nHundreds walked across the Tarn Bridge in Vellmar "
        "as Mayor Ilse Brandt reopened it on Monday.",
    )
    folder = write("c.md", "# A recipe for plum cake\n\nButter, sugar, plums and patience.").parent
    library.add(str(folder))
    assert sum(library.group_new_articles()) == 3
    (bridge,) = library.lists.ids(Query(words="ribbon"))

    (related,) = library.related(bridge)

    assert related.row.title == "Crowds cross the Tarn Bridge"
    assert {"Tarn", "Vellmar", "Brandt", "Ilse", "Bridge"} & set(" ".join(related.reasons).split())


def test_an_article_of_its_own_kind_has_no_relatives(library: Library, write):
    folder = write("a.txt", SAVE).parent
    write("c.md", "# A recipe for plum cake\n\nButter, sugar, plums and patience.")
    library.add(str(folder))
    assert sum(library.group_new_articles()) == 2
    (cake,) = library.lists.ids(Query(words="plum"))

    assert library.related(cake) == []


def test_a_search_comes_with_rows_and_scores(library: Library, write):
    library.add(str(write("a.txt", SAVE)))

    ((row, score),) = library.search("vellmar ribbon")

    assert (row.title, score > 0) == ("The bridge at Vellmar opens again", True)


def test_a_search_for_nothing_is_an_error(library: Library):
    with pytest.raises(QueryError):
        library.search("-")
    with pytest.raises(QueryError):
        library.lists.ids(Query(words="!!!"))


def test_extracting_stores_nothing(library: Library, write):
    entry = library.extract(str(write("a.txt", SAVE))).entry

    assert entry.title == "The bridge at Vellmar opens again"
    assert len(entry.own_related[0].items) == 3
    assert library.feeds.all() == []


def test_marking_and_undoing(library: Library, write):
    library.add(str(write("a.txt", SAVE)))
    numbers = library.lists.ids(Query())

    library.mark(numbers, read=True, starred=True, label=str)
    assert library.lists.ids(Query(Scope.UNREAD)) == []
    library.undo()
    assert library.lists.ids(Query(Scope.UNREAD)) == numbers
    assert library.lists.ids(Query(Scope.STARRED)) == []


def test_a_removed_feed_is_nowhere_and_its_address_brings_it_back(library: Library, write):
    target = str(write("a.txt", SAVE))
    (added,) = library.add(target)
    articles = library.lists.ids(Query())

    removed = library.remove_feed(added.feed_id)

    assert library.feeds.all() == []
    assert library.lists.ids(Query()) == []
    assert library.export_text()[1] == 0
    assert [(one.id, one.articles) for one in library.removed.all()] == [(added.feed_id, 1)]
    assert removed.until - removed.removed == timedelta(days=30)
    (again,) = library.add(target)
    assert (again.feed_id, again.back, again.already) == (added.feed_id, 1, False)
    assert library.lists.ids(Query()) == articles
    assert library.removed.all() == []


def test_version_changes_when_something_is_stored(library: Library, write):
    before = library.version()
    library.add(str(write("a.txt", SAVE)))

    assert library.version() != before


def test_two_libraries_share_one_cache(library: Library, paths: Paths, write):
    other = Library(paths, Config())
    before = other.version()
    library.add(str(write("a.txt", SAVE)))

    assert other.version() != before
    assert titles(other) == ["The bridge at Vellmar opens again"]
    other.close()


def test_a_closed_library_says_so(paths: Paths):
    library = Library(paths, Config())
    library.close()
    library.close()

    with pytest.raises(StoreError):
        library.feeds.all()


def test_an_unread_hostile_file_is_refused_in_time(library: Library, write):
    path = write("deep.html", "<div>" * 200_000)

    with pytest.raises((ParseError, FileError)):
        library.add(str(path))
    assert library.feeds.all() == []


def test_undo_takes_back_marks_and_tags_with_their_copies_and_says_what_that_was(
    library: Library, write
):
    library.add(str(write("a.txt", SAVE)))
    ids = library.lists.ids(Query())
    library.mark(ids, read=True, label=lambda count: f"{count} marked read")
    library.tag(ids, [" sea "], label=lambda _: "Tagged #sea")

    tagged, marked = library.undo(), library.undo()

    assert tagged is not None
    assert (tagged.action.label, library.statuses.tags()) == ("Tagged #sea", [])
    assert marked is not None
    assert (marked.action.label, marked.statuses) == ("1 marked read", {ids[0]: Status()})
    assert library.undo() is None


def test_a_removed_feed_that_is_undone_is_in_the_list_beside_the_cache_again(
    library: Library, paths: Paths, write
):
    (added,) = library.add(str(write("a.txt", SAVE)))
    url = library.feeds.one(added.feed_id).url
    library.remove_feed(added.feed_id, label=lambda _: "Removed")
    assert url not in paths.subscriptions.read_text()

    library.undo()

    assert url in paths.subscriptions.read_text()


def test_all_of_a_query_is_marked_where_copies_are_left_alone(paths: Paths, write):
    with closing(Library(paths, Config(mark_copies=False))) as library:
        library.add(str(write("a.txt", SAVE)))
        library.mark(library.lists.all_ids(Query()), read=True)
        assert library.lists.ids(Query(Scope.UNREAD)) == []


@pytest.mark.parametrize("use_workers", [False, True])
def test_other_settings_count_from_the_next_request_on(
    paths: Paths, loopback: Loopback, use_workers: bool
):
    url = loopback.serve("/feed.xml", rss("The bridge opens"))

    def configured(value: str) -> Config:
        return Config(fetch=[Access(url, headers={"X-Edition": value})])

    with closing(Library(paths, configured("one"), use_workers=use_workers)) as library:
        library.add(url)
        begun = library.refresh()
        library.configure(configured("two"))
        assert [one.error for one in begun] == [None]
        list(library.refresh())

    seen = [one.headers.get("x-edition") for one in loopback.asked if one.path == "/feed.xml"]
    assert (seen[0], seen[-1]) == ("one", "two")
