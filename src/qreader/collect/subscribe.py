"""Subscribing: finds out what a target is: a feed, a site, an article, a file or a folder."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import NamedTuple

from qreader.collect.looking import Look, look, read_list
from qreader.collect.mail import folder_of, mailbox_title
from qreader.collect.parsing import (
    LocalSource,
    Page,
    Stated,
    page_offer,
    read_document,
    read_file,
    read_page,
    read_stories,
)
from qreader.config.tables import PageSelectors
from qreader.errors import FetchError, FileError, ParseError, SourceError, UsageError
from qreader.model import (
    Document,
    Listed,
    NotModified,
    Offer,
    PageOffer,
    ParsedFeed,
    Recipe,
    Subscription,
    Validators,
)
from qreader.process.sandbox import Sandbox
from qreader.sources.feeds import addresses, discover, lists, parse, sites
from qreader.sources.files import FileKind, kind_of
from qreader.sources.mail.mailbox import MailboxKind, mailbox_kind, mailboxes_in
from qreader.sources.recipes.check import PAGE_ITSELF, checked
from qreader.sources.recipes.kinds import decided
from qreader.sources.web.fetch import Fetcher
from qreader.sources.web.lookup import is_own
from qreader.sources.web.reasons import PRIVATE
from qreader.text import urls
from qreader.text.safe import safe_line

PAGES_FOLDER = "Pages"
"""The default folder of single articles from the web."""
FILES_FOLDER = "Files"
"""The default folder of single local files."""
MAX_SENT_ON = 5
"""The most meta refreshes that are followed in a row."""
NO_SUCH_FEED = frozenset({400, 404, 410, 422})
"""Statuses of a server that has no such feed; any other says that it may have one."""
KEPT_ELSEWHERE = (
    "the cache keeps no password: name a command for it in config.toml, under [[fetch]]"
)


@dataclass(frozen=True, slots=True)
class Source:
    """A source that was found and parsed."""

    subscription: Subscription
    parsed: ParsedFeed
    validators: Validators = Validators()
    is_page: bool = False
    others: tuple[Offer, ...] = ()
    """Other feeds of its site."""
    is_mailbox: bool = False
    """Its articles are not parsed yet: they are read in batches."""


def find(
    target: str,
    folder: str | None,
    fetcher: Fetcher,
    sandbox: Sandbox,
    *,
    rather_list: bool = False,
    pages: tuple[PageSelectors, ...] = (),
    offer: Offer | None = None,
    recipe: Recipe | None = None,
) -> Source | Listed | PageOffer:
    """Find out what the target is, and parse it. Waits for the network where it is an address.

    rather_list: a file of lines is a list of feeds, not a text; pages: the person's selectors;
    offer: the one of `offers` that the person chose; recipe: how stories are found at an address.
    Raises SourceError, which names the target; UsageError where the target is empty or holds a
    password, or the recipe cannot be read.
    """
    target = target.strip()
    if not target:
        raise UsageError("nothing to add: name an address, a file or a folder")
    path = local_path(target)
    if recipe is not None:
        if path is not None:
            raise UsageError("--items: is for an address; a file is read as it is")
        recipe = checked(recipe)  # before anything is fetched
    if path is not None:
        listed = mailbox_kind(path) is None and _list_on_disk(path, rather_list=rather_list)
        return listed or _on_disk(path, folder, sandbox, pages)
    may_be_http = not addresses.has_scheme(target)
    asking = _Asking(_web_address(target), folder, fetcher, sandbox, pages)
    if recipe is not None:
        asking, document = _first_answer(asking, may_be_http=may_be_http)
        if recipe.items == PAGE_ITSELF:
            return asking.page(asking.typed_url, document)
        return asking.stories(asking.typed_url, document, recipe)
    found = sites.recognised(asking.typed_url)
    of_site = _of_site(asking, found, offer, may_be_http=may_be_http) if found else None
    return of_site or _on_the_web(asking, may_be_http=may_be_http)


def offers(
    target: str, fetcher: Fetcher, sandbox: Sandbox, *, certain: bool = False
) -> tuple[Offer, ...]:
    """Return the feeds that an address of a known kind has, best first; empty for all else.

    certain: only where no other site has such addresses. Waits for the network where the address
    does not say them. Raises as `find` does.
    """
    target = target.strip()
    if not target or local_path(target) is not None:
        return ()
    asking = _Asking(_web_address(target), None, fetcher, sandbox)
    found = sites.recognised(asking.typed_url)
    if found is None or (certain and found.site.is_guess):
        return ()
    return asking.offers(found)


def find_feed(target: str, fetcher: Fetcher, sandbox: Sandbox) -> Source:
    """Find the feed of a target, as `find` does. Raises ParseError where it is not a feed."""
    found = find(target, None, fetcher, sandbox)
    path = local_path(target.strip())
    is_article = path is not None and path.is_file() and not _is_feed(path)
    if isinstance(found, Listed | PageOffer) or found.is_page or is_article:
        raise ParseError(f"{target.strip()}: is no feed", target)
    return found


def find_stories(url: str, recipe: Recipe, fetcher: Fetcher, sandbox: Sandbox) -> Source:
    """Read a page by a recipe. Raises SourceError where it finds nothing; UsageError."""
    found = find(url, None, fetcher, sandbox, recipe=recipe)
    if not isinstance(found, Source) or found.is_page:
        raise UsageError("--items none: adds a page as an article; it is for add")
    return found


def find_moved(target: str, recipe: Recipe | None, fetcher: Fetcher, sandbox: Sandbox) -> Source:
    """Find a feed's new address: a page that its recipe, if it has one, fits, else a feed.

    Raises as `find_feed`.
    """
    if recipe is not None:
        with suppress(ParseError):
            return find_stories(target, recipe, fetcher, sandbox)
    return find_feed(target, fetcher, sandbox)


def local_path(target: str) -> Path | None:
    """Return the path of a target, which may not exist; None: the target is an address."""
    if addresses.has_scheme(target):
        return None
    path = _path(target)
    is_address = addresses.is_bare(target) or sites.address_of(target) is not None
    return None if is_address and not _exists(path) else path


def _web_address(target: str) -> str:
    """Return the address that a target means. Raises FetchError, UsageError."""
    url = addresses.web_address(sites.address_of(target) or target)
    _refuse_password(url or target)
    if url is None:
        raise FetchError(f"{target}: only http and https addresses can be added", target)
    return url


def _refuse_password(url: str) -> None:
    shown = urls.without_password(url)
    if shown != url:
        raise UsageError(f"{safe_line(shown)}: {KEPT_ELSEWHERE}")


def _path(target: str) -> Path:
    if target[:5].lower() == "file:":
        return urls.path_of(f"file:{target[5:]}")
    try:
        return Path(target).expanduser()
    except RuntimeError:  # `~name` of an unknown user: there is no such file
        return Path(target)


def _exists(path: Path) -> bool:
    try:
        return path.exists()
    except (OSError, ValueError):  # a name that no file can have
        return False


def _list_on_disk(path: Path, *, rather_list: bool) -> Listed | None:
    """Return the contents of a list of feeds; None where the file is no list."""
    kind = kind_of(path)
    if kind in {FileKind.PAGE, FileKind.MARKDOWN}:
        return None
    try:
        if not path.is_file():  # opening a pipe could wait for ever
            return None
        with path.open("rb") as file:
            head = file.read(lists.SNIFFED_BYTES)
    except (OSError, ValueError):  # `sources.files` raises it again with a message
        return None
    may_be_lines = kind is not FileKind.FEED and parse.kind(Document("", head)) is parse.Kind.OTHER
    if lists.is_list(head) or (rather_list and may_be_lines):
        return lists.read_list(path)
    return None


def _is_feed(path: Path) -> bool:
    kind = kind_of(path)
    if kind is not None:
        return kind is FileKind.FEED
    with path.open("rb") as file:
        head = Document("", file.read(lists.SNIFFED_BYTES))
    return parse.kind(head) in {parse.Kind.XML_FEED, parse.Kind.JSON}


def _on_disk(
    path: Path, folder: str | None, sandbox: Sandbox, pages: tuple[PageSelectors, ...]
) -> Source:
    if not _exists(path):
        raise FileError(f"{path}: there is no such file or folder", str(path))
    if path.resolve() == Path(path.resolve().anchor):
        raise FileError(f"{path}: is everything on this disk; name a folder of it", str(path))
    url = urls.file_url(path.resolve())
    kind = mailbox_kind(path)
    if kind is not None:
        folder = FILES_FOLDER if folder is None and kind is MailboxKind.FILE else folder
        title = mailbox_title(path.resolve())
        subscription = Subscription(url, folder=folder or folder_of(title))
        return Source(subscription, ParsedFeed(title), is_mailbox=True)
    try:
        parsed = sandbox.call(read_file, LocalSource(url, pages))
    except FileError as error:
        inside = ", ".join(map(safe_line, mailboxes_in(path)))
        if inside:
            said = f"{path}: holds mailboxes, to be added one by one: {inside}"
            raise FileError(said, str(path)) from error
        raise
    if folder is None and path.is_file() and len(parsed.entries) == 1:
        folder = FILES_FOLDER
    return Source(Subscription(url, folder=folder), parsed)


class _Asking(NamedTuple):
    """What all requests for one target share."""

    typed_url: str
    """The address that the person gave: only its host may be in a private network."""
    folder: str | None
    fetcher: Fetcher
    sandbox: Sandbox
    pages: tuple[PageSelectors, ...] = ()
    """The person's selectors for pages."""

    def fetched(self, url: str) -> Document:
        result = self.fetcher.fetch(url, typed_url=self.typed_url)
        if isinstance(result, NotModified):  # invalid: the request had no conditions
            raise FetchError(f"{url}: the server answered that nothing changed", url)
        return result

    def offers(self, found: sites.Recognised) -> tuple[Offer, ...]:
        """Return the feeds of an address of a known kind. Raises FetchError."""
        if found.asks is None:
            return found.offers
        document = self._replace(typed_url=found.asks).fetched(found.asks)
        offers = self.sandbox.call(sites.offers_in, sites.Answer(found, document))
        if not offers:
            raise FetchError(f"{self.typed_url}: {found.site.unknown}", self.typed_url)
        return offers

    def feed(self, url: str, document: Document) -> Source:
        parsed = self.sandbox.call(read_document, document)
        return Source(Subscription(url, folder=self.folder), parsed, document.validators)

    def stories(self, url: str, document: Document, recipe: Recipe) -> Source:
        """Read a document by a recipe, whose kind is known from now on."""
        recipe = checked(decided(document, recipe))
        parsed = self.sandbox.call(read_stories, Stated(document, recipe))
        subscription = Subscription(url, folder=self.folder, recipe=recipe)
        return Source(subscription, parsed, document.validators)

    def list(self, document: Document) -> Listed:
        """Parse a list of feeds. Only its own host may be in a private network."""
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
            programs=(),  # a person copies none from the web
            skipped=(*listed.skipped, *(f"{one.url} ({PRIVATE})" for one in wrong)),
        )

    def page(self, url: str, document: Document) -> Source:
        try:
            parsed = self.sandbox.call(read_page, Page(document, self.pages))
        except ParseError as error:
            raise ParseError(
                f"{url}: neither a feed nor an article, and no feed was found on it;"
                " `--items` says where its stories are",
                url,
            ) from error
        subscription = Subscription(url, folder=self.folder or PAGES_FOLDER)
        return Source(subscription, parsed, document.validators, is_page=True)


