"""Articles: rows for lists, and bodies."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, Any, NamedTuple

from qreader import model
from qreader.errors import NotFoundError
from qreader.model import Attention, Row
from qreader.store.answers import Answers
from qreader.store.base import Blocks, Clock, Table
from qreader.store.links import Links, title_key, url_key
from qreader.store.numbers import NEXT_ARTICLE
from qreader.store.packed import pack, unpack
from qreader.store.pages import Pages
from qreader.store.places import Places
from qreader.store.revisions import Revisions
from qreader.store.search import SearchIndex
from qreader.store.signatures import Signatures
from qreader.store.statuses import STATUS, Statuses, chunks, status_of
from qreader.store.story_sizes import StorySizes
from qreader.store.times import from_seconds, to_seconds
from qreader.store.title_sort import title_sort

if TYPE_CHECKING:
    from qreader.model import (
        Article,
        ArticleId,
        Digest,
        Entry,
        FeedId,
        Incoming,
        StoryId,
        StorySize,
    )


class Articles(Table):
    """Articles, their rows in lists, and their bodies."""

    def __init__(self, database: Blocks, clock: Clock) -> None:
        super().__init__(database, clock)
        self._links = Links(database, clock)
        self._pages = Pages(database, clock)
        self._places = Places(database, clock)
        self._answers = Answers(database, clock)
        self._revisions = Revisions(database, clock)
        self._search_index = SearchIndex(database, clock)
        self._signatures = Signatures(database, clock)
        self._statuses = Statuses(database, clock)
        self._story_sizes = StorySizes(database, clock)

    # ---- writing

    def insert(
        self, feed_id: FeedId, incoming: Incoming, digest: Digest, now: datetime
    ) -> ArticleId | None:
        """Store a new article; None: another process has just stored it.

        The caller indexes it for search, best after all inserts, which costs a quarter: FTS5
        flushes its buffer at every statement with a trigger.
        """
        with self._database.transaction() as connection:
            row: tuple[ArticleId] | None = connection.execute(
                f"""
                INSERT INTO status (id, feed_id, identity, arrived, dated)
                VALUES ({NEXT_ARTICLE}, :feed_id, :identity, :now, :dated)
                ON CONFLICT DO NOTHING RETURNING id
                """,
                {
                    "feed_id": feed_id,
                    "identity": incoming.identity,
                    "now": to_seconds(now),
                    "dated": to_seconds(incoming.dated or now),
                },
            ).fetchone()
            if row is None:
                return None
            (article_id,) = row
            self._write(article_id, incoming, digest)
            self._signatures.expect(article_id)
            return article_id

    def update(
        self, article_id: ArticleId, incoming: Incoming, digest: Digest, now: datetime
    ) -> bool:
        """Store the present state of a known article; return whether its text changed.

        A changed text is kept as a revision, and a read article is marked as changed. Changes of
        markup, links or dates alone are stored without that. An article with its page's text keeps
        it until the page is fetched again.
        """
        with self._database.transaction() as connection:
            stored = _stored(connection, article_id)
            if stored is None:
                return False  # pruned: the ledger has it, and it does not come back
            self._statuses.date(article_id, incoming.dated)
            if self._pages.state(article_id).fetched is not None:
                self._pages.want([article_id])
                incoming = replace(incoming, entry=self._behind_page(article_id, incoming.entry))
                digest = replace(digest, text=stored.text)
            return self._replace(stored, incoming, digest, now, is_news=True)

    def take_details(self, article_id: ArticleId, incoming: Incoming) -> None:
        """Store what a feed states now of a known article besides its text.

        The page's values stay where the feed states none.
        """
        with self._database.transaction() as connection:
            entry = incoming.entry
            values = {
                "id": article_id,
                "tags": _to_json(entry.tags),
                "published": to_seconds(entry.published),
                "updated": to_seconds(entry.updated),
                "language": entry.language,
                "image": entry.image,
                "comments": entry.comments_url,
                "details_hash": incoming.details_hash,
                "base_url": _base_url(entry),
                "enclosures": _enclosures(entry),
            }
            of_page = "EXISTS (SELECT 1 FROM page WHERE page.id = :id AND fetched IS NOT NULL)"
            connection.execute(
                f"""
                UPDATE article SET tags = :tags, published = :published, updated = :updated,
                    language = coalesce(:language, CASE WHEN {of_page} THEN language END),
                    image = coalesce(:image, CASE WHEN {of_page} THEN image END),
                    comments = :comments,
                    details_hash = :details_hash
                WHERE id = :id
                """,
                values,
            )
            connection.execute(
                f"""
                UPDATE body SET enclosures = :enclosures,
                    base_url = CASE WHEN {of_page} THEN base_url ELSE :base_url END
                WHERE id = :id
                """,
                values,
            )
            self._statuses.date(article_id, incoming.dated)

    def take_page(
        self, article_id: ArticleId, page: Entry, digest: Digest, *, now: datetime
    ) -> bool:
        """Replace the feed's text by the page's; return whether the text changed.

        The first replacement is no change by the source, so no revision is kept.
        """
        from qreader.text.direct import settled  # 3 ms of patterns, at first use

        with self._database.transaction() as connection:
            stored = _stored(connection, article_id)
            if stored is None:
                return False
            is_first = self._pages.state(article_id).fetched is None
            entry = self.one(article_id).entry
            merged = replace(
                entry,
                url=settled(entry.url, page.url),
                body_html=page.body_html,
                summary_html=entry.body_html if is_first else entry.summary_html,
                base_url=page.base_url,
                language=entry.language or page.language,
                image=entry.image or page.image,
                authors=entry.authors or page.authors,
                own_related=page.own_related or entry.own_related,
            )
            incoming = model.Incoming(
                b"", stored.source_hash, merged, details_hash=stored.details_hash
            )
            changed = self._replace(stored, incoming, digest, now, is_news=not is_first)
            self._pages.note_fetched(article_id, now)
            return changed

    def _behind_page(self, article_id: ArticleId, entry: Entry) -> Entry:
        """Return an entry with the feed's present values and the page's stored body."""
        from qreader.text.direct import settled  # 3 ms of patterns, at first use

        kept = self.one(article_id).entry
        return replace(
            entry,
            url=settled(entry.url, kept.url),
            body_html=kept.body_html,
            summary_html=entry.body_html or entry.summary_html,
            base_url=kept.base_url,
            own_related=entry.own_related or kept.own_related,
        )

    def _replace(
        self, stored: _Stored, incoming: Incoming, digest: Digest, now: datetime, *, is_news: bool
    ) -> bool:
        """Rewrite an article; is_news: keep a revision, and mark the article as changed."""
        with self._database.transaction():
            title = incoming.entry.title
            words_changed = stored.text_hash != _text_hash(title, digest.text)
            if words_changed:
                self._search_index.unindex(stored.id, stored.title, stored.text)
                self._search_index.index(stored.id, title, digest.text)
                self._signatures.expect(stored.id)
            if words_changed and is_news:
                self._revisions.keep(stored.id, now)
            self._write(stored.id, incoming, digest)
            if words_changed and is_news:
                self._revisions.note_changed(stored.id)
            return words_changed

    def _write(self, article_id: ArticleId, incoming: Incoming, digest: Digest) -> None:
        """Write all of an article except for its ledger row, replacing earlier values."""
        with self._database.transaction() as connection:
            entry = incoming.entry
            connection.execute(
                _WRITE_ARTICLE,
                {
                    "id": article_id,
                    "guid": entry.guid,
                    "title": entry.title,
                    "url": entry.url,
                    "url_key": url_key(entry.url),
                    "title_key": title_key(entry.title),
                    "title_sort": title_sort(entry.title),
                    "authors": _to_json(entry.authors),
                    "tags": _to_json(entry.tags),
                    "published": to_seconds(entry.published),
                    "updated": to_seconds(entry.updated),
                    "language": entry.language,
                    "image": entry.image,
                    "comments": entry.comments_url,
                    "excerpt": digest.excerpt,
                    "minutes": digest.minutes,
                    "source_hash": incoming.source_hash,
                    "text_hash": _text_hash(entry.title, digest.text),
                    "details_hash": incoming.details_hash,
                },
            )
            connection.execute(
                _WRITE_BODY,
                {
                    "id": article_id,
                    "html": pack(entry.body_html, digest.text),
                    "summary": pack(entry.summary_html, digest.text),
                    "text": pack(digest.text),
                    "base_url": _base_url(entry),
                    "enclosures": _enclosures(entry),
                },
            )
            self._links.write(article_id, entry.own_related)

    # ---- reading

    def rows(self, ids: Sequence[ArticleId]) -> list[Row]:
        """Return these articles' rows in this order; unknown ids are left out."""
        with self._database.reading() as connection:
            found: dict[ArticleId, Row] = {}
            for chunk in chunks(ids):
                marks = ",".join("?" * len(chunk))
                # only question marks are inserted into the statement
                rows = connection.execute(f"{_ROW} AND status.id IN ({marks})", chunk).fetchall()
                sizes = self._story_sizes.of({values[_STORY] for values in rows} - {None})
                found.update((values[0], _row(values, sizes)) for values in rows)
            return [found[number] for number in ids if number in found]

    def one(self, article_id: ArticleId) -> Article:
        """Return one article with its body. Raises NotFoundError."""
        with self._database.reading() as connection:
            found = self.rows([article_id])
            if not found:
                raise NotFoundError(f"no article has the number {article_id}", article_id)
            row = found[0]
            values = connection.execute(
                """
                SELECT updated, language, image, comments, minutes, html, summary, text, base_url,
                    enclosures
                FROM article JOIN body USING (id) WHERE id = :id
                """,
                {"id": article_id},
            ).fetchone()
            (
                updated, language, image, comments, minutes,
                html, summary, packed, base_url, enclosures,
            ) = values  # fmt: skip
            text = unpack(packed)
            entry = model.Entry(
                title=row.title,
                guid=row.guid,
                url=row.url,
                authors=row.authors,
                published=row.published,
                updated=from_seconds(updated),
                summary_html=None if summary is None else unpack(summary, text),
                body_html=None if html is None else unpack(html, text),
                base_url=base_url,
                language=language,
                image=image,
                tags=row.tags,
                enclosures=tuple(map(model.Enclosure.of, json.loads(enclosures or "[]"))),
                own_related=self._links.of_article(article_id),
                comments_url=comments,
            )
            state, place = self._pages.state(article_id), self._places.of_article(article_id)
            words, may_be_more = _measured(row, entry, text)
            is_summary = state.fetched is None and may_be_more
            answers = self._answers.of_article(article_id)
            return model.Article(row, entry, minutes, state, place, words, is_summary, answers)

    def minutes(self, ids: Sequence[ArticleId]) -> dict[ArticleId, int]:
        """Return how many minutes it takes to read these articles, in this order."""
        with self._database.reading() as connection:
            rows = connection.execute(
                "SELECT id, minutes FROM article WHERE id IN (SELECT value FROM json_each(:ids))",
                {"ids": json.dumps([*ids])},
            )
            found: dict[ArticleId, int] = dict(rows.fetchall())
            return {number: found[number] for number in ids if number in found}

    def titles(self, ids: Sequence[ArticleId]) -> dict[ArticleId, str]:
        """Return these articles' titles."""
        with self._database.reading() as connection:
            found: dict[ArticleId, str] = {}
            for chunk in chunks(ids):
                marks = ",".join("?" * len(chunk))
                found.update(
                    connection.execute(
                        f"SELECT id, title FROM article WHERE id IN ({marks})", chunk
                    )
                )
            return found

    def texts(self, ids: Sequence[ArticleId], max_characters: int) -> dict[ArticleId, str]:
        """Return the start of these articles' plain texts."""
        with self._database.reading() as connection:
            found = {}
            for chunk in chunks(ids):
                marks = ",".join("?" * len(chunk))
                statement = f"SELECT id, text FROM body WHERE id IN ({marks})"
                for number, text in connection.execute(statement, chunk):
                    found[number] = unpack(text)[:max_characters]
            return found


