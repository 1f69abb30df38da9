"""Queueing: puts what is attached on the queue, shows it, plays it, and has it downloaded."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from time import monotonic
from typing import TYPE_CHECKING, Final

from qreader.errors import FetchError, FileError, UsageError
from qreader.process import sending
from qreader.render.cells import cut, plural
from qreader.render.queued import amount, length_of
from qreader.text.safe import safe_line
from qreader.tui.desk import UNDOES
from qreader.tui.messages import OpenAddress, OpenArticle

if TYPE_CHECKING:
    from qreader.collect.queueing import Playing
    from qreader.library import Library
    from qreader.model import ArticleId, Queued, QueueKey
    from qreader.tui.desk import Desk, Started
    from qreader.tui.widgets.lookup import Lookup

OWNER: Final = "queue"
"""The owner of its progress display."""
LANE: Final = "marks"
"""Its changes have the order of the keys, with those of all others."""
WATCH_SECONDS: Final = 1.0
"""How often the open box looks how far the downloads are."""
REFUSALS: Final = frozenset({401, 403, 404, 410, 451})
"""What a server hardly answers otherwise half an hour later."""
IDLE_SHARE: Final = 20
"""It looks again after so many times what a look takes: one at 10,000 rows takes 0.3 s."""
PROGRESS_SECONDS: Final = 1.0
"""The least time between two updates of a download's progress."""
MAX_TITLE_CELLS: Final = 40


