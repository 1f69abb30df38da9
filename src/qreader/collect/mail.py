"""Mail: reads what is new in a mailbox, in batches that a process with limits parses.

A batch that takes too long is read again in smaller ones; of a message that does so alone, only the
head is read.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from time import time_ns
from urllib.parse import quote

from qreader.collect.parsing import read_mail_files, read_mail_stretch
from qreader.errors import ParseError
from qreader.model import Digest, Entry, Feed, Subscription
from qreader.process.sandbox import Sandbox
from qreader.sources.mail.mailbox import (
    BATCH_BYTES,
    BATCH_MESSAGES,
    Files,
    MailboxKind,
    MessageFile,
    Stretch,
    changed_files,
    mark_after,
)
from qreader.sources.mail.message import Letter, Sender
from qreader.text import urls
from qreader.text.safe import safe_line

MAX_NEWSLETTERS = 1_000
"""The most feeds that a mailbox brings along: some senders have a new name in each message."""
_FASTER = 2
"""How much larger a batch is after one that was read, up to the usual size."""
_SMALLER = 10


@dataclass(frozen=True, slots=True)
class Batch:
    """Some messages, and the mark to go on from once they are stored."""

    texts: Mapping[Entry, Digest]
    mark: str
    senders: Mapping[Sender | None, Sequence[Entry]]
    """The messages of each newsletter; None: what is none."""

    @classmethod
    def of(cls, letters: Sequence[Letter], digests: Sequence[Digest], mark: str) -> Batch:
        """Return a batch of messages and the digests of their texts."""
        senders: dict[Sender | None, list[Entry]] = {}
        for letter in letters:
            senders.setdefault(letter.sender, []).append(letter.entry)
        entries = (letter.entry for letter in letters)
        return cls(dict(zip(entries, digests, strict=True)), mark, senders)


def mailbox_title(path: Path) -> str:
    """Return the name of a mailbox, of a Maildir++ folder without its dot."""
    name = path.name.removesuffix(".eml").lstrip(".")
    return safe_line(name) or safe_line(str(path), 300)


def is_of_sender(feed: Feed) -> bool:
    """Whether a feed holds one newsletter of a mailbox, which is read for all of them at once."""
    return feed.is_local and "#" in feed.url


def is_of(feed: Feed, mailbox: Feed) -> bool:
    """Whether a feed holds a newsletter of a mailbox."""
    return feed.url.startswith(f"{mailbox.url}#")


def folder_of(title: str) -> str:
    """Return the folder for a mailbox and its newsletters: `/` would part folders."""
    return title.replace("/", " ")


def feed_of(sender: Sender, mailbox: Feed) -> Subscription:
    """Return the feed of a newsletter: beside the mailbox, in a folder of its name."""
    folder = mailbox.folder or folder_of(mailbox_title(urls.path_of(mailbox.url)))
    return Subscription(f"{mailbox.url}#{quote(sender.key, safe='@')}", folder=folder)


def batches(sandbox: Sandbox, path: Path, kind: MailboxKind, mark: str | None) -> Iterator[Batch]:
    """Yield what a mailbox holds beyond a mark. Raises SourceError."""
    if kind is MailboxKind.MBOX:
        return _of_mbox(sandbox, path, mark or "")
    return _of_files(sandbox, path, kind, mark or "")


def _of_files(sandbox: Sandbox, path: Path, kind: MailboxKind, mark: str) -> Iterator[Batch]:
    name, _, number = mark.partition(" ")
    now_ns = time_ns()
    after = int(number) if name == "files" and number.isdecimal() else 0
    if after > now_ns:  # the clock was put back: times say nothing of what is new
        after = 0
    files = changed_files(path, kind, after)
    done = 0
    limit = BATCH_MESSAGES
    head_only = False
    while done < len(files):
        chosen = _fitting(files[done : done + limit])
        part = Files(urls.file_url(path), chosen, head_only)
        try:
            letters, digests = sandbox.call(read_mail_files, part)
        except ParseError:
            if head_only:
                raise
            head_only = len(chosen) == 1
            limit = max(1, len(chosen) // _SMALLER)
            continue
        done += len(chosen)
        after = max(after, mark_after(files, done, now_ns))
        yield Batch.of(letters, digests, f"files {after}")
        limit, head_only = min(BATCH_MESSAGES, limit * _FASTER), False


def _fitting(files: Sequence[MessageFile]) -> tuple[MessageFile, ...]:
    """Return the first files, as many as one call should read."""
    size = 0
    for count, file in enumerate(files):
        size += file.size_bytes
        if size > BATCH_BYTES:
            return tuple(files[: max(1, count)])
    return tuple(files)


def _of_mbox(sandbox: Sandbox, path: Path, mark: str) -> Iterator[Batch]:
    name, _, rest = mark.partition(" ")
    number, _, check = rest.partition(" ")
    offset = int(number) if name == "mbox" and number.isdecimal() else 0
    stretch = Stretch(urls.file_url(path), offset, check)
    while True:
        try:
            read, digests = sandbox.call(read_mail_stretch, stretch)
        except ParseError:
            if stretch.head_only:
                raise
            limit = max(1, stretch.limit // _SMALLER)
            stretch = replace(stretch, limit=limit, head_only=stretch.limit == 1)
            continue
        if read.letters or read.offset != offset:
            yield Batch.of(read.letters, digests, f"mbox {read.offset} {read.check}")
        if read.is_end:
            return
        offset = read.offset
        limit = min(BATCH_MESSAGES, stretch.limit * _FASTER)
        stretch = replace(stretch, offset=offset, check=read.check, limit=limit, head_only=False)
