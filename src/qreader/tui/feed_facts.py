"""Feed facts: what a feed brings and when it is visited, in lines for its page. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from qreader.render.age import ago
from qreader.render.cells import plural
from qreader.render.sparkline import sparkline
from qreader.text.local_time import day_and_time
from qreader.text.safe import safe_line

if TYPE_CHECKING:
    from datetime import datetime

    from qreader.model import Feed, FeedWeeks, Recipe

_PARTS = ("title", "link", "date", "text", "author")


def facts_of(feed: Feed, weeks: FeedWeeks, now: datetime) -> list[str]:
    """Return a line on what it brings, one on its visits, and its failure where it has one."""
    brings = [_brings(weeks), _opened(weeks), f"{weeks.starred} starred" if weeks.starred else ""]
    lines = [" · ".join(filter(None, brings)), ", ".join(_visits(feed, now))]
    if feed.recipe is not None:
        lines.append(_stories_by(feed.recipe))
    if feed.error is not None:
        lines.append(safe_line(feed.error))
    if feed.page_trouble is not None:
        lines.append(feed.page_trouble)
    return [line for line in lines if line]


def _brings(weeks: FeedWeeks) -> str:
    count = sum(weeks.brought)
    if not count:
        return f"nothing in {len(weeks.brought)} weeks"
    mean = round(count / len(weeks.brought), 1 if count < 100 else None)
    return f"{sparkline(weeks.brought)} {mean:g} a week"


def _stories_by(recipe: Recipe) -> str:
    """Return how the stories of a page are found."""
    if recipe.items == "auto":
        return "a page without a feed: its stories are recognised"
    within = (f"{name} {stated}" for name in _PARTS if (stated := getattr(recipe, name)))
    return safe_line(f"a page without a feed: {' · '.join((recipe.items, *within))}")


def _opened(weeks: FeedWeeks) -> str:
    count = sum(weeks.brought)
    return f"you opened {100 * weeks.opened // count} %" if count else ""


def _visits(feed: Feed, now: datetime) -> Iterator[str]:
    if feed.is_local:
        yield "a file" if feed.checked is None else f"read {ago(feed.checked, now)}"
        return
    yield "never visited" if feed.checked is None else f"visited {ago(feed.checked, now)}"
    if feed.gone:
        yield "its server says that it is gone for good"
    elif feed.failures > 1:
        yield f"{plural(feed.failures, 'failure')} in a row"
    if feed.next_check is not None and feed.next_check > now and not feed.gone:
        yield f"next {day_and_time(feed.next_check, now)}"
