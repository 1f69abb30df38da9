"""Mailboxes: a Maildir, an mbox, a folder of `.eml` files, one such file. Only read, never locked.

What was read is remembered as a mark, one line. Of files, it is the time of their last change of
state (`ctime`), which a new flag changes, too: the message is read again, and its Message-ID says
that it is known. Of an mbox, it is an offset, and a hash of what stands before it.
"""

from __future__ import annotations

import hashlib
import os
import re
import stat
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from time import time_ns
from typing import BinaryIO

from qreader.errors import FileError
from qreader.sources.mail.message import Arrived, Letter, arrived_at, letter_of
from qreader.text import urls
from qreader.text.safe import safe_line

MAX_MESSAGE_BYTES = 50_000_000
MAX_FILES = 1_000_000
MAX_DEPTH = 3
"""The most levels of folders below a folder of `.eml` files."""
BATCH_MESSAGES = 100
BATCH_BYTES = 2_000_000
"""The messages of one call, which has a limit of time."""
_HEAD_BYTES = 100_000
_LINE_BYTES = 1_000_000
_CHECKED_BYTES = 1_000
_SETTLED_NS = 2_000_000_000
"""Files may still appear with a time that is younger than this."""
_SEPARATOR = re.compile(rb"From (?:\S{1,320} [^\n]{0,200}?\d\d:\d\d[^\n]{0,200})?\r?\n")
"""The line before a message, with the time of its arrival; without it, some say only `From `."""
_HEAD = re.compile(rb"(?:>From [^\n]{0,500}\r?\n)?[!-9;-~]{1,100}:")
_TOO_LARGE = "This message is larger than 50 MB, and is not read here."
_TOO_HARD = "This message takes too long or too much memory to be read here."


class MailboxKind(StrEnum):
    """The format of a mailbox."""

    MAILDIR = "maildir"
    MBOX = "mbox"
    FOLDER = "folder"
    FILE = "file"


def mailbox_kind(path: Path) -> MailboxKind | None:
    """Return the kind of mailbox at a path; None where there is none. Reads at most 2 kB."""
    try:
        if path.is_dir():
            if (path / "cur").is_dir() and (path / "new").is_dir():
                return MailboxKind.MAILDIR
            return MailboxKind.FOLDER if _has_messages(path) else None
        if not path.is_file():  # opening a pipe could wait for ever
            return None
        if path.suffix.lower() == ".eml":
            return MailboxKind.FILE
        return MailboxKind.MBOX if _is_mbox(path) else None
    except (OSError, ValueError):
        return None


def _is_mbox(path: Path) -> bool:
    with path.open("rb") as file:
        head = file.read(2_000)
    opening = _SEPARATOR.match(head)
    return opening is not None and _HEAD.match(head, opening.end()) is not None


def mailboxes_in(folder: Path) -> list[str]:
    """Return the names of the Maildirs in a folder, at most 20."""
    try:
        found = sorted(one for one in folder.iterdir() if (one / "cur").is_dir())
    except OSError:
        return []
    return [one.name for one in found if mailbox_kind(one) is MailboxKind.MAILDIR][:20]


def _has_messages(folder: Path) -> bool:
    with os.scandir(folder) as found:
        return any(one.name.lower().endswith(".eml") and one.is_file() for one in found)


# ---- messages in files of their own


@dataclass(frozen=True, slots=True)
class MessageFile:
    """A file with a message."""

    changed_ns: int
    path: str
    size_bytes: int


@dataclass(frozen=True, slots=True)
class Files:
    """Files to be read in one call; head_only: without their texts, which cannot be read."""

    url: str
    files: tuple[MessageFile, ...]
    head_only: bool = False


def changed_files(path: Path, kind: MailboxKind, after_ns: int) -> list[MessageFile]:
    """Return the files of a mailbox that changed after a time, in the order of their changes.

    Raises FileError where the mailbox cannot be listed.
    """
    if kind is MailboxKind.FILE:
        found = iter((str(path),))
    elif kind is MailboxKind.MAILDIR:
        found = (name for part in ("new", "cur") for name in _listed(path / part))
    else:
        found = _below(path)
    files = []
    for name in found:
        status = _status(name)
        if status is not None and status.st_ctime_ns > after_ns:
            files.append(MessageFile(status.st_ctime_ns, name, status.st_size))
            if len(files) >= MAX_FILES:
                break
    return sorted(files, key=lambda one: (one.changed_ns, one.path))


def mark_after(files: Sequence[MessageFile], done: int, now_ns: int) -> int:
    """Return the time to go on from after the first `done` files. Later files may share it."""
    last = files[done - 1].changed_ns
    is_shared = done < len(files) and files[done].changed_ns == last
    return min(last - is_shared, now_ns - _SETTLED_NS)


def read_files(part: Files) -> tuple[Letter, ...]:
    """Parse messages; files that are gone or cannot be read are left out."""
    letters: dict[str | None, Letter] = {}
    for file in part.files:
        message = _message(file.path, head_only=part.head_only)
        if message is not None:
            letter = letter_of(message)
            letters.setdefault(letter.entry.guid, letter)  # several copies of one
    return tuple(letters.values())


def _message(path: str, *, head_only: bool) -> Arrived | None:
    try:
        with open_message(path) as file:
            status = os.fstat(file.fileno())
            if not stat.S_ISREG(status.st_mode) or not status.st_size:
                return None
            unread = _TOO_HARD if head_only else ""
            unread = _TOO_LARGE if status.st_size > MAX_MESSAGE_BYTES else unread
            content = file.read(_HEAD_BYTES if unread else MAX_MESSAGE_BYTES)
            return Arrived(content, arrived_at(status.st_mtime), unread)
    except OSError:
        return None


