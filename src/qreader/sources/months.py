"""The names of months in all languages of CLDR.

They are loaded for a date that `dates` cannot parse by itself: 20 ms, once in a process.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection
from dataclasses import dataclass
from functools import cache
from importlib import resources

_BETWEEN_WORDS = r"[,/،၊、()#-]+"
_MOST_USED = ("tr", "cs", "pl", "hr", "ro", "eu", "gl", "pt", "mt", "cy", "ga", "br")
"""Where two languages disagree on a name's month, the first of these wins, unless a weekday
decides."""
_SHORTENING = (
    "az be bg bs ca cs da el eo et eu fi ga gl hr hu hy id is it ka kk lb lt lv mk ms nb nn no pl "
    "ro ru sk sl sq sr sv tr uk uz en de fr es pt nl af cy sw vi fil"
)
_CUT_SHORT = frozenset(_SHORTENING.split())
"""Languages that abbreviate months to their first letters, three at least."""
_MAX_ENDING = 3
_MIN_STEM = 5
"""The longest inflection of a name in letters, and the shortest name that may have one."""


@dataclass(frozen=True, slots=True)
class _Names:
    """The meanings of names: months by name, and the names of weekdays by language."""

    months: dict[str, dict[int, tuple[str, ...]]]
    starts: dict[str, dict[int, tuple[str, ...]]]
    """As `months`, by the beginnings of the names."""
    days: dict[str, tuple[frozenset[str], ...]]


def months_of(name: str, words: Collection[str], language: str) -> list[tuple[int, int | None]]:
    """Return the possible months of a folded name, the likeliest first.

    language: of the text, if known: in `hr` listopad is October, elsewhere November.

    Each month comes with the weekday (Monday is 0) that `words`, the other words of the date, name
    in a language in which the name is that month; None: they name none.
    """
    names = _names()
    meanings = _meanings(names, name)
    found: list[tuple[int, int, int | None]] = []
    for month, languages in meanings.items():
        ranks = [_MOST_USED.index(one) for one in languages if one in _MOST_USED]
        if language in languages:
            ranks = [-1]
        if ranks or len(meanings) == 1:
            found.append((min(ranks, default=0), month, None))
        found += [
            (-2, month, day)
            for language in languages
            for day, called in enumerate(names.days[language])
            if not called.isdisjoint(words)
        ]
    found.sort(key=lambda one: one[0])
    common = _CUT_SHORT | {language}
    is_sure = (
        len(name) > 3
        or not name.isascii()
        or any(not common.isdisjoint(languages) for languages in meanings.values())
    )
    return [(month, day) for _, month, day in found if is_sure or day is not None]


def _meanings(names: _Names, name: str) -> dict[int, tuple[str, ...]]:
    """Return the months of a name, which may be abbreviated or inflected."""
    found = names.months.get(name) or names.starts.get(name)
    if found:
        return found
    if name[:1] in {"\u05d1", "\u0712"}:  # Hebrew and Syriac prefix `in` as a letter
        return names.months.get(name[1:], {})
    stems = (name[:-cut] for cut in range(1, _MAX_ENDING + 1) if len(name) - cut >= _MIN_STEM)
    return next((names.months[stem] for stem in stems if stem in names.months), {})


def folded(text: str) -> str:
    """Return a text in lower case, without accents, dots and direction marks, with ASCII digits."""
    parts = unicodedata.normalize("NFKD", text.lower().replace(".", " "))
    plain = (
        str(unicodedata.decimal(one)) if one.isdecimal() else one
        for one in parts
        if not unicodedata.combining(one) and unicodedata.category(one) != "Cf"
    )
    return " ".join("".join(plain).split())


def words_of(text: str) -> list[str]:
    """Return the words of a folded text."""
    return re.sub(_BETWEEN_WORDS, " ", text).split()


@cache
def _names() -> _Names:
    months: dict[str, dict[int, tuple[str, ...]]] = {}
    starts: dict[str, dict[int, tuple[str, ...]]] = {}
    days = {}
    table = resources.files(__package__).joinpath("month_names.txt").read_text("utf-8")
    for line in table.splitlines():
        if line.startswith("#"):
            continue
        language, *called = line.split("|")
        for month, names in enumerate(called[:12], start=1):
            for name in names.split(","):
                _note(months, name, month, language)
                if language in _CUT_SHORT:
                    for length in range(3, len(name)):
                        _note(starts, name[:length], month, language)
        days[language] = tuple(frozenset(names.split(",")) for names in called[12:])
    return _Names(months, starts, days)


def _note(
    names: dict[str, dict[int, tuple[str, ...]]], name: str, month: int, language: str
) -> None:
    meanings = names.setdefault(name, {})
    if language not in meanings.get(month, ()):
        meanings[month] = (*meanings.get(month, ()), language)
