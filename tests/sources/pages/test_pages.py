"""An article page gives its text as it stands there, and what it says of itself."""

from __future__ import annotations

import json
import logging
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qreader.errors import ParseError
from qreader.model import Document, Entry, LinkKind
from qreader.sources.pages.article import parse_page
from qreader.text import html, plain
from qreader.text.blocks import Code, Figure, Heading, ListBlock, Quote, Table

PAGE = (Path(__file__).parents[2] / "data" / "pages" / "article.html").read_bytes()
ADDRESS = "https://www.lantern.example/2025/03/lock?page=1"
SENTENCE = "The ovens of Ostrow stand cold until eleven, because the flour comes by boat. "
PARAGRAPHS = f"<p>{SENTENCE * 3}</p><p>{SENTENCE * 2}</p>"


def document(body: str | bytes, url: str = ADDRESS, content_type: str | None = None) -> Document:
    return Document(url, body.encode() if isinstance(body, str) else body, content_type)


def page(head: str = "", body: str = PARAGRAPHS, url: str = ADDRESS) -> Entry:
    text = f"<!doctype html><html><head>{head}</head><body><article>{body}</article></body></html>"
    return parse_page(document(text, url))


def json_ld(**fields: object) -> str:
    return f'<script type="application/ld+json">{json.dumps(fields)}</script>'


def blocks_of(entry: Entry) -> tuple[object, ...]:
    return html.blocks(entry.body_html or "", entry.base_url)


def text_of(entry: Entry) -> str:
    return plain.plain_text(html.blocks(entry.body_html or "", entry.base_url))


@pytest.fixture(scope="module")
def entry() -> Entry:
    return parse_page(document(PAGE))


# ---- the text


def test_the_text_has_its_headings_lists_quotes_tables_and_code(entry: Entry) -> None:
    kinds = [type(block) for block in blocks_of(entry)]
    for kind in (Heading, ListBlock, Quote, Table, Code, Figure):
        assert kind in kinds, kind


def test_a_numbered_list_stays_numbered(entry: Entry) -> None:
    (found,) = (block for block in blocks_of(entry) if isinstance(block, ListBlock))
    assert found.start == 1
    assert len(found.items) == 2


def test_code_keeps_its_lines_and_its_language(entry: Entry) -> None:
    (found,) = (block for block in blocks_of(entry) if isinstance(block, Code))
    assert found == Code("for gate in gates:\n    oil(gate)", "python")


def test_a_table_keeps_its_rows_and_which_cells_head_it(entry: Entry) -> None:
    (found,) = (block for block in blocks_of(entry) if isinstance(block, Table))
    assert [len(row) for row in found.rows] == [2, 2, 2]
    assert [cell.is_header for cell in found.rows[0]] == [True, True]


def test_a_picture_keeps_its_words_and_its_caption(entry: Entry) -> None:
    (found,) = (block for block in blocks_of(entry) if isinstance(block, Figure))
    assert found.alt == "A lock gate, half open"
    assert plain.spans_text(found.caption) == "Orla Finch at the upper gate on Tuesday."
    assert found.url == "https://www.lantern.example/pictures/lock.jpg"


def test_a_caption_is_no_paragraph_as_well(entry: Entry) -> None:
    assert (entry.body_html or "").count("Orla Finch at the upper gate") == 1
    assert "Orla Finch at the upper gate" not in text_of(entry)


def test_links_in_the_text_are_absolute(entry: Entry) -> None:
    assert 'href="https://www.lantern.example/people/tam-ode"' in (entry.body_html or "")


def test_the_title_is_not_repeated_at_the_head_of_the_text(entry: Entry) -> None:
    assert entry.title == "Lock keeper oils the gates of Vennmouth"
    assert entry.title not in text_of(entry)


def test_menus_footers_and_scripts_are_no_text(entry: Entry) -> None:
    text = text_of(entry)
    for words in ("Sport of the whole county", "Facebook", "SCRIPTTEXT"):
        assert words not in text


def test_related_stories_stand_beside_the_text_and_not_in_it(entry: Entry) -> None:
    (block,) = entry.own_related
    assert (block.heading, block.kind) == ("More from The Vennmouth Lantern", LinkKind.SAME_SITE)
    assert [item.caption for item in block.items] == [
        "Fish market at dawn",
        "Sign painter Tam Ode",
        None,
    ]
    assert block.items[0].url == "https://www.lantern.example/harbour/fish-market"
    assert "The fish market moves uphill" not in text_of(entry)


