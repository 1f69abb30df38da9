"""The table of sites: which addresses it knows, and which it leaves alone."""

from __future__ import annotations

import re
import time
from string import Formatter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qreader.sources.feeds import sites
from qreader.sources.feeds.site_table import SITES
from qreader.text.urls import may_open


@pytest.mark.parametrize(
    "url",
    [
        "https://quay.example/",
        "https://www.youtube.com/",
        "https://www.youtube.com/feeds/videos.xml?channel_id=UCHS55yDvORmCpbM_3vNQQsQ",
        "https://www.youtube.com/results?search_query=lamps",
        "https://www.youtube.com/watch",
        "https://www.youtube.com/channel/UCshort",
        "https://youtube.com.quay.example/@Lanterns/about/it",
        "https://notyoutube.com/channel/UCHS55yDvORmCpbM_3vNQQsQ",
        "https://www.reddit.com/r/quays/.rss",
        "https://github.com/",
        "https://github.com/features/actions",
        "https://github.com/quay/lamps/releases.atom",
        "https://gitlab.com/explore/projects",
        "https://medium.com/@keeper/a-story-1a2b3c",
        "https://medium.com/feed/@keeper",
        "https://lamps.substack.com/p/a-post",
        "https://keeper.blogspot.com/2026/01/a-post.html",
        "https://keeper.wordpress.com/2026/01/02/a-post/",
        "https://quay.example/@keeper/109300000000000000",
        "https://quay.example/@keeper.rss",
        "https://vimeo.com/123456",
        "https://stackoverflow.com/help",
        "https://",
        "https:///@keeper",
        "http://[::1/@keeper",
        "mailto:keeper@quay.example",
        "",
    ],
)
def test_what_is_no_place_with_feeds_of_its_own_is_left_alone(url: str) -> None:
    assert sites.recognised(url) is None


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("@keeper@quay.example", "https://quay.example/@keeper"),
        (" acct:keeper@quay.example ", "https://quay.example/@keeper"),
        ("@keeper.bsky.social", "https://bsky.app/profile/keeper.bsky.social"),
        ("/r/quays/", "https://www.reddit.com/r/quays/"),
        ("u/keeper", "https://www.reddit.com/u/keeper/"),
        ("keeper@quay.example", None),
        ("@keeper", None),
        ("@keeper@quay", None),
        ("r/quays/lamps", None),
        ("quay.example", None),
        ("", None),
    ],
)
def test_a_name_that_people_give_is_the_address_of_its_page(text: str, address: str | None) -> None:
    assert sites.address_of(text) == address


def test_parameters_of_an_address_fill_no_template_but_those_that_ask_for_them() -> None:
    injected = "https://www.youtube.com/@Lanterns?channel=" + "x" * 22
    found = sites.recognised(injected)
    assert found is not None
    assert found.asks == "https://www.youtube.com/@Lanterns"
    apple = sites.recognised(
        "https://podcasts.apple.com/podcast/id1?feed_url=http://127.0.0.1/&origin=http://127.0.0.1"
    )
    assert apple is not None
    assert apple.asks == "https://itunes.apple.com/lookup?id=1&entity=podcast"


def test_what_an_address_says_cannot_leave_its_place_in_a_feeds_address() -> None:
    found = sites.recognised("https://keeper.tumblr.com/tagged/..%2F..%2F%3Fa=b%23c&d")
    assert found is None, "a slash parts"
    found = sites.recognised("https://www.youtube.com/playlist?list=a%26b%3D%23c/../%3F")
    assert found is not None
    url = found.offers[0].url
    assert url == "https://www.youtube.com/feeds/videos.xml?playlist_id=a%26b%3D%23c%2F..%2F%3F"


@pytest.mark.parametrize("site", SITES, ids=lambda site: f"{site.kind} {site.path[:12]}")
def test_every_template_names_only_what_its_patterns_can_say(site) -> None:
    groups = {"origin", *site.needs, "list", "t"}
    for pattern in (site.host, site.path, *site.finds):
        groups |= set(re.compile(pattern).groupindex)
    for template in (site.asks, *(template for _, template in site.feeds)):
        names = {name for _, name, _, _ in Formatter().parse(template) if name}
        assert names <= groups
        assert not template or template.startswith(("https://", "{origin}/", "{feed_url}"))
    assert bool(site.asks) == bool(site.finds) == bool(site.unknown)


@pytest.mark.parametrize("rubbish", ["-", "a-", "/", "/a", "@", "%2e", "+", "&a=b", "a.", "(?"])
def test_a_long_address_costs_no_time(rubbish: str) -> None:
    hosts = ("vimeo.com", "gitlab.com", "www.youtube.com", "quay.example", "a.tumblr.com")
    begun = time.process_time()
    for host in hosts:
        sites.recognised(f"https://{host}/{rubbish * (1900 // len(rubbish))}!x")
        sites.recognised(f"https://{host}/watch?v={rubbish * (1900 // len(rubbish))}")
    assert time.process_time() - begun < 1


known_hosts = st.sampled_from(
    ["www.youtube.com", "youtu.be", "old.reddit.com", "github.com", "gitlab.com", "a.tumblr.com",
     "medium.com", "quay.example", "mastodon.social", "podcasts.apple.com", "www.flickr.com"]
)  # fmt: skip
parts = st.sampled_from(
    ["channel", "@a", "r", "user", "watch", "tagged", "-", "id1", "%2f", "%00", "%ff", "..", "+",
     "?v=", "?list=", "&q=%26", "#", ";", "\ue000", "é", "{feed_url}", "{0}", "%", "@b.example",
     " "]
)  # fmt: skip


@given(known_hosts, st.lists(parts | st.text(max_size=4), max_size=6).map("/".join))
def test_whatever_is_typed_becomes_a_whole_address_of_the_web_or_none(host: str, rest: str) -> None:
    found = sites.recognised(f"https://{host}/{rest}")
    for one in found.offers if found else ():
        assert may_open(one.url)
        assert one.url.startswith("https://")
        assert "{" not in one.url
        assert "\ue000" not in one.url


@given(st.text(max_size=40))
def test_no_text_is_too_odd_to_be_no_name(text: str) -> None:
    address = sites.address_of(text)
    assert address is None or address.startswith("https://")
