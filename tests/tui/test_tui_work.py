from __future__ import annotations

import threading
import time
from collections.abc import Callable

import pytest
from textual.app import App

from qreader.errors import FetchError, QReaderError
from qreader.tui import work as work_module
from qreader.tui.work import Finished, Heard, Report, Work


class Owner(App[None]):
    """Delivers what comes back, as the reader does."""

    def __init__(self) -> None:
        super().__init__()
        self.errors: list[QReaderError] = []
        self.work = Work(self, self.errors.append)

    def on_finished(self, message: Finished) -> None:
        self.work.deliver(message)

    def on_heard(self, message: Heard) -> None:
        self.work.deliver(message)


async def until(pilot: object, condition: Callable[[], object]) -> None:
    for _ in range(1000):
        if condition():
            return
        await pilot.pause(0.005)  # type: ignore[attr-defined]
    pytest.fail("waited in vain")


async def test_a_result_comes_back_on_the_event_loop() -> None:
    app = Owner()
    threads: list[int] = []
    async with app.run_test() as pilot:
        app.work.latest("a", threading.get_ident, lambda _: threads.append(threading.get_ident()))
        await until(pilot, lambda: threads)
        assert threads == [threading.get_ident()]


async def test_calls_run_on_daemon_threads() -> None:
    app = Owner()
    found: list[bool] = []
    async with app.run_test() as pilot:
        app.work.latest("a", lambda: threading.current_thread().daemon, found.append)
        app.work.apart("b", lambda _: threading.current_thread().daemon, found.append)
        await until(pilot, lambda: len(found) == 2)
        assert found == [True, True]


async def test_a_result_that_was_overtaken_is_dropped() -> None:
    app = Owner()
    gate = threading.Event()
    got: list[str] = []
    async with app.run_test() as pilot:
        app.work.latest("a", lambda: gate.wait() and "old", got.append)
        app.work.latest("a", lambda: "new", got.append)
        gate.set()
        await until(pilot, lambda: got)
        assert got == ["new"]


async def test_a_call_that_was_overtaken_before_it_began_never_runs() -> None:
    app = Owner()
    gate = threading.Event()
    ran: list[int] = []
    got: list[None] = []
    async with app.run_test() as pilot:
        app.work.latest("a", gate.wait, lambda _: None)
        for number in range(5):
            app.work.latest("a", lambda number=number: ran.append(number), got.append)
        gate.set()
        await until(pilot, lambda: got)
        assert ran == [4]


async def test_calls_in_order_all_run_in_their_order() -> None:
    app = Owner()
    got: list[int] = []
    async with app.run_test() as pilot:
        for number in range(20):
            app.work.in_order("marks", lambda number=number: number, got.append)
        await until(pilot, lambda: len(got) == 20)
        assert got == list(range(20))


async def test_lanes_do_not_wait_for_each_other() -> None:
    app = Owner()
    gate = threading.Event()
    got: list[str] = []
    async with app.run_test() as pilot:
        app.work.latest("slow", gate.wait, lambda _: got.append("slow"))
        app.work.latest("quick", lambda: "quick", got.append)
        await until(pilot, lambda: got)
        assert got == ["quick"]
        gate.set()


async def test_a_lane_stuck_in_work_that_nobody_waits_for_is_left_behind(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(work_module, "PATIENCE_SECONDS", 0.0)
    app = Owner()
    gate, begun = threading.Event(), threading.Event()
    got: list[str] = []

    def hang() -> str:
        begun.set()
        gate.wait()
        return "old"

    async with app.run_test() as pilot:
        app.work.latest("a", hang, got.append)
        await until(pilot, begun.is_set)
        app.work.cancel("a")
        app.work.latest("a", lambda: "new", got.append)
        await until(pilot, lambda: got)
        assert got == ["new"]
        gate.set()


async def test_reports_arrive_before_the_result() -> None:
    app = Owner()
    got: list[object] = []

    def call(report: Report) -> str:
        report(1)
        report(2)
        return "done"

    async with app.run_test() as pilot:
        app.work.apart("refresh", call, got.append, heard=got.append)
        await until(pilot, lambda: len(got) == 3)
        assert got == [1, 2, "done"]


async def test_a_failure_with_a_sentence_is_told() -> None:
    app = Owner()
    told: list[str] = []

    def fail() -> None:
        raise FetchError("example.org: no answer", "https://example.org")

    async with app.run_test() as pilot:
        app.work.latest("a", fail, lambda _: None)
        app.work.latest("b", fail, lambda _: None, lambda error: told.append(str(error)))
        await until(pilot, lambda: app.errors and told)
        assert [str(error) for error in app.errors] == ["example.org: no answer"]
        assert told == ["example.org: no answer"]


async def test_a_bug_in_a_call_is_raised_on_the_event_loop() -> None:
    app = Owner()
    with pytest.raises(ZeroDivisionError):
        async with app.run_test() as pilot:
            app.work.latest("a", lambda: 1 / 0, lambda _: None)
            await until(pilot, lambda: app._exception)


async def test_a_call_that_hangs_does_not_hold_up_the_end() -> None:
    app = Owner()
    gate = threading.Event()
    async with app.run_test():
        app.work.apart("refresh", lambda _: gate.wait(), lambda _: None)
        app.work.latest("list", gate.wait, lambda _: None)
        began = time.monotonic()
    assert time.monotonic() - began < 3
    gate.set()


async def test_a_result_after_the_end_is_lost_quietly() -> None:
    app = Owner()
    gate = threading.Event()
    got: list[object] = []
    async with app.run_test():
        app.work.apart("late", lambda _: gate.wait(), got.append)
    gate.set()
    for thread in threading.enumerate():
        if thread.name == "qreader-late":
            thread.join(5)
    assert got == []
