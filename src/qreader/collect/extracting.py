"""Extracting: reads one page or one file without storing it."""

from __future__ import annotations

from qreader.collect import subscribe
from qreader.collect.parsing import LocalSource, Page
from qreader.config.tables import PageSelectors
from qreader.errors import FetchError
from qreader.model import NotModified, ReadPage
from qreader.process.sandbox import Sandbox
from qreader.sources.feeds import addresses
from qreader.sources.web.fetch import Fetcher
from qreader.text import urls


def extract(
    target: str, pages: tuple[PageSelectors, ...], fetcher: Fetcher, sandbox: Sandbox
) -> ReadPage:
    """Return the article of a page, or of a file. Raises SourceError."""
    path = subscribe.local_path(target)
    if path is not None:
        return sandbox.call(read_local_page, LocalSource(urls.file_url(path.absolute()), pages))
    url = addresses.web_address(target)
    if url is None:
        raise FetchError(f"{target}: only http and https addresses can be read", target)
    answer = fetcher.fetch(url)
    if isinstance(answer, NotModified):  # invalid: the request had no conditions
        raise FetchError(f"{url}: the server answered that nothing changed", url)
    return sandbox.call(read_one_page, Page(answer, pages))


def read_one_page(page: Page) -> ReadPage:
    """Parse a fetched page; runs in the sandbox."""
    from qreader.sources.pages.article import read_page

    return read_page(page.document, page.pages)


def read_local_page(source: LocalSource) -> ReadPage:
    """Parse a local file; runs in the sandbox."""
    from qreader.sources.files import read_entry

    return read_entry(urls.path_of(source.url), source.pages)
