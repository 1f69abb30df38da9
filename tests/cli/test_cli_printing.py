"""What people see: lists that fit the terminal, whole lines in a pipe."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from qreader.cli.columns import Line, print_columns
from qreader.cli.output import Output
from qreader.cli.printing import print_feeds, print_related, print_rows
from qreader.model import ArticleId, Feed, FeedId, Related, Row, Status
from qreader.text.safe import safe_line

NOW = datetime(2026, 3, 10, 12, tzinfo=UTC)
STYLES = re.compile(r"\x1b\[[0-9;]*m")
LONG = "A very long headline about 日本 and other places 🦊 that no terminal holds " * 3
HOSTILE = "\x1b]0;owned\x07[/red] \u202eevil\nsecond line"
Fake = Callable[[int], tuple[Output, io.StringIO]]


def row(number: int, title: str, feed: str = "Gazette", **status: bool) -> Row:
    dated = NOW - timedelta(hours=number)
    return Row(ArticleId(number), FeedId(1), feed, title, dated, Status(**status))


def piped(print_to: Callable[[Output], None]) -> list[str]:
    stream = io.StringIO()
    print_to(Output(stream, None))
    return stream.getvalue().splitlines()


def shown(stream: io.StringIO) -> list[str]:
    return STYLES.sub("", stream.getvalue()).splitlines()


def test_a_row_in_a_pipe_has_number_marks_day_feed_and_title() -> None:
    rows = [row(3, "Ice", read=True), row(14, "Bread", starred=True, later=True)]
    assert piped(lambda output: print_rows(output, rows, NOW)) == [
        " 3  ---  2026-03-10  Gazette  Ice",
        "14  N*L  2026-03-09  Gazette  Bread",
    ]


def test_a_pipe_gets_every_title_whole_and_no_tab() -> None:
    rows = [row(1, LONG, feed="A feed of a name beyond every column " * 2), row(2, "a\tb")]
    lines = piped(lambda output: print_rows(output, rows, NOW))
    assert lines[0].endswith(LONG.strip())
    assert rows[0].feed.strip() in lines[0]
    assert lines[1].endswith("a b")


@pytest.mark.parametrize("columns", [20, 40, 80, 200])
def test_a_list_fits_the_terminal(terminal: Fake, columns: int) -> None:
    output, stream = terminal(columns)
    print_rows(output, [row(1, LONG), row(2, "Short"), row(12_345, LONG, feed=LONG)], NOW)
    lines = shown(stream)
    assert len(lines) == 3
    assert max(map(cell_len, lines)) <= columns
    assert lines[0].endswith("…")


def test_a_terminal_shows_ages_and_unread_titles_in_bold(terminal: Fake) -> None:
    output, stream = terminal(80)
    print_rows(output, [row(3, "New"), row(4, "Old", read=True)], NOW)
    new, old = stream.getvalue().splitlines()
    assert STYLES.sub("", new) == "3  N--  3h  Gazette  New"
    assert new.startswith("\x1b[1m")
    assert old == "4  ---  4h  Gazette  Old"


def test_a_narrow_terminal_leaves_the_feed_out(terminal: Fake) -> None:
    output, stream = terminal(40)
    print_rows(output, [row(3, "New")], NOW)
    assert shown(stream) == ["3  N--  3h  New"]


def test_text_from_outside_is_one_clean_line_and_no_markup(terminal: Fake) -> None:
    output, stream = terminal(80)
    print_rows(output, [row(3, HOSTILE, feed=HOSTILE, read=True)], NOW)
    assert stream.getvalue() == ("3  ---  3h  [/red] evil second line  [/red] evil second line\n")


def test_nothing_to_list_prints_nothing(terminal: Fake) -> None:
    output, stream = terminal(80)
    print_rows(output, [], NOW)
    print_feeds(output, [], NOW)
    print_related(output, None, [], NOW)
    assert stream.getvalue() == ""


def feed(number: int, title: str, **more: object) -> Feed:
    return Feed(FeedId(number), f"https://news.example/{number}", title, **more)  # type: ignore[arg-type]


FEEDS = [
    feed(1, "Gazette", articles=120, unread=7, checked=NOW - timedelta(minutes=5)),
    feed(22, "Herald", folder="World", error="https://news.example/22: it answered 500 " * 4),
]


def test_feeds_in_a_pipe_stand_under_a_heading_with_their_errors() -> None:
    lines = piped(lambda output: print_feeds(output, FEEDS, NOW))
    assert lines[:3] == [
        "ID  UNREAD  ALL  CHECKED     FOLDER  FEED",
        " 1       7  120  2026-03-10  -       Gazette",
        "22       0    0  never       World   Herald",
    ]
    assert lines[3].strip() == (FEEDS[1].error or "").strip()
    assert len(lines) == 4


def test_feeds_fit_the_terminal_and_an_error_is_wrapped_not_cut(terminal: Fake) -> None:
    output, stream = terminal(60)
    print_feeds(output, FEEDS, NOW)
    lines = shown(stream)
    assert max(map(cell_len, lines)) <= 60
    assert "5m" in lines[1]
    said = " ".join(" ".join(lines[3:]).split())
    assert said.count("it answered 500") == 4


def test_related_articles_say_source_day_and_reasons() -> None:
    found = [Related(row(3, "Ice"), 0.9, ("moon", "crater")), Related(row(14, "Drill"), 0.4, ())]
    lines = piped(lambda output: print_related(output, "The Moon", found, NOW))
    assert lines == [
        "The Moon",
        " 3  Ice",
        "    Gazette, 2026-03-10, both: moon · crater",
        "14  Drill",
        "    Gazette, 2026-03-09",
    ]


@given(
    st.lists(st.tuples(st.text(), st.text(), st.text()), min_size=1, max_size=5),
    st.integers(min_value=20, max_value=120),
)
def test_any_cells_fit_any_terminal(cells: list[tuple[str, str, str]], columns: int) -> None:
    class Sized(Output):
        @property
        def width(self) -> int:
            return columns

    stream = io.StringIO()
    output = Sized(stream, None)
    output.is_terminal = True
    lines = [Line(tuple(safe_line(cell) for cell in line)) for line in cells]
    print_columns(output, lines)
    printed = STYLES.sub("", stream.getvalue()).split("\n")
    assert len(printed) == len(lines) + 1
    assert max(cell_len(line) for line in printed) <= columns
