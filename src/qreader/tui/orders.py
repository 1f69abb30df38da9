"""Orders: parses and completes the commands after `:` and of macros."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from os.path import commonprefix
from typing import Final

from qreader.errors import UsageError
from qreader.suggestion import did_you_mean, nearest
from qreader.tui.actions import Action, Where
from qreader.tui.keys import Order, show_keys

_PARTING: Final = re.compile(r"\s*;(?:\s+|$)")
"""The separator of commands; a semicolon within a word is a part of the word."""
_MACRO: Final = re.compile(r"(?:^|;\s+)(set\s+macros\.\S+\s.*)", re.DOTALL)
_COMMAND: Final = re.compile(r"(?P<count>\d{1,6})?\s*(?P<name>[\w-]*)\s*(?P<text>.*)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Offer:
    """A completion of a typed command."""

    line: str
    """The completed line."""
    usage: str
    """The command's name and its argument."""
    text: str
    """The command's description."""
    keys: str


def read_orders(line: str, actions: Sequence[Action]) -> list[Order]:
    """Return the orders of a line: `star; next-unread`, `3 down`, `search moon base`, `42`.

    A number alone goes to that row. Raises UsageError where a command does not exist or takes no
    argument.
    """
    return [_read_order(part, actions) for part in _parts(line.strip()) if part]


def _parts(line: str) -> list[str]:
    """Return the commands of a line; a macro that is set holds the rest of the line."""
    macro = _MACRO.search(line)
    parted, rest = (line[: macro.start(1)], line[macro.start(1) :]) if macro else (line, "")
    return [*_PARTING.split(parted)[: -1 if macro else None], rest]


def _read_order(command: str, actions: Sequence[Action]) -> Order:
    match = _COMMAND.fullmatch(command.strip())
    given = match["name"] if match else command
    count = int(match["count"]) if match and match["count"] else None
    text = match["text"].strip() if match else ""
    name = given.replace("-", "_") if given or count is None else "bottom"
    action = next((one for one in actions if one.name == name), None)
    if action is None:
        near = nearest(name, [one.name for one in actions], cutoff=0.5)
        hint = did_you_mean(near and near.replace("_", "-"))
        raise UsageError(f"There is no command {given!r}{hint}")
    if action.counts and text.isdecimal() and text.isascii() and count is None:
        count, text = int(text[:6]), ""
    if text and not action.argument:
        raise UsageError(f"{action.command} takes nothing behind its name")
    return Order(action, count, text)


Values = Callable[[Action, str], Sequence[str | tuple[str, str]]]
"""Returns the possible arguments of an action for a typed beginning."""


def offers(
    line: str, actions: Sequence[Action], where: Where, values: Values = lambda *_: ()
) -> list[Offer]:
    """Return the completions of a line's last command, those that begin with it first."""
    before, typed = _last_command(line)
    match = _COMMAND.fullmatch(typed)
    if match is None:
        return []
    count, name = match["count"] or "", match["name"].replace("_", "-")
    able = [one for one in actions if where & one.where and " " not in one.name]
    if typed.rstrip() != typed or match["text"]:
        action = next((one for one in able if one.command == name), None)
        if action is None:
            return []
        start = line.removesuffix(match["text"])
        return [_offer(line, action), *_found(start, values(action, match["text"]))]
    begun = [one for one in able if one.command.startswith(name)]
    begun += [one for one in able if name in one.command and one not in begun]
    return [
        _offer(f"{before}{count}{one.command}{' ' if one.argument else ''}", one) for one in begun
    ]


def _offer(line: str, action: Action) -> Offer:
    usage = f"{action.command} {action.argument}".strip()
    return Offer(line, usage, action.text, "  ".join(map(show_keys, action.keys)))


def _found(start: str, values: Sequence[str | tuple[str, str]]) -> Iterator[Offer]:
    for value in values:
        text, meaning = (value, "") if isinstance(value, str) else value
        yield Offer(start + text, text, meaning, "")


def completed(line: str, found: Sequence[Offer]) -> str:
    """Return the line completed by the common prefix of its completions."""
    longer = [one for one in found if one.line != line]
    begun = [one.line for one in longer if one.line.startswith(line)]
    if not begun:
        return longer[0].line if len(longer) == 1 else line
    return commonprefix(begun)  # noqa: RUF071 - these are words, not paths


def _last_command(line: str) -> tuple[str, str]:
    """Split a line before its last command."""
    start = max((match.end() for match in _PARTING.finditer(line)), default=0)
    return line[:start], line[start:].lstrip()
