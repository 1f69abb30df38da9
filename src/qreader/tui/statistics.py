"""Statistics: shows what the person reads, and which feeds they do not need."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from qreader import model
from qreader.model import Query
from qreader.render.age import ago
from qreader.render.sparkline import sparkline
from qreader.text.safe import safe_line
from qreader.tui.messages import ShowView

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from qreader.library import Library
    from qreader.model import Feed, FeedActivity
    from qreader.model import Statistics as Found
    from qreader.tui.desk import Desk
    from qreader.tui.widgets.lookup import Choice

MOST_FEEDS: Final = 10
"""The most feeds of a kind that it names."""


class Statistics:
    """Runs on the event loop; a thread reads the cache."""

    def __init__(self, desk: Desk, library: Library) -> None:
        self._desk = desk
        self._library = library

    async def show(self) -> None:
        """Show the statistics; a chosen feed's list is shown."""
        from qreader.tui.widgets.lookup import Lookup

        found = await self._desk.call(self._read, lane="statistics")
        title = f"Reading: {_summary(found)}"
        choices = choices_of(found, self._library.now())
        if not choices:
            self._desk.say(f"{title}; no feed lies idle")
            return
        chosen = await self._desk.choose(Lookup(title, choices, takes="shows its articles"))
        if chosen is not None and isinstance(chosen.value, model.Feed):
            feed = chosen.value
            self._desk.post_message(ShowView(Query(feed_id=feed.id), safe_line(feed.title)))

    def _read(self) -> Found:
        return self._library.activity.statistics(self._library.feeds.all())


def _summary(found: Found) -> str:
    week = found.read_by_day[-7:]
    return f"{sum(week)} this week {sparkline(week)}  {sum(found.read_by_day)} in four weeks"


def choices_of(found: Found, now: datetime) -> list[Choice]:
    """Return the feeds worth a look, under headings that say why."""
    from qreader.tui.widgets.lookup import Choice

    choices: list[Choice] = []
    kinds = {
        "Never opened": [(one, _brings(one[1])) for one in found.never_opened],
        "Silent for three months": [(one, _newest(one[1], now)) for one in found.silent],
    }
    for name, feeds in kinds.items():
        if feeds:
            choices += [Choice("", "")] if choices else []
            choices.append(Choice(f"{name}: {len(feeds)}", ""))
            choices += _named(feeds[:MOST_FEEDS])
    return choices


def _named(feeds: Sequence[tuple[tuple[Feed, FeedActivity], str]]) -> list[Choice]:
    from qreader.tui.widgets.lookup import Choice

    return [Choice(safe_line(feed.title), text, feed) for (feed, _), text in feeds]


def _brings(does: FeedActivity) -> str:
    return f"{does.per_week:g} a week" if does.per_week else "brings nothing lately"


def _newest(does: FeedActivity, now: datetime) -> str:
    newest = f"newest {ago(does.newest, now)}" if does.newest else "never brought anything"
    return f"{newest}, {does.opened} opened"
