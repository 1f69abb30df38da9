"""Refresh: fetch many, parse, compare with what is stored, store; one Refreshed a feed.

Deciding is pure, here and in `identity` and `schedule`: it takes values, `now` included, and
returns values. `Refresh` is the part with a life: it owns the fetcher and the process that parses.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field, fields, replace
from datetime import datetime, timedelta
from functools import partial
from http import HTTPStatus

from qreader.collect import schedule
from qreader.collect.identity import (
    hashed,
    identified,
    identity,
    is_reused,
    may_be_renamed,
    renamed,
    reused,
)
from qreader.collect.parsing import (
    Bodies,
    News,
    digests,
    read_document,
    read_file,
    read_new_document,
    read_news,
    read_page,
)
from qreader.collect.prefetch import prefetched
from qreader.errors import FetchError, SourceError
from qreader.model import (
    ArticleId,
    Digest,
    Document,
    Entry,
    Feed,
    Incoming,
    Known,
    NotModified,
    Pace,
    ParsedFeed,
    Refreshed,
    Renamed,
    Validators,
    believable,
)
from qreader.model.rows import OF_ANY_AGE
from qreader.process.sandbox import Sandbox
from qreader.sources.web.exchange import Request
from qreader.sources.web.fetch import Fetcher
from qreader.store import Store

OLD_ARTICLES = 100
"""So many besides twice what a feed states now are looked at for those that it renamed."""
READ_AHEAD = 2
"""Feeds that are read while another is stored."""


# ---- deciding


def incoming(
    entries: Mapping[bytes, Entry],
    known: Mapping[bytes, Known],
    now: datetime,
    *,
    is_archive: bool = False,
) -> list[Incoming]:
    """Return what is to be stored: what is new, and what its source now states otherwise.

    is_archive: nothing of this source was there before, so what has no date may be of any age.
    """
    result = []
    for key, entry in entries.items():
        stored = known.get(key)
        if stored is None:
            result.append(_incoming(key, entry, None, now))
        elif stored.source_hash not in (_source_hash(entry), b""):
            result.append(_incoming(key, entry, stored.id, now))
    # oldest first, so that numbers in the cache rise with time
    return _below_dated(sorted(result, key=lambda item: item.dated or now), now, is_archive)


def _below_dated(items: list[Incoming], now: datetime, is_archive: bool) -> list[Incoming]:
    """Give what is new and has no date a place in lists: right below what arrives with it.

    Where nothing of that has a date, an archive comes after all that has one, and else it is of
    now.
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
    """Return the known entries whose words are the same, and what else is said of them is not."""
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
    """Return the date to sort by: what the source says, unless it lies ahead or before 1971."""
    return believable((entry.published, entry.updated), now)


def _incoming(key: bytes, entry: Entry, known: ArticleId | None, now: datetime) -> Incoming:
    hashes = _source_hash(entry), _details_hash(entry)
    return Incoming(key, hashes[0], entry, known, believable_date(entry, now), hashes[1])


_IN_SOURCE_HASH = {"title", "url", "authors", "body_html", "summary_html", "own_related"}


def _source_hash(entry: Entry) -> bytes:
    """Hash what is read of an entry: where it is another, the article is written anew."""
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
    """Hash all else: where that alone is another, it is taken over, and nothing has changed."""
    return hashed(
        *(
            repr(getattr(entry, each.name))
            for each in fields(entry)
            if each.name not in _IN_SOURCE_HASH
        )
    )


def _by_print(
    parsed: ParsedFeed, entries: Mapping[bytes, Entry], unread: Mapping[bytes, bytes]
) -> dict[bytes, bytes]:
    """Return the identities of all that a document states; none where entries share one."""
    if list(entries) != [identity(entry) for entry in parsed.entries]:
        return {}
    read = iter(entries)
    return {one: unread[one] if one in unread else next(read) for one in parsed.prints}


# ---- the part with a life


@dataclass(frozen=True, slots=True)
class _Read:
    """A document that was fetched, and what it says."""

    document: Document
    """Without its body, where that is of no more use."""
    parsed: ParsedFeed
    texts: Mapping[Entry, Digest]
    """What its bodies say, where that was read with them."""
    unread: Mapping[bytes, bytes] = field(default_factory=dict)
    """The identities of the entries that were not read, by their prints."""


