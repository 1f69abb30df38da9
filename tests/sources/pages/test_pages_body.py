"""A page's body keeps its structure and its pictures, and leaves what is shown elsewhere."""

from __future__ import annotations

import time
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qreader.errors import ParseError
from qreader.model import Document, Entry
from qreader.sources.pages.article import parse_page
from qreader.sources.pages.placeholders import MAX_PLACEHOLDERS
from qreader.text import html, plain
from qreader.text.blocks import Block, Code, Figure, Heading, ListBlock, Paragraph, Quote, Table
from qreader.text.safe import is_safe

ADDRESS = "https://www.lantern.example/harbour/lock-keeper-oils-gates"
FIRST = (
    "<p>The first barge passed the lock of Vennmouth on Tuesday, thirty-one years after the gates "
    "were welded shut and the house of its keeper was sold to a painter of signs.</p>"
)
SECOND = (
    "<p>Nobody believed that the paddles would move, said Orla Finch, who oiled them for a month. "
    "They moved at the second push, with a groan that was heard at the fish market.</p>"
)
LAST = (
    "<p>The council expects six barges a week in summer. In winter the lock stays closed, since "
    "its basin freezes before any other water in the county.</p>"
)
TITLE = "Lock keeper oils the gates of Vennmouth"


def article(between: str, *, head: str = "", before: str = "", after: str = "") -> Entry:
    text = (
        f"<!doctype html><html><head><title>{TITLE}</title>{head}</head><body>{before}"
        f"<article>{FIRST}{between}{SECOND}{after}</article></body></html>"
    )
    return parse_page(Document(ADDRESS, text.encode()))


def blocks_of(entry: Entry) -> tuple[Block, ...]:
    return html.blocks(entry.body_html or "", entry.base_url)


def text_of(entry: Entry) -> str:
    return plain.plain_text(blocks_of(entry))


def only(entry: Entry, kind: type) -> Any:
    (found,) = (block for block in blocks_of(entry) if isinstance(block, kind))
    return found


def position(entry: Entry, kind: type[Block]) -> int:
    return [type(block) for block in blocks_of(entry)].index(kind)


# ---- tables


def test_a_tables_caption_is_its_caption_and_no_row() -> None:
    found = only(
        article(
            "<table><caption>Barges a season</caption><tr><th>Season</th><th>Barges</th></tr>"
            "<tr><td>Summer</td><td>6</td></tr></table>"
        ),
        Table,
    )
    assert plain.spans_text(found.caption) == "Barges a season"
    assert [[plain.spans_text(cell.spans) for cell in row] for row in found.rows] == [
        ["Season", "Barges"],
        ["Summer", "6"],
    ]
    assert [cell.is_header for cell in found.rows[0]] == [True, True]


def test_the_caption_of_a_figure_around_a_table_is_the_tables() -> None:
    found = only(
        article(
            "<figure><table><tr><td>Summer</td><td>6</td></tr><tr><td>Winter</td><td>0</td></tr>"
            "</table><figcaption>Barges a season, as counted</figcaption></figure>"
        ),
        Table,
    )
    assert plain.spans_text(found.caption) == "Barges a season, as counted"
    assert len(found.rows) == 2


def test_two_tables_keep_each_its_own_caption() -> None:
    row = "<tr><td>Summer</td><td>6</td></tr><tr><td>Winter</td><td>0</td></tr>"
    entry = article(
        f"<table><caption>Barges</caption>{row}</table>{LAST}"
        f"<table><caption>Boats</caption>{row}</table>"
    )
    tables = [block for block in blocks_of(entry) if isinstance(block, Table)]
    assert [plain.spans_text(table.caption) for table in tables] == ["Barges", "Boats"]


def test_an_empty_caption_is_none() -> None:
    row = "<tr><td>Summer</td><td>6</td></tr><tr><td>Winter</td><td>0</td></tr>"
    assert only(article(f"<table><caption> </caption>{row}</table>"), Table).caption == ()


def test_a_captions_marks_are_escaped() -> None:
    row = "<tr><td>Summer</td><td>6</td></tr><tr><td>Winter</td><td>0</td></tr>"
    found = only(article(f"<table><caption>a &lt;b&gt; c</caption>{row}</table>"), Table)
    assert plain.spans_text(found.caption) == "a <b> c"


