"""Timelines: when each source told a story, in the person's time zone, and how it is drawn."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from qreader.model import ArticleId, FeedId, Row, Status
from qreader.render.timeline import (
    Columns,
    Moment,
    around,
    duration,
    gap_line,
    in_words,
    moment_lines,
    timeline,
)
from qreader.render.wrap import Run

NOW = datetime(2026, 11, 30, 9, 40, tzinfo=UTC)  # a Monday


@pytest.fixture(autouse=True)
def zone(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("TZ", "UTC")
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


def row(
    number: int,
    hours: float,
    feed: str = "Post",
    *,
    copy_of: int | None = None,
    undated: bool = False,
    read: bool = False,
    title: str = "",
) -> Row:
    return Row(
        ArticleId(number), FeedId(1), feed, title or f"Dam {number}", NOW - timedelta(hours=hours),
        Status(read=read), copy_of=None if copy_of is None else ArticleId(copy_of), undated=undated,
    )  # fmt: skip


def drawn(rows: list[Row], width: int = 80) -> list[str]:
    moments = timeline(rows, NOW)
    columns = Columns.of(moments, width)
    lines = []
    for moment in moments:
        if moment.gap:
            lines.append("".join(run.text for run in gap_line(moment, columns)))
        lines += ["".join(run.text for run in runs) for runs in moment_lines(moment, columns)]
    return [line.rstrip() for line in lines]


def test_a_day_is_named_once_and_a_long_silence_is_said() -> None:
    rows = [row(1, 20), row(2, 16.5, "Courier"), row(3, 10), row(4, 3), row(5, 2.5, "Harbour")]
    assert drawn(rows) == [
        "Sun 13:40 Post     Dam 1                                                   first",
        "    17:10 Courier  Dam 2",
        "          ┊ 6 h",
        "    23:40 Post     Dam 3",
        "          ┊ 7 h",
        "Mon 06:40 Post     Dam 4",
        "    07:10 Harbour  Dam 5",
    ]


def test_the_clock_is_that_of_the_persons_zone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TZ", "Asia/Kolkata")
    time.tzset()
    assert [(m.day, m.clock) for m in timeline([row(1, 15.5), row(2, 1)], NOW)] == [
        ("Sun", "23:40"),
        ("Mon", "14:10"),
    ]


def test_a_day_of_the_week_before_is_a_date_and_another_year_is_said() -> None:
    rows = [row(1, 24 * 400), row(2, 24 * 9), row(3, 24 * 6), row(4, 1)]
    assert [m.day for m in timeline(rows, NOW)] == ["26 Oct 2025", "21 Nov", "Tue", "Mon"]


def test_of_a_long_story_only_long_silences_are_said() -> None:
    rows = [row(n, hours) for n, hours in enumerate((240, 230, 150, 140, 20, 10), start=1)]
    assert [m.gap for m in timeline(rows, NOW)] == ["", "", "3 days", "", "5 days", ""]


def test_copies_are_in_the_line_of_their_original() -> None:
    rows = [row(1, 9), row(2, 8, "Harbour"), row(3, 7, "Courier", copy_of=2), row(4, 6, copy_of=9)]
    moments = timeline(rows, NOW)
    assert [m.row.id for m in moments] == [1, 2, 4]
    assert moments[1].copies == (rows[2],)
    assert drawn(rows)[1].startswith("    01:40 Harbour  Dam 2  ")
    assert drawn(rows)[1].endswith("  ×2 same text: Courier")


def test_an_article_without_a_date_has_no_time_and_makes_no_silence() -> None:
    rows = [row(1, 30), row(2, 20, undated=True), row(3, 1)]
    assert [(m.clock, m.gap) for m in timeline(rows, NOW)] == [
        ("03:40", ""), ("–", ""), ("08:40", ""),
    ]  # fmt: skip
    assert duration(rows) == timedelta(hours=29)


def test_one_article_is_not_the_first_of_several() -> None:
    assert not timeline([row(1, 1)], NOW)[0].is_first
    assert not timeline([row(1, 2), row(2, 1, copy_of=1)], NOW)[0].is_first


def test_read_titles_are_told_apart() -> None:
    (moment,) = timeline([row(1, 1, read=True)], NOW)
    (runs,) = moment_lines(moment, Columns.of([moment], 80))
    assert [run.style for run in runs if run.text.startswith("Dam")] == ["plain"]


def test_in_little_width_the_title_has_a_line_of_its_own() -> None:
    title = "Engineers say that the spillway does its work"
    rows = [row(1, 20, "Alpine Courier"), row(2, 19, "Der Bote", title=title)]
    assert drawn(rows, 39) == [
        "Sun 13:40 Alpine Courier          first",
        "  Dam 1",
        "    14:40 Der Bote",
        "  Engineers say that the spillway does…",
    ]


def test_a_note_leaves_room_to_the_title() -> None:
    names = ["Alpine Courier", "Harbour Post", "Le Phare", "Nordblatt"]
    rows = [row(1, 9), *(row(2 + n, 8, name, copy_of=1) for n, name in enumerate(names))]
    assert drawn(rows, 120)[0].endswith(f"×5 same text: {', '.join(names)}")
    assert drawn(rows, 64)[0].endswith("  ×5")


@pytest.mark.parametrize(
    ("length", "said"),
    [
        (timedelta(seconds=20), ""),
        (timedelta(minutes=1), "1 minute"),
        (timedelta(minutes=80), "80 minutes"),
        (timedelta(hours=28, minutes=10), "28 hours"),
        (timedelta(days=3, hours=5), "3 days"),
    ],
)
def test_a_duration_is_said_in_one_unit(length: timedelta, said: str) -> None:
    assert in_words(length) == said


def test_a_few_lines_show_the_first_article_and_those_around_the_one_that_is_read() -> None:
    moments = timeline([row(n, 30 - n) for n in range(1, 21)], NOW)

    def shown(here: int, most: int = 8) -> list[int]:
        found = around(moments, ArticleId(here), most)
        return [one.row.id if isinstance(one, Moment) else -one for one in found]

    assert shown(1) == [1, 2, 3, 4, 5, 6, -14]
    assert shown(12) == [1, -8, 10, 11, 12, 13, 14, -6]
    assert shown(20) == [1, -14, 16, 17, 18, 19, 20]
    assert shown(5) == [1, 2, 3, 4, 5, 6, 7, -13]
    assert list(around(moments[:8], ArticleId(3), 8)) == moments[:8]


@given(
    st.lists(
        st.tuples(st.floats(-30, 9000), st.text(max_size=30), st.integers(1, 9), st.booleans()),
        max_size=9,
    ),
    st.integers(30, 200),
)
def test_a_line_is_as_wide_as_it_may_be(
    told: list[tuple[float, str, int, bool]], width: int
) -> None:
    rows = [
        row(n, hours, text, copy_of=original, undated=undated, title=text)
        for n, (hours, text, original, undated) in enumerate(told, start=1)
    ]
    moments = timeline(rows, NOW)
    columns = Columns.of(moments, width)
    ids = [r.id for m in moments for r in (m.row, *m.copies)]
    assert sorted(ids) == [r.id for r in rows]
    for moment in moments:
        for runs in moment_lines(moment, columns, [Run("● ", "unread")], "you are here"):
            assert cell_len("".join(run.text for run in runs)) == width