def test_inline_styles_reach_the_reader() -> None:
    body = page(body=f"<p>{SENTENCE * 2} H<sub>2</sub>O and <b>rye</b> and <code>oil()</code></p>")
    for markup in ("<sub>2</sub>", "<strong>rye</strong>", "<code>oil()</code>"):
        assert markup in (body.body_html or "")


def test_text_that_looks_like_markup_is_escaped() -> None:
    found = page(body=f"<p>{SENTENCE * 3} Write &lt;script&gt;x&lt;/script&gt; here.</p>")
    assert "<script>" not in (found.body_html or "")
    assert "<script>x</script>" in text_of(found)


def test_text_that_only_search_engines_get_is_taken_where_the_page_has_little() -> None:
    head = json_ld(**{"@type": "NewsArticle", "headline": "T", "articleBody": SENTENCE * 9})
    found = page(head, body="<p>Subscribe to read the rest of this story today.</p>")
    assert text_of(found).startswith("The ovens of Ostrow")


def test_text_for_search_engines_never_replaces_the_pages_own() -> None:
    head = json_ld(**{"@type": "NewsArticle", "headline": "T", "articleBody": "flat " * 20})
    assert "flat" not in text_of(page(head))


def test_a_short_page_is_read_all_the_same() -> None:
    found = page(body="<p>The boat is late again today.</p>")
    assert text_of(found) == "The boat is late again today."


# ---- what it says of itself


def test_authors_dates_language_image_and_address_are_read(entry: Entry) -> None:
    assert entry.authors == ("Ines Adler", "Tom Okoye")
    assert entry.published == datetime(2025, 3, 14, 7, 30, tzinfo=UTC)
    assert entry.updated == datetime(2025, 3, 15, tzinfo=UTC)
    assert entry.language == "en-gb"
    assert entry.image == "https://www.lantern.example/pictures/lock.jpg"
    assert entry.url == "https://www.lantern.example/harbour/lock-keeper"
    assert entry.summary_html == "Thirty-one years &amp; a month of oil."


def test_the_title_loses_the_name_of_the_site() -> None:
    site = '<meta property="og:site_name" content="Ostrow Post">'
    for title in ("Bakers bake at noon | Ostrow Post", "Ostrow Post – Bakers bake at noon"):
        assert page(f"{site}<title>{title}</title>").title == "Bakers bake at noon"


def test_a_dash_within_a_title_stays() -> None:
    assert page("<title>Noon - and after</title>").title == "Noon - and after"


def test_the_heading_that_readers_see_is_the_title_where_others_nearly_agree() -> None:
    head = '<meta property="og:title" content="Bakers of Ostrow bake at noon">'
    assert page(head, f"<h1>Bakers of Ostrow bake at noon!</h1>{PARAGRAPHS}").title.endswith("!")
    assert page(head, f"<h1>Ostrow Post</h1>{PARAGRAPHS}").title == "Bakers of Ostrow bake at noon"


def test_without_any_title_the_text_lends_its_start() -> None:
    assert page().title.startswith("The ovens of Ostrow")


@pytest.mark.parametrize(
    "head",
    [
        json_ld(**{"@type": "NewsArticle", "datePublished": "2024-05-06T10:00:00Z"}),
        json_ld(
            **{"@type": ["Thing", "ReportageNewsArticle"], "datePublished": "2024-05-06 10:00"}
        ),
        "<script type='application/ld+json'>["
        '{"@graph": [{"@type": "BlogPosting", "datePublished": "2024-05-06T12:00:00+02:00"}]}]'
        "</script>",
        '<meta property="article:published_time" content="2024-05-06T10:00:00+00:00">',
        '<meta name="DATE" content="Mon, 06 May 2024 10:00:00 GMT">',
    ],
)
def test_the_date_is_read_wherever_the_page_states_it(head: str) -> None:
    assert page(head).published == datetime(2024, 5, 6, 10, tzinfo=UTC)


def test_the_date_is_read_from_the_marks_around_it_and_from_the_address() -> None:
    marked = page(body=f'<time datetime="2024-05-06">Monday</time>{PARAGRAPHS}')
    assert marked.published == datetime(2024, 5, 6, tzinfo=UTC)
    in_address = page(url="https://ostrow.example/2024/5/6/bakers")
    assert in_address.published == datetime(2024, 5, 6, tzinfo=UTC)


