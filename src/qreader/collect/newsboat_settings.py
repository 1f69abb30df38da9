"""What the lines of newsboat's configuration are here: settings, rules, searches, or nothing.

Keys and macros are for `tui.newsboat_keys`. The meaning of each command is that of newsboat's
manual, "Configuration commands"; where the program differs from it, that of the program.
"""

from __future__ import annotations

import json
import re
import shlex
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Final

from qreader.collect.newsboat_reasons import FIXED, reason_of
from qreader.config.commands import PLACE
from qreader.config.settings import CHOICES, RANGES, Config
from qreader.sources.feeds.newsboat_config import COMMANDS, Line
from qreader.sources.feeds.newsboat_filter import NARROWED, finds_words, query_of
from qreader.text.query import And, Name, Named, read_query
from qreader.text.safe import safe_line

KEY_COMMANDS: Final = frozenset({"bind", "bind-key", "unbind-key", "macro"})
"""The lines that `tui.newsboat_keys` reads."""


@dataclass(frozen=True, slots=True)
class Meant:
    """What a line is here; one of the first five says so."""

    line: Line
    changes: Mapping[str, Any] = field(default_factory=dict)
    """Settings and their values, as `config.writing` takes them."""
    hides: str = ""
    """The query of a rule that hides what it finds."""
    search: tuple[str, str] | None = None
    """The name and the query of a saved search."""
    here: str = ""
    """How it is so here already."""
    reason: str = ""
    """Why it is left out."""
    note: str = ""
    """How what it is here differs from what it is there."""


def meanings(lines: Sequence[Line], browser: str = "") -> list[Meant]:
    """Return what each line is here, in order, without those of KEY_COMMANDS.

    browser: the command that opens links now.
    """
    others = [line for line in lines if line.command not in KEY_COMMANDS]
    said = {line.command: line for line in others}
    return [_Reader(line, said, browser).meaning() for line in others]


