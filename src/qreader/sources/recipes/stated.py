"""Stories that a page states for programs: in microformats (h-entry), or as a list in JSON-LD."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import TYPE_CHECKING

from qreader.sources.pages.metadata import json_ld
from qreader.sources.recipes.entries import Found
from qreader.sources.recipes.selected import found_in

if TYPE_CHECKING:
    from selectolax.lexbor import LexborHTMLParser

    from qreader.sources.pages.metadata import JsonObject

MAX_STORIES = 2_000
_ENTRY = {
    "title": ".p-name",
    "link": ".u-url",
    "date": ".dt-published",
    "text": ".e-content, .p-summary",
    "author": ".p-author",
}
"""The properties of an h-entry (microformats.org/wiki/h-entry)."""
_LISTS = ("itemListElement", "blogPost", "hasPart")
"""The properties of schema.org that hold the parts of a list."""
_ARTICLES = ("article", "posting")
_OTHER_LISTS = frozenset({"breadcrumblist", "sitenavigationelement"})


def in_microformats(tree: LexborHTMLParser) -> list[Found]:
    """Return the entries of a page that are marked as such and have an address."""
    found = []
    for node in islice(tree.css(".h-entry"), MAX_STORIES):
        parts = {name: css for name, css in _ENTRY.items() if node.css_first(css) is not None}
        if "link" in parts:
            found.append(found_in(node, parts))
    return found


def in_json_ld(tree: LexborHTMLParser) -> list[Found]:
    """Return the stories of the lists in a page's JSON-LD; some pages are filled by scripts."""
    found = (_found(story) for node in json_ld(tree) for story in _stories(node))
    return [*islice(found, MAX_STORIES)]


def _stories(node: JsonObject) -> Iterator[JsonObject]:
    """Yield the parts of a list that have an address and a title, and an article itself."""
    if any(kind.endswith(_ARTICLES) for kind in _types(node)) and _is_story(node):
        yield node
    if not _OTHER_LISTS.isdisjoint(_types(node)):
        return
    for name in _LISTS:
        parts = node.get(name)
        for part in islice(parts if isinstance(parts, list) else [parts], MAX_STORIES):
            if isinstance(part, dict):
                item = part.get("item")
                story = {**part, **item} if isinstance(item, dict) else part
                if _is_story(story) and _OTHER_LISTS.isdisjoint(_types(story)):
                    yield story


def _types(node: JsonObject) -> set[str]:
    stated = node.get("@type")
    types = stated if isinstance(stated, list) else [stated]
    return {str(one).lower().rsplit("/", 1)[-1] for one in types}


def _is_story(story: JsonObject) -> bool:
    return bool(_title(story) and (_text(story, "url") or _text(story, "@id")))


def _found(story: JsonObject) -> Found:
    links = (_text(story, "url"), _text(story, "@id"))
    author = story.get("author")
    return Found(
        links=tuple(filter(None, links)),
        title=_title(story),
        dates=(_text(story, "datePublished"), _text(story, "dateCreated")),
        text=_text(story, "description"),
        author=_text(author, "name") if isinstance(author, dict) else "",
        image=_text(story, "image") or _text(story, "thumbnailUrl"),
    )


def _title(story: JsonObject) -> str:
    return _text(story, "headline") or _text(story, "name")


def _text(story: JsonObject, name: str) -> str:
    value = story.get(name)
    return value if isinstance(value, str) else ""
