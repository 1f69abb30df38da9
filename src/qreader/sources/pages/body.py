"""An article page's body: what the extractor finds, without what is shown elsewhere, as HTML."""

from __future__ import annotations

import logging
import re
from dataclasses import dataclass
from typing import Any

from qreader.sources.pages.authored import authored_boxes, strip_names, texts
from qreader.sources.pages.extracted import inner_html
from qreader.sources.pages.marks import Marks
from qreader.sources.pages.notes import Notes
from qreader.sources.pages.pictures import mark_pictures
from qreader.sources.pages.spelled import spell_out, use_plain_names
from qreader.sources.pages.trim import Trim
from qreader.sources.pages.unseen import drop_hidden
from qreader.text import urls

_Element = Any
"""lxml's, without types that say anything."""

MAX_ELEMENTS = 30_000
"""Of a page; the largest real ones have about 20,000. What lies behind is not looked at."""
_MAX_ELEMENTS_TWICE = 10_000
"""A page of more is asked once: the extractor's time grows faster than its input."""
_SHORT_CHARACTERS = 3_000
"""Below it the extractor is asked twice: most articles are longer."""
_MUCH_MORE = 3
"""How many times longer the second answer has to be: else it is the page's margins."""
_NOT_XML = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]"
    r"|&#(?:0*(?:[0-8]|1[124-9]|2\d|3[01])(?!\d)|x0*(?:[0-8bcef]|1[0-9a-f]|fff[ef])(?![0-9a-f]));?",
    re.IGNORECASE,
)
"""What lxml reads in HTML, as it stands or as a reference, and refuses where it is written back."""
_NO_DATE_SEARCH = {"extensive_search": False}
"""The extractor takes any year in a text for a date; what a page says of itself is known better."""
_EXTRACTOR_LOGGERS = ("trafilatura", "htmldate")


@dataclass(frozen=True, slots=True)
class Place:
    """Where a page is."""

    url: str | None
    """Its own address, None for a file."""
    base: str | None
    """What its relative addresses are relative to."""


@dataclass(frozen=True, slots=True)
class Body:
    """What the extractor found."""

    html: str = ""
    characters: int = 0
    """Of its text."""
    author: str | None = None


def extracted_body(page: str, place: Place, trim: Trim, *, signed: bool) -> Body:
    """Return the body of a page's HTML, an empty one where there is none.

    Unless `signed` the extractor looks for an author as well. Raises RecursionError.
    """
    import trafilatura  # 220 ms

    for name in _EXTRACTOR_LOGGERS:
        # "discarding data" is no news to us, and would be written over the screen
        logging.getLogger(name).setLevel(logging.CRITICAL)
    page = _NOT_XML.sub("", page)
    tree = trafilatura.load_html(page)
    if tree is None:  # it wants the tag, which HTML does not
        tree = trafilatura.load_html(f"<html>{page}")
    if tree is None:
        return Body()
    elements = list(tree.iter())
    for element in elements[MAX_ELEMENTS:]:
        element.getparent().remove(element)
    use_plain_names(tree)
    drop_hidden(tree)
    authored = authored_boxes(tree)
    marks = Marks()
    mark_pictures(tree, marks, texts(tree))
    _make_links_whole(tree, place.base)
    notes = Notes(tree, (place.url, place.base), marks)
    asked = _Asked(tree, marks, notes, place.base, trim, signed)
    spell_out(tree, marks)
    for box in authored:
        strip_names(box)
    best = _found(asked, favor_recall=True)
    if best.characters < _SHORT_CHARACTERS and len(elements) < _MAX_ELEMENTS_TWICE:
        # asked for more it sometimes settles for a corner of the page
        other = _found(asked, favor_recall=False)
        if other.characters > _MUCH_MORE * best.characters:
            return other
    return best


def _make_links_whole(tree: _Element, base: str | None) -> None:
    """Make links whole addresses: the extractor knows no folders."""
    for link in tree.iter("a"):
        target = (link.get("href") or "").strip()
        whole = urls.join(base, target) if target and not target.startswith("#") else None
        if whole:
            link.set("href", whole)


@dataclass(frozen=True, slots=True)
class _Asked:
    """What the extractor is asked about, and what is made of its answer."""

    tree: _Element
    marks: Marks
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
    marks = asked.marks
    asked.trim.apply(found.body, marks)
    text = marks.without(" ".join("".join(found.body.itertext()).split()))
    html = inner_html(found.body)
    html = marks.resolved(html + asked.notes.lost(html))
    return Body(html, len(text), found.author)
