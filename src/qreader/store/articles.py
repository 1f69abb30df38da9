"""The tables of articles: what lists show, bodies and revisions."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, Any, NamedTuple

from qreader import model
from qreader.errors import NotFoundError
from qreader.model import Attention, Row
from qreader.store import links, numbers, pages, places, revisions, search, signatures, statuses
from qreader.store.packed import pack, unpack
from qreader.store.times import from_seconds, to_seconds

if TYPE_CHECKING:
    from qreader.model import Article, ArticleId, Digest, Entry, FeedId, Incoming

# ---- what comes in


def insert(
    connection: sqlite3.Connection,
    feed_id: FeedId,
    incoming: Incoming,
    digest: Digest,
    now: datetime,
) -> ArticleId | None:
    """Store a new article; None where another process stored it just now.

    It is findable once it is indexed, which costs a quarter where it comes behind the last one: the
    full-text index writes out what it gathered whenever a statement is run that has a trigger.
    """
    row: tuple[ArticleId] | None = connection.execute(
        f"""
        INSERT INTO status (id, feed_id, identity, arrived, dated)
        VALUES ({numbers.NEXT_ARTICLE}, :feed_id, :identity, :now, :dated)
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
    _write(connection, article_id, incoming, digest)
    signatures.expect(connection, article_id)
    return article_id


def update(
    connection: sqlite3.Connection,
    article_id: ArticleId,
    incoming: Incoming,
    digest: Digest,
    now: datetime,
) -> bool:
    """Store what became of a known article; return whether its words changed.

    Where they did, the old text is kept as a revision, and an article that was read says so.
    Where only markup, links or dates did, those are taken over in silence. An article whose text
    is its page's keeps it until the page has been fetched again.
    """
    stored = _stored(connection, article_id)
    if stored is None:
        return False  # pruned: the ledger remembers it, and it does not come back
    statuses.date(connection, article_id, incoming.dated)
    if pages.state(connection, article_id).fetched is not None:
        pages.want(connection, [article_id])
        incoming = replace(incoming, entry=_behind_page(connection, article_id, incoming.entry))
        digest = replace(digest, text=stored.text)
    return _replace(connection, stored, incoming, digest, now, is_news=True)


def take_details(connection: sqlite3.Connection, article_id: ArticleId, incoming: Incoming) -> None:
    """Take over what a feed states now of a known article besides its words.

    What its page told stands where the feed tells nothing.
    """
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
    statuses.date(connection, article_id, incoming.dated)


def take_page(
    connection: sqlite3.Connection,
    article_id: ArticleId,
    page: Entry,
    digest: Digest,
    now: datetime,
) -> bool:
    """Let the page's text stand in for the feed's; return whether the words changed.

    The first time that is no news of the source: no revision is kept, the text was a part of it.
    """
    stored = _stored(connection, article_id)
    if stored is None:
        return False
    is_first = pages.state(connection, article_id).fetched is None
    entry = article(connection, article_id).entry
    merged = replace(
        entry,
        body_html=page.body_html,
        summary_html=entry.body_html if is_first else entry.summary_html,
        base_url=page.base_url,
        language=entry.language or page.language,
        image=entry.image or page.image,
        authors=entry.authors or page.authors,
        own_related=page.own_related or entry.own_related,
    )
    incoming = model.Incoming(b"", stored.source_hash, merged, details_hash=stored.details_hash)
    changed = _replace(connection, stored, incoming, digest, now, is_news=not is_first)
    pages.note_fetched(connection, article_id, now)
    return changed


class _Stored(NamedTuple):
    """What a new text of an article is held against."""

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


def _behind_page(connection: sqlite3.Connection, article_id: ArticleId, entry: Entry) -> Entry:
    """Return an entry as its feed states it now, with the body that its page gave before."""
    kept = article(connection, article_id).entry
    return replace(
        entry,
        body_html=kept.body_html,
        summary_html=entry.body_html or entry.summary_html,
        base_url=kept.base_url,
        own_related=entry.own_related or kept.own_related,
    )


def _replace(
    connection: sqlite3.Connection,
    stored: _Stored,
    incoming: Incoming,
    digest: Digest,
    now: datetime,
    *,
    is_news: bool,
) -> bool:
    """Write an article anew; with `is_news`, keep the old words and say that they changed."""
    title = incoming.entry.title
    words_changed = stored.text_hash != _text_hash(title, digest.text)
    if words_changed:
        search.unindex(connection, stored.id, stored.title, stored.text)
        search.index(connection, stored.id, title, digest.text)
        signatures.expect(connection, stored.id)
    if words_changed and is_news:
        revisions.keep(connection, stored.id, now)
    _write(connection, stored.id, incoming, digest)
    if words_changed and is_news:
        revisions.note_changed(connection, stored.id)
    return words_changed


