"""Decompresses answers up to a size limit."""

from __future__ import annotations

import codecs
import sys
import zlib
from collections.abc import Callable, Mapping
from functools import cache
from importlib import import_module
from typing import Any

_GZIP_OR_ZLIB = 32 + zlib.MAX_WBITS
_RAW_DEFLATE = -zlib.MAX_WBITS
_GZIP_MAGIC = b"\x1f\x8b"
_GZIP_FILE = _GZIP_MAGIC + b"\x08"
"""The magic and the only compression method (RFC 1952 section 2.3.1)."""
_MARKUP = (b"<", b"{")
_NOT_EVERYWHERE = {"br", "zstd", "compress", "x-compress"}
"""Registered codings (RFC 9110 section 18.6) that may not be supported here."""
_MAX_LAYERS = 3
"""The most nested codings; a server before a cache may make two."""
_MAX_MEMBERS = 100
"""The most gzip members. Servers send one; each costs a copy of the rest, so many cost minutes."""


_MAX_WINDOW_LOG = 23
"""8 MB, the largest window that a server may require (RFC 9659 section 3)."""

Unpack = Callable[[bytes, int], bytes]
"""Returns decompressed data; raises as `inflate` does."""


class TooLargeError(ValueError):
    """The data are larger than the limit; no more memory than that was used."""


class UnknownCodingError(ValueError):
    """The content coding is not supported here."""


def inflate(data: bytes, max_bytes: int) -> bytes:
    """Return decompressed gzip, zlib or raw deflate data.

    Gzip may have several members (RFC 1952 section 2.2); bytes after the last are ignored, as
    browsers do. Raises TooLargeError as soon as max_bytes are exceeded, zlib.error where the data
    are damaged or have too many members, EOFError where they end too soon.
    """
    return _unpack_members(
        data,
        max_bytes,
        lambda rest: zlib.decompressobj(_GZIP_OR_ZLIB if _has_header(rest) else _RAW_DEFLATE),
        lambda rest: rest.startswith(_GZIP_MAGIC),
    )


def unpacked(data: bytes, encoding: str, max_bytes: int) -> bytes:
    """Return the decompressed body of an answer.

    encoding: the header Content-Encoding. For an unregistered coding the body is returned unchanged
    (the Fetch standard, "handle content codings"). Gzip is also recognised by its first bytes.
    Raises as `inflate` does, and UnknownCodingError.
    """
    stated = [name for name in map(str.strip, encoding.lower().split(",")) if name]
    codings = [name for name in stated if name != "identity"]
    known = unpackers() if codings else {}
    if len(codings) <= _MAX_LAYERS and all(name in known for name in codings):
        for name in reversed(codings):
            data = _unpacked_as_said(data, known[name], max_bytes)
    elif not _NOT_EVERYWHERE.isdisjoint(codings) and not _is_markup(data):
        raise UnknownCodingError(encoding)
    for _ in range(_MAX_LAYERS):
        if not data.startswith(_GZIP_FILE):
            break
        data = inflate(data, max_bytes)
    return data


def _unpacked_as_said(data: bytes, unpack: Unpack, max_bytes: int) -> bytes:
    try:
        return unpack(data, max_bytes)
    except (EOFError, zlib.error):
        if _is_markup(data):
            return data  # it was not compressed at all
        raise


def _is_markup(data: bytes) -> bool:
    return data[:1000].removeprefix(codecs.BOM_UTF8).lstrip().startswith(_MARKUP)


def _unpack_members(
    data: bytes,
    max_bytes: int,
    unpacker_for: Callable[[bytes], Any],
    goes_on: Callable[[bytes], bool],
) -> bytes:
    """Decompress one member after the other, as long as another one follows."""
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
    """Return the supported decoders by their names in HTTP: brotli and zstd where installed.

    The result is cached: an import of a missing module costs time at every attempt.
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
    # before 1.2 its output could not be limited
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
    """Decompress all frames (RFC 8878 section 3)."""
    options = {zstd.DecompressionParameter.window_log_max: _MAX_WINDOW_LOG}
    try:
        return _unpack_members(
            data, max_bytes, lambda _: zstd.ZstdDecompressor(options=options), lambda _: True
        )
    except zstd.ZstdError as error:
        raise zlib.error("damaged zstd data") from error


def _has_header(data: bytes) -> bool:
    """Whether it has a header of gzip or zlib (RFC 1950 section 2.2); else it is raw deflate."""
    if data.startswith(_GZIP_MAGIC):
        return True
    return data[0] & 0x0F == 8 and int.from_bytes(data[:2], "big") % 31 == 0
