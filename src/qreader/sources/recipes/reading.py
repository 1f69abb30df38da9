"""Document and recipe -> ParsedFeed. Runs in the parser process: the document may be anything."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from qreader.errors import NothingFoundError
from qreader.model import Document, PageOffer, ParsedFeed, Recipe, RecipeKind, Story
from qreader.sources.pages.markup import document_base, page_html
from qreader.sources.recipes import nested, recognised, selected, stated
from qreader.sources.recipes.entries import Found, Place, entries_of
from qreader.sources.recipes.kinds import decided
from qreader.sources.statements import clean_language
from qreader.text import urls
from qreader.text.local_time import local_day
from qreader.text.safe import safe_line

if TYPE_CHECKING:
    from selectolax.lexbor import LexborHTMLParser

MAX_TITLE_CHARACTERS = 120
MIN_STORIES = 4
"""The fewest stories of a page that is offered as a feed."""
FIRST = 5
"""How many of them are shown."""


def read_stories(document: Document, recipe: Recipe) -> ParsedFeed:
    """Return a document as a feed of the stories that a recipe finds in it.

    Raises ParseError for a document that cannot be read; NothingFoundError for one without stories.
    """
    recipe = decided(document, recipe)
    host = urls.host(document.url)
    if recipe.kind is RecipeKind.JSON:
        place = Place(document.url, document.url)
        items = nested.by_paths(document, recipe)
        return ParsedFeed(host, None, None, entries_of(items, place, recipe.items))
    html = page_html(document)
    from selectolax.lexbor import LexborHTMLParser

    tree = LexborHTMLParser(html)
    root = tree.root
    language = clean_language(root.attributes.get("lang") if root is not None else None)
    base = document_base(tree, document.url) or document.url
    place = Place(document.url, base, language)
    found: Iterable[Found]
    if recipe.kind is RecipeKind.XPATH:
        found = selected.by_xpath(html, recipe, document.url)
    elif recipe.kind is RecipeKind.AUTO:
        found = _recognised(tree, html, place)
    else:
        found = selected.by_css(tree, recipe, document.url)
    entries = entries_of(found, place, _named(recipe))
    return ParsedFeed(_title(tree) or host, document.url, language, entries)


def _recognised(tree: LexborHTMLParser, html: str, place: Place) -> Iterable[Found]:
    """Return the stories of a page: those that are marked, else cards, else those in JSON-LD."""
    marked = stated.in_microformats(tree)
    if len(marked) >= MIN_STORIES:
        return marked
    cards = [*recognised.stories(html, place)]
    if len(cards) >= MIN_STORIES:
        return cards
    return max(cards, stated.in_json_ld(tree), key=len)


def _named(recipe: Recipe) -> str:
    return "" if recipe.kind is RecipeKind.AUTO else recipe.items


def _title(tree: LexborHTMLParser) -> str:
    title = tree.css_first("head title") or tree.css_first("title")
    return safe_line(title.text() if title is not None else "", MAX_TITLE_CHARACTERS)


def page_offer(document: Document) -> PageOffer | None:
    """Return the stories that are recognised on a page; None where it is rather an article.

    The first ones come along, so that a person sees what the feed would be.
    """
    recipe = Recipe("auto", kind=RecipeKind.AUTO)
    try:
        if recognised.is_article(page_html(document)):
            return None
        entries = read_stories(document, recipe).entries
    except NothingFoundError:
        return None
    if len(entries) < MIN_STORIES:
        return None
    first = tuple(
        Story(one.title, one.url or "", local_day(one.published) if one.published else "")
        for one in entries[:FIRST]
    )
    return PageOffer(document.url, len(entries), first)
