"""Finds article text in the scripts of a page, from which a browser would build the article."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

MIN_PARAGRAPHS = 3
"""The fewest paragraphs of an article's text; a string with fewer is a caption or a label."""
MAX_SCRIPT_CHARACTERS = 5_000_000
_MAX_STRINGS = 100_000
_MAX_LEVELS = 3
"""The deepest nesting of strings in strings: a state in a string in a script."""
_SCRIPT = re.compile(r"<script\b[^>]{0,2000}>(.*?)(?:</script|\Z)", re.IGNORECASE | re.DOTALL)
_STRING = re.compile(r'"(?:[^"\\\n]|\\.)*"?')
"""A string, also an unclosed one, which decodes to nothing: so each character is read once."""
_PUSHED = re.compile(r'\.push\(\[\d{1,9},\s?("(?:[^"\\\n]|\\.)*"?)')
"""A piece of a state, as React's server components write it."""
_PARAGRAPH = re.compile(r"</p\s*>", re.IGNORECASE)
_TAG_IN_STRING = re.compile(r"(?:<|\\+u003c)\\*/p\b", re.IGNORECASE)


def hidden_body(page: str) -> str | None:
    """Return the longest HTML text in the scripts of a page; None where they hold none.

    For pages that show no article; takes some milliseconds for 100 kB of scripts.
    """
    joined = "\n".join(_SCRIPT.findall(page))[:MAX_SCRIPT_CHARACTERS]
    pushed = "".join(filter(None, map(_decoded, _PUSHED.findall(joined))))
    texts = (text for source in filter(None, (pushed, joined)) for text in _texts(source, 0))
    found = [text for text in texts if len(_PARAGRAPH.findall(text)) >= MIN_PARAGRAPHS]
    return max(found, key=len, default=None)


def _texts(source: str, level: int) -> Iterator[str]:
    """Yield the strings with HTML in a script, and those in its strings that hold code."""
    for number, literal in enumerate(_STRING.finditer(source)):
        if number >= _MAX_STRINGS:
            return
        if not _TAG_IN_STRING.search(literal[0]):
            continue
        text = _decoded(literal[0])
        if text is None:
            continue
        if text.lstrip()[:1] in {"{", "["} and level < _MAX_LEVELS:
            yield from _texts(text, level + 1)
        else:
            yield text


def _decoded(literal: str) -> str | None:
    try:
        decoded = json.loads(literal, strict=False)
    except ValueError:
        return None
    return decoded if isinstance(decoded, str) else None
