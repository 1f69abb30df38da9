"""Document -> ParsedFeed: RSS, RDF and Atom; JSON Feed is in `jsonfeed`."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Mapping
from collections.abc import Set as AbstractSet
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from hashlib import blake2b
from typing import TYPE_CHECKING, Any

from qreader import __version__
from qreader.errors import ParseError
from qreader.model import Document, Enclosure, Entry, ParsedFeed
from qreader.sources.dates import parse_date
from qreader.sources.decode import decode
from qreader.sources.feeds import attached
from qreader.sources.feeds.jsonfeed import parse_json_feed
from qreader.sources.feeds.mend import mended
from qreader.sources.feeds.slices import Slices, cut
from qreader.sources.feeds.spoken import with_details
from qreader.sources.feeds.videos import with_video
from qreader.sources.feeds.wellformed import IllFormedError, read_wellformed
from qreader.sources.statements import (
    MAX_ENTRIES,
    body_and_summary,
    clean_enclosures,
    clean_guid,
    clean_language,
    clean_names,
    clean_pace,
    clean_title,
    newest,
    title_or_stand_in,
    web_url,
)
from qreader.text.html import paragraphs_html

if TYPE_CHECKING:
    from qreader.sources.feeds.rawfeed import RawFeed

LARGE_CHARACTERS = 100_000
"""From this size on, known entries are left out; in smaller feeds that costs what it saves."""

_HEAD_CHARACTERS = 65_536
_DECLARATION = re.compile(r"<\?xml[^>]{0,400}\?>", re.IGNORECASE)
_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
_FEED_ROOT = re.compile(r"<(?:[\w.-]+:)?(?:rss|feed|rdf|channel)(?=[\s/>])", re.IGNORECASE)
_PAGE_ROOT = re.compile(r"<!doctype\s+html|<html(?=[\s/>])", re.IGNORECASE)
_ITEM = re.compile(r"<(?:[\w.-]+:)?(?:item|entry)(?=[\s/>])", re.IGNORECASE)
_DECLARING = re.compile(r"<[^<>]*\sxml[^<>]*>")
"""A tag with attributes that change how its contents are parsed."""
_STATED_DATE = re.compile(
    r"<(?:pubDate|published|updated|issued|modified|dc:date)\b[^<>]*>\s*(?:<!\[CDATA\[)?([^<\]]{4,80})",
    re.IGNORECASE,
)
_RSS_ROOT = re.compile(r"<(?:[\w.-]{1,60}:)?(?:rss|rdf)[\s>]", re.IGNORECASE)
_IMAGE = re.compile(r"<image[\s>].*?</image>", re.DOTALL | re.IGNORECASE)
_CHANNEL_LINK = re.compile(
    r"<(?:rss:)?link(?:\s[^<>]*)?>\s*(?:<!\[CDATA\[\s*)?((?:https?:/)?/[^<\]\s]{0,2000})",
    re.IGNORECASE,
)
_CLOSED_TAG = re.compile(r"</(?:p|div|a|span|em|strong|b|i|ul|li|blockquote)>|<br ?/?>|<p>", re.I)
_MAX_AUTHOR_CHARACTERS = 400
_MAIL_FIRST = re.compile(r"\s*[^\s@]+@[^\s@]+\s*\(([^()]+)\)\s*")
_NAME_FIRST = re.compile(r"([^<(]*[^<(\s])\s*[<(][^\s@]+@[^\s@]+[>)]\s*")

_Raw = dict[str, Any]


@dataclass(frozen=True, slots=True)
class _Inherited:
    """Values of the feed for entries that do not state their own."""

    url: str
    base: str
    language: str | None
    authors: tuple[str, ...]


class Kind(StrEnum):
    """The format of a document, by its first characters."""

    XML_FEED = "xml-feed"
    JSON = "json"
    PAGE = "page"
    OTHER = "other"


def kind(document: Document) -> Kind:
    """Return the format of a document; its Content-Type decides only where nothing else does."""
    return _kind(decode(document), document.content_type or "")


def may_be_feed(document: Document) -> bool:
    """Whether a document of no known format may contain entries of a feed."""
    return bool(_ITEM.search(decode(document)))


def parse_feed(document: Document, seen: AbstractSet[bytes] = frozenset()) -> ParsedFeed:
    """Parse a feed of any format. Raises ParseError where it is none.

    seen: hashes of known entries, which may be left out of a large feed.

    Costs 1 to 5 ms for a usual feed, seconds for a large one that is not well-formed; a hostile
    one may hang, so run it in a Sandbox.
    """
    if not document.body.strip():
        raise ParseError("is empty", document.url)
    text = decode(document)
    found = _kind(text, document.content_type or "")
    if found is Kind.JSON:
        return parse_json_feed(document)
    if found is Kind.PAGE:
        raise ParseError("is a web page, not a feed", document.url)
    if found is Kind.OTHER and not _ITEM.search(text):
        raise ParseError("is no feed", document.url)
    text = _bounded(_without_declaration(_from_root(text).lstrip()))
    parsed = _read(text, document.url, seen)
    return _read_loosely(text, document.url) if parsed is None else parsed


def _bounded(text: str) -> str:
    """Leave out the oldest entries of a document with more than the limit."""
    if sum(text.count(end) for end in ("</item>", "</entry>")) <= MAX_ENTRIES:
        return text
    slices = cut(text, len(text))
    return slices.only(newest(slices.entries, _dated)) if slices else text


def _dated(entry: str) -> datetime | None:
    found = _STATED_DATE.search(entry)
    return parse_date(found[1]) if found else None


def _read(text: str, url: str, seen: AbstractSet[bytes]) -> ParsedFeed | None:
    """Parse XML, repaired where it is not well-formed; None where it needs feedparser."""
    try:
        return _read_xml(text, url, seen)
    except IllFormedError:
        with suppress(IllFormedError):
            return _read_xml(mended(text), url, seen)
    return None


def _read_xml(text: str, url: str, seen: AbstractSet[bytes]) -> ParsedFeed | None:
    """Parse well-formed XML without the known entries, as far as they can be left out.

    None where it needs feedparser. Raises IllFormedError.
    """
    slices = cut(text, MAX_ENTRIES) if len(text) >= LARGE_CHARACTERS else None
    entry_hashes = _entry_hashes(slices, url) if slices else ()
    if slices and not seen.isdisjoint(entry_hashes):
        news = _news(slices, entry_hashes, seen, url)
        if news is not None:
            return news
    raw = read_wellformed(text, _base(text, url), MAX_ENTRIES)
    if raw is None:
        return None
    parsed = _parsed(raw, url)
    return replace(
        parsed, entry_hashes=entry_hashes if len(entry_hashes) == len(parsed.entries) else ()
    )


def _read_loosely(text: str, url: str) -> ParsedFeed:
    from qreader.sources.feeds.feedxml import read_feed_xml  # 110 ms

    raw = read_feed_xml(text, _base(text, url), MAX_ENTRIES)
    if not raw.version and not raw.entries and not raw.feed.get("title"):
        raise ParseError("is no feed, or one too damaged to read", url)
    return _parsed(raw, url)  # without hashes: it may take an entry's text from another entry


def _entry_hashes(slices: Slices, url: str) -> tuple[bytes, ...]:
    """Return the hashes of all entries; empty where the feed is unusual, or repeats an entry.

    The hash covers what an entry inherits and the version of qreader, since both may change.
    """
    raw = _wellformed(slices.head + slices.tail, url)
    if raw is None:
        return ()
    context = _inherited(raw, url)
    declared = _DECLARING.findall(slices.head)
    around = blake2b(repr((__version__, raw.version, context, declared)).encode(), digest_size=12)
    entry_hashes = []
    for entry in slices.entries:
        one = around.copy()
        one.update(entry.lstrip().encode("utf-8", "surrogatepass"))
        entry_hashes.append(one.digest())
    return tuple(entry_hashes) if len(set(entry_hashes)) == len(entry_hashes) else ()


def _news(
    slices: Slices, entry_hashes: tuple[bytes, ...], seen: AbstractSet[bytes], url: str
) -> ParsedFeed | None:
    """Parse the unknown entries; None where the result would not be reliable."""
    known = [one in seen for one in entry_hashes]
    raw = _wellformed(slices.without(known), url)
    if raw is None:
        return None
    parsed = _parsed(raw, url)
    return (
        replace(parsed, entry_hashes=entry_hashes)
        if len(parsed.entries) == known.count(False)
        else None
    )


def _wellformed(text: str, url: str) -> RawFeed | None:
    with suppress(IllFormedError):
        return read_wellformed(text, _base(text, url), MAX_ENTRIES)
    return None


def _kind(text: str, content_type: str) -> Kind:
    head = text[:_HEAD_CHARACTERS].lstrip()
    if head.startswith(("{", "[")):
        return Kind.JSON
    head = _COMMENT.sub("", head)
    feed, page = _FEED_ROOT.search(head), _PAGE_ROOT.search(head)
    if feed and (page is None or feed.start() < page.start()):
        return Kind.XML_FEED
    if page or "html" in content_type.lower():
        return Kind.PAGE
    return Kind.OTHER


def _from_root(text: str) -> str:
    """Drop what a faulty server printed before the XML declaration."""
    start = text.find("<?xml", 0, _HEAD_CHARACTERS)
    return text[start:] if start > 0 else text


def _without_declaration(text: str) -> str:
    found = _DECLARATION.search(text)
    return text[: found.start()] + text[found.end() :] if found else text


def _base(text: str, url: str) -> str:
    """Return the base of a feed's addresses where no xml:base says otherwise.

    In RSS it is the channel's link, as in most readers, since many feeds are on another host than
    their site. In Atom it is the document's address (RFC 4287 section 2). Addresses relative to a
    local file may not be opened.
    """
    base = url if url.startswith("http") else ""
    if not _RSS_ROOT.search(text, 0, _HEAD_CHARACTERS):
        return base
    first = _ITEM.search(text)
    last = text.rfind("</item>")
    around = text[: first.start()] + text[max(last, 0) :] if first else text
    link = _CHANNEL_LINK.search(_IMAGE.sub("", around))
    return (web_url(base, html.unescape(link[1])) if link else None) or base


def _parsed(raw: RawFeed, url: str) -> ParsedFeed:
    feed = raw.feed
    inherited = _inherited(raw, url)
    return ParsedFeed(
        title=clean_title(_text(feed, "title")) or None,
        site_url=_link(feed, url),
        language=inherited.language,
        # an empty one is the last entry of a truncated document
        entries=tuple(_entry(entry, inherited) for entry in raw.entries if entry),
        pace=clean_pace(
            _text(feed, "ttl"),
            (_text(feed, "sy_updateperiod"), _text(feed, "sy_updatefrequency")),
            _list(feed, "quiet_hours"),
            _list(feed, "quiet_days"),
        ),
    )


def _inherited(raw: RawFeed, url: str) -> _Inherited:
    return _Inherited(
        url,
        raw.base,
        clean_language(_text(raw.feed, "language")),
        # an Atom entry without an author has the feed's (RFC 4287 section 4.2.1)
        clean_names(_authors(raw.feed)) if raw.version.startswith("atom") else (),
    )


def _entry(raw: _Raw, feed: _Inherited) -> Entry:
    guid = _text(raw, "id")
    texts = list(_texts(raw))
    longest, summary = body_and_summary(*(_as_html(text) for text in texts))
    stated_base = next((text["base"] for text in texts if text.get("base")), feed.base)
    url = _link(raw, stated_base or feed.url) or web_url(None, guid)
    base = stated_base if stated_base != feed.base else url or feed.base or feed.url
    body = attached.with_pictures(raw, longest, base)
    published = _date(raw, "published", feed.language) or _date(raw, "created", feed.language)
    updated = _date(raw, "updated", feed.language)
    spoken = (*texts, raw.get("title_detail") or {})
    own_language = next((text["language"] for text in spoken if text.get("language")), None)
    return Entry(
        title=title_or_stand_in(clean_title(_text(raw, "title")), body, url),
        guid=clean_guid(guid),
        url=url,
        authors=clean_names(_authors(raw)) or clean_names(_authors_of_source(raw)) or feed.authors,
        published=published or updated,
        updated=updated,
        summary_html=summary,
        body_html=body,
        base_url=base,
        language=clean_language(own_language or _text(raw, "language")) or feed.language,
        image=attached.lead_picture(raw, base),
        tags=clean_names(tag.get("label") or tag.get("term") or "" for tag in _list(raw, "tags")),
        enclosures=_enclosures(raw, base, url),
        comments_url=attached.comments_url(raw, base),
    )


def _enclosures(raw: _Raw, base: str | None, page: str | None) -> tuple[Enclosure, ...]:
    files = clean_enclosures(base, attached.enclosures(raw))
    return with_details(with_video(files, page, raw), raw, base)


# ---- feedparser's dictionaries


def _list(raw: _Raw, key: str) -> list[Any]:
    value = raw.get(key)
    return value if isinstance(value, list) else []


def _text(raw: _Raw, key: str) -> str:
    value = raw.get(key)
    return value if isinstance(value, str) else ""


def _texts(raw: _Raw) -> Iterator[_Raw]:
    """Yield an entry's texts, each with its type, base and language."""
    found = [text for text in _list(raw, "content") if _is_text(text)]
    of_pictures = attached.described(raw)
    for key in ("summary", "media_description", "subtitle"):
        value = raw.get(key)
        detail = raw.get(f"{key}_detail") or {}
        # descriptions of pictures and episodes count only without other texts
        if value and (key == "summary" or not (found or value in of_pictures)):
            found.append({**detail, "value": value})
    yield from found


