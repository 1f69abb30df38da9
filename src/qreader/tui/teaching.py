"""Teaching: says now and then a shorter key for what was just done by several."""

from __future__ import annotations

import json
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Final, NamedTuple

from qreader.tui.actions import Where

if TYPE_CHECKING:
    from qreader.library import Library
    from qreader.tui.desk import Desk
    from qreader.tui.keys import Order

KEPT_AS: Final = "taught"
LANE: Final = "taught"
MOST: Final = 2
"""How often each lesson is given, ever."""


class Lesson(NamedTuple):
    """What was done by several keys, and the action that does it by one."""

    done: tuple[str, ...]
    """The names of the actions."""
    times: int
    """How often they were repeated."""
    shorter: str
    """The name of the action."""
    says: str
    """What its key does."""
    where: Where = Where.EVERYWHERE
    """The panes in which that is so."""


LESSONS: Final = (
    Lesson(("down",), 15, "read_on", "reads on by a page", Where.ARTICLE),
    Lesson(("down",), 15, "half_page_down", "goes down by half a page"),
    Lesson(("up",), 15, "top", "goes to the top"),
    Lesson(("leave", "down", "open"), 2, "next_article", "opens the next article while reading"),
    Lesson(("back", "down", "open"), 2, "next_article", "opens the next article while reading"),
    Lesson(("toggle_read", "down"), 5, "mark_all_read", "marks all read, u undoes it", Where.FRONT),
)
LONGEST: Final = max(len(lesson.done) * lesson.times for lesson in LESSONS)


def lesson_of(done: Sequence[str], where: Where) -> Lesson | None:
    """Return the lesson for what was done last, in a pane."""
    for lesson in LESSONS:
        way = lesson.done * lesson.times
        if where & lesson.where and tuple(done[-len(way) :]) == way:
            return lesson
    return None


class Teaching:
    """Gives each lesson at most twice, unless `hints` is off. Runs on the event loop."""

    def __init__(self, desk: Desk, library: Library, key: Callable[[str], str]) -> None:
        """key: returns the key of an action."""
        self._desk = desk
        self._library = library
        self._key = key
        self._done = deque[str](maxlen=LONGEST)
        self._known: set[str] = set()
        """The actions that need no lesson in this session."""

    def note(self, order: Order, where: Where) -> None:
        """Note what a key did in a pane."""
        name = order.action.name
        self._known.add(name)
        self._done.append(name if order.count is None else "")
        lesson = lesson_of([*self._done], where)
        if lesson is None or lesson.shorter in self._known or not self._desk.config.hints:
            return
        self._done.clear()
        self._known.add(lesson.shorter)
        self._desk.start(self._teach, lesson, group=LANE)

    async def _teach(self, lesson: Lesson) -> None:
        if await self._desk.call(self._may_give, lesson.shorter, lane=LANE, writes=True):
            self._desk.say(f"{self._key(lesson.shorter)} {lesson.says}")

    def _may_give(self, name: str) -> bool:
        """Count a lesson; return whether it was not given often enough."""
        given = _counts(self._library.remembered.read(KEPT_AS))
        count = given.get(name, 0)
        if count < MOST:
            with self._library.without_reload():  # nothing on the screen shows it
                self._library.remembered.write(KEPT_AS, json.dumps({**given, name: count + 1}))
        return count < MOST


def _counts(kept: str | None) -> Mapping[str, int]:
    """Return how often lessons were given; nothing where that cannot be read."""
    try:
        counts = json.loads(kept or "{}")
    except ValueError:
        return {}
    is_whole = isinstance(counts, dict)
    return {k: n for k, n in counts.items() if isinstance(n, int)} if is_whole else {}
