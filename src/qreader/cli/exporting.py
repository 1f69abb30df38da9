"""The verb that exports subscriptions, or the articles of a query."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import IO, TYPE_CHECKING

from qreader import json_output
from qreader.cli.arguments import add_json, add_limit, add_sort, chosen_order
from qreader.cli.exits import Exit
from qreader.cli.output import counted
from qreader.cli.parser import QUERY
from qreader.cli.reading import row_pages
from qreader.cli.verb import Verb
from qreader.errors import FileError, UsageError
from qreader.model import Query
from qreader.text.local_time import local_day
from qreader.text.safe import safe_line
from qreader.whole_file import whole_file

if TYPE_CHECKING:
    from qreader.cli.output import Output
    from qreader.export.collection import Collection
    from qreader.library import Library

FORMATS = ("opml", "epub", "md", "jsonl", "html")
STANDARD_OUTPUT = "-"
MAX_SPOOLED_BYTES = 16_000_000
"""The bytes of an export to standard output kept in memory; more go to a temporary file."""


def export(library: Library, options: argparse.Namespace, output: Output) -> Exit:
    """Write the subscriptions as OPML, or the articles of a query in the `--format`."""
    if options.json and STANDARD_OUTPUT in (options.output, *options.words):
        raise UsageError("--json and the file itself cannot both go to standard output")
    if options.format == "opml":
        return _export_subscriptions(library, options, output)
    if options.output is None:
        raise UsageError("say where to: -o PATH, and -o - for standard output")
    query = Query(words=" ".join(options.words), order=chosen_order(options))
    rows = tuple(row for page in row_pages(library, query, options.limit) for row in page)
    if not rows:
        raise UsageError("nothing to write: the query finds no article")
    from qreader.export.collection import Collection

    newest = max((row.dated for row in rows if not row.undated), default=None)
    named = [query.words or "All articles", *([local_day(newest)] if newest else [])]
    title = options.title or " · ".join(named)
    _write(Collection(safe_line(title), rows, library.articles.one), options, output)
    if options.output != STANDARD_OUTPUT:
        _say_written(options, output, options.output, len(rows), "article")
    return Exit.DONE


def _export_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "words", metavar=QUERY, nargs="*", help="which articles; without --format: FILE for OPML"
    )
    parser.add_argument(
        "--format",
        choices=FORMATS,
        default="opml",
        help="articles as a book for an e-reader, a folder of Markdown, JSON Lines or a page",
    )
    parser.add_argument("-o", "--output", metavar="PATH", help="where to; - is standard output")
    parser.add_argument("--title", metavar="TEXT", help="of the book or page (else the query)")
    add_sort(parser)
    add_limit(parser, None)
    add_json(parser, "one JSON object")


def _say_written(
    options: argparse.Namespace, output: Output, path: str, count: int, noun: str
) -> None:
    if options.json:
        output.json_line({"file": path, "format": options.format, "written": count})
    else:
        output.text(f"{counted(count, noun)} written to {path}")


def _export_subscriptions(library: Library, options: argparse.Namespace, output: Output) -> Exit:
    targets = [*options.words, *([options.output] if options.output else [])]
    if len(targets) != 1:
        raise UsageError(
            "say which file the subscriptions go to; the articles of a query take a --format"
        )
    if targets[0] == STANDARD_OUTPUT:
        text, _ = library.export_text()
        output.bytes(text.encode())  # OPML declares UTF-8, whatever the terminal's charset is
        return Exit.DONE
    count = library.export_file(Path(targets[0]))
    _say_written(options, output, targets[0], count, "feed")
    return Exit.DONE


def _write(collection: Collection, options: argparse.Namespace, output: Output) -> None:
    path = Path(options.output)
    if options.format == "md":
        if options.output == STANDARD_OUTPUT:
            raise UsageError("Markdown is a folder of files: name one with -o")
        _write_folder(collection, path)
        return
    write = _writer(options.format)
    if options.output != STANDARD_OUTPUT:
        with whole_file(path) as file:
            write(collection, file)
        return
    import tempfile  # 5 ms

    with tempfile.SpooledTemporaryFile(MAX_SPOOLED_BYTES) as spooled:
        write(collection, spooled)
        spooled.seek(0)
        for piece in iter(lambda: spooled.read(1 << 16), b""):
            output.bytes(piece)


def _write_folder(collection: Collection, path: Path) -> None:
    from qreader.export.digest import write_markdown

    try:
        write_markdown(collection, path)
    except OSError as error:
        raise FileError(f"{path}: cannot be written: {error.strerror}", str(path)) from error


def _writer(name: str) -> Callable[[Collection, IO[bytes]], None]:
    if name == "epub":
        from qreader.export.epub import write_epub

        return write_epub
    if name == "html":
        from qreader.export.digest import write_html

        return write_html
    return _write_json_lines


def _write_json_lines(collection: Collection, file: IO[bytes]) -> None:
    """Write a line for each article, as `show --json` prints it."""
    file.writelines(_json_lines(collection))


def _json_lines(collection: Collection) -> Iterable[bytes]:
    for row in collection.rows:
        article = collection.read(row.id)
        yield (json_output.json_text(json_output.article_object(article)) + "\n").encode()


VERBS = (
    Verb(
        "export",
        "FILE or QUERY...",
        "collect",
        "the subscriptions as OPML, or articles: --format",
        _export_arguments,
        export,
        "`qreader export feeds.opml` writes the subscriptions;"
        " `qreader export is:starred --format epub -o stars.epub` a book.",
    ),
)
