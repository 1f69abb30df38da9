"""Columns: an article as a row of columns, and what stands below it under the cursor. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Final, NamedTuple

from rich.cells import cell_len

from qreader.model import Attention
from qreader.render import age
from qreader.render.cells import ELLIPSIS, cut, cut_at_word, fit, fit_right, wrap
from qreader.render.source_name import source_name
from qreader.render.sparkline import sparkline
from qreader.text.safe import safe_line
from qreader.tui.signs import Signs

if TYPE_CHECKING:
    from qreader.model import Row

WITH_CURVE: Final = 100
"""The least width for the week of a story as a curve."""
WITH_SOURCE: Final = 70
"""The least width for a column of sources; in less, the source is said under the cursor."""
WITH_NUMBER: Final = 50
"""The least width for a column of numbers of sources."""
DAYS: Final = 7
"""The days, and so the cells, of a curve."""
MIN_SOURCES: Final = 2
"""The fewest sources that are counted."""
CURVE_SOURCES: Final = 3
"""The fewest sources of a story that has a curve: two say little of a week."""
NUMBER_WIDTH: Final = 3
HEAD: Final = 4
"""The cells before a title: bar, state, what is kept, a blank."""
BELOW: Final = 87
"""The most cells of a line below a title: longer ones read badly, and each key sends one."""
REST_LINES: Final = 3
"""The most lines for the rest of a long title."""
MIN_TITLE: Final = 12
"""The fewest cells that tags leave to a title."""


class Part(NamedTuple):
    """A part of a line and the name of its look."""

    text: str
    look: str
    is_text: bool = False
    """Whether it is the article's own words, in which a search is marked."""


