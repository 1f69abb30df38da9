"""The links of one page that lead to stories, with their headlines and pictures' words."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import replace
from itertools import islice

from qreader.sources.pages.outline import Element, ancestors
from qreader.sources.pages.story_links import (
    MAX_TITLE_CHARACTERS,
    StoryLink,
    has_number,
    is_better,
    is_headline,
    is_like_a_section,
    key_of,
    leads_to_a_story,
    names_a_story,
)
from qreader.text import urls
from qreader.text.safe import safe_line

MAX_LINKS = 2_000
"""Of a page; real ones have some hundreds."""
_MAX_INSIDE = 200
"""Elements looked at inside one link or card."""
_CLEAR_CHARACTERS = 40
_MIN_CLEAR = 5
_NUMBERED = 0.6
"""Of the addresses behind titles this long: then an address without a number is a section's."""
_TOO_OFTEN = 3
"""Stories under one headline; two are one story at two addresses."""
_CARD_LEVELS = 3
"""Elements around a link without words that may hold its headline."""

HEADING_TAGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
INLINE_TAGS = frozenset(
    {"span", "b", "strong", "em", "i", "a", "br", "u", "font", "small", "img", "time"}
)
_TITLE_TOKENS = frozenset({"title", "headline", "heading", "hed", "titre", "titulo", "titel"})
_BAD_NAMES = """
nav navbar navigation megamenu breadcrumb breadcrumbs cookie consent gdpr
outbrain taboola adsbygoogle
"""
_BAD_REGIONS = frozenset(_BAD_NAMES.split())
_REGION_SHARE = 0.3
"""A theme's class names sit on the page's outer boxes too: a region with more text is none."""


class Stories:
    """The story links of a page, by their place in it."""

    def __init__(self, elements: list[Element], url: str) -> None:
        self.elements = elements
        self.url = url
        self._links = list(islice(self._found(), MAX_LINKS))
        self._numbers = [link.number for link in self._links]
        for link in self._links:
            link.title = self._title(link)
            link.has_headline = is_headline(link.title)
        self._refuse_repeated()
        self._are_numbered = self._most_hold_numbers()

    def between(self, start: int, end: int) -> list[StoryLink]:
        """Return the stories of a stretch of the page, each once, under its best headline."""
        found: dict[str, StoryLink] = {}
        for link in self._stretch(start, end):
            known = found.get(link.key)
            if known is None:
                found[link.key] = link
            elif is_better(link, known):
                found[link.key] = replace(link, number=known.number)
        return [link for link in found.values() if self._is_story(link)]

    def any_inside(self, element: Element) -> bool:
        """Whether an element holds a link to a story, or lies in none but is one."""
        return bool(self._stretch(element.number, element.end))

    def caption(self, link: StoryLink) -> str | None:
        """Return the words of the picture in a story's card."""
        box = self.elements[link.number]
        for around in ancestors(self.elements, link.number):
            if around.tag in {"body", "main"} or not self._is_only(link, around):
                break
            box = around
        for element in islice((box, *self._inside(box)), _MAX_INSIDE):
            if element.tag == "img":
                alt = safe_line(element.node.attributes.get("alt") or "")
                if alt:
                    return alt
        return None

    def is_in_bad_region(self, element: Element) -> bool:
        """Whether an element lies in a menu, a consent banner or an advertisement."""
        for around in (element, *ancestors(self.elements, element.number)):
            if around.tag in {"body", "html", "main", "article"}:
                return False
            is_tabs = around.tokens & {"tab", "tabs"}  # the headings of several lists, in a row
            if around.tag == "nav" or (around.tokens & _BAD_REGIONS and not is_tabs):
                whole = self.elements[0].text_characters
                return around.text_characters < _REGION_SHARE * whole
        return False

    # ---- which links

    def _found(self) -> Iterator[StoryLink]:
        for element in self.elements:
            if element.tag != "a":
                continue
            href = element.node.attributes.get("href")
            address = urls.join(self.url, href) if href else None
            if (
                address
                and leads_to_a_story(address, self.url)
                and not self.is_in_bad_region(element)
                and not self._is_in_prose(element)
            ):
                yield StoryLink(element.number, address, key_of(address))

    def _is_in_prose(self, link: Element) -> bool:
        """Whether the link is a part of a sentence."""
        for around in ancestors(self.elements, link.number):
            if around.tag in {"p", "blockquote"}:
                return around.text_characters > 2.5 * link.text_characters + 40
            if around.tag in {"li", "div", "article", "section", "td"}:
                return False
        return False

    def _most_hold_numbers(self) -> bool:
        """Whether the addresses behind clear headlines hold dates or ids on this site."""
        clear = {link.url for link in self._links if len(link.title) >= _CLEAR_CHARACTERS}
        return len(clear) >= _MIN_CLEAR and sum(map(has_number, clear)) > _NUMBERED * len(clear)

    def _is_story(self, link: StoryLink) -> bool:
        return names_a_story(link) and not (self._are_numbered and is_like_a_section(link))

    def _refuse_repeated(self) -> None:
        """Take away the headlines that lead to several stories: "Read the full story"."""
        keys: dict[str, set[str]] = {}
        for link in self._links:
            keys.setdefault(link.title, set()).add(link.key)
        for link in self._links:
            link.has_headline &= len(keys[link.title]) < _TOO_OFTEN

    def _stretch(self, start: int, end: int) -> list[StoryLink]:
        return self._links[bisect_left(self._numbers, start) : bisect_left(self._numbers, end)]

    def _is_only(self, link: StoryLink, box: Element) -> bool:
        return all(other.key == link.key for other in self._stretch(box.number, box.end))

    def _inside(self, element: Element) -> list[Element]:
        return self.elements[element.number + 1 : min(element.end, element.number + _MAX_INSIDE)]

    # ---- their headlines

    def _title(self, link: StoryLink) -> str:
        element = self.elements[link.number]
        inside = self._inside(element)
        titled = (
            *(one.text() for one in inside if one.tag in HEADING_TAGS),
            *(
                text
                for one in inside
                if one.tokens & _TITLE_TOKENS and is_headline(text := one.text())
            ),
            self._longest_part(inside),
            element.text() if element.text_characters < 4 * MAX_TITLE_CHARACTERS else "",
        )
        first = next(filter(None, titled), "")
        return safe_line(first, MAX_TITLE_CHARACTERS) or self._card_title(link)

    def _longest_part(self, inside: list[Element]) -> str:
        """Return the headline of a link that holds kicker, headline and time side by side."""
        parts = [one for one in inside if one.tag not in INLINE_TAGS or one.tag == "span"]
        followers = [*(one.number for one in parts), len(self.elements)][1:]
        leaves = [one for one, after in zip(parts, followers, strict=False) if after >= one.end]
        if len(leaves) < 2:
            return ""
        longest = max(leaves, key=lambda one: one.text_characters)
        text = longest.text() if longest.text_characters < MAX_TITLE_CHARACTERS else ""
        return text if is_headline(text) else ""

    def _card_title(self, link: StoryLink) -> str:
        """Return the heading of the card that a link without words stands in."""
        for around in islice(ancestors(self.elements, link.number), _CARD_LEVELS):
            if not self._is_only(link, around):
                break
            for one in self._inside(around):
                if one.tag in HEADING_TAGS or one.tokens & _TITLE_TOKENS:
                    text = one.text()
                    if is_headline(text):
                        return safe_line(text, MAX_TITLE_CHARACTERS)
        attributes = self.elements[link.number].node.attributes
        return safe_line(attributes.get("title") or attributes.get("aria-label") or "")
