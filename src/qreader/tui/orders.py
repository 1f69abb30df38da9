"""Orders: what is typed after `:`, and what a macro holds: actions by name."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from os.path import commonprefix
from typing import Final

from qreader.errors import UsageError
from qreader.suggestion import did_you_mean, nearest
from qreader.tui.actions import Action, Where
from qreader.tui.keys import Order, show_keys

_PARTING: Final = re.compile(r"\s*;(?:\s+|$)")
"""Between two commands; a semicolon within a word is part of it."""
_COMMAND: Final = re.compile(r"(?P<count>\d{1,6})?\s*(?P<name>[\w-]*)\s*(?P<text>.*)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Offer:
    """A command that what is typed may become."""

    line: str
    """What the whole line would be."""
    usage: str
    """Its name, and what may follow it."""
    text: str
    """What it does."""
    keys: str


def read_orders(line: str, actions: Sequence[Action]) -> list[Order]:
    """Return what a line asks for: `star; next-unread`, `3 down`, `search moon base`, `42`.

    A number alone goes to that row. Raises UsageError where a command does not exist or takes
    nothing behind its name.
    """
    return [_read_order(part, actions) for part in _PARTING.split(line.strip()) if part]


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


Values = Callable[[Action, str], Sequence[str]]
"""Returns what may stand behind an action's name, where this is typed of it."""


def offers(
    line: str, actions: Sequence[Action], where: Where, values: Values = lambda *_: ()
) -> list[Offer]:
    """Return what the last command of a line may become, those that begin so first."""
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
        found = [Offer(start + one, one, "", "") for one in values(action, match["text"])]
        return [_offer(line, action), *found]
    begun = [one for one in able if one.command.startswith(name)]
    begun += [one for one in able if name in one.command and one not in begun]
    return [
        _offer(f"{before}{count}{one.command}{' ' if one.argument else ''}", one) for one in begun
    ]


def _offer(line: str, action: Action) -> Offer:
    usage = f"{action.command} {action.argument}".strip()
    return Offer(line, usage, action.text, "  ".join(map(show_keys, action.keys)))


def completed(line: str, found: Sequence[Offer]) -> str:
    """Return the line with as much added as all that begins like it has in common."""
    longer = [one for one in found if one.line != line]
    begun = [one.line for one in longer if one.line.startswith(line)]
    if not begun:
        return longer[0].line if len(longer) == 1 else line
    return commonprefix(begun)  # noqa: RUF071 - these are words, not paths


def _last_command(line: str) -> tuple[str, str]:
    """Return what stands before the last command of a line, and that command."""
    start = max((match.end() for match in _PARTING.finditer(line)), default=0)
    return line[:start], line[start:].lstrip()
