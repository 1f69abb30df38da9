"""Places: resolves a page's links to addresses, or to link targets in the same text."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import unquote

from selectolax.lexbor import LexborNode

from qreader.text.safe import safe_line
from qreader.text.urls import join

MAX_NAME_CHARACTERS = 200
"""The longest name of a link target."""


class Places:
    """The link targets of one page that its own links name: footnotes and references to them."""

    def __init__(self, body: LexborNode, base_url: str | None, html: str) -> None:
        self.base_url = base_url
        self.has_math = "<math" in html
        self._document = (base_url or "").partition("#")[0]
        self._named: frozenset[str] = frozenset()
        if "#" in html:  # most bodies have no link into themselves, and skip this
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
        """Return the target of a link: an address, or `#name` in the same text; None: neither."""
        name = self._name(href)
        if name and name in self._named:
            return "#" + name
        if not href.strip() or href.startswith("#"):
            return None
        return join(self.base_url, href)

    def is_own(self, url: str) -> bool:
        """Whether an address is that of the page itself, with or without a fragment."""
        return url.partition("#")[0] == self._document

    def _name(self, href: str) -> str:
        """Return the target that a link names in this page, "" for a link elsewhere."""
        document, _, fragment = href.strip().partition("#")
        return _clean(unquote(fragment)) if document in {"", self._document} else ""


def _names(attributes: dict[str, str | None]) -> Iterator[str]:
    for attribute in ("id", "name"):
        name = _clean(attributes.get(attribute) or "")
        if name:
            yield name


def _clean(name: str) -> str:
    return safe_line(name[: MAX_NAME_CHARACTERS + 1], MAX_NAME_CHARACTERS)
