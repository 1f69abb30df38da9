"""The links of a page to stories, with their headlines and captions."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import replace
from itertools import islice

from qreader.sources.pages.outline import Element, ancestors
from qreader.sources.pages.story_links import (
    MAX_TITLE_CHARACTERS,
    StoryLink,
    has_number,
    host_of,
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
"""The most links of a page; real ones have some hundreds."""
_MAX_INSIDE = 200
"""The most elements that are examined inside one link or card."""
_CLEAR_CHARACTERS = 40
_MIN_CLEAR = 5
_NUMBERED = 0.6
"""The share of addresses with numbers, behind clear headlines, from which an address without a
number is a section's."""
_TOO_OFTEN = 3
"""The number of stories with one headline that makes it no headline; two are one story at two
addresses."""
_CARD_LEVELS = 3
"""How many ancestors of a link without words may hold its headline."""

HEADING_TAGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
INLINE_TAGS = frozenset(
    {"span", "b", "strong", "em", "i", "a", "br", "u", "font", "small", "img", "time"}
)
_TITLE_TOKENS = frozenset({"title", "headline", "heading", "hed", "titre", "titulo", "titel"})
_RANK = re.compile(r"#?\d{1,2}[.)]?|\d{1,2}[:.h]\d\d(?:[:.]\d\d)?(?: Uhr)?")
"""A rank in a list, or a time."""
_LABEL_NAMES = """
badge label premium kicker overline eyebrow category time date timestamp duration meta flag number
rank roofline rubrik plus exclusive live
"""
_LABEL_TOKENS = frozenset(_LABEL_NAMES.split())
_PRICE = re.compile(
    r"(?:[$€£¥]|USD|EUR|CHF|Rs\.?)\s?\d[\d.,]*|\d[\d.,]*\s?(?:[$€£¥]|USD|EUR|CHF|kr|zł)"
)
_PAID_AT_HOME = frozenset({"sponsored", "advertorial", "anzeige", "werbung", "advertisement"})
_PAID = _PAID_AT_HOME | {"ad", "ads", "advert", "sponsor", "promoted", "paid"}
_MAX_LABEL_CHARACTERS = 30
_PAID_LEVELS = 5
"""How many ancestors of a link may be its card."""
_BAD_NAMES = """
nav navbar navigation megamenu breadcrumb breadcrumbs cookie consent gdpr
outbrain taboola adsbygoogle
"""
_BAD_REGIONS = frozenset(_BAD_NAMES.split())
_REGION_SHARE = 0.3
"""The largest share of the page's text in a menu or an advertisement: outer boxes have such class
names, too."""