def open_message(path: str) -> BinaryIO:
    """Open a file with a message. Raises OSError."""
    # a symbolic link could lead out of the mailbox, and a pipe could wait for ever
    return os.fdopen(os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK), "rb")


def _status(path: str) -> os.stat_result | None:
    """Return the status of a regular file."""
    try:
        status = Path(path).lstat()
    except (OSError, ValueError):
        return None
    return status if stat.S_ISREG(status.st_mode) else None


def _listed(folder: Path) -> Iterator[str]:
    try:
        with os.scandir(folder) as found:
            yield from (one.path for one in found if not one.name.startswith("."))
    except OSError as error:
        shown = safe_line(str(folder), 300)
        raise FileError(
            f"{shown} cannot be read: {error.strerror}", urls.file_url(folder)
        ) from error


def _below(folder: Path, depth: int = 0) -> Iterator[str]:
    try:
        with os.scandir(folder) as found:
            inside = [one for one in found if not one.name.startswith(".")]
    except OSError as error:
        if depth == 0:
            shown = safe_line(str(folder), 300)
            said = f"{shown} cannot be read: {error.strerror}"
            raise FileError(said, urls.file_url(folder)) from error
        return
    for one in inside:
        if one.is_dir(follow_symlinks=False):
            if depth < MAX_DEPTH:
                yield from _below(Path(one.path), depth + 1)
        elif one.name.lower().endswith(".eml"):
            yield one.path


# ---- messages in one file


@dataclass(frozen=True, slots=True)
class Stretch:
    """Where an mbox is read on; limit: the most messages; head_only: as in `Files`."""

    url: str
    offset: int = 0
    check: str = ""
    """The hash of what stands before the offset: where it differs, all is read again."""
    limit: int = BATCH_MESSAGES
    head_only: bool = False


@dataclass(frozen=True, slots=True)
class ReadStretch:
    """The messages of a stretch, and where the next one begins."""

    letters: tuple[Letter, ...]
    offset: int
    check: str
    is_end: bool


def read_mbox(stretch: Stretch) -> ReadStretch:
    """Parse the next messages of an mbox. Raises FileError."""
    path = urls.path_of(stretch.url)
    try:
        with path.open("rb") as file:
            offset = stretch.offset
            if offset and _check(file, offset) != stretch.check:
                offset = 0
            return _stretch(file, offset, stretch)
    except OSError as error:
        shown = safe_line(str(path), 300)
        raise FileError(f"{shown} cannot be read: {error.strerror}", stretch.url) from error


def _stretch(file: BinaryIO, offset: int, stretch: Stretch) -> ReadStretch:
    file.seek(offset)
    letters: dict[str | None, Letter] = {}
    count = 0
    opening = file.readline(_LINE_BYTES)
    start = at = offset
    while opening:
        start = at
        content, is_cut, following = _next_message(file)
        if _SEPARATOR.match(opening):
            unread = _TOO_LARGE if is_cut else _TOO_HARD if stretch.head_only else ""
            letter = letter_of(Arrived(content, _arrived(opening), unread))
            letters.setdefault(letter.entry.guid, letter)
            count += 1
        opening = following
        at = file.tell() - len(following)
        if count >= stretch.limit or at - offset > BATCH_BYTES:
            return ReadStretch(tuple(letters.values()), at, _check(file, at), not following)
    if os.fstat(file.fileno()).st_mtime_ns > time_ns() - _SETTLED_NS:
        at = start  # the last message may still grow
    return ReadStretch(tuple(letters.values()), at, _check(file, at), is_end=True)


def messages_of_mbox(path: Path) -> Iterator[bytes]:
    """Yield the messages of an mbox that are not too large. Raises OSError."""
    with path.open("rb") as file:
        opening = file.readline(_LINE_BYTES)
        while opening:
            content, is_cut, opening = _next_message(file)
            if not is_cut:
                yield content


def _next_message(file: BinaryIO) -> tuple[bytes, bool, bytes]:
    """Return a message, whether it is cut since it is too large, and the line after it."""
    lines: list[bytes] = []
    size = 0
    is_cut = False
    after_blank = False
    while line := file.readline(_LINE_BYTES):
        if after_blank and _SEPARATOR.match(line):
            return b"".join(lines), is_cut, line
        after_blank = line in {b"\n", b"\r\n"}
        size += len(line)
        if size > MAX_MESSAGE_BYTES and not is_cut:
            is_cut = True
            lines = [b"".join(lines)[:_HEAD_BYTES]]
        if not is_cut:
            # `>From ` at the start of a line was `From ` before it came into the mailbox
            is_quoted = line.startswith(b">") and line.lstrip(b">").startswith(b"From ")
            lines.append(line[1:] if is_quoted else line)
    return b"".join(lines), is_cut, b""


def _arrived(opening: bytes) -> datetime | None:
    """Return the date of a `From ` line: `From who@host Tue Dec  1 04:12:02 2026`."""
    words = opening.decode("ascii", "replace").split()[2:7]
    try:
        return datetime.strptime(" ".join(words), "%a %b %d %H:%M:%S %Y").replace(tzinfo=UTC)
    except ValueError:
        return None


def _check(file: BinaryIO, offset: int) -> str:
    """Hash the beginning of an mbox, and what stands before an offset."""
    file.seek(0)
    known = hashlib.sha256(file.read(min(_CHECKED_BYTES, offset)))
    start = max(0, offset - _CHECKED_BYTES)
    file.seek(start)
    known.update(file.read(offset - start))
    return known.hexdigest()[:32]
