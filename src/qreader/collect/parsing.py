"""Parsing: documents and bodies -> values. All functions run in the sandbox process.

This module is separate from `refresh`, so that the process does not import fetcher and store, which
would take 60 ms.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from qreader.config.tables import PageSelectors
from qreader.model import Digest, Document, Entry, PageOffer, ParsedFeed, Recipe
from qreader.text import html, plain, urls

if TYPE_CHECKING:
    from qreader.sources.mail.mailbox import Files, ReadStretch, Stretch
    from qreader.sources.mail.message import Letter


@dataclass(frozen=True, slots=True)
class Bodies:
    """Entries whose bodies are to be parsed, and the address of their feed."""

    url: str
    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class Stated:
    """A fetched document, and how stories are found in it."""

    document: Document
    recipe: Recipe

    @property
    def url(self) -> str:
        """The address of the document."""
        return self.document.url


@dataclass(frozen=True, slots=True)
class News:
    """A fetched feed, and the hashes of the entries of its last document."""

    document: Document
    seen: frozenset[bytes]

    @property
    def url(self) -> str:
        """The address of the feed."""
        return self.document.url


@dataclass(frozen=True, slots=True)
class Page:
    """A fetched page, and the person's selectors."""

    document: Document
    pages: tuple[PageSelectors, ...] = ()

    @property
    def url(self) -> str:
        """The address of the page."""
        return self.document.url


@dataclass(frozen=True, slots=True)
class LocalSource:
    """The `file:` address of a local file or folder, and the person's selectors for pages."""

    url: str
    pages: tuple[PageSelectors, ...] = ()


def digests(bodies: Bodies) -> list[Digest]:
    """Parse the bodies of entries; their text is stored for search and for comparing articles."""
    return [_digest(entry) for entry in bodies.entries]


def _digest(entry: Entry) -> Digest:
    blocks = html.entry_blocks(entry)
    text = plain.plain_text(blocks)
    return Digest(text, plain.excerpt(blocks), plain.minutes(text))


def read_document(document: Document) -> ParsedFeed:
    """Parse a fetched feed."""
    from qreader.sources.feeds.parse import parse_feed

    return parse_feed(document)


def read_news(news: News) -> tuple[ParsedFeed, list[Digest]]:
    """Parse a fetched feed without its known entries, as far as they can be left out.

    The digests are of the entries parsed, where known ones were left out; else there are none.
    """
    from qreader.sources.feeds.parse import parse_feed

    parsed = parse_feed(news.document, news.seen)
    if not parsed.leaves_out:
        return parsed, []
    return parsed, digests(Bodies(news.document.url, parsed.entries))


def read_new_document(document: Document) -> tuple[ParsedFeed, list[Digest]]:
    """Parse a fetched feed without stored articles, with the digests of all entries."""
    parsed = read_document(document)
    return parsed, digests(Bodies(document.url, parsed.entries))


def read_page(page: Page) -> ParsedFeed:
    """Parse a fetched article page as a feed of one entry, named after its site."""
    from qreader.sources.pages.article import parse_page

    entry = parse_page(page.document, page.pages)
    return ParsedFeed(urls.host(page.url), page.url, entry.language, (entry,))


def read_stories(page: Stated) -> ParsedFeed:
    """Parse a document as a feed of the stories that a recipe finds in it."""
    from qreader.sources.recipes import reading

    return reading.read_stories(page.document, page.recipe)


def page_offer(document: Document) -> PageOffer | None:
    """Return the stories that are recognised on a page; None where it is rather an article."""
    from qreader.sources.recipes import reading

    return reading.page_offer(document)


def read_file(source: LocalSource) -> ParsedFeed:
    """Parse a local file or folder as a feed."""
    from qreader.sources.files import read_local

    return read_local(urls.path_of(source.url), source.pages)


def read_mail_files(part: Files) -> tuple[tuple[Letter, ...], list[Digest]]:
    """Parse messages in files of their own, with the digests of all."""
    from qreader.sources.mail.mailbox import read_files

    letters = read_files(part)
    return letters, digests(Bodies(part.url, tuple(one.entry for one in letters)))


def read_mail_stretch(part: Stretch) -> tuple[ReadStretch, list[Digest]]:
    """Parse the next messages of an mbox, with the digests of all."""
    from qreader.sources.mail.mailbox import read_mbox

    read = read_mbox(part)
    return read, digests(Bodies(part.url, tuple(one.entry for one in read.letters)))
