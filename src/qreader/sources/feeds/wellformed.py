"""Well-formed RSS, RDF and Atom -> feedparser's dictionaries, in a tenth of its time.

What an element means is feedparser's reading of it, down to which of two descriptions is the text:
the tests hold the two against each other. Whatever is unusual is left to feedparser: a document
type with entities, xml:base, markup where text should be, base64.
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
    "http://search.yahoo.com/mrss": "media_",
    "http://search.yahoo.com/mrss/": "media_",
    "http://www.w3.org/1999/02/22-rdf-syntax-ns#": "rdf_",
    "http://purl.org/rss/1.0/modules/syndication/": "sy_",
    "http://www.w3.org/1999/xhtml": "xhtml_",
}
"""Namespaces, in lower case, as the names of elements begin here."""
_ITUNES: Final = "http://www.itunes.com/"
"""As feedparser calls what its subjects are of."""
_OTHER: Final = "other"
"""Of an element in any other namespace."""
_LANG: Final = "{http://www.w3.org/XML/1998/namespace}lang"
_ABOUT: Final = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}about"
_NOT_OURS: Final = (b"<!doctype", b"<!entity", b"xml:base", b"purl.org/atom/ns#")
"""Whatever the case of its letters."""
# the word comes first, as that is what is searched for fast
_DECLARED: Final = re.compile(r"xmlns(?<=\sxmlns)(?::([A-Za-z]+))?\s*=\s*[\"']([^\"'<]*)")
_WHOLE_ADDRESS: Final = re.compile(r"https?://[\w.-]+(?:/[\w./~%+&=,:@!-]*)?", re.ASCII)
_MAX_DEPTH: Final = 12
_MAX_TAGS: Final = 60
_MAX_QUIET: Final = 50

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
"""Elements that say the same as others."""
_PLAIN: Final = frozenset({
    "published", "updated", "created", "id", "language", "feedburner_origlink", "ttl",
    "sy_updateperiod", "sy_updatefrequency", "comments",
})  # fmt: skip
"""Elements whose text alone counts; of several the last."""
_SKIPPED: Final = frozenset({
    "textinput", "contributor", "dc_contributor", "itunes_owner",
})  # fmt: skip
_ENTRIES: Final = frozenset({"item", "entry"})


class IllFormedError(Exception):
    """A document is no XML."""


def read_wellformed(text: str, base: str, max_entries: int) -> RawFeed | None:
    """Read a feed; None where it holds what only feedparser reads. Raises IllFormedError.

    `text` has no XML declaration. Entries past the limit are not looked at.
    """
    lowered = text.encode("utf-8", "surrogatepass").lower()
    if any(word in lowered for word in _NOT_OURS):
        return None
    try:
        root = ET.fromstring(text)  # noqa: S314 - without a document type there are no entities
        return _Reader(root, _prefixes(text), base, max_entries).read()
    except ET.ParseError as error:
        raise IllFormedError from error
    except (UnusualError, ValueError):
        return None


def _prefixes(text: str) -> dict[str, str]:
    """Return the known namespaces, and those that are meant by a known prefix, or by none."""
    prefixes = dict(_PREFIXES)
    known = set(_PREFIXES.values())
    for prefix, uri in _DECLARED.findall(text):
        name = f"{prefix.lower()}_" if prefix else ""
        if name in known:
            prefixes.setdefault(uri.lower(), name)
    return prefixes


class _Reader:
    """Reads one document."""

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
        """Read feed and entries. Raises UnusualError."""
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
        """Leave documents to feedparser that have entries elsewhere."""
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
        """Return an element's name as feedparser writes it."""
        known = self._names.get(tag)
        if known is None:
            uri, _, local = tag.removeprefix("{").rpartition("}")
            prefix = self._prefixes.get(uri.lower())
            known = _OTHER if prefix is None else prefix + local.lower()
            known = self._names[tag] = _SAME.get(known, known)
        return known

    @property
    def is_atom(self) -> bool:
        """Whether types say what a text is, so that nothing is guessed."""
        return self._version.startswith("atom")


