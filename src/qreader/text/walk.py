"""Walk: passes each element of a page's tree to the flow, in reading order.

It keeps a list of nodes to visit and never recurses, so that depth costs nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

from selectolax.lexbor import LexborNode

from qreader.text import media
from qreader.text.addresses import may_hold_address, parted
from qreader.text.blocks import Block, Figure, Rule
from qreader.text.elements import (
    AROUND,
    CODE,
    DROPPED,
    DROPPED_AT_FIRST,
    ENDING_BLOCKS,
    FRAMES,
    HEADINGS,
    HOLDING,
    SPECIAL,
    STYLES,
    UNSEEN,
)
from qreader.text.flow import Flow, Frame, Kind
from qreader.text.formulas import formula
from qreader.text.numerals import DECIMAL, KINDS
from qreader.text.places import Places
from qreader.text.preformatted import code
from qreader.text.safe import safe_line
from qreader.text.tables import Slot

MAX_NODES = 50_000
"""More nodes than any article has; the rest of a longer page is left out."""

_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_FOR_LISTENERS = re.compile(
    r"(?:^|\s)(?:sr-only|screen-reader-text|visually-?hidden|a11y-hidden)(?:\s|$)", re.IGNORECASE
)
"""Classes of text for screen readers only."""
_NEIGHBOURS = 4
"""How many neighbours of a copy are searched for its original."""
_NUMERALS = re.compile(r"list-style(?:-type)?\s*:[^;]*\b(lower|upper)-(alpha|latin|roman)")
_MAX_SOURCES = 10
"""The most `source` elements of one picture or player that are read."""
_LEADING = {"a": ("href", "xlink:href"), "area": ("href",), "blockquote": ("cite",)}
"""Elements that link elsewhere, with the attribute that holds the address."""
_MORE_THAN_CODE = "img, amp-img, iframe, video, audio, embed, object, picture, map, blockquote, svg"
_MAX_LABEL_NODES = 30
_MAX_TORN_LEVELS = 6
_PERMALINKS = frozenset({"", "#", "¶", "§", "🔗", "link"})


def page_blocks(body: LexborNode, page: Places) -> tuple[Block, ...]:
    """Return the blocks of a page; those of its forms where there is nothing else."""
    walker = _Walker(page, DROPPED | DROPPED_AT_FIRST)
    found = _walk(body, walker)
    if walker.has_content:
        return found
    return _walk(body, _Walker(page, DROPPED)) or found


def _walk(body: LexborNode, walker: _Walker) -> tuple[Block, ...]:
    nodes = 0
    todo: list[LexborNode | _Closing] = [body]
    while todo:
        node = todo.pop()
        if isinstance(node, _Closing):
            walker.leave(node)
            continue
        nodes += 1
        if nodes > MAX_NODES:
            continue
        tag = node.tag
        if tag == "-text":
            walker.text(node.text_content or "")
            continue
        closing = walker.enter(node, tag)
        if closing:
            todo.append(closing)
            todo.extend(reversed(list(node.iter(include_text=True))))
    return walker.flow.finish()


class _Closing:
    """The state before an element, to be restored at its end."""

    __slots__ = ("ends_block", "heading", "linked", "node", "opened", "style", "tag", "url")

    def __init__(self, tag: str, flow: Flow) -> None:
        self.tag = tag
        self.style = flow.style
        self.url = flow.url
        self.heading = flow.heading
        self.linked = flow.linked
        self.node: LexborNode | None = None
        """Of a link."""
        self.opened = False
        self.ends_block = False


class _Walker:
    """Translates elements into calls of the flow."""

    def __init__(self, page: Places, dropped: frozenset[str]) -> None:
        self.flow = Flow()
        self.has_content = False
        """Whether there was something to read or to see."""
        self._page = page
        self._base_url = page.base_url
        self._dropped = dropped
        self._last_alt = ""

    def text(self, text: str) -> None:
        """Pass text to the flow."""
        self.has_content = self.has_content or not text.isspace()
        self.flow.text(text)

    def enter(self, node: LexborNode, tag: str | None) -> _Closing | None:
        """Begin a node that is not text; None where its children are to be skipped."""
        if tag is None or not node.is_element_node:
            return None
        flow, attributes = self.flow, node.attributes
        if attributes and self._is_hidden(node, attributes):
            return None
        if tag in self._dropped and not (tag == "label" and flow.top.kind is Kind.ITEM):
            self._leave_out(node, tag, attributes)
            return None
        if attributes:
            flow.anchors += self._page.names_of(attributes)
        if tag in SPECIAL:
            return self._enter_special(node, tag, attributes)
        return self._open(node, tag, attributes)

    def _enter_special(
        self, node: LexborNode, tag: str, attributes: media.Attributes
    ) -> _Closing | None:
        if tag == "br":
            self.flow.line_break()
        elif tag == "hr":
            self.flow.flush()
            self.flow.add(Rule())
        elif tag in media.IMAGE_TAGS:
            self._image(node, attributes)
        elif tag in media.EMBED_TAGS:
            self._embed(tag, node, attributes)
        elif tag in CODE:
            self._code(node)
        elif tag == "math":
            self._formula(node, attributes)
        elif tag == "picture":
            return self._picture(node, attributes)
        elif tag == "object":
            return self._object(node, attributes)
        elif not _is_permalink(node, attributes):
            return self._open(node, tag, attributes)
        return None

    def leave(self, closing: _Closing) -> None:
        """End an element."""
        flow = self.flow
        if closing.tag in AROUND:
            flow.text(AROUND[closing.tag][1])
        elif closing.tag == "a" and flow.url and flow.linked == closing.linked:
            self._drawn_link(flow.url, closing.node)
        if closing.opened:
            flow.close()
        elif closing.ends_block:
            flow.flush()
        flow.style, flow.url, flow.heading = closing.style, closing.url, closing.heading

    def _is_hidden(self, node: LexborNode, attributes: media.Attributes) -> bool:
        """Whether an element is not shown, or repeats what is shown beside it."""
        if "hidden" in attributes or _HIDDEN.search(attributes.get("style") or ""):
            return True
        if attributes.get("aria-hidden") == "true":
            # the drawing of a formula, whose MathML stands beside it
            return self._page.has_math and any(map(_holds_math, _neighbours(node)))
        if _FOR_LISTENERS.search(attributes.get("class") or ""):
            return not _holds_math(node) and any(map(_is_original, _neighbours(node)))
        return False

    def _leave_out(self, node: LexborNode, tag: str, attributes: media.Attributes) -> None:
        """Skip an element, but keep the links in it that can be opened, and a task's check box."""
        if tag in HOLDING:
            self._salvage(node)
        elif tag == "input" and attributes.get("type", "") == "checkbox":
            is_task = any(frame.kind is Kind.ITEM for frame in self.flow.frames)
            box = "☑ " if "checked" in attributes else "☐ "
            self.flow.text(box if is_task else "")

    def _salvage(self, node: LexborNode, *, is_read: bool = False) -> None:
        """Keep from a skipped element its code, pictures, players and links.

        is_read: the element's text was read, so its code and links are known already.
        """
        todo = [(child, is_read) for child in node.iter(include_text=True)][::-1]
        while todo:
            inner, is_read = todo.pop()
            if inner.tag == "-text":
                self._salvage_text("" if is_read else inner.text_content or "")
                continue
            tag, attributes = inner.tag, inner.attributes
            if not tag or tag in UNSEEN or (attributes and self._is_hidden(inner, attributes)):
                continue
            if tag in CODE and not is_read:  # the code that is shown without scripts
                self._add_code(inner)
                is_read = True
            else:
                self._salvage_one(inner, tag, attributes)
            todo += [(child, is_read) for child in inner.iter(include_text=True)][::-1]

    def _salvage_text(self, text: str) -> None:
        named = parted(text) if may_hold_address(text) else ()
        for url in [url for _, url in named if url and url not in self.flow.reached]:
            self._wordless_link(url, "")

    def _salvage_one(self, node: LexborNode, tag: str, attributes: media.Attributes) -> None:
        if tag in media.IMAGE_TAGS:
            self._salvage_picture(self._figure(attributes, _sources(_picture_around(node))))
        elif tag == "picture" and node.css_first("img, amp-img") is None:
            self._salvage_picture(self._figure({}, _sources(node)))
        elif tag in media.EMBED_TAGS:
            self._player(tag, node, attributes)
        elif tag == "object":
            self._player(tag, node, {**attributes, "src": attributes.get("data")})
        elif tag in _LEADING:
            url = self._page.link(next(filter(None, map(attributes.get, _LEADING[tag])), ""))
            if url and url not in self.flow.reached:
                words = "" if tag == "blockquote" else _label(node, attributes)
                self._wordless_link(url, words)

    def _open(self, node: LexborNode, tag: str, attributes: media.Attributes) -> _Closing:
        flow, closing = self.flow, _Closing(tag, self.flow)
        if tag in ENDING_BLOCKS:
            closing.ends_block = True
            flow.flush()
            if tag in FRAMES:
                if tag == "li":
                    self._number_item(attributes)
                closing.opened = self._open_frame(node, tag, attributes)
            elif tag in HEADINGS:
                flow.heading = HEADINGS[tag]
            elif tag == "tr" and flow.top.kind is Kind.TABLE:
                flow.top.rows.append([])
        elif tag == "a":
            flow.url = self._page.link(attributes.get("href") or "")
            closing.node = node
        if tag in STYLES:
            flow.style |= STYLES[tag]
        if tag in AROUND:
            flow.text(AROUND[tag][0])
        return closing

    def _open_frame(self, node: LexborNode, tag: str, attributes: media.Attributes) -> bool:
        frame = Frame(FRAMES[tag])
        if tag == "ol":
            self._number_list(frame, node, attributes)
        elif tag == "blockquote" and attributes.get("cite"):
            source = self._page.link(attributes["cite"] or "")
            if source and source.startswith("http") and not self._page.is_own(source):
                frame.source = source
        elif tag == "dl":
            frame.defines = True
        elif tag in {"dt", "dd"}:
            if not self.flow.top.defines:
                return False
        elif frame.kind is Kind.CELL:
            if self.flow.top.kind is not Kind.TABLE:
                return False
            columns = _number(attributes.get("colspan"), default=1)
            rows = _number(attributes.get("rowspan"), default=1)
            frame.slot = Slot((), tag == "th", max(1, columns), max(1, rows))
        opened = self.flow.open(frame)
        if opened and frame.kind is not Kind.CAPTION:
            self.flow.heading = 0
        return opened

    def _number_list(self, frame: Frame, node: LexborNode, attributes: media.Attributes) -> None:
        first = 1
        if "reversed" in attributes:
            frame.step = -1
            first = sum(child.tag == "li" for child in node.iter())
        frame.start = _number(attributes.get("start"), default=first)
        styled = _NUMERALS.search(attributes.get("style") or "")
        if styled:
            kind = "i" if styled[2] == "roman" else "a"
            frame.numerals = kind.upper() if styled[1] == "upper" else kind
        elif attributes.get("type") in KINDS:
            frame.numerals = attributes.get("type") or DECIMAL

    def _number_item(self, attributes: media.Attributes) -> None:
        """Begin a new list at an item whose number is not the next one."""
        opened = self.flow.top
        if opened.kind is not Kind.LIST or opened.start is None:
            return
        following = opened.start + opened.step * len(opened.items)
        number = _number(attributes.get("value"), default=following)
        if number != following and opened.items:
            self.flow.close()
            self.flow.open(
                Frame(Kind.LIST, start=number, step=opened.step, numerals=opened.numerals)
            )
        elif number != following:
            opened.start = number

    # ---- what is no text

    def _formula(self, node: LexborNode, attributes: media.Attributes) -> None:
        stands_alone = attributes.get("display") == "block"
        if stands_alone:
            self.flow.flush()
        self.flow.text(formula(node))
        if stands_alone:
            self.flow.flush()

    def _wordless_link(self, url: str, label: str) -> None:
        """Add a link whose only content is a drawing or a script."""
        if url.startswith("http") and not self._page.is_own(url):
            self.flow.image(Figure(None, safe_line(label), link=url))

    def _drawn_link(self, url: str, node: LexborNode | None) -> None:
        if node is not None and not _is_torn(node):
            attributes = node.attributes
            self._wordless_link(url, attributes.get("aria-label") or attributes.get("title") or "")

    def _figure(
        self, attributes: media.Attributes, sources: Iterator[media.Attributes]
    ) -> Figure | None:
        link = self.flow.url
        if link and link.startswith("#"):
            link = None
        return media.figure(attributes, self._base_url, link, sources)

    def _image(self, node: LexborNode, attributes: media.Attributes) -> None:
        text = media.text_for(attributes)
        if text:
            self.flow.text(text)
            return
        figure = self._figure(attributes, _sources(_picture_around(node)))
        if figure:
            self.has_content = True
            self._last_alt = figure.alt
            self.flow.image(figure)

    def _salvage_picture(self, figure: Figure | None) -> None:
        is_double = figure and figure.alt and figure.alt == self._last_alt
        if figure and figure.url and figure.url not in self.flow.reached and not is_double:
            self.flow.image(figure)

    def _picture(self, node: LexborNode, attributes: media.Attributes) -> _Closing | None:
        if node.css_first("img, amp-img") is not None:
            return self._open(node, "picture", attributes)
        figure = self._figure({}, _sources(node))
        if figure:
            self.flow.image(figure)
        return None

    def _embed(self, tag: str, node: LexborNode, attributes: media.Attributes) -> None:
        self.has_content |= self._player(tag, node, attributes)
        if tag in HOLDING:
            self._salvage(node)

    def _player(self, tag: str, node: LexborNode, attributes: media.Attributes) -> bool:
        sources = _sources(node if tag in HOLDING else None)
        span = media.embed(tag, attributes, sources, self._base_url)
        if span and span.url not in self.flow.reached:
            self.flow.player(span)
        elif not span and attributes.get("poster"):
            figure = self._figure({"src": attributes["poster"]}, iter(()))
            if figure:
                self.flow.image(figure)
        return span is not None

    def _object(self, node: LexborNode, attributes: media.Attributes) -> _Closing | None:
        """Add a player in an `object`: its own address, else its contents."""
        stated = {**attributes, "src": attributes.get("data")}
        if not self._player("object", node, stated):
            return self._open(node, "object", attributes)
        self._salvage(node)
        return None

    def _code(self, node: LexborNode) -> None:
        self.has_content = True
        self._add_code(node)
        if node.css_first(_MORE_THAN_CODE) is not None:
            self._salvage(node, is_read=True)

    def _add_code(self, node: LexborNode) -> None:
        self.flow.flush()
        found = code(node, self.flow.url, self._page.link, self._dropped)
        if found:
            self.flow.add(found)
            self.flow.reached.update(link.url for link in found.links)
            self.flow.linked += len(found.links)


