"""An article page -> Entry: its text, what it says of itself, its own related stories."""

from __future__ import annotations

import logging
import re
from dataclasses import dataclass
from html import escape
from typing import Any

from selectolax.lexbor import LexborHTMLParser

from qreader.errors import ParseError
from qreader.model import Document, Entry, LinkBlock
from qreader.sources.dates import parse_date
from qreader.sources.pages.links import page_links
from qreader.sources.pages.markup import page_html
from qreader.sources.pages.metadata import Metadata, page_metadata, people
from qreader.sources.statements import title_or_stand_in
from qreader.text import html
from qreader.text.safe import safe_line

_Extracted = Any
_Element = Any
"""The extractor's result and its tree, which is lxml's: both without types that say anything."""

_MIN_TEXT_CHARACTERS = 80
"""Below it the extractor looks again, less strictly."""
_FEWEST_CHARACTERS = 20
"""Below it the page has no article, and that is an error."""
_MIN_GAIN = 2.5
"""JSON-LD's text has to be this many times the extracted one: it has no structure."""
_PRUNED = "//figcaption"
"""The extractor would make paragraphs of them; `_captions` puts them where they belong."""
_SPACE = re.compile(r"\s+")


def parse_page(document: Document) -> Entry:
    """Read an article page.

    Costs 20 to 60 ms for a usual page, so it runs off the event loop. Raises ParseError where the
    page is too large, is no HTML or holds no article. The entry's URL is the page's canonical one
    where it states it, else the document's own.
    """
    text = page_html(document)
    where = document.url if document.url.startswith(("http://", "https://")) else None
    try:
        tree = LexborHTMLParser(text)
        metadata = page_metadata(tree, where)
        base = where or metadata.canonical_url
        blocks = page_links(text, base)
        dated = bool(metadata.published and metadata.authors)
        shown = _shown_elsewhere(metadata, blocks)
        extracted = _extracted(text, base, tree, shown, dated=dated)
        body_html = _body(extracted, metadata)
    except RecursionError as error:
        raise ParseError("is nested too deeply to read", document.url) from error
    if body_html is None:
        raise ParseError("holds no article text", document.url)
    return Entry(
        title=title_or_stand_in(metadata.title or "", body_html, base),
        url=metadata.canonical_url or where,
        authors=metadata.authors or people(extracted.author),
        published=metadata.published or parse_date(extracted.date or ""),
        updated=metadata.updated,
        summary_html=escape(metadata.description) if metadata.description else None,
        body_html=body_html,
        base_url=base,
        language=metadata.language,
        image=metadata.image,
        own_related=blocks,
    )


# ---- the text


@dataclass(frozen=True, slots=True)
class _Text:
    """What the extractor found."""

    html: str = ""
    characters: int = 0
    author: str | None = None
    date: str | None = None


def _body(extracted: _Text, metadata: Metadata) -> str | None:
    """Return the article as HTML, None where the page has none."""
    stated = metadata.article_body or ""
    if len(stated) > max(_MIN_TEXT_CHARACTERS, extracted.characters * _MIN_GAIN):
        # filled in by script, or cut for a paywall: what search engines get is the better text
        return stated if "</p>" in stated else html.paragraphs_html(stated)
    return extracted.html if extracted.characters >= _FEWEST_CHARACTERS else None


def _extracted(
    text: str,
    base: str | None,
    tree: LexborHTMLParser,
    shown: frozenset[str],
    *,
    dated: bool,
) -> _Text:
    """Run the extractor; unless `dated` it looks for author and date as well."""
    best = _Text()
    for favor_recall in (False, True):
        found = _found(text, base, favor_recall=favor_recall, metadata=not dated)
        if found is None:
            continue
        characters = len(_SPACE.sub(" ", "".join(found.body.itertext())).strip())
        if characters > best.characters:
            _drop(found.body, shown)
            captions = _captions(tree)
            markup = escape(found.body.text or "", quote=False)
            markup += "".join(_markup(child, captions) for child in found.body)
            best = _Text(markup, characters, found.author, found.date)
        if best.characters >= _MIN_TEXT_CHARACTERS:
            break
    return best


def _found(text: str, base: str | None, *, favor_recall: bool, metadata: bool) -> _Extracted | None:
    import trafilatura  # 220 ms

    for name in ("trafilatura", "htmldate"):
        # "discarding data" is no news to us, and would be written over the screen
        logging.getLogger(name).setLevel(logging.CRITICAL)
    return trafilatura.bare_extraction(
        text,
        url=base,
        favor_recall=favor_recall,
        include_comments=False,
        include_formatting=True,
        include_links=True,
        include_images=True,
        include_tables=True,
        output_format="html",
        with_metadata=metadata,
        prune_xpath=_PRUNED,
    )


