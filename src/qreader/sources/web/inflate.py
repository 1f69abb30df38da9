"""Unpacking of compressed answers, stopped at a size."""

from __future__ import annotations

import sys
import zlib
from collections.abc import Callable, Mapping
from functools import cache
from importlib import import_module
from typing import Any

_GZIP_OR_ZLIB = 32 + zlib.MAX_WBITS
_RAW_DEFLATE = -zlib.MAX_WBITS
_GZIP_MAGIC = b"\x1f\x8b"
_MAX_MEMBERS = 100
"""Servers send one; each costs a copy of what follows it, so half a million would cost minutes."""


_MAX_WINDOW_LOG = 23
"""8 MB: more may not be asked of who reads (RFC 9659 section 3), and would be spent at once."""

Unpack = Callable[[bytes, int], bytes]
"""Return data unpacked; raise TooLargeError, EOFError, zlib.error as `inflate` does."""


class TooLargeError(ValueError):
    """There is more than was allowed; memory was not spent on it."""


def inflate(data: bytes, max_bytes: int) -> bytes:
    """Return gzip, zlib or raw deflate data unpacked.

    Gzip may have several members (RFC 1952 section 2.2); what follows the last is ignored, as
    browsers do. Raises TooLargeError as soon as max_bytes are exceeded, zlib.error where the data
    is damaged or made of very many members, EOFError where it ends too soon.
    """
    return _unpack_members(
        data,
        max_bytes,
        lambda rest: zlib.decompressobj(_GZIP_OR_ZLIB if _has_header(rest) else _RAW_DEFLATE),
        lambda rest: rest.startswith(_GZIP_MAGIC),
    )


def _unpack_members(
    data: bytes,
    max_bytes: int,
    unpacker_for: Callable[[bytes], Any],
    goes_on: Callable[[bytes], bool],
) -> bytes:
    """Unpack one member after the other, for as long as what follows is another one."""
    pieces: list[bytes] = []
    left = max_bytes
    while data:
        if len(pieces) == _MAX_MEMBERS:
            raise zlib.error("too many members")
        unpacker = unpacker_for(data)
        piece = unpacker.decompress(data, left + 1)
        left -= len(piece)
        if left < 0:
            raise TooLargeError(max_bytes)
        if not unpacker.eof:
            raise EOFError
        pieces.append(piece)
        data = unpacker.unused_data if goes_on(unpacker.unused_data) else b""
    return b"".join(pieces)


@cache
def unpackers() -> Mapping[str, Unpack]:
    """Return what can be unpacked here, by the names of HTTP: brotli and zstd where installed.

    These are sought once: to look for what is not there costs each time.
    """
    found: dict[str, Unpack] = {"gzip": inflate, "x-gzip": inflate, "deflate": inflate}
    brotli, zstd = _brotli(), _zstd()
    if brotli is not None:
        found["br"] = lambda data, max_bytes: _unpack_brotli(brotli, data, max_bytes)
    if zstd is not None:
        found["zstd"] = lambda data, max_bytes: _unpack_zstd(zstd, data, max_bytes)
    return found


def _brotli() -> Any:
    try:
        import brotli
    except ImportError:
        return None
    # before 1.2 it could not be stopped
    return brotli if hasattr(brotli.Decompressor, "can_accept_more_data") else None


def _zstd() -> Any:
    try:
        return import_module(
            "compression.zstd" if sys.version_info >= (3, 14) else "backports.zstd"
        )
    except ImportError:
        return None


def _unpack_brotli(brotli: Any, data: bytes, max_bytes: int) -> bytes:
    unpacker = brotli.Decompressor()
    try:
        pieces = [unpacker.process(data, output_buffer_limit=max_bytes + 1)]
        left = max_bytes - len(pieces[0])
        while left >= 0 and not unpacker.is_finished():
            piece = unpacker.process(b"", output_buffer_limit=left + 1)
            if not piece:
                raise EOFError
            pieces.append(piece)
            left -= len(piece)
    except brotli.error as error:
        raise zlib.error("damaged brotli data") from error
    if left < 0:
        raise TooLargeError(max_bytes)
    return b"".join(pieces)


def _unpack_zstd(zstd: Any, data: bytes, max_bytes: int) -> bytes:
    """Unpack all frames (RFC 8878 section 3)."""
    options = {zstd.DecompressionParameter.window_log_max: _MAX_WINDOW_LOG}
    try:
        return _unpack_members(
            data, max_bytes, lambda _: zstd.ZstdDecompressor(options=options), lambda _: True
        )
    except zstd.ZstdError as error:
        raise zlib.error("damaged zstd data") from error


def _has_header(data: bytes) -> bool:
    """Whether it starts as gzip or zlib (RFC 1950 section 2.2); servers also send bare deflate."""
    if data.startswith(_GZIP_MAGIC):
        return True
    return data[0] & 0x0F == 8 and int.from_bytes(data[:2], "big") % 31 == 0
