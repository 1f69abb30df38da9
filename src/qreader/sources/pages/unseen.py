"""Removes hidden elements from a page, unless nothing else would be left.

Some elements are shown by scripts: those that a button opens are kept, and so is the article of a
page that is hidden as a whole until its scripts run.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

_Element = Any
"""An element of lxml, which has no types."""

_LITTLE_CHARACTERS = 200
"""The least running text of a page; where it shows less, its hidden text is kept."""
_MIN_PROSE_CHARACTERS = 40
"""The shortest running text; a shorter one is a label."""
_HIDING_STYLE = re.compile(
    r"(?:^|[;\s])(?:display\s*:\s*none|visibility\s*:\s*(?:hidden|collapse)|"
    r"clip\s*:\s*rect\(\s*[01](?:px)?[\s,]|clip-path\s*:\s*inset\(\s*(?:50|100)%|"
    r"(?:left|top|text-indent)\s*:\s*-\d{4,}(?:px|em)|font-size\s*:\s*0(?:px)?\s*(?:;|$|!))",
    re.IGNORECASE,
)
_FOR_SCREEN_READERS = re.compile(
    r"(?:^|[\s_:-])(?:sr-only|(?:u-|is-|govuk-)?visually-?hidden|(?:u-)?hidden-?visually|"
    r"screen-?reader(?:s)?(?:-?(?:text|only|response))?|a11y-(?:hidden|only)|element-invisible|"
    r"show-for-sr|off-?screen)(?=\s|$)",
    re.IGNORECASE,
)
_NOT_FOR_SCREEN_READERS = re.compile(r"(?:^|\s)not-sr-only(?=\s|$)", re.IGNORECASE)
_NOT_PROSE_NAMES = (
    "nav footer aside form dialog noscript template script style head title textarea select"
)
_NOT_PROSE = frozenset(_NOT_PROSE_NAMES.split())
_INLINE = frozenset({"span", "b", "i", "em", "strong", "a", "sup", "sub", "small"})
_OPENERS = ("aria-controls", "data-target", "data-bs-target")
_OPENED_WITHIN = frozenset({"nav", "header", "footer", "aside", "form", "dialog", "menu"})


def drop_hidden(tree: _Element) -> None:
    """Remove the elements that a browser does not show from a page's tree."""
    for template in list(tree.iter("template")):
        if template.get("shadowrootmode"):
            template.drop_tag()  # a declarative shadow root: browsers show it
    hidden = _outermost(tree)
    opened = _opened_by_buttons(tree)
    doubles = [one for one in hidden if _is_double(one) and not _stands_for_pieces(one)]
    others = [element for element in hidden if not _is_double(element)]
    silent = [element for element in others if _is_only_silent(element)]
    if sum(_prose(element, ()) for element in silent) >= _LITTLE_CHARACTERS:
        others = [element for element in others if element not in silent]
        for element in silent:
            _show(element)
    if _prose(tree, others) < _LITTLE_CHARACTERS <= sum(_prose(one, ()) for one in others):
        for element in others:
            if element.tag not in {"template", "dialog"}:
                _show(element)
        others = [element for element in others if element.tag in {"template", "dialog"}]
    for element in others:
        if _is_frame(element) or _is_opened(element, opened):
            _show(element)
        else:
            _drop(element)
    for element in doubles:
        _drop(element)


def _outermost(tree: _Element) -> list[_Element]:
    found: list[_Element] = []
    inside: set[_Element] = set()
    for element in tree.iter():
        if not isinstance(element.tag, str):
            continue
        parent = element.getparent()
        if parent is not None and parent in inside:
            inside.add(element)
        elif _is_hidden(element):
            inside.add(element)
            found.append(element)
    return found


def _is_hidden(element: _Element) -> bool:
    if element.tag == "template" or (element.tag == "dialog" and element.get("open") is None):
        return True
    if not element.attrib:
        return False
    stated = element.get("hidden")
    if stated is not None and stated.strip().lower() != "until-found":
        return True
    if (element.get("aria-hidden") or "").strip().lower() == "true":
        return True
    style = element.get("style")
    return bool(style and _HIDING_STYLE.search(style)) or _is_double(element)


def _is_only_silent(element: _Element) -> bool:
    """Whether it is hidden from screen readers only: paywalls hide whole texts so."""
    style = element.get("style") or ""
    if element.tag in {"template", "dialog"}:
        return False
    return element.get("hidden") is None and not _HIDING_STYLE.search(style)


def _is_double(element: _Element) -> bool:
    """Whether it is a copy for screen readers, as its class says."""
    named = element.get("class")
    return bool(
        named and _FOR_SCREEN_READERS.search(named) and not _NOT_FOR_SCREEN_READERS.search(named)
    )


def _stands_for_pieces(double: _Element) -> bool:
    """Whether it is the accessible text of pieces beside it, hidden from screen readers.

    Such are drop caps and rows of stars. The pieces are removed.
    """
    beside = (double.getprevious(), double.getnext())
    return any(
        one is not None and one.tag in _INLINE and one.get("aria-hidden") and one.text_content()
        for one in beside
    )


# ---- shown by scripts


def _opened_by_buttons(tree: _Element) -> frozenset[str]:
    """Return the ids of the elements that a page's buttons open."""
    names: set[str] = set()
    for element in tree.iter("button", "a", "summary", "div", "span", "h2", "h3", "h4", "li"):
        for attribute in _OPENERS:
            names.update(part.lstrip("#") for part in (element.get(attribute) or "").split())
    return frozenset(names)


def _is_opened(element: _Element, opened: frozenset[str]) -> bool:
    """Whether it is text that a button opens: an answer, a tab, a longer version."""
    if element.get("id") not in opened:
        return False
    if any(around.tag in _OPENED_WITHIN for around in element.iterancestors()):
        return False
    return _prose(element, ()) >= _MIN_PROSE_CHARACTERS


def _is_frame(element: _Element) -> bool:
    """Whether it is the whole page, hidden until its scripts run."""
    if element.tag in {"html", "body", "main"}:
        return True
    return element.tag != "template" and next(element.iter("main"), None) is not None


def _show(element: _Element) -> None:
    """Remove the attributes that hide an element: the extractor obeys them, too."""
    for name in ("hidden", "style", "aria-hidden"):
        element.attrib.pop(name, None)


def _drop(element: _Element) -> None:
    if element.getparent() is not None:
        element.drop_tree()


# ---- the amount of text


def _prose(element: _Element, without: Iterable[_Element]) -> int:
    """Return the length of the running text that an element shows."""
    left_out = set(without)
    characters = 0
    skipped: set[_Element] = set()
    for one in element.iter():
        parent = one.getparent()
        is_inner = one is not element
        is_skipped = one in left_out or not isinstance(one.tag, str)
        if is_skipped or (is_inner and (parent in skipped or one.tag in _NOT_PROSE)):
            skipped.add(one)
        else:
            own = (one.text or "") + "".join(child.tail or "" for child in one)
            length = len(" ".join(own.split()))
            characters += length if length >= _MIN_PROSE_CHARACTERS else 0
    return characters
