"""A story as a timeline: when each source told it, who was first, and how long all were silent.

Pure; both the list and the foot of an article draw it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import pairwise
from typing import TYPE_CHECKING, Final, NamedTuple

from rich.cells import cell_len

from qreader.render.age import DAYS, MONTHS, UNKNOWN
from qreader.render.cells import fit, fit_right, plural
from qreader.render.source_name import source_name
from qreader.render.wrap import Run
from qreader.text.local_time import local
from qreader.text.safe import safe_line

if TYPE_CHECKING:
    from qreader.model import ArticleId, Row

LEAST_GAP: Final = timedelta(hours=4)
"""The shortest silence that is shown."""
GAPS_IN_STORY: Final = 8
"""A silence is shown from this part of the story's duration on: a long story has long pauses."""
WIDE: Final = 60
"""The least width for one line an article; in less, its title is below time and source."""
CLOCK: Final = 5
"""The cells of `14:03`."""
FIRST: Final = "first"
NAME_IN_NOTE: Final = 20
"""The most cells of a source in a note."""
MIN_TITLE: Final = 20
"""The fewest cells that a note leaves to a title."""


class Moment(NamedTuple):
    """An article of a story, with the copies of its text."""

    row: Row
    day: str
    """`Sun`, `27 Nov`; "" where it is that of the article above."""
    clock: str
    gap: str = ""
    """How long nobody told more before it: `4 h`."""
    copies: tuple[Row, ...] = ()
    is_first: bool = False


def timeline(rows: Sequence[Row], now: datetime) -> list[Moment]:
    """Return the moments of a story, whose rows are oldest first.

    A copy is in the moment of its original.
    """
    here = {row.id for row in rows}
    originals = {row.id for row in rows if row.copy_of not in here}
    copies: dict[ArticleId, list[Row]] = {}
    told: list[Row] = []
    for row in rows:
        if row.copy_of is not None and row.copy_of in originals:
            copies.setdefault(row.copy_of, []).append(row)
        else:
            told.append(row)
    least = max(LEAST_GAP, duration(rows) / GAPS_IN_STORY)
    moments: list[Moment] = []
    day_above = ""
    for number, row in enumerate(told):
        day = "" if row.undated else _day(local(row.dated), local(now).date())
        silence = _silence(told[number - 1], row) if number else timedelta()
        moments.append(
            Moment(
                row,
                "" if day == day_above else day,
                UNKNOWN if row.undated else f"{local(row.dated):%H:%M}",
                in_short(silence) if silence >= least else "",
                tuple(copies.get(row.id, ())),
                is_first=not number and len(told) > 1,
            )
        )
        day_above = day or day_above
    return moments


def duration(rows: Sequence[Row]) -> timedelta:
    """Return the time from the first article with a date to the last one."""
    dates = [row.dated for row in rows if not row.undated]
    return max(dates) - min(dates) if dates else timedelta()


def in_words(length: timedelta) -> str:
    """Return a duration: `40 minutes`, `28 hours`, `3 days`; "" where it is none."""
    hours = round(length / timedelta(hours=1))
    if hours < 2:
        minutes = length // timedelta(minutes=1)
        return plural(minutes, "minute") if minutes else ""
    return plural(hours, "hour") if hours <= 48 else plural(length.days, "day")


def in_short(length: timedelta) -> str:
    """Return the length of a silence: `4 h`, `3 days`, `5 weeks`."""
    hours, days = length // timedelta(hours=1), length.days
    if hours < 48:
        return f"{hours} h"
    return f"{days} days" if days < 21 else f"{days // 7} weeks"


def _silence(before: Row, row: Row) -> timedelta:
    is_known = not (before.undated or row.undated)
    return row.dated - before.dated if is_known else timedelta()


def _day(here: datetime, today: date) -> str:
    """Return a day as one says it: by its name in the last week, else by its date."""
    if 0 <= (today - here.date()).days < len(DAYS):
        return DAYS[here.weekday()]
    year = "" if here.year == today.year else f" {here.year}"
    return f"{here.day} {MONTHS[here.month - 1]}{year}"


# ---- drawing


