"""What the extractor would lose of a page is read nevertheless: players, notes, numbers, code."""

from __future__ import annotations

import time
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qreader.model import Document, Entry
from qreader.sources.pages.article import parse_page
from qreader.sources.pages.placeholders import MAX_PLACES
from qreader.text import html, plain
from qreader.text.blocks import (
    Block,
    Code,
    Inline,
    ListBlock,
    Paragraph,
    Quote,
    Rule,
    Span,
    Style,
)
from qreader.text.safe import is_safe

ADDRESS = "https://www.lantern.example/harbour/lock-keeper-oils-gates"
TITLE = "Lock keeper oils the gates of Vennmouth"
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


def article(between: str, *, behind: str = "", url: str = ADDRESS) -> Entry:
    text = (
        f"<!doctype html><html><head><title>{TITLE}</title></head><body>"
        f"<article><h1>{TITLE}</h1>{FIRST}{between}{SECOND}{LAST}{behind}</article></body></html>"
    )
    return parse_page(Document(url, text.encode()))


def between(entry: Entry) -> list[Block]:
    """Return the blocks between the first and the second paragraph."""
    shown = html.entry_blocks(entry)
    texts = [plain.plain_text([block]) for block in shown]
    first = next(at for at, text in enumerate(texts) if text.startswith("The first barge"))
    second = next(at for at, text in enumerate(texts) if text.startswith("Nobody believed"))
    return list(shown[first + 1 : second])


def behind(entry: Entry) -> list[Block]:
    shown = html.entry_blocks(entry)
    texts = [plain.plain_text([block]) for block in shown]
    last = next(at for at, text in enumerate(texts) if text.startswith("The council expects"))
    return list(shown[last + 1 :])


def spans_of(block: Any) -> Inline:
    while not isinstance(block, Paragraph):
        block = (block.items if isinstance(block, ListBlock) else block.blocks)[0]
    return block.spans


def link_lines(entry: Entry) -> list[tuple[str, str | None]]:
    return [(span.text, span.url) for block in between(entry) for span in spans_of(block)]


# ---- the numbers of lists


def numbered(entry: Entry) -> list[tuple[int | None, int]]:
    found = [block for block in between(entry) if isinstance(block, ListBlock)]
    return [(block.start, len(block.items)) for block in found]


@pytest.mark.parametrize(
    ("page", "expected"),
    [
        ("<ol><li>Open it</li><li>Wait a while</li></ol>", [(1, 2)]),
        ('<ol start="4"><li>Open it</li><li>Wait a while</li></ol>', [(4, 2)]),
        ('<ol><li value="7">Open it</li><li>Wait a while</li></ol>', [(7, 2)]),
        ('<ol><li>Open it</li><li value="5">Wait a while</li></ol>', [(1, 1), (5, 1)]),
        ('<ol start="0"><li>Open it</li><li>Wait a while</li></ol>', [(0, 2)]),
        ('<ol start="3"><li><p>Open it</p></li><li><p>Wait a while</p></li></ol>', [(3, 2)]),
        ("<ol reversed><li>Third one</li><li>Second one</li></ol>", [(2, 1), (1, 1)]),
        ('<ol start="x"><li>Open it</li><li>Wait a while</li></ol>', [(1, 2)]),
        ('<ul><li value="4">Open it</li><li>Wait a while</li></ul>', [(None, 2)]),
    ],
)
def test_a_list_keeps_its_numbers(page: str, expected: list[tuple[int | None, int]]) -> None:
    assert numbered(article(page)) == expected


def test_a_list_that_goes_on_behind_a_paragraph_goes_on_counting() -> None:
    page = f"<ol><li>Open it</li><li>Wait a while</li></ol>{LAST}<ol start=3><li>Close it</li></ol>"
    text = plain.plain_text(between(article(page)))
    assert "2. Wait a while" in text
    assert "3. Close it" in text


