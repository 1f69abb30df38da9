"""The keys of other readers, and qreader's equivalent actions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from qreader.tui.actions import ACTIONS, Action, Where
from qreader.tui.newsboat_operations import OPERATIONS, Operation


@dataclass(frozen=True, slots=True)
class Theirs:
    """A key of another reader."""

    key: str
    """In qreader's notation."""
    does: str
    action: str | None = None
    """The equivalent action of qreader; None: there is none, and `instead` says what to do."""
    instead: str = ""


@dataclass(frozen=True, slots=True)
class Difference:
    """A key with another meaning here than there."""

    theirs: Theirs
    keys: tuple[str, ...]
    """The keys of the equivalent action here."""
    here: str
    """What the key does here; "": nothing."""


def _known(operation: Operation) -> list[str]:
    """Return the actions that do the same as an operation of newsboat."""
    names = {action.name for action in ACTIONS}
    return [name for name in operation.actions if name in names]


READERS: Final = {
    "newsboat": (
        *(
            Theirs(one.key, one.does, next(iter(_known(one)), None), one.instead)
            for one in OPERATIONS
            if one.key
        ),
        Theirs("j", "down; next feed", "down"),
        Theirs("k", "up; previous feed", "up"),
        Theirs("1", "open link 1", instead="1o"),
    ),
}


def differences(reader: str, actions: Sequence[Action]) -> list[Difference]:
    """Return the keys of a reader with another meaning here, with the equivalent ones."""
    by_name = {action.name: action for action in actions}
    found = []
    for theirs in READERS[reader]:
        same = by_name.get(theirs.action or "")
        keys = same.keys if same else ()
        if theirs.key not in keys:
            found.append(Difference(theirs, keys, _does_here(theirs.key, actions)))
    return found


def _does_here(key: str, actions: Sequence[Action]) -> str:
    if any(keys.startswith(f"{key} ") for action in actions for keys in action.keys):
        return "the start of two keys"
    texts = [a.text for a in actions if key in a.keys and a.where & Where.PANES]
    return next(iter(texts), "")
