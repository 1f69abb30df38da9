"""HTML -> Blocks: what there is to read, nothing else, and never an exception."""

from __future__ import annotations

import pickle
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qreader.export.page import inlines_of
from qreader.text.blocks import (
    Block,
    Code,
    Figure,
    Heading,
    ListBlock,
    ListItem,
    Paragraph,
    Quote,
    Rule,
    Span,
    Style,
    Table,
)
from qreader.text.html import blocks, inline_text, markdown_html, paragraphs_html
from qreader.text.plain import plain_text, spans_text
from qreader.text.safe import is_safe
from qreader.text.urls import may_open

BASE = "https://example.org/news/"


def _texts(html: str) -> list[str]:
    """The text of each block."""
    return [plain_text((block,)) for block in blocks(html, BASE)]


def _only(html: str) -> Block:
    found = blocks(html, BASE)
    assert len(found) == 1, found
    return found[0]


def _spans(html: str) -> tuple[Span, ...]:
    block = _only(html)
    assert isinstance(block, Paragraph)
    return block.spans


def _all_urls(found: tuple[Block, ...]) -> list[str]:
    """All that a person could open, in order but for captions."""
    urls: list[str | None] = [span.url for inline in inlines_of(found) for span in inline]
    todo = [*found][::-1]
    while todo:
        block = todo.pop()
        match block:
            case Quote(inner, source):
                todo += inner[::-1]
                urls.append(source)
            case ListBlock(items):
                todo += [inner for item in items for inner in item.blocks][::-1]
            case Figure(url=url, link=link):
                urls += [url, link]
            case Code(links=links):
                urls += [link.url for link in links]
            case _:
                pass
    return [url for url in urls if url]


# ---- running text


def test_headings_and_paragraphs_come_in_order() -> None:
    assert blocks("<h1>A</h1><p>b</p><h3>C</h3>", BASE) == (
        Heading(1, (Span("A"),)),
        Paragraph((Span("b"),)),
        Heading(3, (Span("C"),)),
    )


def test_bare_text_between_blocks_is_a_paragraph() -> None:
    assert _texts("one<div>two<p>three</p>four</div>five") == [
        "one",
        "two",
        "three",
        "four",
        "five",
    ]


def test_white_space_collapses_as_in_browsers() -> None:
    assert _spans("<p>\n  a \t b<b> c </b> d\n</p>") == (
        Span("a b"),
        Span(" c ", Style.STRONG),
        Span("d"),
    )


def test_a_no_break_space_stays_inside_and_goes_outside() -> None:
    assert _texts("<p>&nbsp;10&nbsp;km&nbsp;</p><p>&nbsp;</p>") == ["10\xa0km"]


def test_one_break_ends_a_line_and_two_end_a_paragraph() -> None:
    assert _spans("<p>a <br> b</p>") == (Span("a"), Span("\n"), Span("b"))
    assert _texts("<div>a<br><br>b<br/>&nbsp;<br>c<br></div>") == ["a", "b", "c"]
    assert _texts("<br><br><p><br>a<br></p><br>") == ["a"]


def test_a_break_in_a_heading_is_a_space() -> None:
    assert _only("<h2>one<br>two</h2>") == Heading(2, (Span("one two"),))


@pytest.mark.parametrize(
    ("tag", "style"),
    [
        ("b", Style.STRONG),
        ("strong", Style.STRONG),
        ("em", Style.EMPHASIS),
        ("code", Style.CODE),
        ("kbd", Style.CODE),
        ("del", Style.STRIKE),
        ("ins", Style.UNDERLINE),
        ("mark", Style.MARK),
        ("sup", Style.SUPERSCRIPT),
        ("sub", Style.SUBSCRIPT),
    ],
)
def test_an_element_sets_its_style_and_only_within_it(tag: str, style: Style) -> None:
    assert _spans(f"<p>a<{tag}>b</{tag}>c</p>") == (Span("a"), Span("b", style), Span("c"))


def test_styles_add_up() -> None:
    assert _spans("<p><b>a<i>b</i></b></p>") == (
        Span("a", Style.STRONG),
        Span("b", Style.STRONG | Style.EMPHASIS),
    )


def test_quotation_marks_and_readings_are_written_out() -> None:
    assert _texts("<p><q>so</q> <ruby>漢<rp>(</rp><rt>kan</rt><rp>)</rp></ruby></p>") == [
        "“so” 漢(kan)"
    ]


# ---- links


def test_links_are_absolute_and_percent_encoded() -> None:
    assert _spans('<p>see <a href="../a b/ü">this <b>page</b></a>.</p>') == (
        Span("see "),
        Span("this ", url="https://example.org/a%20b/%C3%BC"),
        Span("page", Style.STRONG, "https://example.org/a%20b/%C3%BC"),
        Span("."),
    )


def test_the_spaces_at_a_links_ends_belong_to_the_text() -> None:
    assert _spans("<p>a<a href='/x'> link </a>b</p>") == (
        Span("a "),
        Span("link", url="https://example.org/x"),
        Span(" b"),
    )


@pytest.mark.parametrize(
    "href",
    ["javascript:alert(1)", "#note", "", "file:///etc/passwd", "data:text/html,x", "http://["],
)
def test_a_link_that_leads_nowhere_is_plain_text(href: str) -> None:
    assert _spans(f'<p><a href="{href}">text</a></p>') == (Span("text"),)


