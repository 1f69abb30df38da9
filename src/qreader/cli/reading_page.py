"""Prints an article to read: heading, body, the page's own related stories."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.text import Text

from qreader.cli.columns import indented
from qreader.render.article import article_blocks
from qreader.render.facts import facts, flowing
from qreader.render.page import render
from qreader.render.wrap import Run
from qreader.text.html import blocks as blocks_of
from qreader.text.html import entry_blocks
from qreader.text.local_time import local_day
from qreader.text.safe import safe_line

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from qreader.cli.output import Output
    from qreader.model import Answer, Article, Entry, Link
    from qreader.render.wrap import Rendered
    from qreader.text.blocks import Block
    from qreader.text.changes import Changes

MAX_COLUMNS = 80
"""The widest text; longer lines are hard to read."""
MAX_URL_CHARACTERS = 4_000
"""The longest address that is printed: it must be whole to work; only a hostile one is longer."""

LOOKS = {
    "title": "bold",
    "changes": "dim",
    "removed": "strike dim",
    "added": "bold underline",
    "folded": "dim",
    "top-heading": "bold",
    "heading": "bold",
    "subheading": "bold",
    "low-heading": "bold italic",
    "term": "italic",
    "strong": "bold",
    "emphasis": "italic",
    "strike": "strike",
    "underline": "underline",
    "mark": "reverse",
    "link": "underline",
    "link-number": "dim",
    "quote-bar": "dim",
    "caption": "italic dim",
    "rule": "dim",
    "table-header": "bold",
    "table-rule": "dim",
}
"""Styles for the names in `qreader.render`: without colours, they suit every theme."""


def print_article(output: Output, article: Article, now: datetime, date_format: str = "") -> None:
    """Print a stored article to read, then the page's own related stories.

    date_format: as in the settings.
    """
    # a single page is a feed with the title of its article: it is printed once
    about = [one for one in facts(article, now, date_format) if one != article.entry.title]
    more = f"The feed ends here: qreader fetch {article.id} brings the whole article"
    ends_in = more if article.is_summary and output.is_terminal else ""
    _print_page(output, article.entry, about, article_blocks(article), ends_in)


def print_entry(output: Output, entry: Entry) -> None:
    """Print an article that is not stored, in the same form."""
    when = [] if entry.published is None else [local_day(entry.published)]
    _print_page(output, entry, [*entry.authors, *when], entry_blocks(entry))


def print_answer(output: Output, answer: Answer, title: str, now: datetime) -> None:
    """Print what a program answered; title: of the article, where there are several."""
    from qreader.render.answer import whose

    width = min(output.width, MAX_COLUMNS)
    if title:
        _print_wrapped(output, title, "bold", width)
        _print_wrapped(output, " · ".join(whose(answer, now)), "dim", width)
        output.text()
    _print_body(output, blocks_of(answer.html, None), width)
    if title:
        output.text()


def print_changes(output: Output, changes: Changes | None, now: datetime) -> None:
    """Print the changes of an article; in a pipe, words have the marks of `wdiff`."""
    from qreader.render.changes import render_changes

    if changes is None:
        output.text("Nothing changed: no earlier text of it is known.")
        return
    width = min(output.width, MAX_COLUMNS)
    _print_lines(output, render_changes(changes, width, now, marked=not output.has_looks))


def _print_page(
    output: Output,
    entry: Entry,
    about: Sequence[str],
    blocks: Sequence[Block],
    ends_in: str = "",
) -> None:
    width = min(output.width, MAX_COLUMNS)
    _print_wrapped(output, entry.title, "bold", width)
    for line in flowing([[Run(safe_line(fact))] for fact in about], width):
        output.styled(Text("".join(run.text for run in line), "dim", no_wrap=True))
    _print_url(output, entry.url)
    if blocks:
        output.text()
        _print_body(output, blocks, width)
    if ends_in:
        output.text()
        _print_wrapped(output, ends_in, "dim", width)
    for block in entry.own_related:
        output.text()
        _print_wrapped(output, block.heading, "bold", width)
        for link in block.items:
            _print_link(output, link, width)


def _print_body(output: Output, blocks: Sequence[Block], width: int) -> None:
    """Print the text, then the addresses of its numbered links."""
    rendered = render(blocks, width)
    _print_lines(output, rendered)
    if rendered.links:
        output.text()
    for number, url in enumerate(rendered.links, start=1):
        _print_url(output, f"[{number}] {url}")


def _print_lines(output: Output, rendered: Rendered) -> None:
    if output.is_terminal:
        lines = Text(no_wrap=True)
        for line in rendered.lines:
            shown = Text()
            for run in line.runs:
                shown.append(run.text, _look(run.style))
            shown.rstrip()  # the ground of code, which has no colour here
            lines.append_text(shown).append("\n")
        lines.right_crop(1)
        output.styled(lines)
    else:
        output.text(rendered.to_text())


def _look(names: str) -> str:
    return " ".join(LOOKS[name] for name in names.split() if name in LOOKS)


def _print_link(output: Output, link: Link, width: int) -> None:
    """Print one related story: its number if it is in the cache, title, caption, address."""
    mark = "-  " if link.article_id is None else f"{link.article_id}  "
    indent = len(mark)
    title = indented(safe_line(link.title), indent, width)
    output.styled(Text(mark + title[indent:], no_wrap=True))
    if link.caption is not None:
        _print_wrapped(output, link.caption, "dim", width, indent)
    _print_url(output, link.url, indent)


def _print_wrapped(output: Output, text: str, style: str, width: int, indent: int = 0) -> None:
    lines = indented(safe_line(text), indent, width)
    if lines:
        output.styled(Text(lines, style, no_wrap=True))


def _print_url(output: Output, url: str | None, indent: int = 0) -> None:
    """Print an address on one line: a wrapped one cannot be clicked or copied."""
    if url is not None:
        output.text(" " * indent + safe_line(url, MAX_URL_CHARACTERS))
