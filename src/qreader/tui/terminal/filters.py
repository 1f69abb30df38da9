"""Filters: change every drawn line before it is written; widgets do not know of them."""

from __future__ import annotations

from functools import lru_cache

from rich.segment import Segment
from rich.style import Style
from textual.color import Color
from textual.filter import LineFilter

_GREY = 8
"""`ansi_bright_black`."""


class Colourless(LineFilter):
    """Removes colours, and keeps bold, dim, reverse and underline.

    Textual's own filter for NO_COLOR writes the codes of the default colours, or greys.
    """

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        """Return the segments without colours."""
        return [
            Segment(text, style and _without_colours(style), control)
            for text, style, control in segments
        ]


@lru_cache(1024)
def _without_colours(style: Style) -> Style:
    """Return a style without colours; the grey of rules, which have no text style, becomes dim."""
    is_grey = style.color is not None and style.color.number == _GREY
    return style.without_color + Style(dim=True) if is_grey else style.without_color


class Linkless(LineFilter):
    """Removes hyperlinks (OSC 8), which some terminals would print."""

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        """Return the segments without links, with unchanged styles."""
        return [
            Segment(text, style.update_link(None), control)
            if style and style.link
            else Segment(text, style, control)
            for text, style, control in segments
        ]