def test_a_table_in_text_is_read_row_by_row() -> None:
    row = "<tr><td>Summer</td><td>6</td></tr><tr><td>Winter</td><td>0</td></tr>"
    text = text_of(article(f"<table><caption>Barges</caption>{row}</table>"))
    assert "Barges\nSummer | 6\nWinter | 0" in text


# ---- lists, quotes, code


def test_nested_lists_stay_nested() -> None:
    found = only(article("<ul><li>gates<ul><li>upper</li><li>lower</li></ul></li></ul>"), ListBlock)
    (item,) = found.items
    inner = item.blocks[1]
    assert isinstance(inner, ListBlock)
    assert len(inner.items) == 2


def test_terms_and_their_meanings_stay_together() -> None:
    found = only(article("<dl><dt>Paddle</dt><dd>A shutter in the gate.</dd></dl>"), ListBlock)
    assert found.defines
    assert text_of(article("<dl><dt>Paddle</dt><dd>A shutter.</dd></dl>")).count("- ") == 0


def test_code_keeps_its_lines_and_language() -> None:
    entry = article('<pre><code class="language-rust">fn main() {\n    oil();\n}</code></pre>')
    assert only(entry, Code) == Code("fn main() {\n    oil();\n}", "rust")


def test_preformatted_text_keeps_its_lines() -> None:
    entry = article("<pre>The boat\n    is late\n<b>again</b> today</pre>")
    assert only(entry, Code).text == "The boat\n    is late\nagain today"


def test_a_quote_in_a_figure_is_read_with_its_source() -> None:
    entry = article(
        "<figure><blockquote><p>A lock that nobody opens is a wall.</p></blockquote>"
        "<figcaption>Orla Finch, keeper</figcaption></figure>"
    )
    assert isinstance(only(entry, Quote).blocks[0], Paragraph)
    assert "Orla Finch, keeper" in text_of(entry)


def test_code_in_a_figure_is_read_with_its_title() -> None:
    entry = article("<figure><pre>x = 1\ny = 2</pre><figcaption>Listing 1</figcaption></figure>")
    assert only(entry, Code).text == "x = 1\ny = 2"
    assert "Listing 1" in text_of(entry)


def test_headings_keep_their_level() -> None:
    assert only(article("<h3>What moved</h3>"), Heading).level == 3


def test_white_space_in_text_is_that_of_the_page() -> None:
    assert "one two three four" in text_of(
        article("<p>one <b>two</b> <i>three</i>\n four, and the gates of the lock were open.</p>")
    )


# ---- pictures


def test_a_figure_stands_where_the_page_has_it() -> None:
    entry = article(
        '<figure><img src="/lock.jpg" alt="A gate"><figcaption>The gate.</figcaption></figure>'
    )
    assert position(entry, Figure) == 1
    found = only(entry, Figure)
    assert (found.url, found.alt) == ("https://www.lantern.example/lock.jpg", "A gate")
    assert plain.spans_text(found.caption) == "The gate."


def test_a_pictures_words_are_not_counted_as_text() -> None:
    entry = article(
        '<figure><img src="/a.jpg" alt="Gate in rain"><figcaption>The gate.</figcaption></figure>'
    )
    assert "The gate." not in text_of(entry)
    assert "Gate in rain" not in text_of(entry)
    assert "qreadermark" not in (entry.body_html or "")


@pytest.mark.parametrize(
    "image",
    [
        '<img src="/barge.jpg" alt="A barge in the lock">',
        '<img src="/barge.jpg">',
        '<p><img src="/barge.jpg" alt=""></p>',
        '<div class="wide"><a href="/large"><img src="/barge.jpg" width="640"></a></div>',
        '<p><img src="data:," class="lazy"><noscript><img src="/barge.jpg"></noscript></p>',
    ],
)
def test_a_picture_among_the_paragraphs_is_shown_whether_it_has_words_or_not(image: str) -> None:
    assert only(article(image), Figure).url == "https://www.lantern.example/barge.jpg"


