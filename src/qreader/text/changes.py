"""Changes: compares two versions of a text: paragraphs with the words removed and added.

Paragraphs are aligned first, then the words of those that differ. A passage that differs too much
is shown as replaced, not as a mosaic of the words that any two texts share.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from itertools import accumulate, groupby
from typing import NamedTuple

from qreader.model import Revision
from qreader.text.alignment import matching

MAX_CHARACTERS = 1_500_000
"""The most characters of a passage, in both versions, that are compared by words; a longer passage
is shown as replaced."""
MAX_PARAGRAPHS = 20_000
"""The most replaced paragraphs that are shown one by one; a text with more is not prose."""
MAX_MOVED = 8
"""The most words by which an edit moves to a paragraph's end: a full stop, closing quotes."""
MIN_SHARED = 0.3
"""The share of the shorter version's characters that must be equal; below it, all is replaced."""

_LETTER_MARKS = (
    "\u0300-\u036f\u0483-\u0489\u0591-\u05c7\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06ed"
    "\u0900-\u0963\u0966-\u0dff"
)
"""Accents, points and vowel signs: no \\w, yet they do not end a word."""
_ALONE = (
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u2e80-\u2fdf\u3005-\u3007\u3021-\u3029\u3041-\u30ff"
    "\u3100-\u312f\u31a0-\u31bf\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
    "\U0001b000-\U0001b16f\U00020000-\U000323af"
)
"""Scripts without spaces between words: each character, with its marks, counts as a word."""
_UPON = (
    "\u0e31\u0e34-\u0e3a\u0e47-\u0e4e\u0eb1\u0eb4-\u0ebc\u0ec8-\u0ece\u102b-\u103e"
    "\u17b6-\u17d3\u3099\u309a"
)
_LETTER = f"(?:(?![{_ALONE}])[\\w{_LETTER_MARKS}])"
_WORD = f"[{_ALONE}][{_UPON}]*|{_LETTER}+(?:[.,'’\\-]{_LETTER}+)*"
_OTHER = (
    "[\U0001f1e6-\U0001f1ff]{2}"  # a flag
    "|\\S(?:[\ufe0e\ufe0f\u20e3\U0001f3fb-\U0001f3ff\u0300-\u036f]|\u200d\\S)*"  # one picture
)
_TOKEN = re.compile(f"({_WORD}|{_OTHER})(\\s*)")
_COUNTED = re.compile(_WORD)
_ENDS_ALONE = re.compile(f"[{_ALONE}{_UPON}]$")
_BREAK = "\n\n"
"""The token that stands between two paragraphs."""
_BREAK_MARK = "¶"
_CLOSING = frozenset(".,;:!?)]}…’”»")


class Part(StrEnum):
    """Which of two versions a piece of text stands in."""

    SAME = "same"
    REMOVED = "removed"
    ADDED = "added"


@dataclass(frozen=True, slots=True)
class Piece:
    """Words in a row that were all kept, all added or all removed."""

    text: str
    part: Part = Part.SAME


@dataclass(frozen=True, slots=True)
class Unchanged:
    """Paragraphs in a row that both versions have."""

    paragraphs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Changed:
    """A paragraph that was changed, added or removed."""

    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Difference:
    """What differs between two versions of an article."""

    title: tuple[Piece, ...]
    passages: tuple[Changed | Unchanged, ...]
    added: int
    """Words; in Chinese, Japanese and Thai, characters."""
    removed: int

    @property
    def is_empty(self) -> bool:
        """Whether all words are the same; spaces may differ."""
        changed = any(isinstance(passage, Changed) for passage in self.passages)
        return not changed and all(piece.part is Part.SAME for piece in self.title)


@dataclass(frozen=True, slots=True)
class Changes:
    """How an article changed since one of its revisions."""

    since: Revision
    changed: datetime
    """When the current text arrived."""
    difference: Difference


def compare(old_title: str, old_text: str, new_title: str, new_text: str) -> Difference:
    """Return what differs between two versions, given as plain text.

    Costs some 10 ms for an article of 10,000 words, below a second for one of 300,000, on every
    input.
    """
    old, new = _paragraphs(old_text), _paragraphs(new_text)
    passages: list[Changed | Unchanged] = []
    same: list[str] = []
    at_old = at_new = 0
    for i, j in [*matching(old, new), (len(old), len(new))]:
        for passage in _stretch(old[at_old:i], new[at_new:j]):
            if isinstance(passage, Changed):
                _close(same, passages)
                passages.append(passage)
            else:
                same += passage.paragraphs
        same += new[j : j + 1]
        at_old, at_new = i + 1, j + 1
    _close(same, passages)
    title = _title(old_title, new_title)
    pieces = [p for passage in passages if isinstance(passage, Changed) for p in passage.pieces]
    return Difference(
        title,
        tuple(passages),
        _word_count([*title, *pieces], Part.ADDED),
        _word_count([*title, *pieces], Part.REMOVED),
    )


def _close(same: list[str], passages: list[Changed | Unchanged]) -> None:
    if same:
        passages.append(Unchanged(tuple(same)))
        same.clear()


