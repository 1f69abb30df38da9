"""Values as JSON: scripts rely on the keys, which are only ever added; an absent value is null."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from qreader.text.safe import safe_block

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from qreader.model import (
        Added,
        Answer,
        Article,
        ArticleId,
        Checked,
        Entry,
        Feed,
        FeedActivity,
        Imported,
        LinkBlock,
        Offer,
        Paged,
        PageOffer,
        Pruned,
        Queued,
        ReadPage,
        Recipe,
        Refreshed,
        Related,
        RemovedFeed,
        Row,
        Rule,
        Search,
        Statistics,
        Synced,
        Topic,
        Undone,
    )
    from qreader.text.changes import Changed, Changes, Piece, Unchanged


Json = None | bool | int | float | str | list["Json"] | tuple["Json", ...] | Mapping[str, "Json"]
"""The values of JSON."""


def json_text(value: Json, *, ascii_only: bool = False) -> str:
    """Return a value as one line of JSON with clean texts."""
    return json.dumps(_clean(value), ensure_ascii=ascii_only)


def _clean(value: Json) -> Json:
    if isinstance(value, str):
        return safe_block(value)
    if isinstance(value, Mapping):
        return {key: _clean(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_clean(item) for item in value]
    return value


def time_text(moment: datetime | None) -> str | None:
    """Return a time as RFC 3339, in UTC and whole seconds: `2026-03-01T08:30:00Z`."""
    if moment is None:
        return None
    return moment.astimezone(UTC).replace(microsecond=0, tzinfo=None).isoformat() + "Z"


def queued_object(one: Queued) -> dict[str, Json]:
    """Return something on the queue for `queue`."""
    return {
        "id": one.key.article_id,
        "number": one.key.number,
        "title": one.title,
        "feed": one.feed,
        "url": one.enclosure.url,
        "media_type": one.enclosure.media_type,
        "bytes": one.enclosure.size_bytes,
        "bytes_here": one.bytes_here,
        "seconds": one.enclosure.seconds,
        "position": one.note.position,
        "played": time_text(one.note.played),
        "state": one.state.value,
        "error": one.error,
    }


def row_object(row: Row) -> dict[str, Json]:
    """Return an article for `list`."""
    size = row.story_size
    return {
        "id": row.id,
        "guid": row.guid,
        "feed": row.feed,
        "feed_url": row.feed_url,
        "title": row.title,
        "url": row.url,
        "authors": row.authors,
        "published": time_text(row.published),
        "arrived": time_text(row.arrived),
        "read": row.status.read,
        "starred": row.status.starred,
        "later": row.status.later,
        "tags": row.tags,
        "hidden": row.status.hidden,
        "own_tags": row.status.tags,
        "changed": row.changed,
        "story": row.story,
        "other_sources": row.other_sources,
        "copy_of": row.copy_of,
        "story_sources": size.sources if size else None,
        "story_articles": size.articles if size else None,
        "story_trend": size.trend if size else None,
    }


def search_object(search: Search) -> dict[str, Json]:
    """Return a saved search for `searches`."""
    return {"name": search.name, "query": search.query, "unread": search.unread}


def rule_object(rule: Rule) -> dict[str, Json]:
    """Return a rule for `rules`."""
    return {"name": rule.name, "query": rule.query, "action": rule.action}


def found_object(row: Row, score: float) -> dict[str, Json]:
    """Return a found article for `search`."""
    return {**row_object(row), "score": score}


def shown_object(article: Article) -> dict[str, Json]:
    """Return an article for `show`, with what programs answered to it."""
    answers: Json = tuple(map(answer_object, article.answers))
    return {**article_object(article), "answers": answers}


def article_object(article: Article) -> dict[str, Json]:
    """Return an article for exports and programs: its row and its text."""
    entry = article.entry
    return {
        **row_object(article.row),
        "language": entry.language,
        "image": entry.image,
        "body": body_text(entry),
        "own_related": _own_related(entry.own_related),
        "comments_url": entry.comments_url,
    }


def answer_object(answer: Answer) -> dict[str, Json]:
    """Return what a program answered to an article: its own words, not the article's."""
    return {
        "name": answer.name,
        "made": time_text(answer.made),
        "outdated": answer.is_outdated,
        "text": answer.text,
    }