@pytest.mark.parametrize(
    "image",
    [
        '<img src="/a.jpg" width="1" height="1">',
        '<img src="/icons/icon-share.png" alt="logo">',
        '<img src="/a.jpg" class="avatar">',
        '<noscript><img src="/count.jpg" alt="A count of readers"></noscript>',
        '<div>Written by <img src="/a.jpg"> somebody</div>',
    ],
)
def test_a_picture_that_is_an_icon_or_stands_elsewhere_is_not(image: str) -> None:
    assert not any(isinstance(block, Figure) for block in blocks_of(article(image)))


def test_two_pictures_in_one_link_are_two_pictures() -> None:
    entry = article('<a href="/next"><img src="/a.png"><img src="/b.png"></a>')
    assert sum(isinstance(block, Figure) for block in blocks_of(entry)) == 2


def test_what_a_picture_says_when_pointed_at_and_where_it_leads_is_kept() -> None:
    found = only(article('<a href="/next"><img src="/a.png" title="No barge."></a>'), Figure)
    assert "No barge." in (found.alt, found.title)
    assert found.link == "https://www.lantern.example/next"


def test_a_picture_within_a_sentence_follows_its_paragraph() -> None:
    words = "The barge was so long that it lay in two counties when it left the upper gate"
    entry = article(f'<p>{words} <img src="/a.jpg" alt="A very long barge"> at noon.</p>')
    assert f"{words} at noon." in text_of(entry)
    assert position(entry, Figure) == 2


@pytest.mark.parametrize(
    "image",
    [
        '<img data-src="/lock.jpg" src="data:image/gif;base64,R0lG" alt="A lock gate">',
        '<img data-original="/lock.jpg" alt="A lock gate">',
        '<img srcset="/small.jpg 400w, /lock.jpg 800w" alt="A lock gate">',
        '<picture><source srcset="/lock.jpg 2x"><img alt="A lock gate"></picture>',
    ],
)
def test_a_picture_that_a_script_would_load_has_its_address(image: str) -> None:
    found = only(article(f"<figure>{image}<figcaption>The gate.</figcaption></figure>"), Figure)
    assert found.url == "https://www.lantern.example/lock.jpg"


def test_a_double_for_readers_without_scripts_is_not_shown_twice() -> None:
    entry = article(
        '<figure><img data-src="/a.jpg" alt="A lock gate">'
        '<noscript><img src="/a.jpg" alt="A lock gate"></noscript>'
        "<figcaption>The gate.</figcaption></figure>"
    )
    assert only(entry, Figure).alt == "A lock gate"


def test_a_gallery_shows_its_pictures_under_one_caption() -> None:
    pictures = "".join(f'<img src="/{number}.jpg" alt="Gate {number}">' for number in range(3))
    entry = article(f"<figure>{pictures}<figcaption>Three gates.</figcaption></figure>")
    figures = [block for block in blocks_of(entry) if isinstance(block, Figure)]
    assert [figure.alt for figure in figures] == ["Gate 0", "Gate 1", "Gate 2"]
    assert [bool(figure.caption) for figure in figures] == [True, False, False]


def test_the_pictures_of_other_stories_are_none_of_the_article() -> None:
    card = (
        '<a href="/harbour/fish-market"><figure><img src="/f.jpg" alt="Fish at dawn in boxes">'
        "</figure><h3>The fish market moves uphill</h3></a>"
    )
    entry = article(card, after=f"<aside>{card}</aside>")
    assert not any(isinstance(block, Figure) for block in blocks_of(entry))


def test_a_linked_picture_is_a_picture() -> None:
    entry = article('<a href="/large.jpg"><img src="/a.jpg" alt="A barge in the lock"></a>')
    assert only(entry, Figure).alt == "A barge in the lock"


def test_an_article_of_endless_pictures_shows_the_first_ones() -> None:
    picture = '<figure><img src="/a.jpg" alt="Gate"><figcaption>The gate.</figcaption></figure>'
    entry = article(picture * (MAX_PLACEHOLDERS + 50))
    assert sum(isinstance(block, Figure) for block in blocks_of(entry)) == MAX_PLACEHOLDERS
    assert "qreadermark" not in (entry.body_html or "")


def test_a_page_that_writes_marks_itself_gains_nothing_by_it() -> None:
    entry = article("<p>qreadermark7x and the gates of the lock, says a very odd paragraph.</p>")
    assert "and the gates of the lock, says a very odd paragraph." in text_of(entry)
    assert not any(isinstance(block, Figure) for block in blocks_of(entry))


