"""Follows redirects: which headers are sent to the next address, and which hosts are allowed."""

from __future__ import annotations

from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import TYPE_CHECKING

from qreader.errors import FetchError
from qreader.sources.web.access import Granted, for_address
from qreader.sources.web.cookies import Cookies
from qreader.sources.web.heads import OPENED
from qreader.sources.web.login import Login
from qreader.sources.web.lookup import PUBLIC_ONLY_HOST, is_private_literal
from qreader.sources.web.reasons import PRIVATE
from qreader.text import urls
from qreader.text.safe import safe_line

if TYPE_CHECKING:
    import httpx2

MAX_REDIRECTS = 20
"""As many as browsers follow; download counters make chains of nine."""
MAX_SAME = 2
"""How often one address may be requested in a chain: more is a circle."""
MAX_DROPPED = 3
"""The most retries on kept connections that the server had closed."""

_PERMANENT = {HTTPStatus.MOVED_PERMANENTLY, HTTPStatus.PERMANENT_REDIRECT}


@dataclass(frozen=True, slots=True)
class Clients:
    """The two connection pools of a fetcher.

    A pool reuses connections by host name. Hosts that the person did not type have a pool of their
    own, whose connections all lead to public addresses.
    """

    typed: httpx2.AsyncClient
    public: httpx2.AsyncClient


@dataclass(frozen=True, slots=True)
class Question:
    """A request and its rules for redirects."""

    url: str
    typed_url: str
    """The address that the person typed: only its host may be in a private network."""
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    granted: Sequence[Granted] = field(default=(), repr=False)
    """The person's headers and logins for the host that was typed."""
    own_headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    """Headers for this address only: with any, no redirect is followed."""
    form: str | None = field(default=None, repr=False)
    """The URL-encoded form of a POST, which follows no redirect; None: a GET."""
    seconds: float | None = None
    """The timeout for each read; None: the client's."""

    @property
    def is_for_one_address(self) -> bool:
        """Whether it must not be redirected."""
        return self.form is not None or bool(self.own_headers)


@dataclass(frozen=True, slots=True)
class Answer:
    """The answer at the end of the redirects."""

    response: httpx2.Response
    moved_to: str | None
    """The address behind permanent redirects; None where there was none, or one was temporary."""


@asynccontextmanager
async def following(
    clients: Clients,
    question: Question,
    before: Callable[[str], Awaitable[None]] | None = None,
    after: Callable[[], None] | None = None,
) -> AsyncIterator[Answer]:
    """Send a request, follow its redirects, and yield the answer, whose body is not yet read.

    before: awaited with the next host before each request. after: called when it has answered.
    Cookies last for the chain only. Raises FetchError and the exceptions of the HTTP library.
    """
    import httpx2

    hop = httpx2.URL(question.url)
    typed_host = httpx2.URL(question.typed_url).host
    moved, permanent = False, True
    cookies = Cookies()
    asked: Counter[tuple[str, str]] = Counter()
    for _ in range(MAX_REDIRECTS + 1):
        if hop.scheme not in {"http", "https"} or not hop.host:
            words = "redirects to what is not a web address" if moved else "is not a web address"
            raise _failure(question, words)
        client = client_for(clients, hop, typed_host, question.url)
        if before is not None:
            await before(host_of(str(hop)))
        own = None
        if question.granted and hop.host == typed_host:
            own = for_address(question.granted, str(_without_credentials(hop)))
        request = _request(client, hop, question, own, cookies)
        if moved:
            same = str(hop), request.headers.get("cookie", "")
            asked[same] += 1
            if asked[same] > MAX_SAME:
                raise _failure(question, "redirects in a circle")
        async with _answered(client, request, _login(hop, question, own)) as response:
            if after is not None:
                after()
            if not response.has_redirect_location:
                yield Answer(response, str(hop) if moved and permanent else None)
                return
            if question.is_for_one_address:
                words = "redirects elsewhere; name the address that it redirects to"
                raise _failure(question, words)
            moved, permanent = True, permanent and response.status_code in _PERMANENT
            cookies.take(response)
            hop = next_hop(hop, response.headers["location"])
    raise _failure(question, f"redirects more than {MAX_REDIRECTS} times")


