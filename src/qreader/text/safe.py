"""Cleans text for the terminal: removes control, bidi and tag characters.

Everything from a feed, a page, a file or a server passes `safe_line` or `safe_block` when it is
stored, and again before a widget, a log or stderr gets it. Textual and Rich do not do it.
"""

from __future__ import annotations

import re
import unicodedata

# the patterns are compiled at first use: that takes 1.3 ms, and plain ASCII needs none
_SEQUENCE = (
    # whole escape sequences go, so that their payload does not stay as litter; each repeat is
    # bounded and never meets another introducer, so a sequence without an end costs next to nothing
    "(?:\x1b[\\]PX^_]|[\x9d\x90\x98\x9e\x9f])[^\x1b\x07\n\x90\x98\x9c-\x9f]{0,4096}+(?:\x07|\x1b\\\\|\x9c)"
    "|(?:\x1b\\[|\x9b)[0-?]{0,64}[ -/]{0,8}[@-~]"
    "|\x1b[ -/]{0,4}[0-~]"
)


_INTRODUCER = "[\x1b\x90\x98\x9b\x9d-\x9f]"


def _characters_to_drop() -> dict[int, str | None]:
    """Map each forbidden code point to its replacement, mostly None."""
    gone = [
        *range(0x00, 0x09),
        *range(0x0B, 0x20),  # C0 but tab and newline
        *range(0x7F, 0xA0),  # DEL and C1
        0x00AD,  # soft hyphen: terminals disagree on its width
        0x034F,  # combining grapheme joiner
        0x061C,  # Arabic letter mark
        0x180E,  # Mongolian vowel separator
        0x200B,  # zero-width space
        *range(0x202A, 0x202F),  # bidi embeddings and overrides
        *range(0x2060, 0x2065),  # invisible operators
        *range(0x2066, 0x2070),  # bidi isolates and deprecated format characters
        0xFEFF,  # byte order mark
        *range(0xFFF9, 0xFFFC),  # interlinear annotation
        *range(0xE0000, 0xE0080),  # tag characters
        0x10EEEE,  # private: kitty draws its pictures over it
    ]
    drop: dict[int, str | None] = dict.fromkeys(gone)
    drop.update({0x85: " ", 0x2028: "\n", 0x2029: "\n", 0xFFFE: None, 0xFFFF: None})
    drop.update(dict.fromkeys(range(0xD800, 0xE000), "\ufffd"))  # lone surrogates
    return drop


FORBIDDEN = _characters_to_drop()
"""Code points that no terminal may get, with the replacement of each, mostly None."""
_MARKS = (
    "\u0300-\u036f\u0483-\u0489\u0591-\u05bd\u05bf\u05c1-\u05c2\u05c4-\u05c5\u0610-\u061a\u064b-\u065f"
    "\u0670\u06d6-\u06dc\u06df-\u06e4\u06e7-\u06e8\u06ea-\u06ed\u0730-\u074a\u0e31\u0e34-\u0e3a"
    "\u0e47-\u0e4e\u0eb1\u0eb4-\u0ebc\u0ec8-\u0ece\u0f71-\u0f84\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff"
    "\u302a-\u302d\u3099-\u309a\ua66f-\ua67d\ufe20-\ufe2f"
)
"""Marks that stack above or below a letter and can be piled up; Thai ones are a known prank."""
_USUAL_BYTES = bytes([0x09, 0x0A, *range(0x20, 0x7F)])
_SUSPECT = (
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\xad\u034f\u061c\u180e\u200b\u2028-\u202e\u2060-\u206f"
    "\ud800-\udfff\ufeff\ufff9-\ufffb\ufffe\uffff\U000e0000-\U000e007f\U0010eeee]"
)
_PILED_MARKS = f"[{_MARKS}][{_MARKS}]{{8}}"  # `{{9}}` alone is searched for slowly
_TOO_MANY_MARKS = f"([{_MARKS}]{{8}})[{_MARKS}]+"
"""More than eight marks on one letter: no language has that, and it covers the lines around."""
_INVISIBLE = "\u200c\u200d\u200e\u200f\u3164\u115f\u1160\ufe0f "

MAX_BLOCK_CHARACTERS = 2_000_000
"""More than any article; a hostile one is cut here."""
MAX_LINE_CHARACTERS = 500
"""More than any headline."""


def safe_block(text: str, max_characters: int = MAX_BLOCK_CHARACTERS) -> str:
    """Return the text without what a terminal would obey; newlines and tabs stay."""
    text = text[:max_characters]
    unusual = beyond_ascii(text)
    if not (unusual and (re.search(_SUSPECT, unusual) or re.search(_PILED_MARKS, unusual))):
        return text
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    text = re.sub(_SEQUENCE, "", text).translate(FORBIDDEN)
    return re.sub(_TOO_MANY_MARKS, r"\1", text)


def without_sequences(text: str) -> str:
    """Return the text without whole escape sequences, payload included.

    For text that is parsed further; text that is shown also passes `safe_line` or `safe_block`.
    """
    return re.sub(_SEQUENCE, "", text) if re.search(_INTRODUCER, beyond_ascii(text)) else text


def safe_line(text: str, max_characters: int = MAX_LINE_CHARACTERS) -> str:
    """Return the text as one clean line; "" where nothing visible is left.

    For titles, names, addresses, file names and error messages; a longer text ends in an ellipsis.
    """
    line = " ".join(safe_block(text, max_characters * 8).split())
    if not line.strip(_INVISIBLE):
        return ""
    if len(line) <= max_characters:
        return line
    return line[: max_characters - 1].rstrip() + "…"


def is_safe(text: str) -> bool:
    """Whether cleaning would change nothing: for tests and for assertions."""
    return safe_block(text) == text


def beyond_ascii(text: str) -> str:
    """Return the text without printable ASCII, tabs and newlines: often nothing.

    To search the result takes a tenth of the time of a search in the whole text.
    """
    rest = text.encode("utf-8", "surrogatepass").translate(None, _USUAL_BYTES)
    return rest.decode("utf-8", "surrogatepass") if rest else ""


def is_right_to_left(text: str) -> bool:
    """Whether the first strong character reads from right to left (UAX 9, rule P2)."""
    for character in text:
        direction = unicodedata.bidirectional(character)
        if direction in {"R", "AL"}:
            return True
        if direction == "L":
            return False
    return False
