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
    from qreader.tui.message_log import MessageLog
    from qreader.tui.recent import Recent
    from qreader.tui.widgets.action_list import Sections
    from qreader.tui.widgets.lookup import Choice


class Controls:
    """The actions on the whole screen or the program."""

    def __init__(
        self,
        desk: Desk,
        screen: Screen[None],
        actions: Sequence[Action],
        used: Recent,
        log: MessageLog,
    ) -> None:
        """Create it; `used` has the names of the actions that were last run from the palette."""
        self._desk = desk
        self._screen = screen
        self.actions = actions
        self._used = used
        self._log = log

    async def help(self) -> None:
        """Show the keys: those of this pane first."""
        from qreader.tui.help import key_choices

        choices = key_choices(self.actions, self._desk.here.where)
        await self._look_up("Keys", choices, used=(), typing=False)

    async def palette(self) -> None:
        """Find an action by typing."""
        from qreader.tui.help import palette_choices

        used = await self._used.texts()
        choices = palette_choices(self.actions, self._desk.here.where, used)
        name = await self._look_up("Find an action", choices, used=used, typing=True)
        if name is not None:
            await self._used.add(name)

    async def _look_up(
        self, title: str, choices: Sections, *, used: Sequence[str], typing: bool
    ) -> str | None:
        """Show actions, and run the chosen one; return its name."""
        from qreader.tui.help import found_choices, places
        from qreader.tui.widgets.action_list import ActionList
        from qreader.tui.widgets.lookup import Lookup

        actions, where = self.actions, self._desk.here.where

        def search(typed: str) -> Sequence[Choice]:
            return found_choices(typed, actions, where, used)

        rows = ActionList(choices, search, as_sheet=not typing)
        words = "what it does: unsubscribe, dark, bookmark" if typing else "/ searches"
        kind = "" if typing else "-sheet"
        box = Lookup(title, rows, typing=typing, takes="does it", words=words, kind=kind)
        chosen = await self._desk.choose(box)
        if chosen is None:
            return None
        action = next(one for one in actions if one.name == chosen.value)
        if not where & action.where:
            self._desk.say(f"{action.command} works {places(action.where)}, not here")
            return None
        self._desk.post_message(RunAction(action.name))
        return action.name

    async def messages(self) -> None:
        """Show the messages of this session, each in full."""
        from qreader.tui.widgets.lookup import Choice, Lookup

        choices = [
            Choice(
                f"{one.when.astimezone():%H:%M}",
                (f"{one.text} (×{one.times})" if one.times > 1 else one.text),
                one,
                is_error=one.is_error,
            )
            for one in self._log.said
        ]
        if not choices:
            self._desk.say("Nothing was said yet")
            return
        box = Lookup("Messages", choices, takes="closes", kind="-messages", detail_lines=8)
        await self._desk.choose(box)

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
