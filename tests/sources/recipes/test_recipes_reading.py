"""A recipe makes a feed of a page, or says why it cannot."""

from __future__ import annotations

import json
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qreader.errors import NothingFoundError, ParseError
from qreader.model import Document, Entry, ParsedFeed, Recipe, RecipeKind
from qreader.sources.recipes.check import checked
from qreader.sources.recipes.reading import read_stories

URL = "https://tide.example/notes/"
XPATH = RecipeKind.XPATH

STORY = (
    '<article class="story"><h2><a href="/{0}">Title {0}</a></h2>'
    '<time datetime="2026-11-0{0}T08:00:00Z">then</time>'
    "<p>What the story {0} tells in a line of words.</p>"
    '<img src="/{0}.jpg"></article>'
)


def html(body: str, head: str = "<title>Tide Notes</title>") -> Document:
    page = f'<!doctype html><html lang="en"><head>{head}</head><body>{body}</body></html>'
    return Document(URL, page.encode(), "text/html")


def data(value: object) -> Document:
    return Document("https://tide.example/api", json.dumps(value).encode(), "application/json")


def read(document: Document, items: str, **parts: str) -> tuple[Entry, ...]:
    kind = parts.pop("kind", None)
    return read_stories(
        document, Recipe(items, **parts, kind=RecipeKind(kind) if kind else None)
    ).entries


def shown(parsed: ParsedFeed) -> list[tuple[str, str | None]]:
    return [(one.title, one.url) for one in parsed.entries]


TWO = html("".join(STORY.format(n) for n in (1, 2)))


@pytest.mark.parametrize(
    "recipe",
    [
        Recipe(".story"),
        Recipe(".story", title="h2", link="a", date="time", text="p"),
        Recipe(".story", link="h2 a@href", date="time@datetime"),
        Recipe("//article", kind=XPATH),
        Recipe(
            "//article[@class='story']",
            title="descendant::h2",
            link="descendant::a/@href",
            date="descendant::time/@datetime",
            text="descendant::p",
            kind=XPATH,
        ),
    ],
)
def test_stories_come_with_address_title_date_text_and_picture(recipe: Recipe) -> None:
    parsed = read_stories(TWO, recipe)
    assert (parsed.title, parsed.site_url, parsed.language) == ("Tide Notes", URL, "en")
    assert shown(parsed) == [
        ("Title 1", "https://tide.example/1"),
        ("Title 2", "https://tide.example/2"),
    ]
    first = parsed.entries[0]
    assert first.published is not None
    assert first.published.isoformat() == "2026-11-01T08:00:00+00:00"
    assert "What the story 1 tells" in (first.body_html or "")
    assert first.image == "https://tide.example/1.jpg"


def test_the_base_of_the_page_resolves_its_links() -> None:
    page = html("<li><a href='one'>One</a></li>", "<base href='https://b.example/x/'>")
    assert read(page, "li")[0].url == "https://b.example/x/one"


def test_a_story_that_is_stated_twice_comes_once_and_anchors_of_the_page_are_stories() -> None:
    page = html(
        "<li><a href='/a'>A</a></li><li><a href='/a?utm_source=x'>Again</a></li>"
        "<li><a href='#v2'>Version 2</a></li><li><a href='#v1'>Version 1</a></li>"
        "<li><a href='/notes/'>This page</a></li>"
    )
    assert [one.title for one in read(page, "li")] == ["A", "Version 2", "Version 1"]


def test_items_without_a_link_that_can_be_opened_are_left_out() -> None:
    page = html(
        "<li>No link</li><li><a href='javascript:alert(1)'>Script</a></li>"
        "<li><a href='mailto:a@b.example'>Mail</a></li><li><a>Empty</a></li>"
        "<li><a href='javascript:void(0)'>x</a><a href='/real'>Real</a></li>"
    )
    assert [one.url for one in read(page, "li")] == ["https://tide.example/real"]


def test_the_link_around_an_item_is_its_link() -> None:
    page = html("<a href='/a'><div class='card'><h3>In the link</h3></div></a>")
    (entry,) = read(page, ".card")
    assert (entry.title, entry.url) == ("In the link", "https://tide.example/a")


def test_the_title_is_the_heading_else_the_link_else_the_description_of_the_picture() -> None:
    page = html(
        "<li><h3>Head</h3><a href='/1'>More</a></li><li><a href='/2'>Link</a></li>"
        "<li><a href='/3'><img src='x.png' alt='A quay'></a></li>"
        "<li><a href='/4-of-these'></a></li>"
    )
    assert [one.title for one in read(page, "li")] == ["Head", "Link", "A quay", "4 of these"]


def test_a_date_in_words_is_read_and_what_is_no_date_leaves_a_story_undated() -> None:
    page = html(
        "<li><a href='/1'>A</a> <span class='on'>Posted on 3 May 2026 by Ada</span></li>"
        "<li><a href='/2'>B</a> <span class='on'>soon</span></li>"
    )
    first, second = read(page, "li", date=".on")
    assert first.published is not None
    assert first.published.date().isoformat() == "2026-05-03"
    assert second.published is None


def test_nested_items_are_stories_of_their_own() -> None:
    page = html(
        "<div class='c' id='1'><a href='/1'>One</a><div class='c'><a href='/2'>Two</a></div></div>"
    )
    assert [one.title for one in read(page, ".c")] == ["One", "Two"]


