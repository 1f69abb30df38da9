"""Sharing: an article into the browser, the clipboard, a file or another program."""

from __future__ import annotations

import os
import shlex
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from qreader.errors import ConfigError, FileError
from qreader.model import Article, ArticleId
from qreader.text.safe import safe_line
from qreader.text.urls import MAX_URL_CHARACTERS, is_made_up, may_open
from qreader.tui import opening
from qreader.tui.question import Objection, Question
from qreader.tui.typed_paths import kind_of_place, path_completed, path_of

if TYPE_CHECKING:
    from qreader.tui.reader import Reader


class Sharing:
    """Runs on the event loop; files are written and programs are waited for in `work`."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader

    # ---- the browser

    def open_target(self) -> None:
        """Open the address of what is meant here."""
        self.open_url(self._reader.target_link[1])

    def open_url(self, url: str | None) -> None:
        """Open an address in the browser; where there is none, copy and show it."""
        reader = self._reader
        if url is None or not may_open(url):
            reader.say("There is no address to open")
            return
        if is_made_up(url):
            reader.say("This came with qreader: its address is made up")
            return
        command = opening.browser_command(os.environ)
        if command is None:
            self._copy(url, f"No browser here; copied {url}")
        elif opening.needs_terminal(command):
            with reader.app.suspend():
                opening.run_on_terminal([*command, url])
        else:
            reader.work.apart(
                "browser",
                lambda _: opening.run_apart(command, url),
                lambda code: (
                    reader.say(f"{command[0]} failed ({code}); y copies the address")
                    if code
                    else None
                ),
            )
            reader.say(f"Opened {url}")

    def open_comments(self) -> None:
        """Open the page on which the article that is meant is discussed."""

        def found(article: Article) -> None:
            if article.entry.comments_url is None:
                self._reader.say("Its feed names no comments")
            else:
                self.open_url(article.entry.comments_url)

        self.with_article(found)

    # ---- the clipboard

    def copy_url(self) -> None:
        """Copy the address, and show it: not every terminal lets itself be asked."""
        _, url = self._reader.target_link
        if url is None:
            self._reader.say("There is no address to copy")
        else:
            url = safe_line(url, MAX_URL_CHARACTERS)
            self._copy(url, f"Copied {url}")

    def copy_link(self) -> None:
        """Copy title and address as a Markdown link."""
        from qreader.export import markdown_link

        title, url = self._reader.target_link
        if url is None:
            self._reader.say("There is no address to copy")
        else:
            link = markdown_link(title, url)
            self._copy(link, f"Copied {link}")

    def _copy(self, text: str, said: str) -> None:
        from qreader.tui.terminal import clipboard

        self._reader.app.copy_to_clipboard(text)
        can_copy = clipboard.way(os.environ).name != "none"
        self._reader.say(said if can_copy else f"No clipboard here: {text}")

    # ---- files

    def save(self, name: str) -> None:
        """Write the article to a file; where none is named, ask for it."""

        def saved(article: Article) -> None:
            if name:
                self._write(article, path_of(name))
            else:
                self._ask_where(article)

        self.with_article(saved)

    def _ask_where(self, article: Article) -> None:
        from qreader.export import article_stem

        def settled(text: str) -> Objection | None:
            if not text.strip():
                return None
            path = path_of(text.strip())
            if kind_of_place(path) == "file":
                return Objection("There is such a file already", len(text))
            self._write(article, path)
            return None

        name = f"~/{article_stem(article.row)}.md"
        self._reader.ask(Question("Save as: ", settled, completed=path_completed, text=name))

    def _write(self, article: Article, path: Path) -> None:
        from qreader.export import article_stem

        if kind_of_place(path) == "folder":
            path /= f"{article_stem(article.row)}.md"
        self._reader.work.in_order(
            "files",
            lambda: write_article(article, path),
            lambda _: self._reader.say(f"Saved {path}"),
        )

    # ---- other programs

    def pipe(self, command: str) -> None:
        """Hand the article's text to a program; where none is named, ask for it."""
        if not command:

            def settled(text: str) -> None:
                if text.strip():
                    self.pipe(text.strip())

            self._reader.ask(Question("Pipe to: ", settled))
            return
        try:
            arguments = shlex.split(command)
        except ValueError as error:
            self._reader.say(f"That is no command: {error}", is_error=True)
            return

        def piped(article: Article) -> None:
            from qreader.export import as_text

            with self._reader.app.suspend():
                opening.pipe_on_terminal(arguments, as_text(article))

        self.with_article(piped)

    def edit_configuration(self) -> None:
        """Open the configuration in an editor, and say whether it can be read."""
        reader = self._reader
        command = opening.editor_command(os.environ)
        path = reader.library.paths.config_file
        if command is None:
            reader.say(f"Set $EDITOR to edit {path}")
            return
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise FileError(f"{error.strerror}: {path.parent}", str(path)) from error
        with reader.app.suspend():
            opening.run_on_terminal([*command, str(path)])
        from qreader.config import load_config
        from qreader.tui.keymap import keymap

        try:
            keymap(load_config(path))
        except ConfigError as error:
            reader.say(str(error), is_error=True)
        else:
            reader.say("What you changed counts from the next start")

    def with_article(self, then: Callable[[Article], None]) -> None:
        """Read the article that is meant, whole, and go on."""
        target: ArticleId | None = self._reader.target
        if target is None:
            self._reader.say("There is no article here")
            return
        library = self._reader.library
        self._reader.work.latest("share", lambda: library.article(target), then)
        self._reader.hold.until("share")


def write_article(article: Article, path: Path) -> None:
    """Write an article to a new file, in the form that its name ends in. Raises FileError."""
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
