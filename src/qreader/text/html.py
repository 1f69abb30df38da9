"""HTML -> Blocks; safe by construction: whatever comes, no exception and no forbidden character.

The tree is walked with a list of what is still to do, never by recursion, so that depth costs
nothing; text passes `text.safe`, links pass `urls.join`, and all else of a page is left behind.
"""

from __future__ import annotations

import html as entities
import re
from collections.abc import Iterable

from selectolax.lexbor import LexborHTMLParser, LexborNode

from qreader.model import Entry
from qreader.text import media
from qreader.text.blocks import Block, Code, Paragraph, Rule, Style
from qreader.text.flow import Flow, Frame, Kind
from qreader.text.html_guard import bounded
from qreader.text.places import Places
from qreader.text.safe import safe_block, safe_line
from qreader.text.tables import Slot

MAX_NODES = 50_000
"""More than any article has; the rest of a page with more is left out."""

_STYLES = {
    **dict.fromkeys(("b", "strong", "dt", "summary"), Style.STRONG),
    **dict.fromkeys(("i", "em", "cite", "var", "dfn"), Style.EMPHASIS),
    **dict.fromkeys(("code", "kbd", "samp", "tt"), Style.CODE),
    **dict.fromkeys(("s", "strike", "del"), Style.STRIKE),
    **dict.fromkeys(("u", "ins"), Style.UNDERLINE),
    "mark": Style.MARK,
    "sup": Style.SUPERSCRIPT,
    "sub": Style.SUBSCRIPT,
}
_FRAMES = {
    "blockquote": Kind.QUOTE,
    "ul": Kind.LIST,
    "ol": Kind.LIST,
    "menu": Kind.LIST,
    "li": Kind.ITEM,
    "dl": Kind.LIST,
    "dt": Kind.ITEM,
    "dd": Kind.MEANING,
    "figure": Kind.FIGURE,
    "figcaption": Kind.CAPTION,
    "caption": Kind.CAPTION,
    "table": Kind.TABLE,
    "td": Kind.CELL,
    "th": Kind.CELL,
}
_HEADINGS = {f"h{level}": level for level in range(1, 7)}
_BLOCK_NAMES = (
    "address article aside body center details dir div fieldset footer form header "
    "hgroup main nav noscript p section summary tbody tfoot thead tr"
)
_BLOCKS = frozenset([*_BLOCK_NAMES.split(), *_HEADINGS])
_ENDING_BLOCKS = _BLOCKS | _FRAMES.keys()
_CODE = frozenset({"pre", "listing", "xmp", "plaintext"})
_SPECIAL = frozenset({"a", "br", "hr", "ol"}) | _CODE | media.IMAGE_TAGS | media.EMBED_TAGS
"""More than something around other things."""
_DROPPED_NAMES = (
    "script style head title template svg canvas button select option optgroup input textarea "
    "label meta link map area applet frameset noframes noembed rp annotation annotation-xml dialog"
)
_DROPPED = frozenset(_DROPPED_NAMES.split())
_DROPPED_AT_FIRST = frozenset({"form", "noscript"})
"""Mostly sign-ups and doubles of lazy pictures; but some pages have nothing else."""
_AROUND = {"q": ("\u201c", "\u201d"), "rt": ("(", ")")}
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_LANGUAGE = re.compile(r"(?:language|lang|highlight-source|brush:)[-\s]*([\w+#.-]+)", re.IGNORECASE)
_PERMALINKS = frozenset({"", "#", "¶", "§", "🔗", "link"})
_BLOCK_TAG = re.compile(
    r"<(?:p|br|div|li|h[1-6]|td|blockquote|pre|section|article|table|figure)\b", re.IGNORECASE
)
_BLANK_LINES = re.compile(r"\n[ \t\r]*\n\s*")


def entry_blocks(entry: Entry) -> tuple[Block, ...]:
    """Return what there is to read of an entry: its body, else its summary."""
    return blocks(entry.body_html or entry.summary_html or "", entry.base_url or entry.url)


def blocks(html: str, base_url: str | None) -> tuple[Block, ...]:
    """Return what there is to read in a page or a part of one; text without tags is welcome too.

    Never raises. About a millisecond for 10 kB.
    """
    if not _BLOCK_TAG.search(html):
        html = _BLANK_LINES.sub("<br><br>", html)
    body = LexborHTMLParser(bounded(html)).body
    if body is None:
        return ()
    page = Places(body, base_url, html)
    return _walk(body, page, _DROPPED | _DROPPED_AT_FIRST) or _walk(body, page, _DROPPED)