@pytest.mark.parametrize(
    ("head", "authors"),
    [
        (json_ld(**{"@type": "Article", "author": "Ines Adler and Tom Okoye"}), 2),
        (json_ld(**{"@type": "Article", "author": {"name": ["Ines Adler"]}}), 1),
        ('<meta name="author" content="By Ines Adler">', 1),
        ('<meta property="article:author" content="https://facebook.com/ines">', 0),
    ],
)
def test_authors_are_names_and_no_addresses(head: str, authors: int) -> None:
    found = page(head).authors
    assert len(found) == authors
    assert not found or found[0] == "Ines Adler"


def test_the_site_is_no_author_where_somebody_else_is() -> None:
    head = '<meta property="og:site_name" content="Ostrow Post">'
    head += json_ld(
        **{"@type": "Article", "author": [{"name": "Ostrow Post"}, {"name": "I. Adler"}]}
    )
    assert page(head).authors == ("I. Adler",)


def test_the_front_page_is_nobodys_address() -> None:
    head = '<link rel="canonical" href="https://www.lantern.example/">'
    assert page(head).url == ADDRESS


def test_an_address_that_cannot_be_opened_is_none() -> None:
    head = '<link rel="canonical" href="javascript:alert(1)">'
    head += '<meta property="og:image" content="data:image/png;base64,AAAA">'
    found = page(head)
    assert (found.url, found.image) == (ADDRESS, None)


def test_a_saved_page_has_the_address_that_it_states() -> None:
    head = '<link rel="canonical" href="https://ostrow.example/bakers">'
    assert page(head, url="file:///home/ann/saved.html").url == "https://ostrow.example/bakers"
    assert page(url="file:///home/ann/saved.html").url is None


@pytest.mark.parametrize(
    "script",
    ["{", "[" * 5000, '{"@type": 3}', '{"@graph": {"@graph": []}}', "null", '{"@type": "Article"}'],
)
def test_broken_json_ld_costs_nothing_but_itself(script: str) -> None:
    found = page(f'<title>Noon</title><script type="application/ld+json">{script}</script>')
    assert found.title == "Noon"


@pytest.mark.parametrize("value", [None, 3, [], {}, [{}], {"name": {"name": 1}}, True])
def test_json_ld_of_the_wrong_type_counts_as_absent(value: object) -> None:
    fields = ("headline", "author", "datePublished", "image", "inLanguage", "url", "publisher")
    head = json_ld(**{"@type": "Article", **dict.fromkeys(fields, value)})
    found = page(f"<title>Noon</title>{head}")
    assert found.title == "Noon"
    assert (found.image, found.published, found.language) == (None, None, None)


# ---- characters


@pytest.mark.parametrize(
    ("encoding", "content_type", "declared"),
    [
        ("utf-8", None, ""),
        ("utf-8", "text/html; charset=iso-8859-1", ""),
        ("cp1252", None, ""),
        ("cp1252", None, '<meta charset="iso-8859-1">'),
        ("utf-16", None, ""),
        ("utf-8-sig", None, ""),
        ("cp1250", "text/html; charset=windows-1250", ""),
    ],
)
def test_the_characters_are_those_that_the_page_was_written_in(
    encoding: str, content_type: str | None, declared: str
) -> None:
    text = f"<html><head>{declared}<title>Käse für Ännchen</title></head><body>{PARAGRAPHS}</body>"
    found = parse_page(document(text.encode(encoding), content_type=content_type))
    assert found.title == "Käse für Ännchen"


def test_a_charset_that_is_a_trick_is_not_used() -> None:
    text = f'<html><head><meta charset="utf-7"><title>+ADw-b+AD4-</title></head>{PARAGRAPHS}'
    assert parse_page(document(text)).title == "+ADw-b+AD4-"


# ---- what is no article


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (b"", "empty"),
        (b" \n ", "empty"),
        (b"<html><body></body></html>", "no article"),
        (b"<html><body><div id=app></div><script>app()</script></body></html>", "no article"),
        (bytes(range(128, 256)) * 64, "not a readable page|no article"),
        (b"x" * 10_000_001, "larger than 10 MB"),
    ],
)
def test_a_page_without_an_article_is_an_error_in_words(body: bytes, words: str) -> None:
    with pytest.raises(ParseError, match=words) as caught:
        parse_page(document(body))
    assert caught.value.url == ADDRESS


def test_what_the_extractor_says_is_not_written_on_the_screen(
    capfd: pytest.CaptureFixture[str],
) -> None:
    with pytest.raises(ParseError):
        parse_page(document("<html><body></body></html>"))
    assert capfd.readouterr().err == ""
    assert logging.getLogger("trafilatura").level == logging.CRITICAL


