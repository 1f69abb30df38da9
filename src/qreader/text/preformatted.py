"""Preformatted text: `pre` and its like -> Code, with its line ends and its links."""

from __future__ import annotations

import re
from collections.abc import Callable, Container, Iterable, Iterator

from selectolax.lexbor import LexborNode

from qreader.text.addresses import may_hold_address, parted
from qreader.text.blocks import Code, Stretch
from qreader.text.safe import safe_block, safe_line

MAX_NODES = 50_000
"""The longest piece of code; the rest is left out."""

_LINE_NAMES = (
    "address blockquote dd div dl dt figure h1 h2 h3 h4 h5 h6 hr li ol p section table tr ul"
)
_LINES = frozenset(_LINE_NAMES.split())
"""Elements that stand on lines of their own."""
_CELLS = frozenset({"td", "th"})
_LANGUAGE = re.compile(r"(?:language|lang|highlight-source|brush:)[-\s]*([\w+#.-]+)", re.IGNORECASE)

_Piece = tuple[str, str | None]


def code(
    node: LexborNode,
    url: str | None,
    link: Callable[[str], str | None],
    dropped: Container[str],
) -> Code | None:
    """Return a preformatted element as Code, None where it is empty.

    url: the address of a link around all of it. link: resolves an address in it. dropped: the
    elements that are not read.
    """
    pieces = _merged(_Writer(url, link, dropped).pieces(node))
    text = "".join(text for text, _ in pieces)
    if safe_block(text) != text:
        pieces = [(safe_block(text), url) for text, url in pieces]
        text = "".join(text for text, _ in pieces)
    kept = text.lstrip("\n").rstrip()
    if not kept:
        return None
    language = _language(node)
    if safe_block(kept) != kept:  # dangerous only together
        return Code(safe_block(kept), language)
    return Code(kept, language, tuple(_stretches(pieces, text.index(kept), len(kept))))


class _Writer:
    """Gathers the text of an element, line by line."""

    def __init__(
        self, url: str | None, link: Callable[[str], str | None], dropped: Container[str]
    ) -> None:
        self._url = url
        self._link = link
        self._dropped = dropped
        self._pieces: list[_Piece] = []
        self._ends_line = False

    def pieces(self, node: LexborNode) -> list[_Piece]:
        """Return the text in pieces, each with the address it links to."""
        todo: list[tuple[LexborNode | None, str | None]] = [(node, self._url)]
        for _ in range(MAX_NODES):
            if not todo:
                break
            inner, url = todo.pop()
            if inner is None:
                self._ends_line = True
            elif inner.tag == "-text":
                self._add(inner.text_content or "", url)
            elif inner.tag and (inner is node or inner.tag not in self._dropped):
                todo += self._within(inner, url)
        return self._pieces

    def _within(
        self, node: LexborNode, url: str | None
    ) -> list[tuple[LexborNode | None, str | None]]:
        tag = node.tag or ""
        if tag == "br":
            self._add("\n", None)
        elif tag == "a":
            url = self._link(node.attributes.get("href") or "") or url
        elif tag in _CELLS and self._is_within_line:
            self._add("  ", None)
        ends_line = tag in _LINES
        self._ends_line |= ends_line
        children: list[tuple[LexborNode | None, str | None]] = [
            (child, url) for child in node.iter(include_text=True)
        ]
        return [*([(None, None)] if ends_line else []), *reversed(children)]

    @property
    def _is_within_line(self) -> bool:
        return bool(self._pieces) and not (self._ends_line or self._pieces[-1][0].endswith("\n"))

    def _add(self, text: str, url: str | None) -> None:
        if not text:
            return
        if self._ends_line and self._pieces and not self._pieces[-1][0].endswith("\n"):
            text = text if text.startswith("\n") else f"\n{text}"
        self._ends_line = False
        self._pieces.append((text, url))


def _merged(pieces: Iterable[_Piece]) -> list[_Piece]:
    """Join neighbours with the same link: syntax highlighting splits words into many elements."""
    merged: list[tuple[list[str], str | None]] = []
    for text, url in pieces:
        if merged and merged[-1][1] == url:
            merged[-1][0].append(text)
        else:
            merged.append(([text], url))
    return [("".join(texts), url) for texts, url in merged]


def _stretches(pieces: Iterable[_Piece], start: int, length: int) -> Iterator[Stretch]:
    """Yield the links in `length` characters from `start`."""
    at = -start
    for text, url in pieces:
        parts = [(text, url)] if url or not may_hold_address(text) else parted(text)
        for part, leads in parts:
            first, last = max(0, at), min(at + len(part), length)
            at += len(part)
            if leads and not leads.startswith("#") and first < last and part.strip():
                yield Stretch(first, last, leads)


def _language(node: LexborNode) -> str | None:
    inner = node.css_first("code")
    for named in (node.attributes, inner.attributes if inner else {}):
        found = _LANGUAGE.search(named.get("class") or "")
        language = found[1] if found else named.get("data-lang") or named.get("data-language")
        if language:
            return safe_line(language, 30).lower() or None
    return None
