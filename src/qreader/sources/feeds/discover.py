"""Feed discovery: declared feeds, links that look like feeds, and usual paths."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import parse_qsl, urlsplit

from qreader.model import Document
from qreader.sources.feeds.addresses import has_scheme, web_address
from qreader.sources.pages.markup import document_base
from qreader.sources.pages.refresh import parsed_page
from qreader.sources.statements import web_url

if TYPE_CHECKING:
    from selectolax.lexbor import LexborHTMLParser, LexborNode

_FEED_TYPE = re.compile(r"(?:application|text)/(?:x[.-])?(?:rss|atom|rdf|feed)\b[\w.+ -]*")
"""`application/rss+xml` and its common variants."""
_VAGUE_TYPES = {"application/json", "application/xml", "text/xml"}
"""Types of some feeds, but more often of APIs."""
_COMMENTS = re.compile(
    r"\b(?:comments?|kommentare?|commentaires?|comentarios?|comentários?|commenti|reacties|"
    r"kommentarer|komentarze|комментари\w+|σχόλια)\b|评论|評論|留言|コメント|댓글|commentsfeed",
    re.IGNORECASE,
)
_EMBEDS = re.compile(r"oembed|/wp-json/", re.IGNORECASE)
_LOOKS_LIKE_FEED = re.compile(
    r"(?:^|[/._-])(?:feeds?|rss2?|atom|rdf)(?:[/._-]|$)|\.(?:rss|atom|rdf)$|/index\.xml$"
    r"|(?:rss|atom)[^/]*\.xml$",
    re.IGNORECASE,
)
_FEED_HOST = re.compile(r"(?:feeds?|rss)\d?\.")
_FEED_WORDS = {"rss", "rss2", "rss20", "atom", "rdf", "feed", "feeds", "jsonfeed"}
_SAYS_FEED = re.compile(r"\b(?:rss|atom|feeds?|newsfeed|webfeed|xml)\b|syndicat", re.IGNORECASE)
_MAX_SAYING = 60
"""The longest text of a link to a feed, in characters; a longer one is prose with such a word."""
_LINK = re.compile(r'<([^<>]*)>((?:[^,"<]|"[^"]*")*)')
_PARAMETER = re.compile(r';\s*([\w*-]+)\s*=\s*(?:"([^"]*)"|([^\s;,"]+))')
_USUAL_PATHS = (
    "/feed", "/rss", "/feed.xml", "/rss.xml", "/atom.xml", "/index.xml", "/feed.json", "/feed.atom",
    "/index.rss", "/feeds/posts/default", "/rss/index.xml", "/blog/feed", "/blog/index.xml",
    "/feed/", "/?feed=rss2",
)  # fmt: skip
_MAX_LINKS = 20
_MAX_SEEN = 5_000
_LINKED = 2
"""The doubt of a link that looks like a feed but is not declared as one."""


class FeedLinks(NamedTuple):
    """The addresses of feeds that a page names, most likely first."""

    feeds: tuple[str, ...] = ()
    comments: tuple[str, ...] = ()
    """Feeds of comments, for a page without other feeds."""
    declared: int = 0
    """How many of the feeds, from the first, are declared."""


class _Named(NamedTuple):
    """A candidate for a feed."""

    href: str
    doubt: int
    """0: it is declared; a higher number is less certain."""
    saying: str


def feed_links(document: Document, page: LexborHTMLParser | None = None) -> FeedLinks:
    """Return the feeds that a page names.

    First come those that it or its server declares (`rel=alternate`), then links whose addresses
    look like a feed, then links whose words do. Fetches nothing. page: the parsed document.
    """
    page = page or parsed_page(document)
    base = document_base(page, document.url) or document.url
    named = [*_in_header(document), *_declared(page), *_linked(base, page)]
    feeds: dict[str, int] = {}
    comments: dict[str, int] = {}
    for one in sorted(named, key=lambda each: each.doubt):
        url = _place(base, one.href)
        if url is not None and url != document.url:
            of_comments = _COMMENTS.search(f"{urlsplit(url).path} {one.saying}")
            (comments if of_comments else feeds).setdefault(url, one.doubt)
    found = [url for url in feeds if url not in comments][:_MAX_LINKS]
    declared = sum(not feeds[url] for url in found)
    return FeedLinks(tuple(found), tuple(comments)[:_MAX_LINKS], declared)


def is_of_comments(title: str | None) -> bool:
    """Whether a feed's title says that it is a feed of comments."""
    return bool(title and _COMMENTS.search(title))


