"""What changed, as lines: looks, signs, folds and widths."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from qreader.model import Revision
from qreader.render.age import ago
from qreader.render.changes import LONG_CHARACTERS, render_changes, summary
from qreader.text.changes import Changes, compare
from qreader.text.safe import is_safe

NOW = datetime(2026, 3, 14, 9, 30, tzinfo=UTC)


def changes(old: str, new: str, *, old_title: str = "Title", title: str = "Title") -> Changes:
    since = Revision(NOW - timedelta(hours=2), old_title, was_read=True)
    return Changes(since, since.replaced, compare(old_title, old, title, new))


def lines(found: Changes, width: int = 76, *, marked: bool = True) -> list[str]:
    return [line.text for line in render_changes(found, width, NOW, marked=marked).lines]


def looks(found: Changes) -> dict[str, str]:
    rendered = render_changes(found, 76, NOW, marked=False)
    return {run.text: run.style for line in rendered.lines for run in line.runs}


def test_words_are_marked_as_wdiff_marks_them_where_there_are_no_styles():
    assert lines(changes("It opens in May.", "It opens in June, at last.")) == [
        "Title",
        "Changed 2 h ago · 3 words added, 1 taken out",
        "",
        "It opens in [-May-] {+June, at last+}.",
    ]


def test_words_are_told_apart_by_their_looks_where_there_are_styles():
    found = looks(changes("It opens in May.", "It opens in June.", title="New title"))
    assert found["May"] == "removed"
    assert found["June"] == "added"
    assert found["It opens in "] == ""
    assert found["New title"] == "title added"
    assert "[-" not in "".join(found)


def test_long_unchanged_stretches_are_folded():
    same = [f"Paragraph {n} stays." for n in range(12)]
    found = changes("\n\n".join([*same, "Old end."]), "\n\n".join([*same, "New end."]))
    assert lines(found)[3:] == [
        "… 11 paragraphs unchanged …",
        "",
        "Paragraph 11 stays.",
        "",
        "[-Old-] {+New+} end.",
    ]


def test_what_stands_beside_a_change_is_shown_on_both_sides():
    same = [f"Paragraph {n} stays." for n in range(9)]
    old = "\n\n".join(["Old start of it.", *same, "Old end of it."])
    assert lines(changes(old, old.replace("Old", "New")))[3:] == [
        "[-Old-] {+New+} start of it.",
        "",
        "Paragraph 0 stays.",
        "",
        "… 7 paragraphs unchanged …",
        "",
        "Paragraph 8 stays.",
        "",
        "[-Old-] {+New+} end of it.",
    ]


def test_a_few_unchanged_paragraphs_are_not_folded():
    old = "One.\n\nTwo.\n\nOld words here."
    assert lines(changes(old, old.replace("Old", "New")))[3:] == [
        "One.", "", "Two.", "", "[-Old-] {+New+} words here.",
    ]  # fmt: skip


def test_the_middle_of_a_long_unchanged_stretch_in_a_paragraph_is_left_out():
    words = " ".join(f"word{n}" for n in range(500))
    found = lines(changes(f"{words} May {words}", f"{words} June {words}"))
    text = " ".join(found[3:])
    assert text.startswith("… word")
    assert "word499 [-May-] {+June+} word0" in text
    assert text.endswith("…")
    assert len(text) < LONG_CHARACTERS


def test_a_long_paragraph_beside_a_change_shows_its_nearer_end():
    words = " ".join(f"word{n}" for n in range(200))
    text = "\n".join(lines(changes(f"{words}\n\nOld words here.", f"{words}\n\nNew words here.")))
    assert "word199" in text
    assert "word0 " not in text


def test_text_from_right_to_left_stands_at_the_right():
    found = lines(changes("أغلقت الشرطة الجسر صباحا.", "أغلقت الشرطة الجسر مساء."), 60)
    assert found[3].startswith("   ")
    assert cell_len(found[3]) == 60


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("One two.", "One.", "1 word taken out"),
        ("One.", "One two.", "1 word added"),
        ("One.", "One two three.", "2 words added"),
        ("One two.", "One three four.", "2 words added, 1 taken out"),
        ("One.", "One!", "only signs, no words"),
        ("", "x " * 1_500, "1,500 words added"),
    ],
)
def test_the_summary_counts_words(old: str, new: str, said: str):
    assert summary(changes(old, new), NOW) == f"Changed 2 h ago · {said}"


@pytest.mark.parametrize(
    ("before", "said"),
    [
        (timedelta(seconds=-5), "just now"),
        (timedelta(seconds=59), "just now"),
        (timedelta(minutes=5), "5 min ago"),
        (timedelta(hours=2, minutes=59), "2 h ago"),
        (timedelta(days=1), "yesterday"),
        (timedelta(days=3), "3 days ago"),
        (timedelta(weeks=6), "6 weeks ago"),
        (timedelta(days=400), "13 months ago"),
    ],
)
def test_times_are_told_as_people_do(before: timedelta, said: str):
    assert ago(NOW - before, NOW) == said


def test_each_paragraph_is_a_block_that_can_be_returned_to():
    rendered = render_changes(
        changes("One a.\n\nTwo a.", "One b.\n\nTwo b."), 76, NOW, marked=False
    )
    assert [line.block for line in rendered.lines] == [-1, -1, -1, 0, 1, 1]


@given(st.text(max_size=120), st.text(max_size=120), st.integers(1, 40), st.booleans())
def test_no_line_is_wider_than_asked_and_none_can_steer_a_terminal(
    old: str, new: str, width: int, marked: bool
):
    for line in lines(changes(old, new, old_title=old, title=new), width, marked=marked):
        assert cell_len(line) <= width
        assert is_safe(line)
