"""Settings that are tables, and their parsers.

Few configurations have one, and creating these classes costs 2 ms: `settings` imports them only
when needed.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, fields
from typing import Any

from qreader.config.commands import Sender, read_opening, read_senders
from qreader.config.patterns import PatternError, read_pattern
from qreader.config.values import UnfitError, is_text, require_keys
from qreader.config.values import command as _command
from qreader.config.values import list_of as _list_of
from qreader.config.values import table_of as _table_of
from qreader.config.values import text as _text
from qreader.config.values import texts as _texts
from qreader.suggestion import did_you_mean, nearest

PROXY = re.compile(r"|(?:https?|socks5h?)://[^\s/]+/?")
"""The form of a proxy's address; empty: no proxy."""
DATE_FORMAT = re.compile(r"(?:[^%]|%[deHIMpaAbBmyYj%]){0,40}")
"""The form of a date: text, and codes of `strftime` for day, month, year, weekday and time."""
HOOK_SECONDS = (1, 3600)
"""The least and the greatest time that a hook may take."""


COLORS = {
    "accent": "focus, keys and headings",
    "unread": "what is unread",
    "kept": "what is starred or for later",
    "story": "what several sources tell",
    "added": "words that an article gained, and the mark of a change",
    "removed": "words that it lost",
    "error": "what failed",
    "foreground": "text",
    "read": "the text of what is read",
    "note": "what is said of a text: source, age, counts",
    "background": "the screen",
    "surface": "the footer and boxes",
    "cursor": "the row of the cursor",
    "code": "code in an article",
    "found": "what a search found",
    "rule": "lines between panes",
}
"""The roles that a person can give a colour, with their meanings."""
TERMINAL_COLORS = (
    "black", "red", "green", "yellow", "blue", "magenta", "cyan", "white", "bright_black",
    "bright_red", "bright_green", "bright_yellow", "bright_blue", "bright_magenta", "bright_cyan",
    "bright_white", "default",
)  # fmt: skip
"""The names of the colours of the terminal's own palette."""
HEX_COLOR = re.compile(r"#(?:[0-9A-Fa-f]{3}){1,2}")


@dataclass(frozen=True, slots=True)
class Access:
    """Settings for requests to addresses with one prefix."""

    url: str
    """The prefix, http or https; an address matches that ends there or goes on with `/` or `?`."""
    headers: Mapping[str, str | tuple[str, ...]] = field(default_factory=dict, repr=False)
    """A value, or the command whose first line of output is the value."""
    user: str | None = None
    """The user name of a Basic or Digest login."""
    password: tuple[str, ...] | None = None
    """The command whose first line of output is the password; None: the system's keyring has it."""
    proxy: str | None = field(default=None, repr=False)
    """None: the general setting; `direct`: no proxy."""
    auth: str = "basic"
    """`basic`: sends Basic at once, Digest where the server asks for it; `digest`: never Basic."""


@dataclass(frozen=True, slots=True)
class Hook:
    """What is done with new articles: a command runs for all, or a program is sent each."""

    command: tuple[str, ...] = ()
    """The program and its arguments, run without a shell."""
    query: str = ""
    """The articles it is for; empty: all."""
    seconds: int = 60
    """The longest time it may take, 1 to 3600; of a `send`, for each article."""
    send: str = ""
    """The name of the `[[send]]` whose answers are kept, instead of a command."""


@dataclass(frozen=True, slots=True)
class SyncServer:
    """An account on a server that speaks the Google Reader API."""

    url: str
    """The base address of its API."""
    user: str
    """The name of the account."""
    password_command: tuple[str, ...] = field(repr=False)
    """The program and its arguments; the first line of its output is the password."""
    labels: bool = False
    """Whether tags are synced as labels."""


@dataclass(frozen=True, slots=True)
class PageSelectors:
    """How the pages at addresses with one prefix are read."""

    url: str
    """The prefix, http or https; an address matches that ends there or goes on with `/` or `?`."""
    article: str = ""
    """The CSS selector of the article; empty: it is recognised."""
    remove: tuple[str, ...] = ()
    """The CSS selectors of what is no part of it."""
    title: str = ""
    """The CSS selector of its title; empty: the title that the page states."""


