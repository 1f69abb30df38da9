"""Marking: what the person does to articles, one or all that are selected, and undoing it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qreader.model import ArticleId
from qreader.tui.actions import Where

if TYPE_CHECKING:
    from qreader.tui.reader import Reader


class MarkCommands:
    """The group "Mark" of the actions."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader

    def read(self) -> None:
        """Read or unread."""
        self._toggle("read")

    def star(self) -> None:
        """Star or no star."""
        self._toggle("starred")

    def later(self) -> None:
        """Later or not."""
        self._toggle("later")

    def hide(self) -> None:
        """Hide, or show again."""
        self._toggle("hidden")

    def _toggle(self, mark: str) -> None:
        targets = self._targets
        if targets:
            self._reader.marks.toggle(targets, mark)
            if mark == "hidden":  # the next key is about the row that takes its place
                self._reader.hold.until("marks")

    @property
    def _targets(self) -> list[ArticleId]:
        """The articles that a mark means: those selected, else the one here; says so of none."""
        targets = self._reader.selection.targets
        if not targets:
            self._reader.say("There is no article here to mark")
        return targets

    def done(self) -> None:
        """Mark read, and go on."""
        targets = self._targets
        if targets:
            reader = self._reader
            reader.marks.set_read(targets)
            if reader.pane is Where.RELATED:
                reader.related.move(1)
                return
            reader.browse.move_to_neighbour(1, open_it=reader.pane in Where.READING)

    def tag(self, text: str) -> None:
        """Give and take tags; ask for them where none is named."""
        targets = self._targets
        if targets and text:
            self._reader.selection.tag(targets, text)
        elif targets:
            self._reader.selection.ask_for_tags(targets)

    def select(self) -> None:
        """Select the article of the cursor, or no longer, and go on."""
        self._reader.selection.toggle()

    def select_to_here(self) -> None:
        """Select all between the last selected one and the cursor."""
        self._reader.selection.extend()

    def mark_all_read(self) -> None:
        """Mark everything in the list read, or in what the tree's cursor is on."""
        reader = self._reader
        if reader.pane is not Where.FEEDS:
            reader.marks.mark_list_read(tuple(reader.articles.ids))
            return
        branch = reader.feed_tree.current
        if branch is not None and branch.query is not None:
            reader.marks.mark_view_read(branch.query, branch.label)

    def attend(self) -> None:
        """Follow, mute, or neither."""
        self._reader.threads.attend()

    def not_related(self) -> None:
        """Part two articles."""
        self._reader.threads.judge(related=False)

    def pin(self) -> None:
        """Join two articles."""
        self._reader.threads.judge(related=True)

    def undo(self) -> None:
        """Take the last marking back."""
        self._reader.marks.undo()
