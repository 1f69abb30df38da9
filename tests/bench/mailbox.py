"""What a large mailbox costs: taken in, read again with nothing new, and with ten new messages.

python -m tests.bench.mailbox [--messages 100000] [--kind maildir|mbox]
"""

from __future__ import annotations

import argparse
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from email.message import EmailMessage
from pathlib import Path

_WORDS = [
    "harbour",
    "ferry",
    "bridge",
    "council",
    "river",
    "tide",
    "lantern",
    "market",
    "winter",
    "signal",
]
_SENDERS = 40


def messages(count: int, start: int = 0) -> Iterator[EmailMessage]:
    """Yield made-up newsletters of some 6 kB, the same ones each time."""
    for number in range(start, start + count):
        chance = random.Random(number)
        text = [" ".join(chance.choices(_WORDS, k=60)) for _ in range(6)]
        sender = chance.randrange(_SENDERS)
        message = EmailMessage()
        message["From"] = f"Letter {sender} <letter{sender}@example.org>"
        message["Subject"] = f"{' '.join(chance.choices(_WORDS, k=5))} {number}"
        day, minute = divmod(number, 1440)
        message["Date"] = time.strftime(
            "%a, %d %b %Y %H:%M:%S +0000", time.gmtime(1_600_000_000 + day * 86_400 + minute * 60)
        )
        message["Message-ID"] = f"<{number}@example.org>"
        message["List-Unsubscribe"] = f"<https://example.org/leave/{number}>"
        message.set_content("\n\n".join(text))
        message.add_alternative("".join(f"<p>{one}</p>" for one in text), subtype="html")
        yield message


def write_maildir(folder: Path, made: Iterator[EmailMessage], start: int = 0) -> None:
    """Add messages to a Maildir."""
    for part in ("cur", "new", "tmp"):
        (folder / part).mkdir(parents=True, exist_ok=True)
    for number, message in enumerate(made, start):
        (folder / "cur" / f"{number}.host:2,S").write_bytes(message.as_bytes())


def write_mbox(path: Path, made: Iterator[EmailMessage], start: int = 0) -> None:
    """Add messages to an mbox."""
    del start
    with path.open("ab") as file:
        for message in made:
            opening = b"From letter@example.org Tue Dec  1 04:12:02 2026\n"
            file.write(opening + message.as_bytes().replace(b"\nFrom ", b"\n>From ") + b"\n\n")


def main(arguments: Sequence[str] | None = None) -> None:
    """Make a mailbox, take it in, read it twice again, and print what each took."""
    parser = argparse.ArgumentParser(prog="mailbox", description=__doc__)
    parser.add_argument("--messages", type=int, default=100_000)
    parser.add_argument("--kind", choices=("maildir", "mbox"), default="maildir")
    options = parser.parse_args(arguments)
    write = write_maildir if options.kind == "maildir" else write_mbox
    with tempfile.TemporaryDirectory() as name:
        box = Path(name) / "letters"
        write(box, messages(options.messages))
        data = ["--data-dir", str(Path(name) / "data")]
        _measure("taken in", [*data, "add", str(box)])
        time.sleep(3)  # until no file is young enough to be read twice
        _measure("once more", [*data, "refresh"])
        time.sleep(3)
        _measure("nothing new", [*data, "refresh"])
        write(box, messages(10, options.messages), options.messages)
        _measure("ten new", [*data, "refresh"])


def _measure(label: str, words: Sequence[str]) -> None:
    began = time.perf_counter()
    command = [sys.executable, "-c", _CHILD, sys.executable, "-m", "qreader", *words]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    seconds = time.perf_counter() - began
    print(f"{label:12} {seconds:8.1f} s  {done.stdout.strip().replace(chr(10), ' | ')}")


_CHILD = """
import resource, subprocess, sys
done = subprocess.run(sys.argv[1:], capture_output=True, text=True)
print((done.stdout + done.stderr).strip()[-200:])
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024, "MB at most")
"""

if __name__ == "__main__":
    main()
