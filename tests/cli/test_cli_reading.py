"""The verbs that read, on a real cache filled from a local feed."""

from __future__ import annotations

from datetime import UTC, datetime
from email.utils import format_datetime
from pathlib import Path

import pytest
from gazette import BREAD, MOON, MOON_AGAIN, Item, Run, id_of, rss

from loopback import Loopback

SAVE = """\
A harbour town counts its lanterns

By Ada Quill

The harbour town of Tarnholt counted its lanterns on Monday and found that one was missing.

Nobody could say since when, and the keeper of the lanterns asked for patience.

More from Tarnholt Gazette


Passengers on the quay

The ferry that waits


A very thick fog

Fog, and what the harbour does about it when it has come to stay for a whole long week
"""


def test_list_as_json_has_every_article_newest_first(filled: Run) -> None:
    rows = filled("list", "--json").document
    assert [row["guid"] for row in rows] == ["moon-2", "moon-1", "bread-1"]
    assert rows[1]["title"] == MOON.title
    assert rows[1]["url"] == "https://news.example/moon-1"
    assert rows[1]["feed"] == "Tarnholt Gazette"
    assert rows[1]["feed_url"].startswith("file://")
    assert rows[1]["published"] == "2026-03-02T10:00:00Z"
    assert (rows[1]["read"], rows[1]["starred"], rows[1]["later"]) == (False, False, False)


def test_list_for_people_has_a_line_for_each_article(filled: Run) -> None:
    result = filled("list")
    assert result.code == 0
    assert [line.rpartition("  ")[2] for line in result.out.splitlines()] == [
        MOON_AGAIN.title,
        MOON.title,
        BREAD.title,
    ]


@pytest.mark.parametrize(
    ("words", "guids"),
    [
        (["--sort", "oldest"], ["bread-1", "moon-1", "moon-2"]),
        (["--sort", "oldest", "--limit", "1"], ["bread-1"]),
        (["--sort", "oldest", "kestrel"], ["moon-1", "moon-2"]),
        (["--sort", "oldest", "sort:newest"], ["moon-2", "moon-1", "bread-1"]),
        (["sort:oldest"], ["bread-1", "moon-1", "moon-2"]),
    ],
)
def test_list_comes_in_the_order_asked_for(filled: Run, words: list[str], guids: list[str]) -> None:
    assert [row["guid"] for row in filled("list", "--json", *words).document] == guids


def test_search_comes_in_the_order_asked_for(filled: Run) -> None:
    for words in (["--sort", "oldest", "kestrel"], ["kestrel", "sort:oldest"]):
        found = filled("search", "--json", *words).document
        assert [row["guid"] for row in found] == ["moon-1", "moon-2"]


def test_an_unknown_order_is_refused_with_those_there_are(filled: Run) -> None:
    result = filled("list", "--sort", "colour")
    assert (result.code, result.out) == (2, "")
    assert "'newest', 'oldest', 'feed', 'title', 'length', 'story', 'arrived'" in result.err


def test_list_stops_at_the_limit(filled: Run) -> None:
    assert len(filled("list", "--json", "--limit", "2").document) == 2
    assert len(filled("list", "--json", "--limit", "99").document) == 3


def test_a_list_longer_than_a_page_is_whole_and_in_order(run: Run, tmp_path: Path) -> None:
    items = [
        Item(
            f"n-{number}",
            f"Title {number}",
            published=f"Sun, 01 Mar 2026 {hour:02}:{minute:02}:00 GMT",
        )
        for number in range(1_101)
        for hour, minute in [divmod(number, 60)]
    ]
    file = tmp_path / "many.xml"
    file.write_text(rss("Many", *items), encoding="utf-8")
    assert run("add", str(file)).code == 0
    rows = run("list", "--json").document
    assert [row["guid"] for row in rows] == [f"n-{number}" for number in reversed(range(1_101))]
    assert len(run("list", "--json", "--limit", "700").document) == 700


