"""The verbs for enclosures: list, download and open them."""

from __future__ import annotations

import argparse
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from qreader.cli.arguments import add_json, add_limit, add_quiet
from qreader.cli.columns import Line, print_columns
from qreader.cli.exits import Exit
from qreader.cli.parser import QUERY
from qreader.cli.reading import row_pages
from qreader.cli.verb import Verb
from qreader.errors import FetchError, FileError, UsageError
from qreader.model import ArticleId, Query
from qreader.text.safe import safe_line

if TYPE_CHECKING:
    from collections.abc import Callable

    from qreader.cli.output import Output
    from qreader.library import Library
    from qreader.model import Enclosure, Row

SHOWN = 50
"""The default of `--limit`."""


def enclosures(library: Library, options: argparse.Namespace, output: Output) -> Exit:
    """Print the enclosures of a query's articles, each with its number for `download`."""
    query = Query(words=" ".join(["has:enclosure", *_in_parentheses(options.words)]))
    found = _attached(library, query, options.limit)
    if options.json:
        output.json_document(
            {
                "id": row.id,
                "number": nth,
                "title": row.title,
                "feed": row.feed,
                "url": one.url,
                "media_type": one.media_type,
                "bytes": one.size_bytes,
                "seconds": one.seconds,
                "views": one.views,
            }
            for row, nth, one in found
        )
        return Exit.DONE
    lines = []
    for row, nth, one in found:
        kind = safe_line(one.media_type or "-", 40)
        cells = (f"{row.id}.{nth}", kind, _size(one.size_bytes), safe_line(row.title))
        lines.append(Line(cells, below=one.url))
    print_columns(output, lines)
    return Exit.DONE


def _enclosures_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("words", metavar=QUERY, nargs="*", help="which articles (default: all)")
    add_limit(parser, 50)
    add_json(parser, "one JSON list")


def download(library: Library, options: argparse.Namespace, output: Output) -> Exit:
    """Download enclosures, then resume unfinished ones; a failure stops no other download."""
    folder = Path(options.folder) if options.folder else None
    queue = library.downloads(options.attached, folder)
    worst = Exit.DONE
    for one in queue:
        try:
            with progress_bar(output, one.path.name, quiet=options.quiet or options.json) as report:
                path = library.download(one, report)
        except (FetchError, FileError) as error:
            output.complain(error)
            worst = Exit.IN_PART
            if options.json:
                output.json_line({"file": str(one.path), "url": one.url, "error": str(error)})
            continue
        if options.json:
            output.json_line({"file": str(path), "url": one.url, "error": None})
        elif not options.quiet:
            output.text(str(path))
    return worst


def _download_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "attached",
        metavar="ID[.N]",
        type=attached_number,
        nargs="*",
        help="as `qreader enclosures` shows it; none: resume unfinished downloads",
    )
    parser.add_argument("--folder", metavar="DIR", help="where to (else as the configuration says)")
    add_quiet(parser)
    add_json(parser, "a line of JSON for each file")


def open_attached(library: Library, options: argparse.Namespace, output: Output) -> Exit:
    """Open an enclosure with the command of the configuration, and wait for the command."""
    article_id, nth = options.attached
    command = library.open_command(ArticleId(article_id), nth)
    if options.json:
        output.json_line({"command": tuple(command)})
        return Exit.DONE
    output.flush()
    try:
        code = subprocess.run(command, check=False).returncode
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise UsageError(f"{safe_line(command[0], 200)}: {reason}") from error
    return Exit.IN_PART if code else Exit.DONE


def _open_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "attached", metavar="ID[.N]", type=attached_number, help="as `qreader enclosures` shows it"
    )
    add_json(parser, "the command, and run nothing,")


def attached_number(text: str) -> tuple[int, int | None]:
    """Parse `42`, the main enclosure of article 42, or `42.3`, its third one."""
    article_id, dot, nth = text.partition(".")
    parts = (article_id, nth) if dot else (article_id,)
    if not all(part.isascii() and part.isdigit() and len(part) < 19 for part in parts):
        raise argparse.ArgumentTypeError(f"must be such as 42 or 42.3, not {text!r}")
    return int(article_id), int(nth) if dot else None


def _in_parentheses(words: list[str]) -> list[str]:
    return ["(", *words, ")"] if words else []


def _attached(
    library: Library, query: Query, limit: int | None
) -> Iterator[tuple[Row, int, Enclosure]]:
    for page in row_pages(library, query, limit or SHOWN):
        for row in page:
            for nth, enclosure in enumerate(library.enclosures(row.id), start=1):
                yield row, nth, enclosure


def _size(size_bytes: int | None) -> str:
    return "-" if not size_bytes else f"{max(1, round(size_bytes / 1e6))} MB"


@contextmanager
def progress_bar(
    output: Output, name: str, *, quiet: bool
) -> Iterator[Callable[[int, int | None], None]]:
    """Show the progress of a download, if standard error is a terminal."""
    if quiet or not output.shows_progress:
        yield lambda _here, _total: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TimeRemainingColumn

    console = Console(file=output.errors, markup=False, highlight=False, emoji=False)
    columns = (
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        DownloadColumn(),
        TimeRemainingColumn(),
    )
    with Progress(
        *columns,
        console=console,
        transient=True,
        redirect_stdout=False,
        redirect_stderr=False,
    ) as bar:
        task = bar.add_task(safe_line(name, 40), total=None)
        yield lambda here, total: bar.update(task, completed=here, total=total)


VERBS = (
    Verb(
        "enclosures",
        "[QUERY...]",
        "read",
        "the files attached to articles: episodes, videos",
        _enclosures_arguments,
        enclosures,
    ),
    Verb(
        "open",
        "ID[.N]",
        "read",
        "open an attached file with your own command",
        _open_arguments,
        open_attached,
        "With the command under [open] of the configuration: its file where it was downloaded, else"
        " its address.",
    ),
    Verb(
        "download",
        "[ID[.N]...]",
        "collect",
        "download attached files, resume unfinished ones",
        _download_arguments,
        download,
        "An interrupted download is resumed.",
    ),
)
