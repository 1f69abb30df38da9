"""News: what comes in: refreshing, adding, the starter packs, and what other processes change."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from qreader import model
from qreader.errors import QReaderError
from qreader.model import Query, Scope
from qreader.text.safe import safe_line
from qreader.tui.actions import Where
from qreader.tui.cells import plural
from qreader.tui.question import Question
from qreader.tui.sync_server import SyncServer
from qreader.tui.terminal.inside import write
from qreader.tui.typed_paths import path_completed
from qreader.tui.widgets.feed_tree import Branch, grow

if TYPE_CHECKING:
    from textual.timer import Timer

    from qreader.model import Added, Feed, FeedId, Imported, Pack, Refreshed, SyncState, Told
    from qreader.tui.reader import Reader
    from qreader.tui.work import Report

POLL_SECONDS = 1.0
"""How soon the work of another process is noticed."""
PROGRESS_SECONDS = 1.0
"""The status line and the list change at most so often while a refresh runs."""
SAMPLER_SECONDS = 0.2
"""The articles that travel with qreader appear one after the other, the first at once."""


class Grown(NamedTuple):
    """The feeds, the tree that is made of them, and how the sync with their server stands."""

    feeds: list[Feed]
    branches: list[Branch]
    sync: SyncState | None


@dataclass(slots=True)
class Counted:
    """How a refresh goes."""

    total: int
    done: int = 0
    new: int = 0
    failed: list[str] = field(default_factory=list)
    skipped: str = ""
    """What is not asked, and why."""

    def add(self, refreshed: Refreshed) -> None:
        """Count a feed."""
        self.done += 1
        self.new += refreshed.new
        if refreshed.error is not None:
            self.failed.append(safe_line(refreshed.feed))

    @property
    def sentence(self) -> str:
        """What became of it all."""
        came = f"{self.new} new" if self.new else "nothing new"
        if not self.failed:
            skipped = f"; not asked: {self.skipped}" if self.skipped else ""
            return f"{plural(self.done, 'feed')} refreshed, {came}{skipped}"
        if len(self.failed) == 1:
            return f"{self.failed[0]} failed, ge says why; {came}"
        return f"{len(self.failed)} feeds failed, ge lists them; {came}"


class News:
    """Brings articles in. Runs on the event loop; the network is met on threads of `work`."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader
        self._feeds: Sequence[Feed] | None = None
        self._counted: Counted | None = None
        self._ticking: Timer | None = None
        self._changed = False
        self._version: int | None = None
        self.server = SyncServer(reader)

    # ---- feeds

    @property
    def feeds(self) -> Sequence[Feed]:
        """Every feed; read here only for a key that comes before the tree does."""
        if self._feeds is None:
            self._feeds = self._reader.library.feeds()
        return self._feeds

    def read_feeds(self) -> Grown:
        """Read and grow the tree: in a thread, since there may be thousands of feeds."""
        library = self._reader.library
        feeds = library.feeds()
        branches = grow(
            feeds,
            library.count(Query(Scope.STARRED)),
            library.count(Query(Scope.LATER)),
            library.searches(),
            library.tags(),
            kept_unread=library.kept_unread(),
        )
        return Grown(feeds, branches, library.sync_state())

    def take_feeds(self, grown: Grown) -> None:
        """Show the tree; ask what the last sync has to know."""
        self._feeds = grown.feeds
        self._reader.feed_tree.show(grown.branches)
        self.server.take(grown.sync)

    def reload_feeds(self) -> None:
        """Bring the tree up to date."""
        self._reader.work.latest("feeds", self.read_feeds, self.take_feeds)

    @property
    def failed(self) -> list[Feed]:
        """The feeds whose last refresh failed."""
        return [feed for feed in self.feeds if feed.error is not None]

    def show_failed(self) -> None:
        """Show which feeds failed, and why."""
        from qreader.tui.help import Choice, Lookup

        failed = self.failed
        if not failed and self.server.error is None:
            self._reader.say("No feed failed")
            return

        def chosen(feed: object) -> None:
            if isinstance(feed, model.Feed):
                self._reader.browse.show(Query(feed_id=feed.id), safe_line(feed.title))
                self._reader.go(Where.LIST)

        def retry(feed: object) -> None:
            if isinstance(feed, model.Feed):
                self.refresh([feed.id])
            elif isinstance(feed, model.SyncState):
                self.refresh()

        choices = [Choice(feed.title, feed.error or "", feed) for feed in failed]
        if self.server.error is not None:
            choices.insert(0, self.server.choice)
        lookup = Lookup(
            "Feeds that failed",
            choices,
            chosen,
            keys={
                "r": ("tries it again", retry),
                "R": ("all", lambda _: self.refresh([feed.id for feed in failed])),
            },
        )
        self._reader.app.push_screen(lookup)

    # ---- refreshing

    @property
    def is_refreshing(self) -> bool:
        """Whether a refresh is under way, whose progress is shown."""
        return self._counted is not None

    def refresh(self, feed_ids: Sequence[FeedId] | None = None, *, only_due: bool = False) -> None:
        """Fetch feeds, by default all of them, while reading goes on."""
        total = len(self.feeds) if feed_ids is None else len(feed_ids)
        if self._counted is not None:
            self._reader.say("A refresh is under way")
            return
        if not total:
            self._reader.say("No feeds yet: a adds one, gp shows packs to start with")
            return
        library = self._reader.library

        counted = self._counted = Counted(total)

        def call(report: Report) -> Told:
            if feed_ids is None:
                counted.skipped = library.skipped(only_due=only_due)
            for refreshed in library.refresh(feed_ids, only_due=only_due):
                report(refreshed)
            return library.tell_news()

        self._reader.status.show_progress(f"refreshing 0/{total}")
        self._ticking = self._reader.set_interval(PROGRESS_SECONDS, self._tick)
        self._reader.work.apart(
            "refresh", call, lambda told: self._end_refresh(only_due, told), heard=self._heard,
            failed=lambda error: self._end_refresh(only_due, model.Told(), str(error)),
        )  # fmt: skip

    def _heard(self, refreshed: Refreshed) -> None:
        if self._counted is not None:
            self._counted.add(refreshed)
            self._changed = True

    def _tick(self) -> None:
        if self._counted is not None and self._changed:
            self._changed = False
            self._reader.status.show_progress(
                f"refreshing {self._counted.done}/{self._counted.total}"
            )
            self.update()

    def _end_refresh(self, quiet: bool, told: Told, error: str | None = None) -> None:
        counted, self._counted = self._counted, None
        if self._ticking is not None:
            self._ticking.stop()
        self._reader.status.show_progress("")
        if error is not None:
            self._reader.say(error, is_error=True)
        elif counted is not None and (counted.new or counted.failed or not quiet):
            self._reader.say(counted.sentence, is_error=bool(counted.failed))
        for failure in told.failures:
            self._reader.say(failure, is_error=True)
        write(self._reader.app, told.escape)
        self.server.may_ask = not quiet
        self.update()
        if error is None:
            self._reader.pages.fetch_wanted()

    def update(self) -> None:
        """Bring tree and list up to date in place."""
        self.reload_feeds()
        self._reader.browse.update()
        self._reader.reading.update()

    def update_now(self) -> None:
        """Bring all that is shown up to date, however lately that was done."""
        self.reload_feeds()
        self._reader.browse.update_now()
        self._reader.reading.update()

    # ---- other processes

    def watch(self) -> None:
        """Look now and then whether something else changed the cache; draws nothing by itself."""
        self._reader.set_interval(POLL_SECONDS, self._poll)

    def _poll(self) -> None:
        if self._counted is None:
            self._reader.work.latest("watch", self._reader.library.version, self._seen)

    def _seen(self, version: int) -> None:
        changed = self._version is not None and version != self._version
        self._version = version
        if changed:
            self.update()

    # ---- adding

    def ask_what_to_add(self) -> None:
        """Ask for an address, a file or a folder."""
        self._reader.ask(Question("Add: ", self.add, completed=path_completed))

    def add(self, target: str) -> None:
        """Subscribe to whatever this is: an address, a file, a folder, a list of subscriptions."""
        target = target.strip()
        if not target:
            return
        library = self._reader.library
        self._reader.status.show_progress(f"adding {safe_line(target, 40)}")
        at = self._where_now

        def call(_: Report) -> Imported:
            return library.bring_in(target)

        def added(imported: Imported) -> None:
            show = at == self._where_now  # who went on meanwhile is left alone
            fetch = not imported.is_source
            self._added(imported.added, _left_out(imported), fetch=fetch, show=show)

        self._reader.work.apart("add", call, added, failed=lambda error: self._end_add(str(error)))

    def subscribe(self, packs: Sequence[Pack]) -> None:
        """Subscribe to all feeds of some packs, and fetch them."""
        library = self._reader.library
        subscriptions = [one for pack in packs for one in pack.subscriptions]
        self._reader.work.apart(
            "add",
            lambda _: library.subscribe(subscriptions),
            lambda added: self._added(added, "", fetch=True),
        )

    def add_sampler(self) -> None:
        """Load the articles that travel with qreader: the first start, before any feed."""
        showing = self._reader.set_interval(SAMPLER_SECONDS, self.update)

        def loaded(_: list[Added]) -> None:
            showing.stop()
            self.update()

        def failed(error: QReaderError) -> None:
            showing.stop()
            self._reader.say(str(error), is_error=True)

        library = self._reader.library
        self._reader.work.apart("sampler", lambda _: library.add_sampler(), loaded, failed=failed)

    @property
    def _where_now(self) -> tuple[Query, bool]:
        """Which view is shown, and whether it looks into something."""
        browse = self._reader.browse
        return browse.view.query, browse.is_looking_into

    def _added(
        self, added: Sequence[Added], left_out: str, *, fetch: bool, show: bool = True
    ) -> None:
        self._reader.status.show_progress("")
        new = [one for one in added if not one.already]
        if not added:
            self._reader.say("There was nothing to add")
        elif not new:
            self._reader.say("Subscribed to that already")
        elif len(new) == 1:
            came = f", {plural(new[0].new, 'article')}" if new[0].new else ""
            also = _also_there(new[0].others)
            self._reader.say(f"Added {safe_line(new[0].feed)}{came}{also}{left_out}")
        else:
            self._reader.say(f"Added {plural(len(new), 'feed')}{left_out}")
        if fetch and new:
            self._reader.browse.show(Query(), "All")
            self.refresh([one.feed_id for one in new])
        elif len(added) == 1 and show:
            self._reader.browse.show(Query(feed_id=added[0].feed_id), safe_line(added[0].feed))
        self.reload_feeds()
        if self._reader.pane is not Where.ARTICLE and show:
            self._reader.go(Where.LIST)

    def _end_add(self, error: str) -> None:
        self._reader.status.show_progress("")
        self._reader.say(error, is_error=True)


def _left_out(imported: Imported) -> str:
    """Return what to say of that part of a list which is not here now, or not as it was."""
    said = ""
    if imported.skipped:
        said = f"; {plural(len(imported.skipped), 'line')} could not be read"
    if len(imported.otherwise) == 1:
        said += f"; {imported.otherwise[0]}"
    elif imported.otherwise:
        said += (
            f"; {len(imported.otherwise)} parts are not the same here, as `qreader import` tells"
        )
    return said


def _also_there(others: Sequence[str]) -> str:
    if not others:
        return ""
    more = f" and {len(others) - 1} more" if len(others) > 1 else ""
    return f"; also there: {safe_line(others[0], 60)}{more}"
