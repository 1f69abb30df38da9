"""Downloads: files too large for memory, resumed where they stopped (RFC 9110, Range).

An unfinished file is `NAME.part`, and `NAME.part.json` beside it holds its address. These files are
the whole queue, so that any process can resume a download.
"""

from __future__ import annotations

import asyncio
import json
import mimetypes
import os
import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, replace
from http import HTTPStatus
from pathlib import Path
from typing import IO, TYPE_CHECKING, NamedTuple

from qreader.errors import BusyError, FetchError, FileError
from qreader.sources.web.access import Accesses, Granted
from qreader.sources.web.fetch import USER_AGENT, new_clients
from qreader.sources.web.follow import Clients, Question, following, host_of
from qreader.sources.web.lookup import LookupLoop
from qreader.sources.web.reasons import reason
from qreader.text.safe import safe_line

if TYPE_CHECKING:
    import httpx2

MAX_BYTES = 20_000_000_000
"""The largest file: more than any film has."""
SILENCE_SECONDS = 60.0
"""A download fails when the server sends nothing for this long."""


class TooLargeError(FetchError):
    """A file is larger than it may be."""

    def __init__(self, message: str, url: str, size_bytes: int) -> None:
        super().__init__(message, url)
        self.size_bytes = size_bytes
        """How large it is at least."""


Report = Callable[[int, int | None], None]
"""Called with the bytes received and the total, None where the server does not state it."""

_CONTENT_RANGE = re.compile(r"bytes (\d{1,15})-\d{1,15}/(\d{1,15}|\*)")
_VALIDATOR = re.compile(r"[\x20-\x7e]{1,1000}")


@dataclass(frozen=True, slots=True)
class Download:
    """A file to download."""

    url: str
    path: Path
    """The path of the finished file."""
    typed_url: str | None = None
    """The address that the person subscribed to: only its host may be in a private network."""
    validator: str | None = None
    """The server's validator of the partial file."""
    attached: str | None = None
    """The article and the number of its enclosure, such as `42.1`."""

    @property
    def part(self) -> Path:
        """The path of the partial file."""
        return self.path.with_name(f"{self.path.name}.part")

    @property
    def note(self) -> Path:
        """The path of the JSON file with its address."""
        return self.path.with_name(f"{self.path.name}.part.json")

    def forget(self) -> None:
        """Delete what there is of it, but the finished file."""
        with suppress(OSError):
            self.part.unlink(missing_ok=True)
            self.note.unlink(missing_ok=True)


def note(download: Download) -> None:
    """Add a download to the queue. Raises FileError."""
    try:
        download.path.parent.mkdir(parents=True, exist_ok=True)
        stated = {key: value for key, value in asdict(download).items() if key != "path"}
        download.note.write_text(json.dumps(stated), "utf-8")
    except OSError as error:
        raise _unwritable(download, error) from error


def noted(folder: Path) -> Iterator[Download]:
    """Yield the downloads in a folder's queue, by name; other files are ignored."""
    for path in sorted(folder.glob("*.part.json")):
        with suppress(OSError, ValueError, TypeError):
            stated = json.loads(path.read_text("utf-8"))
            whole = path.with_name(path.name.removesuffix(".part.json"))
            if all(value is None or isinstance(value, str) for value in stated.values()):
                yield Download(path=whole, **stated)


def fetch_file(
    download: Download,
    accesses: Accesses,
    proxy: str | None,
    report: Report,
    max_bytes: int = MAX_BYTES,
) -> Path:
    """Download a file or its missing part; return its path.

    accesses: headers, logins and proxies for some addresses. Waits for the network.
    A failure keeps the bytes received. Raises FetchError, FileError; TooLargeError, BusyError.
    """
    import httpx2

    if not download.note.exists():
        note(download)
    try:
        with _alone(download) as file:
            if not download.path.exists():  # else a process was killed before it had ended
                with asyncio.Runner(loop_factory=LookupLoop) as runner:
                    writing = _Writing(download, file, report, max_bytes)
                    runner.run(_fetched(writing, accesses, proxy))
                file.flush()
                os.fsync(file.fileno())
                download.part.replace(download.path)
            else:
                download.part.unlink(missing_ok=True)
            download.note.unlink(missing_ok=True)
    except (httpx2.HTTPError, httpx2.InvalidURL, EOFError, ValueError) as error:
        words = f"{host_of(download.url)}: {reason(error)}"
        raise FetchError(safe_line(words), download.url) from error
    except OSError as error:
        raise _unwritable(download, error) from error
    return download.path


