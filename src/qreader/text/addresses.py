"""Bare addresses: web addresses that running text names without a link."""

from __future__ import annotations

import re
from collections.abc import Iterator

from qreader.text.urls import join

MAX_CHARACTERS = 2048
"""A longer address is no longer one that a person writes out."""
MAX_READINGS = 2
"""The limit for all addresses of one text; without it, one cut short starts the next at once."""

_END = (
    # an address holds these only encoded (RFC 3986, appendix C)
    '\\s<>"`|\\\\^'
    "\u00ab\u00bb\u2018-\u201f\u2026\u2039\u203a"
    "\u3000-\u3003\u3008-\u301f\uff01\uff08\uff09\uff0c\uff1a-\uff1f\uff3b\uff3d\uff5b-\uff65"
)
_ADDRESS = re.compile(
    rf"(?:(?<![A-Za-z0-9+])https?://|(?<![A-Za-z0-9+.@/:-])www\.(?=[^{_END}.]+\.[^{_END}.]))"
    rf"[^{_END}]{{1,{MAX_CHARACTERS}}}",
    re.IGNORECASE,
)
_CLOSING = {")": "(", "]": "[", "}": "{"}
_TRAILING = ".,;:!?'*_~([{"
"""Characters that a sentence or plain-text markup puts behind an address."""
_UNSPACED = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3005-\u30ff\u3400-\u9fff\uac00-\ud7ff"
_NEXT_WORD = re.compile(f"(?<=[A-Za-z0-9])[{_UNSPACED}]")
"""Text in a script without spaces that goes on right behind an address."""
_NEXT_SCRIPT = re.compile("(?<=[A-Za-z])[^\x00-\x7f]")
_HOST_END = re.compile(r"[/?#]")


def parted(text: str) -> Iterator[tuple[str, str | None]]:
    """Yield a text in pieces, each with the address it links to; None: plain text."""
    done = at = 0
    left = MAX_READINGS * len(text)
    while left > 0 and (found := _ADDRESS.search(text, at)):
        left -= len(found[0])
        shown = _trimmed(found[0])
        at = found.start() + max(len(shown), len("www."))
        url = join(None, shown if "://" in shown else f"http://{shown}")
        if url is None:
            continue
        if found.start() > done:
            yield text[done : found.start()], None
        done = at
        yield shown, url
    if done < len(text):
        yield text[done:], None


def may_hold_address(text: str) -> bool:
    """Whether `parted` could find an address; costs a search for two short words."""
    return "://" in text or "www." in text or "WWW." in text


def is_address(text: str) -> bool:
    """Whether a text is one address and nothing else."""
    return bool(_ADDRESS.fullmatch(text))


def _trimmed(found: str) -> str:
    """Return an address without the punctuation of the sentence around it."""
    found = _without_next_word(found).partition("[/")[0]  # the closing tag of BBCode
    opened = dict.fromkeys(_CLOSING.values(), 0)
    for at, character in enumerate(found):
        if character in opened:
            opened[character] += 1
        elif character in _CLOSING and not opened[_CLOSING[character]]:
            found = found[:at]
            break
        elif character in _CLOSING:
            opened[_CLOSING[character]] -= 1
    return found.rstrip(_TRAILING)


def _without_next_word(found: str) -> str:
    start = found.find("://") + 3 if "://" in found else 0
    host_end = _HOST_END.search(found, start)
    end = host_end.start() if host_end else len(found)
    last_label = found.rfind(".", start, end) + 1
    # a top-level domain is of one script: behind `com` begins the next word
    mixed = _NEXT_SCRIPT.search(found, last_label, end)
    cut = mixed if mixed and last_label > start else _NEXT_WORD.search(found, end)
    return found[: cut.start()] if cut else found
