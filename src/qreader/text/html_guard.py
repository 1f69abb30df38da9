"""The cost of HTML: two kinds of input take a parser quadratic time, and are cut before it.

Measured with lexbor 2.x: 100,000 nested div take 9 s, 50,000 attributes on one tag 3 s.
"""

from __future__ import annotations

import re

MAX_CHARACTERS = 2_000_000
"""More than any article has."""
MAX_DEPTH = 2000
"""The deepest nesting of elements; 5,000 cost 20 ms."""
MAX_TAG_CHARACTERS = 20_000
"""A longer tag loses its attributes; pictures inlined in the page are removed before."""

_SMALL = 20_000
"""The most characters that are parsed unchecked: too few to be slow."""
_DATA_URL = re.compile(r"data:[\w/+.;=-]{0,100},[A-Za-z0-9+/=%._~-]{1000,}")
_ENDED_BREAK = re.compile(r"(<br\b[^<>]*>)</br>", re.IGNORECASE)
_TAG = re.compile(
    # possessive throughout: no input makes it backtrack
    r"""<(/?)([a-zA-Z][^\s/>]{0,60}+)((?:[^>="']++|=\s*+"[^"]*+"|=\s*+'[^']*+'|[="'])*+)>?"""
)
_FLAT_NAMES = "p li td th tr dt dd option br hr img input meta link wbr source"
_NEVER_DEEP = frozenset(_FLAT_NAMES.split())


def bounded(html: str) -> str:
    """Return the HTML without what would make parsing it slow; other HTML is returned unchanged."""
    html = html[:MAX_CHARACTERS]
    if "</br>" in html:  # means `<br>` in XML; HTML parsers read `<br></br>` as two
        html = _ENDED_BREAK.sub(r"\1", html)
    if len(html) <= _SMALL:
        return html
    if "data:" in html:
        html = _DATA_URL.sub("data:,", html)
    depth = 0
    parts: list[str] = []
    kept = 0
    for tag in _TAG.finditer(html):
        closing, name, attributes = tag.groups()
        too_long = len(attributes) > MAX_TAG_CHARACTERS
        too_deep = False
        if name.lower() not in _NEVER_DEEP:
            depth = max(0, depth - 1) if closing else depth + 1
            too_deep = depth > MAX_DEPTH
        if too_long or too_deep:
            parts += [html[kept : tag.start()], "" if too_deep else f"<{closing}{name}>"]
            kept = tag.end()
    return "".join([*parts, html[kept:]]) if parts else html
