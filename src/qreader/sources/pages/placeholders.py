"""Placeholders: words for the parts of a page that the extractor would lose.

The extractor finds text only. With its own option for pictures it takes rows of cards for the
article (F1 0.942 instead of 0.947 on 414 labelled pages). It makes rows of captions of tables, and
knows no players, link targets or list numbers. A placeholder is a word that it keeps or drops like
any other, so the kept placeholders show where the pictures belong.
"""

from __future__ import annotations

import re
from html import escape
from typing import TypeVar

_Meaning = TypeVar("_Meaning")

MAX_PLACEHOLDERS = 300
"""The most placeholders for pictures and the like; an article has some tens of pictures."""
MAX_PLACES = 2_000
"""The most placeholders for link targets and numbers; the longest Wikipedia articles have some
hundreds of footnotes."""
_MARK = re.compile(r"qreadermark(\d{1,4})x")
_ALONE = re.compile(r"<p>\s*(qreadermark\d{1,4}x)\s*</p>\s*(<table>)?")
_NUMBERED = re.compile(r"<li>(\s*(?:<p>\s*)?)(qreadermark\d{1,4}x)")
_NO_SENTENCE = re.compile(r"</?figure>|<figcaption>.*|<hr>|<iframe.*")


class Placeholders:
    """The meanings of a page's placeholders."""

    def __init__(self) -> None:
        """Start without placeholders."""
        self._shown: dict[str, str] = {}
        self._captions: dict[str, str] = {}
        self._places: dict[str, str] = {}
        self._numbers: dict[str, int] = {}
        self._count = 0

    # ---- into the page

    def shown(self, html: str) -> str | None:
        """Return a placeholder for a block: a picture, a player, a rule; None: too many."""
        return self._new(self._shown, html, MAX_PLACEHOLDERS)

    def knows(self, html: str) -> bool:
        """Whether the same block has a placeholder already."""
        return html in self._shown.values()

    def caption(self, words: str) -> str | None:
        """Return a placeholder for the caption of the table behind it."""
        return self._new(self._captions, words, MAX_PLACEHOLDERS)

    def place(self, name: str) -> str | None:
        """Return a placeholder for a link target."""
        return self._new(self._places, name, MAX_PLACES)

    def number(self, number: int) -> str | None:
        """Return a placeholder for the number of a list item, to be put at its start."""
        return self._new(self._numbers, number, MAX_PLACES)

    def _new(self, meanings: dict[str, _Meaning], meaning: _Meaning, most: int) -> str | None:
        if len(meanings) >= most:
            return None
        placeholder = f"qreadermark{self._count}x"
        self._count += 1
        meanings[placeholder] = meaning
        return placeholder

    # ---- out of the page

    def without(self, text: str) -> str:
        """Return text of the marked page without placeholders."""
        return _MARK.sub("", text)

    def has_shown(self, text: str) -> bool:
        """Whether a text holds a placeholder for a block."""
        found = (self._shown.get(placeholder[0], "<hr>") for placeholder in _MARK.finditer(text))
        return any(html != "<hr>" for html in found)

    def resolved(self, html: str) -> str:
        """Return HTML of the marked page with its placeholders replaced by their meanings."""
        html = _NUMBERED.sub(self._item, html)
        html = _ALONE.sub(self._block, html)
        return _MARK.sub(self._inline, html)

    def _item(self, found: re.Match[str]) -> str:
        number = self._numbers.get(found[2])
        return found[0] if number is None else f'<li value="{number}">{found[1]}'

    def _block(self, found: re.Match[str]) -> str:
        placeholder, table = found.groups()
        if placeholder in self._captions:
            return (
                f"<table><caption>{escape(self._captions[placeholder])}</caption>" if table else ""
            )
        return self._shown.get(placeholder, self._place(placeholder)) + (table or "")

    def _inline(self, found: re.Match[str]) -> str:
        shown = _NO_SENTENCE.sub("", self._shown.get(found[0], ""))
        return shown + self._place(found[0])

    def _place(self, placeholder: str) -> str:
        name = self._places.get(placeholder)
        return f'<a id="{escape(name)}"></a>' if name else ""
