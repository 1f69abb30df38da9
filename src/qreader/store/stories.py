"""Stories: groups of articles on one event, and which ones the person follows or mutes."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from qreader.model import Attention
from qreader.store.base import Blocks, Clock, Table
from qreader.store.scopes import narrowed, values_of
from qreader.store.signatures import Signatures
from qreader.store.statuses import Statuses
from qreader.store.times import from_seconds, to_seconds
from qreader.store.undoable import UndoableActions

if TYPE_CHECKING:
    from qreader.model import ArticleId, Query, StoryId


class Stories(Table):
    """Stories, their articles, and which ones are followed or muted."""

    def __init__(self, database: Blocks, clock: Clock) -> None:
        super().__init__(database, clock)
        self._signatures = Signatures(database, clock)
        self._statuses = Statuses(database, clock)
        self._undoable = UndoableActions(database, clock)

    def group(
        self,
        places: Mapping[ArticleId, tuple[StoryId, ArticleId | None]],
        done: Sequence[ArticleId],
    ) -> None:
        """Place articles in stories, as copies of others or not; note which have been compared.

        A negative number means a new story. An article that joins a muted story is marked read.
        """
        with self._database.transaction():
            made: dict[StoryId, StoryId] = {}
            for article_id, (place, copy_of) in places.items():
                story = place
                if place < 0:
                    story = made[place] = made.get(place) or self.make()
                self.join(story, article_id, copy_of)
                if self.attention(story) is Attention.MUTE:
                    self._statuses.mark([article_id], read=True)
            self._signatures.note_grouped(done)

    def make(self) -> StoryId:
        """Create a story without articles."""
        with self._database.transaction() as connection:
            row: tuple[StoryId] = connection.execute(
                "INSERT INTO story DEFAULT VALUES RETURNING id"
            ).fetchone()
            return row[0]

    def join(
        self, story_id: StoryId, article_id: ArticleId, copy_of: ArticleId | None = None
    ) -> None:
        """Place an article in a story; one that is in another story stays there.

        Its `copy_of` is always updated, since its text may have changed. Copies of it become copies
        of its original.
        """
        with self._database.transaction() as connection:
            connection.execute(
                """
                INSERT INTO story_article (article_id, story_id, copy_of)
                SELECT id, :story_id, :copy_of FROM article WHERE id = :article_id
                ON CONFLICT DO UPDATE SET copy_of = excluded.copy_of
                    WHERE story_id = excluded.story_id
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

    def leave(self, article_id: ArticleId) -> None:
        """Remove an article from its story, by the person's judgement."""
        with self._database.transaction() as connection:
            connection.execute(
                "DELETE FROM story_article WHERE article_id = :id", {"id": article_id}
            )

    def of_article(self, article_id: ArticleId) -> StoryId | None:
        """Return the story of an article."""
        with self._database.reading() as connection:
            row: tuple[StoryId] | None = connection.execute(
                "SELECT story_id FROM story_article WHERE article_id = :id", {"id": article_id}
            ).fetchone()
            return row[0] if row else None

    def members(self, story_id: StoryId) -> list[ArticleId]:
        """Return the articles of a story, oldest first."""
        with self._database.reading() as connection:
            rows = connection.execute(
                """
                SELECT article_id FROM story_article JOIN status ON status.id = article_id
                WHERE story_id = :story_id AND dated IS NOT NULL ORDER BY dated, article_id
                """,
                {"story_id": story_id},
            )
            return [number for (number,) in rows]

    def other_articles(self, query: Query, ids: Sequence[ArticleId]) -> list[ArticleId]:
        """Return the other articles of the stories in a list by story, without these."""
        with self._database.reading() as connection:
            rows = connection.execute(
                "SELECT status.id FROM story_article JOIN status ON status.id = article_id"
                " WHERE story_id IN (SELECT story_id FROM story_article"
                " WHERE article_id IN (SELECT value FROM json_each(:ids))) AND dated IS NOT NULL"
                + narrowed(query),
                values_of(query) | {"ids": json.dumps(sorted(ids))},
            )
            return sorted({number for (number,) in rows}.difference(ids))

    def copies(self, ids: Sequence[ArticleId]) -> list[ArticleId]:
        """Return the articles with the same text as one of these, without these."""
        with self._database.reading() as connection:
            rows = connection.execute(
                # only stories with a copy are read, which are few
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

    def follow_or_mute(
        self,
        story_id: StoryId,
        attention: Attention | None,
        until: datetime | None,
        label: str = "",
    ) -> Attention | None:
        """Follow or mute a story until a time, or end that; return the earlier state.

        label: the action's label for `undo`.
        """
        with self._database.transaction() as connection:
            before = self.attention(story_id), self.wanted_until(story_id)
            connection.execute(
                "UPDATE story SET attention = :attention, until = :until WHERE id = :id",
                {
                    "id": story_id,
                    "attention": attention.value if attention else None,
                    "until": to_seconds(until),
                },
            )
            if label:
                self._undoable.attended(story_id, self.attention(story_id), before, label)
            return before[0]

    def attention(self, story_id: StoryId) -> Attention | None:
        """Return whether a story is followed or muted."""
        with self._database.reading() as connection:
            row = connection.execute(
                "SELECT attention FROM story WHERE id = :id AND attention IS NOT NULL",
                {"id": story_id},
            ).fetchone()
            return Attention(row[0]) if row else None

    def wanted_until(self, story_id: StoryId) -> datetime | None:
        """Return until when a story is followed or muted; None: it is neither."""
        with self._database.reading() as connection:
            row = connection.execute(
                "SELECT until FROM story WHERE id = :id", {"id": story_id}
            ).fetchone()
            return from_seconds(row[0]) if row else None

    def attended(self) -> dict[StoryId, Attention]:
        """Return the stories that are followed or muted."""
        with self._database.reading() as connection:
            rows = connection.execute("SELECT id, attention FROM story WHERE attention IS NOT NULL")
            return {number: Attention(wanted) for number, wanted in rows}

    def end_attention(self, *, now: datetime) -> None:
        """Delete expired follows and mutes."""
        with self._database.transaction() as connection:
            connection.execute(
                "UPDATE story SET attention = NULL, until = NULL WHERE until <= :now",
                {"now": to_seconds(now)},
            )
