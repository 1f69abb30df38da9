"""Parses the command line. Every mistake becomes one sentence with a suggestion.

The table of verbs is passed as a function: the import of all verbs takes 6 ms, and the reader
itself needs none.
"""

from __future__ import annotations

import argparse
import itertools
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, NoReturn

from qreader import __version__
from qreader.errors import UsageError
from qreader.suggestion import did_you_mean, nearest
from qreader.text.safe import safe_line

if TYPE_CHECKING:
    from qreader.cli.verb import Verb

Table = Callable[[], "Sequence[Verb]"]
"""Returns the verbs in the order of the help, group after group."""

QUERY = "QUERY"
"""The metavar of a query, in which `-word` is not an option."""

OTHER_NAMES = {
    "delete": "remove",
    "find": "search",
    "ls": "list",
    "read": "show",
    "reload": "refresh",
    "rm": "remove",
    "subscribe": "add",
    "undelete": "restore",
    "unsubscribe": "remove",
    "update": "refresh",
}
"""Names of our commands in other programs, which are not similar in spelling."""

EXAMPLES = """\
examples:
  qreader add https://example.org/ ~/saved      follow a site and a folder
  qreader refresh                               fetch what is new
  qreader list --unread --limit 20              see what there is
  qreader search moon base --json               the same for a script\
"""


class Invocation(NamedTuple):
    """The parsed command line."""

    verb: Verb | None
    """None: the reader itself."""
    data_dir: Path | None
    options: argparse.Namespace
    """The arguments of the verb."""


def parse(arguments: Sequence[str], table: Table) -> Invocation:
    """Parse the command line. Raises UsageError; SystemExit after --help or --version."""
    before, name, after = _around_the_verb(arguments)
    options = _parsed(_ProgramParser(table), before, argparse.Namespace(data_dir=None))
    verb = None if name is None else _verb_of(name, table())
    if verb is not None:
        options = _parsed(parser_of(verb), after, options)
    return Invocation(verb, options.data_dir, options)


def overview(verbs: Sequence[Verb]) -> str:
    """Return the help of the whole program."""
    lines = [
        "usage: qreader [--data-dir DIR] [COMMAND ...]",
        "",
        "A news reader for the terminal. Without a command, it opens.",
    ]
    for group, members in itertools.groupby(verbs, lambda verb: verb.group):
        lines += ["", f"{group}:"]
        lines += [f"  {verb.name + ' ' + verb.takes:<24}{verb.summary}" for verb in members]
    lines += [
        "",
        "options:",
        f"  {'--data-dir DIR':<24}keep cache, configuration and log in this folder",
        f"  {'--version, --help':<24}`qreader COMMAND --help` tells more",
        "",
        EXAMPLES,
    ]
    return "\n".join(lines) + "\n"


def whole_parser(verbs: Sequence[Verb]) -> argparse.ArgumentParser:
    """Return one parser of the whole command line, for completion; `parse` does not use it."""
    program = argparse.ArgumentParser("qreader", description="A news reader for the terminal.")
    _add_global_options(program)
    commands = program.add_subparsers(metavar="COMMAND")
    for verb in verbs:
        parser = commands.add_parser(verb.name, help=verb.summary, description=verb.summary)
        verb.add_arguments(parser)
        _add_global_options(parser)
    return program


class _Parser(argparse.ArgumentParser):
    """An argument parser that raises UsageError instead of printing and exiting."""

    def error(self, message: str) -> NoReturn:
        raise UsageError(f"{message}; see `{self.prog} --help`")


class _ProgramParser(_Parser):
    """The parser of the options before the verb."""

    def __init__(self, table: Table) -> None:
        super().__init__("qreader", add_help=True, allow_abbrev=False)
        self._table = table
        _add_global_options(self)

    def format_help(self) -> str:
        return overview(self._table())


def parser_of(verb: Verb) -> _Parser:
    """Return the parser of a verb's arguments."""
    parser = _Parser(
        f"qreader {verb.name}",
        description=f"{verb.summary[0].upper()}{verb.summary[1:]}. {verb.details}".strip(),
        allow_abbrev=False,
    )
    verb.add_arguments(parser)
    _add_global_options(parser)
    return parser