@dataclass(frozen=True, slots=True)
class Columns:
    """The widths of the columns in cells; 0: there is none."""

    width: int
    title: int
    curve: int
    number: int
    source: int
    signs: Signs

    @classmethod
    def of(cls, width: int, *, has_sources: bool, signs: Signs) -> Columns:
        """Return the columns of a list: a narrow one has fewer, and its titles keep the width."""
        curve = DAYS if width >= WITH_CURVE else 0
        number = NUMBER_WIDTH if width >= WITH_NUMBER else 0
        if number and signs.in_words:
            number = len("followed 12 sources")
        source = max(14, min(24, width // 6)) if has_sources and width >= WITH_SOURCE else 0
        taken = [2 + curve if curve else 0, 1 + number if number else 0]
        taken += [2 + source if source else 0, 1 + age.WHEN_WIDTH]
        title = max(1, width - _head_width(signs) - sum(taken))
        return cls(width, title, curve, number, source, signs)


def _head_width(signs: Signs) -> int:
    return HEAD - 2 if signs.in_words else HEAD


# ---- the row


def head(row: Row, signs: Signs, *, is_selected: bool) -> list[Part]:
    """Return the state and what is kept, each in a cell of its own, so that none hides another."""
    if signs.in_words:
        return [Part(" ", "row--plain")]
    status = row.status
    state = Part(" ", "row--unread")
    if is_selected:
        state = Part(signs.selected, "row--accent")
    elif not status.read:
        state = Part(signs.unread, "row--unread")
    elif row.changed:
        state = Part(signs.changed, "row--changed")
    kept = signs.starred if status.starred else signs.later if status.later else " "
    return [state, Part(f"{kept} ", "row--kept")]


def spoken(row: Row, signs: Signs, *, is_selected: bool) -> str:
    """Return the state as words before a title, for screen readers: `new, starred: `."""
    status = row.status
    words = [
        signs.selected * is_selected,
        signs.unread * (not status.read),
        signs.changed * (row.changed and status.read),
        signs.starred * status.starred,
        signs.later * status.later,
    ]
    said = ", ".join(filter(None, words))
    return f"{said}: " if signs.in_words and said else ""


def title(row: Row, width: int, signs: Signs, *, is_selected: bool) -> list[Part]:
    """Return the title in so many cells, with the person's tags in grey behind it."""
    behind = "".join(f"  #{safe_line(tag)}" for tag in row.status.tags)
    behind = cut(behind, max(0, width - MIN_TITLE) // 2)
    text = spoken(row, signs, is_selected=is_selected) + safe_line(row.title)
    text = cut_at_word(text, max(1, width - cell_len(behind)))
    look = "row--plain" if row.status.read else "row--strong"
    rest = fit(behind, width - cell_len(text))
    return [Part(text, look, is_text=True), Part(rest, "row--dim" if behind else look)]


def facts(row: Row, columns: Columns, now: datetime, *, has_days: bool) -> list[Part]:
    """Return what stands right of a title: the story's week and sources, the source, the age."""
    return [*_story(row, columns), *_source(row, columns), _age(row, now, has_days)]


def _story(row: Row, columns: Columns) -> list[Part]:
    size, signs = row.story_size, columns.signs
    number, curve = _number(row, signs), ""
    if size is not None and size.sources >= CURVE_SOURCES and any(size.trend):
        curve = rising(size.trend) if signs.in_words else sparkline(size.trend)
    if number and signs.in_words:
        number += " sources"
    look = "row--dim" if row.attention is Attention.MUTE else "row--story"
    text = f"  {fit(curve, columns.curve)}" if columns.curve else ""
    text += f" {fit_right(number, columns.number)}" if columns.number else ""
    return [Part(text, look)]


def rising(trend: Sequence[int]) -> str:
    """Return a curve as a word."""
    *before, now = trend
    return "rising" if now * len(before) > 2 * sum(before) else ""


def _source(row: Row, columns: Columns) -> list[Part]:
    width = columns.source
    return [Part(f"  {fit(source_name(row.feed, width), width)}", "row--dim")] if width else []


def _age(row: Row, now: datetime, has_days: bool) -> Part:
    old = age.when(row, now, has_days=has_days)
    return Part(f" {fit_right(old, age.WHEN_WIDTH)}", "row--dim")


# ---- below the title


def below(
    row: Row, columns: Columns, found: str = "", *, has_sources: bool
) -> Sequence[Sequence[Part]]:
    """Return the lines below a title, at least one; how many does not depend on what was found.

    They are the whole rest of a long title, then how the text begins; of a search, `found` is where
    it found its words. has_sources: whether the source is named here, where it has no column.
    """
    room = max(1, min(columns.width - HEAD, BELOW))
    facts = _unshown(row, columns, room, has_sources)
    text = " · ".join(filter(None, (facts, found or _beginning(row))))
    rest = _rest(row, columns)
    if not rest:
        return [[Part(cut(text, room), "row--dim", is_text=True)]]
    look = "row--plain" if row.status.read else "row--strong"
    lines = [[Part(line, look, is_text=True)] for line in wrap(rest, room, REST_LINES)]
    left = room - cell_len(lines[-1][0].text) - 3
    if text and left >= MIN_TITLE:
        lines[-1].append(Part(f" · {cut(text, left)}", "row--dim", is_text=True))
    return lines


def first_below(lines: Sequence[Sequence[Part]], width: int) -> Sequence[Part]:
    """Return the first line below a title, where no more are shown of it."""
    first, *others = lines
    if not others:
        return first
    return [first[0]._replace(text=cut(f"{first[0].text}{ELLIPSIS}", width - HEAD))]


def _unshown(row: Row, columns: Columns, room: int, has_sources: bool) -> str:
    """Return the source, and the number of sources, of a list that is too narrow for a column."""
    source = source_name(row.feed, room // 2) if has_sources and not columns.source else ""
    number = "" if columns.number else _number(row, columns.signs)
    return " · ".join(filter(None, (source, f"{number} sources" if number else "")))


def _number(row: Row, signs: Signs) -> str:
    """Return how many sources tell a story, with the mark of one that is followed or muted."""
    size = row.story_size
    if size is None or size.sources < MIN_SOURCES:
        return ""
    mark = {Attention.FOLLOW: signs.followed, Attention.MUTE: signs.muted, None: ""}[row.attention]
    return f"{mark} {size.sources}" if mark and signs.in_words else f"{mark}{size.sources}"


def _rest(row: Row, columns: Columns) -> str:
    """Return what the row cuts off its title, behind an ellipsis."""
    name, words = safe_line(row.title), spoken(row, columns.signs, is_selected=False)
    shown = title(row, columns.title, columns.signs, is_selected=False)[0].text
    if shown == words + name:
        return ""
    start = len(shown.removesuffix(ELLIPSIS)) - len(words)
    return ELLIPSIS + name[max(0, start) :].lstrip()


def _beginning(row: Row) -> str:
    """Return how the text begins, without the title that some texts repeat, else the address."""
    text, name = safe_line(row.excerpt), safe_line(row.title)
    text = text.removeprefix(name).lstrip(" .:–—-") if name else text
    return text or re.sub("^https?://", "", safe_line(row.url or ""))
