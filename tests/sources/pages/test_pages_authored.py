"""The author's words stay whatever class they stand in; what is no prose goes as before."""

from __future__ import annotations

import pytest

from qreader.model import Document
from qreader.sources.pages.article import parse_page
from qreader.text import html, plain

TITLE = "Lock keeper oils the gates of Vennmouth"
PARAGRAPHS = (
    "The first barge passed the lock of Vennmouth on Tuesday, thirty-one years after the gates "
    "were welded shut and the house of its keeper was sold to a painter of signs.",
    "Nobody believed that the paddles would move, said Orla Finch, who oiled them for a month. "
    "They moved at the second push, with a groan that was heard at the fish market.",
    "The council expects six barges a week in summer. In winter the lock stays closed, since "
    "its basin freezes before any other water in the county.",
)
WORDS = "Herons nest under the northern gate, and the council has promised to leave them there."


def shown(between: str, *, behind: str = "", around: str = "") -> str:
    first, *others = (f"<p>{text}</p>" for text in PARAGRAPHS)
    page = (
        f"<!doctype html><html><head><title>{TITLE}</title></head><body><article><h1>{TITLE}</h1>"
        f'<div class="{around}">{first}{between}{"".join(others)}{behind}</div></article>'
    )
    entry = parse_page(Document("https://lantern.example/lock", page.encode()))
    return plain.plain_text(html.entry_blocks(entry))


@pytest.mark.parametrize(
    "box",
    [
        f"<aside><p>{WORDS}</p></aside>",
        f'<aside class="note"><h4>On birds</h4><p>{WORDS}</p></aside>',
        f'<div class="related-note"><p>{WORDS}</p></div>',
        f'<div class="sidebar"><h4>On birds</h4><p>{WORDS}</p></div>',
        f'<div class="wp-block-widget-area widget"><p>{WORDS}</p></div>',
        f'<div class="story-share-text"><p>{WORDS}</p></div>',
        f'<div class="infobox slide-bar"><div class="widget-inner"><p>{WORDS}</p></div></div>',
        f'<section id="banner-text"><p>{WORDS} <a href="/herons">More</a></p></section>',
        f'<div class="commentary"><p>{WORDS}</p></div>',
        f'<div class="promo-text"><p>{WORDS}</p></div>',
        f'<p class="footer-text">{WORDS}</p>',
        f'<p class="meta-expand">{WORDS}</p>',
        f'<div class="lead-paragraph"><p>{WORDS}</p></div>',
    ],
)
def test_prose_among_paragraphs_stays(box: str) -> None:
    text = shown(box)
    assert WORDS in text
    assert all(paragraph in text for paragraph in PARAGRAPHS)


def test_a_closing_paragraph_stays_whatever_its_class() -> None:
    assert WORDS in shown("", behind=f'<p class="footer-text">{WORDS}</p>')


def test_the_class_of_what_holds_the_article_says_nothing_of_its_boxes() -> None:
    around = "entry-content with-sidebar share-enabled"
    assert WORDS in shown(f'<div class="related-note"><p>{WORDS}</p></div>', around=around)


def test_a_theme_that_calls_everything_a_widget_loses_nothing() -> None:
    wrapped = "".join(f'<div class="a-widget"><p>{text}</p></div>' for text in PARAGRAPHS)
    page = (
        f"<title>{TITLE}</title><body><article><h1>{TITLE}</h1>{wrapped}"
        f'<div class="a-widget"><h2>On birds</h2></div><div class="a-widget"><p>{WORDS}</p></div>'
    )
    entry = parse_page(Document("https://lantern.example/lock", page.encode()))
    text = plain.plain_text(html.entry_blocks(entry))
    assert all(paragraph in text for paragraph in (*PARAGRAPHS, "On birds", WORDS))


@pytest.mark.parametrize(
    "box",
    [
        '<p class="sponsored-by">Zebra paid for this.</p>',
        '<div class="ad">Zebra</div>',
        '<aside class="pullquote"><p>Zebras at the lock</p></aside>',
        '<div class="author-bio"><p>Ann Zebra writes on locks.</p></div>',
        '<aside><h4>Related</h4><ul><li><a href="/z">Zebras seen at the gate</a></ul></aside>',
        '<div class="related"><p>Read more: <a href=/z>Zebras seen at the gate</a></p></div>',
        '<div class="newsletter-box"><h3>The zebra letter</h3><p>Get the best stories of the canal '
        "in your inbox every single day.</p></div>",
        '<div class="newsletter"><p>Zebras and other news of the lock, sent each day.</p><form>'
        "<input></form></div>",
        '<div class="share-bar"><a href="/f">Zebra on F</a> <a href="/t">Zebra on X</a></div>',
        '<div class="comments"><p>I think that zebras have no business at the lock.</p></div>',
    ],
)
def test_what_its_class_tells_truly_goes(box: str) -> None:
    text = shown(box)
    assert "zebra" not in text.lower()
    assert all(paragraph in text for paragraph in PARAGRAPHS)


def test_a_quote_pulled_out_of_the_text_is_read_once() -> None:
    quote = "They moved at the second push, with a groan that was heard at the fish market."
    assert shown(f'<aside class="pullquote"><p>{quote}</p></aside>').count(quote) == 1


def test_what_follows_the_text_in_a_box_tells_of_its_author() -> None:
    words = "Orla Zebra is a writer, who lives by the lock of Vennmouth with her two dogs."
    assert words not in shown("", behind=f'<aside class="widget"><p>{words}</p></aside>')


def test_a_sentence_is_nobodys_name() -> None:
    page = (
        f"<title>{TITLE}</title><article><h1>{TITLE}</h1><p>{PARAGRAPHS[0]}</p>"
        f'<p>{PARAGRAPHS[1]}</p><div class="author-bio">Ann writes on locks.</div></article>'
    )
    entry = parse_page(Document("https://lantern.example/lock", page.encode()))
    assert entry.authors == ()
