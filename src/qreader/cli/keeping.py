"""The verbs that look after the cache itself."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from qreader import json_output
from qreader.cli.arguments import add_json, add_quiet, positive_number
from qreader.cli.exits import Exit
from qreader.cli.output import counted
from qreader.cli.verb import Verb
from qreader.errors import UsageError
from qreader.model import Limits, Pruned, Query
from qreader.text.query import EVERYTHING, read_query
from qreader.validation import query_of

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
    counts += f", {_megabytes(checked.bytes)}"
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


def prune(library: Library, options: argparse.Namespace, output: Output) -> Exit:
    """Let go of old articles, and say what that came to."""
    limits = _limits(library, options)
    query = Query(words=_words(options.query)) if options.query else None
    from qreader.cli.progress import Progress

    done = Pruned()
    total = library.lists.count(query) if query is not None else 0
    with Progress(output, "articles", total, quiet=options.quiet or not total) as progress:
        for done in library.prune(query, limits, dry_run=options.dry_run):
            progress.show(done.pruned, total)
    if options.json:
        output.json_line(json_output.pruned_object(done))
        return Exit.DONE
    if not options.quiet:
        went = "would go" if options.dry_run else "went"
        output.text(
            f"{counted(done.pruned, 'article')} {went}, {_megabytes(done.bytes)};"
            f" {counted(done.kept, 'article')} over the limits stay: marked"
            f"{' or unread' if limits.unread else ''}"
        )
    return Exit.DONE


def _words(parts: Sequence[str]) -> str:
    """Return a query in words. Raises QueryError; UsageError where it finds all there is."""
    words = query_of(" ".join(parts))
    if read_query(words) == EVERYTHING:
        raise UsageError("sort: alone finds every article: say which may go")
    return words


def _limits(library: Library, options: argparse.Namespace) -> Limits:
    """Return the limits of the configuration, or of the options where these say any."""
    named = (options.keep_days, options.keep_articles, options.keep_megabytes)
    limits = library.limits
    if any(value is not None for value in named):
        days, articles, megabytes = (value or 0 for value in named)
        limits = Limits(days, articles, megabytes, limits.unread)
    return replace(limits, unread=False) if options.unread else limits


def _megabytes(count: int) -> str:
    return f"{count / 1_000_000:.1f} MB"


def _prune_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("query", metavar="QUERY", nargs="*", help="else what is over the limits")
    for name, what in (
        ("--keep-days", "days that an article is kept after it came and was opened last"),
        ("--keep-articles", "articles that are kept of each feed"),
        ("--keep-megabytes", "the size of the cache"),
    ):
        parser.add_argument(
            name, metavar="N", type=positive_number, help=f"{what}; else as the configuration says"
        )
    parser.add_argument("--unread", action="store_true", help="let go of unread articles, too")
    parser.add_argument("--dry-run", action="store_true", help="only say what would go")
    add_quiet(parser)
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
        "prune",
        "[QUERY...]",
        "keep",
        "let go of old articles; what you marked stays",
        _prune_arguments,
        prune,
        "The text of an article goes, and its space is given back to the disk. What is starred, for"
        " later, tagged, pinned or unread stays. What a feed states again does not come back as"
        " new. The configuration's keep_days, keep_articles and keep_megabytes do this by"
        " themselves, a few times a day.",
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
