"""The settings in effect, with their sources and meanings."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, fields, is_dataclass

from qreader.config.opening import Opening
from qreader.config.settings import (
    CHOICES,
    DEFAULT,
    RANGES,
    Config,
    Paths,
    parse_toml,
    read_text,
)

PROXY_VARIABLES = ("https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY", "http_proxy")
"""The environment variables of a proxy, in the order of precedence for most feeds."""
_PASSWORD = re.compile(r"(?<=//)[^/@]*@")

Value = bool | int | float | str | tuple["Value", ...] | Mapping[str, "Value"]
"""A value of TOML; JSON has all of these types."""


@dataclass(frozen=True, slots=True)
class Setting:
    """One setting in effect."""

    key: str
    value: Value
    source: str
    """`default`, the file's path, or `environment: NAME`."""
    text: str
    """Its meaning."""


def settings(paths: Paths, config: Config) -> list[Setting]:
    """Return every setting of a configuration, which the file gave. Raises ConfigError."""
    texts = described(Config)
    text = read_text(paths.config_file)
    in_file = parse_toml(text or "", paths.config_file)
    found = []
    for name in Config._fields:
        value = plain(getattr(config, name))
        source = str(paths.config_file) if name in in_file else DEFAULT
        if name == "proxy":
            value, source = _proxy(str(value), source)
        found.append(Setting(name, value, source, texts[name]))
    return found


def described(made: type) -> dict[str, str]:
    """Return the meaning of each field of a class: its docstring."""
    import ast  # 10 ms, with inspect
    import inspect
    import textwrap

    (read,) = ast.parse(textwrap.dedent(inspect.getsource(made))).body
    texts: dict[str, str] = {}
    name = ""
    for node in read.body if isinstance(read, ast.ClassDef) else []:
        if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
            name = node.target.id
        elif name and isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            texts[name] = " ".join(str(node.value.value).split())
    return texts


def takes(key: str) -> str:
    """Return the allowed values of a setting in words, such as `40 to 120`; empty: any."""
    if key in RANGES:
        return "{} to {}".format(*RANGES[key])
    *most, last = choices(key) or ("",)
    return f"{', '.join(most)} or {last}" if most else last


def choices(key: str) -> tuple[str, ...]:
    """Return the allowed values of an enumerated setting."""
    is_switch = isinstance(Config._field_defaults.get(key), bool)
    return ("true", "false") if is_switch else CHOICES.get(key, ())


def plain(value: object) -> Value:
    """Return a setting's value in types of TOML, without values that may be secrets."""
    if isinstance(value, Opening):
        links = [[pattern, *command] for pattern, command in value.links]
        others = {"links": links, "browser": value.browser}
        return plain({**value.by_type, **{key: one for key, one in others.items() if one}})
    if isinstance(value, Mapping):
        return {str(key): plain(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return tuple(map(plain, value))
    if value is None:  # a table that is not in the file
        return {}
    if is_dataclass(value):
        shown = {one.name: getattr(value, one.name) for one in fields(value) if one.repr}
        return plain(shown)
    return value if isinstance(value, bool | int | float | str) else str(value)


def toml(value: Value) -> str:
    """Return a value as TOML on one line."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str):
        return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'
    if isinstance(value, Mapping):
        pairs = ", ".join(f"{toml(key)} = {toml(one)}" for key, one in value.items())
        return f"{{ {pairs} }}" if pairs else "{}"
    if isinstance(value, list | tuple):
        return f"[{', '.join(map(toml, value))}]"
    return str(value)


def as_typed(value: Value) -> str:
    """Return a value as a person types it: a text needs quotes only where it is empty."""
    return value if isinstance(value, str) and value else toml(value)


def _proxy(value: str, source: str) -> tuple[str, str]:
    """Return the proxy in use without its password, and its source."""
    if not value:
        name = next((name for name in PROXY_VARIABLES if os.environ.get(name)), None)
        if name is not None:
            value, source = os.environ[name], f"environment: {name}"
    return _PASSWORD.sub("***@", value), source
