"""Importing from another reader: feeds, searches, articles, read and starred marks, tags."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from qreader import validation
from qreader.collect import adding
from qreader.collect.identity import identified
from qreader.collect.refresh import Refresh
from qreader.collect.subscribe import KEPT_ELSEWHERE
from qreader.model import (
    Act,
    Entry,
    Feed,
    FeedChange,
    FeedSetting,
    Imported,
    Listed,
    ParsedFeed,
    Subscription,
)
from qreader.sources.statements import (
    body_and_summary,
    clean_enclosures,
    clean_guid,
    clean_names,
    clean_title,
    title_or_stand_in,
    web_url,
)
from qreader.store import Store
from qreader.store.newsboat import MAGIC, NewsboatCache, NewsboatItem
from qreader.text import urls
from qreader.text.query import Name, Named
from qreader.text.safe import safe_line

MAX_RULE_FEEDS = 100
MAX_RULE_CHARACTERS = 3_500
"""A query may have 200 parts and 4,000 characters."""
MAX_TAG_CHARACTERS = 50
"""The longest tag, so that a rule's name has room for it."""
_NO_TAG = re.compile(r'[\s,"]+')
ITEMS_AT_ONCE = 200
"""Articles that are parsed and stored in one batch: little memory, and seconds in the parser."""


def is_cache(path: Path) -> bool:
    """Whether a file is a database rather than a list."""
    try:
        with path.open("rb") as file:
            return file.read(len(MAGIC)) == MAGIC
    except (OSError, ValueError):
        return False


def without_passwords(listed: Listed) -> Listed:
    """Return a list without addresses that hold a password, which it reports as skipped."""
    kept: list[Subscription] = []
    skipped = [*listed.skipped]
    for one in listed.subscriptions:
        shown = urls.without_password(one.url)
        if shown == one.url:
            kept.append(one)
        else:
            skipped.append(f"{shown} ({KEPT_ELSEWHERE})")
    return replace(listed, subscriptions=tuple(kept), skipped=tuple(skipped))


def within(folder: str | None, subscriptions: Sequence[Subscription]) -> list[Subscription]:
    """Return subscriptions with their folders inside another one."""
    if not folder:
        return [*subscriptions]
    return [
        replace(one, folder="/".join(filter(None, (folder, one.folder)))) for one in subscriptions
    ]


def take_list(store: Store, listed: Listed, now: datetime, label: str = "") -> Imported:
    """Subscribe to all feeds of a list, and keep its searches and tags; all of it or nothing.

    label: as in `adding.subscribe`.
    """
    with store.transaction():
        before = _queries(store)
        found = store.subscriptions.add_all(listed.subscriptions, now=now)
        searches, kept_out = keep_searches(store, listed)
        rules = keep_tags(store, listed)
        new = [feed.id for feed, is_new in found if is_new]
        made = [
            {name: query for name, query in after.items() if name not in there}
            for there, after in zip(before, _queries(store), strict=True)
        ]
        store.undoable.feeds_added(new, adding.counted(label, len(new)), *made)
    return Imported(
        tuple(adding.added(found)),
        listed.skipped,
        searches,
        rules,
        otherwise=(*listed.otherwise, *kept_out),
        programs=listed.programs,
    )


def _queries(store: Store) -> tuple[dict[str, str], dict[str, str]]:
    """Return the queries of all searches and of all rules, by name."""
    searches = {search.name: search.query for search in store.searches.all(0)}
    return searches, {rule.name: rule.query for rule in store.rules.all()}


def differences(
    feeds: Iterable[Feed], subscriptions: Iterable[Subscription]
) -> Iterator[tuple[Feed, FeedChange]]:
    """Yield the subscribed feeds that a list has in another folder or under another title.

    Each comes with the change to the list's values. A value that the list leaves out is no change.
    """
    here = {url: feed for feed in feeds for url in (feed.typed_url, feed.url) if url}
    for one in subscriptions:
        feed = here.get(one.url)
        if feed is None:
            continue
        change: dict[FeedSetting, str | int | None] = {}
        if one.folder and one.folder != feed.folder:
            change[FeedSetting.FOLDER] = one.folder
        if one.title and one.title != feed.title:
            change[FeedSetting.TITLE] = one.title
        if change:
            yield feed, change


def differs(feed: Feed, change: FeedChange) -> str:
    """Return in words how a feed differs from a list."""
    said = []
    if FeedSetting.FOLDER in change:
        said.append(f"is in {feed.folder or 'no folder'}, not in {change[FeedSetting.FOLDER]}")
    if FeedSetting.TITLE in change:
        said.append(f"is not called {change[FeedSetting.TITLE]}")
    return f"{feed.title}: {', and '.join(said)}"


def keep_searches(store: Store, listed: Listed) -> tuple[int, list[str]]:
    """Save the searches of a list, except where the name is taken by another search.

    Return how many were saved, and a sentence for each that was not.
    """
    there = {search.name.casefold(): search.query for search in store.searches.all(0)}
    kept, said = 0, []
    for given, stated in listed.searches:
        name, query = validation.name_of(given), validation.query_of(stated)
        held = there.get(name.casefold())
        if held is None:
            there[name.casefold()] = query
            store.searches.save(name, query)
            kept += 1
        elif held != query:
            said.append(f"{name}: there is another search of that name, which stays")
    return kept, said