def _paragraphs(text: str) -> list[str]:
    return [part for part in map(str.strip, re.split(r"\n[ \t]*\n", text)) if part]


def _title(old: str, new: str) -> tuple[Piece, ...]:
    """Return a title's pieces, on one line."""
    pieces: list[Piece] = []
    for passage in _stretch([old], [new]):
        if pieces:
            pieces.append(Piece(" "))
        if isinstance(passage, Changed):
            pieces += passage.pieces
        else:
            pieces.append(Piece(" ".join(passage.paragraphs)))
    return tuple(pieces)


def _word_count(pieces: Sequence[Piece], part: Part) -> int:
    return sum(len(_COUNTED.findall(piece.text)) for piece in pieces if piece.part is part)


# ---- paragraphs that differ


@dataclass(frozen=True, slots=True)
class _Tokens:
    """A passage as words, the space behind each, and the number of characters before each."""

    words: list[str]
    spaces: list[str]
    before: list[int]

    def size(self, start: int, end: int) -> int:
        """Return how many characters these words have."""
        return self.before[end] - self.before[start]

    def text(self, start: int, end: int) -> str:
        """Return these words as they stand in the text."""
        pairs = zip(self.words[start:end], self.spaces[start:end], strict=True)
        return "".join(word + space for word, space in pairs)

    def paragraphs(self, start: int, end: int) -> list[str]:
        """Return these words, cut where a paragraph ends."""
        return [part for part in self.text(start, end).split(_BREAK) if part]


class _Edit(NamedTuple):
    """Old words from `i` to `i_end` were replaced by new ones from `j` to `j_end`."""

    i: int
    i_end: int
    j: int
    j_end: int


class _Item(NamedTuple):
    """A word as it is shown."""

    part: Part
    word: str
    space: str


def _stretch(old: Sequence[str], new: Sequence[str]) -> Iterator[Changed | Unchanged]:
    """Yield the changes of a passage in which no paragraph stayed the same."""
    if not old or not new or sum(map(len, [*old, *new])) > MAX_CHARACTERS:
        yield from _replaced(old, new)
        return
    olds, news = _tokens(old), _tokens(new)
    at_old = at_new = 0
    inner: list[tuple[int, int]] = []
    for i, j in [*matching(olds.words, news.words), (len(olds.words), len(news.words))]:
        if i < len(olds.words) and olds.words[i] != _BREAK:
            inner.append((i, j))
            continue
        yield from _section(olds, news, _Edit(at_old, i, at_new, j), inner)
        at_old, at_new, inner = i + 1, j + 1, []


def _tokens(paragraphs: Sequence[str]) -> _Tokens:
    words: list[str] = []
    spaces: list[str] = []
    for paragraph in paragraphs:
        if words:
            words.append(_BREAK)
            spaces.append("")
        for word, space in _TOKEN.findall(paragraph):
            words.append(word)
            spaces.append(space)
    return _Tokens(words, spaces, [0, *accumulate(map(len, words))])


def _replaced(old: Sequence[str], new: Sequence[str]) -> Iterator[Changed]:
    for paragraphs, part in ((old, Part.REMOVED), (new, Part.ADDED)):
        if len(paragraphs) > MAX_PARAGRAPHS:
            yield Changed((Piece(_BREAK.join(paragraphs), part),))
        else:
            yield from (Changed((Piece(text, part),)) for text in paragraphs)


def _section(
    old: _Tokens, new: _Tokens, whole: _Edit, pairs: Sequence[tuple[int, int]]
) -> Iterator[Changed | Unchanged]:
    """Yield the changes between two paragraph breaks that both versions have."""
    edits = _to_breaks(_readable(_edits(whole, pairs), old, new), whole, old, new)
    if not edits:
        if whole.j < whole.j_end:
            yield Unchanged((new.text(whole.j, whole.j_end),))
        return
    total = old.size(whole.i, whole.i_end)
    shared = total - sum(old.size(edit.i, edit.i_end) for edit in edits)
    if shared < MIN_SHARED * min(total, new.size(whole.j, whole.j_end)):
        was, now = old.paragraphs(whole.i, whole.i_end), new.paragraphs(whole.j, whole.j_end)
        yield from _replaced(was, now)
        return
    for ends, items in groupby(_items(old, new, whole, edits), key=lambda item: item is None):
        if not ends:
            yield Changed(_pieces([item for item in items if item is not None]))


def _edits(whole: _Edit, pairs: Sequence[tuple[int, int]]) -> Iterator[_Edit]:
    """Yield the edits between the words that both versions have."""
    at_old, at_new = whole.i, whole.j
    for i, j in [*pairs, (whole.i_end, whole.j_end)]:
        if at_old < i or at_new < j:
            yield _Edit(at_old, i, at_new, j)
        at_old, at_new = i + 1, j + 1


