"""Pictures: fetched from the network, and cached in a folder of bounded size."""

from __future__ import annotations

import contextlib
import hashlib
import os
from pathlib import Path
from typing import TYPE_CHECKING

from qreader.errors import FetchError
from qreader.text.urls import is_made_up

if TYPE_CHECKING:
    from qreader.sources.web.fetch import Fetcher

MAX_FOLDER_BYTES = 50_000_000
"""The size of the whole cache; the oldest pictures are deleted first."""


def picture(fetcher: Fetcher, folder: Path, url: str, feed_url: str) -> bytes:
    """Return a picture as its server sent it, from the cache where it is there.

    Waits for the network. Raises FetchError. A folder that cannot be written is no error.
    """
    if is_made_up(url):
        raise FetchError("the picture is made up", url)
    path = folder / hashlib.sha256(url.encode("utf-8", "replace")).hexdigest()
    try:
        return path.read_bytes()
    except OSError:
        data = _fetched(fetcher, url, feed_url)
    with contextlib.suppress(OSError):
        folder.mkdir(parents=True, exist_ok=True)
        part = path.with_suffix(f".{os.getpid()}")
        part.write_bytes(data)
        part.replace(path)  # atomic: other processes see the whole file or none
        _make_room(folder)
    return data


def _fetched(fetcher: Fetcher, url: str, feed_url: str) -> bytes:
    from qreader.model import Document
    from qreader.sources.web.exchange import Request

    # the feed's address, not the person's: it must not reach into a private network
    request = Request(url, typed_url=feed_url)
    for _, answer in fetcher.fetch_many([(None, request)]):
        if isinstance(answer, FetchError):
            raise answer
        if isinstance(answer, Document):
            return answer.body
    raise FetchError("the picture did not come", url)


def _make_room(folder: Path) -> None:
    kept = [(path.stat(), path) for path in folder.iterdir() if path.is_file()]
    kept.sort(key=lambda one: one[0].st_mtime, reverse=True)
    size = 0
    for status, path in kept:
        size += status.st_size
        if size > MAX_FOLDER_BYTES:
            path.unlink(missing_ok=True)
