"""File names made of titles: legible, and safe on every file system."""

from __future__ import annotations

import re
from datetime import datetime

from qreader.text.safe import safe_line

MAX_STEM_BYTES = 80
"""The most bytes of the title in a name: file systems take 255 for a name, eCryptfs 143."""

_NO_WORD = re.compile(r"[\W_]+")


def file_stem(dated: datetime | None, title: str, *numbers: int) -> str:
    """Return day, words of the title and numbers: no path separator, no dot, no leading dot.

    The day is the one in the zone that `dated` is given in.
    """
    day = dated.date().isoformat() if dated else ""
    words = _NO_WORD.sub("-", safe_line(title).casefold()).strip("-")
    words = words.encode()[:MAX_STEM_BYTES].decode(errors="ignore").rstrip("-")
    return "-".join(filter(None, (day, words, *map(str, numbers))))
