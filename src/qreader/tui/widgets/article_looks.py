"""The looks of an article: the names that rendering gives, in the roles of the theme."""

from __future__ import annotations

from typing import Final

from rich.style import Style
from textual.widget import Widget

from qreader.text.urls import may_open
from qreader.tui.widgets.looks import Looks

LOOKS: Final = {
    "title": "bold $accent",
    "facts": "$note",
    "top-heading": "bold $accent",
    "heading": "bold $accent",
    "subheading": "bold $foreground",
    "low-heading": "bold italic $read",
    "term": "italic $foreground",
    "strong": "bold",
    "emphasis": "italic",
    "code": "on $code",
    "code-block": "$foreground on $code",
    "code-comment": "italic $note",
    "code-keyword": "$accent-style $story",
    "code-string": "$added",
    "code-number": "$kept",
    "code-deleted": "$removed",
    "code-name": "$unread",
    "strike": "strike",
    "underline": "underline",
    "mark": "reverse $kept",
    "link": "underline",
    "link-number": "$note",
    "quote": "$read",
    "quote-bar": "$note",
    "bullet": "$note",
    "caption": "italic $note",
    "picture": "on $code",
    "rule": "$note",
    "table-header": "bold",
    "table-rule": "$note-style $rule",
    "changes": "$accent",
    "removed": "strike $removed",
    "added": "bold underline $added",
    "context": "$read",
    "folded": "$note",
    "address": "$note",
    "kept": "$kept",
    "link-host": "$note",
    "end": "$note",
    "foot": "$note",
    "foot-heading": "bold $foreground",
    "foot-key": "$accent",
    "story": "$story",
    "foot-number": "$note",
    "empty": "$note",
    "found": "on $found",
    "found-here": "$on-here on $here",
    "selected": "reverse",
    "hint": "$on-here on $here",
}


class ArticleLooks:
    """The styles of one pane, each made once, with the addresses of its links."""

    def __init__(self, pane: Widget) -> None:
        self._looks = Looks(pane, LOOKS)
        self._links: dict[tuple[str, str], Style] = {}

    def __call__(self, names: str, url: str | None = None) -> Style:
        """Return the pane's style with these names' styles on top, later ones last."""
        if url is None or not may_open(url):
            return self._looks(names)
        known = self._links.get((names, url))
        if known is None:
            # an address is percent-encoded, so nothing in it can end the escape sequence
            known = self._links[names, url] = self._looks(names) + Style(link=url)
        return known

    def forget(self) -> None:
        """Make all styles again: the theme changed."""
        self._looks.forget()
        self._links.clear()
