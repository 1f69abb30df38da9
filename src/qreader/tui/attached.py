"""Attached: opens and downloads enclosures."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING, Final, NamedTuple

from qreader.errors import BusyError, QReaderError, UsageError
from qreader.model import QueueKey
from qreader.process import sending
from qreader.render.queued import amount
from qreader.text.media_types import is_in_mail, main_place
from qreader.text.reach import players
from qreader.text.safe import safe_line
from qreader.tui.messages import OpenAddress, PlayQueued

if TYPE_CHECKING:
    from qreader.library import Library
    from qreader.model import Article, ArticleId, Enclosure
    from qreader.tui.desk import Desk

PROGRESS_SECONDS: Final = 1.0
"""The least time between two updates of a download's progress."""
OWNER: Final = "download"
"""The owner of its progress display."""


class Progress(NamedTuple):
    """The progress of a download."""

    name: str
    here: int
    of: int | None

    @property
    def sentence(self) -> str:
        """The text of the status line."""
        return f"{safe_line(self.name, 40)}: {amount(self.here, self.of)}"


class Found(NamedTuple):
    """An enclosure of an article."""

    article_id: ArticleId
    place: int
    """Its number, from 1."""
    enclosure: Enclosure


class Fetched(NamedTuple):
    """The result of the download queue."""

    paths: list[Path]
    errors: list[QReaderError]


class Attached:
    """Runs on the event loop; threads wait for the network and other programs."""

    def __init__(self, desk: Desk, library: Library) -> None:
        self._desk = desk
        self._library = library
        self._told_at = 0.0

    async def open(self, nth: int | None) -> None:
        """Open an enclosure with the command for its type, else in the browser.

        Behind the enclosures, the players in the text are counted.
        """
        article = await self._article()
        if article is None:
            return
        player = await self._desk.call(_player, article, nth or 1, lane="share")
        if player is not None:
            self._desk.post_message(OpenAddress(player))
            return
        found = self._found(article, nth)
        if found is None:
            return
        key = QueueKey(found.article_id, found.place)
        if await self._desk.call(self._library.is_queued, key, lane="share"):
            self._desk.post_message(PlayQueued(key))
            return
        command = await self._desk.call(self._command, found.article_id, found.place, lane="share")
        if command is None and is_in_mail(found.enclosure):
            self._desk.say("It is in the mailbox: :download saves it, and [open] opens it then")
        elif command is None:
            self._desk.post_message(OpenAddress(found.enclosure.url))
        else:
            self._desk.say(f"Opened with {safe_line(command[0])}")
            self._desk.start(self._run, command, group="opened", lasting=True)

    def _command(self, article_id: ArticleId, place: int) -> list[str] | None:
        try:
            return self._library.open_command(article_id, place)
        except UsageError:  # no command is configured for this type
            return None

    async def _run(self, command: list[str]) -> None:
        log_file = self._library.paths.log_file
        failure = await self._desk.call(sending.failure_of, command, b"", log_file, lane="")
        if failure:
            self._desk.say(failure, is_error=True)

    async def download(self, nth: int | None) -> None:
        """Download an enclosure, and resume the unfinished downloads in the folder."""
        found = await self._find(nth)
        if found is not None:
            self._desk.say("Downloading; reading goes on")
            self._desk.start(
                self._download, found.article_id, found.place, group="downloads", lasting=True
            )

    async def _download(self, article_id: ArticleId, place: int) -> None:
        owner = f"{OWNER} {article_id} {place}"
        await self._desk.call(self._library.downloads, [(article_id, place)], lane="share")
        try:  # one after the other: each call resumes all unfinished downloads
            fetched = await self._desk.call(self._fetch, owner, lane="downloads")
        finally:
            self._desk.progress(owner, None)
        if fetched.paths:
            self._desk.say(f"Downloaded {fetched.paths[-1]}")
        elif not fetched.errors:
            self._desk.say("It is here already")
        for error in fetched.errors:
            self._desk.say(str(error), is_error=True)

    def _fetch(self, owner: str) -> Fetched:
        fetched = Fetched([], [])
        for one in self._library.downloads():
            told = partial(self._report, owner, one.path.name)
            try:
                fetched.paths.append(self._library.download(one, told))
            except BusyError:  # the queue downloads it
                continue
            except QReaderError as error:
                fetched.errors.append(error)
        return fetched

    def _report(self, owner: str, name: str, here: int, of: int | None) -> None:
        self._desk.report(self._tell, (owner, Progress(name, here, of)))

    def _tell(self, told: tuple[str, Progress]) -> None:
        owner, progress = told
        if monotonic() - self._told_at >= PROGRESS_SECONDS:
            self._told_at = monotonic()
            self._desk.progress(owner, progress.sentence)

    async def _find(self, nth: int | None) -> Found | None:
        article = await self._article()
        return None if article is None else self._found(article, nth)

    async def _article(self) -> Article | None:
        target = self._desk.here.article_id
        if target is None:
            self._desk.say("There is no article here")
            return None
        return await self._desk.call(self._library.articles.one, target, lane="share")

    def _found(self, article: Article, nth: int | None) -> Found | None:
        """Return the n-th enclosure of an article, by default the main one."""
        attached = article.entry.enclosures
        count, place = len(attached), nth or main_place(attached)
        if 1 <= place <= count:
            return Found(article.id, place, attached[place - 1])
        number = f"no more than {count}" if count else "nothing"
        self._desk.say(f"There is {number} attached")
        return None


def _player(article: Article, nth: int) -> str | None:
    """Return the address of the n-th that can be played, where it stands in the text."""
    attached = len(article.entry.enclosures)
    if nth <= attached:
        return None
    from qreader.text.html import entry_blocks  # not for a start

    found = players(entry_blocks(article.entry))
    return found[nth - attached - 1] if nth - attached <= len(found) else None
