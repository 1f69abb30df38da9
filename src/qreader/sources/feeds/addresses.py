"""Addresses as people and lists write them: without a scheme, with `feed:`, in any script."""

from __future__ import annotations

import re

from qreader.sources.web.lookup import is_own
from qreader.text import urls

_FOR_READERS = ("feed", "feeds", "rss", "pcast", "itpc", "podcast", "view-source")
"""Schemes that name a kind of program; a web address follows them."""
_MAX_WRAPPINGS = 3
_SCHEME = re.compile(r"(?!file:)([a-z][a-z0-9+.-]*):(?=//)", re.IGNORECASE)
_SCHEME_ALONE = re.compile(
    rf"(https?|{'|'.join(_FOR_READERS)}|mailto|javascript|data):(?!\d)", re.IGNORECASE
)
"""Schemes known without `//`; any other could be the host of a `host:port`."""
_OF_LABEL = r"[^\x00-/:-@\[-^`{-\x7f]"
"""A letter or a digit of any script, written as a negated class: a class that spans all of Unicode
takes 80 ms to compile with IGNORECASE."""
_LABEL = rf"{_OF_LABEL}(?:(?:{_OF_LABEL}|-)*{_OF_LABEL})?"
_DOT = "[.\u3002\uff0e\uff61]"
"""The dots of UTS 46."""
_BARE = re.compile(
    r"(?://)?(?P<login>[^\s/?#@]+:[^\s/?#@]*@)?"
    rf"(?P<host>(?:{_LABEL}{_DOT})+(?:[^\W\d_]{{2,}}|xn--[a-z0-9-]+){_DOT}?|localhost"
    rf"|\d{{1,3}}(?:\.\d{{1,3}}){{3}}|\[[0-9a-f:.]+\]|{_LABEL}(?=:\d))"
    r"(?P<rest>(?::\d{1,5})?(?:[/?#]\S*)?)",
    re.IGNORECASE,
)


_FILE = re.compile(
    r"[^/]+\.(?:xml|rss|atom|rdf|json|x?html?|te?xt|md|markdown|opml)", re.IGNORECASE
)
"""Suffixes of files, although some of them are also top-level domains."""
_DELIMITERS = ("<>", '""', "''")
_SLASHES = re.compile(r"(https?):/*(?=[^/])", re.IGNORECASE)


def has_scheme(text: str) -> bool:
    """Whether a text has a scheme, so that it cannot be a file name."""
    text = _bared(text)
    return bool(_SCHEME.match(text) or _SCHEME_ALONE.match(text))


def is_bare(text: str) -> bool:
    """Whether a text without a scheme looks like an address; a file may have the same name."""
    return _bare(_bared(text)) is not None


def web_address(text: str) -> str | None:
    """Return the http or https address that a text means; None where it means none.

    `feed:` and similar schemes are removed. An address without a scheme becomes https, or http on
    the person's own machines and on hosts without a domain, which rarely have https.
    """
    text = _bared(text)
    for _ in range(_MAX_WRAPPINGS):
        scheme, colon, rest = text.partition(":")
        if not colon or scheme.lower() not in _FOR_READERS or rest[:1].isdecimal():
            break
        secure = "s" if scheme.lower() == "feeds" else ""
        text = f"http{secure}:{rest}" if rest.startswith("//") else rest
    bare = _bare(text)
    if bare is not None:
        host = bare["host"].lower()
        own = is_own(host) or not re.search(_DOT, host)
        text = f"http{'' if own else 's'}://{bare['login'] or ''}{host}{bare['rest']}"
    url = urls.join(None, _SLASHES.sub(r"\1://", text, count=1) if bare is None else text)
    return url if url is not None and url.startswith(("http://", "https://")) else None


def _bare(text: str) -> re.Match[str] | None:
    return None if has_scheme(text) or _FILE.fullmatch(text) else _BARE.fullmatch(text)


def _bared(text: str) -> str:
    """Return a text without the delimiters around an address (RFC 3986, appendix C)."""
    text = text.strip()
    return text[1:-1].strip() if text[:1] + text[-1:] in _DELIMITERS else text
