"""Catching up: how far a person is in what was picked for some minutes. Pure."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING, Final

from qreader.render.cells import plural

if TYPE_CHECKING:
    from qreader.model import ArticleId

NAME: Final = "Catch up"
BAR_CELLS: Final = 7
DONE, TO_DO = "▓", "░"


def name(stories: int, minutes: int) -> str:
    """Return `Catch up · 18 stories, 20 minutes`."""
    counted = f"{stories} {'story' if stories == 1 else 'stories'}"
    return f"{NAME} · {counted}, {plural(minutes, 'minute')}"


def progress(minutes: Mapping[ArticleId, int], read: Collection[ArticleId]) -> tuple[str, str]:
    """Return `▓▓▓░░░░ 3 of 18` and `16 min left`.

    minutes: how long each article takes; read: those that are read.
    """
    total, done = len(minutes), sum(number in read for number in minutes)
    left = sum(took for number, took in minutes.items() if number not in read)
    cells = done * BAR_CELLS // total if total else 0
    bar = DONE * cells + TO_DO * (BAR_CELLS - cells)
    return f"{bar} {done} of {total}", f"{left} min left" if left else "all of it read"


def ending(others: int) -> str:
    """Return what is said behind the last article."""
    if not others:
        return "That's all, and nothing else is unread."
    stay = "1 other stays" if others == 1 else f"{others} others stay"
    return f"That's all. {stay} unread."
