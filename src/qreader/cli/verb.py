"""A verb of the command line: what a module of this package declares for each of its commands."""

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
    """Its arguments, as help shows them."""
    group: str
    """The part of the help that it stands in."""
    summary: str
    """What it does: a clause without a full stop."""
    add_arguments: Callable[[argparse.ArgumentParser], None]
    run: Callable[[Library, argparse.Namespace, Output], Exit]
    """Does what the verb says. Raises QReaderError, OutputError."""
    details: str = ""
    """What else its own help says, in whole sentences."""
    opens_cache: bool = True
    """Whether the cache is opened for it: not where none is needed, or where it may be damaged."""
