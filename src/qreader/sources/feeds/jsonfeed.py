"""JSON Feed 1.0 and 1.1 (jsonfeed.org) -> ParsedFeed."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from qreader.errors import ParseError
from qreader.model import Document, Enclosure, Entry, ParsedFeed
from qreader.sources.dates import parse_date
from qreader.sources.decode import decode
from qreader.sources.statements import (
    body_and_summary,
    clean_enclosures,
    clean_guid,
    clean_language,
    clean_names,
    newest,
    title_or_stand_in,
    web_url,
)
from qreader.text.html import paragraphs_html
from qreader.text.playing_time import seconds_of
from qreader.text.safe import safe_line

_Object = Mapping[str, Any]
_VERSION = re.compile(r"jsonfeed\.org|^1(?:\.\d)?$")
"""The version that the specification requires; other JSON may have `items`, too."""


def parse_json_feed(document: Document) -> ParsedFeed:
    """Parse a JSON Feed; values of a wrong type count as absent.

    Raises ParseError where it is not JSON, or other JSON.
    """
    try:
        feed = json.loads(decode(document), strict=False)
    except (ValueError, RecursionError) as error:
        raise ParseError("is no valid JSON", document.url) from error
    if not isinstance(feed, dict) or not isinstance(feed.get("items"), list):
        raise ParseError("is JSON, but no JSON Feed", document.url)
    if not _VERSION.search(_text(feed, "version")):
        raise ParseError("is JSON without the version of a JSON Feed", document.url)
    items = newest([item for item in feed["items"] if isinstance(item, dict)], _dated)
    entries = (_entry(item, feed, document.url) for item in items)
    return ParsedFeed(
        title=safe_line(_text(feed, "title")) or None,
        site_url=web_url(document.url, _text(feed, "home_page_url")),
        language=clean_language(_text(feed, "language")),
        entries=tuple(entry for entry in entries if entry is not None),
    )


def _dated(item: _Object) -> datetime | None:
    return parse_date(_text(item, "date_published") or _text(item, "date_modified"))


def _entry(item: _Object, feed: _Object, feed_url: str) -> Entry | None:
    url = web_url(feed_url, _text(item, "url")) or web_url(feed_url, _text(item, "external_url"))
    base = url or feed_url
    text = _text(item, "content_text")
    body, summary = body_and_summary(
        _text(item, "content_html") or (paragraphs_html(text) if text else ""),
        paragraphs_html(_text(item, "summary")) if _text(item, "summary") else "",
    )
    guid, title = clean_guid(_text(item, "id")), safe_line(_text(item, "title"))
    enclosures = _with_lengths(clean_enclosures(base, _attachments(item)), item, base)
    if not (guid or title or url or body or enclosures):
        return None
    published = parse_date(_text(item, "date_published"))
    updated = parse_date(_text(item, "date_modified"))
    return Entry(
        title=title or title_or_stand_in("", body or summary, url),
        guid=guid,
        url=url,
        authors=clean_names(_authors(item) or _authors(feed)),
        published=published or updated,
        updated=updated,
        summary_html=summary,
        body_html=body,
        base_url=base,
        language=clean_language(_text(item, "language") or _text(feed, "language")),
        image=web_url(base, _text(item, "image")) or web_url(base, _text(item, "banner_image")),
        tags=clean_names(tag for tag in _list(item, "tags") if isinstance(tag, str)),
        enclosures=enclosures,
    )


def _text(thing: _Object, key: str) -> str:
    """Return a value as text, also a number: ids are often numbers."""
    value = thing.get(key)
    if isinstance(value, str):
        return value
    return str(value) if isinstance(value, (int, float)) and not isinstance(value, bool) else ""


def _list(thing: _Object, key: str) -> list[Any]:
    value = thing.get(key)
    return value if isinstance(value, list) else []


def _authors(thing: _Object) -> list[str]:
    """Return the names: `authors` is of version 1.1, `author` of 1.0; both may hold plain names."""
    found = [*_list(thing, "authors"), thing.get("author")]
    named = [_text(author, "name") if isinstance(author, dict) else author for author in found]
    return [name for name in named if isinstance(name, str) and name]


def _attachments(item: _Object) -> Iterator[tuple[str, str, str]]:
    for attachment in _list(item, "attachments"):
        if isinstance(attachment, dict):
            size = _text(attachment, "size_in_bytes")
            yield _text(attachment, "url"), _text(attachment, "mime_type"), size


def _with_lengths(
    enclosures: tuple[Enclosure, ...], item: _Object, base: str
) -> tuple[Enclosure, ...]:
    """Return attachments with how long they play, where that is stated."""
    lengths = {
        web_url(base, _text(one, "url")): seconds_of(_text(one, "duration_in_seconds"))
        for one in _list(item, "attachments")
        if isinstance(one, dict)
    }
    return tuple(replace(one, seconds=lengths.get(one.url) or None) for one in enclosures)
