"""Downloads: files too large for memory, resumed where they stopped (RFC 9110, Range).

An unfinished file is `NAME.part`, and `NAME.part.json` beside it holds its address. These files are
the whole queue, so that any process can resume a download.
"""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from http import HTTPStatus
from pathlib import Path
from typing import IO, TYPE_CHECKING

from qreader.errors import FetchError, FileError
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


def fetch_file(download: Download, accesses: Accesses, proxy: str | None, report: Report) -> Path:
    """Download a file or its missing part; return its path.

    accesses: headers, logins and proxies for some addresses. Waits for the network.
    A failure keeps the bytes received. Raises FetchError, FileError.
    """
    import httpx2

    if not download.note.exists():
        note(download)
    try:
        with asyncio.Runner(loop_factory=LookupLoop) as runner:
            runner.run(_fetched(download, accesses, proxy, report))
        download.part.replace(download.path)
        download.note.unlink(missing_ok=True)
    except (httpx2.HTTPError, httpx2.InvalidURL, EOFError, ValueError) as error:
        words = f"{host_of(download.url)}: {reason(error)}"
        raise FetchError(safe_line(words), download.url) from error
    except OSError as error:
        raise _unwritable(download, error) from error
    return download.path


async def _fetched(
    download: Download, accesses: Accesses, proxy: str | None, report: Report
) -> None:
    typed_url = download.typed_url or ""
    granted = accesses.granted(typed_url)
    clients = new_clients(USER_AGENT, 1, accesses.proxy(download.url, typed_url) or proxy)
    try:
        if not await _go_on(clients, download, granted, report):
            download.part.unlink(missing_ok=True)  # the file on the server has changed
            await _go_on(clients, download, granted, report)
    finally:
        await clients.typed.aclose()
        await clients.public.aclose()


async def _go_on(
    clients: Clients, download: Download, granted: Sequence[Granted], report: Report
) -> bool:
    """Fetch the missing part; return False where the download must start again."""
    here = download.part.stat().st_size if download.part.exists() else 0
    headers = {"Accept": "*/*", "Accept-Encoding": "identity"}
    if here and download.validator:
        headers |= {"Range": f"bytes={here}-", "If-Range": download.validator}
    question = Question(
        download.url, download.typed_url or "", headers, granted, seconds=SILENCE_SECONDS
    )
    async with following(clients, question) as answer:
        return await _take(answer.response, download, here, report)


async def _take(response: httpx2.Response, download: Download, here: int, report: Report) -> bool:
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
        raise FetchError(f"{host_of(download.url)}: answered {status}", download.url, status)
    if total is not None and total > MAX_BYTES:
        raise FetchError(f"{host_of(download.url)}: has more than 20 GB", download.url)
    if not here:
        note(replace(download, validator=_validator(response)))
    with download.part.open("ab" if here else "wb") as file:
        got = await _write(response, file, here, total, report)
    if total is not None and got != total:
        words = "ended early; the part that came is kept, and the next download resumes it"
        raise FetchError(f"{host_of(download.url)}: {words}", download.url)
    return True


async def _write(
    response: httpx2.Response, file: IO[bytes], here: int, total: int | None, report: Report
) -> int:
    report(here, total)
    async for piece in response.aiter_raw():  # unbuffered: a broken connection loses no bytes
        here += len(piece)
        if here > MAX_BYTES:
            raise ValueError("sends more than 20 GB")
        file.write(piece)
        report(here, total)
    return here


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
