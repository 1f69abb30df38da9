"""Sharing: sends an article to the browser, the clipboard, a file or another program."""

from __future__ import annotations

import os
import shlex
from pathlib import Path
from typing import TYPE_CHECKING, Final

from qreader.errors import FileError
from qreader.process.sending import failure_of, program
from qreader.render.cells import cut_middle
from qreader.text.safe import safe_line
from qreader.text.urls import MAX_URL_CHARACTERS, is_made_up, may_open
from qreader.tui import opening
from qreader.tui.actions import Where
from qreader.tui.many import may_do
from qreader.tui.messages import ArticleRead, ArticlesRead, SelectionUsed
from qreader.tui.question import Objection, Question
from qreader.tui.typed_paths import kind_of_place, path_completed, path_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from qreader.library import Library
    from qreader.model import Article, ArticleId
    from qreader.tui.desk import Desk, Outside


MAX_SAID: Final = 40
"""The most cells of a copied text that a message shows."""


class Sharing:
    """Runs on the event loop; threads write files and wait for programs."""

    def __init__(self, desk: Desk, library: Library, outside: Outside) -> None:
        self._desk = desk
        self._library = library
        self._outside = outside

    # ---- the browser

    async def open_here(self, nth: int | None) -> None:
        """Open the address of the article or of its n-th link, or the site of a feed.

        Of several selected articles, open all.
        """
        here = self._desk.here
        if here.pane is Where.FEEDS:
            self.open_address(here.site_url or here.url)
        elif nth is None and len(here.targets) > 1:
            await self._open_all()
        elif nth is None:
            self.open_address(here.url)
        elif here.is_reading and 1 <= nth <= len(here.links):
            self.open_address(here.links[nth - 1])
        else:
            self._desk.say(f"There is no link {nth} here")

    async def open_and_read(self) -> None:
        """Open the article's address, and mark the article read; all of several."""
        here = self._desk.here
        if len(here.targets) > 1:
            ids = await self._open_all()
            if ids:
                self._desk.post_message(ArticlesRead(ids))
            return
        if here.article_id is not None:
            self._desk.post_message(ArticleRead(here.article_id))
        self.open_address(here.url)

    async def _open_all(self) -> Sequence[ArticleId]:
        """Open the selected articles that have an address, and return them; ask where many do."""
        ids = self._desk.here.targets
        rows = await self._desk.call(self._library.articles.rows, ids, lane="share")
        able = [row for row in rows if row.url and may_open(row.url) and not is_made_up(row.url)]
        if not able:
            self._desk.say("There is no address to open")
            return ()
        if not await may_do(self._desk, f"Open {len(able)} addresses", len(able)):
            return ()
        self._desk.post_message(SelectionUsed())
        without = f", {len(rows) - len(able)} without an address" if len(able) < len(rows) else ""
        self._desk.say(f"Opening {len(able)}{without}")
        urls = [row.url for row in able if row.url]
        self._desk.start(self._open_each, urls, group="browser", lasting=True)
        return [row.id for row in able]

    async def _open_each(self, urls: Sequence[str]) -> None:
        """Open addresses; those that go to the terminal one after the other."""
        for url in urls:
            command = await self._desk.call(
                opening.opener, self._desk.config.open, url, os.environ, lane="opener"
            )
            if command is None:
                self._copy(url, f"No browser here; copied {url}")
                return
            self._run(command, url)

    def open_address(self, url: str | None) -> None:
        """Open an address as `[open]` says; without a browser, copy and show it."""
        if url is None or not may_open(url):
            self._desk.say("There is no address to open")
        elif is_made_up(url):
            self._desk.say("This came with qreader: its address is made up")
        elif self._desk.config.open.links:
            self._desk.start(self._find_opener, url, group="opener")
        else:
            self._open(opening.opener(self._desk.config.open, url, os.environ), url)

    async def _find_opener(self, url: str) -> None:
        """Match patterns in a thread: a process does it."""
        command = await self._desk.call(
            opening.opener, self._desk.config.open, url, os.environ, lane="opener"
        )
        self._open(command, url)

    def _open(self, command: list[str] | None, url: str) -> None:
        if command is None:
            self._copy(url, f"No browser here; copied {url}")
            return
        if not opening.needs_terminal(command):
            is_chosen = bool(self._desk.config.open.links or self._desk.config.open.browser)
            self._desk.say(f"Opened {url}{f' with {program(command)}' if is_chosen else ''}")
        self._run(command, url)

    def _run(self, command: list[str], url: str) -> None:
        if opening.needs_terminal(command):
            with self._outside.suspend():
                opening.run_on_terminal(command)
        else:
            self._desk.start(self._run_apart, command, url, group="browser", lasting=True)

    async def _run_apart(self, command: list[str], url: str) -> None:
        log_file = self._library.paths.log_file
        failure = await self._desk.call(failure_of, command, b"", log_file, lane="")
        if failure:
            self._desk.say(f"{failure}; {url}", is_error=True)

    async def open_comments(self) -> None:
        """Open the page of the article's comments."""
        article = await self._article_here()
        if article is None:
            return
        if article.entry.comments_url is None:
            self._desk.say("Its feed names no comments")
        else:
            self.open_address(article.entry.comments_url)

    # ---- the clipboard

    def copy_url(self) -> None:
        """Copy the address, and show it: not every terminal supports copying."""
        url = self._desk.here.url
        if url is None:
            self._desk.say("There is no address to copy")
        else:
            url = safe_line(url, MAX_URL_CHARACTERS)
            self._copy(url, f"Copied {url}")

    def copy_link(self) -> None:
        """Copy title and address as a Markdown link."""
        from qreader.export import markdown_link

        here = self._desk.here
        if here.url is None:
            self._desk.say("There is no address to copy")
        else:
            link = markdown_link(here.title, here.url)
            self._copy(link, f"Copied {link}")

    def copy_text(self, text: str) -> None:
        """Copy a selected text."""
        from qreader.tui.terminal.clipboard import MAX_TEXT_BYTES

        if len(text.encode("utf-8", "replace")) > MAX_TEXT_BYTES:
            self._desk.say("That is too much for a terminal's clipboard; S saves the article")
            return
        lines = text.count("\n") + 1
        what = f"{lines} lines" if lines > 1 else f"“{cut_middle(safe_line(text), MAX_SAID)}”"
        self._copy(text, f"Copied {what}")

    def _copy(self, text: str, said: str) -> None:
        from qreader.tui.terminal import clipboard

        self._outside.copy_to_clipboard(text)
        can_copy = clipboard.way(os.environ).name != "none"
        self._desk.say(said if can_copy else f"No clipboard here: {text}")

    # ---- files

    async def save(self, name: str) -> None:
        """Write the article to a file; "": ask for its name."""
        from qreader.export import article_stem

        article = await self._article_here()
        if article is None:
            return
        if not name:
            proposed = f"~/{article_stem(article.row)}.md"
            name = await self._ask_where(proposed) or ""
        if not name.strip():
            return
        path = path_of(name.strip())
        if kind_of_place(path) == "folder":
            path /= f"{article_stem(article.row)}.md"
        await self._desk.start(self._write, article, path, group="files")

    async def _write(self, article: Article, path: Path) -> None:
        await self._desk.call(write_article, article, path, lane="files", writes=True)
        self._desk.say(f"Saved {path}")

    async def _ask_where(self, proposed: str) -> str | None:
        def checked(text: str) -> Objection | None:
            if text.strip() and kind_of_place(path_of(text.strip())) == "file":
                return Objection("There is such a file already", len(text))
            return None

        question = Question("Save as: ", checked, completed=path_completed, text=proposed)
        return await self._desk.ask(question)

    # ---- other programs

    async def pipe(self, command: str) -> None:
        """Pipe the article's text to a command; "": ask for it."""
        command = command or (await self._desk.ask(Question("Pipe to: ")) or "").strip()
        if not command:
            return
        try:
            arguments = shlex.split(command)
        except ValueError as error:
            self._desk.say(f"That is no command: {error}", is_error=True)
            return
        article = await self._article_here()
        if article is not None:
            from qreader.export import as_text

            with self._outside.suspend():
                opening.pipe_on_terminal(arguments, as_text(article))

    async def _article_here(self) -> Article | None:
        """Return the article here with its body; report where there is none."""
        target = self._desk.here.article_id
        if target is None:
            self._desk.say("There is no article here")
            return None
        return await self._desk.call(self._library.articles.one, target, lane="share")


def write_article(article: Article, path: Path) -> None:
    """Write an article to a new file, in the format of its suffix. Raises FileError."""
    from qreader.export import WRITERS

    ending = path.suffix.lower().removeprefix(".")
    write = WRITERS.get({"markdown": "md", "htm": "html", "": "md"}.get(ending, ending))
    if write is None:
        raise FileError(
            f"Not saved, it can be .{', .'.join(WRITERS)}, not .{ending}: {path}", str(path)
        )
    try:
        with path.open("x", encoding="utf-8") as file:
            file.write(write(article))
    except FileExistsError as error:
        raise FileError(f"Not saved, there is such a file already: {path}", str(path)) from error
    except OSError as error:
        raise FileError(
            f"Not saved, it cannot be written ({error.strerror}): {path}", str(path)
        ) from error
    except ValueError as error:  # a NUL in it
        raise FileError(f"Not saved, no file can have this name: {path}", str(path)) from error