class Stories:
    """The links of a page to stories, in document order."""

    def __init__(self, elements: list[Element], url: str) -> None:
        self.elements = elements
        self.url = url
        self._host = host_of(url)
        self._links = list(islice(self._found(), MAX_LINKS))
        self._numbers = [link.number for link in self._links]
        for link in self._links:
            link.title = self._title(link)
            link.has_headline = is_headline(link.title)
        self._refuse_repeated()
        self._refuse_paid()
        self._are_numbered = self._most_hold_numbers()

    def between(self, start: int, end: int) -> list[StoryLink]:
        """Return the stories between two elements, each once, with its best headline."""
        found: dict[str, StoryLink] = {}
        for link in self._stretch(start, end):
            known = found.get(link.key)
            if known is None:
                found[link.key] = link
            elif is_better(link, known):
                found[link.key] = replace(link, number=known.number)
        return [link for link in found.values() if self.is_story(link)]

    def all_links(self) -> list[StoryLink]:
        """Return all links that may lead to stories, also those without a headline."""
        return self._links

    def is_story(self, link: StoryLink) -> bool:
        """Whether a link has a headline, and an address such as this site's stories have."""
        return names_a_story(link) and not (self._are_numbered and is_like_a_section(link))

    def is_only(self, link: StoryLink, box: Element) -> bool:
        """Whether all links to stories in a box lead to this one."""
        return all(other.key == link.key for other in self._stretch(box.number, box.end))

    def any_inside(self, element: Element) -> bool:
        """Whether an element is or contains a link to a story."""
        return bool(self.links_inside(element))

    def links_inside(self, element: Element) -> list[StoryLink]:
        """Return the links inside an element that may lead to stories."""
        return self._stretch(element.number, element.end)

    def caption(self, link: StoryLink) -> str | None:
        """Return the description of the picture in a story's card."""
        box = self.elements[link.number]
        for around in ancestors(self.elements, link.number):
            if around.tag in {"body", "main"} or not self.is_only(link, around):
                break
            box = around
        for element in islice((box, *self._inside(box)), _MAX_INSIDE):
            if element.tag == "img":
                alt = safe_line(element.node.attributes.get("alt") or "")
                if alt:
                    return alt
        return None

    def is_in_bad_region(self, element: Element) -> bool:
        """Whether an element is in a menu, a consent banner or an advertisement."""
        for around in (element, *ancestors(self.elements, element.number)):
            if around.tag in {"body", "html", "main", "article"}:
                return False
            is_tabs = around.tokens & {"tab", "tabs"}  # the headings of several lists
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

    def _refuse_repeated(self) -> None:
        """Give stories with a shared title ("Read the full story") the headings of their cards."""
        keys: dict[str, set[str]] = {}
        for link in self._links:
            keys.setdefault(link.title, set()).add(link.key)
        for link in self._links:
            if len(keys[link.title]) >= _TOO_OFTEN:
                link.title = self._card_title(link)
                link.has_headline = is_headline(link.title)

    def _refuse_paid(self) -> None:
        """Drop the headlines of sponsored cards."""
        for link in self._links:
            if link.has_headline:
                # the site's own cards may be called "promo"
                words = _PAID_AT_HOME if host_of(link.url) == self._host else _PAID
                card = self._card(link)
                link.has_headline = not any(_says_paid(element, words) for element in card)

    def _card(self, link: StoryLink) -> list[Element]:
        """Return the elements of the largest box with this story only."""
        box = self.elements[link.number]
        for around in islice(ancestors(self.elements, link.number), _PAID_LEVELS):
            if around.tag in {"body", "main", "ul", "ol"} or not self.is_only(link, around):
                break
            box = around
        return [box, *self._inside(box)]

    def _stretch(self, start: int, end: int) -> list[StoryLink]:
        return self._links[bisect_left(self._numbers, start) : bisect_left(self._numbers, end)]

    def _inside(self, element: Element) -> list[Element]:
        return self.elements[element.number + 1 : min(element.end, element.number + _MAX_INSIDE)]

    # ---- their headlines

    def _title(self, link: StoryLink) -> str:
        element = self.elements[link.number]
        inside = self._inside(element)
        titled = (
            *(self._without_kicker(one) for one in inside if one.tag in HEADING_TAGS),
            *_named_titles(inside),
            self._longest_part(inside),
            element.text() if element.text_characters < 4 * MAX_TITLE_CHARACTERS else "",
        )
        first = next(filter(None, titled), "")
        title = _without_labels(first, inside)
        return safe_line(title, MAX_TITLE_CHARACTERS) or self._card_title(link)

    def _without_kicker(self, heading: Element) -> str:
        """Return a heading's text, or the part of it that is marked as the title."""
        return next(_named_titles(self._inside(heading)), heading.text())

    def _longest_part(self, inside: list[Element]) -> str:
        """Return the headline of a link with kicker, headline and time side by side."""
        parts = [one for one in inside if one.tag not in INLINE_TAGS or one.tag == "span"]
        followers = [*(one.number for one in parts), len(self.elements)][1:]
        leaves = [one for one, after in zip(parts, followers, strict=False) if after >= one.end]
        if len(leaves) < 2:
            return ""
        longest = max(leaves, key=lambda one: one.text_characters)
        text = longest.text() if longest.text_characters < MAX_TITLE_CHARACTERS else ""
        return text if is_headline(text) else ""

    def _card_title(self, link: StoryLink) -> str:
        """Return the heading of the card around a link without words."""
        for around in islice(ancestors(self.elements, link.number), _CARD_LEVELS):
            if not self.is_only(link, around):
                break
            for one in self._inside(around):
                if one.tag in HEADING_TAGS or one.tokens & _TITLE_TOKENS:
                    text = one.text()
                    if is_headline(text):
                        return safe_line(text, MAX_TITLE_CHARACTERS)
        attributes = self.elements[link.number].node.attributes
        return safe_line(attributes.get("title") or attributes.get("aria-label") or "")


def _says_paid(element: Element, paid: frozenset[str]) -> bool:
    """Whether an element's class or its few words mark it as sponsored, or state a price."""
    if element.tokens & paid:
        return True
    if element.text_characters > _MAX_LABEL_CHARACTERS:
        return False
    if _PRICE.fullmatch(element.text()):
        return True
    return not paid.isdisjoint(re.findall(r"\w+", element.text().casefold()))


def _named_titles(elements: list[Element]) -> Iterator[str]:
    for one in elements:
        if one.tokens & _TITLE_TOKENS and is_headline(text := one.text()):
            yield text


def _without_labels(title: str, inside: list[Element]) -> str:
    """Return the title without labels in elements of their own: rank, time, "Premium"."""
    for one in inside:
        if not 0 < one.text_characters <= _MAX_LABEL_CHARACTERS:
            continue
        label = one.text()
        if one.tokens & _LABEL_TOKENS or one.tag in {"time", "small"} or _RANK.fullmatch(label):
            rest = title.removeprefix(f"{label} ").removesuffix(f" {label}").strip()
            title = rest if is_headline(rest) else title
    return title