def test_without_an_address_of_the_page_relative_links_are_plain_text() -> None:
    found = blocks('<p><a href="/x">a</a> <a href="https://b.org/">b</a></p>', None)
    assert found == (Paragraph((Span("a "), Span("b", url="https://b.org/"))),)


def test_the_mark_that_links_a_heading_to_itself_goes() -> None:
    assert _only('<h2>Title <a href="#title">#</a></h2>') == Heading(2, (Span("Title"),))


# ---- lists and quotes


def test_lists_nest() -> None:
    block = _only("<ul><li>one<ul><li>deep</ul><li><p>two</p><p>more</p></ul>")
    assert isinstance(block, ListBlock)
    assert block.start is None
    assert plain_text((block,)) == "- one\n  - deep\n- two\n  more"


def test_a_list_right_within_a_list_belongs_to_the_item_before() -> None:
    assert _texts("<ul><li>one</li><ul><li>deep</li></ul><li>two</li></ul>") == [
        "- one\n  - deep\n- two"
    ]


@pytest.mark.parametrize(
    ("start", "first"), [("5", 5), ("-2", -2), ("x", 1), ("9" * 40, 1), ("", 1)]
)
def test_a_numbered_list_knows_its_first_number(start: str, first: int) -> None:
    block = _only(f"<ol start='{start}'><li>a</ol>")
    assert isinstance(block, ListBlock)
    assert block.start == first


def test_items_outside_of_a_list_are_one_list() -> None:
    assert _texts("<div><li>a</li><li>b</li></div>") == ["- a\n- b"]


def test_empty_items_and_lists_are_nothing() -> None:
    assert blocks("<ul><li></li><li> <br></li></ul><ol></ol><blockquote></blockquote>", BASE) == ()


def test_quotes_hold_blocks() -> None:
    block = _only("<blockquote>a<p>b</p><blockquote>c</blockquote></blockquote>")
    assert block == Quote(
        (
            Paragraph((Span("a"),)),
            Paragraph((Span("b"),)),
            Quote((Paragraph((Span("c"),)),)),
        )
    )


def test_terms_are_strong_and_their_meanings_belong_to_them() -> None:
    term = Paragraph((Span("Term", Style.STRONG),))
    meaning = Paragraph((Span("What it is"),))
    alone = Paragraph((Span("Without", Style.STRONG),))
    html = "<dl><dt>Term<dd>What it is<dd>What it is<div><dt>Without</div></dl>"
    items = (ListItem((term, meaning, meaning)), ListItem((alone,)))
    assert blocks(html, BASE) == (ListBlock(items, None, defines=True),)


def test_terms_outside_of_their_list_are_paragraphs() -> None:
    assert blocks("<dt>Term<dd>What it is", BASE) == (
        Paragraph((Span("Term", Style.STRONG),)),
        Paragraph((Span("What it is"),)),
    )


def test_a_link_into_the_same_text_leads_to_its_place() -> None:
    html = '<p>So<a id="r" href="#n%C3%A9">1</a> it is.<ol><li id="né"><p>Note <a href="#r">↩</a>'
    paragraph, notes = blocks(html, BASE)
    assert isinstance(paragraph, Paragraph)
    assert paragraph.spans[1] == Span("1", url="#né", anchors=("r",))
    assert isinstance(notes, ListBlock)
    note = notes.items[0].blocks[0]
    assert isinstance(note, Paragraph)
    assert note.spans == (Span("Note ", anchors=("né",)), Span("↩", url="#r"))


def test_the_address_of_the_page_itself_may_stand_before_the_place() -> None:
    html = '<p><a href="https://example.org/post#n">1</a> <a href="/other#n">2</a><p id="n">Note'
    paragraph, _ = blocks(html, "https://example.org/post")
    assert isinstance(paragraph, Paragraph)
    assert [span.url for span in paragraph.spans if span.url] == [
        "#n",
        "https://example.org/other#n",
    ]


def test_a_link_to_a_place_that_is_not_there_is_no_link() -> None:
    paragraph, *_ = blocks(
        '<p><a href="#gone">gone</a> <a href="#">top</a></p><p id="x">x</p>', BASE
    )
    assert paragraph == Paragraph((Span("gone top"),))


def test_places_that_nothing_leads_to_are_forgotten() -> None:
    html = '<p id="a">a</p><p id="b">b <a href="#a">up</a></p>'
    first, second = blocks(html, BASE)
    assert first == Paragraph((Span("a", anchors=("a",)),))
    assert second == Paragraph((Span("b "), Span("up", url="#a")))


def test_the_place_of_something_without_text_is_the_text_behind_it() -> None:
    html = '<p><a href="#n">1</a></p><a name="n"></a><hr><p> <b>Note</b></p>'
    *_, note = blocks(html, BASE)
    assert note == Paragraph((Span("Note", Style.STRONG, anchors=("n",)),))


@given(st.text(max_size=300))
def test_the_name_of_a_place_is_safe_and_short(name: str) -> None:
    escaped = name.replace("&", "&amp;").replace('"', "&quot;")
    html = f'<p><a href="#{quote(name)}">1</a></p><p id="{escaped}">Note</p>'
    for block in blocks(html, BASE):
        assert isinstance(block, Paragraph)
        for span in block.spans:
            assert all(is_safe(anchor) and len(anchor) <= 200 for anchor in span.anchors)
            assert span.url is None or is_safe(span.url)


def test_details_are_open() -> None:
    assert _texts("<details><summary>More</summary>inside</details>") == ["More", "inside"]


