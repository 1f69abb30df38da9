"""Prints lists: fitted to a terminal, whole lines in a pipe."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qreader.cli.columns import Line, print_columns
from qreader.model import Relation
from qreader.render.age import age, age_of, ago
from qreader.render.cells import plural
from qreader.render.reasons import SEPARATOR, why_related
from qreader.render.sparkline import sparkline
from qreader.render.story_size import size_in_words
from qreader.text.local_time import local_day
from qreader.text.safe import safe_line

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from qreader.cli.output import Output
    from qreader.model import (
        Feed,
        FeedActivity,
        FeedId,
        Related,
        Row,
        Rule,
        Search,
        Statistics,
        Topic,
    )

NO_DATE = "-"
"""The placeholder in a column, so that each line has as many words before the feed's name."""
MOST_FEEDS = 10
"""The most feeds of a kind that statistics name."""
NARROW_COLUMNS = 60
"""A narrower terminal has no room for the feed's name."""


def print_rows(output: Output, rows: Sequence[Row], now: datetime) -> None:
    """Print a page of a list: number, marks, age, feed, title. Unread titles are bold."""
    with_feed = not output.is_terminal or output.width >= NARROW_COLUMNS
    lines = []
    for row in rows:
        when = _when_of(output, row, now) or NO_DATE
        feed = (safe_line(row.feed),) if with_feed else ()
        cells = (str(row.id), marks(row), when, *feed, safe_line(row.title))
        lines.append(Line(cells, "" if row.status.read else "bold"))
    print_columns(output, lines)


def print_feeds(
    output: Output,
    feeds: Sequence[Feed],
    now: datetime,
    activity: Mapping[FeedId, FeedActivity] | None = None,
) -> None:
    """Print the feeds under a heading; an error stands below its feed in full.

    activity: where it is given, how much of each feed was opened, and its newest article.
    """
    activity = activity or {}
    more = ("OPENED", "NEWEST") if activity else ("CHECKED",)
    lines = [Line(("ID", "UNREAD", "ALL", *more, "FOLDER", "FEED"), "bold")]

    def when(moment: datetime | None) -> str:
        return "never" if moment is None else _when(output, moment, now)

    for feed in feeds:
        counts = (str(feed.id), str(feed.unread), str(feed.articles))
        found = activity.get(feed.id)
        cells = (str(found.opened), when(found.newest)) if found else (when(feed.checked),)
        names = (safe_line(feed.folder or "-"), safe_line(feed.title))
        lines.append(Line((*counts, *cells, *names), below=feed.error or feed.page_trouble))
    if feeds:
        print_columns(output, lines, right_aligned=4 if activity else 3)


def print_searches(output: Output, searches: Sequence[Search]) -> None:
    """Print the saved searches: unread articles where known, name, query."""
    lines = [Line(("UNREAD", "NAME", "QUERY"), "bold")]
    for one in searches:
        unread = "-" if one.unread is None else str(one.unread)
        lines.append(Line((unread, safe_line(one.name), safe_line(one.query))))
    if searches:
        print_columns(output, lines, right_aligned=1)


def print_rules(output: Output, rules: Sequence[Rule]) -> None:
    """Print the rules, in the order in which they are applied."""
    cells = [(safe_line(one.name), safe_line(one.action), safe_line(one.query)) for one in rules]
    if rules:
        print_columns(output, [Line(("NAME", "ACTION", "QUERY"), "bold"), *map(Line, cells)])


def print_related(
    output: Output,
    title: str | None,
    related: Sequence[Related],
    now: datetime,
    *,
    explain: bool = False,
) -> None:
    """Print an article's related ones: number and title, then source, age and reasons.

    explain: the parts of each score follow.
    """
    if title is not None:
        print_columns(output, [Line((safe_line(title),), "bold")])
    lines = []
    for found in related:
        row = found.row
        why = ", ".join(filter(None, (row.feed, _when_of(output, row, now))))
        if found.relation is not Relation.RELATED:
            why = f"{_RELATIONS[found.relation]}, {why}"
        said = why_related(found, title or "")
        if said:
            why = f"{why}, {said if output.is_unicode else said.replace(SEPARATOR, ', ')}"
        if found.pinned:
            why = f"pinned, {why}"
        if explain:
            parts = ", ".join(f"{name} {value:.2f}" for name, value in found.parts)
            why = f"{why}. Score {found.score:.2f}{f': {parts}' if parts else ''}"
        lines.append(Line((str(row.id), safe_line(row.title)), below=why))
    print_columns(output, lines)


_RELATIONS = {Relation.STORY: "same story", Relation.EARLIER: "earlier"}


def print_topics(output: Output, topics: Sequence[Topic], now: datetime) -> None:
    """Print the trending topics: label, sources and sparkline, then their articles."""
    for topic in topics:
        size = size_in_words(topic.size, ", ") if topic.size else plural(topic.sources, "source")
        curve = sparkline(topic.trend) if output.is_unicode else ""
        heading = f"{safe_line(topic.label)}  {curve}  {size}"
        print_columns(output, [Line((heading,), "bold")])
        print_rows(output, topic.articles, now)


def print_statistics(output: Output, found: Statistics, now: datetime) -> None:
    """Print the articles read by day, the feeds never opened, and those that fell silent."""
    weeks = [found.read_by_day[n : n + 7] for n in range(0, len(found.read_by_day), 7)]
    curve = f"  {sparkline(found.read_by_day)}" if output.is_unicode else ""
    head = f"Read{curve}  {sum(weeks[-1])} in the last 7 days, {sum(map(sum, weeks))} in"
    print_columns(output, [Line((f"{head} {len(found.read_by_day)}",), "bold")])
    kinds = {"Never opened": found.never_opened, "Silent for three months": found.silent}
    for name, pairs in kinds.items():
        if pairs:
            shown = pairs[:MOST_FEEDS]
            print_columns(output, [Line((f"{name}: {len(pairs)}",), "bold")])
            print_columns(output, [Line(_activity_cells(*pair, now)) for pair in shown])


def _activity_cells(feed: Feed, does: FeedActivity, now: datetime) -> tuple[str, ...]:
    newest = ago(does.newest, now) if does.newest else "never"
    return str(feed.id), f"{does.per_week:g} a week", f"newest {newest}", safe_line(feed.title)


def _when(output: Output, moment: datetime, now: datetime) -> str:
    """Return a moment's age for a terminal, its day for a pipe: a day stays true."""
    return age(moment, now) if output.is_terminal else local_day(moment)


def _when_of(output: Output, row: Row, now: datetime) -> str:
    """Return likewise an article's age or day; "" where its source states no date."""
    if output.is_terminal:
        return age_of(row, now)
    return "" if row.undated else local_day(row.dated)


def marks(row: Row) -> str:
    """Return N for new, * for starred, L for later: characters that every terminal has."""
    status = row.status
    new = "-" if status.read else "N"
    starred = "*" if status.starred else "-"
    return new + starred + ("L" if status.later else "-")
