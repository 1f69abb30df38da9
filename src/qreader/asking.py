"""Asking: what programs of `[[send]]` answer to articles, at a person's word or behind a refresh.

An answer comes from outside: it is bounded in time and size, and parsed in a process of its own.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from time import monotonic
from typing import TYPE_CHECKING, Final, NamedTuple

from qreader.errors import FileError, NotFoundError, ParseError, UsageError
from qreader.export.sending import of_article, parcel, put, sender_named
from qreader.model import Answer
from qreader.process.alone import alone
from qreader.process.bugs import note
from qreader.process.sending import run

if TYPE_CHECKING:
    from qreader.config.commands import Sender
    from qreader.config.tables import Hook
    from qreader.library import Library
    from qreader.model import Article, ArticleId

ANSWER_SECONDS: Final = 60
"""The longest that a program may take for an answer a person waits for."""
ANSWER_BYTES: Final = 1_000_000
RUN_SECONDS: Final = 60 * 60
"""How long the articles of hooks are worked through at a time; the next refresh goes on."""
FAILURES_IN_A_ROW: Final = 3
"""After so many, the program is taken to be out of order: the other articles wait."""


class AnswerError(UsageError):
    """A program gave no answer that can be shown to an article."""


class Done(NamedTuple):
    """What became of an article that a hook sends to a program."""

    name: str
    """Of the program."""
    left: int
    """How many articles wait behind it."""
    failure: str = ""
    """Why there is no answer; empty: there is one."""


def ask(
    library: Library,
    sender: Sender,
    article: Article,
    *,
    seconds: float = ANSWER_SECONDS,
    stop: threading.Event | None = None,
) -> Answer:
    """Return what a program answers to an article, kept where it is to be. Waits for it.

    stop: ends the program once it is set. Raises AnswerError where it fails or says nothing,
    UsageError where it cannot be run at all, StoreError.
    """
    try:
        one = parcel(sender, of_article(article), library.paths.data_dir)
        given = put(one)
    except (UsageError, FileError) as error:
        raise AnswerError(str(error)) from error
    ended = run(one.command, given, seconds=seconds, output_bytes=ANSWER_BYTES, stop=stop)
    if ended.failure:
        note(f"{sender.name} {ended.failure}", ended.errors, library.paths.log_file)
        raise AnswerError(f"{sender.name} {ended.failure}")
    try:
        html, text = library.parse_answer(sender.show, ended.output)
    except ParseError as error:
        raise AnswerError(f"{sender.name}: its answer {error}") from error
    if not html:
        raise AnswerError(f"{sender.name} answered nothing")
    answer = Answer(sender.name, library.now(), html, text)
    if sender.keep:
        library.answers.keep(article.id, answer)
    return answer


def answer_news(library: Library, stop: threading.Event | None = None) -> Iterator[Done]:
    """Send the articles that wait for it to the programs of hooks, one after the other.

    Each article is sent once, the newest first. Of all processes one does so at a time; in another
    nothing is done. What is left after an hour, or where a program seems out of order, waits for
    the next call. Raises StoreError.
    """
    hooks = {one.send: one for one in library.config.hook if one.send}
    if not hooks:
        return
    with alone(library.paths.data_dir / "asking.lock") as lock:
        if lock is not None:
            yield from _work_through(library, hooks, stop or threading.Event())


def _work_through(
    library: Library, hooks: dict[str, Hook], stop: threading.Event
) -> Iterator[Done]:
    begun, failed = monotonic(), dict.fromkeys(hooks, 0)
    wanted = library.answers.wanted([*hooks])
    for at, (article_id, name) in enumerate(wanted, start=1):
        if stop.is_set() or monotonic() - begun > RUN_SECONDS:
            return
        if failed[name] >= FAILURES_IN_A_ROW:
            continue
        left = len(wanted) - at
        try:
            _answer_one(library, hooks[name], article_id, stop)
            failed[name] = 0
            yield Done(name, left)
        except NotFoundError:  # it was let go meanwhile
            continue
        except AnswerError as error:
            if stop.is_set():
                return
            library.answers.note_failed(article_id, name, str(error))
            failed[name] += 1
            yield Done(name, left, f"hook: {error} (article {article_id})")
        except UsageError as error:  # the program is not there, or is no longer configured
            failed[name] = FAILURES_IN_A_ROW
            yield Done(name, left, f"hook: {error}")


def _answer_one(library: Library, hook: Hook, article_id: ArticleId, stop: threading.Event) -> None:
    sender = sender_named(library.config.send, hook.send)
    article = library.articles.one(article_id)
    ask(library, sender, article, seconds=hook.seconds, stop=stop)
