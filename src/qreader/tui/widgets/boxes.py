"""Boxes: they hold panes, which fill them, and so have nothing to draw themselves.

Textual draws each line of each widget, also of those that others cover: of a whole screen that was
a quarter of the time.
"""

from __future__ import annotations

from textual.containers import Horizontal, Vertical


class Across(Horizontal):
    """Panes side by side."""

    BLANK = True


class Down(Vertical):
    """One above the other."""

    BLANK = True
