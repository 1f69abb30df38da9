"""Whatever a source's markup leads to is reached in the article that it becomes."""

from __future__ import annotations

from datetime import UTC, datetime
from html import escape
from typing import NamedTuple

from hypothesis import given, settings
from hypothesis import strategies as st

from qreader.export import as_html, as_markdown
from qreader.model import Article, ArticleId, Enclosure, Entry, FeedId, Row
from qreader.render.article import article_blocks
from qreader.render.page import render
from qreader.text.html import blocks
from qreader.text.reach import addresses, figures, links
from qreader.text.urls import canonical, join

BASE = "https://site.example/2026/post"
DATED = datetime(2026, 3, 1, tzinfo=UTC)


# ---- markup, and the addresses in it


class Markup(NamedTuple):
    """A piece of HTML, and what leads out of it."""

    html: str
    reached: tuple[tuple[str, ...], ...]
    """Of several addresses of one thing one is enough."""


def _markup(html: str, *reached: tuple[str, ...]) -> Markup:
    return Markup(html, reached)


_HOSTS = st.sampled_from(["https://a.example", "http://b.example:8080", "https://ü.example", ""])
_PATHS = st.lists(
    st.sampled_from(["/", "x", "y", "1", "a_(b)", "?q=1&r=2", "ä", ".jpg", "-", "%20", "#part"]),
    min_size=1,
    max_size=5,
).map("".join)
_ADDRESSES = st.builds(lambda host, path: f"{host}/{path}", _HOSTS, _PATHS)
_BARE = st.builds(
    lambda path: f"https://a.example/{path}",
    st.lists(st.sampled_from(["x", "y/", "1", "(b)", "?q=1", "&r=2", "-z", "ä"]), max_size=5).map(
        lambda parts: "".join([*parts, "e"])
    ),
)
_WORDS = st.sampled_from(["", "word", "two words", " ", "😀", "0", "<b>bold</b> word"])


def _quoted(address: str) -> str:
    return f'"{escape(address)}"'


_LEAVES = st.one_of(
    st.builds(lambda u, w: _markup(f"<a href={_quoted(u)}>{w}</a>", (u,)), _ADDRESSES, _WORDS),
    st.builds(lambda u: _markup(f"<a href={_quoted(u)}><svg></svg></a>", (u,)), _ADDRESSES),
    st.builds(
        lambda u, alt: _markup(f"<img src={_quoted(u)} alt={_quoted(alt)}>", (u,)),
        _ADDRESSES,
        st.sampled_from(["", "A view of the sea", "IMG_1.jpg"]),
    ),
    st.builds(
        lambda u, title: _markup(f"<img data-src={_quoted(u)} src='data:,' title='{title}'>", (u,)),
        _ADDRESSES,
        st.sampled_from(["", "The joke"]),
    ),
    st.builds(
        lambda u, v: _markup(
            f"<picture><source srcset={_quoted(u)}><img src={_quoted(v)}></picture>", (u, v)
        ),
        _ADDRESSES,
        _ADDRESSES,
    ),
    st.builds(lambda u: _markup(f"<img srcset='x.gif 1w, {u} 2w'>", (u,)), _BARE),
    st.builds(
        lambda tag, u: _markup(f"<{tag} src={_quoted(u)}></{tag}>", (u,)),
        st.sampled_from(["iframe", "video", "audio", "embed"]),
        _ADDRESSES,
    ),
    st.builds(
        lambda tag, u, v: _markup(
            f"<{tag}><source src={_quoted(u)}><source src={_quoted(v)}></{tag}>", (u, v)
        ),
        st.sampled_from(["video", "audio"]),
        _ADDRESSES,
        _ADDRESSES,
    ),
    st.builds(lambda u: _markup(f"<object data={_quoted(u)}>old</object>", (u,)), _ADDRESSES),
    st.builds(
        lambda u: _markup(f"<map><area href={_quoted(u)} alt='Here'></map>", (u,)), _ADDRESSES
    ),
    st.builds(
        lambda u, before, after: _markup(f"<span> {before}{escape(u)}{after} </span>", (u,)),
        _BARE,
        st.sampled_from(["", "see ", "(", "“"]),
        st.sampled_from(["", ".", ")", "”, and", "!", " so"]),
    ),
    st.builds(_markup, _WORDS),
)


