"""HTML -> Blocks; safe by construction: every input gives no exception and no forbidden character.

Text passes `text.safe`, links pass `urls.join`, and all else of a page is left out. This module
parses; `walk` reads the tree.
"""

from __future__ import annotations

import html as entities
import re

from selectolax.lexbor import LexborHTMLParser

from qreader.model import Entry
from qreader.text.blocks import Block
from qreader.text.elements import BLOCKS, DROPPED, FRAMES, SPECIAL, STYLES
from qreader.text.html_guard import bounded
from qreader.text.places import Places
from qreader.text.safe import safe_block, safe_line
from qreader.text.walk import page_blocks

_BLOCK_TAG = re.compile(
    r"<(?:p|br|div|li|h[1-6]|td|blockquote|pre|section|article|table|figure)\b", re.IGNORECASE
)
_OPEN_NAMES = (
    "abbr acronym audio bdi bdo big col colgroup embed font html iframe img nobr param picture q "
    "rp rt ruby small source span time track tt video wbr"
)
_NAMES = sorted({*BLOCKS, *FRAMES, *STYLES, *SPECIAL, *DROPPED, *_OPEN_NAMES.split()})
_ANY_TAG = re.compile(rf"<[/!?]|/>|<(?:{'|'.join(_NAMES)})(?=[\s/>])", re.IGNORECASE)
"""A tag of HTML, or another that is closed: `List<String>` and `cp <from> <to>` are text."""
_POINTED = re.compile(
    r"<(?=(?:[a-z][a-z0-9+.-]{0,30}://|www\.|[\w.+-]{1,80}@)[^\s<>\"]{1,2048}>)", re.IGNORECASE
)
"""The bracket before an address in angle brackets (RFC 3986, appendix C)."""
_CLOSED_AT_ONCE = re.compile(
    r"<(iframe|noembed|noframes|script|style|textarea|title|xmp)\b([^<>]*[\"'\s])?/>", re.IGNORECASE
)
"""An element as XML writes it: HTML would take all that follows for its contents."""
_BLANK_LINES = re.compile(r"\n[ \t\r]*\n\s*")


def entry_blocks(entry: Entry) -> tuple[Block, ...]:
    """Return the blocks of an entry: of its body, else of its summary."""
    return blocks(entry.body_html or entry.summary_html or "", entry.base_url or entry.url)


def blocks(html: str, base_url: str | None) -> tuple[Block, ...]:
    """Return the blocks of a page or a part of one; plain text is accepted, too.

    Never raises. About a millisecond for 10 kB.
    """
    html = marked_up(html)
    html = _CLOSED_AT_ONCE.sub(r"<\1\2></\1>", html) if "/>" in html else html
    body = LexborHTMLParser(bounded(html)).body
    if body is None:
        return ()
    return page_blocks(body, Places(body, base_url, html))


def marked_up(html: str) -> str:
    """Return HTML; for plain text, with tags that keep its lines.

    An address in angle brackets is no tag.
    """
    if "<" in html:
        html = _POINTED.sub("&lt;", html)
    if not _ANY_TAG.search(html):
        return paragraphs_html(entities.unescape(html))
    return html if _BLOCK_TAG.search(html) else _BLANK_LINES.sub("<br><br>", html)


# ---- text that becomes HTML, and the other way round

_PAIRED_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]{0,14})(?:\s[^<>]*)?/?>")
_VOID = frozenset({"br", "wbr", "img", "hr"})
_UNSEEN = re.compile(r"<(script|style)\b[^>]*>.*?</\1\s*>", re.IGNORECASE | re.DOTALL)
_GAP = re.compile(r"\n[ \t]*\n(?:[ \t]*\n)*")
_TAB_CELLS = 4
_MAX_INDENT_CELLS = 24
_MAX_SET_OFF_CHARACTERS = 100
"""The longest line of code or of a table; a longer one is indented prose."""
MAX_TITLE_CHARACTERS = 4000
"""The part of a title that is read: no line that is shown is longer."""


def inline_text(html: str) -> str:
    """Return a title that may hold HTML as one clean line: `<b>x</b> &amp; y` is `x & y`.

    Only tags that come in pairs go, so `a < b`, `[/r/python]` and `the <div> tag` stay.
    """
    html = html[:MAX_TITLE_CHARACTERS]
    if "<" in html:
        html = _UNSEEN.sub("", html)
        tags = [(closing, name.lower()) for closing, name in _PAIRED_TAG.findall(html)]
        paired = {name for closing, name in tags if not closing and ("/", name) in tags} | _VOID
        html = _PAIRED_TAG.sub(lambda tag: _gap(tag, paired), html)
    if "&" in html:
        html = entities.unescape(html)
    return safe_line(html)


def paragraphs_html(text: str) -> str:
    """Return plain text as HTML: paragraphs at blank lines, a break at every other line end.

    Lines keep their indents; several in a row with an indent of four cells become preformatted.
    """
    lines = safe_block(text).strip("\n").expandtabs(_TAB_CELLS)
    paragraphs = _GAP.split(entities.escape(lines, quote=False))
    return "\n".join(_paragraph_html(paragraph) for paragraph in paragraphs if paragraph.strip())


def _paragraph_html(text: str) -> str:
    lines = text.strip("\n").split("\n")
    if len(lines) > 1 and all(map(_is_set_off, lines)):
        return f"<pre>\n{text.strip(chr(10))}</pre>"
    return f"<p>{'<br>'.join(map(_indented, lines))}</p>"


def _is_set_off(line: str) -> bool:
    return line.startswith(" " * _TAB_CELLS) and len(line) <= _MAX_SET_OFF_CHARACTERS


def _indented(line: str) -> str:
    words = line.lstrip(" ")
    return "\xa0" * min(len(line) - len(words), _MAX_INDENT_CELLS) + words


def markdown_html(text: str) -> str:
    """Return Markdown (CommonMark with tables and strikethrough) as HTML; HTML in it is escaped."""
    from markdown_it import MarkdownIt  # 30 ms, and few sources are Markdown

    parser = MarkdownIt("commonmark", {"html": False}).enable(["table", "strikethrough"])
    return str(parser.render(safe_block(text)))


def _gap(tag: re.Match[str], paired: set[str]) -> str:
    name = tag[2].lower()
    if name not in paired:
        return tag[0]
    return " " if name in BLOCKS or name in {"br", "hr", "img"} else ""
