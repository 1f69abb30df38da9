"""What runs in the process that parses."""

from __future__ import annotations

import subprocess
import sys


def test_the_process_that_parses_imports_nothing_that_fetches_or_stores() -> None:
    program = """
import sys
from qreader.model import Document
from qreader.collect.parsing import read_new_document
feed = b"<rss version='2.0'><channel><title>x</title><item><title>y</title></item></channel></rss>"
assert read_new_document(Document("https://x.example/", feed))[0].entries
print(*sorted({"asyncio", "sqlite3", "httpx2", "ssl", "feedparser"} & sys.modules.keys()))
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, check=True)
    assert done.stdout.split() == []
