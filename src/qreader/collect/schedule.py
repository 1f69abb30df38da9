"""Schedule and back-off: when a feed is fetched again, and whether it may be. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from enum import StrEnum
from hashlib import blake2b

from qreader.model import Feed, Move, Pace
from qreader.text import urls

HABIT_ARTICLES = 20
"""The newest articles of a feed, from which its frequency is estimated."""
LONGEST_WAIT = timedelta(hours=24)
"""The longest wait of every feed."""
LONGEST_QUIET = timedelta(hours=72)
"""A weekend and a day: a feed that is rate-limited for longer is fetched nevertheless."""
PAGE_INTERVAL = timedelta(days=1)
"""How long a single page from the web counts as fresh: it changes less often than a feed."""
UNKNOWN_HABIT = timedelta(hours=1)
MOVE_AFTER = timedelta(days=1)
"""How long a permanent redirect must last to be believed; before, it may be a mistake, or a hotel's
network that redirects everything."""

_VISITS_AN_ARTICLE = 4
_FIRST_BACK_OFF = timedelta(minutes=5)
_JITTER = 0.2


def next_visit(
    now: datetime,
    least: timedelta,
    dates: Sequence[datetime],
    pace: Pace,
    fresh_seconds: int = 0,
) -> datetime:
    """Return when a successfully fetched feed is due again.

    The wait is the longest of those by its frequency, by the feed, by its server and by the person
    (least); at most a day, and not into its quiet hours. dates: of its newest articles.
    """
    stated = timedelta(seconds=max(pace.wait_seconds, fresh_seconds))
    wait = max(least, min(max(_habit(now, dates), stated), LONGEST_WAIT))
    return _after_quiet(now + wait, pace)


def next_try(
    now: datetime, least: timedelta, feed_id: int, failures: int, asked_seconds: int = 0
) -> datetime:
    """Return when a feed is fetched again after failures in a row.

    The wait doubles up to a day. The feed's number decides a share, up to a fifth, that is left
    out: feeds that failed together must not be retried together. asked_seconds: the least wait that
    its server asks for.
    """
    wait = min(max(least, _FIRST_BACK_OFF) * (1 << min(failures, 10)), LONGEST_WAIT)
    wait *= 1 - _JITTER * _share(feed_id, failures)
    return now + max(wait, timedelta(seconds=asked_seconds))


class Skip(StrEnum):
    """Why a refresh does not fetch a feed."""

    GONE = "gone for good"
    PAUSED = "rate-limited by their servers"
    READ_TODAY = "pages read today"
    BACKING_OFF = "waiting after a failure"
    NOT_DUE = "not due"


def skip(feed: Feed, now: datetime, *, only_due: bool) -> Skip | None:
    """Return why a feed that the person did not name is not fetched now; None: it is."""
    if feed.gone:
        return Skip.GONE
    if _lies_ahead(feed.paused_until, now):
        return Skip.PAUSED
    if feed.is_page and feed.checked is not None and now - PAGE_INTERVAL < feed.checked <= now:
        return Skip.READ_TODAY
    if only_due and _lies_ahead(feed.next_check, now):
        return Skip.BACKING_OFF if feed.failures else Skip.NOT_DUE
    return None


def to_ask(feeds: Iterable[Feed], now: datetime, *, are_named: bool, only_due: bool) -> list[Feed]:
    """Return the feeds that a refresh fetches; feeds that the person named are rarely skipped."""
    if are_named:
        return [feed for feed in feeds if not only_due or is_due(feed, now)]
    return [feed for feed in feeds if skip(feed, now, only_due=only_due) is None]


def skipped(feeds: Iterable[Feed], now: datetime, *, only_due: bool) -> str:
    """Return a phrase on how many feeds a refresh of all skips, and why; empty: none."""
    reasons = Counter(skip(feed, now, only_due=only_due) for feed in feeds)
    return ", ".join(f"{reasons[reason]} {reason}" for reason in Skip if reasons[reason])


def is_due(feed: Feed, now: datetime) -> bool:
    """Whether a feed is due."""
    return may_ask(feed, now) and not _lies_ahead(feed.next_check, now)


def may_ask(feed: Feed, now: datetime) -> bool:
    """Whether a refresh of all may fetch a feed."""
    return not feed.gone and not _lies_ahead(feed.paused_until, now)


def move_seen(feed: Feed, moved_to: str | None, now: datetime) -> Move | None:
    """Return the state of a feed's move after its server redirected permanently to `moved_to`.

    An address without the login of the present one is never taken over: the login would be lost.
    """
    if moved_to is None or moved_to == feed.url or _user(moved_to) != _user(feed.url):
        return None
    if urls.host(moved_to) is None or urls.join(None, moved_to) is None:
        return None
    before = feed.move
    if before is None or before.url != moved_to or before.since > now:
        return Move(moved_to, now)
    return Move(moved_to, before.since, now - before.since >= MOVE_AFTER)


def _habit(now: datetime, dates: Sequence[datetime]) -> timedelta:
    """Return a part of the mean time between a feed's articles, its present silence included.

    Most fetches then bring nothing, which costs little, and no article comes very late.
    """
    known = [date for date in sorted(dates, reverse=True)[:HABIT_ARTICLES] if date <= now]
    if not known:
        return UNKNOWN_HABIT
    return (now - known[-1]) / len(known) / _VISITS_AN_ARTICLE


def _after_quiet(moment: datetime, pace: Pace) -> datetime:
    last = moment + LONGEST_QUIET
    while moment < last and (
        moment.hour in pace.quiet_hours or moment.weekday() in pace.quiet_days
    ):
        moment = moment.replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)
    return moment


def _lies_ahead(moment: datetime | None, now: datetime) -> bool:
    """Whether a moment is in the future; one further than the longest wait means a wrong clock."""
    return moment is not None and now < moment <= now + LONGEST_WAIT + LONGEST_QUIET


def _share(feed_id: int, failures: int) -> float:
    """Return a number from 0 to 1, constant for a feed and its number of failures."""
    digest = blake2b(f"{feed_id} {failures}".encode(), digest_size=4).digest()
    return int.from_bytes(digest) / (1 << 32)


def _user(url: str) -> str:
    return url.partition("://")[2].partition("/")[0].rpartition("@")[0]
