"""Patterns: regular expressions of the configuration, read with what is wrong, matched in bounds.

A pattern that passes may still take long on an address made for that: what comes from outside is
matched where it can be stopped, such as in `process.matching`.
"""

from __future__ import annotations

import re
import warnings
from collections.abc import Sequence
from typing import Final

MAX_PATTERN_CHARACTERS: Final = 500
MAX_SUBJECT_CHARACTERS: Final = 2000
"""A longer address or title matches nothing: a part of it could mean something else."""

_TOKEN: Final = re.compile(
    r"\\.|\[\^?\]?(?:\\.|[^\]\\])*\]|(?P<group>[()])|(?P<again>[*+]|\{\d*,\d*\})|(?P<times>\{\d+\})|.",
    re.DOTALL,
)


class PatternError(ValueError):
    """A pattern that is not taken: the message says why, and where in it."""


def read_pattern(text: str) -> re.Pattern[str]:
    """Read a regular expression of Python's. Raises PatternError.

    One that repeats a repetition is refused: `(a+)+` takes for ever on some texts.
    """
    if len(text) > MAX_PATTERN_CHARACTERS:
        raise PatternError(f"has more than {MAX_PATTERN_CHARACTERS} characters")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of what later versions may read otherwise
            pattern = re.compile(text)
    except re.error as error:
        at = "" if error.pos is None else f" at character {error.pos + 1}"
        raise PatternError(f"cannot be read: {error.msg}{at}") from error
    except (OverflowError, RecursionError) as error:
        raise PatternError("cannot be read: it is too large") from error
    if (place := _repeats_a_repetition(text)) is not None:
        raise PatternError(
            f"repeats a repetition at character {place + 1}, which can take for ever"
        )
    return pattern


def matches(pattern: re.Pattern[str], subject: str) -> bool:
    """Whether a pattern matches anywhere in an address or a title."""
    return len(subject) <= MAX_SUBJECT_CHARACTERS and pattern.search(subject) is not None


def first_match(patterns: Sequence[str], subject: str) -> int | None:
    """Return the place, from 0, of the first pattern that matches; None where none does.

    Raises PatternError.
    """
    found = (at for at, one in enumerate(patterns) if matches(read_pattern(one), subject))
    return next(found, None)


def _repeats_a_repetition(text: str) -> int | None:
    """Return where a group that holds a repetition is repeated itself."""
    groups = [False]
    """For each group that is open: whether it holds a repetition."""
    is_repeating = False  # whether the token before is the end of such a group
    for token in _TOKEN.finditer(text):
        again = token["again"]
        if (again or token["times"]) and is_repeating:
            return token.start()
        is_repeating = False
        if token["group"] == "(":
            groups.append(False)
        elif token["group"] and len(groups) > 1:
            is_repeating = groups.pop()
            groups[-1] |= is_repeating
        elif again:
            groups[-1] = True
    return None
