"""Direct addresses: where a link leads without what counts clicks, and what stays as it is."""

from __future__ import annotations

from base64 import urlsafe_b64encode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qreader.text.direct import direct, settled
from qreader.text.urls import may_open

PAGE = "https://paper.example/2026/lock.html?id=3&page=2#end"
WITHIN = "https%3A%2F%2Fl.facebook.com%2Fl.php%3Fu%3D"
QUOTED = "https%3A%2F%2Fpaper.example%2F2026%2Flock.html%3Fid%3D3%26page%3D2%23end"


def news(url: str) -> str:
    """Return an address of Google News that packs another."""
    length = len(url)
    size = bytes([length]) if length < 128 else bytes([length & 0x7F | 0x80, length >> 7])
    packed = urlsafe_b64encode(b'\x08\x13"' + size + url.encode() + b"\xd2\x01\x00").decode()
    return f"https://news.google.com/rss/articles/{packed.rstrip('=')}?oc=5"


@pytest.mark.parametrize(
    "url",
    [
        f"https://www.google.com/url?sa=t&url={QUOTED}&usg=x",
        f"https://www.google.co.uk/url?q={QUOTED}",
        f"https://www.youtube.com/redirect?event=video&q={QUOTED}",
        f"https://l.facebook.com/l.php?u={QUOTED}&h=AT0",
        f"https://out.reddit.com/t3_x?url={QUOTED}&token=x",
        f"https://t.umblr.com/redirect?z={QUOTED}&t=x",
        f"https://vk.com/away.php?to={QUOTED}",
        f"https://duckduckgo.com/l/?uddg={QUOTED}",
        f"https://eur01.safelinks.protection.outlook.com/?url={QUOTED}&data=x",
        f"https://www.google.com/url?url={WITHIN}{QUOTED.replace('%', '%25')}",
        f"{PAGE.partition('#')[0]}&utm_source=rss&fbclid=x#end",
        news(PAGE),
        news(PAGE.replace("?id=3", f"?utm_campaign={'x' * 90}&id=3")),
    ],
)  # fmt: skip
def test_an_address_leads_where_it_says(url: str):
    assert direct(url) == PAGE


@pytest.mark.parametrize(
    ("url", "page"),
    [
        ("https://www.google.com/amp/s/paper.example/a.amp", "https://paper.example/a.amp"),
        ("https://paper-example.cdn.ampproject.org/c/s/paper.example/a", "https://paper.example/a"),
        ("https://paper-example.cdn.ampproject.org/v/paper.example/a?b=1", "http://paper.example/a?b=1"),
        ("https://a.example/?utm_source=x", "https://a.example/"),
    ],
)  # fmt: skip
def test_a_page_is_named_behind_the_cache_that_serves_it(url: str, page: str):
    assert direct(url) == page


@pytest.mark.parametrize(
    "url",
    [
        PAGE,
        "https://a.example/?q=https://b.example/&b=%C3%BC&a=+&",
        "https://www.google.com/search?q=https://b.example/",
        "https://www.google.com/url?q=javascript:alert(1)",
        "https://www.google.com/url?q=file:///etc/passwd",
        "https://www.google.com/url?q=https://",
        "https://www.google.com/url",
        "https://evilgoogle.com/url?q=https://b.example/",
        "https://news.google.com/rss/articles/CBMi" + "A" * 40,
        "https://news.google.com/rss/articles/CBM" + "x" * 41,
        "https://web.archive.org/web/2020/https://b.example/",
        "https://[x/",
        "mailto:a@b.example",
        "",
    ],
)
def test_an_address_that_says_nothing_else_stays_as_it_is(url: str):
    assert direct(url) == url


@given(st.text(max_size=60), st.sampled_from(["", "https://www.google.com/url?q=", "https://"]))
def test_what_can_be_opened_can_be_opened_directly(text: str, before: str):
    url = before + text
    found = direct(url)
    assert not may_open(url) or may_open(found)
    assert direct(found) == found or found == url


@pytest.mark.parametrize(
    ("stated", "page", "taken"),
    [
        ("http://a.example/x", "https://a.example/x", True),
        ("https://a.example/x", "http://a.example/x", False),
        ("https://www.a.example/x/amp", "https://www.a.example/x", True),
        ("https://amp.a.example/x?outputType=amp", "https://www.a.example/x", True),
        ("https://a.example/live#post-3", "https://www.a.example/live", False),
        ("https://a.example/x", "https://a.example/y", False),
        ("https://a.example/x", "https://a.example/", False),
        ("http://feedproxy.google.com/~r/a/~3/x/", "https://a.example/x", True),
        ("https://t.co/x", "https://a.example/", False),
        ("https://t.co/x", "https://bit.ly/y", False),
        ("https://a.example/x", None, False),
        ("https://a.example/x", "file:///x", False),
    ],
)
def test_a_page_says_its_own_address_better_where_it_is_the_same_page(
    stated: str, page: str | None, taken: bool
):
    assert settled(stated, page) == (page if taken else stated)


def test_an_article_without_an_address_gets_none():
    assert settled(None, "https://a.example/") is None
