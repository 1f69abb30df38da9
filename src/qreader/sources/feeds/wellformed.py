"""Well-formed RSS, RDF and Atom -> feedparser's dictionaries, in a tenth of its time.

The meaning of each element is feedparser's, down to which of two descriptions is the text: tests
compare the two parsers. Unusual documents are left to feedparser: a document type with entities,
xml:base, markup in text elements, base64.
"""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from collections import Counter
from collections.abc import Callable
from typing import Any, Final
from urllib.parse import urljoin

from qreader.sources.feeds.feedtext import (
    UnusualError,
    is_wrapper,
    looks_like_html,
    repaired,
    serialised,
    text_of,
)
from qreader.sources.feeds.rawfeed import RawFeed

_Raw = dict[str, Any]

_PREFIXES: Final = {
    "": "",
    "http://backend.userland.com/rss": "",
    "http://backend.userland.com/rss2": "",
    "http://blogs.law.harvard.edu/tech/rss": "",
    "http://purl.org/rss/1.0/": "",
    "http://my.netscape.com/rdf/simple/0.9/": "",
    "http://www.w3.org/2005/atom": "",
    "http://purl.org/rss/1.0/modules/content/": "content_",
    "http://purl.org/dc/elements/1.1/": "dc_",
    "http://purl.org/dc/terms/": "dcterms_",
    "http://rssnamespace.org/feedburner/ext/1.0": "feedburner_",
    "http://www.itunes.com/dtds/podcast-1.0.dtd": "itunes_",
    "https://podcastindex.org/namespace/1.0": "podcast_",
    "https://github.com/podcastindex-org/podcast-namespace/blob/main/docs/1.0.md": "podcast_",
    "http://podlove.org/simple-chapters": "psc_",
    "http://search.yahoo.com/mrss": "media_",
    "http://search.yahoo.com/mrss/": "media_",
    "http://www.w3.org/1999/02/22-rdf-syntax-ns#": "rdf_",
    "http://purl.org/rss/1.0/modules/syndication/": "sy_",
    "http://www.w3.org/1999/xhtml": "xhtml_",
}
"""Namespaces, in lower case, and the prefixes of their elements in feedparser's names."""
_ITUNES: Final = "http://www.itunes.com/"
"""feedparser's scheme for iTunes categories."""
_OTHER: Final = "other"
"""The prefix of elements in other namespaces."""
_LANG: Final = "{http://www.w3.org/XML/1998/namespace}lang"
_ABOUT: Final = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}about"
_NOT_OURS: Final = (b"<!doctype", b"<!entity", b"xml:base", b"purl.org/atom/ns#")
"""Strings, in any case, of documents that need feedparser."""
# the literal comes first: the regex engine searches for literals fast
_DECLARED: Final = re.compile(r"xmlns(?<=\sxmlns)(?::([A-Za-z]+))?\s*=\s*[\"']([^\"'<]*)")
_WHOLE_ADDRESS: Final = re.compile(r"https?://[\w.-]+(?:/[\w./~%+&=,:@!-]*)?", re.ASCII)
_MAX_DEPTH: Final = 12
_MAX_TAGS: Final = 60
_MAX_QUIET: Final = 50
_MAX_SPOKEN: Final = 500

_XHTML: Final = "application/xhtml+xml"
_TYPES: Final = {
    "text": "text/plain", "plain": "text/plain", "html": "text/html", "xhtml": _XHTML,
}  # fmt: skip
_HTML_TYPES: Final = {"text/html", _XHTML}
_AMPERSAND_NAME: Final = re.compile(r"&([A-Za-z0-9_]+);")

