"""SyncServer: how the sync with the person's server stands, and what it has to ask."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qreader.tui.cells import plural
from qreader.tui.question import Objection, Question

if TYPE_CHECKING:
    from qreader.model import Synced, SyncState
    from qreader.tui.help import Choice
    from qreader.tui.reader import Reader

_YES, _NO = {"y", "yes"}, {"", "n", "no"}


class SyncServer:
    """The server's place in the reader. A sync itself runs with each refresh."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader
        self._state: SyncState | None = None
        self.may_ask = False
        """Whether the person has just asked for a refresh, and so waits for what comes of it."""

    @property
    def error(self) -> str | None:
        """Why the last sync failed; None: it did not, or there is no server."""
        return None if self._state is None else self._state.error

    @property
    def choice(self) -> Choice:
        """Return its line among the feeds that failed."""
        from qreader.tui.help import Choice

        state = self._state
        return Choice(f"sync with {state.server if state else ''}", self.error or "", state)

    def take(self, state: SyncState | None) -> None:
        """Take over how the sync stands; ask about feeds that the server has no longer."""
        self._state = state
        if state is not None and state.removes and self.may_ask:
            self._ask(state)
        self.may_ask = False

    def _ask(self, state: SyncState) -> None:
        def settled(answer: str) -> Objection | None:
            if answer.strip().lower() in _YES:
                self._accept()
            elif answer.strip().lower() not in _NO:
                return Objection("y or n", len(answer))
            return None

        gone = f"{state.server} no longer has {plural(state.removes, 'feed')}"
        self._reader.ask(Question(f"{gone}. Remove here, too? y/n: ", settled))

    def _accept(self) -> None:
        reader = self._reader
        reader.status.show_progress("syncing")

        def ended(synced: Synced) -> None:
            reader.status.show_progress("")
            removed = plural(synced.feeds_removed, "feed")
            reader.say(f"{removed} removed; `qreader restore` brings them back")
            reader.news.update()

        def failed(error: Exception) -> None:
            reader.status.show_progress("")
            reader.say(str(error), is_error=True)

        reader.work.apart("sync", lambda _: reader.library.accept_removals(), ended, failed=failed)
