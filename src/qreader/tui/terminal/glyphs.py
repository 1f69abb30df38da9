"""Glyphs: replacements for characters that a terminal or its font cannot show.

Everything that is drawn passes this filter, titles and texts of articles included, so that no
widget needs to know. Each replacement is as wide as the original, so that nothing moves.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from functools import lru_cache

from rich.cells import split_graphemes
from rich.segment import Segment
from textual.color import Color
from textual.filter import LineFilter

from qreader.tui.terminal.environment import Detected, in_browser

AUTO, UNICODE, CONSOLE, ASCII, WORDS = "auto", "unicode", "console", "ascii", "words"
"""`console` is only detected, never configured: Linux's console font has 256 or 512 glyphs. `words`
is for screen readers, which would read each sign by its name."""

_PLAIN = str.maketrans(
    {
        # our own: bar, marks, sparkline
        "▌": ">", "•": "*", "★": "#", "◷": "@", "±": "%", "✓": "x", "♦": "!", "×": "x", "›": ">",
        "●": "#", "○": "o", "▣": "#", "▎": "|", "↳": "\\", "·": "-", "…": "~",
        "▁": "_", "▂": "_", "▃": ".", "▄": "-", "▅": "-", "▆": "=", "▇": "=", "█": "#",
        # lines and boxes
        **dict.fromkeys("─━┄┅┈┉╌╍═╴╶╸╺", "-"), **dict.fromkeys("│┃┆┇┊┋╎╏║╵╷╹╻▏▕▐", "|"),
        **dict.fromkeys("┌┐└┘├┤┬┴┼┏┓┗┛┣┫┳┻╋╔╗╚╝╠╣╦╩╬╭╮╯╰", "+"), **dict.fromkeys("▀▔", "\""),
        **dict.fromkeys("░▒▓■▪▮◼", "#"), **dict.fromkeys("□▫▢◻", "o"),
        # punctuation
        **dict.fromkeys("‘’‚‛′´ʼ", "'"), **dict.fromkeys("“”„‟″«»", '"'), "‹": "<",
        **dict.fromkeys("‐‑‒–—―−", "-"), **dict.fromkeys("\u00a0\u2002\u2003\u2009\u202f", " "),
        **dict.fromkeys("→⇒►▶▸", ">"), **dict.fromkeys("←⇐◄◀◂", "<"), "↑": "^", "↓": "v", "▲": "^",
        "▼": "v", "◦": "o", "‣": ">", "✔": "x", "✗": "x", "☆": "*", "†": "+", "°": "o", "÷": "/",
        "¹": "1", "²": "2", "³": "3", "µ": "u", "§": "S", "¶": "P", "©": "c", "®": "r", "¡": "!",
        "¿": "?", "€": "E", "£": "L", "¥": "Y", "¢": "c", "ß": "s", "æ": "a", "Æ": "A", "œ": "o",
        "Œ": "O", "ø": "o", "Ø": "O", "ł": "l", "Ł": "L", "đ": "d", "Đ": "D", "ð": "d", "Ð": "D",
        "þ": "p", "Þ": "P", "ı": "i", "¦": "|", "¬": "-", "‰": "%", "≤": "<", "≥": ">", "≠": "#",
    }
)  # fmt: skip
"""ASCII replacements of one cell each."""
_SILENT = str.maketrans(
    {
        **dict.fromkeys(map(chr, range(0x2500, 0x2580)), " "),  # lines and boxes
        **dict.fromkeys("▌▐▎▏▕░▒▓›‹↗▸▾▶▼", " "),
        "·": ",",
    }
)
"""What only decorates, for `words`: spaces, and the pause of a comma."""
_CURVE = "[▁▂▃▄▅▆▇█]{5,}"
_POWER = "(?<=[0-9])[⁰¹²³⁴-⁹⁺⁻]+"
"""Raised and lowered characters: without a mark, 10⁶ would read as 106."""


def choose(configured: str, environ: Mapping[str, str], encoding: str) -> Detected:
    """Return the glyphs for a terminal. encoding: the locale's, see `locale_encoding`."""
    if configured != AUTO:
        return Detected(configured, "the configuration says so")
    if in_browser(environ):
        return Detected(UNICODE, "a browser shows it")
    if encoding.replace("-", "").replace("_", "").upper() != "UTF8":
        return Detected(ASCII, f"the locale's encoding is {encoding}, not UTF-8")
    term = environ.get("TERM", "")
    if term.startswith(("vt1", "vt2")):
        return Detected(ASCII, f"TERM is {term}, which knows no UTF-8")
    if term == "linux":
        return Detected(CONSOLE, "TERM is linux, whose font has few glyphs")
    return Detected(UNICODE, "the locale's encoding is UTF-8")


