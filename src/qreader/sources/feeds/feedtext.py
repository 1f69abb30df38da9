"""The texts of a feed's elements: plain text, or their inner markup."""

from __future__ import annotations

import contextlib
import html.entities
import re
import xml.etree.ElementTree as ET
from collections.abc import Callable, Iterator
from typing import Final

from qreader.text.safe import beyond_ascii

_C1: Final = re.compile("[\x80-\x9f]")
_CLOSING_OR_ENTITY: Final = re.compile(r"</\w+>|&#?\w+;")
_TAG_NAME: Final = re.compile(r"</?(\w+)")
_ENTITY_NAME: Final = re.compile(r"&(\w+);")
_HTML_TAG_NAMES: Final = (
    "a abbr acronym address area article aside audio b big blockquote br button canvas caption "
    "center cite code col colgroup command datagrid datalist dd del details dfn dialog dir div dl "
    "dt em event-source fieldset figcaption figure font footer form h1 h2 h3 h4 h5 h6 header hr i "
    "img input ins kbd keygen label legend li m map menu meter multicol nav nextid noscript ol "
    "optgroup option output p pre progress q s samp section select small sound source spacer span "
    "strike strong sub sup table tbody td textarea tfoot th thead time tr tt u ul var "
    "video"
)
_HTML_TAGS: Final = frozenset(_HTML_TAG_NAMES.split())


class UnusualError(Exception):
    """The element needs feedparser."""


def text_of(element: ET.Element) -> str:
    """Return an element's text. Raises UnusualError where it contains markup."""
    if len(element):
        raise UnusualError
    return repaired((element.text or "").strip())


def repaired(text: str) -> str:
    """Return a text with double encoding and cp1252 characters repaired."""
    if not text.isascii():
        with contextlib.suppress(UnicodeEncodeError, UnicodeDecodeError):
            text = text.encode("iso-8859-1").decode("utf-8")
        if _C1.search(beyond_ascii(text)):
            text = _C1.sub(_from_cp1252, text)
    return text


def _from_cp1252(found: re.Match[str]) -> str:
    return found[0].encode("iso-8859-1").decode("cp1252", "ignore") or found[0]


def looks_like_html(text: str) -> bool:
    """Whether a text of a plain type is HTML: all its tags and entities exist."""
    if not _CLOSING_OR_ENTITY.search(text):
        return False
    return all(tag.lower() in _HTML_TAGS for tag in _TAG_NAME.findall(text)) and all(
        name in html.entities.entitydefs for name in _ENTITY_NAME.findall(text)
    )


def is_wrapper(element: ET.Element, name: Callable[[str], str]) -> bool:
    """Whether an element's only child is the div that Atom requires."""
    around = (element.text or "") + (element[0].tail or "")
    return not around.strip() and name(element[0].tag) in {"div", "xhtml_div"}


def serialised(element: ET.Element, name: Callable[[str], str]) -> Iterator[str]:
    """Yield an element's contents as HTML: tags without their prefixes."""
    from xml.sax.saxutils import escape, quoteattr  # 16 ms, and few feeds have markup in their XML

    yield escape(element.text or "")
    todo: list[tuple[ET.Element, bool]] = [(child, False) for child in reversed(element)]
    while todo:
        child, is_end = todo.pop()
        tag = child.tag.rpartition("}")[2].lower()
        if is_end:
            yield f"</{tag}>{escape(child.tail or '')}"
            continue
        attributes = (
            f" {key.rpartition('}')[2].lower()}={quoteattr(value)}" for key, value in child.items()
        )
        yield f"<{tag}{''.join(attributes)}>{escape(child.text or '')}"
        todo.append((child, True))
        todo += [(one, False) for one in reversed(child)]
