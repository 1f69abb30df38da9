"""Finds a page's own related stories: "More from ...", "Read next", "Most read".

It takes first the links below known headings, then the parts of the page with known class names,
then the remaining rows of cards.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from qreader.model import Link, LinkBlock, LinkKind
from qreader.sources.pages.headings import (
    MAX_HEADING_CHARACTERS,
    ends_stories,
    heading_kind,
    is_advertising,
)
from qreader.sources.pages.outline import Element, ancestors, outline
from qreader.sources.pages.stories import HEADING_TAGS, INLINE_TAGS, Stories
from qreader.sources.pages.story_links import StoryLink, host_of, is_like_a_section
from qreader.text.safe import safe_line

MAX_BLOCKS = 12
MAX_HEADINGS = 200
"""The most headings that are examined; real pages have some tens."""
MAX_ITEMS = 30
"""The most items of a block; a much longer one is a directory of the site."""
_NOWHERE = "https://page.invalid/"
"""The base of relative links where the page's address is not known (RFC 2606)."""
_PROSE_CHARACTERS = 250
"""Text without links of this length is the article's, so the block ends before it."""
_PARAGRAPH_CHARACTERS = 120
_MIN_CARDS = 3
"""The fewest similar elements that count as a row of cards."""
_MAX_CARDS = 100
_CARD_SHARE = 0.6
"""The least share of cards among the elements of a box; the others are advertisements and rules."""
_MAX_CARD_CHARACTERS = 600
_MIN_ALIKE = 4
_ALIKE_SHARE = 0.5
"""The largest share of items that may be dropped as sections; with more, the site's stories have
such addresses."""
_MAX_GAP = 25
"""The most elements between a heading and the first link below it."""
_MAX_CLIMB = 7
"""The most levels from a heading up to the box that also holds its links."""
_NAMED_SHARE = 0.4
"""The largest share of the page's text in a part named "related"; a larger part is the page."""

_HEAD_TAGS = "div span p strong b a header legend dt li th td label summary button font em center"
_MAY_HEAD = frozenset(_HEAD_TAGS.split())
_CLASS_KINDS = {
    LinkKind.RELATED: frozenset(
        {"related", "recommended", "recommendations", "relacionadas", "relacionados", "verwandt"}
    ),
    LinkKind.POPULAR: frozenset({"popular", "trending", "mostread", "mostpopular"}),
    LinkKind.LATEST: frozenset({"latest", "recent"}),
}
_OF_ONE = frozenset({LinkKind.RELATED, LinkKind.SAME_SITE, LinkKind.OTHER})
_DEFAULT_HEADINGS = {
    # for blocks without a heading
    LinkKind.RELATED: "Related",
    LinkKind.POPULAR: "Popular",
    LinkKind.LATEST: "Latest",
}


@dataclass(frozen=True, slots=True)
class _Heading:
    """A heading above links."""

    number: int
    text: str
    kind: LinkKind | None
    """None: it announces something else, and so ends the block above it."""


@dataclass(frozen=True, slots=True)
class _Part:
    """A part of the page with stories."""

    number: int
    heading: str
    kind: LinkKind
    stories: list[StoryLink]


def page_links(html: str, url: str | None) -> tuple[LinkBlock, ...]:
    """Return the page's own related stories, block by block in the order of the page.

    url: the page's address; without it, relative links have no address. A story is listed once, in
    the block with the most specific heading. Costs 5 to 50 ms on the HTML of `page_html`.
    """
    elements = outline(html)
    if not elements:
        return ()
    page = _Page(elements, url or _NOWHERE)
    blocks: list[tuple[int, LinkBlock]] = []
    taken: set[str] = set()
    for part in (*page.headed_parts(), *page.named_parts(), *page.card_rows()):
        stories = _of_one_kind(part.stories)
        fresh = [story for story in stories if story.key not in taken][:MAX_ITEMS]
        if len(fresh) < _fewest(part.heading):
            continue
        if len(stories) <= 2 * MAX_ITEMS:
            taken.update(story.key for story in fresh)
            items = tuple(map(page.link, fresh))
            heading = part.heading or _DEFAULT_HEADINGS.get(part.kind, "More")
            blocks.append((part.number, LinkBlock(heading, part.kind, items)))
    blocks.sort(key=lambda found: found[0])
    return tuple(block for _, block in blocks[:MAX_BLOCKS])


