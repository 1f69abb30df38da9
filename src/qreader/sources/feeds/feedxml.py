"""RSS, RDF and Atom text -> feedparser's dictionaries, with rules of our own.

It imports feedparser (110 ms), so `parse` imports it inside the function that needs it.
`feedparser.parse` is not used: it opens files and addresses that a document names, guesses
encodings by its own rules, and cannot be limited. Its two parser classes are used.
"""

from __future__ import annotations

import contextlib
import io
import xml.sax
from typing import Any

from feedparser.api import LooseFeedParser, StrictFeedParser
from feedparser.sanitizer import replace_doctype
from feedparser.urls import make_safe_absolute_uri

from qreader.sources.feeds.mend import mended
from qreader.sources.feeds.rawfeed import RawFeed

_MAX_TAGS = 60
_MAX_QUIET = 50
_MAX_SPOKEN = 500
_LAST_CODE_POINT = 0x10FFFF


def read_feed_xml(text: str, base: str, max_entries: int) -> RawFeed:
    """Parse a feed, well-formed or not; entries past the limit are ignored.

    `text` has no XML declaration. It is repaired where it is not well-formed; where that fails, a
    tolerant parser reads it.
    May take seconds for ill-formed text, and minutes for a hostile one: run it in a Sandbox.
    """
    base = make_safe_absolute_uri(base, base) if base else ""
    try:
        version, reader = _read_strictly(text, base, max_entries)
    except xml.sax.SAXException:
        text = mended(text)
        try:
            version, reader = _read_strictly(text, base, max_entries)
        except xml.sax.SAXException:
            version, reader = _read_loosely(text, base, max_entries)
    # plain dictionaries: `get` of feedparser's own maps names to others, and warns
    entries = [dict(entry) for entry in reader.entries]
    return RawFeed(version or reader.version, base, dict(reader.feeddata), entries)


def _prepared(text: str) -> tuple[str, bytes, dict[str, str]]:
    """Return the version by the document type, the document without it, and its entities."""
    whole = '<?xml version="1.0" encoding="utf-8"?>' + text
    version, data, entities = replace_doctype(whole.encode("utf-8", "replace"))
    return version or "", data, entities


def _read_loosely(text: str, base: str, max_entries: int) -> tuple[str, Any]:
    version, data, entities = _prepared(text)
    reader: Any = _LooseReader(base, None, "utf-8", entities)
    reader.max_entries = max_entries
    with contextlib.suppress(_EnoughError):
        reader.feed(data.decode("utf-8", "replace"))
    return version, reader


def _read_strictly(text: str, base: str, max_entries: int) -> tuple[str, Any]:
    version, data, _ = _prepared(text)
    reader: Any = _StrictReader(base, None, "utf-8")
    reader.max_entries = max_entries
    sax = xml.sax.make_parser()  # noqa: S317 - no external entities; replace_doctype took the rest
    sax.setFeature(xml.sax.handler.feature_namespaces, 1)
    sax.setFeature(xml.sax.handler.feature_external_ges, 0)
    sax.setContentHandler(reader)
    sax.setErrorHandler(reader)
    source = xml.sax.xmlreader.InputSource()
    source.setByteStream(io.BytesIO(data))
    with contextlib.suppress(_EnoughError):
        sax.parse(source)
    return version, reader


class _EnoughError(Exception):
    """The limit of entries is reached."""


