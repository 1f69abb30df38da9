"""The story so far: a few lines of a story's timeline below the text of one of its articles."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Final

from rich.cells import cell_len

from qreader.render.cells import plural
from qreader.render.foot import Section
from qreader.render.story_size import size_in_words
from qreader.render.timeline import Columns, Moment, around, is_of, moment_lines, timeline
from qreader.render.wrap import Run, Runs, wrap

if TYPE_CHECKING:
    from qreader.model import ArticleId, Row, StorySize

LINES: Final = 8
"""The most lines of the timeline."""
LINES_IN_TWO: Final = 4
"""Likewise where each article takes two."""
HERE: Final = "you are here"
_INDENT: Final = "  "
_STYLES: Final = {
    "time": "foot", "source": "foot", "note": "story", "strong": "", "plain": "context",
}  # fmt: skip
"""The article's styles by those of a timeline: an unread title is plain text here."""


def story_so_far(
    rows: Sequence[Row],
    here: ArticleId,
    size: StorySize,
    now: datetime,
    key: Callable[[str], str],
) -> Section:
    """Return the story below an article: its size, its timeline around the article, and a key.

    rows: the whole story, oldest first. key: returns the key of an action, by its name.
    """
    moments = timeline(rows, now)

    def lines(width: int) -> list[Runs]:
        room = max(1, width - len(_INDENT))
        columns = Columns.of(moments, room)
        few = list(around(moments, here, LINES if columns.is_wide else LINES_IN_TWO))
        drawn = [line for one in few for line in _lines(one, columns, here)]
        heading = _heading(size_in_words(size), f"{key('thread')} opens it", width)
        return [[], *heading, [], *drawn]

    return lines


def _heading(size: str, opens: str, width: int) -> list[Runs]:
    """Return the heading with the size in its middle and the key at the right end."""
    name = "THE STORY SO FAR"
    free = width - cell_len(name) - cell_len(size) - cell_len(opens)
    if free < 2 * len(_INDENT):
        below = [Run(f"{size} · ", "foot"), Run(opens, "foot")]
        return [*wrap([Run(name, "foot-heading")], width), *wrap(below, width)]
    middle, end = " " * (free // 2), " " * (free - free // 2)
    return [[Run(name, "foot-heading"), Run(f"{middle}{size}{end}{opens}", "foot")]]


def _lines(one: Moment | int, columns: Columns, here: ArticleId) -> list[Runs]:
    if isinstance(one, int):
        return [[Run(f"{_INDENT}{' ' * columns.time} ┊ {plural(one, 'article')}", "foot")]]
    is_here = is_of(one, here)
    mark = Run("▸ " if is_here else "  ", "foot-key")
    lines = moment_lines(one, columns, [mark], HERE if is_here else "")
    return [[Run(_INDENT), *(_styled(run, is_here=is_here) for run in line)] for line in lines]


def _styled(run: Run, *, is_here: bool) -> Run:
    is_title = run.style in {"strong", "plain"}
    return run._replace(
        style="strong" if is_title and is_here else _STYLES.get(run.style, run.style)
    )
