"""What programs answer is printed: clean, kept where it is to be, and said where it failed."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest
from gazette import Run

SUMS = """
import sys
open(sys.argv[1], 'a').write('x')
print('# Short\\n\\nIt says *' + sys.stdin.read().split()[0] + '*.\\x1b[2J')
"""


def table(name: str, program: str, *words: str, more: str = "") -> str:
    command = json.dumps([sys.executable, "-c", program, *words])
    return f"[[send]]\nname = {json.dumps(name)}\ncommand = {command}\n{more}\n"


@pytest.fixture
def asking(filled: Run, data_dir: Path, tmp_path: Path) -> Run:
    """Give a program with articles, and programs that answer."""
    runs = str(tmp_path / "runs")
    (data_dir / "config.toml").write_text(
        table("summary", SUMS, runs, more='input = "text"\nshow = "md"\nkeep = true')
        + table("once", SUMS, runs, more='input = "text"\nshow = "md"')
        + table("silent", "", more='show = "text"')
        + table("fails", "print('words'); raise SystemExit('no model')", more='show = "text"')
        + '[[send]]\nname = "absent"\ncommand = ["no-such-program-here"]\nshow = "text"\n'
        + '[[hook]]\nsend = "summary"\n'
    )
    return filled


def _ids(run: Run) -> list[str]:
    return [str(one["id"]) for one in json.loads(run("list", "--json").out)]


def test_an_answer_is_printed_as_clean_text(asking: Run) -> None:
    result = asking("send", "once", _ids(asking)[0])
    assert (result.code, result.err) == (0, "")
    assert result.out.startswith("Short\n")
    assert "It says " in result.out
    assert "\x1b" not in result.out


def test_what_is_kept_is_printed_without_a_run_until_it_is_asked_again(
    asking: Run, tmp_path: Path
) -> None:
    number, runs = _ids(asking)[0], tmp_path / "runs"
    first = asking("send", "summary", number).out
    assert asking("send", "summary", number).out == first
    assert runs.read_text() == "x"
    assert asking("send", "summary", number, "--again").out == first
    assert runs.read_text() == "xx"
    asking("send", "once", number)
    asking("send", "once", number)
    assert runs.read_text() == "xxxx"


def test_answers_to_several_articles_say_which_and_whose_words(asking: Run) -> None:
    result = asking("send", "summary", *_ids(asking)[:2])
    assert result.out.count("By summary, just now") == 2


def test_show_has_the_answers_beside_the_text_and_exports_have_none(asking: Run) -> None:
    number = _ids(asking)[0]
    asking("send", "summary", number)
    shown = json.loads(asking("show", number, "--json").out)
    (answer,) = shown["answers"]
    assert (answer["name"], answer["outdated"]) == ("summary", False)
    assert answer["text"].startswith("Short")
    assert answer["text"] not in shown["body"]
    for form in ("md", "html", "txt"):
        assert "It says" not in asking("show", number, "--format", form).out
    assert "It says" not in asking("export", "--format", "jsonl").out


@pytest.mark.parametrize(
    ("name", "said"),
    [("silent", "silent answered nothing"), ("fails", "fails ended with 1: no model")],
)
def test_what_is_no_answer_is_a_failure_that_prints_nothing(
    asking: Run, name: str, said: str
) -> None:
    number = _ids(asking)[0]
    result = asking("send", name, number)
    assert (result.code, result.out) == (1, "")
    assert result.err == f"qreader: article {number}: {said}\n"


def test_a_program_that_is_not_there_is_said_once(asking: Run) -> None:
    result = asking("send", "absent", *_ids(asking)[:2])
    assert (result.code, result.err) == (2, "qreader: no-such-program-here is not there\n")


def test_a_refresh_has_new_articles_answered_and_doctor_says_what_failed(
    asking: Run, tmp_path: Path, data_dir: Path
) -> None:
    feed = tmp_path / "new.xml"
    item = "<item><title>{0}</title><guid>{0}</guid><description>About {0}</description></item>"
    head, tail = "<rss version='2.0'><channel><title>New</title>", "</channel></rss>"
    feed.write_text(head + tail)
    asking("add", str(feed))
    asking("refresh")
    feed.write_text(head + item.format("Zebra") + tail)
    asking("refresh")
    (row,) = json.loads(asking("list", "Zebra", "--json").out)
    shown = json.loads(asking("show", str(row["id"]), "--json").out)
    assert [one["name"] for one in shown["answers"]] == ["summary"]

    (data_dir / "config.toml").write_text(
        table("summary", "raise SystemExit('no model')", more='show = "md"\nkeep = true')
        + '[[hook]]\nsend = "summary"\n'
    )
    feed.write_text(head + item.format("Lion") + item.format("Zebra") + tail)
    result = asking("refresh")
    assert "hook: summary ended with 1: no model (article" in result.err
    doctor = json.loads(asking("doctor", "--json").out)
    (found,) = [one for one in doctor if one["name"] == "answers"]
    assert (found["value"], "summary, 1 article; last: " in found["reason"]) == ("failed", True)
    assert asking("refresh").err == ""
