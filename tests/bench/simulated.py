"""A simulated cache: as many articles as asked for, with terms as common as in a real one.

Storing a million articles the real way takes hours, so this writes the tables that lists, searches
and relating read. Few articles have a text.
An article is mixed of the labelled set's terms, of generated words of which few are common and most
rare (Zipf), and of the words of its event, which some articles of other sources report too.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import accumulate, islice
from pathlib import Path
from random import Random
from xml.sax.saxutils import escape

from qreader.related.frequencies import Frequencies, Seen
from qreader.related.signature import fingerprint
from qreader.related.terms import hashed, terms
from qreader.store import Store
from qreader.store.base import utc_now
from qreader.store.database import Block
from qreader.store.packed import pack, unpack
from qreader.store.search import SearchIndex
from qreader.store.signatures import posting_terms
from qreader.store.times import to_seconds

LABELLED = Path(__file__).parents[1] / "related" / "labelled.json"
NOW = datetime(2026, 3, 14, 9, 30, tzinfo=UTC)
"""The present of the simulated cache: its figures do not depend on the day."""

_SOURCES = 200
_SPAN = timedelta(days=365)
_RECENT = 500
"""The newest articles, which have a text as those have that are asked for."""
_BATCH = 5_000
_LABELLED_TERMS = 30
_COMMON_WORDS, _COMMON_TERMS, _MOST_COMMON = 4_000, 60, 20
"""How many there are, how many an article has, and how many ranks are equally common."""
_RARE_WORDS, _RARE_TERMS = 300_000, 8
_EVENT_TERMS = 16
_MOST_REPORTS = 12
_EVENTS_AT_ONCE = 60
"""Events that are being reported at any time."""
_WEIGHTS = (1.0, 1.0, 1.0, 1.7, 2.0, 2.5)
_SYLLABLES = [one + other for one in "bcdfgklmnprtvwz" for other in "aeiou"]
_ENDINGS = [syllable for syllable in _SYLLABLES if not syllable.endswith("e")]


@dataclass(slots=True)
class Event:
    """What several articles report."""

    words: list[str]
    to_come: int
    """Reports that are yet to come."""
    story: int | None = None
    """Its story, once two have reported."""
    first: int = 0
    """Its first article."""


@dataclass(frozen=True, slots=True)
class Simulated:
    """An article before it is stored."""

    event: Event
    weights: dict[str, float]

    @property
    def title(self) -> str:
        """Its title, of the event's words."""
        return " ".join(self.event.words[:7]).capitalize()

    @property
    def text(self) -> str:
        """Its terms in the order in which they were drawn, names as names."""
        names = set(self.event.words)
        return " ".join(word.capitalize() if word in names else word for word in self.weights)


class Writer:
    """Writes articles that follow from the seed."""

    def __init__(self, seed: int) -> None:
        self._random = Random(seed)
        rows = json.loads(LABELLED.read_text("utf-8"))
        self._labelled = [list(terms(row["title"], row["text"])) for row in rows]
        self._common = [_word(number) for number in range(_COMMON_WORDS)]
        self._shares = list(
            accumulate(1 / (rank + _MOST_COMMON) for rank in range(len(self._common)))
        )
        self._events: list[Event] = []

    def __iter__(self) -> Iterator[Simulated]:
        """Yield articles without end."""
        draw = self._random
        while True:
            while len(self._events) < _EVENTS_AT_ONCE:
                reports = min(_MOST_REPORTS, int(draw.paretovariate(1.2)))
                self._events.append(Event(self._rare(_EVENT_TERMS), reports))
            event = draw.choice(self._events)
            event.to_come -= 1
            if not event.to_come:
                self._events.remove(event)
            yield Simulated(event, self._weights(event))

    def _weights(self, event: Event) -> dict[str, float]:
        draw = self._random
        common = draw.choices(self._common, cum_weights=self._shares, k=_COMMON_TERMS)
        told = draw.sample(event.words, _EVENT_TERMS - 4)
        chosen = [*told, *self._of_the_labelled(), *common, *self._rare(_RARE_TERMS)]
        weights = dict(zip(chosen, draw.choices(_WEIGHTS, k=len(chosen)), strict=True))
        return weights | dict.fromkeys(told[:6], 2.5)

    def _of_the_labelled(self) -> list[str]:
        draw = self._random
        chosen = [term for told in draw.sample(self._labelled, 3) for term in told]
        return draw.sample(chosen, min(len(chosen), _LABELLED_TERMS))

    def _rare(self, count: int) -> list[str]:
        """Return names, of which some recur in other events as those of real people do."""
        numbers = (int(_RARE_WORDS * self._random.random() ** 3) for _ in range(count))
        return [_word(_COMMON_WORDS + number) for number in numbers]