class _Stored(NamedTuple):
    """The stored values that a new text is compared with."""

    id: ArticleId
    title: str
    source_hash: bytes
    details_hash: bytes
    text_hash: bytes
    text: str


def _stored(connection: sqlite3.Connection, article_id: ArticleId) -> _Stored | None:
    row = connection.execute(
        """
        SELECT id, title, source_hash, details_hash, text_hash, body.text
        FROM article JOIN body USING (id) WHERE id = :id
        """,
        {"id": article_id},
    ).fetchone()
    if row is None:
        return None
    number, title, source_hash, details_hash, text_hash, text = row
    return _Stored(number, title, source_hash, details_hash, text_hash, unpack(text))


_WRITE_ARTICLE = """
    INSERT INTO article (id, guid, title, url, url_key, title_key, title_sort, authors, tags,
        published, updated, language, image, comments, excerpt, minutes, source_hash, text_hash,
        details_hash)
    VALUES (:id, :guid, :title, :url, :url_key, :title_key, :title_sort, :authors, :tags,
        :published, :updated, :language, :image, :comments, :excerpt, :minutes, :source_hash,
        :text_hash, :details_hash)
    ON CONFLICT (id) DO UPDATE SET guid = excluded.guid, title = excluded.title,
        url = excluded.url, url_key = excluded.url_key, title_key = excluded.title_key,
        title_sort = excluded.title_sort, authors = excluded.authors,
        tags = excluded.tags, published = excluded.published, updated = excluded.updated,
        language = excluded.language, image = excluded.image, comments = excluded.comments,
        excerpt = excluded.excerpt, minutes = excluded.minutes, source_hash = excluded.source_hash,
        text_hash = excluded.text_hash, details_hash = excluded.details_hash
"""
_WRITE_BODY = """
    INSERT INTO body (id, html, summary, text, base_url, enclosures)
    VALUES (:id, :html, :summary, :text, :base_url, :enclosures)
    ON CONFLICT (id) DO UPDATE SET html = excluded.html, summary = excluded.summary,
        text = excluded.text, base_url = excluded.base_url, enclosures = excluded.enclosures
"""
_ROW = f"""
    SELECT status.id, feed_id, coalesce(feed.own_title, feed.title, feed.url), article.title,
           coalesce(dated, hidden_dated), {STATUS}, excerpt, changed, guid, feed.url,
           article.url, authors, published, article.updated, arrived, tags, story_id,
           (SELECT id FROM status AS original
            WHERE id = copy_of AND coalesce(original.dated, original.hidden_dated) NOTNULL),
           attention
    FROM status JOIN article USING (id) JOIN feed ON feed.id = feed_id
    LEFT JOIN story_article ON article_id = status.id LEFT JOIN story ON story.id = story_id
    WHERE status.id NOT IN (SELECT id FROM set_aside)
"""


