"""Keys: which keys run which actions, and how typed keys are read.

Textual's own bindings know neither counts (`5j`) nor prefixes (`gg`), so `KeyReader` reads keys
against the table of actions and the screen runs what was asked for.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from qreader.tui.actions import ACTIONS, Action, Where

if TYPE_CHECKING:
    from textual import events

MACROS_GROUP: Final = "Macros"
"""Of the actions that the configuration adds: their text is what they do, as `:` takes it."""

_SHOWN: Final = {
    "escape": "esc",
    "pagedown": "pgdn",
    "pageup": "pgup",
    "f1": "F1",
}


@dataclass(frozen=True, slots=True)
class Order:
    """An action asked for, with the number before it or the text behind it."""

    action: Action
    count: int | None = None
    text: str = ""


class KeyReader:
    """Reads one key after another into orders; holds the count and the prefix typed so far."""

    def __init__(self, actions: Sequence[Action] = ACTIONS) -> None:
        self.actions = actions
        self.prefix = ""
        """Keys typed of an unfinished sequence."""
        self.count = ""
        self.elsewhere: Action | None = None
        """What the key that was typed last means in other panes, where it means nothing here."""
        self._sequences: dict[str, list[Action]] = {}
        self._prefixes: set[str] = set()
        for action in self.actions:
            for keys in action.keys:
                self._sequences.setdefault(keys, []).append(action)
                if " " in keys:
                    self._prefixes.add(keys.split(" ", 1)[0])

    def feed(self, key: str, where: Where) -> Order | None:
        """Take a key; return what it asks for, or None while unfinished or where it means nothing.

        An unknown key after a prefix cancels quietly.
        """
        self.elsewhere = None
        if not self.prefix and key.isdecimal() and key.isascii() and (key != "0" or self.count):
            self.count = (self.count + key)[:6]
            return None
        sequence = f"{self.prefix} {key}" if self.prefix else key
        if not self.prefix and key in self._prefixes:
            self.prefix = key
            return None
        count = int(self.count) if self.count else None
        self.reset()
        actions = self._sequences.get(sequence, [])
        for action in actions:
            if where & action.where:
                return Order(action, count)
        self.elsewhere = actions[0] if actions else None
        return None

    def reset(self) -> None:
        """Forget what was typed of a count and a sequence."""
        self.prefix = self.count = ""

    def completions(self, where: Where) -> list[tuple[str, str]]:
        """Return what may follow the prefix, as (rest of the keys, what it does)."""
        start = self.prefix + " "
        return [
            (show_keys(keys.removeprefix(start)), action.text)
            for action in self.actions
            for keys in action.keys
            if keys.startswith(start) and where & action.where
        ]


def key_of(event: events.Key) -> str:
    """Return the name of a key as the table has it: a printable one is itself."""
    character = event.character
    is_printable = character is not None and character.isprintable() and character != " "
    return character if is_printable and character is not None else event.key


def key_for(actions: Sequence[Action], name: str) -> str:
    """Return the key of an action as people write it; where it has none, its command."""
    action = next(action for action in actions if action.name == name)
    return show_keys(action.keys[0]) if action.keys else f":{action.command}"


def hints(actions: Sequence[Action], where: Where) -> list[tuple[str, str]]:
    """Return the footer of a pane, as (key, word)."""
    return [(show_keys(a.keys[0]), a.hint) for a in actions if where & a.hinted and a.keys]


def show_keys(keys: str) -> str:
    """Return a key or a sequence as people write it: `gg`, `pgdn`, `ctrl+d`."""
    return "".join(_SHOWN.get(key, key) for key in keys.split(" "))


def markdown_table() -> str:
    """Return the actions as README shows them: a Markdown table."""
    lines = ["| | keys | `:` command | |", "|---|---|---|---|"]
    group = ""
    for action in ACTIONS:
        keys = " ".join(f"`{show_keys(key)}`" for key in action.keys).replace("|", "\\|")
        command = f"`{action.command}{' ' + action.argument if action.argument else ''}`"
        name = action.group if action.group != group else ""
        lines.append(f"| {name} | {keys} | {command} | {action.text} |")
        group = action.group
    return "\n".join(lines) + "\n"
