"""RefreshProgress: a bar on the terminal while feeds come in, and a line for each failure."""

from __future__ import annotations

from types import TracebackType
from typing import TYPE_CHECKING, Self

from qreader.text.safe import safe_line

if TYPE_CHECKING:
    from rich.progress import Progress, TaskID

    from qreader.cli.output import Output
    from qreader.model import Refreshed


class RefreshProgress:
    """A bar on standard error, only where that is a terminal; it is wiped at the end.

    It moves when a feed is done and at no other time: nothing animates over a slow line.
    """

    def __init__(self, output: Output, total: int, *, quiet: bool) -> None:
        self._output = output
        self._bar: Progress | None = None
        self._task: TaskID | None = None
        if output.shows_progress and not quiet:
            self._bar, self._task = _bar(output, total)

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
            self._bar.stop()  # gives the cursor back, whatever happened

    def advance(self, refreshed: Refreshed) -> None:
        """Move the bar by one feed; say it where the feed failed."""
        if self._bar is None or self._task is None:
            if refreshed.error is not None:
                self._output.complain(failure(refreshed))
            return
        if refreshed.error is not None:
            from rich.text import Text

            self._bar.console.print(Text(f"qreader: {safe_line(failure(refreshed), 2_000)}"))
        self._bar.update(self._task, advance=1, refresh=True)


def failure(refreshed: Refreshed) -> str:
    """Return the sentence for a feed that failed."""
    return f"{refreshed.feed}: {refreshed.error}"


def _bar(output: Output, total: int) -> tuple[Progress, TaskID]:
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

    bar = Progress(
        TextColumn("refresh"),
        BarColumn(),
        MofNCompleteColumn(),
        console=Console(file=output.errors, markup=False, highlight=False, emoji=False),
        auto_refresh=False,
        transient=True,
        # standard output may be a pipe that wants its lines as they are
        redirect_stdout=False,
        redirect_stderr=False,
    )
    return bar, bar.add_task("refresh", total=total)
