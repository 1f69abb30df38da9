"""What a large cache costs on the screen: to search it and to mark all of it, in a terminal."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bench.pseudo_terminal import Running
from bench.readers import Reader


@dataclass(frozen=True, slots=True)
class Screen:
    """A reader in a terminal."""

    command: Sequence[str]
    ready: str
    """What its first screen shows."""
    steps: Mapping[str, bytes]
    """Keys by what they do; where nothing is said of that, they lead to the next."""
    quit: bytes


def screen_of(reader: Reader, common: str, rare: str) -> Screen:
    """Return how a reader is searched for two words, and all marked read."""
    if reader.name == "qreader":
        steps = {
            "screen: search a common word, ms": f"/{common}\r".encode(), " ": b"\x1b",
            "screen: search a rare word, ms": f"/{rare}\r".encode(), "  ": b"\x1bga",
            "screen: mark all read, ms": b"A", "screen: undo that, ms": b"u",
        }  # fmt: skip
        return Screen(reader.read, "Unread", steps, b"Q")
    steps = {
        "screen: search a common word, ms": f"/{common}\r".encode(), " ": b"q",
        "screen: search a rare word, ms": f"/{rare}\r".encode(), "  ": b"q",
        "screen: mark all read, ms": b"Cy",
    }  # fmt: skip
    return Screen(reader.read, "feeds", steps, b"q")


def measure(screen: Screen) -> dict[str, float]:
    """Run a reader through its steps; milliseconds until the answer is complete, and MiB."""
    running = Running(screen.command)
    try:
        figures = {"screen: start, ms": running.until(screen.ready)}
        running.settle()
        figures["screen: ready, MiB PSS"] = running.proportional_mib()
        for label, keys in screen.steps.items():
            took = running.complete(keys)
            if label.strip():
                figures[label] = took
        figures["screen: then, MiB PSS"] = running.proportional_mib()
        figures["screen: quit, ms"] = running.end(screen.quit)
    finally:
        running.kill()
    return figures
