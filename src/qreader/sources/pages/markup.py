"""A page's bytes -> decoded and bounded HTML without scripts."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from qreader.errors import ParseError
from qreader.model import Document
from qreader.sources.decode import decode
from qreader.sources.statements import web_url
from qreader.text.html_guard import bounded

if TYPE_CHECKING:
    from selectolax.lexbor import LexborHTMLParser

MAX_PAGE_BYTES = 10_000_000
"""The largest page: ten times a heavy news page."""
_SNIFFED_CHARACTERS = 4096
_UNSEEN = re.compile(r"<(script|style)\b[^>]{0,2000}>", re.IGNORECASE)
_UNSEEN_END = {name: re.compile(rf"</{name}", re.IGNORECASE) for name in ("script", "style")}


def page_html(document: Document) -> str:
    """Return a page's HTML; of its scripts, only JSON-LD is kept.

    Raises ParseError for a page that is too large, empty, or binary.
    """
    if len(document.body) > MAX_PAGE_BYTES:
        raise ParseError("is larger than 10 MB", document.url)
    text = decode(document)
    if not text.strip():
        raise ParseError("is empty", document.url)
    damaged = text[:_SNIFFED_CHARACTERS].count("\ufffd")
    if damaged > _SNIFFED_CHARACTERS // 20 or (damaged and "<" not in text):
        raise ParseError("is not a readable page", document.url)
    return bounded(_without_scripts(text))


def document_base(page: LexborHTMLParser, url: str | None) -> str | None:
    """Return the base of a page's relative addresses. url: its own, where it has one.

    HTML, "document base URL": the first `<base>` with an address, else the page's own address.
    """
    stated = page.css_first("base[href]")
    return (web_url(url, stated.attributes.get("href")) if stated is not None else None) or url


def _without_scripts(text: str) -> str:
    """Drop scripts and styles: half of a usual page.

    A search by hand reads a page with a million unclosed scripts once, not a million times.
    """
    parts: list[str] = []
    kept = 0
    for opening in _UNSEEN.finditer(text):
        if opening.start() < kept or "ld+json" in opening[0].lower():
            continue
        parts.append(text[kept : opening.start()])
        closing = _UNSEEN_END[opening[1].lower()].search(text, opening.end())
        if closing is None:
            return "".join(parts)  # an unclosed script: browsers take the rest as script, too
        kept = text.find(">", closing.end()) + 1 or len(text)
    return "".join([*parts, text[kept:]])
