"""Pointing: an invalid query, with carets below the mistake."""

from __future__ import annotations

MAX_COLUMNS = 70
"""The widest query that is shown; of a longer one, only the part near the mistake."""
CONTEXT_COLUMNS = 30
"""The characters that are shown before the mistake at least, if there are as many."""


def pointed(words: str, position: int, length: int) -> tuple[str, str]:
    """Return two lines: the query or the part around a mistake, and the carets below it."""
    from rich.cells import cell_len

    start = 0
    while cell_len(words[start:position]) > CONTEXT_COLUMNS and cell_len(words) > MAX_COLUMNS:
        start += 1
    end = len(words)
    while cell_len(words[start:end]) > MAX_COLUMNS:
        end -= 1
    before = "…" if start else ""
    after = "…" if end < len(words) else ""
    indent = cell_len(before + words[start:position])
    carets = max(1, cell_len(words[position : min(position + length, end)]))
    return f"{before}{words[start:end]}{after}", " " * indent + "^" * carets