def _on_the_web(asking: _Asking, *, may_be_http: bool) -> Source | Listed | PageOffer:
    asking, document = _first_answer(asking, may_be_http=may_be_http)
    url = asking.typed_url
    found = sites.recognised(document.url) if document.url != url else None
    if found is not None and not found.site.is_guess:  # a short address, sent on to a known site
        source = _of_site(asking, found, None, may_be_http=False)
        if source is not None:
            return source
    for _ in range(MAX_SENT_ON):
        seen = asking.sandbox.call(look, document)
        if seen.is_list:
            return asking.list(document)
        if seen.is_text:
            return asking.page(url, document)
        if seen.kind is parse.Kind.JSON:
            return _json_feed(asking, url, document)
        if seen.kind is not parse.Kind.PAGE:
            return asking.feed(url, document)
        if seen.sent_to is None or seen.is_article or seen.feeds:
            break
        url = seen.sent_to
        document = asking.fetched(url)
    else:
        raise FetchError(f"{url}: sends on more than {MAX_SENT_ON} times", url)
    if seen.is_article:
        with suppress(ParseError):  # some sites mark every page as an article
            return asking.page(url, document)
    return (
        _best_feed(asking, seen, document.url)
        or _offered(asking, url, document)
        or asking.page(url, document)
    )


