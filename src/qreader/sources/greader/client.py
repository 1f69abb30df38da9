"""One account on a server that speaks the Google Reader API."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from http import HTTPStatus
from typing import Literal, TypeVar
from urllib.parse import urlencode

from qreader.errors import FetchError, ParseError
from qreader.model import Document, Item, NotModified, Remote
from qreader.sources.greader import answers
from qreader.sources.greader.answers import LABEL, READ, STARRED, long_form
from qreader.sources.sandbox import Sandbox
from qreader.sources.web.exchange import Request
from qreader.sources.web.fetch import Fetcher
from qreader.sources.web.follow import host_of

IDS_AT_ONCE = 10_000
"""What The Old Reader sends at most; others send less, or as much as is asked for."""
MAX_PAGES = 1_000
"""Ten million articles; a server that goes on for ever is none."""
EDITS_AT_ONCE = 200
"""PHP reads no more than 1,000 values of a form."""

_API = "/reader/api/0/"
_REFUSED = {HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN}

Value = TypeVar("Value")


class Client:
    """Asks one server, as one user. Every method waits for the network and raises SourceError."""

    def __init__(
        self,
        fetcher: Fetcher,
        sandbox: Sandbox,
        url: str,
        user: str,
        password: Callable[[], str],
    ) -> None:
        """Take what it needs; nothing is asked yet. password: asked for at each login."""
        self.account = f"{user} {url}"
        """Whom it asks for what is whose: with another one, what was agreed on is void."""
        self._fetcher = fetcher
        self._sandbox = sandbox
        self._url = url.rstrip("/")
        self._user = user
        self._password = password
        self._known_password: str | None = None
        """Once it was taken: whoever keeps it need not be asked again."""
        self._auth = ""
        self._token = ""

    @property
    def host(self) -> str:
        """Return the server's name, safe to show."""
        return host_of(self._url)

    def log_in(self) -> None:
        """Get what the server wants to see with every question: it is kept in memory alone."""
        url = f"{self._url}/accounts/ClientLogin"
        password = self._known_password or self._password()
        wanted = [("Email", self._user), ("Passwd", password), ("client", "qreader"),
                  ("accountType", "HOSTED_OR_GOOGLE"), ("service", "reader")]  # fmt: skip
        try:
            answer = self._ask(Request(url, form=urlencode(wanted)))
        except FetchError as error:
            self._known_password = None
            if error.status in _REFUSED:
                words = "does not take this name and password; many have an own one for the API"
            elif error.status == HTTPStatus.NOT_FOUND:
                words = "has no Google Reader API there; its settings show the address to name"
            else:
                raise
            raise FetchError(f"{self.host}: {words}", url, error.status) from error
        self._auth = self._read(answers.read_auth, answer)
        self._known_password = password
        token = self._ask(Request(f"{self._url}{_API}token", headers=self._headers))
        self._token = self._read(answers.read_token, token)

    # ---- subscriptions

    def subscriptions(self) -> list[Remote]:
        """Return what the user subscribes to."""
        return self._parsed(answers.read_subscriptions, self._get("subscription/list"))

    def subscribe(self, url: str, folder: str | None) -> str | None:
        """Subscribe to a feed; return the server's name for it, None where it is not taken."""
        answer = self._post("subscription/quickadd", [("quickadd", url)])
        stream = self._read(answers.read_added, answer)
        if stream is not None and folder:
            self.move(stream, folder, None)
        return stream

    def unsubscribe(self, stream: str) -> None:
        """Unsubscribe from a feed."""
        self._post("subscription/edit", [("ac", "unsubscribe"), ("s", stream)])

    def move(self, stream: str, folder: str | None, before: str | None) -> None:
        """Put a feed into another folder; None: into none."""
        edit = [("ac", "edit"), ("s", stream)]
        edit += [("a", LABEL + folder)] if folder else []
        edit += [("r", LABEL + before)] if before else []
        self._post("subscription/edit", edit)

    # ---- articles

    def numbers(self, stream: str, *, but: str | None = None) -> frozenset[str]:
        """Return the numbers of all articles of a stream, but for those of another.

        Whole or not at all.
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
        """Return articles with their bodies; those that the server has no longer are left out."""
        wanted = [("i", long_form(number)) for number in numbers]
        try:
            answer = self._post("stream/items/contents", wanted)
        except FetchError as error:
            if error.status in {HTTPStatus.BAD_REQUEST, HTTPStatus.NOT_FOUND}:
                return []  # so Miniflux says that it has none of them
            raise
        return self._parsed(answers.read_items, answer)

    def mark(self, numbers: Sequence[str], mark: Literal["read", "starred"], value: bool) -> None:
        """Set or take away a mark; at most EDITS_AT_ONCE articles."""
        tag = READ if mark == "read" else STARRED
        edit = [("a" if value else "r", tag), *(("i", long_form(number)) for number in numbers)]
        self._post("edit-tag", edit)

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
        # Miniflux looks for who asks in T, the others in the header
        return self._again(
            lambda: Request(url, headers=self._headers, form=urlencode([*form, ("T", self._token)]))
        )

    def _again(self, request: Callable[[], Request]) -> Document:
        """Ask, and once more after a new login where the old one has expired."""
        try:
            return self._ask(request())
        except FetchError as error:
            if error.status != HTTPStatus.UNAUTHORIZED:
                raise
        self.log_in()
        return self._ask(request())

    def _ask(self, request: Request) -> Document:
        answer = self._fetcher.ask(request)
        if isinstance(answer, NotModified):  # cannot be: nothing was said of an earlier answer
            raise FetchError(f"{self.host}: answered that nothing changed", request.url)
        return answer

    def _read(self, read: Callable[[Document], Value], answer: Document) -> Value:
        try:
            return read(answer)
        except ParseError as error:
            raise ParseError(f"{self.host}: {error}", answer.url) from error

    def _parsed(self, read: Callable[[Document], Value], answer: Document) -> Value:
        """Read what has markup in it where reading can be stopped."""
        return self._read(lambda document: self._sandbox.call(read, document), answer)