def _shown_elsewhere(metadata: Metadata, blocks: tuple[LinkBlock, ...]) -> frozenset[str]:
    """Return the lines that stand above or beside the text, and need not stand in it."""
    lines = {metadata.title} if metadata.title else set()
    lines |= {block.heading for block in blocks}
    return frozenset(lines.union(item.title for block in blocks for item in block.items))


def _drop(body: _Element, shown: frozenset[str]) -> None:
    for element in list(body.iter("p", "head", "item")):
        text = " ".join("".join(element.itertext()).split())
        parent = element.getparent()
        if text in shown and parent is not None and not (element.tail or "").strip():
            parent.remove(element)


def _captions(tree: LexborHTMLParser) -> dict[str, str]:
    """Return the captions of the page's figures by the end of their image's address.

    The extractor drops figcaption; the reading view shows pictures by these words.
    """
    captions: dict[str, str] = {}
    for figure in tree.css("figure"):
        caption, images = figure.css_first("figcaption"), figure.css("img")
        if caption is None or len(images) != 1:
            continue
        words = safe_line(caption.text(deep=True, separator=" "), 1000)
        for name in ("src", "data-src"):
            source = images[0].attributes.get(name)
            if source and words:
                captions[_image_key(source)] = words
    return captions


def _image_key(address: str) -> str:
    return address.rsplit("/", 1)[-1]


_TAGS = {
    # the extractor's tree is a small XML dialect; what is not here is dropped, its text stays
    **{"p": "p", "quote": "blockquote", "table": "table", "row": "tr", "del": "del", "lb": "br"},
    **{"details": "details", "summary": "summary"},
}
_HI = {"#b": "strong", "#i": "em", "#u": "u", "#t": "code", "#sup": "sup", "#sub": "sub"}
_VOID = frozenset({"br", "img"})


def _markup(element: _Element, captions: dict[str, str]) -> str:
    """Return an element of the extractor's tree as HTML, its tail included."""
    tail = escape(element.tail or "", quote=False)
    if not isinstance(element.tag, str):
        return tail
    if element.tag == "graphic":
        return _figure(element, captions) + tail
    inner = escape(element.text or "", quote=False) + "".join(
        _markup(child, captions) for child in element
    )
    tag, attributes = _tag(element)
    if tag is None:
        return inner + tail
    if tag in _VOID:
        return f"<{tag}>{inner}{tail}"
    return f"<{tag}{attributes}>{inner}</{tag}>{tail}"


def _tag(element: _Element) -> tuple[str | None, str]:
    """Return the HTML tag of an element and its attributes, written out."""
    rend = element.get("rend") or ""
    match element.tag:
        case "head":
            return (rend if re.fullmatch("h[1-6]", rend) else "h3"), ""
        case "hi":
            return _HI.get(rend, "em"), ""
        case "list":
            return (rend if rend in {"ol", "ul", "dl"} else "ul"), ""
        case "item":
            return (rend[:2] if rend[:2] in {"dt", "dd"} else "li"), ""
        case "cell":
            return ("th" if element.get("role") == "head" else "td"), ""
        case "ref":
            target = element.get("target")
            return ("a", f' href="{escape(target)}"') if target else (None, "")
        case "code":
            return _code_tag(element)
    return _TAGS.get(str(element.tag)), ""


def _code_tag(element: _Element) -> tuple[str, str]:
    parent = element.getparent()
    if parent is not None and parent.tag == "code":
        language = element.get("class")
        return "code", f' class="{escape(language)}"' if language else ""
    is_block = parent is None or parent.tag in {"body", "quote", "item", "div", "main"}
    return ("pre" if is_block or "\n" in "".join(element.itertext()) else "code"), ""


def _figure(element: _Element, captions: dict[str, str]) -> str:
    source, alt = element.get("src") or "", element.get("alt") or ""
    image = f'<img src="{escape(source)}" alt="{escape(alt)}">'
    parent = element.getparent()
    if parent is not None and parent.tag != "body":
        return image  # inside a sentence or a cell, where a figure cannot stand
    caption = captions.get(_image_key(source))
    words = f"<figcaption>{escape(caption)}</figcaption>" if caption else ""
    return f"<figure>{image}{words}</figure>"