def test_rules_part_and_never_begin_or_end() -> None:
    assert blocks("<hr><p>a</p><hr><hr><p>b</p><hr>", BASE) == (
        Paragraph((Span("a"),)),
        Rule(),
        Paragraph((Span("b"),)),
    )


# ---- code


def test_code_keeps_its_spaces_and_says_its_language() -> None:
    html = '<pre><code class="hl language-Python">\ndef f():\n    return <b>1</b>\n\n</code></pre>'
    assert _only(html) == Code("def f():\n    return 1", "python")


@pytest.mark.parametrize(
    "attributes",
    ['class="lang-js"', 'data-lang="js"', 'class="brush: js"', 'class="highlight-source-js"'],
)
def test_the_language_of_code_is_found_in_many_places(attributes: str) -> None:
    assert _only(f"<pre {attributes}>x</pre>") == Code("x", "js")


@pytest.mark.parametrize(
    "html",
    [
        "<div class=line>a</div><div>  b</div>",
        "\n<div>a</div>\n<div>  b</div>\n",
        "<ol><li>a</li><li>  b</li></ol>",
        "<p>a</p>  b",
        "<table><tr><td>a</td></tr><tr><td>  b</td></tr></table>",
        "a<ul><li>  b</ul>",
    ],
)
def test_blocks_in_code_end_lines(html: str) -> None:
    assert _only(f"<pre>{html}</pre>") == Code("a\n  b")


def test_links_in_code_lead_where_they_say() -> None:
    see = "see <a href='/x'><b>the</b> manual</a>"
    code = _only(f"<pre>\n{see}\n<i>curl</i> https://b.org/<b>y</b> | sh</pre>")
    assert isinstance(code, Code)
    assert code.text == "see the manual\ncurl https://b.org/y | sh"
    assert [(code.text[link.start : link.end], link.url) for link in code.links] == [
        ("the manual", "https://example.org/x"),
        ("https://b.org/y", "https://b.org/y"),
    ]
    assert spans_text(code.named_links) == "the manual"


def test_pictures_in_code_stand_below_it_and_code_without_scripts_is_read() -> None:
    html = "<pre>x<img src='a.png'></pre><script src='g.js'></script><noscript><pre>y</pre>"
    assert blocks(html, BASE) == (
        Code("x"),
        Figure("https://example.org/news/a.png", ""),
        Code("y"),
    )


def test_breaks_in_code_end_lines_and_buttons_go() -> None:
    assert _only("<pre>a<br>b<button>Copy</button></pre>") == Code("a\nb")


# ---- tables


def test_a_table_keeps_rows_headers_and_caption() -> None:
    block = _only(
        "<table><caption>Cap</caption><thead><tr><th>A<th>B</thead><tr><td>1<td>2<br>3</table>"
    )
    assert isinstance(block, Table)
    assert [[spans_text(cell.spans) for cell in row] for row in block.rows] == [
        ["A", "B"],
        ["1", "2\n3"],
    ]
    assert [cell.is_header for row in block.rows for cell in row] == [True, True, False, False]
    assert spans_text(block.caption) == "Cap"


def test_cells_that_cover_others_keep_the_columns() -> None:
    block = _only(
        "<table><tr><td rowspan=2>a<td>b<td>c<tr><td>d<td>e<tr><td colspan=2>f<td>g</table>"
    )
    assert plain_text((block,)) == "a | b | c\n | d | e\nf |  | g"


@pytest.mark.parametrize(
    "html",
    [
        "<table><tr><td>a<tr><td>b</table>",
        "<table><tr><td>a<td>b</table>",
        "<table><tr><td><p>a</p><td></td><tr><td>b<td></table>",
        "<table><tr><td><table><tr><td>a<td>b</table></table>",
    ],
)
def test_a_table_for_layout_is_its_contents(html: str) -> None:
    assert _texts(html) == ["a", "b"]


def test_a_table_of_prose_or_lists_is_its_contents() -> None:
    prose = "word " * 100
    assert len(_texts(f"<table><tr><td>a<td>{prose}<tr><td>b<td>c</table>")) == 4
    assert _texts("<table><tr><td>a<td><ul><li>b</ul><tr><td>c<td>d</table>") == [
        "a",
        "- b",
        "c",
        "d",
    ]


def test_columns_with_nothing_in_them_go() -> None:
    block = _only("<table><tr><td>a<td><td>b<tr><td>c<td> <td>d</table>")
    assert plain_text((block,)) == "a | b\nc | d"


# ---- pictures and players


def test_a_picture_knows_its_stated_size() -> None:
    def size(attributes: str) -> tuple[int, int] | None:
        figure = _only(f'<img src="a.png" {attributes}>')
        assert isinstance(figure, Figure)
        return figure.size

    assert size('width="640" height=" 480.5px "') == (640, 480)
    assert size('width="640"') is None
    assert size('width="100%" height="480"') is None
    assert size('width="123456" height="480"') is None


def test_a_figure_has_its_caption_and_its_address() -> None:
    picture = '<a href="/big"><img src="a.png" alt="alt"></a>'
    html = f"<figure>{picture}<figcaption>A <i>cap</i></figcaption></figure>"
    assert _only(html) == Figure(
        "https://example.org/news/a.png",
        "alt",
        (Span("A "), Span("cap", Style.EMPHASIS)),
        link="https://example.org/big",
    )


def test_a_picture_with_a_description_alone_is_a_figure() -> None:
    assert _only('<img src="https://b.org/x.png" alt="A chart">') == Figure(
        "https://b.org/x.png", "A chart"
    )


