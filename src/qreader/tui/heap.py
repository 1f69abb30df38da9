"""The heap: what glibc does with memory that is free again."""

from __future__ import annotations

import sys
from contextlib import suppress

_M_MMAP_THRESHOLD = -3
_M_ARENA_MAX = -8
_LARGE_BYTES = 256 * 1024
"""Blocks of this size are given back to the system at once."""


def give_back() -> None:
    """Have free memory given back: left alone, a long session grows to twice what it needs.

    glibc gives each thread a heap of its own, and raises the size from which a block is given back
    once one was: what a long list needs for a moment, some MB, stays in the heap of each thread.

    Takes 2 ms; to be called before there are threads, for those that have a heap keep it.
    """
    if sys.platform != "linux":
        return
    import ctypes

    with suppress(OSError, AttributeError):  # musl, which has no such thing
        library = ctypes.CDLL(None)
        library.mallopt(_M_MMAP_THRESHOLD, _LARGE_BYTES)
        library.mallopt(_M_ARENA_MAX, 1)
