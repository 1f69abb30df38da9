"""Page: an article as blocks, prepared for every export format."""

from __future__ import annotations

import re
from collections.abc import Callable, Container, Iterable, Iterator
from dataclasses import dataclass

from qreader.model import Article, ArticleId, Link, LinkBlock
from qreader.render.article import article_blocks
from qreader.render.facts import facts
from qreader.text.blocks import (
    Block,
    Figure,
    Heading,
    Inline,
    ListBlock,
    ListItem,
    Paragraph,
    Quote,
    Span,
    Style,
    Table,
)
from qreader.text.safe import safe_line
from qreader.text.urls import may_open

_LANGUAGE = re.compile(r"[a-z]{2,3}(-[a-z0-9]{2,8})*")
"""The form of a BCP 47 language tag."""

Resolve = Callable[[str], str | None]
"""A function that returns the target of an address within the exported file; None: no link."""


@dataclass(frozen=True, slots=True)
class Page:
    """One article, ready for export."""

    title: str
    facts: str
    """One line: feed, authors, day, minutes to read, tags."""
    url: str | None
    """Its address, where it may be opened elsewhere: not that of a local file."""
    language: str | None
    blocks: tuple[Block, ...]
    """The body, then the page's own related stories."""


def page_of(article: Article, beside: Container[ArticleId] = ()) -> Page:
    """Return an article as a page; all its text is clean.

    beside: the articles of the same export. A related story without an address that is one of them
    links to its `article_url`.
    """
    entry = article.entry
    own = [block for links in entry.own_related for block in _own_related(links, beside)]
    return Page(
        safe_line(entry.title),
        " · ".join(fact for fact in facts(article, None) if fact != entry.title),
        _address(entry.url),
        entry.language if entry.language and _LANGUAGE.fullmatch(entry.language) else None,
        (*article_blocks(article), *own),
    )


def place_names(blocks: Iterable[Block]) -> dict[str, str]:
    """Return a safe name for each place that links of the same text lead to.

    Places that start together share a name; of two places with one name, links lead to the first.
    """
    spans = [span for inline in inlines_of(blocks) for span in inline]
    wanted = {span.url for span in spans if span.url}
    names: dict[str, str] = {}
    for span in spans:
        new = [name for name in span.anchors if f"#{name}" in wanted and name not in names]
        place = f"place-{len(names) + 1}"
        names.update(dict.fromkeys(new, place))
    return names


def inlines_of(blocks: Iterable[Block]) -> Iterator[Inline]:
    """Yield all running text of blocks, in reading order."""
    for block in blocks:
        match block:
            case Paragraph(spans) | Heading(spans=spans):
                yield spans
            case Quote(inner):
                yield from inlines_of(inner)
            case ListBlock(items):
                for item in items:
                    yield from inlines_of(item.blocks)
            case Table(rows, caption):
                yield caption
                for row in rows:
                    yield from (cell.spans for cell in row)
            case Figure(caption=caption):
                yield caption


def outward(url: str) -> str | None:
    """Resolve addresses for a file with a single article: each to itself."""
    return url


def article_url(article_id: ArticleId) -> str:
    """Return a placeholder address for an article of the cache, to be resolved by each format."""
    return f"article:{article_id}"


def _own_related(links: LinkBlock, beside: Container[ArticleId]) -> list[Block]:
    items = tuple(ListItem((Paragraph(_link_spans(link, beside)),)) for link in links.items)
    return [Heading(2, (Span(safe_line(links.heading)),)), ListBlock(items)]


def _link_spans(link: Link, beside: Container[ArticleId]) -> Inline:
    url = _address(link.url)
    if url is None and link.article_id is not None and link.article_id in beside:
        url = article_url(link.article_id)
    title = Span(safe_line(link.title), url=url)
    if link.caption is None:
        return (title,)
    return (title, Span("\n"), Span(safe_line(link.caption), Style.EMPHASIS))


def _address(url: str | None) -> str | None:
    return url if url is not None and may_open(url) else None
