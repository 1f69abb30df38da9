"""An article page -> Entry: its text, its metadata, its own related stories."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from html import escape

from selectolax.lexbor import LexborHTMLParser

from qreader.config.tables import PageSelectors
from qreader.errors import ParseError
from qreader.model import Document, Entry, LinkBlock, ReadPage
from qreader.sources.decode import decode
from qreader.sources.pages.body import Body, Place, extracted_body
from qreader.sources.pages.hidden import hidden_body
from qreader.sources.pages.links import page_links
from qreader.sources.pages.markup import document_base, page_html
from qreader.sources.pages.metadata import Metadata, page_metadata, people, reads_as_name
from qreader.sources.pages.selected import Selected, select, selectors_for
from qreader.sources.pages.text_page import is_text, parse_text
from qreader.sources.pages.trim import Trim
from qreader.sources.statements import title_or_stand_in
from qreader.text import html

_MIN_TEXT_CHARACTERS = 80
"""The shortest text in JSON-LD; a shorter one is a summary."""
_FEWEST_CHARACTERS = 20
"""With fewer characters the page has no article, which is an error."""
_FEW_CHARACTERS = 200
"""With fewer characters the page shows only a beginning or a notice, and a script may hold the
article."""
_MIN_GAIN = 1.5
"""How many times longer than the extracted text JSON-LD's must be to replace it: it has no
structure."""


def parse_page(document: Document, pages: Sequence[PageSelectors] = ()) -> Entry:
    """Return the article of a page; as `read_page`."""
    return read_page(document, pages).entry


def read_page(
    document: Document, pages: Sequence[PageSelectors] = (), asked_url: str | None = None
) -> ReadPage:
    """Parse an article page.

    pages: the person's selectors, applied by the page's address, else by that which was asked for.
    Costs 20 to 60 ms for a usual page, so it must not run in the event loop. Raises ParseError
    where the page is too large, is neither HTML nor plain text, or holds no article. The entry's
    URL is the page's canonical one where it states one, else the document's.
    """
    if is_text(document):
        return ReadPage(parse_text(document))
    text = page_html(document)
    where = document.url if document.url.startswith(("http://", "https://")) else None
    try:
        tree = LexborHTMLParser(text)
        metadata = page_metadata(tree, where)
        base = document_base(tree, where) or metadata.canonical_url
        blocks = page_links(text, base)
        selectors = selectors_for(pages, where, asked_url, metadata.canonical_url)
        selected = select(text, selectors, metadata.title) if selectors else Selected(text)
        metadata = replace(metadata, title=selected.title or metadata.title)
        author, body_html = None, selected.article_html
        if body_html is None:
            trim = Trim(metadata.title, _shown_elsewhere(metadata, blocks))
            place = Place(where, base)
            body = extracted_body(selected.page_html, place, trim, signed=bool(metadata.authors))
            author, body_html = body.author, _body_html(body, metadata)
            if body.characters < _FEW_CHARACTERS and not metadata.article_body:
                body_html = hidden_body(decode(document)) or body_html
    except RecursionError as error:
        raise ParseError("is nested too deeply to read", document.url) from error
    if body_html is None:
        raise ParseError("holds no article text", document.url)
    entry = Entry(
        title=title_or_stand_in(metadata.title or "", body_html, where or base),
        url=metadata.canonical_url or where,
        authors=metadata.authors or tuple(filter(reads_as_name, people(author))),
        published=metadata.published,
        updated=metadata.updated,
        summary_html=escape(metadata.description) if metadata.description else None,
        body_html=body_html,
        base_url=base,
        language=metadata.language,
        image=metadata.image,
        own_related=blocks,
    )
    return ReadPage(entry, selected.article_html is not None, selected.missed)


# ---- the text


def _body_html(body: Body, metadata: Metadata) -> str | None:
    """Return the article as HTML, None where the page has none."""
    stated = metadata.article_body or ""
    if len(stated) > max(_MIN_TEXT_CHARACTERS, body.characters * _MIN_GAIN):
        # the page is filled in by a script, or cut for a paywall: search engines get the whole text
        return stated if "</p>" in stated else html.paragraphs_html(stated)
    return body.html if body.characters >= _FEWEST_CHARACTERS else None


def _shown_elsewhere(metadata: Metadata, blocks: tuple[LinkBlock, ...]) -> frozenset[str]:
    """Return the lines that the article view shows above or beside the text."""
    lines = {metadata.title} if metadata.title else set()
    lines |= {block.heading for block in blocks}
    return frozenset(lines.union(item.title for block in blocks for item in block.items))
