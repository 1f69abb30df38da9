"""Heap: lets glibc return freed memory to the system."""

from __future__ import annotations

import sys
from contextlib import suppress

_M_MMAP_THRESHOLD = -3
_M_ARENA_MAX = -8
_LARGE_BYTES = 256 * 1024
"""Freed blocks of this size are returned to the system at once."""


def give_back() -> None:
    """Let glibc return freed memory: without this, a long session grows to twice its need.

    glibc has a heap for each thread, and raises the size of returned blocks after each return: some
    MB that a long list needs for a moment stay in each thread's heap.

    Takes 2 ms. Call it before there are threads: existing heaps stay.
    """
    if sys.platform != "linux":
        return
    import ctypes

    with suppress(OSError, AttributeError):  # musl has no such function
        library = ctypes.CDLL(None)
        library.mallopt(_M_MMAP_THRESHOLD, _LARGE_BYTES)
        library.mallopt(_M_ARENA_MAX, 1)
