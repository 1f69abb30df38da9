"""Sparklines: a bar chart in a line of text."""

from __future__ import annotations

from collections.abc import Sequence

_LEVELS = "▁▂▃▄▅▆▇█"


def sparkline(counts: Sequence[int]) -> str:
    """Return a bar for each count; the highest count is a full bar, zero the lowest bar."""
    top = max(counts, default=0)
    last = len(_LEVELS) - 1
    return "".join(_LEVELS[-(-count * last // top) if top else 0] for count in counts)
