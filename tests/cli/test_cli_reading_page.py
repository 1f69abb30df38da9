"""An article as people read it in a shell."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from qreader.cli.output import Output
from qreader.cli.reading_page import print_article, print_entry
from qreader.model import Article, ArticleId, Entry, FeedId, Link, LinkBlock, LinkKind, Row

NOW = datetime(2026, 3, 10, 12, tzinfo=UTC)
STYLES = re.compile(r"\x1b\[[0-9;]*m")
PROSE = "The surveyors of the crater went down with a rope and came up with a bucket of ice. " * 5
LONG_URL = "https://news.example/" + "a-very-long-path/" * 12
BODY = (
    f"<h2>Down</h2><p>{PROSE}</p><p>Read <a href='/more'>more</a> and <b>louder</b> words"
    f" <a href='{LONG_URL}'>elsewhere</a>.</p><ul><li>Rope</li><li>Bucket</li></ul>"
)
RELATED = LinkBlock(
    "More from Gazette",
    LinkKind.SAME_SITE,
    (
        Link("A drill for the ridge", "https://news.example/8", "A drill, waiting", ArticleId(8)),
        Link("What the ice tastes of"),
    ),
)
Fake = Callable[[int], tuple[Output, io.StringIO]]


def article(title: str = "Ice under the ridge", **more: object) -> Article:
    entry = Entry(title, url="https://news.example/7", body_html=BODY, **more)  # type: ignore[arg-type]
    return Article(Row(ArticleId(7), FeedId(1), "Gazette", title, NOW), entry, minutes=2)


def piped(printed: Article) -> list[str]:
    stream = io.StringIO()
    print_article(Output(stream, None), printed, NOW)
    assert "\x1b" not in stream.getvalue()
    return stream.getvalue().splitlines()


def test_a_page_starts_with_title_facts_and_address() -> None:
    lines = piped(article(authors=("Ada", "Bo")))
    assert lines[0] == "Ice under the ridge"
    assert lines[1] == "Gazette · Ada, Bo · 10 Mar 12:00 · 2 min"
    assert lines[2:4] == ["https://news.example/7", ""]


def test_a_feed_of_the_same_name_is_not_said_twice() -> None:
    assert piped(article("Gazette"))[:2] == ["Gazette", "10 Mar 12:00 · 2 min"]


def test_the_addresses_of_numbered_links_follow_the_text_whole() -> None:
    lines = piped(article())
    assert any("more[1]" in line for line in lines)
    assert lines[-3:] == ["", "[1] https://news.example/more", f"[2] {LONG_URL}"]


def test_the_own_related_stories_come_last_under_the_heading_of_the_site() -> None:
    lines = piped(article(own_related=(RELATED,)))
    assert lines[-6:] == [
        "",
        "More from Gazette",
        "8  A drill for the ridge",
        "   A drill, waiting",
        "   https://news.example/8",
        "-  What the ice tastes of",
    ]


def test_an_article_without_text_has_its_heading_only() -> None:
    stream = io.StringIO()
    print_entry(Output(stream, None), Entry("Bare", published=NOW))
    assert stream.getvalue().splitlines() == ["Bare", "2026-03-10"]


@pytest.mark.parametrize(("columns", "widest"), [(40, 40), (80, 80), (200, 80)])
def test_text_is_as_wide_as_the_terminal_up_to_eighty(
    terminal: Fake, columns: int, widest: int
) -> None:
    output, stream = terminal(columns)
    print_article(output, article(own_related=(RELATED,)), NOW)
    lines = STYLES.sub("", stream.getvalue()).splitlines()
    text = [line for line in lines if "://" not in line]
    assert widest - 12 < max(map(cell_len, text)) <= widest
    assert f"[2] {LONG_URL}" in lines  # an address is never broken


def test_a_terminal_gets_looks_and_a_pipe_gets_none(terminal: Fake) -> None:
    output, stream = terminal(80)
    print_article(output, article(), NOW)
    assert "\x1b[1mIce under the ridge\x1b[0m" in stream.getvalue()
    assert "\x1b[1mlouder\x1b[0m" in stream.getvalue()


@given(st.text(), st.text(), st.text())
def test_no_text_of_an_article_reaches_the_terminal_as_a_command(
    title: str, caption: str, body: str
) -> None:
    hostile = f"{title}\x1b]52;c;eA==\x07\u202e[/b]"
    link = LinkBlock(hostile, LinkKind.RELATED, (Link(hostile, hostile, hostile + caption),))
    entry = Entry(hostile, url=hostile, body_html=f"<p>{hostile}{body}</p>", own_related=(link,))
    stream = io.StringIO()
    output = Output(stream, None)
    output.is_terminal = True
    print_entry(output, entry)
    said = STYLES.sub("", stream.getvalue())
    assert not set(said) & set(map(chr, [*range(10), *range(11, 32), *range(127, 160), 0x202E]))


def test_a_terminal_is_told_what_brings_the_rest_of_a_summary(terminal: Fake) -> None:
    output, stream = terminal(80)
    summary = replace(article(), is_summary=True, words=40, minutes=1)
    print_article(output, summary, NOW)
    lines = STYLES.sub("", stream.getvalue()).splitlines()
    assert lines[1] == "Gazette · 10 Mar 12:00 · 40 words of a summary"
    assert lines[-1] == "The feed ends here: qreader fetch 7 brings the whole article"


def test_no_dot_of_the_facts_hangs_at_the_end_of_a_line(terminal: Fake) -> None:
    output, stream = terminal(24)
    print_article(output, article(authors=("Ann Lee", "Bo Chen")), NOW)
    lines = STYLES.sub("", stream.getvalue()).splitlines()
    assert lines[1:4] == ["Gazette", "Ann Lee, Bo Chen", "10 Mar 12:00 · 2 min"]


def test_the_ground_of_code_is_no_blank_at_the_ends_of_lines(terminal: Fake) -> None:
    output, stream = terminal(40)
    print_entry(output, Entry("Bare", body_html="<pre>one\n\n  two</pre><p>three</p>"))
    lines = STYLES.sub("", stream.getvalue()).splitlines()
    assert lines == ["Bare", "", "  one", "", "    two", "", "three"]
