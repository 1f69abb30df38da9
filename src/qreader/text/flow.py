"""Flow: gathers text and blocks in reading order while `walk` goes through a page."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from enum import Enum, auto

from qreader.text.addresses import may_hold_address, parted
from qreader.text.blocks import (
    Block,
    Figure,
    Heading,
    Inline,
    ListBlock,
    ListItem,
    Paragraph,
    Quote,
    Rule,
    Span,
    Style,
)
from qreader.text.numerals import DECIMAL
from qreader.text.safe import is_safe, safe_block
from qreader.text.tables import Slot, running_text, table_blocks

MAX_OPEN_FRAMES = 32
"""The deepest nesting of quotes and lists; deeper ones are flattened: no person wrote them."""

_SPACE = " \t\n\r\f"
_SPACES = re.compile(f"[{_SPACE}]+")
_BLANK = " \t\n\xa0"


class Kind(Enum):
    """What a frame becomes when it closes."""

    ROOT = auto()
    QUOTE = auto()
    LIST = auto()
    ITEM = auto()
    MEANING = auto()
    FIGURE = auto()
    CAPTION = auto()
    TABLE = auto()
    CELL = auto()


@dataclass(slots=True)
class Frame:
    """An open element that holds blocks, and its running text that is not yet a block."""

    kind: Kind
    blocks: list[Block] = field(default_factory=list)
    spans: list[Span] = field(default_factory=list)
    waiting: list[Figure] = field(default_factory=list)
    """Pictures within a paragraph: they are shown after it."""
    images: list[Figure] = field(default_factory=list)
    caption: Inline = ()
    items: list[list[Block]] = field(default_factory=list)
    rows: list[list[Slot]] = field(default_factory=list)
    start: int | None = None
    """Of a numbered list: its first number."""
    step: int = 1
    numerals: str = DECIMAL
    source: str | None = None
    """Of a quote: where it is from."""
    defines: bool = False
    """Of a list of terms and what they mean."""
    slot: Slot | None = None
    """Of a table cell: what its tag states."""


@dataclass(slots=True)
class Flow:
    """The state at one place in a page: open frames, and the style of its text."""

    style: Style = Style.PLAIN
    url: str | None = None
    heading: int = 0
    """Level of the heading that the text belongs to; 0: none."""
    anchors: list[str] = field(default_factory=list)
    """Names of link targets whose text is still to come."""
    reached: set[str] = field(default_factory=set)
    """Addresses that something already links to."""
    linked: int = 0
    """How many things were linked by the links around them: a link without any has no words."""
    frames: list[Frame] = field(default_factory=lambda: [Frame(Kind.ROOT)])

    @property
    def top(self) -> Frame:
        """The innermost open frame."""
        return self.frames[-1]

    def text(self, raw: str) -> None:
        """Add a run of text; white space collapses as it does in browsers."""
        spans = self.frames[-1].spans
        if not spans and not raw.strip(_SPACE):
            return  # what stands between two blocks
        text = safe_block(raw)
        if "  " in text or "\n" in text or "\t" in text:
            text = _SPACES.sub(" ", text)
        if not spans or spans[-1].text[-1] in " \n":
            text = text.lstrip(" ")
        if self.url and text and text != " ":
            self._note(self.url)
        if text and self.anchors and text != " ":
            spans.append(Span(text, self.style, self.url, tuple(self.anchors)))
            self.anchors.clear()
        elif text:
            spans.append(Span(text, self.style, self.url))

    def line_break(self) -> None:
        """End the line; two in a row, as many people write it, end the paragraph."""
        spans = self.top.spans
        if self.heading:
            self.text(" ")
        elif spans and not _has_text_since_break(spans):
            self.flush()
        elif spans:
            spans.append(Span("\n"))

    def flush(self) -> None:
        """End the paragraph or heading."""
        frame = self.frames[-1]
        if frame.spans:
            spans = inline(frame.spans)
            frame.spans = []
            if spans:
                self.add(Heading(self.heading, spans) if self.heading else Paragraph(spans))
        if frame.waiting:
            waiting, frame.waiting = frame.waiting, []
            for figure in waiting:
                self.add(figure)

    def add(self, block: Block) -> None:
        """Add a finished block to the innermost frame."""
        frame = self.top
        if frame.kind is Kind.LIST:  # a block between items belongs to the item before
            if frame.items:
                frame.items[-1].append(block)
            else:
                frame.items.append([block])
        else:
            frame.blocks.append(block)

    def image(self, figure: Figure) -> None:
        """Add a picture; a repeated one without words is an ornament, and is left out."""
        is_ornament = figure.url in self.reached and not (figure.alt or figure.link)
        if is_ornament and self.top.kind is not Kind.FIGURE:
            return
        if self.url and figure.link in {self.url, None}:
            self.linked += 1
        self.reached.update(filter(None, (figure.url, figure.link)))
        if self.top.kind is Kind.FIGURE:
            self.top.images.append(figure)
        elif any(span.text.strip(_BLANK) for span in reversed(self.top.spans)):
            self.top.waiting.append(figure)
        else:
            self.flush()
            self.add(figure)

    def player(self, span: Span) -> None:
        """Add the link that stands for a video or a sound."""
        self.flush()
        self.add(Paragraph((span,)))
        self.reached.add(span.url or "")

    def _note(self, url: str) -> None:
        self.linked += 1
        self.reached.add(url)

    def open(self, frame: Frame) -> bool:
        """Open a frame; False where too many are open already."""
        self.flush()
        if len(self.frames) >= MAX_OPEN_FRAMES:
            return False
        self.frames.append(frame)
        return True

    def close(self) -> None:
        """Close the innermost frame and add its block to the frame around it."""
        self.flush()
        frame = self.frames.pop()
        match frame.kind:
            case Kind.QUOTE if frame.blocks:
                source = None if frame.source in self.reached else frame.source
                self.add(Quote(tuple(frame.blocks), source))
            case Kind.ITEM if frame.blocks:
                self._add_item(frame.blocks)
            case Kind.MEANING:  # the list adds it to its last term
                self._add_all(frame.blocks)
            case Kind.LIST if frame.items:
                items = tuple(ListItem(tuple(blocks)) for blocks in frame.items)
                self.add(ListBlock(items, frame.start, frame.defines, frame.step, frame.numerals))
            case Kind.CAPTION:
                self._add_caption(frame)
            case Kind.FIGURE:
                self._add_all(_figure_blocks(frame))
            case Kind.TABLE:
                self._add_all(table_blocks(frame.rows, frame.caption))
            case Kind.CELL if frame.slot and self.top.rows:
                self.top.rows[-1].append(replace(frame.slot, blocks=tuple(frame.blocks)))

    def finish(self) -> tuple[Block, ...]:
        """Close all that is open and return the blocks."""
        while len(self.frames) > 1:
            self.close()
        self.flush()
        kept: list[Block] = []
        for block in self.top.blocks:
            if not (isinstance(block, Rule) and (not kept or isinstance(kept[-1], Rule))):
                kept.append(block)
        if kept and isinstance(kept[-1], Rule):
            kept.pop()
        return tuple(kept)

    def _add_all(self, blocks: Iterable[Block]) -> None:
        for block in blocks:
            self.add(block)

    def _add_item(self, blocks: list[Block]) -> None:
        if self.top.kind is Kind.LIST:
            self.top.items.append(blocks)
            return
        item = ListItem(tuple(blocks))  # an item outside of any list makes one with its neighbours
        before = self.top.blocks[-1] if self.top.blocks else None
        if isinstance(before, ListBlock) and before.start is None:
            self.top.blocks[-1] = ListBlock((*before.items, item))
        else:
            self.add(ListBlock((item,)))

    def _add_caption(self, frame: Frame) -> None:
        caption = running_text(frame.blocks, " ")
        if caption and self.top.kind in {Kind.FIGURE, Kind.TABLE}:
            before = (*self.top.caption, Span(" ")) if self.top.caption else ()
            self.top.caption = (*before, *caption)
        elif caption:
            self.add(Paragraph(caption))


def inline(spans: list[Span]) -> Inline:
    """Return finished spans: trimmed, neighbours of one style joined, no spaces at links' ends."""
    if len(spans) == 1 and spans[0].url is None:  # most paragraphs
        text = spans[0].text.strip(_BLANK)
        return tuple(_with_addresses([_with_text(spans[0], text)])) if text else ()
    if any(span.url for span in spans):
        spans = _without_link_margins(spans)
    merged = _trimmed(_merged(spans))
    if len(merged) > 1 and not is_safe("".join(span.text for span in merged)):
        merged = _cleaned_across(merged)
    return tuple(_with_addresses(merged))


