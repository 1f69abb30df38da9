"""Marks: words put into a page in place of what the extractor would lose.

It looks for text only; with its own handling of pictures it takes rows of cards for the article
(F1 0.942 instead of 0.947 on 414 labelled pages), it makes rows out of the captions of tables, and
it knows no players, places or numbers. A mark is a word that it keeps or drops like any other, so
what it kept shows where a picture goes.
"""

from __future__ import annotations

import re
from html import escape
from typing import TypeVar

_Meaning = TypeVar("_Meaning")

MAX_MARKS = 300
"""Of what is shown of its own in a page; an article has some tens of pictures."""
MAX_PLACES = 2_000
"""Of places and numbers; the longest encyclopedia's articles have some hundreds of notes."""
_MARK = re.compile(r"qreadermark(\d{1,4})x")
_ALONE = re.compile(r"<p>\s*(qreadermark\d{1,4}x)\s*</p>\s*(<table>)?")
_NUMBERED = re.compile(r"<li>(\s*(?:<p>\s*)?)(qreadermark\d{1,4}x)")
_NO_SENTENCE = re.compile(r"</?figure>|<figcaption>.*|<hr>|<iframe.*")


class Marks:
    """What a page's marks stand for."""

    def __init__(self) -> None:
        """Start without any."""
        self._shown: dict[str, str] = {}
        self._captions: dict[str, str] = {}
        self._places: dict[str, str] = {}
        self._numbers: dict[str, int] = {}
        self._count = 0

    # ---- into the page

    def shown(self, html: str) -> str | None:
        """Return a mark for what stands by itself: pictures, players, rules; None: too many."""
        return self._new(self._shown, html, MAX_MARKS)

    def knows(self, html: str) -> bool:
        """Whether the same is shown already."""
        return html in self._shown.values()

    def caption(self, words: str) -> str | None:
        """Return a mark for the caption of the table behind it."""
        return self._new(self._captions, words, MAX_MARKS)

    def place(self, name: str) -> str | None:
        """Return a mark for a place that links lead to."""
        return self._new(self._places, name, MAX_PLACES)

    def number(self, number: int) -> str | None:
        """Return a mark for the number of the list item that it opens."""
        return self._new(self._numbers, number, MAX_PLACES)

    def _new(self, meanings: dict[str, _Meaning], meaning: _Meaning, most: int) -> str | None:
        if len(meanings) >= most:
            return None
        mark = f"qreadermark{self._count}x"
        self._count += 1
        meanings[mark] = meaning
        return mark

    # ---- and out of it

    def without(self, text: str) -> str:
        """Return text of the marked page as it was before."""
        return _MARK.sub("", text)

    def has_shown(self, text: str) -> bool:
        """Whether a text holds a mark of something to see."""
        found = (self._shown.get(mark[0], "<hr>") for mark in _MARK.finditer(text))
        return any(html != "<hr>" for html in found)

    def resolved(self, html: str) -> str:
        """Return HTML of the marked page with what its marks stand for."""
        html = _NUMBERED.sub(self._item, html)
        html = _ALONE.sub(self._block, html)
        return _MARK.sub(self._inline, html)

    def _item(self, found: re.Match[str]) -> str:
        number = self._numbers.get(found[2])
        return found[0] if number is None else f'<li value="{number}">{found[1]}'

    def _block(self, found: re.Match[str]) -> str:
        mark, table = found.groups()
        if mark in self._captions:
            return f"<table><caption>{escape(self._captions[mark])}</caption>" if table else ""
        return self._shown.get(mark, self._place(mark)) + (table or "")

    def _inline(self, found: re.Match[str]) -> str:
        shown = _NO_SENTENCE.sub("", self._shown.get(found[0], ""))
        return shown + self._place(found[0])

    def _place(self, mark: str) -> str:
        name = self._places.get(mark)
        return f'<a id="{escape(name)}"></a>' if name else ""