def test_list_with_words_finds_the_articles_that_hold_them(filled: Run) -> None:
    rows = filled("list", "crater", "ice", "--json").document
    assert {row["guid"] for row in rows} == {"moon-1", "moon-2"}


def test_list_with_words_stops_at_the_limit(filled: Run) -> None:
    assert len(filled("list", "crater", "--limit", "1", "--json").document) == 1


def test_list_shows_only_what_is_unread_starred_or_kept(filled: Run) -> None:
    bread = id_of(filled, "bread-1")
    filled("mark", str(bread), "--read", "--star", "--later")
    assert [row["guid"] for row in filled("list", "--unread", "--json").document] == [
        "moon-2",
        "moon-1",
    ]
    for scope in ("--starred", "--later"):
        assert [row["guid"] for row in filled("list", scope, "--json").document] == ["bread-1"]
    assert "-*L" in filled("list", "--starred").out


def test_list_shows_only_one_feed(filled: Run, tmp_path: Path) -> None:
    other = tmp_path / "other.xml"
    other.write_text(rss("Other", Item("o-1", "Elsewhere")), encoding="utf-8")
    filled("add", str(other))
    feed = next(feed for feed in filled("feeds", "--json").document if feed["title"] == "Other")
    rows = filled("list", "--feed", str(feed["id"]), "--json").document
    assert [row["guid"] for row in rows] == ["o-1"]


def test_a_list_of_an_unknown_feed_says_so(filled: Run) -> None:
    result = filled("list", "--feed", "4711")
    assert (result.code, result.out) == (2, "")
    assert "4711" in result.err


def test_an_empty_cache_lists_nothing(run: Run) -> None:
    assert run("list", "--json").document == []
    assert run("feeds", "--json").document == []
    assert (run("list").out, run("feeds").out) == ("", "")


def test_search_as_json_has_scores_best_first(filled: Run) -> None:
    found = filled("search", "kestrel", "ridge", "--json").document
    assert {row["guid"] for row in found} == {"moon-1", "moon-2"}
    scores = [row["score"] for row in found]
    assert scores == sorted(scores, reverse=True)
    assert all(isinstance(score, float) for score in scores)


def test_search_for_people_prints_the_titles(filled: Run) -> None:
    result = filled("search", "ferry")
    assert result.code == 0
    assert result.out.rstrip().endswith(BREAD.title)


@pytest.mark.parametrize("words", ['"', "AND", "a*b(", "NEAR(", "title:x", "-", "''", "^"])
def test_signs_of_a_query_language_are_only_words(filled: Run, words: str) -> None:
    result = filled("search", "--json", "--", words)
    assert result.code in (0, 2)
    assert "mistake in qreader" not in result.err


def test_a_search_that_finds_nothing_is_an_empty_list(filled: Run) -> None:
    assert filled("search", "zeppelin", "--json").document == []


def test_show_as_json_has_the_body_in_paragraphs(filled: Run) -> None:
    shown = filled("show", str(id_of(filled, "moon-1")), "--json").document
    assert shown["title"] == MOON.title
    assert shown["body"] == (
        "Surveyors of the Kestrel Ridge crater reported water ice two metres down.\n\n"
        "The second paragraph speaks of the drill."
    )
    assert shown["own_related"] is None


def test_show_for_people_prints_the_article_and_nothing_after_it(filled: Run) -> None:
    result = filled("show", str(id_of(filled, "moon-1")))
    assert result.code == 0
    lines = result.out.splitlines()
    assert lines[0] == MOON.title
    assert "Tarnholt Gazette" in lines[1]
    assert "2 Mar" in lines[1]
    assert lines[2] == "https://news.example/moon-1"
    assert lines[-1].strip() == "The second paragraph speaks of the drill."


def test_show_leaves_an_article_unread(filled: Run) -> None:
    number = id_of(filled, "moon-1")
    filled("show", str(number))
    assert len(filled("list", "--unread", "--json").document) == 3


def test_show_of_an_unknown_article_is_one_sentence(filled: Run) -> None:
    result = filled("show", "4711")
    assert (result.code, result.out) == (2, "")
    assert result.err.startswith("qreader: ")
    assert "4711" in result.err
    assert result.err.count("\n") == 1


