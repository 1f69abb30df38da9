"""What a shell completes: a script for it, made from the parsers."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from qreader.cli.exits import Exit

if TYPE_CHECKING:
    from qreader.cli.output import Output
    from qreader.library import Library

SHELLS = ("bash", "zsh", "fish", "tcsh", "powershell")
_FILES = {"FILE", "PATH", "TARGET"}
_FOLDERS = {"DIR"}


def completion(_library: Library, options: argparse.Namespace, output: Output) -> Exit:
    """Print the script that completes qreader's commands and options in a shell."""
    import shtab

    from qreader.cli.parser import whole_parser

    parser = whole_parser()
    _complete_files(parser)
    output.bytes(shtab.complete(parser, options.shell).encode())
    return Exit.DONE


def _complete_files(parser: argparse.ArgumentParser) -> None:
    """Say which arguments are files or folders, as shtab wants to hear it."""
    import shtab

    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            for inner in action.choices.values():
                _complete_files(inner)
        elif action.metavar in _FILES:
            action.complete = shtab.FILE  # type: ignore[attr-defined]
        elif action.metavar in _FOLDERS:
            action.complete = shtab.DIRECTORY  # type: ignore[attr-defined]
