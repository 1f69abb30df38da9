"""Repairs feeds that are not well-formed XML.

A tolerant parser damages words and addresses: `R&D` becomes `R&D;`, `&lang=en` an angle bracket.
Most such feeds only have unescaped characters or unclosed tags. Once these are escaped and closed,
a strict parser reads the feed without guesses.
"""

from __future__ import annotations

import html.entities
import re
from collections.abc import Iterator
from typing import Final

from qreader.text.safe import without_sequences

_NAME: Final = r"[A-Za-z_][\w.-]{0,60}(?::[A-Za-z_][\w.-]{0,60})?"
_DOCTYPE: Final = r"<!DOCTYPE[^\[>]{0,2000}(?:\[[^\]]*\])?\s*>"
_TOKEN: Final = re.compile(
    r"<!\[CDATA\[(?P<cdata>.*?)(?:\]\]>|\Z)"
    r"|(?P<comment><!--)"
    r"|(?P<dropped><\?[A-Za-z][^<>]{0,1000}\?>|\]\]>(?=\s*</))"
    r"|(?P<partial><(?:[/!?\w][^<>]*)?\Z)"
    rf"|<(?P<end>/?)(?P<name>{_NAME})"
    r"(?P<attributes>(?:\s(?:[^<>\"']|\"[^\"<]{0,9000}\"|'[^'<]{0,9000}')*|\s[^<>]*)?)"
    r"(?P<empty>/?)>"
    r"|(?P<pair>&#(?:x[0-9a-f]{4}|\d{5});&#(?:x[0-9a-f]{4}|\d{5});)"
    r"|&(?P<reference>#?\w{1,40});"
    r"|(?P<escaped>[&<]|\]\]>)",
    re.DOTALL | re.IGNORECASE,
)
_ROOT: Final = re.compile(r"<(?:[\w.-]{1,60}:)?(?:rss|feed|rdf|channel)(?=[\s/>])", re.IGNORECASE)
_HEAD: Final = re.compile(_DOCTYPE, re.IGNORECASE)
_CONTROL: Final = re.compile(
    r"&#(0{0,6}(?:[0-8]|1[124-9]|2\d|3[01])|x0{0,6}(?:[0-8bcef]|1[0-9a-f]));", re.IGNORECASE
)
_NO_CHARACTER: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_ATTRIBUTE: Final = re.compile(
    rf"({_NAME})(?:\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'<>]+)))?", re.ASCII
)
_BARE_VALUE_END: Final = re.compile(r"=\s*[^\s\"'=]+/\Z")
_IN_VALUE: Final = re.compile(r"&(?:(#?\w{1,40});)?|[<\"]")
_DECLARED_ENTITY: Final = re.compile(r"<!ENTITY\s+([\w.-]{1,100})\s", re.IGNORECASE)
_XML_ENTITIES: Final = frozenset({"amp", "lt", "gt", "quot", "apos"})
_ESCAPES: Final = {"&": "&amp;", "<": "&lt;", '"': "&quot;", "]]>": "]]&gt;"}
_VOID: Final = frozenset(
    {"area", "br", "col", "embed", "hr", "img", "input", "meta", "param", "track", "wbr"}
)
"""HTML's void elements, without `link` and `source`, which are elements of feeds."""
_MAX_DEPTH: Final = 200
_MAX_COMMENT: Final = 20_000
"""The longest comment in characters; a longer one was never closed, and is text."""
_ENTRIES: Final = frozenset({"item", "entry"})
_LINES: Final = frozenset({
    "comments", "guid", "id", "link", "name", "pubdate", "published", "title", "updated",
})  # fmt: skip
"""Elements of feeds that hold one line of text."""
_TEXTS: Final = frozenset({"content", "description", "summary"})
_OF_HTML: Final = frozenset({"link", "title"})
_HTML_NAMES: Final = (
    "a abbr acronym address article aside audio b base bdi bdo big blockquote body button canvas "
    "caption center cite code colgroup data dd del details dfn div dl dt em fieldset figcaption "
    "figure font footer form h1 h2 h3 h4 h5 h6 head header html i iframe ins kbd label legend li "
    "main map mark math menu nav noscript object ol optgroup option output p picture pre progress "
    "q rp rt ruby s samp script section select small source span strike strong style sub summary "
    "sup svg table tbody td template textarea tfoot th thead time title tr tt u ul var video"
)
_FEED_NAMES: Final = (
    "author category channel comments content contributor copyright description email enclosure "
    "entry feed generator guid icon id image issued item keywords language lastbuilddate link logo "
    "managingeditor modified name pubdate published rdf rights rss subtitle tagline ttl updated "
    "uri url webmaster"
)
_OF_FEEDS: Final = frozenset(_FEED_NAMES.split())
_KNOWN: Final = _OF_FEEDS | frozenset(_HTML_NAMES.split())
"""Elements that are closed where they are left open; an unclosed tag of another name is text:
`Vec<u8>`."""

