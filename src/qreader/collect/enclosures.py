"""Enclosures: their download queue, their local names, and the commands that open them."""

from __future__ import annotations

import mimetypes
import re
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from fnmatch import fnmatch
from pathlib import Path
from urllib.parse import urlsplit

from qreader.errors import NotFoundError, UsageError
from qreader.model import ArticleId, Enclosure, Queued, QueueKey, Row
from qreader.process.sending import opened
from qreader.sources.web import download
from qreader.sources.web.download import Download
from qreader.store import Store
from qreader.text.file_names import file_stem
from qreader.text.media_types import MID, is_in_mail, is_page, main_place, media_type

_SUFFIX = re.compile(r"\.[a-z0-9]{1,5}", re.IGNORECASE)
PLACE = "{url}"
"""The placeholder in a command for the address, or for the downloaded file."""


def name_of(one: Queued, enclosure: Enclosure) -> str:
    """Return the name of the file of something on the queue, as `file_name`."""
    return file_name(one.dated, one.title, one.key.article_id, enclosure, one.key.number)


def file_name(
    dated: datetime | None, title: str, article_id: ArticleId, enclosure: Enclosure, nth: int
) -> str:
    """Return a name for the downloaded file: deterministic, and safe on any file system."""
    suffix = Path(urlsplit(enclosure.url).path).suffix
    if not _SUFFIX.fullmatch(suffix):
        suffix = mimetypes.guess_extension(media_type(enclosure)) or ".bin"
    # the day is in UTC: a change of the time zone does not change the name
    return f"{file_stem(dated, title, article_id, nth)}{suffix.lower()}"


def command_for(
    commands: Mapping[str, Sequence[str]], enclosure: Enclosure, target: str
) -> list[str]:
    """Return the command that opens an enclosure: the first whose pattern fits its media type.

    Raises UsageError where none does.
    """
    kind = media_type(enclosure)
    for pattern, command in commands.items():
        if fnmatch(kind, pattern.lower()):
            return opened(command, target)
    example = f'"{kind.partition("/")[0]}/*" = ["mpv", "{PLACE}"]'
    raise UsageError(f"no command opens {kind}: put one under [open], such as {example}")


# ---- in one cache


def downloads(
    store: Store, wanted: Iterable[tuple[ArticleId, int | None]], folder: Path
) -> list[Download]:
    """Queue enclosures, each given by article and number from 1, for download into a folder.

    Without a number, the main enclosure of the article is meant. Return the whole queue.

    A partial download keeps its name, and resumes from the address that its article states now,
    since addresses of private podcasts expire. Raises NotFoundError, UsageError, FileError.
    """
    folder = absolute(folder)
    asked = [_file_of(store, *each, folder) for each in wanted]
    begun = [*download.noted(folder)]
    for one in begun:
        present = _presently(store, one)
        if present is not None and present.url != one.url:
            download.note(replace(present, path=one.path))
    for one in asked:
        if not one.path.exists() and not any(_is_same(one, other) for other in begun):
            download.note(one)
    return [*download.noted(folder)]


def open_command(
    store: Store,
    commands: Mapping[str, Sequence[str]],
    article_id: ArticleId,
    nth: int | None,
    folder: Path,
) -> list[str]:
    """Return the command that opens an enclosure, or its downloaded file where there is one.

    Raises NotFoundError, UsageError.
    """
    _, nth, enclosure = _attached(store, article_id, nth)
    target = target_of(store, article_id, nth, folder)
    if target.startswith(MID):
        raise UsageError(f"{article_id}.{nth} is attached to a mail: download it, then open it")
    return command_for(commands, enclosure, target)


def target_of(store: Store, article_id: ArticleId, nth: int, folder: Path) -> str:
    """Return the path of an enclosure's downloaded file; its address where there is none.

    Raises NotFoundError, UsageError.
    """
    one = download_of(store, article_id, nth, absolute(folder))
    queued = store.queue.one(QueueKey(article_id, nth))
    named = one.path.with_name(queued.file) if queued and queued.file else one.path
    found = next((path for path in (named, one.path) if path.is_file()), None)
    return one.url if found is None else str(found)


def number_of(store: Store, article_id: ArticleId, nth: int | None) -> int:
    """Return the number of an enclosure, by default the one to play.

    Raises NotFoundError, UsageError.
    """
    return _attached(store, article_id, nth)[1]


def _attached(store: Store, article_id: ArticleId, nth: int | None) -> tuple[Row, int, Enclosure]:
    article = store.articles.one(article_id)
    attached = article.entry.enclosures
    if nth is None:
        nth = main_place(attached)
    if not 1 <= nth <= len(attached):
        count = len(attached) or "nothing"
        raise UsageError(f"article {article_id} has {count} attached, no number {nth}")
    return article.row, nth, attached[nth - 1]


def _file_of(store: Store, article_id: ArticleId, nth: int | None, folder: Path) -> Download:
    """Return the download of a file. Raises UsageError for the page of a player."""
    _, _, enclosure = _attached(store, article_id, nth)
    if is_page(enclosure):
        raise UsageError(f"{enclosure.url}: is a page that plays a video, no file: open it")
    return download_of(store, article_id, nth, folder)


def download_of(store: Store, article_id: ArticleId, nth: int | None, folder: Path) -> Download:
    """Return the download of an enclosure into a folder. Raises NotFoundError, UsageError."""
    row, nth, enclosure = _attached(store, article_id, nth)
    feed = store.feeds.one(row.feed_id)
    path = folder / file_name(row.dated, row.title, row.id, enclosure, nth)
    typed_url = feed.url if is_in_mail(enclosure) else feed.typed_url or feed.url
    return Download(enclosure.url, path, typed_url, attached=f"{row.id}.{nth}")


def _presently(store: Store, begun: Download) -> Download | None:
    """Return a partial download with the address that its article states now; None: unknown.

    The article may be deleted, and the folder may belong to another cache.
    """
    article_id, _, nth = (begun.attached or "").partition(".")
    with suppress(ValueError, NotFoundError, UsageError):
        present = download_of(store, ArticleId(int(article_id)), int(nth), begun.path.parent)
        if present.typed_url == begun.typed_url:
            return present
    return None


def _is_same(one: Download, begun: Download) -> bool:
    return one.note == begun.note or (one.attached, one.typed_url) == (
        begun.attached,
        begun.typed_url,
    )


def absolute(folder: Path) -> Path:
    """Return a folder with the home folder in it. Raises UsageError."""
    try:
        return folder.expanduser().absolute()
    except RuntimeError as error:
        raise UsageError(f"there is no home folder for {folder}") from error
