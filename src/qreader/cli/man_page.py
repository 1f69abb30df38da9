"""The man page, made from the verbs and their parsers, so that it agrees with them."""

from __future__ import annotations

import argparse
import re
from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import TYPE_CHECKING

from qreader import __version__
from qreader.cli.exits import Exit
from qreader.cli.verb import Verb

if TYPE_CHECKING:
    from qreader.cli.output import Output
    from qreader.cli.parser import Table

EXIT_CODES = (
    (Exit.DONE, "done"),
    (Exit.IN_PART, "done in part: a source failed (a server, a feed, a local file)"),
    (Exit.USAGE, "wrong usage: an unknown option or number, a search that cannot be read"),
    (Exit.STORE, "the cache cannot be used: read-only, damaged, or of a newer qreader"),
)
"""The contract, as in README."""


def verb(table: Table) -> Verb:
    """Return the verb that prints the man page of all verbs of the table."""
    return Verb(
        "man",
        "",
        "set up",
        "the man page, for `man -l -`",
        _man_arguments,
        lambda _library, _options, output: man(table(), output),
        opens_cache=False,
    )


def man(verbs: Sequence[Verb], output: Output) -> Exit:
    """Print the man page."""
    output.bytes(man_page(verbs).encode())
    return Exit.DONE


def _man_arguments(_parser: argparse.ArgumentParser) -> None:
    """Add the arguments of `man`: there are none."""


def man_page(verbs: Sequence[Verb]) -> str:
    """Return qreader(1) in the man macros."""
    return "\n".join([*_head(), *_commands(verbs), *_reader(), *_configuration(), *_tail(), ""])


def _head() -> Iterator[str]:
    yield f'.TH QREADER 1 "" "qreader {__version__}" "User Commands"'
    yield ".SH NAME"
    yield r"qreader \- a keyboard-driven news reader for the terminal"
    yield ".SH SYNOPSIS"
    yield r"\fBqreader\fR [\fB\-\-data\-dir\fR \fIDIR\fR] [\fICOMMAND\fR ...]"
    yield ".SH DESCRIPTION"
    yield _text(
        "Gathers articles from feeds, web pages and local files into one cache on the disk, and"
        " shows a list, an article and the stories that belong with it. Without a command, the"
        " reader opens. It reads without a network."
    )


def _commands(verbs: Sequence[Verb]) -> Iterator[str]:
    from qreader.cli.parser import parser_of

    for group, members in groupby(verbs, lambda verb: verb.group):
        yield f'.SH "COMMANDS: {group.upper()}"'
        for verb in members:
            yield from _command(verb, parser_of(verb))


def _command(verb: Verb, parser: argparse.ArgumentParser) -> Iterator[str]:
    yield ".TP"
    yield f"\\fBqreader {_escaped(verb.name)}\\fR {_escaped(verb.takes)}".rstrip()
    yield _text(f"{verb.summary[0].upper()}{verb.summary[1:]}. {verb.details}".strip())
    yield ".RS"
    for action in parser._actions:
        if action.dest in {"help", "data_dir", "version"}:
            continue
        yield ".TP"
        yield _names(action)
        yield _text((action.help or "the same, undone").replace("%%", "%"))
    yield ".RE"


def _names(action: argparse.Action) -> str:
    value = action.metavar or (action.choices and "{" + ",".join(action.choices) + "}") or ""
    shown = f"\\fI{_escaped(str(value))}\\fR" if value else ""
    names = ", ".join(f"\\fB{_escaped(name)}\\fR" for name in action.option_strings)
    return f"{names} {shown}".strip() if action.nargs != 0 else names


def _reader() -> Iterator[str]:
    from qreader.text.query import EXAMPLES
    from qreader.tui.actions import ACTIONS
    from qreader.tui.keys import show_keys

    yield ".SH KEYS"
    yield _text("Counts work: 5j. `qreader keys` prints them as the configuration has them.")
    for action in ACTIONS:
        if action.keys:
            yield ".TP"
            yield "\\fB" + _escaped(" ".join(map(show_keys, action.keys))) + "\\fR"
            yield _text(action.text)
    yield ".SH QUERIES"
    for example, meaning in EXAMPLES:
        yield ".TP"
        yield f"\\fB{_escaped(example)}\\fR"
        yield _text(meaning.replace("`", ""))


def _configuration() -> Iterator[str]:
    from qreader.config.described import described
    from qreader.config.settings import Config

    yield ".SH CONFIGURATION"
    yield _text(
        "TOML. `qreader config` prints what holds, and where each value is from. `qreader config"
        " set KEY VALUE`, or `:set KEY VALUE` in the reader, changes a setting there and leaves all"
        " else in the file alone. An open reader takes over what changes. `qreader config --schema`"
        " prints a JSON Schema of the file, by which editors complete and check it."
    )
    for name, text in described(Config).items():
        yield ".TP"
        yield f"\\fB{_escaped(name)}\\fR"
        yield _text(text.replace("`", ""))


def _tail() -> Iterator[str]:
    from qreader.config.settings import DATA_DIR_VARIABLE

    yield '.SH "EXIT STATUS"'
    for code, meaning in EXIT_CODES:
        yield ".TP"
        yield f"\\fB{code.value}\\fR"
        yield _text(meaning)
    yield ".SH ENVIRONMENT"
    yield ".TP"
    yield f"\\fB{DATA_DIR_VARIABLE}\\fR"
    yield _text("Keeps cache, configuration and log together in this folder.")
    yield ".SH FILES"
    for name, meaning in (
        ("~/.config/qreader/config.toml", "the configuration"),
        ("~/.local/share/qreader/qreader.db", "the cache: one SQLite file"),
    ):
        yield ".TP"
        yield f"\\fI{_escaped(name)}\\fR"
        yield _text(f"{meaning}; or where the system keeps such files")


def _text(text: str) -> str:
    """Return running text; a line that begins with a dot would be a request of roff."""
    escaped = _escaped(text)
    return f"\\&{escaped}" if escaped.startswith((".", "'")) else escaped


def _escaped(text: str) -> str:
    return re.sub(r"[\\-]", lambda found: {"\\": r"\e", "-": r"\-"}[found[0]], text)
