"""Marks: words put into a page in place of pictures and captions, which the extractor would lose.

It looks for text only; with its own handling of pictures it takes rows of cards for the article
(F1 0.942 instead of 0.947 on 414 labelled pages), and it makes rows out of the captions of tables.
A mark is a word that it keeps or drops like any other, so what it kept shows where a picture goes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import escape
from typing import Any

from qreader.text.safe import safe_line

_Element = Any
"""lxml's, without types that say anything."""

MAX_MARKS = 300
"""Of a page; an article has some tens of pictures."""
_MIN_ALT_WORDS = 3
"""Of a picture without caption: shorter ones are icons and names."""
_MAX_PICTURES = 10
"""In one figure; a gallery of more shows its first ones."""
_MAX_CAPTION_CHARACTERS = 1000
_MAX_LEVELS = 60
_CARD_CHARACTERS = 15
"""A link around a picture and this much text is a card that leads elsewhere."""
_TEXT_TAGS = ("table", "pre", "blockquote")
"""What makes a figure more than a picture."""
_MARGINS = frozenset({"nav", "aside", "footer", "noscript", "form"})
_ATTRIBUTES = (
    *("src", "data-src", "data-original", "data-lazy-src", "srcset", "data-srcset"),
    *("alt", "class", "width", "height"),
)
_MARK = re.compile(r"qreadermark(\d{1,3})x")
_ALONE = re.compile(r"<p>\s*(qreadermark\d{1,3}x)\s*</p>\s*(<table>)?")


class Marks:
    """What a page's marks stand for."""

    def __init__(self, tree: _Element) -> None:
        """Put the marks into the tree."""
        self._figures: dict[str, str] = {}
        self._captions: dict[str, str] = {}
        for table in list(tree.iter("table")):
            caption = table.find("caption")
            if caption is not None:
                self._mark_caption(table, caption)
        for figure in list(tree.iter("figure")):
            self._mark_figure(figure)
        for image in list(tree.iter("img")):
            self._mark_image(image)

    def without(self, text: str) -> str:
        """Return text of the marked page as it was before."""
        return _MARK.sub("", text)

    def resolved(self, html: str) -> str:
        """Return HTML of the marked page with what its marks stand for."""
        html = _ALONE.sub(self._block, html)
        return _MARK.sub(self._inline, html)

    # ---- into the page

    def _mark_caption(self, table: _Element, caption: _Element) -> None:
        words = _words(caption)
        _take_out(caption)
        mark = self._new_mark()
        if words and mark:
            self._captions[mark] = words
            table.addprevious(_paragraph(table, mark))

    def _mark_figure(self, figure: _Element) -> None:
        captions = list(figure.iter("figcaption"))
        table = next(figure.iter("table"), None)
        if table is not None and captions:
            self._mark_caption(table, captions[0])
            return
        if next(figure.iter(*_TEXT_TAGS), None) is not None:
            figure.tag = "div"  # the extractor drops figures
            for caption in captions:
                caption.tag = "p"
            return
        images = [image for image in figure.iter("img") if _is_seen(image)][:_MAX_PICTURES]
        if not images:
            return
        words = _words(captions[0]) if captions else ""
        mark = None if _is_elsewhere(figure) or _is_within(figure, "figure") else self._new_mark()
        if mark:
            pictures = "".join(map(_image_html, images))
            caption = f"<figcaption>{escape(words)}</figcaption>" if words else ""
            self._figures[mark] = f"<figure>{pictures}{caption}</figure>"
            figure.addprevious(_paragraph(figure, mark))
        _take_out(figure)

    def _mark_image(self, image: _Element) -> None:
        alt = image.get("alt") or ""
        if len(alt.split()) < _MIN_ALT_WORDS or not _is_seen(image) or _is_elsewhere(image):
            return
        mark = self._new_mark()
        if mark is None:
            return
        self._figures[mark] = _image_html(image)
        if _is_within(image, "p"):
            image.tail = f" {mark} {image.tail or ''}"
        else:
            image.addprevious(_paragraph(image, mark))

    def _new_mark(self) -> str | None:
        number = len(self._figures) + len(self._captions)
        return f"qreadermark{number}x" if number < MAX_MARKS else None

    # ---- and out of it

    def _block(self, found: re.Match[str]) -> str:
        mark, table = found.groups()
        if mark in self._captions:
            return f"<table><caption>{escape(self._captions[mark])}</caption>" if table else ""
        return self._figures.get(mark, "") + (table or "")

    def _inline(self, found: re.Match[str]) -> str:
        figure = self._figures.get(found[0], "")
        return re.sub(r"</?figure>|<figcaption>.*", "", figure)  # no figure stands in a sentence


def _is_seen(image: _Element) -> bool:
    return not _is_within(image, "noscript")


def _is_within(element: _Element, tag: str) -> bool:
    return any(around.tag == tag for around in _around(element))


def _is_elsewhere(element: _Element) -> bool:
    """Whether a picture stands beside the article, or in a card that leads to another one."""
    own = len(element.text_content())
    for around in _around(element):
        if around.tag in _MARGINS:
            return True
        if around.tag == "a" and len(around.text_content()) > own + _CARD_CHARACTERS:
            return True
    return False


def _around(element: _Element) -> Iterator[_Element]:
    for level, around in enumerate(element.iterancestors()):
        if level >= _MAX_LEVELS:
            return
        yield around


def _take_out(element: _Element) -> None:
    if element.getparent() is not None:
        element.drop_tree()


def _paragraph(beside: _Element, text: str) -> _Element:
    paragraph = beside.makeelement("p", {})
    paragraph.text = text
    return paragraph


def _words(element: _Element) -> str:
    return safe_line(" ".join(element.text_content().split()), _MAX_CAPTION_CHARACTERS)


def _image_html(image: _Element) -> str:
    attributes = {name: image.get(name) for name in _ATTRIBUTES if image.get(name)}
    picture = next(image.iterancestors("picture"), None)
    if picture is not None and not attributes.keys() & {"src", "data-src", "srcset"}:
        sources = filter(None, (source.get("srcset") for source in picture.iter("source")))
        attributes |= {"srcset": next(sources, "")}
    written = "".join(f' {name}="{escape(value)}"' for name, value in attributes.items())
    return f"<img{written}>"
