"""Where a site keeps its feeds: what its page says, and where they usually lie."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from qreader.model import Document
from qreader.sources.decode import decode
from qreader.sources.statements import web_url
from qreader.text.html_guard import bounded

_FEED_TYPES = {
    "application/rss+xml",
    "application/atom+xml",
    "application/feed+json",
    "application/rdf+xml",
    "application/json",
    "application/xml",
    "text/xml",
    "application/x.atom+xml",
    "application/x-atom+xml",
}
_COMMENTS = re.compile(r"\bcomments?\b", re.IGNORECASE)
_EMBEDS = re.compile(r"oembed|/wp-json/", re.IGNORECASE)
_LOOKS_LIKE_FEED = re.compile(
    r"(?:^|[/._-])(?:feeds?|rss2?|atom|rdf)(?:[/._-]|$)|\.(?:rss|atom|rdf)$|/index\.xml$",
    re.IGNORECASE,
)
_USUAL_PATHS = (
    "/feed", "/rss", "/feed.xml", "/rss.xml", "/atom.xml", "/index.xml", "/feed.json", "/feed.atom",
    "/index.rss", "/feeds/posts/default", "/rss/index.xml", "/blog/feed", "/blog/index.xml",
)  # fmt: skip
_MAX_LINKS = 20
_MAX_PAGE_CHARACTERS = 2_000_000


def feed_links(document: Document) -> list[str]:
    """Return the addresses of feeds that a page names, most likely first.

    First what it declares as its feeds (`link rel=alternate`), then links that look like one;
    feeds of comments come last. Pure: fetches nothing.
    """
    from selectolax.lexbor import LexborHTMLParser

    page = LexborHTMLParser(bounded(decode(document)[:_MAX_PAGE_CHARACTERS]))
    base = document.url
    stated_base = page.css_first("base[href]")
    if stated_base is not None:
        base = web_url(base, stated_base.attributes.get("href")) or base
    declared = [
        node.attributes.get("href") for node in page.css("link[href]") if _declares(node.attributes)
    ]
    linked = [
        href
        for node in page.css("a[href]")
        if (href := node.attributes.get("href")) and _looks_like_feed(base, href)
    ]
    found = dict.fromkeys(web_url(base, href) for href in (*declared, *linked))
    links = [url for url in found if url and url != document.url]
    return sorted(links, key=lambda url: bool(_COMMENTS.search(url)))[:_MAX_LINKS]


def usual_paths(url: str) -> list[str]:
    """Return where the site of an address may keep its feed: beside it first, then at its root."""
    folder = url.partition("?")[0].partition("#")[0].rstrip("/")
    root = web_url(url, "/")
    if root is None:
        return []
    beside = [folder + path for path in _USUAL_PATHS[:4]] if urlsplit(folder).path else []
    at_root = [root.rstrip("/") + path for path in _USUAL_PATHS]
    return list(dict.fromkeys((*beside, *at_root)))


def _declares(attributes: dict[str, str | None]) -> bool:
    relations = (attributes.get("rel") or "").lower().split()
    media_type = (attributes.get("type") or "").partition(";")[0].strip().lower()
    if "feed" in relations:
        return True
    href = attributes.get("href") or ""
    return "alternate" in relations and media_type in _FEED_TYPES and not _EMBEDS.search(href)


def _looks_like_feed(base: str, href: str) -> bool:
    url = web_url(base, href)
    return url is not None and bool(_LOOKS_LIKE_FEED.search(urlsplit(url).path))
