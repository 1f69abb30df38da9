"""Episodes: fetches the transcript or the chapters of an episode, and shows them as its text."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from qreader.library import Library
    from qreader.model import ArticleId
    from qreader.tui.desk import Desk

OWNER: Final = "episode"
"""The owner of its progress display."""


class Episodes:
    """Runs on the event loop; threads wait for the network."""

    def __init__(
        self, desk: Desk, library: Library, show: Callable[[str], Awaitable[None]]
    ) -> None:
        """show: shows what is kept under a name of the article here."""
        self._desk = desk
        self._library = library
        self._show = show

    async def transcript(self) -> None:
        """Show the transcript of the episode here; it is fetched once, and kept."""
        await self._read("transcript")

    async def chapters(self) -> None:
        """Show the chapters of the episode here, where they are a file of their own."""
        await self._read("chapters")

    async def _read(self, name: str) -> None:
        article_id = self._here
        if article_id is None:
            self._desk.say("There is no article here")
            return
        article = await self._desk.call(self._library.articles.one, article_id, lane=OWNER)
        files = article.entry.enclosures
        if name == "chapters" and any(one.chapters for one in files):
            self._desk.say("Its chapters stand below its text")
        elif any(one.name == name for one in article.answers):
            await self._show(name)
        elif not any(
            one.transcripts if name == "transcript" else one.chapters_url for one in files
        ):
            self._desk.say(f"Its feed names no {name}")
        else:
            self._desk.start(self._fetch, article_id, name, group="episodes", lasting=True)

    async def _fetch(self, article_id: ArticleId, name: str) -> None:
        owner = f"{OWNER} {article_id} {name}"
        self._desk.progress(owner, f"fetching the {name}")
        try:
            await self._desk.call(self._library.fetch_episode_text, article_id, name, lane="")
        finally:
            self._desk.progress(owner, None)
        if self._here == article_id:
            await self._show(name)
        else:
            self._desk.say(f"The {name} is here: :{name} shows it")

    @property
    def _here(self) -> ArticleId | None:
        here = self._desk.here
        return here.open_id or here.article_id
