"""Merging: decides how the local state and a sync server's state become the same. Pure.

A sync server does not state when an article was marked. Instead, the store keeps the state that
both sides last agreed on: a side that differs from it has changed since, and its change wins. A
mark is set or not, so two changes of it are always the same change, and never conflict.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import NamedTuple

from qreader.model import Feed, FeedId, Labelled, Mark, Marks, Remote, Tie
from qreader.text import urls

TRIED_AGAIN = timedelta(days=1)
"""How long a server that refused a feed is not asked again: its own network may have failed."""

UNCATEGORIZED = "Uncategorized"
"""The folder in which an English FreshRSS or Tiny Tiny RSS lists feeds without a folder."""

MARKS: tuple[Mark, ...] = ("read", "starred")


# ---- marks


def to_be_told(to_send: Mapping[str, tuple[Marks, Marks]], mark: Mark, value: bool) -> list[str]:
    """Return the articles to be marked, or unmarked, on the server.

    to_send: by number, the marks as they should be and as they are there. Only differences are
    sent, since some servers toggle a mark that is already set.
    """
    return [
        number
        for number, (wanted, there) in to_send.items()
        if getattr(wanted, mark) is value and getattr(there, mark) is not value
    ]


# ---- labels


@dataclass(frozen=True, slots=True)
class Labels:
    """The changes of labels on both sides that make them the same."""

    add_here: frozenset[Labelled]
    remove_here: frozenset[Labelled]
    add_there: frozenset[Labelled]
    remove_there: frozenset[Labelled]


def labels(agreed: Set[Labelled], here: Set[Labelled], there: Set[Labelled]) -> Labels:
    """Compare labels: a side that differs from the agreed state has changed since."""
    return Labels(
        add_here=frozenset(there - agreed - here),
        remove_here=frozenset((agreed - there) & here),
        add_there=frozenset(here - agreed - there),
        remove_there=frozenset((agreed - here) & there),
    )


# ---- subscriptions


class Met(NamedTuple):
    """A feed and its subscription on the server, newly matched."""

    feed_id: FeedId
    remote: Remote
    tie: Tie
    """The state from which folders and titles are compared."""


@dataclass(frozen=True, slots=True)
class Meeting:
    """The changes that give both sides the same feeds."""

    met: tuple[Met, ...]
    added: tuple[Remote, ...]
    """New on the server: to be subscribed to here."""
    removed: tuple[FeedId, ...]
    """No longer on the server: to be removed here."""
    subscribed: tuple[Feed, ...]
    """Only here: to be subscribed to on the server."""
    untied: tuple[FeedId, ...]
    """Feeds, met or removed, whose tie has ended: their article numbers are not valid any more."""


class Move(NamedTuple):
    """A feed to be moved to another folder on the server."""

    feed: Feed
    stream: str
    before: str | None
    """Its present folder on the server."""


@dataclass(frozen=True, slots=True)
class Moves:
    """Feeds whose folder changed on one side since the last comparison."""

    here: tuple[tuple[FeedId, str | None], ...]
    there: tuple[Move, ...]
    agreed: tuple[tuple[FeedId, str | None, str | None], ...]
    """Feeds with their local folder and the one on the server."""


@dataclass(frozen=True, slots=True)
class Renamings:
    """Feeds whose title changed on one side since both last agreed."""

    here: tuple[tuple[FeedId, str], ...]
    """Feeds that take the server's title."""
    there: tuple[tuple[Feed, Remote, str], ...]
    agreed: tuple[tuple[FeedId, str], ...]


def meeting(
    feeds: Sequence[Feed], ties: Mapping[FeedId, Tie], remotes: Iterable[Remote], now: datetime
) -> Meeting:
    """Compare the feeds here with the server's subscriptions.

    A tie is valid only while the server's name for the feed and its address agree: a server that
    was set up again gives its names, often small numbers, to other feeds. Feeds without a valid tie
    are matched by address, then by the site's address together with the title.
    """
    there = {remote.stream: remote for remote in remotes}
    held = {
        feed.id: remote.stream
        for feed, tie, remote in _pairs(feeds, ties, there.values())
        if _is_at(feed, tie, remote)
    }
    strangers = [one for stream, one in there.items() if stream not in set(held.values())]
    loose = [feed for feed in feeds if feed.id not in held and _may_travel(feed)]
    met = tuple(_met(loose, strangers))
    met_ids = {one.feed_id for one in met}
    met_streams = {one.remote.stream for one in met}
    untied = [feed.id for feed in feeds if _is_tied(ties.get(feed.id)) and feed.id not in held]
    return Meeting(
        met,
        tuple(remote for remote in strangers if remote.stream not in met_streams),
        tuple(one for one in untied if one not in met_ids),
        tuple(
            feed
            for feed in loose
            if feed.id not in met_ids and _is_to_be_sent(ties.get(feed.id), now)
        ),
        tuple(untied),
    )


def is_bulk(removed: int, with_articles: int, before: int, now: int) -> bool:
    """Whether a person must confirm the removal of so many feeds.

    removed: feeds to remove; with_articles: those of them with articles; before and now: how many
    feeds the server had and lists now. More than one in ten, or any with articles where the list is
    a third shorter, suggest a server that was set up again or lost its data.
    """
    is_shorter_by_a_third = 3 * now <= 2 * before
    return removed * 10 > before or (with_articles > 0 and is_shorter_by_a_third)


