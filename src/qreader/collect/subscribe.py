"""Subscribing: finds what a target is: a feed, a site, an article, a file or a folder."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import NamedTuple

from qreader.collect.parsing import read_document, read_file, read_page
from qreader.errors import FetchError, FileError, ParseError, SourceError, UsageError
from qreader.model import Document, Listed, NotModified, ParsedFeed, Subscription, Validators
from qreader.process.sandbox import Sandbox
from qreader.sources.feeds import addresses, discover, lists, parse
from qreader.sources.files import FileKind, kind_of
from qreader.sources.pages.metadata import page_metadata
from qreader.sources.pages.refresh import parsed_page, sent_to
from qreader.sources.pages.text_page import is_text
from qreader.sources.web.fetch import Fetcher
from qreader.sources.web.lookup import is_own
from qreader.sources.web.reasons import PRIVATE
from qreader.text import urls
from qreader.text.safe import safe_line

PAGES_FOLDER = "Pages"
"""Where single articles from the web go, unless the person says otherwise."""
FILES_FOLDER = "Files"
"""Where single local files go."""
MAX_SENT_ON = 5
"""Redirects by markup that are followed in a row."""
KEPT_ELSEWHERE = (
    "the cache keeps no password: name a command for it in config.toml, under [[fetch]]"
)


@dataclass(frozen=True, slots=True)
class Source:
    """A source that was found and read."""

    subscription: Subscription
    parsed: ParsedFeed
    validators: Validators = Validators()
    is_page: bool = False
    others: tuple[str, ...] = ()
    """Other feeds that its site declares."""


def find(
    target: str,
    folder: str | None,
    fetcher: Fetcher,
    sandbox: Sandbox,
    *,
    rather_list: bool = False,
) -> Source | Listed:
    """Find out what the target is, and read it. Waits for the network where it is an address.

    rather_list: a file of lines is a list of feeds, no text to be read. Raises SourceError, which
    names the target; UsageError where there is none, or where it holds a password.
    """
    target = target.strip()
    if not target:
        raise UsageError("nothing to add: name an address, a file or a folder")
    path = local_path(target)
    if path is not None:
        listed = _list_on_disk(path, rather_list=rather_list)
        return listed or _on_disk(path, folder, sandbox)
    url = addresses.web_address(target)
    _refuse_password(url or target)
    if url is None:
        raise FetchError(f"{target}: only http and https addresses can be added", target)
    may_be_http = not addresses.has_scheme(target)
    return _on_the_web(_Asking(url, folder, fetcher, sandbox), may_be_http=may_be_http)


def local_path(target: str) -> Path | None:
    """Return the path that the target names, which may not exist; None: it is an address."""
    if addresses.has_scheme(target):
        return None
    path = _path(target)
    return path if _exists(path) or not addresses.is_bare(target) else None


def _refuse_password(url: str) -> None:
    shown = urls.without_password(url)
    if shown != url:
        raise UsageError(f"{safe_line(shown)}: {KEPT_ELSEWHERE}")


def _path(target: str) -> Path:
    if target[:5].lower() == "file:":
        return urls.path_of(f"file:{target[5:]}")
    try:
        return Path(target).expanduser()
    except RuntimeError:  # ~nobody: there is no such user, so there is no such file either
        return Path(target)


def _exists(path: Path) -> bool:
    try:
        return path.exists()
    except (OSError, ValueError):  # a name that no file can have
        return False


def _list_on_disk(path: Path, *, rather_list: bool) -> Listed | None:
    """Return the list of feeds that a file is, None where it is none."""
    kind = kind_of(path)
    if kind in {FileKind.PAGE, FileKind.MARKDOWN}:
        return None
    try:
        if not path.is_file():  # to open a pipe could wait for ever
            return None
        with path.open("rb") as file:
            head = file.read(lists.SNIFFED_BYTES)
    except (OSError, ValueError):  # which the readers of files have words for
        return None
    may_be_lines = kind is not FileKind.FEED and parse.kind(Document("", head)) is parse.Kind.OTHER
    if lists.is_list(head) or (rather_list and may_be_lines):
        return lists.read_list(path)
    return None


def _on_disk(path: Path, folder: str | None, sandbox: Sandbox) -> Source:
    if not _exists(path):
        raise FileError(f"{path}: there is no such file or folder", str(path))
    url = urls.file_url(path.resolve())
    parsed = sandbox.call(read_file, url)
    if folder is None and path.is_file() and len(parsed.entries) == 1:
        folder = FILES_FOLDER
    return Source(Subscription(url, folder=folder), parsed)


@dataclass(frozen=True, slots=True)
class Look:
    """What a document is at first sight."""

    kind: parse.Kind
    is_list: bool = False
    """Of feeds."""
    is_text: bool = False
    """Plain text, to be read as an article."""
    is_article: bool = False
    feeds: tuple[str, ...] = ()
    """The addresses of feeds that a page names, best first."""
    comment_feeds: tuple[str, ...] = ()
    declared: int = 0
    """How many of the feeds, from the first, are declared beyond doubt."""
    sent_to: str | None = None
    """Where a page sends on to."""


def look(document: Document) -> Look:
    """Look at a document; runs in the parser process, since a page may be anything."""
    kind = parse.kind(document)
    if kind is not parse.Kind.PAGE:
        is_list = lists.is_list(document.body)
        return Look(kind, is_list, is_text=not is_list and _is_text(kind, document))
    page = parsed_page(document)
    links = discover.feed_links(document, page)
    target = sent_to(page, document)
    is_article = page_metadata(page, document.url).is_article
    return Look(
        kind,
        is_article=is_article,
        feeds=links.feeds,
        comment_feeds=links.comments,
        declared=links.declared,
        sent_to=target,
    )


def _is_text(kind: parse.Kind, document: Document) -> bool:
    return kind is parse.Kind.OTHER and is_text(document) and not parse.may_be_feed(document)


def read_list(document: Document) -> Listed:
    """Read a list of feeds from elsewhere; runs in the parser process."""
    return lists.parse_list(document.body, local=False)


class _Asking(NamedTuple):
    """What every request for one target shares."""

    typed_url: str
    """The address that the person gave: only its host may lie in a private network."""
    folder: str | None
    fetcher: Fetcher
    sandbox: Sandbox

    def fetched(self, url: str) -> Document:
        result = self.fetcher.fetch(url, typed_url=self.typed_url)
        if isinstance(result, NotModified):  # cannot be: nothing was said of an earlier visit
            raise FetchError(f"{url}: the server answered that nothing changed", url)
        return result

    def feed(self, url: str, document: Document) -> Source:
        parsed = self.sandbox.call(read_document, document)
        return Source(Subscription(url, folder=self.folder), parsed, document.validators)

    def list(self, document: Document) -> Listed:
        """Read a list of feeds. Its addresses may lead to no private network but its own."""
        listed = self.sandbox.call(read_list, document)
        own = urls.host(self.typed_url)
        wrong = [
            one
            for one in listed.subscriptions
            if (host := urls.host(one.url)) != own and is_own(host or "")
        ]
        return replace(
            listed,
            subscriptions=tuple(one for one in listed.subscriptions if one not in wrong),
            skipped=(*listed.skipped, *(f"{one.url} ({PRIVATE})" for one in wrong)),
        )

    def page(self, url: str, document: Document) -> Source:
        try:
            parsed = self.sandbox.call(read_page, document)
        except ParseError as error:
            raise ParseError(
                f"{url}: neither a feed nor an article, and no feed was found on it", url
            ) from error
        subscription = Subscription(url, folder=self.folder or PAGES_FOLDER)
        return Source(subscription, parsed, document.validators, is_page=True)


def _on_the_web(asking: _Asking, *, may_be_http: bool) -> Source | Listed:
    asking, document = _first_answer(asking, may_be_http=may_be_http)
    url = asking.typed_url
    for _ in range(MAX_SENT_ON):
        seen = asking.sandbox.call(look, document)
        if seen.is_list:
            return asking.list(document)
        if seen.is_text:
            return asking.page(url, document)
        if seen.kind is not parse.Kind.PAGE:
            return asking.feed(url, document)
        if seen.sent_to is None or seen.is_article or seen.feeds:
            break
        url = seen.sent_to
        document = asking.fetched(url)
    else:
        raise FetchError(f"{url}: sends on more than {MAX_SENT_ON} times", url)
    if seen.is_article:
        with suppress(ParseError):  # some sites call all that they have an article
            return asking.page(url, document)
    return _best_feed(asking, seen, document.url) or asking.page(url, document)


def _first_answer(asking: _Asking, *, may_be_http: bool) -> tuple[_Asking, Document]:
    """Fetch an address; tries http where none was typed and the host does not answer by https."""
    try:
        return asking, asking.fetched(asking.typed_url)
    except FetchError as error:
        if may_be_http and asking.typed_url.startswith("https:") and error.status is None:
            plain = asking._replace(typed_url=asking.typed_url.replace("https", "http", 1))
            with suppress(FetchError):
                return plain, plain.fetched(plain.typed_url)
        raise


def _best_feed(asking: _Asking, seen: Look, page_url: str) -> Source | None:
    """Return the best feed of a site: one that has articles, and not of comments.

    What the site names comes first, then the places where feeds usually are.
    """
    best: Source | None = None
    least = (True, True, True)
    tried: set[str] = set()
    for candidates in (seen.feeds, discover.usual_paths(page_url), seen.comment_feeds):
        for candidate in candidates:
            tried.add(candidate)
            try:
                found = asking.feed(candidate, asking.fetched(candidate))
            except SourceError:  # a guess: the next one may be right
                continue
            title, entries = found.parsed.title, found.parsed.entries
            doubts = discover.is_of_comments(title), not entries, not title
            if best is None or doubts < least:
                best, least = found, doubts
            if not any(least[:2]):
                break
        if best is not None and not least[0]:
            break
    if best is None:
        return None
    declared = seen.feeds[: seen.declared]
    return replace(best, others=tuple(url for url in declared if url not in tried))
