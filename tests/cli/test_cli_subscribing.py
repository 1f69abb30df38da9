"""What the shell changes of feeds: names, folders, addresses; and what a list would change."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from gazette import BREAD, MOON, MOON_AGAIN, Result, Run, rss

from loopback import Loopback

GAZETTE = rss("Gazette", MOON, BREAD).encode()


@pytest.fixture
def two(run: Run, tmp_path: Path) -> Run:
    """Give a program that is subscribed to two feeds: 1 in News, 2 in no folder."""
    for name, folder in (("one", ["--folder", "News"]), ("two", [])):
        (tmp_path / f"{name}.xml").write_text(rss(name.title(), MOON, BREAD))
        assert run("add", str(tmp_path / f"{name}.xml"), *folder).code == 0
    return run


def feeds(run: Run) -> dict[int, tuple[str, str | None, str | None]]:
    """Return of each feed its title, the person's own, and its folder."""
    found: list[dict[str, Any]] = run("feeds", "--json").document
    return {one["id"]: (one["title"], one["own_title"], one["folder"]) for one in found}


def said(result: Result, *words: str) -> None:
    """Check that a run was refused with one line that says this."""
    assert (result.code, result.out) == (2, "")
    assert result.err.count("\n") == 1
    for word in words:
        assert word in result.err


def test_a_feed_is_renamed_and_goes_by_its_own_name_again(two: Run) -> None:
    assert two("set", "1", "--title", " Mine\x1b[2J ").out == "One: title Mine\n"
    assert feeds(two)[1] == ("Mine", "Mine", "News")
    (document,) = two("set", "1", "--title", "default", "--json").documents
    assert (document["title"], document["own_title"]) == ("One", None)


def test_what_is_said_of_a_folder_is_what_is_stored(two: Run) -> None:
    assert two("set", "1", "--folder", "/a//b/").out == "One: folder a/b\n"
    assert feeds(two)[1][2] == "a/b"
    assert two("set", "1", "--folder", "///").out == "One: folder none\n"


def test_several_feeds_move_into_a_new_folder_and_out_of_it_and_the_list_follows(
    two: Run, data_dir: Path
) -> None:
    documents = two("set", "1", "2", "--folder", "Daily / Papers", "--json").documents
    assert [one["folder"] for one in documents] == ["Daily/Papers", "Daily/Papers"]
    assert '<outline text="Papers" title="Papers">' in two("export", "-").out
    assert '<outline text="Papers"' in (data_dir / "subscriptions.opml").read_text()
    assert two("set", "1", "2", "--folder", "none").out == "One: folder none\nTwo: folder none\n"
    assert {folder for _, _, folder in feeds(two).values()} == {None}


def test_where_one_of_several_feeds_is_unknown_none_is_changed(two: Run) -> None:
    before = feeds(two)
    said(two("set", "2", "4711", "--folder", "Papers"), "4711")
    said(two("remove", "2", "4711"), "4711")
    assert feeds(two) == before


@pytest.mark.parametrize(
    ("arguments", "word"),
    [
        (["1", "2", "--title", "Same"], "--title is for one feed at a time"),
        (["1", "2", "--address", "https://example.org"], "--address is for one feed at a time"),
        (["1", "--title", ""], "a feed's name needs something"),
        (["1", "--title", "x" * 10_000], "at most 200 characters, not 10,000"),
        (["1", "--folder", "x" * 10_000], "at most 200 characters, not 10,000"),
    ],
)
def test_what_no_feed_can_be_called_is_refused_with_the_reason(
    two: Run, arguments: list[str], word: str
) -> None:
    before = feeds(two)
    said(two("set", *arguments), word)
    assert feeds(two) == before


def test_several_feeds_are_removed_and_come_back_by_the_line_that_is_said(two: Run) -> None:
    before = feeds(two)
    out = two("remove", "1", "2", "--keep", "starred").out.splitlines()
    assert out[:2] == ["One: removed with 2 articles", "Two: removed with 2 articles"]
    assert out[2].startswith("`qreader restore 1 2` brings them back, until 20")
    assert feeds(two) == {}
    two("restore", "1", "2")
    assert feeds(two) == before


# ---- addresses


