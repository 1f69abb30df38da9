"""Addresses of new articles: direct, and as the person's rules have them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from loopback import Loopback
from qreader.collect.addressing import Addresses, addressed, rewritten
from qreader.config.settings import Config, find_paths
from qreader.config.tables import Rewrite
from qreader.library import Library
from qreader.model import Entry, Incoming, Query
from qreader.process.sandbox import Sandbox

SHORT = "The harbour opens its old lock."


def rss(*links: str) -> bytes:
    items = "".join(
        f"<item><title>Lock {n}</title><guid>{n}</guid><link>{link}</link>"
        f"<description>&lt;p&gt;{SHORT}&lt;a href='map'&gt;map&lt;/a&gt;</description></item>"
        for n, link in enumerate(links)
    )
    return f"<rss version='2.0'><channel><title>News</title>{items}</channel></rss>".encode()


@pytest.fixture
def opened(tmp_path: Path) -> Iterator[Callable[..., Library]]:
    made: list[Library] = []

    def open_one(*rules: Rewrite) -> Library:
        config = Config(rewrite=list(rules), fetch_seconds=10, full_text="never")
        made.append(Library(find_paths(tmp_path / str(len(made))), config))
        return made[-1]

    yield open_one
    for library in made:
        library.close()


def addresses(library: Library) -> list[str | None]:
    return [library.articles.one(one).entry.url for one in sorted(library.lists.ids(Query()))]


def test_a_new_article_has_its_direct_address_and_comes_once(opened, loopback: Loopback):
    links = ("https://a.example/1?utm_source=rss", "https://a.example/2?id=4")
    library = opened()
    library.add(loopback.serve("/feed", rss(*links)))
    loopback.serve("/feed", rss(*links) + b" ")

    (done,) = library.refresh()

    assert sorted(filter(None, addresses(library))) == ["https://a.example/1", links[1]]
    assert (done.new, done.changed) == (0, 0)


def test_an_article_whose_address_was_a_redirect_is_known_after_a_change_of_its_guid(
    opened, loopback: Loopback
):
    links = [f"https://www.google.com/url?q=https://a.example/{n}" for n in range(3)]
    library = opened()
    library.add(loopback.serve("/feed", rss(*links)))
    loopback.serve("/feed", rss(*links).replace(b"<guid>", b"<guid>new-"))

    (done,) = library.refresh()

    assert (done.new, done.error) == (0, None)
    assert set(addresses(library)) == {f"https://a.example/{n}" for n in range(3)}


def test_rules_change_addresses_in_their_order(opened, loopback: Loopback):
    library = opened(
        Rewrite(r"^https://(?:www|old)\.news\.example/", "https://new.example/"),
        Rewrite(r"^https://new\.example/(\d+)-.*", r"https://new.example/\1"),
        Rewrite("^https://b", "javascript:b"),
    )
    links = ("https://www.news.example/7-a-long-name", "https://b.example/")

    library.add(loopback.serve("/feed", rss(*links)))

    assert set(addresses(library)) == {"https://new.example/7", "https://b.example/"}


def test_links_in_a_text_lead_on_from_where_the_feed_says():
    entry = Entry("x", url="https://a.example/b/c?utm_source=x")
    with closing(Sandbox()) as sandbox:
        (item,) = addressed([Incoming(b"1", b"", entry)], (), sandbox)

    assert item.entry.url == "https://a.example/b/c"
    assert item.entry.base_url == "https://a.example/b/c?utm_source=x"


def test_a_pattern_that_takes_for_ever_costs_its_rule_only(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("qreader.collect.addressing.SECONDS", 0.5)
    rule = Rewrite("(?:a|a)*(?:a|a)*(?:a|a)*(?:a|a)*(?:a|a)*(?:a|a)*!$", "")
    entry = Entry("x", url=f"https://a.example/{'a' * 1900}?utm_source=x")
    with closing(Sandbox()) as sandbox:
        (item,) = addressed([Incoming(b"1", b"", entry)], (rule,), sandbox)
        assert sandbox.call(rewritten, Addresses(("https://x/",), ())) == ("https://x/",)

    assert item.entry.url == f"https://a.example/{'a' * 1900}"


def test_a_page_says_the_address_of_its_article(opened, loopback: Loopback):
    stated = loopback.url("/lock/amp")
    library = opened()
    text = " ".join(f"On day {n} boat {n} passes the old lock of the harbour." for n in range(40))
    head = f"<link rel=canonical href='{loopback.url('/lock')}'><title>Lock 0</title>"
    page = f"{head}<article><p>{text}"
    loopback.serve("/lock/amp", page.encode())
    library.add(loopback.serve("/feed", rss(stated)))
    assert addresses(library) == [stated]

    (paged,) = library.fetch_pages(library.lists.ids(Query()))

    assert paged.error is None
    assert addresses(library) == [loopback.url("/lock")]
