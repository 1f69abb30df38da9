"""Output: where the program speaks. All that is printed passes here and leaves clean."""

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
"""A sentence may hold a path or an address of any honest length; a hostile one is cut."""


class OutputError(Exception):
    """Standard output takes no more."""

    def __init__(self, cause: OSError) -> None:
        super().__init__(f"the output cannot be written: {cause.strerror}")
        self.reader_left = isinstance(cause, BrokenPipeError)
        """Whether the other end of a pipe closed it, which is no failure: `head` has enough."""


class Output:
    """Standard output and standard error: clean, and fitted to the terminal if there is one.

    Every method that writes raises OutputError.
    """

    def __init__(self, stream: TextIO | None, errors: TextIO | None) -> None:
        """Speak through these; None, as for a descriptor that the shell closed, is silence."""
        self._stream = stream
        self._errors = errors
        self.is_terminal = stream is not None and stream.isatty()
        self.shows_progress = errors is not None and errors.isatty()
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            # where the charset is not UTF-8 a letter becomes "?", it ends no command
            reconfigure(errors="replace")
        encoding = (getattr(stream, "encoding", None) or "utf-8").lower()
        self.is_unicode = encoding.replace("-", "").replace("_", "").startswith("utf")

    @property
    def width(self) -> int:
        """Columns of the terminal, 80 where there is none."""
        return shutil.get_terminal_size((80, 24)).columns if self.is_terminal else 80

    @property
    def has_looks(self) -> bool:
        """Whether what is styled looks so: not in a pipe, with NO_COLOR or on a bare terminal."""
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
        """Print what rich draws: with its styles on a terminal, as bare text elsewhere.

        The caller cleans the text in it: escape sequences pass here. NO_COLOR and TERM=dumb hold.
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
        """Print a value as one line of JSON, and let it go at once: the other end may wait."""
        self._write(self._json(value) + "\n")
        self.flush()

    def json_document(self, values: Iterable[Json]) -> None:
        """Print one JSON list, an item on each line; holds one item at a time in memory."""
        between = "[\n"
        for value in values:
            self._write(between + self._json(value))
            between = ",\n"
        self._write("[]\n" if between == "[\n" else "\n]\n")

    def bytes(self, data: bytes) -> None:
        """Print a file's bytes as they are; the caller vouches for them."""
        self.flush()
        buffer: IO[bytes] | None = getattr(self._stream, "buffer", None)
        if buffer is not None:
            self._guarded(lambda: buffer.write(data))

    def complain(self, sentence: object, below: Sequence[str] = ()) -> None:
        """Say on standard error what went wrong, as one line; more lines may stand below."""
        if self._errors is None:
            return
        line = safe_line(str(sentence), MAX_SENTENCE_CHARACTERS)
        try:
            self._errors.write(f"qreader: {line}\n")
            self._errors.writelines(f"  {safe_block(one)}\n" for one in below)
            self._errors.flush()
        except OSError:
            self._errors = None  # nobody is left to tell; the exit code still says it

    def flush(self) -> None:
        """Let go of everything printed so far."""
        if self._stream is not None:
            self._guarded(self._stream.flush)

    def _json(self, value: Json) -> str:
        from qreader.json_output import json_text

        # outside UTF-8 the escapes of JSON say the same in plain ASCII
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
        """Point the broken descriptor at nothing, or Python complains again as it leaves."""
        stream, self._stream = self._stream, None
        if stream is not None:
            nowhere = os.open(os.devnull, os.O_WRONLY)
            os.dup2(nowhere, stream.fileno())
            os.close(nowhere)


def counted(number: int, noun: str) -> str:
    """Return `1 feed`, `2 feeds`."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
