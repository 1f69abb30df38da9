"""Block and Span: what reading text is made of.

A body is a tuple of blocks. Inline text is a tuple of spans; blocks that contain others (quotes,
list items) nest. Everything here is already safe to show: `text.html` made it so.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Flag, auto


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


@dataclass(frozen=True, slots=True)
class Quote:
    """Somebody else's words."""

    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Code:
    """Preformatted text: spaces and line ends count."""

    text: str
    language: str | None = None


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
    alt: str
    caption: Inline = ()


@dataclass(frozen=True, slots=True)
class Rule:
    """A break between two parts."""


Block = Heading | Paragraph | ListBlock | Quote | Code | Table | Figure | Rule