@pytest.mark.parametrize(
    ("recipe", "said"),
    [
        (Recipe(".gone"), ".gone finds nothing"),
        (Recipe("body"), "body is the whole page"),
        (Recipe("p"), "p finds 2 items, none with a link"),
        (Recipe("//p/text()", kind=XPATH), "finds no elements"),
        (Recipe("count(//p)", kind=XPATH), "finds no elements"),
        (Recipe("//p[php:run(.)]", kind=XPATH), "cannot be evaluated"),
        (Recipe("//aside", kind=XPATH), "//aside finds nothing"),
    ],
)
def test_a_recipe_that_does_not_fit_says_what_it_finds(recipe: Recipe, said: str) -> None:
    with pytest.raises(NothingFoundError) as caught:
        read_stories(TWO, recipe)
    assert said in str(caught.value)


def test_json_is_read_by_paths_named_or_usual() -> None:
    posts = [
        {"title": "One &amp; two", "url": "/1", "date": "2026-11-02", "summary": "Words <b>x</b>"},
        {"title": "Three", "url": "/3", "meta": {"on": 1767225600}, "by": ["Ada"]},
    ]
    document = data({"data": {"posts": posts}})
    first, second = read(document, "data.posts")
    assert (first.title, first.url) == ("One & two", "https://tide.example/1")
    assert first.published is not None
    assert second.published is None
    assert [one.url for one in read(document, "data.posts", link="'/x/' & title")][1] == (
        "https://tide.example/x/Three"
    )
    dated = read(document, "data.posts", date="meta.on", author="by[0]")[1]
    assert dated.published is not None
    assert dated.published.year == 2026
    assert dated.authors == ("Ada",)
    assert [one.url for one in read(data(["/a", "/b"]), ".", kind="json")] == [
        "https://tide.example/a",
        "https://tide.example/b",
    ]


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ({"data": {"posts": {"a": 1}}}, "is an object with a, not a list"),
        ({"data": {"x": []}}, "is not there; the document is an object with data"),
        ({"data": {"posts": "text"}}, "is a text, not a list"),
        ({"data": {"posts": []}}, "finds nothing"),
        ({"data": {"posts": [1, None, {"title": "x"}]}}, "finds 3 items, none with a link"),
        ([1], "the document is a list; `.` names it"),
    ],
)
def test_json_without_a_list_at_the_path_says_what_is_there(value: object, said: str) -> None:
    with pytest.raises(NothingFoundError) as caught:
        read_stories(data(value), Recipe("data.posts"))
    assert said in str(caught.value)


@pytest.mark.parametrize("body", [b"{", b"[" * 100_000, b'{"a": nope}'])
def test_broken_and_deep_json_is_told(body: bytes) -> None:
    document = Document(URL, body, "application/json")
    with pytest.raises(ParseError, match="no valid JSON, or nested too deeply"):
        read_stories(document, Recipe("a.b"))


def test_a_page_of_50_megabytes_is_refused_and_of_100_000_items_the_first_are_read() -> None:
    with pytest.raises(ParseError, match="larger than 10 MB"):
        read_stories(Document(URL, b"<p>" * 17_000_000), Recipe("p"))
    many = data([f"/{number}" for number in range(100_000)])
    assert len(read(many, ".", kind="json")) == 10_000


def test_what_a_page_states_is_cleaned() -> None:
    (entry,) = read(html("<li><a href='/1'>A\x1b[31m\u202eb &lt;i&gt;c</a></li>"), "li")
    assert (entry.title, entry.url) == ("Ab <i>c", "https://tide.example/1")


@pytest.mark.parametrize(
    ("before", "titles"),
    [("<?xml version='1.0' encoding='utf-8'?>", ["One"]), ("<!doctype html>\x00", ["One"])],
)
def test_xpath_reads_pages_that_begin_as_xml_does(before: str, titles: list[str]) -> None:
    document = Document(URL, f"{before}<html><li><a href='/1'>One</a></li></html>".encode())
    assert [one.title for one in read(document, "//li", kind=XPATH)] == titles


def test_xpath_finds_nothing_in_a_page_of_a_comment() -> None:
    with pytest.raises(NothingFoundError, match="//li finds nothing"):
        read(Document(URL, b"<!-- closed -->", "text/html"), "//li", kind=XPATH)


@pytest.mark.parametrize("where", ["node()", "//comment()", "namespace::*"])
@pytest.mark.parametrize("part", ["title", "text", "author", "date"])
def test_a_part_of_an_xpath_that_is_no_element_says_nothing(part: str, where: str) -> None:
    page = html("<li>Tide<!-- hidden --><a href='/1'>One</a></li>")
    (entry,) = read(page, "//li", kind=XPATH, **{part: where})
    assert "hidden" not in f"{entry}"


def test_a_picture_that_is_loaded_late_is_the_picture_of_its_story() -> None:
    (entry,) = read(html("<li><a href='/1'>A</a><img src='data:,x' data-src='/1.jpg'></li>"), "li")
    assert entry.image == "https://tide.example/1.jpg"


@given(st.text(max_size=200), st.sampled_from(["li", "auto", "//li", "*"]))
def test_any_page_is_read_or_refused(text: str, items: str) -> None:
    body = f"<li><a href='/1'>One</a></li>{text}<li>".encode("utf-8", "replace")
    with suppress(ParseError):
        found = read_stories(Document(URL, body, "text/html"), checked(Recipe(items)))
        assert all(one.url for one in found.entries)
