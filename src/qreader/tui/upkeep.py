"""Upkeep in the reader: what the cache needs done, by a process of its own behind all else."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Final

from qreader.tui.messages import StoriesCame

if TYPE_CHECKING:
    from qreader.library import Library
    from qreader.tui.desk import Desk

DELAY_SECONDS: Final = 3.0
"""After the start: first comes what a person sees."""
OWNER: Final = "upkeep"
"""Of the progress that is shown."""


class Upkeep:
    """Has the cache kept up where anything is due, and says how far a new search index is."""

    def __init__(self, desk: Desk, library: Library) -> None:
        self._desk = desk
        self._library = library
        self._is_due = self._is_running = self._has_shown = False

    def start(self) -> None:
        """Begin in a while."""
        self._desk.start(self._wait_and_run, group="upkeep", lasting=True)

    async def _wait_and_run(self) -> None:
        await asyncio.sleep(DELAY_SECONDS)
        self.begin()

    def begin(self) -> None:
        """Begin now; where it is under way, once more behind it: articles came."""
        self._is_due = True
        if not self._is_running:
            self._is_running = True
            self._desk.start(self._run_while_due, group="upkeep", lasting=True)

    async def _run_while_due(self) -> None:
        try:
            while self._is_due:
                self._is_due = False
                await self.run()
        finally:
            self._is_running = False

    async def run(self) -> None:
        """Do what is due."""
        try:
            await self._desk.call(self._keep_up, lane="")
        finally:
            if self._has_shown:
                self._has_shown = False
                self._desk.progress(OWNER, None)

    def _keep_up(self) -> None:
        if self._library.signatures.count_ungrouped():
            for compared in self._library.group_new_articles():
                if compared:
                    self._desk.report(self._tell, compared)
        if not self._library.needs_upkeep():
            return
        shown = ""
        for part in self._library.keep_up():
            if part < 1 and shown != (shown := f"search index {part:.0%}"):
                self._desk.report(self._show, shown)

    def _tell(self, _compared: int) -> None:
        self._desk.post_message(StoriesCame())

    def _show(self, progress: str) -> None:
        self._has_shown = True
        self._desk.progress(OWNER, progress)
