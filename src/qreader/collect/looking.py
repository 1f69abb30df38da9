"""Looking: finds out what a document is, and what it links to, before it is read."""

from __future__ import annotations

from dataclasses import dataclass

from qreader.model import Document, Listed
from qreader.sources.feeds import discover, lists, parse
from qreader.sources.pages.metadata import page_metadata
from qreader.sources.pages.refresh import parsed_page, sent_to
from qreader.sources.pages.text_page import is_text


@dataclass(frozen=True, slots=True)
class Look:
    """The kind of a document, and what it links to."""

    kind: parse.Kind
    is_list: bool = False
    """It is a list of feeds."""
    is_text: bool = False
    """It is plain text, which is an article."""
    is_article: bool = False
    feeds: tuple[str, ...] = ()
    """The addresses of feeds that a page names, best first."""
    comment_feeds: tuple[str, ...] = ()
    declared: int = 0
    """How many of the feeds, from the first, are declared."""
    sent_to: str | None = None
    """The address that a page redirects to by meta refresh."""


def look(document: Document) -> Look:
    """Look at a document; runs in the parser process, since a page may be anything."""
    kind = parse.kind(document)
    if kind is not parse.Kind.PAGE:
        is_list = lists.is_list(document.body)
        return Look(kind, is_list, is_text=not is_list and _is_text(kind, document))
    page = parsed_page(document)
    links = discover.feed_links(document, page)
    target = sent_to(page, document)
    is_article = page_metadata(page, document.url).is_article
    return Look(
        kind,
        is_article=is_article,
        feeds=links.feeds,
        comment_feeds=links.comments,
        declared=links.declared,
        sent_to=target,
    )


def _is_text(kind: parse.Kind, document: Document) -> bool:
    return kind is parse.Kind.OTHER and is_text(document) and not parse.may_be_feed(document)


def read_list(document: Document) -> Listed:
    """Parse a list of feeds from the web; runs in the parser process."""
    return lists.parse_list(document.body, local=False)
