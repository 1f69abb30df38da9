"""SmallDesk: the reader as its concerns know it, without a screen."""

from __future__ import annotations

import asyncio
import inspect
import threading
import time
from collections import defaultdict
from collections.abc import Awaitable, Callable, Coroutine, Generator
from typing import Any, TypeVar

import pytest
from textual.message import Message

from qreader.config.settings import Config
from qreader.errors import QReaderError
from qreader.tui.actions import Where
from qreader.tui.calls import Calls
from qreader.tui.desk import Here
from qreader.tui.question import Question
from qreader.tui.widgets.lookup import Chosen, Lookup

T = TypeVar("T")
M = TypeVar("M", bound=Message)
Answer = str | None | Callable[[Question], Awaitable[str | None]]
"""What is typed, or what types it: as the line hears it, letter by letter."""


class Begun:
    """Work that was started, as a task."""

    def __init__(self, task: asyncio.Task[None]) -> None:
        self.task = task

    @property
    def is_over(self) -> bool:
        return self.task.done()

    def cancel(self) -> None:
        self.task.cancel()

    def __await__(self) -> Generator[Any, None, object]:
        return asyncio.wait([self.task]).__await__()


class SmallDesk:
    """Starts tasks, calls in threads as the reader does, and keeps all that it is told.

    Created on the event loop. What tests want to see is public.
    """

    def __init__(self, here: Here | None = None) -> None:
        self.here = here or Here(Where.LIST)
        self.config = Config()
        self.said: list[str] = []
        self.errors: list[str] = []
        """Those of them that are errors."""
        self.under_way: dict[str, str] = {}
        """The progress that is shown, by whose it is."""
        self.told: list[Message] = []
        """What is posted to the reader."""
        self.asked: list[Question] = []
        self.answers: list[Answer] = []
        """What the person types: to each question the first of them; to none that is left, esc."""
        self.ended: Callable[[Begun, bool], object] = lambda *_: None
        """Hears that what was started has ended, and whether it failed."""
        self.boxes: list[Lookup] = []
        self.choices: list[object] = []
        """The values of what the person takes of each box, before `choose_key` says it."""
        self.choose_key: str | None = None
        """What takes the last line of a box; None closes it."""
        self.called: list[str] = []
        """The lanes of all calls."""
        self._loop = asyncio.get_running_loop()
        self.calls = Calls(self._loop.call_soon_threadsafe)
        self._groups: dict[str, list[Begun]] = defaultdict(list)
        self._heard: set[asyncio.Future[Any]] = set()

    # ---- the desk

    def say(self, text: str, *, is_error: bool = False) -> None:
        self.said.append(text)
        if is_error:
            self.errors.append(text)

    def progress(self, owner: str, text: str | None) -> None:
        if text is None:
            self.under_way.pop(owner, None)
        else:
            self.under_way[owner] = text

    async def ask(self, question: Question) -> str | None:
        self.asked.append(question)
        answer = self.answers.pop(0) if self.answers else None
        return await answer(question) if callable(answer) else answer

    async def choose(self, box: Lookup) -> Chosen | None:
        self.boxes.append(box)
        if self.choices:
            return Chosen(self.choices.pop(0), "enter")
        choice = box.list.choices[-1]
        return None if self.choose_key is None else Chosen(choice.value, self.choose_key)

    async def call(
        self,
        function: Callable[..., T],
        *arguments: Any,
        lane: str,
        behind: str = "",
        writes: bool = False,
    ) -> T:
        self.called.append(lane)
        return await self.calls.call(function, *arguments, lane=lane, behind=behind, writes=writes)

    def start(
        self,
        function: Callable[..., Coroutine[Any, Any, None]],
        *arguments: Any,
        group: str,
        exclusive: bool = False,
        lasting: bool = False,
    ) -> Begun:
        if exclusive:
            for one in self._groups.pop(group, []):
                one.cancel()

        async def run() -> None:
            failed = False
            try:
                await function(*arguments)
            except QReaderError as error:
                failed = not lasting
                self.say(str(error), is_error=True)
            finally:
                self.ended(begun, failed)

        begun = Begun(asyncio.create_task(run()))
        self._groups[group].append(begun)
        return begun

    def report(self, heard: Callable[[T], object], value: T) -> None:
        self._loop.call_soon_threadsafe(self._hear, heard, value)

    def _hear(self, heard: Callable[[T], object], value: T) -> None:
        hearing = heard(value)
        if inspect.iscoroutine(hearing):
            self._heard.add(asyncio.ensure_future(hearing))

    async def drawn(self) -> None:
        """There is no screen."""

    def post_message(self, message: Message) -> bool:
        self.told.append(message)
        return True

    # ---- for tests

    def messages(self, kind: type[M]) -> list[M]:
        """What was posted of this kind."""
        return [message for message in self.told if isinstance(message, kind)]

    def started(self, group: str) -> list[Begun]:
        """What was started in a group and goes on."""
        return [one for one in self._groups[group] if not one.is_over]

    async def begin(self, doing: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
        """Begin what a key would do, until it waits for a thread, or for the person."""
        task = asyncio.create_task(doing)
        await self.turn()
        return task

    async def turn(self) -> None:
        """Let all that was started begin."""
        for _ in range(5):
            await asyncio.sleep(0)

    async def until(self, condition: Callable[[], object]) -> None:
        """Wait until something is so."""
        await wait_for(condition)

    async def settle(self) -> None:
        """Wait until all that was started has ended; raise what is a bug."""
        while tasks := [one.task for group in self._groups.values() for one in group]:
            self._groups.clear()
            for result in await asyncio.gather(*tasks, return_exceptions=True):
                if isinstance(result, Exception):
                    raise result

    async def end(self) -> None:
        """End all that goes on."""
        for group in self._groups.values():
            for one in group:
                one.cancel()
        await self.settle()
        self.calls.close()


async def wait_for(condition: Callable[[], object]) -> None:
    """Wait until something is so; fail after half a minute: machines may be busy."""
    until = time.monotonic() + 30
    while not condition():
        if time.monotonic() > until:
            pytest.fail("waited in vain")
        await asyncio.sleep(0.001)


def thread_waits_for(condition: Callable[[], object]) -> None:
    """Wait in a thread until something is so on the event loop."""
    until = time.monotonic() + 30
    while not condition():
        assert time.monotonic() < until, "waited in vain"
        time.sleep(0.001)


class Held:
    """Holds a thread back: by a slow disk, or a server that does not answer."""

    def __init__(self) -> None:
        self._begun = threading.Event()
        self._may_end = threading.Event()

    def __call__(self, *_: object) -> None:
        self._begun.set()
        assert self._may_end.wait(30)

    async def begun(self) -> None:
        """Wait until a thread waits here."""
        await wait_for(self._begun.is_set)

    def let_go(self) -> None:
        """Let it, and all that come, pass."""
        self._may_end.set()
