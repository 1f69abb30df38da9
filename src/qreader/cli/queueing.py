"""The verb of the queue: lists it, adds to it, removes, plays and downloads."""

from __future__ import annotations

import argparse
import subprocess
from collections.abc import Callable, Sequence
from time import monotonic
from typing import TYPE_CHECKING

from qreader import json_output
from qreader.cli.arguments import add_json, add_quiet
from qreader.cli.columns import Line, print_columns
from qreader.cli.enclosing import attached_number, progress_bar
from qreader.cli.exits import Exit
from qreader.cli.output import counted
from qreader.cli.verb import Verb
from qreader.errors import UsageError
from qreader.model import ArticleId
from qreader.text.safe import safe_line

if TYPE_CHECKING:
    from qreader.cli.output import Output
    from qreader.library import Library
    from qreader.model import QueueKey


def queue(library: Library, options: argparse.Namespace, output: Output) -> Exit:
    """Do what the first word says; without one, list the queue."""
    words: Sequence[str] = options.words
    name = words[0] if words else "list"
    if name not in _DOES:
        raise UsageError(f"{safe_line(name, 40)!r}: say one of {', '.join(_DOES)}")
    keys = _keys(library, words[1:])
    if name in _NEEDS and not keys:
        raise UsageError(f"queue {name} needs the number of an article")
    return _DOES[name](library, keys, options, output)


def _arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "words",
        nargs="*",
        metavar="ACTION",
        help=f"{', '.join(_DOES)}, and ID[.N] as `qreader enclosures` shows it; else list",
    )
    add_quiet(parser)
    add_json(parser, "one JSON list")


def _keys(library: Library, words: Sequence[str]) -> list[QueueKey]:
    """Return the enclosures of `42.1` and the like. Raises NotFoundError, UsageError."""
    try:
        numbers = [attached_number(word) for word in words]
    except argparse.ArgumentTypeError as error:
        raise UsageError(str(error)) from error
    return library.queue.keys_of((ArticleId(number), nth) for number, nth in numbers)


def _list(
    library: Library, keys: Sequence[QueueKey], options: argparse.Namespace, output: Output
) -> Exit:
    from qreader.render.queued import length_of, state_of

    found = [one for one in library.queue.items() if not keys or one.key in keys]
    if options.json:
        output.json_document(json_output.queued_object(one) for one in found)
        return Exit.DONE
    lines = [
        Line(
            (
                str(one.key),
                state_of(one),
                length_of(one),
                safe_line(one.feed),
                safe_line(one.title),
            ),
            below=one.error,
        )
        for one in found
    ]
    print_columns(output, lines)
    return Exit.DONE


def _add(
    library: Library, keys: Sequence[QueueKey], options: argparse.Namespace, output: Output
) -> Exit:
    added = library.queue.add(keys)
    return _said(library, added, f"{counted(len(added), 'file')} added", options, output)


def _remove(
    library: Library, keys: Sequence[QueueKey], options: argparse.Namespace, output: Output
) -> Exit:
    for key in keys:
        library.queue.one(key)
    count = library.queue.remove(keys)
    if options.json:
        output.json_document({"id": key.article_id, "number": key.number} for key in keys)
    elif not options.quiet:
        output.text(f"{counted(count, 'file')} removed")
    return Exit.DONE


def _played(
    library: Library, keys: Sequence[QueueKey], options: argparse.Namespace, output: Output
) -> Exit:
    for key in keys:
        library.queue.one(key)
    count = library.queue.set_played(keys, played=library.now())
    return _said(library, keys, f"{counted(count, 'file')} played", options, output)


def _said(
    library: Library,
    keys: Sequence[QueueKey],
    sentence: str,
    options: argparse.Namespace,
    output: Output,
) -> Exit:
    if options.json:
        output.json_document(json_output.queued_object(library.queue.one(key)) for key in keys)
    elif not options.quiet:
        output.text(sentence)
    return Exit.DONE


def _play(
    library: Library, keys: Sequence[QueueKey], options: argparse.Namespace, output: Output
) -> Exit:
    """Play these, one after the other; the first that is not played where none is named."""
    from qreader.render.queued import length_of, state_of

    if not keys:
        first = library.queue.next()
        if first is None:
            raise UsageError("nothing on the queue is left to play")
        keys = [first.key]
    playings = [library.queue.playing(key) for key in keys]
    if options.json:
        output.json_document({"command": tuple(one.command)} for one in playings)
        return Exit.DONE
    output.flush()
    for playing in playings:
        began = monotonic()
        try:
            code = subprocess.run(playing.command, check=False).returncode
        except (OSError, ValueError) as error:
            reason = getattr(error, "strerror", None) or error
            raise UsageError(f"{safe_line(playing.command[0], 200)}: {reason}") from error
        if code:
            return Exit.IN_PART
        stopped = library.queue.stopped(playing, monotonic() - began, library.now())
        if stopped is not None and not options.quiet:
            said = "played" if stopped.note.played is not None else length_of(stopped)
            output.text(f"{safe_line(stopped.title)}: {said or state_of(stopped)}")
    return Exit.DONE


def _download(
    library: Library, keys: Sequence[QueueKey], options: argparse.Namespace, output: Output
) -> Exit:
    worst, done = Exit.DONE, []
    is_quiet = options.quiet or options.json
    with progress_bar(output, "queue", quiet=is_quiet) as bar:
        for one, error in library.queue.download(
            lambda _, here, total: bar(here, total), list(keys) or None
        ):
            done.append(
                {**json_output.queued_object(one), "error": None if error is None else str(error)}
            )
            if error is not None:
                output.complain(error)
                worst = Exit.IN_PART
            elif not is_quiet:
                output.text(safe_line(one.title))
    if options.json:
        output.json_document(done)
    return worst


_Does = Callable[["Library", "Sequence[QueueKey]", argparse.Namespace, "Output"], Exit]
_DOES: dict[str, _Does] = {
    "list": _list,
    "add": _add,
    "remove": _remove,
    "play": _play,
    "played": _played,
    "download": _download,
}
_NEEDS = frozenset({"add", "remove", "played"})

VERBS = (
    Verb(
        "queue",
        "[ACTION [ID[.N]...]]",
        "read",
        "what you want to hear or see: list, add, play",
        _arguments,
        queue,
        "`queue add 42` puts what article 42 has attached on the queue, `queue remove 42` takes it"
        " off, `queue play` plays the first that is left with the command under [open],"
        " `queue download` downloads as much as queue_megabytes leaves room for, `queue played 42`"
        " says that it was played. Where mpv stopped is read from its watch-later files.",
    ),
)
