"""The configuration as a JSON Schema, by which editors complete and check the file."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any, Final

from qreader.config.commands import ANSWERS, INPUTS, PLACES, SENDER_NAME, Sender
from qreader.config.described import choices, described
from qreader.config.opening import Opening
from qreader.config.patterns import MAX_PATTERN_CHARACTERS
from qreader.config.selectors import MAX_CHARACTERS
from qreader.config.settings import RANGES, Config
from qreader.config.tables import (
    COLORS,
    DATE_FORMAT,
    FEED_MINUTES,
    FEED_TITLE,
    HEADER_NAME,
    HEADER_VALUE,
    HEX_COLOR,
    HOOK_SECONDS,
    OUR_HEADERS,
    PAGE_PARTS,
    PREFIX,
    PROXY,
    TERMINAL_COLORS,
    WEB_ADDRESS,
    Access,
    Hook,
    PageSelectors,
    ProgramFeed,
    Rewrite,
    SyncServer,
)

Schema = dict[str, Any]

DIALECT: Final = "https://json-schema.org/draft/2020-12/schema"
_TYPES: Final = {bool: "boolean", int: "integer", str: "string"}
_TEXTS: Final = {"type": ["string", "array"], "items": {"type": "string"}}
_COMMAND: Final = {"type": "array", "items": {"type": "string"}, "minItems": 1}
PLACE_OR_TEXT: Final = r"\{[a-z_]+\}"
A_FILE: Final = r"(?:^|[^{])\{file\}"


def schema(actions: Mapping[str, str], themes: Sequence[str]) -> Schema:
    """Return the schema, of draft 2020-12; `actions` are the keys of `[keys]`, with their texts."""
    tables = {
        "keys": _keys(actions),
        "macros": {"type": "object", "additionalProperties": {"type": "string"}},
        "colors": _colors(),
        "open": _opening(),
        "send": {"type": "array", "items": _sender()},
        "feed": {"type": "array", "items": _feed()},
        "fetch": {"type": "array", "items": _access()},
        "hook": {"type": "array", "items": _hook()},
        "page": {"type": "array", "items": _page()},
        "rewrite": {"type": "array", "items": _rewrite()},
        "sync": _sync(),
    }
    texts = described(Config)
    made = {}
    for name in Config._fields:
        one = tables[name] if name in tables else _of_one(name)
        made[name] = {"description": texts[name], **one}
    made["theme"]["enum"] = list(themes)
    made["proxy"]["pattern"] = _whole(PROXY)
    made["date_format"]["pattern"] = _whole(DATE_FORMAT)
    return {
        "$schema": DIALECT,
        "title": "The configuration of qreader",
        "type": "object",
        "properties": made,
        "additionalProperties": False,
    }


def _of_one(name: str) -> Schema:
    """Return the schema of a setting with one value."""
    default = Config._field_defaults[name]
    made: Schema = {"type": _TYPES[type(default)], "default": default}
    if name in RANGES:
        made["minimum"], made["maximum"] = RANGES[name]
    elif isinstance(default, str) and choices(name):
        made["enum"] = list(choices(name))
    return made


def _keys(actions: Mapping[str, str]) -> Schema:
    named = {name: {"description": text, **_TEXTS} for name, text in actions.items()}
    other_spelling = "|".join(name.replace("-", "_") for name in actions if "-" in name)
    return {
        "type": "object",
        "properties": named,
        "patternProperties": {f"^(?:{other_spelling})$": _TEXTS},
        "additionalProperties": False,
    }


def _colors() -> Schema:
    one = {
        "anyOf": [{"type": "string", "pattern": _whole(HEX_COLOR)}, {"enum": [*TERMINAL_COLORS]}]
    }
    return {
        "type": "object",
        "properties": {name: {"description": text, **one} for name, text in COLORS.items()},
        "additionalProperties": False,
    }


def _access() -> Schema:
    ours = "|".join(map(_in_any_case, sorted(OUR_HEADERS)))
    value = {"anyOf": [{"type": "string", "pattern": _whole(HEADER_VALUE)}, _COMMAND]}
    made = _object(
        Access,
        {
            "url": {"type": "string", "pattern": _whole(PREFIX)},
            "headers": {
                "type": "object",
                "propertyNames": {
                    "pattern": _whole(HEADER_NAME),
                    "not": {"pattern": f"^(?:{ours})$"},
                },
                "additionalProperties": value,
            },
            "user": {"type": "string", "pattern": "^[^:]*$"},
            "password": _COMMAND,
            "proxy": {"type": "string", "pattern": f"^(?:direct|(?!$){PROXY.pattern})$"},
            "auth": {"type": "string", "enum": ["basic", "digest"], "default": "basic"},
        },
        ("url",),
    )
    return {**made, "dependentRequired": {"password": ["user"]}}


def _hook() -> Schema:
    low, high = HOOK_SECONDS
    seconds = {"type": "integer", "minimum": low, "maximum": high, "default": 60}
    query = {"type": "string", "default": ""}
    send = {"type": "string", "default": ""}
    command = {"type": "array", "items": {"type": "string"}}
    properties: Mapping[str, Schema] = {
        "command": command, "query": query, "seconds": seconds, "send": send,
    }  # fmt: skip
    return {
        **_object(Hook, properties, ()),
        "if": {"required": ["send"], "properties": {"send": {"minLength": 1}}},
        "then": {"properties": {"command": {"maxItems": 0}}},
        "else": {"required": ["command"], "properties": {"command": {"minItems": 1}}},
    }


def _rewrite() -> Schema:
    pattern = {
        "type": "string",
        "minLength": 1,
        "maxLength": MAX_PATTERN_CHARACTERS,
        "format": "regex",
    }
    required = ("pattern", "replace")
    return _object(Rewrite, {"pattern": pattern, "replace": {"type": "string"}}, required)


def _page() -> Schema:
    selector = {"type": "string", "pattern": r"\S", "maxLength": MAX_CHARACTERS}
    made = _object(
        PageSelectors,
        {
            "url": {"type": "string", "pattern": _whole(PREFIX)},
            "article": selector,
            "remove": {"type": "array", "items": selector},
            "title": selector,
        },
        ("url",),
    )
    return {**made, "minProperties": 2}


def _placed(places: Sequence[str]) -> Schema:
    """Return the schema of a command whose arguments may have some places."""
    other = f"(?:^|[^{{])\\{{(?!(?:{'|'.join(places)})\\}})[a-z_]+\\}}"
    return {
        "type": "array",
        "prefixItems": [{"type": "string", "minLength": 1, "not": {"pattern": PLACE_OR_TEXT}}],
        "items": {"type": "string", "not": {"pattern": other}},
        "minItems": 1,
    }


def _opening() -> Schema:
    command = _placed(("url",))
    link = {
        **command,
        "prefixItems": [
            {"type": "string", "maxLength": MAX_PATTERN_CHARACTERS, "format": "regex"},
            *command["prefixItems"],
        ],
        "minItems": 2,
    }
    texts = described(Opening)
    return {
        "type": "object",
        "properties": {
            "links": {"description": texts["links"], "type": "array", "items": link},
            "browser": {"description": texts["browser"], **command},
        },
        "patternProperties": {r"/|^\*$": command},
        "additionalProperties": False,
    }


def _sender() -> Schema:
    made = _object(
        Sender,
        {
            "name": {"type": "string", "pattern": _whole(SENDER_NAME)},
            "command": _placed(PLACES),
            "input": {"type": "string", "enum": [*INPUTS], "default": INPUTS[0]},
            "terminal": {"type": "boolean", "default": False},
            "show": {"type": "string", "enum": [*ANSWERS], "default": ANSWERS[0]},
            "keep": {"type": "boolean", "default": False},
        },
        ("name", "command"),
    )
    shown = {"required": ["show"], "properties": {"show": {"enum": [*ANSWERS[1:]]}}}
    read = {"required": ["input"], "properties": {"input": {"enum": [*INPUTS[1:]]}}}
    has_file = {"properties": {"command": {"contains": {"pattern": A_FILE}}}}
    return {
        **made,
        "allOf": [
            {"if": {"required": ["keep"], "properties": {"keep": {"const": True}}}, "then": shown},
            {
                "if": {"required": ["terminal"], "properties": {"terminal": {"const": True}}},
                "then": {"not": shown},
            },
            {"if": has_file, "then": read},
        ],
    }


def _feed() -> Schema:
    low, high = FEED_MINUTES
    made = _object(
        ProgramFeed,
        {
            "title": {"type": "string", "pattern": _whole(FEED_TITLE)},
            "command": _COMMAND,
            "url": {"type": "string", "pattern": _whole(WEB_ADDRESS)},
            "filter": _COMMAND,
            "folder": {"type": "string", "default": ""},
            "minutes": {"type": "integer", "minimum": low, "maximum": high, "default": 60},
            "page": {
                "type": "object",
                "properties": {name: {"type": "string"} for name in PAGE_PARTS},
                "required": ["items"],
                "additionalProperties": False,
            },
        },
        ("title",),
    )
    both = {"anyOf": [{"required": ["url"]}, {"required": ["filter"]}]}
    alone = {"required": ["command"], "not": both}
    filtered = {"required": ["url", "filter"], "not": {"required": ["command"]}}
    return {**made, "oneOf": [alone, filtered]}


def _sync() -> Schema:
    return _object(
        SyncServer,
        {
            "url": {"type": "string", "pattern": _whole(PREFIX)},
            "user": {"type": "string", "minLength": 1},
            "password_command": _COMMAND,
            "labels": {"type": "boolean", "default": False},
        },
        ("url", "user", "password_command"),
    )


def _object(made: type, properties: Mapping[str, Schema], required: Sequence[str]) -> Schema:
    """Return the schema of a table whose keys are the fields of a class."""
    texts = described(made)
    return {
        "type": "object",
        "properties": {
            name: {"description": texts[name], **one} for name, one in properties.items()
        },
        "required": list(required),
        "additionalProperties": False,
    }


def _whole(pattern: re.Pattern[str]) -> str:
    return f"^(?:{pattern.pattern})$"


def _in_any_case(name: str) -> str:
    """Return a pattern of a name: schemas have no flag for that."""
    return "".join(f"[{one.upper()}{one}]" if one.isalpha() else one for one in name)
