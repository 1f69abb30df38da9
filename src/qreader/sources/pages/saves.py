"""A news page saved as text -> Entry: headline, paragraphs, the page's own related stories.

Such a file separates its blocks by blank lines: one between paragraphs, two after a heading and
before each story of the related part. Where it does not, words decide.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from itertools import dropwhile, pairwise

from qreader.model import Entry, Link, LinkBlock, LinkKind
from qreader.sources.dates import parse_date
from qreader.sources.pages.headings import MAX_HEADING_CHARACTERS, heading_kind
from qreader.text import html
from qreader.text.safe import safe_block, safe_line

MAX_TITLE_CHARACTERS = 200
"""A first line up to this long is the title; a longer one is a paragraph."""
_START_CHARACTERS = 80
"""The length of a title made from the start of the text."""
_MAX_ITEM_CHARACTERS = 400
"""The longest caption or headline of a related story; a longer chunk is a paragraph."""
_MAX_WRAP_COLUMNS = 100
"""The widest text that counts as wrapped by hand or by a mail program."""
_TAB_CELLS = 4
_MAX_BARE_HEADING_WORDS = 5
"""The most words of an unknown heading with nothing below it."""
_MAX_BYLINE_CHUNKS = 5
"""By-line and date are within this many chunks below the headline."""

Chunk = str
"""Lines without a blank line between them."""
Group = list[Chunk]
"""Chunks with one blank line between them; two or more blank lines separate groups."""

_NOISE_LINES = (
    "share|share this|share this article|facebook|twitter|x|whatsapp|telegram|linkedin|reddit|"
    "pinterest|email|e-mail|print|copy link|link copied|copy|save|bookmark|listen|follow|comment|"
    "comments|advertisement|ad|ads|advertising|sponsored|subscribe|sign up|sign in|log in|teilen|"
    "drucken|merken|link kopieren|anzeige|werbung|anhören|abonnieren|partager|imprimer|publicité|"
    "copier le lien|s'abonner|compartir|publicidad|imprimir|copiar enlace|suscríbete|guardar|"
    "compartilhar|publicidade|condividi|pubblicità|stampa|delen|advertentie|kopieer link|dela|"
    "annons|del|annonse|annonce|mainos|jaa|udostępnij|reklama|paylaş|reklam|bagikan|iklan|"
    "поделиться|реклама|مشاركة|إعلان|分享|广告|廣告|シェア|広告|공유|광고"
)
"""Texts of buttons; they are dropped where they are a whole line."""
_NOISE = frozenset(_NOISE_LINES.split("|"))
_BYLINE = re.compile(
    r"(?:by|written by|von|par|por|di|door|av|autor|author|text):? (?P<names>[^.!?]{3,80})",
    re.I,
)
_NAME = re.compile(r"(?:[^\W\d_][\w.’'-]*,? ?(?:and |und |et |y |& )?){2,6}")
_NAME_SPLIT = re.compile(r"\s*(?:,|;| and | und | et | y | & )\s*")
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_NUMBER = re.compile(r"\d+")
_WORDS_BEFORE = re.compile(r"^\D+")
_MAX_DATE_CHARACTERS = 60
_BEGINS_ANEW = re.compile(r"(?:[-*•–+>|]|\(?\d{1,3}[.)]|\[\d{1,3}\])\s")
_COLUMNS = re.compile(r"\S {3,}\S|^\|.*\|$|^\+[-=+]{3,}\+$")
_CREDIT = re.compile(
    r"\(.*\)$|[©/]|\b(?:photo|foto|getty|reuters|quelle|image|illustration|archiv)\b", re.I
)
_SENTENCE_END = re.compile(r"[.。!?…][\"'”’»)]*$")


def parse_save(text: str) -> Entry:
    """Parse a page saved as text, or any plain text.

    The title is the first line where that is short, else the start of the text. The body does not
    contain the related part; a last heading with nothing below it is no story.
    """
    groups = _groups(safe_block(text))
    story, blocks = _split_related(groups)
    title, rest = _split_title(story)
    authors, published, paragraphs = _split_byline(rest)
    paragraphs = [chunk for chunk in paragraphs if not _is_noise(chunk)]
    if not paragraphs:
        paragraphs = story[:1]
    return Entry(
        title=title,
        authors=authors,
        published=published,
        body_html=html.paragraphs_html("\n\n".join(paragraphs)) if paragraphs else None,
        own_related=blocks,
    )


# ---- the structure of blank lines


def _groups(text: str) -> list[Group]:
    whole = [line.expandtabs(_TAB_CELLS).rstrip() for line in text.splitlines()]
    while whole and not whole[-1]:
        whole.pop()
    whole = list(dropwhile(lambda line: not line, whole))
    indent = _usual_indent(whole)
    lines = [line.strip() for line in whole]
    if "" not in lines and any(len(line) > _MAX_WRAP_COLUMNS for line in lines):
        # no blank lines, but lines too long for wrapped text: each line is a paragraph
        return [[line for line in lines if line]]
    wrap = _wrap_columns(lines)
    groups: list[Group] = [[]]
    chunk: list[str] = []
    blanks = 0
    for line in [*whole, ""]:
        if line:
            if blanks > 1 and groups[-1]:
                groups.append([])
            blanks = 0
            chunk.append(line)
            continue
        blanks += 1
        if chunk:
            is_set = _is_set_off(chunk, indent)
            groups[-1].append(_as_it_stands(chunk) if is_set else _unwrapped(chunk, wrap))
            chunk = []
    return [group for group in groups if group]


def _wrap_columns(lines: list[str]) -> int:
    """Return the width that the text is wrapped at; 0: it is not wrapped."""
    longest = max(map(len, lines), default=0)
    if not 40 <= longest <= _MAX_WRAP_COLUMNS:
        return 0
    full = sum(len(line) > longest * 0.8 for line in lines)
    return longest if full > 2 else 0


def _unwrapped(chunk: list[str], wrap: int) -> Chunk:
    """Join the lines of prose; lists, quotes and poems keep theirs."""
    lines = [line.strip() for line in chunk]
    text = lines[0]
    for before, line in pairwise(lines):
        is_prose = wrap and len(before) > wrap * 0.7 and not _BEGINS_ANEW.match(line)
        text += (" " if is_prose else "\n") + line
    return text


def _usual_indent(lines: list[str]) -> int:
    indents = Counter(_indent(line) for line in lines if line)
    return indents.most_common(1)[0][0] if indents else 0


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip())


def _is_set_off(chunk: list[str], usual_indent: int) -> bool:
    """Whether lines are code or columns, whose layout matters."""
    if len(chunk) < 2:
        return False
    if all(_indent(line) >= usual_indent + _TAB_CELLS for line in chunk):
        return True
    in_columns = sum(1 for line in chunk if _COLUMNS.search(line.strip()))
    return in_columns > 1 and in_columns * 2 >= len(chunk)


def _as_it_stands(chunk: list[str]) -> Chunk:
    """Return lines with the indent that `paragraphs_html` keeps as preformatted."""
    least = min(map(_indent, chunk))
    return "\n".join(" " * _TAB_CELLS + line[least:] for line in chunk)


# ---- the related part


@dataclass(slots=True)
class _Section:
    """A heading of the related part, with the chunks below it as the file groups them."""

    heading: str
    groups: list[Group]


def _split_related(groups: list[Group]) -> tuple[list[Chunk], tuple[LinkBlock, ...]]:
    """Return the chunks of the article, and the blocks of links below it."""
    if len(groups) < 2 or all(len(group) == 1 for group in groups):
        # all gaps are alike, so they show no structure
        return _split_flat([chunk for group in groups for chunk in group])
    start = len(groups)
    while start > 1 and _is_item_group(groups[start - 1]):
        start -= 1
    for first in range(start, len(groups)):
        heading_at = _heading_at(groups[first - 1], len(groups) - first)
        if heading_at is None:
            continue
        above = groups[first - 1]
        begun = above[heading_at + 1 :]
        tail = ([begun] if begun else []) + groups[first:]
        story = [chunk for group in groups[: first - 1] for chunk in group] + above[:heading_at]
        if story:
            return story, _blocks(above[heading_at], tail)
    chunks = [chunk for group in groups for chunk in group]
    return _split_flat(chunks)


def _heading_at(above: Group, items_below: int) -> int | None:
    """Return the place of the heading in the group before the items; None: it has none."""
    for back in (1, 2, 3):
        # an item's caption and headline may follow the heading after a single blank line
        if back <= len(above) and heading_kind(above[-back]) is not None:
            return len(above) - back
    if items_below > 1 and len(above) > 1 and _is_heading(above[-1]):
        return len(above) - 1
    return None


def _is_item_group(group: Group) -> bool:
    return len(group) <= 3 and all(_is_item(chunk) for chunk in group)


def _is_item(chunk: Chunk) -> bool:
    return "\n" not in chunk and len(chunk) <= _MAX_ITEM_CHARACTERS


def _is_heading(chunk: Chunk) -> bool:
    return (
        "\n" not in chunk
        and len(chunk) <= MAX_HEADING_CHARACTERS
        and (heading_kind(chunk) is not None or not _SENTENCE_END.search(chunk))
    )


def _blocks(heading: str, groups: list[Group]) -> tuple[LinkBlock, ...]:
    sections = [_Section(heading, [])]
    for number, group in enumerate(groups):
        above = sections[-1].groups
        is_last = number == len(groups) - 1
        length = _last_item_length(group, above) if is_last else _item_length(group)
        if length:
            above.append(group[:length])
        if length < len(group):
            sections.append(_Section(group[length], []))
    return _with_items((section.heading, list(map(_link, section.groups))) for section in sections)


def _item_length(group: Group) -> int:
    """Return how many chunks of a group are its item; the rest is the next block's heading."""
    if len(group) > 2 or (len(group) == 2 and heading_kind(group[1]) is not None):
        return len(group) - 1
    return len(group)


