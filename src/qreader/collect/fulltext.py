"""The full text of articles: whose pages to fetch, and when their text replaces the feed's.

Most feeds carry summaries. An article's page is fetched while there is a network, so that all of
it can be read offline.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from qreader.collect.parsing import Bodies, digests
from qreader.collect.refresh import Refresh
from qreader.config.tables import PageSelectors
from qreader.errors import FetchError, NotFoundError, ParseError, SourceError, UsageError
from qreader.model import (
    Article,
    ArticleId,
    Digest,
    Document,
    Entry,
    FullText,
    Incoming,
    NotModified,
    Paged,
    ReadPage,
    Wanted,
)
from qreader.sources.web.exchange import Request
from qreader.store import Store
from qreader.text import summary
from qreader.text.urls import is_made_up

TRIED_FOR = timedelta(days=14)
"""How long after its arrival an article's page is fetched again where the server did not answer."""
MAX_SENT_ON = 5
"""The most meta refreshes that are followed in a row."""
MAX_PAGES = 200
"""The most pages of one refresh, newest articles first; the others wait for the next one."""


def wants_page(incoming: Incoming, digest: Digest, full_text: FullText) -> bool:
    """Whether the page of a new article is fetched automatically."""
    url = incoming.entry.url or ""
    if full_text is FullText.NEVER or not url.startswith(("http://", "https://")):
        return False
    if is_made_up(url):
        return False
    return full_text is FullText.ALWAYS or is_summary(incoming.entry, digest.text)


def is_summary(entry: Entry, text: str) -> bool:
    """Whether a feed's text is probably a summary."""
    return summary.is_summary(text, (one.media_type for one in entry.enclosures))


# ---- what runs in the parser process


@dataclass(frozen=True, slots=True)
class FetchedPage:
    """A fetched page, and what the feed said of its article."""

    url: str
    document: Document
    entry: Entry
    pages: tuple[PageSelectors, ...] = ()
    """The person's selectors."""


@dataclass(frozen=True, slots=True)
class PageText:
    """A page's text, which may replace the feed's."""

    entry: Entry
    digest: Digest
    missed: bool = False
    """The person's selectors found nothing, so the article was recognised as on other pages."""


@dataclass(frozen=True, slots=True)
class NoText:
    """The result for a page that shows no more than the feed."""

    missed: bool
    """As in `PageText`."""


@dataclass(frozen=True, slots=True)
class MetaRefresh:
    """The result for a page that only redirects with a meta refresh."""

    url: str


def read_page(page: FetchedPage) -> PageText | NoText | MetaRefresh:
    """Parse a page whose text may replace the feed's. Raises ParseError where it has none."""
    try:
        found = _better(page)
    except ParseError:
        target = _sent_to(page)
        if target is None:
            raise
        return MetaRefresh(target)
    if isinstance(found, NoText):
        target = _sent_to(page)
        return MetaRefresh(target) if target else found
    (digest,) = digests(Bodies(page.url, (found.entry,)))
    return PageText(found.entry, digest, bool(found.missed))


def _better(page: FetchedPage) -> ReadPage | NoText:
    from qreader.sources.pages import article
    from qreader.sources.pages.better import is_another_page, is_better
    from qreader.sources.pages.text_page import is_text

    found = article.read_page(page.document, page.pages, page.url)
    if found.is_selected:  # the person said what the article is, be it shorter
        is_good = not is_another_page(found.entry, page.entry)
    else:
        is_good = is_better(found.entry, page.entry, is_text=is_text(page.document))
    return found if is_good else NoText(bool(found.missed))


def _sent_to(page: FetchedPage) -> str | None:
    from qreader.sources.pages.refresh import parsed_page, sent_to

    return sent_to(parsed_page(page.document), page.document)


# ---- fetching


def wanted_pages(store: Store, ids: Sequence[ArticleId] | None) -> list[Wanted]:
    """Return the pages of these articles, or of those on the want list.

    Raises UsageError where an article has no page, NotFoundError.
    """
    if ids is None:
        return [one for one in store.pages.wanted() if not is_made_up(one.url)][:MAX_PAGES]
    return [_wanted_page(store, article_id) for article_id in ids]


def fetch_pages(refresh: Refresh, wanted: Sequence[Wanted]) -> Iterator[Paged]:
    """Fetch pages, store the text of those with more than the feed's, and yield each result.

    Waits for the network. A failure is stored with its article, whose text stays. Raises
    StoreError.
    """
    # the feed's address, not the person's: it must not reach into a private network
    requests = [(item, Request(item.url, typed_url=item.feed_url)) for item in wanted]
    for item, result in refresh.fetcher.fetch_many(requests):
        error = None
        try:
            _take(refresh, item, result)
        except (SourceError, NotFoundError) as failed:  # not found: removed while it was fetched
            error = str(failed)
            again_since = refresh.clock() - TRIED_FOR if _may_pass(failed) else None
            refresh.store.pages.note_failure(item.article_id, error, again_since)
        yield Paged(item.article_id, item.title, item.url, error)


def _wanted_page(store: Store, article_id: ArticleId) -> Wanted:
    wanted = store.pages.of_article(article_id)
    if wanted is None:
        store.articles.one(article_id)
        raise UsageError(f"article {article_id} has no address to fetch its page from")
    if is_made_up(wanted.url):
        raise UsageError(f"article {article_id} came with qreader: its address is made up")
    return wanted


def _may_pass(failed: Exception) -> bool:
    """Whether a failure is temporary: of the network or of the server, rather than of the page."""
    return isinstance(failed, FetchError) and failed.status in {None, 429, 503}


def _take(refresh: Refresh, item: Wanted, result: Document | NotModified | FetchError) -> None:
    entry = _as_the_feed_said(refresh.store.articles.one(item.article_id))
    for _ in range(MAX_SENT_ON):
        if isinstance(result, FetchError):
            raise result
        if isinstance(result, NotModified):  # invalid: the request had no conditions
            raise FetchError("answered that nothing changed", item.url)
        page = FetchedPage(item.url, result, entry, refresh.pages)
        found = refresh.sandbox.call(read_page, page)
        if not isinstance(found, MetaRefresh):
            refresh.store.pages.note_selectors(item.article_id, missed=found.missed)
            if isinstance(found, NoText):
                raise ParseError("shows no more of the article than its feed", item.url)
            refresh.store.articles.take_page(
                item.article_id, found.entry, found.digest, now=refresh.clock()
            )
            return
        result = refresh.fetcher.fetch(found.url, typed_url=item.feed_url)
    raise ParseError(f"sends on more than {MAX_SENT_ON} times", item.url)


def _as_the_feed_said(article: Article) -> Entry:
    if article.page.fetched is None:
        return article.entry
    return replace(article.entry, body_html=article.entry.summary_html, summary_html=None)
