"""Completion: scripts for shells, made from the parsers."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from qreader.cli.exits import Exit
from qreader.cli.verb import Verb

if TYPE_CHECKING:
    from collections.abc import Sequence

    from qreader.cli.output import Output
    from qreader.cli.parser import Table

SHELLS = ("bash", "zsh", "fish", "tcsh", "powershell")
_FILES = {"FILE", "PATH", "TARGET"}
_FOLDERS = {"DIR"}


def verb(table: Table) -> Verb:
    """Return the verb that prints a completion script for all verbs of the table."""
    return Verb(
        "completion",
        "SHELL",
        "set up",
        "completion for bash, zsh, fish, tcsh or powershell",
        _completion_arguments,
        lambda _library, options, output: completion(table(), options, output),
        details="For bash: qreader completion bash"
        " > ~/.local/share/bash-completion/completions/qreader",
        opens_cache=False,
    )


def completion(verbs: Sequence[Verb], options: argparse.Namespace, output: Output) -> Exit:
    """Print the script that completes qreader's commands and options in a shell."""
    import shtab

    from qreader.cli.parser import whole_parser

    parser = whole_parser(verbs)
    _complete_files(parser)
    output.bytes(shtab.complete(parser, options.shell).encode())
    return Exit.DONE


def _completion_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("shell", metavar="SHELL", choices=SHELLS, help="whose completion it is")


def _complete_files(parser: argparse.ArgumentParser) -> None:
    """Mark the arguments that are files or folders for shtab."""
    import shtab

    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            for inner in action.choices.values():
                _complete_files(inner)
        elif action.metavar in _FILES:
            action.complete = shtab.FILE  # type: ignore[attr-defined]
        elif action.metavar in _FOLDERS:
            action.complete = shtab.DIRECTORY  # type: ignore[attr-defined]
