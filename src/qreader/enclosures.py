"""Enclosures: files that articles point to, what opens them, and what they are called here."""

from __future__ import annotations

import mimetypes
import re
from collections.abc import Mapping, Sequence
from fnmatch import fnmatch
from pathlib import Path
from urllib.parse import urlsplit

from qreader.errors import UsageError
from qreader.model import Enclosure, Row
from qreader.text.file_names import file_stem

_SUFFIX = re.compile(r"\.[a-z0-9]{1,5}", re.IGNORECASE)
PLACE = "{url}"
"""Stands in a command for the address, or for the file where it was downloaded."""


def media_type(enclosure: Enclosure) -> str:
    """Return the media type, guessed from the address where the source says none."""
    guessed = mimetypes.guess_type(urlsplit(enclosure.url).path)[0]
    return enclosure.media_type or guessed or "application/octet-stream"


def file_name(row: Row, enclosure: Enclosure, nth: int) -> str:
    """Return the name of the file that it becomes: the same each time, and safe anywhere."""
    suffix = Path(urlsplit(enclosure.url).path).suffix
    if not _SUFFIX.fullmatch(suffix):
        suffix = mimetypes.guess_extension(media_type(enclosure)) or ".bin"
    return f"{file_stem(row.dated, row.title, row.id, nth)}{suffix.lower()}"


def command_for(
    commands: Mapping[str, Sequence[str]], enclosure: Enclosure, target: str
) -> list[str]:
    """Return the command that opens it, the first whose pattern fits its media type.

    Raises UsageError where none does.
    """
    kind = media_type(enclosure)
    for pattern, command in commands.items():
        if fnmatch(kind, pattern.lower()):
            placed = [part.replace(PLACE, target) for part in command]
            return placed if placed != list(command) else [*command, target]
    example = f'"{kind.partition("/")[0]}/*" = ["mpv", "{PLACE}"]'
    raise UsageError(f"no command opens {kind}: put one under [open], such as {example}")
