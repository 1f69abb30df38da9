"""A page without a feed becomes one: recognised, by selectors, or by paths."""

from __future__ import annotations

from pathlib import Path

from gazette import MOON, Run, rss

from loopback import Loopback

STORY = (
    "<article class='story'><h2><a href='/notes/{0}'>Note {0} of the tide and the quay</a></h2>"
    "<time datetime='2026-02-0{0}'>then</time></article>"
)


def page(*numbers: int, extra: str = "") -> bytes:
    stories = "".join(STORY.format(number) for number in numbers)
    return (
        f"<!doctype html><html><head><title>Tide Notes</title></head><body>"
        f"<main>{stories}</main>{extra}</body></html>"
    ).encode()


def test_a_page_without_a_feed_shows_its_first_stories_and_what_to_type(
    run: Run, loopback: Loopback
) -> None:
    url = loopback.serve("/notes/", page(*range(1, 8)))
    offered = run("add", url)
    assert offered.code == 1
    lines = offered.out.splitlines()
    assert lines[0] == f"{url}: has no feed; 7 stories are recognised on it:"
    assert lines[1] == "  2026-02-01  Note 1 of the tide and the quay"
    assert lines[2] == f"    {loopback.url('/notes/1')}"
    assert len(lines) == 13
    assert lines[-2] == f"to take them as a feed: qreader add {url} --items auto"
    assert run("feeds", "--json").document == []
    (said,) = run("add", url, "--json").documents
    assert said["offer"]["stories"] == 7
    assert said["offer"]["first"][0]["day"] == "2026-02-01"


def test_recognised_stories_are_taken_as_a_feed_and_undated_ones_arrive_now(
    run: Run, loopback: Loopback
) -> None:
    url = loopback.serve("/notes/", page(1, 2, 3, 4))
    assert run("add", url, "--items", "auto").out == "Tide Notes: 4 new articles (feed 1)\n"
    assert run("add", url).out == "Tide Notes: 0 new articles, there before (feed 1)\n"
    (feed,) = run("feeds", "--json").document
    assert (feed["recipe"]["kind"], feed["recipe"]["items"]) == ("auto", "auto")
    assert run("list", "--json").document[0]["url"] == loopback.url("/notes/4")


def test_a_selector_makes_a_feed_that_is_refreshed_by_it(run: Run, loopback: Loopback) -> None:
    url = loopback.serve("/notes/", page(1, 2), etag='"1"')
    added = run("add", url, "--items", "main .story", "--link", "a", "--title", "h2", "--json")
    assert added.documents[0]["new"] == 2
    assert "1 feed: 0 new" in run("refresh").out
    loopback.serve("/notes/", page(3, 1, 2), etag='"2"')
    assert "1 feed: 1 new" in run("refresh").out
    assert len(run("list", "--json").document) == 3


def test_a_page_that_changed_its_shape_says_since_when_and_loses_nothing(
    run: Run, loopback: Loopback
) -> None:
    url = loopback.serve("/notes/", page(1, 2))
    run("add", url, "--items", ".story")
    loopback.serve("/notes/", page())
    for _ in range(2):
        assert run("refresh", "1").code == 1
        (feed,) = run("feeds", "--json").document
        day = feed["error"].removeprefix("found nothing since ").partition(":")[0]
        assert feed["error"] == (
            f"found nothing since {day}: .story finds nothing;"
            " `qreader set 1 --items` says where its stories are"
        )
        assert len(day) == len("2026-11-24")
    assert feed["articles"] == 2
    loopback.serve("/notes/", page(1, 2, 3))
    assert run("refresh", "1").code == 0
    assert run("feeds", "--json").document[0]["error"] is None


def test_what_finds_stories_is_changed_for_a_feed_and_only_where_it_finds_some(
    run: Run, loopback: Loopback
) -> None:
    url = loopback.serve("/notes/", page(1, 2, extra="<li><a href='/x'>Another</a></li>"))
    run("add", url, "--items", ".story")
    refused = run("set", "1", "--items", ".gone")
    assert (refused.code, ".gone finds nothing" in refused.err) == (1, True)
    assert run("feeds", "--json").document[0]["recipe"]["items"] == ".story"
    assert run("set", "1", "--items", "li").out == "Tide Notes: stories by li\n"
    assert run("feeds", "--json").document[0]["recipe"]["items"] == "li"
    assert len(run("list", "--json").document) == 3
    again = run("add", url, "--items", ".story")
    assert (again.code, "`qreader set 1 --items`" in again.err) == (2, True)


