"""Serving: feeds from memory on the loopback address, told apart by ETag and Last-Modified."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import format_datetime
from hashlib import sha256


@dataclass(frozen=True, slots=True)
class _Served:
    body: bytes
    etag: str
    modified: str


class Serving:
    """What is served at this moment; 404 is the rest."""

    def __init__(self) -> None:
        self.port = 0
        """Known once it listens."""
        self.answered: dict[int, int] = {}
        """How many answers of each status went out."""
        self._feeds: Mapping[str, _Served] = {}
        self._validators = True

    def serve(self, feeds: Mapping[str, bytes], *, validators: bool = True) -> None:
        """Serve these from now on; without validators, each is sent whole whoever has it."""
        modified = format_datetime(datetime.now(UTC), usegmt=True)
        known = self._feeds
        self._validators = validators
        self._feeds = {
            f"/{name}": known[f"/{name}"]
            if f"/{name}" in known and known[f"/{name}"].body == body
            else _Served(body, f'"{sha256(body).hexdigest()[:24]}"', modified)
            for name, body in feeds.items()
        }

    def url(self, name: str) -> str:
        """Return the address of a feed."""
        return f"http://127.0.0.1:{self.port}/{name}"

    async def answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Answer what comes over a connection until the other end has had enough."""
        try:
            while True:
                request = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
                writer.writelines(self._reply(request))
                await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError):
            pass  # the client has gone
        finally:
            writer.close()

    def _reply(self, request: str) -> list[bytes]:
        line, *lines = request.split("\r\n")
        headers = {name.lower(): value for name, _, value in (one.partition(": ") for one in lines)}
        feed = self._feeds.get(line.split(" ")[1])
        if feed is None:
            return self._status(404, "Not Found", b"Content-Length: 0\r\n")
        fields = f"ETag: {feed.etag}\r\nLast-Modified: {feed.modified}\r\n" * self._validators
        if self._validators and feed.etag in headers.get("if-none-match", ""):
            return self._status(304, "Not Modified", fields.encode())
        size = f"Content-Type: application/xml\r\nContent-Length: {len(feed.body)}\r\n"
        return [*self._status(200, "OK", (fields + size).encode()), feed.body]

    def _status(self, code: int, reason: str, fields: bytes) -> list[bytes]:
        self.answered[code] = self.answered.get(code, 0) + 1
        return [f"HTTP/1.1 {code} {reason}\r\n".encode(), fields, b"\r\n"]


@contextmanager
def serving() -> Iterator[Serving]:
    """Serve, in a thread, for as long as the block takes."""
    served = Serving()
    loop = asyncio.new_event_loop()
    server = loop.run_until_complete(
        asyncio.start_server(served.answer, "127.0.0.1", 0, backlog=256)
    )
    served.port = server.sockets[0].getsockname()[1]
    thread = threading.Thread(target=loop.run_forever, name="serving", daemon=True)
    thread.start()
    try:
        yield served
    finally:
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        server.close()
        loop.run_until_complete(server.wait_closed())
        for task in asyncio.all_tasks(loop):
            task.cancel()
        loop.run_until_complete(loop.shutdown_asyncgens())
        loop.close()
