"""The verb that syncs the cache with a server."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from qreader import json_output
from qreader.cli.arguments import add_json, add_quiet
from qreader.cli.exits import Exit
from qreader.cli.output import counted
from qreader.cli.upkeep import group_new_articles, keep_up
from qreader.cli.verb import Verb

if TYPE_CHECKING:
    from qreader.cli.output import Output
    from qreader.library import Library
    from qreader.model import Synced


def sync(library: Library, options: argparse.Namespace, output: Output) -> Exit:
    """Sync with the configured server, and print the result."""
    from qreader.cli.progress import Progress

    with Progress(output, "articles", 0, quiet=options.quiet or options.json) as progress:
        synced = library.sync(progress.show, accept=options.accept)
    if options.json:
        output.json_line(json_output.synced_object(synced))
    elif not options.quiet:
        output.text(f"{synced.server}: {_sentence(synced)}")
    for failure in synced.failures:
        output.complain(failure)
    group_new_articles(library, output, quiet=options.quiet or options.json)
    keep_up(library, output, quiet=options.quiet or options.json)
    return Exit.IN_PART if synced.failures else Exit.DONE


def _sync_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--accept", action="store_true", help="also where it removes many feeds here at once"
    )
    add_quiet(parser)
    add_json(parser, "one JSON object")


def _sentence(synced: Synced) -> str:
    parts = [
        counted(sum(synced.new.values()), "new article"),
        synced.taken and f"{counted(synced.taken, 'article')} marked as there",
        synced.sent and f"{counted(synced.sent, 'article')} marked there",
        synced.feeds_added and f"{counted(synced.feeds_added, 'feed')} added",
        synced.feeds_removed and f"{counted(synced.feeds_removed, 'feed')} removed",
        synced.subscribed and f"{counted(synced.subscribed, 'feed')} added there",
        synced.unsubscribed and f"{counted(synced.unsubscribed, 'feed')} removed there",
    ]
    return ", ".join(part for part in parts if part)


VERBS = (
    Verb(
        "sync",
        "",
        "collect",
        "sync feeds and marks with your server",
        _sync_arguments,
        sync,
        "The server is named in the configuration, under [sync]; `qreader refresh` syncs, too.",
    ),
)