def _readable(edits: Iterator[_Edit], old: _Tokens, new: _Tokens) -> list[_Edit]:
    """Join edits that have fewer words between them than in each: such islands are hard to read."""

    def size(edit: _Edit) -> int:
        return max(old.size(edit.i, edit.i_end), new.size(edit.j, edit.j_end))

    found: list[_Edit] = []
    for edit in edits:
        joined = edit
        while found:
            island = old.size(found[-1].i_end, joined.i)
            if island > min(size(found[-1]), size(joined)):
                break
            last = found.pop()
            joined = _Edit(last.i, joined.i_end, last.j, joined.j_end)
        found.append(joined)
    return found


def _to_breaks(edits: Sequence[_Edit], whole: _Edit, old: _Tokens, new: _Tokens) -> list[_Edit]:
    """Move edits so that paragraphs added or removed begin and end at paragraph breaks.

    Behind `Rain.`, an added `More rain.` may also be read as `.`, a break and `More rain` added.
    """
    found: list[_Edit] = []
    for at, edit in enumerate(edits):
        above = edit.j - (found[-1].j_end if found else whole.j)
        below = (edits[at + 1].j if at + 1 < len(edits) else whole.j_end) - edit.j_end
        if _BREAK in new.words[edit.j : edit.j_end]:
            found += _moved(edit, above, below, new.words)
        elif _BREAK in old.words[edit.i : edit.i_end]:
            turned = _Edit(edit.j, edit.j_end, edit.i, edit.i_end)
            moved = _moved(turned, above, below, old.words)
            found += (_Edit(j, j_end, i, i_end) for i, i_end, j, j_end in moved)
        else:
            found.append(edit)
    return found


def _moved(edit: _Edit, above: int, below: int, words: Sequence[str]) -> Iterator[_Edit]:
    """Yield the same edit, moved to a break among its new words where equal words allow it."""
    i, i_end, j, j_end = edit
    first = words.index(_BREAK, j, j_end)
    for n in range(min(first - j, below, MAX_MOVED), 0, -1):
        if words[first - n : first] == words[j_end : j_end + n]:
            if i < i_end or j < first - n:
                yield _Edit(i, i_end, j, first - n)
            yield _Edit(i_end + n, i_end + n, first, j_end + n)
            return
    start = j_end
    while words[start - 1] != _BREAK:
        start -= 1
    n = j_end - start
    if i == i_end and n <= above and words[start:j_end] == words[j - n : j]:
        yield _Edit(i - n, i - n, j - n, j_end - n)
    else:
        yield edit


# ---- as it is shown


def _items(
    old: _Tokens, new: _Tokens, whole: _Edit, edits: Sequence[_Edit]
) -> Iterator[_Item | None]:
    """Yield the words of both versions in reading order; None: a paragraph ends."""
    at = whole.j
    for edit in [*edits, _Edit(whole.i_end, whole.i_end, whole.j_end, whole.j_end)]:
        for n in range(at, edit.j):
            # removed words keep the space that stood before them
            is_last = n + 1 == edit.j and edit.i < edit.i_end
            space = old.spaces[edit.i - 1] if is_last else new.spaces[n]
            yield _Item(Part.SAME, new.words[n], space)
        yield from _edited(old, edit.i, edit.i_end, Part.REMOVED)
        yield from _edited(new, edit.j, edit.j_end, Part.ADDED)
        at = edit.j_end


def _edited(tokens: _Tokens, start: int, end: int, part: Part) -> Iterator[_Item | None]:
    for n in range(start, end):
        if tokens.words[n] != _BREAK:
            yield _Item(part, tokens.words[n], tokens.spaces[n])
            continue
        if end - start == 1:  # a paragraph was split in two, or two were joined
            yield _Item(part, _BREAK_MARK, " " if part is Part.REMOVED else "")
        if end - start > 1 or part is Part.ADDED:
            yield None


def _pieces(items: Sequence[_Item]) -> tuple[Piece, ...]:
    """Join words of the same part; the space behind them belongs to neither version."""
    pieces: list[Piece] = []
    runs = [(part, list(run)) for part, run in groupby(items, key=lambda item: item.part)]
    for at, (part, run) in enumerate(runs):
        text = "".join(item.word + item.space for item in run)
        words = text.rstrip()
        space = text[len(words) :]
        if part is Part.REMOVED and at + 1 < len(runs) and runs[at + 1][0] is Part.ADDED:
            space = _space_between(run[-1], runs[at + 1][1][0])
        if part is Part.SAME:
            pieces.append(Piece(text, part))
        else:
            pieces += [Piece(words, part), Piece(space)] if space else [Piece(words, part)]
    if pieces and pieces[-1].part is Part.SAME:
        pieces[-1] = Piece(pieces[-1].text.rstrip())
    return tuple(piece for piece in _joined(pieces) if piece.text)


def _space_between(removed: _Item, added: _Item) -> str:
    """Return the space between a removed word and its replacement: `old new`, but `,.`."""
    if removed.space:
        return "" if added.word[0] in _CLOSING else removed.space
    parts_words = removed.word[-1].isalnum() and added.word[0].isalnum()
    return " " if parts_words and not _ENDS_ALONE.search(removed.word) else ""


def _joined(pieces: Sequence[Piece]) -> Iterator[Piece]:
    for part, run in groupby(pieces, key=lambda piece: piece.part):
        yield Piece("".join(piece.text for piece in run), part)
