"""Sending: gives articles, links and pictures to programs of the configuration."""

from __future__ import annotations

from collections.abc import Sequence
from time import monotonic
from typing import TYPE_CHECKING, Final

from qreader.errors import UsageError
from qreader.export.sending import Subject, of_article, parcel, put, sender_named
from qreader.process.sending import failure_of, failure_on_terminal, program
from qreader.tui.many import may_do
from qreader.tui.messages import AskProgram, PickLink, SelectionUsed
from qreader.tui.question import Hint, Objection, Question

if TYPE_CHECKING:
    from qreader.config.commands import Sender
    from qreader.export.sending import Parcel
    from qreader.library import Library
    from qreader.model import ArticleId
    from qreader.tui.desk import Desk, Here, Outside

OWNER: Final = "send"
"""Of the progress that is shown."""
SHORT_SECONDS: Final = 10.0
"""The end of a program that ran for longer is not told of: who closes a player knows it."""


class Sending:
    """Runs on the event loop; threads read articles and wait for programs."""

    def __init__(self, desk: Desk, library: Library, outside: Outside) -> None:
        self._desk = desk
        self._library = library
        self._outside = outside
        self._last = ""
        """The name of the program that was sent to last."""

    @property
    def names(self) -> list[str]:
        """The names of the programs."""
        return [one.name for one in self._desk.config.send]

    async def send(self, name: str) -> None:
        """Send what is here to a program; "": ask which. Raises UsageError for an unknown one."""
        targets = _targets(self._desk.here)
        if not targets:
            self._desk.say("There is nothing here to send")
            return
        sender = await self._chosen(name, "Send to: ")
        if sender is None:
            return
        if sender.show:
            self._ask(sender, targets)
            return
        count = len(targets)
        if await may_do(self._desk, f"Send {count} articles to {sender.name}", count):
            if count > 1:
                self._desk.post_message(SelectionUsed())
            self._start(sender, targets)

    def _ask(self, sender: Sender, targets: Sequence[ArticleId | Subject]) -> None:
        """Have a program answer to an article; its answer takes the article's place."""
        target = targets[0]
        if len(targets) > 1 or isinstance(target, Subject):
            self._desk.say(f"{sender.name} answers to one article at a time")
        else:
            self._desk.post_message(AskProgram(sender, target))

    async def send_link(self, name: str) -> None:
        """Let the person choose a link, and send it to a program; "": ask which."""
        sender = await self._chosen(name, "Send the link to: ")
        if sender is not None and sender.show:
            self._desk.say(f"{sender.name} answers to articles")
        elif sender is not None:
            self._desk.post_message(PickLink(sender.name))

    def send_link_to(self, name: str, url: str, text: str) -> None:
        """Send a link of the article, with its text there, to a program."""
        sender = sender_named(self._desk.config.send, name)
        self._start(sender, [Subject(url, text or url)])

    # ---- which program

    async def _chosen(self, name: str, label: str) -> Sender | None:
        """Return the program of a name; "": ask for it. None: none was chosen."""
        senders = self._desk.config.send
        if not senders:
            self._desk.say("No program to send to: [[send]] in the configuration names them")
            return None
        if not name:
            name = (await self._asked(label) or "").strip()
            if not name:
                return None
        sender = sender_named(senders, name)
        self._last = sender.name
        return sender

    async def _asked(self, label: str) -> str | None:
        names = self.names

        def begun(text: str) -> list[str]:
            return [one for one in names if one.casefold().startswith(text.strip().casefold())]

        def checked(text: str) -> Objection | None:
            try:
                sender_named(self._desk.config.send, text)
            except UsageError as error:
                return Objection(str(error), len(text)) if text.strip() else None
            return None

        def hints(text: str) -> list[Hint]:
            programs = {one.name: program(one.command) for one in self._desk.config.send}
            return [Hint(one, programs[one] if programs[one] != one else "") for one in begun(text)]

        question = Question(
            label,
            checked,
            completed=lambda text: next(iter(begun(text)), text),
            hints=hints,
            text=self._last if self._last in names else names[0] if len(names) == 1 else "",
        )
        return await self._desk.ask(question)

    # ---- sending

    def _start(self, sender: Sender, targets: Sequence[ArticleId | Subject]) -> None:
        self._desk.start(self._send, sender, targets, group="sent", lasting=True)

    async def _send(self, sender: Sender, targets: Sequence[ArticleId | Subject]) -> None:
        """Run a program for each, one after the other; a failure stops no other one."""
        count, failed, begun, why = len(targets), 0, monotonic(), ""
        if not sender.terminal:
            what = f"{count} articles to " if count > 1 else "to "
            self._desk.say(f"Sending {what}{sender.name}")
        try:
            for nth, target in enumerate(targets, start=1):
                if count > 1:
                    self._desk.progress(OWNER, f"{sender.name} {nth} of {count}")
                failure = await self._send_one(sender, target)
                if failure:
                    failed, why = failed + 1, failure
                    self._desk.say(failure, is_error=True)
        finally:
            self._desk.progress(OWNER, None)
        if not sender.terminal and not failed and monotonic() - begun < SHORT_SECONDS:
            self._desk.say(f"Sent {f'{count} ' if count > 1 else ''}to {sender.name}")
        elif failed and count > 1:
            self._desk.say(f"{failed} of {count} not sent to {sender.name}: {why}", is_error=True)

    async def _send_one(self, sender: Sender, target: ArticleId | Subject) -> str:
        """Run a program for an article or a link; return what went wrong, or an empty text.

        Raises UsageError where it cannot be run: not for any.
        """
        try:
            one = await self._desk.call(self._parcel, sender, target, lane="share")
        except UsageError as error:
            return str(error)
        given = await self._desk.call(put, one, lane="share")
        if not sender.terminal:
            log_file = self._library.paths.log_file
            return await self._desk.call(failure_of, one.command, given, log_file, lane="")
        with self._outside.suspend():
            return failure_on_terminal(one.command, given)

    def _parcel(self, sender: Sender, target: ArticleId | Subject) -> Parcel:
        if not isinstance(target, Subject):
            target = of_article(self._library.articles.one(target))
        return parcel(sender, target, self._library.paths.data_dir)


def _targets(here: Here) -> Sequence[ArticleId | Subject]:
    """Return what a key is about: a picture, the selected articles, one, or a page that is none."""
    if here.is_picture or (not here.targets and here.url):
        return [Subject(here.url, here.title)]
    return here.targets
