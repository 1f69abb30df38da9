"""The rows beside an article: its story, related articles, the links of its page. Pure."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Final, NamedTuple

from qreader.render import age
from qreader.render.source_name import source_name
from qreader.text.safe import safe_line

if TYPE_CHECKING:
    from qreader.model import Article, ArticleId, Link, LinkBlock, Related

SOURCE_CELLS: Final = 24
"""The most cells of a source."""
SECTIONS: Final = {"story": "SAME STORY", "earlier": "WHAT LED TO IT", "related": "RELATED"}
"""Headings by the values of `Relation`, whose module a start need not import."""
NOT_HERE: Final = "not in your cache"


class Item(NamedTuple):
    """A story that can be opened, a heading, or the legend below all."""

    title: str
    heading: bool = False
    article_id: ArticleId | None = None
    url: str | None = None
    place: str = ""
    """Source and age, or the page's caption; of a heading, what stands at its right end."""
    why: str = ""
    read: bool = False
    is_own: bool = False
    """It is a link of the article's page, and cannot be judged."""
    look: str = "row--dim"
    """The name of a heading's look."""

    @property
    def is_outside(self) -> bool:
        """Whether it opens in a browser: the cache does not have it."""
        return self.article_id is None and bool(self.url)


def collect(
    article: Article | None,
    related: Sequence[Related] | None,
    now: datetime,
    read: Collection[ArticleId] = (),
    key: Callable[[str], str] | None = None,
) -> list[Item]:
    """Return the items beside an article. related: None while they are still being computed.

    read: the articles linked by its page that are read. key: returns the key of an action, for the
    legend. What the page links to and the cache relates is only among the latter.
    """
    items: list[Item] = []
    if article is not None:
        alike = _alike(article, related or ())
        for relation in SECTIONS:
            section = [
                _from_related(article, texts, now)
                for texts in alike
                if texts[0].relation == relation
            ]
            if section:
                items += [_heading(article, relation), *section]
        shown = {one.row.id for one in related or ()}
        for block in article.entry.own_related:
            items += _from_block(article, block, read, shown)
    choices = sum(not item.heading for item in items)
    if choices and key is not None:
        items.append(_legend(min(3, choices), key))
    return items


def own_ids(article: Article | None) -> Iterator[ArticleId]:
    """Yield the articles of the cache that an article's page links to."""
    for block in article.entry.own_related if article else ():
        yield from (link.article_id for link in block.items if link.article_id is not None)


def _heading(article: Article, relation: str) -> Item:
    size = article.row.story_size
    if relation != "story" or size is None:
        return Item(SECTIONS[relation], heading=True)
    from qreader.render.story_size import size_in_words

    place = size_in_words(size)
    return Item(SECTIONS[relation], heading=True, place=place, look="row--story")


def _legend(number: int, key: Callable[[str], str]) -> Item:
    judging = f"{key('not_related')} not related · {key('pin')} always"
    return Item(f"{number}{key('next_related')} opens · {judging}", heading=True)


# ---- related articles


def _alike(article: Article, related: Iterable[Related]) -> list[list[Related]]:
    """Return the related articles, those of one text together."""
    texts: dict[ArticleId, list[Related]] = {}
    for one in related:
        texts.setdefault(_text_of(one), []).append(one)
    return list(texts.values())


def _text_of(one: Related) -> ArticleId:
    return one.row.copy_of or one.row.id


def _from_related(article: Article, texts: Sequence[Related], now: datetime) -> Item:
    """Return the item of one text: the first article that has it, and who else ran it."""
    first, row = texts[0], texts[0].row
    facts = (source_name(row.feed, SOURCE_CELLS), age.age_of(row, now) or age.UNKNOWN)
    why = _same_text(article, texts) or _why(article, first)
    return Item(
        safe_line(row.title), False, row.id, row.url, " · ".join(filter(None, facts)),
        " · ".join(filter(None, ("always" if first.pinned else "", why))), row.status.read,
    )  # fmt: skip


def _same_text(article: Article, texts: Sequence[Related]) -> str:
    is_ours = _text_of(texts[0]) == (article.row.copy_of or article.id)
    own = texts[0].row.feed
    others = dict.fromkeys(one.row.feed for one in texts[1:] if one.row.feed != own)
    names = [source_name(feed, SOURCE_CELLS) for feed in others]
    if is_ours:
        names.insert(0, "this article")
    if not names:
        return f"same text, ×{len(texts)}" if len(texts) > 1 else ""
    return f"same text as {', '.join(names)}"


def _why(article: Article, one: Related) -> str:
    from qreader.render.reasons import why_related  # at a first article, not at the start

    return why_related(one, article.row.title)


# ---- the page's own links


def _from_block(
    article: Article, block: LinkBlock, read: Collection[ArticleId], shown: Collection[ArticleId]
) -> list[Item]:
    links = [link for link in block.items if link.article_id not in shown]
    if not links:
        return []
    name = safe_line(block.heading) or f"More from {source_name(article.row.feed, SOURCE_CELLS)}"
    items = (_from_link(link, link.article_id in read) for link in links)
    return [Item(name.upper(), heading=True), *items]


def _from_link(link: Link, read: bool) -> Item:
    title = safe_line(link.title) or safe_line(link.url or "")
    here = link.article_id is not None
    place = safe_line(link.caption or "") or ("" if here or not link.url else NOT_HERE)
    return Item(title, False, link.article_id, link.url, place, "", read, is_own=True)
