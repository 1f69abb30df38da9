"""Answering in the reader: programs answer to the articles that hooks send them, one at a time."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from qreader.asking import Done
    from qreader.library import Library
    from qreader.tui.desk import Desk

OWNER: Final = "answering"
"""Of the progress that is shown."""


class Answering:
    """Has the programs of hooks answer, says how many articles are left, and what failed last."""

    def __init__(self, desk: Desk, library: Library) -> None:
        self._desk = desk
        self._library = library
        self._is_due = self._is_running = False
        self._stop = threading.Event()
        self._failures: list[str] = []

    def begin(self) -> None:
        """Begin now; where it is under way, once more behind it: articles came."""
        self._is_due = any(hook.send for hook in self._library.config.hook)
        if self._is_due and not self._is_running:
            self._is_running = True
            self._desk.start(self._run_while_due, group="answering", lasting=True)

    def stop(self) -> None:
        """End the program that is at work: the reader ends. What is left waits."""
        self._stop.set()

    async def _run_while_due(self) -> None:
        try:
            while self._is_due and not self._stop.is_set():
                self._is_due = False
                # behind full texts, which are to be answered to
                await self._desk.call(
                    self._work, lane="answering", behind="wanted pages", writes=True
                )
        finally:
            self._is_running = False
            self._desk.progress(OWNER, None)
            self._tell()

    def _work(self) -> None:
        from qreader import asking  # with what writes articles, which no start needs

        with self._library.without_reload():  # no list shows an answer
            for done in asking.answer_news(self._library, self._stop):
                self._desk.report(self._show, done)

    def _show(self, done: Done) -> None:
        self._desk.progress(OWNER, f"{done.name}: {done.left} left" if done.left else None)
        self._failures += [done.failure] if done.failure else []

    def _tell(self) -> None:
        failures, self._failures = self._failures, []
        if failures:
            more = f" (and {len(failures) - 1} more)" if len(failures) > 1 else ""
            self._desk.say(f"{failures[-1]}{more}", is_error=True)
