"""One HTTP exchange: redirects, limits, validators."""

from __future__ import annotations

import asyncio
import hashlib
import re
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http import HTTPStatus
from typing import TYPE_CHECKING

from qreader.errors import FetchError, Unreached
from qreader.model import Document, NotModified, Validators
from qreader.sources.web.access import Granted
from qreader.sources.web.follow import Clients, Question, following, host_of
from qreader.sources.web.hosts import HostSlot
from qreader.sources.web.inflate import TooLargeError, UnknownCodingError, unpacked, unpackers
from qreader.sources.web.reasons import reason, unreached
from qreader.sources.web.times import fresh_seconds, retry_after
from qreader.text.safe import safe_line

if TYPE_CHECKING:
    import httpx2

CONNECT_SECONDS = 5.0
"""For the name look-up, TCP and TLS: a host that takes longer is mostly down."""
MAX_BODY_BYTES = 10_000_000
"""The default limit of a body, compressed and decompressed."""
MAX_STATED_CHARACTERS = 8000
"""The longest header that is passed on."""
PAUSE_SECONDS = 600
"""The wait after `429 Too Many Requests` without a time."""

_ACCEPT = (
    "application/atom+xml, application/rss+xml, application/feed+json, application/rdf+xml;q=0.9, "
    "application/xml;q=0.8, text/xml;q=0.8, application/json;q=0.7, text/html;q=0.6, */*;q=0.5"
)
_OF_THE_HOST = {HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.SERVICE_UNAVAILABLE}
"""Answers whose `Retry-After` holds for the whole host."""
_VALIDATOR = re.compile(r"[\x20-\x7e]{1,1000}")
"""Validators that may be sent back: others could forge a header."""


@dataclass(frozen=True, slots=True)
class Request:
    """A request."""

    url: str
    validators: Validators = Validators()
    typed_url: str | None = None
    """The address that the person typed, where `url` was found by following it; None: `url`.

    Only its host may be in a private network."""
    insists: bool = False
    """The person named this address: it is requested although its host is rate-limited."""
    granted: tuple[Granted, ...] = ()
    """The person's headers and logins for the host that was typed."""
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    """Headers for this address only: with any, no redirect is followed."""
    max_bytes: int | None = None
    """The limit of its body where it is below that of the fetcher."""
    form: str | None = field(default=None, repr=False)
    """The URL-encoded form of a POST, which follows no redirect; None: a GET."""


def request_headers(user_agent: str) -> dict[str, str]:
    """Return the headers of every request; it accepts only encodings that can be decompressed."""
    encodings = ", ".join(name for name in unpackers() if not name.startswith("x-"))
    return {"User-Agent": user_agent, "Accept": _ACCEPT, "Accept-Encoding": encodings}


async def exchange(
    clients: Clients, request: Request, seconds: float, slot: HostSlot, max_bytes: int
) -> Document | NotModified:
    """Request one address and follow its redirects, all within `seconds`.

    Waiting for a slot at another host does not count. Raises FetchError for every failure of a
    server or the network.
    """
    import httpx2

    host = host_of(request.url)
    max_bytes = min(max_bytes, request.max_bytes or max_bytes)
    try:
        async with asyncio.timeout(seconds) as limit:
            return await _follow(clients, request, slot, limit, max_bytes)
    except TimeoutError as error:
        slot.was_silent()
        message = f"{host}: timed out after {seconds:g} s"
        raise FetchError(message, request.url) from error
    except TooLargeError as error:
        message = f"{host}: sent more than {max_bytes / 1e6:g} MB"
        raise FetchError(message, request.url) from error
    except UnknownCodingError as error:
        message = safe_line(f"{host}: sent an encoding that was not asked for: {error}", 200)
        raise FetchError(message, request.url) from error
    except (
        httpx2.HTTPError,
        httpx2.InvalidURL,
        OSError,
        EOFError,
        ValueError,
        zlib.error,
    ) as error:
        if isinstance(error, (httpx2.ConnectError, httpx2.ConnectTimeout)):
            slot.was_silent()
        raise FetchError(
            safe_line(f"{host}: {reason(error)}"), request.url, unreached=unreached(error)
        ) from error


async def _follow(
    clients: Clients, request: Request, slot: HostSlot, limit: asyncio.Timeout, max_bytes: int
) -> Document | NotModified:
    async def before(host: str) -> None:
        await _take_slot(slot, host, request, limit)

    question = Question(
        request.url,
        request.typed_url or request.url,
        _conditions(request.validators) | _form_type(request),
        request.granted,
        request.headers,
        request.form,
    )
    async with following(clients, question, before, slot.answered) as answer:
        body = await _read_answer(answer.response, request, slot, max_bytes)
        return _result(answer.response, body, request, answer.moved_to)


