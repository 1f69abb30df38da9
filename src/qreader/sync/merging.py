"""What becomes of what is here and what a sync server has. Pure.

A sync server does not say when something was marked. What is kept instead is what both sides last
agreed on: who differs from that has changed it since, and the change is taken over. Of a mark that
is there or not, two changes are the same change, so there is no conflict to decide.
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
"""After which a server that refused a feed is asked again: its own network may have failed."""

UNCATEGORIZED = "Uncategorized"
"""The folder in which FreshRSS and Tiny Tiny RSS list what is in none, where they speak English."""

MARKS: tuple[Mark, ...] = ("read", "starred")


# ---- marks


def to_be_told(to_send: Mapping[str, tuple[Marks, Marks]], mark: Mark, value: bool) -> list[str]:
    """Return which articles are to get, or to lose, a mark on the server.

    to_send: by number what the marks should be, and what they are. Only what differs is told, since
    some servers take a mark that is there already for its opposite.
    """
    return [
        number
        for number, (wanted, there) in to_send.items()
        if getattr(wanted, mark) is value and getattr(there, mark) is not value
    ]


# ---- labels


@dataclass(frozen=True, slots=True)
class Labels:
    """What is to be done so that articles have the same labels on both sides."""

    add_here: frozenset[Labelled]
    remove_here: frozenset[Labelled]
    add_there: frozenset[Labelled]
    remove_there: frozenset[Labelled]


def labels(agreed: Set[Labelled], here: Set[Labelled], there: Set[Labelled]) -> Labels:
    """Compare labels: who differs from what both last agreed on has changed it since."""
    return Labels(
        add_here=frozenset(there - agreed - here),
        remove_here=frozenset((agreed - there) & here),
        add_there=frozenset(here - agreed - there),
        remove_there=frozenset((agreed - here) & there),
    )


# ---- subscriptions


class Met(NamedTuple):
    """A feed and the subscription that turns out to be the same."""

    feed_id: FeedId
    remote: Remote
    tie: Tie
    """To compare folders and titles from."""


@dataclass(frozen=True, slots=True)
class Meeting:
    """What is to be done so that both sides have the same feeds."""

    met: tuple[Met, ...]
    added: tuple[Remote, ...]
    """Only the server has them, and they are new."""
    removed: tuple[FeedId, ...]
    """The server had them, and has no longer."""
    subscribed: tuple[Feed, ...]
    """Only we have them, and the server should."""
    untied: tuple[FeedId, ...]
    """Those of the feeds, met or removed, that were tied before: no number of theirs is sure."""


class Move(NamedTuple):
    """A feed that the server is to put into another folder."""

    feed: Feed
    stream: str
    before: str | None
    """The folder that it is to leave."""


@dataclass(frozen=True, slots=True)
class Moves:
    """Feeds whose folder changed on one side since both were compared."""

    here: tuple[tuple[FeedId, str | None], ...]
    there: tuple[Move, ...]
    agreed: tuple[tuple[FeedId, str | None, str | None], ...]
    """With the folder here, and the one there."""


@dataclass(frozen=True, slots=True)
class Renamings:
    """Feeds whose title changed on one side since both were the same."""

    here: tuple[tuple[FeedId, str], ...]
    """They go by the server's title from now on."""
    there: tuple[tuple[Feed, Remote, str], ...]
    agreed: tuple[tuple[FeedId, str], ...]


def meeting(
    feeds: Sequence[Feed], ties: Mapping[FeedId, Tie], remotes: Iterable[Remote], now: datetime
) -> Meeting:
    """Compare the feeds here with the server's subscriptions.

    A tie holds only while the server's name for the feed and its address agree: a server that was
    set up again gives its names, often small numbers, to other feeds. What is not held by a tie
    meets by its address, then by the address of its site together with its title.
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
    """Whether a person has to say that so many feeds are to be removed.

    removed: feeds that would go; with_articles: those of them that have any; before and now: how
    many feeds the server had and lists. More than one in ten, or any with articles where the list
    is shorter by a third, is what a server looks like that was set up again or lost its data.
    """
    is_shorter_by_a_third = 3 * now <= 2 * before
    return removed * 10 > before or (with_articles > 0 and is_shorter_by_a_third)


def moves(
    feeds: Sequence[Feed],
    ties: Mapping[FeedId, Tie],
    remotes: Iterable[Remote],
    just_sent: Collection[FeedId] = (),
) -> Moves:
    """Compare the folders of feeds that both sides have.

    Each side is compared with what it had itself: a server may have to put a feed somewhere that is
    in no folder here. just_sent: feeds that the server was just told of, so that where it put them
    is where it puts what is in none.
    """
    here: list[tuple[FeedId, str | None]] = []
    there: list[Move] = []
    agreed: list[tuple[FeedId, str | None, str | None]] = []
    for feed, tie, remote in _pairs(feeds, ties, remotes):
        # some servers let a feed be in several folders: the one known, if it is among them
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
    """Compare the titles that the person gave feeds with the server's.

    A feed without a title of the person's goes by the server's anyhow.
    """
    here, there, agreed = [], [], []
    for feed, tie, remote in _pairs(feeds, ties, remotes):
        if remote.title is None:
            continue
        own, known, its = (_comparable(one) for one in (feed.own_title, tie.title, remote.title))
        if feed.own_title is None or own == its:
            if known != its:
                agreed.append((feed.id, remote.title))
        elif own == known:
            here.append((feed.id, remote.title))
        else:
            there.append((feed, remote, feed.own_title))
    return Renamings(tuple(here), tuple(there), tuple(agreed))


def uncategorized(remote: Remote) -> Remote:
    """Return a subscription without the folder that stands for being in none."""
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
    """Whether a subscription has an address that its feed has, or had there."""
    return urls.canonical(remote.url) in _addresses(feed) | {urls.canonical(tie.url or feed.url)}


def _met(feeds: Sequence[Feed], remotes: Sequence[Remote]) -> Iterator[Met]:
    """Yield feeds with the subscriptions that are theirs, each once."""
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
    """Return what to compare from: its folder there is taken over, if it has one.

    Else ours is sent there, as is a title of the person's.
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
    """Return a title as it is compared: servers write some characters in other forms."""
    return None if title is None else " ".join(unicodedata.normalize("NFKC", title).split())


def _may_travel(feed: Feed) -> bool:
    """Whether a server could fetch a feed: not files, single pages, nor what holds a password."""
    authority = feed.url.partition("://")[2].partition("/")[0]
    return not (feed.is_local or feed.is_page or "@" in authority)


def _is_tied(tie: Tie | None) -> bool:
    return tie is not None and tie.stream is not None


def _is_to_be_sent(tie: Tie | None, now: datetime) -> bool:
    """Whether the server is to be asked: not for what was unsubscribed there, nor again so soon."""
    if tie is None:
        return True
    return tie.refused is not None and not now - TRIED_AGAIN < tie.refused <= now
