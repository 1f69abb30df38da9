"""Block and Span: what reading text is made of.

A body is a tuple of blocks. Inline text is a tuple of spans; blocks that contain others (quotes,
list items) nest. Everything here is already safe to show: `text.html` made it so.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Flag, auto
from typing import NamedTuple

from qreader.text.addresses import is_address
from qreader.text.numerals import DECIMAL, numeral

MAX_NAMED_LINKS = 10
"""Of a piece of code: with more of them every name leads to its manual."""


class Style(Flag):
    """How a span of text is set; combinable."""

    PLAIN = 0
    STRONG = auto()
    EMPHASIS = auto()
    CODE = auto()
    STRIKE = auto()
    UNDERLINE = auto()
    MARK = auto()
    SUPERSCRIPT = auto()
    SUBSCRIPT = auto()


@dataclass(frozen=True, slots=True)
class Span:
    """A run of text in one style. A line break inside a paragraph is a newline of its own."""

    text: str
    style: Style = Style.PLAIN
    url: str | None = None
    """Absolute, percent-encoded, of a scheme that may be opened; or `#name`, a place of the same
    text; None: no link."""
    anchors: tuple[str, ...] = ()
    """Names of the places that start here: a note, or where a note was called."""


Inline = tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading of level 1 to 6."""

    level: int
    spans: Inline


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Running text."""

    spans: Inline


@dataclass(frozen=True, slots=True)
class ListItem:
    """An item and all that it holds."""

    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class ListBlock:
    """A bulleted or a numbered list, or terms and what they mean."""

    items: tuple[ListItem, ...]
    start: int | None = None
    """The first number; None: bullets."""
    defines: bool = False
    """Each item is a term and, behind it, what it means: no marks."""
    step: int = 1
    """From one number to the next; -1 counts down."""
    numerals: str = DECIMAL
    """What the numbers are written in, of `text.numerals`."""

    @property
    def marks(self) -> list[str]:
        """What stands before each item of a numbered list, without a dot; empty for bullets."""
        first = self.start
        if first is None:
            return []
        return [numeral(first + self.step * at, self.numerals) for at in range(len(self.items))]


@dataclass(frozen=True, slots=True)
class Quote:
    """Somebody else's words."""

    blocks: tuple[Block, ...]
    source: str | None = None
    """Address of where they are from, unless the text before it or in it links there."""


class Stretch(NamedTuple):
    """A part of preformatted text that leads somewhere."""

    start: int
    end: int
    url: str


@dataclass(frozen=True, slots=True)
class Code:
    """Preformatted text: spaces and line ends count."""

    text: str
    language: str | None = None
    links: tuple[Stretch, ...] = ()
    """In their order; none overlaps another."""

    @property
    def named_links(self) -> Inline:
        """What leads elsewhere than it says, as running text; empty for a reference of names."""
        texts = {link.url: self.text[link.start : link.end] for link in self.links}
        named = {url: text for url, text in texts.items() if not is_address(text)}
        if not 0 < len(named) <= MAX_NAMED_LINKS:
            return ()
        spans = [span for url, text in named.items() for span in (Span(", "), Span(text, url=url))]
        return tuple(spans[1:])


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of a table."""

    spans: Inline
    is_header: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of cells; rows may differ in length."""

    rows: tuple[tuple[Cell, ...], ...]
    caption: Inline = ()


@dataclass(frozen=True, slots=True)
class Figure:
    """A picture: its words, since a terminal shows no more by default."""

    url: str | None
    """None: it is drawn by the page, or written into it."""
    alt: str
    """What it shows, in a line; empty where its source does not say."""
    caption: Inline = ()
    title: str = ""
    """What a browser says of it under the pointer, where that is something else."""
    link: str | None = None
    """Where it leads, besides to itself."""


@dataclass(frozen=True, slots=True)
class Rule:
    """A break between two parts."""


Block = Heading | Paragraph | ListBlock | Quote | Code | Table | Figure | Rule
