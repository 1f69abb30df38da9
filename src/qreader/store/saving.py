"""Saving: reads the state for a refresh's decisions, and writes its plans."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from typing import TYPE_CHECKING

from qreader import model
from qreader.store.articles import Articles
from qreader.store.base import Blocks, Clock, Table
from qreader.store.feeds import Feeds
from qreader.store.last_seen_entries import LastSeenEntries
from qreader.store.pages import Pages
from qreader.store.renames import Renames
from qreader.store.rules import Rules
from qreader.store.search import SearchIndex
from qreader.store.statuses import Statuses

if TYPE_CHECKING:
    from qreader.model import ArticleId, EntryLookup, FeedId, FeedState, Kept, Known, Plan


class Saving(Table):
    """Reads the state of a feed, and writes its plan."""

    def __init__(self, database: Blocks, clock: Clock) -> None:
        super().__init__(database, clock)
        self._articles = Articles(database, clock)
        self._feeds = Feeds(database, clock)
        self._last_seen_entries = LastSeenEntries(database, clock)
        self._pages = Pages(database, clock)
        self._renames = Renames(database, clock)
        self._rules = Rules(database, clock)
        self._search_index = SearchIndex(database, clock)
        self._statuses = Statuses(database, clock)

    def state_of(
        self,
        feed_id: FeedId,
        entries: Sequence[EntryLookup],
        *,
        unparsed: Collection[bytes] = (),
        missing_among: int = 0,
        dates: int = 0,
    ) -> FeedState:
        """Return the state of a feed and of its source's entries, in one snapshot.

        unparsed: the identities of entries that were not parsed. missing_among: how many of the
        newest articles are checked for missing ones. dates: how many dates to return.
        """
        with self._database.snapshot():
            return self._state_of(feed_id, entries, unparsed, missing_among, dates)

    def _state_of(
        self,
        feed_id: FeedId,
        entries: Sequence[EntryLookup],
        unparsed: Collection[bytes],
        missing_among: int,
        dates: int,
    ) -> FeedState:
        identities = [one.identity for one in entries]
        others = [one.other_identity for one in entries if one.other_identity is not None]
        known = self._statuses.known(feed_id, [*identities, *others])
        changed = self._changed(entries, known)
        titles_now = {one.identity: one.title for one in entries}
        retitled = {key for key, kept in changed.items() if kept.title != titles_now[key]}
        strangers = [
            one for one in entries if one.identity not in known or one.identity in retitled
        ]
        newest: dict[bytes, ArticleId] = {}
        if missing_among and (strangers or unparsed):
            newest = self._statuses.newest(feed_id, missing_among)
        stays = {*identities, *unparsed} - retitled
        gone = [number for key, number in newest.items() if key not in stays]
        older = set(unparsed) - newest.keys()
        return model.FeedState(
            known=known,
            changed=changed,
            missing=self._missing(gone, strangers),
            lost=len(older) - self._statuses.count_known(feed_id, older),
            dates=self._feeds.last_dates(feed_id, dates),
        )

    def _changed(
        self, entries: Iterable[EntryLookup], known: dict[bytes, Known]
    ) -> dict[bytes, Kept]:
        """Return the articles with a guid whose text differs from the entry's."""
        of_article = {
            known[one.identity].id: one
            for one in entries
            if one.other_identity is not None
            and one.identity in known
            and known[one.identity].source_hash not in (one.source_hash, b"")
        }
        found = self._renames.kept(of_article) if of_article else []
        return {
            of_article[kept.id].identity: kept
            if kept.title == of_article[kept.id].title
            else self._renames.one_kept(kept.id)
            for kept in found
        }

    def _missing(self, ids: Sequence[ArticleId], strangers: Sequence[EntryLookup]) -> list[Kept]:
        """Return articles with their values for recognition, if an entry may be one of them.

        Texts are read only for articles that share a title or date with an entry: each costs a
        look-up.
        """
        if not ids or not strangers:
            return []
        titles = {one.title for one in strangers}
        dates = {one.published for one in strangers if one.published}
        return self._renames.kept(ids, titles, dates)

    def apply(self, plan: Plan) -> tuple[int, int]:
        """Write a plan; return how many articles are new, and how many have a changed text.

        The validators are in the same transaction as the articles: a server must never be told that
        an entry is stored which is not.
        """
        with self._database.transaction():
            if not self._feeds.is_there(plan.feed_id):
                return 0, 0  # the feed was removed while it was fetched
            self._feeds.describe(plan.feed_id, plan.parsed.title, plan.parsed.site_url)
            self._feeds.note_pace(plan.feed_id, plan.parsed.pace)
            self._feeds.note_move(plan.feed_id, plan.move)
            for one in plan.renamed:
                self._renames.rename(one)
            new, changed = self._write_articles(plan)
            for item in plan.restated:
                if item.known is not None:
                    self._articles.take_details(item.known, item)
            for number, (title, text) in new.items():  # after the rest: see `Articles.insert`
                self._search_index.index(number, title, text)
            self._rules.apply_all(list(new))
            self._last_seen_entries.write(plan.feed_id, plan.entry_hashes)
            self._feeds.note_success(
                plan.feed_id, plan.validators, now=plan.now, next_check=plan.next_check
            )
            return len(new), changed

    def _write_articles(self, plan: Plan) -> tuple[dict[ArticleId, tuple[str, str]], int]:
        """Write `incoming`; return title and text of new articles, and how many others changed."""
        new: dict[ArticleId, tuple[str, str]] = {}
        changed = 0
        for item, digest in zip(plan.incoming, plan.digests, strict=True):
            if item.known is not None:
                changed += self._articles.update(item.known, item, digest, plan.now)
                continue
            added = self._articles.insert(plan.feed_id, item, digest, plan.now)
            if added is not None:
                new[added] = item.entry.title, digest.text
                if item.identity in plan.wanted:
                    self._pages.want([added])
        return new, changed
