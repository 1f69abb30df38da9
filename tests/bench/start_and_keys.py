"""What a person waits for: start, keys and quit, in a pseudo-terminal of 120x40, side by side.

`python -m tests.bench.start_and_keys` compares with the least that a Textual app can be and, where
it is installed, with newsboat on the same articles. Times change with the machine, so all programs
take turns; look at the ratios.
"""

from __future__ import annotations

import argparse
import shutil
import subprocess
import sys
import tempfile
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

sys.path.insert(0, str(Path(__file__).parents[1]))  # wherever it is started from

from bench.corpus import NEWEST_TITLE, write, written
from bench.pseudo_terminal import Running

HELLO = """
from textual.app import App
from textual.binding import Binding
from textual.widgets import Static
class Hello(App):
    BINDINGS = [Binding("Q", "quit")]
    def compose(self):
        yield Static("Unread: hello world")
Hello().run()
"""


@dataclass(frozen=True, slots=True)
class Step:
    """A key that is pressed several times."""

    label: str
    key: bytes
    times: int = 1


@dataclass(frozen=True, slots=True)
class Program:
    """One of those compared."""

    name: str
    command: Sequence[str]
    ready: str
    """What its first screen shows."""
    steps: Sequence[Step] = ()
    quit: bytes = b"Q"


def programs(folder: Path, articles: int) -> Iterator[Program]:
    """Fill a folder, and yield what is run in it."""
    feeds = list(write(written(articles), folder))
    (folder / "hello.py").write_text(HELLO)
    yield Program("hello", [sys.executable, str(folder / "hello.py")], "hello world")
    reader = [sys.executable, "-m", "qreader", "--data-dir", str(folder / "cache")]
    subprocess.run([*reader, "add", *map(str, feeds)], check=True, capture_output=True)
    yield Program(
        "qreader", reader, NEWEST_TITLE,
        [
            Step("move", b"j", 10), Step("move and scroll", b"j", 60), Step("open", b"\r"),
            Step("next", b"J", 5), Step("scroll a line", b"j", 10), Step("page down", b" "),
            Step("back", b"q"),
        ],
    )  # fmt: skip
    if newsboat := shutil.which("newsboat"):
        (folder / "urls").write_text("".join(f"file://{feed}\n" for feed in feeds))
        files = [f"--url-file={folder / 'urls'}", f"--cache-file={folder / 'newsboat.db'}"]
        subprocess.run([newsboat, *files, "-x", "reload"], check=True, capture_output=True)
        yield Program(
            "newsboat", [newsboat, *files], "feed",
            [
                Step("open the feed", b"\r"), Step("move", b"\x1bOB", 10),
                Step("move and scroll", b"\x1bOB", 60), Step("open", b"\r"), Step("next", b"n", 5),
                Step("scroll a line", b"\x1bOB", 10), Step("page down", b" "), Step("back", b"q"),
            ],
            quit=b"qq",
        )  # fmt: skip


def measure(program: Program, figures: dict[str, list[float]]) -> None:
    """Run a program once and add what it took, in milliseconds, bytes and MiB."""
    running = Running(program.command)
    try:
        figures["start, ms"].append(running.until(program.ready))
        figures["start, bytes"].append(running.settle())
        figures["ready, MiB PSS"].append(running.proportional_mib())
        for step in program.steps:
            pressed = [running.press(step.key) for _ in range(step.times)]
            figures[f"{step.label}, ms"].append(median(ms for ms, _ in pressed))
            figures[f"{step.label}, bytes"].append(sum(n for _, n in pressed) / step.times)
        figures["end, MiB PSS"].append(running.proportional_mib())
        figures["quit, ms"].append(running.end(program.quit))
    finally:
        running.kill()


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure, and print a table."""
    parser = argparse.ArgumentParser(prog="start_and_keys", description=__doc__)
    parser.add_argument("--articles", type=int, default=1000)
    parser.add_argument("--rounds", type=int, default=7)
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as name:
        found = list(programs(Path(name), options.articles))
        figures: dict[str, dict[str, list[float]]] = defaultdict(lambda: defaultdict(list))
        for _ in range(options.rounds):
            for program in found:
                measure(program, figures[program.name])
    _print(figures, options.articles, options.rounds)


def _print(figures: dict[str, dict[str, list[float]]], articles: int, rounds: int) -> None:
    names = list(figures)
    lines = dict.fromkeys(line for name in names for line in figures[name])
    print(f"{articles} articles, medians of {rounds} rounds")
    print(f"{'':24}" + "".join(f"{name:>12}" for name in names) + "   to hello")
    for line in lines:
        medians = {n: median(figures[n][line]) for n in names if line in figures[n]}
        cells = "".join(f"{medians[n]:12.1f}" if n in medians else f"{'':12}" for n in names)
        to_hello = medians["qreader"] / medians["hello"] if "hello" in medians else None
        print(f"{line:24}{cells}" + (f"{to_hello:11.2f}" if to_hello else ""))


if __name__ == "__main__":
    main()
