"""Validation of what a person types: names of tags, searches, rules, feeds and folders."""

from __future__ import annotations

from qreader.errors import UsageError
from qreader.model import Act, Rule
from qreader.text import folders
from qreader.text.safe import safe_line

MAX_TAG_CHARACTERS = 60
MAX_NAME_CHARACTERS = 60
"""The longest name of a saved search or a rule."""
MAX_QUERY_CHARACTERS = 4_000
MAX_FEED_CHARACTERS = 200
"""Of a feed's name, and of a folder's path."""


def tag_of(text: str) -> str:
    """Return the normalised tag, which is one word. Raises UsageError."""
    name = safe_line(text, MAX_TAG_CHARACTERS).strip().lstrip("#")
    if not name or any(character.isspace() or character in ',"' for character in name):
        raise UsageError(f"{safe_line(text, MAX_TAG_CHARACTERS)!r} is no tag: a tag is one word")
    return name


def name_of(text: str) -> str:
    """Return the normalised name of a search or a rule. Raises UsageError."""
    name = safe_line(text, MAX_NAME_CHARACTERS)
    if not name:
        raise UsageError("a name needs something that can be seen")
    return name


def feed_title_of(text: str) -> str:
    """Return the person's name for a feed as it is kept. Raises UsageError."""
    title = safe_line(text)
    if not title:
        raise UsageError("a feed's name needs something that can be seen")
    _require_length(text, title, "a feed's name")
    return title


def folder_of(text: str) -> str | None:
    """Return the path of a folder as it is kept; None: it names none. Raises UsageError."""
    path = safe_line(text)
    _require_length(text, path, "a folder's name")
    return folders.tidy(path)


def _require_length(text: str, clean: str, what: str) -> None:
    if len(clean) > MAX_FEED_CHARACTERS:
        raise UsageError(f"{what} has at most {MAX_FEED_CHARACTERS} characters, not {len(text):,}")


def query_of(text: str) -> str:
    """Return the normalised query of a search or a rule; it is not yet parsed."""
    return safe_line(text, MAX_QUERY_CHARACTERS)


def rule_of(name: str, query: str, action: str) -> Rule:
    """Return the rule of these texts. Raises UsageError."""
    act, tag = _action(action)
    return Rule(name_of(name), query_of(query), act, tag)


def _action(text: str) -> tuple[Act, str | None]:
    if text.startswith(Act.TAG):
        return Act.TAG, tag_of(text.removeprefix(Act.TAG))
    try:
        return Act(text), None
    except ValueError:
        known = ", ".join([*(act for act in Act if act is not Act.TAG), "tag:NAME"])
        raise UsageError(f"{safe_line(text, 60)!r} is no action; there are {known}") from None
