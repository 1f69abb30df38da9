"""Output: prints and cleans all that the command line prints."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterable, Sequence
from typing import IO, TYPE_CHECKING, TextIO

from qreader.text.safe import safe_block, safe_line

if TYPE_CHECKING:
    from rich.console import RenderableType

    from qreader.json_output import Json

MAX_SENTENCE_CHARACTERS = 2_000
"""The longest message: it may hold a long path or address; a hostile one is cut."""


class OutputError(Exception):
    """Standard output cannot be written."""

    def __init__(self, cause: OSError) -> None:
        super().__init__(f"the output cannot be written: {cause.strerror}")
        self.reader_left = isinstance(cause, BrokenPipeError)
        """Whether the other end of a pipe was closed, as `head` does; that is no failure."""


class Output:
    """Standard output and standard error: clean text, fitted to the terminal if there is one.

    Every method that writes raises OutputError.
    """

    def __init__(self, stream: TextIO | None, errors: TextIO | None) -> None:
        """Print to these streams; None, as for a closed descriptor, prints nothing."""
        self._stream = stream
        self._errors = errors
        self.is_terminal = stream is not None and stream.isatty()
        self.shows_progress = errors is not None and errors.isatty()
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            # a letter outside the charset becomes "?" instead of ending the command
            reconfigure(errors="replace")
        encoding = (getattr(stream, "encoding", None) or "utf-8").lower()
        self.is_unicode = encoding.replace("-", "").replace("_", "").startswith("utf")

    @property
    def width(self) -> int:
        """The columns of the terminal; 80 without one."""
        return shutil.get_terminal_size((80, 24)).columns if self.is_terminal else 80

    @property
    def has_looks(self) -> bool:
        """Whether styles are printed: not in a pipe, with NO_COLOR or on a bare terminal."""
        is_bare = os.environ.get("TERM") in {"dumb", "unknown"}
        return self.is_terminal and not is_bare and not os.environ.get("NO_COLOR")

    @property
    def errors(self) -> TextIO | None:
        """Standard error itself, for a progress bar."""
        return self._errors

    def text(self, text: str = "") -> None:
        """Print text, one line or several."""
        self._write(safe_block(text) + "\n")

    def styled(self, renderable: RenderableType, width: int | None = None) -> None:
        """Print a Rich renderable: with styles on a terminal, as bare text elsewhere.

        The caller must clean its text: escape sequences are not removed. NO_COLOR and TERM=dumb are
        obeyed.
        """
        from io import StringIO

        from rich.console import Console

        console = Console(
            file=StringIO(),
            force_terminal=self.is_terminal,
            width=width or self.width,
            markup=False,
            highlight=False,
            emoji=False,
            legacy_windows=False,
        )
        with console.capture() as drawn:
            console.print(renderable)
        self._write(drawn.get())

    def json_line(self, value: Json) -> None:
        """Print a value as one line of JSON, and flush it: the other end may wait for it."""
        self._write(self._json(value) + "\n")
        self.flush()

    def json_document(self, values: Iterable[Json]) -> None:
        """Print one JSON list, one item a line; it holds one item at a time in memory."""
        between = "[\n"
        for value in values:
            self._write(between + self._json(value))
            between = ",\n"
        self._write("[]\n" if between == "[\n" else "\n]\n")

    def bytes(self, data: bytes) -> None:
        """Print a file's bytes unchanged; the caller must know that they are safe."""
        self.flush()
        buffer: IO[bytes] | None = getattr(self._stream, "buffer", None)
        if buffer is not None:
            self._guarded(lambda: buffer.write(data))

    def complain(self, sentence: object, below: Sequence[str] = ()) -> None:
        """Print a message of one line on standard error; further lines may stand below it."""
        if self._errors is None:
            return
        line = safe_line(str(sentence), MAX_SENTENCE_CHARACTERS)
        try:
            self._errors.write(f"qreader: {line}\n")
            self._errors.writelines(f"  {safe_block(one)}\n" for one in below)
            self._errors.flush()
        except OSError:
            self._errors = None  # standard error is closed; the exit code still reports it

    def flush(self) -> None:
        """Flush everything printed so far."""
        if self._stream is not None:
            self._guarded(self._stream.flush)

    def _json(self, value: Json) -> str:
        from qreader.json_output import json_text

        # without UTF-8, JSON's escapes are used
        return json_text(value, ascii_only=not self.is_unicode)

    def _write(self, text: str) -> None:
        stream = self._stream
        if stream is not None:
            self._guarded(lambda: stream.write(text))

    def _guarded(self, write: Callable[[], object]) -> None:
        try:
            write()
        except OSError as error:
            self._abandon()
            raise OutputError(error) from error

    def _abandon(self) -> None:
        """Redirect the broken descriptor to the null device; else Python complains at its exit."""
        stream, self._stream = self._stream, None
        if stream is not None:
            nowhere = os.open(os.devnull, os.O_WRONLY)
            os.dup2(nowhere, stream.fileno())
            os.close(nowhere)


def counted(number: int, noun: str) -> str:
    """Return `1 feed`, `2 feeds`."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
