"""Media: turns a page's pictures, videos and sounds into their descriptions and links."""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import chain
from urllib.parse import urlsplit

from qreader.text.blocks import Figure, Span
from qreader.text.formulas import tex_line
from qreader.text.safe import safe_line
from qreader.text.urls import host, join

IMAGE_TAGS = frozenset({"img", "amp-img"})
EMBED_TAGS = frozenset(
    {"iframe", "video", "audio", "embed", "amp-iframe", "amp-video", "amp-audio"}
)

Attributes = dict[str, str | None]

_SOURCES = (
    *("data-src", "data-original", "data-lazy-src", "data-lazy", "data-orig-src"),
    *("data-actualsrc", "src"),
)
_SOURCE_SETS = ("srcset", "data-srcset", "data-lazy-srcset")
_CANDIDATE = re.compile(r"[\s,]*+(\S*[^\s,])(?:\s++(\d{1,7}(?:\.\d{1,3})?)[wxh])?\s*+(?:,|$)")
_MAX_CANDIDATES = 50
MAX_WORDS_CHARACTERS = 2000
"""The longest description of a picture: some pages describe one in a paragraph."""
PICTURE_NAME = re.compile(r"\.(?:jpe?g|png|gif|webp|avif|bmp|svg|heic|jxl)$", re.IGNORECASE)
_SIZE_IN_NAME = re.compile(r"[-_.](?:max-|scaled-?)?\d{2,5}x\d{2,5}(?=\.\w{3,4}$)")
_SIZE_WORDS = """
w h width height q quality auto fit crop cropw croph xpos ypos impolicy im fm format dpr s size
resize ssl strip
"""
_SIZES = frozenset(_SIZE_WORDS.split())
"""Query parameters that ask for a picture in another size."""
_FILE_NAME = re.compile(
    r"[\w .()%+-]+\.(jpe?g|png|gif|webp|avif|bmp|svg|heic)|[a-z0-9]+([-_][a-z0-9]+)+", re.IGNORECASE
)
_INLINE_CLASS = re.compile(
    r"emoji|smiley|latex|(?:^|[\s_-])(?:math|tex)(?:[\s_-]|$)", re.IGNORECASE
)
_PIXEL = re.compile(r"\s*[01](px)?\s*")
_SIDE = re.compile(r"\s*(\d{1,5})(?:\.\d{1,3})?(?:px)?\s*", re.ASCII)
_PIXEL_STYLE = re.compile(
    r"(?:^|;)\s*(?:width|height)\s*:\s*[01]\s*(?:px)?\s*(?:!important)?\s*(?:;|$)"
)
_FILLER = re.compile(
    r"/b\.gif$|(?:^|[/_.-])(?:spacer|blank|transparent|pixel|placeholder|clear(?:dot)?|1x1)"
    r"\.(?:gif|png|svg)$",
    re.IGNORECASE,
)
"""Names of files that only take up space or count readers."""
_VIDEO_HOSTS = re.compile(
    r"youtube|youtu\.be|vimeo|dailymotion|twitch|ted\.com|rumble|peertube|video|brightcove|jwplat"
)
_AUDIO_HOSTS = re.compile(r"soundcloud|spotify|podcast|audio|bandcamp|acast|megaphone|buzzsprout")


def text_for(attributes: Attributes) -> str:
    """Return the text that an inline picture stands for, an emoji or a formula; else ""."""
    alt = attributes.get("alt") or ""
    if not alt:
        return ""
    if _INLINE_CLASS.search(attributes.get("class") or ""):
        return tex_line(alt)
    return alt if len(alt) <= 8 and not any(map(str.isalnum, alt)) else ""


def figure(
    attributes: Attributes,
    base_url: str | None,
    link: str | None = None,
    sources: Iterable[Attributes] = (),
) -> Figure | None:
    """Return a picture; None for one that only counts readers, or has no address and no words.

    link: the address it links to. sources: other elements that may state its address.
    """
    if _is_pixel(attributes):
        return None
    stated = chain((attributes,), sources)
    url = next(filter(None, (_source(one, base_url) for one in stated)), None)
    alt = _words(attributes.get("alt"))
    title = _words(attributes.get("title"))
    if url and not alt and not title and _FILLER.search(url.partition("?")[0]):
        url = None
    if not (url or alt or title):
        return None
    if not alt or title.casefold() in alt.casefold():
        alt, title = alt or title, ""
    link = link if link != url else None
    return Figure(url, alt, title=title, link=link, size=_size(attributes))


def embed(
    tag: str,
    attributes: Attributes,
    sources: Iterable[Attributes],
    base_url: str | None,
) -> Span | None:
    """Return the link that stands for a player; None where there is nothing to open.

    sources: other elements that may state its address.
    """
    urls = (_source(one, base_url) for one in chain((attributes,), sources))
    url = next((url for url in urls if url and url.startswith("http")), None)
    if not url or _is_pixel(attributes):
        return None
    place = (host(url) or "").removeprefix("www.")
    title = safe_line(attributes.get("title") or "", 100) or place
    return Span(f"[{_label(tag, place)}: {title}]", url=url)


def picture_key(url: str | None) -> tuple[str, ...] | None:
    """Return a key that the addresses of one picture in several sizes share."""
    if url is None:
        return None
    parts = urlsplit(url)
    path = _SIZE_IN_NAME.sub("", parts.path)
    if PICTURE_NAME.search(path):
        return (parts.netloc, path)
    asked = (one for one in parts.query.split("&") if one.partition("=")[0].lower() not in _SIZES)
    return (parts.netloc, path, *asked)


def _words(stated: str | None) -> str:
    """Return the description of a picture; "" for a file name, which describes nothing."""
    line = safe_line(stated or "", MAX_WORDS_CHARACTERS)
    return "" if _FILE_NAME.fullmatch(line) else line


def _label(tag: str, place: str) -> str:
    for kind, hosts in (("video", _VIDEO_HOSTS), ("audio", _AUDIO_HOSTS)):
        if kind in tag or (tag not in {"embed"} and hosts.search(place)):
            return kind
    return "embed"


def _is_pixel(attributes: Attributes) -> bool:
    if any(_PIXEL.fullmatch(attributes.get(side) or "") for side in ("width", "height")):
        return True
    return bool(_PIXEL_STYLE.search((attributes.get("style") or "")[:1000]))


def _size(attributes: Attributes) -> tuple[int, int] | None:
    """Return the stated size in pixels; None where a side is missing or no number of pixels."""
    sides = [_SIDE.fullmatch(attributes.get(side) or "") for side in ("width", "height")]
    width, height = (int(side[1]) if side else 0 for side in sides)
    return (width, height) if width and height else None


def _source(attributes: Attributes, base_url: str | None) -> str | None:
    """Return the stated address; of several, that of the largest picture."""
    for name in _SOURCES:
        value = attributes.get(name)
        url = join(base_url, value) if value else None
        if url:
            return url
    for name in _SOURCE_SETS:
        candidates = _CANDIDATE.findall(attributes.get(name) or "")[:_MAX_CANDIDATES]
        for value, _ in sorted(candidates, key=lambda one: -float(one[1] or 1)):
            url = join(base_url, value)
            if url:
                return url
    return None
