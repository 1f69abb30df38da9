"""Lists of feeds come in and go out whole, whatever program wrote them."""

from __future__ import annotations

import time
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree
from xml.sax.saxutils import quoteattr

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qreader.errors import ParseError
from qreader.model import Recipe, RecipeKind, Subscription
from qreader.sources.feeds import opml
from qreader.sources.feeds.opml import parse_subscriptions, write_opml
from qreader.text.safe import is_safe

TAKEN_BY_ADD = "(a file: address; `qreader add FILE` takes it)"
LISTS = Path(__file__).parents[2] / "data" / "opml"


def listed(*outlines: str) -> str:
    return f'<opml version="2.0"><head/><body>{"".join(outlines)}</body></opml>'


def outline(url: str, text: str = "x", type_: str = "rss") -> str:
    return f'<outline text="{text}" type="{type_}" xmlUrl="{url}"/>'


# ---- OPML in


def test_folders_become_one_path_and_an_address_comes_once() -> None:
    found, skipped = parse_subscriptions((LISTS / "nested.opml").read_bytes())
    assert [replace(feed, attributes=()) for feed in found] == [
        Subscription("https://lantern.example/feed.xml", "Lantern"),
        Subscription("https://vennmouth.example/atom", "Vennmouth Daily", "Coast/Harbours & piers"),
        Subscription("http://tides.example/rss?from=1&to=2", "Tides", "Coast"),
    ]
    assert skipped == []


def test_what_careless_programs_write_is_read() -> None:
    found, skipped = parse_subscriptions((LISTS / "careless.opml").read_bytes())
    assert [(feed.url, feed.title) for feed in found] == [
        ("https://rope.example/?a=1&b=2", "Salt & Rope Weekly"),
        ("https://cafe.example/rss", "Café"),
    ]
    assert skipped == []


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "iso-8859-1"])
def test_the_encoding_that_the_list_declares_is_its_encoding(encoding: str) -> None:
    declared = encoding.removesuffix("-sig")
    text = f'<?xml version="1.0" encoding="{declared}"?>'
    text += listed(outline("https://cafe.example/rss", "Café"))
    found, _ = parse_subscriptions(text.encode(encoding))
    assert found[0].title == "Café"


def test_bytes_that_are_not_what_they_declare_are_read_all_the_same() -> None:
    text = '<?xml version="1.0" encoding="utf-8"?>' + listed(outline("https://a.example/", "Café"))
    found, _ = parse_subscriptions(text.encode("cp1252"))
    assert found[0].title == "Café"


def test_text_is_read_whatever_encoding_it_declares() -> None:
    text = '<?xml version="1.0" encoding="utf-16"?>' + listed(outline("https://a.example/", "é"))
    found, _ = parse_subscriptions(text)
    assert found[0].title == "é"


def test_names_of_elements_and_attributes_in_any_case_are_known() -> None:
    text = '<OPML><BODY><OUTLINE TEXT="A" XMLURL="https://a.example/"/></BODY></OPML>'
    found, _ = parse_subscriptions(text)
    assert found == [Subscription("https://a.example/", "A")]


def test_a_slash_in_a_folders_name_makes_no_second_folder() -> None:
    text = listed(f'<outline text="UI / UX">{outline("https://a.example/")}</outline>')
    assert parse_subscriptions(text)[0][0].folder == "UI-UX"


def test_an_outline_without_words_has_no_title() -> None:
    found, _ = parse_subscriptions(listed('<outline xmlUrl="https://a.example/"/>'))
    assert found == [Subscription("https://a.example/")]


def test_a_list_without_a_body_holds_nothing() -> None:
    assert parse_subscriptions("<opml><head><title>t</title></head></opml>") == ([], [])


@pytest.mark.parametrize(
    ("stated", "taken"),
    [
        ("feed:https://a.example/rss", "https://a.example/rss"),
        ("feed://a.example/rss", "http://a.example/rss"),
        ("  https://a.example/rss\n", "https://a.example/rss"),
        ("a.example/rss", "https://a.example/rss"),
        ("//a.example/rss", "https://a.example/rss"),
        ("pcast://a.example/rss", "http://a.example/rss"),
        (
            "https://bücher.example/größe 1.xml",
            "https://xn--bcher-kva.example/gr%C3%B6%C3%9Fe%201.xml",
        ),
    ],
)
def test_old_and_untidy_addresses_are_put_right(stated: str, taken: str) -> None:
    found, _ = parse_subscriptions(listed(outline(stated)))
    assert [feed.url for feed in found] == [taken]