@dataclass(frozen=True, slots=True)
class _Reader:
    """Reads one line, beside the last line of each command."""

    line: Line
    said: Mapping[str, Line]
    browser: str

    def meaning(self) -> Meant:
        line, command = self.line, self.line.command
        if command not in COMMANDS:
            return self.left("is no command of newsboat")
        if (reason := reason_of(command)) is not None:
            return self.left(reason)
        if line.has_backticks:
            return self.left("the command in backticks would have to be run")
        if not line.words:
            return self.left("says nothing")
        if command in _MANY:
            return _MANY[command](self)
        if (last := self.said[command]) is not line:
            return self.left(f"{last.place} says it again, and counts")
        if command in FIXED:
            value, sentence = FIXED[command]
            is_so = _as_stated(line.words[0]) == value
            return Meant(line, here=sentence) if is_so else self.left(sentence)
        return _ONE[command](self)

    def left(self, reason: str) -> Meant:
        return Meant(self.line, reason=reason)

    def set(self, key: str, value: object, note: str = "") -> Meant:
        """Return the setting that it is, within what that can be."""
        if key not in Config._fields:
            return self.left("qreader has no setting for it")
        if isinstance(value, int) and not isinstance(value, bool) and key in RANGES:
            low, high = RANGES[key]
            if value < low:
                value, note = low, f"{low} is the least here"
            elif value > high:
                value, note = high, f"{high} is the most here"
        elif key in CHOICES and value not in CHOICES[key]:
            return self.left("qreader has no setting for it")
        return Meant(self.line, {key: value}, note=note)

    # ---- what another line says

    def flag(self, command: str) -> bool:
        """Whether a command is said to be `yes`."""
        line = self.said.get(command)
        return line is not None and _as_stated((*line.words, "")[0]) == "yes"

    # ---- commands

    def number(self, key: str, note: str = "") -> Meant:
        value = _whole(self.line.words[0])
        return self.left("is no number") if value is None else self.set(key, value, note)

    def yes_no(self, key: str, *, inverted: bool = False) -> Meant:
        value = {"yes": True, "no": False}.get(_as_stated(self.line.words[0]))
        if value is None:
            return self.left("is neither yes nor no")
        return self.set(key, value is not inverted)

    def choice(self, key: str, values: Mapping[str, str]) -> Meant:
        stated = _as_stated(self.line.words[0])
        if stated not in values:
            return self.left("there is no such choice")
        return self.set(key, values[stated])

    def auto_reload(self) -> Meant:
        if not self.flag("auto-reload"):
            is_no = _as_stated(self.line.words[0]) == "no"
            return self.set("refresh_minutes", 0) if is_no else self.left("is neither yes nor no")
        stated = self.said.get("reload-time")
        minutes = _whole((*stated.words, "")[0]) if stated else 60
        meant = self.set("refresh_minutes", 60 if minutes is None else minutes)
        if meant.reason or self.flag("suppress-first-reload"):
            return meant
        return replace(meant, changes={**meant.changes, "refresh_on_start": True})

    def reload_time(self) -> Meant:
        if not self.flag("auto-reload"):
            return self.left("means nothing without auto-reload yes")
        return self.number("refresh_minutes")

    def suppress_first_reload(self) -> Meant:
        if not self.flag("suppress-first-reload"):
            return Meant(self.line, here="a start refreshes as refresh_on_start says")
        return self.set("refresh_on_start", self.flag("refresh-on-startup"))

    def refresh_on_startup(self) -> Meant:
        first = self.flag("auto-reload") and not self.flag("suppress-first-reload")
        if first and not self.flag("refresh-on-startup"):
            return self.left("auto-reload refreshes at the start, too")
        return self.yes_no("refresh_on_start")

    def text_width(self) -> Meant:
        if _whole(self.line.words[0]) == 0:
            return self.left("lines are as long as text_width says, at most 120 columns")
        return self.number("text_width")

    def download_full_page(self) -> Meant:
        value = {"yes": "auto", "no": "never"}.get(_as_stated(self.line.words[0]))
        if value is None:
            return self.left("is neither yes nor no")
        return self.set("full_text", value)

    def proxy(self) -> Meant:
        if not self.flag("use-proxy"):
            return self.left("means nothing without use-proxy yes")
        stated = self.said.get("proxy")
        if stated is None or not stated.words:
            return self.left("no line names the proxy")
        kind = self.said.get("proxy-type")
        scheme = _as_stated((*kind.words, "")[0]) if kind else "http"
        if scheme not in {"http", "socks5", "socks5h"}:
            return self.left("a proxy is http, https or socks5 here")
        address = stated.words[0]
        url = address if "://" in address else f"{scheme}://{address}"
        if "@" in url:
            return self.left("no password is copied; `proxy` takes an address with one")
        if not re.fullmatch(r"(?:https?|socks5h?)://[^\s/]+/?", url):
            return self.left("is no address of a proxy")
        return self.set("proxy", url)

    def use_proxy(self) -> Meant:
        if self.flag("use-proxy"):
            return self.proxy()
        return Meant(self.line, here="without `proxy`, the environment says which one")

    def player(self) -> Meant:
        command = _command(" ".join(self.line.words))
        if command is None:
            return self.left("needs a shell; [open] takes a program and its arguments")
        value = [*command, "{url}"]
        return Meant(self.line, {"open.audio/*": value, "open.video/*": value})

    def open_links(self) -> Meant:
        stated = " ".join(self.line.words)
        program = stated.replace("%u", "").replace("'%s'", "").strip().removesuffix("&").strip()
        if program in {"$BROWSER", "${BROWSER}", self.browser} and program:
            return Meant(self.line, here="links are opened by $BROWSER")
        command = opening_command(stated)
        if command is None:
            return self.left("needs a shell; [open] takes a program and its arguments")
        return Meant(self.line, {"open.browser": command})

    def bookmark(self) -> Meant:
        command = _command(" ".join(self.line.words))
        if command is None:
            return self.left("needs a shell; [[send]] takes a program and its arguments")
        return self.left(as_sender("bookmark", [*command, "{url}", "{title}", "", "{feed}"]))

    def download_path(self) -> Meant:
        stated = self.line.words[0]
        folder = re.split(r"/?%", stated, maxsplit=1)[0]
        if not folder:
            return self.left("download_folder takes a folder")
        note = "all downloads are in this folder" if folder != stated else ""
        return self.set("download_folder", folder, note)

    def notify(self) -> Meant:
        stated = _as_stated(self.line.words[0])
        if not stated or stated == "no":
            return Meant(self.line, here='notify = "" announces nothing')
        return self.set("notify", "is:unread", "announced on the desktop")

    def ignore_mode(self) -> Meant:
        if self.line.words[0] == "display":
            return Meant(self.line, here="what a rule hides is kept, and can be shown again")
        return self.left("what a rule hides is kept, and can be shown again")

    def ignore_article(self) -> Meant:
        feed, condition = (*self.line.words, "")[:2]
        query = query_of(condition)
        if feed.startswith("regex:"):
            return self.left("a rule names its feed by the whole address")
        if query is None:
            return self.left("no query finds the same: it knows words, not patterns")
        if feed != "*":
            query = _of_feed(feed, query)
        if query is None:
            return self.left("a rule names its feed by an address without quotes")
        return Meant(self.line, hides=query, note=NARROWED * finds_words(condition))

    def define_filter(self) -> Meant:
        name, condition = (*self.line.words, "")[:2]
        query = query_of(condition)
        if query is None or not safe_line(name):
            return self.left("no query finds the same: it knows words, not patterns")
        return Meant(
            self.line, search=(safe_line(name), query), note=NARROWED * finds_words(condition)
        )

    def include(self) -> Meant:
        if self.line.problem:
            return self.left(self.line.problem)
        return Meant(self.line, here="its lines follow")


