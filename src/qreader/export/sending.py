"""Sending: what a program of the configuration gets of an article, a link or a picture."""

from __future__ import annotations

import os
import time
from collections.abc import Iterable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Final, NamedTuple

from qreader.config.commands import Sender
from qreader.errors import FileError, UsageError
from qreader.export.article import article_stem, as_html, as_markdown, as_text
from qreader.model import Article
from qreader.process.sending import arguments
from qreader.suggestion import did_you_mean, nearest
from qreader.text.safe import safe_line
from qreader.text.urls import is_made_up, may_open

FOLDER: Final = "sent"
"""The folder, beside the cache, of the files that programs get."""
FILE_SECONDS: Final = 24 * 60 * 60
"""How long such a file stays: a program may read it after it has said that it is done."""
_SUFFIXES: Final = {"text": "txt", "md": "md", "html": "html", "json": "json"}


class Subject(NamedTuple):
    """What is sent."""

    url: str | None
    title: str
    feed: str = ""
    tags: Sequence[str] = ()
    """The person's own."""
    article: Article | None = None
    """None: a link or a picture, whose text is not here."""


class Parcel(NamedTuple):
    """A command that is ready to be run, by `process.sending.run` with what `put` returns."""

    command: list[str]
    given: bytes
    """The article as the program takes it."""
    file: Path | None
    """Where the article is put for it; None: on its standard input."""


def sender_named(senders: Iterable[Sender], name: str) -> Sender:
    """Return the program of this name, in any case. Raises UsageError."""
    by_name = {one.name.casefold(): one for one in senders}
    if (found := by_name.get(name.strip().casefold())) is not None:
        return found
    if not by_name:
        raise UsageError("there is no program to send to: write one under [[send]]")
    near = nearest(name.strip().casefold(), by_name)
    there = ", ".join(one.name for one in by_name.values())
    hint = did_you_mean(near and by_name[near].name, f"there is {there}")
    raise UsageError(f"nothing under [[send]] is called {safe_line(name, 60)!r}{hint}")


def of_article(article: Article) -> Subject:
    """Return an article as what is sent."""
    row = article.row
    return Subject(article.entry.url, row.title, row.feed, row.status.tags, article)


def parcel(sender: Sender, subject: Subject, data_dir: Path) -> Parcel:
    """Return the command for what is sent; nothing is written or run yet.

    Raises UsageError where the program needs an address and there is none of the web, or a text and
    there is none.
    """
    if sender.needs("url"):
        _check_address(sender, subject)
    given, file = b"", None
    if sender.input != "none":
        if subject.article is None:
            raise UsageError(f"{sender.name} gets articles only: their text is not behind a link")
        given = _written(subject.article, sender.input)
    if sender.needs("file") and subject.article is not None:
        row = subject.article.row
        file = data_dir / FOLDER / f"{article_stem(row, row.id)}.{_SUFFIXES[sender.input]}"
    values = {
        "url": subject.url or "",
        "title": safe_line(subject.title),
        "feed": safe_line(subject.feed),
        "tags": ",".join(subject.tags),
        "file": str(file or ""),
    }
    return Parcel(arguments(sender.command, values), given, file)


def put(one: Parcel) -> bytes:
    """Write the file of a parcel, where it has one; return what its command reads then.

    Files that were written a day ago go. Raises FileError.
    """
    if one.file is None:
        return one.given
    try:
        one.file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        _tidy(one.file.parent)
        one.file.write_bytes(one.given)
    except OSError as error:
        raise FileError(
            f"{one.file}: cannot be written: {error.strerror}", str(one.file)
        ) from error
    return b""


def _check_address(sender: Sender, subject: Subject) -> None:
    url, title = subject.url, safe_line(subject.title, 60)
    if not url or not may_open(url) or not url.startswith(("http://", "https://")):
        raise UsageError(f"{sender.name} takes an address of the web, and “{title}” has none")
    if is_made_up(url):
        raise UsageError("this came with qreader: its address is made up")


def _written(article: Article, form: str) -> bytes:
    if form == "json":
        from qreader.json_output import article_object, json_text

        return (json_text(article_object(article)) + "\n").encode()
    write = {"text": as_text, "md": as_markdown, "html": as_html}[form]
    return write(article).encode("utf-8", "replace")


def _tidy(folder: Path) -> None:
    """Remove the files of a day ago."""
    before = time.time() - FILE_SECONDS
    for entry in os.scandir(folder):
        with suppress(OSError):
            if entry.is_file(follow_symlinks=False) and entry.stat().st_mtime < before:
                Path(entry.path).unlink()
