"""The articles of a query, taken away in one command."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path

import pytest
from gazette import Run


def test_a_query_becomes_a_book(filled: Run, tmp_path: Path) -> None:
    path = tmp_path / "ice.epub"
    result = filled("export", "kestrel", "-film", "--format", "epub", "-o", str(path))

    assert (result.code, result.out) == (0, f"2 articles written to {path}\n")
    with zipfile.ZipFile(path) as book:
        contents = book.read("book/contents.xhtml").decode()
    assert "<h1>kestrel -film · 2026-03-03</h1>" in contents
    assert "bakery" not in contents


def test_json_lines_say_what_show_says_but_for_the_answers_of_programs(
    filled: Run, tmp_path: Path
) -> None:
    path = tmp_path / "all.jsonl"
    assert filled("export", "--format", "jsonl", "-o", str(path)).code == 0

    lines = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
    shown = [filled("show", str(line["id"]), "--json").document for line in lines]
    assert [one.pop("answers") for one in shown] == [[]] * len(lines)
    assert lines == shown
    assert len(lines) == 3


def test_a_folder_of_markdown_is_made(filled: Run, tmp_path: Path) -> None:
    folder = tmp_path / "notes"
    assert filled("export", "bakery", "--format", "md", "-o", str(folder)).code == 0
    assert sorted(path.suffix for path in folder.iterdir()) == [".md", ".md"]


def test_a_digest_goes_to_standard_output_alone(filled: Run) -> None:
    result = filled("export", "--format", "html", "--title", "Today", "--limit", "1", "-o", "-")
    assert result.code == 0
    assert result.out.startswith("<!DOCTYPE html>")
    assert result.out.endswith("</html>\n")
    assert "<h1>Today</h1>" in result.out


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["--format", "epub"], "say where to"),
        (["zzz", "--format", "epub", "-o", "x"], "finds no article"),
        (["--format", "md", "-o", "-"], "a folder of files"),
        (["a", "b"], "--format"),
        ([], "which file"),
        (["(moon", "--format", "html", "-o", "x"], "("),
    ],
)
def test_what_cannot_be_exported_is_a_sentence_and_usage(
    filled: Run, arguments: list[str], sentence: str
) -> None:
    result = filled("export", *arguments)
    assert result.code == 2
    assert sentence in result.err


def test_where_nothing_can_be_written_nothing_is_left(filled: Run, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("mine")
    for name in ("epub", "md"):
        result = filled("export", "--format", name, "-o", str(tmp_path / "file" / "x"))
        assert result.code == 1
        assert "cannot be written" in result.err
    result = filled("export", "--format", "epub", "-o", str(tmp_path / "gone" / "x"))
    assert result.code == 1
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".")] == []
