"""The verb that prints the configuration: each setting with its value and its source."""

from __future__ import annotations

import argparse
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, fields, is_dataclass
from typing import TYPE_CHECKING

from qreader.cli.arguments import add_json
from qreader.cli.columns import Line, print_columns
from qreader.cli.exits import Exit
from qreader.cli.verb import Verb
from qreader.config.settings import DATA_DIR_VARIABLE, Config, Paths, load_config
from qreader.text.safe import safe_line

if TYPE_CHECKING:
    from qreader.cli.output import Output
    from qreader.json_output import Json
    from qreader.library import Library

DEFAULT = "default"
PROXY_VARIABLES = ("https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY", "http_proxy")
"""The environment variables of a proxy, in the order of precedence for most feeds."""
_PASSWORD = re.compile(r"(?<=//)[^/@]*@")


@dataclass(frozen=True, slots=True)
class Setting:
    """One setting in effect."""

    key: str
    value: Json
    source: str
    """`default`, the file's path, or `environment: NAME`."""
    text: str
    """Its meaning."""


def config(library: Library, options: argparse.Namespace, output: Output) -> Exit:
    """Print every setting with its value and the value's source."""
    paths = library.paths
    found = settings(paths)
    if options.json:
        output.json_document(
            {"key": one.key, "value": one.value, "from": one.source, "text": one.text}
            for one in found
        )
        return Exit.DONE
    folder = f" ({DATA_DIR_VARIABLE})" if os.environ.get(DATA_DIR_VARIABLE) else ""
    read = "" if paths.config_file.is_file() else ", which is not there"
    output.text(f"configuration  {paths.config_file}{read}")
    output.text(f"cache          {paths.database}{folder}")
    output.text(f"log            {paths.log_file}")
    output.text()
    lines = [Line(("FROM", "SETTING", "VALUE"), "bold")]
    file = str(paths.config_file)
    for one in found:
        source = "file" if one.source == file else one.source
        lines.append(Line((source, one.key, safe_line(_toml(one.value), 2_000))))
    print_columns(output, lines, right_aligned=0)
    return Exit.DONE


def _config_arguments(parser: argparse.ArgumentParser) -> None:
    add_json(parser, "one JSON list")


def settings(paths: Paths) -> list[Setting]:
    """Return every setting in effect. Raises ConfigError."""
    loaded = load_config(paths.config_file)
    texts = described()
    in_file = _keys_of(paths)
    found = []
    for name in Config._fields:
        value: Json = _plain(getattr(loaded, name))
        source = str(paths.config_file) if name in in_file else DEFAULT
        if name == "proxy":
            value, source = _proxy(str(value), source)
        found.append(Setting(name, value, source, texts[name]))
    return found


def described() -> dict[str, str]:
    """Return the meaning of each setting: the docstring of its field."""
    import ast  # 10 ms, with inspect
    import inspect

    (made,) = ast.parse(inspect.getsource(Config)).body
    texts: dict[str, str] = {}
    name = ""
    for node in made.body if isinstance(made, ast.ClassDef) else []:
        if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
            name = node.target.id
        elif name and isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            texts[name] = " ".join(str(node.value.value).split())
    return texts


def _keys_of(paths: Paths) -> frozenset[str]:
    import tomllib

    try:
        return frozenset(tomllib.loads(paths.config_file.read_text("utf-8")))
    except (FileNotFoundError, NotADirectoryError):
        return frozenset()


def _proxy(value: str, source: str) -> tuple[str, str]:
    """Return the proxy in use without its password, and its source."""
    if not value:
        name = next((name for name in PROXY_VARIABLES if os.environ.get(name)), None)
        if name is not None:
            value, source = os.environ[name], f"environment: {name}"
    return _PASSWORD.sub("***@", value), source


def _plain(value: object) -> Json:
    """Return a setting's value as JSON."""
    if isinstance(value, Mapping):
        return {str(key): _plain(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(one) for one in value]
    if value is None:  # a table that is not in the file
        return {}
    if is_dataclass(value):  # without values that may be secrets
        shown = {one.name: getattr(value, one.name) for one in fields(value) if one.repr}
        return _plain(shown)
    return value if isinstance(value, bool | int | float | str) else str(value)


def _toml(value: Json) -> str:
    """Return a value as TOML on one line."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str):
        return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'
    if isinstance(value, Mapping):
        pairs = ", ".join(f"{_toml(key)} = {_toml(one)}" for key, one in value.items())
        return f"{{ {pairs} }}" if pairs else "{}"
    if isinstance(value, list | tuple):
        return f"[{', '.join(map(_toml, value))}]"
    return str(value)


VERBS = (
    Verb(
        "config",
        "",
        "set up",
        "every setting with its value and its source",
        _config_arguments,
        config,
        opens_cache=False,
    ),
)
