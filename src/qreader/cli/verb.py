"""Verb: the declaration of a command, made by the modules of this package."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from qreader.cli.exits import Exit
    from qreader.cli.output import Output
    from qreader.library import Library


@dataclass(frozen=True, slots=True)
class Verb:
    """One command."""

    name: str
    takes: str
    """Its arguments, as the help shows them."""
    group: str
    """Its group in the help."""
    summary: str
    """What it does: a clause without a full stop."""
    add_arguments: Callable[[argparse.ArgumentParser], None]
    run: Callable[[Library, argparse.Namespace, Output], Exit]
    """Runs the command. Raises QReaderError, OutputError."""
    details: str = ""
    """Further sentences for its own help."""
    opens_cache: bool = True
    """Whether the cache is opened first; not for verbs that need none or repair it."""
    reads_config: bool = True
    """Whether the configuration is read first; not for a verb that can repair it."""
