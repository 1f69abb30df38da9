"""What a feed says of something to hear or see: its length, chapters and transcripts.

Of iTunes' module, Media RSS, the podcast namespace (podcastindex.org) and Podlove's simple
chapters.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

from qreader.sources.statements import web_url
from qreader.text.media_types import main_place
from qreader.text.playing_time import seconds_of
from qreader.text.safe import safe_line

if TYPE_CHECKING:
    from qreader.model import Enclosure

MAX_CHAPTERS: Final = 500
MAX_TITLE: Final = 200
MAX_TRANSCRIPTS: Final = 10

_Raw = Mapping[str, Any]
_LEGIBLE: Final = (
    "text/plain", "text/html", "text/vtt", "application/srt", "application/x-subrip",
    "application/json",
)  # fmt: skip
"""Media types of transcripts, the most legible first."""


def with_details(
    enclosures: tuple[Enclosure, ...], raw: _Raw, base: str | None
) -> tuple[Enclosure, ...]:
    """Return an entry's enclosures, the one to play with what the feed says of it."""
    if not enclosures:
        return enclosures
    at = main_place(enclosures) - 1
    main = replace(
        enclosures[at],
        seconds=_length(raw, enclosures[at].url, base) or enclosures[at].seconds,
        chapters=tuple(chapters(raw.get("psc_chapter_list"))),
        chapters_url=_chapters_url(raw, base),
        transcripts=_transcripts(raw, base),
    )
    return (*enclosures[:at], main, *enclosures[at + 1 :])


def chapters(stated: object) -> Iterator[tuple[int, str]]:
    """Yield the beginnings and titles of chapters, in order; those that say nothing are left out.

    stated: mappings with `start` and `title`.
    """
    items = stated if isinstance(stated, Sequence) and not isinstance(stated, str) else ()
    found = []
    for item in items[:MAX_CHAPTERS]:
        if isinstance(item, Mapping):
            start = seconds_of(str(item.get("start", "")))
            title = safe_line(str(item.get("title", "")), MAX_TITLE)
            if start is not None and title:
                found.append((start, title))
    yield from sorted(found, key=lambda one: one[0])


def _length(raw: _Raw, url: str, base: str | None) -> int | None:
    stated = raw.get("itunes_duration")
    found = seconds_of(stated) if isinstance(stated, str) else None
    if found:
        return found
    media = raw.get("media_content")
    for item in media if isinstance(media, list) else ():
        if web_url(base, item.get("url")) == url:
            return seconds_of(str(item.get("duration", ""))) or None
    return None


def _chapters_url(raw: _Raw, base: str | None) -> str | None:
    stated = raw.get("podcast_chapters")
    return web_url(base, stated.get("url")) if isinstance(stated, Mapping) else None


def _transcripts(raw: _Raw, base: str | None) -> tuple[tuple[str, str], ...]:
    stated = raw.get("podcast_transcripts")
    found: dict[str, str] = {}
    for item in stated if isinstance(stated, list) else ():
        url = web_url(base, item.get("url"))
        if url is not None and len(found) < MAX_TRANSCRIPTS:
            kind = str(item.get("type", "")).partition(";")[0].strip().lower()
            found.setdefault(url, safe_line(kind, 60))
    return tuple(sorted(found.items(), key=lambda one: _rank(one[1])))


def _rank(kind: str) -> int:
    return _LEGIBLE.index(kind) if kind in _LEGIBLE else len(_LEGIBLE)