def _of_feed(address: str, query: str) -> str | None:
    if '"' in address:
        return None
    tree = read_query(query)
    parts = tree.parts if isinstance(tree, And) else (tree,)
    return str(And((Name(Named.FEED, address), *parts)))


def _as_stated(value: str) -> str:
    """Return a value as newsboat compares it: `true` is `yes`, `false` is `no`."""
    return {"true": "yes", "false": "no"}.get(value, value)


def _whole(text: str) -> int | None:
    return int(text) if re.fullmatch(r"\d{1,9}", text, re.ASCII) else None


def opening_command(stated: str) -> list[str] | None:
    """Return the command of `[open]` or `[[send]]` that opens an address as newsboat's does.

    None where only a shell could run it, or where it gets more than the address.
    """
    command = _command(_APART.sub("", stated))
    if command is None or not any(word != "%u" for word in command):
        return None
    words = [word.replace("%u", "{url}") for word in command]
    if any(
        re.search(r"%[A-Za-z]", word) or PLACE.search(word.replace("{url}", "")) for word in words
    ):
        return None
    return words if any("{url}" in word for word in words) else [*words, "{url}"]


def name_of(command: Sequence[str]) -> str:
    """Return a name for a program that is sent to: not that of what only starts it."""
    words = (Path(word).name for word in command if not word.startswith("-"))
    return next((word for word in words if word not in _STARTERS), command[0])


def as_sender(name: str, command: Sequence[str]) -> str:
    """Return what a person may write to send to a program; an import names none by itself."""
    return f"[[send]] does it: name = {json.dumps(name)}, command = {json.dumps(list(command))}"


def _command(stated: str) -> list[str] | None:
    """Return a program and its arguments; None where only a shell could run it."""
    try:
        words = shlex.split(stated)
    except ValueError:
        return None
    if not words or re.search(r"[|&;<>$`()*]", stated):
        return None
    try:
        return [str(Path(word).expanduser()) if word[:2] == "~/" else word for word in words]
    except RuntimeError:  # there is no home
        return None


_APART: Final = re.compile(r"(?:\s*(?:\d?>|&>)\s*(?:/dev/null|&1))*\s*&?\s*$")
"""How a shell runs a program apart from the terminal, as qreader always does."""
_STARTERS: Final = frozenset({"env", "nohup", "setsid", "tsp"})
_STAYS: Final = "what is unread, starred, kept for later or tagged stays"
_ARTICLE_ORDERS: Final = {
    # the program shows the newest first with date-asc, whatever its manual says
    "date-asc": "newest",
    "date-desc": "oldest",
    "date": "oldest",
    "title": "title",
    "title-asc": "title",
}
_FEED_ORDERS: Final = {
    # likewise: -asc puts most unread first, -desc A before Z
    "unreadarticlecount-asc": "unread",
    "title": "name",
    "title-desc": "name",
    "lastupdated": "newest",
    "lastupdated-desc": "newest",
    "none": "own",
    "none-desc": "own",
}
_MANY: Final[Mapping[str, Callable[[_Reader], Meant]]] = {
    "define-filter": _Reader.define_filter,
    "ignore-article": _Reader.ignore_article,
    "include": _Reader.include,
}
"""Commands of which every line counts."""
_ONE: Final[Mapping[str, Callable[[_Reader], Meant]]] = {
    "article-sort-order": lambda one: one.choice("sort", _ARTICLE_ORDERS),
    "auto-reload": _Reader.auto_reload,
    "bookmark-cmd": _Reader.bookmark,
    "browser": _Reader.open_links,
    "download-full-page": _Reader.download_full_page,
    "download-path": _Reader.download_path,
    "download-timeout": lambda one: one.number("fetch_seconds"),
    "feed-sort-order": lambda one: one.choice("feed_order", _FEED_ORDERS),
    "goto-next-feed": lambda one: one.choice("read_on", {"yes": "feed", "no": "list"}),
    "ignore-mode": _Reader.ignore_mode,
    "keep-articles-days": lambda one: one.number("keep_days", _STAYS),
    "max-items": lambda one: one.number("keep_articles", _STAYS),
    "notify-program": _Reader.notify,
    "notify-screen": _Reader.notify,
    "notify-xterm": _Reader.notify,
    "player": _Reader.player,
    "proxy": _Reader.proxy,
    "proxy-type": _Reader.proxy,
    "refresh-on-startup": _Reader.refresh_on_startup,
    "reload-threads": lambda one: one.number("fetch_at_once"),
    "reload-time": _Reader.reload_time,
    "show-read-articles": lambda one: one.yes_no("only_unread", inverted=True),
    "show-read-feeds": lambda one: one.yes_no("show_read_feeds"),
    "suppress-first-reload": _Reader.suppress_first_reload,
    "text-width": _Reader.text_width,
    "use-proxy": _Reader.use_proxy,
}
"""Commands of which the last line counts."""
