"""What a person's selectors find on a page, and what they remove from it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from selectolax.lexbor import LexborHTMLParser, LexborNode

from qreader.config.tables import PageSelectors
from qreader.text.safe import safe_line
from qreader.text.urls import longest_prefix

_FEWEST_CHARACTERS = 20
"""With fewer characters, what was found is no article."""
_MAX_TITLE_CHARACTERS = 1000


@dataclass(frozen=True, slots=True)
class Selected:
    """What the selectors of a page found."""

    page_html: str
    """The page without what they remove."""
    article_html: str | None = None
    """None: they name no article, or found none."""
    title: str | None = None
    missed: tuple[str, ...] = ()
    """Those that found nothing, by their names in `PageSelectors`."""


def selectors_for(pages: Sequence[PageSelectors], *addresses: str | None) -> PageSelectors | None:
    """Return the selectors for the first of a page's addresses that has some.

    Those without an address are for every page.
    """
    for url in filter(None, addresses):
        best = longest_prefix((one.url for one in pages), url)
        if best is not None:
            return next(one for one in pages if one.url == best)
    return next((one for one in pages if not one.url), None)


def select(page_html: str, selectors: PageSelectors, stated_title: str | None = None) -> Selected:
    """Apply selectors, which can be read, to a page. stated_title: in its metadata."""
    tree = LexborHTMLParser(page_html)
    # before anything is removed: a title often stands above what is
    title = _title(tree, selectors.title) if selectors.title else None
    for selector in selectors.remove:
        _remove(tree, selector)
    article = (
        _article(tree, selectors.article, title or stated_title) if selectors.article else None
    )
    found = {"article": article, "title": title}
    asked = [name for name in found if getattr(selectors, name)]
    missed = tuple(name for name in asked if found[name] is None)
    return Selected(tree.html or "", article, title, missed)


def _remove(tree: LexborHTMLParser, selector: str) -> None:
    kept = {"html", "head", "body"}
    for node in _outermost(tree.css(selector)):
        if node.tag not in kept:
            node.decompose()


def _title(tree: LexborHTMLParser, selector: str) -> str | None:
    found = tree.css_first(selector)
    text = found.text(separator=" ") if found is not None else ""
    return safe_line(text, _MAX_TITLE_CHARACTERS) or None


def _article(tree: LexborHTMLParser, selector: str, title: str | None) -> str | None:
    nodes = _outermost(tree.css(selector))
    if title is not None:
        _remove_title(nodes, title)
    if sum(len(node.text(strip=True)) for node in nodes) < _FEWEST_CHARACTERS:
        return None
    # without their own tags: an aside, say, would be taken for no part of the text
    return "\n".join(f"<div>{node.inner_html}</div>" for node in nodes)


def _remove_title(nodes: Sequence[LexborNode], title: str) -> None:
    """Remove the heading that repeats the title: the article is shown under it."""
    for node in nodes:
        for heading in node.css("h1, h2"):
            if safe_line(heading.text(separator=" "), _MAX_TITLE_CHARACTERS) == title:
                if heading != node:
                    heading.decompose()
                return


def _outermost(nodes: Sequence[LexborNode]) -> list[LexborNode]:
    """Return those nodes that are in none of the others, each once.

    A node that a group of selectors finds twice must not be removed twice: that is a crash.
    """
    by_id = {node.mem_id: node for node in nodes}
    return [one for one in by_id.values() if by_id.keys().isdisjoint(_above(one))]


def _above(node: LexborNode) -> Iterator[int]:
    above = node.parent
    while above is not None:
        yield above.mem_id
        above = above.parent
