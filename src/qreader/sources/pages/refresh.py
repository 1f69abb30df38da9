"""Pages that redirect with a meta refresh, as hosts of static sites do."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from qreader.model import Document
from qreader.sources.decode import decode
from qreader.sources.pages.markup import document_base
from qreader.sources.statements import web_url
from qreader.text.html_guard import bounded

if TYPE_CHECKING:
    from selectolax.lexbor import LexborHTMLParser, LexborNode

MAX_PAGE_CHARACTERS = 2_000_000
MAX_SECONDS = 30
"""The longest delay of a redirect; with a longer one, the page reloads itself."""

_REFRESH = re.compile(
    r"\s*(\d{1,4})(?:\.\d*)?\s*[;,\s]\s*(?:url\s*=\s*)?(?:'([^']*).*|\"([^\"]*).*|([^'\"].*))",
    re.IGNORECASE | re.DOTALL,
)
"""The syntax of the HTML standard, "shared declarative refresh steps"."""


def parsed_page(document: Document) -> LexborHTMLParser:
    """Return a page as a tree, up to a limit of size."""
    from selectolax.lexbor import LexborHTMLParser

    return LexborHTMLParser(bounded(decode(document)[:MAX_PAGE_CHARACTERS]))


def sent_to(page: LexborHTMLParser, document: Document) -> str | None:
    """Return the address that a page or its server redirects to; None: it does not redirect."""
    url = document.url
    base = document_base(page, url)
    metas = [
        node.attributes.get("content") or ""
        for node in page.css("meta[http-equiv][content]")
        if (node.attributes.get("http-equiv") or "").strip().lower() == "refresh"
        and not _is_for_others(node)
    ]
    for place, stated in ((url, document.refresh), *((base, one) for one in metas)):
        refresh = _REFRESH.fullmatch(stated[:8000])
        if refresh is None or int(refresh[1]) > MAX_SECONDS:
            continue
        target = web_url(place, refresh[2] or refresh[3] or refresh[4])
        if target is not None and target.partition("#")[0] != url.partition("#")[0]:
            return target.partition("#")[0]
    return None


def _is_for_others(node: LexborNode) -> bool:
    """Whether it is for browsers without scripts."""
    parent = node.parent
    while parent is not None:
        if parent.tag == "noscript":
            return True
        parent = parent.parent
    return False
