"""Answer: what a program answered, as HTML and as plain text. All of it comes from outside.

It is parsed where it can be stopped, in `process.sandbox`, before any of it is kept or shown.
"""

from __future__ import annotations

from typing import NamedTuple

from qreader.text.html import blocks, markdown_html, paragraphs_html
from qreader.text.plain import plain_text
from qreader.text.safe import without_sequences


class Said(NamedTuple):
    """An answer as it was written."""

    shape: str
    """`md`, `html` or `text`."""
    output: bytes

    @property
    def url(self) -> str:
        """What messages call it."""
        return "the answer"


class Parsed(NamedTuple):
    """An answer that can be shown."""

    html: str
    text: str
    """The same as plain text; empty: it says nothing."""


def parse_answer(said: Said) -> Parsed:
    """Parse an answer. Bytes that are no UTF-8 become replacement characters."""
    text = without_sequences(said.output.decode("utf-8-sig", "replace"))
    match said.shape:
        case "md":
            html = markdown_html(text)
        case "html":
            html = text
        case _:
            html = paragraphs_html(text)
    found = blocks(html, None)
    return Parsed(html, plain_text(found)) if found else Parsed("", "")
