"""Recognises the stories of a page: similar cards, each with a link to a story of its own."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from qreader.sources.pages.links import page_links
from qreader.sources.pages.outline import Element, ancestors, outline
from qreader.sources.pages.shown_date import date_in
from qreader.sources.pages.stories import HEADING_TAGS, Stories
from qreader.sources.pages.story_links import StoryLink, host_of, is_better, key_of
from qreader.sources.recipes.entries import Found, Place
from qreader.sources.recipes.selected import found_in

_MIN_ALIKE = 3
"""The fewest similar cards that are a list."""
_HEADLINED = 0.5
"""The least share of cards with a headline for the others, with short titles, to be stories."""
_DATED = 0.6
"""The least share of cards with a date in a list of short titles."""
_MAX_LEVELS = 6
_MAX_DATE_CHARACTERS = 40
_MAX_INSIDE = 60
_PARAGRAPH_CHARACTERS = 120
_ARTICLE_CHARACTERS = 1_200
"""The least prose of an article; a page of stories may begin with a paragraph or two."""
_NOWHERE = "https://page.invalid/"
_LABEL_CHARACTERS = 12
_BOXES = frozenset({"body", "main", "ul", "ol", "table", "tbody"})
_CELLS = frozenset({"td", "dd", "span"})
_MARGINS = frozenset({"header", "footer", "nav"})
_MARGIN_NAMES = frozenset({"footer", "menu", "submenu", "masthead"})


@dataclass(frozen=True, slots=True)
class _Card:
    """The largest box with one story only."""

    link: StoryLink
    box: Element
    shape: tuple[str, ...]
    """The tags from the box down to the link."""
    is_bare: bool
    """It is little more than the link's words, as an entry of a menu is."""


def stories(html: str, place: Place) -> Iterator[Found]:
    """Yield the stories that a page lists, in its order."""
    elements = outline(html)
    if not elements:
        return
    announced = {
        key_of(item.url)
        for block in page_links(html, place.base)
        for item in block.items
        if item.url
    }
    for card in _Page(elements, place.base, announced).listed():
        yield found_in(card.box.node, link=card.link.url, title=card.link.title)


def is_article(html: str) -> bool:
    """Whether most of a page's prose is one text, rather than what it says of each story."""
    elements = outline(html)
    page = Stories(elements, _NOWHERE)
    prose: dict[str, int] = {}
    for one in elements:
        if one.tag == "p" and one.text_characters > _PARAGRAPH_CHARACTERS:
            about = _about(elements, page, one)
            prose[about] = prose.get(about, 0) + one.text_characters
    longest = prose.pop("", 0) + max(prose.values(), default=0)
    return longest > max(_ARTICLE_CHARACTERS, sum(prose.values()) - longest)


def _about(elements: list[Element], page: Stories, paragraph: Element) -> str:
    """Return the key of the story whose card a paragraph is in; "" where it is in none."""
    for box in (paragraph, *islice(ancestors(elements, paragraph.number), _MAX_LEVELS)):
        keys = {link.key for link in page.links_inside(box)}
        if keys:
            return keys.pop() if len(keys) == 1 else ""
    return ""


class _Page:
    """The cards of a page, and which of them are its stories."""

    def __init__(self, elements: list[Element], url: str, announced: set[str]) -> None:
        """announced: the keys of the stories below headings that announce some."""
        self._elements = elements
        self._stories = Stories(elements, url)
        self._announced = announced
        self._site = _site(url)

    def listed(self) -> list[_Card]:
        """Return the stories, each once, in the order of the page."""
        cards = [self._card(link) for link in self._stories.all_links() if link.title]
        alike: dict[object, list[_Card]] = {}
        for card in cards:
            if card.link.key in self._announced:
                alike.setdefault(None, []).append(card)
            elif not self._is_in_margin(card.box):
                alike.setdefault((card.shape, self._list_of(card)), []).append(card)
        taken: dict[str, _Card] = {}
        for shape, some in alike.items():
            for card in some if shape is None else self._stories_of(some):
                known = taken.get(card.link.key)
                if known is None or is_better(card.link, known.link):
                    taken[card.link.key] = card
        own = sum(_site(card.link.url) == self._site for card in taken.values())
        found = [
            card
            for card in taken.values()
            if own * 2 < len(taken)
            or card.link.key in self._announced
            or _site(card.link.url) == self._site
        ]
        return sorted(found, key=lambda card: card.link.number)

    def _list_of(self, card: _Card) -> int:
        """Return the number of the list that a bare card is in: each list is judged alone."""
        if not card.is_bare:
            return -1
        if card.box.tag not in _CELLS:
            return card.box.parent
        around = ancestors(self._elements, card.box.number)
        return next((one.number for one in around if one.tag in _BOXES), -1)

    def _stories_of(self, cards: list[_Card]) -> list[_Card]:
        """Return the stories among cards of one shape."""
        headlined = [card for card in cards if self._stories.is_story(card.link)]
        count = len({card.link.key for card in cards})
        share = len({card.link.key for card in headlined}) / count
        if count < _MIN_ALIKE:
            return [card for card in headlined if self._has_heading(card)]
        if share < _HEADLINED and sum(map(self._is_dated, cards)) >= _DATED * len(cards):
            return cards
        if cards[0].is_bare:
            return headlined if share >= _HEADLINED else []
        if share >= _HEADLINED:
            return [
                card
                for card in cards
                if self._stories.is_story(card.link)
                or self._has_heading(card)
                or self._is_dated(card)
            ]
        return headlined if len(headlined) >= _MIN_ALIKE else []

    def _card(self, link: StoryLink) -> _Card:
        box = self._elements[link.number]
        shape = [box.tag]
        for number, around in enumerate(ancestors(self._elements, link.number)):
            if number >= _MAX_LEVELS or around.tag in _BOXES:
                break
            if not self._stories.is_only(link, around):
                break
            box = around
            shape.append(box.tag)
        inside = self._elements[box.number : box.end]
        is_bare = box.text_characters <= len(link.title) + _LABEL_CHARACTERS and not any(
            one.tag in HEADING_TAGS or one.tag in {"img", "time"} for one in inside
        )
        return _Card(link, box, tuple(reversed(shape)), is_bare)

    def _is_in_margin(self, box: Element) -> bool:
        """Whether it is in the header or the footer of the page, not of a card or a section."""
        around = [box, *ancestors(self._elements, box.number)]
        margins = [
            at
            for at, one in enumerate(around)
            if one.tag in _MARGINS or (one.tokens & _MARGIN_NAMES and one.tag != "body")
        ]
        return bool(margins) and not any(
            one.tag in {"article", "main"} for one in around[margins[-1] :]
        )

    def _has_heading(self, card: _Card) -> bool:
        around = [*ancestors(self._elements, card.link.number)][:3]
        return any(one.tag in HEADING_TAGS for one in (*self._inside(card), *around))

    def _is_dated(self, card: _Card) -> bool:
        return any(
            one.tag == "time"
            or (0 < one.text_characters <= _MAX_DATE_CHARACTERS and date_in(one.text()))
            for one in self._inside(card)
        )

    def _inside(self, card: _Card) -> list[Element]:
        return self._elements[card.box.number : min(card.box.end, card.box.number + _MAX_INSIDE)]


def _site(url: str) -> str:
    """Return the last two parts of a host, or three where the second is short: `bbc.co.uk`."""
    parts = host_of(url).split(".")
    return ".".join(parts[-3:] if len(parts) > 2 and len(parts[-2]) < 4 else parts[-2:])
