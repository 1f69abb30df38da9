"""Items of a page, by CSS or XPath, and their parts: those that a recipe names, else usual ones."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import TYPE_CHECKING, Any

from qreader.errors import NothingFoundError
from qreader.model import Recipe
from qreader.sources.recipes.check import selector
from qreader.sources.recipes.entries import MAX_DATES, MAX_EXAMINED, Found

if TYPE_CHECKING:
    from selectolax.lexbor import LexborHTMLParser, LexborNode

_Element = Any
"""An element of lxml, which has no types."""

MAX_LINKS = 30
"""The most links of an item that are tried."""
MAX_LEVELS_UP = 5
"""How many ancestors of an item may be the link around it."""
MAX_TEXT_CHARACTERS = 100_000
HEADINGS = "h1, h2, h3, h4, h5, h6"
_DATES = "time, [datetime], [class*='date' i], [class*='time' i]"
_DECLARATION = re.compile(r"^\s*<\?xml[^>]{0,400}>")
"""lxml refuses text that states an encoding, and ends at a zero."""
_WHOLE = frozenset({"html", "body"})


def by_css(tree: LexborHTMLParser, recipe: Recipe, url: str) -> Iterator[Found]:
    """Yield what a page states of each item. Raises NothingFoundError for the whole page."""
    nodes = tree.css(recipe.items)
    _refuse_whole((node.tag for node in nodes), recipe, url)
    parts = {name: stated for name in _PARTS if (stated := getattr(recipe, name).strip())}
    for node in islice(nodes, MAX_EXAMINED):
        yield found_in(node, parts)


def by_xpath(html: str, recipe: Recipe, url: str) -> Iterator[Found]:
    """Yield what a page states of each item. Raises NothingFoundError for what finds no element."""
    from lxml import etree
    from lxml.html import document_fromstring, tostring
    from selectolax.lexbor import LexborHTMLParser

    def readable(expression: str) -> Any:
        return etree.XPath(expression, regexp=False, smart_strings=False)

    named = {name: stated for name in _PARTS if (stated := getattr(recipe, name).strip())}
    parts = {name: readable(stated) for name, stated in named.items()}
    try:
        tree = document_fromstring(_DECLARATION.sub("", html.replace("\0", "")))
        nodes = readable(recipe.items)(tree)
        if not isinstance(nodes, list) or not all(map(etree.iselement, nodes)):
            raise NothingFoundError(f"{recipe.items} finds no elements", url)
        _refuse_whole((str(node.tag) for node in nodes), recipe, url)
        for node in islice(nodes, MAX_EXAMINED):
            values = {name: [*_values(part(node), name)] for name, part in parts.items()}
            item = tostring(node, encoding="unicode", with_tail=False)
            body = LexborHTMLParser(item[:MAX_TEXT_CHARACTERS]).body
            if body is not None:
                yield _found(body, values)
    except etree.ParserError:  # a page of nothing but a comment
        return
    except etree.XPathError as error:  # an unknown function or prefix
        raise NothingFoundError(f"cannot be evaluated: {error}", url) from error


def found_in(
    node: LexborNode, parts: dict[str, str] | None = None, link: str = "", title: str = ""
) -> Found:
    """Return what an item states. link, title: those that are known already."""
    parts = parts or {}
    values = {name: [*_css_values(node, stated, name)] for name, stated in parts.items()}
    if link:
        values["link"] = [link]
    if title:
        values["title"] = [title]
    return _found(node, values)


def _found(node: LexborNode, values: dict[str, list[str]]) -> Found:
    """Return what an item states; parts that the recipe does not name are at the usual places."""
    links = [*_usual_links(node)] if "link" not in values else []
    titles = values["title"] if "title" in values else _usual_titles(node, links)
    return Found(
        links=tuple(values.get("link") or map(_address, links)),
        title=next(filter(None, map(str.strip, titles)), ""),
        dates=tuple(values["date"] if "date" in values else _usual_dates(node)),
        text="\n".join(values["text"] if "text" in values else _usual_texts(node)),
        author=next(iter(values.get("author", ())), ""),
        image=_usual_image(node),
    )


def _refuse_whole(tags: Iterable[str | None], recipe: Recipe, url: str) -> None:
    found = set(tags)
    if found and found <= _WHOLE:
        raise NothingFoundError(f"{recipe.items} is the whole page, not a story of it", url)


# ---- what a recipe names


def _css_values(node: LexborNode, stated: str, name: str) -> Iterator[str]:
    css, attribute = selector(stated)
    matches = node.css(css) if css else [node]
    for one in islice(matches, MAX_LINKS):
        if attribute:
            yield one.attributes.get(attribute) or ""
        elif name == "link":
            inside = one if one.attributes.get("href") else one.css_first("a[href]")
            yield _address(inside) if inside is not None else ""
        elif name == "date":
            yield from _dates_of(one)
        elif name == "text":
            yield (one.inner_html or "")[:MAX_TEXT_CHARACTERS]
        else:
            yield _escaped(one)


def _values(result: object, name: str) -> Iterator[str]:
    """Yield the texts of an XPath's result."""
    for one in islice(result if isinstance(result, list) else [result], MAX_LINKS):
        if isinstance(one, str):
            yield one
        elif isinstance(one, bool | int | float):
            yield f"{one:g}"
        elif isinstance(getattr(one, "tag", None), str):  # no comment, no namespace
            yield _value(one, name)


