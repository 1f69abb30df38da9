"""Calls: functions run in daemon threads and awaited on the event loop.

Python joins an executor's threads at its exit, so a hanging read would delay quitting. Daemon
threads are abandoned.
"""

from __future__ import annotations

import asyncio
import contextvars
import threading
from collections.abc import Callable
from queue import SimpleQueue
from time import monotonic
from typing import Any, Generic, NamedTuple, TypeVar

T = TypeVar("T")

PATIENCE_SECONDS = 1.0
"""A lane gets a new thread if it is busy for longer with a call whose result is not awaited."""
WRITE_SECONDS = 5.0
"""How long the exit waits for pending writes: as long as a write may wait for a lock."""


class Job(NamedTuple, Generic[T]):
    """A call and the future of its result."""

    call: Callable[[], T]
    result: asyncio.Future[T]


class _Lane:
    """A thread that runs calls one after another."""

    def __init__(self) -> None:
        self.jobs: SimpleQueue[Job[Any] | None] = SimpleQueue()
        self.current: Job[Any] | None = None
        self.busy_since = 0.0
        self.writes = False
        """Whether one of its calls writes."""
        self.thread: threading.Thread | None = None

    @property
    def is_stuck(self) -> bool:
        current = self.current
        is_unwanted = current is not None and current.result.cancelled()
        return is_unwanted and monotonic() - self.busy_since > PATIENCE_SECONDS


class Calls:
    """Runs calls in lanes: one after another within a lane, lanes in parallel."""

    def __init__(self, on_loop: Callable[[Callable[[], None]], object]) -> None:
        """on_loop: schedules a function on the event loop, from any thread."""
        self._on_loop = on_loop
        self._lanes: dict[str, _Lane] = {}
        self._under_way: set[asyncio.Future[Any]] = set()

    @property
    def is_busy(self) -> bool:
        """Whether a result is awaited."""
        return bool(self._under_way)

    async def call(
        self,
        function: Callable[..., T],
        *arguments: Any,
        lane: str = "",
        behind: str = "",
        writes: bool = False,
    ) -> T:
        """Run a function in a lane; return its result or raise its exception.

        Without a lane it gets a thread of its own. behind: a lane whose present calls it waits for
        first. A cancelled call that has not begun is dropped, except for one that `writes` in a
        lane: it runs, and `close` waits for it.
        """
        if behind in self._lanes:
            await self.call(_nothing, lane=behind)
        result: asyncio.Future[T] = asyncio.get_running_loop().create_future()
        self._under_way.add(result)
        result.add_done_callback(self._under_way.discard)
        job = Job(lambda: function(*arguments), result)
        if lane:
            self._put(lane, job, writes=writes)
        else:
            name = getattr(function, "__name__", "call")
            self._start(name, lambda: self._run(job))
        return await (asyncio.shield(result) if writes else result)

    def close(self) -> None:
        """Wait shortly for pending writes, and end idle threads.

        Other threads end with their calls or with the process.
        """
        lanes, until = list(self._lanes.values()), monotonic() + WRITE_SECONDS
        self._lanes.clear()
        for lane in lanes:
            lane.jobs.put(None)
        for lane in lanes:
            if lane.writes and lane.thread is not None:
                lane.thread.join(max(0.0, until - monotonic()))

    # ---- threads

    def _put(self, name: str, job: Job[Any], *, writes: bool) -> None:
        lane = self._lanes.get(name)
        if lane is not None and lane.is_stuck:
            lane.jobs.put(None)
            lane = None
        if lane is None:
            lane = self._lanes[name] = _Lane()
            lane.thread = self._start(name, lambda: self._serve(lane))
        lane.writes |= writes
        lane.jobs.put(job)

    def _start(self, name: str, target: Callable[[], None]) -> threading.Thread:
        # Textual finds its app through a context variable, so the thread gets this context
        context = contextvars.copy_context()
        thread = threading.Thread(
            target=context.run, args=(target,), name=f"qreader-{name}", daemon=True
        )
        thread.start()
        return thread

    def _serve(self, lane: _Lane) -> None:
        while (job := lane.jobs.get()) is not None:
            lane.current, lane.busy_since = job, monotonic()
            self._run(job)
            lane.current = None
            del job  # else its result would be kept until the next call

    def _run(self, job: Job[Any]) -> None:
        if job.result.cancelled():
            return
        try:
            result = job.call()
        except Exception as error:  # noqa: BLE001 - raised where the result is awaited
            self._settle(job, None, error)
        else:
            self._settle(job, result, None)

    def _settle(self, job: Job[Any], result: object, error: Exception | None) -> None:
        def settle() -> None:
            if job.result.done():  # it was cancelled
                return
            if error is not None:
                job.result.set_exception(error)
            else:
                job.result.set_result(result)

        try:
            self._on_loop(settle)
        except RuntimeError:  # the event loop has been closed
            return


def _nothing() -> None:
    """Do nothing: when this call has run, the earlier calls of its lane are done."""
