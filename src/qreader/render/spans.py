"""Spans -> runs: styled text with a number behind each link."""

from __future__ import annotations

import re

from qreader.render.wrap import Run, Runs
from qreader.text.addresses import is_address
from qreader.text.blocks import Inline, Style

_STYLE_NAMES = {
    Style.STRONG: "strong",
    Style.EMPHASIS: "emphasis",
    Style.CODE: "code",
    Style.STRIKE: "strike",
    Style.UNDERLINE: "underline",
    Style.MARK: "mark",
}
_RAISED = str.maketrans("0123456789+-−=()ni", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁼⁽⁾ⁿⁱ")
_LOWERED = str.maketrans("0123456789+-−=()", "₀₁₂₃₄₅₆₇₈₉₊₋₋₌₍₎")
_FIGURES = re.compile(r"^[+\-−]?\d+|\d+(?=[,;]|$)")
"""Numbers that are raised or lowered beside characters that cannot be: 10⁻⁶ m, CO₂eq, ¹, ²."""
_BRACKETED = re.compile(r"\[(\d{1,4})\]")


def runs_of(spans: Inline, style: str, links: dict[str, int]) -> Runs:
    """Return spans as runs; behind each link to another page stands its number."""
    runs: Runs = []
    for at, span in enumerate(spans):
        names = [style] if style else []
        text = span.text
        if span.style:
            names += [name for flag, name in _STYLE_NAMES.items() if flag in span.style]
            text = _shifted(text, span.style)
        if span.url and span.url.startswith("#"):
            text = _note_mark(text)
        if not span.url:
            runs.append(Run(text, " ".join(names), None, span.anchors))
            continue
        runs.append(Run(text, " ".join([*names, "link"]), span.url, span.anchors))
        if span.url.startswith("#"):  # a footnote has its own number
            continue
        if at + 1 == len(spans) or spans[at + 1].url != span.url:
            if is_address(text):  # the brackets would look like a part of it
                runs.append(Run(" ", style))
            number = links.setdefault(span.url, len(links) + 1)
            runs.append(Run(f"[{number}]", f"{style} link-number".strip(), span.url))
    return runs


def _shifted(text: str, style: Style) -> str:
    """Replace characters by raised or lowered ones, where they exist: 10⁶, H₂O; `19th` stays."""
    if Style.SUPERSCRIPT in style:
        table = _RAISED
    elif Style.SUBSCRIPT in style:
        table = _LOWERED
    else:
        return text
    if all(ord(character) in table for character in text):
        return text.translate(table)
    return _FIGURES.sub(lambda figures: figures[0].translate(table), text)


def _note_mark(text: str) -> str:
    """Return a footnote's number raised: in brackets it would look like the number of a link."""
    bracketed = _BRACKETED.fullmatch(text)
    return bracketed[1].translate(_RAISED) if bracketed else text