def test_a_list_within_an_item_keeps_its_own_numbers() -> None:
    page = "<ol><li>Prepare<ol start=3><li>oil</li><li>rags</li></ol></li><li>Go on</li></ol>"
    (outer,) = between(article(page))
    assert isinstance(outer, ListBlock)
    inner = outer.items[0].blocks[1]
    assert isinstance(inner, ListBlock)
    assert (outer.start, inner.start) == (1, 3)


# ---- players and posts


@pytest.mark.parametrize(
    ("page", "text", "url"),
    [
        (
            '<iframe src="https://www.youtube.com/embed/a1" title="The lock opens"></iframe>',
            "[video: The lock opens]",
            "https://www.youtube.com/embed/a1",
        ),
        (
            '<div class="wrap"><iframe data-src="https://player.vimeo.com/video/1"></iframe></div>',
            "[video: player.vimeo.com]",
            "https://player.vimeo.com/video/1",
        ),
        (
            '<figure><div><iframe src="https://www.youtube.com/embed/a1"></iframe></div>'
            "<figcaption>The lock, opening.</figcaption></figure>",
            "[video: The lock, opening.]",
            "https://www.youtube.com/embed/a1",
        ),
        (
            '<video controls poster="/p.jpg"><source src="/lock.mp4" type="video/mp4"></video>',
            "[video: lantern.example]",
            "https://www.lantern.example/lock.mp4",
        ),
        (
            '<audio controls src="/lock.mp3"></audio>',
            "[audio: lantern.example]",
            "https://www.lantern.example/lock.mp3",
        ),
        (
            '<amp-youtube data-videoid="a1" width="480" height="270"></amp-youtube>',
            "[video: youtube.com]",
            "https://www.youtube.com/watch?v=a1",
        ),
        (
            '<lite-youtube videoid="a1"></lite-youtube>',
            "[video: youtube.com]",
            "https://www.youtube.com/watch?v=a1",
        ),
        (
            '<amp-iframe src="https://maps.example/lock" width="300" height="200"></amp-iframe>',
            "[embed: maps.example]",
            "https://maps.example/lock",
        ),
        (
            '<blockquote class="instagram-media" data-instgrm-permalink="https://insta.example/p/1">'
            '<a href="https://insta.example/p/1">View this post</a></blockquote>',
            "[embed: insta.example]",
            "https://insta.example/p/1",
        ),
        (
            '<blockquote class="twitter-tweet"><a href="https://posts.example/a/1"></a>'
            "</blockquote>",
            "[embed: posts.example]",
            "https://posts.example/a/1",
        ),
    ],
)
def test_a_player_is_a_line_with_a_link(page: str, text: str, url: str) -> None:
    assert link_lines(article(page)) == [(text, url)]


@pytest.mark.parametrize(
    "page",
    [
        '<iframe src="https://ads.example/frame" width="1" height="1"></iframe>',
        '<iframe src="https://www.googletagmanager.com/ns.html" style="display:none"></iframe>',
        '<iframe src="https://securepubads.doubleclick.net/x"></iframe>',
        '<noscript><iframe src="https://www.youtube.com/embed/a1"></iframe></noscript>',
        '<aside><iframe src="https://www.youtube.com/embed/a1"></iframe></aside>',
        '<iframe src="https://www.facebook.com/plugins/like.php?x"></iframe>',
        '<iframe src="about:blank"></iframe><iframe></iframe><video></video>',
        '<iframe src="javascript:alert(1)"></iframe>',
        '<iframe src="https://lantern.example/newsletter/form"></iframe>',
    ],
)
def test_a_frame_that_is_no_part_of_the_article_is_not_shown(page: str) -> None:
    assert between(article(page)) == []


def test_a_player_in_a_sentence_stands_behind_its_paragraph() -> None:
    words = "The barge was so long that it lay in two counties when it left"
    player = '<iframe src="https://www.youtube.com/embed/a1"></iframe>'
    shown = between(article(f"<p>{words} {player} the upper gate at noon.</p>"))
    assert [plain.plain_text([block]) for block in shown] == [
        f"{words} the upper gate at noon.",
        "[video: youtube.com]",
    ]