@pytest.mark.parametrize(
    "image",
    [
        '<img src="x.png">',
        '<img src="x.png" alt="">',
        '<img src="x.png" alt="IMG_2034.jpeg" title="x.png">',
        '<img src="x.png" alt="holiday-photo-2">',
        '<figure><img src="x.png"></figure>',
        '<picture><source srcset="x.png"></picture>',
        '<picture><source srcset="x.png 2x"><img></picture>',
        '<noscript><img src="x.png"></noscript>',
        '<img src="data:image/gif;base64,R0"><noscript><img src="x.png"></noscript>',
        '<img src="blank.gif"><noscript><img src="x.png"></noscript>',
        '<video poster="x.png"></video>',
    ],
)
def test_a_picture_without_words_is_a_picture(image: str) -> None:
    assert _only(f"<div>{image}</div>") == Figure("https://example.org/news/x.png", "")


@pytest.mark.parametrize(
    "image",
    [
        '<img src="t.gif" width="1" height="1" alt="counter">',
        '<img src="t.gif" height="0" alt="counter">',
        '<img src="t.png" style="border: 0; height: 1px !important">',
        '<img src="/spacer.gif?x=1" width="600" height="20">',
        '<img src="https://pixel.example/b.gif?host=x">',
        "<img>",
        '<img src="javascript:x">',
    ],
)
def test_a_picture_that_counts_or_holds_room_is_nothing(image: str) -> None:
    assert blocks(f"<p>{image}</p>", BASE) == ()


def test_a_link_around_a_picture_keeps_where_it_leads() -> None:
    picture = "https://example.org/news/t.png"
    view = '<img src="t.png" alt="A view">'
    for image in (view, f"<figure>{view}</figure>", f"<figure>{view}", f"<p><i>{view}"):
        assert _only(f'<a href="/full.pdf">{image}</a>') == Figure(
            picture, "A view", link="https://example.org/full.pdf"
        )
    assert _only('<a href="t.png"><img src="t.png"></a>') == Figure(picture, "")
    assert _only('<a href="#big"><img src="t.png"></a>') == Figure(picture, "")
    text, figure = blocks('<p>Buy <a href="/buy"><img src="t.png"></a> now.</p>', BASE)
    assert text == Paragraph((Span("Buy now."),))
    torn = blocks('<p>So: <a href="/buy"><b><div>it</div></a>', BASE)
    assert [type(block) for block in torn] == [Paragraph, Paragraph]
    assert figure == Figure(picture, "", link="https://example.org/buy")


def test_what_is_under_the_pointer_is_shown_where_it_says_more() -> None:
    url = "https://example.org/news/c.png"
    assert _only('<img src="c.png" alt="Comic" title="The joke">') == Figure(
        url, "Comic", title="The joke"
    )
    assert _only('<img src="c.png" title="The joke">') == Figure(url, "The joke")
    assert _only('<img src="c.png" alt="The Joke!" title="the joke">') == Figure(url, "The Joke!")
    captioned = "<figure><img src='c.png' title='The joke'><figcaption>The joke."
    assert _only(captioned) == Figure(url, "The joke", (Span("The joke."),))


def test_an_ornament_is_shown_once() -> None:
    html = '<p>a</p><img src="line.png"><p>b</p><img src="line.png">'
    assert [type(block) for block in blocks(html, BASE)] == [Paragraph, Figure, Paragraph]


@pytest.mark.parametrize(
    ("html", "label"),
    [
        ('<a href="/x.zip"></a>', ""),
        ('<a href="/x.zip" title="F2"><svg><path d=""/></svg></a>', "F2"),
        ('<a href="/x.zip" aria-label="Get it"><i class="icon"></i></a>', "Get it"),
        ('<svg><a xlink:href="/x.zip"><text>Go</text></a></svg>', "Go"),
        ('<button><a href="/x.zip">Go</a></button>', "Go"),
        ('<img usemap="#m"><map name="m"><area href="/x.zip" alt="Here"></map>', "Here"),
        ('<noscript><a href="/x.zip">Go</a></noscript>', "Go"),
    ],
)
def test_a_link_that_is_drawn_is_kept(html: str, label: str) -> None:
    _, link = blocks(f"<p>words</p><div>{html}</div>", BASE)
    assert link == Figure(None, label, link="https://example.org/x.zip")


def test_an_empty_link_to_the_page_itself_is_nothing() -> None:
    page = "https://example.org/post"
    html = '<h2>Part <a href="https://example.org/post#part"><svg></svg></a></h2>'
    assert blocks(html, page) == (Heading(2, (Span("Part"),)),)


def test_a_data_table_shows_a_sign_for_a_picture_without_words() -> None:
    html = "<table><tr><td><img src='fr.png'><td>France<tr><td>x<td>Spain</table>"
    table = _only(html)
    assert isinstance(table, Table)
    assert table.rows[0][0].spans == (Span("▣", url="https://example.org/news/fr.png"),)


def test_a_caption_keeps_lists_quotes_and_pictures() -> None:
    html = "<figure><img src=a.png><figcaption>See<ul><li>one<li><a href=/x>two</a></ul>"
    figure = _only(html + "<img src=b.png></figcaption></figure>")
    assert isinstance(figure, Figure)
    assert spans_text(figure.caption) == "See one two ▣"
    urls = {"https://example.org/x", "https://example.org/news/b.png"}
    assert {span.url for span in figure.caption if span.url} == urls