def _walk(body: LexborNode, page: Places, dropped: frozenset[str]) -> tuple[Block, ...]:
    walker = _Walker(page, dropped)
    nodes = 0
    todo: list[LexborNode | _Closing] = [body]
    while todo:
        node = todo.pop()
        if isinstance(node, _Closing):
            walker.leave(node)
            continue
        nodes += 1
        if nodes > MAX_NODES:
            continue
        tag = node.tag
        if tag == "-text":
            walker.flow.text(node.text_content or "")
            continue
        closing = walker.enter(node, tag)
        if closing:
            todo.append(closing)
            todo.extend(reversed(list(node.iter(include_text=True))))
    return walker.flow.finish()


class _Closing:
    """How things stood in front of an element, and what ends with it."""

    __slots__ = ("ends_block", "heading", "opened", "style", "tag", "url")

    def __init__(self, tag: str, flow: Flow) -> None:
        self.tag = tag
        self.style = flow.style
        self.url = flow.url
        self.heading = flow.heading
        self.opened = False
        self.ends_block = False


class _Walker:
    """What elements mean to the flow."""

    def __init__(self, page: Places, dropped: frozenset[str]) -> None:
        self.flow = Flow()
        self._page = page
        self._base_url = page.base_url
        self._dropped = dropped

    def enter(self, node: LexborNode, tag: str | None) -> _Closing | None:
        """Take a node that is no text in; None where its children are not to be looked at."""
        if tag is None or not node.is_element_node or self._is_dropped(tag):
            return None
        flow, attributes = self.flow, node.attributes
        if attributes:
            if _is_hidden(attributes):
                return None
            flow.anchors += self._page.names_of(attributes)
        if tag not in _SPECIAL:
            return self._open(tag, attributes)
        if tag == "br":
            flow.line_break()
        elif tag == "hr":
            flow.flush()
            flow.add(Rule())
        elif tag in media.IMAGE_TAGS:
            self._image(attributes)
        elif tag in media.EMBED_TAGS:
            self._embed(tag, node, attributes)
        elif tag in _CODE:
            flow.flush()
            self._code(node, attributes)
        elif not (tag == "a" and _is_permalink(node, attributes)):
            if tag == "ol" and "reversed" in attributes:
                _number_down(node, attributes)
            return self._open(tag, attributes)
        return None

    def leave(self, closing: _Closing) -> None:
        """End an element."""
        flow = self.flow
        if closing.tag in _AROUND:
            flow.text(_AROUND[closing.tag][1])
        if closing.opened:
            flow.close()
        elif closing.ends_block:
            flow.flush()
        flow.style, flow.url, flow.heading = closing.style, closing.url, closing.heading

    def _is_dropped(self, tag: str) -> bool:
        if tag not in self._dropped:
            return False
        top = self.flow.top  # where a script would have put the picture
        return not (tag == "noscript" and top.kind is Kind.FIGURE and not top.images)

    def _open(self, tag: str, attributes: dict[str, str | None]) -> _Closing:
        flow, closing = self.flow, _Closing(tag, self.flow)
        if tag in _ENDING_BLOCKS:
            closing.ends_block = True
            flow.flush()
            if tag in _FRAMES:
                if tag == "li":
                    self._number_item(attributes)
                closing.opened = self._open_frame(tag, attributes)
            elif tag in _HEADINGS:
                flow.heading = _HEADINGS[tag]
            elif tag == "tr" and flow.top.kind is Kind.TABLE:
                flow.top.rows.append([])
        elif tag == "a":
            flow.url = self._page.link(attributes.get("href") or "")
        if tag in _STYLES:
            flow.style |= _STYLES[tag]
        if tag in _AROUND:
            flow.text(_AROUND[tag][0])
        return closing

    def _open_frame(self, tag: str, attributes: dict[str, str | None]) -> bool:
        frame = Frame(_FRAMES[tag])
        if tag == "ol":
            frame.start = _number(attributes.get("start"), default=1)
        elif tag == "dl":
            frame.defines = True
        elif tag in {"dt", "dd"}:
            if not self.flow.top.defines:
                return False
        elif frame.kind is Kind.CELL:
            if self.flow.top.kind is not Kind.TABLE:
                return False
            columns = _number(attributes.get("colspan"), default=1)
            rows = _number(attributes.get("rowspan"), default=1)
            frame.slot = Slot((), tag == "th", max(1, columns), max(1, rows))
        opened = self.flow.open(frame)
        if opened and frame.kind is not Kind.CAPTION:
            self.flow.heading = 0
        return opened

    def _number_item(self, attributes: dict[str, str | None]) -> None:
        """Begin a list of its own with an item that has another number than the next."""
        open_list = self.flow.top
        if open_list.kind is not Kind.LIST or open_list.start is None:
            return
        following = open_list.start + len(open_list.items)
        number = _number(attributes.get("value"), default=following)
        if number != following and open_list.items:
            self.flow.close()
            self.flow.open(Frame(Kind.LIST, start=number))
        elif number != following:
            open_list.start = number

    def _image(self, attributes: dict[str, str | None]) -> None:
        text = media.text_for(attributes)
        if text:
            self.flow.text(text)
            return
        figure = media.figure(attributes, self._base_url)
        if figure:
            self.flow.image(figure)

    def _embed(self, tag: str, node: LexborNode, attributes: dict[str, str | None]) -> None:
        source = node.css_first("source") if tag in {"video", "audio"} else None
        span = media.embed(tag, attributes, source.attributes if source else {}, self._base_url)
        if span:
            self.flow.flush()
            self.flow.add(Paragraph((span,)))

    def _code(self, node: LexborNode, attributes: dict[str, str | None]) -> None:
        text = safe_block(self._raw_text(node)).rstrip().lstrip("\n")
        if text.strip():
            inner = node.css_first("code")
            names = [attributes, *([inner.attributes] if inner else [])]
            self.flow.add(Code(text, _language(names)))

    def _raw_text(self, node: LexborNode) -> str:
        parts: list[str] = []
        todo = [node]
        while todo and len(parts) < MAX_NODES:
            inner = todo.pop()
            if inner.tag == "-text":
                parts.append(inner.text_content or "")
            elif inner.tag == "br":
                parts.append("\n")
            elif inner.tag and inner.tag not in self._dropped:
                todo.extend(reversed(list(inner.iter(include_text=True))))
        return "".join(parts)


