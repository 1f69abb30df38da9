"""The work after a verb that writes: comparing new articles, and upkeep of the cache."""

from __future__ import annotations

from time import monotonic
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from qreader.cli.output import Output
    from qreader.library import Library

MAX_SECONDS = 5.0
"""The most seconds of upkeep after a verb: a person waits for it."""


def group_new_articles(library: Library, output: Output, *, quiet: bool) -> None:
    """Compare all new articles with the others: the next command may ask for related ones."""
    waiting = library.signatures.count_ungrouped()
    if not waiting:
        return
    from qreader.cli.progress import Progress

    done = 0
    with Progress(output, "related stories", waiting, quiet=quiet) as progress:
        for count in library.group_new_articles():
            done += count
            progress.show(done, waiting)


def keep_up(library: Library, output: Output, *, quiet: bool) -> None:
    """Continue the upkeep of the cache; print its progress, unless it is done."""
    if not library.needs_upkeep():
        return
    ends, done = monotonic() + MAX_SECONDS, 0.0
    for part in library.keep_up():
        done = part
        if monotonic() > ends:
            break
    if done < 1 and not quiet:
        output.complain(
            f"the search index is rebuilt to fold every script: {done:.0%} done; the next"
            " refresh continues, `qreader check` completes it"
        )