def _value(element: _Element, name: str) -> str:
    from qreader.sources.pages.extracted import inner_html

    stated = {"link": "href", "date": "datetime"}.get(name)
    if stated is not None and element.get(stated):
        return str(element.get(stated))
    if name == "text":
        return inner_html(element)[:MAX_TEXT_CHARACTERS]
    return " ".join("".join(map(str, element.itertext())).split())


# ---- the usual places


def _usual_links(node: LexborNode) -> Iterator[LexborNode]:
    """Yield the links of an item: those of its headings first, last the one around it."""
    for heading in islice(node.css(HEADINGS), 2):
        yield from heading.css("a[href]")[:1]
        around = _around(heading, "a", 2)
        if around is not None:
            yield around
    yield from islice(node.css("a[href]"), MAX_LINKS)
    outer = _around(node, "a", MAX_LEVELS_UP)
    if outer is not None:
        yield outer


def _around(node: LexborNode, tag: str, levels: int) -> LexborNode | None:
    above = node.parent
    for _ in range(levels):
        if above is None:
            return None
        if above.tag == tag:
            return above
        above = above.parent
    return None


def _usual_titles(node: LexborNode, links: list[LexborNode]) -> Iterator[str]:
    for heading in islice(node.css(HEADINGS), 2):
        yield _escaped(heading)
    for link in links:
        yield _escaped(link)
    for link in links:
        attributes = link.attributes
        yield _html(attributes.get("aria-label") or attributes.get("title") or "")
    for image in islice(node.css("img[alt]"), 2):
        yield _html(image.attributes.get("alt") or "")


def _usual_dates(node: LexborNode) -> Iterator[str]:
    for one in islice(node.css(_DATES), MAX_DATES):
        yield from _dates_of(one)


def _dates_of(node: LexborNode) -> Iterator[str]:
    attributes = node.attributes
    for name in ("datetime", "content", "title"):
        stated = attributes.get(name)
        if stated:
            yield stated
    yield _text(node)


def _usual_texts(node: LexborNode) -> Iterator[str]:
    """Yield the first paragraph that is not in a link."""
    for one in islice(node.css("p"), MAX_LINKS):
        if _around(one, "a", 2) is None and len(_text(one)) > 20:
            yield one.html or ""
            return


def _usual_image(node: LexborNode) -> str:
    """Return the first address of a picture that is no stand-in within the page."""
    for image in islice(node.css("img"), 2):
        for name in ("src", "data-src"):
            stated = image.attributes.get(name) or ""
            if stated and not stated.startswith("data:"):
                return stated
    return ""


def _address(link: LexborNode) -> str:
    return link.attributes.get("href") or ""


def _text(node: LexborNode) -> str:
    return " ".join(node.text(deep=True, separator=" ").split())


def _escaped(node: LexborNode) -> str:
    return _html(_text(node))


def _html(text: str) -> str:
    from html import escape

    return escape(text, quote=False)


_PARTS = ("title", "link", "date", "text", "author")