class _Rules:
    """Overrides of feedparser's parsers, which find methods by the names of elements."""

    max_entries: int
    entries: list[dict[str, Any]]

    # `text.html` cleans HTML and resolves addresses
    sanitize_html = False
    resolve_relative_uris = False

    # an id is a name: resolved against a base, it would change with the base
    can_be_relative_uri = StrictFeedParser.can_be_relative_uri - {"id", "comments"}

    def _start_item(self, attributes: dict[str, str]) -> None:
        if len(self.entries) >= self.max_entries:
            raise _EnoughError
        super()._start_item(attributes)  # type: ignore[misc]

    _start_entry = _start_item

    def _sync_author_detail(self, key: str = "author") -> None:
        """Keep the stated author as the name, if there is no other.

        feedparser searches it for an e-mail address with a pattern that takes 26 s for 40 kB (its
        issue 562) and knows no top-level domain of more than four letters.
        """
        context = self._get_context()  # type: ignore[attr-defined]
        people = context.get(f"{key}s")
        if people and not people[-1] and context.get(key):
            people[-1]["name"] = context[key]

    def _add_tag(self, term: str | None, scheme: str | None, label: str | None) -> None:
        """Add a tag, up to a limit: feedparser compares each with all before it."""
        if len(self._get_context().get("tags", ())) < _MAX_TAGS:  # type: ignore[attr-defined]
            super()._add_tag(term, scheme, label)  # type: ignore[misc]

    def handle_charref(self, reference: str) -> None:
        """Parse a character reference; feedparser raises for invalid ones."""
        digits = reference.lower()
        try:
            code = int(digits[1:], 16) if digits.startswith("x") else int(digits[:12])
        except ValueError:
            code = _LAST_CODE_POINT + 1
        if code > _LAST_CODE_POINT or 0xD800 <= code < 0xE000:
            reference = "xfffd"
        super().handle_charref(reference)  # type: ignore[misc]

    def _start_content(self, attributes: dict[str, str]) -> None:
        """Parse a content element; one with `src` is a file (RFC 4287 section 4.1.3.2)."""
        source = attributes.get("src")
        if source:
            file = {"rel": "enclosure", "href": source, "type": attributes.get("type", "")}
            self._get_context().setdefault("links", []).append(file)  # type: ignore[attr-defined]
        super()._start_content(attributes)  # type: ignore[misc]

    def _start_link(self, attributes: dict[str, str]) -> None:
        """Parse a link without Bluesky's attribute `uri`, which feedparser takes for `href`."""
        attributes.pop("uri", None)
        super()._start_link(attributes)  # type: ignore[misc]

    def _end_link(self) -> None:
        """End a link, also one that started elsewhere: feedparser raises for that."""
        links = self._get_context().setdefault("links", [])  # type: ignore[attr-defined]
        if not links:
            links.append({})
        super()._end_link()  # type: ignore[misc]

    _media: dict[str, str] | None = None
    """The file that the current elements describe."""

    def _start_media_content(self, attributes: dict[str, str]) -> None:
        super()._start_media_content(attributes)  # type: ignore[misc]
        self._media = attributes

    def _end_media_content(self) -> None:
        self._media = None

    def _end_media_title(self) -> None:
        """Keep the title with its file, too."""
        title = "".join(self.elementstack[-1][2]) if self.elementstack else ""  # type: ignore[attr-defined]
        if self._media is not None:
            self._media["title"] = title.strip()
        super()._end_media_title()  # type: ignore[misc]

    def _start_media_description(self, attributes: dict[str, str]) -> None:
        """Keep it separate: it is mostly a picture's caption, and the text only on YouTube."""
        self.push_content("media_description", attributes, "text/plain", 1)  # type: ignore[attr-defined]

    def _end_media_description(self) -> None:
        said = self.pop_content("media_description")  # type: ignore[attr-defined]
        if self._media is not None and isinstance(said, str):
            self._media["description"] = said

    def _start_media_statistics(self, attributes: dict[str, str]) -> None:
        """Keep how often it was seen, which feedparser leaves out."""
        self._get_context()["views"] = attributes.get("views", "")  # type: ignore[attr-defined]

    # chapters and transcripts: feedparser keeps the last transcript, and times that it can parse

    def _start_podcast_chapters(self, attributes: dict[str, str]) -> None:
        self._get_context()["podcast_chapters"] = attributes  # type: ignore[attr-defined]

    def _start_podcast_transcript(self, attributes: dict[str, str]) -> None:
        self._add_spoken("podcast_transcripts", attributes)

    def _start_psc_chapters(self, attributes: dict[str, str]) -> None:
        """Take its chapters alone."""

    def _start_psc_chapter(self, attributes: dict[str, str]) -> None:
        self._add_spoken("psc_chapter_list", attributes)

    def _add_spoken(self, key: str, attributes: dict[str, str]) -> None:
        known = self._get_context().setdefault(key, [])  # type: ignore[attr-defined]
        if len(known) < _MAX_SPOKEN:
            known.append(attributes)

    # hours and days to skip: feedparser keeps only the last one

    def _end_hour(self) -> None:
        self._note_quiet("quiet_hours", self.pop("hour"))  # type: ignore[attr-defined]

    def _end_day(self) -> None:
        self._note_quiet("quiet_days", self.pop("day"))  # type: ignore[attr-defined]

    def _note_quiet(self, name: str, value: object) -> None:
        """Note an hour or a day in which the feed is not to be fetched, up to a limit."""
        noted = self.feeddata.setdefault(name, [])  # type: ignore[attr-defined]
        if isinstance(value, str) and len(noted) < _MAX_QUIET and not self.entries:
            noted.append(value)

    # dates are kept as text: `dates` parses them

    def _end_published(self) -> None:
        self.pop("published")  # type: ignore[attr-defined]

    def _end_updated(self) -> None:
        self.pop("updated")  # type: ignore[attr-defined]

    def _end_created(self) -> None:
        self.pop("created")  # type: ignore[attr-defined]

    _end_issued = _end_pubdate = _end_published
    _end_modified = _end_lastbuilddate = _end_updated


class _StrictReader(_Rules, StrictFeedParser):  # type: ignore[misc]
    """For well-formed XML."""


class _LooseReader(_Rules, LooseFeedParser):  # type: ignore[misc]
    """For text that only resembles XML."""

    def __init__(self, *arguments: Any) -> None:
        super().__init__(*arguments)
        self.namespacemap.update({"rss": "", "atom": ""})  # some feeds do not declare the prefix
