"""Refresh: fetch many, parse, compare with what is stored, store; one Refreshed a feed.

Deciding is pure: `identity`, `incoming` and `next_check` take values, `now` included, and return
values. `Refresh` is the part with a life: it owns the fetcher and the process that parses.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from hashlib import blake2b

from qreader.errors import FetchError, SourceError
from qreader.model import (
    Digest,
    Document,
    Entry,
    Feed,
    Incoming,
    Known,
    NotModified,
    ParsedFeed,
    Refreshed,
    Validators,
)
from qreader.sources.sandbox import Sandbox
from qreader.sources.web.exchange import Request
from qreader.sources.web.fetch import Fetcher
from qreader.store import Store
from qreader.text import html, plain, urls

MAX_BACK_OFF = timedelta(hours=24)
CLOCK_SLACK = timedelta(days=1)
"""A date further ahead than this is a mistake of its source."""


# ---- deciding


def identity(entry: Entry) -> bytes:
    """Return what makes an entry the same article again within its feed.

    Its guid, else its address, else its words; never the guid of another feed's entry, since
    identities are compared within one feed only.
    """
    if entry.guid:
        return _hash("guid", entry.guid)
    if entry.url:
        # part of a page by its fragment: some sites report all news on one page
        return _hash("url", urls.canonical(entry.url), entry.url.partition("#")[2])
    return _hash("words", entry.title, entry.body_html or "")


def identified(entries: Sequence[Entry]) -> dict[bytes, Entry]:
    """Return the entries by identity, in their order.

    Some feeds give many entries one guid or one address. All entries of such a group are told
    apart by address, title and date, not just the later ones: else each new entry on top of the
    feed would take the identity, and so the article, of the one before it. What then is still the
    same is one entry stated twice, and the first one counts.
    """
    shared = Counter(identity(entry) for entry in entries)
    found: dict[bytes, Entry] = {}
    for entry in entries:
        key = identity(entry)
        if shared[key] > 1:
            parts = (entry.guid or "", entry.url or "", entry.title, str(entry.published))
            key = _hash("shared", *parts)
        found.setdefault(key, entry)
    return found


def incoming(
    entries: Mapping[bytes, Entry], known: Mapping[bytes, Known], now: datetime
) -> list[Incoming]:
    """Return what is to be stored: what is new, and what its source now states otherwise."""
    result = []
    for key, entry in entries.items():
        source_hash = _source_hash(entry)
        stored = known.get(key)
        if stored is None:
            result.append(Incoming(key, source_hash, entry, None, believable_date(entry, now)))
        elif stored.source_hash not in (source_hash, b""):
            result.append(Incoming(key, source_hash, entry, stored.id))
    # oldest first, so that numbers in the cache rise with time
    return sorted(result, key=lambda item: item.dated or now)


def believable_date(entry: Entry, now: datetime) -> datetime | None:
    """Return the date to sort by: what the source says, unless it lies ahead or before 1971."""
    for date in (entry.published, entry.updated):
        if date is not None and date.year > 1970 and date <= now + CLOCK_SLACK:
            return min(date, now)
    return None


def next_check(
    now: datetime, interval: timedelta, failures: int, asked_seconds: int | None = None
) -> datetime:
    """Return when a feed is due: later with each failure in a row, and not before a server says."""
    wait = min(interval * (1 << min(failures, 10)), MAX_BACK_OFF)
    return now + max(wait, timedelta(seconds=asked_seconds or 0))


def _source_hash(entry: Entry) -> bytes:
    """Hash what the reader would see of an entry as stated; dates are left out on purpose."""
    links = [
        f"{block.heading}\n{link.title}\n{link.url}"
        for block in entry.own_related
        for link in block.items
    ]
    return _hash(
        entry.title,
        entry.url or "",
        entry.body_html or "",
        entry.summary_html or "",
        *entry.authors,
        *links,
    )


def _hash(*parts: str) -> bytes:
    digest = blake2b(digest_size=12)
    for part in parts:
        digest.update(part.encode("utf-8", "surrogatepass"))
        digest.update(b"\0")
    return digest.digest()


# ---- what runs in the parser process


@dataclass(frozen=True, slots=True)
class Bodies:
    """Entries whose bodies are to be read, and the feed that they are of."""

    url: str
    entries: tuple[Entry, ...]


def digests(bodies: Bodies) -> list[Digest]:
    """Read the bodies of entries once: their text is what is searched, compared and ranked."""
    return [_digest(entry) for entry in bodies.entries]


def _digest(entry: Entry) -> Digest:
    blocks = html.entry_blocks(entry)
    text = plain.plain_text(blocks)
    return Digest(text, plain.excerpt(blocks), plain.minutes(text))


def read_document(document: Document) -> ParsedFeed:
    """Read a fetched feed."""
    from qreader.sources.feeds.parse import parse_feed

    return parse_feed(document)


def read_page(document: Document) -> ParsedFeed:
    """Read a fetched article page as a feed of one entry, named after its site."""
    from qreader.sources.pages.article import parse_page

    entry = parse_page(document)
    return ParsedFeed(urls.host(document.url), document.url, entry.language, (entry,))


def read_file(url: str) -> ParsedFeed:
    """Read a local file or folder as a feed."""
    from qreader.sources.files import read_local

    return read_local(urls.path_of(url))


# ---- the part with a life


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

    def run(self, feeds: Sequence[Feed]) -> Iterator[Refreshed]:
        """Fetch and store; yield what became of each feed as it is stored. Raises StoreError."""
        remote = [(f, Request(f.url, f.validators)) for f in feeds if not f.is_local]
        for feed, result in self.fetcher.fetch_many(remote):
            yield self._settle(feed, result)
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
            return self.take_in(feed, parsed, Validators())
        except SourceError as error:
            return self._failed(feed, error)

    def take_in(self, feed: Feed, parsed: ParsedFeed, validators: Validators) -> Refreshed:
        """Store what a source says now. Raises SourceError, StoreError."""
        now = self.clock()
        entries = identified(parsed.entries)
        items = incoming(entries, self.store.known(feed.id, entries), now)
        texts = self._digests(feed, items) if items else []
        new, changed = self.store.save(
            feed.id,
            parsed,
            list(zip(items, texts, strict=True)),
            validators,
            now=now,
            next_check=next_check(now, self.interval, 0),
            wants_page=partial(self.wants_page, feed),
        )
        return Refreshed(feed.id, feed.title, feed.url, new, changed)

    def _settle(self, feed: Feed, result: Document | NotModified | FetchError) -> Refreshed:
        if isinstance(result, NotModified):
            now = self.clock()
            due = next_check(now, self.interval, 0)
            self.store.note_unchanged(feed.id, result.validators, now=now, next_check=due)
            return Refreshed(feed.id, feed.title, feed.url)
        try:
            if isinstance(result, FetchError):
                raise result
            reader = read_page if feed.is_page else read_document
            parsed = self.sandbox.call(reader, result)
            return self.take_in(feed, parsed, result.validators)
        except SourceError as error:
            return self._failed(feed, error)

    def _digests(self, feed: Feed, items: Sequence[Incoming]) -> list[Digest]:
        return self.sandbox.call(digests, Bodies(feed.url, tuple(i.entry for i in items)))

    def _failed(self, feed: Feed, error: SourceError) -> Refreshed:
        now = self.clock()
        asked = error.retry_after_seconds if isinstance(error, FetchError) else None
        due = next_check(now, self.interval, feed.failures + 1, asked)
        self.store.note_failure(feed.id, str(error), now=now, next_check=due)
        return Refreshed(feed.id, feed.title, feed.url, error=str(error))
