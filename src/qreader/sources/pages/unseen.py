"""What a page holds and does not show: taken out of its tree, but not where nothing else is left.

Scripts show some of it: what a button of the page opens is kept, and so is the article of a page
that is hidden as a whole until its scripts run.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

_Element = Any
"""lxml's, without types that say anything."""

_LITTLE_CHARACTERS = 200
"""Of running text: where a page shows less, what it hides is what there is to read."""
_MIN_PROSE_CHARACTERS = 40
"""Of a run of text: less is a label."""
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
    """Take out of a page's tree what a browser does not show."""
    for template in list(tree.iter("template")):
        if template.get("shadowrootmode"):
            template.drop_tag()  # its element shows it
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
    """Whether it is hidden from screen readers, and seen: paywalls do so to whole texts."""
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
    """Whether it says in words what stands beside it in pieces, hidden from screen readers.

    Such are large first letters, and rows of stars. The pieces are taken out.
    """
    beside = (double.getprevious(), double.getnext())
    return any(
        one is not None and one.tag in _INLINE and one.get("aria-hidden") and one.text_content()
        for one in beside
    )


# ---- what scripts show


def _opened_by_buttons(tree: _Element) -> frozenset[str]:
    """Return the ids of what a page's buttons open."""
    names: set[str] = set()
    for element in tree.iter("button", "a", "summary", "div", "span", "h2", "h3", "h4", "li"):
        for attribute in _OPENERS:
            names.update(part.lstrip("#") for part in (element.get(attribute) or "").split())
    return frozenset(names)


def _is_opened(element: _Element, opened: frozenset[str]) -> bool:
    """Whether it is text of the article that a button opens: an answer, a tab, a longer version."""
    if element.get("id") not in opened:
        return False
    if any(around.tag in _OPENED_WITHIN for around in element.iterancestors()):
        return False
    return _prose(element, ()) >= _MIN_PROSE_CHARACTERS


def _is_frame(element: _Element) -> bool:
    """Whether it is what the page consists of, hidden until its scripts ran."""
    if element.tag in {"html", "body", "main"}:
        return True
    return element.tag != "template" and next(element.iter("main"), None) is not None


def _show(element: _Element) -> None:
    """Take away what hides an element: the extractor looks at it as well."""
    for name in ("hidden", "style", "aria-hidden"):
        element.attrib.pop(name, None)


def _drop(element: _Element) -> None:
    if element.getparent() is not None:
        element.drop_tree()


# ---- how much there is to read


def _prose(element: _Element, without: Iterable[_Element]) -> int:
    """Return how many characters of running text an element shows."""
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
