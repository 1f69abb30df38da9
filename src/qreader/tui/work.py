"""Work: calls to the library off the event loop, by name, on threads that never hold quit open.

A `@work(thread=True)` or an executor joins its threads when the app ends, so one read that hangs
holds it open for as long. Daemon threads are left behind. Results come back as a message;
those that have been overtaken are dropped.
"""

from __future__ import annotations

import contextvars
import threading
from collections.abc import Callable
from queue import Queue
from time import monotonic
from typing import Any, Generic, NamedTuple, TypeVar

from textual.message import Message
from textual.message_pump import MessagePump

from qreader.errors import QReaderError

T = TypeVar("T")
Report = Callable[[Any], None]

PATIENCE_SECONDS = 1.0
"""A lane that is busy for longer with work that nobody waits for is left behind."""


class Job(NamedTuple, Generic[T]):
    """One call, and what to do with its result."""

    lane: str
    call: Callable[[], T]
    then: Callable[[T], None]
    failed: Callable[[QReaderError], None]
    number: int
    latest_only: bool
    heard: Callable[[Any], None] | None = None


class Finished(Message, bubble=False):
    """A call has returned or raised."""

    def __init__(self, job: Job[Any], result: object, error: Exception | None) -> None:
        super().__init__()
        self.job = job
        self.result = result
        self.error = error


class Heard(Message, bubble=False):
    """A call under way has something to tell."""

    def __init__(self, job: Job[Any], value: object) -> None:
        super().__init__()
        self.job = job
        self.value = value


class _Lane:
    """A thread that does one job after another."""

    def __init__(self) -> None:
        self.jobs: Queue[Job[Any] | None] = Queue()
        self.busy_since: float | None = None
        self.current: Job[Any] | None = None


