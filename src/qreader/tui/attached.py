"""Attached: opens and downloads the files that an article points to."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING, Final, NamedTuple

from qreader.errors import QReaderError, UsageError
from qreader.text.media_types import main_place
from qreader.text.safe import safe_line
from qreader.tui import opening

if TYPE_CHECKING:
    from qreader.model import Article, ArticleId, Enclosure
    from qreader.sources.web.download import Download
    from qreader.tui.reader import Reader
    from qreader.tui.work import Report

PROGRESS_SECONDS: Final = 1.0
"""The status line tells of a download at most so often."""
MEGABYTE: Final = 1_000_000


class Progress(NamedTuple):
    """How far a download is."""

    name: str
    here: int
    of: int | None

    @property
    def sentence(self) -> str:
        """What the status line says."""
        of = f" of {self.of / MEGABYTE:.1f}" if self.of else ""
        return f"{safe_line(self.name, 40)}: {self.here / MEGABYTE:.1f}{of} MB"


class Attached:
    """Runs on the event loop; the network and other programs are waited for in `work`."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader
        self._told_at = 0.0

    def open(self, nth: int | None) -> None:
        """Open a file with the command for its type, else in the browser."""
        library, work = self._reader.library, self._reader.work

        def look(article_id: ArticleId, place: int) -> list[str] | None:
            try:
                return library.open_command(article_id, place)
            except UsageError:  # no command is configured for this type
                return None

        def found(command: list[str] | None, enclosure: Enclosure) -> None:
            if command is None:
                self._reader.sharing.open_url(enclosure.url)
            else:
                self._reader.say(f"Opened with {safe_line(command[0])}")
                work.apart("open", lambda _: opening.run_apart(command[:-1], command[-1]), ended)

        def ended(code: int) -> None:
            if code:
                self._reader.say(f"It ended with {code}", is_error=True)

        self._with_one(
            nth,
            lambda target, place, enclosure: work.latest(
                "share", lambda: look(target, place), lambda command: found(command, enclosure)
            ),
        )

    def download(self, nth: int | None) -> None:
        """Fetch a file, and whatever else waits in the folder of downloads."""
        library, work = self._reader.library, self._reader.work

        def call(target: ArticleId, place: int, report: Report) -> list[Path]:
            def fetch(one: Download) -> Path:
                def tell(here: int, of: int | None) -> None:
                    report(Progress(one.path.name, here, of))

                return library.download(one, tell)

            return [fetch(one) for one in library.downloads([(target, place)])]

        def fetched(paths: list[Path]) -> None:
            self._reader.status.show_progress("")
            self._reader.say(f"Downloaded {paths[-1]}" if paths else "It is here already")

        def failed(error: QReaderError) -> None:
            self._reader.status.show_progress("")
            self._reader.say(str(error), is_error=True)

        def begin(target: ArticleId, place: int, _: Enclosure) -> None:
            self._reader.say("Downloading; reading goes on")
            work.apart(
                "download", lambda report: call(target, place, report), fetched, heard=self._heard,
                failed=failed,
            )  # fmt: skip

        self._with_one(nth, begin)

    def _heard(self, progress: Progress) -> None:
        if monotonic() - self._told_at >= PROGRESS_SECONDS:
            self._told_at = monotonic()
            self._reader.status.show_progress(progress.sentence)

    def _with_one(self, nth: int | None, then: Callable[[ArticleId, int, Enclosure], None]) -> None:
        """Go on with the n-th file of the article that is meant, else with what one would play."""

        def counted(article: Article) -> None:
            attached = article.entry.enclosures
            count, place = len(attached), nth or main_place(attached)
            if 1 <= place <= count:
                then(article.id, place, attached[place - 1])
            else:
                number = f"no more than {count}" if count else "nothing"
                self._reader.say(f"There is {number} attached")

        self._reader.sharing.with_article(counted)
