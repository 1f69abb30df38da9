"""Direct addresses: without what counts clicks between a reader and a page. Pure.

What cannot be told from the address alone, such as where a short one leads, stays.
"""

from __future__ import annotations

import re
from base64 import urlsafe_b64decode
from binascii import Error as NoBase64Error
from urllib.parse import unquote, urlsplit

from qreader.text.urls import canonical, host, is_tracking, join

MAX_STEPS = 4
"""The most redirects inside each other that are taken off."""

_REDIRECTS: tuple[tuple[str, str, str], ...] = (
    # host, path, and the parameters that may hold the target; the first that is there counts
    (r"(?:www\.)?google\.[a-z]{2,3}(?:\.[a-z]{2})?", r"/url", "q url"),
    (r"(?:www\.)?google\.[a-z]{2,3}(?:\.[a-z]{2})?", r"/imgres", "imgrefurl"),
    (r"(?:www\.)?youtube\.com", r"/redirect", "q"),
    (r"(?:l|lm)\.(?:facebook|messenger|instagram)\.com", r"/(?:l\.php)?", "u"),
    (r"out\.reddit\.com", r"/.*", "url"),
    (r"(?:www\.)?linkedin\.com", r"/(?:redir/redirect|safety/go)", "url"),
    (r"t\.umblr\.com", r"/redirect", "z"),
    (r"(?:away\.)?vk\.com", r"/away(?:\.php)?", "to"),
    (r"(?:www\.)?steamcommunity\.com", r"/linkfilter/?", "u url"),
    (r"slack-redir\.net", r"/link", "url"),
    (r"duckduckgo\.com", r"/l/", "uddg"),
    (r"disq\.us", r"/url", "url"),
    (r"getpocket\.com", r"/redirect", "url"),
    (r"exit\.sc", r"/", "url"),
    (r"[a-z0-9]+\.safelinks\.protection\.outlook\.com", r"/.*", "url"),
    (r"go\.(?:skimresources|redirectingat)\.com", r"/", "url"),
    (r"redirect\.viglink\.com", r"/", "u"),
    (r"click\.linksynergy\.com", r"/.*", "murl"),
    (r"www\.awin1\.com", r"/cread\.php", "ued p"),
    (r"(?:www\.)?anrdoezrs\.net", r"/links/.*", "url"),
    (r"(?:www\.)?medium\.com", r"/r/?", "url"),
    (r"gate\.sc", r"/", "url"),
)
_READ = tuple(
    (re.compile(host), re.compile(path), parameters.split())
    for host, path, parameters in _REDIRECTS
)
_AMP_OF_GOOGLE = re.compile(r"/amp/(?P<safe>s/)?(?P<place>[a-z0-9-]+\..*)", re.ASCII)
_AMP_CACHE = re.compile(r"/[a-z]/(?P<safe>s/)?(?P<place>[a-z0-9-]+\..*)", re.ASCII)
_GOOGLE_NEWS = re.compile(r"/(?:__i/)?(?:rss/)?(?:rd/)?articles/(?P<packed>CBM[\w-]{20,2000})")
_PACKED_ADDRESS = re.compile(rb"https?://[\x21-\x7e]+")


def direct(url: str) -> str:
    """Return where an address leads, as far as it says so itself, without tracking parameters.

    All else of it stays as it is.
    """
    try:
        for _ in range(MAX_STEPS):
            target = _target(url)
            inside = join(None, target) if target else None
            if inside is None or not inside.startswith(("http://", "https://")):
                break
            url = inside
        return _untracked(url)
    except ValueError:  # no address
        return url


def _target(url: str) -> str | None:
    """Return the address inside a redirect, or behind a cache of pages; None: it is neither."""
    parts = urlsplit(url)
    name = parts.hostname or ""
    if name == "news.google.com":
        return _unpacked(parts.path)
    if name.endswith(".cdn.ampproject.org"):
        return _cached(_AMP_CACHE.fullmatch(parts.path), parts.query)
    if _AMP_OF_GOOGLE.fullmatch(parts.path) and _READ[0][0].fullmatch(name):
        return _cached(_AMP_OF_GOOGLE.fullmatch(parts.path), parts.query)
    for hosts, paths, keys in _READ:
        if hosts.fullmatch(name) and paths.fullmatch(parts.path):
            stated = dict(pair.partition("=")[::2] for pair in parts.query.split("&"))
            found = (unquote(stated[key]) for key in keys if key in stated)
            return next((one for one in found if one.startswith(("http://", "https://"))), None)
    return None


def _cached(found: re.Match[str] | None, query: str) -> str | None:
    if found is None:
        return None
    scheme = "https" if found["safe"] else "http"
    return f"{scheme}://{found['place']}{'?' if query else ''}{query}"


def _unpacked(path: str) -> str | None:
    """Return the address in Google News's older form: it is packed, and first in what it packs."""
    found = _GOOGLE_NEWS.fullmatch(path)
    if found is None:
        return None
    try:
        packed = urlsafe_b64decode(found["packed"] + "=" * (-len(found["packed"]) % 4))
    except (NoBase64Error, ValueError):
        return None
    # a message of Protocol Buffers: \x08 \x13 \x22, the length of the address, the address
    if not packed.startswith(b'\x08\x13"') or len(packed) < 5:
        return None
    length, begin = packed[3], 4
    if length >= 0x80:  # its length takes two bytes
        length, begin = (length & 0x7F) | (packed[4] << 7), 5
    address = packed[begin : begin + length]
    return address.decode("ascii") if _PACKED_ADDRESS.fullmatch(address) else None


def _untracked(url: str) -> str:
    head, mark, tail = url.partition("?")
    if not mark:
        return url
    query, hash_mark, fragment = tail.partition("#")
    pairs = query.split("&")
    kept = [pair for pair in pairs if not is_tracking(pair)]
    if len(kept) == len(pairs):
        return url
    return f"{head}{'?' if kept else ''}{'&'.join(kept)}{hash_mark}{fragment}"


# ---- what the page says of its address

_SHORTENER_NAMES = """
feedproxy.google.com feeds.feedburner.com rss.feedsportal.com news.google.com t.co bit.ly ow.ly
buff.ly dlvr.it tinyurl.com is.gd trib.al goo.gl lnkd.in ift.tt wp.me flip.it apple.news reut.rs
"""
_SHORTENERS = frozenset(_SHORTENER_NAMES.split())
"""Hosts whose addresses lead to pages elsewhere, which only asking them tells."""


def settled(stated: str | None, page_url: str | None) -> str | None:
    """Return the address of an article: as it is stated, or as its fetched page says it.

    The page's is taken where it is another form of the same, such as https for http or the page
    for its AMP variant, and where the stated one is a shortener's.
    """
    if page_url is None or not page_url.startswith(("http://", "https://")):
        return stated
    if stated is None or "#" in stated:  # it may name one of several articles of a page
        return stated
    if canonical(stated) == canonical(page_url):
        is_safe = page_url.startswith("https:") or not stated.startswith("https:")
        return direct(page_url) if is_safe else stated
    leads_somewhere = urlsplit(page_url).path.strip("/")  # some pages call their site's front page
    is_short = host(stated) in _SHORTENERS and host(page_url) not in _SHORTENERS
    return direct(page_url) if is_short and leads_somewhere else stated