def test_a_picture_follows_the_paragraph_it_stands_in() -> None:
    assert _texts('<p>before <img alt="A chart" src=x> after</p>') == ["before after", "A chart"]
    assert _texts('<p><img alt="A chart" src=x> after</p>') == ["A chart", "after"]


def test_emoji_and_formulas_as_pictures_are_text() -> None:
    assert _texts(
        '<p>so <img alt="😀" src=x> <img class="wp-latex latex" alt="x^2" src=y></p>'
    ) == ["so 😀 x^2"]


def test_the_address_of_a_lazy_picture_is_the_real_one() -> None:
    found = _only('<img src="data:image/gif;base64,R0" data-src="/real.jpg" alt="A view">')
    assert found == Figure("https://example.org/real.jpg", "A view")
    found = _only('<img srcset="/small.jpg 1x, /big.jpg 2x" alt="A view">')
    assert found == Figure("https://example.org/big.jpg", "A view")


def test_a_lazy_figure_takes_the_picture_that_is_there_without_scripts() -> None:
    html = '<figure><span></span><noscript><img src="a.jpg" alt="A view"></noscript></figure>'
    assert _only(html) == Figure("https://example.org/news/a.jpg", "A view")
    doubled = html.replace("<span></span>", '<img src="b.jpg" alt="A view">')
    assert _only(doubled) == Figure("https://example.org/news/b.jpg", "A view")


def test_a_figure_of_something_else_keeps_it_and_its_caption() -> None:
    assert blocks("<figure><pre>x</pre><figcaption>c</figcaption></figure>", BASE) == (
        Code("x"),
        Paragraph((Span("c"),)),
    )
    assert _only("<figure><figcaption>c</figcaption></figure>") == Figure(None, "", (Span("c"),))


@pytest.mark.parametrize(
    ("html", "text", "url"),
    [
        (
            '<iframe src="https://www.youtube.com/embed/x" title="A talk"></iframe>',
            "[video: A talk]",
            "https://www.youtube.com/embed/x",
        ),
        (
            '<iframe src="//player.vimeo.com/1"></iframe>',
            "[video: player.vimeo.com]",
            "https://player.vimeo.com/1",
        ),
        ('<iframe src="/map"></iframe>', "[embed: example.org]", "https://example.org/map"),
        (
            '<video><source src="a.mp4">old browser</video>',
            "[video: example.org]",
            "https://example.org/news/a.mp4",
        ),
        (
            '<audio src="a.mp3"></audio>',
            "[audio: example.org]",
            "https://example.org/news/a.mp3",
        ),
    ],
)
def test_a_player_is_a_link(html: str, text: str, url: str) -> None:
    assert _spans(html) == (Span(text, url=url),)


@pytest.mark.parametrize(
    "html",
    [
        "<iframe></iframe>",
        '<iframe src="about:blank"></iframe>',
        '<iframe src="javascript:x"></iframe>',
        '<iframe src="https://a.org/" width="1" height="1"></iframe>',
        "<video></video>",
    ],
)
def test_a_player_with_nothing_to_open_is_nothing(html: str) -> None:
    assert blocks(html, BASE) == ()


@pytest.mark.parametrize(
    ("html", "urls"),
    [
        ('<object data="/x.swf">old</object>', ["/x.swf"]),
        ('<object><param name="movie" value="/v/1"><embed src="/v/1"></object>', ["/v/1"]),
        ('<object data="/x.swf"><a href="/x.mp4">Get it</a></object>', ["/x.swf", "/x.mp4"]),
        ('<video src="/a.mp4"><a href="/a.ogv">Get it</a></video>', ["/a.mp4", "/a.ogv"]),
        ('<audio><source src="/a.mp3"><source src="/a.ogg"></audio>', ["/a.mp3"]),
    ],
)
def test_all_that_a_player_offers_is_reached(html: str, urls: list[str]) -> None:
    assert _all_urls(blocks(html, BASE)) == [f"https://example.org{url}" for url in urls]


def test_a_quote_says_where_it_is_from_unless_a_link_does() -> None:
    quote = '<blockquote cite="https://a.org/said">Words'
    assert _only(quote) == Quote((Paragraph((Span("Words"),)),), "https://a.org/said")
    linked = _only(f'{quote} <a href="https://a.org/said">(A)</a></blockquote>')
    assert isinstance(linked, Quote)
    assert linked.source is None


# ---- bare addresses


@pytest.mark.parametrize(
    ("text", "shown", "url"),
    [
        ("see https://a.org/x.", "https://a.org/x", "https://a.org/x"),
        ("(https://a.org/x)", "https://a.org/x", "https://a.org/x"),
        ("https://a.org/Foo_(bar), and", "https://a.org/Foo_(bar)", "https://a.org/Foo_(bar)"),
        ("[so](https://a.org/x) on", "https://a.org/x", "https://a.org/x"),
        ("[url]https://a.org/x[/url]", "https://a.org/x", "https://a.org/x"),
        ("“https://a.org/x”…", "https://a.org/x", "https://a.org/x"),
        ("**https://a.org/x**", "https://a.org/x", "https://a.org/x"),
        ("or www.a.org!", "www.a.org", "http://www.a.org"),
        ("https://bücher.org/ä", "https://bücher.org/ä", "https://xn--bcher-kva.org/%C3%A4"),
        ("詳しくはhttps://a.orgをご覧", "https://a.org", "https://a.org"),
        (
            "http://a.org/見るhttps",
            "http://a.org/見るhttps",
            "http://a.org/%E8%A6%8B%E3%82%8Bhttps",
        ),
        ("見てhttps://a.org/b。次", "https://a.org/b", "https://a.org/b"),
        ("https://a.org/?a=1&amp;b=2;", "https://a.org/?a=1&b=2", "https://a.org/?a=1&b=2"),
        ("http://127.0.0.1:80/x", "http://127.0.0.1:80/x", "http://127.0.0.1:80/x"),
    ],
)
@pytest.mark.parametrize("around", ["%s", "<p>%s</p>", "<ul><li><b>%s</b></ul>", "<h2>%s</h2>"])
def test_an_address_in_the_text_is_a_link(text: str, shown: str, url: str, around: str) -> None:
    spans = [span for inline in inlines_of(blocks(around % text, BASE)) for span in inline]
    assert [(span.text, span.url) for span in spans if span.url] == [(shown, url)]


