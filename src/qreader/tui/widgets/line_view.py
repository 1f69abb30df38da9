"""LineView: a scroll view that draws its lines one by one, as they become visible."""

from __future__ import annotations

from typing import Self

from textual import events
from textual.geometry import Region, Size
from textual.reactive import Reactive

from qreader.tui.terminal.inside import HookedScrollView, forget_lines


class LineView(HookedScrollView, can_focus=False, inherit_bindings=False):
    """Keeps drawn lines, also while it is hidden.

    A hidden widget has the size 0x0, so Textual takes no line for visible, and keeps stale lines.
    """

    # without a scrollbar and with lines as wide as itself, the number of lines changes no layout
    virtual_size: Reactive[Size] = Reactive(Size(0, 0), repaint=False)

    _was_hidden = False

    @property
    def is_hidden(self) -> bool:
        """Whether it is not on the screen."""
        return not self.size

    @property
    def room(self) -> Size:
        """Its size; while it is hidden, its last size."""
        return self.size or self.container_size

    def refresh(
        self,
        *regions: Region,
        repaint: bool = True,
        layout: bool = False,
        recompose: bool = False,
    ) -> Self:
        """Redraw regions, by default all; a hidden view is redrawn in full when it is shown."""
        if repaint and not layout and self.is_attached and self.is_hidden:
            forget_lines(self)  # without a frame, which would not show it
            return self
        return super().refresh(*regions, repaint=repaint, layout=layout, recompose=recompose)

    def on_hide(self) -> None:
        """Note that it must redraw when it is shown again."""
        self._was_hidden = True

    def laid_out(self, before: Size, size: Size, virtual_size: Size, room: Size) -> None:
        """Handle a new size, or being shown."""
        if size != before or self._was_hidden:
            self.post_message(events.Resize(size, virtual_size, room))
        self._was_hidden = False
