"""The date that stands beside a page's headline, where its tags say none."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterator
from datetime import UTC, datetime

from selectolax.lexbor import LexborHTMLParser

_TEXTS_BEFORE = 8
"""Runs of text above the headline that may be its date: more would be the menu."""
_TEXTS_BEHIND = 30
_MAX_CHARACTERS = 80
"""Of a run of text with a date: longer ones tell of another day."""
_MONTHS = {
    # how the names of a month begin in English, German, French, Spanish, Portuguese, Italian, Dutch
    **dict.fromkeys(("jan", "ene", "gen"), 1),
    **dict.fromkeys(("feb", "fév", "fev"), 2),
    **dict.fromkeys(("mar", "mär", "mrt", "maa"), 3),
    **dict.fromkeys(("apr", "avr", "abr"), 4),
    **dict.fromkeys(("may", "mai", "mei", "mag"), 5),
    **dict.fromkeys(("jun", "juin", "giu"), 6),
    **dict.fromkeys(("jul", "juil", "lug"), 7),
    **dict.fromkeys(("aug", "aoû", "ago"), 8),
    **dict.fromkeys(("sep", "set"), 9),
    **dict.fromkeys(("oct", "okt", "ott", "out"), 10),
    "nov": 11,
    **dict.fromkeys(("dec", "dez", "déc", "dic"), 12),
}
_NAMES = "|".join(sorted(_MONTHS, key=len, reverse=True))
_DATES = (
    re.compile(rf"\b(?P<m>{_NAMES})\w*\.? (?P<d>\d{{1,2}})(?:st|nd|rd|th)?,? (?P<y>20\d\d)\b"),
    re.compile(
        rf"\b(?P<d>\d{{1,2}})(?:\.|er|st|nd|rd|th)? (?:de )?(?P<m>{_NAMES})\w*\.?,? "
        r"(?:de )?(?P<y>20\d\d)\b"
    ),
    re.compile(r"\b(?P<d>\d{1,2})\. ?(?P<m>\d{1,2})\. ?(?P<y>20\d\d)\b"),
    re.compile(r"\b(?P<y>20\d\d)(?:[-./]|年 ?)(?P<m>\d{1,2})(?:[-./]|月 ?)(?P<d>\d{1,2})(?:\b|日)"),
)


def shown_date(tree: LexborHTMLParser) -> datetime | None:
    """Return the first date that stands alone right behind, else right above, the headline."""
    before, behind = _texts_around_headline(tree)
    found = (date for text in (*behind, *reversed(before)) if (date := _date(text)))
    return next(found, None)


def _texts_around_headline(tree: LexborHTMLParser) -> tuple[list[str], list[str]]:
    headline, body = tree.css_first("h1"), tree.body
    if headline is None or body is None:
        return [], []
    before: deque[str] = deque(maxlen=_TEXTS_BEFORE)
    behind: list[str] = []
    is_behind = False
    for node in body.traverse(include_text=True):
        if node.tag != "-text":
            is_behind = is_behind or node.mem_id == headline.mem_id
            continue
        text = " ".join((node.text_content or "").split())
        if text and is_behind:
            behind.append(text)
            if len(behind) >= _TEXTS_BEHIND:
                break
        elif text:
            before.append(text)
    return list(before), behind


def _date(text: str) -> datetime | None:
    if len(text) > _MAX_CHARACTERS:
        return None
    return next(_dates(text.casefold()), None)


def _dates(text: str) -> Iterator[datetime]:
    for pattern in _DATES:
        for found in pattern.finditer(text):
            month = _MONTHS.get(found["m"]) or int(found["m"])
            try:
                yield datetime(int(found["y"]), month, int(found["d"]), tzinfo=UTC)
            except ValueError:
                continue
