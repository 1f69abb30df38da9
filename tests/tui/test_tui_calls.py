"""Calls: what is awaited on the event loop runs in daemon threads, each lane in its order."""

from __future__ import annotations

import asyncio
import threading
import time
import weakref
from collections.abc import AsyncIterator

import pytest
from small_desk import Held, wait_for

from qreader.errors import FetchError
from qreader.tui import calls as calls_module
from qreader.tui.calls import Calls


@pytest.fixture
async def calls() -> AsyncIterator[Calls]:
    loop, raised = asyncio.get_running_loop(), []
    loop.set_exception_handler(lambda _, context: raised.append(context))
    made = Calls(loop.call_soon_threadsafe)
    yield made
    made.close()
    assert raised == []


def _fail() -> None:
    raise FetchError("example.org: no answer", "https://example.org")


async def _cancelled(task: asyncio.Task[object]) -> None:
    task.cancel()
    await asyncio.wait([task])
    assert task.cancelled()


async def test_a_call_runs_in_a_daemon_thread_and_returns_its_result(calls: Calls) -> None:
    for lane in ("", "list"):
        thread = await calls.call(threading.current_thread, lane=lane)
        assert thread is not threading.current_thread()
        assert thread.daemon


async def test_calls_of_a_lane_run_in_their_order(calls: Calls) -> None:
    ran: list[int] = []
    await asyncio.gather(*(calls.call(ran.append, number, lane="marks") for number in range(20)))
    assert ran == list(range(20))


async def test_a_lane_does_not_wait_for_another(calls: Calls) -> None:
    held = Held()
    slow = asyncio.create_task(calls.call(held, lane="slow"))
    await held.begun()
    assert await calls.call(lambda: "quick", lane="quick") == "quick"
    assert await calls.call(lambda: "apart") == "apart"
    assert not slow.done()
    held.let_go()
    await slow


async def test_calls_without_a_lane_do_not_wait_for_each_other(calls: Calls) -> None:
    held = Held()
    slow = asyncio.create_task(calls.call(held))
    await held.begun()
    assert await calls.call(lambda: "quick") == "quick"
    held.let_go()
    await slow


async def test_a_call_behind_another_lane_waits_for_what_is_there_by_then(calls: Calls) -> None:
    held, ran = Held(), []
    slow = asyncio.create_task(calls.call(held, lane="marks"))
    last = asyncio.create_task(calls.call(ran.append, "mark", lane="marks"))
    await held.begun()
    list_read = asyncio.create_task(calls.call(ran.append, "list", lane="list", behind="marks"))
    await asyncio.sleep(0)  # in which it begins to wait
    assert await calls.call(ran.copy, lane="list") == []
    held.let_go()
    await asyncio.gather(slow, last, list_read)
    assert ran == ["mark", "list"]


async def test_a_call_behind_another_lane_waits_though_the_last_one_there_is_awaited_no_more(
    calls: Calls,
) -> None:
    held, ran = Held(), []
    slow = asyncio.create_task(calls.call(held, lane="marks"))
    await held.begun()
    left = asyncio.create_task(calls.call(ran.append, "left", lane="marks"))
    await asyncio.sleep(0)
    await _cancelled(left)
    list_read = asyncio.create_task(calls.call(ran.append, "list", lane="list", behind="marks"))
    await asyncio.sleep(0)  # in which it begins to wait
    assert await calls.call(ran.copy, lane="list") == []
    held.let_go()
    await asyncio.gather(slow, list_read)
    assert ran == ["list"]


async def test_a_call_behind_one_that_fails_runs_all_the_same(calls: Calls) -> None:
    failing = asyncio.create_task(calls.call(_fail, lane="marks"))
    assert await calls.call(lambda: "list", lane="list", behind="marks") == "list"
    with pytest.raises(FetchError):
        await failing


async def test_a_call_behind_a_lane_that_nobody_used_runs_at_once(calls: Calls) -> None:
    assert await calls.call(lambda: "list", lane="list", behind="marks") == "list"


async def test_a_call_that_nobody_awaits_any_more_before_it_begins_never_runs(calls: Calls) -> None:
    held, ran = Held(), []
    first = asyncio.create_task(calls.call(held, lane="list"))
    await held.begun()
    left = [asyncio.create_task(calls.call(ran.append, n, lane="list")) for n in range(5)]
    await asyncio.sleep(0)  # in which they are put into the lane
    for task in left[:4]:
        await _cancelled(task)
    held.let_go()
    await asyncio.gather(first, left[4])
    assert ran == [4]


async def test_the_result_of_a_call_that_nobody_awaits_any_more_is_forgotten(calls: Calls) -> None:
    held = Held()
    old = asyncio.create_task(calls.call(held, lane="list"))
    await held.begun()
    await _cancelled(old)
    assert not calls.is_busy
    held.let_go()
    assert await calls.call(lambda: "new", lane="list") == "new"


