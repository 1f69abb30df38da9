"""Whether a text is a whole article, or only the start or the summary of one."""

from __future__ import annotations

import re
from collections.abc import Iterable

SUMMARY_CHARACTERS = 700
"""The longest summary; summaries are mostly below 500 characters, articles are longer."""

_CUT_OFF = re.compile(
    r"(?:…|\.\.\.|\[(?:…|\.\.\.|&#8230;)\]|"
    r"(?:read|view|see) (?:the )?(?:more|full (?:article|story|post))|continue reading|"
    r"keep reading|read the rest|weiterlesen|mehr lesen|lire (?:la suite|plus)|leer más|"
    r"seguir leyendo|leia mais|continua a leggere|leggi (?:tutto|di più)|lees (?:meer|verder)|"
    r"läs mer|читать (?:далее|дальше|полностью)|devamını oku|اقرأ المزيد|"
    r"続きを読む|阅读全文|더보기)"
    r"[\s.…»›→>\])]*$",
    re.IGNORECASE,
)
_BEHIND = " \t\n.…»›→>])"
_LONGEST_OFFER = 40
"""The characters at the end of a text that are searched."""
_PLAYED = ("audio/", "video/")


def is_summary(text: str, attached: Iterable[str | None] = ()) -> bool:
    """Whether a feed's text is probably a summary: it is short or breaks off.

    attached: the media types of what comes with it. A short text with a recording is no summary.
    """
    if any((one or "").startswith(_PLAYED) for one in attached):
        return False
    return len(text) < SUMMARY_CHARACTERS or _breaks_off(text[-200:].rstrip())


def _breaks_off(end: str) -> bool:
    """Whether a text ends in dots or in an offer to read on; most end in neither."""
    words = end.rstrip(_BEHIND)
    return bool(_CUT_OFF.search(words[-_LONGEST_OFFER:] + end[len(words) :]))