def test_related_as_json_has_a_line_for_each_article(filled: Run) -> None:
    moon, bread = id_of(filled, "moon-1"), id_of(filled, "bread-1")
    first, second = filled("related", str(moon), str(bread), "--json").documents
    assert (first["id"], second["id"]) == (moon, bread)
    best = first["related"][0]
    assert best["guid"] == "moon-2"
    assert 0 < best["score"] <= 1
    assert best["reasons"]
    assert moon not in [found["id"] for found in first["related"]]


def test_related_for_people_gives_the_reasons(filled: Run) -> None:
    result = filled("related", str(id_of(filled, "moon-1")))
    title, why = result.out.splitlines()[:2]
    assert title.endswith(MOON_AGAIN.title)
    assert "Tarnholt Gazette, 2026-03-03, both: Kestrel Ridge" in why


def test_related_of_several_articles_says_of_which(filled: Run) -> None:
    numbers = [str(id_of(filled, guid)) for guid in ("moon-1", "moon-2")]
    lines = filled("related", *numbers).out.splitlines()
    assert lines[0] == MOON.title
    assert MOON_AGAIN.title in lines


def test_an_unknown_article_stops_no_other(filled: Run) -> None:
    moon = id_of(filled, "moon-1")
    result = filled("related", "4711", str(moon), "--json")
    assert result.code == 2
    assert [line["id"] for line in result.documents] == [moon]
    assert "4711" in result.err


def test_extract_reads_a_text_save_and_stores_nothing(run: Run, tmp_path: Path) -> None:
    save = tmp_path / "lanterns.txt"
    save.write_text(SAVE, encoding="utf-8")
    (line,) = run("extract", str(save), "--json").documents
    assert tuple(line) == (
        *("file", "title", "authors", "published", "image", "language", "body", "own_related"),
        "missed",
    )
    assert line["file"] == str(save)
    assert line["title"] == "A harbour town counts its lanterns"
    assert "counted its lanterns on Monday" in line["body"]
    assert "ferry" not in line["body"]
    (block,) = line["own_related"]
    assert block["heading"] == "More from Tarnholt Gazette"
    assert block["items"][0] == {
        "title": "The ferry that waits",
        "url": None,
        "caption": "Passengers on the quay",
        "article_id": None,
    }
    assert run("list", "--json").document == []


def test_extract_for_people_ends_with_the_own_related_stories(run: Run, tmp_path: Path) -> None:
    save = tmp_path / "lanterns.txt"
    save.write_text(SAVE, encoding="utf-8")
    lines = run("extract", str(save)).out.splitlines()
    assert lines[0] == "A harbour town counts its lanterns"
    heading = lines.index("More from Tarnholt Gazette")
    assert lines[heading - 1] == ""
    assert lines[heading + 1 :] == [
        "-  The ferry that waits",
        "   Passengers on the quay",
        "-  Fog, and what the harbour does about it when it has come to stay for a whole",
        "   long week",
        "   A very thick fog",
    ]


def test_extract_tries_selectors_on_a_page(run: Run, data_dir: Path, loopback: Loopback) -> None:
    text = "The old lock opens again on Sunday, and boats may pass it. " * 5
    body = f"<h1>The lock</h1><div class=s><i class=ad>Buy!</i><p>{text}</div><article><p>{text}x"
    url = loopback.serve("/lock", body.encode())
    selectors = ("--article", ".s", "--remove", ".ad", "--title", "h1")

    (line,) = run("extract", url, *selectors, "--json").documents
    assert (line["file"], line["title"], line["missed"]) == (url, "The lock", [])
    assert line["body"] == text.strip()

    missed = run("extract", url, "--article", ".gone")
    assert missed.code == 0
    assert "old lock" in missed.out
    assert "the selector `article` found nothing" in missed.err

    wrong = run("extract", url, "--article", "p,,a")
    assert wrong.code == 2
    assert "wrong at column 2" in wrong.err

    host = url.removesuffix("/lock")
    (data_dir / "config.toml").write_text(f"[[page]]\nurl = '{host}'\narticle = '.s'\n")
    (line,) = run("extract", url, "--json").documents
    assert line["body"].startswith("Buy!")
    assert run("list", "--json").document == []


