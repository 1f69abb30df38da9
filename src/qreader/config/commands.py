"""Commands of the configuration: what opens addresses, and programs that get articles."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, fields
from typing import Any

from qreader.config.opening import Command, Opening
from qreader.config.patterns import PatternError, read_pattern
from qreader.config.values import UnfitError, command, is_text, list_of, require_keys
from qreader.suggestion import did_you_mean, nearest

PLACE = re.compile(r"\{\{(?P<kept>[a-z_]+)\}\}|\{(?P<name>[a-z_]+)\}")
"""A place in an argument, such as `{url}`; `{{url}}` is no place, but the text `{url}`."""
PLACES = ("url", "title", "feed", "tags", "file")
"""What a command of `[[send]]` may have in its arguments."""
INPUTS = ("none", "text", "md", "html", "json")
"""What a command of `[[send]]` may read."""
ANSWERS = ("", "md", "html", "text")
"""What the answer of a command of `[[send]]` may be."""
SENDER_NAME = re.compile(
    r"[^\s;\x00-\x1f\x7f-\x9f](?:[^;\x00-\x1f\x7f-\x9f]{0,38}[^\s;\x00-\x1f\x7f-\x9f])?"
)
"""The form of the name of a `[[send]]`: it is typed, and `;` parts commands."""

LINKS_FORM = 'must be such as [["youtube.com|youtu.be", "mpv", "{url}"]]: a pattern, then a command'
"""What is said of other `links`."""


@dataclass(frozen=True, slots=True)
class Sender:
    """A program that gets articles and links."""

    name: str
    """Its name for `:send`."""
    command: Command
    """The program and its arguments, run without a shell: `{url}`, `{title}`, `{feed}`, `{tags}`
    and `{file}` are replaced."""
    input: str = "none"
    """What it reads of the article, on its standard input or as `{file}`: `none`, `text`, `md`,
    `html` or `json`."""
    terminal: bool = False
    """Whether it gets the terminal."""
    show: str = ""
    """What it answers, shown in place of the article: `md`, `html` or `text`; empty: nothing."""
    keep: bool = False
    """Whether its answer is kept with the article."""

    def needs(self, place: str) -> bool:
        """Whether its arguments have a place of this name."""
        return any(found["name"] == place for one in self.command for found in PLACE.finditer(one))


def _placed(value: Any, places: Sequence[str], key: str = "") -> Command:
    """Parse a command whose arguments may have some places."""
    words = command(value, key)
    if not words[0] or PLACE.search(words[0]):
        raise UnfitError("must begin with the name of a program", key)
    for one in words:
        for found in PLACE.finditer(one):
            if found["name"] and found["name"] not in places:
                name, near = found["name"], nearest(found["name"], places)
                there = " ".join(f"{{{place}}}" for place in places)
                hint = did_you_mean(
                    near and f"{{{near}}}", f"there is {there}, and {{{{{name}}}}} for the text"
                )
                raise UnfitError(f"has a place that is not known, {{{name}}}{hint}", key)
    return words


def read_opening(table: Any) -> Opening:
    """Parse `[open]`. Raises UnfitError."""
    if not isinstance(table, dict):
        raise UnfitError(f"must be a table, not {table!r}")
    by_type = {}
    for key, value in table.items():
        if key in {"links", "browser"}:
            continue
        if "/" not in key and key != "*":
            near = nearest(key, ("links", "browser"))
            hint = did_you_mean(near and repr(near), "it may be such as 'audio/*'")
            raise UnfitError(f"is no media type{hint}", f".{key}")
        by_type[key] = _placed(value, ("url",), f".{key}")
    browser = _placed(table["browser"], ("url",), ".browser") if "browser" in table else ()
    return Opening(by_type, _links(table.get("links", [])), browser)


def _links(value: Any) -> tuple[tuple[str, Command], ...]:
    if not isinstance(value, list | tuple):
        raise UnfitError(LINKS_FORM, ".links")
    found = []
    for number, one in enumerate(value, start=1):
        key = f".links[{number}]"
        if not (isinstance(one, list | tuple) and len(one) > 1 and all(map(is_text, one))):
            raise UnfitError(LINKS_FORM, key)
        pattern, *words = one
        try:
            read_pattern(pattern)
        except PatternError as error:
            raise UnfitError(f"{error}: {pattern!r}", key) from error
        found.append((pattern, _placed(words, ("url",), key)))
    return tuple(found)


def read_senders(tables: Any) -> list[Sender]:
    """Parse `[[send]]`. Raises UnfitError."""
    senders = list_of(_sender)(tables)
    for at, one in enumerate(senders):
        if one.name.casefold() in {other.name.casefold() for other in senders[:at]}:
            raise UnfitError("is the name of another one", f"[{at + 1}].name")
    return senders


def _sender(table: dict[str, Any]) -> Sender:
    require_keys(table, [one.name for one in fields(Sender)], "[[send]]")
    name = table.get("name")
    if not is_text(name) or not SENDER_NAME.fullmatch(name):
        raise UnfitError("must be a name of 1 to 40 characters without `;`", ".name")
    for key, values in (("input", INPUTS), ("show", ANSWERS)):
        if table.get(key, values[0]) not in values:
            shown = ", ".join(one or '""' for one in values)
            raise UnfitError(f"must be one of {shown}, not {table[key]!r}", f".{key}")
    for key in ("terminal", "keep"):
        if not isinstance(table.get(key, False), bool):
            raise UnfitError("must be true or false", f".{key}")
    sender = Sender(**{**table, "command": _placed(table.get("command"), PLACES, ".command")})
    if sender.needs("file") and sender.input == "none":
        raise UnfitError("must say what {file} holds: text, md, html or json", ".input")
    if sender.terminal and sender.show:
        raise UnfitError("is not for a command whose answer is shown", ".terminal")
    if sender.keep and not sender.show:
        raise UnfitError("must say what is kept: md, html or text", ".show")
    return sender
