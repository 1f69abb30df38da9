"""One attachment of a message that is looked for in its mailbox, the newest files first."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from email import message_from_bytes, policy
from pathlib import Path
from urllib.parse import unquote

from qreader.errors import ParseError
from qreader.sources.mail.mailbox import (
    MAX_MESSAGE_BYTES,
    MailboxKind,
    changed_files,
    mailbox_kind,
    messages_of_mbox,
    open_message,
)
from qreader.sources.mail.message import Arrived, guid_of
from qreader.sources.mail.parts import attachment
from qreader.text import urls
from qreader.text.media_types import MID

_HEAD_BYTES = 32_000
"""Where the Message-ID of a message is looked for."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """An attachment: the address of its mailbox, and its own."""

    url: str
    mid: str


def attachment_in(wanted: Wanted) -> bytes:
    """Return what is attached. Raises ParseError where it is gone or broken, FileError."""
    guid, number, *_ = (*wanted.mid.removeprefix(MID).split("/"), "", "")
    name = unquote(guid)
    path = urls.path_of(wanted.url.partition("#")[0])
    for content in _candidates(path, name.encode()):
        parsed = message_from_bytes(content, policy=policy.default)
        if guid_of(parsed, Arrived(content)).strip("<>") != name:
            continue
        found = attachment(parsed, int(number) if number.isdecimal() else 0)
        if found is None:
            raise ParseError("is broken in the message", wanted.mid)
        return found
    raise ParseError("is no longer in the mailbox", wanted.mid)


def _candidates(path: Path, name: bytes) -> Iterator[bytes]:
    """Yield the messages that hold a Message-ID in their heads."""
    kind = mailbox_kind(path)
    if kind is None:
        return
    if kind is MailboxKind.MBOX:
        yield from (one for one in messages_of_mbox(path) if name in one[:_HEAD_BYTES])
        return
    for one in reversed(changed_files(path, kind, 0)):
        if one.size_bytes > MAX_MESSAGE_BYTES:
            continue
        try:
            with open_message(one.path) as file:
                head = os.read(file.fileno(), _HEAD_BYTES)
                if name in head:
                    yield head + file.read(MAX_MESSAGE_BYTES)
        except OSError:  # it was moved meanwhile
            continue
