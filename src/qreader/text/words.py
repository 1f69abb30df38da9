"""Words: tokens, stems, stop words and names, shared by search and related.

Search stores folded words in SQLite's FTS5. Scripts without spaces between words (Chinese,
Japanese, Thai) would be one endless word there: `index_text` turns them into overlapping pairs of
characters, and `search_term` asks for the same pairs. Related stores `tokens`, which have a folding
of their own: stored fingerprints were made with it.
"""

from __future__ import annotations

import re
import unicodedata

from qreader.text.folding import fold
from qreader.text.stop_words import STOP_WORDS, stop_words

__all__ = [
    "STOP_WORDS",
    "index_text",
    "is_unspaced",
    "names",
    "search_term",
    "stem",
    "stop_words",
    "tokens",
]

_UNSPACED = (
    "\u0e00-\u0eff\u1000-\u109f\u1100-\u11ff\u1780-\u17ff"  # Thai, Lao, Burmese, Jamo, Khmer
    "\u2e80-\u2fdf\u3005-\u3007\u3021-\u3029\u3041-\u3096\u3099-\u309f\u30a1-\u30fa\u30fc-\u312f"
    "\u3130-\u318f\u31a0-\u31bf\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\ua960-\ua97f\uac00-\ud7ff"
    "\uf900-\ufaff\U0001b000-\U0001b16f\U00020000-\U000323af"
)
"""Scripts without spaces between words; Hangul with them, for its words end in particles."""
_ACCENTED = [
    chr(point)
    for point in [*range(0xC0, 0x250), *range(0x1E00, 0x1F00)]
    if len(parts := unicodedata.normalize("NFD", chr(point))) > 1
    and parts[0].isascii()
    and chr(point) not in "Ǡǡ"  # FTS5 does not fold these
]
_UNSPACED_RUN = re.compile(f"[{_UNSPACED}]+")
_NEEDS_PAIRS = re.compile(f"[{_UNSPACED}\uff00-\uffef]")  # with full and half width forms
_WORD = re.compile(  # Indic vowel signs are no \\w, yet they do not end a word
    f"(?:[^\\W_]+|[\u0900-\u0963\u0966-\u0dff{_UNSPACED}]+)+"
)
_PLAIN_WORD = re.compile("[a-z0-9]+")
_NOT_PLAIN = re.compile(
    "[^\0-\x7f\xa0-\xa7\xa9\xab-\xae\xb0\xb1\xb6\xb7\xbb\xbf\u2010-\u2027\u20ac]"
)
"""Neither ASCII nor a separator of words, such as a quotation mark or a dash."""
_FOLDED_OURSELVES = re.compile(
    "[^\0-\x7f\x80-\xa9\xab\xac\xae-\xb1\xb4\xb6-\xb8\xbb\xbf\u2010-\u2027\u2030-\u203b\u20a0-\u20bf"
    f"\u2190-\u21ff\u2500-\u27bf\U0001f300-\U0001faff{''.join(_ACCENTED)}]"
)
"""Letters that FTS5 does not fold as `fold` does: neither signs nor accented Latin letters."""
_FOLDED = {
    **dict.fromkeys([*range(0x300, 0x370), *range(0x591, 0x5BE), *range(0x64B, 0x660), 0x670], ""),
    **{
        point: base
        for point in [*range(0xC0, 0x250), *range(0x1E00, 0x1F00)]
        if (base := unicodedata.normalize("NFD", chr(point))[0]).isascii()
    },
}
"""Removes marks, also those of Latin letters; й and が are letters of their own."""
_TO_FOLD = re.compile(f"[{''.join(map(chr, _FOLDED))}]")


def tokens(text: str) -> list[str]:
    """Return the words of a text, folded: `["zurich", "2024", "東京", "京都"]`.

    Case and Latin diacritics make no difference; unspaced scripts come as pairs of characters.
    """
    if not _NOT_PLAIN.search(text):
        return _PLAIN_WORD.findall(text.lower())
    return _WORD.findall(
        _UNSPACED_RUN.sub(lambda run: f" {' '.join(_pairs(run[0])) or run[0]} ", _as_stored(text))
    )


def _as_stored(text: str) -> str:
    """Return a text as fingerprints and keys store it: without case and Latin diacritics."""
    # composed first: a mark that makes a Cyrillic letter is part of the letter then
    composed = unicodedata.normalize("NFKC", text.casefold())
    return _TO_FOLD.sub(lambda letter: _FOLDED[ord(letter[0])], composed)