def test_what_cannot_be_read_is_refused_before_anything_is_fetched(
    run: Run, loopback: Loopback, tmp_path: Path
) -> None:
    url = loopback.serve("/notes/", page(1))
    for options, said in (
        (["--items", "main .story["], "cannot be read from character 12"),
        (["--link", "a"], "--items says where those are"),
        (["--items", "x", "--title", "h2 >"], "--title h2 >: cannot be read"),
    ):
        refused = run("add", url, *options)
        assert (refused.code, said in refused.err) == (2, True)
    file = tmp_path / "page.html"
    file.write_bytes(page(1))
    assert "is for an address" in run("add", str(file), "--items", "auto").err
    assert loopback.count("/notes/") == 0


def test_a_json_document_is_a_feed_by_a_path(run: Run, loopback: Loopback) -> None:
    url = loopback.serve(
        "/api", b'{"data": {"posts": [{"name": "One", "slug": "one", "date": "2026-02-01"}]}}'
    )
    run("add", url, "--items", "data.posts", "--link", "'/p/' & slug", "--title", "name")
    (article,) = run("list", "--json").document
    assert (article["title"], article["url"]) == ("One", loopback.url("/p/one"))
    assert run("feeds", "--json").document[0]["recipe"]["kind"] == "json"


def test_an_article_with_stories_beside_it_is_still_added_as_an_article(
    run: Run, loopback: Loopback
) -> None:
    text = "<p>The lamps of the quay went out at nine, and all people came to see the comet and"
    text += " its tail, which stood above the harbour until the morning came.</p>"
    body = page(1, 2, 3, 4, extra=f"<article><h1>The comet</h1>{text * 12}</article>")
    url = loopback.serve("/comet", body)
    assert "1 new article" in run("add", url).out
    assert run("feeds", "--json").document[0]["folder"] == "Pages"


def test_a_page_that_moves_keeps_its_recipe_and_one_that_gets_a_feed_has_none(
    run: Run, loopback: Loopback
) -> None:
    run("add", loopback.serve("/notes/", page(1, 2)), "--items", ".story")
    assert run("set", "1", "--address", loopback.serve("/new/", page(1, 2, 3))).code == 0
    (feed,) = run("feeds", "--json").document
    assert (feed["url"], feed["recipe"]["items"]) == (loopback.url("/new/"), ".story")
    feed_url = loopback.serve("/feed.xml", rss("Tide Notes", MOON).encode())
    assert run("set", "1", "--address", feed_url).code == 0
    (feed,) = run("feeds", "--json").document
    assert (feed["url"], feed["recipe"], feed["error"]) == (feed_url, None, None)


def test_recipes_leave_and_come_with_a_list_of_feeds(
    run: Run, loopback: Loopback, tmp_path: Path
) -> None:
    url = loopback.serve("/notes/", page(1, 2))
    run("add", url, "--items", "//article", "--date", "time/@datetime")
    list_file = tmp_path / "feeds.opml"
    run("export", str(list_file))
    assert "frss:xPathItemTimestamp=" in list_file.read_text()
    run("remove", "1", "--keep", "none")
    assert "1 added" in run("import", str(list_file)).out.replace("feed ", "")
    assert run("feeds", "--json").document[0]["recipe"]["items"] == "//article"
    assert run("refresh").code == 0


def test_json_that_is_no_feed_says_what_makes_it_one(run: Run, loopback: Loopback) -> None:
    refused = run("add", loopback.serve("/api", b'{"data": []}'))
    assert (refused.code, "`--items` says where its stories are" in refused.err) == (1, True)


def test_a_page_with_stories_may_be_an_article_all_the_same(run: Run, loopback: Loopback) -> None:
    words = "<p>The lamps of the quay went out at nine, and people came to see the comet there.</p>"
    url = loopback.serve("/notes/", page(*range(1, 8), extra=f"<article>{words * 6}</article>"))
    assert "are recognised on it" in run("add", url).out
    assert "1 new article" in run("add", url, "--items", "none").out
    (feed,) = run("feeds", "--json").document
    assert (feed["folder"], feed["recipe"]) == ("Pages", None)
    refused = run("set", "1", "--items", "none")
    assert (refused.code, "is for add" in refused.err) == (2, True)
