"""Collection: several articles for one file, and the links among them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from qreader.export.page import Page, Resolve, article_url, page_of
from qreader.model import Article, ArticleId, Row
from qreader.text.urls import canonical


@dataclass(frozen=True, slots=True)
class Collection:
    """The articles that a query finds, in its order; their bodies are read one at a time."""

    title: str
    rows: tuple[Row, ...]
    read: Callable[[ArticleId], Article]


def pages(
    collection: Collection, places: Mapping[ArticleId, str]
) -> Iterator[tuple[Row, Page, Resolve]]:
    """Yield each article as a page, with the function that resolves its links."""
    by_url = {canonical(row.url): row.id for row in reversed(collection.rows) if row.url}
    for row in collection.rows:
        article = collection.read(row.id)
        yield row, page_of(article, places), _resolver(article, places, by_url)


def _resolver(
    article: Article, places: Mapping[ArticleId, str], by_url: Mapping[str, ArticleId]
) -> Resolve:
    """Return the function that resolves addresses to articles of the collection."""
    own = {
        canonical(link.url): link.article_id
        for links in article.entry.own_related
        for link in links.items
        if link.url and link.article_id in places
    }
    numbered = {article_url(article_id): place for article_id, place in places.items()}

    def resolve(url: str) -> str | None:
        if url in numbered:
            return numbered[url]
        identity = canonical(url)
        article_id = by_url.get(identity) or own.get(identity)
        if article_id is None or article_id == article.id:  # its own address leads to the web
            return url
        return places[article_id]

    return resolve