def host_of(url: str) -> str:
    """Return the host of an address, safe to show; the address itself where it has none."""
    return safe_line(urls.host(url) or url, 200)


def client_for(clients: Clients, hop: httpx2.URL, typed_host: str, url: str) -> httpx2.AsyncClient:
    """Return the pool to use, and set which addresses this task may connect to."""
    if hop.host == typed_host:
        PUBLIC_ONLY_HOST.set(None)
        return clients.typed
    if is_private_literal(hop.host):
        raise FetchError(f"{host_of(url)}: {PRIVATE}", url)
    PUBLIC_ONLY_HOST.set(hop.raw_host.decode("ascii"))
    return clients.public


def next_hop(hop: httpx2.URL, location: str) -> httpx2.URL:
    """Return the address of a redirect; name and password are kept only within the origin.

    A change from http to https on the same host counts as the same origin.
    """
    target = hop.join(location).copy_with(fragment=None)
    upgraded = (hop.scheme, hop.port, target.scheme, target.port) == ("http", None, "https", None)
    same_origin = (hop.scheme, hop.port) == (target.scheme, target.port) or upgraded
    if hop.host == target.host and same_origin:
        return target.copy_with(username=hop.username, password=hop.password)
    return _without_credentials(target)


def _failure(question: Question, words: str) -> FetchError:
    return FetchError(f"{host_of(question.url)}: {words}", question.url)


def _without_credentials(url: httpx2.URL) -> httpx2.URL:
    return url.copy_with(username="", password="") if url.userinfo else url


def _request(
    client: httpx2.AsyncClient,
    hop: httpx2.URL,
    question: Question,
    own: Granted | None,
    cookies: Cookies,
) -> httpx2.Request:
    import httpx2

    address = _without_credentials(hop)  # the library logs addresses
    headers = httpx2.Headers(dict(question.headers))
    for more in (own.headers if own else {}, question.own_headers):
        headers.update(dict(more))  # header names ignore case
    request = client.build_request(
        "GET" if question.form is None else "POST",
        address,
        headers=headers,
        content=question.form,
        timeout=httpx2.USE_CLIENT_DEFAULT
        if question.seconds is None
        else httpx2.Timeout(question.seconds),
    )
    if cookies:
        told = cookies.header(str(address), request.headers.get("cookie", ""))
        if told:
            request.headers["cookie"] = told
    return request


def _login(hop: httpx2.URL, question: Question, own: Granted | None) -> Login | None:
    if question.own_headers:
        return None
    if hop.userinfo:
        return Login(hop.username, hop.password)
    return own.login if own else None


@asynccontextmanager
async def _answered(
    client: httpx2.AsyncClient, request: httpx2.Request, login: Login | None
) -> AsyncIterator[httpx2.Response]:
    if login is not None:
        login.sign(request)
    response = await _sent(client, request)
    try:
        if login is not None and login.answers(request, response):
            await response.aclose()
            response = await _sent(client, request)
        yield response
    finally:
        await response.aclose()


async def _sent(client: httpx2.AsyncClient, request: httpx2.Request) -> httpx2.Response:
    """Send a request, and again where the server had closed a kept connection.

    RFC 9112 section 9.3.1, RFC 9110 section 9.2.2: safe requests may be repeated.
    """
    import httpx2

    dropped = 0
    while True:
        OPENED.set(False)
        try:
            return await client.send(request, auth=None, stream=True)
        except (httpx2.NetworkError, httpx2.RemoteProtocolError):
            dropped += 1
            if OPENED.get() or request.method != "GET" or dropped > MAX_DROPPED:
                raise