def moves(
    feeds: Sequence[Feed],
    ties: Mapping[FeedId, Tie],
    remotes: Iterable[Remote],
    just_sent: Collection[FeedId] = (),
) -> Moves:
    """Compare the folders of the feeds on both sides.

    Each side is compared with its own earlier state: a server may put a feed without a folder into
    one of its own. just_sent: feeds just subscribed to on the server; their folder there is the one
    for feeds without a folder.
    """
    here: list[tuple[FeedId, str | None]] = []
    there: list[Move] = []
    agreed: list[tuple[FeedId, str | None, str | None]] = []
    for feed, tie, remote in _pairs(feeds, ties, remotes):
        # some servers have a feed in several folders: the known one wins, if it is among them
        candidates = (tie.folder_there, feed.folder, *remote.folders)
        folder = next((one for one in candidates if one in remote.folders), None)
        if feed.folder != tie.folder:
            if feed.folder == folder:
                agreed.append((feed.id, folder, folder))
            else:
                there.append(Move(feed, remote.stream, folder))
        elif not tie.is_folder_known:
            if folder == feed.folder or feed.id in just_sent:
                agreed.append((feed.id, feed.folder, folder))
            else:
                there.append(Move(feed, remote.stream, folder))
        elif folder != tie.folder_there:
            here.append((feed.id, folder))
    return Moves(tuple(here), tuple(there), tuple(agreed))


def renamings(
    feeds: Sequence[Feed], ties: Mapping[FeedId, Tie], remotes: Iterable[Remote]
) -> Renamings:
    """Compare the titles of feeds with the server's.

    A feed without a title of the person's takes the server's new title. Its own title is sent where
    the person took theirs back, which the server still has.
    """
    here, there, agreed = [], [], []
    for feed, tie, remote in _pairs(feeds, ties, remotes):
        if remote.title is None:
            continue
        mine, known, its = (_comparable(one) for one in (feed.title, tie.title, remote.title))
        if mine == its or (feed.own_title is None and known != its):
            if known != its:
                agreed.append((feed.id, remote.title))
        elif mine == known:
            here.append((feed.id, remote.title))
        else:
            there.append((feed, remote, feed.title))
    return Renamings(tuple(here), tuple(there), tuple(agreed))


def uncategorized(remote: Remote) -> Remote:
    """Return a subscription without the folder that means no folder."""
    if UNCATEGORIZED not in remote.folders:
        return remote
    return replace(remote, folders=tuple(one for one in remote.folders if one != UNCATEGORIZED))


def _pairs(
    feeds: Sequence[Feed], ties: Mapping[FeedId, Tie], remotes: Iterable[Remote]
) -> Iterator[tuple[Feed, Tie, Remote]]:
    there = {remote.stream: remote for remote in remotes}
    for feed in feeds:
        tie = ties.get(feed.id)
        if tie is not None and tie.stream in there:
            yield feed, tie, there[tie.stream]


def _is_at(feed: Feed, tie: Tie, remote: Remote) -> bool:
    """Whether a subscription has an address of its feed, or the one it had there."""
    return urls.canonical(remote.url) in _addresses(feed) | {urls.canonical(tie.url or feed.url)}


def _met(feeds: Sequence[Feed], remotes: Sequence[Remote]) -> Iterator[Met]:
    """Yield the matched feeds and subscriptions, each once."""
    met_feeds: set[FeedId] = set()
    met_streams: set[str] = set()
    for keys_of_feed, keys_of_remote in (
        (_addresses, _address),
        (_site_and_title, _its_site_and_title),
    ):
        places: dict[object, list[Feed]] = {}
        for feed in feeds:
            for key in keys_of_feed(feed):
                places.setdefault(key, []).append(feed)
        for remote in remotes:
            for key in keys_of_remote(remote) if remote.stream not in met_streams else ():
                free = [one for one in places.get(key, ()) if one.id not in met_feeds]
                if free:
                    met_feeds.add(free[0].id)
                    met_streams.add(remote.stream)
                    yield Met(free[0].id, remote, _first_tie(free[0], remote))


def _first_tie(feed: Feed, remote: Remote) -> Tie:
    """Return the first agreed state: the feed takes its folder on the server, if it has one.

    Otherwise the local folder is sent there, as is the person's title.
    """
    folder = feed.folder if remote.folders else None
    return Tie(remote.stream, folder, url=remote.url, title=remote.title, is_folder_known=True)


def _addresses(feed: Feed) -> set[str]:
    return {urls.canonical(url) for url in (feed.url, feed.typed_url) if url}


def _address(remote: Remote) -> set[str]:
    return {urls.canonical(remote.url)}


def _site_and_title(feed: Feed) -> set[tuple[str, str | None]]:
    return {(urls.canonical(feed.site_url), _comparable(feed.title))} if feed.site_url else set()


def _its_site_and_title(remote: Remote) -> set[tuple[str, str | None]]:
    if not (remote.site_url and remote.title):
        return set()
    return {(urls.canonical(remote.site_url), _comparable(remote.title))}


def _comparable(title: str | None) -> str | None:
    """Return the comparable form of a title: servers change the form of some characters."""
    return None if title is None else " ".join(unicodedata.normalize("NFKC", title).split())


def _may_travel(feed: Feed) -> bool:
    """Whether a server could fetch a feed: no file, program or page, no password."""
    authority = feed.url.partition("://")[2].partition("/")[0]
    return not (feed.is_local or feed.is_program or feed.is_page or feed.recipe or "@" in authority)


def _is_tied(tie: Tie | None) -> bool:
    return tie is not None and tie.stream is not None


def _is_to_be_sent(tie: Tie | None, now: datetime) -> bool:
    """Whether to subscribe on the server: not if it was unsubscribed there or just refused."""
    if tie is None:
        return True
    return tie.refused is not None and not now - TRIED_AGAIN < tie.refused <= now
