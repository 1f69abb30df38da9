"""The story so far, below an article: its size, a few lines around the article, and the key."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from rich.cells import cell_len

from qreader.model import ArticleId, FeedId, Row, StorySize
from qreader.render.story_so_far import story_so_far

NOW = datetime(2026, 11, 30, 9, 40, tzinfo=UTC)  # a Monday
SIZE = StorySize(3, 4, (0, 0, 0, 0, 0, 2, 2))


@pytest.fixture(autouse=True)
def zone(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("TZ", "UTC")
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


def row(number: int, hours: float, feed: str = "Post") -> Row:
    dated = NOW - timedelta(hours=hours)
    return Row(ArticleId(number), FeedId(1), feed, f"Dam {number}", dated)


ROWS = [
    row(1, 20),
    row(2, 16.5, "Courier"),
    replace(row(3, 10, "Harbour"), copy_of=ArticleId(2)),
    row(4, 1),
]


def drawn(width: int, here: int = 4, rows: list[Row] = ROWS) -> list[str]:
    lines = story_so_far(rows, ArticleId(here), SIZE, NOW, {"thread": "T"}.__getitem__)(width)
    texts = ["".join(run.text for run in line) for line in lines]
    assert all(cell_len(text) <= width for text in texts)
    return [text.rstrip() for text in texts]


def test_it_says_how_large_the_story_is_who_told_it_and_where_one_is() -> None:
    assert drawn(76) == [
        "",
        "THE STORY SO FAR              3 sources · 4 articles              T opens it",
        "",
        "  Sun 13:40   Post     Dam 1                                           first",
        "      17:10   Courier  Dam 2                           ×2 same text: Harbour",
        "  Mon 08:40 ▸ Post     Dam 4                                    you are here",
    ]


def test_a_copy_is_where_its_original_is() -> None:
    assert drawn(76, here=3)[4].startswith("      17:10 ▸ Courier  Dam 2")


def test_in_little_width_an_article_takes_two_lines_and_the_size_one_below_the_heading() -> None:
    assert drawn(40, rows=ROWS[:1] + ROWS[3:])[1:] == [
        "THE STORY SO FAR",
        "3 sources · 4 articles · T opens it",
        "",
        "  Sun 13:40   Post                 first",
        "    Dam 1",
        "  Mon 08:40 ▸ Post          you are here",
        "    Dam 4",
    ]


def test_of_a_long_story_it_says_how_many_articles_it_leaves_out() -> None:
    rows = [row(number, 40 - number) for number in range(1, 21)]
    lines = drawn(76, here=12, rows=rows)[3:]
    assert len(lines) == 8
    assert [line.split()[1:] for line in lines if "┊" in line] == [
        ["8", "articles"],
        ["6", "articles"],
    ]