def _sources(node: LexborNode | None) -> Iterator[media.Attributes]:
    """Yield the attributes of an element's `source` and `param` children."""
    if node is None:
        return
    for child in islice(node.iter(), _MAX_SOURCES):
        if child.tag == "source":
            yield child.attributes
        elif child.tag == "param" and child.attributes.get("name") in {"movie", "src", "url"}:
            yield {"src": child.attributes.get("value")}


def _picture_around(image: LexborNode) -> LexborNode | None:
    """Return the element that states an image's other addresses, if one does."""
    parent = image.parent
    return parent if parent is not None and parent.tag == "picture" else None


def _neighbours(node: LexborNode) -> Iterator[LexborNode]:
    for step in ("prev", "next"):
        beside = getattr(node, step)
        for _ in range(_NEIGHBOURS):
            if beside is None:
                break
            if beside.is_element_node:
                yield beside
            beside = getattr(beside, step)


def _holds_math(node: LexborNode) -> bool:
    return node.tag == "math" or node.css_first("math") is not None


def _is_original(node: LexborNode) -> bool:
    """Whether an element is shown, and hidden from screen readers."""
    return node.attributes.get("aria-hidden") == "true" and bool(_label(node, {}))


def _label(node: LexborNode, attributes: media.Attributes) -> str:
    """Return the label of a link: its own attributes, else its first words."""
    stated = next(filter(None, map(attributes.get, ("aria-label", "alt", "title"))), None)
    if stated:
        return stated
    todo = [node]
    for _ in range(_MAX_LABEL_NODES):
        if not todo:
            break
        inner = todo.pop()
        if inner.tag == "-text" and (inner.text_content or "").strip():
            return (inner.text_content or "").strip()
        if inner.tag not in UNSEEN:
            todo.extend(list(islice(inner.iter(include_text=True), _MAX_LABEL_NODES))[::-1])
    return ""


