"""A small cache to look at: feeds in folders, articles of all ages and scripts."""

from __future__ import annotations

from datetime import timedelta
from functools import cache

from fake_library import FakeLibrary

from qreader.model import ArticleId, Link, Pack, Status, Subscription

FERRY, TIDE, FIRST = ArticleId(1), ArticleId(2), ArticleId(3)
LONG = "".join(
    f"<p>Paragraph {n}. The harbour lay quiet that morning, and the ferries waited for a wind "
    "that the forecast had promised since Monday; nobody on the quay seemed to mind the delay, "
    "least of all the gulls.</p>\n"
    for n in range(1, 30)
)


def empty_library() -> FakeLibrary:
    """Holds a feed, so it is no first start, and nothing to read."""
    library = FakeLibrary()
    library.put_feed("A Silent Feed")
    return library


def sample_library() -> FakeLibrary:
    library = FakeLibrary(_sample_cache())
    library.relate(FIRST, FERRY, "ferries", "harbour", "northern islands")
    library.relate(FIRST, TIDE, "harbour", "wind")
    library.relate(FERRY, FIRST, "ferries", "harbour")
    library.pack_values = [
        _pack("World", "BBC News", "Al Jazeera", "Deutsche Welle"),
        _pack("World in French", "Le Monde", "France 24"),
        _pack("Technology", "LWN.net", "Ars Technica"),
        _pack("Science", "Quanta Magazine", "Nature", "NASA"),
        _pack("Culture", "The Public Domain Review", "Aeon"),
    ]
    return library


@cache
def _sample_cache() -> bytes:
    """Fill the cache once: each test begins with a copy of its file."""
    library = FakeLibrary()
    harbour = library.put_feed("The Harbour Post", "World")
    courier = library.put_feed("Alpine Courier", "World")
    tokyo = library.put_feed("東京ニュース", "World")
    lab = library.put_feed("Lab Notes", "Science")
    broken = library.put_feed("Old Blog")
    library.put_feed("A Folder of Saves")
    hour, day = timedelta(hours=1), timedelta(days=1)
    library.put(
        courier, "Ferry line to the northern islands opens after ten years of planning", hour * 4
    )
    library.put(lab, "Tide tables, and why they are wrong", day * 3, status=Status(read=True))
    library.put(
        harbour,
        "Harbour strike ends as crews accept a shorter week",
        timedelta(minutes=12),
        LONG,
        own=[
            Link(
                "Ferry line to the northern islands opens after ten years of planning",
                "https://example.org/articles/1",
                "The first ferry leaves the new pier",
            ),
            Link(
                "What the islanders say", "https://example.org/islanders", "A market stall at noon"
            ),
            Link("#Letters: our readers on the strike", None, "A pile of envelopes"),
        ],
        heading="More from The Harbour Post",
    )
    library.put(courier, "Snow line rises again: three valleys measure the change", hour * 2)
    library.put(tokyo, "新しい図書館が開館、初日に三千人が訪れる", hour * 3)
    library.put(lab, "A glue that works under water 🧪, learned from mussels", hour * 7)
    library.put(harbour, "Night trains: the timetable nobody dared to print", hour * 20)
    library.put(
        courier, "Cheese makers win the right to call it that", day, status=Status(starred=True)
    )
    library.put(lab, "Bees can count to four. What about zero?", day * 2, status=Status(True, True))
    library.put(
        harbour,
        "The lighthouse keeper's last report",
        day * 5,
        status=Status(read=True, later=True),
    )
    library.put(broken, "On keeping a weblog for twenty years", day * 40)
    library.put(broken, "Hello, world", day * 900, status=Status(read=True))
    library.fail(broken, "old.example: the server does not answer; try later")
    return library.file()


def _pack(name: str, *titles: str) -> Pack:
    subscriptions = [
        Subscription(f"https://example.org/{n}/{name}", title, name)
        for n, title in enumerate(titles)
    ]
    return Pack(name, tuple(subscriptions))
