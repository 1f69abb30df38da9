"""Lists of feeds of other programs: finds a file's format, and parses the line-based ones.

newsboat: `URL tag "~Title"` (its manual, "The urls file"). newsraft: `URL "Title"` under
`@ Section` (newsraft(1), "feeds file"). elfeed-org: an Org file whose headings are addresses.
Commands (`exec:`, `filter:`, `$(...)`) are never run, only reported.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

from qreader.errors import FileError, ParseError
from qreader.model import Listed, Subscription
from qreader.sources.feeds.newsboat_exec import statement_of
from qreader.sources.feeds.newsboat_filter import NARROWED, finds_words, query_of
from qreader.sources.feeds.opml import (
    MAX_BYTES,
    MAX_SUBSCRIPTIONS,
    feed_url,
    left_out,
    parse_subscriptions,
)
from qreader.text.safe import safe_line

_TOKEN = re.compile(r'"((?:\\.|[^"\\])*)"?|(\S+)')
_QUERY = re.compile(r"query:((?:[^:\\]|\\.)+):(.+)", re.DOTALL)
_ORG_HEADING = re.compile(r"(\*+)\s+(.*?)\s*((?::[\w@#%]+)+:)?\s*")
_ORG_LINK = re.compile(r"\[\[([^\]]+)\](?:\[([^\]]+)\])?\]")
_ORG_OWN_TAG = "elfeed"
"""The tag of the tree that elfeed-org reads; it is not a tag of a feed."""
_ORG_TREE = re.compile(rf"^\*+ .*:{_ORG_OWN_TAG}:", re.MULTILINE)
_OPML = re.compile(rb"<(?:opml|outlinedocument|oml)[\s>]", re.IGNORECASE)
SNIFFED_BYTES = 20_000
"""The first bytes that are enough to recognise a list."""
_NAMING = re.compile(r"(?:https?|feeds?|file|exec|filter|query):", re.IGNORECASE)
"""The beginnings of lines in newsboat's `urls`."""
_NEWSRAFT_SETTINGS = re.compile(r"\s*[<{].*$")


def is_list(data: bytes) -> bool:
    """Whether a document is a list of feeds: OPML, or only lines that name feeds.

    data: all of it, or its first SNIFFED_BYTES.
    """
    head = data[:SNIFFED_BYTES]
    if _OPML.search(head.replace(b"\0", b"")):
        return True
    text = head.decode("utf-8", "replace").removeprefix("\ufeff")
    if _ORG_TREE.search(text):
        return True
    lines = [*_lines(text.rpartition("\n")[0] if len(head) == SNIFFED_BYTES else text, comment="#")]
    return any(map(_names_feed, lines)) and all(
        _names_feed(line) or line.startswith("@ ") for line in lines
    )


def _names_feed(line: str) -> bool:
    first = _unquoted(next(iter(_TOKEN.finditer(line))))
    return bool(_NAMING.match(first)) and not re.search(r"\s", first.partition(":")[0])


def read_list(path: Path) -> Listed:
    """Parse a list of any format, recognised by its beginning.

    Raises FileError, ParseError; both name the path.
    """
    try:
        if path.stat().st_size > MAX_BYTES:
            raise ParseError("The list is larger than 50 MB: not read.", str(path))
        data = path.read_bytes()
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "is no name that a file can have"
        raise FileError(f"{safe_line(str(path))}: {reason}", str(path)) from error
    try:
        return parse_list(data, is_newsraft=path.parent.name == "newsraft")
    except ParseError as error:
        raise ParseError(f"{safe_line(str(path))}: {error}", str(path)) from error


