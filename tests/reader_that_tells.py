"""The reader as a program that tells a test when it rests, and draws anew when it is asked to.

Function keys, which no action has, ask for it; the answer is a sequence that no screen shows.
What is drawn anew owes nothing to what was there: rows are read again from the cache, and every
line that anything keeps is thrown away.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from rich.segment import Segment
from textual import events
from textual._compositor import Compositor
from textual._styles_cache import StylesCache
from textual.message_pump import MessagePump
from textual.screen import Screen
from textual.strip import Strip

from qreader.__main__ import run
from qreader.tui import reader, refreshing, upkeep
from qreader.tui.app import QReaderApp
from qreader.tui.terminal import frame_timer
from qreader.tui.terminal.frames import Frames
from qreader.tui.widgets.article_view import ArticleView

REST_KEY, ANEW_KEY, SPOIL_KEY = "f19", "f20", "f21"
REST_BYTES, ANEW_BYTES, SPOIL_BYTES = b"\x1b[57382u", b"\x1b[57383u", b"\x1b[57384u"
DONE = b"\x1b]999;done\x07"
POLL_SECONDS = 0.1
"""How soon other processes are noticed: no test waits for a second."""
LOOK_SECONDS = 0.004
QUIET_LOOKS = 3


def _pumps(app: QReaderApp) -> Iterator[MessagePump]:
    yield app
    for screen in app.screen_stack:
        yield from screen.walk_children(with_self=True)


def _is_awaited(pump: MessagePump) -> bool:
    """Whether something is still to happen to a part of the interface, at once or in a moment."""
    waiting = any(
        timer._repeat == 0 and timer._task is not None and not timer._task.done()
        for timer in pump._timers
    )
    return waiting or not pump._message_queue.empty()


def _is_busy(app: QReaderApp) -> bool:
    """Whether anything is still to be read, done or drawn."""
    one, screen = app.reader, app.screen
    return (
        one.is_busy
        or one.refreshing._version != one.library.version()
        or any(_is_awaited(pump) for pump in _pumps(app))
        or screen._layout_required
        or screen._scroll_required
        or screen._repaint_required
        or bool(screen._dirty_widgets)
        or bool(screen._callbacks)
    )


async def _rest(app: QReaderApp) -> None:
    """Wait until all is done that was asked for, and nothing more has come of it."""
    quiet = 0
    while quiet < QUIET_LOOKS:
        await asyncio.sleep(LOOK_SECONDS)
        quiet = 0 if _is_busy(app) else quiet + 1


def _forget_rows(app: QReaderApp) -> None:
    """Have the rows of the list as the cache has them now."""
    articles = app.reader.articles
    ids = list(articles._rows)
    articles._rows.clear()
    articles._asked.clear()
    articles._keep(app.reader.library.articles.rows(ids))


def _forget_lines(app: QReaderApp, screen: Screen[Any]) -> None:
    """Draw a screen of which nothing is known, from lines of which none is kept."""
    for node in screen.walk_children(with_self=True):
        for name in ("_styles_known", "_strips", "_layout_cache", "_rich_style_cache"):
            getattr(node, name, {}).clear()
        if isinstance(node, ArticleView):
            node._look.forget()
        node._styles_cache = StylesCache()
    screen._compositor = Compositor()
    screen._arrangement_cache.clear()
    app._frames = Frames(erases=app.output.erases)
    screen.refresh(layout=True)


def _spoil_lines(app: QReaderApp) -> None:
    """Put nonsense into all that is kept of lines and of rows, and show it."""
    for node in app.screen.walk_children():
        node._styles_cache._cache = {y: Strip([Segment("?" * 200)]) for y in range(99)}
        node._styles_cache._dirty_lines.clear()
    for number, strip in app.reader.article_view._strips.items():
        app.reader.article_view._strips[number] = Strip([Segment("?" * strip.cell_length)])
    articles = app.reader.articles
    articles._rows = {i: replace(row, title="wrong") for i, row in articles._rows.items()}
    app._display(app.screen, app.screen._compositor.render_update(full=True))


async def _answer(app: QReaderApp, key: str) -> None:
    await _rest(app)
    if key == ANEW_KEY:
        _forget_rows(app)
        for screen in app.screen_stack:
            _forget_lines(app, screen)
        await _rest(app)
    if key == SPOIL_KEY:
        _spoil_lines(app)
        await _rest(app)
    assert app._driver is not None
    app._driver.write(DONE.decode())


def _listen() -> None:
    """Keep the test's own keys from the reader, and do what they ask for."""
    on_event = QReaderApp.on_event

    async def heard(app: QReaderApp, event: events.Event) -> None:
        if isinstance(event, events.Key) and event.key in {REST_KEY, ANEW_KEY, SPOIL_KEY}:
            app.run_worker(_answer(app, event.key))
        else:
            await on_event(app, event)

    QReaderApp.on_event = heard  # type: ignore[method-assign]


if __name__ == "__main__":
    refreshing.POLL_SECONDS = POLL_SECONDS
    frame_timer.FRAME_SECONDS = 0.003  # type: ignore[misc]
    upkeep.DELAY_SECONDS = 0.001
    reader.WHICH_KEY_SECONDS = 0.001  # type: ignore[misc]
    _listen()
    run()