@dataclass(frozen=True, slots=True)
class Columns:
    """The columns of a timeline, in cells."""

    width: int
    day: int
    source: int

    @classmethod
    def of(cls, moments: Sequence[Moment], width: int) -> Columns:
        """Return columns as wide as these moments need, within a width."""
        day = max((cell_len(moment.day) for moment in moments), default=0)
        most = max(8, min(20, width // 5))
        names = (cell_len(source_name(moment.row.feed, most)) for moment in moments)
        return cls(width, day, max(names, default=0))

    @property
    def is_wide(self) -> bool:
        """Whether an article has one line."""
        return self.width >= WIDE

    @property
    def time(self) -> int:
        """The cells of day and clock."""
        return self.day + 1 + CLOCK


def moment_lines(
    moment: Moment, columns: Columns, marks: Sequence[Run] = (), said: str = ""
) -> list[list[Run]]:
    """Return the line of an article, or its two lines.

    marks: what stands between time and source. said: what stands at the right end, before the
    notes of the moment itself.
    """
    row = moment.row
    clock = f"{fit(moment.day, columns.day)} {fit_right(moment.clock, CLOCK)} "
    start = [Run(clock, "time"), *marks]
    look = "plain" if row.status.read else "strong"
    taken = sum(cell_len(run.text) for run in start)
    if not columns.is_wide:
        return [_upper(moment, columns, start, taken, said), _lower(row, columns, look)]
    source = fit(source_name(row.feed, columns.source), columns.source)
    room = max(1, columns.width - taken - columns.source - 2)
    note = _note(moment, said, room - MIN_TITLE)
    title = fit(safe_line(row.title), room - cell_len(note))
    return [[*start, Run(f"{source}  ", "source"), Run(title, look), Run(note, "note")]]


def gap_line(moment: Moment, columns: Columns) -> list[Run]:
    """Return the line above a moment before which nobody told more."""
    return [Run(" " * (columns.time + 1), "time"), Run("┊", "note"), Run(f" {moment.gap}", "time")]


def _upper(
    moment: Moment, columns: Columns, start: Sequence[Run], taken: int, said: str
) -> list[Run]:
    room = max(1, columns.width - taken)
    note = _note(moment, said, room - 8)
    source = fit(source_name(moment.row.feed, room), room - cell_len(note))
    return [*start, Run(source, "source"), Run(note, "note")]


def _lower(row: Row, columns: Columns, look: str) -> list[Run]:
    indent = min(2, columns.width - 1)
    return [Run(" " * indent), Run(fit(safe_line(row.title), columns.width - indent), look)]


def _note(moment: Moment, said: str, room: int) -> str:
    """Return what stands behind a title, in the longest form that has room."""
    first = FIRST if moment.is_first else ""
    times = f"×{len(moment.copies) + 1}" if moment.copies else ""
    others = dict.fromkeys(row.feed for row in moment.copies if row.feed != moment.row.feed)
    names = ", ".join(source_name(feed, NAME_IN_NOTE) for feed in others)
    same = f"{times} same text: {names}" if names else f"{times} same text" if times else ""
    for parts in ((said, first, same), (said, first, times), (said or first, times), (said,)):
        note = " · ".join(filter(None, parts))
        if note and cell_len(note) + 2 <= room:
            return f"  {note}"
    return ""


def around(moments: Sequence[Moment], here: ArticleId, most: int) -> Iterator[Moment | int]:
    """Yield the moments of a few lines: the first one, then those around an article.

    A number stands for so many moments that are left out, in a line of its own.
    """
    at = next((n for n, one in enumerate(moments) if is_of(one, here)), 0)
    if len(moments) <= most:
        yield from moments
        return
    room = max(1, most - 3)  # the first, and up to two numbers
    start = max(1, min(at - room // 2, len(moments) - room))
    kept = [0, *range(start, min(len(moments), start + room))]
    for before, number in pairwise([-1, *kept]):
        if number == before + 2:
            yield moments[number - 1]  # it takes no more room than its number
        elif number > before + 1:
            yield number - before - 1
        yield moments[number]
    below = moments[kept[-1] + 1 :]
    if len(below) == 1:
        yield below[0]
    elif below:
        yield len(below)


def is_of(moment: Moment, article_id: ArticleId) -> bool:
    """Whether an article or its copy is a moment's."""
    return any(row.id == article_id for row in (moment.row, *moment.copies))
