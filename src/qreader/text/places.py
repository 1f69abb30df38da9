"""Places: what the links of a page lead to, be it elsewhere or further down in the same text."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import unquote

from selectolax.lexbor import LexborNode

from qreader.text.safe import safe_line
from qreader.text.urls import join

MAX_NAME_CHARACTERS = 200
"""Of a place: names are for machines, but nobody's note has a longer one."""


class Places:
    """The places of one page that its own links name: notes, and where they were called."""

    def __init__(self, body: LexborNode, base_url: str | None, html: str) -> None:
        self.base_url = base_url
        self.has_math = "<math" in html
        self._document = (base_url or "").partition("#")[0]
        self._named: frozenset[str] = frozenset()
        if "#" in html:  # most feeds have no link into the same text, and pay for nothing
            wanted = {self._name(a.attributes.get("href") or "") for a in body.css('a[href*="#"]')}
            marked = body.css("[id], a[name]") if wanted - {""} else []
            found = {name for node in marked for name in _names(node.attributes)}
            self._named = frozenset(wanted & found)

    def names_of(self, attributes: dict[str, str | None]) -> list[str]:
        """Return the names of an element that a link leads to."""
        if not self._named:
            return []
        return [name for name in dict.fromkeys(_names(attributes)) if name in self._named]

    def link(self, href: str) -> str | None:
        """Return where a link leads: an address, `#name` in the same text, None: nowhere."""
        name = self._name(href)
        if name and name in self._named:
            return "#" + name
        if not href.strip() or href.startswith("#"):
            return None
        return join(self.base_url, href)

    def is_own(self, url: str) -> bool:
        """Whether an address is that of the page itself, be it of a place in it."""
        return url.partition("#")[0] == self._document

    def _name(self, href: str) -> str:
        """Return the place that a link names in this page, "" where it leads elsewhere."""
        document, _, fragment = href.strip().partition("#")
        return _clean(unquote(fragment)) if document in {"", self._document} else ""


def _names(attributes: dict[str, str | None]) -> Iterator[str]:
    for attribute in ("id", "name"):
        name = _clean(attributes.get(attribute) or "")
        if name:
            yield name


def _clean(name: str) -> str:
    return safe_line(name[: MAX_NAME_CHARACTERS + 1], MAX_NAME_CHARACTERS)
