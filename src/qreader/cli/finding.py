"""The verbs of saved searches and rules: lists of queries that have a name."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from qreader import json_output
from qreader.cli.exits import Exit
from qreader.cli.output import counted
from qreader.errors import UsageError

if TYPE_CHECKING:
    from qreader.cli.output import Output
    from qreader.library import Library

ACTIONS = ("mark-read", "star", "later", "hide", "tag:NAME")


def searches(library: Library, options: argparse.Namespace, output: Output) -> Exit:
    """Print the saved searches; save or forget one."""
    if options.save is not None:
        if not options.words:
            raise UsageError("--save NAME needs the QUERY to save behind it")
        library.save_search(options.save, " ".join(options.words))
    else:
        _takes_no_words(options)
    if options.remove is not None:
        library.remove_search(options.remove)
    if not options.json and (options.save or options.remove) is not None:
        return Exit.DONE
    found = library.searches()
    if options.json:
        output.json_document(json_output.search_object(search) for search in found)
        return Exit.DONE
    from qreader.cli import printing

    printing.print_searches(output, found)
    return Exit.DONE


def rules(library: Library, options: argparse.Namespace, output: Output) -> Exit:
    """Print the rules; add, forget or apply one."""
    if options.add is not None:
        if len(options.words) < 2:
            raise UsageError("--add NAME needs a QUERY and an ACTION behind it")
        *query, action = options.words
        library.add_rule(options.add, " ".join(query), action)
    else:
        _takes_no_words(options)
    if options.remove is not None:
        library.remove_rule(options.remove)
    if options.apply is not None:
        changed = library.apply_rule(options.apply)
        if options.json:
            output.json_line({"changed": tuple(sorted(changed))})
        else:
            output.text(f"changed {counted(len(changed), 'article')}")
        return Exit.DONE
    if not options.json and (options.add or options.remove) is not None:
        return Exit.DONE
    found = library.rules()
    if options.json:
        output.json_document(json_output.rule_object(rule) for rule in found)
        return Exit.DONE
    from qreader.cli import printing

    printing.print_rules(output, found)
    return Exit.DONE


def _takes_no_words(options: argparse.Namespace) -> None:
    if options.words:
        raise UsageError("a query needs a name here: --save NAME QUERY, --add NAME QUERY ACTION")
