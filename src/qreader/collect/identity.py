"""Identity: finds the stored article of an entry, also after its guid or address changed. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time
from hashlib import blake2b

from qreader.model import ArticleId, Entry, Kept, Renamed
from qreader.text import urls
from qreader.text.direct import direct

OWN_TEXT_CHARACTERS = 80
"""A shorter text (`Good morning!`) may be that of two articles."""
_MAX_PLACES = 20
_MAX_EDITION_DIGITS = 5


def identity(entry: Entry) -> bytes:
    """Return a hash that identifies an entry within its feed.

    It is of the guid, else of the address, else of the text. Identities of different feeds are
    never compared.
    """
    if entry.guid:
        return hashed("guid", entry.guid)
    if entry.url:
        return hashed("url", *_address(entry.url))
    return hashed("words", entry.title, entry.body_html or "")


def identified(entries: Sequence[Entry]) -> dict[bytes, Entry]:
    """Return the entries by identity, in their order.

    Some feeds give many entries one guid or one address. Then the identity of all of them includes
    address, title and date, not only that of the later ones: else each new entry at the top of the
    feed would take the identity, and so the article, of the entry before it. Entries that are still
    equal are one entry stated twice, and the first one counts.
    """
    shared = Counter(identity(entry) for entry in entries)
    found: dict[bytes, Entry] = {}
    for entry in entries:
        key = identity(entry)
        if shared[key] > 1:
            key = reused(entry)
        found.setdefault(key, entry)
    return found


def renamed(
    entries: Mapping[bytes, Entry], known: Collection[bytes], kept: Iterable[Kept]
) -> list[Renamed]:
    """Return the stored articles that a document states under new identities.

    entries: all of the document; kept: articles of the feed, newest first. Some feeds generate new
    guids at every fetch or at every edit, and some move to https or to another host.
    An unknown entry is a stored article, missing in the document under its old identity, where two
    of address, title, text and date agree. More must agree where guid and address are both new,
    since weekly posts repeat their texts. A new guid with a new date is always a new article, since
    alerts repeat everything else. A value that several entries of the document share does not
    count. Each article is matched once.
    """
    strangers = {key: _of_entry(entry) for key, entry in entries.items() if key not in known}
    missing = [_of_kept(article) for article in kept if article.identity not in entries]
    if not strangers or not missing:
        return []
    shared = Counter(mark for entry in entries.values() for mark in _of_entry(entry).all())
    places = _places(missing)
    found: dict[int, Renamed] = {}
    for key, marks in strangers.items():
        near = {place for mark in marks.to_find() for place in places.get(mark, ())} - found.keys()
        best = max(near, key=lambda at: (_likeness(marks, missing[at], shared), -at), default=None)
        if best is not None and _likeness(marks, missing[best], shared):
            found[best] = Renamed(missing[best].id, key, entries[key].guid)
    return list(found.values())


def may_be_renamed(entries: Mapping[bytes, Entry], missing: Iterable[Kept]) -> bool:
    """Whether `renamed` could find any article, whatever else the document states.

    missing: the feed's articles whose identities the document does not state.
    """
    places = _places([_of_kept(article) for article in missing])
    return any(mark in places for entry in entries.values() for mark in _of_entry(entry).to_find())


def is_reused(entry: Entry, kept: Kept) -> bool:
    """Whether an entry is another article than the stored one with its guid.

    Some guids are only positions in a list. A guid is not trusted where everything else that both
    state differs: at least three of title, address, date and text. A move to another host alone is
    no other address.
    """
    one, other = _of_entry(entry), _of_kept(kept)
    if one.address is not None and one.address == other.address:
        return False
    if one.title == other.title or one.date == other.date is not None or one.texts & other.texts:
        return False
    differing = [
        one.date and other.date,
        one.texts and other.texts,
        one.address and other.address and one.path != other.path,
    ]
    return sum(map(bool, differing)) > 1


def reused(entry: Entry) -> bytes:
    """Return the identity of an entry whose guid belongs to another article."""
    return hashed("shared", entry.guid or "", entry.url or "", entry.title, str(entry.published))


def hashed(*parts: str) -> bytes:
    """Return a short hash of texts in their order."""
    digest = blake2b(digest_size=12)
    for part in parts:
        digest.update(part.encode("utf-8", "surrogatepass"))
        digest.update(b"\0")
    return digest.digest()


# ---- comparable values


@dataclass(frozen=True, slots=True)
class _Marks:
    """The values by which an entry or an article is recognised."""

    id: ArticleId
    guid: str
    address: tuple[str, str] | None
    path: str
    """The address without its host, which a move to another host keeps; empty for a site's root."""
    title: str
    date: datetime | None
    texts: frozenset[str]

    def to_find(self) -> list[tuple[str, Hashable]]:
        """Return the values of which two equal articles share at least one."""
        marks = [("address", self.address), ("title", self.title), ("date", self.date)]
        return [(name, value) for name, value in marks if value is not None]

    def all(self) -> list[tuple[str, Hashable]]:
        """Return all values."""
        return [*self.to_find(), *(("text", text) for text in self.texts)]