def _is_permalink(node: LexborNode, attributes: dict[str, str | None]) -> bool:
    """Whether it is the permalink sign of a heading."""
    href = attributes.get("href") or ""
    is_mark = href.startswith("#") and node.text(strip=True) in _PERMALINKS
    return is_mark and node.css_first("img, amp-img") is None


def _is_torn(node: LexborNode) -> bool:
    """Whether it is the empty rest of a link that the parser split at a block."""
    inner: LexborNode | None = node
    for _ in range(_MAX_TORN_LEVELS):
        if inner is None or inner.next is not None:
            break
        inner = inner.parent
    inner = _first_element(inner.next) if inner is not None else None
    for _ in range(_MAX_TORN_LEVELS):
        if inner is None or inner.tag == "a":
            break
        inner = _first_element(inner.child)
    return inner is not None and inner.attributes.get("href") == node.attributes.get("href")


def _first_element(node: LexborNode | None) -> LexborNode | None:
    """Return the element that begins here; None where text comes before it."""
    if node is not None and node.tag == "-text" and not (node.text_content or "").strip():
        node = node.next
    return node if node is not None and node.is_element_node else None


def _number(text: str | None, default: int) -> int:
    found = re.match(r"\s*(-?[0-9]{1,6})\b", text or "")
    return int(found[1]) if found else default
