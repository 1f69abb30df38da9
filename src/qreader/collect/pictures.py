"""Pictures: fetched from the network, and cached in a folder of bounded size."""

from __future__ import annotations

import contextlib
import hashlib
import os
import time
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from qreader.errors import FetchError, Unreached
from qreader.text.urls import is_made_up

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from qreader.model import Article, Document, NotModified
    from qreader.sources.web.exchange import Request
    from qreader.sources.web.fetch import Fetcher

MAX_BYTES = 10_000_000
"""The most bytes of a picture."""
MAX_AHEAD_BYTES = 3_000_000
"""The most bytes of a picture that is fetched before anybody wants to see it."""
MAX_OF_ARTICLE = 10
"""The most pictures of an article that are fetched ahead: a strip of a comic has fewer."""
MAX_ARTICLES = 200
"""The articles whose pictures are fetched ahead, the newest unread ones."""
SHARE_OF_A_REFRESH = 4
"""One refresh fetches this part of the folder at most."""
AT_ONCE = 8
SECONDS = 120.0
"""How long one refresh fetches pictures."""
FAILED_SECONDS = 24 * 3600.0
"""How long a picture that failed is not fetched ahead again."""
SEEN_SECONDS = 24 * 3600.0
"""The precision of the time at which a picture was last seen."""

_BEGINNINGS = (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"GIF8", b"BM", b"\0\0\1\0")


class Wanted(NamedTuple):
    """A picture of an article."""

    url: str
    feed_url: str
    """The address of its feed: the picture must not be in a private network that this is not."""


class Kept(NamedTuple):
    """What the folder holds."""

    pictures: int
    size_bytes: int


def picture(fetcher: Fetcher, folder: Path, wanted: Wanted, limit_bytes: int) -> bytes:
    """Return a picture as its server sent it, from the cache where it is there.

    Waits for the network. Raises FetchError. A folder that cannot be written is no error.
    limit_bytes: the size of the folder, of which the pictures go that were not seen for longest.
    """
    data = _kept_data(_path(folder, wanted.url))
    if data:
        return data
    for _, answer in fetcher.fetch_many([(None, _request(wanted, MAX_BYTES))]):
        data = _data(answer, wanted.url)
        _keep(folder, wanted.url, data)
        make_room(folder, limit_bytes)
        return data
    raise FetchError("the picture did not come", wanted.url)


def fetch_ahead(
    fetcher: Fetcher, folder: Path, articles: Iterable[Article], limit_bytes: int
) -> int:
    """Fetch the pictures of articles, in their order; return how many came.

    Waits for the network. It ends where the time or the bytes for a refresh are spent, and where
    there is no network. A picture that failed lately is left out.
    """
    until = time.monotonic() + SECONDS
    left = limit_bytes // SHARE_OF_A_REFRESH
    missing = _missing(folder, articles)
    came = 0
    while left >= MAX_AHEAD_BYTES and time.monotonic() < until:
        some = list(islice(missing, min(AT_ONCE, left // MAX_AHEAD_BYTES)))
        if not some:
            break
        for wanted, answer in fetcher.fetch_many(
            (one, _request(one, MAX_AHEAD_BYTES)) for one in some
        ):
            try:
                data = _data(answer, wanted.url)
            except FetchError as error:
                if error.unreached is Unreached.NETWORK:
                    return came
                data = b""  # notes the failure
            left -= len(data)
            came += bool(data)
            _keep(folder, wanted.url, data)
    if came:
        make_room(folder, limit_bytes)
    return came


def kept(folder: Path) -> Kept:
    """Return what the folder holds."""
    sizes = [status.st_size for status, _ in _files(folder) if status.st_size]
    return Kept(len(sizes), sum(sizes))


def make_room(folder: Path, limit_bytes: int) -> None:
    """Delete the pictures that were not seen for longest, until the others are within a limit."""
    files = sorted(_files(folder), key=lambda one: one[0].st_mtime, reverse=True)
    size = 0
    for status, path in files:
        size += status.st_size
        if size > limit_bytes:
            with contextlib.suppress(OSError):
                path.unlink()


def is_picture(data: bytes) -> bool:
    """Whether it begins as a picture that can be drawn does; pages and SVG do not."""
    is_webp = data[:4] == b"RIFF" and data[8:12] == b"WEBP"
    is_avif = data[4:8] == b"ftyp" and data[8:12] in {b"avif", b"avis", b"mif1"}
    return is_webp or is_avif or data.startswith(_BEGINNINGS)


# ---- which


def _missing(folder: Path, articles: Iterable[Article]) -> Iterator[Wanted]:
    """Yield the pictures that are neither kept nor failed lately, each once."""
    known: set[str] = set()
    for article in articles:
        for url in _addresses(article)[:MAX_OF_ARTICLE]:
            if url not in known and not is_made_up(url) and not _is_settled(_path(folder, url)):
                known.add(url)
                yield Wanted(url, article.row.feed_url)


def _addresses(article: Article) -> Sequence[str]:
    """Return the addresses of an article's pictures: those of its text, else its own."""
    from qreader.text.html import entry_blocks  # the parser of HTML, which a start does not need
    from qreader.text.reach import figures
    from qreader.text.urls import join

    found = [figure.url for figure in figures(entry_blocks(article.entry))]
    own = [join(None, article.entry.image or "")]
    urls = list(filter(None, found)) or list(filter(None, own))
    return [url for url in urls if url.startswith(("http://", "https://"))]


def _is_settled(path: Path) -> bool:
    try:
        status = path.stat()
    except OSError:
        return False
    return bool(status.st_size) or time.time() - status.st_mtime < FAILED_SECONDS


# ---- fetching and keeping


def _request(wanted: Wanted, max_bytes: int) -> Request:
    from qreader.sources.web.exchange import Request

    # the feed's address, not the person's: it must not reach into a private network
    return Request(wanted.url, typed_url=wanted.feed_url, max_bytes=max_bytes)


def _data(answer: Document | NotModified | FetchError, url: str) -> bytes:
    """Return the picture of an answer. Raises FetchError."""
    from qreader.model import Document

    if isinstance(answer, FetchError):
        raise answer
    if isinstance(answer, Document) and is_picture(answer.body):
        return answer.body
    raise FetchError("the server sent no picture that can be drawn", url)


def _path(folder: Path, url: str) -> Path:
    return folder / hashlib.sha256(url.encode("utf-8", "replace")).hexdigest()


def _kept_data(path: Path) -> bytes:
    """Return a kept picture, and note that it was seen; b"": there is none."""
    try:
        data = path.read_bytes()
        if time.time() - path.stat().st_mtime > SEEN_SECONDS:
            os.utime(path)
    except OSError:
        return b""
    return data


def _keep(folder: Path, url: str, data: bytes) -> None:
    with contextlib.suppress(OSError):
        folder.mkdir(parents=True, exist_ok=True)
        path = _path(folder, url)
        part = path.with_suffix(f".{os.getpid()}")
        part.write_bytes(data)
        part.replace(path)  # atomic: other processes see the whole file or none


def _files(folder: Path) -> list[tuple[os.stat_result, Path]]:
    found: list[tuple[os.stat_result, Path]] = []
    with contextlib.suppress(OSError):
        for path in folder.iterdir():
            with contextlib.suppress(OSError):
                found.append((path.stat(), path))
    return found