def extract_object(target: str, page: ReadPage) -> dict[str, Json]:
    """Return the article of a page or a file for `extract`."""
    entry = page.entry
    return {
        "file": target,
        "title": entry.title,
        "authors": entry.authors,
        "published": time_text(entry.published),
        "image": entry.image,
        "language": entry.language,
        "body": body_text(entry),
        "own_related": _own_related(entry.own_related),
        "missed": page.missed,
    }


def related_object(
    article_id: int, related: Sequence[Related], *, explain: bool = False
) -> dict[str, Json]:
    """Return one article's related ones for `related`. explain: with the parts of the scores."""
    return {
        "id": article_id,
        "related": [
            {
                **_short_object(found.row),
                "score": found.score,
                "reasons": found.reasons,
                "relation": found.relation.value,
                "pinned": found.pinned,
                "adds": found.adds,
                **({"parts": [list(part) for part in found.parts]} if explain else {}),
            }
            for found in related
        ],
    }


def topic_object(topic: Topic) -> dict[str, Json]:
    """Return a topic for `topics`."""
    return {
        "label": topic.label,
        "score": topic.score,
        "sources": topic.sources,
        "articles": [_short_object(row) for row in topic.articles],
        "terms": topic.terms,
        "trend": topic.trend,
        "story": topic.story,
        "story_articles": topic.size.articles if topic.size else None,
    }


def _short_object(row: Row) -> dict[str, Json]:
    return {
        "id": row.id,
        "guid": row.guid,
        "title": row.title,
        "feed": row.feed,
        "published": time_text(row.published),
    }


def changes_object(article_id: ArticleId, changes: Changes | None) -> dict[str, Json]:
    """Return an article's changes for `changes`; null where no earlier text is known."""
    if changes is None:
        keys = ("changed", "was_read", "added", "removed", "title", "paragraphs")
        return {"id": article_id, **dict.fromkeys(keys)}
    difference = changes.difference
    return {
        "id": article_id,
        "changed": time_text(changes.changed),
        "was_read": changes.since.was_read,
        "added": difference.added,
        "removed": difference.removed,
        "title": _pieces(difference.title),
        "paragraphs": [_passage(passage) for passage in difference.passages],
    }


def feed_object(feed: Feed) -> dict[str, Json]:
    """Return a feed for `feeds`."""
    return {
        "id": feed.id,
        "url": feed.url,
        "title": feed.title,
        "folder": feed.folder,
        "articles": feed.articles,
        "unread": feed.unread,
        "checked": time_text(feed.checked),
        "next_check": time_text(feed.next_check),
        "error": feed.error,
        "full_text": feed.full_text,
        "signal_only": feed.signal_only,
        "own_title": feed.own_title,
        "keep_days": feed.keep_days,
        "keep_articles": feed.keep_articles,
        "missed_pages": feed.missed_pages,
        "recipe": None if feed.recipe is None else recipe_object(feed.recipe),
    }


def recipe_object(recipe: Recipe) -> dict[str, Json]:
    """Return a recipe with its parts, of which the empty ones are at the usual places."""
    from qreader.model import RECIPE_PARTS  # no start needs it

    parts: dict[str, Json] = {name: getattr(recipe, name) for name in RECIPE_PARTS}
    return {"kind": recipe.kind, **parts}


def activity_object(activity: FeedActivity) -> dict[str, Json]:
    """Return what `feeds` adds to a feed: how much it brings, and how much of it is read."""
    return {
        "newest": time_text(activity.newest),
        "per_week": activity.per_week,
        "opened": activity.opened,
    }


def statistics_object(found: Statistics) -> dict[str, Json]:
    """Return the statistics of reading for `stats`."""

    def named(pairs: Iterable[tuple[Feed, FeedActivity]]) -> list[Json]:
        return [
            {
                "id": feed.id,
                "title": feed.title,
                "articles": feed.articles,
                **activity_object(activity),
            }
            for feed, activity in pairs
        ]

    return {
        "read_by_day": list(found.read_by_day),
        "never_opened": named(found.never_opened),
        "silent": named(found.silent),
    }


def removed_object(removed: RemovedFeed) -> dict[str, Json]:
    """Return a removed feed for `restore`."""
    return {
        "id": removed.id,
        "url": removed.url,
        "title": removed.title,
        "folder": removed.folder,
        "removed": time_text(removed.removed),
        "until": time_text(removed.until),
        "articles": removed.articles,
        "kept": removed.kept,
    }