@dataclass(frozen=True, slots=True)
class Refresh:
    """Brings feeds up to date in one cache."""

    store: Store
    fetcher: Fetcher
    sandbox: Sandbox
    interval: timedelta
    """The shortest time between two visits that nobody asked for."""
    clock: Callable[[], datetime]
    wants_page: Callable[[Feed, Incoming, Digest], bool] = lambda _feed, _incoming, _digest: False
    """Whether the page of a new article is put on the want list."""

    def run(self, feeds: Sequence[Feed], *, named: bool = False) -> Iterator[Refreshed]:
        """Fetch and store; yield what became of each feed as it is stored. Raises StoreError.

        named: the person chose these very feeds, so their hosts are asked even where another
        feed's answer was to leave them alone.
        """
        remote = [
            (f, Request(f.url, f.validators, f.typed_url, insists=named))
            for f in feeds
            if not f.is_local
        ]
        answers, give_up = self.fetcher.begin(remote)
        with closing(prefetched(answers, self._read, READ_AHEAD, give_up)) as outcomes:
            for feed, outcome in outcomes:
                yield self._settle(feed, outcome)
        for feed in feeds:
            if feed.is_local:
                yield self.read(feed)

    def close(self) -> None:
        """Stop fetching and parsing at once."""
        self.fetcher.close()
        self.sandbox.close()

    def read(self, feed: Feed) -> Refreshed:
        """Bring one local feed up to date. Raises StoreError."""
        try:
            parsed = self.sandbox.call(read_file, feed.url)
            return self.store_feed(feed, parsed, Validators())
        except SourceError as error:
            return self._failed(feed, error)

    def store_feed(
        self,
        feed: Feed,
        parsed: ParsedFeed,
        validators: Validators,
        *,
        moved_to: str | None = None,
        fresh_seconds: int = 0,
        is_whole: bool = True,
        texts: Mapping[Entry, Digest] | None = None,
        unread: Mapping[bytes, bytes] | None = None,
    ) -> Refreshed:
        """Store what a source says now. Raises SourceError, StoreError.

        texts: what its bodies say, as far as they were read already.

        unread: the identities of what it states as it did, by their prints.

        is_whole: it is all that the source states, so what is missing from it may be among it under
        another name.
        """
        now = self.clock()
        entries, known = self._known(feed, identified(parsed.entries))
        may_rename = is_whole and not unread  # of what is not read in full, none was: `_is_enough`
        again, known_again = self._known_again(feed, entries, known) if may_rename else ([], {})
        known |= known_again
        was_read = feed.articles > 0 or feed.validators.body_hash is not None
        is_archive = not (was_read or feed.is_page)
        items = incoming(entries, known, now, is_archive=is_archive)
        found = self._digests(feed, items, texts or {})
        dates = [believable_date(i.entry, now) or now for i in items if i.known is None]
        new, changed = self.store.save(
            feed.id,
            parsed,
            list(zip(items, found, strict=True)),
            validators,
            now=now,
            next_check=self._due(feed, parsed.pace, now, fresh_seconds, dates),
            wants_page=partial(self.wants_page, feed),
            renamed=again,
            move=schedule.move_seen(feed, moved_to, now),
            prints=_by_print(parsed, entries, unread or {}),
            restated=restated(entries, known, now),
        )
        return Refreshed(feed.id, feed.title, feed.url, new, changed)

    def _read(
        self, answered: tuple[Feed, Document | NotModified | FetchError]
    ) -> tuple[Feed, _Read | NotModified | SourceError]:
        """Read what a server sent; runs in a thread of its own, and stores nothing."""
        feed, answer = answered
        if not isinstance(answer, Document):
            return feed, answer
        texts: Mapping[Entry, Digest] = {}
        try:
            if feed.is_page:
                parsed = self.sandbox.call(read_page, answer)
            elif feed.articles:
                stated = self.store.stated(feed.id)
                parsed, digested = self.sandbox.call(read_news, News(answer, frozenset(stated)))
                if parsed.leaves_out:
                    texts = dict(zip(parsed.entries, digested, strict=True))
                    unread = {one: stated[one] for one in parsed.prints if one in stated}
                    return feed, _Read(answer, parsed, texts, unread)
            else:  # in one call, which spares sending all bodies there and back once more
                parsed, digested = self.sandbox.call(read_new_document, answer)
                texts = dict(zip(parsed.entries, digested, strict=True))
        except SourceError as error:
            return feed, error
        return feed, _Read(replace(answer, body=b""), parsed, texts)

    def _settle(self, feed: Feed, outcome: _Read | NotModified | SourceError) -> Refreshed:
        if isinstance(outcome, NotModified):
            now = self.clock()
            self.store.note_unchanged(
                feed.id,
                outcome.validators,
                now=now,
                next_check=self._due(feed, feed.pace, now, outcome.fresh_seconds),
                move=schedule.move_seen(feed, outcome.moved_to, now),
            )
            return Refreshed(feed.id, feed.title, feed.url)
        try:
            if isinstance(outcome, SourceError):
                raise outcome
            document = outcome.document
            parsed, unread = outcome.parsed, outcome.unread
            if unread and not self._is_enough(feed, parsed, unread):
                parsed, unread = self.sandbox.call(read_document, document), {}
            return self.store_feed(
                feed,
                parsed,
                document.validators,
                moved_to=document.moved_to,
                fresh_seconds=document.fresh_seconds,
                texts=outcome.texts,
                unread=unread,
            )
        except SourceError as error:
            return self._failed(feed, error)

    def _is_enough(self, feed: Feed, parsed: ParsedFeed, unread: Mapping[bytes, bytes]) -> bool:
        """Whether what was not read has no bearing on what was.

        It has where an article of it is no more, where it shares an identity with an entry that
        was read, and where such a one may be an article under another name: what is a mark then
        depends on all that the document states.
        """
        present = frozenset(unread.values())
        if not present.isdisjoint(map(identity, parsed.entries)):
            return False
        newest = self.store.newest(feed.id, OLD_ARTICLES + 2 * len(parsed.prints))
        older = present - newest.keys()
        if self.store.count_known(feed.id, older) < len(older):
            return False
        if not parsed.entries:
            return True
        entries = identified(parsed.entries)
        missing = newest.keys() - present - entries.keys()
        return not may_be_renamed(entries, self.store.kept([newest[key] for key in missing]))

    def _known(
        self, feed: Feed, entries: dict[bytes, Entry]
    ) -> tuple[dict[bytes, Entry], dict[bytes, Known]]:
        """Return the entries by their identities, and what is known of these.

        An entry whose guid was another article's gets an identity of its own.
        """
        known = self.store.known(feed.id, entries)
        doubtful = {
            known[key].id: key
            for key, entry in entries.items()
            if entry.guid and key in known and known[key].source_hash != _source_hash(entry)
        }
        again = {}
        for one in self.store.kept(doubtful) if doubtful else ():
            entry = entries[doubtful[one.id]]
            if one.title != entry.title and is_reused(entry, self.store.one_kept(one.id)):
                again[doubtful[one.id]] = reused(entry)
        if not again:
            return entries, known
        entries = {again.get(key, key): entry for key, entry in entries.items()}
        return entries, self.store.known(feed.id, entries)

    def _known_again(
        self, feed: Feed, entries: Mapping[bytes, Entry], known: Mapping[bytes, Known]
    ) -> tuple[list[Renamed], dict[bytes, Known]]:
        """Find the articles that a feed states under identities which are new."""
        unknown = [entry for key, entry in entries.items() if key not in known]
        titles = {entry.title for entry in unknown}
        dates = {entry.published for entry in unknown if entry.published}
        if not unknown or not feed.articles:
            return [], {}
        newest = self.store.newest(feed.id, OLD_ARTICLES + 2 * len(entries))
        gone = [newest[key] for key in newest.keys() - entries.keys()]
        missing = self.store.kept(gone, titles, dates)
        again = renamed(entries, known, missing)
        hashes = {article.id: article.source_hash for article in missing}
        return again, {one.identity: Known(one.id, hashes[one.id]) for one in again}

    def _due(
        self,
        feed: Feed,
        stated: Pace,
        now: datetime,
        fresh_seconds: int,
        new_dates: Sequence[datetime] = (),
    ) -> datetime:
        if feed.is_local:  # costs nobody anything
            return now + self.interval
        dates = [*new_dates, *self.store.last_dates(feed.id, schedule.HABIT_ARTICLES)]
        return schedule.next_visit(now, self.interval, dates, stated, fresh_seconds)

    def _digests(
        self, feed: Feed, items: Sequence[Incoming], texts: Mapping[Entry, Digest]
    ) -> list[Digest]:
        unread = tuple(item.entry for item in items if item.entry not in texts)
        if unread:
            read = self.sandbox.call(digests, Bodies(feed.url, unread))
            texts = {**texts, **dict(zip(unread, read, strict=True))}
        return [texts[item.entry] for item in items]

    def _failed(self, feed: Feed, error: SourceError) -> Refreshed:
        now = self.clock()
        asked = error.retry_after_seconds if isinstance(error, FetchError) else None
        gone = isinstance(error, FetchError) and error.status == HTTPStatus.GONE
        due = schedule.next_try(now, self.interval, feed.id, feed.failures + 1, asked or 0)
        self.store.note_failure(
            feed.id,
            str(error),
            now=now,
            next_check=None if gone else due,
            paused_until=now + timedelta(seconds=asked) if asked else None,
            gone=gone,
        )
        return Refreshed(feed.id, feed.title, feed.url, error=str(error))