async def test_a_lane_stuck_in_a_call_that_nobody_awaits_any_more_gets_a_new_thread(
    calls: Calls, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(calls_module, "PATIENCE_SECONDS", 0.0)
    held = Held()
    old = asyncio.create_task(calls.call(held, lane="list"))
    await held.begun()
    await _cancelled(old)
    new = calls.call(lambda: "new", lane="list")
    assert await asyncio.wait_for(new, 10) == "new"  # half a minute, were it waited for
    held.let_go()


async def test_a_lane_busy_with_what_somebody_awaits_keeps_its_order_however_long_it_takes(
    calls: Calls, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(calls_module, "PATIENCE_SECONDS", 0.0)
    held, ran = Held(), []
    slow = asyncio.create_task(calls.call(held, lane="marks"))
    await held.begun()
    second = asyncio.create_task(calls.call(ran.append, "second", lane="marks"))
    assert await calls.call(ran.copy, lane="other") == []
    held.let_go()
    await asyncio.gather(slow, second)
    assert ran == ["second"]


async def test_what_a_call_raises_is_raised_where_it_is_awaited(calls: Calls) -> None:
    for lane in ("", "list"):
        with pytest.raises(FetchError, match="no answer"):
            await calls.call(_fail, lane=lane)
        with pytest.raises(ZeroDivisionError):
            await calls.call(lambda: 1 / 0, lane=lane)
    assert await calls.call(lambda: "after it", lane="list") == "after it"


async def test_what_a_call_reports_is_heard_before_its_result(calls: Calls) -> None:
    loop, heard = asyncio.get_running_loop(), []

    def call() -> str:
        for number in range(3):
            loop.call_soon_threadsafe(heard.append, number)
        return "done"

    heard.append(await calls.call(call))
    assert heard == [0, 1, 2, "done"]


async def test_calls_are_busy_until_the_last_result_is_there(calls: Calls) -> None:
    held = Held()
    slow = asyncio.create_task(calls.call(held, lane="list"))
    await held.begun()
    assert calls.is_busy
    held.let_go()
    await slow
    assert not calls.is_busy


async def test_calls_that_write_are_made_though_nobody_awaits_them_any_more_before_the_end(
    calls: Calls,
) -> None:
    held, written = Held(), []
    first = asyncio.create_task(calls.call(held, lane="marks", writes=True))
    await held.begun()
    second = asyncio.create_task(calls.call(written.append, "star", lane="marks", writes=True))
    await asyncio.sleep(0)  # in which it is put into the lane
    for task in (first, second):
        await _cancelled(task)
    threading.Timer(0.05, held.let_go).start()
    calls.close()
    assert written == ["star"]


async def test_the_end_waits_for_no_write_that_hangs(
    calls: Calls, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(calls_module, "WRITE_SECONDS", 0.01)
    held = Held()
    hangs = asyncio.create_task(calls.call(held, lane="marks", writes=True))
    await held.begun()
    calls.close()
    assert not hangs.done()
    held.let_go()
    await hangs


async def test_the_result_of_a_lane_s_last_call_is_not_kept(calls: Calls) -> None:
    page = weakref.ref(await calls.call(Held, lane="list"))
    await wait_for(lambda: page() is None)


def test_a_call_that_hangs_does_not_hold_up_the_end() -> None:
    held = Held()

    async def begin() -> None:
        calls = Calls(asyncio.get_running_loop().call_soon_threadsafe)
        tasks = [asyncio.create_task(calls.call(held, lane=lane)) for lane in ("", "list")]
        await held.begun()
        calls.close()
        for task in tasks:
            await _cancelled(task)

    began = time.monotonic()
    asyncio.run(begin())
    assert time.monotonic() - began < 10  # half a minute, were it waited for
    held.let_go()


def test_a_result_after_the_end_is_lost_quietly() -> None:
    held = Held()
    threads: list[threading.Thread] = []

    def call() -> None:
        threads.append(threading.current_thread())
        held()

    async def begin() -> None:
        calls = Calls(asyncio.get_running_loop().call_soon_threadsafe)
        task = asyncio.create_task(calls.call(call))
        await held.begun()
        await _cancelled(task)

    asyncio.run(begin())
    held.let_go()
    threads[0].join(10)  # what it raises would be a warning, and those are errors here
    assert not threads[0].is_alive()


async def test_idle_threads_end_with_their_calls(calls: Calls) -> None:
    threads = [await calls.call(threading.current_thread, lane=lane) for lane in ("a", "b")]
    assert all(thread.is_alive() for thread in threads)
    calls.close()
    await wait_for(lambda: not any(thread.is_alive() for thread in threads))