class Queueing:
    """Runs on the event loop; threads wait for the network and for players."""

    def __init__(self, desk: Desk, library: Library, undo: Callable[[], Started]) -> None:
        """undo: takes back what was done last."""
        self._desk = desk
        self._library = library
        self._undo = undo
        self._is_downloading = False
        self._is_due = False
        """Whether the queue changed while it is being downloaded."""
        self._refused: set[QueueKey] = set()
        """What a server refuses: it is not asked again by itself."""
        self._told_at = 0.0
        self._box: Lookup | None = None
        """The open box."""

    # ---- on the queue, and off it

    async def toggle(self, nth: int | None) -> None:
        """Put what is attached to the articles here on the queue; off it, where all of it is on."""
        targets = self._desk.here.targets
        if not targets:
            self._desk.say("There is no article here")
            return
        said = await self._desk.call(self._toggled, targets, nth, lane=LANE, writes=True)
        self._desk.say(said)
        self.begin()

    def _toggled(self, targets: Sequence[ArticleId], nth: int | None) -> str:
        queue = self._library.queue
        keys: list[QueueKey] = []
        for target in targets:
            try:
                keys += queue.keys_of([(target, nth)])
            except UsageError:  # it has nothing attached
                continue
        if not keys:
            return "There is nothing attached" if nth is None else f"There is no number {nth}"
        with self._library.without_reload():
            what = "" if len(keys) == 1 else f": {len(keys)} files"
            if added := queue.add(keys, f"On the queue{what}"):
                count = "" if len(added) == 1 else f": {plural(len(added), 'file')}"
                return f"On the queue{count}{UNDOES}, gq shows it"
            queue.remove(keys, f"Off the queue{what}")
            return f"Off the queue{what}{UNDOES}"

    # ---- the list

    async def show(self) -> None:
        """Show the queue; enter plays."""
        from qreader.tui.widgets.lookup import Lookup
        from qreader.tui.widgets.queue_list import SAID, QueueList

        items = await self._desk.call(self._library.queue.items, lane=OWNER)
        if not items:
            self._desk.say("Nothing is on the queue: P puts on it what is attached")
            return
        self._refused.clear()
        self.begin()
        rows = QueueList(items, self._act)
        box = self._box = Lookup(
            _title(items),
            rows,
            takes="plays",
            about=[SAID],
            keys={"o": "its article"},
            at=next((n for n, one in enumerate(items) if one.note.played is None), 0),
            kind="-queue",
        )
        watch = self._desk.start(self._watch, group="queue box", lasting=True)
        try:
            chosen = await self._desk.choose(box)
        finally:
            watch.cancel()
            self._box = None
        item = rows.current_item
        if chosen is None or item is None:
            return
        if chosen.key == "o":
            self._desk.post_message(OpenArticle(item.key.article_id))
        else:
            await self.play(item.key)

    async def _watch(self) -> None:
        """Show how far the downloads are, also those of another program."""
        pause = WATCH_SECONDS
        while True:
            await asyncio.sleep(pause)
            began = monotonic()
            await self._show_again()
            pause = max(WATCH_SECONDS, IDLE_SHARE * (monotonic() - began))

    async def _show_again(self, at: QueueKey | None = None) -> None:
        from qreader.tui.widgets.queue_list import QueueList

        items = await self._desk.call(self._library.queue.items, lane=OWNER, behind=LANE)
        box = self._box
        if box is not None and isinstance(box.list, QueueList):
            box.list.show(items, at)
            box.set_title(_title(items))

    def _act(self, key: str, item: Queued) -> None:
        self._desk.start(self._acted, key, item, group="queue keys")

    async def _acted(self, key: str, item: Queued) -> None:
        if key == "u":
            await self._undo()
        else:
            await self._desk.call(self._change, key, item, lane=LANE, writes=True)
        await self._show_again(item.key if key in "JK" else None)
        if key not in "JK":
            self.begin()

    def _change(self, key: str, item: Queued) -> None:
        queue, title = self._library.queue, cut(safe_line(item.title), MAX_TITLE_CELLS)
        with self._library.without_reload():
            if key == "d":
                queue.remove([item.key], f"Off the queue: {title}")
            elif key == "m":
                played = self._library.now() if item.note.played is None else None
                word = "Not played" if played is None else "Played"
                queue.set_played([item.key], played=played, label=f"{word}: {title}")
            else:
                queue.move(item.key, 1 if key == "J" else -1)

    # ---- playing

    async def play(self, key: QueueKey) -> None:
        """Play something with the command for its type, else in the browser."""
        try:
            playing = await self._desk.call(self._library.queue.playing, key, lane="share")
        except UsageError:  # no command is configured for this type
            item = await self._desk.call(self._library.queue.one, key, lane="share")
            self._desk.post_message(OpenAddress(item.enclosure.url))
            return
        self._desk.say(f"Opened with {safe_line(playing.command[0])}")
        self._desk.start(self.run, playing, group="opened", lasting=True)

    async def run(self, playing: Playing) -> None:
        """Run a player, and note where it stopped."""
        began, log_file = monotonic(), self._library.paths.log_file
        failure = await self._desk.call(sending.failure_of, playing.command, b"", log_file, lane="")
        if failure:
            self._desk.say(failure, is_error=True)
            return
        seconds = monotonic() - began
        said = await self._desk.call(self._stopped, playing, seconds, lane=LANE, writes=True)
        if said:
            self._desk.say(said)
        if self._box is not None:
            await self._show_again()
        self.begin()

    def _stopped(self, playing: Playing, seconds: float) -> str:
        with self._library.without_reload():
            now = self._library.now()
            item = self._library.queue.stopped(playing, seconds, now, "Played")
        if item is None:
            return ""
        title = cut(safe_line(item.title), MAX_TITLE_CELLS)
        if item.note.played is not None:
            return f"Played: {title}{UNDOES}"
        return f"Stopped at {length_of(item)}: {title}" if item.note.position else ""

    # ---- downloads

    def begin(self) -> None:
        """Download what is on the queue, in the background."""
        self._is_due = True
        if not self._is_downloading:
            self._is_downloading = True
            self._desk.start(self._download_while_due, group="queue", lasting=True)

    async def _download_while_due(self) -> None:
        try:
            while self._is_due:
                self._is_due = False
                if await self._desk.call(self._library.has_queue_to_download, lane=OWNER):
                    for error in await self._desk.call(self._download, lane="queue downloads"):
                        self._desk.say(str(error), is_error=True)
        finally:
            self._is_downloading = False
            self._desk.progress(OWNER, None)

    def _download(self) -> list[FetchError | FileError]:
        with self._library.without_reload():
            errors = []
            for one, error in self._library.queue.download(self._report, but_for=self._refused):
                if isinstance(error, FetchError) and error.status in REFUSALS:
                    self._refused.add(one.key)
                if error is not None and one.error != str(error):  # else it was said
                    errors.append(error)
            return errors

    def _report(self, one: Queued, here: int, of: int | None) -> None:
        now = monotonic()
        if now - self._told_at >= PROGRESS_SECONDS:
            self._told_at = now
            self._desk.report(self._tell, f"{safe_line(one.title, 40)}: {amount(here, of)}")

    def _tell(self, progress: str) -> None:
        if self._is_downloading:
            self._desk.progress(OWNER, progress)


def _title(items: Sequence[Queued]) -> str:
    left = sum(one.note.played is None for one in items)
    return f"Queue: {left:,} to play" if left else "Queue: all played"