def _is_hidden(attributes: dict[str, str | None]) -> bool:
    if not attributes:
        return False
    return "hidden" in attributes or bool(_HIDDEN.search(attributes.get("style") or ""))


def _is_permalink(node: LexborNode, attributes: dict[str, str | None]) -> bool:
    """Whether it is the little mark that links a heading to itself."""
    href = attributes.get("href") or ""
    return href.startswith("#") and node.text(strip=True) in _PERMALINKS


def _language(attributes: Iterable[dict[str, str | None]]) -> str | None:
    for named in attributes:
        found = _LANGUAGE.search(named.get("class") or "")
        language = found[1] if found else named.get("data-lang") or named.get("data-language")
        if language:
            return safe_line(language, 30).lower() or None
    return None


def _number_down(node: LexborNode, attributes: dict[str, str | None]) -> None:
    """Give the items of a reversed list their numbers."""
    items = [child for child in node.iter() if child.tag == "li"]
    first = _number(attributes.get("start"), default=len(items))
    for number, item in enumerate(items):
        if item.attributes.get("value") is None:
            item.attrs["value"] = str(first - number)


def _number(text: str | None, default: int) -> int:
    found = re.match(r"\s*(-?[0-9]{1,6})\b", text or "")
    return int(found[1]) if found else default


# ---- text that becomes HTML, and the other way round

_PAIRED_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]{0,14})(?:\s[^<>]*)?/?>")
_VOID = frozenset({"br", "wbr", "img", "hr"})
_UNSEEN = re.compile(r"<(script|style)\b[^>]*>.*?</\1\s*>", re.IGNORECASE | re.DOTALL)
MAX_TITLE_CHARACTERS = 4000
"""What is looked at of a title: no line that is shown is longer."""


def inline_text(html: str) -> str:
    """Return one clean line out of a title that may hold HTML: `<b>x</b> &amp; y` is `x & y`.

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
    """Return plain text as HTML: paragraphs at blank lines, a break at every other line end."""
    lines = safe_block(text).strip("\n")
    paragraphs = re.split(r"\n[ \t]*\n\s*", entities.escape(lines, quote=False))
    return "\n".join(
        f"<p>{paragraph.strip(chr(10)).replace(chr(10), '<br>')}</p>"
        for paragraph in paragraphs
        if paragraph.strip()
    )


def markdown_html(text: str) -> str:
    """Return Markdown (CommonMark with tables and strikethrough) as HTML; HTML in it is escaped."""
    from markdown_it import MarkdownIt  # 30 ms, and few sources are Markdown

    parser = MarkdownIt("commonmark", {"html": False}).enable(["table", "strikethrough"])
    return str(parser.render(safe_block(text)))


def _gap(tag: re.Match[str], paired: set[str]) -> str:
    name = tag[2].lower()
    if name not in paired:
        return tag[0]
    return " " if name in _BLOCKS or name in {"br", "hr", "img"} else ""
