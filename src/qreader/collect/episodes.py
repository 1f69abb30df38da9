"""Episodes: fetches the transcript or the chapters that a feed names, and keeps them to read."""

from __future__ import annotations

from contextlib import closing
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING

from qreader.errors import UsageError
from qreader.model import Answer, NotModified
from qreader.process.sandbox import Sandbox
from qreader.sources.feeds.transcripts import Wanted, read_episode_text
from qreader.sources.web.exchange import Request

if TYPE_CHECKING:
    from qreader.model import ArticleId, Enclosure
    from qreader.sources.web.fetch import Fetcher
    from qreader.store import Store

MAX_BYTES = 5_000_000
"""The largest file: a transcript of ten hours has a tenth of it."""


class EpisodeText(StrEnum):
    """What there is to read of an episode besides its article."""

    TRANSCRIPT = "transcript"
    CHAPTERS = "chapters"


def fetch_text(
    store: Store, fetcher: Fetcher, article_id: ArticleId, kind: EpisodeText, now: datetime
) -> Answer:
    """Fetch a text of an article's episode, and keep it with the answers to the article.

    Waits for the network. Raises UsageError where its feed names none, NotFoundError, FetchError,
    ParseError.
    """
    article = store.articles.one(article_id)
    url, media_type = _address(article.entry.enclosures, kind)
    feed = store.feeds.one(article.row.feed_id)
    document = fetcher.ask(Request(url, typed_url=feed.typed_url or feed.url, max_bytes=MAX_BYTES))
    if isinstance(document, NotModified):  # invalid: the request had no conditions
        raise UsageError("the server answered that nothing changed")
    with closing(Sandbox()) as sandbox:
        wanted = Wanted(document, media_type, kind is EpisodeText.CHAPTERS)
        read = sandbox.call(read_episode_text, wanted)
    answer = Answer(kind.value, now, read.html, read.text)
    store.answers.keep(article_id, answer)
    return answer


def _address(enclosures: tuple[Enclosure, ...], kind: EpisodeText) -> tuple[str, str]:
    for one in enclosures:
        if kind is EpisodeText.TRANSCRIPT and one.transcripts:
            return one.transcripts[0]
        if kind is EpisodeText.CHAPTERS and one.chapters_url:
            return one.chapters_url, "application/json"
    raise UsageError(f"Its feed names no {kind.value}")
