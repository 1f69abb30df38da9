"""Client: one account on a server with the Google Reader API."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from http import HTTPStatus
from typing import Literal, TypeVar
from urllib.parse import urlencode

from qreader.errors import FetchError, ParseError, SourceError
from qreader.model import Document, Item, NotModified, Remote
from qreader.process.sandbox import Sandbox
from qreader.sources.greader import answers
from qreader.sources.greader.answers import LABEL, READ, STARRED, long_form
from qreader.sources.web.exchange import Request
from qreader.sources.web.fetch import Fetcher
from qreader.sources.web.follow import host_of

IDS_AT_ONCE = 10_000
"""The most that The Old Reader sends; other servers send fewer, or as many as requested."""
MAX_PAGES = 1_000
"""Ten million articles; it stops a server that sends pages for ever."""
EDITS_AT_ONCE = 200
"""PHP reads at most 1,000 values of a form."""

_API = "/reader/api/0/"
_REFUSED = {HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN}

Value = TypeVar("Value")


class RefusedFeedError(SourceError):
    """The server refuses a feed; the message is its reason, cleaned, or empty."""


class Client:
    """Talks to one server as one user; every method waits for the network, raises SourceError."""

    def __init__(
        self,
        fetcher: Fetcher,
        sandbox: Sandbox,
        url: str,
        user: str,
        password: Callable[[], str],
    ) -> None:
        """Send no request yet. password: called at each login."""
        self.account = f"{user} {url}"
        """Identifies the account: the state of the last sync is void for another one."""
        self._fetcher = fetcher
        self._sandbox = sandbox
        self._url = url.rstrip("/")
        self._user = user
        self._password = password
        self._known_password: str | None = None
        """The password that the server accepted, so that its command need not run again."""
        self._auth = ""
        self._token = ""

    @property
    def host(self) -> str:
        """Return the server's name, safe to show."""
        return host_of(self._url)

    def log_in(self) -> None:
        """Get the token for all requests; it is kept in memory only."""
        url = f"{self._url}/accounts/ClientLogin"
        password = self._known_password or self._password()
        wanted = [("Email", self._user), ("Passwd", password), ("client", "qreader"),
                  ("accountType", "HOSTED_OR_GOOGLE"), ("service", "reader")]  # fmt: skip
        try:
            answer = self._ask(Request(url, form=urlencode(wanted)))
        except FetchError as error:
            self._known_password = None
            if error.status in _REFUSED:
                words = "refuses this name and password; many servers have a separate API password"
            elif error.status == HTTPStatus.NOT_FOUND:
                words = "has no Google Reader API there; its settings show the right address"
            else:
                raise
            raise FetchError(f"{self.host}: {words}", url, error.status) from error
        self._auth = self._read(answers.read_auth, answer)
        self._known_password = password
        token = self._ask(Request(f"{self._url}{_API}token", headers=self._headers))
        self._token = self._read(answers.read_token, token)

    # ---- subscriptions

    def subscriptions(self) -> list[Remote]:
        """Return the user's subscriptions."""
        return self._parsed(answers.read_subscriptions, self._get("subscription/list"))

    def subscribe(self, url: str) -> str:
        """Subscribe to a feed; return the server's name for it.

        Raises RefusedFeedError with the server's reason where it refuses the feed.
        """
        answer = self._post("subscription/quickadd", [("quickadd", url)])
        added = self._read(answers.read_added, answer)
        if added.stream is None:
            raise RefusedFeedError(added.reason, url)
        return added.stream

    def unsubscribe(self, stream: str) -> None:
        """Unsubscribe from a feed."""
        self._edit("subscription/edit", [("ac", "unsubscribe"), ("s", stream)])

    def move(self, stream: str, folder: str | None, before: str | None) -> None:
        """Move a feed to another folder; None: to none."""
        edit = [("a", LABEL + folder)] if folder else []
        edit += [("r", LABEL + before)] if before else []
        self._edit("subscription/edit", [("ac", "edit"), ("s", stream), *edit])

    def rename(self, stream: str, title: str) -> None:
        """Give a feed another title."""
        self._edit("subscription/edit", [("ac", "edit"), ("s", stream), ("t", title)])

    def has_articles(self, stream: str) -> bool:
        """Return whether the server still has articles of a feed that it does not list.

        FreshRSS keeps an archived feed, but does not list it.
        """
        try:
            asked = self._get("stream/items/ids", [("s", stream), ("n", "1")])
        except FetchError as error:
            if error.status in {HTTPStatus.BAD_REQUEST, HTTPStatus.NOT_FOUND}:
                return False
            raise
        return bool(self._read(answers.read_page, asked).items)

    # ---- articles

    def numbers(self, stream: str, *, but: str | None = None) -> frozenset[str]:
        """Return the numbers of all articles of a stream, without those of another stream.

        Raises rather than return a partial list.
        """
        found: set[str] = set()
        asked = [("s", stream), ("n", str(IDS_AT_ONCE))] + ([("xt", but)] if but else [])
        continuation: str | None = None
        seen: set[str | None] = {None}
        for _ in range(MAX_PAGES):
            more = [("c", continuation)] if continuation else []
            page = self._read(answers.read_page, self._get("stream/items/ids", [*asked, *more]))
            found.update(page.items)
            continuation = page.continuation
            if continuation in seen or not page.items:
                return frozenset(found)
            seen.add(continuation)
        raise ParseError(f"{self.host}: sends lists without an end", self._url)

    def items(self, numbers: Iterable[str]) -> list[Item]:
        """Return articles with their bodies, without those that the server no longer has.

        An incomplete answer raises. Miniflux answers 400 where it has none of them, as it does
        after other failures: that raises, too, and the next list of numbers shows what is gone.
        """
        wanted = [("i", long_form(number)) for number in numbers]
        return self._parsed(answers.read_items, self._post("stream/items/contents", wanted))

    def mark(self, numbers: Sequence[str], mark: Literal["read", "starred"], value: bool) -> None:
        """Set or remove a mark of at most EDITS_AT_ONCE articles."""
        tag = READ if mark == "read" else STARRED
        edit = [("a" if value else "r", tag), *(("i", long_form(number)) for number in numbers)]
        self._edit("edit-tag", edit)

    def labels(self) -> list[str]:
        """Return the user's labels for articles."""
        return self._read(answers.read_labels, self._get("tag/list"))

    def label(self, numbers: Sequence[str], label: str, value: bool) -> None:
        """Add or remove a label of at most EDITS_AT_ONCE articles."""
        edit = [("a" if value else "r", LABEL + label)]
        edit += [("i", long_form(number)) for number in numbers]
        self._edit("edit-tag", edit)

    # ---- inside

    @property
    def _headers(self) -> dict[str, str]:
        return {"Authorization": f"GoogleLogin auth={self._auth}", "Accept": "application/json"}

    def _get(self, path: str, asked: Sequence[tuple[str, str]] = ()) -> Document:
        query = urlencode([("output", "json"), *asked])
        url = f"{self._url}{_API}{path}?{query}"
        return self._again(lambda: Request(url, headers=self._headers))

    def _post(self, path: str, form: Sequence[tuple[str, str]]) -> Document:
        url = f"{self._url}{_API}{path}?output=json"
        # Miniflux reads the token from T, other servers from the header
        return self._again(
            lambda: Request(url, headers=self._headers, form=urlencode([*form, ("T", self._token)]))
        )

    def _edit(self, path: str, form: Sequence[tuple[str, str]]) -> None:
        """Send a change; it counts as done only when the server answers OK.

        Captive portals and login pages answer 200, too.
        """
        self._read(answers.read_done, self._post(path, form))

    def _again(self, request: Callable[[], Request]) -> Document:
        """Send a request, and once more after a new login where the old one has expired."""
        try:
            return self._ask(request())
        except FetchError as error:
            if error.status != HTTPStatus.UNAUTHORIZED:
                raise
        self.log_in()
        return self._ask(request())

    def _ask(self, request: Request) -> Document:
        answer = self._fetcher.ask(request)
        if isinstance(answer, NotModified):  # invalid: the request had no conditions
            raise FetchError(f"{self.host}: answered that nothing changed", request.url)
        return answer

    def _read(self, read: Callable[[Document], Value], answer: Document) -> Value:
        try:
            return read(answer)
        except ParseError as error:
            raise ParseError(f"{self.host}: {error}", answer.url) from error

    def _parsed(self, read: Callable[[Document], Value], answer: Document) -> Value:
        """Parse an answer with markup in the sandbox, where it can be stopped."""
        return self._read(lambda document: self._sandbox.call(read, document), answer)