def usual_paths(url: str) -> list[str]:
    """Return usual addresses of a site's feed: first beside the given address, then at the root."""
    folder = url.partition("?")[0].partition("#")[0].rstrip("/")
    root = web_url(url, "/")
    if root is None:
        return []
    beside = [folder + path for path in _USUAL_PATHS[:4]] if urlsplit(folder).path else []
    at_root = [root.rstrip("/") + path for path in _USUAL_PATHS]
    return list(dict.fromkeys((*beside, *at_root)))


# ---- declared feeds


def _in_header(document: Document) -> Iterator[_Named]:
    """Yield the feeds that the header Link declares (RFC 8288)."""
    for match in _LINK.finditer(document.links):
        stated = {name.lower(): a or b for name, a, b in _PARAMETER.findall(match[2])}
        yield from _declaration({"href": match[1], **stated})


def _declared(page: LexborHTMLParser) -> Iterator[_Named]:
    for node in page.css("link[href]")[:_MAX_SEEN]:
        yield from _declaration(node.attributes)


def _declaration(attributes: dict[str, str | None]) -> Iterator[_Named]:
    relations = (attributes.get("rel") or "").lower().split()
    media_type = (attributes.get("type") or "").partition(";")[0].strip().lower()
    title = attributes.get("title") or ""
    href = attributes.get("href") or ""
    if "feed" in relations:
        yield _Named(href, 0, title)
    elif "alternate" not in relations or _EMBEDS.search(f"{href} {media_type}"):
        return
    elif _FEED_TYPE.fullmatch(media_type):
        yield _Named(href, 0, title)
    elif media_type in _VAGUE_TYPES or (not media_type and _SAYS_FEED.search(title)):
        yield _Named(href, 1, title)


# ---- linked feeds


def _linked(base: str, page: LexborHTMLParser) -> Iterator[_Named]:
    for node in page.css("a[href]")[:_MAX_SEEN]:
        href = node.attributes.get("href") or ""
        url = _place(base, href)
        if url is None:
            continue
        media_type = (node.attributes.get("type") or "").lower()
        saying = _saying(node)
        if _FEED_TYPE.match(media_type):
            yield _Named(href, 1, saying)
            continue
        if _looks_like_feed(url) or href.lower().startswith("feed:"):
            yield _Named(href, _LINKED, saying)
        elif _SAYS_FEED.search(saying) and url.partition("#")[0] != base.partition("#")[0]:
            yield _Named(href, _LINKED + 1, saying)


def _looks_like_feed(url: str) -> bool:
    parts = urlsplit(url)
    if _LOOKS_LIKE_FEED.search(parts.path) or _FEED_HOST.match(parts.netloc):
        return True
    pairs = parse_qsl(parts.query, keep_blank_values=True, max_num_fields=100)
    return any(not _FEED_WORDS.isdisjoint((name.lower(), value.lower())) for name, value in pairs)


def _saying(link: LexborNode) -> str:
    """Return the words of a link and of the pictures in it; "" where they are a sentence."""
    own = (link.attributes.get("title"), link.attributes.get("aria-label"), link.text())
    pictures = (image.attributes.get("alt") for image in link.css("img[alt], svg title"))
    said = " ".join(_words((*own, *pictures)))
    return said if len(said) <= _MAX_SAYING else ""


def _words(texts: Iterable[str | None]) -> Iterator[str]:
    for text in texts:
        yield from (text or "").split()


def _place(base: str, href: str) -> str | None:
    """Return the address of a link, also of one with the scheme `feed:`."""
    if has_scheme(href):
        return web_address(href)
    return web_url(base, href)
