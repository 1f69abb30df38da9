"""Sharing: into the browser, the clipboard, a file, another program."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qreader.tui.actions import Where

if TYPE_CHECKING:
    from qreader.tui.reader import Reader


class ShareCommands:
    """The group "Share" of the actions."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader

    def browser(self, count: int | None) -> None:
        """Open the article's address, or that of its n-th link; of a feed, its site."""
        reader = self._reader
        if reader.pane is Where.FEEDS:
            branch = reader.feed_tree.current
            site = branch.feed.site_url if branch and branch.feed else None
            reader.sharing.open_url(site or reader.target_link[1])
        elif count is None:
            reader.sharing.open_target()
        elif reader.pane in Where.READING and 1 <= count <= len(reader.article_view.links):
            reader.sharing.open_url(reader.article_view.links[count - 1])
        else:
            reader.say(f"There is no link {count} here")

    def browser_read(self) -> None:
        """Open the article's address, and mark it read: it is read there."""
        reader = self._reader
        if reader.target is not None:
            reader.marks.mark_opened(reader.target)
        reader.sharing.open_target()

    def comments(self) -> None:
        """Open the page on which the article is discussed."""
        self._reader.sharing.open_comments()

    def copy(self) -> None:
        """Copy the address."""
        self._reader.sharing.copy_url()

    def copy_link(self) -> None:
        """Copy a Markdown link."""
        self._reader.sharing.copy_link()

    def enclosure(self, count: int | None) -> None:
        """Open what is attached to the article."""
        self._reader.attached.open(count)

    def download(self, count: int | None) -> None:
        """Download what is attached to the article."""
        self._reader.attached.download(count)

    def save(self, text: str) -> None:
        """Save the article; ask where, where no file is named."""
        self._reader.sharing.save(text)

    def pipe(self, text: str) -> None:
        """Hand the article to a command; ask for it, where none is named."""
        self._reader.sharing.pipe(text)