def keep_tags(store: Store, listed: Listed) -> int:
    """Save rules that give the tags of a list to new articles of its feeds; return how many."""
    rules = tag_rules(listed.subscriptions)
    for name, query, tag in rules:
        store.rules.add(validation.rule_of(name, query, f"{Act.TAG}{tag}"))
    return len(rules)


def from_newsboat(store: Store, refresh: Refresh, path: Path) -> Imported:
    """Import the articles of newsboat's cache.db into the subscribed feeds.

    An article that was read there becomes read, one with any flag becomes starred, and none becomes
    unread. A second import changes nothing. Raises FileError, ParseError, StoreError.
    """
    # the next refresh should not fetch the pages of old articles
    refresh = replace(refresh, wants_page=lambda _feed, _incoming, _digest: False)
    feeds = {address: feed for feed in store.feeds.all() for address in (feed.url, feed.typed_url)}
    result = Imported((), ())
    skipped = []
    with closing(NewsboatCache(path)) as cache:
        for url, title in cache.feeds():
            feed = feeds.get(url)
            if feed is None:
                skipped.append(f"{safe_line(url)}: no such feed is subscribed to")
                continue
            for items in cache.items(url, ITEMS_AT_ONCE):
                result = _taken_in(store, refresh, feed, Left(url, title, items), result)
    return replace(result, skipped=tuple(skipped))


def tag_rules(subscriptions: Sequence[Subscription]) -> list[tuple[str, str, str]]:
    """Return the name, the query and the tag of each rule that tags new articles of these feeds.

    A tag of many feeds needs several rules, since the length of a query is bounded.
    """
    feeds: dict[str, list[str]] = {}
    for subscription in subscriptions:
        name = str(Name(Named.FEED, subscription.url))
        tags = {_NO_TAG.sub("-", tag).strip("-#") for tag in subscription.tags}
        if subscription.url.count('"') or len(name) > MAX_RULE_CHARACTERS:
            continue
        for tag in sorted(tags - {""}):
            feeds.setdefault(tag[:MAX_TAG_CHARACTERS], []).append(name)
    return [
        (f"tag {tag}{f' {number}' if number > 1 else ''}", " OR ".join(names), tag)
        for tag, all_names in feeds.items()
        for number, names in enumerate(_portions(all_names), start=1)
    ]


def _portions(names: Sequence[str]) -> Iterator[list[str]]:
    portion: list[str] = []
    for name in names:
        full = len(portion) == MAX_RULE_FEEDS
        if full or sum(map(len, portion)) + 4 * len(portion) + len(name) > MAX_RULE_CHARACTERS:
            yield portion
            portion = []
        portion.append(name)
    yield portion


@dataclass(frozen=True, slots=True)
class Left:
    """Articles of one feed in newsboat's cache."""

    url: str
    feed_title: str
    items: tuple[NewsboatItem, ...]


def entries_of(left: Left) -> ParsedFeed:
    """Return newsboat's articles as a parsed feed; runs in the parser process."""
    entries = tuple(_entry(item, left.url) for item in left.items)
    return ParsedFeed(clean_title(left.feed_title) or None, entries=entries)


def _taken_in(store: Store, refresh: Refresh, feed: Feed, left: Left, sofar: Imported) -> Imported:
    parsed = refresh.sandbox.call(entries_of, left)
    done = refresh.store_feed(feed, parsed, feed.validators)
    items = dict(zip(map(id, parsed.entries), left.items, strict=True))
    keys = {key: items[id(entry)] for key, entry in identified(parsed.entries).items()}
    pairs = [(known.id, keys[key]) for key, known in store.statuses.known(feed.id, keys).items()]
    read = store.statuses.mark([number for number, item in pairs if not item.unread], read=True)
    starred = store.statuses.mark(
        [number for number, item in pairs if item.flags.strip()], starred=True
    )
    return replace(
        sofar,
        articles=sofar.articles + done.new,
        read=sofar.read + len(read),
        starred=sofar.starred + len(starred),
    )


def _entry(item: NewsboatItem, feed_url: str) -> Entry:
    url = web_url(feed_url, item.url)
    body, _ = body_and_summary(item.content)
    enclosure = (item.enclosure_url, item.enclosure_type, "")
    return Entry(
        title_or_stand_in(clean_title(item.title), body, url),
        guid=clean_guid(item.guid),
        url=url,
        authors=clean_names([item.author]),
        published=_time(item.published),
        body_html=body,
        base_url=web_url(feed_url, item.base) or url,
        enclosures=clean_enclosures(feed_url, [enclosure] if item.enclosure_url else []),
    )


def _time(seconds: int) -> datetime | None:
    try:
        return datetime.fromtimestamp(seconds, UTC) if seconds > 0 else None
    except (OverflowError, ValueError, OSError):
        return None
