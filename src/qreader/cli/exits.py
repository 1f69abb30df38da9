"""Exit codes: what the program says to the shell; documented in README."""

from __future__ import annotations

from enum import IntEnum

from qreader.errors import QReaderError, SourceError, StoreError


class Exit(IntEnum):
    """What a run came to. The first four are a contract; the others are the shell's customs."""

    DONE = 0
    IN_PART = 1
    """A source failed, a local file included; what could be done was done."""
    USAGE = 2
    """Wrong usage: an unknown option, an unknown number, no terminal, a broken configuration."""
    STORE = 3
    """The cache cannot be used."""
    BUG = 70
    """EX_SOFTWARE of sysexits.h: qreader itself failed; the log has the traceback."""
    INTERRUPTED = 130
    """128 + SIGINT."""
    PIPE_CLOSED = 141
    """128 + SIGPIPE: whoever read the output has left, as `head` does."""


def exit_code(error: QReaderError) -> Exit:
    """Return the code for an error that qreader raised on purpose."""
    if isinstance(error, SourceError):
        return Exit.IN_PART
    if isinstance(error, StoreError):
        return Exit.STORE
    return Exit.USAGE
