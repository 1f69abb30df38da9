"""Block and Span: what reading text is made of.

A body is a tuple of blocks. Inline text is a tuple of spans; blocks that contain others (quotes,
list items) nest. Everything here is already safe to show: `text.html` made it so.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Flag, auto
from typing import NamedTuple

from qreader.text.addresses import is_address
from qreader.text.numerals import DECIMAL, numeral

MAX_NAMED_LINKS = 10
"""The most links that a piece of code lists; with more, each name links to its reference."""


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
    """A run of text in one style. A line break inside a paragraph is a span with a newline."""

    text: str
    style: Style = Style.PLAIN
    url: str | None = None
    """The link: an absolute, percent-encoded address of a scheme that may be opened, or `#name`,
    a place in the same text. None: no link."""
    anchors: tuple[str, ...] = ()
    """Names of the link targets that start here: a footnote, or the reference to one."""


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
    """Each item is a term and, behind it, its definition; it has no bullets."""
    step: int = 1
    """The difference between two numbers; -1 counts down."""
    numerals: str = DECIMAL
    """The kind of numerals, one of `text.numerals`."""

    @property
    def marks(self) -> list[str]:
        """The number of each item as it is shown, without a dot; empty for bullets."""
        first = self.start
        if first is None:
            return []
        return [numeral(first + self.step * at, self.numerals) for at in range(len(self.items))]


@dataclass(frozen=True, slots=True)
class Quote:
    """A quotation."""

    blocks: tuple[Block, ...]
    source: str | None = None
    """The address it is quoted from, unless the text before it or in it links there."""


class Stretch(NamedTuple):
    """A linked part of preformatted text, from character `start` to before `end`."""

    start: int
    end: int
    url: str


@dataclass(frozen=True, slots=True)
class Code:
    """Preformatted text: spaces and line ends count."""

    text: str
    language: str | None = None
    links: tuple[Stretch, ...] = ()
    """In the order of the text; none overlaps another."""

    @property
    def named_links(self) -> Inline:
        """Links whose text is not their address, as running text; empty where there are many."""
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
    """A picture: its description, since a terminal shows no more by default."""

    url: str | None
    """None: the page draws it, or holds it as a `data:` address."""
    alt: str
    """One line on what it shows; empty where its source does not say."""
    caption: Inline = ()
    title: str = ""
    """The tool tip of a browser, where it differs from `alt`."""
    link: str | None = None
    """The address it links to, unless that is the picture itself."""
    size: tuple[int, int] | None = field(default=None, compare=False)
    """Its width and height in pixels, as its page states them."""


@dataclass(frozen=True, slots=True)
class Rule:
    """A break between two parts."""


Block = Heading | Paragraph | ListBlock | Quote | Code | Table | Figure | Rule
