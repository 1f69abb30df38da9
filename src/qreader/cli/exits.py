"""Exit codes, as documented in README."""

from __future__ import annotations

from enum import IntEnum

from qreader.errors import QReaderError, SourceError, StoreError


class Exit(IntEnum):
    """The result of a run. The first four are a contract; the others follow the shell's customs."""

    DONE = 0
    IN_PART = 1
    """A source failed, such as a server or a local file; the rest was done."""
    USAGE = 2
    """Wrong usage: an unknown option, an unknown number, no terminal, a broken configuration."""
    STORE = 3
    """The cache cannot be used."""
    BUG = 70
    """EX_SOFTWARE of sysexits.h: qreader itself failed; the log has the traceback."""
    INTERRUPTED = 130
    """128 + SIGINT."""
    PIPE_CLOSED = 141
    """128 + SIGPIPE: the other end of the pipe was closed, as `head` does."""


def exit_code(error: QReaderError) -> Exit:
    """Return the code for an error that qreader raised on purpose."""
    if isinstance(error, SourceError):
        return Exit.IN_PART
    if isinstance(error, StoreError):
        return Exit.STORE
    return Exit.USAGE