def _write(
    connection: sqlite3.Connection, article_id: ArticleId, incoming: Incoming, digest: Digest
) -> None:
    """Write all of an article but its ledger line; what was there before is replaced."""
    entry = incoming.entry
    connection.execute(
        """
        INSERT INTO article (id, guid, title, url, url_key, title_key, authors, tags, published,
            updated, language, image, comments, excerpt, minutes, source_hash, text_hash,
            details_hash)
        VALUES (:id, :guid, :title, :url, :url_key, :title_key, :authors, :tags, :published,
            :updated, :language, :image, :comments, :excerpt, :minutes, :source_hash, :text_hash,
            :details_hash)
        ON CONFLICT (id) DO UPDATE SET guid = excluded.guid, title = excluded.title,
            url = excluded.url, url_key = excluded.url_key, title_key = excluded.title_key,
            authors = excluded.authors, tags = excluded.tags, published = excluded.published,
            updated = excluded.updated, language = excluded.language, image = excluded.image,
            comments = excluded.comments, excerpt = excluded.excerpt, minutes = excluded.minutes,
            source_hash = excluded.source_hash, text_hash = excluded.text_hash,
            details_hash = excluded.details_hash
        """,
        {
            "id": article_id,
            "guid": entry.guid,
            "title": entry.title,
            "url": entry.url,
            "url_key": links.url_key(entry.url),
            "title_key": links.title_key(entry.title),
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
        """
        INSERT INTO body (id, html, summary, text, base_url, enclosures)
        VALUES (:id, :html, :summary, :text, :base_url, :enclosures)
        ON CONFLICT (id) DO UPDATE SET html = excluded.html, summary = excluded.summary,
            text = excluded.text, base_url = excluded.base_url, enclosures = excluded.enclosures
        """,
        {
            "id": article_id,
            "html": pack(entry.body_html, digest.text),
            "summary": pack(entry.summary_html, digest.text),
            "text": pack(digest.text),
            "base_url": _base_url(entry),
            "enclosures": _enclosures(entry),
        },
    )
    links.write_links(connection, article_id, entry.own_related)


# ---- what there is to read

_ROW = f"""
    SELECT status.id, feed_id, coalesce(feed.own_title, feed.title, feed.url), article.title,
           coalesce(dated, hidden_dated), {statuses.STATUS}, excerpt, changed, guid, feed.url,
           article.url, authors, published, article.updated, arrived, tags, story_id,
           (SELECT id FROM status AS original
            WHERE id = copy_of AND coalesce(original.dated, original.hidden_dated) NOTNULL),
           attention,
           CASE WHEN story_id IS NULL THEN 0 ELSE (
               SELECT count(DISTINCT other.feed_id) - 1 FROM story_article AS one
               JOIN status AS other ON other.id = one.article_id AND other.dated IS NOT NULL
               WHERE one.story_id = story_article.story_id) END
    FROM status JOIN article USING (id) JOIN feed ON feed.id = feed_id
    LEFT JOIN story_article ON article_id = status.id LEFT JOIN story ON story.id = story_id
    WHERE status.id NOT IN (SELECT id FROM set_aside)
"""


def rows(connection: sqlite3.Connection, ids: Sequence[ArticleId]) -> list[Row]:
    """Return these articles' rows in this order; unknown ids are left out."""
    found = {}
    for chunk in statuses.chunks(ids):
        marks = ",".join("?" * len(chunk))
        # nothing but question marks goes into the statement
        for values in connection.execute(f"{_ROW} AND status.id IN ({marks})", chunk):
            found[values[0]] = _row(values)
    return [found[number] for number in ids if number in found]


def article(connection: sqlite3.Connection, article_id: ArticleId) -> Article:
    """Return one article with its body. Raises NotFoundError."""
    found = rows(connection, [article_id])
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
    updated, language, image, comments, minutes, html, summary, packed, base_url, enclosures = (
        values
    )
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
        enclosures=tuple(model.Enclosure(*item) for item in json.loads(enclosures or "[]")),
        own_related=links.read_links(connection, article_id),
        comments_url=comments,
    )
    state, place = pages.state(connection, article_id), places.read(connection, article_id)
    return model.Article(row, entry, minutes, state, place)


def titles(connection: sqlite3.Connection, ids: Sequence[ArticleId]) -> dict[ArticleId, str]:
    """Return these articles' titles."""
    found: dict[ArticleId, str] = {}
    for chunk in statuses.chunks(ids):
        marks = ",".join("?" * len(chunk))
        found.update(
            connection.execute(f"SELECT id, title FROM article WHERE id IN ({marks})", chunk)
        )
    return found


def texts(
    connection: sqlite3.Connection, ids: Sequence[ArticleId], max_characters: int
) -> dict[ArticleId, str]:
    """Return the start of these articles' plain texts."""
    found = {}
    for chunk in statuses.chunks(ids):
        marks = ",".join("?" * len(chunk))
        statement = f"SELECT id, text FROM body WHERE id IN ({marks})"
        for number, text in connection.execute(statement, chunk):
            found[number] = unpack(text)[:max_characters]
    return found


def _row(values: tuple[Any, ...]) -> Row:
    """Build a row from `_ROW`."""
    (
        number, feed_id, feed, title, dated, read, starred, later, hidden, own_tags, excerpt,
        changed, guid, feed_url, url, authors, published, updated, arrived, tags, story, copy_of,
        attention, other_sources,
    ) = values  # fmt: skip
    stated = (from_seconds(published), from_seconds(updated))
    return Row(
        id=number,
        feed_id=feed_id,
        feed=feed,
        title=title,
        dated=from_seconds(arrived if dated is None else dated),
        status=statuses.status_of(read, starred, later, hidden, own_tags),
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
        other_sources=max(other_sources, 0),
    )


# ---- how values are kept


def _text_hash(title: str, text: str) -> bytes:
    from hashlib import blake2b

    whole = f"{title}\n{text}".encode("utf-8", "surrogatepass")
    return blake2b(whole, digest_size=12).digest()


def _base_url(entry: Entry) -> str | None:
    return entry.base_url if entry.base_url != entry.url else None


def _enclosures(entry: Entry) -> str | None:
    return _to_json([e.url, e.media_type, e.size_bytes] for e in entry.enclosures)


def _to_json(values: Iterable[object]) -> str | None:
    items = list(values)
    return json.dumps(items, ensure_ascii=False) if items else None


def _from_json(text: str | None) -> tuple[str, ...]:
    return tuple(json.loads(text)) if text else ()