def _json_feed(asking: _Asking, url: str, document: Document) -> Source:
    try:
        return asking.feed(url, document)
    except ParseError as error:
        said = f"{url}: {error}; `--items` says where its stories are"
        raise ParseError(said, url) from error


def _offered(asking: _Asking, url: str, document: Document) -> PageOffer | None:
    """Return the stories that are recognised on a page without a feed."""
    with suppress(ParseError):
        found = asking.sandbox.call(page_offer, document)
        return None if found is None else replace(found, url=url)
    return None


def _of_site(
    asking: _Asking, found: sites.Recognised, chosen: Offer | None, *, may_be_http: bool
) -> Source | None:
    """Return the chosen feed of a known site, else the best with articles; None: of no such site.

    Raises FetchError where the site does not answer, or has no such feed.
    """
    offers = asking.offers(found) if chosen is None else (chosen,)
    best: tuple[Source, Offer] | None = None
    for offer in offers:
        try:
            source = asking.feed(offer.url, _as_typed(asking, found, offer.url).fetched(offer.url))
        except ParseError:  # a page says that there is none
            continue
        except FetchError as error:
            may_be_other = found.site.is_guess and (may_be_http or error.status is not None)
            if error.status not in NO_SUCH_FEED and not may_be_other:
                raise
            continue
        if best is None or source.parsed.entries:
            best = source, offer
        if source.parsed.entries:
            break
    if best is not None:
        source, taken = best
        return replace(source, others=tuple(one for one in offers if one != taken))
    if found.site.is_guess and chosen is None:
        return None
    said = found.site.absent or "the site has no such feed: is the address right?"
    raise FetchError(f"{asking.typed_url}: {said}", asking.typed_url)


