"""A page of plain text -> Entry: paragraphs are joined lines, other lines stay."""

from __future__ import annotations

import re
from dataclasses import replace
from urllib.parse import urlsplit

from qreader.errors import ParseError
from qreader.model import Document, Entry
from qreader.sources.decode import decode
from qreader.sources.pages.saves import parse_save
from qreader.sources.statements import title_or_stand_in

MAX_TEXT_BYTES = 10_000_000
_SNIFFED_CHARACTERS = 2048
_GUESSED_BYTES = 20_000
_LAST_LATIN = "\u024f"
_MAX_DAMAGED_SHARE = 0.02
_TEXT_TYPES = frozenset({"text/plain", "text/markdown", "text/x-markdown", "text/x-rst"})
_VAGUE_TYPES = frozenset({"", "application/octet-stream", "binary/octet-stream"})
_TEXT_NAMES = (".txt", ".text", ".md", ".markdown", ".rst")
_MARKUP = re.compile(
    r"\s*(?:<!--.{0,500}?-->\s*)*<(?:!doctype|html|head|body|script|\?xml|rss|feed|rdf)\b",
    re.IGNORECASE | re.DOTALL,
)


def is_text(document: Document) -> bool:
    """Whether a document is plain text by its type or name, and by its contents."""
    stated = (document.content_type or "").partition(";")[0].strip().lower()
    is_named = urlsplit(document.url).path.lower().endswith(_TEXT_NAMES)
    if stated not in _TEXT_TYPES and not (stated in _VAGUE_TYPES and is_named):
        return False
    return not _MARKUP.match(decode(replace(document, body=document.body[:_SNIFFED_CHARACTERS])))


def parse_text(document: Document) -> Entry:
    """Parse a page of plain text. Raises ParseError where it is too large, empty, or binary."""
    if len(document.body) > MAX_TEXT_BYTES:
        raise ParseError("is larger than 10 MB", document.url)
    text = _text(document)
    if not text.strip():
        raise ParseError("is empty", document.url)
    damaged = text.count("\ufffd") > _MAX_DAMAGED_SHARE * len(text)
    if damaged or is_binary(document.body[:_SNIFFED_CHARACTERS]):
        raise ParseError("is no text", document.url)
    entry = parse_save(text)
    title = title_or_stand_in(entry.title, entry.body_html, document.url)
    return replace(entry, title=title, url=document.url, base_url=document.url)


def is_binary(head: bytes) -> bool:
    """Whether the bytes are not text in any usual encoding."""
    if head.startswith((b"\xff\xfe", b"\xfe\xff")) or head[:4].strip(b"\0") in {b"<", b"{"}:
        return False
    controls = sum(byte < 32 and byte not in b"\t\n\x0b\x0c\r\x1b" for byte in head)
    return b"\0" in head or controls > len(head) // 5


def _text(document: Document) -> str:
    """Return the text; without a declared encoding, other scripts than Latin are detected.

    Otherwise single bytes are decoded as Western letters, which is right for most Latin text.
    """
    if "charset" not in (document.content_type or "").lower() and not _is_utf8(document.body):
        from charset_normalizer import from_bytes  # 30 ms

        found = from_bytes(document.body[:_GUESSED_BYTES]).best()
        if found is not None and _is_of_another_script(str(found)):
            text = document.body.decode(found.encoding, "replace")
            return decode(replace(document, body=text.encode()))
    return decode(document)


def _is_utf8(body: bytes) -> bool:
    try:
        body.decode()
    except UnicodeDecodeError:
        return False
    return True


def _is_of_another_script(text: str) -> bool:
    letters = [one for one in text if one > "\x7f" and one.isalpha()]
    return sum(one > _LAST_LATIN for one in letters) * 2 > len(letters)
