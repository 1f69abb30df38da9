"""The looks of an article: the names that rendering gives, in the styles of the theme."""

from __future__ import annotations

from typing import Final

from rich.style import Style
from textual.widget import Widget

from qreader.text.urls import may_open

PREFIX: Final = "article--"
_NAMES: Final = """
title facts heading subheading top-heading low-heading term strong emphasis code code-block
code-comment code-keyword code-string code-number code-name code-deleted strike underline
mark link link-number quote quote-bar bullet caption rule table-header table-rule changes
removed added context folded address kept link-host end foot foot-heading foot-key
foot-number story empty selected found found-here hint picture
"""
CLASSES: Final = {PREFIX + name for name in _NAMES.split()}
"""The classes of `reader.tcss` that say how each looks."""


class Looks:
    """The styles of one pane, each made once."""

    def __init__(self, pane: Widget) -> None:
        self._pane = pane
        self._known: dict[tuple[str, str | None], Style] = {}

    def __call__(self, names: str, url: str | None = None) -> Style:
        """Return the pane's style with these names' styles on top, later ones last."""
        known = self._known.get((names, url))
        if known is None:
            known = self._known[(names, url)] = self._made(names, url)
        return known

    def forget(self) -> None:
        """Make all styles again: the theme changed."""
        self._known.clear()

    def _made(self, names: str, url: str | None) -> Style:
        style = self._pane.rich_style
        for name in names.split():
            alone = self._pane.get_component_rich_style(PREFIX + name, partial=True)
            # blended: `$foreground 55%` made opaque
            blended = self._pane.get_component_rich_style(PREFIX + name)
            style += alone.without_color
            style += Style(
                color=blended.color if alone.color else None,
                bgcolor=blended.bgcolor if alone.bgcolor else None,
            )
        # an address is percent-encoded, so nothing in it can end the escape sequence
        return style + Style(link=url) if url and may_open(url) else style
