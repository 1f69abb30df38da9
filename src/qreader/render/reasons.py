"""Why two articles are related, in words that read as such: `Iran · nuclear talks`. Pure.

Ranking names the words that both share, the strongest first, some of them joined to a neighbour
with which they are no name (`Iran nuclear`, `talks`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Final

from qreader.text.safe import safe_line

if TYPE_CHECKING:
    from qreader.model import Related

SEPARATOR: Final = " · "
_NO_WORD: Final = re.compile(r"\d+|https?|www|com|html?", re.IGNORECASE)
"""What says nothing by itself: numbers, and parts of addresses."""
_WORD: Final = re.compile(r"[\w'’-]+")


def shared(reasons: Sequence[str], titles: Iterable[str]) -> tuple[str, ...]:
    """Return the shared words, those joined that stand side by side in a title.

    A name is joined with a name, another word with such a one: `Iran`, `nuclear talks`.
    """
    parts = [part for reason in map(safe_line, reasons) for part in _split(reason)]
    known = {word.casefold(): word for part in parts for word in part.split()}
    runs = (run for title in titles for run in _runs(title, known))
    joined = [*runs, *parts, *known.values()]
    joined.sort(key=lambda run: -len(run.split()))
    said: dict[str, str] = {}
    for run in joined:
        words = run.casefold().split()
        if not any(word in said for word in words):
            said.update(dict.fromkeys(words, run))
    found = dict.fromkeys(said[word] for word in known)
    return tuple(words for words in found if not _NO_WORD.fullmatch(words))


def both(reasons: Sequence[str], titles: Iterable[str]) -> str:
    """Return why two articles are related: `both: Iran · nuclear talks`; "" without reasons."""
    words = shared(reasons, titles)
    return f"both: {SEPARATOR.join(words)}" if words else ""


def why_related(one: Related, title: str) -> str:
    """Return whom an article of the same story adds, else what it shares with the article."""
    if one.adds:
        return f"adds: {SEPARATOR.join(map(safe_line, one.adds))}"
    return both(one.reasons, (title, one.row.title))


def _split(reason: str) -> list[str]:
    """Return the words of a reason, or the reason where it is a name, or has none."""
    words = reason.split()
    return [reason] if len({_is_name(word) for word in words}) == 1 else words


def _runs(title: str, known: dict[str, str]) -> Iterator[str]:
    """Yield what of a title is two or more of these words of one kind, side by side."""
    run: list[str] = []
    end = 0
    for match in _WORD.finditer(safe_line(title)):
        word = known.get(match[0].casefold(), "")
        is_next = bool(run) and match.string[end : match.start()] == " "
        if word and is_next and _is_name(word) == _is_name(run[-1]) and word not in run:
            run.append(word)
        else:
            if len(run) > 1:
                yield " ".join(run)
            run = [word] if word else []
        end = match.end()
    if len(run) > 1:
        yield " ".join(run)


def _is_name(word: str) -> bool:
    return word[:1] != word[:1].lower()
