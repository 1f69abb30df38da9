"""QueueList: what is to be heard or seen, each with how far it is."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Final

from rich.cells import cell_len
from rich.segment import Segment

from qreader.model import Queued, QueueState
from qreader.render.cells import fit, fit_right
from qreader.render.queued import length_of, state_of
from qreader.text.safe import safe_line
from qreader.tui.widgets.lookup import Choice, ChoiceList

if TYPE_CHECKING:
    from qreader.model import QueueKey

KEYS: Final = frozenset("dmJKu")
"""The keys that act on a row while the box stays open."""
SAID: Final = "enter plays   d takes off   m played   J K move   u undoes"
"""What they do."""
STATE_CELLS, LENGTH_CELLS, SOURCE_CELLS = 12, 16, 20
WIDE, NARROW = 84, 56
"""From these widths on, the source is shown, and the length with its state."""


class QueueList(ChoiceList):
    """The rows of the queue."""

    def __init__(self, items: Sequence[Queued], act: Callable[[str, Queued], None]) -> None:
        """act: hears of a key that acts on a row."""
        super().__init__([*_choices(items)])
        self._act = act

    def show(self, items: Sequence[Queued], at: QueueKey | None = None) -> None:
        """Show the queue as it is now; the cursor stays on its row, or goes to that of a key."""
        here = at or (self.current_item.key if self.current_item is not None else None)
        choices = [*_choices(items)]
        if choices == self._all and at is None:
            return
        self.choose_from(choices)
        keys = [_item_of(one).key for one in self.choices]
        row = keys.index(here) if here in keys else min(self.cursor, max(0, len(keys) - 1))
        self.rows_changed(row, keep_place=True)
        self.post_message(self.Moved(self))

    @property
    def current_item(self) -> Queued | None:
        """What the cursor is on."""
        choice = self.current
        return None if choice is None else _item_of(choice)

    def press(self, key: str) -> bool:
        """Hand a key that acts on the row to the one who does that."""
        if key not in KEYS:
            return False
        item = self.current_item
        if item is not None:
            self._act(key, item)
        return True

    @property
    def empty_lines(self) -> Sequence[str]:
        """The lines of an empty queue."""
        return ("Nothing on the queue, or nothing of that name.",)

    @property
    def detail(self) -> str:
        """The whole title, its source, and why its download failed."""
        item = self.current_item
        if item is None:
            return ""
        return " · ".join(filter(None, (item.title, item.feed, item.error)))

    def draw(self, row: int, line: int, width: int) -> list[Segment]:
        """Draw the title, and where there is room its source, length and state."""
        item = _item_of(self.choices[row])
        looks = {QueueState.PLAYED: "row--dim", QueueState.FAILED: "row--error"}
        state_look = looks.get(item.state, "row--dim")
        parts: list[tuple[str, str]] = []
        if width >= WIDE:
            parts.append((fit(safe_line(item.feed), SOURCE_CELLS), "row--dim"))
        if width >= NARROW:
            parts.append((fit_right(length_of(item), LENGTH_CELLS), "row--plain"))
            parts.append((fit(state_of(item), STATE_CELLS), state_look))
        else:
            length = length_of(item).partition(" ")[0]
            is_begun = item.note.position is not None
            short = length if is_begun else state_of(item)
            parts.append((fit_right(short, STATE_CELLS - 1), state_look))
        taken = sum(cell_len(text) + 2 for text, _ in parts)
        title_look = "row--dim" if item.state is QueueState.PLAYED else "row--strong"
        title = fit(safe_line(item.title), max(1, width - 2 - taken))
        segments = [self.bar(row), Segment(f" {title}", self.look(title_look, row=row))]
        segments += [Segment(f"  {text}", self.look(name, row=row)) for text, name in parts]
        return segments


def _choices(items: Sequence[Queued]) -> Iterator[Choice]:
    for one in items:
        yield Choice(safe_line(one.title) or "-", safe_line(one.feed) or "-", one)


def _item_of(choice: Choice) -> Queued:
    item = choice.value
    if not isinstance(item, Queued):
        raise TypeError(choice)
    return item
