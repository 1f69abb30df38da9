"""SyncServer: asks the person what a sync has to know. Each refresh includes a sync."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from qreader.render.cells import plural
from qreader.tui.messages import ArticlesCame
from qreader.tui.question import Objection, Question

if TYPE_CHECKING:
    from qreader.library import Library
    from qreader.model import SyncState
    from qreader.tui.desk import Desk

_YES: Final = frozenset({"y", "yes"})
_NO: Final = frozenset({"", "n", "no"})
OWNER: Final = "sync"
"""The owner of its progress display."""


class SyncServer:
    """Asks about feeds that the server no longer has."""

    def __init__(self, desk: Desk, library: Library) -> None:
        self._desk = desk
        self._library = library
        self._may_ask = False
        """Whether the person has just started a refresh by a key, and waits for its result."""

    def refreshed(self, *, was_asked: bool) -> None:
        """Note that a refresh has ended. was_asked: the person had started it by a key."""
        self._may_ask = was_asked

    def take(self, state: SyncState | None) -> None:
        """Set the state of the sync; ask what it has to know."""
        may_ask, self._may_ask = self._may_ask, False
        if state is not None and state.removes and may_ask:
            self._desk.start(self._ask, state, group="sync question", exclusive=True, lasting=True)

    async def _ask(self, state: SyncState) -> None:
        gone = f"{state.server} no longer has {plural(state.removes, 'feed')}"
        answer = await self._desk.ask(Question(f"{gone}. Remove here, too? y/n: ", _checked))
        if answer is None or answer.strip().lower() not in _YES:
            return
        self._desk.progress(OWNER, "syncing")
        try:
            synced = await self._desk.call(self._library.accept_removals, lane="")
        finally:
            self._desk.progress(OWNER, None)
        removed = plural(synced.feeds_removed, "feed")
        self._desk.say(f"{removed} removed; `qreader restore` brings them back")
        self._desk.post_message(ArticlesCame())


def _checked(answer: str) -> Objection | None:
    is_one = answer.strip().lower() in _YES | _NO
    return None if is_one else Objection("y or n", len(answer))
