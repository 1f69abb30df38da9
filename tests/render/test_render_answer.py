"""An answer of a program is drawn with whose words it is."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from qreader.model import Answer, Article, ArticleId, Entry, FeedId, Row
from qreader.render.answer import answers_below, render_answer
from qreader.text.html import blocks

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)


def _answer(name: str, minutes: int, html: str = "<p>Short.</p>", *, old: bool = False) -> Answer:
    return Answer(name, NOW - timedelta(minutes=minutes), html, "Short.", old)


def _article(title: str = "A bridge opens") -> Article:
    row = Row(ArticleId(1), FeedId(1), "Post", title, NOW)
    return Article(row, Entry(title, "1", body_html="<p>The text.</p>"))


def _drawn(answer: Answer, width: int = 40) -> list[str]:
    shown = render_answer(_article(), answer, blocks(answer.html, None), width, NOW)
    return [line.text for line in shown.lines]


def test_the_head_says_whose_words_they_are_and_the_text_is_not_shown() -> None:
    assert _drawn(_answer("summary", 3)) == [
        "A bridge opens", "By summary, 3 min ago", "", "Short.",
    ]  # fmt: skip


def test_an_answer_to_an_earlier_text_says_so() -> None:
    assert "By summary, 3 min ago" in _drawn(_answer("summary", 3, old=True), 30)
    assert "the article has changed since" in _drawn(_answer("summary", 3, old=True), 30)


def test_no_picture_of_an_answer_is_drawn() -> None:
    answer = _answer("x", 1, "<p>Words</p><img src='https://t.example/1.png' alt='A bar'>")
    shown = render_answer(_article(), answer, blocks(answer.html, None), 40, NOW)
    assert not any(run.picture for line in shown.lines for run in line.runs)


@pytest.mark.parametrize("width", [1, 8, 20, 40, 80])
def test_below_the_article_stands_who_answered_and_when(width: int) -> None:
    answers = [_answer("summary", 3), _answer("翻訳", 90, old=True)]
    lines = answers_below(answers, NOW, lambda _: "E")(width)
    text = ["".join(run.text for run in line) for line in lines]
    if width == 80:
        assert text == [
            "",
            "ANSWERS  E shows them",
            "  summary  3 min ago",
            "  翻訳     1 h ago, the article has changed since",
        ]
    from rich.cells import cell_len

    assert all(cell_len(line) <= max(width, 2) for line in text)
