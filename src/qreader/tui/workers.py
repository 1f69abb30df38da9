"""Workers: coroutines that run beside the event loop's handlers."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Generator
from contextlib import suppress
from typing import TYPE_CHECKING, Any, Final, TypeVar

from textual.worker import Worker, WorkerError, get_current_worker

from qreader.tui.calls import Calls

if TYPE_CHECKING:
    from textual.screen import Screen
    from textual.worker_manager import WorkerManager

T = TypeVar("T")

LASTING: Final = "lasting"
"""The name of workers that may run for long."""


class Work:
    """A Textual worker. Awaiting it never cancels it, and never raises."""

    def __init__(self, worker: Worker[None], workers: WorkerManager) -> None:
        self._worker = worker
        self._workers = workers

    @property
    def is_over(self) -> bool:
        """Whether it has ended, failed or been cancelled, also before it began."""
        return self._worker.is_finished or self._worker not in self._workers

    def cancel(self) -> None:
        """Cancel it: its coroutine gets asyncio's CancelledError, so `finally` runs."""
        if not self.is_over:
            self._worker.cancel()

    def __await__(self) -> Generator[Any, None, None]:
        return self._end().__await__()

    async def _end(self) -> None:
        # shielded: the waiting coroutine may be cancelled, the worker goes on
        await asyncio.shield(self._ended_quietly())

    async def _ended_quietly(self) -> None:
        with suppress(WorkerError):
            await self._worker.wait()


class Workers:
    """The workers of a screen. All methods run on its event loop."""

    def __init__(
        self,
        screen: Screen[None],
        *,
        failed: Callable[[Exception], None],
        ended: Callable[[Work, bool], None],
    ) -> None:
        """failed: called with an exception. ended: called with a worker and whether it failed."""
        self._screen = screen
        self._failed = failed
        self._ended = ended
        self._asking: set[Worker[Any]] = set()
        """The workers that wait for the person's answer."""
        self.calls = Calls(screen.call_later)

    def start(
        self,
        function: Callable[..., Coroutine[Any, Any, None]],
        *arguments: Any,
        group: str,
        exclusive: bool = False,
        lasting: bool = False,
    ) -> Work:
        """Run a coroutine as a worker: see `Desk.start`."""

        async def run() -> None:
            has_failed = False
            try:
                await function(*arguments)
            except Exception as error:  # noqa: BLE001 - `failed` reports it or ends the program
                has_failed = not lasting
                self._failed(error)
            finally:
                self._screen.call_later(self._ended, work, has_failed)

        # a function, not the coroutine: one cancelled before its start would never be awaited
        worker: Worker[None] = self._screen.run_worker(
            run,
            name=LASTING if lasting else "",
            group=group,
            exclusive=exclusive,
            exit_on_error=False,
        )
        work = Work(worker, self._screen.workers)
        return work

    async def answered(self, answer: asyncio.Future[T]) -> T:
        """Wait for the person's answer; until then, the worker does not count as busy."""
        worker = get_current_worker()
        self._asking.add(worker)
        try:
            return await answer
        finally:
            self._asking.discard(worker)

    @property
    def is_busy(self) -> bool:
        """Whether a worker runs that keys started, and that ends soon by itself."""
        return any(
            one.node is self._screen and one.name != LASTING and one not in self._asking
            for one in self._screen.workers
        )

    def close(self) -> None:
        """Wait shortly for pending writes; abandon the threads."""
        self.calls.close()
