"""Queued: an enclosure on the queue, and how far its download and its playing are."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from qreader.model.ids import ArticleId
    from qreader.model.sources import Enclosure


class QueueState(StrEnum):
    """How far an enclosure on the queue is."""

    WAITING = "waiting"
    """It is not downloaded, or in part."""
    DOWNLOADING = "downloading"
    DOWNLOADED = "downloaded"
    FAILED = "failed"
    """The last download failed."""
    PLAYED = "played"
    """It was played to its end, downloaded or not."""


@dataclass(frozen=True, slots=True)
class QueueKey:
    """An article and the number of its enclosure, from 1."""

    article_id: ArticleId
    number: int

    def __str__(self) -> str:
        """Return it as it is typed: `42.1`."""
        return f"{self.article_id}.{self.number}"


@dataclass(frozen=True, slots=True)
class QueueNote:
    """What is kept of an enclosure on the queue, and can be put back."""

    removed: datetime | None = None
    """When it was taken off the queue; its downloaded file may still be there."""
    position: int | None = None
    """Seconds: where a player stopped; None: not begun, or played to the end."""
    played: datetime | None = None
    """When it was played to its end."""


@dataclass(frozen=True, slots=True)
class Queued:
    """An enclosure on the queue."""

    key: QueueKey
    title: str
    feed: str
    dated: datetime | None
    enclosure: Enclosure
    note: QueueNote
    file: str | None = None
    """The name of the file that was downloaded for the queue."""
    error: str | None = None
    """Why the last download failed."""
    state: QueueState = QueueState.WAITING
    bytes_here: int = 0
    """How much of it is on the disk."""
