"""The message after an undo."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from qreader.text.local_time import day_and_time

if TYPE_CHECKING:
    from qreader.model import Undone


def undone_line(undone: Undone, now: datetime | None = None) -> str:
    """Return `Undone: 312 marked read, yesterday 18:02, but for 3 that changed since`.

    now: the time from which the action's age is counted; None leaves the age out.
    """
    label = undone.action.label
    when = "" if now is None else f", {day_and_time(undone.action.done, now)}"
    if not undone.taken_back:
        return f"{label}{when}: nothing of that is left to undo"
    rest = f", but for {undone.left:,} that changed since" if undone.left else ""
    return f"Undone: {label[:1].lower()}{label[1:]}{when}{rest}"
