"""The verbs that look after the cache itself."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from qreader import json_output
from qreader.cli.exits import Exit
from qreader.cli.output import counted

if TYPE_CHECKING:
    from qreader.cli.output import Output
    from qreader.library import Library


def check(library: Library, options: argparse.Namespace, output: Output) -> Exit:
    """Check the cache, and say what was found and done."""
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


def backup(library: Library, options: argparse.Namespace, output: Output) -> Exit:
    """Write a copy of the cache."""
    target = Path(options.file)
    library.back_up(target, replace=options.replace)
    if options.json:
        output.json_line({"file": str(target)})
    else:
        output.text(f"the cache is copied to {target}")
    return Exit.DONE