# ---- what is shown elsewhere


def test_what_stands_above_the_headline_is_no_text() -> None:
    above = f"<p>News › Harbour</p><p>Share this</p><h1>{TITLE}</h1>"
    text = f"<html><head><title>{TITLE}</title></head><article>{above}{FIRST}{SECOND}{LAST}"
    entry = parse_page(Document(ADDRESS, text.encode()))
    assert text_of(entry).startswith("The first barge")


def test_a_picture_above_the_headline_stays() -> None:
    above = '<figure><img src="/a.jpg" alt="Gate"><figcaption>A gate.</figcaption></figure>'
    above += f"<h1>{TITLE}</h1>"
    text = f"<html><head><title>{TITLE}</title></head><article>{above}{FIRST}{SECOND}{LAST}"
    entry = parse_page(Document(ADDRESS, text.encode()))
    assert position(entry, Figure) == 0
    assert TITLE not in text_of(entry)


def test_a_headline_far_down_takes_nothing_along() -> None:
    entry = article(f"{SECOND}{LAST}{LAST}<h2>{TITLE}</h2>", after=LAST)
    assert "The first barge" in text_of(entry)


@pytest.mark.parametrize(
    "line",
    [
        "Read more: <a href='/x'>The fish market moves uphill at last</a>",
        "Lesen Sie auch: <a href='/x'>Der Fischmarkt zieht den Hügel hinauf</a>",
        "À lire aussi : <a href='/x'>Le marché aux poissons déménage</a>",
        "Les også: <a href='/x'>Fisketorget flytter opp bakken</a>",
        "Leia também: <a href='/x'>O mercado de peixe muda de lugar</a>",
    ],
)
def test_a_line_that_leads_to_another_story_is_no_text(line: str) -> None:
    text = text_of(article(f"<p>{line}</p>", after=LAST))
    assert line.split(":")[0].strip() not in text
    assert "The first barge" in text
    assert "The council expects" in text


@pytest.mark.parametrize(
    "line",
    [
        "Read more: the keeper has written it all down in a book that nobody has printed so far.",
        "Related: a word that the keeper uses for <a href='/x'>gates</a> that move, and for walls.",
        "Note: <a href='/x'>The fish market moves uphill</a> from Monday on.",
    ],
)
def test_a_sentence_with_a_colon_is_text(line: str) -> None:
    assert line.split(":")[0] in text_of(article(f"<p>{line}</p>", after=LAST))


def test_a_heading_with_nothing_below_it_is_none_of_the_text() -> None:
    entry = article(
        "", after=f"{LAST}<h2>More on the harbour</h2><p><a href='/x'>Fish market</a></p>"
    )
    assert text_of(entry).endswith("any other water in the county.")


def test_the_pages_own_related_stories_are_no_text() -> None:
    items = "".join(
        f'<li><a href="/harbour/story-{number}">A story of the harbour, number {number}</a></li>'
        for number in range(4)
    )
    entry = article("", after=f"{LAST}<h2>Related stories</h2><ul>{items}</ul>")
    assert len(entry.own_related[0].items) == 4
    assert "A story of the harbour" not in text_of(entry)
    assert "Related stories" not in text_of(entry)


def test_a_list_with_links_within_the_text_is_text() -> None:
    items = "".join(
        f'<li><a href="/{name}">The {name} gate</a> opened at once, to the surprise of all.</li>'
        for name in ("upper", "lower")
    )
    text = text_of(article(f"<p>There are two gates:</p><ul>{items}</ul>"))
    assert "- The upper gate opened at once" in text


def test_links_that_are_the_article_stay_though_they_end_it() -> None:
    intro = "<p>What the harbour read this week, in the order in which we read it.</p>"
    items = "".join(
        f"<li><a href='https://o.example/{n}'>A piece on locks and gates, number {n}</a> by a "
        "keeper who writes.</li>"
        for n in range(12)
    )
    text = f"<html><head><title>Links</title></head><article>{intro}<ul>{items}</ul></article>"
    entry = parse_page(Document(ADDRESS, text.encode()))
    assert text_of(entry).count("A piece on locks") == 12


# ---- where the page has little


def long_text(sentences: int) -> str:
    return (
        "The ovens of Ostrow stand cold until eleven, because the flour comes by boat. " * sentences
    )