@pytest.mark.parametrize(
    "text", ["http://", "https://.", "xhttp://a.org", "a@www.a.org", "www.", "www..org", "www.x"]
)
def test_what_only_looks_like_an_address_is_text(text: str) -> None:
    assert _spans(f"<p>{text}</p>") == (Span(text),)


def test_a_link_stays_the_link_that_it_is() -> None:
    html = '<p><a href="https://b.org/">https://a.org/</a></p>'
    assert _spans(html) == (Span("https://a.org/", url="https://b.org/"),)


# ---- formulas

_FRACTION = "<mfrac><mi>a</mi><mrow><mi>b</mi><mo>+</mo><mn>1</mn></mrow></mfrac>"


@pytest.mark.parametrize(
    ("math", "text"),
    [
        (_FRACTION, "a/(b+1)"),
        ("<msup><mi>e</mi><mrow><mo>-</mo><mn>7</mn><mi>t</mi></mrow></msup>", "e^(-7t)"),
        ("<msub><mi>x</mi><mn>10</mn></msub>", "x_10"),
        ("<msubsup><mi>x</mi><mi>i</mi><mn>2</mn></msubsup>", "x_i^2"),
        ("<msqrt><mi>x</mi><mo>+</mo><mn>1</mn></msqrt>", "√(x+1)"),
        ("<mroot><mi>x</mi><mn>3</mn></mroot>", "³√x"),
        ("<mover><mi>x</mi><mo>¯</mo></mover>", "x\u0304"),
        (
            "<munderover><mo>∑</mo><mi>i</mi><mi>n</mi></munderover><mi>i</mi>",
            "∑_i^n i",
        ),
        (
            "<mtable><mtr><mtd>1</mtd><mtd>0</mtd></mtr><mtr><mtd>0</mtd><mtd>1</mtd></mtr></mtable>",
            "[1, 0; 0, 1]",
        ),
        (f"<semantics>{_FRACTION}<annotation-xml>no</annotation-xml></semantics>", "a/(b+1)"),
        (
            f"<semantics>{_FRACTION}<annotation encoding='application/x-tex'>{{\\displaystyle "
            "\\frac{a}{b+1}}</annotation></semantics>",
            "\\frac{a}{b+1}",
        ),
    ],
)
def test_a_formula_is_one_line(math: str, text: str) -> None:
    assert _texts(f"<p>so <math>{math}</math>.</p>") == [f"so {text}."]


def test_a_formula_may_say_its_tex_itself_and_stand_alone() -> None:
    html = f'<p>so <math alttext="\\frac ab" display="block">{_FRACTION}</math> then</p>'
    assert _texts(html) == ["so", "\\frac ab", "then"]


def test_a_formula_is_read_once_however_often_it_is_drawn() -> None:
    math = "<math><mi>E</mi></math>"
    katex = f"<span>{math}</span><span aria-hidden='true'>E drawn</span>"
    mathjax = f"<mjx><i aria-hidden='true'>E drawn</i><span>{math}</span></mjx>"
    wikipedia = (
        f"<span style='display: none'>{math}</span>"
        "<img class='mwe-math-fallback-image-inline' alt='{\\displaystyle E}' src='/svg/1'>"
    )
    for html in (katex, mathjax, wikipedia):
        assert _texts(f"<p>so {html} is</p>") == ["so E is"]


def test_a_copy_for_screen_readers_is_left_out_beside_what_it_copies() -> None:
    price = "<span aria-hidden='true'>$50</span><span class='sr-only'>50 dollars</span>"
    assert _texts(f"<p>now {price}</p>") == ["now $50"]
    assert _texts("<p class='sr-only'>alone</p>") == ["alone"]
    assert _texts("<p><i aria-hidden='true'>icon</i> words</p>") == ["icon words"]


# ---- what is left behind


@pytest.mark.parametrize(
    "html",
    [
        "<script>no</script>",
        "<style>no</style>",
        "<noscript>no</noscript>",
        "<form>no<input value=no></form>",
        "<button>no</button>",
        "<svg><text>no</text></svg>",
        "<template>no</template>",
        "<!-- no -->",
        "<p hidden>no</p>",
        '<p style="color: red; DISPLAY : none">no</p>',
        '<div style="visibility:hidden"><p>no</p></div>',
        "<select><option>no</select>",
        "<textarea>no</textarea>",
    ],
)
def test_what_is_not_to_be_read_is_left_behind(html: str) -> None:
    assert _texts(f"<p>yes</p>{html}") == ["yes"]


