"""Finds the colours of code with Pygments. Runs in a process that can be killed.

Its expressions may take for ever on text that was made for that.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from qreader.render.code import Tint

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pygments.lexer import Lexer

    from qreader.text.blocks import Code

MAX_CHARACTERS: Final = 20_000
"""The longest code with colours: ten screens."""
_STARTS: Final = (
    *(("#!/bin/sh", "bash"), ("#!/bin/bash", "bash"), ("#!/usr/bin/env bash", "bash")),
    *(("#!/usr/bin/env python", "python"), ("#!/usr/bin/python", "python")),
    *(("<?php", "php"), ("<?xml", "xml"), ("<!DOCTYPE html", "html"), ("<html", "html")),
    *(("$ ", "console"), ("diff --git", "diff"), ("--- a/", "diff"), ("#include <", "c")),
)
"""What code of a language begins with, where its page does not name it."""


def is_tinted(code: Code) -> bool:
    """Whether code may have colours: it is short, and its language is known."""
    return len(code.text) <= MAX_CHARACTERS and bool(code.language or _guessed(code.text))


def tints_of(codes: tuple[Code, ...]) -> list[tuple[Tint, ...]]:
    """Return the coloured parts of each piece of code; none of an unknown language."""
    return [tuple(sorted(_tints(code))) for code in codes]


def _tints(code: Code) -> Iterator[Tint]:
    lexer = _lexer(code.language or _guessed(code.text))
    if lexer is None:
        return
    for start, kind, text in lexer.get_tokens_unprocessed(code.text):
        style = next((style for name, style in _STYLES if _is_of(kind, name)), "")
        if style and text.strip():
            yield Tint(start, start + len(text), f"code-{style}")


def _guessed(text: str) -> str:
    return next((language for start, language in _STARTS if text.startswith(start)), "")


def _lexer(language: str) -> Lexer | None:
    from pygments.lexers import get_lexer_by_name
    from pygments.util import ClassNotFound

    try:
        return get_lexer_by_name(language)
    except ClassNotFound:
        return None


_STYLES: Final = (
    ("Comment", "comment"),
    ("Generic.Deleted", "deleted"),
    ("Generic.Inserted", "string"),
    ("Generic.Prompt", "comment"),
    ("Literal.String", "string"),
    ("Literal.Number", "number"),
    ("Keyword.Constant", "number"),
    ("Keyword", "keyword"),
    ("Operator.Word", "keyword"),
    ("Name.Tag", "keyword"),
    ("Name.Function", "name"),
    ("Name.Class", "name"),
    ("Name.Decorator", "name"),
)
"""The colour of each kind of token, the first that fits."""


def _is_of(kind: tuple[str, ...], name: str) -> bool:
    parts = tuple(name.split("."))
    return kind[: len(parts)] == parts
