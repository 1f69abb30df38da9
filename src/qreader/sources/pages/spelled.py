"""Rewrites the parts of a page that the extractor would drop, split or misread."""

from __future__ import annotations

import re
from itertools import islice
from typing import Any

from qreader.sources.pages.notes import open_with
from qreader.sources.pages.pictures import PLAYERS
from qreader.sources.pages.placeholders import Placeholders

_Element = Any
"""An element of lxml, which has no types."""

_MOST_LOOKED_AT = 300
"""The most quotes and dates that are examined."""
_MIN_SENTENCE_CHARACTERS = 40
"""The least text around a date in a sentence; with less, it is the page's date line."""
_SENTENCE_END = (".", "!", "?", "…", "。", "؟", "।", ".”", ".“", ".»", '."', ":")
_MAX_LANGUAGE_LEVELS = 3
"""How many ancestors of code may name its language."""
_LANGUAGE = re.compile(
    r"(?:^|[\s:-])(?:language|lang|highlight-source|brush:)[-\s:]*([\w+#.]+)", re.IGNORECASE
)
_NUMBER = re.compile(r"\s*-?[0-9]{1,6}\b")
_LINE_NUMBERS = re.compile(r"[\d\s]+")
_INLINE_TAGS = frozenset({"a", "em", "i", "b", "strong", "cite", "span", "br", "small"})
_TEX = ".//*[local-name()='annotation'][@encoding='application/x-tex']"


def spell_out(tree: _Element, placeholders: Placeholders) -> None:
    """Rewrite a page's tree in place."""
    for numbered in list(tree.iter("ol")):
        _mark_numbers(numbered, placeholders)
    for rule in list(tree.iter("hr")):
        _mark_rule(rule, placeholders)
    for table in list(tree.iter("table")):
        _as_listing(table)
    for preformatted in list(tree.iter("pre")):
        _as_code(preformatted)
    for quote in list(tree.iter("q")):
        _put_between(quote, "\u201c", "\u201d")
    for reading in list(tree.iter("rt")):
        _put_between(reading, "(", ")")
    for math in list(tree.iter("math")):
        if not math.get("alttext") and not math.xpath(_TEX):
            math.drop_tag()  # the extractor keeps a formula only by its TeX source
    for time in list(tree.iter("time"))[:_MOST_LOOKED_AT]:
        _as_words(time)
    for quote in list(tree.iter("blockquote"))[:_MOST_LOOKED_AT]:
        for source in list(quote.iter("footer", "figcaption")):
            source.tag = "p"
        _gather_loose(quote)


def use_plain_names(tree: _Element) -> None:
    """Replace custom elements by standard ones: the extractor drops unknown elements."""
    for element in list(tree.iter()):
        tag = element.tag
        if not isinstance(tag, str) or "-" not in tag:
            continue
        if tag == "amp-img":
            element.tag = "img"
        elif tag not in PLAYERS:
            holds_blocks = any(child.tag not in _INLINE_TAGS for child in element)
            has_words = bool((element.text or "").strip())
            element.tag = "p" if has_words and not holds_blocks else "div"


# ---- numbers and rules


def _mark_numbers(numbered: _Element, placeholders: Placeholders) -> None:
    """Mark the items whose number does not follow that of the item before."""
    items = [child for child in numbered if child.tag == "li"]
    is_reversed = numbered.get("reversed") is not None
    step = -1 if is_reversed else 1
    stated_start = _number(numbered.get("start"))
    first = len(items) if is_reversed else 1
    number = first if stated_start is None else stated_start
    expected = 1
    for item in items:
        stated = _number(item.get("value"))
        number = number if stated is None else stated
        placeholder = placeholders.number(number) if number != expected else None
        if placeholder:
            open_with(item, placeholder)
        expected, number = number + 1, number + step


def _number(text: str | None) -> int | None:
    found = _NUMBER.match(text or "")
    return int(found[0]) if found else None


def _mark_rule(rule: _Element, placeholders: Placeholders) -> None:
    """Mark a rule between two paragraphs, which divides the text; others are decoration."""
    beside = (rule.getprevious(), rule.getnext())
    if all(one is not None and one.tag == "p" and one.text_content().strip() for one in beside):
        placeholder = placeholders.shown("<hr>")
        if placeholder:
            paragraph = rule.makeelement("p", {})
            paragraph.text = placeholder
            rule.addprevious(paragraph)


# ---- code


def _as_code(preformatted: _Element) -> None:
    """Wrap the contents of a pre element in code; else the extractor takes it for a quote."""
    code = next(preformatted.iter("code"), None)
    if code is None:
        code = preformatted.makeelement("code", dict(preformatted.attrib))
        code.text, preformatted.text = preformatted.text, None
        code.extend(list(preformatted))
        preformatted.append(code)
    language = _language(code)
    if language:
        code.set("class", f"language-{language}")


def _language(code: _Element) -> str | None:
    """Return the language of code that it or an ancestor states."""
    element = code
    for _ in range(_MAX_LANGUAGE_LEVELS + 1):
        if element is None or element.tag in {"body", "article"}:
            return None
        named = _LANGUAGE.search(element.get("class") or "")
        language: str | None = element.get("data-lang") or element.get("data-language")
        if named or language:
            return named[1] if named else language
        element = element.getparent()
    return None


def _as_listing(table: _Element) -> None:
    """Replace a table of line numbers and code by the code."""
    cells = list(islice(table.iter("td"), 3))
    parts = [cell.find(".//pre") for cell in cells]
    if len(cells) != 2 or parts[0] is None or parts[1] is None:
        return
    if not _LINE_NUMBERS.fullmatch("".join(parts[0].itertext())):
        return
    for line_break in list(parts[1].iter("br")):
        line_break.tail = "\n" + (line_break.tail or "")
        line_break.drop_tag()
    parts[1].tail = None
    table.addprevious(parts[1])
    table.drop_tree()


# ---- words


def _put_between(element: _Element, before: str, behind: str) -> None:
    element.text = before + (element.text or "")
    if len(element):
        element[-1].tail = (element[-1].tail or "") + behind
    else:
        element.text += behind
    element.drop_tag()


def _gather_loose(quote: _Element) -> None:
    """Make a paragraph of the loose words behind a quote's paragraph: they name its author."""
    for paragraph in [child for child in quote if child.tag == "p"]:
        if not (paragraph.tail or "").strip():
            continue
        gathered = paragraph.makeelement("p", {})
        gathered.text, paragraph.tail = paragraph.tail, None
        for following in list(paragraph.itersiblings()):
            if following.tag not in _INLINE_TAGS:
                break
            gathered.append(following)
        paragraph.addnext(gathered)


def _as_words(time: _Element) -> None:
    """Keep a date that is a part of a sentence: the extractor drops all dates."""
    around = next(time.iterancestors("p", "li", "dd", "td", "blockquote"), None)
    if around is None:
        return
    sentence = around.text_content().strip()
    own = len(time.text_content())
    if sentence.endswith(_SENTENCE_END) and len(sentence) > own + _MIN_SENTENCE_CHARACTERS:
        time.drop_tag()
