"""Saved searches and rules: queries kept by name."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


@dataclass(frozen=True, slots=True)
class Search:
    """A query that the person saved under a name."""

    name: str
    query: str
    """In the language of `text.query`."""
    unread: int | None = None
    """How many unread articles it finds; None: that would take long to count."""


class Act(StrEnum):
    """What a rule does with an article; TAG comes with a tag's name."""

    MARK_READ = "mark-read"
    STAR = "star"
    LATER = "later"
    HIDE = "hide"
    QUEUE = "queue"
    """What is attached goes on the queue."""
    TAG = "tag:"


@dataclass(frozen=True, slots=True)
class Rule:
    """What is done with new articles that a query finds."""

    name: str
    query: str
    act: Act
    tag: str | None = None
    """The tag of Act.TAG."""

    @property
    def action(self) -> str:
        """The act as it is typed: `star`, `tag:space`."""
        return f"{self.act}{self.tag or ''}"