def _with_addresses(spans: list[Span]) -> list[Span]:
    """Make links of the addresses that the text names."""
    if not any(span.url is None and may_hold_address(span.text) for span in spans):
        return spans
    linked: list[Span] = []
    for span in spans:
        if span.url is not None or not may_hold_address(span.text):
            linked.append(span)
            continue
        anchors = span.anchors
        for text, url in parted(span.text):
            linked.append(Span(text, span.style, url, anchors))
            anchors = ()
    return linked


def _has_text_since_break(spans: list[Span]) -> bool:
    for span in reversed(spans):
        if span.text == "\n":
            return False
        if span.text.strip(_BLANK):
            return True
    return False


def _merged(spans: list[Span]) -> list[Span]:
    merged: list[Span] = []
    for span in spans:
        last = merged[-1] if merged else None
        if span.text == "\n":
            if last:
                merged[-1] = _with_text(last, last.text.rstrip(" "))
            merged.append(span)
        elif last and last.text != "\n" and _looks_alike(last, span):
            merged[-1] = _with_text(last, last.text + span.text)
        else:
            merged.append(span)
    return merged


def _trimmed(spans: list[Span]) -> list[Span]:
    while spans and not spans[0].text.strip(_BLANK):
        del spans[0]
    while spans and not spans[-1].text.strip(_BLANK):
        del spans[-1]
    if spans:
        first = spans[0]
        spans[0] = _with_text(first, first.text.lstrip(_BLANK))
        last = spans[-1]
        spans[-1] = _with_text(last, last.text.rstrip(_BLANK))
    return [span for span in spans if span.text]


