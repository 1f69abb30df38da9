"""Scopes: the conditions of a query on `status`, made of literal pieces, with bound values."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qreader.model import Scope

if TYPE_CHECKING:
    from qreader.model import Query

_SCOPES = {
    # literal: SQLite uses a partial index only for the same condition
    Scope.ALL: "",
    Scope.UNREAD: " AND read = 0",
    Scope.STARRED: " AND starred = 1",
    Scope.LATER: " AND later = 1",
    # lists with an order of their own, see `timelines`; a search in them has no such order
    Scope.HISTORY: " AND id IN (SELECT id FROM visit)",
    Scope.HIDDEN: " AND hidden_dated IS NOT NULL",
}


def narrowed(query: Query) -> str:
    """Return the conditions of a query, made of literal pieces only."""
    conditions = _SCOPES[query.scope]
    if query.feed_id is not None:
        conditions += " AND feed_id = :feed_id"
    if query.folder is not None:
        conditions += (
            " AND feed_id IN (SELECT id FROM feed WHERE removed IS NULL AND (folder = :folder"
            " OR substr(folder, 1, length(:folder) + 1) = :folder || '/'))"
        )
    if query.story is not None:
        conditions += (
            " AND status.id IN (SELECT article_id FROM story_article WHERE story_id = :of)"
        )
    if query.tag is not None:
        conditions += " AND status.id IN (SELECT article_id FROM tag WHERE name = :tag)"
    return conditions


def values_of(query: Query) -> dict[str, object]:
    """Return the bound values of a list's conditions."""
    return {
        "feed_id": query.feed_id, "folder": query.folder, "tag": query.tag, "of": query.story
    }  # fmt: skip
