"""Layout: which panes are on the screen, and their widths. Pure."""

from __future__ import annotations

import re
from typing import NamedTuple

from qreader.tui.actions import Where

WIDE = 160
"""The least width for feeds, list, article and related side by side."""
MEDIUM = 100
"""The least width for list, article and related side by side; in less, one pane at a time."""
STRIP_LINES = 6
"""The most lines of the related strip under an article: a rule and five stories."""
LOW_LINES = 18
"""The least height for explanations."""
MIN_LINES_WITH_STRIP = 20
"""The least height for a strip under the article."""
MIN_COLUMNS = 20
"""The least width of a pane beside others."""
MIN_ARTICLE_COLUMNS = 34


class Widths(NamedTuple):
    """Columns that the person added to panes, or removed from them."""

    feeds: int = 0
    list: int = 0
    related: int = 0

    def changed(self, pane: Where, columns: int) -> Widths:
        """Return them with more columns for a pane; the article's come from the list."""
        if pane is Where.FEEDS:
            return self._replace(feeds=self.feeds + columns)
        if pane is Where.RELATED:
            return self._replace(related=self.related + columns)
        return self._replace(list=self.list + (columns if pane is Where.LIST else -columns))

    def as_given(self, layout: Layout, designed: Layout) -> Widths:
        """Return the part of them that a layout had room for, in the panes that it shows."""
        stood_in = designed.feeds and not designed.list  # the feeds are in the list's place
        return Widths(
            layout.feeds - designed.feeds if layout.feeds and not stood_in else self.feeds,
            layout.feeds - designed.feeds if stood_in else layout.list - designed.list,
            layout.related - designed.related if layout.related else self.related,
        )

    def __str__(self) -> str:
        return f"{self.feeds} {self.list} {self.related}"

    @classmethod
    def read(cls, text: str) -> Widths:
        """Parse the result of `str`; another text gives no changes."""
        numbers = re.fullmatch(r"(-?\d{1,5}) (-?\d{1,5}) (-?\d{1,5})", text)
        return cls(*map(int, numbers.groups())) if numbers else cls()


AS_DESIGNED = Widths()


class Layout(NamedTuple):
    """The width of each pane, 0: not shown. The article, or its substitute, gets the rest."""

    feeds: int = 0
    list: int = 0
    """That of Today, where this is in the list's place."""
    article: bool = False
    related: int = 0
    strip: int = 0
    """The height of the related strip under the article; 0: none."""
    alone: bool = False
    """One pane has the whole width."""

    def shows(self, pane: Where) -> bool:
        """Whether a pane is on the screen."""
        return {
            Where.FEEDS: bool(self.feeds),
            Where.LIST: bool(self.list),
            Where.TODAY: bool(self.list),
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
    widths: Widths = AS_DESIGNED,
) -> Layout:
    """Return the layout of a screen of this size with this pane focused.

    related_lines: the height of a strip with all related stories; 0: there are none.
    """
    if focus is Where.TODAY:
        return Layout(list=width, alone=True)
    if focus is Where.RELATED and (zen or not sidebar):
        sidebar, zen = True, False
    if zen and focus is Where.ARTICLE:
        return Layout(article=True, alone=True)
    if width < MEDIUM:
        return _one_pane(width, height, focus, related_lines if sidebar else 0)
    has_related = sidebar and focus is not Where.WELCOME
    if width >= WIDE:
        feeds = _between(width * 15 // 100, 24, 32)
        middle = _between(width * 27 // 100, 44, 64)
        related = _between(width * 19 // 100, 30, 40)
    else:
        feeds = 0
        middle = _between(width * 35 // 100, 36, 54)
        related = _between(width * 22 // 100, 24, 36)
    rest = width - MIN_ARTICLE_COLUMNS
    related = _given(related, widths.related, rest - feeds - middle) if has_related else 0
    if feeds:
        feeds = _given(feeds, widths.feeds, rest - middle - related)
    middle = _given(middle, widths.list, rest - feeds - related)
    if focus is Where.FEEDS and not feeds:
        return Layout(feeds=middle, article=True, related=related)
    return Layout(feeds=feeds, list=middle, article=True, related=related)


def _given(columns: int, change: int, most: int) -> int:
    """Return the width of a pane with the person's change, as far as there is room."""
    if not change:
        return columns
    return _between(columns + change, MIN_COLUMNS, max(MIN_COLUMNS, most))


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