def test_players_stand_in_the_order_of_the_page() -> None:
    players = "".join(
        f'<p><iframe src="https://www.youtube.com/embed/{name}"></iframe></p>' for name in "abc"
    )
    urls = [url for _, url in link_lines(article(players))]
    assert urls == [f"https://www.youtube.com/embed/{name}" for name in "abc"]


def test_a_player_that_a_page_has_twice_is_shown_once() -> None:
    player = '<iframe src="https://www.youtube.com/embed/a1"></iframe>'
    assert len(link_lines(article(player + LAST.replace("six", "ten") + player))) == 2


def test_a_long_caption_stands_below_its_player() -> None:
    caption = "The lock of Vennmouth opens for the first time since the gates were welded, " * 2
    shown = between(
        article(
            '<figure><iframe src="https://www.youtube.com/embed/a1"></iframe>'
            f"<figcaption>{caption}</figcaption></figure>"
        )
    )
    assert plain.plain_text(shown) == f"[video: youtube.com]\n\n{caption.strip()}"


def test_a_post_with_its_words_stays_a_quote() -> None:
    (quote,) = between(
        article(
            '<blockquote class="twitter-tweet"><p>The lock of Vennmouth is open again.</p>&mdash; '
            'Harbour (@harbour) <a href="https://posts.example/1">May 3, 2024</a></blockquote>'
        )
    )
    assert isinstance(quote, Quote)
    assert "open again.\n\n— Harbour (@harbour) May 3, 2024" in plain.plain_text([quote])


# ---- notes


def call(number: int) -> str:
    return f'<sup id="ref{number}"><a href="#note{number}">{number}</a></sup>'


def note(number: int) -> str:
    return (
        f'<li id="note{number}"><p>It was {number} tonnes, says <a href="https://b.example/">the '
        f'board</a>. <a href="#ref{number}">↩</a></p></li>'
    )


CALLS = f"<p>The gate was heavy{call(1)} and the water cold{call(2)}, as all on the bank saw.</p>"


@pytest.mark.parametrize(
    "around",
    [
        "<section>{}</section>",
        '<div class="footnotes">{}</div>',
        '<footer class="footnotes"><hr>{}</footer>',
        '<aside role="doc-endnotes"><h2>Notes</h2>{}</aside>',
        '</article><div class="page-footer"><div id="footnotes">{}</div></div><article>',
    ],
)
def test_notes_are_read_and_can_be_followed_and_returned_from(around: str) -> None:
    entry = article(CALLS, behind=around.format(f"<ol>{note(1)}{note(2)}</ol>"))
    (paragraph,) = between(entry)
    one, two = (span for span in spans_of(paragraph) if span.style & Style.SUPERSCRIPT)
    assert (one.text, one.url, one.anchors) == ("1", "#note1", ("ref1",))
    assert (two.text, two.url, two.anchors) == ("2", "#note2", ("ref2",))
    (notes,) = (block for block in behind(entry) if isinstance(block, ListBlock))
    assert (notes.start, len(notes.items)) == (1, 2)
    spans = spans_of(notes.items[1])
    assert spans[0] == Span("It was 2 tonnes, says ", anchors=("note2",))
    assert ("the board", "https://b.example/") in [(span.text, span.url) for span in spans]
    assert (spans[-1].text, spans[-1].url) == ("↩", "#ref2")


def test_only_the_notes_that_the_text_calls_are_added() -> None:
    text = f"<p>The gate was heavy{call(2)} and the water cold, as all on the bank saw then.</p>"
    entry = article(text, behind=f'<div class="footnotes"><ol>{note(1)}{note(2)}</ol></div>')
    assert plain.plain_text(behind(entry)).endswith("2. It was 2 tonnes, says the board. ↩")
    assert "1 tonnes" not in plain.plain_text(behind(entry))


