"""LineView: what scrolls lines that it draws one by one, as they are seen."""

from __future__ import annotations

from typing import Self

from textual import events
from textual.geometry import Region, Size
from textual.reactive import Reactive

from qreader.tui.terminal.inside import HookedScrollView, forget_lines


class LineView(HookedScrollView, can_focus=False, inherit_bindings=False):
    """Keeps the lines that it drew; of a hidden one, Textual keeps them whatever changes.

    A hidden widget's size is 0x0, so no line seems to be on the screen, and none to draw again.
    """

    # it has no scrollbar and its lines are as wide as itself: how many there are changes no layout
    virtual_size: Reactive[Size] = Reactive(Size(0, 0), repaint=False)

    _was_hidden = False

    @property
    def is_hidden(self) -> bool:
        """Whether nothing of it is on the screen."""
        return not self.size

    @property
    def room(self) -> Size:
        """Its size; while it is hidden, the one that it had."""
        return self.size or self.container_size

    def refresh(
        self,
        *regions: Region,
        repaint: bool = True,
        layout: bool = False,
        recompose: bool = False,
    ) -> Self:
        """Draw regions again, by default all; a hidden one is drawn whole once it is shown."""
        if repaint and not layout and self.is_attached and self.is_hidden:
            forget_lines(self)  # and no frame, which would show nothing of it
            return self
        return super().refresh(*regions, repaint=repaint, layout=layout, recompose=recompose)

    def on_hide(self) -> None:
        """Note that it is to prepare for being shown again."""
        self._was_hidden = True

    def laid_out(self, before: Size, size: Size, virtual_size: Size, room: Size) -> None:
        """Learn of a new size, or of being shown."""
        if size != before or self._was_hidden:
            self.post_message(events.Resize(size, virtual_size, room))
        self._was_hidden = False
