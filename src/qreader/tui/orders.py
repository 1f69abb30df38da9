"""Orders: parses and completes the commands after `:` and of macros."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from os.path import commonprefix
from typing import Final

from qreader.errors import UsageError
from qreader.suggestion import did_you_mean, nearest
from qreader.tui.action_search import MOTION, found
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
        raise UsageError(f"There is no command {given!r}{did_you_mean(_meant(name, actions))}")
    if action.counts and text.isdecimal() and text.isascii() and count is None:
        count, text = int(text[:6]), ""
    if text and not action.argument:
        raise UsageError(f"{action.command} takes nothing behind its name")
    return Order(action, count, text)


def _meant(name: str, actions: Sequence[Action]) -> str | None:
    """Return the command that a misspelt name resembles, else the one of such a synonym."""
    near = nearest(name, [one.name for one in actions], cutoff=0.6)
    if near is None and (by_words := found(name, actions, Where.EVERYWHERE)):
        near = by_words[0].name
    near = near or nearest(name, [one.name for one in actions], cutoff=0.5)
    return near and near.replace("_", "-")


COMMON: Final = (
    "search", "add", "go_feed", "mark_all_read", "refresh_all", "sort", "tag", "theme", "set",
    "help",
)  # fmt: skip
"""The commands that an empty line offers."""

Values = Callable[[Action, str], Sequence[str | tuple[str, str]]]
"""Returns the possible arguments of an action for a typed beginning."""


def offers(
    line: str, actions: Sequence[Action], where: Where, values: Values = lambda *_: ()
) -> list[Offer]:
    """Return the completions of a line's last command, those that begin with it first.

    Motion comes last. Where no name has what is typed, what people also call a thing finds it.
    """
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
        return [_offer(line, action), *_values_of(start, values(action, match["text"]))]
    if not name and not count:
        begun = [one for common in COMMON for one in able if one.name == common]
    else:
        begun = [one for one in able if one.command.startswith(name)]
        begun += [one for one in able if name in one.command and one not in begun]
        begun.sort(key=lambda one: one.group == MOTION)  # which has keys that all know
    if name and not begun:
        begun = [one for one in found(name, able, where) if where & one.where]
    return [
        _offer(f"{before}{count}{one.command}{' ' if one.argument else ''}", one) for one in begun
    ]


def _offer(line: str, action: Action) -> Offer:
    usage = f"{action.command} {action.argument}".strip()
    return Offer(line, usage, action.text, "  ".join(map(show_keys, action.keys)))


def _values_of(start: str, values: Sequence[str | tuple[str, str]]) -> Iterator[Offer]:
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


class Cycle:
    """Walks through the completions of a line, where they have no longer beginning in common."""

    def __init__(self) -> None:
        self.origin = ""
        """The line whose completions it walks through."""
        self._lines: Sequence[str] = ()
        self._at = 0

    def holds(self, line: str) -> bool:
        """Whether a line is the one that it put last."""
        return bool(self._lines) and self._lines[self._at] == line

    def next(self, line: str, found: Callable[[str], Sequence[Offer]]) -> str:
        """Return the completed line, else the next one of its completions."""
        if self.holds(line):
            self._at = (self._at + 1) % len(self._lines)
            return self._lines[self._at]
        offered = found(line)
        longer = completed(line, offered)
        lines = [] if longer != line else [one.line for one in offered if one.line != line]
        self.origin, self._lines, self._at = line, lines, 0
        return lines[0] if lines else longer


def _last_command(line: str) -> tuple[str, str]:
    """Split a line before its last command."""
    start = max((match.end() for match in _PARTING.finditer(line)), default=0)
    return line[:start], line[start:].lstrip()
