"""Controls: help, redraw, suspend and exit."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from textual.widget import Widget

from qreader.tui.keys import key_for
from qreader.tui.messages import ArticlesCame, RunAction

if TYPE_CHECKING:
    from textual.screen import Screen

    from qreader.tui.actions import Action
    from qreader.tui.desk import Desk


class Controls:
    """The actions on the whole screen or the program."""

    def __init__(self, desk: Desk, screen: Screen[None], actions: Sequence[Action]) -> None:
        self._desk = desk
        self._screen = screen
        self.actions = actions

    async def help(self) -> None:
        """Show the keys."""
        await self._look_up(typing=False)

    async def palette(self) -> None:
        """Find an action by typing."""
        await self._look_up(typing=True)

    async def _look_up(self, *, typing: bool) -> None:
        from qreader.tui.help import key_choices
        from qreader.tui.widgets.lookup import Lookup

        choices = key_choices(self.actions, self._desk.here.where)
        chosen = await self._desk.choose(Lookup("Keys", choices, typing=typing))
        if chosen is not None and isinstance(chosen.value, str):
            self._desk.post_message(RunAction(chosen.value))

    def redraw(self) -> None:
        """Redraw everything, and read the list anew."""
        self.draw_anew()
        self._desk.post_message(ArticlesCame(at_once=True))

    def draw_anew(self) -> None:
        """Redraw everything, without cached lines."""
        for widget in self._screen.walk_children(Widget):
            widget.notify_style_update()  # drops the widget's cached lines
            widget.refresh()
        self._screen.refresh(layout=True)
        self._screen.app.refresh()

    def suspend(self) -> None:
        """Give the terminal back to the shell for a while."""
        self._screen.app.action_suspend_process()

    def say_how_to_leave(self) -> None:
        """Say how to quit; in a prompt or a box, ctrl+c closes that instead."""
        self._desk.say(f"{key_for(self.actions, 'quit')} leaves qreader")

    def quit(self) -> None:
        """Quit."""
        self._screen.app.exit(0)
