"""Hold: what is typed waits until what it is about has come, and then means that.

A slow line, a held key or a key of the terminal's own brings several at once. A view, an article, a
box or a prompt that one of them asks for takes some milliseconds; the next ones are meant for it.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from time import monotonic
from typing import TYPE_CHECKING, Final, NamedTuple

from textual import events

from qreader.text.safe import safe_line
from qreader.tui.keys import key_of
from qreader.tui.terminal.inside import read_key

if TYPE_CHECKING:
    from textual.timer import Timer

    from qreader.tui.reader import Reader

Typed = events.Key | events.Paste

WAIT_SECONDS: Final = 2.0
"""Whoever has waited so long sees what is on the screen, and means that from then on."""
URGENT_SECONDS: Final = 0.2
"""Keys that end something wait no longer for what comes before them."""
LOOK_SECONDS: Final = 0.01
"""Between two looks whether what is awaited has come, while anything is kept."""
URGENT_ACTIONS: Final = frozenset({"escape", "cancel", "quit"})
ASKING_LANE: Final = "share"
"""Of work that a prompt may come of: a letter behind it is no command, `Q` neither."""
LASTING_LANES: Final = frozenset({"list", "marks"})
"""Of work that goes on when keys no longer wait for it: a view that is left is cancelled by whoever
leaves it, and what changes the cache changes it."""


class Kept(NamedTuple):
    """What waits."""

    what: Typed | Callable[[], object]
    """What was typed, or an order that found what it is about still on its way."""
    since: float


class Hold:
    """Keeps what is typed, in its order, while something is awaited. Runs on the event loop."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader
        self._lanes: set[str] = set()
        self._kept: deque[Kept] = deque()
        self._since = 0.0
        """When the first of these began to wait for what it waits for now."""
        self._looking: Timer | None = None
        self._urgent = {"ctrl+q"}.union(
            *(action.keys for action in reader.actions if action.name in URGENT_ACTIONS)
        )

    def until(self, lane: str) -> None:
        """Have keys wait for what is under way in a lane of the work."""
        self._lanes.add(lane)

    def again(self, order: Callable[[], object], lane: str) -> None:
        """Do this once what is under way in a lane has come, before what is typed meanwhile."""
        self.until(lane)
        self._keep(order, first=True)

    async def take(self, typed: Typed) -> None:
        """Read what is typed, or keep it where it has to wait."""
        if self._kept or self._waits:
            self._reader.stop_orders()
            self._keep(typed)
        else:
            await self._read(typed)

    @property
    def is_keeping(self) -> bool:
        """Whether anything waits."""
        return bool(self._kept)

    @property
    def _waits(self) -> bool:
        """Whether what is typed now is meant for something that is still on its way."""
        reader, screen = self._reader, self._reader.app.screen
        if not reader.is_shown:
            return True
        if screen is not reader:
            return not screen.is_mounted
        if reader.prompt is not None:
            return not reader.prompt.takes_keys
        self._lanes = {lane for lane in self._lanes if reader.work.is_under_way(lane)}
        return bool(self._lanes) or not reader.shows_what_is_meant

    async def _read(self, typed: Typed) -> None:
        prompt = self._reader.prompt
        if prompt is not None and self._reader.is_current:
            prompt.take_keys()  # a click may have taken them from it
        if isinstance(typed, events.Paste):  # one line, and as clean as what is typed by hand
            typed.text = safe_line(typed.text.strip().partition("\n")[0])
        await read_key(self._reader.app, typed)

    # ---- keeping

    def _keep(self, what: Typed | Callable[[], object], *, first: bool = False) -> None:
        now = monotonic()
        if not self._kept:
            self._since = now
        self._kept.insert(0 if first else len(self._kept), Kept(what, now))
        if self._looking is None:
            self._looking = self._reader.set_interval(LOOK_SECONDS, self.look)

    def came(self, lane: str, *, failed: bool) -> None:
        """Go on with what waits; where what it waits for failed, forget it: that has been said."""
        if failed and lane in self._lanes and not self._reader.work.is_under_way(lane):
            self._kept.clear()
        self.look()

    def look(self) -> None:
        """Go on with what waits as soon as that is possible, or once it has waited long enough."""
        if self._kept and self._waits and self._reader.is_shown:
            now = monotonic()
            urgent = next((one.since for one in self._kept if self._is_urgent(one)), now)
            if self._lanes and now - urgent > URGENT_SECONDS:
                self._let_urgent_through()
            elif now - self._since > WAIT_SECONDS:
                self._kept.clear()
                self._lanes.clear()
                self._reader.say("That takes long: what you typed meanwhile is forgotten")
        if self._kept:
            self._reader.app.call_later(self._give_out)
        elif self._looking is not None:
            self._looking.stop()
            self._looking = None

    def _is_urgent(self, one: Kept) -> bool:
        if not isinstance(one.what, events.Key):
            return False
        key = key_of(one.what)
        is_text = len(key) == 1 and ASKING_LANE in self._lanes
        return key in self._urgent and not is_text

    def _let_urgent_through(self) -> None:
        """Forget what waits before the urgent key, and what that waits for, as far as it can be."""
        while not self._is_urgent(self._kept[0]):
            self._kept.popleft()
        ended = self._lanes - LASTING_LANES
        for lane in ended:
            self._reader.work.cancel(lane)
        self._lanes.clear()
        first = self._kept[0].what
        if ended and isinstance(first, events.Key) and first.key == "escape":
            self._kept.popleft()  # this is what it ended

    async def _give_out(self) -> None:
        """Hand on what was kept, up to what has to wait again."""
        while self._kept and not self._waits:
            what = self._kept.popleft().what
            self._since = monotonic()
            if isinstance(what, events.Event):
                await self._read(what)
            else:
                what()
