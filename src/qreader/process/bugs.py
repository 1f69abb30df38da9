"""The log: tracebacks of unexpected exceptions, and what programs said when they failed."""

from __future__ import annotations

import sys
import traceback
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

from qreader.text.safe import safe_block, safe_line


def logged(error: Exception, log_file: Path | None) -> str:
    """Write the traceback to the log; return a sentence that names the log."""
    what = f"this is a mistake in qreader ({type(error).__name__}: {safe_line(str(error))})"
    if log_file is None:
        return what
    trace = safe_block("".join(traceback.format_exception(error)))
    try:
        log_file.parent.mkdir(parents=True, exist_ok=True)
        with log_file.open("a", encoding="utf-8") as log:
            log.write(
                f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ} {safe_line(str(sys.argv))}\n{trace}\n"
            )
    except OSError as failed:
        return f"{what}; its details could not be written to {log_file}: {failed.strerror}"
    return f"{what}; the details are in {log_file}"


def note(what: str, text: str, log_file: Path) -> None:
    """Add to the log what a program said when it failed; what cannot be written is left out."""
    with suppress(OSError):
        log_file.parent.mkdir(parents=True, exist_ok=True)
        with log_file.open("a", encoding="utf-8", errors="replace") as log:
            log.write(
                f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ} {safe_line(what)}\n{safe_block(text)}\n"
            )
