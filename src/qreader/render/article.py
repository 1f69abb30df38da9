"""Renders an article: title, facts and body."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime

from qreader.model import Article, Enclosure, Entry
from qreader.render.age import MONTHS
from qreader.render.figures import Pictures, figure_lines
from qreader.render.page import render
from qreader.render.wrap import Line, Rendered, Run, wrap
from qreader.text.blocks import Block, Figure, Heading, Paragraph, Span
from qreader.text.html import blocks as html_blocks
from qreader.text.html import entry_blocks
from qreader.text.local_time import local, local_stamp
from qreader.text.media import picture_key
from qreader.text.reach import addresses, figures, links
from qreader.text.safe import safe_line
from qreader.text.urls import canonical, host, join

CHANGED_NOTE = "Changed since you read it · v shows what"
MAX_AUTHORS = 3
"""The most names that are shown; further ones are counted."""

MAX_LINK_CHARACTERS = 80
"""The longest text shown of a link that only the summary has."""

_MAY_LEAD = re.compile(r"://|www\.|<(?:a|img|iframe)\b", re.IGNORECASE)


def article_blocks(article: Article) -> tuple[Block, ...]:
    """Return the blocks of an article's body, without a heading that repeats the title.

    Costs about a millisecond for 10 kB: keep the result for the next width.
    """
    entry = article.entry
    blocks = entry_blocks(entry)
    if blocks and isinstance(blocks[0], Heading):
        heading = "".join(span.text for span in blocks[0].spans)
        leads_elsewhere = {*addresses(blocks[:1])} - {entry.url}
        if heading.casefold() == entry.title.casefold() and not leads_elsewhere:
            blocks = blocks[1:]
    return (*blocks, *_more_in_summary(entry, blocks), *_below(entry, blocks)) or _alone(entry)


def facts(article: Article, now: datetime | None) -> list[str]:
    """Return the facts shown under an article's title, in their order.

    now: None gives the full date with its zone, for files that are read at another time.
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
    """Return `24 Nov 14:03`, in another year `24 Nov 2023`, in the person's time zone."""
    here = local(moment)
    day = f"{here.day} {MONTHS[here.month - 1]}"
    return f"{day} {here:%H:%M}" if here.year == local(now).year else f"{day} {here.year}"


def render_article(
    article: Article,
    blocks: Sequence[Block],
    width: int,
    now: datetime,
    pictures: Pictures | None = None,
) -> Rendered:
    """Return title, facts and body as lines of at most `width` cells.

    pictures: which are drawn; by default none is.
    """
    width = max(1, width)
    title = wrap([Run(safe_line(article.entry.title), "title")], width)
    facts_line = wrap([Run(" · ".join(facts(article, now)), "facts")], width)
    news = [Run(CHANGED_NOTE, "changes")] if article.row.changed else []
    header = [
        Line(tuple(runs), -1)
        for runs in [*title, *facts_line, *(wrap(news, width) if news else []), []]
    ]
    lead = lead_figure(article.entry, blocks)
    if lead and pictures and pictures(lead, width):
        drawn = figure_lines(lead, width, "", {}, pictures, is_numbered=False)
        header += [Line(tuple(runs), -1) for runs in [*drawn, []]]
    body = render(blocks or _NOTHING, width, pictures)
    return Rendered((*header, *body.lines), body.links)


def lead_figure(entry: Entry, blocks: Sequence[Block]) -> Figure | None:
    """Return the picture that its source states for an article without pictures in its text."""
    url = join(None, entry.image or "")
    has_own = url is None or any(figure.url for figure in figures(blocks))
    return None if has_own else Figure(url, "")


_NOTHING = (Paragraph((Span("The source sent no text with this article."),)),)


def _more_in_summary(entry: Entry, blocks: Sequence[Block]) -> list[Block]:
    """Return the pictures and links that only the summary has: it is not shown with the body."""
    short = entry.summary_html or ""
    if not (entry.body_html and _MAY_LEAD.search(short)):
        return []
    summary = html_blocks(short, entry.base_url or entry.url)
    known = {canonical(url) for url in (*addresses(blocks), entry.url or "", *_beside(entry))}
    shown = {picture_key(one.url) for one in figures(blocks)}
    pictures: list[Block] = [
        one
        for one in figures(summary)
        if canonical(one.link or one.url or "") not in known
        and (one.link or picture_key(one.url) not in shown)
    ]
    spans: list[Span] = []
    for url, words in links(summary).items():
        if canonical(url) not in known:
            name = safe_line(words, MAX_LINK_CHARACTERS) or host(url) or url
            spans += [Span(", " if spans else "Also linked: "), Span(name, url=url)]
    return [*pictures, *([Paragraph(tuple(spans))] if spans else [])]


def _alone(entry: Entry) -> tuple[Block, ...]:
    """Return the lead picture of an article without a body."""
    url = join(None, entry.image or "")
    return (Figure(url, ""),) if url else ()


def _beside(entry: Entry) -> list[str]:
    """Return the addresses of an article's enclosures and comments."""
    attached = [enclosure.url for enclosure in entry.enclosures]
    return [*attached, entry.comments_url] if entry.comments_url else attached


def _below(entry: Entry, blocks: Sequence[Block]) -> list[Block]:
    """Return an article's enclosures and the link to its comments."""
    below: list[Block] = [*map(_enclosure_block, entry.enclosures)]
    url = join(None, entry.comments_url or "")
    if url and url not in set(addresses(blocks)):
        below.append(Paragraph((Span(f"[comments: {host(url)}]", url=url),)))
    return below


def _enclosure_block(enclosure: Enclosure) -> Paragraph:
    stated = (enclosure.media_type or "file").partition("/")[0]
    kind = safe_line({"text": "page", "application": "file"}.get(stated, stated), 20)
    url = join(None, enclosure.url)
    megabytes = (enclosure.size_bytes or 0) / 1e6
    size = f", {megabytes:.0f} MB" if megabytes >= 1 else ""
    return Paragraph((Span(f"[{kind}: {host(url or '') or 'no address'}{size}]", url=url),))
