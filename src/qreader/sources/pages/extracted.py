"""The extractor's tree, in an XML dialect of its own -> HTML for `text.html`."""

from __future__ import annotations

import re
from html import escape
from typing import Any

_Element = Any
"""An element of lxml, which has no types."""

_TAGS = {
    # other tags are dropped, and their text stays
    **{"p": "p", "quote": "blockquote", "table": "table", "row": "tr", "del": "del", "lb": "br"},
    **{"details": "details", "summary": "summary"},
}
_HI = {"#b": "strong", "#i": "em", "#u": "u", "#t": "code", "#sup": "sup", "#sub": "sub"}
_BLOCK_PARENTS = frozenset({"body", "quote", "item", "div", "main"})


def inner_html(element: _Element) -> str:
    """Return the contents of an element of the extractor's tree as HTML."""
    parts = [escape(element.text or "", quote=False)]
    for child in element:
        parts += [_outer_html(child), escape(child.tail or "", quote=False)]
    return "".join(parts)


def _outer_html(element: _Element) -> str:
    if not isinstance(element.tag, str):
        return ""  # a comment
    inner = inner_html(element)
    tag, attributes = _tag(element)
    if tag is None:
        return inner
    return f"<br>{inner}" if tag == "br" else f"<{tag}{attributes}>{inner}</{tag}>"


def _tag(element: _Element) -> tuple[str | None, str]:
    """Return the HTML tag of an element and its attributes, written out."""
    rend = element.get("rend") or ""
    match element.tag:
        case "head":
            return (rend if re.fullmatch("h[1-6]", rend) else "h3"), ""
        case "hi":
            return _HI.get(rend, "em"), ""
        case "list":
            return (rend if rend in {"ol", "ul", "dl"} else "ul"), ""
        case "item":
            return (rend[:2] if rend[:2] in {"dt", "dd"} else "li"), ""
        case "cell":
            return ("th" if element.get("role") == "head" else "td"), ""
        case "ref":
            target = element.get("target")
            return ("a", f' href="{escape(target)}"') if target else (None, "")
        case "code":
            return _code_tag(element)
    return _TAGS.get(str(element.tag)), ""


def _code_tag(element: _Element) -> tuple[str, str]:
    parent = element.getparent()
    if parent is not None and parent.tag == "code":
        language = element.get("class")
        return "code", f' class="{escape(language)}"' if language else ""
    is_block = parent is None or parent.tag in _BLOCK_PARENTS
    return ("pre" if is_block or "\n" in "".join(element.itertext()) else "code"), ""
