"""What a page says of itself is read from its marks, the surest first."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser

from qreader.model import Document
from qreader.sources.pages.article import parse_page
from qreader.sources.pages.metadata import Metadata, page_metadata, people, without_site
from qreader.text.safe import is_safe

ADDRESS = "https://www.lantern.example/harbour/lock-keeper"


def read(head: str, body: str = "", url: str | None = ADDRESS) -> Metadata:
    text = f"<html><head>{head}</head><body>{body}</body></html>"
    return page_metadata(LexborHTMLParser(text), url)


def json_ld(value: object) -> str:
    return f'<script type="application/ld+json">{json.dumps(value)}</script>'


def meta(name: str, content: str) -> str:
    return f'<meta property="{name}" content="{content}">'


# ---- JSON-LD


def test_the_article_is_found_among_what_else_a_page_describes() -> None:
    graph = [
        {"@type": "BreadcrumbList", "name": "News"},
        {"@type": "WebPage", "headline": "The page", "datePublished": "2020-01-01"},
        {"@type": "VideoObject", "headline": "The film"},
        {"@type": "NewsArticle", "headline": "The lock opens", "datePublished": "2025-03-14"},
    ]
    found = read(json_ld({"@graph": graph}))
    assert found.title == "The lock opens"
    assert found.published == datetime(2025, 3, 14, tzinfo=UTC)


def test_a_news_article_is_surer_than_a_review_of_it() -> None:
    found = read(
        json_ld({"@type": "Review", "headline": "Five stars"})
        + json_ld({"@type": "NewsArticle", "headline": "The lock opens"})
    )
    assert found.title == "The lock opens"


@pytest.mark.parametrize(
    "kind",
    [
        *("NewsArticle", "BlogPosting", "http://schema.org/Article", "OpinionNewsArticle"),
        *(["CreativeWork", "Report"], "LiveBlogPosting", "TechArticle"),
    ],
)
def test_every_kind_of_article_is_one(kind: object) -> None:
    assert read(json_ld({"@type": kind, "headline": "The lock opens"})).title == "The lock opens"


def test_the_article_that_a_web_page_is_about_is_the_pages() -> None:
    inner = {"@type": "Article", "headline": "The lock opens"}
    assert read(json_ld({"@type": "WebPage", "mainEntity": inner})).title == "The lock opens"


def test_text_with_line_ends_in_it_is_json_enough() -> None:
    script = '<script type="application/ld+json">{"@type": "Article", "headline": "The\nlock"};'
    assert read(f"{script}</script>").title == "The lock"


def test_the_whole_text_comes_along_where_it_is_stated() -> None:
    found = read(json_ld({"@type": "Article", "articleBody": " Nobody believed it. "}))
    assert found.article_body == "Nobody believed it."


# ---- titles


@pytest.mark.parametrize(
    ("title", "site", "expected"),
    [
        ("The lock opens | The Lantern", "The Lantern", "The lock opens"),
        ("The Lantern: The lock opens", "The Lantern", "The Lantern: The lock opens"),
        ("The Lantern – The lock opens", "The Lantern", "The lock opens"),
        ("The lock opens - Coast - THE LANTERN", "The Lantern", "The lock opens - Coast"),
        ("The lock opens | The Lantern", None, "The lock opens | The Lantern"),
        ("The lock | opens", "The Lantern", "The lock | opens"),
        ("The Lantern", "The Lantern", "The Lantern"),
    ],
)
def test_a_title_loses_the_name_of_its_site_at_either_end(
    title: str, site: str | None, expected: str
) -> None:
    assert without_site(title, site) == expected


def test_twice_escaped_titles_are_read_as_they_were_meant() -> None:
    assert read(meta("og:title", "Gates &amp;amp; paddles")).title == "Gates & paddles"


def test_what_the_page_shows_is_the_title_only_where_others_agree() -> None:
    stated = meta("og:title", "The old lock of Vennmouth opens")
    assert read(stated, "<h1>The old lock of Vennmouth opens today</h1>").title == (
        "The old lock of Vennmouth opens today"
    )
    assert read(stated, "<h1>Lantern</h1>").title == "The old lock of Vennmouth opens"
    assert read("", "<h1>Lantern</h1>").title == "Lantern"
    assert read("").title is None


# ---- people


@pytest.mark.parametrize(
    ("stated", "names"),
    [
        ("Ines Adler", ("Ines Adler",)),
        ("By Ines Adler", ("Ines Adler",)),
        ("Von Ines Adler und Tom Okoye", ("Ines Adler", "Tom Okoye")),
        ("par Ines Adler et Tom Okoye", ("Ines Adler", "Tom Okoye")),
        ("Ines Adler, Tom Okoye; Orla Finch", ("Ines Adler", "Tom Okoye", "Orla Finch")),
        ("Ines Adler & Tom Okoye", ("Ines Adler", "Tom Okoye")),
        ("View all posts by Ines Adler", ("Ines Adler",)),
        ("Ines Adler, Ines Adler", ("Ines Adler",)),
        ("https://www.lantern.example/people/ines", ()),
        ("@ines", ()),
        ("the keeper who oiled the gates for a whole month of rain", ()),
        ("", ()),
        (None, ()),
    ],
)
def test_a_byline_is_a_list_of_names(stated: str | None, names: tuple[str, ...]) -> None:
    assert people(stated) == names


@pytest.mark.parametrize(
    "mark",
    [
        '<a rel="author" href="/people/ines">Ines Adler</a>',
        '<span itemprop="author"><span itemprop="name">Ines Adler</span></span>',
        '<p class="byline">By <a href="/people/ines">Ines Adler</a></p>',
        '<div class="author-name">Ines Adler</div>',
    ],
)
def test_an_author_is_read_from_the_marks_of_the_page(mark: str) -> None:
    assert read("", mark).authors == ("Ines Adler",)


def test_a_site_alone_is_its_own_author() -> None:
    head = meta("og:site_name", "The Lantern")
    assert read(head + meta("author", "The Lantern")).authors == ("The Lantern",)


# ---- dates, language, addresses, pictures


def test_the_date_of_an_update_is_not_that_of_the_article() -> None:
    head = meta("article:published_time", "2025-03-14") + meta(
        "article:modified_time", "2025-04-01"
    )
    found = read(head)
    assert found.published == datetime(2025, 3, 14, tzinfo=UTC)
    assert found.updated == datetime(2025, 4, 1, tzinfo=UTC)


def test_a_date_that_is_none_is_passed_over() -> None:
    head = meta("article:published_time", "yesterday") + meta("pubdate", "2025-03-14")
    assert read(head).published == datetime(2025, 3, 14, tzinfo=UTC)


def test_an_address_lends_its_date_where_nothing_else_has_one() -> None:
    assert read("", url="https://a.example/2025/03/14/x").published == datetime(
        2025, 3, 14, tzinfo=UTC
    )
    assert read("", url="https://a.example/2025/33/14/x").published is None


@pytest.mark.parametrize(
    ("head", "language"),
    [
        (meta("og:locale", "de_AT"), "de-at"),
        (json_ld({"@type": "Article", "inLanguage": {"name": "fr"}}), "fr"),
        (meta("og:locale", "not a language!"), None),
        ("", None),
    ],
)
def test_the_language_is_a_tag_or_absent(head: str, language: str | None) -> None:
    assert read(head).language == language


def test_the_canonical_address_is_absolute_and_no_front_page() -> None:
    link = '<link rel="canonical" href="{}">'
    assert (
        read(link.format("/harbour/lock")).canonical_url
        == "https://www.lantern.example/harbour/lock"
    )
    assert read(link.format("/") + meta("og:url", "/harbour/lock")).canonical_url is not None
    assert read(link.format("/")).canonical_url is None
    assert read(link.format("ftp://a.example/x")).canonical_url is None


@pytest.mark.parametrize(
    "image",
    [
        "/p/lock.jpg",
        ["/p/lock.jpg", "/p/other.jpg"],
        {"@type": "ImageObject", "url": "/p/lock.jpg"},
        [{"contentUrl": "/p/lock.jpg"}],
    ],
)
def test_the_picture_is_the_first_that_is_stated(image: object) -> None:
    found = read(json_ld({"@type": "Article", "image": image}))
    assert found.image == "https://www.lantern.example/p/lock.jpg"


def test_a_front_page_is_no_article_though_its_top_story_is() -> None:
    head = json_ld({"@type": "NewsArticle", "datePublished": "2025-03-14"})
    assert read(head).is_article
    assert not read(head, url="https://www.lantern.example/").is_article
    assert not read("").is_article


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["@type", "name", "url", "@graph"]), inner, max_size=3)
    ),
    max_leaves=8,
)
FIELDS = (
    "headline author creator datePublished dateModified image inLanguage publisher articleBody url "
    "mainEntityOfPage"
)


@given(st.dictionaries(st.sampled_from(FIELDS.split()), VALUES))
def test_whatever_json_ld_holds_what_comes_of_it_is_clean(fields: dict[str, object]) -> None:
    head = json_ld({"@type": "Article", **fields}).replace("</", "<\\/", 1)
    found = read(f"{head}</script>")
    for text in (found.title, found.site, *found.authors):
        assert text is None or is_safe(text)
    assert found.image is None or found.image.startswith(("http://", "https://"))


@pytest.mark.parametrize(
    "said",
    [
        "In 2019 the lock was new. In 2021 it was closed.",
        "On 5 March 2021 the lock was closed; on March 7, 2021 it opened.",
        "The plan of 2015 failed, and so did those of 12/03/2016 and 2017-04-05.",
        "<table><tr><th>Year</th></tr><tr><td>2024</td></tr><tr><td>1.5.2025</td></tr></table>",
        '<img src="/photos/2018/09/28/lock.jpg" alt="">',
        '<script>var lastModified = "2021-04-05"</script>',
        "",
    ],
)
def test_no_date_is_made_of_what_the_text_tells_of(said: str) -> None:
    first, last = (
        "".join(
            f"<p>The council met for the {number} time on the lock of Vennmouth.</p>"
            for number in numbers
        )
        for numbers in (("first", "second", "third"), ("fourth", "fifth", "sixth"))
    )
    page = (
        f"<title>The lock</title><article><h1>The lock</h1>{first}<p>{said}</p>{last}</article>"
        "<footer>Copyright 2018-2024 The Gazette. © 2019</footer>"
    )
    entry = parse_page(Document(url="https://gazette.example/lock", body=page.encode()))
    assert entry.published is None


def test_a_date_in_words_in_the_tags_is_read() -> None:
    tree = LexborHTMLParser('<meta name="citation_publication_date" content="2023 Jan 7">')
    assert page_metadata(tree, None).published == datetime(2023, 1, 7, tzinfo=UTC)


def test_a_time_in_a_link_to_another_article_is_not_the_pages() -> None:
    tree = LexborHTMLParser(
        "<article><h1>The lock</h1><p>Text.</p><a href=/other><b>An older story of locks</b>"
        '<time datetime="2020-01-01">1 January 2020</time></a></article>'
    )
    assert page_metadata(tree, None).published is None


def test_a_time_in_a_sentence_is_not_the_pages() -> None:
    told = (
        "<article><h1>Bridge</h1><p>The bridge, which was opened to everybody on "
        "<time datetime='2018-05-05'>5 May 2018</time>, is shut again.</p>"
    )
    line = "<p>Published <time datetime='2024-02-03'>3 February</time> by the desk</p>"

    assert page_metadata(LexborHTMLParser(told), None).published is None
    published = page_metadata(LexborHTMLParser(told + line), None).published
    assert published == datetime(2024, 2, 3, tzinfo=UTC)
