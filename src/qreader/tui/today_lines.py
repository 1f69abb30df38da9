"""Lines of Today: its stories, articles and headings as parts of a line. Pure.

Marks, titles and ages look as they do in a list: `columns` draws them.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Final, NamedTuple

from rich.cells import cell_len

from qreader.model import Attention
from qreader.render import age
from qreader.render.cells import cut, cut_at_word, fit, fit_right, plural
from qreader.render.source_name import source_name
from qreader.render.sparkline import sparkline
from qreader.render.story_size import size_in_words
from qreader.text.safe import safe_line
from qreader.tui import columns
from qreader.tui.columns import HEAD, Part

if TYPE_CHECKING:
    from qreader.model import FrontArticle, FrontPage, FrontStory, Row, StorySize
    from qreader.tui.signs import Signs

RISES: Final = "▲"
WIDE: Final = 100
"""The least width for the number of a story's articles, and for all that a catch-up says."""
IN_COLUMNS: Final = 60
"""The least width for a story's numbers beside its title, and for sources; else they are below."""
SOURCES_WIDTH: Final = len("99 sources")
ARTICLES_WIDTH: Final = len("999 articles")
SOURCE_CELLS: Final = 20
"""The most cells of a source among others."""
MIN_TITLE: Final = 24
"""The least cells for a title below a story: in less, its source gives way."""
JOINT: Final = " · "
RISING_HEAD: Final = "RISING "
TERM_GAP: Final = "   "
CATCH_UP_MINUTES: Final = 20
"""What the key catches up for without a count."""


class Line(NamedTuple):
    """The parts of a line that are lit under the cursor, and those at its right that are not.

    A lit cell is sent again at each move: a title alone is half of a line.
    """

    lit: list[Part]
    unlit: Sequence[Part] = ()


def heading(name: str, middle: str, right: str, width: int) -> list[Part]:
    """Return a heading: its name, what is above the curves, and what is at the right edge."""
    left = width - cell_len(name) - 1
    at = width - _numbers_width(width) - 1 - cell_len(name)
    rest = fit_right(right, left)
    if middle and 0 < at < left - len(middle) - len(right) - 2:
        rest = " " * at + middle + rest[at + len(middle) :]
    return [Part(f" {name}", "row--strong"), Part(rest, "row--dim")]


def stories_heading(shown: int, page: FrontPage, key: str, width: int) -> list[Part]:
    """Return the heading of the stories: how many are shown, and the key for all of them."""
    middle = "7 days" if shown and width >= WIDE else ""
    right = "no two of your sources tell the same today" if not shown else ""
    if 0 < shown < len(page.stories):
        right = f"{shown} of {len(page.stories)} · {key} all"
    return heading("FRONT OF MIND", middle, cut(right, width - 18), width)


def alone_heading(page: FrontPage, key: str, width: int) -> list[Part]:
    """Return the heading of the articles that one source alone has."""
    total = f"{page.alone_total:,}".replace(",", "\u202f")
    right = f"{total} unread · {key} reads on" if width >= IN_COLUMNS else total
    return heading("ONLY IN ONE PLACE", "", right, width)


# ---- a story


def story_line(story: FrontStory, width: int, now: datetime, signs: Signs) -> Line:
    """Return the first line of a story: its newest article, its week and its numbers."""
    size, when = story.row.story_size, _when(story.row, now)
    if size is None or width < IN_COLUMNS:
        return Line(_head(story.row, width - len(when), signs), [Part(when, "row--dim")])
    curve = f"  {_curve(size, signs)}  {fit_right(plural(size.sources, 'source'), SOURCES_WIDTH)}"
    more = fit_right(plural(size.articles, "article"), ARTICLES_WIDTH)
    rest = f"  {more}{when}" if width >= WIDE else when
    head = _head(story.row, width - cell_len(curve) - cell_len(rest), signs)
    return Line(head, [Part(curve, "row--story"), Part(rest, "row--dim")])


