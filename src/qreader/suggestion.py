"""Suggestions for a misspelt name."""

from __future__ import annotations

from collections.abc import Iterable


def nearest(word: str, known: Iterable[str], *, cutoff: float = 0.6) -> str | None:
    """Return the known name most like a word; None where all are less alike than `cutoff`."""
    import difflib  # 3 ms, paid only after a mistake

    return next(iter(difflib.get_close_matches(word, list(known), n=1, cutoff=cutoff)), None)


def did_you_mean(name: str | None, otherwise: str = "") -> str:
    """Return `; did you mean NAME?` for the end of a message; without a name `; otherwise`."""
    hint = f"did you mean {name}?" if name else otherwise
    return f"; {hint}" if hint else ""