_SAME: Final = {
    "pubdate": "published", "issued": "published", "dcterms_issued": "published",
    "modified": "updated", "lastbuilddate": "updated", "dc_date": "updated",
    "dcterms_modified": "updated", "dcterms_created": "created", "guid": "id",
    "dc_language": "language", "tagline": "subtitle", "itunes_subtitle": "subtitle",
    "dc_title": "title", "dc_author": "author", "dc_creator": "author", "itunes_author": "author",
    "managingeditor": "author", "dc_description": "description", "itunes_summary": "summary",
    "keywords": "category", "dc_subject": "category", "media_category": "category",
    "fullitem": "content_encoded", "itunes_link": "itunes_image",
}  # fmt: skip
"""Elements with the meaning of another one."""
_PLAIN: Final = frozenset({
    "published", "updated", "created", "id", "language", "feedburner_origlink", "ttl",
    "sy_updateperiod", "sy_updatefrequency", "comments", "itunes_duration",
})  # fmt: skip
"""Elements with text only; the last of several wins."""
_SKIPPED: Final = frozenset({
    "textinput", "contributor", "dc_contributor", "itunes_owner",
})  # fmt: skip
_ENTRIES: Final = frozenset({"item", "entry"})


class IllFormedError(Exception):
    """A document is not well-formed XML."""


def read_wellformed(text: str, base: str, max_entries: int) -> RawFeed | None:
    """Parse a feed; None where it needs feedparser. Raises IllFormedError.

    `text` has no XML declaration. Entries past the limit are ignored.
    """
    lowered = text.encode("utf-8", "surrogatepass").lower()
    if any(word in lowered for word in _NOT_OURS):
        return None
    try:
        root = ET.fromstring(text)  # noqa: S314 - no document type, so no entities
        return _Reader(root, _prefixes(text), base, max_entries).read()
    except ET.ParseError as error:
        raise IllFormedError from error
    except (UnusualError, ValueError):
        return None


def _prefixes(text: str) -> dict[str, str]:
    """Return the known namespaces, and unknown ones with a known prefix or none, with prefixes."""
    prefixes = dict(_PREFIXES)
    known = set(_PREFIXES.values())
    for prefix, uri in _DECLARED.findall(text):
        name = f"{prefix.lower()}_" if prefix else ""
        if name in known:
            prefixes.setdefault(uri.lower(), name)
    return prefixes


class _Reader:
    """Parses one document."""

    def __init__(
        self, root: ET.Element, prefixes: dict[str, str], base: str, max_entries: int
    ) -> None:
        self._root = root
        self._prefixes = prefixes
        self.base = base
        self._max_entries = max_entries
        self._names: dict[str, str] = {}
        self._version = ""

    def read(self) -> RawFeed:
        """Parse feed and entries. Raises UnusualError."""
        root = self._name(self._root)
        self._version = {"rss": "rss20", "feed": "atom10", "rdf_rdf": "rss10"}.get(root, "")
        if not self._version:
            raise UnusualError
        feed: _Raw = {}
        entries: list[_Raw] = []
        language = self._root.get(_LANG)
        if language and root != "rdf_rdf":
            feed["language"] = language.replace("_", "-")
        places = [self._root, *(one for one in self._root if self._name(one) == "channel")]
        if len(places) > 2 or (root == "rss" and len(places) == 1):
            raise UnusualError
        context = _Context(self, feed, language)
        for place in reversed(places):
            for element in place:
                name = self._name(element)
                if name not in _ENTRIES:
                    if element is not places[-1]:
                        context.take(name, element, 1)
                elif len(entries) < self._max_entries:
                    entries.append(self._entry(element, language))
        self._require_all(entries)
        return RawFeed(self._version, self.base, feed, entries)

    def _require_all(self, entries: list[_Raw]) -> None:
        """Raise UnusualError for a document with entries in other places."""
        tags = Counter(one.tag for one in self._root.iter())
        there = sum(count for tag, count in tags.items() if self.name(tag) in _ENTRIES)
        if len(entries) != min(there, self._max_entries):
            raise UnusualError

    def _entry(self, element: ET.Element, language: str | None) -> _Raw:
        raw: _Raw = {}
        about = element.get(_ABOUT)
        if about:
            raw["id"] = about
        context = _Context(self, raw, element.get(_LANG, language) or None)
        context.is_entry = True
        for child in element:
            context.take(self._name(child), child, 1)
        return raw

    def _name(self, element: ET.Element) -> str:
        return self.name(element.tag)

    def name(self, tag: str) -> str:
        """Return feedparser's name for an element."""
        known = self._names.get(tag)
        if known is None:
            uri, _, local = tag.removeprefix("{").rpartition("}")
            prefix = self._prefixes.get(uri.lower())
            known = _OTHER if prefix is None else prefix + local.lower()
            known = self._names[tag] = _SAME.get(known, known)
        return known

    @property
    def is_atom(self) -> bool:
        """Whether it is Atom, where a text states its type."""
        return self._version.startswith("atom")