def test_a_note_in_a_paragraph_begins_with_its_number() -> None:
    entry = article(
        '<p>The gate was heavy<a href="#n1" name="r1">[1]</a> and cold, as all saw.</p>',
        behind='<div class="footer"><p><a href="#r1" name="n1">[1]</a> Three tonnes.</p></div>',
    )
    spans = spans_of(behind(entry)[-1])
    assert [(span.text, span.url, span.anchors) for span in spans] == [
        ("[1]", "#r1", ("n1",)),
        (" Three tonnes.", None, ()),
    ]


def test_a_note_that_the_extractor_keeps_comes_once() -> None:
    entry = article(
        '<p>The gate was heavy<a id="a1" href="#n1">1</a> and cold, as all on the bank saw.</p>',
        behind='<div class="note"><a id="n1" href="#a1">1</a><div><p>Three tonnes it was.</p></div>'
        "</div>",
    )
    assert plain.plain_text(behind(entry)).count("Three tonnes it was.") == 1


def test_a_link_into_the_page_leads_to_its_heading() -> None:
    entry = article('<p>We come back to <a href="#winter">the winter</a> later in this text.</p>')
    assert ("the winter", f"{ADDRESS}#winter") in link_lines(entry)
    heading = '<h2 id="winter">What happens in winter</h2>'
    entry = article(
        f'<p>We come back to <a href="#winter">the winter</a> later on here.</p>{LAST}{heading}'
    )
    assert ("the winter", "#winter") in [
        (span.text, span.url) for span in spans_of(between(entry)[0])
    ]


@pytest.mark.slow
def test_a_page_of_very_many_notes_is_read() -> None:
    count = MAX_PLACES
    calls = "".join(
        f'<p>Gate {number} is heavy and wet<sup id="r{number}"><a href="#n{number}">{number}</a>'
        "</sup> in winter, says the board.</p>"
        for number in range(count)
    )
    entry = article(calls, behind="".join(f'<p id="n{number}">x</p>' for number in range(count)))
    assert "qreadermark" not in (entry.body_html or "")


# ---- code


@pytest.mark.parametrize(
    "page",
    [
        '<pre class="language-python"><code>x = 1\nprint(x)</code></pre>',
        '<pre><code class="lang-python">x = 1\nprint(x)</code></pre>',
        '<pre data-lang="python"><code class="hljs">x = 1\nprint(x)</code></pre>',
        '<div class="highlight highlight-source-python"><pre>x = 1\nprint(x)</pre></div>',
        '<div class="language-python highlighter-rouge"><div class="highlight">'
        '<pre class="highlight"><code><b>x</b> = 1\nprint(x)</code></pre></div></div>',
        '<pre class="brush: python; gutter: true">x = 1\nprint(x)</pre>',
    ],
)
def test_code_has_its_language(page: str) -> None:
    (code,) = between(article(page))
    assert code == Code("x = 1\nprint(x)", "python")


def test_a_paragraph_in_some_language_is_no_code() -> None:
    page = '<pre class="poem">x = 1\nprint(x)</pre>'
    assert between(article(page)) == [Code("x = 1\nprint(x)", None)]


def test_code_beside_its_line_numbers_is_code_alone() -> None:
    page = (
        '<figure class="highlight"><table><tr><td class="gutter"><pre><span>1</span><br>'
        '<span>2</span></pre></td><td class="code"><pre><span>a = 1</span><br><span>  b = 2</span>'
        "</pre></td></tr></table></figure>"
    )
    assert between(article(page)) == [Code("a = 1\n  b = 2", None)]


# ---- words


def one_line(page: str) -> str:
    return plain.plain_text(between(article(page)))


def test_a_short_quote_stays_within_its_sentence() -> None:
    text = one_line("<p>She said <q>open it</q> and he did, and all on the bank were glad.</p>")
    assert text == "She said “open it” and he did, and all on the bank were glad."


def test_a_date_within_a_sentence_is_read() -> None:
    text = one_line(
        "<p>The board paid for it, and <time datetime='2020'>last year</time> it paid again.</p>"
    )
    assert text == "The board paid for it, and last year it paid again."