def _of_entry(entry: Entry) -> _Marks:
    address = _place(entry.url) if entry.url else None
    texts = frozenset({entry.body_html} if entry.body_html else ())
    return _Marks(
        ArticleId(0), entry.guid or "", address, _path(address), entry.title, entry.published, texts
    )


def _of_kept(kept: Kept) -> _Marks:
    address = _place(kept.url) if kept.url else None
    texts = frozenset(kept.texts)
    return _Marks(
        kept.id, kept.guid or "", address, _path(address), kept.title, kept.published, texts
    )


def _address(url: str) -> tuple[str, str]:
    """Return the comparable form of an address.

    It keeps the fragment: some sites report all news on one page.
    """
    return urls.canonical(url, folds_amp=False), url.partition("#")[2]


def _place(url: str) -> tuple[str, str]:
    """Return the comparable form of where an address leads: articles keep the direct one."""
    return _address(direct(url))


def _path(address: tuple[str, str] | None) -> str:
    if address is None:
        return ""
    path = address[0].partition("://")[2].partition("/")[2]
    return f"{path}#{address[1]}" if path else ""


def _places(missing: Sequence[_Marks]) -> dict[tuple[str, Hashable], list[int]]:
    """Return the places of each value, newest first; a value that all share is left out."""
    places: dict[tuple[str, Hashable], list[int]] = {}
    for place, marks in enumerate(missing):
        for mark in marks.to_find():
            found = places.setdefault(mark, [])
            if len(found) < _MAX_PLACES:
                found.append(place)
    return places


def _likeness(one: _Marks, other: _Marks, shared: Counter[tuple[str, Hashable]]) -> int:
    """Return how many values agree; 0 where these are two articles."""

    def agree(name: str, mine: Hashable, its: Hashable) -> bool:
        return mine is not None and mine == its and shared[name, mine] == 1

    same_address = agree("address", one.address, other.address)
    if same_address and _but_for_edition(one.guid) == _but_for_edition(other.guid) != "":
        return 4
    two_guids = "" not in (one.guid, other.guid) and one.guid != other.guid
    if two_guids and _is_address(one.guid) and _address(one.guid) == _address(other.guid):
        return 4
    two_addresses = None not in (one.address, other.address) and one.address != other.address
    same_date = agree("date", one.date, other.date)
    same_text = any(
        agree("text", text, text) and not (two_addresses and len(text) < OWN_TEXT_CHARACTERS)
        for text in one.texts & other.texts
    )
    same_title = agree("title", one.title, other.title)
    agreeing = same_address + same_text + same_title + same_date
    two_dates = None not in (one.date, other.date) and one.date != other.date
    # some feeds date all entries by the time of the fetch, which identifies none
    contradicts = two_dates and shared["date", one.date] == 1
    if two_guids and contradicts:
        return 0
    if two_guids and two_addresses and not (same_date and (same_text or _is_exact(one.date))):
        agreeing += one.path == other.path != ""
        return agreeing if agreeing > 2 else 0
    return agreeing if agreeing >= (3 if contradicts else 2) else 0


def _is_exact(date: datetime | None) -> bool:
    """Whether a date has a time of day, which two articles hardly share."""
    return date is not None and date.time() != time.min


def _is_address(guid: str) -> bool:
    return guid.startswith(("http://", "https://"))


def _but_for_edition(guid: str) -> str:
    """Return a guid without the edition number that some feeds append; "" where it has none."""
    start, _, edition = guid.rpartition("#")
    return start if edition.isdecimal() and len(edition) < _MAX_EDITION_DIGITS else ""
