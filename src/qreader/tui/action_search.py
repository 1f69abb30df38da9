"""Action search: finds actions by their names, descriptions, synonyms and keys."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Final

from qreader.tui.actions import GROUPS, Action, Where
from qreader.tui.keys import show_keys
from qreader.tui.synonyms import SYNONYMS

EXACT, NAME, TEXT, SYNONYM, INSIDE = range(5)
"""How well a word fits, the best first: the whole name, the beginning of a word in the name, in the
description or in a synonym, or anything within them."""
_WORDS: Final = re.compile(r"[^\W_]+")
MOTION: Final = GROUPS[-1]


def found(
    typed: str, actions: Iterable[Action], where: Where, recent: Sequence[str] = ()
) -> list[Action]:
    """Return the actions that every typed word finds, the best first.

    Actions of this pane come before those of others, motion after all else, and among actions that
    fit alike those that were used last. recent: names of actions, the last used first.
    """
    words = _words(typed)
    keys = typed.strip()
    ranked = []
    for number, action in enumerate(actions):
        fit = EXACT if keys in map(show_keys, action.keys) else _fit(words, action)
        if fit is not None:
            used = recent.index(action.name) if action.name in recent else len(recent)
            is_motion = action.group == MOTION and fit > EXACT
            place = (not where & action.where, is_motion, fit, used, _group(action), number)
            ranked.append((place, action))
    return [action for _, action in sorted(ranked, key=lambda pair: pair[0])]


def _group(action: Action) -> int:
    return GROUPS.index(action.group) if action.group in GROUPS else len(GROUPS)


def _fit(words: Sequence[str], action: Action) -> int | None:
    """Return how well the words fit in sum; None where one is found nowhere."""
    names, texts = _words(f"{action.name} {action.word}"), _words(action.text)
    others = _words(SYNONYMS.get(action.name, ""))
    if " ".join(words) == action.name.replace("_", " "):
        return EXACT
    fits = [_fit_of(word, names, texts, others) for word in words]
    known = [fit for fit in fits if fit is not None]
    return sum(known) if len(known) == len(fits) else None


def _fit_of(
    word: str, names: Sequence[str], texts: Sequence[str], others: Sequence[str]
) -> int | None:
    for fit, known in ((NAME, names), (TEXT, texts), (SYNONYM, others)):
        if any(one.startswith(word) for one in known):
            return fit
    return INSIDE if any(word in one for one in (*names, *texts, *others)) else None


def synonym_hit(typed: str, action: Action) -> str:
    """Return the synonym by which alone a typed word finds an action; "": there is none."""
    shown = _words(f"{action.name} {action.text}")
    others = _words(SYNONYMS.get(action.name, ""))
    for word in _words(typed):
        if not any(word in one for one in shown):
            return next((one for one in others if one.startswith(word)), "")
    return ""


def hits(typed: str, text: str) -> list[tuple[int, int]]:
    """Return where in a text the typed words are, as (start, end) in order, at words' beginnings.

    A word that begins none is looked for inside.
    """
    lowered = text.lower()
    if len(lowered) != len(text):  # a few capitals become two letters
        return []
    places: list[tuple[int, int]] = []
    for word in _words(typed):
        begins = re.search(rf"(?<![^\W_]){re.escape(word)}", lowered)
        at = begins.start() if begins else lowered.find(word)
        if at >= 0 and not any(start < at + len(word) and at < end for start, end in places):
            places.append((at, at + len(word)))
    return sorted(places)


def _words(text: str) -> list[str]:
    return _WORDS.findall(text.lower())