def build(folder: Path, count: int, writer: Writer) -> None:
    """Fill the cache of a folder with articles, spread over a year that ends at NOW."""
    folder.mkdir(parents=True, exist_ok=True)
    database = folder / "qreader.db"
    Store(database).close()
    connection = sqlite3.connect(database, isolation_level=None)
    connection.execute("PRAGMA synchronous = OFF")
    connection.executemany(
        "INSERT INTO feed (url, title, added) VALUES (?, ?, 0)",
        [(f"https://s{n}.example/feed", f"Source {n}") for n in range(1, _SOURCES + 1)],
    )
    frequencies = Frequencies()
    articles = enumerate(islice(writer, count), 1)
    while batch := list(islice(articles, _BATCH)):
        seen = Seen()
        for _, article in batch:
            seen.add(map(hashed, article.weights))
        frequencies.merge(seen)
        connection.execute("BEGIN")
        for number, article in batch:
            _put(connection, number, count, article, frequencies)
        connection.execute("COMMIT")
    connection.execute("INSERT INTO frequency VALUES (1, ?)", (frequencies.to_bytes(),))
    connection.close()


def asked_for(folder: Path, count: int, seed: int) -> list[int]:
    """Return articles that have a text, at most so many, from all over the cache."""
    connection = sqlite3.connect(folder / "qreader.db")
    rows = connection.execute("SELECT id FROM body WHERE length(text) > 50 ORDER BY id")
    ids = [number for (number,) in rows]
    connection.close()
    return Random(seed).sample(ids, min(count, len(ids)))


def write_feed(path: Path, folder: Path, count: int, seed: int) -> None:
    """Write more reports of the newest events of a cache as an RSS file, of the last hour."""
    connection = sqlite3.connect(folder / "qreader.db")
    newest = connection.execute(
        "SELECT title, text FROM article JOIN body USING (id) ORDER BY id DESC LIMIT ?", (_RECENT,)
    ).fetchall()
    connection.close()
    draw = Random(seed)
    items = []
    for number in range(count):
        title, text = draw.choice(newest)
        words, others = unpack(text).split(), unpack(draw.choice(newest)[1]).split()
        told = " ".join(words[: len(words) // 2] + others[len(others) // 2 :])
        date = NOW - timedelta(seconds=number)
        items.append(
            f"<item><title>{title} {number}</title><guid>{number}</guid>"
            f"<pubDate>{date:%a, %d %b %Y %H:%M:%S} +0000</pubDate>"
            f"<description>{escape(f'<p>{escape(told)}.</p>')}</description></item>"
        )
    head = "<?xml version='1.0' encoding='utf-8'?><rss version='2.0'><channel><title>Added</title>"
    path.write_text(f"{head}{chr(10).join(items)}</channel></rss>", "utf-8")


def _put(
    connection: sqlite3.Connection,
    number: int,
    count: int,
    article: Simulated,
    frequencies: Frequencies,
) -> None:
    weights = {hashed(term): weight for term, weight in article.weights.items()}
    packed = fingerprint(weights, frequencies)
    dated = to_seconds(NOW - _SPAN * ((count - number) / count))
    is_opened = number > count - _RECENT or number % max(1, count // 500) == 0
    values = {
        "id": number,
        "feed_id": number % _SOURCES + 1,
        "identity": number.to_bytes(8, "big"),
        "dated": dated,
        "title": article.title,
        "terms": packed,
        "tokens": " ".join(f"{term:08x}" for term in posting_terms(packed)),
        "text": pack(article.text if is_opened else ""),
    }
    for statement in _STATEMENTS:
        connection.execute(statement, values)
    SearchIndex(Block(connection), utc_now).index(number, article.title, article.text)
    _tell(connection, number, article.event)


def _tell(connection: sqlite3.Connection, number: int, event: Event) -> None:
    """Put an article into its event's story, begun with the second report."""
    if not event.first:
        event.first = number
        return
    new = [number]
    if event.story is None:
        event.story = connection.execute("INSERT INTO story DEFAULT VALUES").lastrowid
        new = [event.first, number]
    connection.executemany(
        "INSERT INTO story_article (article_id, story_id) VALUES (?, ?)",
        [(one, event.story) for one in new],
    )


_STATEMENTS = (
    """
    INSERT INTO status (id, feed_id, identity, arrived, dated)
    VALUES (:id, :feed_id, :identity, :dated, :dated)
    """,
    """
    INSERT INTO article (id, title, published, excerpt, minutes, source_hash, text_hash)
    VALUES (:id, :title, :dated, '', 1, x'00', x'00')
    """,
    "INSERT INTO signature (id, terms, pending) VALUES (:id, :terms, 0)",
    "INSERT INTO posting (rowid, terms) VALUES (:id, :tokens)",
    "INSERT INTO body (id, text, html) VALUES (:id, :text, NULL)",
)


def _word(number: int) -> str:
    """Return a word that no other number has: its own stem, so that a text of it has it as term."""
    number, last = divmod(number, len(_ENDINGS))
    first, middle = divmod(number, len(_SYLLABLES))
    return _SYLLABLES[first] + _SYLLABLES[middle] + _ENDINGS[last]
