"""What qreader knows of the inside of Textual and Rich."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qreader.text.safe import FORBIDDEN

if TYPE_CHECKING:
    from rich.console import Console


def install_backstop() -> None:
    """Make Textual and Rich drop every forbidden character, whatever the widget.

    They drop five of them by themselves. Everything is cleaned before it meets a widget; this is
    for the place that forgot. Both tables are private names, so a test watches over them.
    """
    import rich.control
    import textual.content

    forbidden = dict.fromkeys(FORBIDDEN)
    textual.content._CONTROL_STRIP_TRANSLATE.update(forbidden)
    rich.control._CONTROL_STRIP_TRANSLATE.update(forbidden)


def draw_in_colours(console: Console, count: int) -> None:
    """Have Textual use as many colours as the terminal has, where Rich does not know its name.

    Rich takes `xterm-ghostty` and `foot` for terminals of 16 colours, and SSH loses COLORTERM.
    """
    from rich.color import ColorSystem

    if count >= 256 and console._color_system is ColorSystem.STANDARD:
        console._color_system = ColorSystem.EIGHT_BIT
