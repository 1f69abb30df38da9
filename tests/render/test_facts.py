"""What stands above an article's text: no fact hangs, and nothing is said twice."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from qreader.config.tables import DATE_FORMAT
from qreader.model import Article, ArticleId, Entry, FeedId, Row, Status
from qreader.render.article import article_blocks, render_article
from qreader.render.facts import date, flowing, length
from qreader.render.wrap import Run

NOW = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
KEYS = {"changes": "v"}


def _article(body: str = "<p>Body.</p>", title: str = "A title", **more: Any) -> Article:
    entry = Entry(title, body_html=body, url="https://www.example.org/valley/dam/?utm_source=x")
    row = Row(ArticleId(1), FeedId(1), "Example News", title, NOW)
    return replace(Article(row, entry, minutes=4), **more)


def _marked(article: Article, **status: Any) -> Article:
    return replace(article, row=replace(article.row, status=Status(**status)))


def _lines(article: Article, width: int = 60) -> list[str]:
    rendered = render_article(
        article, article_blocks(article), width, NOW, key=KEYS.__getitem__, is_roomy=True
    )
    return [line.text for line in rendered.lines if line.block < 0][1:]


def test_the_address_is_said_as_people_say_it_and_cut_in_its_middle() -> None:
    assert _lines(_article())[2] == "example.org/valley/dam"
    assert _lines(_article(), 20)[-2] == "example.o…valley/dam"


@pytest.mark.parametrize("width", range(12, 60))
def test_no_dot_hangs_at_the_end_of_a_line_of_facts(width: int) -> None:
    pieces = [[Run(text)] for text in ("Example News", "Ann Lee, Bo Chen", "24 Nov 12:00", "4 min")]
    lines = ["".join(run.text for run in line) for line in flowing(pieces, width)]
    assert not [line for line in lines if line.strip().startswith("·") or line.strip()[-1] == "·"]
    assert " ".join(" · ".join(lines).split()).count("·") == 3 or width < 16


def test_a_small_screen_has_no_line_for_the_address() -> None:
    article = _article()
    small, low = (render_article(article, (), width, NOW).lines for width in (38, 76))
    assert "example.org/valley/dam" not in [line.text for line in small]
    assert low[2].text == "example.org/valley/dam"


def test_marks_and_tags_have_a_line_of_their_own() -> None:
    article = _marked(_article(), starred=True, later=True, tags=("dams", "valley"))
    assert _lines(article)[3:] == ["★ starred · ◷ for later · #dams · #valley", ""]
    assert _lines(_article())[3:] == [""]


def test_a_change_names_the_key_that_shows_it() -> None:
    article = _article()
    article = replace(article, row=replace(article.row, changed=True))
    assert _lines(article)[3] == "Changed since you read it · v shows what"


@pytest.mark.parametrize(
    ("form", "said"),
    [
        ("", "24 Nov 12:00"),
        ("%Y-%m-%d %H:%M", "2026-11-24 12:00"),
        ("%a %e %B, %I %p", "Tue 24 November, 12 PM"),
        ("%A %j %%", "Tuesday 328 %"),
    ],
)
def test_a_date_may_have_another_form_in_english_words(form: str, said: str) -> None:
    assert date(NOW, NOW, form) == said


@pytest.mark.parametrize("code", "deHIMpaAbBmyYj%")
def test_every_code_that_the_settings_take_is_one_of_a_date(code: str) -> None:
    assert DATE_FORMAT.fullmatch(f"%{code}")
    said = date(NOW, NOW, f"%{code}")
    assert said != f"%{code}" and said == NOW.strftime(f"%{code}").lstrip(" ")


@pytest.mark.parametrize(
    ("minutes", "words", "is_summary", "said"),
    [
        (1, 40, True, "40 words of a summary"),
        (1, 40, False, "40 words"),
        (1, 1, False, "1 word"),
        (1, 200, False, "1 min"),
        (6, 1400, False, "6 min"),
        (2, 400, True, "2 min of a summary"),
        (1, 0, True, ""),
    ],
)
def test_a_short_text_is_told_by_its_words(
    minutes: int, words: int, is_summary: bool, said: str
) -> None:
    assert length(_article(minutes=minutes, words=words, is_summary=is_summary)) == said


def test_a_post_without_a_title_does_not_say_its_first_words_twice() -> None:
    text = "The ferry was late again, and nobody on the quay was surprised by it."
    post = _article(f"<p>{text}</p><p>More.</p>", "The ferry was late again…")
    assert _lines(post)[0] == "Example News · 24 Nov 12:00 · 4 min"
    whole = _article("<p>The ferry was late.</p>", "The ferry was late.")
    assert _lines(whole)[0] == "Example News · 24 Nov 12:00 · 4 min"


def test_a_first_paragraph_that_repeats_the_title_goes_where_more_follows() -> None:
    article = _article("<p>A title</p><p>The text.</p>")
    assert _lines(article)[0] == "A title"
    assert len(article_blocks(article)) == 1


def test_a_title_that_the_text_happens_to_begin_with_stays() -> None:
    assert _lines(_article("<p>Snow fell all night.</p>", "Snow"))[0] == "Snow"


@given(st.integers(min_value=1, max_value=50), st.text(max_size=60), st.text(max_size=9))
def test_what_is_above_a_text_fits_any_width(width: int, title: str, tag: str) -> None:
    article = _marked(_article(title=title or "-"), starred=True, tags=(tag,))
    assert all(cell_len(line) <= width for line in _lines(article, width))