def locale_encoding(environ: Mapping[str, str]) -> str:
    """Return the encoding that the locale names.

    The locale's name decides, where it names one: Python itself may use UTF-8 where the locale does
    not.
    """
    name = environ.get("LC_ALL") or environ.get("LC_CTYPE") or environ.get("LANG") or ""
    if "." in name:
        return name.partition(".")[2].partition("@")[0]
    if name in {"C", "POSIX"}:
        return "ASCII"
    import locale

    return locale.getencoding()


class Glyphs(LineFilter):
    """Replaces the characters that the terminal cannot show."""

    def __init__(self, name: str) -> None:
        super().__init__(enabled=name != UNICODE)
        self._shown = {CONSOLE: _in_console, WORDS: _in_words}.get(name, _in_ascii)

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        """Return the segments with replaced characters, each as wide as before.

        Costs hardly anything for ASCII, and about 20 µs for another line.
        """
        shown = self._shown
        return [
            segment
            if segment.control or segment.text.isascii()
            else Segment(shown(segment.text), segment.style)
            for segment in segments
        ]


@lru_cache(4096)
def _in_ascii(text: str) -> str:
    return "".join(_letter(grapheme, cells) for grapheme, cells in _graphemes(text))


@lru_cache(4096)
def _in_console(text: str) -> str:
    return "".join(
        grapheme if _console_shows(grapheme, cells) else _letter(grapheme, cells)
        for grapheme, cells in _graphemes(text)
    )


@lru_cache(4096)
def _in_words(text: str) -> str:
    return re.sub(_CURVE, lambda curve: _course(curve[0]), text).translate(_SILENT)


def _course(curve: str) -> str:
    """Return where a curve goes, in a word as wide as it is; a picture's blocks stay."""
    *before, last = map(ord, curve)
    if len(set(curve)) == 1:
        return (" " if curve[0] == "▁" else curve[0]) * len(curve)
    mean = sum(before) / len(before)
    word = "rising" if last > mean + 1 else "falling" if last < mean - 1 else "steady"
    return word[: len(curve)].ljust(len(curve))


def _graphemes(text: str) -> Iterator[tuple[str, int]]:
    text = re.sub(_POWER, lambda power: "^" * len(power[0]), text)
    for start, end, cells in split_graphemes(text)[0]:
        yield text[start:end], cells


def _console_shows(grapheme: str, cells: int) -> bool:
    """Whether the console's font has a grapheme: code page 437, and letters of other scripts.

    Its scripts depend on the font that is loaded for the person's language.
    """
    if cells != 1 or len(grapheme) != 1:
        return False
    if grapheme.isalpha():
        return True
    try:
        grapheme.encode("cp437")
    except UnicodeEncodeError:
        return False
    return True


def _letter(grapheme: str, cells: int) -> str:
    """Return ASCII for a grapheme, as wide as it is."""
    plain = grapheme.translate(_PLAIN)
    if not plain.isascii():
        # é is e with an accent; ２ is a wide 2; ﬁ would be f and i, which is too wide
        parts = unicodedata.normalize("NFKD", plain)
        plain = "".join(part for part in parts if not unicodedata.combining(part))
        plain = plain.translate(_PLAIN)
    if plain.isascii() and plain.isprintable() and len(plain) <= cells and plain:
        return plain.ljust(cells)
    return "?" * cells
