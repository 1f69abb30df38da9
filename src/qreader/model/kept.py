"""What is kept of queries by name: saved searches and rules."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


@dataclass(frozen=True, slots=True)
class Search:
    """A query that the person saved under a name."""

    name: str
    query: str
    """As it is typed: see `text.query`."""
    unread: int | None = None
    """Of what it finds; None: that would take long to count."""


class Act(StrEnum):
    """What a rule does with an article; a tag's name follows TAG."""

    MARK_READ = "mark-read"
    STAR = "star"
    LATER = "later"
    HIDE = "hide"
    TAG = "tag:"


@dataclass(frozen=True, slots=True)
class Rule:
    """What is done with articles that a query finds, as soon as they arrive."""

    name: str
    query: str
    act: Act
    tag: str | None = None
    """With Act.TAG: which."""

    @property
    def action(self) -> str:
        """The act as it is typed: `star`, `tag:space`."""
        return f"{self.act}{self.tag or ''}"
