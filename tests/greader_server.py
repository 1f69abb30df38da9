"""A strict server of the Google Reader API on the loopback address, for tests.

It implements what FreshRSS, Miniflux and The Old Reader describe, each rule as hard as the hardest
of them has it, and refuses all else; what it refused is in `refused`, which must end empty.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from loopback import QuietServer

USER, PASSWORD = "ada", "pass word&=+ü"
LONG = "tag:google.com,2005:reader/item/"
READING_LIST = "user/-/state/com.google/reading-list"
READ = "user/-/state/com.google/read"
STARRED = "user/-/state/com.google/starred"
LABEL = "user/-/label/"
FIRST_NUMBER = 1_700_000_000_000_000


@dataclass
class Kept:
    """An article as the server has it."""

    stream: str
    title: str
    url: str
    body: str
    published: int
    read: bool = False
    starred: bool = False
    labels: set[str] = field(default_factory=set)


@dataclass
class Followed:
    """A subscription as the server has it."""

    url: str
    title: str
    folder: str | None = None


class RefusedError(Exception):
    """What was asked breaks a rule."""

    def __init__(self, status: int, why: str) -> None:
        super().__init__(why)
        self.status = status


@dataclass
class Asked:
    """One request."""

    method: str
    path: str
    """Behind the start of the API."""
    query: dict[str, list[str]]
    form: dict[str, list[str]]
    authorization: str


@dataclass
class Reader:
    """What the server has, and how it behaves."""

    page: int = 2
    """Numbers in one answer, however many are asked for."""
    feeds: dict[str, Followed] = field(default_factory=dict)
    articles: dict[int, Kept] = field(default_factory=dict)
    unsent: set[int] = field(default_factory=set)
    """Articles that are listed, and left out where they are asked for."""
    headers: dict[str, str] = field(default_factory=dict)
    """What stands in every answer besides."""
    refuses: set[str] = field(default_factory=set)
    """Addresses that cannot be subscribed to."""
    fail: Callable[[Asked], int | None] = lambda _asked: None
    """A status to fail with instead of answering."""
    after: Callable[[Asked], int | None] = lambda _asked: None
    """A status to fail with after having done what was asked: the answer is lost."""
    instead: dict[str, str] = field(default_factory=dict)
    """What to answer to a path, whatever is asked."""
    asked: list[Asked] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    default_folder: str | None = None
    """Where the server puts what is in no folder: FreshRSS and Miniflux have such a one."""
    twice: bool = False
    """Pages overlap: the last number of one is the first of the next."""
    auth_uses: int = 10**9
    """Requests that a login is good for."""
    _auths: dict[str, int] = field(default_factory=dict)
    _numbers: int = FIRST_NUMBER
    _streams: int = 0
    url: str = ""

    # ---- what a test does to it

    def follow(self, url: str, title: str = "Post", folder: str | None = None) -> str:
        self._streams += 1
        stream = f"feed/{self._streams}"
        self.feeds[stream] = Followed(url, title, folder or self.default_folder)
        return stream

    def publish(self, stream: str, title: str, *, body: str = "", **marks: bool) -> int:
        self._numbers += 1
        address = f"https://news.example/{title.replace(' ', '-')}"
        text = body or f"<p>All that there is to say of {title}.</p>"
        kept = Kept(stream, title, address, text, 1_790_000_000 + len(self.articles) * 60, **marks)
        self.articles[self._numbers] = kept
        return self._numbers

    def named(self, title: str) -> Kept:
        (found,) = [kept for kept in self.articles.values() if kept.title == title]
        return found

    def count(self, path: str) -> int:
        return sum(asked.path == path for asked in self.asked)

    # ---- what it answers

    def answer(self, asked: Asked) -> tuple[int, str]:
        self.asked.append(asked)
        status = self.fail(asked)
        if status is not None:
            return status, "failed on purpose"
        if asked.path in self.instead:
            return 200, self.instead[asked.path]
        try:
            body = self._answer(asked)
        except RefusedError as error:
            if not isinstance(error, (ExpiredError, GoneError)):
                self.refused.append(f"{asked.method} {asked.path}: {error}")
            return error.status, str(error)
        status = self.after(asked)
        return (200, body) if status is None else (status, "lost on purpose")

    def _answer(self, asked: Asked) -> str:
        if asked.path == "/accounts/ClientLogin":
            return self._log_in(asked)
        self._check_auth(asked)
        known = {
            "/reader/api/0/token": ("GET", self._token),
            "/reader/api/0/subscription/list": ("GET", self._subscriptions),
            "/reader/api/0/subscription/quickadd": ("POST", self._quickadd),
            "/reader/api/0/subscription/edit": ("POST", self._edit),
            "/reader/api/0/stream/items/ids": ("GET", self._ids),
            "/reader/api/0/stream/items/contents": ("POST", self._contents),
            "/reader/api/0/edit-tag": ("POST", self._edit_tag),
            "/reader/api/0/tag/list": ("GET", self._tags),
        }
        if asked.path not in known:
            return "[]"  # as Miniflux does: 200, and no sense in it
        method, do = known[asked.path]
        if asked.method != method:
            raise RefusedError(405, f"is no {method}")
        if asked.path != "/reader/api/0/token" and asked.query.get("output") != ["json"]:
            raise RefusedError(501, "wants output=json")
        if method == "POST" and asked.form.get("T", [""])[0] not in self._auths:
            raise RefusedError(401, "wants the token in T")
        return do(asked)

    def _log_in(self, asked: Asked) -> str:
        if asked.method != "POST" or asked.query:
            raise RefusedError(400, "a password in an address ends in logs")
        if (asked.form.get("Email"), asked.form.get("Passwd")) != ([USER], [PASSWORD]):
            raise RefusedError(401, "wrong name or password")
        auth = f"{USER}/{len(self._auths):040x}"
        self._auths[auth] = self.auth_uses
        return f"SID=none\nLSID=none\nAuth={auth}\n"

    def _check_auth(self, asked: Asked) -> None:
        scheme, _, auth = asked.authorization.partition(" auth=")
        if scheme != "GoogleLogin" or auth not in self._auths:
            raise RefusedError(401, "wants GoogleLogin auth=")
        self._auths[auth] -= 1
        if self._auths[auth] < 0:
            del self._auths[auth]
            raise ExpiredError

    def _token(self, asked: Asked) -> str:
        return asked.authorization.partition("auth=")[2] + "\n"

    def _subscriptions(self, _: Asked) -> str:
        return json.dumps({"subscriptions": [
            {
                "id": stream, "title": one.title, "url": one.url, "htmlUrl": "",
                "categories": [{"id": f"user/7/label/{one.folder}", "label": one.folder}]
                if one.folder else [],
            }
            for stream, one in self.feeds.items()
        ]})  # fmt: skip

    def _quickadd(self, asked: Asked) -> str:
        (url,) = asked.form["quickadd"]
        if url in self.refuses or any(one.url == url for one in self.feeds.values()):
            return json.dumps({"numResults": 0, "error": "is no feed"})
        stream = self.follow(url, "Added")
        return json.dumps({"numResults": 1, "query": url, "streamId": stream})

    def _edit(self, asked: Asked) -> str:
        (action,), (stream,) = asked.form["ac"], asked.form["s"]
        if stream not in self.feeds:
            raise RefusedError(400, f"unknown stream {stream}")
        if action == "unsubscribe":
            del self.feeds[stream]
            self.articles = {n: a for n, a in self.articles.items() if a.stream != stream}
        elif action == "edit":
            added, removed = asked.form.get("a", [""])[0], asked.form.get("r", [""])[0]
            (title,) = asked.form.get("t", [""])
            if not (added or removed or title) or not f"{added or removed or LABEL}".startswith(
                LABEL
            ):
                raise RefusedError(400, "destination must be a label")
            if added or removed:
                self.feeds[stream].folder = added.removeprefix(LABEL) or self.default_folder
            self.feeds[stream].title = title or self.feeds[stream].title
        else:
            raise RefusedError(400, f"unknown action {action}")
        return "OK"

    def _ids(self, asked: Asked) -> str:
        (stream,) = asked.query["s"]
        label = stream.removeprefix(LABEL) if stream.startswith(LABEL) else None
        if stream not in {READING_LIST, STARRED} and not stream.startswith("feed/") and not label:
            raise RefusedError(400, f"unknown stream {stream}")
        if set(asked.query) - {"s", "n", "c", "xt", "output"} or not asked.query.get("n"):
            raise RefusedError(400, "unknown or missing parameter")
        listed = [
            number
            for number, one in sorted(self.articles.items(), reverse=True)
            if (stream != STARRED or one.starred)
            and (stream != READING_LIST or one.stream in self.feeds)
            and (not stream.startswith("feed/") or one.stream == stream)
            and (label is None or label in one.labels)
            and not (asked.query.get("xt") == [READ] and one.read)
        ]
        start = int(asked.query.get("c", ["0"])[0])
        end = start + min(self.page, int(asked.query["n"][0]))
        answer: dict[str, Any] = {"itemRefs": [{"id": str(n)} for n in listed[start:end]]}
        if end < len(listed):
            answer["continuation"] = str(end - (1 if self.twice else 0))
        return json.dumps(answer)

    def _numbers_of(self, asked: Asked) -> list[int]:
        stated = asked.form.get("i", [])
        if not stated or len(stated) > 900:
            raise RefusedError(400, "no items, or more than PHP reads")
        for one in stated:
            if not (one.startswith(LONG) and len(one) == len(LONG) + 16):
                raise RefusedError(400, f"{one} is read as another number by older servers")
        return [int(one.removeprefix(LONG), 16) for one in stated]

    def _contents(self, asked: Asked) -> str:
        items = [
            _item(n, self.articles[n], self.feeds)
            for n in self._numbers_of(asked) if n in self.articles and n not in self.unsent
        ]  # fmt: skip
        if not items and not self.unsent:
            raise GoneError
        return json.dumps({"id": READING_LIST, "updated": 1, "items": items})

    def _tags(self, _: Asked) -> str:
        labels = {label for one in self.articles.values() for label in one.labels}
        folders = {one.folder for one in self.feeds.values() if one.folder}
        return json.dumps({"tags": [
            {"id": STARRED},
            *({"id": f"user/7/label/{name}", "type": "folder"} for name in sorted(folders)),
            *({"id": f"user/7/label/{name}", "type": "tag"} for name in sorted(labels)),
        ]})  # fmt: skip

    def _label(self, asked: Asked) -> str:
        added, removed = asked.form.get("a", []), asked.form.get("r", [])
        for number in self._numbers_of(asked):
            if number in self.articles:
                labels = self.articles[number].labels
                labels |= {one.removeprefix(LABEL) for one in added}
                labels -= {one.removeprefix(LABEL) for one in removed}
        return "OK"

    def _edit_tag(self, asked: Asked) -> str:
        added, removed = asked.form.get("a", []), asked.form.get("r", [])
        if all(one.startswith(LABEL) for one in (*added, *removed)):
            return self._label(asked)
        if len(added) + len(removed) != 1 or {*added, *removed} - {READ, STARRED}:
            raise RefusedError(500, "unsupported tag")
        name = "read" if {*added, *removed} == {READ} else "starred"
        for number in self._numbers_of(asked):
            if number in self.articles:
                kept = self.articles[number]
                # as one Miniflux did: what is read and is marked read becomes unread
                if getattr(kept, name) is bool(added):
                    raise RefusedError(500, f"{kept.title} is so already")
                setattr(kept, name, bool(added))
        return "OK"


class ExpiredError(RefusedError):
    """A login has ended: no mistake of who asks."""

    def __init__(self) -> None:
        super().__init__(401, "expired")


class GoneError(RefusedError):
    """None of the articles is there any more: Miniflux calls that a bad request."""

    def __init__(self) -> None:
        super().__init__(400, "no items")


def _item(number: int, kept: Kept, feeds: dict[str, Followed]) -> dict[str, Any]:
    feed = feeds.get(kept.stream)
    categories = ["user/7/state/com.google/reading-list", "science"]
    categories += [f"user/7/label/{feed.folder}"] if feed and feed.folder else []
    categories += ["user/7/state/com.google/read"] if kept.read else []
    return {
        "id": f"{LONG}{number:016x}",
        "title": kept.title,
        "published": kept.published,
        "canonical": [{"href": kept.url}],
        "alternate": [{"href": kept.url, "type": "text/html"}],
        "summary": {"content": kept.body},
        "categories": categories,
        "origin": {"streamId": kept.stream, "title": "Post"},
        "author": "Ada Byron",
        "enclosure": [
            {"href": "https://news.example/a.pdf", "type": "application/pdf", "length": 7}
        ],
    }


@contextmanager
def running_reader() -> Iterator[Reader]:
    """Run a server; what it had to refuse fails the test."""
    reader = Reader()
    server = QuietServer(("127.0.0.1", 0), _handler(reader))
    server.start()
    reader.url = f"http://127.0.0.1:{server.server_address[1]}/api/greader.php"
    try:
        yield reader
    finally:
        server.end()


def _handler(reader: Reader) -> type[BaseHTTPRequestHandler]:
    turn = threading.Lock()

    class Handler(BaseHTTPRequestHandler):
        disable_nagle_algorithm = True  # it holds a body back behind its headers, for 40 ms
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            self._do("GET")

        def do_POST(self) -> None:
            self._do("POST")

        def _do(self, method: str) -> None:
            parts = urlsplit(self.path)
            size = int(self.headers.get("Content-Length") or 0)
            form = parse_qs(self.rfile.read(size).decode(), strict_parsing=size > 0)
            asked = Asked(
                method,
                unquote(parts.path).removeprefix("/api/greader.php"),
                parse_qs(parts.query),
                form,
                self.headers.get("Authorization", ""),
            )
            with turn:
                status, text = reader.answer(asked)
            body = text.encode()
            self.send_response(status)
            self.send_header("Content-Length", str(len(body)))
            for name, value in reader.headers.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Keep the test's output clean."""

    return Handler
