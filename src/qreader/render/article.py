"""An article as it is read: title, where it is from, and the body."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from qreader.model import Article, Enclosure
from qreader.render.page import render
from qreader.render.wrap import Line, Rendered, Run, wrap
from qreader.text.blocks import Block, Heading, Paragraph, Span
from qreader.text.html import entry_blocks
from qreader.text.local_time import local, local_stamp
from qreader.text.safe import safe_line
from qreader.text.urls import host, join

CHANGED_NOTE = "Changed since you read it · v shows what"
MAX_AUTHORS = 3
"""More are counted, not named."""

_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
# strftime would follow the locale


def article_blocks(article: Article) -> tuple[Block, ...]:
    """Return the body of an article; a heading that repeats the title is left out.

    Costs about a millisecond for 10 kB: keep the result for the next width.
    """
    entry = article.entry
    blocks = entry_blocks(entry)
    if blocks and isinstance(blocks[0], Heading):
        heading = "".join(span.text for span in blocks[0].spans)
        if heading.casefold() == entry.title.casefold():
            blocks = blocks[1:]
    return (*blocks, *map(_enclosure_block, entry.enclosures))


def facts(article: Article, now: datetime | None) -> list[str]:
    """Return what is known of an article, in the order in which it is shown under its title.

    Without `now`, as in a file that is read some other day, the date is whole, with its zone.
    """
    feed, authors = safe_line(article.row.feed), list(map(safe_line, article.entry.authors))
    named = [name for name in authors if name and name.casefold() != feed.casefold()]
    if len(named) > MAX_AUTHORS:
        named[MAX_AUTHORS:] = [f"{len(named) - MAX_AUTHORS} more"]
    row = article.row
    when = local_stamp(row.dated) if now is None else date(row.dated, now)
    found = [feed, ", ".join(named), "" if row.undated else when, f"{article.minutes} min"]
    found += [f"#{safe_line(name)}" for name in article.row.status.tags]
    return [fact for fact in found if fact]


def date(moment: datetime, now: datetime) -> str:
    """Return `24 Nov 14:03`, in another year `24 Nov 2023`, as the person's clock has it."""
    here = local(moment)
    day = f"{here.day} {_MONTHS[here.month - 1]}"
    return f"{day} {here:%H:%M}" if here.year == local(now).year else f"{day} {here.year}"


def render_article(
    article: Article, blocks: Sequence[Block], width: int, now: datetime
) -> Rendered:
    """Return title, facts and body as lines of at most `width` cells."""
    width = max(1, width)
    title = wrap([Run(safe_line(article.entry.title), "title")], width)
    facts_line = wrap([Run(" · ".join(facts(article, now)), "facts")], width)
    news = [Run(CHANGED_NOTE, "changes")] if article.row.changed else []
    header = [
        Line(tuple(runs), -1)
        for runs in [*title, *facts_line, *(wrap(news, width) if news else []), []]
    ]
    body = render(blocks or _NOTHING, width)
    return Rendered((*header, *body.lines), body.links)


_NOTHING = (Paragraph((Span("The source sent no text with this article."),)),)


def _enclosure_block(enclosure: Enclosure) -> Paragraph:
    kind = safe_line((enclosure.media_type or "file").partition("/")[0], 20)
    url = join(None, enclosure.url)
    megabytes = (enclosure.size_bytes or 0) / 1e6
    size = f", {megabytes:.0f} MB" if megabytes >= 1 else ""
    return Paragraph((Span(f"[{kind}: {host(url or '') or 'no address'}{size}]", url=url),))
