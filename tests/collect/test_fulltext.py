"""The full text: which pages are fetched, and when what they hold replaces the feed's text."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from html import escape
from pathlib import Path

import pytest

from loopback import Loopback, Reply
from qreader.collect.fulltext import is_summary, wants_page
from qreader.config.settings import Config, find_paths
from qreader.config.tables import PageSelectors
from qreader.errors import NotFoundError, UsageError
from qreader.library import Library
from qreader.model import (
    Digest,
    Enclosure,
    Entry,
    FeedId,
    FeedSetting,
    FullText,
    Incoming,
    Link,
    Query,
)

LONG = "A sentence of some length about the harbour and its old lock. " * 20
SUMMARY = "The harbour of Vennmouth opens its old lock again this Sunday, after nine years."


def incoming(entry: Entry) -> Incoming:
    return Incoming(b"1", b"", entry)


# ---- deciding


@pytest.mark.parametrize(
    "text",
    [
        "Short.",
        LONG + " …",
        LONG + " [...]",
        LONG + " [&#8230;]",
        LONG + " Read more",
        LONG + " Continue reading »",
        LONG + " Weiterlesen",
        LONG + " Lire la suite…",
        LONG + " Leer más",
        LONG + " 続きを読む",
    ],
)
def test_a_text_that_is_short_or_breaks_off_is_a_summary(text: str):
    assert is_summary(Entry("x"), text)


@pytest.mark.parametrize("text", [LONG, LONG + " He wrote … and left.", LONG + " Read more books."])
def test_a_long_text_that_ends_is_whole(text: str):
    assert not is_summary(Entry("x"), text)


def test_the_notes_to_a_recording_are_short_for_good_reason():
    episode = Entry("x", enclosures=(Enclosure("https://x/a.mp3", "audio/mpeg"),))
    picture = Entry("x", enclosures=(Enclosure("https://x/a.jpg", "image/jpeg"),))

    assert not is_summary(episode, "Short.")
    assert is_summary(picture, "Short.")


@pytest.mark.parametrize(
    ("full_text", "url", "text", "wanted"),
    [
        (FullText.AUTO, "https://x/1", "Short.", True),
        (FullText.AUTO, "https://x/1", LONG, False),
        (FullText.ALWAYS, "https://x/1", LONG, True),
        (FullText.NEVER, "https://x/1", "Short.", False),
        (FullText.ALWAYS, None, "Short.", False),
        (FullText.ALWAYS, "mailto:x@example.org", "Short.", False),
        (FullText.ALWAYS, "gemini://x/1", "Short.", False),
    ],
)
def test_a_page_is_wanted_as_the_setting_says(full_text, url, text, wanted):
    entry = Entry("x", url=url)

    assert wants_page(incoming(entry), Digest(text, "", 1), full_text) is wanted


# ---- fetching


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    opened = Library(find_paths(tmp_path / "cache"), Config(fetch_seconds=10))
    yield opened
    opened.close()


def feed(loopback: Loopback, text: str = SUMMARY, title: str = "The old lock opens again") -> str:
    item = (
        f"<item><title>{title}</title><guid>1</guid><link>{loopback.url('/lock')}</link>"
        f"<description>{escape(text)}</description></item>"
    )
    body = f"<rss version='2.0'><channel><title>News</title>{item}</channel></rss>".encode()
    return loopback.serve("/feed.xml", body)


def page(text: str, title: str = "The old lock opens again") -> bytes:
    paragraphs = "".join(f"<p>{part}.</p>" for part in text.split(". "))
    return (
        f"<!doctype html><html lang='en'><head><title>{title}</title>"
        "<meta property='og:type' content='article'></head><body>"
        f"<nav><a href='/'>Home</a></nav><article><h1>{title}</h1>{paragraphs}</article>"
        "<section class='related'><h2>Read next</h2><ul>"
        "<li><a href='/ferry'>The last summer of the Vellmar ferry and its two captains</a></li>"
        "<li><a href='/lamps'>Why the lamps of the quay stay dark all this winter</a></li>"
        "<li><a href='/tower'>The water tower of Larkfield finds somebody to love it</a></li>"
        "</ul></section></body></html>"
    ).encode()


STORY = (
    f"{SUMMARY} The gates were taken out in spring and turned on a bench as long as a tram. "
    "Divers found an anchor, two bicycles and the bell of the ferry Margarethe below them. "
    "The lock keeper, Edda Brandt, says that the first boat through will be her own. "
    "From Monday on the barges of the sugar works can save the long way round the cape. "
    "The town has planted forty willows along the basin, one for each year of the wall. "
    "A band will play, and the mayor has promised to speak for less than four minutes"
)


def read(library: Library) -> str:
    (number,) = library.lists.ids(Query())
    return library.articles.one(number).entry.body_html or ""


def test_the_page_of_a_summary_is_read_after_the_refresh_that_brings_it(library, loopback):
    loopback.serve("/lock", page(STORY))
    library.add(feed(loopback))

    assert [w.url for w in library.wanted()] == [loopback.url("/lock")]
    (paged,) = library.fetch_pages()

    (number,) = library.lists.ids(Query())
    article = library.articles.one(number)
    assert paged.error is None
    assert "the bell of the ferry" in read(library)
    assert article.entry.title == "The old lock opens again"
    assert SUMMARY in (article.entry.summary_html or "")
    assert article.page.fetched is not None
    assert library.wanted() == []


def test_the_full_text_is_found_by_search_and_the_pages_own_stories_are_kept(library, loopback):
    loopback.serve("/lock", page(STORY))
    library.add(feed(loopback))
    list(library.fetch_pages())

    (number,) = library.lists.ids(Query(words="bicycles willows"))
    (block,) = library.articles.one(number).entry.own_related
    assert block.heading == "Read next"
    assert len(block.items) == 3


def test_full_text_for_the_first_time_is_no_change_of_the_article(library, loopback):
    loopback.serve("/lock", page(STORY))
    library.add(feed(loopback))
    numbers = library.lists.ids(Query())
    library.mark(numbers, read=True)

    list(library.fetch_pages())

    assert not library.articles.rows(numbers)[0].changed


def test_the_feed_stated_again_keeps_the_full_text(library: Library, loopback: Loopback):
    loopback.serve("/lock", page(STORY))
    library.add(feed(loopback))
    list(library.fetch_pages())

    (done,) = library.refresh()
    assert (done.new, done.changed) == (0, 0)
    assert "the bell of the ferry" in read(library)


def test_a_feed_that_restates_its_summary_has_the_page_read_again(library, loopback):
    loopback.serve("/lock", page(STORY))
    library.add(feed(loopback))
    list(library.fetch_pages())
    (number,) = library.lists.ids(Query())
    library.mark([number], read=True)
    feed(loopback, SUMMARY + " It is on Saturday.")
    loopback.serve("/lock", page(STORY.replace("forty willows", "fifty willows")))

    list(library.refresh())
    assert "forty willows" in read(library), "until the page has been read again"
    list(library.fetch_pages())

    assert "fifty willows" in read(library)
    assert library.articles.rows([number])[0].changed
    assert library.lists.ids(Query(words="forty willows")) == []


@pytest.mark.parametrize(
    "answer",
    [
        Reply(404, b"gone"),
        Reply(500),
        page("Please subscribe to continue reading. Already a subscriber? Log in"),
        b"<html><body></body></html>",
        b"",
    ],
    ids=["missing", "broken", "paywall", "nothing", "empty"],
)
def test_what_is_no_article_never_replaces_the_feeds_text(library, loopback, answer):
    loopback.serve("/lock", answer)
    library.add(feed(loopback))
    before = read(library)

    (paged,) = library.fetch_pages()

    (number,) = library.lists.ids(Query())
    article = library.articles.one(number)
    assert paged.error
    assert article.page.error == paged.error
    assert article.page.fetched is None
    assert read(library) == before
    assert library.wanted() == [], "what failed is asked for again by hand only"


def test_a_page_whose_server_has_no_time_now_stays_wanted(library: Library, loopback: Loopback):
    loopback.serve("/lock", Reply(503))
    library.add(feed(loopback))
    (paged,) = library.fetch_pages()
    assert paged.error
    assert [one.article_id for one in library.wanted()] == [paged.article_id]

    loopback.serve("/lock", page(STORY))
    (paged,) = library.fetch_pages()
    assert paged.error is None
    assert "the bell of the ferry" in read(library)
    assert library.wanted() == []


def sends_to(target: str) -> bytes:
    return f'<meta http-equiv="refresh" content="0; url={target}"><p>Redirecting'.encode()


def test_a_page_that_only_sends_on_is_followed(library: Library, loopback: Loopback):
    loopback.serve("/lock", sends_to("/moved/"))
    loopback.serve("/moved/", sends_to("lock.html"))
    loopback.serve("/moved/lock.html", page(STORY))
    library.add(feed(loopback))

    (paged,) = library.fetch_pages()

    assert paged.error is None
    assert "the bell of the ferry" in read(library)


def test_a_page_that_has_the_text_is_taken_whatever_it_sends_on_to(library, loopback):
    loopback.serve("/lock", sends_to("/elsewhere") + page(STORY))
    library.add(feed(loopback))

    assert next(library.fetch_pages()).error is None
    assert loopback.count("/elsewhere") == 0


def test_pages_that_send_on_for_ever_are_a_failure_and_cost_little(library, loopback):
    loopback.serve("/lock", sends_to("/key"))
    loopback.serve("/key", sends_to("/lock"))
    library.add(feed(loopback))

    (paged,) = library.fetch_pages()

    assert paged.error == "sends on more than 5 times"
    assert loopback.count("/lock") + loopback.count("/key") <= 6


def test_a_page_sends_nobody_into_a_private_network(library: Library, loopback: Loopback):
    loopback.serve("/lock", sends_to(loopback.url("/secret", "localhost")))
    library.add(feed(loopback))

    (paged,) = library.fetch_pages()

    assert "private network" in (paged.error or "")
    assert loopback.count("/secret") == 0


def test_a_page_that_never_answers_is_given_up_some_day(library: Library, loopback: Loopback):
    loopback.serve("/lock", Reply(503))
    library.add(feed(loopback))
    with closing(sqlite3.connect(library._store._database.path)) as sql, sql:
        sql.execute("UPDATE status SET arrived = arrived - 15 * 86400")

    (paged,) = library.fetch_pages()

    assert paged.error
    assert library.wanted() == []


def test_a_whole_text_in_the_feed_asks_for_no_page(library: Library, loopback: Loopback):
    library.add(feed(loopback, LONG))

    assert library.wanted() == []
    assert loopback.count("/lock") == 0


def test_a_feed_may_have_its_own_setting(library: Library, loopback: Loopback):
    (added,) = library.add(feed(loopback, LONG))
    library.edit_feeds({added.feed_id: {FeedSetting.FULL_TEXT: FullText.ALWAYS}})
    assert library.feeds.one(added.feed_id).full_text is FullText.ALWAYS
    loopback.serve("/feed.xml", _with_second_item(loopback))

    list(library.refresh([added.feed_id]))

    assert [w.title for w in library.wanted()] == ["Second"]
    library.edit_feeds({added.feed_id: {FeedSetting.FULL_TEXT: None}})
    assert library.feeds.one(added.feed_id).full_text is None
    with pytest.raises(NotFoundError):
        library.edit_feeds({FeedId(999): {FeedSetting.FULL_TEXT: FullText.NEVER}})


def _with_second_item(loopback: Loopback) -> bytes:
    item = f"<title>Second</title><guid>2</guid><link>{loopback.url('/second')}</link>"
    return (
        "<rss version='2.0'><channel><title>News</title>"
        f"<item>{item}<description>{LONG}</description></item></channel></rss>"
    ).encode()


def test_never_means_never(tmp_path: Path, loopback: Loopback):
    library = Library(find_paths(tmp_path / "cache"), Config(full_text="never"))
    library.add(feed(loopback))

    assert library.wanted() == []
    library.close()


def test_a_page_is_fetched_by_hand_whatever_the_setting(tmp_path: Path, loopback: Loopback):
    loopback.serve("/lock", page(STORY))
    library = Library(find_paths(tmp_path / "cache"), Config(full_text="never"))
    library.add(feed(loopback))
    numbers = library.lists.ids(Query())

    (paged,) = library.fetch_pages(numbers)

    assert (paged.article_id, paged.error) == (numbers[0], None)
    assert "the bell of the ferry" in read(library)
    library.close()


def test_an_article_without_an_address_has_no_page(library: Library, tmp_path: Path):
    path = tmp_path / "note.md"
    path.write_text("# A note\n\nOf my own.")
    library.add(str(path))

    with pytest.raises(UsageError, match="no address"):
        library.fetch_pages(library.lists.ids(Query()))
    with pytest.raises(NotFoundError):
        library.fetch_pages([999])


def test_a_link_in_a_feed_reaches_no_private_network(library: Library, loopback: Loopback):
    private = loopback.url("/lock", host="127.0.0.2")
    item = f"<item><title>Trap</title><guid>1</guid><link>{private}</link></item>"
    body = f"<rss version='2.0'><channel><title>News</title>{item}</channel></rss>".encode()
    loopback.serve("/lock", page(STORY))
    library.add(loopback.serve("/feed.xml", body))

    (paged,) = library.fetch_pages()

    assert paged.error
    assert loopback.count("/lock") == 0


# ---- the want list


def test_a_wanted_story_is_fetched_at_the_next_refresh(library: Library, loopback: Loopback):
    url = loopback.serve("/ferry", page(STORY, "The last summer of the ferry"))

    added = library.want_link(Link("The last summer of the ferry", url))

    assert added is not None
    assert [f.url for f in library.wanted_links()] == [url]
    assert loopback.count("/ferry") == 0
    (done,) = library.refresh()
    assert (done.new, done.error) == (1, None)
    assert library.wanted_links() == []
    assert [f.folder for f in library.feeds.all()] == ["Pages"]


def test_a_story_without_an_address_cannot_be_wanted(library: Library):
    assert library.want_link(Link("Only a title")) is None
    assert library.feeds.all() == []


def test_wanting_twice_is_wanting_once(library: Library, loopback: Loopback):
    url = loopback.url("/ferry")
    library.want_link(Link("One", url))
    again = library.want_link(Link("One", url))

    assert again is not None
    assert again.already
    assert len(library.wanted_links()) == 1


def test_a_page_that_was_read_today_is_not_asked_again_by_a_refresh_of_all(library, loopback):
    url = loopback.serve("/ferry", page(STORY, "The last summer of the ferry"))
    (added,) = library.add(url)

    assert list(library.refresh()) == []
    assert len(list(library.refresh([added.feed_id]))) == 1


# ---- by the person's selectors


@pytest.fixture
def by_selectors(tmp_path: Path, loopback: Loopback) -> Iterator[Library]:
    pages = [PageSelectors(loopback.url("/"), "article p:first-of-type")]
    with closing(Library(find_paths(tmp_path / "cache"), Config(page=pages))) as library:
        yield library


def test_what_a_selector_finds_is_the_text_be_it_hardly_longer(by_selectors, loopback):
    loopback.serve("/lock", page(STORY))
    by_selectors.add(feed(loopback))

    (paged,) = by_selectors.fetch_pages()

    assert paged.error is None
    assert read(by_selectors) == f"<div>{SUMMARY.removesuffix('.')}.</div>"
    assert by_selectors.feeds.all()[0].missed_pages == 0


def test_pages_in_which_selectors_find_nothing_are_counted_until_they_find_something(
    by_selectors, loopback
):
    loopback.serve("/lock", page(STORY).replace(b"article", b"main"))
    by_selectors.add(feed(loopback))
    ids = by_selectors.lists.ids(Query())

    for _ in range(2):
        list(by_selectors.fetch_pages(ids))
    assert "the bell of the ferry" in read(by_selectors), "it is read as any other"
    loopback.serve("/lock", b"<main><p>Nothing here but a single line of text, and that is all.")
    list(by_selectors.fetch_pages(ids))

    (counted,) = by_selectors.feeds.all()
    assert counted.missed_pages == 3
    assert counted.page_trouble == "[[page]] found nothing in its last 3 pages"

    loopback.serve("/lock", page(STORY))
    list(by_selectors.fetch_pages(ids))
    assert by_selectors.feeds.all()[0].page_trouble is None


def test_a_login_page_is_no_article_also_where_a_selector_fits(by_selectors, loopback):
    loopback.serve("/lock", page(STORY, title="Log in"))
    by_selectors.add(feed(loopback))

    (paged,) = by_selectors.fetch_pages()

    assert paged.error == "shows no more of the article than its feed"


def test_a_page_as_a_source_has_the_title_and_the_text_of_the_selectors(tmp_path, loopback):
    url = loopback.serve("/lock", page(STORY).replace(b"<nav>", b"<nav><b>The lock keeper</b>"))
    pages = [PageSelectors(url, "article", ("p:first-of-type",), "nav b")]
    with closing(Library(find_paths(tmp_path / "cache"), Config(page=pages))) as library:
        library.add(url)
        (number,) = library.lists.ids(Query())
        entry = library.articles.one(number).entry
        assert entry.title == "The lock keeper"
        assert SUMMARY not in (entry.body_html or "")