def test_a_page_within_a_form_is_read_all_the_same() -> None:
    assert _texts("<form><p>all there is</p></form>") == ["all there is"]


def test_a_form_with_a_link_beside_a_picture_is_left_behind_but_for_the_link() -> None:
    form = "<form><p>Sign up, see <a href='/terms'>terms</a> at https://b.org/x</p></form>"
    found = blocks(f"<ul><li><img src='a.png'></li></ul>{form}", BASE)
    assert plain_text(found[1:]) == "terms"
    assert _all_urls(found[1:]) == ["https://example.org/terms", "https://b.org/x"]
    assert _texts(form) == ["Sign up, see terms at https://b.org/x"]


def test_escape_sequences_written_as_entities_end_here() -> None:
    assert _texts("<p>a&#27;[31mb&#7;&#x202e;c</p>") == ["abc"]
    assert _only("<pre>a&#27;]0;x&#7;b</pre>") == Code("ab")
    figure = _only('<img src="x.png" alt="A&#27;[2J chart">')
    assert figure == Figure("https://example.org/news/x.png", "A chart")


def test_marks_cannot_be_piled_up_over_the_borders_of_elements() -> None:
    assert is_safe(plain_text(blocks("<p>a" + "<b>\u0301\u0301\u0301</b><i>\u0301</i>" * 50, BASE)))


# ---- text without tags


def test_plain_text_keeps_its_paragraphs() -> None:
    assert _texts("a < b &amp; c\nstill a\n\nsecond\n \n\nthird") == [
        "a < b & c\nstill a",
        "second",
        "third",
    ]


def test_text_without_any_tag_keeps_its_lines_and_indents() -> None:
    text = "Chapters:\n0:00 Intro\n1:30 More &amp; more\n\nLinks:\n  - one\n\t- two"
    assert _texts(text) == [
        "Chapters:\n0:00 Intro\n1:30 More & more",
        "Links:\n\xa0\xa0- one\n\xa0\xa0\xa0\xa0- two",
    ]
    assert _only("    def f():\n        return 1") == Code("    def f():\n        return 1")


def test_an_element_closed_as_in_xml_does_not_swallow_what_follows() -> None:
    assert _texts("a<iframe src='https://a.org/' /><p>b</p><script src='x'/><p>c</p>") == [
        "a",
        "[embed: a.org]",
        "b",
        "c",
    ]


def test_blank_lines_part_text_whose_only_tags_are_inline() -> None:
    assert _texts("one <b>two</b>\n\nthree") == ["one two", "three"]


def test_nothing_gives_no_block() -> None:
    assert [
        blocks(html, BASE) for html in ("", " \n ", "<p></p>", "<html>", "\x00", "<!doctype html>")
    ] == [()] * 6


# ---- whatever comes

_PIECE_WORDS = """
<p> </p> <div> </div> <ul> <ol~start=3> <li> </ul> <table> <tr> <td> <th> </table> <caption>
<blockquote> </blockquote> <pre> </pre> <br> <hr> <h2> </h2> <b> </b> <a~href=/x> </a>
<figure> <figcaption> </figure> <img~alt=pic~src=/p> <dl> <dt> <dd> <noscript> <form>
<a~href=#n> <p~id=n>
<svg> </svg> <math> <select> <template> <frameset> <plaintext> <iframe~src=/f> <sup> &#27;
&#x9b; &nbsp; <!-- --> <![CDATA[ ]]> </ < > & text
"""
_PIECES = st.sampled_from(
    [piece.replace("~", " ") for piece in _PIECE_WORDS.split()]
    + [" ", "\n\n", "\x1b[31m", "\u0301", "\u202e", "\ud800", "\x00"]
)
_TAG_SOUP = st.lists(st.one_of(_PIECES, st.text(max_size=6)), max_size=40).map("".join)


@given(st.one_of(_TAG_SOUP, st.text()))
def test_any_text_gives_safe_blocks(html: str) -> None:
    found = blocks(html, BASE)
    assert is_safe(plain_text(found))
    assert all(may_open(url) or url.startswith("#") for url in _all_urls(found))


@pytest.mark.parametrize(
    "tag",
    ["div", "blockquote", "ul><li", "table><tr><td", "b", "a href=/x", "figure", "h1", "dl><dd"],
)
def test_depth_has_no_effect_but_time(tag: str) -> None:
    found = blocks(f"<{tag}>" * 20_000 + "text", BASE)
    assert len(plain_text(found)) < 500
    # what stores and sends blocks does it by recursion
    assert pickle.loads(pickle.dumps(found)) == found
    assert hash(found) == hash(found)
    assert repr(found)


def test_a_page_of_endless_elements_is_cut() -> None:
    found = blocks("<p>x</p>" * 200_000, BASE)
    assert 10_000 < len(found) <= 50_000


# ---- titles


@pytest.mark.parametrize(
    ("title", "line"),
    [
        ("<b>x</b> &amp; y", "x & y"),
        ("a < b", "a < b"),
        ("1 < 2 > 0", "1 < 2 > 0"),
        ("[/r/python] weekly", "[/r/python] weekly"),
        ("Use the <div> tag", "Use the <div> tag"),
        ("vector<int> in C++", "vector<int> in C++"),
        ("<p>One</p><p>two</p>", "One two"),
        ("One<br/>two", "One two"),
        ("AT&amp;T &#8211; &lt;b&gt;", "AT&T – <b>"),
        ("<script>x()</script>Real", "Real"),
        ("<a href='x'>link</a>\n text", "link text"),
        ("a\x1b[31mb\x1b]0;t\x07c\u202e", "abc"),
        ("<i></i>", ""),
        ("", ""),
    ],
)
def test_a_title_is_one_clean_line(title: str, line: str) -> None:
    assert inline_text(title) == line


