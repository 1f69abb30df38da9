"""The parts of a message: its text, and what is attached."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from email.message import Message

from qreader.model import Document
from qreader.sources.decode import decode
from qreader.text.html import paragraphs_html
from qreader.text.safe import safe_line

MAX_PARTS = 10_000
"""The most parts that are looked at."""
MAX_SHOWN = 50
"""The most attachments that are named."""
MAX_TEXT_CHARACTERS = 5_000_000
"""The most characters, as they are sent, of a part that are read as text; the rest is cut."""
_TEXTS = ("text/html", "text/plain")
_MEGABYTE = 1_000_000
_ENCRYPTED = "This message is encrypted, and cannot be read here."
_SIGNED = "This message is signed in a form that hides its text, and cannot be read here."
_EMPTY = "This message has no text."
_QUOTED = re.compile(r">[> ]*")


@dataclass(frozen=True, slots=True)
class AttachedFile:
    """A file that is attached to a message."""

    name: str
    media_type: str
    size_bytes: int | None
    """About; None: it is a message."""

    @property
    def line(self) -> str:
        """Its name and size."""
        return self.name if self.size_bytes is None else f"{self.name} ({_size(self.size_bytes)})"


@dataclass(frozen=True, slots=True)
class Parts:
    """What a message consists of."""

    html: str = ""
    attachments: tuple[AttachedFile, ...] = ()
    """The first ones."""
    more: int = 0
    """How many attachments there are besides."""
    said: tuple[str, ...] = ()
    """What the person is told about it."""


def parts_of(message: Message) -> Parts:
    """Return the parts of a message. Raises RecursionError where they are nested too deeply."""
    sealed = _sealed(message)
    if sealed:
        return Parts(said=(sealed,))
    texts: dict[str, list[str]] = {kind: [] for kind in _TEXTS}
    attachments: list[AttachedFile] = []
    more = 0
    for part in _leaves(message):
        kind = part.get_content_type()
        if _is_text(part):
            texts[kind].append(_text(part))
        elif _sealed(part):
            return Parts(said=(_sealed(part),))
        elif _is_file(part):
            if len(attachments) < MAX_SHOWN:
                attachments.append(_attachment(part, kind))
            else:
                more += 1
    pages = [text for text in texts["text/html"] if text.strip()]
    html = "\n".join(pages) or "\n".join(map(paragraphs_html, texts["text/plain"]))
    return Parts(html, tuple(attachments), more, () if html.strip() else (_EMPTY,))


def attachment(message: Message, number: int) -> bytes | None:
    """Return what is attached with a number, from 1; None: nothing has it, or it is broken."""
    files = [part for part in _leaves(message) if not _is_text(part) and _is_file(part)]
    if not 1 <= number <= len(files):
        return None
    part = files[number - 1]
    inside = part.get_payload()
    if isinstance(inside, list):
        return inside[0].as_bytes() if inside and isinstance(inside[0], Message) else None
    before = len(part.defects)
    content = part.get_payload(decode=True)
    is_whole = isinstance(content, bytes) and len(part.defects) == before
    return content if is_whole and isinstance(content, bytes) else None


def _leaves(message: Message) -> Iterator[Message]:
    """Yield the parts without parts, in order; a message inside counts as one."""
    waiting = [message]
    for _ in range(MAX_PARTS):
        if not waiting:
            return
        part = waiting.pop()
        inside = part.get_payload()
        if part.get_content_maintype() == "multipart" and isinstance(inside, list):
            waiting.extend(one for one in reversed(inside) if isinstance(one, Message))
        else:
            yield part


def _sealed(part: Message) -> str:
    """Return why a part cannot be read; "" where it may be."""
    kind = part.get_content_type()
    if kind == "multipart/encrypted":
        return _ENCRYPTED
    if kind in {"application/pkcs7-mime", "application/x-pkcs7-mime"}:
        return _SIGNED if "signed" in _parameter(part, "smime-type") else _ENCRYPTED
    return ""


def _is_attached(part: Message) -> bool:
    stated = str(part.get("content-disposition", ""))[:200]
    return stated.strip().lower().startswith("attachment")


def _is_text(part: Message) -> bool:
    return part.get_content_type() in _TEXTS and not _is_attached(part)


def _is_file(part: Message) -> bool:
    """Whether a part that is no text is attached: no picture inside the text."""
    return part.get("content-id") is None or _is_attached(part)


def _text(part: Message) -> str:
    payload = part.get_payload()
    if not isinstance(payload, str):
        return ""
    if len(payload) > MAX_TEXT_CHARACTERS:
        part.set_payload(payload[:MAX_TEXT_CHARACTERS])
    content = part.get_payload(decode=True)
    charset = re.sub(r"[^A-Za-z0-9._:-]", "", _parameter(part, "charset"))[:40]
    kind = part.get_content_type()
    stated = f"{kind}; charset={charset}" if charset else kind
    text = decode(Document("", content if isinstance(content, bytes) else b"", stated))
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if kind == "text/plain" and _parameter(part, "format") == "flowed":
        return unflowed(text, deletes_space=_parameter(part, "delsp") == "yes")
    return text


def unflowed(text: str, *, deletes_space: bool) -> str:
    """Join the lines of flowed text (RFC 3676) that end with a space."""
    lines: list[str] = []
    open_depth = -1
    for line in text.split("\n"):
        marks = _QUOTED.match(line)
        depth = marks[0].count(">") if marks else 0
        words = line[marks.end() :] if marks else line.removeprefix(" ")
        flows = words.endswith(" ") and words != "-- "
        words = words[:-1] if flows and deletes_space else words
        if depth == open_depth:
            lines[-1] += words
        else:
            lines.append("> " * (depth > 0) + words)
        open_depth = depth if flows else -1
    return "\n".join(lines)


def _attachment(part: Message, kind: str) -> AttachedFile:
    name = _file_name(part) or ("a message" if kind == "message/rfc822" else kind)
    name, kind = safe_line(name, 200), safe_line(kind, 100)
    payload = part.get_payload()
    if not isinstance(payload, str):
        return AttachedFile(name, kind, None)
    is_base64 = str(part.get("content-transfer-encoding", "")).strip().lower() == "base64"
    return AttachedFile(name, kind, len(payload) * 3 // 4 if is_base64 else len(payload))


def _file_name(part: Message) -> str:
    try:
        return str(part.get_filename() or "")
    except (ValueError, LookupError, TypeError, AttributeError):
        return ""  # RFC 2231 broken in a way that `email` does not expect


def _parameter(part: Message, name: str) -> str:
    try:
        stated = part.get_param(name)
    except (ValueError, LookupError, TypeError, AttributeError):
        return ""
    value = stated[2] if isinstance(stated, tuple) else stated
    return str(value or "").strip().lower()


def _size(size_bytes: int) -> str:
    if size_bytes >= _MEGABYTE:
        return f"{size_bytes / _MEGABYTE:.1f} MB"
    return f"{max(1, size_bytes // 1000)} kB"
