"""Media types of attached files, and which of several files stands for the article."""

from __future__ import annotations

import mimetypes
from collections.abc import Sequence
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from qreader.model import Enclosure

_PLAYED: Final = ("audio/", "video/")
_PAGES: Final = frozenset({"video/youtube", "video/vimeo"})
MID: Final = "mid:"
"""The beginning of the address of what is attached to a mail: no browser or server gets it."""
_UNKNOWN: Final = "application/octet-stream"


def media_type(enclosure: Enclosure) -> str:
    """Return the media type, guessed from the address where the source says none."""
    guessed = mimetypes.guess_type(urlsplit(enclosure.url).path)[0]
    return enclosure.media_type or guessed or _UNKNOWN


def is_page(enclosure: Enclosure) -> bool:
    """Whether it is the page of a player: it can be opened, but is no file to download."""
    return enclosure.media_type in _PAGES


def is_in_mail(enclosure: Enclosure) -> bool:
    """Whether it is attached to a mail: it can be saved from the mailbox, not fetched."""
    return enclosure.url.startswith(MID)


def main_place(attached: Sequence[Enclosure]) -> int:
    """Return the number, from 1, of the file that stands for the article: not its cover.

    That is the first sound or video, else the first that is no picture.
    """
    return 1 + min(range(len(attached)), key=lambda place: _rank(attached[place]), default=0)


def _rank(enclosure: Enclosure) -> int:
    guessed = mimetypes.guess_type(urlsplit(enclosure.url).path)[0] or ""
    kind = media_type(enclosure).lower()
    if kind.startswith(_PLAYED) or (kind == _UNKNOWN and guessed.startswith(_PLAYED)):
        return 0
    return 2 if kind.startswith("image/") else 1
