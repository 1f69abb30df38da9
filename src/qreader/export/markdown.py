"""Blocks -> Markdown (CommonMark with GitHub's tables); all special characters are escaped."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import pairwise

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
from qreader.text.safe import safe_line
from qreader.text.urls import host

_SPECIAL = re.compile(r"[\\`*\[\]<>~|]|(?<![^\W_])_|_(?![^\W_])|&(?=#?\w+;)")
"""Special characters; an underscore within a word is not one, and `snake_case` stays legible."""
_LINE_START = re.compile(
    r"^(?:#{1,6}(?=\s|$)|[+-](?=\s|$)|(?:=+|-+)(?=\s*$)|\d{1,9}(?=[.)](?:\s|$)))"
)
"""The start of a line that makes it a heading, an item, a rule or an underline."""
_ENTITY = re.compile(r"&(?=#?\w+;)")
_BARE_PIPE = re.compile(r"(?<!\\)\|")
_BACKTICKS = re.compile("`+")
_MARKS = {Style.STRONG: "**", Style.EMPHASIS: "*", Style.STRIKE: "~~"}
"""The styles that Markdown has; others are dropped."""


def page_markdown(page: Page, resolve: Resolve = outward) -> str:
    """Return title, facts, source and text of a page."""
    writer = _Writer(place_names(page.blocks), resolve)
    blocks: list[Block] = [Heading(1, (Span(page.title),))]
    if page.facts:
        blocks.append(Paragraph((Span(page.facts, Style.EMPHASIS),)))
    lines = writer.blocks(blocks)
    if page.url:
        lines += ["", f"<{page.url}>"]
    lines += ["", *writer.blocks(_below_the_title(page.blocks))]
    return "\n".join(lines).rstrip() + "\n"


def markdown_link(title: str, url: str) -> str:
    """Return a link as one line of Markdown."""
    return _Writer({}, outward)._inline((Span(safe_line(title), url=url),))


def plain_markdown(text: str) -> str:
    """Return one line of text, escaped for Markdown."""
    return _SPECIAL.sub(r"\\\g<0>", text)


def _below_the_title(blocks: Iterable[Block]) -> list[Block]:
    return [
        Heading(max(2, block.level), block.spans) if isinstance(block, Heading) else block
        for block in blocks
    ]


class _Writer:
    """Writes the blocks of one page, and each link target in it once."""

    def __init__(self, places: dict[str, str], resolve: Resolve) -> None:
        self._places = places
        self._resolve = resolve
        self._named: set[str] = set()

    def blocks(self, blocks: Sequence[Block], *, is_tight: bool = False) -> list[str]:
        """Return blocks as lines, with a blank line between two, unless the list is tight."""
        lines: list[str] = []
        is_second = False
        for before, block in pairwise([None, *blocks]):
            # two adjacent lists would be one, unless their marks differ
            follows = isinstance(before, ListBlock) and isinstance(block, ListBlock)
            is_second = follows and not is_second
            written = self._list(block, is_second) if follows else self._block(block)
            if written:
                lines += ["", *written] if lines and not is_tight else written
        return lines

    def _block(self, block: Block | None) -> list[str]:
        match block:
            case Paragraph(spans):
                return self._inline(spans).split("\n")
            case Heading(level, spans):
                text = self._inline(spans, line_break=" ")
                return [f"{'#' * min(6, level)} {text}"] if text else []
            case Quote(inner, source):
                said = (*inner, Paragraph(_source_spans(source))) if source else inner
                return [f"> {line}".rstrip() for line in self.blocks(said)]
            case ListBlock():
                return self._list(block)
            case Code(text, language):
                fence = _fence(text, 3)
                lines = [f"{fence}{_code_name(language)}", *text.split("\n"), fence]
                named = self._inline(block.named_links)
                return [*lines, "", named] if named else lines
            case Table():
                return self._table(block)
            case Figure():
                return self._figure(block)
            case Rule():
                return ["---"]
            case _:
                return []

    def _list(self, block: Block | None, is_second: bool = False) -> list[str]:
        if not isinstance(block, ListBlock):
            return []
        lines: list[str] = []
        for at, item in enumerate(block.items):
            number = max(0, (block.start or 0) + block.step * at)
            # another mark begins another list: the only way to count down
            is_other = (at % 2 == 1) != is_second if block.step < 0 else is_second
            mark = f"{number}{')' if is_other else '.'} "
            if block.start is None:
                mark = "* " if is_second else "- "
            is_tight = all(isinstance(inner, ListBlock) for inner in item.blocks[1:])
            inner = self.blocks(item.blocks, is_tight=is_tight) or [""]
            lines += [""] if lines and not is_tight else []
            lines.append((mark + inner[0]).rstrip())
            lines += [(" " * len(mark) + line).rstrip() for line in inner[1:]]
        return lines

    def _table(self, block: Table) -> list[str]:
        columns = max((len(row) for row in block.rows), default=0)
        caption = self.blocks([Paragraph(_in(Style.EMPHASIS, block.caption))])
        if not columns:
            return caption if block.caption else []
        head, *rest = block.rows
        if not all(cell.is_header for cell in head):
            head, rest = (), list(block.rows)  # a Markdown table needs a header, even an empty one
        lines = [self._row(head, columns), "|" + " --- |" * columns]
        lines += [self._row(row, columns) for row in rest]
        return [*caption, "", *lines] if block.caption else lines

    def _row(self, row: Sequence[Cell], columns: int) -> str:
        cells = [self._inline(cell.spans, line_break=" ") for cell in row]
        cells = [_BARE_PIPE.sub(r"\\|", cell) for cell in cells]  # of code, too (GFM, section 4.10)
        return f"| {' | '.join(cells + [''] * (columns - len(cells)))} |"

    def _figure(self, block: Figure) -> list[str]:
        """Write a picture as a link to it: reading the file sends no request to a server."""
        spans: Inline = (Span(block.alt or "Picture", url=block.url),)
        spans = spans if block.alt or block.url or block.link else ()
        if block.link:
            spans += (Span(" → "), Span(host(block.link) or block.link, url=block.link))
        spans += (Span("\n"), Span(block.title)) if block.title else ()
        gap: Inline = (Span("\n"),) if spans and block.caption else ()
        return self._block(Paragraph((*spans, *gap, *_in(Style.EMPHASIS, block.caption))))

    def _inline(self, spans: Inline, line_break: str = "\\\n") -> str:
        written = ""
        for span, following in pairwise([*spans, Span("")]):
            if span.text == "\n":
                written += line_break
                continue
            piece = self._span(span, written[-1:], following.text[:1], line_break)
            if piece.startswith("[") and written.endswith("!"):
                written = f"{written[:-1]}\\!"  # `![` would begin a picture
            written += piece
        lines = (line.strip() for line in written.strip().split("\n"))
        return "\n".join(_LINE_START.sub(_escape_start, line) for line in lines)

    def _span(self, span: Span, before: str, after: str, line_break: str) -> str:
        url, place = self._target(span.url), self._place(span)
        if url and url == span.text and not place:
            return f"<{url}>"
        before = "[" if url else ">" if place else before
        after = "]" if url else after
        if Style.CODE in span.style:
            text = _code(span.text)
        else:
            text = _styled(span, before, after).replace("\n", line_break)
        return f"{place}[{text}]({url})" if url and text.strip() else place + text

    def _place(self, span: Span) -> str:
        for name in span.anchors:
            place = self._places.get(name)
            if place and place not in self._named:
                self._named.add(place)
                return f'<a id="{place}"></a>'
        return ""

    def _target(self, url: str | None) -> str | None:
        if url is None:
            return None
        if url.startswith("#"):
            place = self._places.get(url[1:])
            return f"#{place}" if place else None
        url = self._resolve(url)
        if url is None:
            return None
        url = _ENTITY.sub("&amp;", url)
        return f"<{url}>" if "(" in url or ")" in url else url


def _styled(span: Span, before: str, after: str) -> str:
    """Return styled text, where CommonMark (section 6.2) recognises the marks."""
    inner = span.text.strip()
    start, _, end = span.text.partition(inner) if inner else (span.text, "", "")
    start, end = (" " if start else ""), (" " if end else "")
    text = plain_markdown(inner)
    marks = "".join(mark for style, mark in _MARKS.items() if style in span.style)
    before, after = start or before, end or after
    touches = before in {"*", "~"} or "\n" in inner
    if not inner or not marks or touches or not _flanks(inner, before, after):
        return start + text + end
    return f"{start}{marks}{text}{marks[::-1]}{end}"


def _flanks(inner: str, before: str, after: str) -> bool:
    opens = inner[0].isalnum() or not before or not before.isalnum()
    return opens and (inner[-1].isalnum() or not after or not after.isalnum())


def _escape_start(found: re.Match[str]) -> str:
    return f"{found[0]}\\" if found[0].isdigit() else f"\\{found[0]}"


def _code(text: str) -> str:
    """Return code within a line; spaces that it would lose stand outside (section 6.1)."""
    text = text.replace("\n", " ")
    inner = text.strip()
    if not inner:
        return text
    start, end = (" " if text[0] == " " else ""), (" " if text[-1] == " " else "")
    fence = _fence(inner, 1)
    pad = " " if inner.startswith("`") or inner.endswith("`") else ""
    return f"{start}{fence}{pad}{inner}{pad}{fence}{end}"


def _source_spans(url: str) -> Inline:
    return (Span("— "), Span(host(url) or url, url=url))


def _fence(text: str, least: int) -> str:
    """Return a longer run of backticks than the text has."""
    runs = {len(run) for run in _BACKTICKS.findall(text)}
    length = least if least == 1 else max([least - 1, *runs]) + 1
    while length in runs:
        length += 1
    return "`" * length


def _code_name(language: str | None) -> str:
    return re.sub(r"[^\w+#.-]", "", language or "")


def _in(style: Style, spans: Inline) -> Inline:
    return tuple(Span(span.text, span.style | style, span.url, span.anchors) for span in spans)