class _Page:
    """The outline of one page, its stories and its headings."""

    def __init__(self, elements: list[Element], url: str) -> None:
        self._elements = elements
        self._stories = Stories(elements, url)
        self._host = host_of(url)
        self._headings = list(islice(self._found_headings(), MAX_HEADINGS))
        self._heading_numbers = [heading.number for heading in self._headings]

    def link(self, story: StoryLink) -> Link:
        """Return a story as an item of a block."""
        url = None if story.url.startswith(_NOWHERE) else story.url
        return Link(story.title, url, self._stories.caption(story))

    # ---- parts with a known heading

    def headed_parts(self) -> Iterator[_Part]:
        """Yield the part below each heading that announces stories."""
        for heading in self._headings:
            if heading.kind is not None:
                stories = self._below(heading)
                yield _Part(heading.number, heading.text, heading.kind, stories)

    def _found_headings(self) -> Iterator[_Heading]:
        behind = -1
        for element in self._elements:
            if element.number < behind or not self._may_be_heading(element):
                continue
            if self._stories.between(element.number, element.end):
                continue  # "Related: a headline" on one line is an item
            text = safe_line(element.text())
            kind = heading_kind(text)
            # smaller elements with such words are a card's kicker: "Newsletter", "Kommentar"
            ends = kind is None and element.tag in HEADING_TAGS and ends_stories(text)
            if (kind or ends) and not self._is_elsewhere(element):
                behind = element.end
                yield _Heading(element.number, text, kind)

    def _may_be_heading(self, element: Element) -> bool:
        if not 2 <= element.text_characters <= MAX_HEADING_CHARACTERS:
            return False
        if element.tag in HEADING_TAGS:
            return True
        inside = self._elements[element.number + 1 : element.end]
        return (
            element.tag in _MAY_HEAD
            and len(inside) <= 4
            and all(one.tag in INLINE_TAGS or one.tag in HEADING_TAGS for one in inside)
        )

    def _is_elsewhere(self, element: Element) -> bool:
        """Whether it is in a menu, or only a part of a link's words."""
        return self._stories.is_in_bad_region(element) or any(
            around.tag == "a" and around.text_characters > element.text_characters + 10
            for around in islice(ancestors(self._elements, element.number), _MAX_CLIMB)
        )

    def _below(self, heading: _Heading) -> list[StoryLink]:
        """Return the stories of the smallest box that has some behind the heading."""
        behind = self._elements[heading.number].end
        child = heading.number
        for box in islice(ancestors(self._elements, heading.number), _MAX_CLIMB):
            if self._stories.between(behind, box.end):
                return self._in_box_behind(child, box)
            child = box.number
        return []

    def _in_box_behind(self, child: int, box: Element) -> list[StoryLink]:
        """Return the stories of the siblings behind a child, up to the end of the block."""
        found: list[StoryLink] = []
        for number in box.children:
            element = self._elements[number]
            if number <= child or element.tag == "footer":
                continue
            if element.tag in HEADING_TAGS and not self._stories.any_inside(element):
                break
            stop = self._next_heading(element)
            stories = self._stories.between(number, min(element.end, stop))
            if not stories and element.text_characters > _PROSE_CHARACTERS:
                break
            found += stories
            if stop < element.end:
                break
        return found

    def _next_heading(self, element: Element) -> int:
        at = bisect_left(self._heading_numbers, element.number)
        return min([*self._heading_numbers[at : at + 1], element.end])

    # ---- parts without a known heading

    def named_parts(self) -> Iterator[_Part]:
        """Yield the outermost parts whose class names mean related stories."""
        behind = -1
        whole = self._elements[0].text_characters
        for element in self._elements:
            if element.number < behind or element.tag in {"body", "html", "main", "a"}:
                continue
            named = (kind for kind, names in _CLASS_KINDS.items() if element.tokens & names)
            kind = next(named, None)
            if kind is None or element.text_characters > _NAMED_SHARE * whole:
                continue
            stories = self._stories.between(element.number, self._end_of_stories(element))
            if len(stories) > 1:
                behind = element.end
                yield self._part(element.number, kind, stories)

    def card_rows(self) -> Iterator[_Part]:
        """Yield the boxes with only cards: similar elements with one story each."""
        behind = -1
        for element in self._elements:
            if element.number < behind or len(element.children) < _MIN_CARDS:
                continue
            if self._is_in_margin(element) or self._stories.is_in_bad_region(element):
                continue
            children = element.children[:_MAX_CARDS]
            cards = [card for number in children if (card := self._card(number))]
            own = sum(host_of(card.url) == self._host for card in cards)
            if own < _MIN_CARDS or own <= _CARD_SHARE * len(children):
                continue
            behind = element.end
            if not self._is_in_article(element):
                yield self._part(element.number, LinkKind.OTHER, cards)

    def _part(self, number: int, kind: LinkKind, stories: list[StoryLink]) -> _Part:
        heading = self._words_above(number, min(story.number for story in stories))
        shown = [] if is_advertising(heading) else stories
        return _Part(number, heading, heading_kind(heading) or kind, shown)

    def _end_of_stories(self, part: Element) -> int:
        """Return where advertisements and the like begin in a part, else its end."""
        for one in self._elements[part.number : part.end]:
            if self._may_be_heading(one):
                words = one.text()
                # a single "Advertisement" may stand between stories
                is_clear = one.tag in HEADING_TAGS or len(words.split()) > 2
                if is_clear and ends_stories(words):
                    return one.number
        return part.end

    def _card(self, number: int) -> StoryLink | None:
        """Return the story of a card; None where the element is no card."""
        element = self._elements[number]
        if element.text_characters > _MAX_CARD_CHARACTERS:
            return None
        stories = self._stories.between(number, element.end)
        if len(stories) != 1:
            return None
        inside = self._elements[number : element.end]
        has_look = any(one.tag in HEADING_TAGS or one.tag == "img" for one in inside)
        return stories[0] if has_look else None

    def _is_in_margin(self, element: Element) -> bool:
        around = (element, *ancestors(self._elements, element.number))
        return any(one.tag in {"header", "footer", "nav"} for one in around)

    def _is_in_article(self, element: Element) -> bool:
        """Whether the article continues behind a row of cards, which is then a part of it."""
        child = element
        for box in islice(ancestors(self._elements, element.number), _MAX_CLIMB):
            before = [number for number in box.children if number < child.number]
            behind = [number for number in box.children if number >= child.end]
            if any(map(self._is_prose, before)) and any(map(self._is_prose, behind)):
                return True
            child = box
        return False

    def _is_prose(self, number: int) -> bool:
        element = self._elements[number]
        is_long = element.tag == "p" and element.text_characters > _PARAGRAPH_CHARACTERS
        return is_long and not self._stories.any_inside(element)

    def _words_above(self, number: int, first: int) -> str:
        """Return the nearest heading above the first link of a part; "" where there is none."""
        boxes = (self._elements[number], *ancestors(self._elements, number))
        for box in boxes[:3]:
            for one in reversed(self._elements[max(box.number, first - _MAX_GAP) : first]):
                is_heading = one.tag in HEADING_TAGS and one.tag != "h1"
                if is_heading and not self._is_in_story(one):
                    text = safe_line(one.text(), MAX_HEADING_CHARACTERS)
                    if text:
                        return text
        return ""

    def _is_in_story(self, heading: Element) -> bool:
        """Whether a heading is the headline of a card."""
        around = islice(ancestors(self._elements, heading.number), _MAX_CLIMB)
        return self._stories.any_inside(heading) or any(one.tag == "a" for one in around)


def _fewest(heading: str) -> int:
    """Return the least number of stories for a block under a heading.

    "Related" and "Next article" may have one. A single story below "Latest" or "Popular" is another
    link, since a script would have filled the list.
    """
    return 1 if heading_kind(heading) in _OF_ONE else 2


def _of_one_kind(stories: list[StoryLink]) -> list[StoryLink]:
    """Drop links to the site's sections among stories with numbers or longer addresses."""
    others = [story for story in stories if not is_like_a_section(story)]
    if len(stories) < _MIN_ALIKE or len(others) < (1 - _ALIKE_SHARE) * len(stories):
        return stories
    return others
