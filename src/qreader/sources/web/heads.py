"""Repairs the heads of HTTP answers, so that a malformed line does not cost the answer.

The HTTP library refuses an answer with a header line that browsers and curl ignore. So the head of
each HTTP/1 answer passes this module, which removes malformed lines.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextvars import ContextVar
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import httpx2
    from httpcore2 import AsyncNetworkBackend, AsyncNetworkStream

MAX_HEAD_BYTES = 256_000
"""A longer head is passed on unchanged: the library has a limit and a message of its own."""

OPENED: ContextVar[bool] = ContextVar("OPENED", default=False)
"""Whether a connection was opened for the current task since it last set this."""

_BEGINS = b"HTTP/"
_LINE_END = re.compile(rb"\r?\n")
_BLANK_LINE = re.compile(rb"\n\r?\n")
_FIELD = re.compile(rb"([!#$%&'*+.^_`|~0-9A-Za-z-]+)[ \t]*:([^\x00\r\n]*)")
"""A field of RFC 9112 section 5; some servers write a space before the colon."""
_LENGTH = re.compile(rb"[ \t]*\d+(?:[ \t]*,[ \t]*\d+)*[ \t]*")
_PASSING = re.compile(rb"HTTP/\S+ 1(?!01)\d\d")
"""An interim answer, which another follows (RFC 9110 section 15.2)."""


def clean_head(head: bytes) -> bytes:
    """Return the head of an answer with its status line, its valid fields, and a blank line.

    A folded line is removed with its field, and so is an invalid length. Of the transfer codings,
    only `chunked` stays.
    """
    status, *lines = _LINE_END.split(head.rstrip(b"\r\n"))
    return b"\r\n".join((status, *_fields(lines), b"", b""))


def _fields(lines: list[bytes]) -> Iterator[bytes]:
    kept = is_chunked = False
    for line in lines:
        if line.startswith((b" ", b"\t")):
            if kept and b"\0" not in line:
                yield line
            continue
        field = _FIELD.fullmatch(line)
        kept = field is not None
        if field is None:
            continue
        name, value = field.groups()
        if name.lower() == b"transfer-encoding":
            kept = not is_chunked and value.strip().lower().endswith(b"chunked")
            is_chunked |= kept
            value = b" chunked"  # gzip inside it is recognised by its first bytes
        elif name.lower() == b"content-length":
            kept = bool(_LENGTH.fullmatch(value))
        if kept:
            yield name + b":" + value


def accept_careless_servers(client: httpx2.AsyncClient) -> None:
    """Repair the heads of all answers of a client, also those through proxies."""
    import httpx2

    for transport in (client._transport, *client._mounts.values()):
        if isinstance(transport, httpx2.AsyncHTTPTransport):
            # httpcore2 accepts another backend, but httpx2 has no parameter for it
            pool: Any = transport._pool
            pool._network_backend = _Backend(pool._network_backend)


class _Backend:
    """Wraps a backend: repairs heads, and sets `OPENED`."""

    def __init__(self, backend: AsyncNetworkBackend) -> None:
        self._backend = backend

    async def connect_tcp(self, *given: Any, **named: Any) -> _Stream:
        OPENED.set(True)
        return _Stream(await self._backend.connect_tcp(*given, **named))

    async def connect_unix_socket(self, *given: Any, **named: Any) -> _Stream:
        return _Stream(await self._backend.connect_unix_socket(*given, **named))

    async def sleep(self, seconds: float) -> None:
        await self._backend.sleep(seconds)


class _Stream:
    """A connection; the first bytes read after a write are a head."""

    def __init__(self, stream: AsyncNetworkStream) -> None:
        self._stream = stream
        self._at_head = False
        self._came = bytearray()
        self._searched = 0

    async def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        while self._at_head:
            head = self._head()
            if head is not None:
                return head
            piece = await self._stream.read(max_bytes, timeout)
            self._came += piece if self._came else piece.lstrip(b"\r\n")  # RFC 9112 section 2.2
            if not piece or self._is_no_head():
                self._at_head = False
        return self._taken(len(self._came)) or await self._stream.read(max_bytes, timeout)

    async def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._at_head = True
        await self._stream.write(buffer, timeout)

    async def aclose(self) -> None:
        await self._stream.aclose()

    async def start_tls(self, *given: Any, **named: Any) -> AsyncNetworkStream | _Stream:
        secured = await self._stream.start_tls(*given, **named)
        session = secured.get_extra_info("ssl_object")
        is_http_2 = session is not None and session.selected_alpn_protocol() == "h2"
        return secured if is_http_2 else _Stream(secured)

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)

    def _head(self) -> bytes | None:
        """Return the repaired head with the bytes behind it; None: the head is incomplete."""
        blank = _BLANK_LINE.search(self._came, self._searched)
        if blank is None:
            self._searched = max(0, len(self._came) - 2)
            return None
        head = self._taken(blank.end())
        self._at_head = bool(_PASSING.match(head))
        return clean_head(head) + (b"" if self._at_head else self._taken(len(self._came)))

    def _is_no_head(self) -> bool:
        """Whether it is no HTTP head, such as a SOCKS proxy's answer, or far too long."""
        begins = bytes(self._came[: len(_BEGINS)])
        return not _BEGINS.startswith(begins) or len(self._came) > MAX_HEAD_BYTES

    def _taken(self, count: int) -> bytes:
        taken = bytes(self._came[:count])
        del self._came[:count]
        self._searched = 0
        return taken
