"""Blocks -> HTML that is also well-formed XML: the same for browsers and EPUB."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

from qreader.export.page import Page, Resolve, outward, place_names
from qreader.text.blocks import (
    Block,
    Cell,
    Code,
    Figure,
    Heading,
    Inline,
    ListBlock,
    Paragraph,
    Quote,
    Rule,
    Span,
    Style,
    Table,
)
from qreader.text.numerals import DECIMAL
from qreader.text.urls import host

_TAGS = {
    Style.STRONG: "strong",
    Style.EMPHASIS: "em",
    Style.CODE: "code",
    Style.STRIKE: "s",
    Style.UNDERLINE: "u",
    Style.MARK: "mark",
    Style.SUPERSCRIPT: "sup",
    Style.SUBSCRIPT: "sub",
}
_TOP_LEVEL = 2
"""The highest level of a heading in the text: level 1 is the title's."""


def page_html(page: Page, resolve: Resolve = outward, prefix: str = "", level: int = 1) -> str:
    """Return title, facts, source and text of a page, as the content of an `article` element.

    prefix: keeps the ids of several pages in one file apart. level: the level of the title.
    """
    lines = [f"<h{level}>{escape(page.title)}</h{level}>"]
    if page.facts:
        lines.append(f'<p class="facts">{escape(page.facts)}</p>')
    if page.url:
        lines.append(f'<p class="source"><a href="{escape(page.url)}">{escape(page.url)}</a></p>')
    writer = _Writer(place_names(page.blocks), resolve, prefix, level)
    return "\n".join([*lines, *writer.blocks(page.blocks)]) + "\n"


class _Writer:
    """Writes the blocks of one page, and each id in it once."""

    def __init__(self, places: dict[str, str], resolve: Resolve, prefix: str, level: int) -> None:
        self._places = {name: prefix + place for name, place in places.items()}
        self._resolve = resolve
        self._level = level
        self._named: set[str] = set()

    def blocks(self, blocks: Iterable[Block]) -> list[str]:
        """Return each block as HTML."""
        return [self._block(block) for block in blocks]

    def _block(self, block: Block) -> str:
        match block:
            case Paragraph(spans):
                return f"<p>{self._inline(spans)}</p>"
            case Heading(level, spans):
                number = min(6, max(_TOP_LEVEL, level) + self._level - 1)
                return f"<h{number}>{self._inline(spans)}</h{number}>"
            case Quote(inner, source):
                lines = self.blocks(inner)
                if source:
                    lines.append(
                        f"<p>— <a{self._href(source)}>{escape(host(source) or '')}</a></p>"
                    )
                return self._around("blockquote", lines)
            case ListBlock():
                return self._list(block)
            case Code():
                return self._code(block)
            case Table():
                return self._table(block)
            case Figure():
                return self._figure(block)
            case Rule():
                return "<hr/>"

    def _list(self, block: ListBlock) -> str:
        if block.defines and _is_glossary(block):
            return self._around("dl", self._definitions(block))
        items = [self._item("li", item.blocks) for item in block.items]
        if block.start is None:
            return self._around("ul", items)
        start = f' start="{block.start}"' if block.start != 1 or block.step < 0 else ""
        start += ' reversed=""' if block.step < 0 else ""
        start += f' type="{block.numerals}"' if block.numerals != DECIMAL else ""
        return self._around("ol", items, start)

    def _code(self, block: Code) -> str:
        named = f' class="language-{escape(block.language)}"' if block.language else ""
        written, at = "", 0
        for start, end, url in block.links:
            words = escape(block.text[start:end])
            written += f"{escape(block.text[at:start])}<a{self._href(url)}>{words}</a>"
            at = end
        return f"<pre><code{named}>{written}{escape(block.text[at:])}</code></pre>"

    def _definitions(self, block: ListBlock) -> list[str]:
        lines = []
        for item in block.items:
            term, *meaning = item.blocks
            lines.append(self._item("dt", (term,)))
            if meaning:
                lines.append(self._item("dd", meaning))
        return lines

    def _item(self, tag: str, blocks: Iterable[Block]) -> str:
        first, *rest = [*blocks] or [Paragraph(())]
        inner = self._inline(first.spans) if isinstance(first, Paragraph) else self._block(first)
        return f"<{tag}>{''.join([inner, *self.blocks(rest)])}</{tag}>"

    def _table(self, block: Table) -> str:
        caption = f"<caption>{self._inline(block.caption)}</caption>" if block.caption else ""
        rows = [f"<tr>{''.join(map(self._cell, row))}</tr>" for row in block.rows]
        return self._around("table", [caption, *rows] if caption else rows)

    def _cell(self, cell: Cell) -> str:
        tag = "th" if cell.is_header else "td"
        return f"<{tag}>{self._inline(cell.spans)}</{tag}>"

    def _figure(self, block: Figure) -> str:
        """Write a picture as a link to it: opening the file sends no request to a server."""
        words = escape(block.alt or "Picture")
        href = self._href(block.url)
        words = f"<a{href}>{words}</a>" if href else words
        if block.link:
            words += f" → <a{self._href(block.link)}>{escape(host(block.link) or block.link)}</a>"
        shown = [f"<p>{words}</p>"] if block.alt or href or block.link else []
        shown += [f"<p>{escape(block.title)}</p>"] if block.title else []
        if block.caption:
            shown.append(f"<figcaption>{self._inline(block.caption)}</figcaption>")
        return self._around("figure", shown)

    def _inline(self, spans: Inline) -> str:
        return "".join(map(self._span, spans))

    def _span(self, span: Span) -> str:
        text = escape(span.text).replace("\n", "<br/>")
        for style, tag in _TAGS.items():
            if style in span.style:
                text = f"<{tag}>{text}</{tag}>"
        place = self._id(span)
        href = self._href(span.url)
        if href:
            return f"<a{place}{href}>{text}</a>"
        return f"<span{place}>{text}</span>" if place else text

    def _id(self, span: Span) -> str:
        for name in span.anchors:
            place = self._places.get(name)
            if place and place not in self._named:
                self._named.add(place)
                return f' id="{place}"'
        return ""

    def _href(self, url: str | None) -> str:
        if url is None:
            return ""
        if url.startswith("#"):
            place = self._places.get(url[1:])
            target = f"#{place}" if place else None
        else:
            target = self._resolve(url)
        return f' href="{escape(target)}"' if target else ""

    @staticmethod
    def _around(tag: str, lines: Iterable[str], attributes: str = "") -> str:
        return "\n".join([f"<{tag}{attributes}>", *lines, f"</{tag}>"])


def _is_glossary(block: ListBlock) -> bool:
    """Whether each item begins with a term and the last has a definition, as HTML's `dl` needs."""
    terms = all(item.blocks and isinstance(item.blocks[0], Paragraph) for item in block.items)
    return terms and bool(block.items) and len(block.items[-1].blocks) > 1
