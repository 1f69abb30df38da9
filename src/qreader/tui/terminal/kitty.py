"""Kitty's graphics protocol: pictures that are drawn over characters which stand for them.

A picture is sent once. Then a private character with two combining ones stands for each of its
cells, and its colour for the picture. So a picture moves, is covered and is drawn again as any
text, also in tmux. https://sw.kovidgoyal.net/kitty/graphics-protocol/#unicode-placeholders
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import chain
from typing import Final

from qreader.tui.terminal.environment import multiplexer

PLACEHOLDER: Final = "\U0010eeee"
CHUNK_CHARACTERS: Final = 4096
"""The most characters of a picture's data in one sequence."""

_NUMERALS: Final = """
305 30d-30e 310 312 33d-33f 346 34a-34c 350-352 357 35b 363-36f 483-487 592-595 597-599 59c-5a1
5a8-5a9 5ab-5ac 5af 5c4 610-617 657-65b 65d-65e 6d6-6dc 6df-6e2 6e4 6e7-6e8 6eb-6ec 730 732-733
735-736 73a 73d 73f-741 743 745 747 749-74a 7eb-7f1 7f3 816-819 81b-823 825-827 829-82d 951 953-954
f82-f83 f86-f87 135d-135f 17dd 193a 1a17 1a75-1a7c 1b6b 1b6d-1b73 1cd0-1cd2 1cda-1cdb 1ce0
1dc0-1dc1 1dc3-1dc9 1dcb-1dcc 1dd1-1de6 1dfe 20d0-20d1 20d4-20d7 20db-20dc 20e1 20e7 20e9 20f0
2cef-2cf1 2de0-2dff a66f a67c-a67d a6f0-a6f1 a8e0-a8f1 aab0 aab2-aab3 aab7-aab8 aabe-aabf aac1
fe20-fe26 10a0f 10a38 1d185-1d189 1d1aa-1d1ad 1d242-1d244
"""
"""The combining characters that stand for 0, 1, 2 and so on, as ranges of code points."""


def _range(written: str) -> range:
    first, _, last = written.partition("-")
    return range(int(first, 16), int(last or first, 16) + 1)


NUMERALS: Final = "".join(map(chr, chain.from_iterable(map(_range, _NUMERALS.split()))))
MAX_CELLS: Final = len(NUMERALS)
"""The most columns, and the most rows, of a picture."""


def cells(row: int, columns: int) -> str:
    """Return the characters for a row of a picture; each names its row and column."""
    return "".join(f"{PLACEHOLDER}{NUMERALS[row]}{numeral}" for numeral in NUMERALS[:columns])


def sent(number: int, png: bytes, columns: int, rows: int, environ: Mapping[str, str]) -> str:
    """Return the sequences that send a picture for a box of cells; the terminal answers nothing."""
    import base64  # no start needs it

    data = base64.standard_b64encode(png).decode("ascii")
    pieces = [data[at : at + CHUNK_CHARACTERS] for at in range(0, len(data), CHUNK_CHARACTERS)]
    first = f"a=T,U=1,i={number},c={columns},r={rows},f=100,q=2,"
    return "".join(
        _passed_on(
            f"\x1b_G{'' if at else first}m={int(at + 1 < len(pieces))};{piece}\x1b\\", environ
        )
        for at, piece in enumerate(pieces)
    )


def forgotten(number: int, environ: Mapping[str, str]) -> str:
    """Return the sequence that lets the terminal forget a picture."""
    return _passed_on(f"\x1b_Ga=d,d=I,i={number},q=2\x1b\\", environ)


def _passed_on(sequence: str, environ: Mapping[str, str]) -> str:
    if multiplexer(environ).name != "tmux":
        return sequence
    doubled = sequence.replace("\x1b", "\x1b\x1b")
    return f"\x1bPtmux;{doubled}\x1b\\"
