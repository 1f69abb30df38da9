"""Which panes are on the screen, and how wide: a pure function of its size and of what is read."""

from __future__ import annotations

from dataclasses import dataclass

from qreader.tui.keys import Where

WIDE = 160
"""Columns from which feeds, list, article and related stand side by side."""
MEDIUM = 100
"""Columns from which list, article and related do; below, one pane at a time."""
STRIP_LINES = 6
"""Of the related strip under an article: a rule, and five stories at most."""
MIN_LINES_WITH_STRIP = 20
"""A lower screen gives all its lines to the article."""


@dataclass(frozen=True, slots=True)
class Layout:
    """Columns of each pane, 0: not shown. The article, or whoever stands in, gets the rest."""

    feeds: int = 0
    list: int = 0
    article: bool = False
    related: int = 0
    strip: int = 0
    """Lines of the related strip under the article, 0: none."""
    alone: bool = False
    """One pane has the whole width."""

    def shows(self, pane: Where) -> bool:
        """Whether a pane is on the screen."""
        return {
            Where.FEEDS: bool(self.feeds),
            Where.LIST: bool(self.list),
            Where.ARTICLE: self.article,
            Where.RELATED: bool(self.related or self.strip),
            Where.WELCOME: self.article,
        }[pane]


def arrange(
    width: int,
    height: int,
    focus: Where,
    *,
    sidebar: bool = True,
    zen: bool = False,
    related_lines: int = 0,
) -> Layout:
    """Return the layout of a screen of this size, with the focus in this pane.

    `related_lines` is what a strip of all that is related would take; 0 where nothing is.
    """
    if focus is Where.RELATED and (zen or not sidebar):
        sidebar, zen = True, False
    if zen and focus is Where.ARTICLE:
        return Layout(article=True, alone=True)
    if width < MEDIUM:
        return _one_pane(width, height, focus, related_lines if sidebar else 0)
    related = _between(width * 22 // 100, 24, 36) if sidebar and focus is not Where.WELCOME else 0
    if width >= WIDE:
        return Layout(
            feeds=_between(width * 15 // 100, 24, 32),
            list=_between(width * 27 // 100, 44, 64),
            article=True,
            related=_between(width * 19 // 100, 30, 40) if related else 0,
        )
    left = _between(width * 35 // 100, 36, 54)
    if focus is Where.FEEDS:
        return Layout(feeds=left, article=True, related=related)
    return Layout(list=left, article=True, related=related)


def _one_pane(width: int, height: int, focus: Where, related_lines: int) -> Layout:
    if focus is Where.FEEDS:
        return Layout(feeds=width, alone=True)
    if focus is Where.LIST:
        return Layout(list=width, alone=True)
    if focus is Where.RELATED:
        return Layout(related=width, alone=True)
    has_strip = focus is Where.ARTICLE and related_lines and height >= MIN_LINES_WITH_STRIP
    strip = min(STRIP_LINES, related_lines + 1) if has_strip else 0
    return Layout(article=True, alone=True, strip=strip)


def _between(value: int, low: int, high: int) -> int:
    return max(low, min(high, value))
