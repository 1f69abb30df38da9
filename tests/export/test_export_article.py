"""One article as a file: whole, legible, and nothing in it means more than it says."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from rich.cells import cell_len

from qreader.export import as_html, as_markdown, as_text
from qreader.model import (
    Article,
    ArticleId,
    Enclosure,
    Entry,
    FeedId,
    Link,
    LinkBlock,
    LinkKind,
    Row,
)
from qreader.render.article import article_blocks
from qreader.text.html import blocks as html_blocks
from qreader.text.plain import plain_text
from qreader.text.safe import is_safe

DATED = datetime(2026, 3, 1, 8, 30, tzinfo=UTC)
RELATED = LinkBlock(
    "More from Gazette",
    LinkKind.SAME_SITE,
    (
        Link("A drill for the ridge", "https://news.example/8", "A drill, waiting", ArticleId(8)),
        Link("What the ice tastes of"),
    ),
)


def article(
    body: str = "<p>Ice.</p>", title: str = "Ice under the ridge", **more: object
) -> Article:
    entry = Entry(title, url="https://news.example/7", body_html=body, **more)  # type: ignore[arg-type]
    return Article(Row(ArticleId(7), FeedId(1), "Gazette", title, DATED), entry, minutes=2)


def markdown(body: str) -> str:
    """Return the Markdown of a body, below title, facts and source."""
    return as_markdown(article(body)).split("<https://news.example/7>\n\n", 1)[-1].rstrip("\n")


def html(body: str) -> str:
    """Return the HTML of a body, below title, facts and source."""
    document = as_html(article(body))
    return document.split("</a></p>\n", 1)[1].split("</article>")[0].rstrip("\n")


# ---- Markdown


def test_markdown_begins_with_title_facts_and_source():
    assert as_markdown(article(authors=("Ada",))) == (
        "# Ice under the ridge\n\n*Gazette · Ada · 2026-03-01 08:30 UTC · 2 min*\n\n"
        "<https://news.example/7>\n\nIce.\n"
    )


@pytest.mark.parametrize(
    ("body", "written"),
    [
        ("<p>a <b>strong</b> and <i>soft</i> <s>word</s></p>", "a **strong** and *soft* ~~word~~"),
        ("<p>2*3*4 &lt;b&gt; [x](y) &amp;amp; `c`</p>", r"2\*3\*4 \<b\> \[x\](y) \&amp; \`c\`"),
        ("<p>snake_case _x_</p>", r"snake_case \_x\_"),
        ("<p># no<br>- no<br>1. no<br>-5<br>===</p>", "\\# no\\\n\\- no\\\n1\\. no\\\n-5\\\n\\==="),
        ("<p>no<b>“way”</b>here</p>", "no“way”here"),
        ("<p>so!<a href='/y'>y</a></p>", r"so\![y](https://news.example/y)"),
        ("<p><a href='/x(1)'>x</a></p>", "[x](<https://news.example/x(1)>)"),
        ("<p><code>a`b</code></p>", "``a`b``"),
        ("<h1>Up</h1><h3>Down</h3>", "## Up\n\n### Down"),
        ("<ul><li>a<ul><li>b</li></ul></li><li>c</li></ul>", "- a\n  - b\n- c"),
        ("<ol start=9><li>a</li><li><p>b</p><p>c</p></li></ol>", "9. a\n\n10. b\n\n    c"),
        ("<ul><li>a</li></ul><ul><li>b</li></ul>", "- a\n\n* b"),
        ("<blockquote><p>a</p><p>b</p></blockquote>", "> a\n>\n> b"),
        ("<pre><code class='language-py'>```\nx</code></pre>", "````py\n```\nx\n````"),
        ("<p>a</p><hr><p>b</p>", "a\n\n---\n\nb"),
        (
            "<table><caption>C</caption><tr><th>A<th>B<tr><td>1|2<td><code>x|y</code></table>",
            "*C*\n\n| A | B |\n| --- | --- |\n| 1\\|2 | `x\\|y` |",
        ),
        (
            "<figure><img src='/p.png' alt='A ridge'><figcaption>At dawn</figcaption></figure>",
            "[A ridge](https://news.example/p.png)\\\n*At dawn*",
        ),
        (
            "<a href='/buy'><img src='/p.png' title='Joke'></a>",
            "[Joke](https://news.example/p.png) → [news.example](https://news.example/buy)",
        ),
        (
            "<img src='/p.png' alt='Comic' title='Joke'>",
            "[Comic](https://news.example/p.png)\\\nJoke",
        ),
        ("<p>See https://a.org/x.</p>", "See <https://a.org/x>."),
        ("<pre>see <a href='/m'>it</a></pre>", "```\nsee it\n```\n\n[it](https://news.example/m)"),
        (
            "<blockquote cite='https://a.org/x'>a</blockquote>",
            "> a\n>\n> — [a.org](https://a.org/x)",
        ),
        ("<ol reversed><li>a<li>b</ol>", "2. a\n1) b"),
    ],
)
def test_each_block_is_written_as_markdown_has_it(body: str, written: str):
    assert markdown(body) == written


@given(st.lists(st.text(alphabet='ab *_`#-+=1.)~[]<>&|!\\\n"é', max_size=20), max_size=4))
def test_markdown_of_any_text_reads_back_as_that_text(paragraphs: list[str]):
    body = "<p>So:</p>" + "".join(
        f"<p>{ElementTree.tostring(_element(text), 'unicode')}</p>" for text in paragraphs
    )
    rendered = MarkdownIt("commonmark").enable(["table", "strikethrough"]).render(markdown(body))
    expected = plain_text(article_blocks(article(body)))
    # whole, but for where spaces end a line
    assert _words(plain_text(html_blocks(rendered, None))) == _words(expected)


def _element(text: str) -> ElementTree.Element:
    element = ElementTree.Element("b" if "a" in text else "span")
    element.text = text
    return element


def _words(text: str) -> list[str]:
    return text.split()


# ---- HTML


@pytest.mark.parametrize(
    ("body", "written"),
    [
        (
            "<a href='/buy'><img src='/p.png' alt='A' title='Joke'></a>",
            '<figure>\n<p><a href="https://news.example/p.png">A</a> → '
            '<a href="https://news.example/buy">news.example</a></p>\n<p>Joke</p>\n</figure>',
        ),
        (
            "<pre>see <a href='/m'>&lt;it&gt;</a>.</pre>",
            '<pre><code>see <a href="https://news.example/m">&lt;it&gt;</a>.</code></pre>',
        ),
        (
            "<blockquote cite='https://a.org/x'>a</blockquote>",
            '<blockquote>\n<p>a</p>\n<p>— <a href="https://a.org/x">a.org</a></p>\n</blockquote>',
        ),
        ("<ol type=a><li>x</ol>", '<ol type="a">\n<li>x</li>\n</ol>'),
        (
            "<ol reversed><li>x</ol>",
            '<ol start="1" reversed="">\n<li>x</li>\n</ol>',
        ),
    ],
)
def test_each_block_keeps_what_it_leads_to_in_html(body: str, written: str):
    assert html(body) == written


def test_html_is_a_whole_document_that_loads_and_runs_nothing():
    written = as_html(article("<p>x</p><script>alert(1)</script><img src='/p.png' alt='P'>"))

    assert written.startswith("<!DOCTYPE html>\n")
    assert "default-src &#x27;none&#x27;" in written
    assert "<script" not in written
    assert "<img" not in written
    assert '<a href="https://news.example/p.png">P</a>' in written


def test_text_that_looks_like_markup_stays_text_in_html():
    written = as_html(article("<p>&lt;script&gt; &amp;amp;</p>", title='<b>"x"</b>'))

    assert "<p>&lt;script&gt; &amp;amp;</p>" in written
    assert "<title>&lt;b&gt;&quot;x&quot;&lt;/b&gt;</title>" in written


def test_an_address_that_may_not_be_opened_is_no_link():
    links = LinkBlock("More", LinkKind.OTHER, (Link("X", "javascript:alert(1)"),))
    hostile = Entry(
        "T",
        url="javascript:alert(2)",
        body_html="<a href='javascript:alert(3)'>y</a>",
        own_related=(links,),
    )
    stored = Article(Row(ArticleId(7), FeedId(1), "Gazette", "T", DATED), hostile)

    for write in (as_html, as_markdown, as_text):
        assert "javascript:" not in write(stored)


def test_notes_and_their_calls_lead_to_each_other():
    note = "<ol><li id='n1'>So. <a href='#c 1'>up</a></li></ol>"
    body = f"<p>said<a id='c 1' href='#n1'>[1]</a></p>{note}"

    assert '<a id="place-1" href="#place-2">[1]</a>' in html(body)
    assert '<span id="place-2">So. </span><a href="#place-1">up</a>' in html(body)
    assert '<a id="place-1"></a>[\\[1\\]](#place-2)' in markdown(body)
    assert '1. <a id="place-2"></a>So. [up](#place-1)' in markdown(body)


def test_a_glossary_whose_last_term_means_nothing_is_a_list():
    assert "<dl>" in html("<dl><dt>a<dd>b</dl>")
    assert "<dl>" not in html("<dl><dt>a<dd>b<dt>c</dl>")


@given(st.text(alphabet="<>/abdiltprhuo =\"'#&;\x00\x1b\u202e\ufffe1", max_size=80))
def test_html_of_anything_is_well_formed_and_clean(body: str):
    written = as_html(article(body, title=f"T {body}"))

    ElementTree.fromstring(written.removeprefix("<!DOCTYPE html>\n"))
    assert is_safe(written)


# ---- plain text


def test_plain_text_is_wrapped_and_its_links_follow():
    body = f"<p>{'ice ' * 60}<a href='/more'>more</a></p>"
    lines = as_text(article(body, own_related=(RELATED,)), 40).split("\n")

    assert lines[0] == "Ice under the ridge"
    assert max(map(cell_len, lines[:-3])) <= 40
    assert lines[-3:] == ["[1] https://news.example/more", "[2] https://news.example/8", ""]


# ---- all of them


def test_every_format_has_captions_related_stories_and_enclosures():
    whole = article(
        "<figure><img src='/p.png' alt=''><figcaption>At dawn</figcaption></figure>",
        own_related=(RELATED,),
        enclosures=(Enclosure("https://news.example/a.mp3", "audio/mpeg", 30_000_000),),
    )

    for write in (as_html, as_markdown, as_text):
        written = write(whole)
        for said in ("At dawn", "More from Gazette", "A drill, waiting", "audio: news.example"):
            assert said in written, (write, said)
        assert re.search(r"https://news\.example/8\b", written)


def test_the_same_article_gives_the_same_bytes():
    for write in (as_html, as_markdown, as_text):
        assert write(article()) == write(article())