def _around(parts: list[Markup], before: str, after: str) -> Markup:
    reached = [one for part in parts for one in part.reached]
    return _markup(before + "".join(part.html for part in parts) + after, *reached)


_TAGS = "p div blockquote b h2 h1 details figure pre noscript form center section small sup"
_AROUND = st.sampled_from(
    [
        *((f"<{tag}>", f"</{tag}>") for tag in _TAGS.split()),
        ("<ul><li>", "</ul>"),
        ("<ol type=a><li>one<li>", "</ol>"),
        ("<dl><dt>Term<dd>", "</dl>"),
        ("<table><tr><td>a<td>", "</table>"),
        ("<table><tr><th>A<th>B<tr><td>a<td>", "<tr><td>b<td>c</table>"),
        ("<figure><img src='/f.png'><figcaption>", "</figcaption></figure>"),
        ("<p>Words before ", " and behind.</p>"),
    ]
)
_MARKUP = st.recursive(
    _LEAVES,
    lambda inner: st.one_of(
        st.builds(
            lambda parts, around: _around(parts, *around),
            st.lists(inner, min_size=1, max_size=3),
            _AROUND,
        ),
        st.builds(
            lambda image, u: _markup(
                f"<a href={_quoted(u)}>{image.html}</a>", *image.reached, (u,)
            ),
            _LEAVES.filter(lambda leaf: leaf.html.startswith("<img")),
            _ADDRESSES,
        ),
        st.builds(
            lambda parts, u: _around(
                [*parts, _markup("", (u,))], f"<blockquote cite={_quoted(u)}>said ", "</blockquote>"
            ),
            st.lists(inner, max_size=2),
            _ADDRESSES,
        ),
    ),
    max_leaves=8,
)


def _article(html: str, **more: object) -> Article:
    entry = Entry("A title", url=BASE, body_html=html, **more)  # type: ignore[arg-type]
    return Article(Row(ArticleId(1), FeedId(1), "Feed", "A title", DATED), entry)


def _missing(markup: Markup, reached: set[str]) -> list[set[str]]:
    """Return what is not reached; places in the page itself are, and what is no address is none."""
    wanted = [{url for each in one if (url := join(BASE, each))} for one in markup.reached]
    return [
        urls
        for urls in wanted
        if urls and not urls & reached and BASE not in {url.partition("#")[0] for url in urls}
    ]


@settings(max_examples=300, deadline=None)
@given(_MARKUP)
def test_every_address_of_a_text_is_reached_on_the_screen(markup: Markup) -> None:
    rendered = render(article_blocks(_article(markup.html)), 80)
    shown = {run.url for line in rendered.lines for run in line.runs if run.url}
    assert _missing(markup, shown | {*rendered.links}) == []


@settings(max_examples=100, deadline=None)
@given(_MARKUP)
def test_every_address_of_a_text_is_reached_in_what_is_exported(markup: Markup) -> None:
    article = _article(markup.html)
    reached = {*addresses(article_blocks(article))}
    assert _missing(markup, reached) == []
    written = as_html(article)
    assert [url for url in reached if f'href="{escape(url)}"' not in written] == []
    assert as_markdown(article)


@given(_MARKUP, _MARKUP)
def test_what_only_the_short_text_leads_to_is_reached(long: Markup, short: Markup) -> None:
    body = f"<p>Words</p>{long.html}"
    found = {canonical(url) for url in addresses(article_blocks(_article(body)))}
    found |= {canonical(BASE)}
    both = {
        canonical(url) for url in addresses(article_blocks(_article(body, summary_html=short.html)))
    }
    summary = blocks(short.html, BASE)
    named = {*links(summary)} | {one.link or one.url or "" for one in figures(summary)}
    assert {canonical(url) for url in named if url} <= both | found


def test_files_and_comments_are_reached() -> None:
    enclosure = Enclosure("https://a.example/1.mp3", "audio/mpeg")
    article = _article("<p>a</p>", enclosures=(enclosure,), comments_url="https://c.example/")
    assert {*addresses(article_blocks(article))} == {enclosure.url, "https://c.example/"}
