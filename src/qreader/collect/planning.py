"""Planning: decides what a visit to a feed changes in the cache. Pure: values in, a plan out.

Change detection is here and in `identity`. `refresh` reads the state from the store, and has the
plan written.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from datetime import datetime, timedelta

from qreader.collect import schedule
from qreader.collect.identity import hashed, identified, is_reused, renamed, reused
from qreader.collect.unparsed import by_hash
from qreader.model import (
    ArticleId,
    Entry,
    EntryLookup,
    Feed,
    FeedState,
    Incoming,
    Kept,
    Known,
    Pace,
    ParsedFeed,
    Plan,
    Renamed,
    Validators,
    believable,
)
from qreader.model.rows import OF_ANY_AGE


@dataclass(frozen=True, slots=True)
class Visit:
    """The result of fetching and parsing a feed."""

    feed: Feed
    """The feed as it was before."""
    parsed: ParsedFeed
    validators: Validators
    moved_to: str | None = None
    """The address of a permanent redirect."""
    fresh_seconds: int = 0
    """How long its server says that the answer stays fresh."""
    is_whole: bool = True
    """Whether these are all entries of the source; then a missing article may have been renamed."""
    unparsed: Mapping[bytes, bytes] = field(default_factory=dict)
    """The identities of the entries that were not parsed, by their hashes."""


def lookups(entries: Sequence[Entry]) -> list[EntryLookup]:
    """Return the lookups for the state of a document's entries, which `decide` needs."""
    return [
        EntryLookup(
            key, reused(entry) if entry.guid else None, _source_hash(entry),
            entry.title, entry.published,
        )
        for key, entry in identified(entries).items()
    ]  # fmt: skip


def decide(visit: Visit, state: FeedState, now: datetime, interval: timedelta) -> Plan:
    """Return the plan of a visit, without the digests of `incoming`.

    interval: the least time between two automatic visits.
    """
    feed, parsed = visit.feed, visit.parsed
    entries = _with_own_identities(identified(parsed.entries), state)
    again = _found_again(entries, state) if visit.is_whole and not visit.unparsed else {}
    hashes = {article.id: article.source_hash for article in state.missing}
    known = {**state.known, **{key: Known(one.id, hashes[one.id]) for key, one in again.items()}}
    was_read = feed.articles > 0 or feed.validators.body_hash is not None
    items = incoming(entries, known, now, is_archive=not (was_read or feed.is_page))
    new_dates = [believable_date(i.entry, now) or now for i in items if i.known is None]
    return Plan(
        feed.id,
        parsed,
        items,
        visit.validators,
        now=now,
        next_check=next_check(
            feed,
            parsed.pace,
            now,
            interval,
            fresh_seconds=visit.fresh_seconds,
            dates=[*new_dates, *state.dates],
        ),
        renamed=list(again.values()),
        restated=restated(entries, known, now),
        move=schedule.move_seen(feed, visit.moved_to, now),
        entry_hashes=by_hash(parsed, entries, visit.unparsed),
    )


def next_check(
    feed: Feed,
    stated: Pace,
    now: datetime,
    interval: timedelta,
    *,
    fresh_seconds: int,
    dates: Sequence[datetime],
) -> datetime:
    """Return when a successfully fetched feed is due again. dates: of its newest articles."""
    if feed.is_program:
        return now + timedelta(seconds=feed.pace.wait_seconds)
    if feed.is_local:  # local files are read at every refresh
        return now + interval
    return schedule.next_visit(now, interval, dates, stated, fresh_seconds)


# ---- identities


def _with_own_identities(entries: Mapping[bytes, Entry], state: FeedState) -> dict[bytes, Entry]:
    """Give an entry whose guid belongs to another article an identity of its own."""
    return {
        reused(entry) if _is_another(entry, state.changed.get(key)) else key: entry
        for key, entry in entries.items()
    }


def _is_another(entry: Entry, kept: Kept | None) -> bool:
    return kept is not None and kept.title != entry.title and is_reused(entry, kept)


def _found_again(entries: Mapping[bytes, Entry], state: FeedState) -> dict[bytes, Renamed]:
    """Return the renamed articles, by their new identities."""
    return {one.identity: one for one in renamed(entries, state.known, state.missing)}


# ---- new and changed entries


def incoming(
    entries: Mapping[bytes, Entry],
    known: Mapping[bytes, Known],
    now: datetime,
    *,
    is_archive: bool = False,
) -> list[Incoming]:
    """Return the entries to store: new ones, and known ones with a changed text.

    is_archive: the source is new, so that entries without a date may be of any age.
    """
    result = []
    for key, entry in entries.items():
        stored = known.get(key)
        if stored is None:
            result.append(_incoming(key, entry, None, now))
        elif stored.source_hash not in (_source_hash(entry), b""):
            result.append(_incoming(key, entry, stored.id, now))
    # oldest first, so that ids grow with time
    return _below_dated(sorted(result, key=lambda item: item.dated or now), now, is_archive)


def _below_dated(items: list[Incoming], now: datetime, is_archive: bool) -> list[Incoming]:
    """Date new entries without a date, for lists: just below the entries that arrive with them.

    Where none of those has a date, an archive comes after all dated articles, and other entries get
    the present time.
    """
    dates = [item.dated for item in items if item.known is None and item.dated is not None]
    if not dates and not is_archive:
        return items
    below = min(dates) - timedelta(seconds=1) if dates else now - OF_ANY_AGE
    return [
        replace(item, dated=below) if item.known is None and item.dated is None else item
        for item in items
    ]


def restated(
    entries: Mapping[bytes, Entry], known: Mapping[bytes, Known], now: datetime
) -> list[Incoming]:
    """Return the known entries with the same text and other changes."""
    result = []
    for key, entry in entries.items():
        stored = known.get(key)
        if (
            stored is not None
            and stored.details_hash != _details_hash(entry)
            and stored.source_hash == _source_hash(entry)
        ):
            result.append(_incoming(key, entry, stored.id, now))
    return result


def believable_date(entry: Entry, now: datetime) -> datetime | None:
    """Return the date to sort by: the source's, unless it is in the future or before 1971."""
    return believable((entry.published, entry.updated), now)


def _incoming(key: bytes, entry: Entry, known: ArticleId | None, now: datetime) -> Incoming:
    hashes = _source_hash(entry), _details_hash(entry)
    return Incoming(key, hashes[0], entry, known, believable_date(entry, now), hashes[1])


_IN_SOURCE_HASH = {"title", "url", "authors", "body_html", "summary_html", "own_related"}


def _source_hash(entry: Entry) -> bytes:
    """Hash the text of an entry: a change rewrites the article."""
    links = [
        f"{block.heading}\n{link.title}\n{link.url}"
        for block in entry.own_related
        for link in block.items
    ]
    return hashed(
        entry.title,
        entry.url or "",
        entry.body_html or "",
        entry.summary_html or "",
        *entry.authors,
        *links,
    )


def _details_hash(entry: Entry) -> bytes:
    """Hash everything else: a change of it alone is stored, but is no changed text."""
    return hashed(
        *(
            repr(getattr(entry, each.name))
            for each in fields(entry)
            if each.name not in _IN_SOURCE_HASH
        )
    )
