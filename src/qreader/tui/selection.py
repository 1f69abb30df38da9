"""Selection: several articles of the list that a mark acts on at once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from qreader.tui.actions import Where
from qreader.tui.question import Hint, Question

if TYPE_CHECKING:
    from qreader.model import ArticleId
    from qreader.tui.reader import Reader


class Selection:
    """What is selected; it ends with esc, and with the list that it is of."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader
        self._last: ArticleId | None = None

    @property
    def targets(self) -> list[ArticleId]:
        """The articles that a mark means in this pane, in the order of the list."""
        reader = self._reader
        selected = reader.articles.selected
        if reader.pane is Where.LIST and selected:
            return [number for number in reader.articles.ids if number in selected]
        return [reader.target] if reader.target is not None else []

    def toggle(self) -> None:
        """Select the article of the cursor, or no longer, and move on."""
        articles = self._reader.articles
        if articles.current_id is not None:
            self._last = articles.current_id
            self._select(articles.selected ^ {articles.current_id})
            articles.move(1)

    def extend(self) -> None:
        """Select all between the last selected one and the cursor."""
        articles = self._reader.articles
        ids = articles.ids
        if articles.current_id is None:
            return
        start = ids.index(self._last) if self._last in ids else articles.cursor
        first, last = sorted((start, articles.cursor))
        self._last = articles.current_id
        self._select(articles.selected | set(ids[first : last + 1]))

    def clear(self) -> bool:
        """Select nothing; return whether anything was."""
        had_any = bool(self._reader.articles.selected)
        if had_any:
            self._select(frozenset())
        self._last = None
        return had_any

    def _select(self, ids: frozenset[ArticleId]) -> None:
        self._reader.articles.select(ids)
        self._reader.say(f"{len(ids)} selected, esc ends that" if ids else "Nothing selected")

    # ---- tags

    def ask_for_tags(self, targets: Sequence[ArticleId]) -> None:
        """Ask for tags; those of a single article stand there to be changed."""
        row = self._reader.articles.row_of(targets[0]) if len(targets) == 1 else None
        tags = row.status.tags if row is not None else ()
        known = self._reader.feed_tree.tags

        def settled(text: str) -> None:
            gone = [f"-{tag}" for tag in tags if tag not in text.replace(",", " ").split()]
            self.tag(targets, " ".join([text, *gone]))

        def hints(text: str) -> list[Hint]:
            begun = text.rpartition(" ")[2].lstrip("-#")
            return [Hint(tag, "") for tag in known if tag.startswith(begun) and tag != begun][:8]

        def completed(text: str) -> str:
            found = hints(text)
            before, space, begun = text.rpartition(" ")
            sign = begun[: len(begun) - len(begun.lstrip("-#"))]
            return f"{before}{space}{sign}{found[0].name} " if begun and found else text

        text = "".join(f"{tag} " for tag in tags)
        self._reader.ask(
            Question("Tags:", settled, text=text, hints=hints if known else None,
                     completed=completed)
        )  # fmt: skip

    def tag(self, targets: Sequence[ArticleId], text: str) -> None:
        """Give the tags that are named; those behind a minus are taken away."""
        words = text.replace(",", " ").split()
        add = [word.lstrip("#") for word in words if not word.startswith("-")]
        remove = [word[1:].lstrip("#") for word in words if word.startswith("-")]
        if add or remove:
            self._reader.marks.tag(targets, add, remove)
