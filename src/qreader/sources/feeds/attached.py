"""Attachments of a feed's entry: pictures, files, the page of its comments."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from html import escape, unescape
from typing import Any

from qreader.sources.statements import web_url
from qreader.text.html import inline_text, marked_up
from qreader.text.media import PICTURE_NAME, picture_key

MAX_PICTURES = 50
"""The most attached pictures of one entry."""

_NUMBERS_IN_NAME = re.compile(r"(?:[-_.]\d{1,5}(?:x\d{1,5})?)*\.\w{3,4}$")
_SHOWN = re.compile(r"""\s(?:src|srcset|href|data-[\w-]{1,30})\s*=\s*(?:"([^"]+)"|'([^']+)')""")
_IS_FEED = re.compile(r"atom|rss|xml")

_Raw = Mapping[str, Any]


def with_pictures(raw: _Raw, body: str | None, base: str | None) -> str | None:
    """Return a text with the pictures that its feed attaches, without those already in it."""
    missing = _missing_pictures(raw, body or "", base)
    if not missing:
        return body
    return "\n".join([*([marked_up(body)] if body else []), *missing])


def described(raw: _Raw) -> frozenset[str]:
    """Return the descriptions of single pictures, which are not the entry's text."""
    return frozenset(_said(item) for item in _pictures(raw)) - {""}


def lead_picture(raw: _Raw, base: str | None) -> str | None:
    """Return the address of an entry's lead picture."""
    pictures = sorted(_pictures(raw), key=_width, reverse=True)
    stated = [item.get("url") for item in (*pictures, *_items(raw, "media_thumbnail"))]
    image = raw.get("image")
    if isinstance(image, Mapping):
        stated.append(image.get("href"))
    stated.extend(link.get("href") for link in _items(raw, "links") if _is_picture(link))
    return next(filter(None, (web_url(base, url) for url in stated)), None)


def enclosures(raw: _Raw) -> Iterator[tuple[str, str, str]]:
    """Yield address, media type and size of an entry's files, as stated."""
    links = [link for link in _items(raw, "links") if link.get("rel") == "enclosure"]
    media = [item for item in _items(raw, "media_content") if not _is_picture(item)]
    player = raw.get("media_player")
    players = [{"type": "text/html", **player}] if isinstance(player, Mapping) else []
    for item in (*links, *media, *players):
        url = str(item.get("href") or item.get("url") or "")
        yield url, str(item.get("type", "")), str(item.get("length") or item.get("filesize") or "")


def comments_url(raw: _Raw, base: str | None) -> str | None:
    """Return the page of an entry's comments: RSS's `comments`, Atom's `replies`."""
    stated = raw.get("comments")
    replies = [link for link in _items(raw, "links") if link.get("rel") == "replies"]
    pages = [link for link in replies if not _IS_FEED.search(str(link.get("type", "")))]
    addresses = [stated if isinstance(stated, str) else None, *(link.get("href") for link in pages)]
    return next(filter(None, (web_url(base, url) for url in addresses)), None)


# ---- pictures


def _missing_pictures(raw: _Raw, body: str, base: str | None) -> list[str]:
    pictures = _pictures(raw)
    if not pictures:
        return []
    attached = [url for url, _, _ in enclosures(raw)]
    shown = {picture_key(url) for url in _shown(body, base)} - {None}
    told = {_stem(url) for url in _shown(body, base)} - {None}
    alone = len({picture_key(web_url(base, item.get("url"))) for item in pictures}) == 1
    said_of_all = raw.get("media_description") if alone else None
    missing: dict[tuple[str, ...], str] = {}
    for item in sorted(pictures, key=_width, reverse=True):  # of several sizes, the widest wins
        url = web_url(base, item.get("url"))
        key = picture_key(url)
        said = _said(item) or (said_of_all if isinstance(said_of_all, str) else "")
        is_told = bool(said) and _stem(url) in told and escape(said.strip(), quote=False) in body
        if url and key and key not in shown and not is_told and (said or url not in attached):
            missing.setdefault(key, _figure_html(url, said, str(item.get("title") or "")))
    order = {picture_key(web_url(base, item.get("url"))): at for at, item in enumerate(pictures)}
    return [missing[key] for key in sorted(missing, key=lambda key: order[key])][:MAX_PICTURES]


def _figure_html(url: str, said: str, title: str) -> str:
    alt = escape(inline_text(title))
    caption = f"<figcaption>{marked_up(said)}</figcaption>" if said else ""
    return f'<figure><img src="{escape(url)}" alt="{alt}">{caption}</figure>'


def _shown(body: str, base: str | None) -> Iterator[str | None]:
    """Yield the addresses that a text shows or links to."""
    for quoted in _SHOWN.findall(body):
        value = unescape("".join(quoted)).split()
        yield web_url(base, value[0]) if value else None


def _stem(url: str | None) -> str | None:
    """Return a picture's address without the numbers at the end of its name."""
    return _NUMBERS_IN_NAME.sub("", url.partition("?")[0]) if url else None


def _pictures(raw: _Raw) -> list[_Raw]:
    return [item for item in _items(raw, "media_content") if _is_picture(item)]


def _is_picture(item: _Raw) -> bool:
    kind = str(item.get("type", "")) or str(item.get("medium", ""))
    if kind:
        return item.get("medium") == "image" or kind.startswith("image/")
    path = str(item.get("url") or item.get("href") or "").partition("?")[0]
    return bool(PICTURE_NAME.search(path))


def _said(item: _Raw) -> str:
    said = item.get("description")
    return said if isinstance(said, str) else ""


def _width(item: _Raw) -> int:
    width = str(item.get("width", ""))
    return int(width) if width.isascii() and width.isdigit() and len(width) < 6 else 0


def _items(raw: _Raw, key: str) -> Iterable[Any]:
    value = raw.get(key)
    return value if isinstance(value, list) else []
