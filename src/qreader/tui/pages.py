"""Pages: fetches the full text of articles in the background, and shows the want list."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from qreader import model
from qreader.errors import UsageError
from qreader.text.safe import safe_line
from qreader.tui.actions import Where
from qreader.tui.messages import OpenArticle, PagesCame

if TYPE_CHECKING:
    from qreader.library import Library
    from qreader.model import ArticleId, Feed, Link, Paged, Wanted
    from qreader.tui.desk import Desk

OWNER: Final = "page"
"""The owner of its progress display."""


class Pages:
    """Runs on the event loop; threads wait for the network."""

    def __init__(self, desk: Desk, library: Library) -> None:
        self._desk = desk
        self._library = library
        self._under_way: set[ArticleId] = set()
        """The articles whose pages are being fetched."""

    def full_text(self) -> None:
        """Fetch the page of the article here; put a story outside of the cache on the want list."""
        here = self._desk.here
        if here.article_id in self._under_way:
            self._desk.say("The page is being fetched already")
        elif here.article_id is not None:
            self._under_way.add(here.article_id)
            self._desk.start(self._fetch, here.article_id, group="pages", lasting=True)
        elif here.pane is Where.RELATED:
            self._desk.start(self._want, model.Link(here.title, here.url), group="want")
        else:
            self._desk.say("There is no article here")

    async def _fetch(self, article_id: ArticleId) -> None:
        owner = f"{OWNER} {article_id}"
        self._desk.progress(owner, "fetching the page")
        try:
            (paged,) = await self._desk.call(self._fetched, [article_id], lane="")
        except UsageError as error:  # which names the article by its number, for the command line
            said = str(error).replace(f"article {article_id}", "This article", 1)
            self._desk.say(said, is_error=True)
            return
        finally:
            self._under_way.discard(article_id)
            self._desk.progress(owner, None)
        if paged.error is not None:
            self._desk.say(f"The page {paged.error}", is_error=True)
        else:
            self._desk.say("This is the full text")
        self._desk.post_message(PagesCame([article_id], in_list=False))

    def fetch_wanted(self) -> None:
        """Fetch the want list, then pictures, without messages: a failure is stored."""
        self._desk.start(self._fetch_wanted, group="wanted pages", lasting=True)

    async def _fetch_wanted(self) -> None:
        done = await self._desk.call(self._fetched, None, lane="wanted pages")
        came = [paged.article_id for paged in done if paged.error is None]
        if came:
            self._desk.post_message(PagesCame(came))
        if len(came) < len(done):
            failed = [paged.article_id for paged in done if paged.error is not None]
            self._desk.post_message(PagesCame(failed, in_list=False))
        if self._desk.config.images == "offline":
            await self._desk.call(self._library.fetch_pictures, lane="wanted pages")

    def _fetched(self, ids: Sequence[ArticleId] | None) -> list[Paged]:
        return list(self._library.fetch_pages(ids))

    # ---- the want list

    async def _want(self, link: Link) -> None:
        added = await self._desk.call(self._library.want_link, link, lane="marks", writes=True)
        self._desk.say(
            "The page gave no address for this story"
            if added is None
            else "Wanted: the next refresh fetches it; gw shows the list"
        )

    async def show_wanted(self) -> None:
        """Show the want list."""
        from qreader.tui.widgets.lookup import Choice, Lookup

        links, articles = await self._desk.call(self._read_wanted, lane="wanted")
        if not links and not articles:
            self._desk.say("Nothing is wanted: w asks for a page")
            return
        choices = [Choice(safe_line(one.title), one.url, one) for one in links]
        choices += [Choice(safe_line(one.title), one.url, one) for one in articles]
        chosen = await self._desk.choose(
            Lookup("Wanted: fetched at the next refresh", choices, takes="opens it")
        )
        if chosen is not None and isinstance(chosen.value, model.Wanted):
            self._desk.post_message(OpenArticle(chosen.value.article_id))

    def _read_wanted(self) -> tuple[list[Feed], list[Wanted]]:
        return self._library.wanted_links(), self._library.wanted()