@dataclass(frozen=True, slots=True)
class Rewrite:
    """A rule for the addresses of new articles."""

    pattern: str
    """A regular expression; every part of an address that it matches is replaced."""
    replace: str
    """What takes its place; `\\1` is what its first group matched."""


@dataclass(frozen=True, slots=True)
class ProgramFeed:
    """A feed that a program writes."""

    title: str
    """Its name, by which the cache knows it: it keeps its articles when the command changes."""
    command: tuple[str, ...] = ()
    """The program and its arguments; it prints the feed."""
    url: str = ""
    """The address whose document `filter` reads on its standard input."""
    filter: tuple[str, ...] = ()
    """The program and its arguments; it prints the feed that it makes of the document."""
    folder: str = ""
    """The folder that it begins in; empty: none."""
    minutes: int = 60
    """The least time between two runs by themselves, 1 to 10080."""
    page: Mapping[str, str] = field(default_factory=dict)
    """For a program that prints a page or JSON: `items`, and `title`, `link`, `date`, `text`,
    `author`, as `add --items` takes them."""


def _colors(table: Any) -> dict[str, str]:
    values = _table_of(_color)(table)
    for name in values:
        if name not in COLORS:
            near = nearest(name, COLORS)
            hint = did_you_mean(near and repr(near), f"there are {', '.join(COLORS)}")
            raise UnfitError(f"is nothing that has a colour{hint}", f".{name}")
    return values


def _color(value: Any) -> str:
    if is_text(value) and (HEX_COLOR.fullmatch(value) or value in TERMINAL_COLORS):
        return value
    near = nearest(str(value), TERMINAL_COLORS, cutoff=0.75)
    hint = did_you_mean(near and repr(near))
    raise UnfitError(
        "must be such as #ffaf5f, or of the terminal's palette such as bright_blue,"
        f" not {value!r}{hint}"
    )


def _hook(table: dict[str, Any]) -> Hook:
    require_keys(table, [one.name for one in fields(Hook)], "a hook")
    query, seconds = table.get("query", ""), table.get("seconds", 60)
    if not is_text(query):
        raise UnfitError(f"must be a text, not {query!r}", ".query")
    low, high = HOOK_SECONDS
    if type(seconds) is not int or not low <= seconds <= high:
        raise UnfitError(f"must lie between {low} and {high}, not {seconds!r}", ".seconds")
    send, command = table.get("send", ""), table.get("command")
    if not is_text(send):
        raise UnfitError("must be the name of a [[send]]", ".send")
    if not send:
        return Hook(_command(command, ".command"), query, seconds)
    if command is not None and command != []:
        raise UnfitError("stands beside `send`: a hook has one of them", ".command")
    return Hook((), query, seconds, send)


def check_hooks(hooks: Sequence[Hook], senders: Sequence[Sender]) -> None:
    """Raise UnfitError where a hook sends to no program whose answers are kept."""
    known = {one.name: one for one in senders}
    for number, hook in enumerate(hooks, start=1):
        if not hook.send:
            continue
        sender = known.get(hook.send)
        if sender is None:
            near = nearest(hook.send, known)
            hint = did_you_mean(near and repr(near))
            raise UnfitError(f"is the name of no [[send]]: {hook.send!r}{hint}", f"[{number}].send")
        if not sender.keep:
            raise UnfitError(
                f"keeps nothing: {hook.send!r} needs `show` and `keep = true`", f"[{number}].send"
            )