def test_the_line_that_says_when_a_page_was_made_is_not() -> None:
    assert "May" not in one_line("<p>Published <time>May 3, 2024</time></p>")


def test_readings_stand_behind_their_characters() -> None:
    text = one_line(
        "<p>The town of <ruby>東京<rp>(</rp><rt>とうきょう</rt><rp>)</rp></ruby> has no such lock, "
        "said the keeper, who had been there.</p>"
    )
    assert "東京(とうきょう) has no such lock" in text


def test_a_formula_without_its_source_is_read_as_it_is_written() -> None:
    text = one_line(
        "<p>The area is <math><mi>x</mi><mo>=</mo><mn>2</mn></math> square metres, said Orla "
        "Finch, who measured it.</p>"
    )
    assert "The area is x=2 square metres" in text


def test_whom_a_quote_is_from_stays_with_it() -> None:
    (quote,) = between(
        article(
            "<blockquote><p>A lock that nobody opens is a wall of water.</p>"
            "<footer>— <cite>Orla Finch</cite></footer></blockquote>"
        )
    )
    assert isinstance(quote, Quote)
    assert plain.plain_text([quote]).endswith("— Orla Finch")


def test_a_rule_between_two_paragraphs_parts_them() -> None:
    words = "<p>The lock was built when the county still paid for such things, in 1871.</p>"
    assert [type(block) for block in between(article(f"{words}<hr>{LAST}"))] == [
        Paragraph,
        Rule,
        Paragraph,
    ]
    assert not any(
        isinstance(block, Rule) for block in between(article(f"<h2>When</h2><hr>{words}"))
    )


def test_scripts_lower_and_raise() -> None:
    (paragraph,) = between(
        article("<p>Of H<sub>2</sub>O there is plenty on the 20 m<sup>2</sup> of the basin.</p>")
    )
    styles = [(span.text, span.style) for span in spans_of(paragraph)]
    assert ("2", Style.SUBSCRIPT) in styles
    assert ("2", Style.SUPERSCRIPT) in styles


PIECES = st.sampled_from(
    (
        *('<ol start="-3">', "<ol reversed>", '<li value="9">', "</li>", "</ol>", "<hr>", "<q>"),
        *('<iframe src="https://v.example/1">', "</iframe>", "<video>", "<figure>", "</figure>"),
        *('<sup id="r"><a href="#n">1</a></sup>', '<p id="n">', "</p>", '<a name="n">', "</a>"),
        *("<table><tr><td><pre>1</pre><td><pre>a<br>b</pre></table>", "<rt>", "<math>", "<time>"),
        *('<blockquote class="embed">', "</blockquote>", "<footer>", "text of the lock. ", "\x1b["),
    )
)


@settings(max_examples=40, deadline=None)
@given(st.lists(PIECES, max_size=25))
def test_whatever_a_page_holds_its_marks_are_gone_and_its_text_is_safe(pieces: list[str]) -> None:
    entry = article("".join(pieces))
    assert "qreadermark" not in (entry.body_html or "")
    assert is_safe(plain.plain_text(html.entry_blocks(entry)))


@pytest.mark.slow
@pytest.mark.parametrize(
    "page",
    [
        "".join(f'<a href="#n{n}">1</a><div id="n{n}">' for n in range(3000)) + "word " * 50_000,
        "<p>" + "<time>now</time> word" * 8_000 + ".</p>",
        '<blockquote class="embed">' * 3_000 + "word " * 50_000,
        "<table><tr><td><pre>1" * 2_000 + "word " * 50_000,
        "<ol reversed>" + "<li>x" * 9_000,
        '<iframe src="https://v.example/">' * 9_000,
        "<p>a<hr>" * 9_000,
    ],
    ids=["notes", "dates", "posts", "listings", "numbers", "players", "rules"],
)
def test_a_page_of_very_many_of_them_is_read_in_time(page: str) -> None:
    start = time.process_time()
    article(page)
    assert time.process_time() - start < 10
