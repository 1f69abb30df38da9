"""The verb of the configuration: prints its settings, changes them, prints its schema."""

from __future__ import annotations

import argparse
import os
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from qreader.cli.arguments import add_json
from qreader.cli.columns import Line, print_columns
from qreader.cli.exits import Exit
from qreader.cli.verb import Verb
from qreader.config.described import Setting, settings, takes, toml
from qreader.config.settings import (
    DATA_DIR_VARIABLE,
    Config,
    Paths,
    load_config,
    parse_toml,
    read_text,
    require_known,
)
from qreader.errors import UsageError
from qreader.text.safe import safe_line

if TYPE_CHECKING:
    from qreader.cli.output import Output
    from qreader.library import Library

MAX_VALUE_CHARACTERS = 2_000


def config(library: Library, options: argparse.Namespace, output: Output) -> Exit:
    """Print settings with their values and sources, change them, or print the schema."""
    paths = library.paths
    words: Sequence[str] = options.words
    if options.schema:
        if words:
            raise UsageError("--schema takes nothing beside it")
        _print_schema(output)
        return Exit.DONE
    if words and words[0] in _CHANGES:
        written = _CHANGES[words[0]](paths, words[1:])
        keys = words[1:] if words[0] == "unset" else words[1::2]
    else:
        written, keys = load_config(paths.config_file), words
        for key in keys:
            require_known(key.partition(".")[0])
    names = {key.partition(".")[0] for key in keys}
    found = [one for one in settings(paths, written) if not names or one.key in names]
    if options.json:
        _print_json(found, output)
    elif not words:
        _print_all(paths, found, output)
    else:
        _print_some(paths, found, output, with_texts=words[0] not in _CHANGES)
    return Exit.DONE


def _config_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "words",
        nargs="*",
        metavar="KEY",
        help="show these alone; `set KEY VALUE` keeps a value, `unset KEY` takes it out",
    )
    parser.add_argument(
        "--schema", action="store_true", help="print a JSON Schema of the file, for editors"
    )
    add_json(parser, "one JSON list")


def _set(paths: Paths, words: Sequence[str]) -> Config:
    from qreader.config.typed import typed_values

    if not words or len(words) % 2:
        key = words[-1] if words else "each KEY"
        range_of = takes(key)
        raise UsageError(f"{key} needs a value{f': {range_of}' if range_of else ''}")
    pairs = zip(words[::2], words[1::2], strict=True)
    return _written(paths, typed_values(paths.config_file, pairs))


def _unset(paths: Paths, words: Sequence[str]) -> Config:
    if not words:
        raise UsageError("name what to unset; `qreader config` lists the settings")
    there = parse_toml(read_text(paths.config_file) or "", paths.config_file)
    for name in {key.partition(".")[0] for key in words} - there.keys():
        require_known(name)  # what the file has goes, known or not
    return _written(paths, dict.fromkeys(words))


_CHANGES = {"set": _set, "unset": _unset}


def _written(paths: Paths, changes: Mapping[str, object]) -> Config:
    from qreader.config.writing import write_settings
    from qreader.tui.usable import require_usable

    return write_settings(paths.config_file, changes, require_usable)


def _print_schema(output: Output) -> None:
    import json

    from qreader.config.schema import schema
    from qreader.tui import themes
    from qreader.tui.actions import ACTIONS

    made = schema({one.command: one.text for one in ACTIONS}, themes.names())
    output.text(json.dumps(made, indent=2))


def _print_json(found: Iterable[Setting], output: Output) -> None:
    output.json_document(
        {"key": one.key, "value": one.value, "from": one.source, "text": one.text} for one in found
    )


def _print_all(paths: Paths, found: Iterable[Setting], output: Output) -> None:
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
        lines.append(Line((source, one.key, _shown(one))))
    print_columns(output, lines, right_aligned=0)


def _print_some(
    paths: Paths, found: Iterable[Setting], output: Output, *, with_texts: bool
) -> None:
    for one in found:
        source = "" if one.source == str(paths.config_file) else f"  ({one.source})"
        output.text(f"{one.key} = {_shown(one)}{source}")
        if with_texts:
            output.text(f"  {one.text}")


def _shown(one: Setting) -> str:
    return safe_line(toml(one.value), MAX_VALUE_CHARACTERS)


VERBS = (
    Verb(
        "config",
        "[KEY...]",
        "set up",
        "every setting; `config set KEY VALUE` changes one",
        _config_arguments,
        config,
        details=(
            "It says where each value is from. `config set KEY VALUE` keeps a value in the file, of"
            " which all else stays as it is; `config unset KEY` takes it out. A key in a table is"
            " such as `keys.star`."
        ),
        opens_cache=False,
        reads_config=False,
    ),
)