def _as_typed(asking: _Asking, found: sites.Recognised, url: str) -> _Asking:
    """Return the asking for a feed whose host follows from what was typed: its logins count."""
    return asking if found.site.leads_anywhere else asking._replace(typed_url=url)


def _first_answer(asking: _Asking, *, may_be_http: bool) -> tuple[_Asking, Document]:
    """Fetch an address; try http where no scheme was typed and the host does not answer https."""
    try:
        return asking, asking.fetched(asking.typed_url)
    except FetchError as error:
        if may_be_http and asking.typed_url.startswith("https:") and error.status is None:
            plain = asking._replace(typed_url=asking.typed_url.replace("https", "http", 1))
            with suppress(FetchError):
                return plain, plain.fetched(plain.typed_url)
        raise


def _best_feed(asking: _Asking, seen: Look, page_url: str) -> Source | None:
    """Return the best feed of a site: one with articles that is not of comments.

    Feeds that the site names are tried first, then usual addresses.
    """
    best: Source | None = None
    least = (True, True, True)
    tried: set[str] = set()
    for candidates in (seen.feeds, discover.usual_paths(page_url), seen.comment_feeds):
        for candidate in candidates:
            tried.add(candidate)
            try:
                found = asking.feed(candidate, asking.fetched(candidate))
            except SourceError:  # it was a guess: the next one may be right
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
    return replace(best, others=tuple(Offer(url) for url in declared if url not in tried))