def test_a_feed_is_read_at_another_address_and_keeps_its_articles(
    run: Run, loopback: Loopback
) -> None:
    run("add", loopback.serve("/old", GAZETTE))
    run("mark", "1", "--star")
    more = rss("Gazette", MOON, BREAD, MOON_AGAIN).encode()
    (feed,) = run("set", "1", "--address", loopback.serve("/new", more), "--json").documents
    assert feed["url"] == loopback.url("/new")
    assert feed["articles"] == 3
    assert [row["starred"] for row in run("list", "is:starred", "--json").document] == [True]
    assert run("refresh", "--json").documents[0]["error"] is None


def test_an_address_that_is_no_feed_changes_nothing(run: Run, loopback: Loopback) -> None:
    run("add", loopback.serve("/old", GAZETTE))
    page = "<title>A story</title><article><h1>A story</h1>" + "<p>Much text.</p>" * 60
    wrong = {
        loopback.serve("/page", page.encode()): "is no feed",
        loopback.serve("/list", b"<opml><body><outline xmlUrl='https://a.example'/></body></opml>"):
            "is no feed",
        loopback.url("/gone"): "404",
    }  # fmt: skip
    for url, why in wrong.items():
        result = run("set", "1", "--address", url, "--folder", "News")
        assert result.code == 1
        assert why in result.err
    (feed,) = run("feeds", "--json").document
    assert (feed["url"], feed["folder"]) == (loopback.url("/old"), None)


def test_an_address_of_another_feed_is_refused_by_its_name(run: Run, loopback: Loopback) -> None:
    other = rss("Courier", MOON).encode()
    for path, body in (("/one", GAZETTE), ("/two", other), ("/three", other)):
        run("add", loopback.serve(path, body))
    run("remove", "3")
    said(run("set", "1", "--address", loopback.url("/two")), "is the address of Courier (feed 2)")
    said(run("set", "1", "--address", loopback.url("/three")), "`qreader restore 3`")
    said(run("set", "1", "--address", loopback.url("/one")), "is read at", "already")
    assert run("feeds", "--json").document[1]["url"] == loopback.url("/one")


# ---- what is there in another folder


def test_adding_again_with_another_folder_says_what_is_there_and_how_it_moves(
    run: Run, loopback: Loopback
) -> None:
    url = loopback.serve("/feed", GAZETTE)
    run("add", url, "--folder", "News")
    result = run("add", url, "--folder", "World")
    said(result, "Gazette: is in News; `qreader set 1 --folder World` moves it")
    assert run("add", url, "--folder", "News").code == 0
    assert run("add", url).code == 0
    assert feeds(run)[1][2] == "News"
    assert run("add", url, "--folder", "World", "--update").code == 0
    assert feeds(run)[1][2] == "World"


def test_import_lists_what_it_would_change_and_update_does_it(run: Run, tmp_path: Path) -> None:
    def write(name: str, folder: str) -> str:
        outline = f'<outline text="{name}" title="{name}" xmlUrl="https://a.example/feed"/>'
        file = tmp_path / "list.opml"
        file.write_text(f'<opml><body><outline text="{folder}">{outline}</outline></body></opml>')
        return str(file)

    run("import", write("Alpha", "News"))
    again = run("import", write("Alpha", "News"))
    assert (again.code, again.err) == (0, "")
    result = run("import", write("Beta", "World"))
    assert result.code == 0
    assert result.err.splitlines() == [
        "qreader: Alpha: is in News, not in World, and is not called Beta",
        "qreader: `--update` makes it as the list has it",
    ]
    assert feeds(run)[1] == ("Alpha", "Alpha", "News")
    (document,) = run("import", write("Beta", "World"), "--json").documents
    assert (len(document["differs"]), document["updated"]) == (1, 0)
    assert "1 feed renamed or moved" in run("import", write("Beta", "World"), "--update").out
    assert feeds(run)[1] == ("Beta", "Beta", "World")


def test_how_much_of_a_feed_is_kept_is_set_and_left_to_the_configuration_again(two: Run) -> None:
    (feed,) = two("set", "1", "--keep-days", "30", "--keep-articles", "0", "--json").documents
    assert (feed["keep_days"], feed["keep_articles"]) == (30, 0)
    out = two("set", "1", "--keep-days", "default").out
    assert out == "One: keep days default\n"
    assert two("set", "1", "--keep-days", "-3").code == 2
    assert two("set", "1", "--keep-days", "many").code == 2