@given(st.one_of(_TAG_SOUP, st.text()))
def test_any_title_is_a_safe_line(title: str) -> None:
    line = inline_text(title)
    assert is_safe(line)
    assert "\n" not in line


# ---- text that becomes HTML


def test_plain_text_as_html_reads_as_it_was_written() -> None:
    html = paragraphs_html("\n\na <b> & c\nline\r\n\r\nsecond\n")
    assert html == "<p>a &lt;b&gt; &amp; c<br>line</p>\n<p>second</p>"
    assert _texts(html) == ["a <b> & c\nline", "second"]
    assert paragraphs_html(" \n\n") == ""


@given(st.text())
def test_plain_text_as_html_holds_no_tag_of_its_own(text: str) -> None:
    assert not any(
        isinstance(block, Figure | Table | ListBlock | Heading)
        for block in blocks(paragraphs_html(f"<h1>{text}<img alt=x>"), BASE)
    )


def test_markdown_becomes_the_blocks_it_means() -> None:
    text = "# Title\n\nSome **bold** ~~old~~ [link](/x).\n\n- one\n- two\n\n"
    text += "|a|b|\n|-|-|\n|1|2|\n\n    code"
    found = blocks(markdown_html(text), BASE)
    assert [type(block) for block in found] == [Heading, Paragraph, ListBlock, Table, Code]
    assert Span("old", Style.STRIKE) in found[1].spans


def test_html_in_markdown_is_text() -> None:
    assert _texts(markdown_html("<script>x</script> <b>y</b>")) == ["<script>x</script> <b>y</b>"]


# ---- the numbers of lists


@pytest.mark.parametrize(
    ("page", "expected"),
    [
        ('<ol start="4"><li>a<li>b</ol>', [(4, 2)]),
        ('<ol><li value="4">a<li>b</ol>', [(4, 2)]),
        ('<ol><li>a<li value="4">b<li>c</ol>', [(1, 1), (4, 2)]),
        ('<ol><li>a<li value="2">b</ol>', [(1, 2)]),
        ("<ol reversed><li>a<li>b</ol>", [(2, 2)]),
        ('<ol reversed start="9"><li>a<li value="4">b<li>c</ol>', [(9, 1), (4, 2)]),
        ('<ol><li value="x">a</ol><ul><li value="4">a</ul>', [(1, 1), (None, 1)]),
    ],
)
def test_an_item_may_have_a_number_of_its_own(
    page: str, expected: list[tuple[int | None, int]]
) -> None:
    found = [(block.start, len(block.items)) for block in blocks(page, None)]  # type: ignore
    assert found == expected


@pytest.mark.parametrize(
    ("attributes", "marks"),
    [
        ("", ["1", "2", "3"]),
        ('type="a"', ["a", "b", "c"]),
        ('type="A" start="26"', ["Z", "AA", "AB"]),
        ('type="i" start="3"', ["iii", "iv", "v"]),
        ('type="I" start="1999"', ["MCMXCIX", "MM", "MMI"]),
        ('type="i" start="-1"', ["-1", "0", "i"]),
        ('type="x"', ["1", "2", "3"]),
        ("reversed", ["3", "2", "1"]),
        ('reversed type="a"', ["c", "b", "a"]),
        ('style="margin: 0; list-style-type: upper-roman"', ["I", "II", "III"]),
    ],
)
def test_a_numbered_list_counts_as_it_says(attributes: str, marks: list[str]) -> None:
    block = _only(f"<ol {attributes}><li>x<li>y<li>z</ol>")
    assert isinstance(block, ListBlock)
    assert block.marks == marks
    assert plain_text((block,)) == "\n".join(
        f"{mark}. {text}" for mark, text in zip(marks, "xyz", strict=True)
    )


def test_the_boxes_of_tasks_are_shown() -> None:
    boxes = "<li><input type=checkbox checked> done<li><label><input type=checkbox>todo</label>"
    assert _texts(f"<ul>{boxes}</ul>") == ["- ☑ done\n- ☐ todo"]
    assert _texts("<p><input type=checkbox> I agree</p>") == ["I agree"]


@pytest.mark.parametrize(
    ("html", "url"),
    [
        ("One\nTwo <https://x.example/a?b=1&amp;c=2>\nthree", "https://x.example/a?b=1&c=2"),
        ("<p>See <https://x.example/a>, please.</p>", "https://x.example/a"),
        ("Of <b>us</b>: <www.x.example/>", "http://www.x.example/"),
    ],
)
def test_an_address_in_pointed_brackets_is_no_tag(html: str, url: str) -> None:
    (block,) = blocks(html, BASE)
    assert isinstance(block, Paragraph)
    assert [span.url for span in block.spans if span.url] == [url]


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Use cp <from> <to>\nor List<String>", "Use cp <from> <to>\nor List<String>"),
        ("Mail <me@x.example>\nor not", "Mail <me@x.example>\nor not"),
        ("<x-note>One\ntwo</x-note>", "One two"),
        ("One<br>two\n<span>three", "One\ntwo three"),
    ],
)
def test_text_with_what_only_looks_like_a_tag_keeps_its_lines(text: str, shown: str) -> None:
    assert plain_text(blocks(text, BASE)) == shown
