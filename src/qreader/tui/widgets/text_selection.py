"""TextSelection: the text that is dragged over with the mouse; how selections look."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final, Protocol

from qreader.render.selecting import (
    Position,
    Selection,
    position,
    selection,
    spots,
    text_of,
    word_at,
)
from qreader.render.wrap import Line
from qreader.text.blocks import Block, Code, Table
from qreader.tui.widgets.paint import Paint

LAYER: Final = "selection"


class TextPane(Protocol):
    """A pane of rendered text."""

    blocks: tuple[Block, ...]

    @property
    def lines(self) -> Sequence[Line]:
        """All lines of the present layout."""

    @property
    def text_columns(self) -> int:
        """The width of the text in cells."""

    def scroll_to_see(self, number: int) -> None:
        """Scroll as few lines as show a line."""

    def paint(self, layer: str, paints: Mapping[int, Sequence[Paint]]) -> None:
        """Replace the paints of a layer, by line numbers."""


class TextSelection:
    """Marks the text from where the mouse was pressed to where it is.

    Positions are cells of the text's column, and numbers of lines.
    """

    def __init__(self, view: TextPane) -> None:
        self._view = view
        self._from: Position | None = None
        """Where the mouse was pressed; None: it is not."""
        self._to: Position | None = None
        """Where it is; None: it has not moved since."""

    def press(self, cells: int, number: int) -> None:
        """Begin at a place, without a selection yet."""
        self.clear()
        self._from = position(self._view.lines, number, cells)

    @property
    def is_begun(self) -> bool:
        """Whether the mouse is pressed."""
        return self._from is not None

    def drag(self, cells: int, number: int) -> None:
        """Select up to a place, and scroll it into view."""
        if self._from is None:
            return
        self._to = position(self._view.lines, number, cells)
        self._view.scroll_to_see(number)
        self._paint(selection(self._from, self._to))

    def release(self) -> str:
        """End it; return the selected text, which stays marked."""
        start, end, self._from = self._from, self._to, None
        return "" if start is None or end is None else copied(self._view, selection(start, end))

    def take_word(self, cells: int, number: int) -> str:
        """Select the word at a place, and return it."""
        word = word_at(self._view.lines, position(self._view.lines, number, cells))
        self._from, self._to = None, word.end
        self._paint(word)
        return copied(self._view, word)

    def clear(self) -> None:
        """Select nothing."""
        self._from = self._to = None
        self._view.paint(LAYER, {})

    def _paint(self, selected: Selection) -> None:
        self._view.paint(LAYER, selected_paints(self._view, selected))


def selected_paints(view: TextPane, selected: Selection) -> Mapping[int, Sequence[Paint]]:
    """Return the paints of a selection, by line numbers."""
    found = spots(view.lines, selected)
    return {spot.line: (Paint(spot.start, spot.end, "selected"),) for spot in found}


def copied(view: TextPane, selected: Selection) -> str:
    """Return the text of a selection; code and tables keep their lines."""
    fixed = {at for at, one in enumerate(view.blocks) if isinstance(one, Code | Table)}
    return text_of(view.lines, selected, view.text_columns, fixed)
