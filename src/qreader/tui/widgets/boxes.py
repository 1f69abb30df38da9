"""Boxes: containers that their panes fill, so that they draw nothing themselves.

Textual draws each line of each widget, also of covered ones: that took a quarter of the time of a
whole screen.
"""

from __future__ import annotations

from textual.containers import Horizontal, Vertical


class HBox(Horizontal):
    """A box with panes side by side."""

    BLANK = True


class VBox(Vertical):
    """A box with panes one above the other."""

    BLANK = True