def _last_item_length(group: Group, above: list[Group]) -> int:
    """Return the same for the last group, which may end in a heading with nothing below it.

    A caption above its headline looks like a headline above such a heading: the items above decide.
    """
    last = group[-1]
    if len(group) > 2 or heading_kind(last) is not None:
        return len(group) - 1
    if len(last.split()) > _MAX_BARE_HEADING_WORDS or not _is_heading(last) or not above:
        return len(group)
    pairs = sum(len(item) == 2 for item in above)
    usual = 2 if pairs * 2 > len(above) else 1
    return len(group) - 1 if len(group) != usual else len(group)


def _link(group: Group) -> Link:
    title = safe_line(group[-1])
    caption = safe_line(group[0]) if len(group) > 1 else ""
    return Link(title, caption=caption or None)


def _with_items(sections: Iterable[tuple[str, list[Link]]]) -> tuple[LinkBlock, ...]:
    return tuple(
        LinkBlock(safe_line(heading), heading_kind(heading) or LinkKind.OTHER, tuple(items))
        for heading, items in sections
        if items
    )


# ---- the related part where all gaps are alike


def _split_flat(chunks: list[Chunk]) -> tuple[list[Chunk], tuple[LinkBlock, ...]]:
    """Find the related part by its heading's words: everything below must look like items."""
    start = len(chunks)
    while start > 1 and _is_flat_item(chunks[start - 1]):
        start -= 1
    for at in range(max(start, 1), len(chunks) - 1):
        if heading_kind(chunks[at]) is not None:
            return chunks[:at], _flat_blocks(chunks[at:])
    return chunks, ()


