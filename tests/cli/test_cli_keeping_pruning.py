"""`prune`: says what may go, lets go of it, and that feeds do not bring it back."""

from __future__ import annotations

import json
from pathlib import Path

from gazette import Run

FEED = """<rss version="2.0"><channel><title>Post</title>{}</channel></rss>"""
ITEM = """<item><guid>{0}</guid><title>Title {0}</title><description>Words of {0}</description>
<pubDate>Mon, 0{0} Jun 2026 10:00:00 GMT</pubDate></item>"""


def written(path: Path, count: int) -> Path:
    path.write_text(FEED.format("".join(ITEM.format(number) for number in range(1, count + 1))))
    return path


def test_what_is_read_and_over_a_limit_goes_and_does_not_come_back(run: Run, tmp_path: Path):
    feed = written(tmp_path / "post.xml", 5)
    run("add", str(feed), "--read")
    run("mark", "1", "--star")

    told = run("prune", "--keep-articles", "2", "--dry-run", "--json")
    would = json.loads(told.out)
    assert (would["pruned"], would["kept"]) == (2, 1)
    assert len(run("list").out.splitlines()) == 5

    done = json.loads(run("prune", "--keep-articles", "2", "--json").out)
    assert (done["pruned"], done["kept"]) == (2, 1)
    assert "Title 1" in run("list").out
    assert "Title 2" not in run("list").out
    written(feed, 6)
    assert "1 new, 0 changed" in run("refresh").out
    assert len(run("list").out.splitlines()) == 4


def test_unread_articles_of_a_query_go_only_where_that_is_said(run: Run, tmp_path: Path):
    run("add", str(written(tmp_path / "post.xml", 3)))
    assert "0 articles went" in run("prune", "feed:post").out
    said = run("prune", "feed:post", "--unread")
    assert "3 articles went" in said.out
    assert run("list").out == ""


def test_a_limit_that_marks_keep_from_being_met_says_how_many(run: Run, tmp_path: Path):
    # random words, which do not pack
    words = " ".join(f"{number * 7919 % 100_003:05x}" for number in range(40_000))
    feed = written(tmp_path / "post.xml", 3)
    feed.write_text(feed.read_text().replace("Words of", words))
    run("add", str(feed))
    done = json.loads(run("prune", "--keep-megabytes", "1", "--json").out)
    assert (done["pruned"], done["kept"]) == (0, 3)


def test_nothing_goes_where_nothing_says_what_may(run: Run, tmp_path: Path):
    run("add", str(written(tmp_path / "post.xml", 3)), "--read")
    refused = run("prune")
    assert refused.code == 2
    assert "nothing says what may go" in refused.err
    assert run("prune", 'title:"').code == 2
    for blank in ("", " ", "sort:oldest"):
        assert run("prune", blank).code == 2, blank
    assert len(run("list").out.splitlines()) == 3


def test_the_configuration_prunes_behind_a_refresh(run: Run, tmp_path: Path, data_dir: Path):
    feed = written(tmp_path / "post.xml", 5)
    run("add", str(feed), "--read")
    (data_dir / "config.toml").write_text("keep_articles = 2")
    run("refresh")
    assert len(run("list").out.splitlines()) == 2
    (data_dir / "config.toml").write_text("keep_articles = -1")
    refused = run("list")
    assert refused.code != 0
    assert "keep_articles must lie between 0 and 1000000" in refused.err
