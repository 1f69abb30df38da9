"""Blocks -> lines: never wider than asked, broken where a reader expects it, links numbered."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from qreader.model import Article, ArticleId, Enclosure, Entry, FeedId, Row
from qreader.render.article import article_blocks, render_article
from qreader.render.facts import facts
from qreader.render.figures import Box
from qreader.render.page import render
from qreader.render.wrap import _ONE_CELL, Rendered, Run, chopped, wrap
from qreader.text.blocks import (
    Block,
    Cell,
    Code,
    Figure,
    Heading,
    Inline,
    ListBlock,
    ListItem,
    Paragraph,
    Quote,
    Rule,
    Span,
    Stretch,
    Style,
    Table,
)
from qreader.text.html import blocks as html_blocks

NOW = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)


def _lines(html: str, width: int) -> list[str]:
    return render(html_blocks(html, "https://example.org/"), width).to_text().split("\n")


def _wrapped(text: str, width: int) -> list[str]:
    return ["".join(run.text for run in line) for line in wrap([Run(text)], width)]


# ---- wrapping


@pytest.mark.parametrize(
    ("text", "width", "lines"),
    [
        ("one two three", 7, ["one two", "three"]),
        ("one two three", 13, ["one two three"]),
        ("one", 2, ["on", "e"]),
        ("a\nb\n\nc", 9, ["a", "b", "", "c"]),
        ("", 9, [""]),
        ("ends here  next", 9, ["ends here", "next"]),
        ("a well-known fact", 8, ["a well-", "known", "fact"]),
        ("at -5 or x-y", 4, ["at", "-5", "or", "x-y"]),
        ("this — that", 6, ["this —", "that"]),
        ("so “quoted” é", 8, ["so", "“quoted”", "é"]),
        ("no\xa0break here", 8, ["no\xa0break", "here"]),
    ],
)
def test_text_breaks_at_spaces_and_behind_hyphens(text: str, width: int, lines: list[str]) -> None:
    assert _wrapped(text, width) == lines


@pytest.mark.parametrize(
    ("text", "width", "lines"),
    [
        ("日本語の文章", 6, ["日本語", "の文章"]),
        ("日本語。文章", 6, ["日本", "語。文", "章"]),
        ("日本「語」", 6, ["日本", "「語」"]),
        ("日本 語の", 5, ["日本", "語の"]),
        ("abc日本def", 5, ["abc日", "本def"]),
        ("한국어 문장", 8, ["한국어", "문장"]),
        ("👨\u200d👩\u200d👧👨\u200d👩\u200d👧", 2, ["👨\u200d👩\u200d👧", "👨\u200d👩\u200d👧"]),
        ("Zu\u0308rich Zu\u0308rich", 7, ["Zu\u0308rich", "Zu\u0308rich"]),
        ("กาแฟกาแฟ", 4, ["กาแฟ", "กาแฟ"]),
        ("日本", 1, ["?", "?"]),
    ],
)
def test_scripts_without_spaces_break_between_characters(
    text: str, width: int, lines: list[str]
) -> None:
    assert _wrapped(text, width) == lines


_TEXT = st.text(
    st.one_of(
        st.characters(codec="utf-8"), st.sampled_from("ab -—日本。「」한กแ\u0301\u200d\ufe0f❤👨\n")
    )
)


@given(_TEXT, st.integers(min_value=1, max_value=200))
def test_no_line_is_wider_than_asked(text: str, width: int) -> None:
    assert all(cell_len(line) <= width for line in _wrapped(text, width))
    assert all(cell_len(line) <= width for line in chopped(text.replace("\n", ""), width))


@given(_TEXT, st.integers(min_value=2, max_value=60))
def test_wrapping_loses_nothing_but_spaces(text: str, width: int) -> None:
    assert "".join(_wrapped(text, width)).replace(" ", "") == text.replace(" ", "").replace(
        "\n", ""
    )


@given(st.lists(st.tuples(_TEXT, st.sampled_from(["", "strong", "link"]))), st.integers(2, 40))
def test_runs_keep_their_styles_when_they_are_broken(
    pieces: list[tuple[str, str]], width: int
) -> None:
    runs = [Run(text, style) for text, style in pieces]
    lines = wrap(runs, width)
    assert ["".join(run.text for run in line) for line in lines] == _wrapped(
        "".join(text for text, _ in pieces), width
    )
    for style in ("", "strong", "link"):
        kept = "".join(run.text for line in lines for run in line if run.style == style)
        given_ = "".join(text for text, name in pieces if name == style)
        assert kept.replace(" ", "") == given_.replace(" ", "").replace("\n", "")


def test_what_counts_as_one_cell_takes_one_cell() -> None:
    wide = [
        hex(point)
        for point in range(0x3000)
        if _ONE_CELL.fullmatch(chr(point)) and cell_len(chr(point)) != 1
    ]
    assert wide == []


def test_code_is_cut_only_where_it_is_too_long() -> None:
    assert chopped("short = 1", 20) == ["short = 1"]
    assert chopped("x" * 10, 4) == ["xxxx", "xxxx", "xx"]
    assert chopped("call(one, two, three)", 12) == ["call(one, ", "two, three)"]
    assert chopped("        xxxxxxxx", 10) == ["        xx", "xxxxxx"]


# ---- blocks


def test_paragraphs_are_parted_by_a_blank_line_and_headings_by_two() -> None:
    assert _lines("<p>a</p><p>b</p><h3>c</h3><p>d</p><h2>e</h2><p>f</p>", 20) == [
        *["a", "", "b", "", "c", "", "d", "", "", "e", "", "f"]
    ]


def test_looks_are_names() -> None:
    (line,) = render(html_blocks("<p>a <b>b<i>c</i></b> <code>d</code></p>", None), 40).lines
    assert [(run.text, run.style) for run in line.runs] == [
        ("a ", ""),
        ("b", "strong"),
        ("c", "strong emphasis"),
        (" ", ""),
        ("d", "code"),
    ]


def test_links_are_numbered_as_they_come_and_once_each() -> None:
    html = '<p><a href="/x">one <b>bold</b></a>, <a href="/y">two</a>, <a href="/x">again</a></p>'
    rendered = render(html_blocks(html, "https://example.org/"), 60)
    assert rendered.to_text() == "one bold[1], two[2], again[1]"
    assert rendered.links == ("https://example.org/x", "https://example.org/y")
    marks = [run for run in rendered.lines[0].runs if "link-number" in run.style]
    assert [run.url for run in marks] == [rendered.links[0], rendered.links[1], rendered.links[0]]


def test_a_number_is_never_torn_from_its_link() -> None:
    assert _lines('<p>see <a href="/x">page</a></p>', 8) == ["see", "page[1]"]


def test_lists_hang_their_marks() -> None:
    html = "<ul><li>one two three four<ul><li>deep<ul><li>deeper</ul></ul><li>two</ul>"
    assert _lines(html, 16) == ["• one two three", "  four", "  – deep", "    · deeper", "• two"]


def test_indents_give_way_before_text_gets_too_narrow() -> None:
    assert _lines("<ul><li>one<ul><li>deep text</ul></ul>", 11) == ["• one", "  deep text"]
    assert _lines("<blockquote>abcdef</blockquote>", 6) == ["abcdef"]


def test_numbers_of_a_list_end_in_one_column() -> None:
    assert _lines("<ol start=9><li>nine<li>ten</ol>", 20) == [" 9. nine", "10. ten"]


def test_items_of_several_paragraphs_are_parted() -> None:
    assert _lines("<ul><li><p>a<p>b<li>c</ul>", 20) == ["• a", "", "  b", "", "• c"]


def test_quotes_have_a_bar_at_every_line() -> None:
    html = "<blockquote><p>one two</p><blockquote>in</blockquote></blockquote>"
    assert _lines(html, 14) == ["┃ one two", "┃", "┃ ┃ in"]


def test_code_is_indented_and_keeps_its_spaces() -> None:
    assert _lines("<pre>def f():\n\treturn 1\n\nf()</pre>", 40) == [
        *["  def f():", "      return 1", "", "  f()"]
    ]


def test_a_picture_is_a_quiet_line_with_its_address_as_a_link() -> None:
    rendered = render((Figure("https://a.org/x.png", "alt", (Span("A view of it"),)),), 12)
    assert rendered.to_text() == "▣ A view of\n  it[1]"
    assert rendered.links == ("https://a.org/x.png",)
    assert render((Figure(None, "only alt"),), 40).to_text() == "▣ only alt"


def test_a_rule_is_short_and_centred() -> None:
    assert render((Rule(),), 16).to_text() == "  ────────────"


def test_raised_and_lowered_figures_have_characters_of_their_own() -> None:
    assert _lines("<p>10<sup>6</sup> H<sub>2</sub>O 19<sup>th</sup></p>", 40) == ["10⁶ H₂O 19th"]


def test_text_from_right_to_left_stands_at_the_right() -> None:
    assert _lines("<p>שלום עולם</p><p>left</p>", 12) == ["   שלום עולם", "", "left"]


def test_lines_know_their_block() -> None:
    rendered = render((Paragraph((Span("one two"),)), Paragraph((Span("three"),))), 4)
    assert [(line.text, line.block) for line in rendered.lines] == [
        ("one", 0),
        ("two", 0),
        ("", 1),
        ("thre", 1),
        ("e", 1),
    ]


# ---- tables

_TABLE = (
    "<table><tr><th>Party<th>Votes<th>Share"
    "<tr><td>Greens<td>1,234<td>12.3%<tr><td>Social Democrats<td>12,345<td>5%</table>"
)


def test_tables_align_their_columns_and_numbers_at_the_right() -> None:
    assert _lines(_TABLE, 40) == [
        "Party              Votes  Share",
        "─" * 31,
        "Greens             1,234  12.3%",
        "Social Democrats  12,345     5%",
    ]


def test_a_wide_column_gives_way_and_its_rows_are_parted() -> None:
    assert _lines(_TABLE, 26) == [
        "Party         Votes  Share",
        "─" * 26,
        "Greens        1,234  12.3%",
        "",
        "Social       12,345     5%",
        "Democrats",
    ]


def test_a_table_too_wide_is_stacked_under_its_headers() -> None:
    assert _lines(_TABLE, 18) == [
        "Party: Greens",
        "Votes: 1,234",
        "Share: 12.3%",
        "",
        "Party: Social",
        "Democrats",
        "Votes: 12,345",
        "Share: 5%",
    ]


def test_a_table_without_headers_has_no_rule() -> None:
    assert _lines("<table><tr><td>a<td>1<tr><td>b<td>22</table>", 40) == ["a   1", "b  22"]


def test_rows_may_differ_in_length() -> None:
    cell = Cell((Span("x"),))
    assert render((Table(((cell,), (cell, cell), ())),), 40).to_text() == "x\nx  x\n"


# ---- everything at every width

_spans: st.SearchStrategy[Inline] = st.lists(
    st.builds(
        Span,
        st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cf", "Cs"]), max_size=20),
        st.sampled_from([Style.PLAIN, Style.STRONG, Style.SUPERSCRIPT]),
        st.sampled_from([None, "https://a.org/", "https://b.org/"]),
    ),
    max_size=4,
).map(tuple)
_code = st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]) | st.sampled_from("\t\n")
_rows = st.lists(
    st.lists(st.builds(Cell, _spans, st.booleans()), max_size=5).map(tuple), max_size=4
)
_leaves: st.SearchStrategy[Block] = st.one_of(
    st.builds(Heading, st.integers(1, 6), _spans),
    st.builds(Paragraph, _spans),
    st.builds(Code, st.text(_code)),
    st.builds(
        Code, st.just("get\thttps://a.org/"), links=st.just((Stretch(4, 18, "https://a.org/"),))
    ),
    st.builds(
        Figure,
        st.sampled_from([None, "https://c.org/", "https://c.org/a.png"]),
        st.text(max_size=9),
        _spans,
        st.text(max_size=9),
        st.sampled_from([None, "https://d.org/"]),
    ),
    st.builds(Rule),
    st.builds(Table, _rows.map(tuple), _spans),
)
_blocks = st.recursive(
    _leaves,
    lambda inner: st.one_of(
        st.builds(
            Quote,
            st.lists(inner, max_size=3).map(tuple),
            st.sampled_from([None, "https://e.org/"]),
        ),
        st.builds(
            ListBlock,
            st.lists(st.builds(ListItem, st.lists(inner, max_size=3).map(tuple)), max_size=3).map(
                tuple
            ),
            st.sampled_from([None, 1, 99, -3]),
            step=st.sampled_from([1, -1]),
            numerals=st.sampled_from("1aAiI"),
        ),
    ),
    max_leaves=6,
)


@given(st.lists(_blocks, max_size=4), st.integers(min_value=1, max_value=200))
def test_any_blocks_fit_any_width(blocks: list[Block], width: int) -> None:
    for pictures in (None, lambda _figure, room: Box(max(1, room - 3), 2)):
        rendered = render(blocks, width, pictures)
        assert [line.text for line in rendered.lines if cell_len(line.text) > width] == []
        assert len(set(rendered.links)) == len(rendered.links)


# ---- articles


SetZone = Callable[[str | None], None]


def _article(
    body: str | None = "<p>Body.</p>",
    title: str = "A title",
    authors: tuple[str, ...] = (),
    dated: datetime = NOW,
    **more: Any,
) -> Article:
    entry = Entry(title, body_html=body, url="https://example.org/a", authors=authors, **more)
    row = Row(ArticleId(1), FeedId(1), "Example News", title, dated)
    return Article(row, entry, minutes=4)


def _rendered(article: Article, width: int = 60) -> Rendered:
    return render_article(article, article_blocks(article), width, NOW)


def test_an_article_has_its_title_its_facts_and_its_body() -> None:
    rendered = _rendered(_article(authors=("Ann Lee", "Bo Chen")))
    assert rendered.to_text().split("\n") == [
        "A title",
        "Example News · Ann Lee, Bo Chen · 24 Nov 12:00 · 4 min",
        "example.org/a",
        "",
        "Body.",
    ]
    assert [line.block for line in rendered.lines] == [-1, -1, -1, -1, 0]
    assert rendered.lines[0].runs[0].style == "title"
    assert rendered.lines[1].runs[0].style == "facts"


def test_an_author_who_is_the_feed_is_not_named_twice_and_many_are_counted() -> None:
    assert facts(_article(authors=("EXAMPLE news",)), NOW)[1] == "24 Nov 12:00"
    assert facts(_article(authors=tuple("ABCDE")), NOW)[1] == "A, B, C, 2 more"


def test_dates_are_of_the_persons_time_zone_and_name_another_year(set_zone: SetZone) -> None:
    set_zone("Asia/Tokyo")
    evening = datetime(2026, 11, 24, 20, 5, tzinfo=UTC)
    assert facts(_article(dated=evening), NOW)[1] == "25 Nov 05:05"
    new_year = datetime(2026, 12, 31, 15, 30, tzinfo=UTC)
    assert facts(_article(dated=new_year), new_year)[1] == "1 Jan 00:30"
    assert facts(_article(dated=datetime(2023, 1, 2, tzinfo=UTC)), NOW)[1] == "2 Jan 2023"


def test_a_heading_that_repeats_the_title_goes() -> None:
    assert article_blocks(_article("<h1>a TITLE</h1><p>b</p>")) == (Paragraph((Span("b"),)),)
    assert len(article_blocks(_article("<h1>Another</h1><p>b</p>"))) == 2


def test_an_article_without_text_says_so() -> None:
    assert "no text" in _rendered(_article(None)).to_text()
    rendered = _rendered(_article(None, image="https://example.org/lead.jpg"))
    assert rendered.to_text().split("\n")[4:] == ["▣ Picture: lead.jpg[1]"]


def test_a_stated_picture_is_drawn_above_a_text_that_has_none() -> None:
    def head(body: str) -> list[str]:
        article = _article(body, image="https://example.org/lead.jpg")
        rendered = render_article(
            article, article_blocks(article), 60, NOW, lambda _figure, _width: Box(20, 3)
        )
        urls = [run.picture.url for line in rendered.lines for run in line.runs if run.picture]
        assert len(urls) == 3
        return [f"{line.block} {line.text.strip()}" for line in rendered.lines][4:]

    assert head("<p>Body.</p>") == ["-1 ", "-1 ", "-1 ", "-1 ", "0 Body."]
    own = head('<p>Body.</p><img src="own.png">')
    assert own == ["0 Body.", "1 ", "1 ", "1 ", "1 ", "1 [1]"]


def test_enclosures_follow_the_body_as_links() -> None:
    sound = Enclosure("https://example.org/a b.mp3", "audio/mpeg", 12_400_000)
    rendered = _rendered(_article(enclosures=(sound, Enclosure("javascript:x"))))
    assert rendered.to_text().split("\n")[4:] == [
        "Body.",
        "",
        "[audio: example.org, 12 MB][1]",
        "",
        "[file: no address]",
    ]
    assert rendered.links == ("https://example.org/a%20b.mp3",)


def test_a_heading_that_repeats_the_title_stays_where_it_leads_elsewhere() -> None:
    assert len(article_blocks(_article("<h1><a href='/b'>A title</a></h1><p>b</p>"))) == 2
    assert len(article_blocks(_article("<h1><a href='/a'>A title</a></h1><p>b</p>"))) == 1


def test_the_comments_are_a_link_below_unless_the_text_has_it() -> None:
    article = _article("<p>Body.</p>", comments_url="https://c.example/7")
    rendered = _rendered(article)
    assert rendered.to_text().split("\n")[4:] == ["Body.", "", "[comments: c.example][1]"]
    linked = _article(
        "<p><a href='https://c.example/7'>Talk</a></p>", comments_url="https://c.example/7"
    )
    assert _rendered(linked).to_text().split("\n")[4:] == ["Talk[1]"]


def test_what_only_the_short_text_leads_to_stands_below_the_long_one() -> None:
    short = "<p><img src='/t.jpg'>Start <a href='/x?utm_source=f'>of</a> it: https://b.example/ "
    article = _article(
        "<p>The whole of <a href='/x'>it</a>.</p>",
        summary_html=f"{short}<a href='/a'>Read more</a></p>",
    )
    assert _rendered(article).to_text().split("\n")[4:] == [
        "The whole of it[1].",
        "",
        "▣ Picture: t.jpg[2]",
        "",
        "Also linked: https://b.example/ [3]",
    ]
    assert _rendered(_article(None, summary_html=short)).to_text().count("Start") == 1
    smaller = _article("<p>a</p><img src='/t-800x600.jpg'>", summary_html="<img src='/t.jpg'>")
    assert _rendered(smaller).to_text().count("▣") == 1


def test_a_hostile_title_is_shown_as_text() -> None:
    rendered = _rendered(_article(title="[bold]x[/] \x1b[31my\x1b]0;t\x07"))
    assert rendered.lines[0].text == "[bold]x[/] y"


@given(st.integers(min_value=1, max_value=30), st.text(max_size=40))
def test_an_article_fits_any_width(width: int, title: str) -> None:
    rendered = _rendered(_article(title=title or "-", authors=("日本 太郎",)), width)
    assert all(cell_len(line.text) <= width for line in rendered.lines)