async def _take_slot(slot: HostSlot, host: str, request: Request, limit: asyncio.Timeout) -> None:
    """Wait for a slot at a host. Raises FetchError where the host is down or rate-limited."""
    when = limit.when()
    limit.reschedule(None)
    waited = await slot.at(host)
    limit.reschedule(None if when is None else when + waited)
    if request.insists:
        slot.asks()
        return
    if slot.is_down():
        words = "not asked, as it could not be reached just now"
        raise FetchError(f"{host}: {words}", request.url, unreached=Unreached.HOST)
    pause = slot.paused_seconds()
    if pause:
        words = f"not asked, as it is rate-limited for {_length(pause)}"
        raise FetchError(f"{host}: {words}", request.url, HTTPStatus.TOO_MANY_REQUESTS, pause)
    slot.asks()


def _conditions(validators: Validators) -> dict[str, str]:
    wanted = {"If-None-Match": validators.etag, "If-Modified-Since": validators.last_modified}
    return {name: value for name, value in wanted.items() if value}


def _form_type(request: Request) -> dict[str, str]:
    return {} if request.form is None else {"Content-Type": "application/x-www-form-urlencoded"}


async def _read_answer(
    response: httpx2.Response, request: Request, slot: HostSlot, max_bytes: int
) -> bytes | None:
    """Return the body of an answer, None where nothing changed. Raises FetchError."""
    host, status = host_of(request.url), response.status_code
    if status == HTTPStatus.NOT_MODIFIED:
        if not _conditions(request.validators):
            raise FetchError(
                f"{host}: says 304 Not Modified to a first request", request.url, status
            )
        return None
    if not 200 <= status < 300:
        pause = retry_after(response.headers, datetime.now(UTC))
        if pause is None and status == HTTPStatus.TOO_MANY_REQUESTS:
            pause = PAUSE_SECONDS
        words = _status_words(status)
        if pause:
            words += f"; rate-limited for {_length(pause)}"
            if status in _OF_THE_HOST:
                slot.pause(pause)
        raise FetchError(f"{host}: {words}", request.url, status, pause)
    body = await _read_body(response, max_bytes)
    if (not body or body.isspace()) and request.form is None:
        raise FetchError(f"{host}: sent an empty answer", request.url, status)
    return body


async def _read_body(response: httpx2.Response, max_bytes: int) -> bytes:
    pieces: list[bytes] = []
    left = max_bytes
    async for piece in response.aiter_raw():
        left -= len(piece)
        if left < 0:
            raise TooLargeError(max_bytes)
        pieces.append(piece)
    encoding = response.headers.get("content-encoding", "")
    return unpacked(b"".join(pieces), encoding, max_bytes)


def _result(
    response: httpx2.Response, body: bytes | None, request: Request, moved_to: str | None
) -> Document | NotModified:
    known = request.validators
    url = str(response.request.url)
    etag = _validator(response.headers, "etag")
    last_modified = _validator(response.headers, "last-modified")
    fresh = fresh_seconds(response.headers, datetime.now(UTC))
    if body is None:
        etag, last_modified = etag or known.etag, last_modified or known.last_modified
        return NotModified(url, Validators(etag, last_modified, known.body_hash), moved_to, fresh)
    validators = Validators(etag, last_modified, hashlib.sha256(body).hexdigest())
    if validators.body_hash == known.body_hash:
        return NotModified(url, validators, moved_to, fresh)
    content_type = safe_line(response.headers.get("content-type", ""), 200) or None
    links, refresh = (
        safe_line(response.headers.get(name, ""), MAX_STATED_CHARACTERS)
        for name in ("link", "refresh")
    )
    return Document(url, body, content_type, validators, moved_to, fresh, links, refresh)


def _validator(headers: Mapping[str, str], name: str) -> str | None:
    value = headers.get(name, "")
    return value if _VALIDATOR.fullmatch(value) else None


def _status_words(status: int) -> str:
    """Return a status with the standard's words: the server's own are foreign text."""
    try:
        words = f"{status} {HTTPStatus(status).phrase}"
    except ValueError:
        return f"{status}"
    if status == HTTPStatus.GONE:
        return f"{words}: it no longer exists, and is not asked again unless you name it"
    if status == HTTPStatus.UNAUTHORIZED:
        return f"{words}: it wants a name and a password"
    return words


def _length(seconds: int) -> str:
    """Return a duration in words, rounded up."""
    for unit, length in (("h", 3600), ("min", 60)):
        if seconds >= 2 * length:
            return f"{-(-seconds // length)} {unit}"
    return f"{seconds} s"
