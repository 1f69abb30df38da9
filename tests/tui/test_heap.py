"""Memory that is free again goes back to the system."""

from __future__ import annotations

import ctypes
import subprocess
import sys

import pytest

_PROGRAM = """
import threading
from pathlib import Path
from qreader.tui import heap
heap.give_back()
def held():
    return int(Path("/proc/self/statm").read_text().split()[1]) * 4
def need():
    for _ in range(3):
        blocks = [b"x" * 2_000_000 for _ in range(10)]
        small = [bytes([n % 256]) * 900 for n in range(1000)]
        del blocks
before = held()
for _ in range(6):
    thread = threading.Thread(target=need)
    thread.start()
    thread.join()
print(held() - before)
"""


@pytest.mark.skipif(
    sys.platform != "linux" or not hasattr(ctypes.CDLL(None), "mallopt"), reason="glibc alone"
)
def test_what_threads_needed_for_a_moment_is_not_kept() -> None:
    done = subprocess.run(
        [sys.executable, "-c", _PROGRAM], check=True, capture_output=True, text=True
    )
    assert int(done.stdout) < 8_000  # kB


def test_another_system_is_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    from qreader.tui import heap

    monkeypatch.setattr(sys, "platform", "win32")
    monkeypatch.setattr(ctypes, "CDLL", None)
    heap.give_back()