def _access(value: dict[str, Any]) -> Access:
    """Parse one `[[fetch]]`. Messages do not repeat a value: it may be a secret."""
    known = {one.name for one in fields(Access)}
    for key in value:
        if key not in known:
            raise UnfitError(f"is no setting; there are {', '.join(sorted(known))}", f".{key}")
    if not PREFIX.fullmatch(str(value.get("url"))):
        raise UnfitError("must be such as https://host/path, without a name in it", ".url")
    headers = value.get("headers", {})
    if not isinstance(headers, dict):
        raise UnfitError('must be a table, such as {Accept-Language = "de"}', ".headers")
    headers = {name: _header(name, one) for name, one in headers.items()}
    if "password" in value and "user" not in value:
        raise UnfitError("is missing, as there is a password", ".user")
    proxy = value.get("proxy")
    if proxy is not None and (proxy != "direct" and not (proxy and PROXY.fullmatch(str(proxy)))):
        raise UnfitError("must be such as http://host:port, or direct", ".proxy")
    password = _command(value["password"], ".password") if "password" in value else None
    user = value.get("user")
    if user is not None and (not is_text(user) or ":" in user):
        raise UnfitError("must be a text without a colon", ".user")
    auth = value.get("auth", "basic")
    if auth not in ("basic", "digest"):
        raise UnfitError("must be basic or digest", ".auth")
    return Access(value["url"], headers, user, password, proxy, auth)


def _page(table: dict[str, Any]) -> PageSelectors:
    require_keys(table, [one.name for one in fields(PageSelectors)], "a page")
    if not PREFIX.fullmatch(str(table.get("url"))):
        raise UnfitError("must be such as https://host/path, without a name in it", ".url")
    if len(table) < 2:
        raise UnfitError("must say article, remove or title")
    remove = table.get("remove", [])
    if not isinstance(remove, list):
        raise UnfitError('must be a list of selectors, such as [".share", "aside"]', ".remove")
    return PageSelectors(
        table["url"],
        _selector(table["article"], ".article") if "article" in table else "",
        tuple(_selector(one, ".remove") for one in remove),
        _selector(table["title"], ".title") if "title" in table else "",
    )


def _feed(table: dict[str, Any]) -> ProgramFeed:
    require_keys(table, [one.name for one in fields(ProgramFeed)], "a feed")
    title, folder = table.get("title"), table.get("folder", "")
    if not is_text(title) or not FEED_TITLE.fullmatch(title):
        raise UnfitError("must be a name of at most 200 characters on one line", ".title")
    if not is_text(folder):
        raise UnfitError(f"must be a text, not {folder!r}", ".folder")
    low, high = FEED_MINUTES
    minutes = table.get("minutes", 60)
    if type(minutes) is not int or not low <= minutes <= high:
        raise UnfitError(f"must lie between {low} and {high}, not {minutes!r}", ".minutes")
    page = _page_of_feed(table["page"]) if "page" in table else {}
    if ("command" in table) == ("filter" in table) or ("filter" in table) != ("url" in table):
        raise UnfitError("must say command, or url and filter")
    if "command" in table:
        command = _command(table["command"], ".command")
        return ProgramFeed(title, command, "", (), folder, minutes, page)
    if not WEB_ADDRESS.fullmatch(str(table["url"])):
        raise UnfitError("must be such as https://host/path, without a name in it", ".url")
    filter_ = _command(table["filter"], ".filter")
    return ProgramFeed(title, (), table["url"], filter_, folder, minutes, page)


def _rewrite(table: dict[str, Any]) -> Rewrite:
    for key in table:
        if key not in {"pattern", "replace"}:
            raise UnfitError("is no key of a rule; there are pattern, replace", f".{key}")
    pattern, replacement = table.get("pattern"), table.get("replace")
    if not is_text(pattern) or not pattern:
        raise UnfitError(f"must be a regular expression, not {pattern!r}", ".pattern")
    if not is_text(replacement):
        raise UnfitError(f"must be a text, not {replacement!r}", ".replace")
    try:
        read = read_pattern(pattern)
    except PatternError as error:
        raise UnfitError(str(error), ".pattern") from error
    try:
        read.sub(replacement, "")  # it reads the text also where nothing matches
    except (re.error, IndexError) as error:
        raise UnfitError(f"cannot be read: {error}", ".replace") from error
    return Rewrite(pattern, replacement)


