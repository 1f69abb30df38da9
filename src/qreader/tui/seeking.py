"""Seeking: asks for a query, a filter, a name in the tree; the list follows as it is typed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from qreader.model import Query
from qreader.text.safe import safe_line
from qreader.tui.actions import Where
from qreader.tui.browse import EVERYTHING
from qreader.tui.question import Hint, Objection, Question

if TYPE_CHECKING:
    from qreader.errors import QueryError
    from qreader.tui.reader import Reader
    from qreader.tui.widgets.feed_tree import Branch

MAX_HINTS: Final = 8


class Seeking:
    """Runs on the event loop; `Browse` looks for what is asked."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader

    # ---- queries

    def search(self, query: str) -> None:
        """Search all articles for a query; where none is given, ask for it."""
        self._seek("/", query, EVERYTHING, "Search")

    def filter(self, query: str) -> None:
        """Search in what the list shows, or the tree's cursor is on; a second one narrows that."""
        view = self._reader.browse.view
        within, title = view.query, view.title
        branch = self._reader.feed_tree.current
        if self._reader.pane is Where.FEEDS and branch is not None and branch.query is not None:
            within, title = branch.query, branch.label
        self._seek("Filter: ", query, within, title)

    def _seek(self, label: str, query: str, within: Query, title: str) -> None:
        browse = self._reader.browse
        if query:
            error = browse.search(query, within, title)
            if error is None:
                self._reader.go(Where.LIST)
            else:
                self._reader.say(str(error), is_error=True)
            return

        looked_for: str | None = None

        def look(text: str) -> QueryError | None:
            nonlocal looked_for
            error = browse.search(text, within, title)
            looked_for = text if error is None else looked_for
            return error

        def typed(text: str) -> str:
            error = look(text)
            return str(error) if error else ""

        def settled(text: str) -> Objection | None:
            # what was found in a pause of the typing stays, and the cursor where arrows moved it
            error = look(text) if text != looked_for else None
            if error is not None:
                return Objection(str(error), error.position or 0)
            self._reader.go(Where.LIST)
            return None

        def stepped(step: int) -> str:
            self._reader.articles.move(step)
            return ""

        self._reader.ask(Question(label, settled, typed, browse.end_look, stepped))

    def save(self, name: str) -> None:
        """Keep the search that the list shows under a name."""
        words = self._reader.browse.view.query.words
        if not words:
            self._reader.say("No search is shown: / asks for one")
            return

        def keep(name: str) -> None:
            self._reader.work.in_order(
                "marks", lambda: self._reader.library.save_search(name, words), lambda _: kept(name)
            )

        def kept(name: str) -> None:
            self._reader.say(f"Kept among the feeds as {safe_line(name)}")
            self._reader.news.reload_feeds()

        def settled(text: str) -> None:
            if text.strip():
                keep(text.strip())

        if name:
            keep(name)
        else:
            self._reader.ask(Question("Keep it as: ", settled))

    # ---- the tree

    def go_feed(self, name: str) -> None:
        """Show what the tree has under a name; where none is given, ask for it."""
        if name:
            self._show(name)
            return

        def settled(text: str) -> None:
            if text.strip():
                self._show(text)

        def hints(text: str) -> Sequence[Hint]:
            found = self._named(text)[:MAX_HINTS] if text else []
            return [Hint(one.label, str(one.number or "")) for one in found]

        def completed(text: str) -> str:
            found = self._named(text)
            return found[0].label if found else text

        question = Question("Go to: ", settled, hints=hints, completed=completed)
        self._reader.ask(question)

    def _show(self, name: str) -> None:
        found = self._named(name)
        if not found or found[0].query is None:
            self._reader.say(f"Nothing among the feeds is called {safe_line(name, 40)}")
            return
        self._reader.browse.show(found[0].query, found[0].label)
        self._reader.feed_tree.point_at(found[0].query)
        self._reader.go(Where.LIST)

    def _named(self, name: str) -> list[Branch]:
        """Return the branches with this in their label, those that begin with it first."""
        wanted = name.strip().casefold()
        labelled = [(one.label.casefold(), one) for one in self._reader.feed_tree.branches]
        found = [(label, one) for label, one in labelled if wanted in label and one.query]
        found.sort(key=lambda pair: (pair[0] != wanted, not pair[0].startswith(wanted)))
        return [one for _, one in found]
