"""Validation of what a person types: names of tags, searches and rules, and actions of rules."""

from __future__ import annotations

from qreader.errors import UsageError
from qreader.model import Act, Rule
from qreader.text.safe import safe_line

MAX_TAG_CHARACTERS = 60
MAX_NAME_CHARACTERS = 60
"""The longest name of a saved search or a rule."""
MAX_QUERY_CHARACTERS = 4_000


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
