"""A message (RFC 5322, MIME) -> Entry. Whatever a message holds, the result is an entry."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.errors import MessageError
from email.header import decode_header, make_header
from email.message import EmailMessage, Message
from email.utils import parseaddr
from html import escape
from urllib.parse import quote

from qreader.model import Enclosure, Entry
from qreader.sources.dates import parse_date
from qreader.sources.mail.parts import AttachedFile, Parts, parts_of
from qreader.sources.statements import (
    body_and_summary,
    clean_guid,
    clean_language,
    clean_names,
    title_or_stand_in,
)
from qreader.text.media_types import MID
from qreader.text.safe import safe_line

MAX_HEADER_CHARACTERS = 10_000
"""A longer header is cut; `email` takes quadratic time for some."""
MAX_KEY_CHARACTERS = 200
NO_ID = "no-message-id:"
_END_OF_HEAD = re.compile(rb"\r?\n\r?\n")
_ADDRESS = re.compile(r"<\s*(https?://[^\s<>\"]{1,2000})\s*>", re.IGNORECASE)
_LINKS = {"archived-at": "In the list's archive", "list-unsubscribe": "Unsubscribe"}
_UNSAFE_HEADERS = (ValueError, LookupError, AttributeError, TypeError, AssertionError, MessageError)
"""What `email` raises for broken headers, besides what it notes as defects."""


@dataclass(frozen=True, slots=True)
class Arrived:
    """A message as a mailbox holds it."""

    content: bytes
    arrived: datetime | None = None
    """When it came into the mailbox."""
    unread: str = ""
    """Why only its head is read; "": all of it is."""


@dataclass(frozen=True, slots=True)
class Sender:
    """Who sends a newsletter or the mails of a list."""

    key: str
    """The list's identifier (RFC 2919), else the address, in lower case."""
    name: str


@dataclass(frozen=True, slots=True)
class Letter:
    """A message, and whose newsletter it is; None: a mail that somebody wrote."""

    entry: Entry
    sender: Sender | None = None


def entry_of(message: Arrived) -> Entry:
    """Parse a message."""
    return letter_of(message).entry


def letter_of(message: Arrived) -> Letter:
    """Parse a message, and tell who sends it."""
    if not message.unread:
        try:
            parsed = message_from_bytes(message.content, policy=policy.default)
            return Letter(_entry(parsed, parts_of(parsed), message), _sender(parsed))
        except (RecursionError, *_UNSAFE_HEADERS):
            pass  # nested too deeply, or broken: its head says at least who wrote what
    head = _END_OF_HEAD.split(message.content, maxsplit=1)[0]
    why = message.unread or "This message is broken, and cannot be read here."
    headers = message_from_bytes(head[: 10 * MAX_HEADER_CHARACTERS])
    return Letter(_entry(headers, Parts(said=(why,)), message), _sender(headers))


def _sender(message: Message | EmailMessage) -> Sender | None:
    """Return whose newsletter it is: of programs, all that can be left say how (RFC 2369)."""
    stated = _header(message, "list-id")
    if not stated and not _header(message, "list-unsubscribe"):
        return None
    name, address = parseaddr(_header(message, "from"))
    phrase, _, rest = stated.partition("<")
    identifier = rest.partition(">")[0].strip() or stated.strip()
    key = (safe_line(identifier) or safe_line(address)).casefold()[:MAX_KEY_CHARACTERS]
    title = safe_line(phrase.strip(' "') if rest else "") or safe_line(name) or key
    return Sender(key, title[:MAX_KEY_CHARACTERS]) if key else None


def _entry(message: Message | EmailMessage, parts: Parts, stored: Arrived) -> Entry:
    body = "\n".join(filter(None, (parts.html, _foot(message, parts))))
    body_html, _ = body_and_summary(body)
    name, address = parseaddr(_header(message, "from"))
    guid = guid_of(message, stored)
    return Entry(
        title=title_or_stand_in(safe_line(_header(message, "subject")), body_html, None),
        guid=guid,
        authors=clean_names([name or address]),
        published=parse_date(_header(message, "date")) or stored.arrived,
        body_html=body_html,
        language=clean_language(_header(message, "content-language")),
        enclosures=_enclosures(guid, parts.attachments),
    )


def _enclosures(guid: str, files: tuple[AttachedFile, ...]) -> tuple[Enclosure, ...]:
    """Return what is attached, with addresses as RFC 2392 has them, that end with the names.

    Without a Message-ID, nothing finds the message again.
    """
    if guid.startswith(NO_ID) or not guid.isascii():
        return ()
    start = f"{MID}{quote(guid.strip('<>'), safe='@')}"
    return tuple(
        Enclosure(f"{start}/{nth}/{quote(one.name, safe='')}", one.media_type, one.size_bytes)
        for nth, one in enumerate(files, start=1)
    )


def _foot(message: Message | EmailMessage, parts: Parts) -> str:
    """Return what is said below the text: what could not be read, attachments, the way out."""
    said = [f"<p><em>{escape(sentence)}</em></p>" for sentence in parts.said]
    if parts.attachments:
        items = "".join(f"<li>{escape(one.line)}</li>" for one in parts.attachments)
        items += f"<li>and {parts.more} more</li>" if parts.more else ""
        said.append(f"<p>Attached, in the mailbox:</p><ul>{items}</ul>")
    # links, no address of the article: what fetches that would tell the sender that it arrived
    for name, label in _LINKS.items():
        address = _first_address(_header(message, name))
        if address and address.lower().startswith("https:"):
            said.append(f'<p><a href="{escape(address)}">{label}</a></p>')
    return "\n".join(said)


def guid_of(message: Message | EmailMessage, stored: Arrived) -> str:
    """Return a message's identifier: its Message-ID, else one of its head."""
    stated = clean_guid(_header(message, "message-id").strip())
    if stated:
        return stated
    names = ("date", "from", "to", "subject", "received")
    told = "\n".join(_raw(message, name) for name in names).encode(errors="replace")
    head = told if told.strip() else stored.content[:MAX_HEADER_CHARACTERS]
    return f"{NO_ID}{hashlib.sha256(head).hexdigest()[:32]}"


def _first_address(header: str) -> str | None:
    found = _ADDRESS.search(header)
    return found[1] if found else None


def _header(message: Message | EmailMessage, name: str) -> str:
    """Return a header's text, also of one that `email` fails at; "" where there is none."""
    raw = _raw(message, name)
    if "=?" not in raw and raw.isascii():
        return raw
    raw = raw.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
    try:
        return str(make_header(decode_header(raw)))
    except _UNSAFE_HEADERS:
        return raw


def _raw(message: Message | EmailMessage, name: str) -> str:
    """Return the first header of a name on one line, as it is written.

    `message[name]` would parse it by its grammar, at thirty times the cost, and fails at some.
    """
    for written, value in message.raw_items():
        if written.lower() == name:
            return " ".join(str(value)[:MAX_HEADER_CHARACTERS].split())
    return ""


def arrived_at(seconds: float) -> datetime | None:
    """Return a time of the file system; None where it is none."""
    try:
        return datetime.fromtimestamp(seconds, UTC)
    except (OverflowError, OSError, ValueError):
        return None
