"""Finds the boxes of the author's text that the extractor would drop for their class names.

The extractor decides by words in classes: `related`, `sidebar`, `widget`, `footer`, `share`. Such a
box is still a part of the text if it stands among its paragraphs and holds sentences, few of them
in links, whatever the theme calls it.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from itertools import chain, islice
from typing import Any

from qreader.sources.pages.headings import heading_kind

_Element = Any
"""An element of lxml, which has no types."""

_PARAGRAPH_CHARACTERS = 80
"""The least length of a paragraph that shows where the text is."""
_MIN_BOX_CHARACTERS = 45
_MIN_BOX_WORDS = 8
_MAX_BOX_CHARACTERS = 6_000
"""The largest box that is examined; the class of a larger one is trusted."""
_MAX_LINK_SHARE = 0.35
"""The largest share of a box's text in links."""
_MAX_BOXES = 200
_MAX_PAID_CHARACTERS = 120
"""The longest line that names a sponsor; a longer one may be about money."""
_MAX_LEVELS = 8
"""The most nested boxes around a single paragraph."""
_BOXES = frozenset({"div", "section", "aside", "p", "span"})
_STRIPPED = ("div", "section", "p", "span", "ul", "ol", "li", "h2", "h3", "h4", "h5", "h6")
_BLOCK_NAMES = "p div section aside article ul ol dl table pre blockquote figure h1 h2 h3 h4 h5 h6"
_BLOCKS = frozenset(_BLOCK_NAMES.split())
_CONTROLS = ("form", "input", "textarea", "select", "button")
_TOKEN = re.compile(r"[A-Z]{2,}(?![a-z])|[A-Z]?[a-z]+")
_PAID = frozenset({"ad", "ads", "advert", "advertisement", "advertising", "sponsor", "sponsored"})
_NEVER_WORDS = """
comment comments cookie cookies consent newsletter subscribe subscription signup paywall author
authors byline bio biography credit credits copyright disclaimer caption promo promotion outbrain
taboola login register donate donation correction
"""
_NEVER = _PAID.union(_NEVER_WORDS.split())
"""Words in a class that are always trusted: such boxes hold prose that is not the article's."""
_SENTENCE_END = re.compile(r"\w[\w)%”’»]['\"]?[.!?…。！？][\"'”’»)\]]*(?:\s|$)")
_APPEAL = re.compile(
    r"\b(?:newsletters?|inbox|sign(?:ed)? up|subscri(?:be|ber|ption)s?|cookies?|advertis\w+|"
    r"sponsored|follow us|log ?in|your (?:email|account)|e-mail-adresse|abonnier\w*|abonnez|"
    r"suscr[ií]b\w+|assine|iscriviti|donat(?:e|ion)|support our|all rights reserved|"
    r"click here|download (?:the|our) app|podcast|listen to|watch (?:the|our|now)|"
    r"read (?:more|our|the)|more (?:on|from)|see also|\(?AP\)?\b|contributed to this)\b",
    re.IGNORECASE,
)
_LETTERS = re.compile(r"[\W_]+")


def authored_boxes(tree: _Element) -> list[_Element]:
    """Return the boxes of the author's text that the extractor would drop.

    Asides among them become plain boxes, and lines that only name a sponsor are removed. Visits
    each element once.
    """
    paragraphs = [one for one in tree.iter("p", "div", "section") if _is_paragraph(one)]
    named = _thrown_out(tree, paragraphs)
    boxes = (box for flow, last in _flows(paragraphs).items() for box in _boxes(flow, last, named))
    found = list(islice(boxes, _MAX_BOXES))
    for box in found:
        if box.tag == "aside":
            box.tag = "div"
    return found


def _thrown_out(tree: _Element, paragraphs: list[_Element]) -> frozenset[_Element]:
    """Return the elements that the extractor drops for their class names.

    An element with most of the page's text is not one of them, and none is where all of them
    together have most of it: then the theme uses such names for everything.
    """
    from trafilatura.xpaths import OVERALL_DISCARD_XPATH

    named = {one for expression in OVERALL_DISCARD_XPATH for one in expression(tree)}
    inside = Counter[_Element]()
    total = 0
    for paragraph in paragraphs:
        characters = len(paragraph.text_content())
        total += characters
        inside.update({one: characters for one in _around(paragraph) if one in named})
    named -= {one for one, characters in inside.items() if characters * 2 > total}  # the article
    in_boxes = sum(
        len(one.text_content()) for one in paragraphs if any(box in named for box in _around(one))
    )
    return frozenset(named) if in_boxes * 2 <= total else frozenset()