def _without_link_margins(spans: list[Span]) -> list[Span]:
    """Move the spaces at a link's ends out of it, so that they are not underlined."""
    parted: list[Span] = []
    for at, span in enumerate(spans):
        before = spans[at - 1].url if at else None
        after = spans[at + 1].url if at + 1 < len(spans) else None
        text = span.text
        if span.url and span.url != before and text.startswith(" "):
            parted.append(Span(" ", span.style))
            text = text[1:]
        ends_in_space = bool(span.url) and span.url != after and text.endswith(" ")
        text = text[:-1] if ends_in_space else text
        if text:
            parted.append(_with_text(span, text))
        if ends_in_space:
            parted.append(Span(" ", span.style))
    return parted


def _cleaned_across(spans: list[Span]) -> list[Span]:
    """Clean what is dangerous only across spans: marks piled up over their borders."""
    cleaned: list[Span] = []
    sofar = ""
    for span in spans:
        together = safe_block(sofar[-16:] + span.text)
        text = together[len(sofar[-16:]) :]
        sofar += text
        if text:
            cleaned.append(_with_text(span, text))
    return cleaned


def _with_text(span: Span, text: str) -> Span:
    return span if text == span.text else Span(text, span.style, span.url, span.anchors)


def _looks_alike(span: Span, following: Span) -> bool:
    """Whether two spans can be one; a place begins a span of its own."""
    if following.anchors:
        return False
    return (span.style, span.url) == (following.style, following.url)


def _figure_blocks(frame: Frame) -> list[Block]:
    """Give a figure's caption to its first picture, else to its other blocks."""
    blocks: list[Block] = []
    caption = frame.caption
    for image in frame.images:
        said = "".join(span.text for span in caption).casefold()
        title = "" if image.title.casefold() in said else image.title
        blocks.append(replace(image, caption=caption, title=title))
        caption = ()
    if caption and not frame.blocks:
        return [Figure(None, "", caption)]
    return [*blocks, *frame.blocks, *([Paragraph(caption)] if caption else [])]
