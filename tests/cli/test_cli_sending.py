"""Articles are sent to programs of the configuration: nothing else names one, no shell reads it."""

from __future__ import annotations

import json
import os
import sys
import time
from pathlib import Path

import pytest
from gazette import Run

ITEM = "<item><title>{title}</title><link>{link}</link><description>One</description></item>"
WRITES = "import json, sys; open(sys.argv[1], 'a').write(json.dumps(sys.argv[2:]) + '\\n')"
"""A program that writes its arguments into a file."""
KEEPS = """
import sys
with open(sys.argv[1], 'w') as said:
    for name in sys.argv[2:]:
        said.write(name + chr(10) + open(name).read())
    said.write(sys.stdin.read())
"""
"""A program that writes what it is given into a file, that of a named file after its name."""


def table(name: str, program: str, *words: str, more: str = "") -> str:
    """Return a table `[[send]]` of a Python program."""
    command = json.dumps([sys.executable, "-c", program, *words])
    return f"[[send]]\nname = {json.dumps(name)}\ncommand = {command}\n{more}\n"


@pytest.fixture
def sending(run: Run, data_dir: Path, tmp_path: Path) -> Run:
    """Give a program whose cache holds articles with hostile titles and addresses."""
    addresses = {
        "$(touch x); `id` | two words": "https://a.example/1?a=1&amp;b=$(id)",
        "--output=/etc/passwd": "https://a.example/2",
        "No address": "mailto:ada@a.example",
    }
    items = [ITEM.format(title=title, link=link) for title, link in addresses.items()]
    feed = tmp_path / "feed.xml"
    channel = f"<channel><title>The Gazette</title>{''.join(items)}</channel>"
    feed.write_text(f"<rss version='2.0'>{channel}</rss>", encoding="utf-8")
    said = str(tmp_path / "said")
    data_dir.mkdir()
    (data_dir / "config.toml").write_text(
        table("linkding", WRITES, said, "{url}", "{title}", "by {feed}", "{tags}")
        + table("md", WRITES, said, "{title}", more='input = "md"')
        + table("json", KEEPS, said, more='input = "json"')
        + table("file", KEEPS, said, "{file}", more='input = "text"')
        + table("fails", "import sys; sys.exit('first\\nno such list\\x1b[2J')")
        + '[[send]]\nname = "absent"\ncommand = ["no-such-program-here", "{url}"]\n'
    )
    assert run("add", str(feed)).code == 0
    return run


def numbers(run: Run) -> dict[str, int]:
    """Return the numbers of the articles by the beginning of their titles."""
    return {one["title"][:2]: one["id"] for one in json.loads(run("list", "--json").out)}


def said(tmp_path: Path) -> list[list[str]]:
    return [json.loads(line) for line in (tmp_path / "said").read_text().splitlines()]


def test_each_place_is_one_argument_and_no_shell_reads_it(sending: Run, tmp_path: Path) -> None:
    ids = numbers(sending)
    sending("mark", str(ids["$("]), "--tag", "space", "--tag", "to-do")
    result = sending("send", "linkding", str(ids["$("]), str(ids["--"]))
    assert (result.code, result.out, result.err) == (0, "", "")
    assert said(tmp_path) == [
        ["https://a.example/1?a=1&b=$(id)", "$(touch x); `id` | two words", "by The Gazette",
         "space,to-do"],
        ["https://a.example/2", " --output=/etc/passwd", "by The Gazette", ""],
    ]  # fmt: skip


def test_the_name_is_found_in_any_case_and_a_misspelt_one_is_said(sending: Run) -> None:
    number = str(numbers(sending)["--"])
    assert sending("send", "LinkDing", number).code == 0
    result = sending("send", "linkdng", number)
    assert (result.code, "did you mean linkding?" in result.err) == (2, True)
    result = sending("send", "x", number)
    assert (result.code, "there is linkding, md" in result.err) == (2, True)


def test_an_article_without_an_address_of_the_web_stops_no_other(
    sending: Run, tmp_path: Path
) -> None:
    ids = numbers(sending)
    result = sending("send", "linkding", str(ids["No"]), str(ids["--"]))
    assert result.code == 1
    assert "linkding takes an address of the web, and “No address” has none" in result.err
    assert len(said(tmp_path)) == 1


def test_an_unknown_number_is_said_before_anything_is_sent(sending: Run, tmp_path: Path) -> None:
    result = sending("send", "linkding", str(numbers(sending)["--"]), "999")
    assert result.code == 2
    assert not (tmp_path / "said").exists()


def test_json_says_the_commands_and_runs_none(sending: Run, tmp_path: Path, data_dir: Path) -> None:
    ids = numbers(sending)
    result = sending("send", "linkding", "--json", str(ids["--"]), str(ids["$("]))
    lines = [json.loads(line) for line in result.out.splitlines()]
    assert [one["id"] for one in lines] == [ids["--"], ids["$("]]
    assert lines[0]["command"][:3] == [sys.executable, "-c", WRITES]
    assert lines[0]["command"][4:] == ["https://a.example/2", " --output=/etc/passwd",
                                       "by The Gazette", ""]  # fmt: skip
    assert lines[0]["input"] == "none"
    assert sending("send", "file", "--json", str(ids["--"])).code == 0
    assert not (tmp_path / "said").exists()
    assert not (data_dir / "sent").exists()


def test_a_program_reads_an_article_as_a_line_of_json(sending: Run, tmp_path: Path) -> None:
    number = numbers(sending)["--"]
    assert sending("send", "json", str(number)).code == 0
    lines = (tmp_path / "said").read_text().splitlines()
    shown = json.loads(sending("show", str(number), "--json").out)
    assert shown.pop("answers") == []
    assert json.loads(lines[0]) == shown
    assert len(lines) == 1


def test_a_file_holds_the_article_and_stays_for_a_day(
    sending: Run, tmp_path: Path, data_dir: Path
) -> None:
    ids = numbers(sending)
    assert sending("send", "file", str(ids["$("])).code == 0
    name, *lines = (tmp_path / "said").read_text().splitlines()
    path = Path(name)
    assert (path.parent, path.suffix) == (data_dir / "sent", ".txt")
    assert "\n".join(lines).strip() == path.read_text().strip()
    assert "One" in path.read_text()

    sending("send", "file", str(ids["--"]))
    assert path.exists()
    os.utime(path, (time.time() - 100_000,) * 2)
    sending("send", "file", str(ids["--"]))
    assert [one.name for one in (data_dir / "sent").iterdir() if one == path] == []


def test_a_program_that_is_given_what_it_does_not_read_is_no_failure(sending: Run) -> None:
    assert sending("send", "md", str(numbers(sending)["--"])).code == 0


def test_a_failure_is_said_with_its_last_line_and_no_escape(sending: Run) -> None:
    ids = numbers(sending)
    result = sending("send", "fails", str(ids["--"]), str(ids["$("]))
    name = Path(sys.executable).name
    assert result.code == 1
    assert result.err.splitlines() == [
        f"qreader: article {ids[one]}: {name} ended with 1: no such list" for one in ("--", "$(")
    ]


def test_a_program_that_is_absent_is_said_once(sending: Run) -> None:
    ids = numbers(sending)
    result = sending("send", "absent", str(ids["--"]), str(ids["$("]))
    assert (result.code, result.err) == (2, "qreader: no-such-program-here is not there\n")


def test_without_a_table_it_is_said_where_one_is_written(filled: Run) -> None:
    result = filled("send", "linkding", "1")
    assert (result.code, "write one under [[send]]" in result.err) == (2, True)