def _around(element: _Element) -> Iterator[_Element]:
    return chain((element,), element.iterancestors())


def _flows(paragraphs: list[_Element]) -> dict[_Element, _Element]:
    """Return the elements that hold paragraphs, each with its last child that holds one."""
    flows: dict[_Element, _Element] = {}
    for paragraph in paragraphs:
        holder = _lifted(paragraph)
        if holder.getparent() is not None:
            flows[holder.getparent()] = holder
    return flows


def _boxes(flow: _Element, last: _Element, named: frozenset[_Element]) -> Iterator[_Element]:
    text = None
    is_behind = False
    for box in list(flow):
        is_margin = box.tag == "aside" or any(one in named for one in _alone(box))
        if _is_paid(box):
            box.drop_tree()
        elif is_margin and (box.tag == "p" or not is_behind) and _reads_as_text(box):
            text = text or _letters(flow)
            if text.count(_letters(box)) == 1:  # a pull quote repeats the text
                yield box
        is_behind = is_behind or box is last  # behind the text stands a note on its author


def _alone(box: _Element) -> Iterator[_Element]:
    """Yield a box, and the boxes that are an only child in it."""
    yield box
    for _ in range(_MAX_LEVELS):
        if len(box) != 1 or not isinstance(box[0].tag, str):
            return
        box = box[0]
        yield box


def texts(tree: _Element) -> frozenset[_Element]:
    """Return the elements that hold paragraphs side by side."""
    holders = Counter(
        _lifted(one).getparent() for one in tree.iter("p", "div", "section") if _is_paragraph(one)
    )
    return frozenset(one for one, count in holders.items() if count > 1 and one is not None)


def strip_names(box: _Element) -> None:
    """Remove the class names for which the extractor would drop a box."""
    for element in (box, *box.iter(*_STRIPPED)):
        for name in ("class", "id", "role", "data-component"):
            element.attrib.pop(name, None)


def _is_paragraph(element: _Element) -> bool:
    if any(child.tag in _BLOCKS for child in element):
        return False
    text = " ".join(element.text_content().split())
    return len(text) >= _PARAGRAPH_CHARACTERS and _link_characters(element) * 2 < len(text)


def _lifted(element: _Element) -> _Element:
    """Return the outermost element with only this one in it: some pages wrap each paragraph."""
    for _ in range(_MAX_LEVELS):
        parent = element.getparent()
        if parent is None or len(parent) != 1 or parent.tag in {"body", "main", "article"}:
            break
        element = parent
    return element


def _reads_as_text(box: _Element) -> bool:
    text = " ".join(box.text_content().split())
    if not _MIN_BOX_CHARACTERS <= len(text) <= _MAX_BOX_CHARACTERS:
        return False
    if len(text.split()) < _MIN_BOX_WORDS and text.isascii():
        return False
    if _tokens(box) & _NEVER or next(box.iter(*_CONTROLS), None) is not None:
        return False
    if _link_characters(box) > _MAX_LINK_SHARE * len(text) or _APPEAL.search(text[:400]):
        return False
    heading = next(box.iter("h2", "h3", "h4", "h5", "h6", "strong"), None)
    if heading is not None and heading_kind(" ".join(heading.text_content().split())):
        return False
    sentences = sum(map(_is_sentence, box.iter("p", "li"))) or _is_sentence(box)
    return sentences > (next(box.iter("img", "video", "iframe"), None) is not None)


def _is_sentence(element: _Element) -> bool:
    text = " ".join(element.text_content().split())
    return len(text) >= _MIN_BOX_CHARACTERS and bool(_SENTENCE_END.search(text))


def _is_paid(box: _Element) -> bool:
    if not _tokens(box) & _PAID:
        return False
    return len(" ".join(box.text_content().split())) <= _MAX_PAID_CHARACTERS


def _tokens(element: _Element) -> frozenset[str]:
    named = f"{element.get('class') or ''} {element.get('id') or ''}"[:500]
    return frozenset(word.lower() for word in _TOKEN.findall(named))


def _link_characters(element: _Element) -> int:
    return sum(len(link.text_content().strip()) for link in element.iter("a"))


def _letters(element: _Element) -> str:
    return _LETTERS.sub("", element.text_content()).casefold()
