"""`topics`, `related --explain` and feeds that are only signals."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path

import pytest
from gazette import Item, Run, rss

FERRY = (
    "The ferry Aurelia with 212 passengers ran aground on a sandbank off Tarnholt on Friday night."
    " Lifeboats from Tarnholt and Brennick took the passengers of the Aurelia ashore."
)
AGAIN = (
    "More than two hundred people were rescued from the Aurelia when the ferry hit a sandbank"
    " close to Tarnholt harbour. Brennick lifeboats brought all passengers ashore."
)


@pytest.fixture
def two_sources(run: Run, tmp_path: Path) -> Run:
    """Give a program that has one event of an hour ago from two sources."""
    when = format_datetime(datetime.now(UTC) - timedelta(hours=1))
    for name, title, text in (
        ("Post", "Ferry Aurelia runs aground off Tarnholt", FERRY),
        ("Times", "Aurelia hits sandbank near Tarnholt", AGAIN),
    ):
        file = tmp_path / f"{name}.xml"
        file.write_text(rss(name, Item(name, title, f"<p>{text}</p>", when)), encoding="utf-8")
        assert run("add", str(file)).code == 0
    return run


def test_topics_as_json_say_who_tells_what(two_sources: Run) -> None:
    (topic,) = two_sources("topics", "--json").document
    assert topic["sources"] == 2
    assert {article["feed"] for article in topic["articles"]} == {"Post", "Times"}
    assert topic["label"] in {article["title"] for article in topic["articles"]}
    assert topic["trend"][-1] + topic["trend"][-2] == 2
    rows = two_sources("list", "--json").document
    assert {row["story"] for row in rows} == {topic["story"]}
    assert {row["other_sources"] for row in rows} == {1}
    assert {(row["story_sources"], row["story_articles"]) for row in rows} == {(2, 2)}
    assert topic["story_articles"] == 2


def test_topics_for_people_name_sources_and_articles(two_sources: Run) -> None:
    lines = two_sources("topics").out.splitlines()
    assert lines[0].endswith("  2 sources, 2 articles")
    assert len(lines) == 3
    assert "Post" in lines[1] + lines[2]


@pytest.mark.parametrize("options", [(), ("--json",)])
def test_what_a_refresh_brought_is_compared_at_its_end(
    two_sources: Run, tmp_path: Path, options: tuple[str, ...]
) -> None:
    when = format_datetime(datetime.now(UTC) - timedelta(hours=2))
    items = [
        Item("Post", "Ferry Aurelia runs aground off Tarnholt", f"<p>{FERRY}</p>", when),
        Item("Later", "Aurelia towed off the sandbank", f"<p>{FERRY} {AGAIN}</p>", when),
    ]
    (tmp_path / "Post.xml").write_text(rss("Post", *items), encoding="utf-8")
    assert two_sources("refresh", *options).code == 0
    rows = two_sources("list", "--json").document
    assert len({row["story"] for row in rows}) == 1
    assert len(rows) == 3


def test_an_empty_cache_has_no_topics(run: Run) -> None:
    assert run("topics", "--json").document == []
    assert run("topics").out == ""


def test_related_says_that_it_is_the_same_story(two_sources: Run) -> None:
    number = str(two_sources("list", "--json").document[0]["id"])
    (found,) = two_sources("related", number, "--json").documents[0]["related"]
    assert found["relation"] == "story"
    assert "parts" not in found
    assert "same story, " in two_sources("related", number).out


def test_an_explanation_shows_the_parts_of_a_score(two_sources: Run) -> None:
    number = str(two_sources("list", "--json").document[0]["id"])
    (found,) = two_sources("related", number, "--explain", "--json").documents[0]["related"]
    names = [name for name, _ in found["parts"]]
    assert "Aurelia" in names
    assert "likeness" in names
    out = two_sources("related", number, "--explain").out
    assert f"Score {found['score']:.2f}: " in out
    assert "likeness 0." in out


def test_a_threshold_says_how_sure_to_be(two_sources: Run) -> None:
    number = str(two_sources("list", "--json").document[0]["id"])
    two_sources("set", "2", "--full-text", "never")
    (found,) = two_sources("related", number, "--threshold", "0", "--json").documents[0]["related"]
    assert found["score"] > 0
    for wrong in ("1.5", "-1", "nan", "much"):
        result = two_sources("related", number, "--threshold", wrong)
        assert result.code == 2
        assert "from 0 to 1" in result.err


def test_a_signal_is_listed_no_more_and_counts_for_topics(two_sources: Run) -> None:
    assert two_sources("set", "2", "--signal-only", "yes").out == "Times: signal only yes\n"
    assert [row["feed"] for row in two_sources("list", "--json").document] == ["Post"]
    assert len(two_sources("list", "--feed", "2", "--json").document) == 1
    (topic,) = two_sources("topics", "--json").document
    assert topic["sources"] == 2
    assert [article["feed"] for article in topic["articles"]] == ["Post"]
    two_sources("set", "2", "--signal-only", "no")
    assert len(two_sources("list", "--json").document) == 2


def test_nothing_to_set_is_said_so(two_sources: Run) -> None:
    result = two_sources("set", "1")
    assert result.code == 2
    assert "name one of --title, --folder, --address, --full-text, --signal-only" in result.err


def test_statistics_tell_what_was_read_and_which_feeds_are_silent(two_sources: Run) -> None:
    found = two_sources("stats", "--json").document
    assert len(found["read_by_day"]) == 28
    assert sum(found["read_by_day"]) == 0
    assert (found["never_opened"], found["silent"]) == ([], [])
    assert two_sources("stats").out.startswith("Read")
    assert "0 in the last 7 days, 0 in 28" in two_sources("stats").out
