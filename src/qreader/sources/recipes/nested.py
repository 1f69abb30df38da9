"""Items of a JSON document, by paths."""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import islice

from qreader.errors import NothingFoundError, ParseError
from qreader.model import Document, Recipe
from qreader.sources.decode import decode
from qreader.sources.recipes.entries import MAX_EXAMINED, Found
from qreader.sources.recipes.paths import Path, as_text, parse_joined, parse_path, text_of, value_at
from qreader.text.safe import safe_line

MAX_BYTES = 50_000_000
_SHOWN_KEYS = 8
_USUAL = {
    "title": ("title.rendered", "title", "headline", "name", "subject"),
    "link": ("url", "link", "href", "permalink", "html_url", "web_url", "webUrl", "canonical_url"),
    "date": (
        "date_published", "published_at", "publishedAt", "published", "date_gmt", "date",
        "created_at", "createdAt", "pubDate", "timestamp", "updated_at",
    ),
    "text": (
        "content_html", "content.rendered", "content", "description", "summary", "excerpt",
        "body", "text",
    ),
    "author": ("author.name", "author", "byline"),
}  # fmt: skip
"""Where each part usually is, in the order in which the places are tried."""

Expression = tuple[Path | str, ...]


def by_paths(document: Document, recipe: Recipe) -> Iterator[Found]:
    """Yield what a JSON document states of each item.

    Raises ParseError where it is no JSON, NothingFoundError where there is no list at the path.
    """
    if len(document.body) > MAX_BYTES:
        raise ParseError("is larger than 50 MB", document.url)
    try:
        whole = json.loads(decode(document), strict=False)
    except (ValueError, RecursionError) as error:
        raise ParseError("is no valid JSON, or nested too deeply", document.url) from error
    items = value_at(whole, parse_path(recipe.items))
    if not isinstance(items, list):
        raise NothingFoundError(f"{recipe.items} {_said(whole, items)}", document.url)
    parts = {name: [*_expressions(recipe, name)] for name in _USUAL}
    for item in islice(items, MAX_EXAMINED):
        text = {name: next(_texts(item, part), "") for name, part in parts.items()}
        yield Found(
            links=tuple(_texts(item, parts["link"])),
            title=text["title"],
            dates=tuple(_texts(item, parts["date"])),
            text=text["text"],
            author=text["author"],
        )


def _expressions(recipe: Recipe, name: str) -> Iterator[Expression]:
    stated: str = getattr(recipe, name)
    if stated.strip():
        yield parse_joined(stated)
        return
    for usual in _USUAL[name]:
        yield (parse_path(usual),)


def _texts(item: object, expressions: list[Expression]) -> Iterator[str]:
    """Yield the texts of an item at some places; an item that is a text is its own link."""
    if isinstance(item, str):
        yield item
        return
    yield from filter(None, (text_of(item, one) for one in expressions))


def _said(whole: object, value: object) -> str:
    """Return what is at a path instead of a list."""
    if value is None:
        return f"is not there; the document {_is(whole)}"
    return f"{_is(value)}, not a list"


def _is(value: object) -> str:
    if isinstance(value, dict):
        names = ", ".join(safe_line(str(key), 40) for key in islice(value, _SHOWN_KEYS))
        return f"is an object with {names}" if names else "is an empty object"
    if isinstance(value, list):
        return "is a list; `.` names it" if value else "is an empty list"
    return "is a text" if as_text(value) else "is empty"
