"""The page: all that is written of an article, as blocks, before any format has its say."""

from __future__ import annotations

import re
from collections.abc import Callable, Container, Iterable, Iterator
from dataclasses import dataclass

from qreader.model import Article, ArticleId, Link, LinkBlock
from qreader.render.article import article_blocks, facts
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
"""As far as BCP 47 can be told by its form."""

Resolve = Callable[[str], str | None]
"""Where an address leads from the file that is written; None: nowhere."""


@dataclass(frozen=True, slots=True)
class Page:
    """One article, ready to be written."""

    title: str
    facts: str
    """Feed, authors, day, minutes to read, tags: one line."""
    url: str | None
    """Its source, where that may be opened; a local file's is for this machine only."""
    language: str | None
    blocks: tuple[Block, ...]
    """The body, then the page's own related stories."""


def page_of(article: Article, beside: Container[ArticleId] = ()) -> Page:
    """Return what is written of an article; everything in it is clean.

    Links to articles that are written beside it have no address but `article_url` where the
    page states none.
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
    """Return the places that links of the same text lead to, each with a name that is safe.

    Places that start together share theirs; where two have one name, links lead to the first.
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
    """Yield all running text of blocks, in the order in which it is read."""
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
    """Resolve addresses of a file that stands alone: they lead where they say."""
    return url


def article_url(article_id: ArticleId) -> str:
    """Return what a link to an article of the cache is called until its format knows better."""
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
