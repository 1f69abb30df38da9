"""Factory: creates the `Refresh` of one cache, with fetcher and sandbox, from the configuration."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

from qreader.collect.fulltext import wants_page
from qreader.collect.programs import Programs
from qreader.collect.refresh import Refresh
from qreader.config.settings import Config
from qreader.model import Digest, Feed, FullText, Incoming
from qreader.process.sandbox import Sandbox
from qreader.sources.web.fetch import Fetcher
from qreader.store import Store


def refresh_for(
    store: Store,
    config: Config,
    clock: Callable[[], datetime],
    log_file: Path | None = None,
) -> Refresh:
    """Return the `Refresh` of a cache. It starts no process and opens no connection yet.

    log_file: gets what programs that failed complain of.
    """

    def wants(feed: Feed, incoming: Incoming, digest: Digest) -> bool:
        return wants_page(incoming, digest, feed.full_text or FullText(config.full_text))

    max_bytes = config.fetch_megabytes * 1_000_000
    fetcher = Fetcher(
        at_once=config.fetch_at_once,
        seconds=config.fetch_seconds,
        max_bytes=max_bytes,
        proxy=config.proxy or None,
        accesses=config.fetch,
    )
    programs = Programs(tuple(config.feed), fetcher, max_bytes, log_file)
    interval = timedelta(minutes=config.min_interval_minutes)
    return Refresh(
        store,
        fetcher,
        Sandbox(),
        interval,
        clock,
        wants,
        tuple(config.page),
        tuple(config.rewrite),
        programs,
    )
