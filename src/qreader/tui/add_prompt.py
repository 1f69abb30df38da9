"""The prompt of adding: what is typed into it, what it offers, and what is said at the end."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Final, NamedTuple

from qreader.render.cells import plural
from qreader.text.safe import safe_line
from qreader.tui.desk import UNDOES
from qreader.tui.question import Hint, Question
from qreader.tui.typed_paths import path_completed, paths_like

if TYPE_CHECKING:
    from qreader.model import Added, PageOffer
    from qreader.tui.widgets.lookup import Choice

FOLDER_WORD: Final = "folder:"
_TYPED: Final = re.compile(
    rf"(?P<target>.*?)(?:(?:^|\s+){FOLDER_WORD}\s*(?P<folder>.*))?", re.DOTALL
)
PLACEHOLDER: Final = "address, file, folder, OPML or newsboat's urls; folder:NAME puts it there"
MAX_HINTS: Final = 8


class Wanted(NamedTuple):
    """What a person wants to add."""

    target: str
    folder: str | None = None
    """The folder of the person's feeds to put it into."""


def read_typed(typed: str) -> Wanted:
    """Return what is typed: a target, and behind it perhaps `folder:NAME`."""
    match = _TYPED.fullmatch(typed.strip())
    if match is None:
        return Wanted(typed.strip())
    return Wanted(match["target"].strip(), (match["folder"] or "").strip() or None)


def add_question(text: str, why: str, folders: Sequence[str]) -> Question:
    """Return the question; text and why: what could not be added last, to be mended."""

    def like(typed: str) -> list[str]:
        before, word, begun = typed.rpartition(FOLDER_WORD)
        if not word:
            return []
        wanted = begun.strip().casefold()
        return [before + word + one for one in folders if one.casefold().startswith(wanted)]

    def completed(typed: str) -> str:
        found = like(typed)
        return found[0] if found else path_completed(typed)

    def hints(typed: str) -> list[Hint]:
        found = [one.rpartition(FOLDER_WORD)[2] for one in like(typed)]
        if not found and typed.startswith(("/", "~", ".")):
            found = paths_like(typed)
        return [Hint(safe_line(one), "") for one in found[:MAX_HINTS]]

    return Question(
        "Add: ",
        completed=completed,
        hints=hints,
        text=text,
        note=safe_line(why),
        placeholder=PLACEHOLDER,
    )


def story_choices(offer: PageOffer) -> list[Choice]:
    """Return the first stories of a page that may become a feed, each with date and address."""
    from qreader.tui.widgets.lookup import Choice

    return [
        Choice(
            safe_line(one.title),
            " · ".join(filter(None, (one.day, safe_line(one.url.partition("://")[2])))),
            offer.url,
            detail=f"{safe_line(one.title)}\n{safe_line(one.url)}",
        )
        for one in offer.first
    ]


def feeds_said(added: Sequence[Added], shows: Callable[[], str]) -> Iterator[str]:
    """Yield what to say of the feeds that a target was, or named; shows: a key's words."""
    new = [one for one in added if not one.already]
    if len(new) == 1:
        came = f", {plural(new[0].new, 'article')}" if new[0].new else ""
        yield f"Added {safe_line(new[0].feed)}{came} · {shows()} it{UNDOES}"
    elif new:
        yield f"Added {plural(len(new), 'feed')} · {shows()} them{UNDOES}"
    elif len(added) == 1:
        yield f"You have {safe_line(added[0].feed)} already · {shows()} it"
    elif added:
        yield "You have all of these feeds already"