class _Context:
    """The values of a feed or an entry, as far as it is parsed."""

    def __init__(self, reader: _Reader, raw: _Raw, language: str | None) -> None:
        self._reader = reader
        self._raw = raw
        self._language = language
        self._depths: dict[str, int] = {}
        """The depth of the element that each value is from: a less deep one wins."""
        self._title_depth: int | None = None
        self._has_content = False
        self.is_entry = False

    def take(self, name: str, element: ET.Element, depth: int) -> None:
        """Add an element, or its children where it is only a container."""
        if name in _PLAIN:
            self._put(name, text_of(element), depth)
        elif (method := _METHODS.get(name)) is not None:
            method(self, element, depth)
        elif name in {"body", "xhtml_body"}:
            raise UnusualError
        elif name == "image":
            if self.is_entry and len(element):
                raise UnusualError
        elif name not in _SKIPPED:
            self._within(element, depth)

    def _within(self, element: ET.Element, depth: int) -> None:
        if depth > _MAX_DEPTH and len(element):
            raise UnusualError
        for child in element:
            self.take(self._reader.name(child.tag), child, depth + 1)

    def _put(self, key: str, value: str, depth: int) -> None:
        if self.is_entry:
            if depth > self._depths.get(key, depth):
                return
            self._depths[key] = depth
        self._raw[key] = value

    # ---- texts

    def _params(self, element: ET.Element, usual: str) -> _Raw:
        """Return a text with its type, base and language."""
        stated = element.get("type", usual).lower()
        media_type = _TYPES.get(stated, stated)
        is_xml = media_type.endswith(("+xml", "/xml"))
        if "mode" in element.keys() or not (is_xml or media_type.startswith("text/")):  # noqa: SIM118
            raise UnusualError
        value = self._markup(element) if media_type == _XHTML else text_of(element)
        if media_type == "text/plain" and not self._reader.is_atom and looks_like_html(value):
            media_type = "text/html"
        language = element.get(_LANG, self._language) or None
        return {"type": media_type, "base": self._reader.base, "value": value,
                "language": language.replace("_", "-") if language else None}  # fmt: skip

    def _markup(self, element: ET.Element) -> str:
        pieces = list(serialised(element, self._reader.name))
        if self._reader.is_atom and len(element) == 1 and is_wrapper(element, self._reader.name):
            pieces = list(serialised(element[0], self._reader.name))
        return repaired("".join(pieces).strip())

    def _keep_text(self, key: str, params: _Raw, depth: int) -> None:
        self._put(key, params["value"], depth)
        self._raw[f"{key}_detail"] = params

    def title(self, element: ET.Element, depth: int) -> None:
        """Add a title: the first one with text wins, unless a later one is less deep."""
        params = self._params(element, "text/plain")
        if self._title_depth is None or depth < self._title_depth:
            self._keep_text("title", params, depth)
        if params["value"]:
            self._title_depth = depth

    def media_title(self, element: ET.Element, depth: int) -> None:
        """Add a title of Media RSS, where the entry has none yet."""
        if self._title_depth is None or depth < self._title_depth:
            self._keep_text("title", self._params(element, "text/plain"), depth)

    def description(self, element: ET.Element, depth: int) -> None:
        """Add a summary; a second one is the text."""
        self._summary_or_content(element, depth, "text/html")

    def abstract(self, element: ET.Element, depth: int) -> None:
        """Add a summary in plain text."""
        self._keep_text(self._summary_key, self._params(element, "text/plain"), depth)

    def summary(self, element: ET.Element, depth: int) -> None:
        """Add a summary; a second one is the text."""
        self._summary_or_content(element, depth, "text/plain")

    def _summary_or_content(self, element: ET.Element, depth: int, usual: str) -> None:
        if "summary" in self._raw and not self._has_content:
            self.content(element, depth)
        else:
            self._keep_text(self._summary_key, self._params(element, usual), depth)

    @property
    def _summary_key(self) -> str:
        return "summary" if self.is_entry else "subtitle"

    def subtitle(self, element: ET.Element, depth: int) -> None:
        """Add a subtitle, which ranks below a summary."""
        self._keep_text("subtitle", self._params(element, "text/plain"), depth)

    def media_description(self, element: ET.Element, depth: int) -> None:
        """Add the description of a picture; on YouTube it is the text."""
        self._keep_text("media_description", self._params(element, "text/plain"), depth)

    def content(self, element: ET.Element, depth: int) -> None:
        """Add the text; one with `src` is a file (RFC 4287 section 4.1.3.2)."""
        source = element.get("src")
        if source:
            file = {"rel": "enclosure", "href": source, "type": element.get("type", "")}
            self._raw.setdefault("links", []).append(file)
        else:
            self._add_content(self._params(element, "text/plain"))

    def content_encoded(self, element: ET.Element, depth: int) -> None:
        """Add the text as markup."""
        self._add_content(self._params(element, "text/html"))

    def _add_content(self, params: _Raw) -> None:
        self._has_content = True
        if self.is_entry:
            self._raw.setdefault("content", []).append(params)
        is_text = params["type"] == "text/plain" or params["type"] in _HTML_TYPES
        if is_text:
            self._raw.setdefault("summary", params["value"])

    # ---- everything else

    def link(self, element: ET.Element, depth: int) -> None:
        """Add a link, stated in an attribute or as text."""
        link = _attributes(element)
        link.pop("uri", None)
        href = link.pop("url", None) or link.get("href")
        link.setdefault("rel", "alternate")
        link.setdefault("type", "application/atom+xml" if link["rel"] == "self" else "text/html")
        if not href and "href" not in link:
            href = _AMPERSAND_NAME.sub(r"&\1", (element.text or "").strip())
        if href:
            is_whole = _WHOLE_ADDRESS.fullmatch(href)  # joining would not change it
            link["href"] = href if is_whole else urljoin(self._reader.base, href)
        self._raw.setdefault("links", []).append(link)
        self._within(element, depth)

    def enclosure(self, element: ET.Element, depth: int) -> None:
        """Add an enclosure."""
        link = _attributes(element)
        href = link.pop("url", None) or link.pop("uri", None) or link.get("href")
        if href:
            link["href"] = href
        link["rel"] = "enclosure"
        self._raw.setdefault("links", []).append(link)
        self._within(element, depth)

    def author(self, element: ET.Element, depth: int) -> None:
        """Add a person: name and address in elements, or in the text."""
        person: _Raw = {}
        for child in element:
            key = {"name": "name", "email": "email"}.get(self._reader.name(child.tag))
            if key:
                person[key] = text_of(child)
        if not person and len(element):
            raise UnusualError
        text = (element.text or "").strip()
        if not person and text:
            person["name"] = repaired(text)
        self._raw.setdefault("authors", []).append(person)

    def source(self, element: ET.Element, depth: int) -> None:
        """Add the source feed of an entry."""
        if self.is_entry and len(element):
            stated = self._raw.setdefault("source", {})
            source = _Context(self._reader, stated, self._language)
            for child in element:
                source.take(self._reader.name(child.tag), child, depth + 1)

    def category(self, element: ET.Element, depth: int) -> None:
        """Add a category, stated in attributes or as text."""
        stated = _attributes(element)
        term, label = stated.get("term"), stated.get("label")
        scheme = stated.get("scheme", stated.get("domain"))
        self._add_tag(term, scheme, label)
        text = text_of(element)
        tags = self._raw.setdefault("tags", [])
        if text and tags and not tags[-1]["term"]:
            tags[-1]["term"] = text
        elif text:
            self._add_tag(text, None, None)

    def media_keywords(self, element: ET.Element, depth: int) -> None:
        """Add keywords, separated by commas."""
        self._add_tags(element, None)

    def itunes_keywords(self, element: ET.Element, depth: int) -> None:
        """Add keywords, separated by commas."""
        self._add_tags(element, _ITUNES)

    def _add_tags(self, element: ET.Element, scheme: str | None) -> None:
        for term in text_of(element).split(","):
            if term.strip():
                self._add_tag(term.strip(), scheme, None)

    def itunes_category(self, element: ET.Element, depth: int) -> None:
        """Add a category and its subcategories."""
        self._add_tag(element.get("text"), _ITUNES, None)
        self._within(element, depth)

    def _add_tag(self, term: str | None, scheme: str | None, label: str | None) -> None:
        tags = self._raw.setdefault("tags", [])
        tag = {"term": term, "scheme": scheme, "label": label}
        if (term or scheme or label) and len(tags) < _MAX_TAGS and tag not in tags:
            tags.append(tag)

    def itunes_image(self, element: ET.Element, depth: int) -> None:
        """Add the picture of an episode."""
        href = element.get("href") or element.get("url")
        if href:
            self._raw["image"] = {"href": href}

    def media_content(self, element: ET.Element, depth: int) -> None:
        """Add a file, with the elements that describe it."""
        media = _attributes(element)
        self._raw.setdefault("media_content", []).append(media)
        for child in element:
            name = self._reader.name(child.tag)
            if name in {"media_description", "media_title"}:
                media[name.removeprefix("media_")] = text_of(child)
        self._within(element, depth)

    def media_player(self, element: ET.Element, depth: int) -> None:
        """Add the page of a player."""
        self._raw["media_player"] = _attributes(element)
        self._within(element, depth)

    def media_statistics(self, element: ET.Element, depth: int) -> None:
        """Add how often it was seen."""
        self._raw["views"] = element.get("views", "")

    def media_thumbnail(self, element: ET.Element, depth: int) -> None:
        """Add a thumbnail."""
        thumbnail = _attributes(element)
        text = text_of(element)
        if text:
            thumbnail.setdefault("url", text)
        self._raw.setdefault("media_thumbnail", []).append(thumbnail)

    def podcast_chapters(self, element: ET.Element, depth: int) -> None:
        """Add the address of an episode's chapters."""
        self._raw["podcast_chapters"] = _attributes(element)

    def podcast_transcript(self, element: ET.Element, depth: int) -> None:
        """Add the address of a transcript."""
        self._add_spoken("podcast_transcripts", element)

    def psc_chapter(self, element: ET.Element, depth: int) -> None:
        """Add a chapter."""
        self._add_spoken("psc_chapter_list", element)

    def _add_spoken(self, key: str, element: ET.Element) -> None:
        known = self._raw.setdefault(key, [])
        if len(known) < _MAX_SPOKEN:
            known.append(_attributes(element))

    def hour(self, element: ET.Element, depth: int) -> None:
        """Add an hour in which the feed is not to be fetched."""
        self._note_quiet("quiet_hours", element)

    def day(self, element: ET.Element, depth: int) -> None:
        """Add a day on which the feed is not to be fetched."""
        self._note_quiet("quiet_days", element)

    def _note_quiet(self, key: str, element: ET.Element) -> None:
        noted = self._raw.setdefault(key, [])
        if len(noted) < _MAX_QUIET and not self.is_entry:
            noted.append(text_of(element))


_METHODS: Final[dict[str, Callable[[_Context, ET.Element, int], None]]] = {
    name: method
    for name, method in vars(_Context).items()
    if not name.startswith("_") and callable(method) and name != "take"
}


def _attributes(element: ET.Element) -> _Raw:
    """Return an element's attributes; the values of `rel` and `type` in lower case."""
    return {
        key.lower(): value.lower() if key.lower() in {"rel", "type"} else value
        for key, value in element.items()
        if not key.startswith("{")
    }