_NAMESPACES: Final = {
    "atom": "http://www.w3.org/2005/Atom",
    "content": "http://purl.org/rss/1.0/modules/content/",
    "dc": "http://purl.org/dc/elements/1.1/",
    "dcterms": "http://purl.org/dc/terms/",
    "rss": "http://backend.userland.com/rss2",
    "feedburner": "http://rssnamespace.org/feedburner/ext/1.0",
    "itunes": "http://www.itunes.com/dtds/podcast-1.0.dtd",
    "media": "http://search.yahoo.com/mrss/",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "sy": "http://purl.org/rss/1.0/modules/syndication/",
}
"""The namespaces of prefixes that some feeds use without a declaration."""


def mended(text: str) -> str:
    """Return a feed as well-formed XML with the same meaning, as far as that is clear.

    Character references and HTML's entities are kept; other ampersands and angle brackets are
    escaped. An open element is closed where its parent ends, at the latest at the end of the
    document. Text around the root and comments are removed.
    """
    text = _NO_CHARACTER.sub("", without_sequences(_CONTROL.sub(_as_stated, text)))
    root = _ROOT.search(text)
    if root is None:
        return text
    doctype = _HEAD.search(text, 0, root.start())
    declared = doctype[0] if doctype else ""
    feed = _Feed(frozenset(_DECLARED_ENTITY.findall(declared)))
    at = root.start()
    while found := _TOKEN.search(text, at):
        feed.say(text[at : found.start()])
        at = feed.take(found)
    feed.say(text[at:])
    feed.end()
    return declared + feed.written()


