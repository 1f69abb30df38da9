"""Lookup: a modal list with a filter, for the keys, the palette, the failed feeds."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

from rich.cells import cell_len
from rich.segment import Segment
from textual import events
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.screen import ModalScreen
from textual.widgets import Input, Static

from qreader.render.cells import fit, wrap
from qreader.text.safe import safe_line
from qreader.tui.layout import LOW_LINES
from qreader.tui.widgets.row_list import RowList


@dataclass(frozen=True, slots=True)
class Choice:
    """One line: a name and a text. Without a value it is a heading."""

    name: str
    text: str
    value: object = None
    detail: str = ""
    """What is shown of it below the list while the cursor is on it."""
    command: str = ""
    """Of an action: the name of its command."""
    short: str = ""
    """Of an action: its name in a word or two."""
    is_error: bool = False
    """Whether it is drawn as an error."""
    is_here: bool = True
    """Of an action: whether it applies in the pane behind the box."""


DETAIL_LINES: Final = 3


class Chosen(NamedTuple):
    """The choice made in a box."""

    value: object
    key: str
    """The key that chose it."""


class ChoiceList(RowList):
    """The choices that match the filter."""

    opens_at_once = True

    def __init__(self, choices: Sequence[Choice]) -> None:
        super().__init__(id="choices")
        self._all = choices
        self._parts: list[str] = []
        """The words of the filter."""
        self._wants_room = max((cell_len(c.name) for c in choices if c.text), default=0)
        self.choices = choices

    def filter(self, words: str) -> None:
        """Show the choices with all the words, without headings."""
        parts = words.casefold().split()
        if parts == self._parts:
            return
        self._parts = parts
        self.choose_from(self._all)
        self.rows_changed(0)
        self.move_to_top()
        self.post_message(self.Moved(self))  # another choice is under the cursor now

    def choose_from(self, choices: Sequence[Choice]) -> None:
        """Take other choices, of which those with all the words are shown; draws nothing."""
        self._all, parts = choices, self._parts
        self.choices = [
            c
            for c in choices
            if not parts or (c.text and all(p in f"{c.name} {c.text}".casefold() for p in parts))
        ]

    def press(self, key: str) -> bool:
        """Take a key, by its character where it has one; return whether it meant something."""
        return False

    @property
    def current(self) -> Choice | None:
        """The choice under the cursor."""
        return self.choices[self.cursor] if self.cursor < len(self.choices) else None

    @property
    def detail(self) -> str:
        """What is shown below the list: the whole text of the choice under the cursor."""
        choice = self.current
        if choice is None or isinstance(choice.value, str | None):
            return choice.detail if choice is not None else ""
        return choice.detail or choice.text

    @property
    def lines_below(self) -> int:
        """How many lines are below those on the screen."""
        return self.row_count - self.visible_rows().stop

    @property
    def empty_lines(self) -> Sequence[str]:
        """The line for no match."""
        return ("Nothing of that name.",)

    @property
    def row_count(self) -> int:
        """How many lines there are."""
        return len(self.choices)

    def can_select(self, row: int) -> bool:
        """Whether a line is more than a heading."""
        return super().can_select(row) and bool(self.choices[row].text)

    def draw(self, row: int, line: int, width: int) -> list[Segment]:
        """Draw the name in a column, the text beside it."""
        choice = self.choices[row]
        if not choice.text:
            return [Segment(" " + fit(choice.name, width - 1), self.look("row--accent", row=row))]
        name_width = min(self._wants_room, max(10, width * 2 // 5))
        rest = max(0, width - 2 - name_width - 3)
        return [
            self.bar(row),
            Segment(
                " " + fit(safe_line(choice.name), name_width), self.look("row--strong", row=row)
            ),
            Segment(
                "  " + fit(safe_line(choice.text), rest),
                self.look("row--error" if choice.is_error else "row--plain", row=row),
            ),
        ]


class Lookup(ModalScreen[object]):
    """Arrows move, enter chooses, esc closes; text typed after / (or at once) filters."""

    AUTO_FOCUS = ""

    def __init__(
        self,
        title: str,
        choices: Sequence[Choice] | ChoiceList,
        *,
        typing: bool = False,
        keys: Mapping[str, str] | None = None,
        at: int = 0,
        takes: str = "takes it",
        about: Sequence[str] = (),
        words: str = "/ to search",
        kind: str = "",
        detail_lines: int = DETAIL_LINES,
    ) -> None:
        """keys: further keys that choose, each with a word for its effect.

        at: the choice under the cursor at first; takes: the effect of enter; about: lines below the
        title; words: what stands in the empty filter; kind: a class for the look of the box;
        detail_lines: the most lines of a choice's whole text.
        """
        # without an id: a closing box may still exist when the next one opens
        super().__init__(classes=kind or None)
        self._title = title
        self._about = about
        self._detail_lines = detail_lines
        self._typing = typing
        self.answer: asyncio.Future[Chosen | None] = asyncio.get_running_loop().create_future()
        """The choice and its key; None: it was closed. Once it is set, keys go to the screen below,
        so that a second key or click closes nothing else."""
        self._more = keys or {}
        self._words = Input(placeholder=words, id="lookup-words", compact=True)
        self._words.cursor_blink = False
        self.list = choices if isinstance(choices, ChoiceList) else ChoiceList(choices)
        self._at = at
        said = [f"enter {takes}", *(f"{key} {word}" for key, word in self._more.items())]
        said += ["/ searches", "esc closes"]
        self._said = "   ".join(said)
        self._detail = Static(self._said, id="lookup-detail", markup=False)
        self._below = Static("", id="lookup-below", markup=False)

    def set_title(self, title: str) -> None:
        """Change the title."""
        if self.is_mounted:
            self.query_one("#lookup-title", Static).update(title)

    def compose(self) -> ComposeResult:
        """Title, filter, list, and the full text of a choice that is cut."""
        with Vertical(id="lookup-box"):
            with Horizontal(id="lookup-top"):
                yield Static(self._title, id="lookup-title", markup=False)
                yield self._below
            if self._about:
                yield Static("\n".join(self._about), id="lookup-about", markup=False)
            yield self._words
            yield self.list
            yield self._detail

    def on_mount(self) -> None:
        """Start in the list or in the filter."""
        self.list.set_active(True)
        self.list.move_to_top()
        if self._at:
            self.list.move_to(self._at)
        if self._typing:
            self.set_focus(self._words)
        if self._detail_lines > DETAIL_LINES:  # whole texts are what it is for
            self.call_after_refresh(self.on_row_list_moved)

    def on_resize(self) -> None:
        """On a low screen, give all lines to the list."""
        self.set_class(self.app.size.height < LOW_LINES, "-low")
        self.call_after_refresh(self._show_below)

    def on_input_changed(self) -> None:
        """Apply the filter."""
        self.list.filter(self._words.value)

    def on_row_list_moved(self) -> None:
        """Show a long text in full below the list; without a match, show the keys."""
        if self.list.current is None:
            self._detail.update(self._said)
        elif self.list.detail:
            width = max(1, self._detail.size.width)
            self._detail.update(
                "\n".join(wrap(safe_line(self.list.detail), width, self._detail_lines))
            )
        self._show_below()

    def _show_below(self) -> None:
        """Say how much is below what is on the screen."""
        below = self.list.lines_below
        self._below.update(f"{below} more below" if below else "")

    def on_row_list_chosen(self) -> None:
        """Choose the clicked line, or tick it."""
        if not self.list.press(" "):
            self._take()

    def on_key(self, event: events.Key) -> None:
        """Move, filter, choose or close."""
        typing = self.focused is self._words
        self.list.filter(self._words.value)  # the event of the last typed text may be pending
        key = event.key
        steps = {"down": 1, "up": -1} if typing else {"down": 1, "up": -1, "j": 1, "k": -1}
        if key in {"escape", "ctrl+c"} or (not typing and key in {"q", "question_mark", "f1"}):
            self._end()
        elif key in steps:
            self.list.move(steps[key])
        elif not typing and self.list.press(event.character or key):
            pass
        elif key in {"pagedown", "pageup"} or (not typing and key == "space"):
            self.list.move_by_page(-1 if key == "pageup" else 1)
        elif key == "enter":
            self._take()
        elif not typing and event.character and event.character in self._more:
            self._take(event.character)
        elif not typing and (key == "slash" or event.is_printable):
            self.set_focus(self._words)
            if key != "slash" and event.character:
                self._words.insert_text_at_cursor(event.character)
        elif typing:
            return
        event.stop()
        event.prevent_default()

    def _take(self, key: str = "enter") -> None:
        choice = self.list.current
        if choice is not None and choice.text:
            self._end(Chosen(choice.value, key))

    def _end(self, chosen: Chosen | None = None) -> None:
        if not self.is_over:
            self.answer.set_result(chosen)
            self.close()

    def close(self) -> None:
        """Close the box, if it is not closed yet."""
        if self.is_active and self.app.is_running:
            self.dismiss(None)

    def on_screen_resume(self) -> None:
        """Close, where that was due while another box lay above it."""
        if self.is_over:
            self.close()

    @property
    def is_over(self) -> bool:
        """Whether it is closing."""
        return self.answer.done()

    def on_unmount(self) -> None:
        """End the wait for an answer when the program closes."""
        if not self.is_over:
            self.answer.set_result(None)
