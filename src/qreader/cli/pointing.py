"""Pointing: a query that cannot be read, and a line of carets below what is wrong in it."""

from __future__ import annotations

MAX_COLUMNS = 70
"""Of the query: where it is longer, only what is near the mistake is shown."""
CONTEXT_COLUMNS = 30
"""Shown before the mistake, at least, where there is so much."""


def pointed(words: str, position: int, length: int) -> tuple[str, str]:
    """Return two lines: the query, or the part around a mistake, and the carets below that."""
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
