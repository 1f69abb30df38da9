"""Judgements: the person's judgements on pairs of articles."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qreader import model
from qreader.store.base import Blocks, Clock, Table
from qreader.store.stories import Stories
from qreader.store.times import to_seconds
from qreader.store.undoable import UndoableActions

if TYPE_CHECKING:
    from qreader.model import ArticleId, Verdict


class Judgements(Table):
    """The person's judgements, which override computed relations."""

    def __init__(self, database: Blocks, clock: Clock) -> None:
        super().__init__(database, clock)
        self._stories = Stories(database, clock)
        self._undoable = UndoableActions(database, clock)

    def judge(
        self, article_id: ArticleId, other_id: ArticleId, related: bool, label: str = ""
    ) -> Verdict:
        """Store for ever whether two articles are related; return the earlier state.

        An unrelated article leaves the other's story. label: the action's label for `undo`.
        """
        with self._database.transaction():
            story = self._stories.of_article(other_id)
            before = self.write(article_id, other_id, related)
            if not related and story == self._stories.of_article(article_id):
                self._stories.leave(other_id)
            verdict = model.Verdict(before, story)
            if label:
                to = self.of_article(article_id).get(other_id)
                self._undoable.judged((article_id, other_id), to, verdict, label)
            return verdict

    def write(
        self, article_id: ArticleId, other_id: ArticleId, related: bool | None
    ) -> bool | None:
        """Store or delete a judgement; return the earlier one."""
        with self._database.transaction() as connection:
            pair = {"one": min(article_id, other_id), "other": max(article_id, other_id)}
            before = self.of_article(article_id).get(other_id)
            if related is None:
                connection.execute(
                    "DELETE FROM judgement WHERE one = :one AND other = :other", pair
                )
            elif article_id != other_id:
                connection.execute(
                    """
                    INSERT INTO judgement (one, other, related, made)
                    SELECT :one, :other, :related, :made
                    WHERE EXISTS (SELECT 1 FROM status WHERE id = :one)
                        AND EXISTS (SELECT 1 FROM status WHERE id = :other)
                    ON CONFLICT DO UPDATE SET related = excluded.related, made = excluded.made
                    """,
                    {**pair, "related": related, "made": to_seconds(self._clock())},
                )
            return before

    def of_article(self, article_id: ArticleId) -> dict[ArticleId, bool]:
        """Return the judgements on an article and others."""
        with self._database.reading() as connection:
            rows = connection.execute(
                """
                SELECT other, related FROM judgement WHERE one = :id
                UNION ALL SELECT one, related FROM judgement WHERE other = :id
                """,
                {"id": article_id},
            )
            return {number: bool(related) for number, related in rows}