@contextmanager
def _alone(download: Download) -> Iterator[IO[bytes]]:
    """Open the partial file under a lock that ends with this process. Raises BusyError, OSError."""
    import fcntl

    with download.part.open("ab") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            words = f"{host_of(download.url)}: is being downloaded already"
            raise BusyError(words, download.url) from error
        except OSError:  # not every network file system has locks
            pass
        yield file


class _Writing(NamedTuple):
    """A download that is under way."""

    download: Download
    file: IO[bytes]
    """The open partial file."""
    report: Report
    max_bytes: int

    @property
    def here(self) -> int:
        """The bytes that were received."""
        return os.fstat(self.file.fileno()).st_size

    def failure(self, words: str, status: int | None = None) -> FetchError:
        """Return the error that says what its server does."""
        return FetchError(f"{host_of(self.download.url)}: {words}", self.download.url, status)

    def too_large(self, size: int) -> TooLargeError:
        """Return the error for a file of this size."""
        words = f"has {_in_words(size)}, where there is room for {_in_words(self.max_bytes)}"
        return TooLargeError(f"{host_of(self.download.url)}: {words}", self.download.url, size)


async def _fetched(writing: _Writing, accesses: Accesses, proxy: str | None) -> None:
    download = writing.download
    typed_url = download.typed_url or ""
    granted = accesses.granted(typed_url)
    clients = new_clients(USER_AGENT, 1, accesses.proxy(download.url, typed_url) or proxy)
    try:
        if not await _go_on(clients, writing, granted):
            writing.file.truncate(0)  # the file on the server has changed
            await _go_on(clients, writing, granted)
    finally:
        await clients.typed.aclose()
        await clients.public.aclose()


async def _go_on(clients: Clients, writing: _Writing, granted: Sequence[Granted]) -> bool:
    """Fetch the missing part; return False where the download must start again."""
    here, download = writing.here, writing.download
    headers = {"Accept": "*/*", "Accept-Encoding": "identity"}
    if here and download.validator:
        headers |= {"Range": f"bytes={here}-", "If-Range": download.validator}
    question = Question(
        download.url, download.typed_url or "", headers, granted, seconds=SILENCE_SECONDS
    )
    async with following(clients, question) as answer:
        return await _take(answer.response, writing, here)


async def _take(response: httpx2.Response, writing: _Writing, here: int) -> bool:
    """Append a server's answer to the partial file; return False where it does not fit."""
    status = response.status_code
    if status == HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE and here:
        return False
    if status == HTTPStatus.PARTIAL_CONTENT:
        found = _CONTENT_RANGE.fullmatch(response.headers.get("content-range", ""))
        if found is None or int(found[1]) != here:
            return False
        total = None if found[2] == "*" else int(found[2])
    elif status == HTTPStatus.OK:
        here, total = 0, _length(response)
    else:
        raise writing.failure(f"answered {status}", status)
    if _is_page(response) and _is_media(writing.download.path):
        raise writing.failure("sent a page in place of the file")
    if total is not None and total > writing.max_bytes:
        raise writing.too_large(total)
    if not here:
        writing.file.truncate(0)
        note(replace(writing.download, validator=_validator(response)))
    got = await _write(response, writing, here, total)
    if not got:
        raise writing.failure("sent an empty file")
    if total is not None and got != total:
        words = "ended early; the part that came is kept, and the next download resumes it"
        raise writing.failure(words)
    return True


async def _write(response: httpx2.Response, writing: _Writing, here: int, total: int | None) -> int:
    writing.report(here, total)
    async for piece in response.aiter_raw():  # unbuffered: a broken connection loses no bytes
        here += len(piece)
        if here > writing.max_bytes:
            raise writing.too_large(here)
        writing.file.write(piece)
        writing.report(here, total)
    return here


def _is_page(response: httpx2.Response) -> bool:
    return str(response.headers.get("content-type", "")).lower().startswith("text/html")


def _is_media(path: Path) -> bool:
    return str(mimetypes.guess_type(path.name)[0]).startswith(("audio/", "video/"))


def _in_words(size: int) -> str:
    return f"{size / 1e9:.1f} GB" if size >= 1e9 else f"{size / 1e6:.1f} MB"


def _length(response: httpx2.Response) -> int | None:
    stated = response.headers.get("content-length", "")
    return int(stated) if stated.isascii() and stated.isdigit() and len(stated) < 16 else None


def _validator(response: httpx2.Response) -> str | None:
    """Return a validator that is sure to mean the same bytes (RFC 9110 section 13.1.5)."""
    etag = response.headers.get("etag", "")
    stated = etag if etag.startswith('"') else response.headers.get("last-modified", "")
    return stated if _VALIDATOR.fullmatch(stated) else None


def _unwritable(download: Download, error: OSError) -> FileError:
    path = safe_line(str(download.path))
    return FileError(f"{path}: cannot be written: {error.strerror or error}", path)
