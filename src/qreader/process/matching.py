"""Matching: patterns of the configuration on addresses from outside, within a time limit."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import closing

from qreader.config.patterns import first_match
from qreader.errors import ParseError, UsageError
from qreader.process.sandbox import Sandbox

SECONDS = 2.0
"""The time limit, the start of the process included: 0.1 s."""


def first_match_in_time(patterns: Sequence[str], subject: str) -> int | None:
    """Return the place of the first pattern that matches an address; None where none does.

    A process of its own matches, for no thread of Python's can be stopped in a match. Without
    patterns none is started. Raises UsageError where it takes too long.
    """
    if not patterns:
        return None
    with closing(Sandbox()) as sandbox:
        try:
            return sandbox.call(_first_match, (tuple(patterns), subject), SECONDS)
        except ParseError as error:
            raise UsageError("a pattern takes too long for this address") from error


def _first_match(task: tuple[Sequence[str], str]) -> int | None:
    return first_match(*task)