def _is_flat_item(chunk: Chunk) -> bool:
    return chunk.count("\n") <= 1 and len(chunk) <= _MAX_ITEM_CHARACTERS


def _flat_blocks(chunks: list[Chunk]) -> tuple[LinkBlock, ...]:
    sections: list[tuple[str, list[Chunk]]] = []
    for chunk in chunks:
        if heading_kind(chunk) is not None:
            sections.append((chunk, []))
        else:
            sections[-1][1].extend(chunk.split("\n"))
    return _with_items((heading, _flat_items(lines)) for heading, lines in sections)


def _flat_items(lines: list[str]) -> list[Link]:
    pairs = list(zip(lines[::2], lines[1::2], strict=False))
    if pairs and _are_captioned(pairs):
        # a single line at the end is the heading of a section without stories
        return [_link([caption, title]) for caption, title in pairs]
    return [_link([line]) for line in lines]


def _are_captioned(pairs: list[tuple[str, str]]) -> bool:
    """Whether most first lines look like captions of the second ones."""
    votes = 0
    for caption, title in pairs:
        if caption.startswith(title) or title.startswith(caption):
            votes += 2
        else:
            votes += _reads_as_caption(caption) - _reads_as_caption(title)
    return votes * 2 >= len(pairs)


def _reads_as_caption(line: str) -> int:
    return int(
        bool(_CREDIT.search(line))
        or line.endswith(".")
        or len(line.split()) <= 4
        or line[:1].islower()  # a file name; a headline starts with a capital
    )


