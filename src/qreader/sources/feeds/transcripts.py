"""Transcripts and chapters of an episode, each a file of its own, as HTML to read.

WebVTT, SubRip (SRT), the podcast namespace's JSON of both, HTML and plain text. All of it comes
from outside: it is parsed in `process.sandbox`, and `text.html` cleans what this returns.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from html import escape, unescape
from typing import Final, NamedTuple

from qreader.errors import ParseError
from qreader.model import Document
from qreader.sources.decode import decode
from qreader.sources.feeds.spoken import MAX_TITLE
from qreader.text.html import blocks, paragraphs_html
from qreader.text.plain import plain_text
from qreader.text.playing_time import MAX_SECONDS, clock, seconds_of
from qreader.text.safe import safe_line

MAX_CUES: Final = 50_000
"""More than any ten hours have."""
PARAGRAPH_CHARACTERS: Final = 500
"""A paragraph of one speaker ends with the sentence that passes it."""
PAUSE_SECONDS: Final = 8
"""A pause that ends a paragraph."""

_CUE: Final = re.compile(r"^\s*([\d:.,]{4,20})\s*-->\s*([\d:.,]{4,20})(?:\s.*)?$")
_VOICE: Final = re.compile(r"<v(?:\.[^\s>]*)?\s+([^>]{1,200})>")
_TAG: Final = re.compile(r"<[^<>]{0,200}>")
_ENDS: Final = (".", "!", "?", "…", "。", "！", "？")


class Wanted(NamedTuple):
    """A file to read."""

    document: Document
    media_type: str
    """As the feed says; empty: it says none."""
    is_chapters: bool = False

    @property
    def url(self) -> str:
        """What messages call it."""
        return self.document.url


class Read(NamedTuple):
    """A file that can be shown."""

    html: str
    text: str
    """The same as plain text."""


class _Cue(NamedTuple):
    start: int
    end: int
    speaker: str
    text: str


def read_episode_text(wanted: Wanted) -> Read:
    """Return a transcript, or chapters, as HTML and as text. Raises ParseError."""
    document = wanted.document
    text = decode(document)
    html = "".join(_chapters_html(text)) if wanted.is_chapters else _transcript_html(wanted, text)
    found = blocks(html, document.url)
    plain = plain_text(found) if found else ""
    if not plain.strip():
        raise ParseError("holds no text to read", document.url)
    return Read(html, plain)


def _transcript_html(wanted: Wanted, text: str) -> str:
    kind = wanted.media_type or (wanted.document.content_type or "").partition(";")[0]
    if "json" in kind or text.lstrip()[:1] == "{":
        return "".join(_paragraphs(_cues_of_json(text)))
    cues = list(_cues(text))
    if cues:
        return "".join(_paragraphs(cues))
    return text if "html" in kind else paragraphs_html(text)


# ---- cues


def _cues(text: str) -> Iterator[_Cue]:
    """Yield the cues of WebVTT or SubRip; there are none in other texts."""
    times: tuple[int, int] | None = None
    lines: list[str] = []
    speaker, count = "", 0
    for line in [*text.splitlines(), ""]:
        found = _CUE.match(line)
        if found is not None:
            start, end = seconds_of(found[1]), seconds_of(found[2])
            times, lines = (start or 0, end or 0), []
        elif times is not None and line.strip():
            lines.append(line)
        elif times is not None:
            said = " ".join(lines)
            voice = _VOICE.search(said)
            speaker = voice[1] if voice else ""
            yield _Cue(*times, _clean(speaker), _clean(_TAG.sub("", said)))
            times, count = None, count + 1
            if count == MAX_CUES:
                return


def _cues_of_json(text: str) -> Iterator[_Cue]:
    for item in _items(text, "segments"):
        start, end = (_seconds(item.get(key)) for key in ("startTime", "endTime"))
        yield _Cue(
            start, end, _clean(str(item.get("speaker") or "")), _clean(str(item.get("body")))
        )


def _paragraphs(cues: Iterable[_Cue]) -> Iterator[str]:
    """Yield paragraphs, each of one speaker, with the time at which it begins."""
    begun: _Cue | None = None
    said: list[str] = []
    end = 0
    for cue in cues:
        if begun is not None and (
            (cue.speaker and cue.speaker != begun.speaker)
            or cue.start - end > PAUSE_SECONDS
            or (sum(map(len, said)) > PARAGRAPH_CHARACTERS and said[-1].endswith(_ENDS))
        ):
            yield _paragraph(begun, said)
            begun, said = None, []
        end = cue.end
        if not cue.text or (said and said[-1] == cue.text):  # captions that roll repeat a line
            continue
        begun = begun or cue
        said.append(cue.text)
    if begun is not None:
        yield _paragraph(begun, said)


def _paragraph(begun: _Cue, said: Iterable[str]) -> str:
    speaker = f"<b>{escape(begun.speaker)}</b> " if begun.speaker else ""
    return f"<p>{speaker}<i>{clock(begun.start)}</i> {escape(' '.join(said))}</p>"


# ---- chapters


def _chapters_html(text: str) -> Iterator[str]:
    for item in _items(text, "chapters"):
        title = safe_line(str(item.get("title") or ""), MAX_TITLE)
        if title and item.get("toc") is not False:  # chapters that are not to be listed
            start = clock(_seconds(item.get("startTime")))
            yield f"<p><i>{start}</i> {escape(title)}</p>"


def _items(text: str, key: str) -> Iterator[Mapping[str, object]]:
    try:
        stated = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise ParseError("is no JSON", "") from error
    items = stated.get(key) if isinstance(stated, dict) else None
    for item in (items if isinstance(items, list) else [])[:MAX_CUES]:
        if isinstance(item, dict):
            yield item


def _seconds(stated: object) -> int:
    if isinstance(stated, int | float) and 0 <= stated <= MAX_SECONDS:
        return int(stated)
    return seconds_of(stated) or 0 if isinstance(stated, str) else 0


def _clean(text: str) -> str:
    return " ".join(safe_line(unescape(text), 5_000).split())
