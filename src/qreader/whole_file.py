"""Files that are written whole or not at all: a crash leaves the old one, never half a new one."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO

from qreader.errors import FileError


@contextmanager
def whole_file(path: Path) -> Iterator[IO[bytes]]:
    """Give a file to write, which takes the place of `path` once it is whole. Raises FileError."""
    temporary = path.with_name(f".{path.name[:100]}.{os.urandom(4).hex()}")
    try:
        # made anew, never followed; who may read it is as the person's umask says
        with temporary.open("xb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)
    except OSError as error:
        raise FileError(f"{path}: cannot be written: {error.strerror}", str(path)) from error
    finally:
        with suppress(OSError):  # where there is no folder, there is nothing left in it
            temporary.unlink()
