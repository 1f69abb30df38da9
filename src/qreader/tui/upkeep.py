"""Upkeep in the reader: what the cache needs done, by a process of its own behind all else."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from qreader.tui.reader import Reader
    from qreader.tui.work import Report

DELAY_SECONDS = 3.0
"""After the start: first comes what a person sees."""


class Upkeep:
    """Has the cache kept up once, where anything is due, and says how far that is."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader

    def start(self) -> None:
        """Begin in a while."""
        self._reader.set_timer(DELAY_SECONDS, self.run)

    def run(self) -> None:
        """Begin now."""
        self._reader.work.apart("upkeep", self._call, self._end, heard=self._heard)

    def _call(self, report: Report) -> bool:
        library = self._reader.library
        if not library.needs_upkeep():
            return False
        shown = ""
        for part in library.keep_up():
            if shown != (shown := f"search index {part:.0%}"):
                report(shown)
        return True

    def _heard(self, progress: str) -> None:
        if not self._reader.news.is_refreshing:
            self._reader.status.show_progress(progress)

    def _end(self, was_due: bool) -> None:
        if was_due and not self._reader.news.is_refreshing:
            self._reader.status.show_progress("")
