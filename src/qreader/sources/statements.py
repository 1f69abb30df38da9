"""Cleans what a source states for an Entry: bounded texts, absolute addresses."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime
from typing import TypeVar
from urllib.parse import unquote, urlsplit

from qreader.model import Enclosure, Pace
from qreader.text.html import blocks, inline_text
from qreader.text.plain import excerpt
from qreader.text.safe import beyond_ascii, safe_line
from qreader.text.urls import join

T = TypeVar("T")

MAX_ENTRIES = 10_000
"""The most entries of a feed: whole archives fit, a feed of a million does not."""
MAX_BODY_CHARACTERS = 2_000_000
MAX_TITLE_CHARACTERS = 500
MAX_NAME_CHARACTERS = 200
MAX_NAMES = 50
MAX_ENCLOSURES = 100
UNTITLED = "(untitled)"

_MAX_DATED = 50_000
"""The most items whose dates are parsed to find the newest; of more, only the first and last."""
_NEVER = datetime.min.replace(tzinfo=UTC)
_MAX_GUID_CHARACTERS = 4_000
_MAX_TITLE_HTML = 10_000
_EXCERPTED_CHARACTERS = 20_000
_EXCERPT_CHARACTERS = 100
_MAX_WAIT_SECONDS = 24 * 3600
_PERIOD_SECONDS = {
    "hourly": 3600,
    "daily": 24 * 3600,
    "weekly": 7 * 24 * 3600,
    "monthly": 30 * 24 * 3600,
    "yearly": 365 * 24 * 3600,
}
_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_HOUR = re.compile(r"[01]?[0-9]|2[0-4]", re.ASCII)
_LANGUAGE = re.compile(r"[a-z]{2,8}(-[a-z0-9]{1,8}){0,4}")
_MEDIA_TYPE = re.compile(r"[a-z0-9.+-]{1,40}/[a-z0-9.+-]{1,80}")
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
_EXTENSION = re.compile(r"\.[a-z]{2,5}$", re.IGNORECASE)


def newest(items: Sequence[T], dated: Callable[[T], datetime | None]) -> Sequence[T]:
    """Return the newest `MAX_ENTRIES` items, in their order.

    Items without a date count as older than all others, and as older the later they come.
    """
    if len(items) <= MAX_ENTRIES:
        return items
    if len(items) > _MAX_DATED:
        first, last = dated(items[0]), dated(items[-1])
        return items[-MAX_ENTRIES:] if first and last and first < last else items[:MAX_ENTRIES]
    dates = [dated(item) or _NEVER for item in items]
    places = sorted(range(len(items)), key=lambda at: (dates[at], -at))[-MAX_ENTRIES:]
    return [items[at] for at in sorted(places)]


def web_url(base: str | None, url: str | None) -> str | None:
    """Return the absolute http or https address; None where it is another kind or invalid."""
    joined = join(base, url.strip()) if url and url.strip() else None
    return joined if joined and joined.startswith(("http://", "https://")) else None


def clean_title(html: str) -> str:
    """Return a title that is stated as HTML as one line."""
    return safe_line(inline_text(html[:_MAX_TITLE_HTML]), MAX_TITLE_CHARACTERS)


def title_or_stand_in(title: str, body_html: str | None, url: str | None) -> str:
    """Return the title, else the start of the text, the last part of the address, or a placeholder.

    It is never empty: a row without a title would be invisible.
    """
    if title:
        return title
    if body_html:
        start = excerpt(blocks(body_html[:_EXCERPTED_CHARACTERS], None), _EXCERPT_CHARACTERS)
        if start:
            return safe_line(start, MAX_TITLE_CHARACTERS)
    return _last_part(url) or UNTITLED


def clean_guid(guid: str) -> str | None:
    """Return an id as the source states it, without what a terminal would obey."""
    return safe_line(guid, _MAX_GUID_CHARACTERS) or None


def clean_language(language: str | None) -> str | None:
    """Return a language tag (BCP 47) in lower case; None where it is invalid."""
    tag = (language or "")[:40].strip().lower().replace("_", "-")
    return tag if _LANGUAGE.fullmatch(tag) else None


def clean_names(names: Iterable[str]) -> tuple[str, ...]:
    """Return the names of people or tags without duplicates, in order."""
    cleaned = dict.fromkeys(safe_line(name, MAX_NAME_CHARACTERS) for name in names)
    return tuple(name for name in cleaned if name)[:MAX_NAMES]


def clean_enclosures(
    base: str | None, stated: Iterable[tuple[str, str, str]]
) -> tuple[Enclosure, ...]:
    """Return the enclosures for stated (address, media type, size), each address once."""
    found: dict[str, Enclosure] = {}
    for stated_url, stated_type, stated_size in stated:
        url = web_url(base, stated_url)
        if url is None or url in found or len(found) == MAX_ENCLOSURES:
            continue
        media_type = stated_type.strip().lower()
        size = stated_size.strip()
        found[url] = Enclosure(
            url,
            media_type if _MEDIA_TYPE.fullmatch(media_type) else None,
            int(size) if size.isascii() and size.isdigit() and len(size) < 16 else None,
        )
    return tuple(found.values())


def clean_pace(
    ttl: str, update: tuple[str, str], hours: Iterable[str], days: Iterable[str]
) -> Pace:
    """Return how often a feed may be fetched, at least once a day.

    ttl, skipHours and skipDays: RSS 2.0; update: period and frequency of the syndication module
    (sy:updatePeriod), once an hour or more seldom.
    """
    period, frequency = update
    every = _PERIOD_SECONDS.get(period.strip().lower(), 0) // max(_small_number(frequency), 1)
    wait = max(_small_number(ttl) * 60, every)
    stated_hours = {hour.strip() for hour in hours}
    stated_days = {day.strip().lower() for day in days}
    return Pace(
        min(wait, _MAX_WAIT_SECONDS),
        # some count from 1 to 24, as RSS 0.91 did
        frozenset(_small_number(hour) % 24 for hour in stated_hours if _HOUR.fullmatch(hour)),
        frozenset(number for number, day in enumerate(_DAYS) if day in stated_days),
    )


def _small_number(text: str) -> int:
    """Return a stated number; 0 where it is invalid."""
    text = text.strip()
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 7 else 0


def body_and_summary(*texts: str) -> tuple[str | None, str | None]:
    """Return the longest text and the second longest, bounded; None where there is none."""
    kept = dict.fromkeys(_storable(text[:MAX_BODY_CHARACTERS]) for text in texts if text.strip())
    body, summary, *_ = [*sorted(kept, key=len, reverse=True), None, None]
    return body, summary


def _storable(text: str) -> str:
    return _UNSTORABLE.sub("\ufffd", text) if _UNSTORABLE.search(beyond_ascii(text)) else text


def _last_part(url: str | None) -> str:
    if not url:
        return ""
    path = unquote(urlsplit(url).path, errors="replace").rstrip("/")
    name = _EXTENSION.sub("", path.rpartition("/")[2])
    return safe_line(name.replace("-", " ").replace("_", " "), _EXCERPT_CHARACTERS)
