"""When a frame is drawn: at once after a pause, else after what is left of a frame's time."""

from __future__ import annotations

import pytest
from fake_library import FakeLibrary
from textual.message_pump import MessagePump

from conftest import Start
from qreader.tui.terminal import frame_timer
from qreader.tui.terminal.frame_timer import FrameTimer


class Timers:
    """What stands in for Textual's timers and the clock: notes how long each would wait."""

    def __init__(self) -> None:
        self.now = 1_000.0
        self.delays: list[float] = []

    def start(self, _: MessagePump, delay: float, call: object) -> Timers:
        self.delays.append(delay)
        return self


@pytest.fixture
def timers(monkeypatch: pytest.MonkeyPatch) -> Timers:
    one = Timers()
    monkeypatch.setattr(frame_timer, "start_timer", one.start)
    monkeypatch.setattr(frame_timer, "monotonic", lambda: one.now)
    return one


def _timer() -> FrameTimer:
    return FrameTimer(MessagePump(), lambda: None)


def test_after_a_pause_a_frame_comes_at_once(timers: Timers) -> None:
    _timer().resume()
    assert timers.delays == [0]


def test_a_second_frame_waits_for_what_is_left_of_the_time_of_the_first(timers: Timers) -> None:
    timer = _timer()
    timer.resume()
    timer.pause()  # it is drawn
    timers.now += frame_timer.FRAME_SECONDS / 4
    timer.resume()
    assert timers.delays == [0, pytest.approx(frame_timer.FRAME_SECONDS * 3 / 4)]


def test_a_frame_that_is_on_its_way_is_not_asked_for_again(timers: Timers) -> None:
    timer = _timer()
    timer.resume()
    timer.resume()
    assert timers.delays == [0]


async def test_the_reader_draws_its_frames_by_it(start: Start, library: FakeLibrary) -> None:
    async with start(library) as driver:
        assert isinstance(driver.reader._update_timer, FrameTimer)