def is_unspaced(character: str) -> bool:
    """Whether a character is of a script without spaces between words."""
    return _UNSPACED_RUN.match(character) is not None


def index_text(text: str, *, folds: bool = True) -> str:
    """Return the text to index in FTS5; a text that FTS5 folds as we do is returned unchanged.

    folds: false gives the index text of older articles, from before every script was folded.
    """
    if text.isascii() or not (_FOLDED_OURSELVES if folds else _NEEDS_PAIRS).search(text):
        return text
    whole = fold(text) if folds else unicodedata.normalize("NFKC", text)
    # the last character stands alone again: a single one is found as the start of a word
    return _UNSPACED_RUN.sub(lambda run: f" {' '.join([*_pairs(run[0]), run[0][-1]])} ", whole)


def search_term(text: str, *, is_prefix: bool = False, folds: bool = True) -> str | None:
    """Return the FTS5 phrase for a word or words in a row; valid for every text.

    None where the text has nothing to search for. folds: as for `index_text`.
    """
    text = fold(text) if folds else text
    found = list(_WORD.finditer(text))
    if not found:
        return None
    words = text[found[0].start() : found[-1].end()]
    *before, last = index_text(words, folds=folds).split()
    if len(last) == 1 and _UNSPACED_RUN.match(last):
        # the index closes a run with its last character; in a prefix search the run may go on
        if before and len(before[-1]) == 2 and _UNSPACED_RUN.fullmatch(before[-1]):
            last = before.pop()
        is_prefix = is_prefix or len(last) == 1
    # NUL would end the expression where it stands
    phrase = " ".join([*before, last]).replace('"', '""').replace("\0", " ")
    return f'"{phrase}"*' if is_prefix else f'"{phrase}"'


def stem(token: str) -> str:
    """Return the light stem of a folded token: only English endings are removed.

    Deterministic, for comparing only: `price`, `prices`, `priced` and `pricing` share `pric`.
    """
    if len(token) < 4 or token in _ENDS_IN_S or not (token.isascii() and token.isalpha()):
        return token
    token = _without_plural(token)
    for ending in ("ing", "ed"):
        root = token.removesuffix(ending)
        if root != token and len(root) > 2 and _HAS_VOWEL.search(root):
            token = root[:-1] if root[-1] == root[-2] and root[-1] not in "ls" else root
            break
    return token[:-1] if len(token) > 3 and token.endswith("e") else token


def names(text: str) -> list[str]:
    """Return the capitalised words that do not start a sentence, as written, in order."""
    found = []
    for match in _CAPITALISED.finditer(text):
        start = match.start()
        if not start or not match[1][0].isupper():
            continue
        before = text[max(0, start - 8) : start]
        # mostly a word stands before it: the search for a sentence's end is not needed
        if (before[-2:-1].isalnum() and before[-1] == " ") or not _SENTENCE_START.search(before):
            found.append(match[1])
    return found


def _pairs(run: str) -> list[str]:
    """Split a run: 東京都 becomes 東京 and 京都."""
    return [run[at : at + 2] for at in range(len(run) - 1)]


# ---- endings

_ENDS_IN_S = frozenset({"news", "series", "species", "lens", "mars", "texas", "kansas"})
_HAS_VOWEL = re.compile("[aeiouy]")
_CAPITALISED = re.compile(  # possible capitals stand first, so that other characters fail fast
    r"([A-Z\x80-\U0010ffff](?<=[^\W\d_])(?<![\w'’-].)[\w-]*\w)(?:['’]s)?(?![\w])"
)
_SENTENCE_START = re.compile(  # a dot behind an initial or a title ends no sentence
    r"(?:(?<!\b\w)(?<!\b[MDS][rt])(?<!\bMrs)\.|[!?:;…。！？•|\n]|^)[\"'”’»)\]]*\s*[\"'“‘«„(\[–—-]*\s*$"
)


def _without_plural(token: str) -> str:
    if token.endswith("ies") and len(token) > 4:
        return token[:-3] + "y"
    if token.endswith(("sses", "shes", "ches", "xes")):
        return token[:-2]
    if token.endswith("s") and not token.endswith(("ss", "us", "is")):
        return token[:-1]
    return token