def below_story(story: FrontStory, width: int, now: datetime, signs: Signs) -> Line:
    """Return the second line of a story: who tells it, and what is to be said of it."""
    size, room = story.row.story_size, width - HEAD
    indent = " " * (HEAD - 1)
    if width < IN_COLUMNS:
        curve = f"{_curve(size, signs)}  " if size else ""
        words = cut(size_in_words(size), room - cell_len(curve)) if size else ""
        return Line([], [Part(indent + curve, "row--story"), Part(words, "row--dim")])
    every = JOINT.join(source_name(one, SOURCE_CELLS) for one in story.sources)
    most = max(room - cell_len(every) - 4, room // 2)
    note, look = _note(story, most, now, signs)
    sources = _sources(story.sources, room - cell_len(note) - 4 * bool(note))
    gap = " " * (room - cell_len(sources) - cell_len(note))
    return Line([], [Part(f"{indent}{sources}{gap}", "row--dim"), Part(note, look)])


def _note(story: FrontStory, width: int, now: datetime, signs: Signs) -> tuple[str, str]:
    """Return what is most worth saying of a story, and its look."""
    read, unread = len(story.read), len(story.unread)
    if story.until is not None and story.row.attention is Attention.FOLLOW:
        return cut(f"{signs.followed} followed until {age.day(story.until)}", width), "row--story"
    if story.row.attention is Attention.MUTE:
        return cut(f"{signs.muted} muted", width), "row--dim"
    if read and not story.row.status.read:
        return cut(f"{read} read · {unread} unread", width), "row--dim"
    if read and not unread:
        return cut("all of it read", width), "row--dim"
    if story.twice is not None and not read:
        most = max(4, min(SOURCE_CELLS, (width - len("one text, run twice:  = ")) // 2))
        one, other = (source_name(name, most) for name in story.twice)
        return cut(f"one text, run twice: {one} = {other}", width), "row--dim"
    if story.other is None:
        return "", "row--dim"
    lead = f"{unread} unread: " if read else "also: "
    source = source_name(story.other.feed, SOURCE_CELLS)
    behind = f"{JOINT}{source} {age.when(story.other, now, has_days=False)}"
    if width - cell_len(lead) - cell_len(behind) < MIN_TITLE:
        behind = ""
    left = width - cell_len(lead) - cell_len(behind)
    return f"{lead}{cut_at_word(safe_line(story.other.title), left)}{behind}", "row--dim"


def _sources(sources: Sequence[str], width: int) -> str:
    """Return as many whole names as fit, and an ellipsis for the others."""
    named = ""
    for number, source in enumerate(sources):
        name = source_name(source, SOURCE_CELLS)
        added = f"{named}{JOINT}{name}" if named else name
        rest = f"{JOINT}…" if number < len(sources) - 1 else ""
        if cell_len(added + rest) > width:
            return cut(f"{named}{JOINT}…" if named else name, width)
        named = added
    return named


# ---- an article


def article_line(article: FrontArticle, width: int, now: datetime, signs: Signs) -> Line:
    """Return an article that one source alone has: how long it takes, its source and its age."""
    row = article.row
    tail = _when(row, now)
    if width >= IN_COLUMNS:
        source = max(14, min(24, width // 6))
        minutes = fit_right(f"{article.minutes} min", 7)
        tail = f"{minutes}  {fit(source_name(row.feed, source), source)}{tail}"
    return Line(_head(row, width - cell_len(tail), signs), [Part(tail, "row--dim")])


# ---- what rises, and catching up


def terms_of(page: FrontPage, width: int) -> list[tuple[str, str]]:
    """Return the rising terms that fit, each with its number."""
    found: list[tuple[str, str]] = []
    left = width - len(RISING_HEAD) - 1
    for term, count in page.rising:
        one = (safe_line(term), f" {RISES}{count}")
        left -= len(TERM_GAP) + sum(map(cell_len, one))
        if left < 0 and found:
            break
        found.append(one)
    return found


def rising_line(terms: Sequence[tuple[str, str]], chosen: int | None) -> Line:
    """Return the rising terms; the chosen one has the accent."""
    parts: list[Part] = []
    for number, (term, count) in enumerate(terms):
        look = "row--accent" if number == chosen else "row--plain"
        parts += [Part(TERM_GAP, "row--plain"), Part(term, look), Part(count, "row--story")]
    return Line([Part(RISING_HEAD, "row--strong")], parts)


def term_at(terms: Sequence[tuple[str, str]], x: int) -> int | None:
    """Return which of the terms is on a cell of the line."""
    end = 1 + len(RISING_HEAD)
    for number, one in enumerate(terms):
        end += len(TERM_GAP) + sum(map(cell_len, one))
        if x < end:
            return number
    return None


def catch_up_line(page: FrontPage, week: Sequence[int], key: str, width: int) -> Line:
    """Return what can be read in how many minutes, and what was read this week."""
    unit = "minutes" if width >= WIDE else "min"
    offers = [
        f"{minutes} {unit}: {count} {'story' if count == 1 else 'stories'}"
        f" ({key if minutes == CATCH_UP_MINUTES else f'{minutes}{key}'})"
        for minutes, count in page.catch_up
    ]
    text = "   " + "    ".join(offers if width >= IN_COLUMNS else offers[-1:])
    name, offered = [Part("CATCH UP ", "row--strong")], Part(text[1:], "row--dim")
    read = f"{sparkline(week)}  {sum(week)}"
    left = width - 1 - cell_len("CATCH UP" + text) - cell_len(f"READ THIS WEEK  {read}")
    if not sum(week) or left < 2:
        return Line(name, [offered])
    named = Part(" " * left + "READ THIS WEEK  ", "row--strong")
    return Line(name, [offered, named, Part(read, "row--dim")])


# ---- parts of lines


def _head(row: Row, width: int, signs: Signs) -> list[Part]:
    """Return the marks and the title of an article, in a width that includes the bar."""
    marks = columns.head(row, signs, is_selected=False)
    room = width - 1 - sum(cell_len(part.text) for part in marks)
    return [*marks, *columns.title(row, max(1, room), signs, is_selected=False)]


def _when(row: Row, now: datetime) -> str:
    return f" {fit_right(age.when(row, now, has_days=False), age.WHEN_WIDTH)}"


def _curve(size: StorySize, signs: Signs) -> str:
    return fit(columns.rising(size.trend) if signs.in_words else sparkline(size.trend), 7)


def _numbers_width(width: int) -> int:
    """Return the cells of a story's curve and of what is right of it."""
    wide = 2 + ARTICLES_WIDTH if width >= WIDE else 0
    return 7 + 2 + SOURCES_WIDTH + wide + 1 + age.WHEN_WIDTH
