"""Folding: the form in which texts are compared. Index, queries, highlights and names share it.

Folding removes case, and what people leave out when they type: accents, points and vowel signs on a
letter of an alphabet, strokes and hooks of Latin letters, tatweel, compatibility forms. A mark that
makes another letter in its script stays: が is not か, and Thai keeps its tones.

Each character folds by itself, so that places in a folded text map to places in the text. The
result is composed again (NFC), which joins the parts of Hangul and of kana.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence


def fold(text: str) -> str:
    """Return the folded text; folding it again changes nothing."""
    if text.isascii():
        return text.lower()
    # one replacement for each distinct letter, which are few: no result is the start of another
    for letter in set(text):
        folded = _LETTERS[letter]
        if folded != letter:
            text = text.replace(letter, folded)
    return unicodedata.normalize("NFC", text)


def fold_with_places(text: str) -> tuple[str, Sequence[int]]:
    """Return a folded text, and the place in the text of each of its characters and of its end."""
    folded = fold(text)
    if text.isascii() or (
        len(folded) == len(text) and all(len(_LETTERS[letter]) == 1 for letter in set(text))
    ):
        return folded, range(len(text) + 1)
    pieces: list[str] = []
    starts: list[int] = []
    for at, letter in enumerate(text):
        piece = _LETTERS[letter]
        if pieces and not unicodedata.is_normalized("NFC", pieces[-1] + piece):
            pieces[-1] = unicodedata.normalize("NFC", pieces[-1] + piece)
        elif piece:
            pieces.append(piece)
            starts.append(at)
    places = [start for start, piece in zip(starts, pieces, strict=True) for _ in piece]
    return "".join(pieces), [*places, len(text)]


# ---- single characters

_GOES = re.compile(
    "[\u00ad\u200c\u200d\u2060\ufeff"  # invisible joiners and separators
    "\u0300-\u036f\u0483-\u0487\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe00-\ufe0f\ufe20-\ufe2f"
    "\U000e0100-\U000e01ef"  # marks on Latin, Greek and Cyrillic; variants
    "\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7"  # Hebrew points
    "\u0610-\u061a\u0640\u064b-\u065f\u0670\u06d6-\u06dc\u06df-\u06e4\u06e7\u06e8\u06ea-\u06ed"
    "\u08d3-\u08e1\u08e3-\u08ff\u0711\u0730-\u074a"  # Arabic and Syriac vowel signs, tatweel
    "\u093c\u09bc\u0a3c\u0abc\u0b3c\u0c3c\u0cbc]"  # nukta
)
_LATIN = re.compile("LATIN SMALL LETTER (?:DOTLESS |OPEN )?([A-Z])(?: WITH [A-Z ]+)?")
_OTHERS = {
    "æ": "ae", "œ": "oe", "ð": "d", "þ": "th", "ŋ": "n", "ĸ": "k", "ə": "a", "ß": "ss",
    # as Arabic is typed, and Persian and Urdu on its keyboards (Lucene's normalizers do the same)
    "ٱ": "ا", "ى": "ي", "ی": "ي", "ے": "ي", "ة": "ه", "ە": "ه", "ہ": "ه", "ھ": "ه", "ک": "ك",
}  # fmt: skip
"""Letters that Unicode does not decompose, or decomposes for another purpose."""


class _Letters(dict[str, str]):
    """Maps a character to its folded form, computed when it is first met."""

    def __missing__(self, character: str) -> str:
        folded = self[character] = _folded(character)
        return folded


_LETTERS = _Letters()


def _folded(character: str) -> str:
    if _GOES.match(character):
        return ""
    if not character.isalnum():
        plain = _GOES.sub("", unicodedata.normalize("NFKC", character))
        # ™ is a sign behind a word, not the end of one
        return character.casefold() if any(map(str.isalnum, plain)) else plain
    parts = unicodedata.normalize("NFKD", character)
    if any(not part.isalnum() and not unicodedata.combining(part) for part in parts):
        return character  # ½ is no 1
    return unicodedata.normalize(
        "NFC", "".join(_letter(p) for p in _GOES.sub("", parts).casefold())
    )


def _letter(letter: str) -> str:
    if letter.isascii():
        return letter
    if letter in _OTHERS:
        return _OTHERS[letter]
    if letter.isdecimal():
        return str(unicodedata.decimal(letter))
    latin = _LATIN.fullmatch(unicodedata.name(letter, ""))
    return latin[1].lower() if latin else letter
