"""Unpacking of compressed answers, stopped at a size."""

from __future__ import annotations

import zlib

_GZIP_OR_ZLIB = 32 + zlib.MAX_WBITS
_RAW_DEFLATE = -zlib.MAX_WBITS
_GZIP_MAGIC = b"\x1f\x8b"
_MAX_MEMBERS = 100
"""Servers send one; each costs a copy of what follows it, so half a million would cost minutes."""


class TooLargeError(ValueError):
    """There is more than was allowed; memory was not spent on it."""


def inflate(data: bytes, max_bytes: int) -> bytes:
    """Return gzip, zlib or raw deflate data unpacked.

    Gzip may have several members (RFC 1952 section 2.2); what follows the last is ignored, as
    browsers do. Raises TooLargeError as soon as max_bytes are exceeded, zlib.error where the data
    is damaged or made of very many members, EOFError where it ends too soon.
    """
    pieces: list[bytes] = []
    left = max_bytes
    while data:
        if len(pieces) == _MAX_MEMBERS:
            raise zlib.error("too many members")
        unpacker = zlib.decompressobj(_GZIP_OR_ZLIB if _has_header(data) else _RAW_DEFLATE)
        piece = unpacker.decompress(data, left + 1)
        left -= len(piece)
        if left < 0:
            raise TooLargeError(max_bytes)
        if not unpacker.eof:
            raise EOFError
        pieces.append(piece)
        data = unpacker.unused_data if unpacker.unused_data.startswith(_GZIP_MAGIC) else b""
    return b"".join(pieces)


def _has_header(data: bytes) -> bool:
    """Whether it starts as gzip or zlib (RFC 1950 section 2.2); servers also send bare deflate."""
    if data.startswith(_GZIP_MAGIC):
        return True
    return data[0] & 0x0F == 8 and int.from_bytes(data[:2], "big") % 31 == 0
