"""newsboat's configuration file: finds its lines and their words; nothing in it is ever run.

The source is newsboat's manual, "Configuration commands", and its `src/configparser.cpp`: quotes
and escapes, comments, lines that go on behind a backslash, `include`, commands in backticks.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from qreader.errors import FileError
from qreader.text.safe import safe_line

MAX_BYTES: Final = 2_000_000
"""The largest file; a configuration has some hundred lines."""
MAX_INCLUDED: Final = 50
"""The most files that one configuration includes."""
_SNIFFED_LINES: Final = 400
_MAX_SHOWN: Final = 200
"""Characters of a line that is told of."""

_PARTS: Final = re.compile(r'\\.|"|`|#', re.DOTALL)
_WORD: Final = re.compile(r'"((?:[^"\\]|\\.)*+)"?|([^\s"][^\s]*)', re.DOTALL)
_OPERATION_WORD: Final = re.compile(
    r'\s*(?:(?P<end>;)|"(?P<quoted>(?:[^"\\]|\\.)*+)"?|(?P<bare>[^\s";]+))', re.DOTALL
)
_ESCAPES: Final = {"n": "\n", "r": "\r", "t": "\t"}
_SECRET: Final = re.compile(r"(?:[a-z]+-(?:password|token|app-key)|proxy-auth)")
_LOGIN: Final = re.compile(r"(://[^\s/:@\"]+):[^\s/@\"]*@")

_ACCOUNTS: Final = (
    "feedbin", "feedhq", "freshrss", "inoreader", "miniflux", "newsblur", "ocnews", "oldreader",
    "ttrss",
)  # fmt: skip
_OF_ACCOUNTS: Final = (
    "app-id", "app-key", "flag-publish", "flag-save", "flag-share", "flag-star", "login",
    "min-items", "mode", "password", "passwordeval", "passwordfile", "show-special-feeds", "token",
    "tokeneval", "tokenfile", "url",
)  # fmt: skip
ACCOUNT_COMMANDS: Final = frozenset(
    f"{account}-{what}" for account in _ACCOUNTS for what in _OF_ACCOUNTS
)
"""What is set of an account on a server."""
COMMANDS: Final = ACCOUNT_COMMANDS | {
    "always-display-description", "always-download", "article-sort-order", "articlelist-format",
    "articlelist-title-format", "auto-reload", "bind", "bind-key", "bookmark-autopilot",
    "bookmark-cmd", "bookmark-interactive", "browser", "cache-file", "cleanup-on-quit", "color",
    "confirm-delete-all-articles", "confirm-exit", "confirm-mark-all-feeds-read",
    "confirm-mark-feed-read", "cookie-cache", "datetime-format", "define-filter",
    "delete-played-files", "delete-read-articles-on-quit", "dialogs-title-format",
    "dirbrowser-title-format", "display-article-progress", "download-filename-format",
    "download-full-page", "download-path", "download-retries", "download-timeout", "error-log",
    "external-url-viewer", "feed-sort-order", "feedlist-format", "feedlist-title-format",
    "filebrowser-title-format", "goto-first-unread", "goto-next-feed", "help-title-format",
    "highlight", "highlight-article", "highlight-feed", "history-limit", "html-renderer",
    "http-auth-method", "ignore-article", "ignore-mode", "include", "itemview-title-format",
    "keep-articles-days", "keep-forever-if-flagged-with", "macro", "mark-as-read-on-hover",
    "markfeedread-jumps-to-next-unread", "max-browser-tabs", "max-download-speed", "max-downloads",
    "max-items", "notify-always", "notify-beep", "notify-format", "notify-program", "notify-screen",
    "notify-xterm", "openbrowser-and-mark-jumps-to-next-unread", "opml-url", "pager", "player",
    "podcast-auto-enqueue", "podlist-format", "prepopulate-query-feeds", "proxy", "proxy-auth",
    "proxy-auth-method", "proxy-type", "refresh-on-startup", "reload-only-visible-feeds",
    "reload-threads", "reload-time", "reset-unread-on-update", "restrict-filename",
    "run-on-startup", "save-path", "scrolloff", "search-highlight-colors",
    "searchresult-title-format", "selectfilter-title-format", "selecttag-format",
    "selecttag-title-format", "show-keymap-hint", "show-read-articles", "show-read-feeds",
    "show-title-bar", "ssl-verifyhost", "ssl-verifypeer", "suppress-first-reload",
    "swap-title-and-hints", "text-width", "toggleitemread-jumps-to-next",
    "toggleitemread-jumps-to-next-unread", "unbind-key", "urls-source", "urlview-title-format",
    "use-proxy", "user-agent", "wrap-scroll",
}  # fmt: skip
"""All commands of newsboat and podboat."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a configuration."""

    text: str
    """As it is written, without comments and passwords: safe to be shown."""
    command: str
    words: tuple[str, ...]
    """Behind the command."""
    rest: str = ""
    """The same, unparsed: `operations` reads it."""
    has_backticks: bool = False
    """Whether newsboat would run a command and put its output here."""
    file: str = ""
    """The name of its file."""
    number: int = 1
    """In its file, from 1."""
    problem: str = ""
    """Why an included file was not read."""

    @property
    def place(self) -> str:
        """Where it stands."""
        return f"{self.file}, line {self.number}" if self.file else f"line {self.number}"


