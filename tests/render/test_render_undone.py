from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from qreader.model import ActionKind, UndoableAction, Undone
from qreader.render.undone import undone_line

NOW = datetime(2026, 11, 24, 18, 2, tzinfo=UTC)


def undone(label: str, ago: timedelta = timedelta(0), *, back: int = 1, left: int = 0) -> Undone:
    action = UndoableAction(ActionKind.STATUSES, label, NOW - ago)
    return Undone(action, back, left)


def test_what_was_undone_is_said_as_it_was_said_when_it_was_done() -> None:
    assert undone_line(undone("Starred")) == "Undone: starred"
    assert undone_line(undone("3 marked read in Tech")) == "Undone: 3 marked read in Tech"


@pytest.mark.parametrize(
    ("ago", "when"),
    [
        (timedelta(minutes=2), "today 18:00"),
        (timedelta(hours=20), "yesterday 22:02"),
        (timedelta(hours=47), "2026-11-22 19:02"),
    ],
)
def test_the_day_and_the_time_are_said_where_they_are_asked_for(ago: timedelta, when: str) -> None:
    assert undone_line(undone("Starred", ago), NOW) == f"Undone: starred, {when}"


def test_what_could_not_be_undone_is_said() -> None:
    part = undone("3 marked read", back=2, left=1)
    none = undone("Removed The Gazette", back=0, left=1)
    assert undone_line(part) == "Undone: 3 marked read, but for 1 that changed since"
    assert undone_line(none) == "Removed The Gazette: nothing of that is left to undo"
    assert undone_line(none, NOW) == (
        "Removed The Gazette, today 18:02: nothing of that is left to undo"
    )
