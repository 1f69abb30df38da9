"""Trim: removes from an extracted body what the article view shows above or beside it."""

from __future__ import annotations

import re
from typing import Any

from qreader.sources.pages.headings import ends_stories, heading_kind
from qreader.sources.pages.placeholders import Placeholders

_Element = Any
"""An element of lxml, which has no types."""

_MAX_ABOVE = 15
"""The most elements above the headline: breadcrumbs, kickers, share buttons."""
_MAX_ABOVE_CHARACTERS = 400
_MAX_TRAILING_SHARE = 0.3
"""The largest share of the text in links at the end that is removed; with more, the article is a
list of links."""
_LINK_SHARE = 0.8
"""The share of a line's text in links from which it is no sentence."""
_LETTERS = re.compile(r"[\W_]+")
_LABEL = re.compile(r"^\s*([^:|]{3,40}?)\s*[:|]\s*\S")


class Trim:
    """The texts that are shown elsewhere: the headline, and the page's own related stories."""

    def __init__(self, title: str | None, shown: frozenset[str]) -> None:
        self._title = _letters(title or "")
        self._shown = frozenset(filter(None, map(_letters, shown)))

    def apply(self, body: _Element, placeholders: Placeholders) -> None:
        """Remove them from the extractor's tree."""
        self._drop_above_headline(body, placeholders)
        for element in list(body.iter("p", "head", "item")):
            text = _text(element, placeholders)
            if text and (self._is_shown(text) or _leads_on(element, text)):
                _drop(element)
        self._drop_trailing(body, placeholders)

    def _is_shown(self, text: str) -> bool:
        return _letters(text) in self._shown

    def _drop_above_headline(self, body: _Element, placeholders: Placeholders) -> None:
        if not self._title:
            return
        above = 0
        for number, element in enumerate(body[:_MAX_ABOVE]):
            text = _text(element, placeholders)
            if _letters(text) == self._title:
                for one in body[: number + 1]:
                    if _text(one, placeholders) or one is element:
                        _drop(one)
                return
            above += len(text)
            if above > _MAX_ABOVE_CHARACTERS:
                return

    def _drop_trailing(self, body: _Element, placeholders: Placeholders) -> None:
        left = _MAX_TRAILING_SHARE * len(_text(body, placeholders))
        seen = False
        for last in reversed(list(body)):
            text = _text(last, placeholders)
            left -= len(text)
            if not text and placeholders.has_shown("".join(last.itertext())):
                seen = True  # a video with links around it
                continue
            is_over = left < 0 or (seen and last.tag == "head")
            if is_over or (text and not _ends_nothing(last, text)):
                return
            body.remove(last)


def _ends_nothing(element: _Element, text: str) -> bool:
    """Whether a last element is superfluous: a heading with nothing below it, links elsewhere."""
    if element.tag == "head" or heading_kind(text) or ends_stories(text):
        return True
    return element.tag in {"p", "list"} and _link_characters(element) > _LINK_SHARE * len(text)


def _leads_on(element: _Element, text: str) -> bool:
    """Whether it is a line such as "Read more: another headline", wholly or at its end a link."""
    if element.tag != "p":
        return False
    label = _LABEL.match(text)
    if label is None or heading_kind(label[1]) is None:
        return False
    return _link_characters(element) > 0.6 * (len(text) - len(label[1]))


def _link_characters(element: _Element) -> int:
    return sum(len("".join(link.itertext()).strip()) for link in element.iter("ref"))


def _text(element: _Element, placeholders: Placeholders) -> str:
    return placeholders.without(" ".join("".join(element.itertext()).split())).strip()


def _letters(text: str) -> str:
    return _LETTERS.sub("", text).casefold()


def _drop(element: _Element) -> None:
    parent = element.getparent()
    if parent is not None and not (element.tail or "").strip():
        parent.remove(element)
