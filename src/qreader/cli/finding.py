"""The verbs for saved searches and rules: queries kept by name."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from qreader import json_output
from qreader.cli.arguments import add_json
from qreader.cli.exits import Exit
from qreader.cli.output import counted
from qreader.cli.parser import QUERY
from qreader.cli.verb import Verb
from qreader.errors import UsageError

if TYPE_CHECKING:
    from qreader.cli.output import Output
    from qreader.library import Library

ACTIONS = ("mark-read", "star", "later", "hide", "queue", "tag:NAME")


def searches(library: Library, options: argparse.Namespace, output: Output) -> Exit:
    """Print the saved searches; save or delete one."""
    if options.save is not None:
        if not options.words:
            raise UsageError("--save NAME needs the QUERY to save behind it")
        library.save_search(options.save, " ".join(options.words))
    else:
        _takes_no_words(options)
    if options.remove is not None:
        library.searches.remove(options.remove)
    if not options.json and (options.save or options.remove) is not None:
        return Exit.DONE
    found = library.searches.all()
    if options.json:
        output.json_document(json_output.search_object(search) for search in found)
        return Exit.DONE
    from qreader.cli import printing

    printing.print_searches(output, found)
    return Exit.DONE


def _searches_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("words", metavar=QUERY, nargs="*", help="what --save keeps")
    what = parser.add_mutually_exclusive_group()
    what.add_argument("--save", metavar="NAME", help="keep QUERY under this name")
    what.add_argument("--remove", metavar="NAME", help="forget this one")
    add_json(parser, "one JSON list")


def rules(library: Library, options: argparse.Namespace, output: Output) -> Exit:
    """Print the rules; add, delete or apply one."""
    if options.add is not None:
        if len(options.words) < 2:
            raise UsageError("--add NAME needs a QUERY and an ACTION behind it")
        *query, action = options.words
        library.add_rule(options.add, " ".join(query), action)
    else:
        _takes_no_words(options)
    if options.remove is not None:
        library.rules.remove(options.remove)
    if options.apply is not None:
        changed = library.rules.apply(options.apply)
        if options.json:
            output.json_line({"changed": tuple(sorted(changed))})
        else:
            output.text(f"changed {counted(len(changed), 'article')}")
        return Exit.DONE
    if not options.json and (options.add or options.remove) is not None:
        return Exit.DONE
    found = library.rules.all()
    if options.json:
        output.json_document(json_output.rule_object(rule) for rule in found)
        return Exit.DONE
    from qreader.cli import printing

    printing.print_rules(output, found)
    return Exit.DONE


def _rules_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "words", metavar=QUERY, nargs="*", help="the query to add; ACTION comes last"
    )
    what = parser.add_mutually_exclusive_group()
    what.add_argument("--add", metavar="NAME", help="run ACTION on new articles that QUERY finds")
    what.add_argument("--remove", metavar="NAME", help="delete this rule; its marks stay")
    what.add_argument("--apply", metavar="NAME", help="apply this rule to the whole cache now")
    add_json(parser, "one JSON list")


def _takes_no_words(options: argparse.Namespace) -> None:
    if options.words:
        raise UsageError("a query needs a name here: --save NAME QUERY, --add NAME QUERY ACTION")


VERBS = (
    Verb(
        "searches",
        "[QUERY...]",
        "read",
        "the saved searches; --save, --remove",
        _searches_arguments,
        searches,
    ),
    Verb(
        "rules",
        "[QUERY ACTION]",
        "collect",
        "rules for new articles; --add, --remove, --apply",
        _rules_arguments,
        rules,
        f"An action is one of {', '.join(ACTIONS)}.",
    ),
)
