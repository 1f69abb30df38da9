"""Layout: which panes are on the screen, and their widths. Pure.

One pane decides the width: the list, or what else is in front, has all of it until an article is
open, and the article then has its measure before anything stands beside it.
"""

from __future__ import annotations

import re
from typing import Final, NamedTuple

from qreader.tui.actions import Where

MEDIUM: Final = 100
"""The least width for the feeds beside another pane; in less, one pane at a time."""
WIDE: Final = 160
"""The least width for the feeds to stay beside whatever is in front."""
WIDEST: Final = 200
"""The least width for the list to stay beside an article, too."""
BESIDE: Final = 117
"""The least width for related stories beside an article: 76 columns of text, 38, and 3 between."""
FEEDS_COLUMNS: Final = 32
RELATED_COLUMNS: Final = 38
MAX_LIST_COLUMNS: Final = 64
DIVIDER: Final = 1
"""The columns of the line between two panes."""
MARGIN: Final = 1
"""The columns left and right of a text that has all of its pane."""
STRIP_LINES: Final = 6
"""The most lines of the related strip under an article: a rule and five stories."""
LOW_LINES: Final = 18
"""The least height for explanations."""
HIGH_LINES: Final = 30
"""The least height for a rule below the titles."""
MIN_LINES_WITH_STRIP: Final = 20
"""The least height for a strip under the article."""
MIN_COLUMNS: Final = 20
"""The least width of a pane beside others."""
MIN_MAIN_COLUMNS: Final = 34
"""The least width of the pane that gets the rest."""


class Layout(NamedTuple):
    """The width of each pane, 0: not shown. The main one gets the rest."""

    main: Where = Where.LIST
    feeds: int = 0
    list: int = 0
    """That of the list beside an article."""
    related: int = 0
    strip: int = 0
    """The height of the related strip under the article; 0: none."""
    spare: int = 0
    """The columns beside an article without related stories that those of the next one may take.

    The text does not use them, so that it stands where it stands beside such stories: it would
    move with each article, and a moment after it was opened, when they are known.
    """

    @property
    def alone(self) -> bool:
        """Whether nothing is beside the main pane."""
        return not (self.feeds or self.list or self.related)

    @property
    def columns(self) -> dict[Where, int]:
        """The columns of the panes that can stand beside the main one."""
        return {Where.FEEDS: self.feeds, Where.LIST: self.list, Where.RELATED: self.related}

    def shows(self, pane: Where) -> bool:
        """Whether a pane is on the screen."""
        is_strip = pane is Where.RELATED and self.strip > 0
        return pane is self.main or self.columns.get(pane, 0) > 0 or is_strip


class Widths(NamedTuple):
    """Columns that the person added to panes, or removed from them."""

    feeds: int = 0
    list: int = 0
    related: int = 0

    def changed(self, pane: Where, columns: int, layout: Layout) -> Widths:
        """Return them with more columns for a pane; what is in front takes its from a neighbour."""
        if pane is Where.FEEDS or not (layout.list or layout.related):
            return self._replace(feeds=self.feeds + (columns if pane is Where.FEEDS else -columns))
        if pane is Where.RELATED or not layout.list:
            change = columns if pane is Where.RELATED else -columns
            return self._replace(related=self.related + change)
        return self._replace(list=self.list + (columns if pane is Where.LIST else -columns))

    def as_given(self, layout: Layout, designed: Layout) -> Widths:
        """Return the part of them that a layout had room for, in the panes that it shows."""
        return Widths(
            layout.feeds - designed.feeds if layout.feeds else self.feeds,
            layout.list - designed.list if layout.list else self.list,
            layout.related - designed.related if layout.related else self.related,
        )


AS_DESIGNED: Final = Widths()


class OwnWidths(NamedTuple):
    """The person's widths, those of each class of screen for themselves."""

    medium: Widths = AS_DESIGNED
    wide: Widths = AS_DESIGNED
    widest: Widths = AS_DESIGNED

    def on(self, width: int) -> Widths:
        """Return those for a screen of this width."""
        return self[_class_of(width)]

    def changed(self, width: int, widths: Widths) -> OwnWidths:
        """Return them with others for a screen of this width."""
        return OwnWidths(*(widths if n == _class_of(width) else one for n, one in enumerate(self)))

    def __str__(self) -> str:
        return ", ".join(" ".join(map(str, widths)) for widths in self)

    @classmethod
    def read(cls, text: str) -> OwnWidths:
        """Parse the result of `str`; another text gives no changes."""
        if not re.fullmatch(r"(-?\d{1,5} -?\d{1,5} -?\d{1,5}(, |$)){3}", text):
            return cls()
        return cls(*(Widths(*map(int, part.split())) for part in text.split(", ")))


def _class_of(width: int) -> int:
    return (width >= WIDE) + (width >= WIDEST)


def arrange(
    width: int,
    height: int,
    focus: Where,
    *,
    behind: Where = Where.LIST,
    is_reading: bool = False,
    sidebar: bool = True,
    zen: bool = False,
    related_lines: int = 0,
    widths: Widths = AS_DESIGNED,
) -> Layout:
    """Return the layout of a screen of this size with this pane focused.

    behind: what an article, and the feeds, lie over. is_reading: an article is open.
    related_lines: the height of a strip with all related stories; 0: there are none.
    """
    if focus is Where.RELATED:
        sidebar, zen, related_lines = True, False, max(1, related_lines)
    main = behind if focus is Where.FEEDS else focus
    if focus in Where.READING or (width >= WIDEST and is_reading and main is Where.LIST):
        main = Where.ARTICLE
    if zen and focus is Where.ARTICLE:
        return Layout(main)
    if width < MEDIUM and focus is Where.FEEDS:
        return Layout(focus)
    feeds = FEEDS_COLUMNS if width >= WIDE or focus is Where.FEEDS else 0
    rest = width - (feeds + DIVIDER if feeds else 0)
    if main is not Where.ARTICLE:
        return Layout(main, _given(feeds, widths.feeds, width - MIN_MAIN_COLUMNS - DIVIDER))
    listed = 0
    if width >= WIDEST and behind is Where.LIST:
        listed = _between(rest - BESIDE - DIVIDER, MIN_COLUMNS, MAX_LIST_COLUMNS)
        rest -= listed + DIVIDER
    related = RELATED_COLUMNS if sidebar and rest >= BESIDE else 0
    if sidebar and related_lines and not related:
        return _over_or_under(height, focus, related_lines)
    most = width - MIN_MAIN_COLUMNS - 3 * DIVIDER
    related = _given(related, widths.related, most - feeds - listed)
    feeds = _given(feeds, widths.feeds, most - listed - related)
    listed = _given(listed, widths.list, most - feeds - related)
    if related and not related_lines:
        return Layout(main, feeds, listed, spare=related + DIVIDER)
    return Layout(main, feeds, listed, related)


def _over_or_under(height: int, focus: Where, related_lines: int) -> Layout:
    """Return the layout where the related stories find no room beside the article."""
    if focus is Where.RELATED:
        return Layout(focus)
    has_strip = related_lines > 1 and height >= MIN_LINES_WITH_STRIP
    return Layout(focus, strip=min(STRIP_LINES, related_lines + 1) if has_strip else 0)


def _given(columns: int, change: int, most: int) -> int:
    """Return the width of a pane with the person's change, as far as there is room."""
    if not columns or not change:
        return columns
    return _between(columns + change, MIN_COLUMNS, max(MIN_COLUMNS, most))


def _between(value: int, low: int, high: int) -> int:
    return max(low, min(high, value))
