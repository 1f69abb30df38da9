"""Media: what a page's pictures, films and sounds become in a terminal, their words and a link."""

from __future__ import annotations

import re

from qreader.text.blocks import Figure, Span
from qreader.text.safe import safe_line
from qreader.text.urls import host, join

IMAGE_TAGS = frozenset({"img", "amp-img"})
EMBED_TAGS = frozenset(
    {"iframe", "video", "audio", "embed", "amp-iframe", "amp-video", "amp-audio"}
)

_SOURCES = ("data-src", "data-original", "data-lazy-src", "src")
_FILE_NAME = re.compile(
    r"[\w .()%+-]+\.(jpe?g|png|gif|webp|avif|bmp|svg|heic)|[a-z0-9]+([-_][a-z0-9]+)+", re.IGNORECASE
)
_INLINE_CLASS = re.compile(r"emoji|smiley|latex", re.IGNORECASE)
_PIXEL = re.compile(r"\s*[01](px)?\s*")
_VIDEO_HOSTS = re.compile(
    r"youtube|youtu\.be|vimeo|dailymotion|twitch|ted\.com|rumble|peertube|video|brightcove|jwplat"
)
_AUDIO_HOSTS = re.compile(r"soundcloud|spotify|podcast|audio|bandcamp|acast|megaphone|buzzsprout")


def text_for(attributes: dict[str, str | None]) -> str:
    """Return the text that a small picture stands for: an emoji, a formula; else ""."""
    alt = attributes.get("alt") or ""
    if not alt:
        return ""
    looks_small = len(alt) <= 8 and not any(map(str.isalnum, alt))
    return alt if looks_small or _INLINE_CLASS.search(attributes.get("class") or "") else ""


def figure(attributes: dict[str, str | None], base_url: str | None) -> Figure | None:
    """Return a picture; None for one that only counts readers."""
    if _is_pixel(attributes):
        return None
    alt = safe_line(attributes.get("alt") or "")
    if _FILE_NAME.fullmatch(alt):
        alt = ""  # a file's name tells the reader nothing
    return Figure(_source(attributes, base_url), alt)


def embed(
    tag: str,
    attributes: dict[str, str | None],
    source: dict[str, str | None],
    base_url: str | None,
) -> Span | None:
    """Return the link that stands for a player, None where there is nothing to open.

    `source` is the first of the sources in it.
    """
    url = _source(attributes, base_url) or _source(source, base_url)
    if not url or not url.startswith("http") or _is_pixel(attributes):
        return None
    place = (host(url) or "").removeprefix("www.")
    title = safe_line(attributes.get("title") or "", 100) or place
    return Span(f"[{_label(tag, place)}: {title}]", url=url)


def _label(tag: str, place: str) -> str:
    for kind, hosts in (("video", _VIDEO_HOSTS), ("audio", _AUDIO_HOSTS)):
        if kind in tag or ("frame" in tag and hosts.search(place)):
            return kind
    return "embed"


def _is_pixel(attributes: dict[str, str | None]) -> bool:
    return any(_PIXEL.fullmatch(attributes.get(side) or "") for side in ("width", "height"))


def _source(attributes: dict[str, str | None], base_url: str | None) -> str | None:
    for name in _SOURCES:
        value = attributes.get(name)
        url = join(base_url, value) if value else None
        if url:
            return url
    candidates = (attributes.get("srcset") or attributes.get("data-srcset") or "").split()
    return join(base_url, candidates[0]) if candidates else None
