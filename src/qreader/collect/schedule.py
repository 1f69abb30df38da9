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
"""The newest ones tell how often a feed brings something."""
LONGEST_WAIT = timedelta(hours=24)
"""However quiet a feed is, however often it failed, whatever it asks for."""
LONGEST_QUIET = timedelta(hours=72)
"""A weekend and a day: a feed that is rate-limited for longer is asked all the same."""
PAGE_INTERVAL = timedelta(days=1)
"""How long a single page from the web counts as fresh: it changes less often than a feed."""
UNKNOWN_HABIT = timedelta(hours=1)
MOVE_AFTER = timedelta(days=1)
"""A permanent redirect that stands for a day is meant; before, it may be a mistake, or a hotel's
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
    """Return when a feed that was read well is due again.

    dates: of its newest articles. The longest of what its habit, itself, its server and the person
    (least) ask for, within a day, and not in its quiet hours.
    """
    stated = timedelta(seconds=max(pace.wait_seconds, fresh_seconds))
    wait = max(least, min(max(_habit(now, dates), stated), LONGEST_WAIT))
    return _after_quiet(now + wait, pace)


def next_try(
    now: datetime, least: timedelta, feed_id: int, failures: int, asked_seconds: int = 0
) -> datetime:
    """Return when a feed that failed so often in a row is tried again, not before it asked for.

    The wait doubles up to a day. Up to a fifth of it is left out, which fifth the feed's number
    says: what failed together must not come back together.
    """
    wait = min(max(least, _FIRST_BACK_OFF) * (1 << min(failures, 10)), LONGEST_WAIT)
    wait *= 1 - _JITTER * _share(feed_id, failures)
    return now + max(wait, timedelta(seconds=asked_seconds))


class Skip(StrEnum):
    """Why a feed is not asked."""

    GONE = "gone for good"
    PAUSED = "rate-limited by their servers"
    READ_TODAY = "pages read today"
    BACKING_OFF = "waiting after a failure"
    NOT_DUE = "not due"


def skip(feed: Feed, now: datetime, *, only_due: bool) -> Skip | None:
    """Return why a feed that the person did not name is not asked now; None: it is."""
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
    """Return those of some feeds that a refresh asks; what the person named is skipped for less."""
    if are_named:
        return [feed for feed in feeds if not only_due or is_due(feed, now)]
    return [feed for feed in feeds if skip(feed, now, only_due=only_due) is None]


def skipped(feeds: Iterable[Feed], now: datetime, *, only_due: bool) -> str:
    """Return a phrase that says how many feeds a refresh of all skips, and why; empty: none."""
    reasons = Counter(skip(feed, now, only_due=only_due) for feed in feeds)
    return ", ".join(f"{reasons[reason]} {reason}" for reason in Skip if reasons[reason])


def is_due(feed: Feed, now: datetime) -> bool:
    """Whether a feed is due."""
    return may_ask(feed, now) and not _lies_ahead(feed.next_check, now)


def may_ask(feed: Feed, now: datetime) -> bool:
    """Whether a feed may be asked where the person did not name it: for a refresh of all."""
    return not feed.gone and not _lies_ahead(feed.paused_until, now)


def move_seen(feed: Feed, moved_to: str | None, now: datetime) -> Move | None:
    """Return what to note of a feed whose server redirected to moved_to for good.

    An address that leaves out the name and the password is never taken over: they would be lost.
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
    """Return a part of the time that a feed takes for an article, its silence until now included.

    Most visits then bring nothing, which costs little, and none comes very late.
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
    """Whether a moment is in the future; one beyond all that are set shows a wrong clock."""
    return moment is not None and now < moment <= now + LONGEST_WAIT + LONGEST_QUIET


def _share(feed_id: int, failures: int) -> float:
    """Return a number from 0 to 1 that is always the same for a feed and its failures."""
    digest = blake2b(f"{feed_id} {failures}".encode(), digest_size=4).digest()
    return int.from_bytes(digest) / (1 << 32)


def _user(url: str) -> str:
    return url.partition("://")[2].partition("/")[0].rpartition("@")[0]
