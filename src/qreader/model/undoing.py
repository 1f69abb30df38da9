"""UndoableAction: what a person did in the reader that can be taken back, at another start too."""

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
"""Says in a few words what an action did, given how many articles it is about.

Empty: the action cannot be undone.
"""


class ActionKind(StrEnum):
    """What an undoable action changed."""

    STATUSES = "statuses"
    FEED = "feed"
    """It removed a feed."""
    STORY = "story"
    """It followed a story, muted it, or ended that."""
    PAIR = "pair"
    """It said of two articles whether they belong together."""


@dataclass(frozen=True, slots=True)
class UndoableAction:
    """Something that the person did, as the cache keeps it."""

    kind: ActionKind
    label: str
    """What it did, in the words that the reader said it in."""
    done: datetime


@dataclass(frozen=True, slots=True)
class Undone:
    """What became of an undoable action that was taken back."""

    action: UndoableAction
    taken_back: int
    """Articles, feeds, stories or pairs that are as they were before."""
    left: int = 0
    """Those that are gone, or that something else changed since: they stay as they are."""
    statuses: Mapping[ArticleId, Status] = field(default_factory=dict)
    """The statuses of articles that it changed, as they are now."""
