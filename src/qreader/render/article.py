"""Renders an article: what stands above its text, and the text."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import datetime

from qreader.model import Article, Enclosure, Entry
from qreader.render.cells import plural
from qreader.render.code import Tints
from qreader.render.facts import header
from qreader.render.figures import Pictures, figure_lines
from qreader.render.page import render
from qreader.render.wrap import Line, Rendered
from qreader.text.blocks import Block, Figure, Heading, Paragraph, Span
from qreader.text.html import blocks as html_blocks
from qreader.text.html import entry_blocks
from qreader.text.media import picture_key
from qreader.text.media_types import is_in_mail
from qreader.text.plain import spans_text
from qreader.text.playing_time import clock
from qreader.text.reach import addresses, figures, links
from qreader.text.safe import safe_line
from qreader.text.urls import canonical, host, join

MAX_LINK_CHARACTERS = 80
"""The longest text shown of a link that only the summary has."""

_MAY_LEAD = re.compile(r"://|www\.|<(?:a|img|iframe)\b", re.IGNORECASE)


def _named(action: str) -> str:
    return f":{action}"


def article_blocks(article: Article) -> tuple[Block, ...]:
    """Return the blocks of an article's body, without a start that repeats the title.

    Costs about a millisecond for 10 kB: keep the result for the next width.
    """
    entry = article.entry
    blocks = entry_blocks(entry)
    if _repeats_title(entry, blocks):
        blocks = blocks[1:]
    return (*blocks, *_more_in_summary(entry, blocks), *_below(entry, blocks)) or _alone(entry)


def render_article(
    article: Article,
    blocks: Sequence[Block],
    width: int,
    now: datetime,
    pictures: Pictures | None = None,
    *,
    tints: Tints | None = None,
    key: Callable[[str], str] = _named,
    date_format: str = "",
    is_roomy: bool = False,
) -> Rendered:
    """Return title, facts and body as lines of at most `width` cells.

    pictures: which are drawn; by default none is. tints: the colours of code; by default it has
    none. key: returns the key of an action, by its name. date_format: as in the settings.
    is_roomy: an empty line comes first.
    """
    width = max(1, width)
    above = [
        *([[]] if is_roomy else []),
        *header(article, blocks, width, now, key=key, date_format=date_format, is_roomy=is_roomy),
        [],
    ]
    lead = lead_figure(article.entry, blocks)
    if lead and pictures and pictures(lead, width):
        above += [*figure_lines(lead, width, "", {}, pictures, is_numbered=False), []]
    lines = [Line(tuple(runs), -1) for runs in above]
    body = render(blocks or _NOTHING, width, pictures, tints)
    return Rendered((*lines, *body.lines), body.links)


def lead_figure(entry: Entry, blocks: Sequence[Block]) -> Figure | None:
    """Return the picture that its source states for an article without pictures in its text."""
    url = join(None, entry.image or "")
    has_own = url is None or any(figure.url for figure in figures(blocks))
    return None if has_own else Figure(url, "")


_NOTHING = (Paragraph((Span("The source sent no text with this article."),)),)


def _repeats_title(entry: Entry, blocks: Sequence[Block]) -> bool:
    """Whether the text begins with its title as a heading, or as a paragraph with more below."""
    first = blocks[0] if blocks else None
    if not isinstance(first, Heading | Paragraph):
        return False
    if isinstance(first, Paragraph) and len(blocks) == 1:
        return False
    is_same = spans_text(first.spans).casefold() == entry.title.casefold()
    return is_same and not {*addresses([first])} - {entry.url}


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
    attached = [one.url for one in entry.enclosures if not is_in_mail(one)]
    return [*attached, entry.comments_url] if entry.comments_url else attached


def _below(entry: Entry, blocks: Sequence[Block]) -> list[Block]:
    """Return an article's enclosures and the link to its comments."""
    below: list[Block] = [_enclosure_block(one) for one in entry.enclosures if not is_in_mail(one)]
    url = join(None, entry.comments_url or "")
    if url and url not in set(addresses(blocks)):
        below.append(Paragraph((Span(f"[comments: {host(url)}]", url=url),)))
    return below


def _enclosure_block(enclosure: Enclosure) -> Paragraph:
    stated = (enclosure.media_type or "file").partition("/")[0]
    kind = safe_line({"text": "page", "application": "file"}.get(stated, stated), 20)
    url = join(None, enclosure.url)
    megabytes = (enclosure.size_bytes or 0) / 1e6
    told = (
        clock(enclosure.seconds) if enclosure.seconds else "",
        f"{megabytes:.0f} MB" if megabytes >= 1 else "",
        _seen(enclosure.views),
    )
    said = ", ".join(filter(None, (host(url or "") or "no address", *told)))
    return Paragraph((Span(f"[{kind}: {said}]", url=url),))


def _seen(views: int | None) -> str:
    """Return how often a video was seen; one that nobody saw may still be to come."""
    if views is None:
        return ""
    if not views:
        return "not seen yet: new, or still to come"
    for size, sign in ((1_000_000_000, "bn"), (1_000_000, "m"), (1_000, "k")):
        if views >= size:
            return f"{views / size:.3g}{sign} views"
    return plural(views, "view")