def undone_object(undone: Undone | None) -> dict[str, Json]:
    """Return an undone action for `undo`; nulls where there was none."""
    if undone is None:
        return {"kind": None, "label": None, "done": None, "taken_back": 0, "left": 0}
    return {
        "kind": undone.action.kind.value,
        "label": undone.action.label,
        "done": time_text(undone.action.done),
        "taken_back": undone.taken_back,
        "left": undone.left,
    }


def added_object(added: Added) -> dict[str, Json]:
    """Return an added feed for `add`."""
    return {
        "id": added.feed_id,
        "feed": added.feed,
        "new": added.new,
        "already": added.already,
        "others": tuple(one.url for one in added.others),
        "offers": tuple(offer_object(one) for one in added.others if one.number),
    }


def offer_object(offer: Offer) -> dict[str, Json]:
    """Return a feed of a known site, for `add --feed`."""
    return {"number": offer.number, "what": offer.what, "url": offer.url}


def page_offer_object(offer: PageOffer) -> dict[str, Json]:
    """Return the stories that are recognised on a page without a feed, for `add`."""
    return {
        "url": offer.url,
        "stories": offer.count,
        "first": [{"title": one.title, "url": one.url, "day": one.day} for one in offer.first],
    }


def paged_object(paged: Paged) -> dict[str, Json]:
    """Return a fetched page for `fetch`."""
    return {"id": paged.article_id, "title": paged.title, "url": paged.url, "error": paged.error}


def refreshed_object(refreshed: Refreshed) -> dict[str, Json]:
    """Return a refreshed feed for `refresh`."""
    return {
        "feed": refreshed.feed,
        "new": refreshed.new,
        "changed": refreshed.changed,
        "error": refreshed.error,
    }


def imported_object(imported: Imported) -> dict[str, Json]:
    """Return an imported file for `import`."""
    return {
        "added": sum(not one.already for one in imported.added),
        "already": sum(one.already for one in imported.added),
        "searches": imported.searches,
        "rules": imported.rules,
        "articles": imported.articles,
        "read": imported.read,
        "starred": imported.starred,
        "skipped": imported.skipped,
        "otherwise": imported.otherwise,
        "programs": imported.programs,
        "differs": imported.differs,
        "updated": imported.updated,
        "settings": [
            {
                "line": one.line,
                "place": one.place,
                "now": one.now or None,
                "said": one.said or None,
                "new": one.is_new,
            }
            for one in imported.settings
        ],
    }


def checked_object(checked: Checked) -> dict[str, Json]:
    """Return a checked cache for `check`."""
    return {
        "mended": checked.mended,
        "kept_as": checked.kept_as,
        "lost": checked.lost,
        "feeds": checked.feeds,
        "articles": checked.articles,
        "bytes": checked.bytes,
    }


def pruned_object(pruned: Pruned) -> dict[str, Json]:
    """Return what `prune` came to."""
    return {"pruned": pruned.pruned, "kept": pruned.kept, "bytes": pruned.bytes}


def synced_object(synced: Synced) -> dict[str, Json]:
    """Return a sync for `sync`."""
    return {
        "server": synced.server,
        "new": sum(synced.new.values()),
        "taken": synced.taken,
        "sent": synced.sent,
        "feeds_added": synced.feeds_added,
        "feeds_removed": synced.feeds_removed,
        "subscribed": synced.subscribed,
        "unsubscribed": synced.unsubscribed,
        "errors": synced.failures,
    }


def body_text(entry: Entry) -> str | None:
    """Return the body as plain text, a blank line between paragraphs; None where there is none."""
    from qreader.text.html import entry_blocks
    from qreader.text.plain import plain_text

    return plain_text(entry_blocks(entry)) or None


def _passage(passage: Changed | Unchanged) -> dict[str, Json]:
    from qreader.text.changes import Unchanged

    if isinstance(passage, Unchanged):
        return {"unchanged": len(passage.paragraphs), "pieces": None}
    return {"unchanged": None, "pieces": _pieces(passage.pieces)}


def _pieces(pieces: Sequence[Piece]) -> list[Json]:
    return [{"part": piece.part.value, "text": piece.text} for piece in pieces]


def _own_related(blocks: Sequence[LinkBlock]) -> list[Json] | None:
    if not blocks:
        return None
    return [
        {
            "heading": block.heading,
            "kind": block.kind.value,
            "items": [
                {
                    "title": link.title,
                    "url": link.url,
                    "caption": link.caption,
                    "article_id": link.article_id,
                }
                for link in block.items
            ],
        }
        for block in blocks
    ]
