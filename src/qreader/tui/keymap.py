"""Keymap: the actions with the person's keys: a preset's, then those of the configuration.

A key of the configuration wins over that of a preset: another action loses it, in the panes that
both have. So a version of qreader with new keys never refuses a configuration that was valid.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Final

from qreader.config.settings import Config
from qreader.errors import ConfigError, UsageError
from qreader.suggestion import did_you_mean, nearest
from qreader.tui.actions import ACTIONS, Action, Where
from qreader.tui.keys import MACRO_PREFIX, MACROS_GROUP, show_keys
from qreader.tui.orders import read_orders
from qreader.tui.presets import NARROWED, PRESETS

_NAMED: Final = {
    "esc": "escape",
    "return": "enter",
    "pgdn": "pagedown",
    "pgup": "pageup",
    "del": "delete",
}
"""Common names of keys, and Textual's."""
_KEYS: Final = frozenset({
    "enter", "escape", "space", "tab", "backspace", "delete", "insert", "home", "end",
    "pageup", "pagedown", "up", "down", "left", "right", *(f"f{n}" for n in range(1, 25)),
})  # fmt: skip
_MODIFIED: Final = re.compile(r"(?:(?:ctrl|shift|alt)\+)+(\w+|[^\w\s])")


def keymap(config: Config) -> tuple[Action, ...]:
    """Return the actions with the configuration's keys, and its macros.

    Raises ConfigError where an action or a key does not exist, or the configuration gives a key two
    meanings in one pane.
    """
    own = _own_keys(config.keys)
    keys = {**PRESETS[config.preset], **own}
    narrowed = {name: to for name, to in NARROWED[config.preset].items() if name not in own}
    actions = [
        one._replace(
            keys=keys.get(one.name, one.keys),
            narrowed={**one.narrowed, **narrowed.get(one.name, {})},
        )
        for one in ACTIONS
    ]
    macros = [_macro(key, commands) for key, commands in config.macros.items()]
    chosen = [*macros, *(one for one in actions if one.name in own)]
    _require_no_clash(chosen, {name.replace("-", "_"): name for name in config.keys})
    return (*(one if one.name in own else _yielding(one, chosen) for one in actions), *macros)


def _yielding(action: Action, chosen: Sequence[Action]) -> Action:
    """Return an action without the keys that the person gave to others."""
    narrowed = dict(action.narrowed)
    for keys in action.keys:
        where = action.where_of(keys)
        taken = Where.NOWHERE
        for other in chosen:
            for other_keys in other.keys:
                if _meet(keys, other_keys):
                    taken |= other.where_of(other_keys)
        if where & taken:
            narrowed[keys] = where & ~taken
    if narrowed == action.narrowed:
        return action
    left = tuple(keys for keys in action.keys if narrowed.get(keys, action.where))
    return action._replace(keys=left, narrowed=narrowed)


def _macro(key: str, commands: str) -> Action:
    """Return an action that runs commands."""
    try:
        read_orders(commands, ACTIONS)
    except UsageError as error:
        raise ConfigError(f"macros.{key}: {error}", key=f"macros.{key}") from error
    keys = f"{MACRO_PREFIX} {_key(key, f'macros.{key}')}"
    return Action(
        f"macro {key}", "command_line.run", (keys,), commands, MACROS_GROUP, Where.EVERYWHERE
    )


def _own_keys(chosen: Mapping[str, Sequence[str]]) -> dict[str, tuple[str, ...]]:
    """Return the configuration's keys in the form of the table of actions."""
    names = {action.name for action in ACTIONS}
    own: dict[str, tuple[str, ...]] = {}
    for given, sequences in chosen.items():
        name = given.replace("-", "_")
        if name not in names:
            near = nearest(name, names)
            hint = did_you_mean(near and repr(near.replace("_", "-")))
            raise ConfigError(f"keys: there is no action {given!r}{hint}", key=f"keys.{given}")
        own[name] = tuple(_sequence(keys, f"keys.{given}") for keys in sequences)
    return own


def _sequence(written: str, setting: str) -> str:
    """Return a key, or keys separated by spaces: `gx` and `g x` are the same."""
    parts = written.split() if written.strip() else ["space"] if written == " " else []
    if len(parts) == 1 and len(written) == 2 and written.isascii() and written[0] in "g,":
        parts = list(written)
    if not 1 <= len(parts) <= 2:
        raise ConfigError(f"{setting}: {written!r} is not one key, nor two", key=setting)
    return " ".join(_key(part, setting) for part in parts)


def _key(written: str, setting: str) -> str:
    """Return Textual's name of a key."""
    lowered = written.lower()
    name = _NAMED.get(lowered, lowered)
    if name in _KEYS:
        return name
    if len(written) == 1 and written.isprintable() and not written.isdecimal():
        return written
    modified = _MODIFIED.fullmatch(lowered)
    if modified and (len(modified[1]) == 1 or _NAMED.get(modified[1], modified[1]) in _KEYS):
        return lowered.removesuffix(modified[1]) + _NAMED.get(modified[1], modified[1])
    why = "digits are counts" if written.isdecimal() else "such as x, ctrl+x, F5 or pgdn"
    raise ConfigError(f"{setting}: {written!r} is no key: {why}", key=setting)


def _require_no_clash(actions: Sequence[Action], own: Mapping[str, str]) -> None:
    """Raise ConfigError where one key means two things in one pane.

    own: the actions whose keys the configuration sets, as it writes them.
    """
    taken: list[tuple[str, Action]] = []
    for action in actions:
        for keys in action.keys:
            for other_keys, other in taken:
                both = action.where_of(keys) & other.where_of(other_keys)
                if both and _meet(keys, other_keys):
                    shown, other_shown = show_keys(keys), show_keys(other_keys)
                    raise ConfigError(
                        f"keys: {shown} cannot mean both {other.command} ({other_shown}) and"
                        f" {action.command}; give one of them another key",
                        key=f"keys.{own.get(action.name) or own.get(other.name, action.command)}",
                    )
            taken.append((keys, action))


def _meet(one: str, other: str) -> bool:
    """Whether two sequences are equal, or one is the beginning of the other."""
    return one == other or one.startswith(other + " ") or other.startswith(one + " ")
