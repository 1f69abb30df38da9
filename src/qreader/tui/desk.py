"""Desk: what a concern of the reader may ask of it, and what lies outside of the screen."""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Sequence
from contextlib import AbstractContextManager
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol, TypeVar

from qreader.model import Query
from qreader.tui.actions import Where

if TYPE_CHECKING:
    from textual.message import Message

    from qreader.model import ArticleId, FeedId
    from qreader.tui.question import Question
    from qreader.tui.widgets.lookup import Chosen, Lookup

T = TypeVar("T")


class Here(NamedTuple):
    """What a key acts on: it depends on the pane that has the focus, and on its cursor."""

    pane: Where
    query: Query = Query()
    """The view that the tree's cursor is on, or that the list shows."""
    label: str = ""
    """Its name."""
    shown: Query = Query()
    """The view that the list shows."""
    article_id: ArticleId | None = None
    targets: Sequence[ArticleId] = ()
    """The articles that a mark changes: those selected, else the one of the cursor."""
    tags: Sequence[str] = ()
    """The person's tags, where one article is meant."""
    title: str = ""
    url: str | None = None
    feed_id: FeedId | None = None
    """The feed of the article, or the one that the tree's cursor is on."""
    site_url: str | None = None
    """Of that feed of the tree."""
    links: Sequence[str] = ()
    """Of the article's text, as they are numbered there."""
    open_id: ArticleId | None = None
    """The article beside which the cursor is on a related story that was found in the cache."""

    @property
    def is_reading(self) -> bool:
        """Whether the focus is in the article, or on what is related to it."""
        return self.pane in Where.READING


class Started(Protocol):
    """Work that goes on behind the event that started it. To await it never cancels it."""

    @property
    def is_over(self) -> bool:
        """Whether it has ended, failed or been cancelled."""

    def cancel(self) -> None:
        """Cancel it: its coroutine gets asyncio's CancelledError, so `finally` runs."""

    def __await__(self) -> Any: ...


async def finished(started: Started) -> None:
    """Wait for work that nobody else waits for: to cancel the waiting cancels it, too."""
    try:
        await started
    finally:
        started.cancel()  # of what is over that changes nothing


class Desk(Protocol):
    """The reader as its concerns know it. All runs on the event loop."""

    @property
    def here(self) -> Here:
        """What a key acts on now."""

    def say(self, text: str, *, is_error: bool = False) -> None:
        """Show a message until the next key."""

    def progress(self, owner: str, text: str | None) -> None:
        """Show at the right edge how far somebody's work is; None: it is over."""

    async def ask(self, question: Question) -> str | None:
        """Return the answer to a question, typed at the bottom; None where it is given up."""

    async def choose(self, box: Lookup) -> Chosen | None:
        """Return what is chosen in a box; None where it is closed."""

    async def call(
        self,
        function: Callable[..., T],
        *arguments: Any,
        lane: str,
        behind: str = "",
        writes: bool = False,
    ) -> T:
        """Call a function in a daemon thread, after those before it in its lane.

        With `behind`, also after those in another lane by now. One that `writes` is made though
        nobody awaits it any more, and the reader waits for it before it ends. Raises what the
        function raises.
        """

    def start(
        self,
        function: Callable[..., Coroutine[Any, Any, None]],
        *arguments: Any,
        group: str,
        exclusive: bool = False,
        lasting: bool = False,
    ) -> Started:
        """Run a coroutine as a worker of Textual; an exclusive one cancels those of its group.

        What it raises is said. A lasting one may go on for long: with the network, or for ever.
        """

    def report(self, heard: Callable[[T], object], value: T) -> None:
        """Have a function called on the event loop: from a thread."""

    def post_message(self, message: Message) -> bool:
        """Tell the reader, which alone routes messages to the other concerns."""


class Outside(Protocol):
    """The terminal around the screen."""

    no_color: bool

    def suspend(self) -> AbstractContextManager[None]:
        """Give the terminal to another program. Raises UsageError where there is none."""

    def copy_to_clipboard(self, text: str) -> None:
        """Copy a text, where there is a way to."""

    def fail(self, error: Exception) -> None:
        """Say an error that nobody caught and go on, or end the program."""

    def write_control(self, control: str) -> None:
        """Write a sequence that draws nothing."""
