"""Keys: which keys run which actions, and how typed keys are read.

Textual's own bindings have neither counts (`5j`) nor prefixes (`gg`). So `KeyReader` turns keys
into orders by the table of actions, and the screen runs them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from qreader.tui.actions import ACTIONS, GROUPS, Action, Where

if TYPE_CHECKING:
    from textual import events

HELP: Final = "help"
"""The action whose hint every pane shows."""
MACROS_GROUP: Final = "Macros"
"""The group of the configuration's macros; the text of such an action is its commands."""

MACRO_PREFIX: Final = ","

_SHOWN: Final = {
    "escape": "esc",
    "pagedown": "pgdn",
    "pageup": "pgup",
    "f1": "F1",
}


@dataclass(frozen=True, slots=True)
class Order:
    """A requested action, with its count or its argument."""

    action: Action
    count: int | None = None
    text: str = ""


class KeyReader:
    """Turns keys into orders; keeps the count and the prefix typed so far."""

    def __init__(self, actions: Sequence[Action] = ACTIONS) -> None:
        self.actions = actions
        self.prefix = ""
        """The keys of an unfinished sequence."""
        self.count = ""
        self.elsewhere: Action | None = None
        """The action of the last key in other panes, where it has none here."""
        self.typed = ""
        """The last key or sequence, as it is shown."""
        self._sequences: dict[str, list[Action]] = {}
        self._prefixes: set[str] = set()
        for action in self.actions:
            for keys in action.keys:
                self._sequences.setdefault(keys, []).append(action)
                if " " in keys:
                    self._prefixes.add(keys.split(" ", 1)[0])

    def feed(self, key: str, where: Where) -> Order | None:
        """Return the order of a key; None while unfinished, or where the key means nothing.

        An unknown key after a prefix cancels quietly.
        """
        self.elsewhere = None
        if not self.prefix and key.isdecimal() and key.isascii() and (key != "0" or self.count):
            self.count = (self.count + key)[:6]
            return None
        sequence = self._sequence(key)
        if sequence not in self._sequences and key not in self._prefixes:
            key = as_latin(key)
            sequence = self._sequence(key)
        self.typed = show_keys(sequence)
        actions = self._sequences.get(sequence, [])
        here = next((one for one in actions if where & one.where_of(sequence)), None)
        if here is None and not self.prefix and key in self._prefixes:
            self.prefix = key
            return None
        count = int(self.count) if self.count else None
        self.reset()
        if here is not None:
            return Order(here, count)
        self.elsewhere = max(actions, key=_breadth, default=None)
        return None

    def _sequence(self, key: str) -> str:
        return f"{self.prefix} {key}" if self.prefix else key

    @property
    def pending(self) -> str:
        """The count and the keys that wait for another key, as they are shown."""
        return self.count + show_keys(self.prefix)

    def reset(self) -> None:
        """Forget the count and the unfinished sequence."""
        self.prefix = self.count = ""

    def completions(self, where: Where) -> list[tuple[str, str, str]]:
        """Return what may follow the prefix, as (group, remaining keys, short name)."""
        start = self.prefix + " "
        in_order = sorted(self.actions, key=lambda one: _box_group(one.group))
        return [
            (
                _box_group(action.group)[1],
                show_keys(keys.removeprefix(start)),
                action.word or action.text,
            )
            for action in in_order
            for keys in action.keys
            if keys.startswith(start) and where & action.where_of(keys)
        ]


def _box_group(group: str) -> tuple[int, str]:
    """Return the place and the name of a group in a box: few keys of a prefix are of others."""
    first = ("Lists", "Stories", "Feeds", MACROS_GROUP)
    return (first.index(group), group) if group in first else (len(first), "Also")


def key_of(event: events.Key) -> str:
    """Return a key's name in the table: a printable one is itself."""
    character = event.character
    is_printable = character is not None and character.isprintable() and character != " "
    return character if is_printable and character is not None else event.key


def _breadth(action: Action) -> int:
    """Return in how many panes an action applies."""
    return action.where.value.bit_count()


def as_latin(key: str) -> str:
    """Return the key at the place of a letter of another script; any other key as it is."""
    if len(key) != 1 or key.isascii():
        return key
    from qreader.tui.key_layouts import latin  # most keyboards need no table

    return latin(key) or key


def key_for(actions: Sequence[Action], name: str) -> str:
    """Return the shown key of an action; without a key, its command."""
    action = next(action for action in actions if action.name == name)
    return show_keys(action.keys[0]) if action.keys else f":{action.command}"


def hints(actions: Sequence[Action], where: Where) -> list[tuple[str, str]]:
    """Return the footer of a pane, as (key, word), without the help, which has its own place."""
    hinted = (a for a in actions if where & a.hinted and a.name != HELP)
    return [(show_keys(keys[0]), a.hint) for a in hinted if (keys := keys_in(a, where))]


def help_hint(actions: Sequence[Action]) -> tuple[str, str] | None:
    """Return the hint of the help, as (key, word); None: it has no key."""
    action = next(action for action in actions if action.name == HELP)
    return (show_keys(action.keys[0]), action.hint) if action.keys else None


def named_hints(actions: Sequence[Action], named: Mapping[str, str]) -> list[tuple[str, str]]:
    """Return a footer of some actions, by their names with words, as (key, word)."""
    by_name = {action.name: action for action in actions}
    return [
        (show_keys(by_name[name].keys[0]), word)
        for name, word in named.items()
        if by_name[name].keys
    ]


def keys_in(action: Action, where: Where) -> list[str]:
    """Return the keys of an action that apply in a pane."""
    return [keys for keys in action.keys if where & action.where_of(keys)]


def show_keys(keys: str) -> str:
    """Return a key or a sequence for display: `gg`, `pgdn`, `ctrl+d`."""
    return "".join(_SHOWN.get(key, key) for key in keys.split(" "))


def markdown_table() -> str:
    """Return the actions as the Markdown table of README."""
    lines = ["| | keys | `:` command | |", "|---|---|---|---|"]
    group = ""
    for action in sorted(ACTIONS, key=lambda one: GROUPS.index(one.group)):
        keys = " ".join(f"`{show_keys(key)}`" for key in action.keys).replace("|", "\\|")
        command = f"`{action.command}{' ' + action.argument if action.argument else ''}`"
        name = action.group if action.group != group else ""
        lines.append(f"| {name} | {keys} | {command} | {action.text} |")
        group = action.group
    return "\n".join(lines) + "\n"
