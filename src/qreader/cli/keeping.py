"""The verbs that look after the cache itself."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from qreader import json_output
from qreader.cli.arguments import add_json
from qreader.cli.exits import Exit
from qreader.cli.output import counted
from qreader.cli.verb import Verb

if TYPE_CHECKING:
    from qreader.cli.output import Output
    from qreader.library import Library


def check(library: Library, options: argparse.Namespace, output: Output) -> Exit:
    """Check and repair the cache, and print the result."""
    checked = library.check()
    if options.json:
        output.json_line(json_output.checked_object(checked))
        return Exit.IN_PART if checked.kept_as is not None else Exit.DONE
    for sentence in checked.mended:
        output.text(f"{sentence}; nothing was lost by it")
    if checked.kept_as is not None:
        output.text(f"damaged: what could be read is in a new cache; {checked.kept_as} is the old")
    for what in checked.lost:
        output.complain(f"lost: {what}")
    counts = f"{counted(checked.feeds, 'feed')}, {counted(checked.articles, 'article')}"
    output.text(f"{'saved' if checked.kept_as else 'sound'}: {counts}")
    return Exit.IN_PART if checked.kept_as is not None else Exit.DONE


def _check_arguments(parser: argparse.ArgumentParser) -> None:
    add_json(parser, "one JSON object")


def backup(library: Library, options: argparse.Namespace, output: Output) -> Exit:
    """Write a copy of the cache."""
    target = Path(options.file)
    library.back_up(target, replace=options.replace)
    if options.json:
        output.json_line({"file": str(target)})
    else:
        output.text(f"the cache is copied to {target}")
    return Exit.DONE


def _backup_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", metavar="FILE", help="where to")
    parser.add_argument("--replace", action="store_true", help="FILE, if there is one")
    add_json(parser, "one JSON object")


VERBS = (
    Verb(
        "check",
        "",
        "keep",
        "check the whole cache, repair what can be",
        _check_arguments,
        check,
        "Derived data, such as the search index, are rebuilt. All readable data of a damaged cache"
        " are copied into a new one, and the damaged file is kept beside it; the exit code is then"
        " 1. No other program may have a damaged cache open.",
        opens_cache=False,
    ),
    Verb(
        "backup",
        "FILE",
        "keep",
        "write a whole copy of the cache",
        _backup_arguments,
        backup,
        "A reader may run meanwhile. The copy is a whole cache, which can replace the old one.",
    ),
)
