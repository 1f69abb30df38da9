"""Searches rendered lines, across line ends, without regard to case and accents."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from qreader.render.wrap import Line
from qreader.text.folding import fold, fold_with_places
from qreader.text.words import is_unspaced

MAX_MATCHES = 9_999
"""The most matches; each is drawn, and more would not help."""

_DECORATION = frozenset(
    {"quote-bar", "bullet", "link-number", "link-host", "facts", "address", "kept", "changes"}
)
"""Styles of what rendering adds to the text: a search skips it, and words go on behind it."""
_ALIKE = str.maketrans("‘’‚“”„‐‑–", "'''\"\"\"---")
_MAY_END_LINE = re.compile(  # characters behind which a line may end without a space
    "[-–—/\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u2e80-\ua4cf\uf900-\ufaff\uff00-\uffef]"
)


_BETWEEN_WORDS = re.compile(r"[\W_]+")


class Spot(NamedTuple):
    """A part of one line, in characters of its text."""

    line: int
    start: int
    end: int


Match = tuple[Spot, ...]
"""A match: one spot in each line that it covers."""


class Searchable:
    """Lines prepared for searches, once for each layout: 2 ms for 5,000 words, 20 in Cyrillic."""

    def __init__(self, lines: Sequence[Line]) -> None:
        self._starts: list[int] = []
        self._pieces: list[tuple[int, int, Sequence[int]]] = []
        folded: list[str] = []
        length = 0
        for number, line in enumerate(lines):
            for column, text in _words_of(line):
                piece, origins = fold_with_places(text)
                self._starts.append(length)
                self._pieces.append((number, column, origins))
                folded.append(piece.translate(_ALIKE))
                length += len(piece)
            folded.append("\n")
            length += 1
        self._text = "".join(folded)

    def find(self, words: str) -> list[Match]:
        """Return the matches of a literal text, from top to bottom."""
        words = " ".join(fold(words).translate(_ALIKE).split())
        return self._matches(_pattern(words)) if words else []

    def find_words(self, words: str, *, is_prefix: bool = False) -> list[Match]:
        """Return the matches of whole words in a row, as the search index finds them.

        Any separators may stand between them. is_prefix: the last is the start of a word.
        """
        parts = [part for part in _BETWEEN_WORDS.split(fold(words)) if part]
        if not parts:
            return []
        # scripts without spaces have no visible word boundaries
        start = "" if is_unspaced(parts[0][0]) else r"(?<![^\W_])"
        end = "" if is_unspaced(parts[-1][-1]) else r"(?![^\W_])"
        if is_prefix:
            end = r"[^\W_]*"
        pattern = r"[\W_]{1,4}".join(map(_pattern, parts))
        return self._matches(f"{start}{pattern}{end}")

    def _matches(self, pattern: str) -> list[Match]:
        matches: list[Match] = []
        for found in re.finditer(pattern, self._text):
            match = tuple(self._places(found.start(), found.end()))
            if match and [match] != matches[-1:]:  # ß folds to ss: both halves are one match
                matches.append(match)
            if len(matches) == MAX_MATCHES:
                break
        return matches

    def _places(self, start: int, end: int) -> Iterator[Spot]:
        at = bisect_right(self._starts, start) - 1
        place: Spot | None = None
        while at < len(self._starts) and self._starts[at] < end:
            number, column, origins = self._pieces[at]
            first = max(0, start - self._starts[at])
            last = min(end - self._starts[at], len(origins) - 1)
            if first < last:
                begin, stop = column + origins[first], column + origins[last]
                stop = max(stop, begin + 1)  # a part of a character marks all of it
                if place and place.line == number:
                    begin = place.start
                elif place:
                    yield place
                place = Spot(number, begin, stop)
            at += 1
        if place:
            yield place


def anchored(lines: Sequence[Line], name: str) -> Spot | None:
    """Return where the link target of this name starts; None where the lines have none."""
    for number, line in enumerate(lines):
        column = 0
        for run in line.runs:
            if name in run.anchors:
                return Spot(number, column, column + len(run.text))
            column += len(run.text)
    return None


def _words_of(line: Line) -> Iterator[tuple[int, str]]:
    """Yield the runs of a line that are the article's text, with their column."""
    column = 0
    for at, run in enumerate(line.runs):
        is_indent = at == 0 and run.text.isspace()
        if not is_indent and run.style.rpartition(" ")[2] not in _DECORATION:
            yield column, run.text
        column += len(run.text)


def _pattern(words: str) -> str:
    parts: list[str] = []
    for at, character in enumerate(words):
        if character == " ":
            parts.append("(?: +\n? *|\n *)")
            continue
        parts.append(re.escape(character))
        after = words[at + 1 : at + 2]
        if _MAY_END_LINE.match(character) or (after and _MAY_END_LINE.match(after)):
            parts.append("\n?")
    return "".join(parts)