class _Context:
    """What is known so far of a feed or of an entry."""

    def __init__(self, reader: _Reader, raw: _Raw, language: str | None) -> None:
        self._reader = reader
        self._raw = raw
        self._language = language
        self._depths: dict[str, int] = {}
        """How deep the element stood that a value is from: a higher one wins."""
        self._title_depth: int | None = None
        self._has_content = False
        self.is_entry = False

    def take(self, name: str, element: ET.Element, depth: int) -> None:
        """Take an element in, and what stands in it where it only holds others."""
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
        """Take a title: the first that says anything, unless a later one stands higher."""
        params = self._params(element, "text/plain")
        if self._title_depth is None or depth < self._title_depth:
            self._keep_text("title", params, depth)
        if params["value"]:
            self._title_depth = depth

    def media_title(self, element: ET.Element, depth: int) -> None:
        """Take another title, where the entry has none yet."""
        if self._title_depth is None or depth < self._title_depth:
            self._keep_text("title", self._params(element, "text/plain"), depth)

    def description(self, element: ET.Element, depth: int) -> None:
        """Take a summary; the second of them is the text."""
        self._summary_or_content(element, depth, "text/html")

    def abstract(self, element: ET.Element, depth: int) -> None:
        """Take a summary in plain text."""
        self._keep_text(self._summary_key, self._params(element, "text/plain"), depth)

    def summary(self, element: ET.Element, depth: int) -> None:
        """Take a summary; the second of them is the text."""
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
        """Take what is less than a summary."""
        self._keep_text("subtitle", self._params(element, "text/plain"), depth)

    def media_description(self, element: ET.Element, depth: int) -> None:
        """Take what a picture shows; YouTube has its text there."""
        self._keep_text("media_description", self._params(element, "text/plain"), depth)

    def content(self, element: ET.Element, depth: int) -> None:
        """Take the text; one that stands elsewhere is a file (RFC 4287 section 4.1.3.2)."""
        source = element.get("src")
        if source:
            file = {"rel": "enclosure", "href": source, "type": element.get("type", "")}
            self._raw.setdefault("links", []).append(file)
        else:
            self._add_content(self._params(element, "text/plain"))

    def content_encoded(self, element: ET.Element, depth: int) -> None:
        """Take the text, as markup."""
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
        """Take an address: stated in an attribute, or as the text."""
        link = _attributes(element)
        link.pop("uri", None)
        href = link.pop("url", None) or link.get("href")
        link.setdefault("rel", "alternate")
        link.setdefault("type", "application/atom+xml" if link["rel"] == "self" else "text/html")
        if not href and "href" not in link:
            href = _AMPERSAND_NAME.sub(r"&\1", (element.text or "").strip())
        if href:
            is_whole = _WHOLE_ADDRESS.fullmatch(href)  # and what joining would leave as it is
            link["href"] = href if is_whole else urljoin(self._reader.base, href)
        self._raw.setdefault("links", []).append(link)
        self._within(element, depth)

    def enclosure(self, element: ET.Element, depth: int) -> None:
        """Take a file."""
        link = _attributes(element)
        href = link.pop("url", None) or link.pop("uri", None) or link.get("href")
        if href:
            link["href"] = href
        link["rel"] = "enclosure"
        self._raw.setdefault("links", []).append(link)
        self._within(element, depth)

    def author(self, element: ET.Element, depth: int) -> None:
        """Take a person: name and address in elements, or in the text."""
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
        """Take what is said of the feed that an entry is from."""
        if self.is_entry and len(element):
            stated = self._raw.setdefault("source", {})
            source = _Context(self._reader, stated, self._language)
            for child in element:
                source.take(self._reader.name(child.tag), child, depth + 1)

    def category(self, element: ET.Element, depth: int) -> None:
        """Take a subject: stated in attributes, or as the text."""
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
        """Take subjects, parted by commas."""
        self._add_tags(element, None)

    def itunes_keywords(self, element: ET.Element, depth: int) -> None:
        """Take subjects, parted by commas."""
        self._add_tags(element, _ITUNES)

    def _add_tags(self, element: ET.Element, scheme: str | None) -> None:
        for term in text_of(element).split(","):
            if term.strip():
                self._add_tag(term.strip(), scheme, None)

    def itunes_category(self, element: ET.Element, depth: int) -> None:
        """Take a subject, and those below it."""
        self._add_tag(element.get("text"), _ITUNES, None)
        self._within(element, depth)

    def _add_tag(self, term: str | None, scheme: str | None, label: str | None) -> None:
        tags = self._raw.setdefault("tags", [])
        tag = {"term": term, "scheme": scheme, "label": label}
        if (term or scheme or label) and len(tags) < _MAX_TAGS and tag not in tags:
            tags.append(tag)

    def itunes_image(self, element: ET.Element, depth: int) -> None:
        """Take the picture of an episode."""
        href = element.get("href") or element.get("url")
        if href:
            self._raw["image"] = {"href": href}

    def media_content(self, element: ET.Element, depth: int) -> None:
        """Take a file, with what is said of it in it."""
        media = _attributes(element)
        self._raw.setdefault("media_content", []).append(media)
        for child in element:
            name = self._reader.name(child.tag)
            if name in {"media_description", "media_title"}:
                media[name.removeprefix("media_")] = text_of(child)
        self._within(element, depth)

    def media_player(self, element: ET.Element, depth: int) -> None:
        """Take the page of a player."""
        self._raw["media_player"] = _attributes(element)
        self._within(element, depth)

    def media_thumbnail(self, element: ET.Element, depth: int) -> None:
        """Take a picture."""
        thumbnail = _attributes(element)
        text = text_of(element)
        if text:
            thumbnail.setdefault("url", text)
        self._raw.setdefault("media_thumbnail", []).append(thumbnail)

    def hour(self, element: ET.Element, depth: int) -> None:
        """Take an hour in which the feed is not to be asked."""
        self._note_quiet("quiet_hours", element)

    def day(self, element: ET.Element, depth: int) -> None:
        """Take a day on which the feed is not to be asked."""
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
    """Return an element's own attributes; what `rel` and `type` say in lower case."""
    return {
        key.lower(): value.lower() if key.lower() in {"rel", "type"} else value
        for key, value in element.items()
        if not key.startswith("{")
    }
