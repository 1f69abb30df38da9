"""Feeds to fill a cache with: those of a folder, or written of words that mean nothing."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from itertools import islice
from pathlib import Path
from random import Random

ITEMS = 100
"""In each feed that is written."""
WORDS = 350
"""In each article."""
NEWEST_TITLE = "Article 0 "

_ITEM = """<item><title>{title}</title><guid>{number}</guid><link>https://example.org/{number}</link>
<pubDate>{date:%a, %d %b %Y %H:%M:%S} GMT</pubDate><description>{body}</description></item>"""
_NEWEST = datetime(2026, 6, 2, 10)
_ENTRY = re.compile(rb"<(item|entry)>.*?</\1>\s*", re.DOTALL)


def read_corpus(folder: Path, feeds: int | None = None) -> dict[str, bytes]:
    """Return the feeds that lie in `feeds/` below a folder, or the first of them, by name.

    Only XML: not every newsboat reads JSON Feed.
    """
    paths = sorted((folder / "feeds").glob("*.xml"))[:feeds]
    if not paths:
        raise SystemExit(f"{folder}: has no feeds/*.xml")
    return {path.name: path.read_bytes() for path in paths}


def written(articles: int) -> dict[str, bytes]:
    """Return RSS feeds with so many articles together; the same number makes the same feeds.

    The newest is the first, its title starts with NEWEST_TITLE.
    """
    chance = Random(1)
    words = ["".join(chance.choices("aeioustnrlm", k=chance.randint(2, 9))) for _ in range(5000)]
    numbers = iter(range(articles))
    feeds = {}
    while own := list(islice(numbers, ITEMS)):
        items = "".join(_item(chance, words, number) for number in own)
        head = f"<title>Feed {own[0]}</title><link>https://example.org</link><description/>"
        feed = f'<rss version="2.0"><channel>{head}{items}</channel></rss>'
        feeds[f"feed{own[0]}.xml"] = feed.encode()
    return feeds


def write(feeds: Mapping[str, bytes], folder: Path) -> Iterator[Path]:
    """Write feeds into a folder, and yield where each is."""
    for name, body in feeds.items():
        path = folder / name
        path.write_bytes(body)
        yield path


def without_newest(body: bytes, count: int) -> bytes:
    """Return a feed as it was before its newest entries came; they stand first."""
    return _ENTRY.sub(b"", body, count)


def _item(chance: Random, words: list[str], number: int) -> str:
    paragraphs = (" ".join(chance.choices(words, k=WORDS // 7)) for _ in range(7))
    body = "".join(f"&lt;p&gt;{paragraph}.&lt;/p&gt;" for paragraph in paragraphs)
    title = f"Article {number} {' '.join(chance.choices(words, k=8))}"
    date = _NEWEST - timedelta(minutes=number)
    return _ITEM.format(title=title, number=number, date=date, body=body)
