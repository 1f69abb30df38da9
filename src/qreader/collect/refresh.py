"""Refresh: fetches, parses and stores many feeds; yields one Refreshed a feed.

For each feed, the state is read once, `planning` decides, and the plan is written in one
transaction.
`Refresh` owns the fetcher and the process that parses.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from http import HTTPStatus
from pathlib import Path

from qreader.collect import schedule
from qreader.collect.addressing import addressed
from qreader.collect.mail import (
    MAX_NEWSLETTERS,
    batches,
    feed_of,
    is_of,
    is_of_sender,
    mailbox_title,
)
from qreader.collect.network import Network
from qreader.collect.parsing import (
    Bodies,
    LocalSource,
    News,
    Page,
    Stated,
    digests,
    read_document,
    read_file,
    read_new_document,
    read_news,
    read_page,
    read_stories,
)
from qreader.collect.planning import Visit, decide, lookups, next_check
from qreader.collect.prefetch import prefetched
from qreader.collect.programs import Programs
from qreader.collect.unparsed import is_enough
from qreader.config.tables import PageSelectors, Rewrite
from qreader.errors import FetchError, NothingFoundError, SourceError
from qreader.model import (
    Digest,
    Document,
    Entry,
    Feed,
    FeedState,
    Incoming,
    NotModified,
    ParsedFeed,
    Refreshed,
    Validators,
)
from qreader.process.sandbox import Sandbox
from qreader.sources.mail.mailbox import MailboxKind, mailbox_kind
from qreader.sources.web.exchange import Request
from qreader.sources.web.fetch import Fetcher
from qreader.store import Store
from qreader.text import urls
from qreader.text.local_time import local_day

OLD_ARTICLES = 100
"""How many stored articles are checked for renamed ones, besides twice as many as the entries."""
READ_AHEAD = 2
"""How many feeds are parsed ahead while another is stored."""


@dataclass(frozen=True, slots=True)
class _Read:
    """A fetched and parsed document."""

    document: Document
    """The document; without its body, where that is not needed again."""
    parsed: ParsedFeed
    texts: Mapping[Entry, Digest]
    """The digests of its entries, where they were computed with the parsing."""
    unparsed: Mapping[bytes, bytes] = field(default_factory=dict)
    """The identities of the entries that were not parsed, by their hashes."""


@dataclass(frozen=True, slots=True)
class Refresh:
    """Brings feeds up to date in one cache."""

    store: Store
    fetcher: Fetcher
    sandbox: Sandbox
    interval: timedelta
    """The least time between two automatic visits."""
    clock: Callable[[], datetime]
    wants_page: Callable[[Feed, Incoming, Digest], bool] = lambda _feed, _incoming, _digest: False
    """Whether the page of a new article is put on the want list."""
    pages: tuple[PageSelectors, ...] = ()
    """The person's selectors for pages."""
    rewrites: tuple[Rewrite, ...] = ()
    """The person's rules for the addresses of articles."""
    programs: Programs | None = None
    """Runs the programs of the configuration; None: it has none."""

    def run(
        self, feeds: Sequence[Feed], *, named: bool = False, network: Network | None = None
    ) -> Iterator[Refreshed]:
        """Fetch and store feeds; yield the result of each as it is stored. Raises StoreError.

        named: the person chose these feeds, so they are fetched although a host is rate-limited.

        network: hears of each answer. While it is down, no failure is stored with a feed, and few
        feeds are asked.
        """
        remote = [feed for feed in feeds if not (feed.is_local or feed.is_program)]
        if network is None:
            with closing(self._outcomes(remote, named)) as outcomes:
                for feed, outcome in outcomes:
                    yield self._settle(feed, outcome)
        else:
            for part in network.parts(remote):
                yield from self._run_while_up(part, named, network)
                if network.is_down:
                    break
        yield from self._run_programs([feed for feed in feeds if feed.is_program], network)
        for feed in feeds:
            if feed.is_local:
                yield self.read(feed)

    def _run_programs(self, feeds: Sequence[Feed], network: Network | None) -> Iterator[Refreshed]:
        """Run the programs that write feeds, and store what they print."""
        programs = self.programs or Programs((), self.fetcher, 0)
        with closing(programs.run(feeds)) as outcomes:
            for feed, answer in outcomes:
                is_missed = isinstance(answer, FetchError) and answer.unreached is not None
                if is_missed and network is not None and network.is_down:
                    yield Refreshed(feed.id, feed.title, feed.url, error=str(answer))
                elif isinstance(answer, FetchError):
                    yield self._failed(feed, answer)
                else:
                    yield self._settle(*self._read((feed, answer)))

    def _run_while_up(
        self, feeds: Sequence[Feed], named: bool, network: Network
    ) -> Iterator[Refreshed]:
        missed: list[tuple[Feed, SourceError]] = []
        """What failed while it is not known whether the network is down."""
        with closing(self._outcomes(feeds, named)) as outcomes:
            for feed, outcome in outcomes:
                may_be_network = network.hear(feed.url, outcome, was_well=not feed.failures)
                if may_be_network and isinstance(outcome, SourceError):
                    missed.append((feed, outcome))
                    if network.is_surely_down:
                        break
                else:
                    yield self._settle(feed, outcome)
        for feed, error in missed:
            if network.is_down:
                yield Refreshed(feed.id, feed.title, feed.url, error=str(error))
            else:
                yield self._failed(feed, error)

    def _outcomes(
        self, feeds: Sequence[Feed], named: bool
    ) -> Generator[tuple[Feed, _Read | NotModified | SourceError], None, None]:
        requests = [(f, Request(f.url, f.validators, f.typed_url, insists=named)) for f in feeds]
        answers, give_up = self.fetcher.begin(requests)
        return prefetched(answers, self._read, READ_AHEAD, give_up)

    def close(self) -> None:
        """Stop fetching and parsing at once."""
        self.fetcher.close()
        if self.programs is not None:
            self.programs.close()
        self.sandbox.close()

    def read(self, feed: Feed) -> Refreshed:
        """Refresh one local feed. Raises StoreError."""
        if is_of_sender(feed):  # its mailbox is read
            return self._unchanged(feed, NotModified(feed.url, feed.validators))
        path = urls.path_of(feed.url)
        kind = mailbox_kind(path)
        try:
            if kind is not None:
                return self._read_mail(feed, path, kind)
            parsed = self.sandbox.call(read_file, LocalSource(feed.url, self.pages))
            return self.store_feed(feed, parsed, Validators())
        except SourceError as error:
            return self._failed(feed, error)

    def _read_mail(self, feed: Feed, path: Path, kind: MailboxKind) -> Refreshed:
        """Store what is new in a mailbox, batch by batch: what is stored is not read again.

        Each newsletter has a feed of its own, of which one that was removed takes nothing in.
        """
        done = Refreshed(feed.id, feed.title, feed.url)
        mark = feed.validators.etag
        newsletters = {one.url for one in self.store.feeds.all() if is_of(one, feed)}
        for batch in batches(self.sandbox, path, kind, mark):
            mark = batch.mark
            visits = []
            others: list[Entry] = []
            for sender, entries in batch.senders.items():
                asked = feed_of(sender, feed) if sender is not None else None
                is_full = len(newsletters) >= MAX_NEWSLETTERS
                if sender is None or asked is None or (is_full and asked.url not in newsletters):
                    others += entries
                    continue
                own = self.store.subscriptions.known(asked, self.clock())
                if own is not None:
                    newsletters.add(own.url)
                    parsed = ParsedFeed(sender.name, entries=tuple(entries))
                    visits.append(Visit(own, parsed, own.validators, is_whole=False))
            parsed = ParsedFeed(mailbox_title(path), entries=tuple(others))
            # last, with the mark: all before it is stored
            visits.append(Visit(feed, parsed, Validators(etag=mark), is_whole=False))
            for visit in visits:
                texts = {one: batch.texts[one] for one in visit.parsed.entries}
                stored = self._store_visit(visit, self._state_of(visit), texts)
                new, changed = done.new + stored.new, done.changed + stored.changed
                done = replace(done, new=new, changed=changed)
        if mark == feed.validators.etag:
            return self._unchanged(feed, NotModified(feed.url, feed.validators))
        return done

    def store_feed(
        self, feed: Feed, parsed: ParsedFeed, validators: Validators, *, is_whole: bool = True
    ) -> Refreshed:
        """Store a parsed feed. Raises SourceError, StoreError.

        is_whole: as in `Visit`.
        """
        visit = Visit(feed, parsed, validators, is_whole=is_whole)
        return self._store_visit(visit, self._state_of(visit), {})

    def _state_of(self, visit: Visit) -> FeedState:
        feed, parsed = visit.feed, visit.parsed
        stated = max(len(parsed.entries), len(parsed.entry_hashes))
        return self.store.saving.state_of(
            feed.id,
            lookups(parsed.entries),
            unparsed=frozenset(visit.unparsed.values()),
            missing_among=OLD_ARTICLES + 2 * stated if visit.is_whole and feed.articles else 0,
            dates=0 if feed.is_local else schedule.HABIT_ARTICLES,
        )

    def _store_visit(
        self, visit: Visit, state: FeedState, texts: Mapping[Entry, Digest]
    ) -> Refreshed:
        """Plan and store a visit; texts: the digests computed already."""
        feed = visit.feed
        plan = decide(visit, state, self.clock(), self.interval)
        found = self._digests(feed, plan.incoming, texts)
        plan = replace(
            plan,
            incoming=addressed(plan.incoming, self.rewrites, self.sandbox),
            restated=addressed(plan.restated, self.rewrites, self.sandbox),
        )
        new = [
            (item, digest)
            for item, digest in zip(plan.incoming, found, strict=True)
            if item.known is None
        ]
        wanted = frozenset(item.identity for item, text in new if self.wants_page(feed, item, text))
        counts = self.store.saving.apply(replace(plan, digests=found, wanted=wanted))
        return Refreshed(feed.id, feed.title, feed.url, *counts)

    def _read(
        self, answered: tuple[Feed, Document | NotModified | FetchError]
    ) -> tuple[Feed, _Read | NotModified | SourceError]:
        """Parse a server's answer; runs in a thread of its own, and stores nothing."""
        feed, answer = answered
        if not isinstance(answer, Document):
            return feed, answer
        texts: Mapping[Entry, Digest] = {}
        try:
            if feed.recipe is not None:
                parsed = self.sandbox.call(read_stories, Stated(answer, feed.recipe))
            elif feed.is_page:
                parsed = self.sandbox.call(read_page, Page(answer, self.pages))
            elif feed.articles:
                stated = self.store.last_seen_entries.read(feed.id)
                parsed, digested = self.sandbox.call(read_news, News(answer, frozenset(stated)))
                if parsed.leaves_out:
                    texts = dict(zip(parsed.entries, digested, strict=True))
                    unparsed = {one: stated[one] for one in parsed.entry_hashes if one in stated}
                    return feed, _Read(answer, parsed, texts, unparsed)
            else:  # one call, so that the bodies are not sent to the process a second time
                parsed, digested = self.sandbox.call(read_new_document, answer)
                texts = dict(zip(parsed.entries, digested, strict=True))
        except SourceError as error:
            return feed, error
        return feed, _Read(replace(answer, body=b""), parsed, texts)

    def _settle(self, feed: Feed, outcome: _Read | NotModified | SourceError) -> Refreshed:
        """Store the outcome of a fetch. Raises StoreError."""
        if isinstance(outcome, NotModified):
            return self._unchanged(feed, outcome)
        if isinstance(outcome, SourceError):
            return self._failed(feed, outcome)
        document = outcome.document
        visit = Visit(
            feed, outcome.parsed, document.validators, document.moved_to, document.fresh_seconds,
            unparsed=outcome.unparsed,
        )  # fmt: skip
        try:
            state = self._state_of(visit)
            if visit.unparsed and not is_enough(visit.parsed, visit.unparsed, state):
                whole = self.sandbox.call(read_document, document)
                visit = replace(visit, parsed=whole, unparsed={})
                state = self._state_of(visit)
            return self._store_visit(visit, state, outcome.texts)
        except SourceError as error:
            return self._failed(feed, error)

    def _unchanged(self, feed: Feed, answer: NotModified) -> Refreshed:
        now = self.clock()
        dates = self.store.feeds.last_dates(feed.id, schedule.HABIT_ARTICLES)
        self.store.feeds.note_unchanged(
            feed.id,
            answer.validators,
            now=now,
            next_check=next_check(
                feed,
                feed.pace,
                now,
                self.interval,
                fresh_seconds=answer.fresh_seconds,
                dates=dates,
            ),
            move=schedule.move_seen(feed, answer.moved_to, now),
        )
        return Refreshed(feed.id, feed.title, feed.url)

    def _digests(
        self, feed: Feed, items: Sequence[Incoming], texts: Mapping[Entry, Digest]
    ) -> list[Digest]:
        unparsed = tuple(item.entry for item in items if item.entry not in texts)
        if unparsed:
            read = self.sandbox.call(digests, Bodies(feed.url, unparsed))
            texts = {**texts, **dict(zip(unparsed, read, strict=True))}
        return [texts[item.entry] for item in items]

    def _failed(self, feed: Feed, error: SourceError) -> Refreshed:
        now = self.clock()
        sentence = str(error)
        if isinstance(error, NothingFoundError) and feed.found is not None:
            sentence = (
                f"found nothing since {local_day(feed.found)}: {sentence};"
                f" `qreader set {feed.id} --items` says where its stories are"
            )
        asked = error.retry_after_seconds if isinstance(error, FetchError) else None
        gone = isinstance(error, FetchError) and error.status == HTTPStatus.GONE
        due = schedule.next_try(now, self.interval, feed.id, feed.failures + 1, asked or 0)
        self.store.feeds.note_failure(
            feed.id,
            sentence,
            now=now,
            next_check=None if gone else due,
            paused_until=now + timedelta(seconds=asked) if asked else None,
            gone=gone,
        )
        return Refreshed(feed.id, feed.title, feed.url, error=sentence)