def json_ld(text: str) -> str:
    body = text.replace('"', "'").replace("\n", "\\n")
    return (
        '<script type="application/ld+json">{"@type": "NewsArticle", "headline": "Ovens", '
        f'"articleBody": "{body}"}}</script>'
    )


def test_what_search_engines_get_is_read_where_the_page_has_half_of_it() -> None:
    entry = article("", head=json_ld(long_text(12)))
    assert text_of(entry).startswith("The ovens of Ostrow")


def test_what_search_engines_get_keeps_its_paragraphs() -> None:
    entry = article("", head=json_ld(f"{long_text(6)}\n\n{long_text(6)}"))
    assert len(blocks_of(entry)) == 2


def test_the_pages_own_text_has_structure_and_so_is_preferred() -> None:
    entry = article("<h2>What moved</h2>", head=json_ld(long_text(4)))
    assert text_of(entry).startswith("The first barge")
    assert only(entry, Heading)


def test_a_corner_of_the_page_is_not_taken_for_the_article() -> None:
    teaser = "<article><p>Subscribe to the letter of the harbour, each week.</p></article>"
    story = f"<div id=story>{FIRST}{SECOND}{LAST}</div>"
    text = f"<html><head><title>{TITLE}</title></head><body>{teaser}{story}"
    assert "The first barge" in text_of(parse_page(Document(ADDRESS, text.encode())))


# ---- bounds


@pytest.mark.slow
@pytest.mark.parametrize(
    "between",
    [
        "<figure>" * 1_900 + '<img src="/a.jpg" alt="one two three">',
        "<figure><img src=a.jpg alt='one two three'><figcaption>c</figcaption></figure>" * 8_000,
        "<table><caption>c</caption><tr><td>a<td>b</table>" * 4_000,
        ("<a>" + "<b>" * 200 + "<img alt='one two three'>" + "</b>" * 200 + "</a>") * 100,
        "<p>Read more: <a href=/x>a story of the harbour and its boats</a></p>" * 8_000,
        "<table><tr><td>" * 5_000,
        "<ul><li><p>item" * 5_000,
    ],
    ids=["nested", "figures", "captions", "deep", "lines", "tables", "lists"],
)
def test_a_hostile_page_costs_seconds_at_most(between: str) -> None:
    started = time.process_time()
    entry = article(between)
    assert "The first barge" in text_of(entry)
    assert time.process_time() - started < 10  # about one second when the machine is idle


def test_a_page_of_fifty_megabytes_is_refused_unread() -> None:
    started = time.process_time()
    with pytest.raises(ParseError, match="larger than 10 MB"):
        parse_page(Document(ADDRESS, b"<p>" + b"x " * 25_000_000))
    assert time.process_time() - started < 1


PIECES = [
    *("<figure>", "</figure>", "<figcaption>", "</figcaption>", "<table>", "</table>", "<caption>"),
    *(
        "<tr><td>",
        "<img src=/a.jpg alt='one two three'>",
        "<picture><source srcset=x>",
        "<a href=/b>",
    ),
    *("</a>", "<p>", "</p>", "<noscript>", "</noscript>", "<blockquote>", "<pre>", "<li>", "<h2>"),
    *("qreadermark0x", "&lt;b&gt; words", "\x1b[31m", "\u202e", "text of the lock. "),
]


@settings(max_examples=40, deadline=None)
@given(st.lists(st.sampled_from(PIECES), max_size=30))
def test_any_markup_within_an_article_leaves_the_article_and_no_mark(pieces: list[str]) -> None:
    entry = article("".join(pieces))
    text = text_of(entry)
    assert "qreadermark" not in (entry.body_html or "")
    assert "The first barge passed the lock" in text
    assert is_safe(text)


@pytest.mark.parametrize("control", ["&#7;", "&#x1b;", "&#x00;", "&#xfffe;", "\x01", "\ufffe"])
def test_characters_that_no_document_may_hold_cost_nothing(control: str) -> None:
    # found by fuzzing: what is read of HTML could not be written back by what spells it out
    entry = article(f"<p>They <q>{control}moved</q> again.</p><pre>x{control} = 1</pre>")
    assert "They \u201cmoved\u201d again." in text_of(entry)
    assert only(entry, Code).text == "x = 1"
