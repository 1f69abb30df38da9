"""Blocks that are more than paragraphs: definitions, notes, code, what is read from the right."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from qreader.render.page import render
from qreader.render.wrap import Line
from qreader.text.blocks import ListBlock, ListItem, Paragraph, Quote, Span
from qreader.text.html import blocks as html_blocks
from qreader.text.plain import plain_text

BASE = "https://example.org/"


def _render(html: str, width: int = 76) -> tuple[Line, ...]:
    return render(html_blocks(html, BASE), width).lines


def _lines(html: str, width: int = 76) -> list[str]:
    return [line.text.rstrip() for line in _render(html, width)]


def _styles(html: str, text: str, width: int = 76) -> set[str]:
    """Return the looks of a text."""
    runs = [run for line in _render(html, width) for run in line.runs if text in run.text]
    assert runs, text
    return {name for run in runs for name in run.style.split()}


# ---- definitions


def test_a_meaning_is_indented_below_its_term() -> None:
    html = "<dl><dt>Ferry<dd>A boat that crosses.<dt>Tide<dd>Rise and fall.</dl>"
    assert _lines(html, 20) == [
        "Ferry",
        "  A boat that",
        "  crosses.",
        "",
        "Tide",
        "  Rise and fall.",
    ]
    assert _styles(html, "Ferry") == {"term"}
    assert _styles(html, "A boat") == set()


def test_terms_of_one_meaning_stand_together() -> None:
    html = "<dl><dt>Ebb<dt>Low tide<dd>The fall.<dd>Of the sea.</dl>"
    assert _lines(html) == ["Ebb", "Low tide", "  The fall.", "", "  Of the sea."]


def test_a_meaning_may_hold_what_a_page_holds() -> None:
    html = "<dl><dt>Kinds<dd><p>Two:</p><ul><li>fast<li>slow</ul><dl><dt>Sub<dd>Below</dl></dl>"
    assert _lines(html) == ["Kinds", "  Two:", "", "  • fast", "  • slow", "", "  Sub", "    Below"]


def test_definitions_in_a_quote_keep_its_bar() -> None:
    html = "<blockquote><dl><dt>Ferry<dd>A boat.</dl></blockquote>"
    assert _lines(html) == ["┃ Ferry", "┃   A boat."]


def test_a_meaning_without_a_term_is_text() -> None:
    assert _lines("<dl><dd>Alone</dl>") == ["Alone"]


def test_in_plain_text_definitions_have_no_marks() -> None:
    found = html_blocks("<dl><dt>Ferry<dd>A boat.<dt>Tide<dd>A rise.</dl>", BASE)
    assert plain_text(found) == "Ferry\nA boat.\nTide\nA rise."


def test_a_narrow_screen_has_no_room_for_the_indent() -> None:
    assert _lines("<dl><dt>Ferry<dd>A boat.</dl>", 8) == ["Ferry", "A boat."]


# ---- details


def test_details_show_their_summary_and_all_the_rest() -> None:
    html = "<details><summary>More</summary><p>Hidden in a browser.</p></details>"
    assert _lines(html) == ["More", "", "Hidden in a browser."]
    assert "strong" in _styles(html, "More")


# ---- raised and lowered


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("10<sup>6</sup>", "10⁶"),
        ("10<sup>-6</sup>", "10⁻⁶"),
        ("10<sup>−6</sup> m", "10⁻⁶ m"),
        ("10<sup>-6 m</sup>", "10⁻⁶ m"),
        ("x<sup>n+1</sup>", "xⁿ⁺¹"),
        ("e<sup>i</sup>", "eⁱ"),
        ("H<sub>2</sub>O", "H₂O"),
        ("CO<sub>2eq</sub>", "CO₂eq"),
        ("19<sup>th</sup>", "19th"),
        ("M<sup>lle</sup>", "Mlle"),
        ("so<sup>1, 2</sup>", "so¹, ²"),
        ("a<sub>max</sub>", "amax"),
        ("note<sup>*</sup>", "note*"),
        ("v<sup>2a</sup>3", "v²a3"),
    ],
)
def test_what_can_be_raised_or_lowered_is(html: str, text: str) -> None:
    assert _lines(f"<p>{html}</p>") == [text]


# ---- notes

NOTE = '<ol><li id="n">Note</ol>'


@pytest.mark.parametrize(
    ("call", "text"),
    [
        ('<a href="#n">1</a>', "So1"),
        ('<a href="#n">[1]</a>', "So¹"),
        ('<a href="#n"><sup>[12]</sup></a>', "So¹²"),
        ('<sup><a href="#n">3</a></sup>', "So³"),
        ('<sup>[<a href="#n">3</a>]</sup>', "So[³]"),
        ('<a href="#n">the note</a>', "Sothe note"),
        ('<a href="#n">[a]</a>', "So[a]"),
    ],
)
def test_a_note_is_called_by_its_own_mark_and_no_number_of_a_link(call: str, text: str) -> None:
    assert _lines(f"<p>So{call}</p>{NOTE}")[0] == text
    rendered = render(html_blocks(f"<p>So{call}</p>{NOTE}", BASE), 76)
    assert rendered.links == ()


def test_links_are_numbered_past_the_notes_between_them() -> None:
    html = f'<p><a href="/a">a</a><a href="#n">[1]</a> <a href="/b">b</a></p>{NOTE}'
    assert _lines(html)[0] == "a[1]¹ b[2]"


def test_a_note_looks_like_the_link_that_it_is() -> None:
    html = f'<p>So<sup><a href="#n">1</a></sup></p>{NOTE}'
    assert "link" in _styles(html, "¹")


# ---- code


def test_the_language_of_code_stands_above_it() -> None:
    html = '<pre><code class="language-python">x = 1\n\ny = 2</code></pre>'
    assert _lines(html) == ["── python", "  x = 1", "", "  y = 2"]
    assert _styles(html, "python") == {"caption"}


def test_code_without_a_language_stands_alone() -> None:
    assert _lines("<pre>x = 1</pre>") == ["  x = 1"]


def test_a_line_of_code_that_goes_on_says_so() -> None:
    html = "<pre>alpha beta gamma\nfive</pre>"
    assert _lines(html, 13) == ["  alpha beta", "↳ gamma", "  five"]
    assert _styles(html, "↳", 13) == {"code-block", "caption"}


def test_code_uses_all_of_a_narrow_screen() -> None:
    html = '<pre><code class="language-c">int x;</code></pre>'
    assert _lines(html, 6) == ["c", "int x;"]


def test_the_name_of_a_language_takes_one_line_at_most() -> None:
    html = '<pre><code class="language-a-very-long-name-indeed">x</code></pre>'
    assert len(_lines(html, 12)) == 2


# ---- from right to left


def test_a_list_from_right_to_left_has_its_marks_at_the_right() -> None:
    assert _lines("<ul><li>שלום<li>עולם</ul>", 20) == [
        " " * 14 + "שלום •",
        " " * 14 + "עולם •",
    ]
    assert _lines("<ol><li>שלום</ol>", 20) == [" " * 13 + "שלום 1."]


def test_what_goes_on_keeps_clear_of_the_mark() -> None:
    lines = _lines("<ul><li>שלום עולם שלום עולם</ul>", 14)
    assert lines == ["   שלום עולם •", "   שלום עולם"]


def test_a_quote_from_right_to_left_has_its_bar_at_the_right() -> None:
    lines = _lines("<blockquote><p>שלום<p>עולם</blockquote>", 12)
    assert lines == ["      שלום ┃", "           ┃", "      עולם ┃"]


def test_a_quote_in_a_quote_has_two_bars_at_the_right() -> None:
    lines = _lines("<blockquote><blockquote><p>שלום</blockquote></blockquote>", 20)
    assert lines == [" " * 12 + "שלום ┃ ┃"]


def test_a_latin_list_among_hebrew_paragraphs_stays_at_the_left() -> None:
    assert _lines("<p>שלום<ul><li>left</ul>", 10) == ["      שלום", "", "• left"]


def test_letters_are_never_reordered() -> None:
    assert "".join(_lines("<p>abc שלום 123</p>")).strip() == "abc שלום 123"


# ---- tables and figures


def test_the_head_of_a_row_is_set_as_one() -> None:
    html = "<table><tr><th>Year<th>Ships<tr><th>2025<td>9<tr><th>2026<td>12</table>"
    assert "table-header" in _styles(html, "2025")
    assert "table-header" not in _styles(html, "12")


def test_columns_of_wide_characters_end_in_one_cell() -> None:
    html = "<table><tr><th>名前<th>数<tr><td>東京<td>1,400<tr><td>👩‍🚀<td>7</table>"
    lines = [line for line in _lines(html) if "─" not in line]
    assert {cell_len(line) for line in lines} == {cell_len(lines[0])}


@pytest.mark.parametrize("number", ["-3.5", "+12 %", "$1,200", "€ 9", "~40", "1 000 km", "−7"])
def test_what_people_call_a_number_stands_at_the_right(number: str) -> None:
    html = f"<table><tr><th>A<th>A long header<th>Z<tr><td>x<td>{number}<td>z</table>"
    header, _, row = _lines(html)
    assert row.index(number) + len(number) == header.index("A long header") + len("A long header")


def test_a_picture_after_a_link_has_a_number_of_its_own() -> None:
    html = (
        '<figure><img src="/p.jpg" alt="x"><figcaption>By <a href="/a">A</a></figcaption></figure>'
    )
    assert _lines(html) == ["▣ By A[1] [2]"]


# ---- whatever comes

_TEXTS = st.sampled_from(["a", "שלום עולם", "日本語の文章", "a well-known fact " * 5, ""])
_PARAGRAPHS = _TEXTS.map(lambda text: Paragraph((Span(text, anchors=("n",)),)))
_NESTED = st.recursive(
    _PARAGRAPHS,
    lambda inner: st.one_of(
        st.lists(inner, max_size=3).map(lambda some: Quote(tuple(some))),
        st.tuples(st.lists(st.lists(inner, min_size=1, max_size=2), max_size=3), st.booleans()).map(
            lambda pair: ListBlock(
                tuple(ListItem(tuple(item)) for item in pair[0]), None, defines=pair[1]
            )
        ),
    ),
    max_leaves=8,
)


@given(st.lists(_NESTED, max_size=3), st.integers(1, 60))
def test_any_nesting_in_any_direction_fits(blocks: list[Paragraph], width: int) -> None:
    for line in render(blocks, width).lines:
        assert cell_len(line.text) <= width


# ---- pictures


def test_a_picture_without_words_is_shown_by_the_name_of_its_file() -> None:
    html = '<p><img src="/a/sun%20set.jpg?w=9"><img src="/a/1234"></p><p>End.</p>'
    assert _lines(html) == ["▣ Pictures: sun set.jpg[1] · Picture[2]", "", "End."]
    assert _lines('<img src="/a/1234">') == ["▣ Picture[1]"]
    assert _lines('<img src="/a/sun.jpg">') == ["▣ Picture: sun.jpg[1]"]


def test_pictures_in_a_row_that_say_nothing_and_lead_to_one_place_take_one_line() -> None:
    html = "".join(f'<a href="https://ads.example/{n}"><img src="/i?{n}"></a>' for n in range(3))
    assert _lines(f"<p>Text</p>{html}<p>End</p>") == [
        "Text",
        "",
        "▣ Pictures[1] [2] [3] → ads.example[4] [5] [6]",
        "",
        "End",
    ]
    more = '<a href="https://b.example/"><img src="/b"></a><a href="https://c.example/"></a>'
    assert _lines(html + more, 48) == [
        "▣ Pictures[1] [2] [3] → ads.example[4] [5] [6] ·",
        "  Picture[7] → b.example[8] · → c.example[9]",
    ]
    assert _lines("<p>Text</p>" + more.replace("<a", "<p>Between</p><a")).count("") == 4


def test_a_link_that_a_drawing_alone_would_show_stands_right_behind_its_mark() -> None:
    assert _lines('<a href="https://b.example/x"></a>') == ["▣ → b.example[1]"]


def test_a_files_name_of_mere_digits_is_not_read_out() -> None:
    for name in ("20747566.jpg", "IMG_4321.jpg", "751f60bc3636c28a3c84e8d244b077b6.png"):
        assert _lines(f'<img src="/{name}">') == ["▣ Picture[1]"]
    assert _lines('<img src="/dawn-2024.jpg">') == ["▣ Picture: dawn-2024.jpg[1]"]


def test_a_picture_in_a_row_keeps_its_words_and_its_line() -> None:
    html = '<img src="/a.jpg"><img src="/b.jpg" alt="The bridge"><img src="/c.jpg">'
    lines = ["▣ Picture: a.jpg[1]", "", "▣ The bridge[2]", "", "▣ Picture: c.jpg[3]"]
    assert _lines(html) == lines


def test_a_picture_that_leads_to_itself_in_full_says_so() -> None:
    html = '<a href="/s1600/a.jpg"><img src="/s320/a.jpg"></a>'
    assert _lines(html) == ["▣ Picture: a.jpg[1] → full size[2]"]
    smaller = html.replace("/s320/a", "/a-300x200")
    assert _lines(smaller) == ["▣ Picture: a.jpg[1] → full size[2]"]
    page = html.replace('a.jpg"><img', 'a.html"><img')
    assert _lines(page) == ["▣ Picture: a.jpg[1] → example.org[2]"]
    described = html.replace("<img", '<img alt="A bridge"')
    assert _lines(described) == ["▣ A bridge[1] → full size[2]"]


def test_a_linked_picture_says_where_it_leads() -> None:
    html = '<a href="https://video.example/watch"><img src="/t.jpg" alt="Watch it"></a>'
    rendered = render(html_blocks(html, BASE), 76)
    assert rendered.to_text() == "▣ Watch it[1] → video.example[2]"
    assert rendered.links == ("https://example.org/t.jpg", "https://video.example/watch")
    assert _lines('<a href="/x.zip" title="Get it"></a>') == ["▣ Get it → example.org[1]"]


def test_what_is_under_the_pointer_stands_below_the_picture() -> None:
    html = '<img src="/c.png" alt="Comic" title="The joke, and how it ends">'
    assert _lines(html, 20) == ["▣ Comic[1]", "  The joke, and how", "  it ends"]


def test_a_quote_ends_with_where_it_is_from() -> None:
    html = "<blockquote cite='https://a.org/said'>Words</blockquote>"
    assert _lines(html) == ["┃ Words", "┃", "┃ — a.org[1]"]


# ---- bare addresses and links in code


def test_a_bare_address_is_numbered_apart_and_whole_however_it_wraps() -> None:
    url = "https://example.org/" + "long/" * 12
    lines = _render(f"<p>See {url}, please</p>", 30)
    shown = [run for line in lines for run in line.runs if run.url and "number" not in run.style]
    assert "".join(run.text for run in shown) == url
    assert len(shown) > 2
    assert {run.url for run in shown} == {url}
    assert "long/ [1]" in "".join(line.text for line in lines)


def test_links_in_code_have_no_number_but_those_that_say_something_else_are_named() -> None:
    html = "<pre>\ncurl https://a.org/x | sh\n\tsee <a href='/m'>the manual</a></pre>"
    assert _lines(html) == ["  curl https://a.org/x | sh", "      see the manual", "the manual[1]"]
    urls = [(run.text, run.url) for line in _render(html) for run in line.runs if run.url]
    assert urls[:2] == [("https://a.org/x", "https://a.org/x"), ("the manual", f"{BASE}m")]


def test_a_link_in_code_is_whole_in_each_piece_of_a_line_that_is_cut() -> None:
    url = "https://a.org/" + "x" * 40
    for width in (1, 7, 12, 30):
        runs = [run for line in _render(f"<pre>get {url} now</pre>", width) for run in line.runs]
        assert "".join(run.text for run in runs if run.url == url) == url
        text = "".join(run.text for run in runs if run.style.endswith(("block", "link")))
        assert "".join(text.split()) == f"get{url}now"


# ---- numbers


def test_lists_are_numbered_as_they_count() -> None:
    assert _lines("<ol type=i start=8><li>a<li>b<li>c</ol>") == ["viii. a", "  ix. b", "   x. c"]
    assert _lines("<ol reversed><li>a<li>b</ol>") == ["2. a", "1. b"]


# ---- headings and quotes


def test_headings_of_each_level_are_told_apart() -> None:
    looks = [_styles(f"<p>a</p><h{level}>Head</h{level}>", "Head") for level in (1, 2, 3, 4)]
    assert len({frozenset(look) for look in looks}) == 4
    assert _lines("<h1>Head</h1>") == ["Head", "────"]
    assert _styles("<h6>Head</h6>", "Head") == looks[-1]


def test_quotes_in_quotes_have_a_bar_for_each() -> None:
    html = "<blockquote>a<blockquote>b<blockquote>c</blockquote></blockquote>d</blockquote>"
    assert _lines(html) == ["┃ a", "┃", "┃ ┃ b", "┃ ┃", "┃ ┃ ┃ c", "┃", "┃ d"]
