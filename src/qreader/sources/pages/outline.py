"""Outline: a page as a flat list of elements, so that questions of place cost a comparison."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from selectolax.lexbor import LexborHTMLParser, LexborNode

MAX_ELEMENTS = 60_000
"""The most elements of a page; the largest real ones have about 20,000. The rest is ignored."""
MAX_LEVELS = 60
"""The most ancestors that are visited; real pages have up to 40."""
_DROPPED = ["script", "style", "template", "svg", "iframe", "noscript", "select", "object"]
_TOKEN = re.compile(r"[A-Z]{2,}(?![a-z])|[A-Z]?[a-z]+|[^\W\d_]+")


@dataclass(slots=True)
class Element:
    """One element, by its place in document order."""

    number: int
    node: LexborNode
    tag: str
    parent: int
    """The number of the parent; -1 for the root."""
    end: int = 0
    """The number behind its last descendant: `number < other < end` means inside."""
    text_characters: int = 0
    """The length of all text inside."""
    children: list[int] = field(default_factory=list)
    _tokens: frozenset[str] | None = None

    @property
    def tokens(self) -> frozenset[str]:
        """Return the words of its class, id and role, in lower case."""
        if self._tokens is None:
            attributes = self.node.attributes
            named = " ".join(attributes.get(name) or "" for name in ("class", "id", "role"))
            self._tokens = frozenset(word.lower() for word in _TOKEN.findall(named[:500]))
        return self._tokens

    def text(self) -> str:
        """Return the text inside as one line."""
        return " ".join(self.node.text(deep=True, separator=" ").split())


def outline(html: str) -> list[Element]:
    """Return the elements of a page in document order, without scripts and the like."""
    tree = LexborHTMLParser(html)
    tree.strip_tags(_DROPPED)
    body = tree.body
    if body is None:
        return []
    elements: list[Element] = []
    numbers: dict[int, int] = {}
    for node in body.traverse(include_text=True):
        parent = node.parent
        above = numbers.get(parent.mem_id, -1) if parent is not None else -1
        if node.tag == "-text":
            if above >= 0:
                elements[above].text_characters += len((node.text_content or "").strip())
            continue
        if node.tag is None or node.tag.startswith("-"):
            continue  # a comment
        if len(elements) >= MAX_ELEMENTS:
            break
        number = len(elements)
        numbers[node.mem_id] = number
        elements.append(Element(number, node, node.tag or "", above, number + 1))
        if above >= 0:
            elements[above].children.append(number)
    for element in reversed(elements):
        if element.parent >= 0:
            above_element = elements[element.parent]
            above_element.end = max(above_element.end, element.end)
            above_element.text_characters += element.text_characters
    return elements


def ancestors(elements: list[Element], number: int) -> Iterator[Element]:
    """Yield the ancestors of an element, the nearest first, at most MAX_LEVELS."""
    above = elements[number].parent
    for _ in range(MAX_LEVELS):
        if above < 0:
            return
        yield elements[above]
        above = elements[above].parent
