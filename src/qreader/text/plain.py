"""Plain text of blocks, its excerpt, and its reading time."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from qreader.text.blocks import (
    Block,
    Code,
    Figure,
    Heading,
    Inline,
    ListBlock,
    Paragraph,
    Quote,
    Table,
)
from qreader.text.safe import beyond_ascii, safe_block, safe_line

WORDS_A_MINUTE = 230
"""Words a minute that adults read: 238 in English (Brysbaert 2019), fewer of longer words."""
CHARACTERS_A_MINUTE = 500
"""The same in Chinese and Japanese (255 words of about two characters)."""

_CJK = re.compile("[\u3005-\u3007\u3041-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]")


def plain_text(blocks: Iterable[Block]) -> str:
    """Return the text of blocks: paragraphs parted by one blank line, list items by a line end.

    A picture's description is left out: it often repeats the text, and would count twice in a
    search. It is the text where there is no other: a comic, a photograph of the day.
    """
    blocks = tuple(blocks)
    return safe_block(_joined(blocks) or "\n\n".join(filter(None, map(_picture_text, blocks))))


def excerpt(blocks: Iterable[Block], max_characters: int = 240) -> str:
    """Return the start of the running text as one safe line, "" where there is none.

    Headings, code, tables and pictures are left out, unless there is nothing else.
    """
    blocks = tuple(blocks)
    text = ""
    for paragraph in _running_text(blocks):
        text = f"{text} {paragraph}" if text else paragraph
        if len(text) > max_characters:
            break
    return _shortened(text or plain_text(blocks[:20]), max_characters)


def minutes(text: str) -> int:
    """Return how many minutes a text takes to read, at least 1."""
    characters = len(_CJK.findall(beyond_ascii(text)))
    words = word_count(text) - characters
    return max(1, round(words / WORDS_A_MINUTE + characters / CHARACTERS_A_MINUTE))


def word_count(text: str) -> int:
    """Return how many words a text has; in Chinese and Japanese every character is one."""
    if not _CJK.search(beyond_ascii(text)):
        return len(text.split())
    rest, characters = _CJK.subn(" ", text)
    return characters + sum(1 for word in rest.split() if any(map(str.isalnum, word)))


def is_stand_in(title: str, text: str) -> bool:
    """Whether a title is the start of its text, as that of a post without a title is."""
    start = " ".join(title.removesuffix("…").split())
    there = " ".join(text[: 2 * len(title) + 100].split())
    return bool(start) and (there == start or (title.endswith("…") and there.startswith(start)))


def spans_text(spans: Inline) -> str:
    """Return the text of spans."""
    return "".join(span.text for span in spans)


def _running_text(blocks: Iterable[Block]) -> Iterator[str]:
    for block in blocks:
        match block:
            case Paragraph(spans):
                yield spans_text(spans)
            case Quote(inner):
                yield from _running_text(inner)
            case ListBlock(items):
                for item in items:
                    yield from _running_text(item.blocks)


def _joined(blocks: Iterable[Block]) -> str:
    return "\n\n".join(filter(None, map(_block_text, blocks)))


def _picture_text(block: Block) -> str:
    match block:
        case Figure(_, alt, caption, title):
            return "\n".join(filter(None, (spans_text(caption) or alt, title)))
        case Quote(inner):
            return "\n\n".join(filter(None, map(_picture_text, inner)))
        case ListBlock(items):
            return "\n\n".join(_picture_text(Quote(item.blocks)) for item in items)
        case _:
            return ""


def _block_text(block: Block) -> str:
    match block:
        case Paragraph(spans) | Heading(spans=spans):
            return spans_text(spans)
        case Quote(inner):
            return _joined(inner)
        case ListBlock():
            return _list_text(block)
        case Code(text):
            return text
        case Table(rows, caption):
            lines = [" | ".join(spans_text(cell.spans) for cell in row) for row in rows]
            return "\n".join([spans_text(caption), *lines] if caption else lines)
        case _:
            return ""


def _list_text(block: ListBlock) -> str:
    lines = []
    marks = [f"{mark}. " for mark in block.marks] or ["" if block.defines else "- "] * len(
        block.items
    )
    for mark, item in zip(marks, block.items, strict=True):
        text = "\n".join(filter(None, map(_block_text, item.blocks)))
        if not text:
            continue  # a picture
        lines.append(mark + text.replace("\n", "\n" + " " * len(mark)))
    return "\n".join(lines)


def _shortened(text: str, max_characters: int) -> str:
    """Cut at the end of a word, where one is near."""
    line = safe_line(text, max(len(text), 1))
    if len(line) <= max_characters:
        return line
    cut = line[:max_characters]
    space = cut.rfind(" ")
    return (cut[:space] if space > max_characters * 0.7 else cut[:-1]).rstrip(" ,;:–—-") + "…"
