"""The names of months in all languages that CLDR has.

Read when a date is in none of those that `dates` knows by heart: 20 ms, once in a process.
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
"""Of two languages that call two months by one name the first counts, unless a day tells."""
_SHORTENING = (
    "az be bg bs ca cs da el eo et eu fi ga gl hr hu hy id is it ka kk lb lt lv mk ms nb nn no pl "
    "ro ru sk sl sq sr sv tr uk uz en de fr es pt nl af cy sw vi fil"
)
_CUT_SHORT = frozenset(_SHORTENING.split())
"""Languages whose months are also written as the first letters of their names, three at least."""
_MAX_ENDING = 3
_MIN_STEM = 5
"""Letters: of what languages add to a name, and of a name that it is added to."""


@dataclass(frozen=True, slots=True)
class _Names:
    """What a name may mean, and how these languages call the days."""

    months: dict[str, dict[int, tuple[str, ...]]]
    starts: dict[str, dict[int, tuple[str, ...]]]
    """As `months`, by the first letters of the names."""
    days: dict[str, tuple[frozenset[str], ...]]


def months_of(name: str, words: Collection[str], language: str) -> list[tuple[int, int | None]]:
    """Return the months that a folded name may be, the likeliest first.

    language: of the text, where that is known: in `hr` listopad is October, elsewhere November.

    With each comes the day of the week that the other words of the date tell in a language in
    which it is that month, from Monday, which is 0; None: they tell none.
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
    """Return the months that are called so, be the name cut short or inflected."""
    found = names.months.get(name) or names.starts.get(name)
    if found:
        return found
    if name[:1] in {"\u05d1", "\u0712"}:  # Hebrew and Syriac write `in` as a letter before
        return names.months.get(name[1:], {})
    stems = (name[:-cut] for cut in range(1, _MAX_ENDING + 1) if len(name) - cut >= _MIN_STEM)
    return next((names.months[stem] for stem in stems if stem in names.months), {})


def folded(text: str) -> str:
    """Return a text in lower case without accents, dots, marks of direction and other digits."""
    parts = unicodedata.normalize("NFKD", text.lower().replace(".", " "))
    plain = (
        str(unicodedata.decimal(one)) if one.isdecimal() else one
        for one in parts
        if not unicodedata.combining(one) and unicodedata.category(one) != "Cf"
    )
    return " ".join("".join(plain).split())


def words_of(text: str) -> list[str]:
    """Return the words of a folded text, without what stands between them."""
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
