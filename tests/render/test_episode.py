"""Chapters below an article: their times in a column, and no more than a person reads."""

from __future__ import annotations

from datetime import UTC, datetime

from qreader.model import Article, ArticleId, Enclosure, Entry, FeedId, Row
from qreader.render.episode import MAX_CHAPTERS, episode_lines


def lines(width: int, **of: object) -> list[str]:
    file = Enclosure("https://pod.example/a.mp3", **of)  # type: ignore[arg-type]
    row = Row(ArticleId(1), FeedId(1), "Pod", "One", datetime(2026, 3, 1, tzinfo=UTC))
    article = Article(row, Entry("One", enclosures=(file,)))
    return ["".join(run.text for run in line).rstrip() for line in episode_lines(article, width)]


def test_times_stand_in_a_column() -> None:
    chapters = ((0, "Intro"), (187, "The old lock"), (3660, "\x1b[31mGood-bye"))
    assert lines(40, chapters=chapters) == [
        "",
        "CHAPTERS",
        "     0:00  Intro",
        "     3:07  The old lock",
        "  1:01:00  Good-bye",
    ]


def test_what_is_a_file_of_its_own_is_said() -> None:
    found = lines(
        60, chapters_url="https://pod.example/c", transcripts=(("https://pod.example/t", ""),)
    )
    assert found == [
        "",
        "CHAPTERS  :chapters shows them",
        "",
        "TRANSCRIPT  :transcript shows it",
    ]
    assert lines(60) == []


def test_of_very_many_the_rest_is_counted() -> None:
    found = lines(60, chapters=tuple((n, "x") for n in range(500)))
    assert found[-1] == f"  … {500 - MAX_CHAPTERS} more"
