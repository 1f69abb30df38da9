"""CSS selectors that a person writes: whether they can be read, and where they cannot."""

from __future__ import annotations

MAX_CHARACTERS = 500
"""The longest selector: the time of a search grows with its length."""


def flaw(selector: str) -> str | None:
    """Return what is wrong with a selector, None where it can be read. Costs 10 ms at first."""
    if not selector.strip():
        return "must be a CSS selector, and is empty"
    if len(selector) > MAX_CHARACTERS:
        return f"must have at most {MAX_CHARACTERS} characters"
    column = wrong_column(selector)
    if column is None:
        return None
    return f"is no CSS selector: {selector!r} is wrong at column {column}"


def wrong_column(selector: str) -> int | None:
    """Return the column, from 1, behind the longest beginning that is a selector; None: it is."""
    if _can_be_read(selector):
        return None
    ends = range(len(selector) - 1, 0, -1)
    return next((end + 1 for end in ends if _can_be_read(selector[:end])), 1)


def _can_be_read(selector: str) -> bool:
    from selectolax.lexbor import LexborHTMLParser, SelectolaxError

    try:
        LexborHTMLParser("<p>").css(selector)
    except (SelectolaxError, UnicodeEncodeError):
        return False
    return True
