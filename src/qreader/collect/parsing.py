"""Parsing: documents and bodies -> values. All functions run in the sandbox process.

This module is apart from `refresh`, so that the process does not import what fetches and stores,
which would take 60 ms.
"""

from __future__ import annotations

from dataclasses import dataclass

from qreader.model import Digest, Document, Entry, ParsedFeed
from qreader.text import html, plain, urls


@dataclass(frozen=True, slots=True)
class Bodies:
    """Entries whose bodies are to be read, and the address of their feed."""

    url: str
    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class News:
    """A fetched feed, and the prints of entries that are stored as it stated them."""

    document: Document
    seen: frozenset[bytes]

    @property
    def url(self) -> str:
        """The address of the feed."""
        return self.document.url


def digests(bodies: Bodies) -> list[Digest]:
    """Read the bodies of entries once: their text is what is searched, compared and ranked."""
    return [_digest(entry) for entry in bodies.entries]


def _digest(entry: Entry) -> Digest:
    blocks = html.entry_blocks(entry)
    text = plain.plain_text(blocks)
    return Digest(text, plain.excerpt(blocks), plain.minutes(text))


def read_document(document: Document) -> ParsedFeed:
    """Read a fetched feed."""
    from qreader.sources.feeds.parse import parse_feed

    return parse_feed(document)


def read_news(news: News) -> tuple[ParsedFeed, list[Digest]]:
    """Read a fetched feed but for entries that were seen, as far as they can be left out.

    What its bodies say comes with it where they were: most of what it states is news then.
    """
    from qreader.sources.feeds.parse import parse_feed

    parsed = parse_feed(news.document, news.seen)
    if not parsed.leaves_out:
        return parsed, []
    return parsed, digests(Bodies(news.document.url, parsed.entries))


def read_new_document(document: Document) -> tuple[ParsedFeed, list[Digest]]:
    """Read a fetched feed of which nothing is stored yet, so that all its bodies are news."""
    parsed = read_document(document)
    return parsed, digests(Bodies(document.url, parsed.entries))


def read_page(document: Document) -> ParsedFeed:
    """Read a fetched article page as a feed of one entry, named after its site."""
    from qreader.sources.pages.article import parse_page

    entry = parse_page(document)
    return ParsedFeed(urls.host(document.url), document.url, entry.language, (entry,))


def read_file(url: str) -> ParsedFeed:
    """Read a local file or folder as a feed."""
    from qreader.sources.files import read_local

    return read_local(urls.path_of(url))