@pytest.mark.parametrize(
    "stated",
    [
        "javascript:alert(1)",
        "|touch /tmp/x",
        "exec:touch /tmp/x",
        "feed.xml",
        "ftp://a.example/rss",
        "https://",
        "https://[::1/",
        "file:///etc/passwd",
        "https://a.example/&#9;x",
        "https://a.example/" + "x" * 5000,
    ],
)
def test_what_is_no_address_of_a_feed_is_reported_and_not_taken(stated: str) -> None:
    text = listed(outline(stated, "bad"), outline("https://good.example/"))
    found, skipped = parse_subscriptions(text)
    assert [feed.url for feed in found] == ["https://good.example/"]
    assert len(skipped) == 1
    assert skipped[0]


def test_an_outline_with_an_empty_address_is_reported_by_its_title() -> None:
    assert parse_subscriptions(listed(outline("", "My feed"))) == ([], ["My feed"])


def test_local_files_come_back_only_from_a_list_that_calls_them_files() -> None:
    mine = Subscription("file:///home/ann/saved", "Saved", "Mine")
    assert parse_subscriptions(write_opml([mine])) == ([mine], [])
    foreign = listed(outline("file:///home/ann/saved"))
    assert parse_subscriptions(foreign) == ([], [f"file:///home/ann/saved {TAKEN_BY_ADD}"])


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "empty"),
        (" \n", "empty"),
        ("<rss><channel/></rss>", "starts with <rss>"),
        ("hello", "no readable OPML"),
        ("<opml><body><outline text='a' xmlUrl='https://a.example/", "no readable OPML"),
        (listed(outline("https://a.example/"))[:-20], "no readable OPML"),
        ('<!DOCTYPE opml [<!ENTITY a "b">]>' + listed(), "entities"),
        ("<opml>" + "<outline text='a'>" * 5000, "deep"),
    ],
)
def test_what_is_no_whole_list_is_an_error_in_words(text: str, words: str) -> None:
    with pytest.raises(ParseError, match=words):
        parse_subscriptions(text)


