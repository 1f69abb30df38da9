"""UndoableAction: an action that can be undone, also after a restart."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from qreader.model.ids import ArticleId
    from qreader.model.rows import Status

Label = Callable[[int], str]
"""Returns in a few words what an action did, given the number of its articles.

Empty: the action cannot be undone.
"""


class ActionKind(StrEnum):
    """What an undoable action changed."""

    STATUSES = "statuses"
    FEED = "feed"
    """A feed was removed."""
    FEEDS = "feeds"
    """Several feeds were removed."""
    EDITS = "edits"
    """Titles, folders, addresses or settings of feeds were changed."""
    ADDED = "added"
    """Feeds were added."""
    QUEUE = "queue"
    """Something was put on the queue, taken off it, or played."""
    STORY = "story"
    """A story was followed or muted, or that was ended."""
    PAIR = "pair"
    """The person judged whether two articles are related."""


OF_FEEDS = frozenset({ActionKind.FEED, ActionKind.FEEDS, ActionKind.EDITS, ActionKind.ADDED})
"""The kinds that change what the person subscribes to."""


@dataclass(frozen=True, slots=True)
class UndoableAction:
    """An action of the person, as the cache keeps it."""

    kind: ActionKind
    label: str
    """What it did, in the reader's words."""
    done: datetime


@dataclass(frozen=True, slots=True)
class Undone:
    """The result of undoing an action."""

    action: UndoableAction
    taken_back: int
    """How many articles, feeds, stories or pairs were restored."""
    left: int = 0
    """How many are gone or were changed since: they stay as they are."""
    statuses: Mapping[ArticleId, Status] = field(default_factory=dict)
    """The present statuses of the articles that it changed."""
