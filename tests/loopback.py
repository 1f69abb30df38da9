"""A small HTTP server on the loopback address, for tests: real sockets, no sleeps.

def test_something(loopback):
    loopback.serve("/feed.xml", b"<rss/>", etag='"1"')
    loopback.serve("/moved", Reply(301, headers={"Location": "/feed.xml"}))
    loopback.serve("/slow", lambda asked: loopback.hold())      # answers when the test ends
    ... fetch loopback.url("/feed.xml") ...
    assert loopback.count("/feed.xml") == 1
"""

from __future__ import annotations

import selectors
import socket
import ssl
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest


@dataclass(frozen=True)
class Asked:
    """One request as it arrived."""

    path: str
    """With its query."""
    headers: Mapping[str, str]
    """Names in lower case."""


@dataclass(frozen=True)
class Reply:
    """What to answer. With `raw`, exactly these bytes, then the connection is closed."""

    status: int = 200
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)
    raw: bytes | None = None


Route = bytes | Reply | Callable[[Asked], "bytes | Reply"]


class Loopback:
    """The server: what it answers, and what it was asked."""

    def __init__(self, tls: ssl.SSLContext | None = None) -> None:
        self.asked: list[Asked] = []
        """Every request, oldest first."""
        self.ending = threading.Event()
        """Set when the test is over: what waits, waits on this."""
        self._routes: dict[str, Route] = {}
        self._server = _Server(("127.0.0.1", 0), _Handler)
        self._server.loopback = self
        self._scheme = "http"
        if tls is not None:
            self._scheme = "https"
            self._server.socket = tls.wrap_socket(self._server.socket, server_side=True)
        self._server.start()

    @property
    def port(self) -> int:
        return self._server.server_address[1]

    def url(self, path: str, host: str = "127.0.0.1") -> str:
        """Return the address of a path; any name or address of this machine may be the host."""
        return f"{self._scheme}://{host}:{self.port}{path}"

    def serve(self, path: str, route: Route, *, etag: str | None = None) -> str:
        """Answer a path (without its query) from now on; with an etag, 304 where it is known."""
        self._routes[path] = _with_etag(route, etag) if etag else route
        return self.url(path)

    def count(self, path: str) -> int:
        """Return how often a path was asked for."""
        return sum(asked.path == path for asked in self.asked)

    def hold(self) -> Reply:
        """Wait until the test is over; for routes that never answer."""
        self.ending.wait(60)
        return Reply(503)

    def close(self) -> None:
        self.ending.set()
        self._server.end()

    def answer(self, asked: Asked) -> Reply:
        """Return what the routes say to a request."""
        self.asked.append(asked)
        route = self._routes.get(asked.path.partition("?")[0], Reply(404, b"nothing here"))
        reply = route(asked) if callable(route) else route
        return Reply(body=reply) if isinstance(reply, bytes) else reply


@pytest.fixture
def loopback() -> Iterator[Loopback]:
    """A server that answers 404 until it is told what to serve."""
    with running() as server:
        yield server


@contextmanager
def running(tls: ssl.SSLContext | None = None) -> Iterator[Loopback]:
    """Run a server; for what needs a second one, or TLS."""
    server = Loopback(tls)
    try:
        yield server
    finally:
        server.close()


def refused_port() -> int:
    """Return a port of 127.0.0.1 on which nothing listens."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]


def _with_etag(route: Route, etag: str) -> Route:
    def conditional(asked: Asked) -> Reply:
        if asked.headers.get("if-none-match") == etag:
            return Reply(304, headers={"ETag": etag})
        reply = route(asked) if callable(route) else route
        reply = Reply(body=reply) if isinstance(reply, bytes) else reply
        return Reply(reply.status, reply.body, {**reply.headers, "ETag": etag})

    return conditional


class QuietServer(ThreadingHTTPServer):
    """Answers on a thread from its start until its end, which waits for no look at the clock."""

    daemon_threads = True
    block_on_close = False
    timeout = 0  # whoever has left again is not waited for

    def start(self) -> None:
        self._wake, self._woken = socket.socketpair()
        self._thread = threading.Thread(target=self._answer_until_woken, daemon=True)
        self._thread.start()

    def end(self) -> None:
        self._wake.close()
        self._thread.join()
        self._woken.close()
        self.server_close()

    def _answer_until_woken(self) -> None:
        with selectors.DefaultSelector() as selector:
            selector.register(self, selectors.EVENT_READ)
            selector.register(self._woken, selectors.EVENT_READ)
            while not any(key.fileobj is self._woken for key, _ in selector.select()):
                self.handle_request()

    def handle_error(self, request: object, client_address: object) -> None:
        """Say nothing: tests break connections on purpose."""


class _Server(QuietServer):
    loopback: Loopback


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True  # it holds a body back behind its headers, for 40 ms
    server: _Server

    def do_GET(self) -> None:
        headers = {name.lower(): value for name, value in self.headers.items()}
        reply = self.server.loopback.answer(Asked(self.path, headers))
        if reply.raw is not None:
            self.wfile.write(reply.raw)
            self.close_connection = True
            return
        self.send_response(reply.status)
        for name, value in reply.headers.items():
            self.send_header(name, value)
        if reply.status != 304 and "Content-Length" not in reply.headers:
            self.send_header("Content-Length", str(len(reply.body)))
        self.end_headers()
        self.wfile.write(reply.body)

    def log_message(self, *_: object) -> None:
        """Keep the test's output clean."""
