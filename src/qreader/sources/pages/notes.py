"""The link targets of a page, mainly its footnotes, which the extractor may lose."""

from __future__ import annotations

import re
from html import escape
from typing import Any

from qreader.sources.pages.placeholders import Placeholders

_Element = Any
"""An element of lxml, which has no types."""

MAX_NOTES = 300
_MAX_NOTE_CHARACTERS = 3_000
_MAX_NAME_CHARACTERS = 200
_CALL = re.compile(r"[\W_]*(?:\d{1,3}|[a-z]|[*†‡§¶]{1,4}|note \d{1,3})[\W_]*", re.IGNORECASE)
"""The text of a reference to a footnote: a number, a letter or a sign, in brackets or not."""
_SIGN = re.compile(r"[\W_]+")
"""The text of a link back from a footnote: an arrow."""
_TEXT_NAMES = "p li dd dt td th h1 h2 h3 h4 h5 h6 blockquote figcaption"
_TEXT_TAGS = frozenset(_TEXT_NAMES.split())
"""Elements of running text, in which a placeholder is one more word."""
_NOTE_TAGS = frozenset({"p", "em", "i", "b", "strong", "cite", "code", "sup", "sub", "blockquote"})
"""The tags that are kept in a footnote."""
_BOXES = frozenset({"div", "aside", "section"})
"""Elements that may hold one footnote, or the page."""


class Notes:
    """The link targets of one page, and which of them are footnotes."""

    def __init__(
        self, tree: _Element, addresses: tuple[str | None, str | None], placeholders: Placeholders
    ) -> None:
        """Mark the link targets in the tree, and make links to them absolute.

        The extractor would resolve `#note` to the site's front page. addresses: the page's own
        address, and its base, against which its links are resolved later.
        """
        own, base = ((address or "").partition("#")[0] for address in addresses)
        self._document = base
        self._own = frozenset({"", own, base})
        self._notes: dict[str, _Element] = {}
        self._placeholders: dict[str, str] = {}
        called = self._called(tree)
        if not called:
            return
        for element in list(tree.iter(*_TEXT_TAGS, *_BOXES, "a", "sup", "span", "cite", "small")):
            name = element.get("id") or (element.get("name") if element.tag == "a" else None)
            if name in called and name not in self._placeholders:
                self._mark(element, name, placeholders, is_called=called[name])

    def lost(self, html: str) -> str:
        """Return as HTML the footnotes that a body refers to and does not contain."""
        lost = [
            note
            for name, note in list(self._notes.items())[:MAX_NOTES]
            if f'#{escape(name)}"' in html and self._placeholders[name] not in html
        ]
        notes = "".join(map(_note_html, lost)).replace("</ol><ol>", "")
        return f"<hr>{notes}" if notes else ""

    def _called(self, tree: _Element) -> dict[str, bool]:
        """Return the names of link targets, and whether the link is a reference to a footnote."""
        called: dict[str, bool] = {}
        for link in tree.iter("a"):
            document, _, name = (link.get("href") or "").strip().partition("#")
            if not name or len(name) > _MAX_NAME_CHARACTERS:
                continue
            if document in self._own:
                link.set("href", f"{self._document}#{name}")
                words = link.text_content().strip()
                is_call = bool(_CALL.fullmatch(words) or _SIGN.fullmatch(words))
                called[name] = called.get(name, False) or is_call
        return called

    def _mark(
        self, element: _Element, name: str, placeholders: Placeholders, *, is_called: bool
    ) -> None:
        if not is_called and element.tag not in _TEXT_TAGS:
            return  # a target of menus and of "Skip this advertisement"
        is_inline = element.tag not in _TEXT_TAGS and element.tag not in _BOXES
        around = element.iterancestors(*_TEXT_TAGS, *_BOXES)
        holder = next(around, None) if is_inline else element
        if holder is None or not _is_short(holder):
            return
        placeholder = placeholders.place(name)
        if placeholder is None:
            return
        self._placeholders[name] = placeholder
        if is_inline and holder.tag in _TEXT_TAGS:
            _put_before(element, placeholder)
        else:
            open_with(element, placeholder)  # the extractor drops single words in a box
        opens = not is_inline or holder.text_content().strip().startswith(placeholder)
        if is_called and opens and holder.tag in {"p", "li", "dd", *_BOXES}:
            self._notes[name] = holder


def _is_short(element: _Element) -> bool:
    """Whether an element is as short as a footnote; reads no more of it than that."""
    characters = 0
    for number, text in enumerate(element.itertext()):
        characters += len(text)
        if characters > _MAX_NOTE_CHARACTERS or number > _MAX_NOTE_CHARACTERS:
            return False
    return True


def open_with(element: _Element, placeholder: str) -> None:
    """Put a placeholder before the text of an element."""
    while not (element.text or "").strip() and len(element) and element[0].tag in {"p", "div"}:
        element = element[0]
    element.text = placeholder + (element.text or "").lstrip()


def _put_before(element: _Element, placeholder: str) -> None:
    previous, parent = element.getprevious(), element.getparent()
    if previous is not None:
        previous.tail = (previous.tail or "") + placeholder
    else:
        parent.text = (parent.text or "") + placeholder


def _note_html(note: _Element) -> str:
    inner = _inner_html(note)
    if note.tag != "li":
        return f"<p>{inner}</p>"
    number = 1 + sum(1 for _ in note.itersiblings("li", preceding=True))
    return f'<ol><li value="{number}">{inner}</li></ol>'


def _inner_html(element: _Element) -> str:
    parts = [escape(element.text or "", quote=False)]
    for child in element:
        if isinstance(child.tag, str):
            parts.append(_outer_html(child))
        parts.append(escape(child.tail or "", quote=False))
    return "".join(parts)


def _outer_html(element: _Element) -> str:
    inner = _inner_html(element)
    if element.tag == "a" and element.get("href"):
        return f'<a href="{escape(element.get("href"))}">{inner}</a>'
    return f"<{element.tag}>{inner}</{element.tag}>" if element.tag in _NOTE_TAGS else inner