# ---- headline, by-line, date


def _split_title(chunks: list[Chunk]) -> tuple[str, list[Chunk]]:
    if not chunks:
        return "", []
    first, _, below = chunks[0].partition("\n")
    title = safe_line(first, MAX_TITLE_CHARACTERS + 1)
    if title and len(title) <= MAX_TITLE_CHARACTERS:
        return title, ([below] if below else []) + chunks[1:]
    return _start(chunks[0]), chunks


def _start(text: str) -> str:
    line = safe_line(text, _START_CHARACTERS * 4)
    if len(line) <= _START_CHARACTERS:
        return line
    return line[:_START_CHARACTERS].rsplit(" ", 1)[0].rstrip(",;:– ") + "…"


def _split_byline(
    chunks: list[Chunk],
) -> tuple[tuple[str, ...], datetime | None, list[Chunk]]:
    """Return the authors and the date in the first chunks, and the other chunks."""
    authors: tuple[str, ...] = ()
    published: datetime | None = None
    rest: list[Chunk] = []
    for number, chunk in enumerate(chunks):
        if number >= _MAX_BYLINE_CHUNKS:
            rest.append(chunk)
            continue
        following = chunks[number + 1] if number + 1 < len(chunks) else ""
        date = None if published else _date_line(chunk)
        names = () if authors else _names(chunk, followed_by_date=bool(_date_line(following)))
        if date:
            published = date
        elif names:
            authors = names
        else:
            rest.append(chunk)
    return authors, published, rest


def _date_line(chunk: Chunk) -> datetime | None:
    """Return the date of a date line; None where the line has other words."""
    if len(chunk) > _MAX_DATE_CHARACTERS or len(chunk.split()) > 8 or "\n" in chunk:
        return None
    if not _YEAR.search(chunk) or len(_NUMBER.findall(chunk)) < 2:
        return None
    # "Published 2024-06-29": the date is behind the first words
    return parse_date(chunk) or parse_date(_WORDS_BEFORE.sub("", chunk))


def _names(chunk: Chunk, *, followed_by_date: bool) -> tuple[str, ...]:
    if "\n" in chunk or len(chunk) > 90:
        return ()
    byline = _BYLINE.fullmatch(chunk)
    if byline is None and not (followed_by_date and _NAME.fullmatch(chunk)):
        return ()
    names = byline["names"] if byline else chunk
    return tuple(safe_line(name) for name in _NAME_SPLIT.split(names) if name.strip())


def _is_noise(chunk: Chunk) -> bool:
    return all(line.strip(" :•|·").casefold() in _NOISE for line in chunk.split("\n"))
