"""What a person means by "add this": an address, a site, an article, a file or a folder."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from qreader.errors import FetchError, FileError, ParseError, SourceError, UsageError
from qreader.model import Document, NotModified, ParsedFeed, Subscription, Validators
from qreader.parsing import read_document, read_file, read_page
from qreader.sources.decode import decode
from qreader.sources.feeds import addresses, discover, parse
from qreader.sources.pages.metadata import page_metadata
from qreader.sources.sandbox import Sandbox
from qreader.sources.web.fetch import Fetcher
from qreader.text import urls
from qreader.text.html_guard import bounded
from qreader.text.safe import safe_line

PAGES_FOLDER = "Pages"
"""Where single articles from the web go, unless the person says otherwise."""
FILES_FOLDER = "Files"
"""Where single local files go."""
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


def find(target: str, folder: str | None, fetcher: Fetcher, sandbox: Sandbox) -> Source:
    """Find out what the target is, and read it. Waits for the network where it is an address.

    Raises SourceError, which names the target; UsageError where there is none, or where it holds a
    password.
    """
    target = target.strip()
    if not target:
        raise UsageError("nothing to add: name an address, a file or a folder")
    path = None if addresses.has_scheme(target) else _path(target)
    if path is not None and (_exists(path) or not addresses.is_bare(target)):
        return _on_disk(path, folder, sandbox)
    url = addresses.web_address(target)
    _refuse_password(url or target)
    if url is None:
        raise FetchError(f"{target}: only http and https addresses can be added", target)
    return _on_the_web(url, folder, fetcher, sandbox, may_be_http=path is not None)


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
    is_article: bool = False
    feeds: tuple[str, ...] = ()
    """The addresses of feeds that a page names."""


def look(document: Document) -> Look:
    """Look at a document; runs in the parser process, since a page may be anything."""
    kind = parse.kind(document)
    if kind is not parse.Kind.PAGE:
        return Look(kind)
    from selectolax.lexbor import LexborHTMLParser

    metadata = page_metadata(LexborHTMLParser(bounded(decode(document))), document.url)
    return Look(kind, metadata.is_article, tuple(discover.feed_links(document)))


def _on_the_web(
    url: str, folder: str | None, fetcher: Fetcher, sandbox: Sandbox, *, may_be_http: bool
) -> Source:
    try:
        document = _fetched(url, fetcher)
    except FetchError as error:
        plain = url.replace("https:", "http:", 1)
        if not may_be_http or plain == url or error.status is not None:
            raise
        # nobody said https, and nobody spoke it there
        try:
            document = _fetched(plain, fetcher)
        except FetchError:
            raise error from None
        url = plain
    seen = sandbox.call(look, document)
    if seen.kind is not parse.Kind.PAGE:
        return _feed(url, document, folder, sandbox)
    if seen.is_article:
        with suppress(ParseError):  # some sites call all that they have an article
            return _page(url, document, folder, sandbox)
    # what the site names comes first, then the places where feeds usually are
    for candidate in (*seen.feeds, *discover.usual_paths(document.url)):
        with suppress(SourceError):  # a guess: the next one may be right
            found = _fetched(candidate, fetcher, typed_url=url)
            return _feed(candidate, found, folder, sandbox)
    return _page(url, document, folder, sandbox)


def _feed(url: str, document: Document, folder: str | None, sandbox: Sandbox) -> Source:
    parsed = sandbox.call(read_document, document)
    return Source(Subscription(url, folder=folder), parsed, document.validators)


def _page(url: str, document: Document, folder: str | None, sandbox: Sandbox) -> Source:
    try:
        parsed = sandbox.call(read_page, document)
    except ParseError as error:
        raise ParseError(
            f"{url}: neither a feed nor an article, and no feed was found on it", url
        ) from error
    subscription = Subscription(url, folder=folder or PAGES_FOLDER)
    return Source(subscription, parsed, document.validators, is_page=True)


def _fetched(url: str, fetcher: Fetcher, typed_url: str | None = None) -> Document:
    result = fetcher.fetch(url, typed_url=typed_url)
    if isinstance(result, NotModified):  # cannot be: nothing was said of an earlier visit
        raise FetchError(f"{url}: the server answered that nothing changed", url)
    return result
