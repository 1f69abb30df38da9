"""Programs as sources: feeds that the commands of the configuration write."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Generator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass, field, replace
from pathlib import Path
from urllib.parse import quote, unquote

from qreader.config.tables import ProgramFeed
from qreader.errors import FetchError, UsageError
from qreader.model import Document, Feed, NotModified, Pace, Recipe, Subscription, Validators
from qreader.model.feeds import PROGRAM_SCHEME
from qreader.model.recipes import RECIPE_PARTS
from qreader.process import sending
from qreader.process.bugs import note
from qreader.sources.recipes.check import checked
from qreader.sources.recipes.kinds import decided
from qreader.sources.web.fetch import Fetcher

SECONDS = 60
"""The longest time that a command may take."""
AT_ONCE = 4
"""Commands that run at the same time: one that hangs delays few others."""

Outcome = tuple[Feed, Document | NotModified | FetchError]


def address_of(title: str) -> str:
    """Return the address by which the cache knows a program's feed."""
    return PROGRAM_SCHEME + quote(title, safe="")


def subscription(program: ProgramFeed) -> Subscription:
    """Return the subscription to a program's feed."""
    return Subscription(address_of(program.title), program.title, program.folder or None)


@dataclass(frozen=True, slots=True)
class Programs:
    """Runs the programs of one configuration."""

    configured: tuple[ProgramFeed, ...]
    fetcher: Fetcher
    max_bytes: int
    """The most that a program may print, as of a fetched feed."""
    log_file: Path | None = None
    """What gets all that a failed program wrote to its standard error."""
    _stops: set[threading.Event] = field(default_factory=set)
    """Of each run that is under way: ends its programs."""

    def run(self, feeds: Sequence[Feed]) -> Generator[Outcome, None, None]:
        """Run the programs of these feeds; yield what each printed, or why it failed, as it ends.

        The feeds yielded have the pace that the configuration says. Closing the iterator kills what
        runs.
        """
        if not feeds:
            return
        pool = ThreadPoolExecutor(min(AT_ONCE, len(feeds)), thread_name_prefix="program")
        stop = threading.Event()
        self._stops.add(stop)
        try:
            for done in as_completed([pool.submit(self._outcome, feed, stop) for feed in feeds]):
                yield done.result()
        finally:
            stop.set()
            self._stops.discard(stop)
            pool.shutdown(cancel_futures=True)

    def close(self) -> None:
        """Kill what runs."""
        for stop in tuple(self._stops):
            stop.set()

    def _outcome(self, feed: Feed, stop: threading.Event) -> Outcome:
        try:
            program = self._program(feed)
            feed = replace(feed, pace=Pace(program.minutes * 60))
            document = self._printed(feed, program, stop)
            if program.page:
                recipe = checked(decided(document, _recipe(program.page)))
                feed = replace(feed, recipe=recipe)
        except FetchError as error:
            return feed, error
        except UsageError as error:  # it cannot be run, or its page not be read so
            return feed, FetchError(str(error), feed.url)
        known = feed.validators.body_hash
        if document.validators.body_hash == known:
            return feed, NotModified(feed.url, document.validators)
        return feed, document

    def _program(self, feed: Feed) -> ProgramFeed:
        for one in self.configured:
            if address_of(one.title) == feed.url:
                return one
        title = unquote(feed.url.removeprefix(PROGRAM_SCHEME))
        raise FetchError(f"the configuration has no [[feed]] with the title {title!r}", feed.url)

    def _printed(self, feed: Feed, program: ProgramFeed, stop: threading.Event) -> Document:
        command, given, url = program.command, b"", feed.url
        if program.filter:
            answer = self.fetcher.fetch(program.url)
            if isinstance(answer, NotModified):  # invalid: the request had no conditions
                raise FetchError("answered that nothing changed", program.url)
            command, given, url = program.filter, answer.body, answer.url
        ended = sending.run(command, given, seconds=SECONDS, output_bytes=self.max_bytes, stop=stop)
        why = ended.failure or ("" if ended.output.strip() else "printed nothing")
        if ended.errors and why and self.log_file is not None:
            note(f"[[feed]] {feed.title}: {why}", ended.errors, self.log_file)
        if why:
            raise FetchError(f"{sending.program(command)} {why}", feed.url)
        known = hashlib.sha256(ended.output + str(sorted(program.page.items())).encode())
        return Document(url, ended.output, validators=Validators(None, None, known.hexdigest()))


def _recipe(page: Mapping[str, str]) -> Recipe:
    items, title, link, date, text, author = (page.get(part, "") for part in RECIPE_PARTS)
    return Recipe(items, title, link, date, text, author)
