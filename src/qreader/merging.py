"""What becomes of what is here and what a sync server has. Pure.

A sync server does not say when something was marked. What is kept instead is what both sides last
agreed on: who differs from that has changed it since, and the change is taken over. Of a mark that
is there or not, two changes are the same change, so there is no conflict to decide.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal, TypeVar

from qreader.model import Feed, FeedId, Marks, Remote, Tie
from qreader.text import urls

TRIED_AGAIN = timedelta(days=1)
"""After which a server that refused a feed is asked again: its own network may have failed."""

Value = TypeVar("Value")
Mark = Literal["read", "starred"]
MARKS: tuple[Mark, ...] = ("read", "starred")


# ---- marks


def merged(agreed: Value, here: Value, there: Value) -> Value:
    """Return what a value becomes on both sides: the change, where one side made one.

    Where both did, each in its own way, what was done here: the server cannot say when.
    """
    return there if here == agreed else here


def merged_marks(agreed: Marks, here: Marks, there: Marks) -> Marks:
    """Return what the marks of an article become on both sides."""
    return Marks(
        merged(agreed.read, here.read, there.read),
        merged(agreed.starred, here.starred, there.starred),
    )


def first_marks(here: Marks, there: Marks) -> Marks:
    """Return the marks of an article that both sides had before they met: none is lost."""
    return Marks(here.read or there.read, here.starred or there.starred)


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


# ---- subscriptions


@dataclass(frozen=True, slots=True)
class Meeting:
    """What is to be done so that both sides have the same feeds."""

    tied: tuple[tuple[FeedId, Remote, str | None], ...]
    """Feeds that turn out to be one, with the folder to start from."""
    added: tuple[Remote, ...]
    """Only the server has them, and they are new."""
    removed: tuple[FeedId, ...]
    """The server had them, and has no longer."""
    subscribed: tuple[Feed, ...]
    """Only we have them, and the server should."""


@dataclass(frozen=True, slots=True)
class Moves:
    """Feeds whose folder changed on one side since both were the same."""

    here: tuple[tuple[FeedId, str | None], ...]
    there: tuple[tuple[Feed, Remote, str | None], ...]
    """With the folder that each is to leave."""
    agreed: tuple[tuple[FeedId, str | None], ...]


def meeting(
    feeds: Sequence[Feed], ties: Mapping[FeedId, Tie], remotes: Iterable[Remote], now: datetime
) -> Meeting:
    """Compare the feeds here with the server's subscriptions."""
    there = {remote.stream: remote for remote in remotes}
    known = {tie.stream for tie in ties.values() if tie.stream is not None}
    strangers = [remote for remote in there.values() if remote.stream not in known]
    loose = [f for f in feeds if _may_travel(f) and not _is_tied(ties.get(f.id))]
    by_address: dict[str, Feed] = {}
    for feed in loose:
        for url in (feed.url, feed.typed_url):
            if url is not None:
                by_address.setdefault(urls.canonical(url), feed)
    tied: dict[FeedId, tuple[FeedId, Remote, str | None]] = {}
    added = []
    for remote in strangers:
        feed_there = by_address.get(urls.canonical(remote.url))
        if feed_there is None or feed_there.id in tied:
            added.append(remote)
        else:
            # its folder there is taken over, if it has one
            agreed = feed_there.folder if remote.folders else None
            tied[feed_there.id] = (feed_there.id, remote, agreed)
    return Meeting(
        tuple(tied.values()),
        tuple(added),
        tuple(feed_id for feed_id, tie in ties.items() if tie.stream not in {None, *there}),
        tuple(f for f in loose if f.id not in tied and _is_to_be_sent(ties.get(f.id), now)),
    )


def moves(feeds: Sequence[Feed], ties: Mapping[FeedId, Tie], remotes: Iterable[Remote]) -> Moves:
    """Compare the folders of feeds that both sides have."""
    there = {remote.stream: remote for remote in remotes}
    move_here, move_there, agreed = [], [], []
    for feed in feeds:
        tie = ties.get(feed.id)
        remote = there.get(tie.stream) if tie is not None and tie.stream else None
        if tie is None or remote is None:
            continue
        # some servers let a feed be in several folders: ours, if it is one of them
        candidates = (tie.folder, feed.folder, *remote.folders)
        folder = next((one for one in candidates if one in remote.folders), None)
        wanted = merged(tie.folder, feed.folder, folder)
        if wanted != feed.folder:
            move_here.append((feed.id, wanted))
        if wanted != folder:
            move_there.append((feed, remote, folder))
        elif wanted != tie.folder:
            agreed.append((feed.id, wanted))
    return Moves(tuple(move_here), tuple(move_there), tuple(agreed))


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