def test_an_entity_that_names_a_file_is_never_read(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("SECRET")
    text = f'<!DOCTYPE opml [<!ENTITY s SYSTEM "{secret.as_uri()}">]>' + listed(
        outline("https://a.example/", "&s;")
    )
    with pytest.raises(ParseError):
        parse_subscriptions(text)


def test_titles_and_reports_cannot_steer_a_terminal() -> None:
    text = listed(
        outline("https://a.example/", "a\x1b]0;x\x07\u202eb"), outline("ftp://\x1b[2Jx/", "c")
    )
    found, skipped = parse_subscriptions(text)
    assert all(is_safe(feed.title or "") for feed in found)
    assert all(map(is_safe, skipped))


@pytest.mark.slow
def test_a_hundred_thousand_feeds_are_read_in_seconds() -> None:
    text = listed(*(outline(f"https://e.example/{number}") for number in range(100_000)))
    started = time.process_time()
    found, _ = parse_subscriptions(text)
    assert len(found) == 100_000
    assert time.process_time() - started < 10  # a fifth of it when the machine is idle


def test_more_feeds_than_anyone_reads_are_reported(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(opml, "MAX_SUBSCRIPTIONS", 2)
    text = listed(*(outline(f"https://e.example/{number}") for number in range(3)))
    found, skipped = parse_subscriptions(text)
    assert len(found) == 2
    assert skipped == ["https://e.example/2"]


def test_what_else_an_outline_says_is_kept_and_goes_out_again() -> None:
    text = (
        '<opml version="2.0" xmlns:frss="https://freshrss.org/opml"><body>'
        '<outline text="A" type="rss" xmlUrl="https://a.example/" htmlUrl="https://a.example/x"'
        ' category="/Sea/Tides" frss:cssFullContent="article &gt; p" xmlns:x="urn:x" x:y="z"/>'
        "</body></opml>"
    )
    found, _ = parse_subscriptions(text)
    assert found[0].attributes == (
        ("htmlUrl", "https://a.example/x"),
        ("category", "/Sea/Tides"),
        ("frss:cssFullContent", "article > p"),
    )
    assert parse_subscriptions(write_opml(found))[0] == found
    ElementTree.fromstring(write_opml(found))


def placed(category: str, *folders: str) -> tuple[str | None, tuple[str, ...]]:
    """Return folder and tags of a feed that has these categories and lies in these folders."""
    feed = f'<outline text="A" type="rss" xmlUrl="https://a.example/" category="{category}"/>'
    for folder in reversed(folders):
        feed = f'<outline text="{folder}">{feed}</outline>'
    (found,) = parse_subscriptions(listed(feed))[0]
    again = parse_subscriptions(write_opml([found]))[0]
    assert again == [found]
    return found.folder, found.tags


def test_a_category_is_the_folder_of_a_feed_that_lies_in_none() -> None:
    assert placed("Science") == ("Science", ())
    assert placed("/Science/Space") == ("Science/Space", ())
    assert placed(" / Science // Space / ") == ("Science/Space", ())
    assert placed("/Science/Space,/Daily") == ("Science/Space", ("Daily",))
    assert placed("tide tables,/Sea,boats") == ("Sea", ("tide tables", "boats"))
    assert placed("") == placed(" , /,") == (None, ())


def test_categories_of_a_feed_that_lies_in_a_folder_are_tags() -> None:
    assert placed("/Sea/Tides,moon", "Sea", "Tides") == ("Sea/Tides", ("moon",))
    assert placed("Sea", "Sea") == ("Sea", ())
    assert placed("moon,moon,stars", "Sky") == ("Sky", ("moon", "stars"))


def test_an_address_by_another_name_is_taken_where_the_outline_says_that_it_is_a_feed() -> None:
    text = listed(
        '<outline text="A" type="rss" url="https://a.example/rss"/>',
        '<outline text="B" type="atom" xmlUrl="" url="https://b.example/atom"/>',
        '<outline text="C" type="link" url="https://c.example/"/>',
        '<outline text="D" url="https://d.example/"/>',
    )
    found, skipped = parse_subscriptions(text)
    assert [feed.url for feed in found] == ["https://a.example/rss", "https://b.example/atom"]
    assert skipped == []


def test_a_list_in_a_list_is_reported() -> None:
    text = listed(
        '<outline text="A" type="include" url="https://a.example/l.opml"/>',
        '<outline text="B" type="link" url="https://b.example/l.opml"/>',
    )
    assert parse_subscriptions(text) == (
        [],
        [
            "https://a.example/l.opml (a list of its own: import its address)",
            "https://b.example/l.opml (a list of its own: import its address)",
        ],
    )


def test_a_list_from_elsewhere_names_no_file_of_this_machine() -> None:
    mine = write_opml([Subscription("file:///home/ann/saved", "Saved", "Mine")])
    assert parse_subscriptions(mine, local=False) == (
        [],
        [f"file:///home/ann/saved {TAKEN_BY_ADD}"],
    )


def recipe_outline(type_: str, **attributes: str) -> str:
    stated = "".join(f" {name.replace('_', ':')}={quoteattr(v)}" for name, v in attributes.items())
    return (
        '<opml version="2.0" xmlns:frss="https://freshrss.org/opml" xmlns:qreader="urn:x"><body>'
        f'<outline text="A" type="{type_}" xmlUrl="https://a.example/news"{stated}/></body></opml>'
    )


@pytest.mark.parametrize(
    ("text", "recipe"),
    [
        (
            recipe_outline(
                "HTML+XPath",
                frss_xPathItem="//div[@class='news']",
                frss_xPathItemTitle="descendant::h2",
                frss_xPathItemUri="descendant::a/@href",
                frss_xPathItemContent=".",
                frss_xPathItemTimestamp="descendant::time/@datetime",
                frss_xPathItemTimeFormat="d.m.Y",
                frss_xPathItemAuthor='"Ann"',
            ),
            Recipe(
                "//div[@class='news']",
                title="descendant::h2",
                link="descendant::a/@href",
                date="descendant::time/@datetime",
                text=".",
                author='"Ann"',
                kind=RecipeKind.XPATH,
            ),
        ),
        (
            recipe_outline(
                "JSON+DotNotation", frss_jsonItem="data.items", frss_jsonItemUri="meta.links[0]"
            ),
            Recipe("data.items", link="meta.links[0]", kind=RecipeKind.JSON),
        ),
        (
            recipe_outline("HTML+CSS", qreader_items="main .story", qreader_date="time"),
            Recipe("main .story", date="time", kind=RecipeKind.CSS),
        ),
        (
            recipe_outline("HTML+CSS", qreader_items="auto"),
            Recipe("auto", kind=RecipeKind.AUTO),
        ),
    ],
)
def test_recipes_for_pages_come_and_go_as_freshrss_states_them(text: str, recipe: Recipe) -> None:
    (found,), skipped = parse_subscriptions(text)
    assert (found.recipe, skipped) == (recipe, [])
    written = write_opml([found])
    assert parse_subscriptions(written)[0] == [found]
    (element,) = ElementTree.fromstring(written).iter("outline")
    was = ElementTree.fromstring(text.replace("urn:x", "urn:qreader:opml"))
    assert element.attrib == {**next(was.iter("outline")).attrib, "title": "A"}


@pytest.mark.parametrize(
    ("text", "line"),
    [
        (recipe_outline("HTML+XPath"), "HTML+XPath: https://a.example/news"
         " (frss:xPathItem: is missing)"),
        (recipe_outline("HTML+XPath", frss_xPathItem="//li["), "HTML+XPath: https://a.example/news"
         " (items //li[: cannot be read from character 6: no XPath 1.0)"),
        (recipe_outline("XML+XPath", frss_xPathItem="//li"), "XML+XPath: https://a.example/news"),
        (recipe_outline("HTML+XPath+JSON+DotNotation", frss_jsonItem="a"),
         "HTML+XPath+JSON+DotNotation: https://a.example/news"),
    ],
)  # fmt: skip
def test_recipes_that_cannot_be_used_are_named_with_what_is_wrong(text: str, line: str) -> None:
    assert parse_subscriptions(text) == ([], [line])


# ---- OPML out

words = st.text(alphabet="abcdé語<>&\"' -", min_size=1, max_size=12).map(
    lambda text: " ".join(text.split())
)
names = words.filter(bool)
subscriptions = st.builds(
    Subscription,
    url=st.from_regex(r"https?://[a-z]{1,8}\.example/[a-z0-9?=&%.]{0,12}", fullmatch=True),
    title=st.none() | names,
    folder=st.none() | st.lists(names, min_size=1, max_size=3).map("/".join),
)


@given(st.lists(subscriptions, max_size=12, unique_by=lambda feed: feed.url))
def test_what_is_written_is_read_back(feeds: list[Subscription]) -> None:
    found, skipped = parse_subscriptions(write_opml(feeds))
    assert skipped == []
    assert {feed.url: feed for feed in found} == {feed.url: feed for feed in feeds}


@given(st.lists(subscriptions, max_size=6))
def test_what_is_written_is_well_formed_opml_2(feeds: list[Subscription]) -> None:
    root = ElementTree.fromstring(write_opml(feeds))
    assert (root.tag, root.get("version")) == ("opml", "2.0")
    assert [child.tag for child in root] == ["head", "body"]
    for element in root.iter("outline"):
        assert element.get("text")
        assert (element.get("type") is None) == (element.get("xmlUrl") is None)


def test_nested_folders_are_nested_outlines() -> None:
    text = write_opml([Subscription("https://a.example/", "A", "Coast/Harbours")])
    body = ElementTree.fromstring(text).find("body")
    assert body is not None
    assert body[0].get("text") == "Coast"
    assert body[0][0].get("text") == "Harbours"
    assert body[0][0][0].get("xmlUrl") == "https://a.example/"


def test_a_name_with_control_characters_makes_no_broken_list() -> None:
    text = write_opml([Subscription("https://a.example/", "a\x00\x1bb\nc", "f\x07")])
    assert parse_subscriptions(text)[0] == [Subscription("https://a.example/", "ab c", "f")]


@pytest.mark.parametrize("encoding", ["utf-7", "h8", "idna", "utf-16"])
def test_an_encoding_that_nobody_can_read_is_no_bug(encoding: str) -> None:
    # found by fuzzing: expat raises what is no error of its own
    text = f'<?xml version="1.0" encoding="{encoding}"?>{listed(outline("https://a.example/"))}'
    found, _ = parse_subscriptions(text.encode())
    assert [one.url for one in found] == ["https://a.example/"]
