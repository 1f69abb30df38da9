"""What the lines of newsboat's configuration that bind keys and make macros are here.

The sources are newsboat's manual, "Key bindings" and "Macro support", and its `src/keymap.cpp`.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Final, NamedTuple

from qreader.collect.newsboat_settings import (
    KEY_COMMANDS,
    Meant,
    as_sender,
    name_of,
    opening_command,
)
from qreader.config.settings import Config
from qreader.errors import ConfigError, UsageError
from qreader.sources.feeds.newsboat_config import Line, operations
from qreader.tui.actions import ACTIONS, Action, Where
from qreader.tui.keymap import keymap
from qreader.tui.keys import MACROS_GROUP, show_keys
from qreader.tui.newsboat_operations import BY_KEY, BY_NAME, Operation, key_of, keys_of
from qreader.tui.orders import read_orders

_BY_NAME: Final = {one.name: one for one in ACTIONS}
_CONTEXTS: Final = {
    "all": Where.PANES,
    "everywhere": Where.PANES,
    "feedlist": Where.FEEDS,
    "articlelist": Where.LIST,
    "searchresultslist": Where.LIST,
    "article": Where.ARTICLE,
    **dict.fromkeys(
        (
            "tagselection", "filterselection", "dialogs", "urlview", "help", "podboat",
            "filebrowser", "dirbrowser",
        ),
        Where.NOWHERE,
    ),
}  # fmt: skip


def meanings(lines: Sequence[Line], config: Config) -> list[Meant]:
    """Return what each line of KEY_COMMANDS is here, in order.

    config: what the person has set; its keys and macros stay as they are.
    """
    mine = [line for line in lines if line.command in KEY_COMMANDS]
    found, config = _once(mine, config)
    while True:  # a line may have made room for one before it
        again, config = _once(mine, config)
        if not any(one.changes for one in again):
            return found
        found = [new if new.changes else old for old, new in zip(found, again, strict=True)]


def _once(lines: Sequence[Line], config: Config) -> tuple[list[Meant], Config]:
    """Return what each line is upon a configuration, and the one that this gives."""
    keyboard = _Keyboard.of(config)
    found = [_meaning(keyboard, line, lines[at + 1 :]) for at, line in enumerate(lines)]
    return found, keyboard.config


@dataclass(slots=True)
class _Keyboard:
    """The actions with the keys that they have by now."""

    config: Config
    actions: dict[str, Action]
    own: Collection[str]
    """The names of the actions whose keys the person chose."""

    @classmethod
    def of(cls, config: Config) -> _Keyboard:
        actions = {one.name: one for one in keymap(config) if one.group != MACROS_GROUP}
        return cls(config, actions, {name.replace("-", "_") for name in config.keys})

    def doing(self, operation: Operation) -> list[Action]:
        """Return the actions that do the same as an operation."""
        return [self.actions[name] for name in operation.actions if name in self.actions]

    def holders(self, keys: str, panes: Where) -> list[Action]:
        """Return the actions that these keys would meet in some panes."""
        return [
            one
            for one in self.actions.values()
            if any(one.where_of(other) & panes and _meet(keys, other) for other in one.keys)
        ]

    def without(self, action: Action, keys: str) -> list[str]:
        """Return the keys that an action keeps without some, if they are set by hand.

        A preset may have keys that it reads in some panes only; a setting keeps those panes where
        they are the same in every preset.
        """
        return [
            one
            for one in action.keys
            if one != keys
            and not any(
                other is not action
                for other in self.holders(one, _where_if_set(action, one) & ~action.where_of(one))
            )
        ]

    def changed(self, keys: Mapping[str, Sequence[str]]) -> dict[str, list[str]]:
        """Change the keys of actions; return that as settings. Raises ConfigError."""
        changes = {_setting(name): list(those) for name, those in keys.items()}
        tried = {**self.config.keys, **{name: tuple(those) for name, those in keys.items()}}
        config = self.config._replace(keys=tried)
        keymap(config)
        self.config = config
        for name, those in keys.items():
            narrowed = _BY_NAME[name].narrowed
            self.actions[name] = self.actions[name]._replace(keys=tuple(those), narrowed=narrowed)
        return changes


def _where_if_set(action: Action, keys: str) -> Where:
    """Return the panes in which a key of an action is read once it is set by hand."""
    return action.where & _BY_NAME[action.name].narrowed.get(keys, action.where)


def _setting(name: str) -> str:
    return f"keys.{name.replace('_', '-')}"


def _meet(one: str, other: str) -> bool:
    return one == other or one.startswith(f"{other} ") or other.startswith(f"{one} ")


# ---- lines


def _meaning(keyboard: _Keyboard, line: Line, later: Sequence[Line]) -> Meant:
    if line.has_backticks:
        return Meant(line, reason="the command in backticks would have to be run")
    try:
        return _READERS[line.command](keyboard, line, later)
    except (ConfigError, UsageError) as error:
        return Meant(line, reason=str(error).removeprefix("keys: "))
    except (ValueError, IndexError):
        return Meant(line, reason="cannot be read")


class _Binding(NamedTuple):
    """What a line says of a key."""

    keys: str
    panes: Where
    operation: str
    """Empty: the key is to do nothing."""


def _binding(line: Line) -> _Binding:
    """Return what a line says of a key. Raises ValueError, UsageError where that is nothing."""
    if line.command == "bind":
        stated, contexts, *_ = line.words
        panes = Where.NOWHERE
        for one in contexts.split(","):
            panes |= _panes(one)
        ((_stated, _contexts, name, *arguments), *more) = operations(line.rest)
        if more or arguments:
            raise UsageError("a key does one thing here; a macro does several")
        return _Binding(keys_of(stated), panes, name)
    if line.command == "bind-key":
        stated, name, *context = line.words
    else:
        (stated, *context), name = line.words, ""
    return _Binding(key_of(stated), _panes((*context, "all")[0]), name)


def _later(binding: _Binding, lines: Sequence[Line]) -> Iterator[tuple[Line, _Binding]]:
    """Yield the lines that say something else of the same key, in some of its panes."""
    for line in lines:
        if line.command == "macro" or line.has_backticks:
            continue
        with suppress(ValueError, UsageError):
            other = _binding(line)
            if other.keys == binding.keys and other.panes & binding.panes:
                yield line, other


def _panes(context: str) -> Where:
    if context not in _CONTEXTS:
        raise UsageError(f"{context} is no dialog of newsboat")
    return _CONTEXTS[context]


def _bound(keyboard: _Keyboard, line: Line, later: Sequence[Line]) -> Meant:
    binding = _binding(line)
    keys, panes, name = binding
    operation = BY_NAME.get(name)
    if operation is None:
        return Meant(line, reason=f"{name} is no operation of newsboat")
    for other, said in _later(binding, later):
        if not panes & ~said.panes:
            return Meant(line, reason=f"{other.place} says it again, and counts")
    able = keyboard.doing(operation)
    if not able:
        return Meant(line, reason=operation.instead)
    fitting = [one for one in able if one.where & panes]
    if not fitting:
        return Meant(line, reason="there is no such pane, or it does nothing there")
    having = [one for one in fitting if keys in one.keys and one.where_of(keys) & panes]
    if having:
        return Meant(line, here=f"{show_keys(keys)} is {having[0].command}")
    meant = [fitting[0]]
    meant += [one for one in fitting[1:] if not one.where & fitting[0].where]
    return _given(keyboard, line, keys, panes, meant)


def _given(
    keyboard: _Keyboard, line: Line, keys: str, panes: Where, meant: Sequence[Action]
) -> Meant:
    """Give keys to actions, and take them from those that have them."""
    changes: dict[str, Sequence[str]] = {}
    notes = []
    for action in meant:
        if action.name in keyboard.own:
            return Meant(line, reason=f"{_setting(action.name)} is set already, and stays")
        for other in keyboard.holders(keys, action.where):
            if refusal := _refusal(keyboard, keys, panes, other):
                return Meant(line, reason=f"{refusal}; {_keys_said(meant[0], meant[0].keys)}")
            changes[other.name] = keyboard.without(other, keys)
            notes.append(f"{_keys_said(other, changes[other.name])} now")
        changes[action.name] = [*keyboard.without(action, keys), keys]
    settings = keyboard.changed(changes)
    here = f"{show_keys(keys)} is {meant[0].command}"
    return Meant(line, settings, here=here, note=", ".join(notes))


def _keys_said(action: Action, keys: Sequence[str]) -> str:
    return f"{action.command} is {' or '.join(map(show_keys, keys)) or f':{action.command}'}"


def _refusal(keyboard: _Keyboard, keys: str, panes: Where, other: Action) -> str | None:
    """Return why an action does not give keys away; None where it does."""
    shown = show_keys(keys)
    if keys not in other.keys:
        longer = next(one for one in other.keys if _meet(keys, one))
        return f"{shown} begins other keys" if len(longer) > len(keys) else f"{longer} is one key"
    if other.name in keyboard.own:
        return f"{shown} is {other.command}, as {_setting(other.name)} says"
    if other.where_of(keys) & Where.PANES & ~panes:
        return f"{shown} is {other.command} in other panes, too"
    return None


def _unbound(keyboard: _Keyboard, line: Line, later: Sequence[Line]) -> Meant:
    binding = _binding(line)
    keys, panes, _ = binding
    if keys == "-a":
        return Meant(line, reason="no setting takes all keys away")
    for other, _said in _later(binding, later):
        return Meant(line, here=f"{other.place} counts, which is about it, too")
    if not panes:
        return Meant(line, reason="there is no such pane")
    operation = BY_KEY.get(keys)
    able = keyboard.doing(operation) if operation else []
    having = [one for one in able if keys in one.keys]
    if not having:
        held = [one for one in keyboard.holders(keys, Where.PANES) if keys in one.keys]
        now = f"is {held[0].command}" if held else "does nothing"
        return Meant(line, here=f"{show_keys(keys)} {now}")
    action = having[0]
    if action.name in keyboard.own:
        return Meant(line, reason=f"{_setting(action.name)} is set already, and stays")
    if action.where_of(keys) & Where.PANES & ~panes:
        return Meant(line, reason=f"{show_keys(keys)} is {action.command} in other panes, too")
    left = keyboard.without(action, keys)
    return Meant(line, keyboard.changed({action.name: left}), here=_keys_said(action, left))


# ---- macros


def _macro(keyboard: _Keyboard, line: Line, later: Sequence[Line]) -> Meant:
    stated = line.words[0]
    key = key_of(stated)
    again = [one for one in later if one.command == "macro" and (*one.words, "")[0] == stated]
    if again:
        return Meant(line, reason=f"{again[-1].place} says it again, and counts")
    (_key, *first), *more = operations(line.rest)
    done = [tuple(first), *more] if first else more
    commands, reason = _commands(keyboard, done)
    if reason:
        return Meant(line, reason=reason)
    shown, held = f", {show_keys(key)}", keyboard.config.macros.get(key)
    if held is not None and held != commands:
        return Meant(line, reason=f"macros.{key} is set already, and stays")
    if held == commands:
        return Meant(line, here=f"{shown} does {commands}")
    macros = {**keyboard.config.macros, key: commands}
    config = keyboard.config._replace(macros=macros)
    keymap(config)
    keyboard.config = config
    note = "without its description" if " -- " in line.rest else ""
    return Meant(line, {f"macros.{key}": commands}, here=f"{shown} does {commands}", note=note)


def _commands(keyboard: _Keyboard, done: Sequence[tuple[str, ...]]) -> tuple[str, str]:
    """Return what a macro does as `:` takes it, or why that cannot be."""
    if not done:
        return "", "does nothing"
    done = [one for one in done if not _opens_with_the_browser(one, done)]
    commands: list[str] = []
    for name, *arguments in done:
        if name == "set":
            return "", _why_not_set(arguments, done)
        operation = BY_NAME.get(name)
        able = keyboard.doing(operation) if operation else []
        if operation is None or not able:
            return "", f"{name}: {operation.instead if operation else 'is no operation'}"
        text = " ".join((able[0].command, *arguments))
        if name == "toggle-article-read" and arguments:
            if arguments != ["read"] or commands[-1:] != ["browser"]:
                return "", f"{name} {' '.join(arguments)}: read changes it either way"
            commands[-1] = "browser-read"
            continue
        read_orders(text, list(keyboard.actions.values()))
        if ";" in text:
            return "", "`;` parts the commands of a macro"
        commands.append(text)
    return "; ".join(commands), ""


def _opens_with_the_browser(one: tuple[str, ...], done: Sequence[tuple[str, ...]]) -> bool:
    """Whether an operation only says that links are opened by $BROWSER, or what does later."""
    if done[0] not in {("set", "browser", "$BROWSER"), ("set", "browser", "$BROWSER %u")}:
        return False
    return one == done[0] or (one == done[-1] and one[:2] == ("set", "browser"))


def _why_not_set(arguments: Sequence[str], done: Sequence[tuple[str, ...]]) -> str:
    if arguments[:1] == ["browser"]:
        command = opening_command(" ".join(arguments[1:]))
        if command is None:
            return "needs a shell; [[send]] takes a program and its arguments"
        name = name_of(command)
        reads = any(one[0] == "open-in-browser-and-mark-read" for one in done)
        line = json.dumps(f"send {name}; read" if reads else f"send {name}")
        return f"{as_sender(name, command)}; and under [macros] this key = {line}"
    if arguments[:1] == ["external-url-viewer"]:
        return "follow shows letters beside the links"
    return "`:set` changes a setting for good"


_READERS: Final[Mapping[str, Callable[[_Keyboard, Line, Sequence[Line]], Meant]]] = {
    "bind": _bound,
    "bind-key": _bound,
    "unbind-key": _unbound,
    "macro": _macro,
}
