"""Saving: what a refresh asks of the cache before it decides, and what it writes then."""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Iterable, Sequence
from typing import TYPE_CHECKING

from qreader import model
from qreader.store import articles, feeds, pages, renames, rules, search, stated, statuses

if TYPE_CHECKING:
    from qreader.model import ArticleId, EntryLookup, FeedId, FeedState, Kept, Known, Plan


def state_of(
    connection: sqlite3.Connection,
    feed_id: FeedId,
    entries: Sequence[EntryLookup],
    *,
    unparsed: Collection[bytes],
    missing_among: int,
    dates: int,
) -> FeedState:
    """Return what is known of a feed and of these entries; see `Store.state_of`."""
    identities = [one.identity for one in entries]
    others = [one.other_identity for one in entries if one.other_identity is not None]
    known = statuses.known(connection, feed_id, [*identities, *others])
    changed = _changed(connection, entries, known)
    titles_now = {one.identity: one.title for one in entries}
    retitled = {key for key, kept in changed.items() if kept.title != titles_now[key]}
    strangers = [one for one in entries if one.identity not in known or one.identity in retitled]
    newest: dict[bytes, ArticleId] = {}
    if missing_among and (strangers or unparsed):
        newest = statuses.newest(connection, feed_id, missing_among)
    stays = {*identities, *unparsed} - retitled
    gone = [number for key, number in newest.items() if key not in stays]
    older = set(unparsed) - newest.keys()
    return model.FeedState(
        known=known,
        changed=changed,
        missing=_missing(connection, gone, strangers),
        lost=len(older) - statuses.count_known(connection, feed_id, older),
        dates=feeds.last_dates(connection, feed_id, dates),
    )


def _changed(
    connection: sqlite3.Connection, entries: Iterable[EntryLookup], known: dict[bytes, Known]
) -> dict[bytes, Kept]:
    """Return the articles with a guid whose words their source states otherwise now."""
    of_article = {
        known[one.identity].id: one
        for one in entries
        if one.other_identity is not None
        and one.identity in known
        and known[one.identity].source_hash not in (one.source_hash, b"")
    }
    found = renames.kept(connection, of_article) if of_article else []
    return {
        of_article[kept.id].identity: kept
        if kept.title == of_article[kept.id].title
        else renames.one_kept(connection, kept.id)
        for kept in found
    }


def _missing(
    connection: sqlite3.Connection, ids: Sequence[ArticleId], strangers: Sequence[EntryLookup]
) -> list[Kept]:
    """Return articles by their marks, where any entry may be one of them.

    Texts are read of those alone whose title or date an entry has, too: each is a look-up.
    """
    if not ids or not strangers:
        return []
    titles = {one.title for one in strangers}
    dates = {one.published for one in strangers if one.published}
    return renames.kept(connection, ids, titles, dates)


def apply(connection: sqlite3.Connection, plan: Plan) -> tuple[int, int]:
    """Write a plan; return how many articles are new, and of how many the words changed.

    Validators travel with the articles: a server must never be told that something is here
    which is not.
    """
    if not feeds.is_there(connection, plan.feed_id):
        return 0, 0  # somebody removed it while it was fetched
    feeds.describe(connection, plan.feed_id, plan.parsed.title, plan.parsed.site_url)
    feeds.note_pace(connection, plan.feed_id, plan.parsed.pace)
    feeds.note_move(connection, plan.feed_id, plan.move)
    for one in plan.renamed:
        renames.rename(connection, one)
    new, changed = _write_articles(connection, plan)
    for item in plan.restated:
        if item.known is not None:
            articles.take_details(connection, item.known, item)
    for number, (title, text) in new.items():  # behind the rest: see `articles.insert`
        search.index(connection, number, title, text)
    rules.apply_all(connection, list(new), plan.now)
    stated.write(connection, plan.feed_id, plan.prints)
    feeds.note_success(
        connection, plan.feed_id, plan.validators, now=plan.now, next_check=plan.next_check
    )
    return len(new), changed


def _write_articles(
    connection: sqlite3.Connection, plan: Plan
) -> tuple[dict[ArticleId, tuple[str, str]], int]:
    """Write what is incoming; return title and text of the new, and how many others changed."""
    new: dict[ArticleId, tuple[str, str]] = {}
    changed = 0
    for item, digest in zip(plan.incoming, plan.digests, strict=True):
        if item.known is not None:
            changed += articles.update(connection, item.known, item, digest, plan.now)
            continue
        added = articles.insert(connection, plan.feed_id, item, digest, plan.now)
        if added is not None:
            new[added] = item.entry.title, digest.text
            if item.identity in plan.wanted:
                pages.want(connection, [added])
    return new, changed