_STORY = -3
"""The column of a row's story."""


def _row(values: tuple[Any, ...], sizes: Mapping[StoryId, StorySize]) -> Row:
    """Return a row from the columns of `_ROW` and the sizes of stories."""
    (
        number, feed_id, feed, title, dated, read, starred, later, hidden, own_tags, excerpt,
        changed, guid, feed_url, url, authors, published, updated, arrived, tags, story, copy_of,
        attention,
    ) = values  # fmt: skip
    stated = (from_seconds(published), from_seconds(updated))
    return Row(
        id=number,
        feed_id=feed_id,
        feed=feed,
        title=title,
        dated=from_seconds(arrived if dated is None else dated),
        status=status_of(read, starred, later, hidden, own_tags),
        excerpt=excerpt,
        changed=bool(changed),
        guid=guid,
        feed_url=feed_url,
        url=url,
        authors=_from_json(authors),
        undated=model.believable(stated, from_seconds(arrived)) is None,
        published=from_seconds(published),
        arrived=from_seconds(arrived),
        tags=_from_json(tags),
        story=story,
        copy_of=copy_of,
        attention=Attention(attention) if attention else None,
        story_size=sizes.get(story),
    )


# ---- stored forms of values


def _measured(row: Row, entry: Entry, text: str) -> tuple[int, bool]:
    """Return how many words a feed's text has, and whether its page probably has more.

    A post without a title is whole, however short it is.
    """
    from qreader.text.plain import is_stand_in, word_count  # patterns: not for a start
    from qreader.text.summary import is_summary
    from qreader.text.urls import is_made_up

    url = row.url or ""
    has_page = url.startswith(("http://", "https://")) and url != row.feed_url
    kinds = (one.media_type for one in entry.enclosures)
    may_be_more = has_page and not is_made_up(url) and not is_stand_in(row.title, text)
    return word_count(text), may_be_more and is_summary(text, kinds)


def _text_hash(title: str, text: str) -> bytes:
    from hashlib import blake2b

    whole = f"{title}\n{text}".encode("utf-8", "surrogatepass")
    return blake2b(whole, digest_size=12).digest()


def _base_url(entry: Entry) -> str | None:
    return entry.base_url if entry.base_url != entry.url else None


def _enclosures(entry: Entry) -> str | None:
    return _to_json(one.values for one in entry.enclosures)


def _to_json(values: Iterable[object]) -> str | None:
    items = list(values)
    return json.dumps(items, ensure_ascii=False) if items else None


def _from_json(text: str | None) -> tuple[str, ...]:
    return tuple(json.loads(text)) if text else ()
