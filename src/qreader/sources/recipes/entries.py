"""What was found of each story -> the entries of a feed: cleaned, each address once."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from qreader.errors import NothingFoundError
from qreader.model import Entry
from qreader.sources.dates import parse_date
from qreader.sources.pages.shown_date import date_in
from qreader.sources.statements import (
    MAX_ENTRIES,
    body_and_summary,
    clean_names,
    clean_title,
    title_or_stand_in,
    web_url,
)
from qreader.text import urls
from qreader.text.html import paragraphs_html
from qreader.text.safe import safe_line

MAX_EXAMINED = 100_000
"""The most items of a document that are looked at."""
MAX_DATES = 4
"""The most texts of an item that are tried as its date."""
_MAX_DATE_CHARACTERS = 200
_TAG = re.compile(r"<[a-zA-Z/!]")


@dataclass(frozen=True, slots=True)
class Place:
    """Where the stories were found."""

    url: str
    """The address of the document."""
    base: str
    """The base of its relative addresses."""
    language: str | None = None


@dataclass(frozen=True, slots=True)
class Found:
    """What a document states of one story, as it stands there."""

    links: tuple[str, ...] = ()
    """Addresses, of which the first that can be opened is the story's."""
    title: str = ""
    """HTML."""
    dates: tuple[str, ...] = ()
    """Texts, of which the first that is a date counts."""
    text: str = ""
    """HTML or plain."""
    author: str = ""
    image: str = ""


def entries_of(found: Iterable[Found], place: Place, items: str) -> tuple[Entry, ...]:
    """Return the entries with an address, each address once, in the order of the document.

    Raises NothingFoundError where there is none; items: the expression that it names, if any.
    """
    examined = 0
    entries: dict[tuple[str, str], Entry] = {}
    for one in found:
        examined += 1
        if examined > MAX_EXAMINED or len(entries) >= MAX_ENTRIES:
            break
        url = next(_story_addresses(one, place), None)
        if url is not None:
            key = urls.canonical(url, folds_amp=False), url.partition("#")[2]
            if key not in entries:
                entries[key] = _entry(one, url, place)
    if not entries:
        shown = safe_line(items)
        if examined:
            many = f"{examined} items" if examined > 1 else "1 item"
            raise NothingFoundError(f"{shown} finds {many}, none with a link", place.url)
        said = f"{shown} finds nothing" if shown else "no stories are recognised"
        raise NothingFoundError(said, place.url)
    return tuple(entries.values())


def _story_addresses(found: Found, place: Place) -> Iterator[str]:
    """Yield the addresses that can be opened, without the page itself."""
    own = urls.canonical(place.url, folds_amp=False)
    for stated in found.links:
        url = web_url(place.base, stated)
        is_own = url and urls.canonical(url, folds_amp=False) == own
        if url and not (is_own and not url.partition("#")[2]):
            yield url


def _entry(found: Found, url: str, place: Place) -> Entry:
    text = found.text if _TAG.search(found.text) else paragraphs_html(found.text)
    body, summary = body_and_summary(text)
    dates = (_date(one, place.language) for one in found.dates[:MAX_DATES])
    return Entry(
        title=title_or_stand_in(clean_title(found.title), body, url),
        url=url,
        authors=clean_names([found.author]) if found.author.strip() else (),
        published=next(filter(None, dates), None),
        summary_html=summary,
        body_html=body,
        base_url=place.base,
        language=place.language,
        image=web_url(place.base, found.image),
    )


def _date(stated: str, language: str | None) -> datetime | None:
    text = " ".join(stated[:_MAX_DATE_CHARACTERS].split())
    return (parse_date(text, language) or date_in(text)) if text else None
