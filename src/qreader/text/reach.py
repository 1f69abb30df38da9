"""Reach: the links and pictures in blocks that a person can open, and the code in them."""

from __future__ import annotations

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

_PLAYERS = ("[video: ", "[audio: ", "[embed: ")


def addresses(blocks: Iterable[Block]) -> Iterator[str]:
    """Yield the addresses that blocks link to; links within the same text are left out."""
    for block in blocks:
        match block:
            case Paragraph(spans) | Heading(spans=spans):
                yield from _of_spans(spans)
            case Quote(inner, source):
                yield from addresses(inner)
                yield from filter(None, [source])
            case ListBlock(items):
                for item in items:
                    yield from addresses(item.blocks)
            case Table(rows, caption):
                yield from _of_spans(caption)
                for row in rows:
                    for cell in row:
                        yield from _of_spans(cell.spans)
            case Figure(url, _, caption, _, link):
                yield from _of_spans(caption)
                yield from filter(None, [url, link])
            case Code(links=links):
                yield from (link.url for link in links)


def figures(blocks: Iterable[Block]) -> Iterator[Figure]:
    """Yield the pictures in blocks, also those in quotes and lists."""
    for block in blocks:
        match block:
            case Figure():
                yield block
            case Quote(inner):
                yield from figures(inner)
            case ListBlock(items):
                for item in items:
                    yield from figures(item.blocks)


def code_in(blocks: Iterable[Block]) -> Iterator[Code]:
    """Yield the code in blocks, also that in quotes and lists."""
    for block in blocks:
        match block:
            case Code():
                yield block
            case Quote(inner):
                yield from code_in(inner)
            case ListBlock(items):
                for item in items:
                    yield from code_in(item.blocks)


def links(blocks: Iterable[Block]) -> dict[str, str]:
    """Return the text of each link in blocks, by its address."""
    words: dict[str, str] = {}
    for spans in _inlines(blocks):
        for span in spans:
            if span.url and not span.url.startswith("#"):
                words[span.url] = words.get(span.url, "") + span.text
    return words


def players(blocks: Iterable[Block]) -> list[str]:
    """Return the addresses of the videos and sounds that the text shows as `[video: a title]`."""
    return [url for url, words in links(blocks).items() if words.startswith(_PLAYERS)]


def _inlines(blocks: Iterable[Block]) -> Iterator[Inline]:
    for block in blocks:
        match block:
            case Paragraph(spans) | Heading(spans=spans):
                yield spans
            case Quote(inner):
                yield from _inlines(inner)
            case ListBlock(items):
                for item in items:
                    yield from _inlines(item.blocks)
            case Table(rows, caption):
                yield caption
                yield from (cell.spans for row in rows for cell in row)
            case Figure(caption=caption):
                yield caption
            case Code():
                yield block.named_links


def _of_spans(spans: Inline) -> Iterator[str]:
    return (span.url for span in spans if span.url and not span.url.startswith("#"))