class Work:
    """Runs calls for a screen; the screen hands `Finished` and `Heard` back to `deliver`."""

    def __init__(self, owner: MessagePump, failed: Callable[[QReaderError], None]) -> None:
        self._owner = owner
        self._failed = failed
        self._lanes: dict[str, _Lane] = {}
        self._latest: dict[str, int] = {}
        self._number = 0
        self._under_way: dict[int, str] = {}
        """Jobs whose end has not been delivered: their lanes, by their numbers."""
        self._when_idle: list[Callable[[], None]] = []

    @property
    def is_busy(self) -> bool:
        """Whether something that was asked for in a lane is still to come."""
        return bool(self._under_way)

    def is_under_way(self, lane: str) -> bool:
        """Whether something that somebody waits for is still to come of this lane."""
        latest = self._latest.get(lane)
        under_way = self._under_way.items()
        return any(name == lane and latest in {None, number} for number, name in under_way)

    def when_idle(self, call: Callable[[], None]) -> None:
        """Call this once, when all that is under way in lanes has come."""
        self._when_idle.append(call)

    def latest(
        self,
        lane: str,
        call: Callable[[], T],
        then: Callable[[T], None],
        failed: Callable[[QReaderError], None] | None = None,
    ) -> None:
        """Run a call; only the latest of its lane matters, an older one is dropped or skipped."""
        self._submit(self._job(lane, call, then, failed, latest_only=True))

    def in_order(
        self,
        lane: str,
        call: Callable[[], T],
        then: Callable[[T], None],
        failed: Callable[[QReaderError], None] | None = None,
    ) -> None:
        """Run a call after those before it in its lane; every one runs and is delivered."""
        self._submit(self._job(lane, call, then, failed, latest_only=False))

    def apart(
        self,
        name: str,
        call: Callable[[Report], T],
        then: Callable[[T], None],
        *,
        heard: Callable[[Any], None] | None = None,
        failed: Callable[[QReaderError], None] | None = None,
    ) -> None:
        """Run a call that may wait for the network, on a thread of its own.

        The call gets a function to report with; `heard` receives each report on the event loop.
        """
        job = self._job(
            name,
            lambda: call(lambda value: self._post(Heard(job, value))),
            then,
            failed,
            latest_only=True,
            heard=heard,
        )
        self._start(name, lambda: self._run(job))

    def cancel(self, lane: str) -> None:
        """Drop what is under way in a lane: its result will not be delivered."""
        self._number += 1
        self._latest[lane] = self._number

    def deliver(self, message: Finished | Heard) -> None:
        """Hand a result to whoever asked for it; raise what was no QReaderError: a bug.

        Who asked hears of a bug, too, so that nothing waits for it any more.
        """
        job = message.job
        if isinstance(message, Heard):
            if job.heard and not self._overtaken(job):
                job.heard(message.value)
            return
        self._under_way.pop(job.number, None)
        try:
            if not self._overtaken(job):
                self._hand_over(message)
        finally:
            if not self._under_way:
                calls, self._when_idle = self._when_idle, []
                for call in calls:
                    call()

    def _hand_over(self, message: Finished) -> None:
        job = message.job
        if message.error is None:
            job.then(message.result)
        elif isinstance(message.error, QReaderError):
            job.failed(message.error)
        else:
            try:
                job.failed(QReaderError("this is a mistake in qreader"))
            finally:
                raise message.error

    def wait_for(self, lane: str) -> None:
        """Wait, in a thread, until a lane has done what was asked of it by now."""
        asked = self._lanes.get(lane)
        if asked is not None:
            asked.jobs.join()

    def close(self) -> None:
        """Let the idle threads end; busy ones end with their job or with the process."""
        for lane in self._lanes.values():
            lane.jobs.put(None)
        self._lanes.clear()

    # ---- threads

    def _job(
        self,
        lane: str,
        call: Callable[[], T],
        then: Callable[[T], None],
        failed: Callable[[QReaderError], None] | None,
        *,
        latest_only: bool,
        heard: Callable[[Any], None] | None = None,
    ) -> Job[T]:
        self._number += 1
        if latest_only:
            self._latest[lane] = self._number
        return Job(lane, call, then, failed or self._failed, self._number, latest_only, heard)

    def _overtaken(self, job: Job[Any]) -> bool:
        return job.latest_only and job.number != self._latest.get(job.lane)

    def _submit(self, job: Job[Any]) -> None:
        lane = self._lanes.get(job.lane)
        if lane is not None and self._is_stuck(lane):
            lane.jobs.put(None)
            lane = None
        if lane is None:
            lane = self._lanes[job.lane] = _Lane()
            self._start(job.lane, lambda: self._serve(lane))
        self._under_way[job.number] = job.lane
        lane.jobs.put(job)

    def _is_stuck(self, lane: _Lane) -> bool:
        since, current = lane.busy_since, lane.current
        if since is None or current is None or not self._overtaken(current):
            return False
        return monotonic() - since > PATIENCE_SECONDS

    def _start(self, name: str, target: Callable[[], None]) -> None:
        # Textual finds its app through a context variable, so the thread gets this context
        context = contextvars.copy_context()
        thread = threading.Thread(
            target=context.run, args=(target,), name=f"qreader-{name}", daemon=True
        )
        thread.start()

    def _serve(self, lane: _Lane) -> None:
        while (job := lane.jobs.get()) is not None:
            if not self._overtaken(job):
                lane.current, lane.busy_since = job, monotonic()
                self._run(job)
                lane.current = lane.busy_since = None
            else:
                self._post(Finished(job, None, None))
            lane.jobs.task_done()

    def _run(self, job: Job[Any]) -> None:
        try:
            result = job.call()
        except Exception as error:  # noqa: BLE001 - delivered, and raised there if it is a bug
            self._post(Finished(job, None, error))
        else:
            self._post(Finished(job, result, None))

    def _post(self, message: Message) -> None:
        try:
            self._owner.post_message(message)
        except RuntimeError:
            # the event loop has been closed: nobody waits for this any more
            return
