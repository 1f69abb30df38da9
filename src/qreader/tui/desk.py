"""Desk: the reader's interface for its concerns, and the terminal's interface."""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from typing import TYPE_CHECKING, Any, Final, NamedTuple, Protocol, TypeVar

from qreader.model import Query
from qreader.tui.actions import Where

if TYPE_CHECKING:
    from textual.message import Message

    from qreader.config.settings import Config
    from qreader.model import ArticleId, FeedId
    from qreader.tui.question import Question
    from qreader.tui.signs import Signs
    from qreader.tui.widgets.lookup import Chosen, Lookup

T = TypeVar("T")

UNDOES: Final = ", u undoes"
"""The end of a message on a change that can be undone; the reader says the key it has."""


class Here(NamedTuple):
    """What a key acts on, by the focused pane and its cursor."""

    pane: Where
    query: Query = Query()
    """The view under the tree's cursor, or in the list."""
    label: str = ""
    """The name of `query`."""
    shown: Query = Query()
    """The view in the list."""
    article_id: ArticleId | None = None
    targets: Sequence[ArticleId] = ()
    """The articles that a mark changes: the selected ones, else the one under the cursor."""
    tags: Sequence[str] = ()
    """The person's tags of a single target."""
    title: str = ""
    url: str | None = None
    feed_id: FeedId | None = None
    """The feed of the article, or under the tree's cursor."""
    site_url: str | None = None
    """The site of the feed under the tree's cursor."""
    feed_rows: Sequence[Query] = ()
    """The feeds and folders that an edit changes: those selected in the tree, else the one under
    the tree's cursor; outside the tree, the feed of the list or of the article."""
    is_picture: bool = False
    """Whether `url` and `title` are of a picture of the article, which is shown large."""
    links: Sequence[str] = ()
    """The numbered links of the article's text."""
    open_id: ArticleId | None = None
    """The open article, while the cursor is on a related one of the cache."""
    lit: Here | None = None
    """The related story that `]` has lit, while the article has the focus."""
    modes: Where = Where.NOWHERE
    """The special state of the pane, such as an open find, for which some keys apply."""

    @property
    def where(self) -> Where:
        """Where keys apply now."""
        return self.pane | self.modes

    @property
    def is_reading(self) -> bool:
        """Whether the focus is in the article or on its related stories."""
        return self.pane in Where.READING


def no_row(nth: int) -> str:
    """Return what is said where a count names a row that is not there."""
    return f"There is no row {nth}"


def feed_rows(queries: Iterable[Query]) -> tuple[Query, ...]:
    """Return the feeds and folders among views, each by nothing but itself."""
    return tuple(
        Query(feed_id=one.feed_id, folder=one.folder)
        for one in queries
        if one.feed_id is not None or one.folder is not None
    )


class Started(Protocol):
    """A started worker. Awaiting it never cancels it."""

    @property
    def is_over(self) -> bool:
        """Whether it has ended, failed or been cancelled."""

    def cancel(self) -> None:
        """Cancel it: its coroutine gets asyncio's CancelledError, so `finally` runs."""

    def __await__(self) -> Any: ...


async def finished(started: Started) -> None:
    """Wait for a worker that has no other waiter: a cancellation of the wait cancels it, too."""
    try:
        await started
    finally:
        started.cancel()  # has no effect on a finished one


class Desk(Protocol):
    """The reader's interface for its concerns. All methods run on the event loop."""

    config: Config
    """The settings in effect; they change while the reader is open."""

    @property
    def here(self) -> Here:
        """What a key acts on now."""

    def say(self, text: str, *, is_error: bool = False) -> None:
        """Show a message until the next key."""

    def progress(self, owner: str, text: str | None) -> None:
        """Show an owner's progress at the right edge; None: it has ended."""

    async def ask(self, question: Question) -> str | None:
        """Return the answer to a question, typed at the bottom; None: it was cancelled."""

    async def choose(self, box: Lookup) -> Chosen | None:
        """Return the choice made in a box; None: it was closed."""

    async def call(
        self,
        function: Callable[..., T],
        *arguments: Any,
        lane: str,
        behind: str = "",
        writes: bool = False,
    ) -> T:
        """Run a function in a daemon thread, after earlier calls in its lane.

        behind: a lane whose present calls it waits for, too. writes: it runs also after a
        cancellation, and the reader waits for it before the exit. Raises the function's exception.
        """

    def start(
        self,
        function: Callable[..., Coroutine[Any, Any, None]],
        *arguments: Any,
        group: str,
        exclusive: bool = False,
        lasting: bool = False,
    ) -> Started:
        """Run a coroutine as a Textual worker; an exclusive one cancels others of its group.

        Its exception is reported. lasting: it may run for long, such as with the network.
        """

    def report(self, heard: Callable[[T], object], value: T) -> None:
        """Call a function on the event loop, from a thread."""

    async def drawn(self) -> None:
        """Wait until the screen shows what has changed: no frame waits for what follows."""

    def post_message(self, message: Message) -> bool:
        """Post a message to the reader, which routes it to the other concerns."""


class Outside(Protocol):
    """The terminal's interface."""

    no_color: bool
    signs: Signs
    """How rows say the state of an article."""

    def suspend(self) -> AbstractContextManager[None]:
        """Give the terminal to another program. Raises UsageError where there is none."""

    def copy_to_clipboard(self, text: str) -> None:
        """Copy a text, where there is a way."""

    def fail(self, error: Exception) -> None:
        """Report an uncaught error and continue, or end the program."""

    def use_theme(self, name: str) -> bool:
        """Draw in this theme, `auto` included; return whether it exists."""

    def looks_of_theme(self, name: str) -> Mapping[str, str]:
        """Return the variables of a theme."""

    def configure(self, config: Config) -> None:
        """Draw as other settings say."""

    def show_title(self, title: str) -> None:
        """Give the terminal's window a title; "": the one from before the reader."""

    def write_control(self, control: str) -> None:
        """Write an escape sequence that draws nothing."""
