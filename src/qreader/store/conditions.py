"""Conditions: translates a query into SQL on `status` and one expression of FTS5.

Values are always bound; the statements are made of literal pieces.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from qreader.model import ArticleId
from qreader.store.base import Blocks, Clock, Table
from qreader.store.search import SearchIndex
from qreader.store.times import to_seconds
from qreader.text.folding import fold
from qreader.text.local_time import midnight
from qreader.text.query import (
    Age,
    And,
    Dated,
    Has,
    Is,
    Mark,
    Name,
    Named,
    Not,
    OfStory,
    Or,
    Part,
    Tree,
    Words,
)
from qreader.text.words import search_term


@dataclass(frozen=True, slots=True)
class Condition:
    """A query as SQL."""

    match: str | None
    """The FTS5 expression that all results must match; None: there is none."""
    sql: str
    """The other conditions, on `status`; it starts with AND, or is empty."""
    values: dict[str, object]
    """The values of the parameters in `sql`."""


class Conditions(Table):
    """Turns queries into conditions; those on names need the function `folded` of `Database`."""

    def __init__(self, database: Blocks, clock: Clock) -> None:
        super().__init__(database, clock)
        self._search_index = SearchIndex(database, clock)

    def of(self, tree: Tree, among: tuple[ArticleId, ArticleId] | None = None) -> Condition:
        """Return the condition of a query.

        among: words are searched only in articles from one number to another.
        """
        with self._database.reading() as connection:
            matcher = _Matcher(before=self._search_index.unfolded_to() > 0)
            writer = _Writer(connection, self._clock(), among, matcher)
            match, rest = matcher.parted(tree)
            sql = "".join(f" AND {writer.write(part)}" for part in rest)
            return Condition(match, sql, writer.values)


# ---- words


@dataclass(frozen=True, slots=True)
class _Matcher:
    """Translates trees of words into FTS5 expressions."""

    before: bool
    """Whether some articles have the old index, from before every script was folded."""

    def parted(self, tree: Tree) -> tuple[str | None, list[Tree]]:
        """Split a tree into an FTS5 expression and other conditions, all of which must hold."""
        parts = tree.parts if isinstance(tree, And) else (tree,)
        match = self.match(tree)
        if match is not None:
            return match, []
        of_words = [p for p in parts if self.match(p.part if isinstance(p, Not) else p) is not None]
        if all(isinstance(part, Not) for part in of_words):
            return None, list(parts)
        return self._match_all(of_words), [part for part in parts if part not in of_words]

    def match(self, tree: Tree) -> str | None:
        """Return the expression of a tree of words; None: the tree has other conditions."""
        if isinstance(tree, Words):
            term = self._term(tree)
            return f"title : {term}" if tree.in_title and term else term
        if isinstance(tree, Or):
            matches = [match for part in tree.parts if (match := self.match(part)) is not None]
            return _group(" OR ", matches) if len(matches) == len(tree.parts) else None
        return self._match_all(tree.parts) if isinstance(tree, And) else None

    def _term(self, words: Words) -> str | None:
        term = search_term(words.text, is_prefix=words.prefix)
        if term is None or not self.before:
            return term
        old = search_term(words.text, is_prefix=words.prefix, folds=False)
        return term if old is None or old.lower() == term else f"({term} OR {old})"

    def _match_all(self, parts: Iterable[Tree]) -> str | None:
        wanted: list[str] = []
        unwanted: list[str] = []
        for part in parts:
            match = self.match(part.part if isinstance(part, Not) else part)
            if match is None:
                return None
            (unwanted if isinstance(part, Not) else wanted).append(match)
        if not wanted:  # FTS5 has no expression that only excludes words
            return None
        every = _group(" AND ", wanted)
        return f"({every} NOT {_group(' OR ', unwanted)})" if unwanted else every


def _group(operator: str, matches: Sequence[str]) -> str:
    """Join expressions with few parentheses, since the parser of FTS5 is limited in depth."""
    return f"({operator.join(matches)})" if len(matches) > 1 else matches[0]


# ---- the rest

_MARKS = {
    # exactly as in the partial indexes, or SQLite does not use them
    Mark.UNREAD: "read = 0",
    Mark.READ: "read = 1",
    Mark.STARRED: "starred = 1",
    Mark.LATER: "later = 1",
    Mark.CHANGED: "changed = 1",
    Mark.COPY: """EXISTS (
        SELECT 1 FROM story_article JOIN status AS original ON original.id = copy_of
        WHERE article_id = status.id
        AND (original.dated NOTNULL OR original.hidden_dated NOTNULL))""",
}
_PARTS = {
    Part.FULL: "EXISTS (SELECT 1 FROM page WHERE page.id = status.id AND fetched IS NOT NULL)",
    Part.LINKS: "EXISTS (SELECT 1 FROM link WHERE link.article_id = status.id)",
    Part.ENCLOSURE: "status.id IN (SELECT id FROM body WHERE enclosures IS NOT NULL)",
    Part.VIDEO: """status.id IN
        (SELECT id FROM body WHERE enclosures IS NOT NULL AND enclosures LIKE '%, "video/%')""",
    Part.AUDIO: """status.id IN
        (SELECT id FROM body WHERE enclosures IS NOT NULL AND enclosures LIKE '%, "audio/%')""",
    Part.CHANGES: "EXISTS (SELECT 1 FROM revision WHERE revision.article_id = status.id)",
}


class _Writer:
    """Writes conditions, and collects their values."""

    def __init__(
        self,
        connection: sqlite3.Connection,
        now: datetime,
        among: tuple[ArticleId, ArticleId] | None,
        matcher: _Matcher,
    ) -> None:
        self.values: dict[str, object] = {}
        self._connection = connection
        self._now = now
        self._matcher = matcher
        self._range = ""
        if among is not None:
            self._range = f" AND rowid BETWEEN {self._bind(among[0])} AND {self._bind(among[1])}"

    def write(self, tree: Tree) -> str:
        match = self._matcher.match(tree)
        if match is not None:
            return self._words(match)
        if isinstance(tree, Or):
            return f"({' OR '.join(map(self.write, tree.parts))})"
        if isinstance(tree, And):
            match, rest = self._matcher.parted(tree)
            words = [] if match is None else [self._words(match)]
            return f"({' AND '.join([*words, *map(self.write, rest)])})"
        if isinstance(tree, Not):
            return f"NOT {self.write(tree.part)}"
        return f"({self._leaf(tree)})"

    def _leaf(self, tree: Tree) -> str:
        if isinstance(tree, Name):
            return self._name(tree)
        if isinstance(tree, Is):
            return _MARKS[tree.mark]
        if isinstance(tree, Has):
            return _PARTS[tree.part]
        if isinstance(tree, OfStory):
            number = self._bind(tree.number)
            return f"status.id IN (SELECT article_id FROM story_article WHERE story_id = {number})"
        if isinstance(tree, Dated):
            start = to_seconds(midnight(tree.day))
            return f"dated {'<' if tree.before else '>='} {self._bind(start)}"
        if isinstance(tree, Age):
            # in seconds, since a long span would reach before the first datetime
            since = to_seconds(self._now) - int(tree.span.total_seconds())
            return f"dated {'<' if tree.older else '>'} {self._bind(since)}"
        raise AssertionError(tree)

    def _words(self, match: str) -> str:
        return (
            f"status.id IN (SELECT rowid FROM search WHERE search MATCH {self._bind(match)}"
            f"{self._range})"
        )

    def _name(self, name: Name) -> str:
        wanted = fold(name.text)
        if name.of in {Named.FEED, Named.FOLDER}:
            ids = self._bind(json.dumps(self._feeds(name.of, wanted, name.prefix)))
            return f"feed_id IN (SELECT value FROM json_each({ids}))"
        if name.of is Named.LANGUAGE:
            # `de` includes de-AT
            behind = "" if name.prefix else "-"
            start = self._bind(wanted + behind)
            same = self._bind(wanted)
            test = f"(lower(language) = {same} OR instr(lower(language), {start}) = 1)"
            return _of_article(test)
        quoted = json.dumps(wanted, ensure_ascii=False)
        if name.of is Named.AUTHOR:
            return _of_article(f"instr(folded(authors), {self._bind(quoted[1:-1])})")
        # the source's tags are a JSON list of quoted strings
        theirs = self._bind(quoted[:-1] if name.prefix else quoted)
        own = self._bind(wanted)
        named = f"instr(folded(name), {own}) = 1" if name.prefix else f"folded(name) = {own}"
        return (
            f"status.id IN (SELECT article_id FROM tag WHERE {named})"
            f" OR {_of_article(f'instr(folded(tags), {theirs})')}"
        )

    def _feeds(self, of: Named, wanted: str, is_prefix: bool) -> list[int]:
        # kept articles of a removed feed are found by its name, but in no folder
        rows = self._connection.execute(
            """
            SELECT id, coalesce(own_title, title, ''), url,
                   CASE WHEN removed IS NULL THEN coalesce(folder, '') ELSE '' END FROM feed
            """
        )
        if of is Named.FEED:
            return [n for n, title, url, _ in rows if wanted in fold(title) or wanted in fold(url)]
        start = wanted if is_prefix else wanted + "/"
        return [n for n, *_, folder in rows if (fold(folder) + "/").startswith(start)]

    def _bind(self, value: object) -> str:
        name = f"q{len(self.values)}"
        self.values[name] = value
        return f":{name}"


def _of_article(test: str) -> str:
    return f"EXISTS (SELECT 1 FROM article WHERE article.id = status.id AND {test})"
