"""Stories: which articles report one event, and what the person wants of it."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from qreader.model import Attention
from qreader.store.times import from_seconds, to_seconds

if TYPE_CHECKING:
    from qreader.model import ArticleId, StoryId


def found(connection: sqlite3.Connection) -> StoryId:
    """Make a story, of no articles yet."""
    row: tuple[StoryId] = connection.execute(
        "INSERT INTO story DEFAULT VALUES RETURNING id"
    ).fetchone()
    return row[0]


def join(
    connection: sqlite3.Connection,
    story_id: StoryId,
    article_id: ArticleId,
    copy_of: ArticleId | None = None,
) -> None:
    """Put an article into a story, where it stays; one that is in another stays in that.

    Whether it is a copy is seen anew: its text may have changed. What was a copy of it becomes one
    of its original.
    """
    connection.execute(
        """
        INSERT INTO story_article (article_id, story_id, copy_of)
        SELECT id, :story_id, :copy_of FROM article WHERE id = :article_id
        ON CONFLICT DO UPDATE SET copy_of = excluded.copy_of WHERE story_id = excluded.story_id
        """,
        {"story_id": story_id, "article_id": article_id, "copy_of": copy_of},
    )
    if copy_of is not None:
        connection.execute(
            """
            UPDATE story_article SET copy_of = :copy_of
            WHERE story_id = :story_id AND copy_of = :article_id AND article_id <> :copy_of
            """,
            {"story_id": story_id, "article_id": article_id, "copy_of": copy_of},
        )


def leave(connection: sqlite3.Connection, article_id: ArticleId) -> None:
    """Take an article out of its story, as the person said."""
    connection.execute("DELETE FROM story_article WHERE article_id = :id", {"id": article_id})


def of_article(connection: sqlite3.Connection, article_id: ArticleId) -> StoryId | None:
    """Return the story that an article is in."""
    row: tuple[StoryId] | None = connection.execute(
        "SELECT story_id FROM story_article WHERE article_id = :id", {"id": article_id}
    ).fetchone()
    return row[0] if row else None


def members(connection: sqlite3.Connection, story_id: StoryId) -> list[ArticleId]:
    """Return the articles of a story, oldest first."""
    rows = connection.execute(
        """
        SELECT article_id FROM story_article JOIN status ON status.id = article_id
        WHERE story_id = :story_id AND dated IS NOT NULL ORDER BY dated, article_id
        """,
        {"story_id": story_id},
    )
    return [number for (number,) in rows]


def copies(connection: sqlite3.Connection, ids: Sequence[ArticleId]) -> list[ArticleId]:
    """Return the articles that have the text of one of these, without these themselves."""
    rows = connection.execute(
        # few stories hold a copy: only those are read whole
        """
        SELECT article_id, story_id, coalesce(copy_of, article_id) FROM story_article
        WHERE article_id NOT IN (SELECT id FROM set_aside) AND story_id IN (
            SELECT story_id FROM story_article WHERE copy_of IS NOT NULL AND story_id IN (
                SELECT story_id FROM story_article
                WHERE article_id IN (SELECT value FROM json_each(:ids))
            )
        )
        """,
        {"ids": json.dumps(sorted(ids))},
    )
    alike: dict[tuple[int, int], set[ArticleId]] = {}
    for number, *text in rows:
        alike.setdefault((text[0], text[1]), set()).add(number)
    wanted = frozenset(ids) if alike else frozenset()
    return sorted(n for group in alike.values() if group & wanted for n in group - wanted)


def attend(
    connection: sqlite3.Connection,
    story_id: StoryId,
    attention: Attention | None,
    until: datetime | None,
) -> None:
    """Note what the person wants of a story, and until when."""
    connection.execute(
        "UPDATE story SET attention = :attention, until = :until WHERE id = :id",
        {
            "id": story_id,
            "attention": attention.value if attention else None,
            "until": to_seconds(until),
        },
    )


def attention(connection: sqlite3.Connection, story_id: StoryId) -> Attention | None:
    """Return what the person wants of a story."""
    row = connection.execute(
        "SELECT attention FROM story WHERE id = :id AND attention IS NOT NULL", {"id": story_id}
    ).fetchone()
    return Attention(row[0]) if row else None


def wanted_until(connection: sqlite3.Connection, story_id: StoryId) -> datetime | None:
    """Return when what the person wants of a story ends; None: they want nothing."""
    row = connection.execute("SELECT until FROM story WHERE id = :id", {"id": story_id}).fetchone()
    return from_seconds(row[0]) if row else None


def attended(connection: sqlite3.Connection) -> dict[StoryId, Attention]:
    """Return the stories that are followed or muted."""
    rows = connection.execute("SELECT id, attention FROM story WHERE attention IS NOT NULL")
    return {number: Attention(wanted) for number, wanted in rows}


def end_attention(connection: sqlite3.Connection, now: datetime) -> None:
    """Forget what was wanted of stories until a time that has come."""
    connection.execute(
        "UPDATE story SET attention = NULL, until = NULL WHERE until <= :now",
        {"now": to_seconds(now)},
    )
