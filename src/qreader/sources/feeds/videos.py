"""Videos: the page that plays one, as something attached to its entry."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any, Final

from qreader.model import Enclosure

_PAGES: Final = (
    ("video/youtube", re.compile(
        r"https?://(?:(?:www|m)\.)?youtube\.com/(?:watch\?(?:[^#]*&)?v=|shorts/|live/)[\w-]{6,}.*"
        r"|https?://youtu\.be/[\w-]{6,}.*",
    )),
    ("video/vimeo", re.compile(r"https?://(?:www\.)?vimeo\.com/(?:[\w-]+/)*\d+(?:[?#/].*)?")),
)  # fmt: skip
_REPLACED: Final = re.compile(
    r"https?://(?:www\.)?youtube\.com/(?:(?:v|embed)/|watch\?).*|https?://player\.vimeo\.com/.*|rtsp:.*"
)
"""Players that show the video of the page; those of Flash show it no more."""
_MAX_DIGITS: Final = 12


def with_video(
    attached: tuple[Enclosure, ...], page: str | None, raw: Mapping[str, Any]
) -> tuple[Enclosure, ...]:
    """Return what is attached to an entry, first the page that plays its video, if it is one.

    page: the entry's own; raw: its values as stated, of which the length and the views count.
    """
    media_type = next((kind for kind, known in _PAGES if known.fullmatch(page or "")), None)
    if page is None or media_type is None:
        return attached
    seconds = max((one.seconds or 0 for one in attached), default=0) or _length(raw)
    video = Enclosure(page, media_type, seconds=seconds or None, views=_views(raw))
    others = (one for one in attached if one.url != page and not _REPLACED.fullmatch(one.url))
    return (video, *others)


def _length(raw: Mapping[str, Any]) -> int:
    """Return the longest length that is stated, in seconds; 0: there is none."""
    media = raw.get("media_content")
    stated: Iterable[Any] = media if isinstance(media, list) else ()
    return max((_number(one.get("duration")) or 0 for one in stated), default=0)


def _views(raw: Mapping[str, Any]) -> int | None:
    """Return how often it was seen, to two digits: each new number is written to the cache."""
    views = _number(raw.get("views"))
    return None if views is None else round(views, min(0, 2 - len(str(views))))


def _number(stated: object) -> int | None:
    text = str(stated or "").strip().partition(".")[0]
    is_number = text.isascii() and text.isdigit() and len(text) <= _MAX_DIGITS
    return int(text) if is_number else None