def _page_of_feed(value: Any) -> dict[str, str]:
    if not isinstance(value, dict) or not all(map(is_text, value.values())):
        raise UnfitError('must be such as {items = ".story", title = "h2"}', ".page")
    if "items" not in value or value.keys() - {*PAGE_PARTS}:
        raise UnfitError(f"must say items, and may say {', '.join(PAGE_PARTS[1:])}", ".page")
    return value


def _feeds(tables: Any) -> list[ProgramFeed]:
    found = _list_of(_feed)(tables)
    titles = [one.title for one in found]
    for number, title in enumerate(titles, start=1):
        if title in titles[: number - 1]:
            raise UnfitError(f"is that of another feed, too: {title!r}", f"[{number}].title")
    return found


def _selector(value: Any, key: str) -> str:
    from qreader.config.selectors import flaw

    if not is_text(value):
        raise UnfitError(f"must be a CSS selector, not {value!r}", key)
    wrong = flaw(value)
    if wrong is not None:
        raise UnfitError(wrong, key)
    return value


def _header(name: str, value: Any) -> str | tuple[str, ...]:
    if not HEADER_NAME.fullmatch(name) or name.lower() in OUR_HEADERS:
        raise UnfitError("is no header that can be set", f".headers.{name}")
    if isinstance(value, str):
        if not HEADER_VALUE.fullmatch(value):
            raise UnfitError("must be plain printable text", f".headers.{name}")
        return value
    return _command(value, f".headers.{name}")


def _sync_server(table: Any) -> SyncServer:
    """Parse `[sync]`. Messages do not repeat a value: it may be a secret."""
    if not isinstance(table, dict):
        raise UnfitError("must be a table")
    known = [one.name for one in fields(SyncServer)]
    for key in table:
        if key not in known:
            raise UnfitError(f"is no setting; there are {', '.join(known)}", f".{key}")
    url, user, command = (table.get(name) for name in ("url", "user", "password_command"))
    labels = table.get("labels", False)
    if not isinstance(url, str) or not PREFIX.fullmatch(url):
        raise UnfitError("must be such as https://host/path, without a name in it", ".url")
    if not is_text(user) or not user:
        raise UnfitError("must be a text", ".user")
    if not isinstance(labels, bool):
        raise UnfitError("must be true or false", ".labels")
    return SyncServer(url, user, _command(command, ".password_command"), labels)


PREFIX = re.compile(r"https?://[^\s/@?#]+(?:/[^\s?#]*)?")
"""The form of the address of a server or of a part of one."""
WEB_ADDRESS = re.compile(r"https?://[^\s/@?#]+(?:[/?][^\s#]*)?")
"""The form of an address that a filter's document is fetched from."""
FEED_TITLE = re.compile(r"(?=.*\S)[^\x00-\x1f\x7f]{1,200}")
PAGE_PARTS = ("items", "title", "link", "date", "text", "author")
"""What may be said of a page that a program prints."""
FEED_MINUTES = (1, 10_080)
"""The least and the greatest time between two runs: a minute, a week."""
HEADER_NAME = re.compile(r"[A-Za-z0-9!#$%&'*+.^_`|~-]+")
"""RFC 9110 section 5.1."""
HEADER_VALUE = re.compile(r"[\x21-\x7e]+(?: +[\x21-\x7e]+)*")
"""RFC 9110 section 5.5, as far as it is ASCII."""
OUR_HEADERS = {
    "accept-encoding", "connection", "content-length", "host", "if-modified-since",
    "if-none-match", "transfer-encoding",
}  # fmt: skip
"""Headers that qreader must set itself."""

TABLES: dict[str, Callable[[Any], Any]] = {
    "keys": _table_of(_texts),
    "macros": _table_of(_text),
    "colors": _colors,
    "feed": _feeds,
    "fetch": _list_of(_access),
    "hook": _list_of(_hook),
    "open": read_opening,
    "page": _list_of(_page),
    "rewrite": _list_of(_rewrite),
    "send": read_senders,
    "sync": _sync_server,
}
"""The parsers of the settings with more than one value."""