@pytest.mark.slow
@pytest.mark.parametrize(
    "body",
    [
        PARAGRAPHS + "<div>" * 100_000,
        PARAGRAPHS + "<table><tr><td>" * 5_000 + "x",
        PARAGRAPHS + "<script>" * 100_000,
        PARAGRAPHS + "<blockquote>" * 3_000 + "deep",
        PARAGRAPHS + "<h2>Related</h2><a href='/story-1-2024'>A story with a headline</a>" * 2_000,
    ],
    ids=["divs", "tables", "scripts", "quotes", "headings"],
)
def test_a_hostile_page_costs_seconds_at_most(body: str) -> None:
    started = time.process_time()
    found = page(body=body)
    assert found.body_html
    assert time.process_time() - started < 10  # under one second when the machine is idle


@settings(max_examples=25)
@given(
    st.lists(
        st.sampled_from(
            [
                "<p>",
                "</p>",
                "<table><tr><td>",
                "</table>",
                "<article>",
                "<h2>Related",
                "<a href='/a-story-of-2024'>",
                "<img src=x alt=y>",
                "<script>",
                "</script>",
                "<figure>",
                "<figcaption>",
                "&lt;&#0;",
                "\x1b[2J",
                SENTENCE,
                "<ol><li>",
                "<base href='javascript:x'>",
            ]
        ),
        max_size=25,
    )
)
def test_any_page_is_read_or_refused(parts: list[str]) -> None:
    try:
        found = parse_page(document("<html><body>" + "".join(parts)))
    except ParseError:
        return
    assert found.title
    assert found.body_html


def test_a_page_without_the_tags_that_html_leaves_out_is_read() -> None:
    text = f"<title>The ovens</title><h1>The ovens</h1>{PARAGRAPHS}"
    found = parse_page(Document(url="https://baker.example/ovens", body=text.encode()))
    assert found.body_html and "ovens of Ostrow" in found.body_html


BASED = (
    '<html><head><title>The ovens</title><base href="/shop/dir/"><base href="/no/">'
    '<link rel="canonical" href="ovens.html"><meta property="og:image" content="oven.jpg"></head>'
    f'<body><article><h1>The ovens</h1>{PARAGRAPHS}<p>A <a href="rye.html">loaf</a> of rye, as '
    'told <a href="#n1">1</a> and <a href="/notes/page.html#n1">1</a>, is baked twice a week.</p>'
    '<figure><img src="pic.jpg" alt="An oven"><figcaption>An oven.</figcaption></figure>'
    '<p id="n1">1. Except in winter, when there is no rye to be had.</p></article>'
)


def test_addresses_are_relative_to_what_the_page_says() -> None:
    url = "https://baker.example/notes/page.html"
    found = parse_page(Document(url=url, body=BASED.encode()))
    assert found.url == "https://baker.example/shop/dir/ovens.html"
    assert found.image == "https://baker.example/shop/dir/oven.jpg"
    shown = html.entry_blocks(found)
    links = [span.url for block in shown for span in getattr(block, "spans", ()) if span.url]
    assert "https://baker.example/shop/dir/rye.html" in links
    assert links.count("#n1") == 2
    assert "https://baker.example/shop/dir/pic.jpg" in str(shown)


def test_links_are_relative_to_the_pages_folder() -> None:
    body = BASED.replace('<base href="/shop/dir/"><base href="/no/">', "")
    found = parse_page(Document(url="https://baker.example/notes/page.html", body=body.encode()))
    assert "https://baker.example/notes/rye.html" in str(html.entry_blocks(found))


def test_a_saved_page_says_where_it_was() -> None:
    body = BASED.replace('"/shop/dir/"', '"https://baker.example/shop/"').replace("ovens.html", "")
    found = parse_page(Document(url="file:///tmp/ovens.html", body=body.encode()))
    assert "https://baker.example/shop/rye.html" in str(html.entry_blocks(found))


@pytest.mark.parametrize("base", ["javascript:x", "data:,", "", "file:///etc/", "\x00"])
def test_a_base_that_is_no_address_says_nothing(base: str) -> None:
    body = BASED.replace("/shop/dir/", base).replace('<base href="/no/">', "")
    found = parse_page(Document(url="https://baker.example/notes/page.html", body=body.encode()))
    assert "https://baker.example/notes/rye.html" in str(html.entry_blocks(found))
