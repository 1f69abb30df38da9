"""What the article's widget asks for pictures."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from rich.segment import Segment
    from textual.geometry import Size

    from qreader.model import Article
    from qreader.render.figures import Box
    from qreader.render.wrap import PictureRow, Rendered
    from qreader.text.blocks import Block, Figure


class RowSource(Protocol):
    """What draws the rows of a picture."""

    def row(self, picture: PictureRow) -> Sequence[Segment] | None:
        """Return a row in cells, at most as many as were laid out; None: it is not drawn yet."""


class PictureSource(RowSource, Protocol):
    """What draws the pictures of a text."""

    def take(self, article: Article | None, blocks: Sequence[Block]) -> None:
        """Take the article that is laid out next."""

    def box(self, figure: Figure, width: int) -> Box | None:
        """Return the cells of a picture at most so wide; None: it is not drawn."""


class LargeSource(RowSource, Protocol):
    """What shows one picture instead of the text."""

    def lines(self, size: Size) -> Rendered:
        """Return the lines for a pane."""