class _Feed:
    """The repaired part of a feed, and its open elements."""

    def __init__(self, entities: frozenset[str]) -> None:
        self._out: list[str] = []
        self._open: list[tuple[str, int]] = []
        """Names as written, with the index of each tag in `_out`."""
        self._entities = _XML_ENTITIES | entities
        self._used: set[str] = set()
        self._declared = {"xml", "xmlns"}
        """The prefixes in use."""

    def say(self, text: str) -> None:
        """Add text; text outside the root is dropped."""
        if text and self._open:
            self._out.append(text)

    def take(self, found: re.Match[str]) -> int:
        """Add the next token; return its end."""
        kind = found.lastgroup
        if kind == "cdata":
            return found.start("cdata") + self._cdata(found["cdata"], found[0].endswith("]]>"))
        if kind == "comment":
            end = found.string.find("-->", found.end(), found.end() + _MAX_COMMENT)
            if end >= 0:
                return end + 3
            self.say("&lt;!--")
        elif kind == "reference":
            self.say(self._reference(found["reference"]))
        elif kind == "pair":
            self.say(_pair(*found["pair"][2:-1].split(";&#")))
        elif kind == "escaped":
            self.say(_ESCAPES[found[0]])
        elif kind == "empty" and found["end"]:
            self._end(found["name"])
        elif kind == "empty":
            self._start(found["name"], found["attributes"], is_empty=bool(found["empty"]))
        return found.end()

    def close(self, place: int) -> None:
        """Close the open elements from that index on, the innermost first.

        An unclosed tag that neither feeds nor HTML have becomes text.
        """
        while len(self._open) > place:
            name, start = self._open.pop()
            if len(self._open) > place and not _is_known(name):
                self._out[start] = f"&lt;{self._out[start][1:]}"
            else:
                self._out.append(f"</{name}>")

    def end(self) -> None:
        """Close all open elements, but drop the incomplete one at the end of a truncated document.

        A truncated address, date or title would be wrong.
        """
        if self._open and self._open[-1][0].lower() in _LINES:
            del self._out[self._open[-1][1] + 1 :]
        while len(self._open) > 1 and not any(map(str.strip, self._out[self._open[-1][1] + 1 :])):
            del self._out[self._open.pop()[1] :]
        self.close(0)

    def written(self) -> str:
        """Return the feed, with declarations for undeclared prefixes."""
        names = sorted(self._used - self._declared)
        spaces = (
            f' xmlns:{name}="{_NAMESPACES.get(name.lower(), f"urn:{name}")}"' for name in names
        )
        first = self._out[0]
        tail = "/>" if first.endswith("/>") else ">"
        return "".join((first.removesuffix(tail), *spaces, tail, *self._out[1:]))

    def _cdata(self, text: str, is_ended: bool) -> int:
        """Add a CDATA section; return its length.

        An unclosed one would swallow the entries behind it, so it ends with its element.
        """
        if self._open and (not is_ended or "<![CDATA[" in text):
            end = re.search(rf"</{re.escape(self._open[-1][0])}\s*>", text)
            if end:
                self.say(f"<![CDATA[{text[: end.start()].rstrip().removesuffix(']]')}]]>")
                return end.start()
        self.say(f"<![CDATA[{text}]]>")
        return len(text) + (3 if is_ended else 0)

    def _start(self, name: str, attributes: str, *, is_empty: bool) -> None:
        lowered = name.lower()
        self._make_room(lowered)
        if attributes.endswith("/") and not _BARE_VALUE_END.search(attributes):
            is_empty, attributes = True, attributes[:-1]
        is_empty = is_empty or lowered in _VOID
        tag = f"<{name}{''.join(self._attributes(attributes))}{'/' if is_empty else ''}>"
        self._use(name)
        if not is_empty:
            self._open.append((name, len(self._out)))
        self._out.append(tag)

    def _make_room(self, lowered: str) -> None:
        """Close the elements that a new one cannot be in: entries and dates do not nest."""
        if lowered in _ENTRIES:
            self.close(self._place_of(lowered))
        elif lowered in _OF_FEEDS or ":" in lowered:
            inner = self._open[-1][0].lower() if self._open else ""
            if inner in _LINES or (inner in _TEXTS and lowered in _LINES - _OF_HTML):
                self.close(len(self._open) - 1)

    def _end(self, name: str) -> None:
        place = self._place_of(name.lower())
        if place < len(self._open):
            self.close(place)
        elif not _is_known(name):
            self.say(f"&lt;/{name}&gt;")

    def _place_of(self, lowered: str) -> int:
        """Return the index of the innermost open element of a name; past the end: none is open."""
        last = len(self._open) - 1
        for place in range(last, max(last - _MAX_DEPTH, -1), -1):
            if self._open[place][0].lower() == lowered:
                return place
        return len(self._open)

    def _attributes(self, stated: str) -> Iterator[str]:
        seen = set()
        for name, *values in _ATTRIBUTE.findall(stated):
            if name not in seen:
                seen.add(name)
                self._use(name)
                value = _IN_VALUE.sub(self._escaped, "".join(values))
                yield f' {name}="{value}"'

    def _use(self, name: str) -> None:
        prefix, colon, local = name.partition(":")
        if prefix == "xmlns" and colon:
            self._declared.add(local)
        elif colon:
            self._used.add(prefix)

    def _escaped(self, found: re.Match[str]) -> str:
        return self._reference(found[1]) if found[1] else _ESCAPES[found[0]]

    def _reference(self, name: str) -> str:
        """Return a reference that XML knows; an unknown one becomes text."""
        if name.startswith("#"):
            return _character(name[1:])
        if name in self._entities:
            return f"&{name};"
        meant = html.entities.html5.get(f"{name};")
        return "".join(f"&#{ord(one)};" for one in meant) if meant else f"&amp;{name};"


def _is_known(name: str) -> bool:
    return ":" in name or name.lower() in _KNOWN


def _as_stated(found: re.Match[str]) -> str:
    return chr(_code(found[1]))


def _pair(first: str, second: str) -> str:
    """Return two character references; a surrogate pair becomes one."""
    high, low = _code(first), _code(second)
    if 0xD800 <= high < 0xDC00 <= low < 0xE000:
        return f"&#{0x10000 + ((high - 0xD800) << 10) + low - 0xDC00};"
    return _character(first) + _character(second)


def _character(digits: str) -> str:
    """Return the reference to a character; an invalid one is U+FFFD."""
    try:
        code = _code(digits)
    except ValueError:
        return f"&amp;#{digits};"
    is_character = 0x20 <= code < 0xD800 or code in {9, 10, 13}
    is_character = is_character or 0xE000 <= code < 0xFFFE or 0x10000 <= code <= 0x10FFFF
    return f"&#{code};" if is_character else "\ufffd"


def _code(digits: str) -> int:
    return int(digits[1:], 16) if digits[:1] in {"x", "X"} else int(digits)
