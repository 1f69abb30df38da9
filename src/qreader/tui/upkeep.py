"""Upkeep in the reader: what the cache needs done, by a process of its own behind all else."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from qreader.library import Library
    from qreader.tui.desk import Desk

DELAY_SECONDS: Final = 3.0
"""After the start: first comes what a person sees."""
OWNER: Final = "upkeep"
"""Of the progress that is shown."""


class Upkeep:
    """Has the cache kept up once, where anything is due, and says how far that is."""

    def __init__(self, desk: Desk, library: Library) -> None:
        self._desk = desk
        self._library = library

    def start(self) -> None:
        """Begin in a while."""
        self._desk.start(self._wait_and_run, group="upkeep", lasting=True)

    async def _wait_and_run(self) -> None:
        await asyncio.sleep(DELAY_SECONDS)
        await self.run()

    async def run(self) -> None:
        """Begin now."""
        try:
            await self._desk.call(self._keep_up, lane="")
        finally:
            self._desk.progress(OWNER, None)

    def _keep_up(self) -> None:
        if not self._library.needs_upkeep():
            return
        shown = ""
        for part in self._library.keep_up():
            if shown != (shown := f"search index {part:.0%}"):
                self._desk.report(self._show, shown)

    def _show(self, progress: str) -> None:
        self._desk.progress(OWNER, progress)
