"""Atomic writes: after a crash a file is the old one or the new one, never a part of it."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO

from qreader.errors import FileError


@contextmanager
def whole_file(path: Path) -> Iterator[IO[bytes]]:
    """Yield a file to write, which replaces `path` at the end, with its permissions.

    Raises FileError.
    """
    temporary = path.with_name(f".{path.name[:100]}.{os.urandom(4).hex()}")
    try:
        # "x" creates it and follows no link; the permissions of a new one follow the umask
        with temporary.open("xb") as file:
            with suppress(FileNotFoundError):
                os.fchmod(file.fileno(), path.stat().st_mode & 0o777)
            yield file
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)
    except OSError as error:
        raise FileError(f"{path}: cannot be written: {error.strerror}", str(path)) from error
    finally:
        with suppress(OSError):  # without the folder there is no file
            temporary.unlink()
