"""ThemeBox: a narrow box of the themes, which shows the screen in the one under its cursor."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Final

from rich.segment import Segment
from rich.style import Style
from textual.color import Color

from qreader.render.cells import fit
from qreader.tui.widgets.lookup import Choice, ChoiceList, Lookup

SAMPLES: Final = (
    ("accent", "▌"),
    ("unread", "● "),
    ("kept", "★ "),
    ("story", "▁▃▅ "),
    ("added", "+"),
    ("removed", "- "),
)
"""What is drawn of each theme: its hues by their roles."""

Colours = Callable[[str], Mapping[str, str]]
"""Returns the colours of a theme, by their roles."""


class ThemeList(ChoiceList):
    """Each name with the hues of its theme, on its background."""

    opens_at_once = False

    def __init__(self, names: Sequence[str], looks: Colours) -> None:
        super().__init__([Choice(one, one, one) for one in names])
        self._looks_of = looks
        self._samples: dict[str, list[Segment]] = {}

    def draw(self, row: int, line: int, width: int) -> list[Segment]:
        """Draw a name, and the samples at the right edge."""
        name = self.choices[row].name
        samples = self._samples.get(name)
        if samples is None:
            samples = self._samples[name] = _samples(self._looks_of(name))
        room = width - 2 - sum(one.cell_length for one in samples)
        look = self.look("row--strong" if row == self.cursor else "row--plain", row=row)
        return [self.bar(row), Segment(" " + fit(name, max(0, room)), look), *samples]


def _samples(looks: Mapping[str, str]) -> list[Segment]:
    ground = Color.parse(looks["background"]).rich_color
    return [
        Segment(text, Style(color=Color.parse(looks[role]).rich_color, bgcolor=ground))
        for role, text in SAMPLES
    ]


class ThemeBox(Lookup):
    """Moving the cursor tries a theme; the box leaves most of the screen to be seen."""

    def __init__(
        self, names: Sequence[str], now: str, *, looks: Colours, tried: Callable[[str], object]
    ) -> None:
        """now: the theme in use, where the cursor begins; tried: shows the screen in a theme."""
        at = names.index(now) if now in names else 0
        super().__init__("Themes", ThemeList(names, looks), at=at)
        self._detail.update("enter keeps it   esc goes back")
        self._tried = tried
        self._shown = now

    def on_row_list_moved(self) -> None:
        """Show the screen in the theme under the cursor."""
        choice = self.list.current
        if choice is not None and not self.is_over and choice.value != self._shown:
            self._shown = str(choice.value)
            self._tried(self._shown)