def test_a_file_that_cannot_be_extracted_stops_no_other(run: Run, tmp_path: Path) -> None:
    save = tmp_path / "lanterns.txt"
    save.write_text(SAVE, encoding="utf-8")
    result = run("extract", str(tmp_path / "gone.html"), str(save), "--json")
    assert result.code == 1
    assert [line["file"] for line in result.documents] == [str(save)]
    assert "gone.html" in result.err


def test_feeds_as_json_has_the_counts(filled: Run, feed_file: Path) -> None:
    filled("mark", str(id_of(filled, "bread-1")), "--read")
    (feed,) = filled("feeds", "--json").document
    assert feed["title"] == "Tarnholt Gazette"
    assert feed["url"] == feed_file.resolve().as_uri()
    assert (feed["articles"], feed["unread"]) == (3, 2)
    assert feed["checked"].endswith("Z")
    assert feed["error"] is None


def test_feeds_for_people_has_a_heading_and_a_line_for_each(filled: Run) -> None:
    heading, line = filled("feeds").out.splitlines()
    assert heading.split() == ["ID", "UNREAD", "ALL", "CHECKED", "FOLDER", "FEED"]
    assert line.endswith("Tarnholt Gazette")


@pytest.mark.parametrize(
    ("ending", "start"),
    [("md", "# Crater survey"), ("html", "<!DOCTYPE html>"), ("txt", "Crater survey")],
)
def test_show_prints_an_article_as_a_file(filled: Run, ending: str, start: str) -> None:
    result = filled("show", str(id_of(filled, "moon-1")), "--format", ending)

    assert result.code == 0
    assert result.out.startswith(start)
    assert "water ice two metres down" in result.out


def test_show_prints_a_file_or_json_not_both(filled: Run) -> None:
    assert filled("show", "1", "--format", "md", "--json").code == 2


def _add_old_and_new(run: Run, folder: Path) -> None:
    """Add a feed whose last article is of 2001, and one of now."""
    now = format_datetime(datetime.now(UTC))
    for name, date in (("Old", "Thu, 01 Mar 2001 08:30:00 GMT"), ("New", now)):
        file = folder / f"{name}.xml"
        file.write_text(rss(name, Item(f"{name}-1", f"{name} article", published=date)))
        assert run("add", str(file)).code == 0


def test_feeds_that_brought_nothing_for_long_can_be_listed(run: Run, tmp_path: Path) -> None:
    _add_old_and_new(run, tmp_path)
    assert [f["title"] for f in run("feeds", "--idle", "90d", "--json").document] == ["Old"]
    assert run("feeds", "--idle", "100y", "--json").document == []
    heading, line = run("feeds", "--idle", "12w").out.splitlines()
    assert heading.split() == ["ID", "UNREAD", "ALL", "OPENED", "NEWEST", "FOLDER", "FEED"]
    assert line.split()[1:] == ["1", "1", "0", "2001-03-01", "Files", "Old"]


def test_feeds_as_json_tell_how_much_they_bring_and_how_much_is_opened(
    run: Run, tmp_path: Path
) -> None:
    _add_old_and_new(run, tmp_path)
    told = {
        feed["title"]: (feed["newest"], feed["per_week"], feed["opened"])
        for feed in run("feeds", "--json").document
    }
    assert told["Old"] == ("2001-03-01T08:30:00Z", 0.0, 0)
    assert told["New"][1:] == (1.0, 0)


@pytest.mark.parametrize("span", ["90", "d", "", "-3d", "3x", "99999d", "²d"])
def test_a_span_that_is_none_is_said(run: Run, span: str) -> None:
    result = run("feeds", f"--idle={span}")
    assert result.code == 2
    assert "must be a length of time such as 90d" in result.err