def _add_global_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--data-dir",
        metavar="DIR",
        type=_folder,
        default=argparse.SUPPRESS,  # a verb's parser must not reset an option before the verb
        help="keep cache, configuration and log in this folder",
    )
    parser.add_argument("--version", action="version", version=f"qreader {__version__}")


def _folder(text: str) -> Path:
    if not text:
        raise argparse.ArgumentTypeError("must name a folder")
    try:
        return Path(text).expanduser()
    except RuntimeError:
        raise argparse.ArgumentTypeError(f"there is no home folder for {text!r}") from None


def _around_the_verb(arguments: Sequence[str]) -> tuple[Sequence[str], str | None, Sequence[str]]:
    """Split the arguments at the first that is no option: those before it, it, those after it.

    The subparsers of argparse refuse options between other arguments.
    """
    index = 0
    while index < len(arguments) and arguments[index].startswith("-"):
        index += 2 if arguments[index] == "--data-dir" else 1
    name = arguments[index] if index < len(arguments) else None
    return arguments[:index], name, arguments[index + 1 :]


def _parsed(
    parser: _Parser, arguments: Sequence[str], options: argparse.Namespace
) -> argparse.Namespace:
    options, unknown = parser.parse_known_args(_options_first(parser, arguments), options)
    unknown = [argument for argument in unknown if argument != "--"]
    if not unknown:
        return options
    flag = unknown[0].partition("=")[0]
    if not flag.startswith("-"):
        raise UsageError(f"{unknown[0]!r} is one argument too many; see `{parser.prog} --help`")
    known = [name for action in parser._actions for name in action.option_strings]
    near = _near(flag, known)
    hint = did_you_mean(near and f"`{near}`", f"see `{parser.prog} --help`")
    raise UsageError(f"`{parser.prog}` has no option {flag}{hint}")


def _options_first(parser: _Parser, arguments: Sequence[str]) -> list[str]:
    """Put the options before the other arguments, separated by `--`, so that both may mix.

    argparse's own method for this, parse_intermixed_args, ignores a typed `--`.
    """
    options: list[str] = []
    others: list[str] = []
    takes_query = any(action.metavar == QUERY for action in parser._actions)
    rest = iter(arguments)
    for argument in rest:
        if argument == "--":
            others.extend(rest)
        elif not _is_option(argument, parser, takes_query):
            others.append(argument)
        else:
            options.append(argument)
            action = parser._option_string_actions.get(argument)
            if action is not None and action.nargs is None:  # its value is the next argument
                options.extend(itertools.islice(rest, 1))
    return [*options, "--", *others] if others else options


def _is_option(argument: str, parser: _Parser, takes_query: bool) -> bool:
    """Whether it is an option, and not an exclusion of a query: `-base`, `-is:read`."""
    if not argument.startswith("-") or argument == "-":
        return False
    is_known = argument in parser._option_string_actions
    return is_known or argument.startswith("--") or not takes_query


def _verb_of(name: str, verbs: Sequence[Verb]) -> Verb:
    for verb in verbs:
        if verb.name == name:
            return verb
    shown = safe_line(name, 200)
    if _looks_like_a_source(name):
        raise UsageError(f"{shown!r} is no command{did_you_mean(f'`qreader add {shown}`')}")
    near = OTHER_NAMES.get(name) or _near(name, [verb.name for verb in verbs])
    hint = did_you_mean(near and f"`qreader {near}`", "`qreader --help` lists them")
    raise UsageError(f"there is no command {shown!r}{hint}")


def _looks_like_a_source(text: str) -> bool:
    if "://" in text or "/" in text or text.startswith("www."):
        return True
    stem, dot, ending = text.rpartition(".")
    if dot and stem and ending.isalpha():  # example.org, feeds.opml
        return True
    try:
        return Path(text).exists()
    except (OSError, ValueError):  # invalid as a file name
        return False


def _near(word: str, known: Iterable[str]) -> str | None:
    names = list(known)
    if len(word) > 2:
        for name in names:
            if name.startswith(word):
                return name
    return nearest(word, names)
