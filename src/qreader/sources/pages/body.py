"""An article page's body as HTML, found by the extractor (trafilatura)."""

from __future__ import annotations

import logging
import re
from dataclasses import dataclass
from typing import Any

from qreader.sources.pages.authored import authored_boxes, strip_names, texts
from qreader.sources.pages.extracted import inner_html
from qreader.sources.pages.notes import Notes
from qreader.sources.pages.pictures import mark_pictures
from qreader.sources.pages.placeholders import Placeholders
from qreader.sources.pages.spelled import spell_out, use_plain_names
from qreader.sources.pages.trim import Trim
from qreader.sources.pages.unseen import drop_hidden
from qreader.text import urls

_Element = Any
"""An element of lxml, which has no types."""

MAX_ELEMENTS = 30_000
"""The most elements of a page; the largest real ones have about 20,000. The rest is ignored."""
_MAX_ELEMENTS_TWICE = 10_000
"""A page with more is extracted once only: the extractor's time grows faster than its input."""
_SHORT_CHARACTERS = 3_000
"""A shorter body is extracted a second time with other options: most articles are longer."""
_MUCH_MORE = 3
"""How many times longer the second body must be to win; else it includes the page's margins."""
_NOT_XML = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]"
    r"|&#(?:0*(?:[0-8]|1[124-9]|2\d|3[01])(?!\d)|x0*(?:[0-8bcef]|1[0-9a-f]|fff[ef])(?![0-9a-f]));?",
    re.IGNORECASE,
)
"""Characters and references that lxml parses in HTML, but refuses to write."""
_NO_DATE_SEARCH = {"extensive_search": False}
"""Turns the extractor's search for dates off: it takes any year in a text for one."""
_EXTRACTOR_LOGGERS = ("trafilatura", "htmldate")


@dataclass(frozen=True, slots=True)
class Place:
    """The addresses of a page."""

    url: str | None
    """Its own address; None for a file."""
    base: str | None
    """The base of its relative addresses."""


@dataclass(frozen=True, slots=True)
class Body:
    """The extractor's result."""

    html: str = ""
    characters: int = 0
    """The length of its text."""
    author: str | None = None


def extracted_body(page: str, place: Place, trim: Trim, *, signed: bool) -> Body:
    """Return the body of a page's HTML; an empty one where there is none.

    signed: the author is known, so that the extractor need not search for one. Raises
    RecursionError.
    """
    import trafilatura  # 220 ms

    for name in _EXTRACTOR_LOGGERS:
        # its warnings ("discarding data") are expected, and would be written over the screen
        logging.getLogger(name).setLevel(logging.CRITICAL)
    page = _NOT_XML.sub("", page)
    tree = trafilatura.load_html(page)
    if tree is None:  # the extractor needs the html tag, which is optional in HTML
        tree = trafilatura.load_html(f"<html>{page}")
    if tree is None:
        return Body()
    elements = list(tree.iter())
    for element in elements[MAX_ELEMENTS:]:
        element.getparent().remove(element)
    use_plain_names(tree)
    drop_hidden(tree)
    authored = authored_boxes(tree)
    placeholders = Placeholders()
    mark_pictures(tree, placeholders, texts(tree))
    _make_links_whole(tree, place.base)
    notes = Notes(tree, (place.url, place.base), placeholders)
    asked = _Asked(tree, placeholders, notes, place.base, trim, signed)
    spell_out(tree, placeholders)
    for box in authored:
        strip_names(box)
    best = _found(asked, favor_recall=True)
    if best.characters < _SHORT_CHARACTERS and len(elements) < _MAX_ELEMENTS_TWICE:
        # with favor_recall it sometimes returns only a corner of the page
        other = _found(asked, favor_recall=False)
        if other.characters > _MUCH_MORE * best.characters:
            return other
    return best


def _make_links_whole(tree: _Element, base: str | None) -> None:
    """Make links absolute: the extractor ignores the folders of the page's address."""
    for link in tree.iter("a"):
        target = (link.get("href") or "").strip()
        whole = urls.join(base, target) if target and not target.startswith("#") else None
        if whole:
            link.set("href", whole)


@dataclass(frozen=True, slots=True)
class _Asked:
    """The extractor's input, and what its result is processed with."""

    tree: _Element
    placeholders: Placeholders
    notes: Notes
    url: str | None
    trim: Trim
    signed: bool


def _found(asked: _Asked, *, favor_recall: bool) -> Body:
    import trafilatura

    found: _Element = trafilatura.bare_extraction(
        asked.tree,
        url=asked.url,
        favor_recall=favor_recall,
        include_comments=False,
        include_formatting=True,
        include_links=True,
        include_tables=True,
        output_format="html",
        with_metadata=not asked.signed,
        date_extraction_params=_NO_DATE_SEARCH,
    )
    if found is None:
        return Body()
    placeholders = asked.placeholders
    asked.trim.apply(found.body, placeholders)
    text = placeholders.without(" ".join("".join(found.body.itertext()).split()))
    html = inner_html(found.body)
    html = placeholders.resolved(html + asked.notes.lost(html))
    return Body(html, len(text), found.author)
