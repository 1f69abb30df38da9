"""The screen: its panes and colours, the help, the command line, and leaving."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from textual.widget import Widget

from qreader.tui.actions import Where

if TYPE_CHECKING:
    from qreader.tui.reader import Reader


class ScreenCommands:
    """The group "Screen" of the actions."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader

    def sidebar(self) -> None:
        """Show or hide what is related."""
        reader = self._reader
        reader.panes.sidebar_wanted = not reader.panes.sidebar_wanted
        reader.go(Where.ARTICLE if reader.pane is Where.RELATED else reader.pane)

    def zen(self) -> None:
        """Show only the article, or all again."""
        reader = self._reader
        if reader.reading.article is None:
            reader.say("Open an article first")
            return
        reader.panes.zen = not reader.panes.zen
        reader.go(Where.ARTICLE)

    def narrower(self, count: int | None) -> None:
        """Make the pane with the focus narrower."""
        self._reader.panes.resize(-(count or 1))

    def wider(self, count: int | None) -> None:
        """Make the pane with the focus wider."""
        self._reader.panes.resize(count or 1)

    def theme(self, text: str) -> None:
        """Change the colours, or say which there are."""
        from qreader.tui import themes

        app = self._reader.app
        chosen = themes.choose(text, os.environ).name if text else ""
        if chosen in app.available_themes:
            app.theme = chosen
        else:
            self._reader.say(f"Themes: {themes.AUTO}, {', '.join(sorted(app.available_themes))}")

    def help(self) -> None:
        """Show the keys."""
        self._look_up(typing=False)

    def palette(self) -> None:
        """Find an action by typing."""
        self._look_up(typing=True)

    def _look_up(self, *, typing: bool) -> None:
        from qreader.tui.help import Lookup, key_choices

        def chosen(name: object) -> None:
            if isinstance(name, str):
                self._reader.run(name)

        choices = key_choices(self._reader.actions, self._reader.pane)
        self._reader.app.push_screen(Lookup("Keys", choices, chosen, typing=typing))

    def command(self) -> None:
        """Ask for a command."""
        self._reader.orders.ask()

    def configure(self) -> None:
        """Edit the configuration."""
        self._reader.sharing.edit_configuration()

    def redraw(self) -> None:
        """Draw everything again, from nothing that was kept of what was there."""
        reader = self._reader
        for widget in reader.walk_children(Widget):
            widget.notify_style_update()  # by which each forgets the lines that it drew
            widget.refresh()
        reader.refresh(layout=True)
        reader.app.refresh()
        reader.news.update_now()

    def suspend(self) -> None:
        """Give the terminal back to the shell for a while."""
        self._reader.app.action_suspend_process()

    def quit(self) -> None:
        """Leave."""
        self._reader.app.exit(0)
