"""Translates newsboat's filters into queries, where there is an equivalent.

The source is newsboat's manual, "Filter Language". Its regular expressions match characters, our
queries match words: a literal one becomes a phrase, others have no equivalent.
"""

from __future__ import annotations

import re

from qreader.errors import QueryError
from qreader.text.query import (
    Age,
    And,
    Is,
    Mark,
    Name,
    Named,
    Not,
    Or,
    Tree,
    Words,
    read_query,
)

MAX_TOKENS = 400
"""The longest filter; a longer one was made by a program."""

NARROWED = "narrowed to whole words, where parts of words match there"
"""How the query of a filter differs of which `finds_words` is true."""

_TOKEN = re.compile(
    r"""\s*(?:(?P<paren>[()])|"(?P<quoted>(?:\\.|[^"\\])*)"
    |(?P<operator>==|=~|![=~#]|[=#]|[<>]=?|between(?=\s))|(?P<word>[\w:.-]+))""",
    re.VERBOSE,
)
_PLAIN = re.compile(r"[\w\s'-]+")
_NAMES = {
    "author": Named.AUTHOR,
    "feedtitle": Named.FEED,
    "rssurl": Named.FEED,
    "feedlink": Named.FEED,
}
_EQUALS = {"=", "==", "=~", "#"}
_DIFFERS = {"!=", "!~", "!#"}


def query_of(text: str) -> str | None:
    """Return the query that is equivalent to a filter; None where there is none."""
    try:
        tree = _Filter(text).read()
        query = str(tree)
        read_query(query)
    except (ValueError, QueryError):
        return None
    return query


def finds_words(text: str) -> bool:
    """Whether a filter searches titles or texts for characters, where its query finds words."""
    tokens = _TOKEN.finditer(text)
    return any(found["word"] in {"title", "content"} for found in tokens)


class _Filter:
    """Parses one filter from left to right; raises ValueError where it has no equivalent."""

    def __init__(self, text: str) -> None:
        self._tokens: list[tuple[str, str]] = []
        at = 0
        text = text.rstrip()
        while at < len(text):
            found = _TOKEN.match(text, at)
            if found is None or found.lastgroup is None or len(self._tokens) >= MAX_TOKENS:
                raise ValueError
            self._tokens.append((found.lastgroup, found[found.lastgroup]))
            at = found.end()

    def read(self) -> Tree:
        tree = self._alternatives()
        if self._tokens:
            raise ValueError
        return tree

    def _alternatives(self) -> Tree:
        parts = [self._all_of()]
        while self._next_is("or"):
            parts.append(self._all_of())
        flat = [one for part in parts for one in (part.parts if isinstance(part, Or) else [part])]
        return Or(tuple(flat)) if len(flat) > 1 else flat[0]

    def _all_of(self) -> Tree:
        parts = [self._part()]
        while self._next_is("and"):
            parts.append(self._part())
        flat = [one for part in parts for one in (part.parts if isinstance(part, And) else [part])]
        return And(tuple(flat)) if len(flat) > 1 else flat[0]

    def _part(self) -> Tree:
        kind, text = self._take()
        if (kind, text) == ("paren", "("):
            inner = self._alternatives()
            if self._take() != ("paren", ")"):
                raise ValueError
            return inner
        _, operator = self._take()
        _, value = self._take()
        return _condition(text, operator, re.sub(r"\\(.)", r"\1", value))

    def _next_is(self, word: str) -> bool:
        if self._tokens and self._tokens[0] == ("word", word):
            del self._tokens[0]
            return True
        return False

    def _take(self) -> tuple[str, str]:
        if not self._tokens:
            raise ValueError
        return self._tokens.pop(0)


def _condition(name: str, operator: str, value: str) -> Tree:
    if name == "age":
        return _age(operator, value)
    if operator not in _EQUALS | _DIFFERS:
        raise ValueError(operator)
    found = _found(name, value)
    return Not(found) if operator in _DIFFERS else found


def _found(name: str, value: str) -> Tree:
    """Return the condition that an attribute has this value."""
    if name == "unread" and value in {"yes", "no"}:
        return Is(Mark.UNREAD if value == "yes" else Mark.READ)
    if name == "flags":
        return Is(Mark.STARRED)  # newsboat's flags are imported as stars
    value = value.strip()
    if name == "tags" and value and '"' not in value:
        return Or((Name(Named.FOLDER, value), Name(Named.TAG, value.replace(" ", "-"))))
    if name in _NAMES and value and not set(value) & set('"*\\|^$[]'):
        return Name(_NAMES[name], value)
    if name in {"title", "content"} and _PLAIN.fullmatch(value):
        return Words(value, phrase=True, in_title=name == "title")
    raise ValueError(name)


def _age(operator: str, value: str) -> Tree:
    """Parse an age in whole days."""
    youngest, _, oldest = value.partition(":")
    if operator == "between":
        younger = Age(_days(oldest) + 1, "d", older=False)
        least = _days(youngest)
        return And((younger, Age(least, "d", older=True))) if least else younger
    days = _days(value)
    if operator in {"<", "<="}:
        return Age(days + (operator == "<="), "d", older=False)
    if operator in {">", ">="}:
        return Age(days + (operator == ">"), "d", older=True)
    raise ValueError(operator)


def _days(text: str) -> int:
    days = int(text)
    if not 0 <= days < 9_999:
        raise ValueError(text)
    return days
