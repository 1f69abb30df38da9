"""Links: the pages' own related stories, resolved to stored articles when they are read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qreader import model
from qreader.store.base import Table

if TYPE_CHECKING:
    from qreader.model import ArticleId, Link, LinkBlock

MIN_TITLE_WORDS = 4
"""The fewest words of a title that identifies an article."""


def url_key(url: str | None) -> int | None:
    """Return the key of an address, without regard to tracking parameters and the like."""
    if url is None:
        return None
    from qreader.text.urls import canonical  # 1 ms of patterns, at first use

    return _key(canonical(url))


def title_key(title: str) -> int | None:
    """Return the key of a title; None: it has too few words to identify an article."""
    from qreader.text.words import tokens  # 5 ms of patterns, at first use

    words = tokens(title)
    return _key(" ".join(words)) if len(words) >= MIN_TITLE_WORDS else None


class Links(Table):
    """The pages' own related stories."""

    def write(self, article_id: ArticleId, blocks: tuple[LinkBlock, ...]) -> None:
        """Replace an article's own blocks."""
        with self._database.transaction() as connection:
            connection.execute("DELETE FROM link WHERE article_id = :id", {"id": article_id})
            connection.executemany(
                """
                INSERT INTO link (article_id, block, position, heading, kind, title, url, caption,
                                  url_key, title_key)
                VALUES (:article_id, :block, :position, :heading, :kind, :title, :url, :caption,
                        :url_key, :title_key)
                """,
                [
                    {
                        "article_id": article_id,
                        "block": number,
                        "position": position,
                        "heading": block.heading,
                        "kind": block.kind.value,
                        "title": link.title,
                        "url": link.url,
                        "caption": link.caption,
                        "url_key": url_key(link.url),
                        "title_key": title_key(link.title),
                    }
                    for number, block in enumerate(blocks)
                    for position, link in enumerate(block.items)
                ],
            )

    def of_article(self, article_id: ArticleId) -> tuple[LinkBlock, ...]:
        """Return an article's own blocks; an item with a stored article has its number.

        The article is found by the item's address, else by its title: a page saved as text has no
        addresses.
        """
        with self._database.reading() as connection:
            rows = connection.execute(
                """
                SELECT block, heading, kind, title, url, caption, coalesce(
                    (SELECT min(id) FROM article WHERE article.url_key = link.url_key AND id <> :id
                        AND id NOT IN (SELECT id FROM set_aside)),
                    (SELECT min(id) FROM article WHERE article.title_key = link.title_key
                        AND id <> :id
                        AND id NOT IN (SELECT id FROM set_aside)))
                FROM link WHERE article_id = :id ORDER BY block, position
                """,
                {"id": article_id},
            ).fetchall()
            blocks: dict[int, tuple[str, str, list[Link]]] = {}
            for number, heading, kind, title, url, caption, target in rows:
                _, _, items = blocks.setdefault(number, (heading, kind, []))
                items.append(model.Link(title, url, caption, target))
            return tuple(
                model.LinkBlock(heading, model.LinkKind(kind), tuple(items))
                for heading, kind, items in blocks.values()
            )

    def article_at(self, url: str) -> ArticleId | None:
        """Return the newest article of an address, by `url_key`."""
        with self._database.reading() as connection:
            row: tuple[ArticleId | None] = connection.execute(
                """
                SELECT max(id) FROM article
                WHERE url_key = :key AND id NOT IN (SELECT id FROM set_aside)
                """,
                {"key": url_key(url)},
            ).fetchone()
            return row[0]


def _key(text: str) -> int:
    """Return 63 bits of a hash: a collision in a million articles has odds of 1 in 10 million."""
    from hashlib import blake2b

    digest = blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).digest()
    return int.from_bytes(digest) >> 1
