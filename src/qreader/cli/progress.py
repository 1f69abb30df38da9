"""Progress: a bar on the terminal while feeds or pages are fetched, and a line for each failure."""

from __future__ import annotations

from types import TracebackType
from typing import TYPE_CHECKING, Self

from qreader.text.safe import safe_line

if TYPE_CHECKING:
    from rich.progress import Progress as Bar
    from rich.progress import TaskID

    from qreader.cli.output import Output


class Progress:
    """A bar on standard error, if that is a terminal; it is erased at the end.

    It moves only when something is done: a slow line should not carry animations.
    """

    def __init__(self, output: Output, what: str, total: int, *, quiet: bool) -> None:
        self._output = output
        self._bar: Bar | None = None
        self._task: TaskID | None = None
        if output.shows_progress and not quiet:
            self._bar, self._task = _bar(output, what, total)

    def __enter__(self) -> Self:
        if self._bar is not None:
            self._bar.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._bar is not None:
            self._bar.stop()  # shows the cursor again, also after an error

    def show(self, done: int, total: int) -> None:
        """Set the bar's progress and total."""
        if self._bar is not None and self._task is not None:
            self._bar.update(self._task, completed=done, total=total, refresh=True)

    def advance(self, name: str, error: str | None) -> None:
        """Move the bar by one; print an error."""
        sentence = f"{name}: {error}"
        if self._bar is None or self._task is None:
            if error is not None:
                self._output.complain(sentence)
            return
        if error is not None:
            from rich.text import Text

            self._bar.console.print(Text(f"qreader: {safe_line(sentence, 2_000)}"))
        self._bar.update(self._task, advance=1, refresh=True)


def _bar(output: Output, what: str, total: int) -> tuple[Bar, TaskID]:
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, TextColumn
    from rich.progress import Progress as Bar

    bar = Bar(
        TextColumn(what),
        BarColumn(),
        MofNCompleteColumn(),
        console=Console(file=output.errors, markup=False, highlight=False, emoji=False),
        auto_refresh=False,
        transient=True,
        # standard output may be a pipe, whose lines must not be changed
        redirect_stdout=False,
        redirect_stderr=False,
    )
    return bar, bar.add_task(what, total=total)