def parse_list(data: bytes, *, is_newsraft: bool = False, local: bool = True) -> Listed:
    """Parse a list of any format. Raises ParseError.

    is_newsraft: its lines are newsraft's. local: it is a file of this machine, and may name local
    files.
    """
    text = data.removeprefix(codecs.BOM_UTF8).lstrip()
    if text.startswith((b"<", codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) or not text:
        found, skipped = parse_subscriptions(data, local=local)
        return Listed(tuple(found), tuple(skipped))
    lines = data.decode("utf-8", "replace")
    if re.search(r"^\*+ ", lines, re.MULTILINE):
        listed = parse_org(lines)
    elif is_newsraft or re.search(r"^@ ", lines, re.MULTILINE):
        listed = parse_newsraft(lines)
    else:
        listed = parse_urls(lines)
    if not listed.subscriptions and not listed.searches:
        raise ParseError("names no feed", "")
    return listed


def parse_urls(text: str) -> Listed:
    """Parse a newsboat `urls` file.

    The first tag is the folder, the others stay tags. A tag "~name" is the title. A feed that is
    hidden by "!" is a signal only, unless there are query feeds, which would not find it then. A
    query feed becomes a saved search where an equivalent query exists.
    """
    found, hidden = _Found(), []
    for line in _lines(text, comment="#"):
        first, *tags = [_unquoted(match) for match in _TOKEN.finditer(line)]
        query = _QUERY.fullmatch(first)
        if query is not None:
            found.search(query[1], query[2], line)
            continue
        found.programs += statement_of(first, tags)
        tags = [safe_line(tag) for tag in tags]
        title = next((tag[1:] for tag in tags if tag.startswith("~") and tag[1:]), None)
        names = [tag for tag in tags if tag and tag[0] not in "~!"]
        found.feed(first, title, next(iter(names), None), names[1:], line)
        if any(tag.startswith("!") for tag in tags):
            hidden.append(first)
    for first in hidden:
        found.hide(first)
    return found.listed()


def parse_newsraft(text: str) -> Listed:
    """Parse a newsraft `feeds` file: its sections are folders, its settings are ignored."""
    found = _Found()
    folder = None
    for line in _lines(text, comment="#"):
        if line.startswith("@"):
            folder = safe_line(_NEWSRAFT_SETTINGS.sub("", line[1:])) or None
            continue
        first, *rest = [_unquoted(match) for match in _TOKEN.finditer(line)]
        title = safe_line(rest[0]) if rest and rest[0][0] not in "<{" else None
        found.feed(first, title, folder, [], line)
        if any(one[:1] in {"<", "{"} for one in rest):
            found.note(first, "its settings are not taken over")
    return found.listed()


def parse_org(text: str) -> Listed:
    """Parse an Org file as elfeed-org does: headings without an address are folders."""
    found = _Found()
    above: list[tuple[str, list[str]]] = []
    for line in text.removeprefix("\ufeff").splitlines():
        heading = _ORG_HEADING.fullmatch(line)
        if heading is None:
            continue
        del above[len(heading[1]) - 1 :]
        name, tags = heading[2], [tag for tag in (heading[3] or "").split(":") if tag]
        link = _ORG_LINK.search(name)
        url = link[1] if link else name.split(" ")[0]
        if not re.match(r"[a-z]+://", url):
            above.append((safe_line(name).replace("/", "-"), tags))
            continue
        path = "/".join(name for name, held in above if name and _ORG_OWN_TAG not in held)
        inherited = [tag for _, held in above for tag in held]
        own = dict.fromkeys(tag for tag in [*inherited, *tags] if tag != _ORG_OWN_TAG)
        above.append(("", []))
        found.feed(url, safe_line(link[2]) if link and link[2] else None, path, [*own], line)
    return found.listed()


@dataclass(slots=True)
class _Found:
    """The contents of a list, as far as it is parsed."""

    subscriptions: dict[str, Subscription] = field(default_factory=dict)
    searches: list[tuple[str, str]] = field(default_factory=list)
    skipped: list[str] = field(default_factory=list)
    otherwise: list[str] = field(default_factory=list)
    programs: list[str] = field(default_factory=list)

    def feed(
        self, stated: str, title: str | None, folder: str | None, tags: list[str], line: str
    ) -> None:
        url = feed_url(stated)
        if url is None or len(self.subscriptions) >= MAX_SUBSCRIPTIONS:
            self.skipped.append(left_out(safe_line(line), stated))
            return
        made = Subscription(url, title or None, folder or None, tags=tuple(tags))
        self.subscriptions.setdefault(url, made)

    def note(self, stated: str, otherwise: str) -> None:
        """Report what an imported feed loses."""
        if feed_url(stated) in self.subscriptions:
            self.otherwise.append(f"{safe_line(stated)}: {otherwise}")

    def hide(self, stated: str) -> None:
        """Make an imported feed a signal only, where no search is to find it; report it."""
        url = feed_url(stated)
        if self.searches:
            self.note(stated, "hidden there, shown here, so that the searches find it")
        elif url in self.subscriptions:
            self.subscriptions[url] = replace(self.subscriptions[url], signal_only=True)
            self.note(
                stated, "hidden there; a new feed is signal only here, in no list but its own"
            )

    def search(self, name: str, filter_: str, line: str) -> None:
        name, query = safe_line(re.sub(r"\\(.)", r"\1", name)), query_of(filter_)
        if query is None or not name:
            self.skipped.append(safe_line(line))
        else:
            self.searches.append((name, query))
            if finds_words(filter_):
                self.otherwise.append(f"{name}: {NARROWED}")

    def listed(self) -> Listed:
        return Listed(
            tuple(self.subscriptions.values()),
            tuple(self.skipped),
            tuple(self.searches),
            tuple(self.otherwise),
            tuple(self.programs),
        )


def _lines(text: str, comment: str) -> Iterator[str]:
    for line in text.removeprefix("\ufeff").splitlines():
        stripped = line.strip()
        if stripped and not stripped.startswith(comment):
            yield stripped


def _unquoted(match: re.Match[str]) -> str:
    quoted, bare = match.groups()
    return bare if quoted is None else re.sub(r"\\(.)", r"\1", quoted)
