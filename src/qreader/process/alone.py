"""Alone: one process at a time does what must not be done twice, by a lock on a file."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from time import sleep
from typing import Final

LOOKS: Final = 3
LOOK_SECONDS: Final = 0.02
"""Others hold the lock for a moment, to see whether it is free."""


@contextmanager
def alone(path: Path) -> Iterator[int | None]:
    """Hold a file's lock for a block, and yield its descriptor.

    None: another process, or another thread, holds it, or the file cannot be written. A file system
    without locks leaves nobody out.
    """
    try:
        lock = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    except OSError:
        yield None
        return
    try:
        yield lock if _is_ours(lock) else None
    finally:
        os.close(lock)


def _is_ours(lock: int) -> bool:
    import fcntl

    for look in range(LOOKS):
        if look:
            sleep(LOOK_SECONDS)
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            continue
        except OSError:  # a file system without locks
            pass
        return True
    return False
