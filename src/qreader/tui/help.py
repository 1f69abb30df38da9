"""Help: the actions with their keys, as a list of choices."""

from __future__ import annotations

from collections.abc import Sequence

from qreader.tui.actions import Action, Where
from qreader.tui.keys import show_keys
from qreader.tui.widgets.lookup import Choice


def key_choices(actions: Sequence[Action], where: Where) -> list[Choice]:
    """Return the actions as choices under headings; those that apply here can be run."""
    choices: list[Choice] = []
    for group in dict.fromkeys(action.group for action in actions):
        if choices:
            choices.append(Choice("", ""))
        choices.append(Choice(group, ""))
        choices += [
            Choice(
                "  ".join(map(show_keys, action.keys)) or f":{action.command}",
                action.text,
                action.name if where & action.where else None,
            )
            for action in actions
            if action.group == group
        ]
    return choices