def is_config(data: bytes) -> bool:
    """Whether a document is such a configuration: all but few of its lines begin with a command.

    data: all of it, or its beginning.
    """
    if b"\0" in data:
        return False
    lines = parse_config(data.decode("utf-8", "replace"))[:_SNIFFED_LINES]
    known = sum(line.command in COMMANDS for line in lines)
    return known > 0 and known >= 0.8 * len(lines)


def parse_config(text: str, file: str = "") -> list[Line]:
    """Return the lines that say something, in order, without NUL: no path or command holds one."""
    lines = []
    for number, whole in _whole_lines(text.replace("\0", "")):
        said, has_backticks = _without_comment(whole)
        found = _WORD.search(said)
        if found is None:
            continue
        rest = said[found.end() :]
        command = _word(found)
        words = tuple(map(_word, _WORD.finditer(rest)))
        shown = _shown(command, words, said)
        lines.append(Line(shown, command, words, rest.strip(), has_backticks, file, number))
    return lines


def read_config(path: Path) -> list[Line]:
    """Return the lines of a file, and behind each `include` those of the file that it names.

    Raises FileError where the file itself cannot be read; an included one is named in its line.
    """
    return [*_read(path, (), [MAX_INCLUDED])]


def operations(text: str) -> list[tuple[str, ...]]:
    """Return what a macro does, in order: each an operation with its arguments.

    A description behind `--` is left out.
    """
    found: list[tuple[str, ...]] = []
    words: list[str] = []
    for match in _OPERATION_WORD.finditer(text):
        if match["bare"] == "--":
            break
        if match["end"]:
            found.append(tuple(words))
            words = []
        else:
            words.append(_unescaped(match["quoted"]) if match["bare"] is None else match["bare"])
    found.append(tuple(words))
    return [one for one in found if one]


def _read(path: Path, outer: tuple[Path, ...], left: list[int]) -> Iterator[Line]:
    path = path.expanduser().absolute()
    for line in parse_config(_text_of(path), path.name):
        if line.command != "include" or line.has_backticks or not line.words:
            yield line
            continue
        included = path.parent / _expanded(line.words[0])
        left[0] -= 1
        if included in (*outer, path) or left[0] < 0:
            yield replace(line, problem="includes itself, or too many files")
            continue
        try:
            inner = [*_read(included, (*outer, path), left)]
        except FileError as error:
            yield replace(line, problem=str(error))
        else:
            yield line
            yield from inner


def _text_of(path: Path) -> str:
    try:
        if not path.is_file():
            raise FileError("there is no such file", str(path))
        if path.stat().st_size > MAX_BYTES:
            raise FileError("is larger than 2 MB", str(path))
        return path.read_bytes().decode("utf-8-sig", "replace")
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "is no name that a file can have"
        raise FileError(f"cannot be read: {reason}", str(path)) from error


def _expanded(stated: str) -> Path:
    try:
        return Path(stated).expanduser()
    except RuntimeError:  # ~nobody: there is no such user, so there is no such file either
        return Path(stated)


def _whole_lines(text: str) -> Iterator[tuple[int, str]]:
    """Yield each line with its number; one that ends in a backslash goes on in the next."""
    begun, first = "", 0
    for number, line in enumerate(text.removeprefix("\ufeff").replace("\r\n", "\n").split("\n"), 1):
        first = first or number
        if line.endswith("\\"):
            begun += line[:-1]
            continue
        yield first, begun + line
        begun, first = "", 0
    if begun:
        yield first, begun


def _without_comment(line: str) -> tuple[str, bool]:
    """Return a line without its comment, and whether a command in backticks is in it."""
    quoted = in_backticks = has_backticks = False
    end = len(line)
    for part in _PARTS.finditer(line):
        if part[0] == '"' and not in_backticks:
            quoted = not quoted
        elif part[0] == "`":
            has_backticks |= in_backticks
            in_backticks = not in_backticks
        elif part[0] == "#" and not quoted and not in_backticks:
            end = part.start()
            break
    return line[:end].replace("\\`", "`").strip(), has_backticks


def _word(match: re.Match[str]) -> str:
    return _unescaped(match[1]) if match[2] is None else match[2]


def _unescaped(quoted: str) -> str:
    return re.sub(
        r"\\(.)", lambda found: _ESCAPES.get(found[1], found[1]), quoted, flags=re.DOTALL
    ).removesuffix("\\")


def _shown(command: str, words: tuple[str, ...], said: str) -> str:
    """Return a line as it may be shown: what may be a password is not."""
    if _SECRET.fullmatch(command) and words:
        said = f"{command} ..."
    line = safe_line(_LOGIN.sub(r"\1:...@", said))
    return line if len(line) <= _MAX_SHOWN else f"{line[: _MAX_SHOWN - 3]}..."
