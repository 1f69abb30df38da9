"""The verb that sends articles to programs of the configuration."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from qreader.cli.arguments import add_json, positive_number
from qreader.cli.exits import Exit
from qreader.cli.verb import Verb
from qreader.errors import UsageError
from qreader.model import ArticleId

if TYPE_CHECKING:
    from qreader.cli.output import Output
    from qreader.config.commands import Sender
    from qreader.export.sending import Parcel
    from qreader.json_output import Json
    from qreader.library import Library
    from qreader.model import Article


def send(library: Library, options: argparse.Namespace, output: Output) -> Exit:
    """Send articles to a program, one after the other; a failure stops no other one."""
    from qreader.export.sending import of_article, parcel, sender_named

    sender = sender_named(library.config.send, options.name)
    articles = [library.articles.one(ArticleId(number)) for number in options.ids]
    worst = Exit.DONE
    for article in articles:
        failure = ""
        try:
            one = parcel(sender, of_article(article), library.paths.data_dir)
        except UsageError as error:
            failure = str(error)
        else:
            if options.json:
                made: Json = {
                    "id": article.id,
                    "command": tuple(one.command),
                    "input": sender.input,
                }
                output.json_line(made)
            elif sender.show:
                failure = _show_answer(library, sender, article, options, output)
            else:
                failure = _run(sender, one, library.paths.log_file, output)
        if failure:
            output.complain(f"article {article.id}: {failure}")
            worst = Exit.IN_PART
    return worst


def _show_answer(
    library: Library,
    sender: Sender,
    article: Article,
    options: argparse.Namespace,
    output: Output,
) -> str:
    """Print what a program answers, or what is kept of it; return what went wrong."""
    from qreader import asking
    from qreader.cli.reading_page import print_answer

    kept = next((one for one in article.answers if one.name == sender.name), None)
    try:
        shown = asking.ask(library, sender, article) if options.again or kept is None else kept
    except asking.AnswerError as error:
        return str(error)
    title = article.row.title if len(options.ids) > 1 else ""
    print_answer(output, shown, title, library.now())
    return ""


def _run(sender: Sender, one: Parcel, log_file: Path, output: Output) -> str:
    """Run the command of an article; return what went wrong. Raises UsageError, FileError."""
    from qreader.export.sending import put
    from qreader.process.sending import failure_of, failure_on_terminal

    given = put(one)
    if sender.terminal:
        output.flush()
        return failure_on_terminal(one.command, given)
    return failure_of(one.command, given, log_file)


def _arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("name", metavar="NAME", help="the program's, as [[send]] says")
    parser.add_argument("ids", metavar="ID", type=positive_number, nargs="+")
    parser.add_argument("--again", action="store_true", help="run it also where its answer is kept")
    add_json(parser, "a line of JSON for each command, which is not run")


VERBS = (
    Verb(
        "send",
        "NAME ID...",
        "read",
        "send articles to a program of yours",
        _arguments,
        send,
        "NAME is that of a table [[send]] in the configuration: its command is run for each"
        " article, one after the other, without a shell. What it answers is printed where the table"
        " has `show`; what is kept of it, unless --again is given.",
    ),
)
