"""Run the command line in process, against a real cache in a temporary folder."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path

import pytest
from gazette import BREAD, MOON, MOON_AGAIN, Result, Run, rss

from loopback import loopback
from qreader.cli import main
from qreader.cli.output import Output

__all__ = ["loopback"]


class Terminal(io.StringIO):
    """A stream that says it is a terminal."""

    encoding = "utf-8"

    def isatty(self) -> bool:
        return True


@pytest.fixture
def data_dir(tmp_path: Path) -> Path:
    return tmp_path / "data"


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], data_dir: Path) -> Run:
    """Call the program with its cache in `data_dir`."""

    def call(*arguments: str) -> Result:
        code = main(["--data-dir", str(data_dir), *arguments])
        captured = capsys.readouterr()
        return Result(int(code), captured.out, captured.err)

    return call


@pytest.fixture
def terminal(monkeypatch: pytest.MonkeyPatch) -> Callable[[int], tuple[Output, Terminal]]:
    """Make an output that believes it writes to a terminal of so many columns."""

    def make(columns: int) -> tuple[Output, Terminal]:
        monkeypatch.setenv("COLUMNS", str(columns))
        monkeypatch.setenv("TERM", "xterm-256color")
        monkeypatch.delenv("NO_COLOR", raising=False)
        stream = Terminal()
        return Output(stream, io.StringIO()), stream

    return make


@pytest.fixture
def feed_file(tmp_path: Path) -> Path:
    """Write a feed of three articles, two of them on one event."""
    file = tmp_path / "gazette.xml"
    file.write_text(rss("Tarnholt Gazette", MOON, MOON_AGAIN, BREAD), encoding="utf-8")
    return file


@pytest.fixture
def filled(run: Run, feed_file: Path) -> Run:
    """Give a program whose cache holds the three articles."""
    result = run("add", str(feed_file))
    assert result.code == 0, result.err
    return run
