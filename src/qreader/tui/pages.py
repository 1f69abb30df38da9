"""Pages: the full text of articles, fetched while reading goes on, and the want list."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from qreader import model
from qreader.text.safe import safe_line
from qreader.tui.actions import Where

if TYPE_CHECKING:
    from qreader.model import ArticleId, Feed, Link, Paged, Wanted
    from qreader.tui.reader import Reader
    from qreader.tui.work import Report


class Pages:
    """Fetches pages. Runs on the event loop; the network is waited for in `work`."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader

    def fetch(self, article_id: ArticleId) -> None:
        """Fetch the page of one article, and show its text when it comes."""

        def fetched(done: list[Paged]) -> None:
            self._reader.status.show_progress("")
            (paged,) = done
            if paged.error is not None:
                self._reader.say(f"The page {paged.error}", is_error=True)
            else:
                self._reader.say("This is the full text")
                self._reader.reading.reload(article_id)

        self._reader.status.show_progress("fetching the page")
        self._fetch([article_id], fetched)

    def fetch_wanted(self) -> None:
        """Fetch what is on the want list, quietly: a failure is noted with its article."""

        def fetched(done: list[Paged]) -> None:
            came = {paged.article_id for paged in done if paged.error is None}
            reading = self._reader.reading
            if reading.article is not None and reading.article.id in came:
                reading.reload(reading.article.id)
            if came:
                self._reader.news.update()

        self._fetch(None, fetched)

    def _fetch(
        self, ids: Sequence[ArticleId] | None, fetched: Callable[[list[Paged]], None]
    ) -> None:
        library = self._reader.library

        def call(_: Report) -> list[Paged]:
            return list(library.fetch_pages(ids))

        def failed(error: Exception) -> None:
            self._reader.status.show_progress("")
            self._reader.say(str(error), is_error=True)

        self._reader.work.apart("pages", call, fetched, failed=failed)

    # ---- the want list

    def want(self, link: Link) -> None:
        """Put a story that is not in the cache on the want list."""
        library = self._reader.library
        self._reader.work.apart(
            "want",
            lambda _: library.want_link(link),
            lambda added: self._reader.say(
                "The page gave no address for this story"
                if added is None
                else "Wanted: the next refresh fetches it; gw shows the list"
            ),
        )

    def show_wanted(self) -> None:
        """Show what the next refresh fetches."""
        library = self._reader.library
        self._reader.work.latest(
            "wanted", lambda: (library.wanted_links(), library.wanted()), self._show
        )
        self._reader.hold.until("wanted")

    def _show(self, found: tuple[list[Feed], list[Wanted]]) -> None:
        from qreader.tui.help import Choice, Lookup

        links, articles = found
        if not links and not articles:
            self._reader.say("Nothing is wanted: w asks for a page")
            return
        choices = [Choice(safe_line(one.title), one.url, one) for one in links]
        choices += [Choice(safe_line(one.title), one.url, one) for one in articles]

        def chosen(one: object) -> None:
            if isinstance(one, model.Wanted):
                self._reader.reading.open(one.article_id)

        lookup = Lookup("Wanted: fetched at the next refresh", choices, chosen)
        self._reader.app.push_screen(lookup)

    def full_text_here(self) -> None:
        """Do what `w` means in this pane."""
        reader = self._reader
        item = reader.related.current if reader.pane is Where.RELATED else None
        if item is not None and item.article_id is None:
            self.want(model.Link(item.title, item.url))
        elif reader.target is None:
            reader.say("There is no article here")
        else:
            self.fetch(reader.target)