def _is_text(content: _Raw) -> bool:
    media_type = str(content.get("type", ""))
    return bool(content.get("value")) and (
        media_type.startswith("text/") or media_type.endswith(("xml", "html"))
    )


def _as_html(text: _Raw) -> str:
    value = str(text["value"])
    if text.get("type") == "text/plain" and not _CLOSED_TAG.search(value):
        return paragraphs_html(value)
    return value


def _link(raw: _Raw, base: str) -> str | None:
    """Return the address of an entry's or a feed's page."""
    original = web_url(base, _text(raw, "feedburner_origlink"))
    if original:
        return original
    links = [link for link in _list(raw, "links") if link.get("href")]
    pages = [link for link in links if link.get("rel") == "alternate"]
    html = [link for link in pages if "html" in str(link.get("type", "html"))]
    others = [link for link in links if link.get("rel") in {"related", "via"}]
    for link in (*html, *pages, *others):
        url = web_url(base, str(link["href"]))
        if url:
            return url
    return None


def _authors(raw: _Raw) -> Iterator[str]:
    for author in _list(raw, "authors"):
        yield _name(str(author.get("name") or author.get("email") or ""))


def _authors_of_source(raw: _Raw) -> Iterator[str]:
    """Yield the authors of an entry's source feed (RFC 4287 section 4.2.1), as in planets."""
    source = raw.get("source")
    if isinstance(source, Mapping):
        yield from _authors(dict(source))


def _name(author: str) -> str:
    """Return the name in `mail@host (Name)` and `Name <mail@host>`, else the whole text."""
    if len(author) > _MAX_AUTHOR_CHARACTERS:  # too long for a name, and slow to match
        return ""
    match = _MAIL_FIRST.fullmatch(author) or _NAME_FIRST.fullmatch(author)
    return match[1] if match else author


def _date(raw: _Raw, key: str, language: str | None) -> datetime | None:
    return parse_date(_text(raw, key), language)
