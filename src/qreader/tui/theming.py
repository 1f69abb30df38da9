"""Theming: the choice of a theme from within the reader, tried while the cursor moves."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qreader.errors import UsageError
from qreader.suggestion import did_you_mean, nearest
from qreader.tui import kept_choices, themes

if TYPE_CHECKING:
    from qreader.config.settings import Config
    from qreader.library import Library
    from qreader.tui.desk import Desk, Outside


def theme_of(library: Library, config: Config) -> str:
    """Return the theme to begin with: the one chosen last, else what the configuration says."""
    return kept_choices.chosen(library, "theme", config.theme)


class Theming:
    """Shows the reader in a theme, and keeps it. A later change of the setting `theme` wins."""

    def __init__(self, desk: Desk, library: Library, outside: Outside) -> None:
        self._desk = desk
        self._library = library
        self._outside = outside

    async def theme(self, name: str) -> None:
        """Use a theme from now on, also after a new start; without a name, offer all."""
        before = theme_of(self._library, self._desk.config)
        chosen = name.strip() or await self._choose(before)
        if chosen is None:
            self._outside.use_theme(before)
        elif self._outside.use_theme(chosen):
            await self._desk.call(self._keep, chosen, lane="theme", writes=True)
            back = "" if chosen == before else f"; :theme {before} goes back"
            self._desk.say(f"theme is {chosen} from now on{back}")
        else:
            hint = did_you_mean(nearest(chosen, themes.names()), ":theme offers all")
            raise UsageError(f"No theme is called {chosen!r}{hint}")

    async def _choose(self, before: str) -> str | None:
        from qreader.tui.widgets.theme_box import ThemeBox

        box = ThemeBox(
            themes.names(),
            before,
            looks=self._outside.looks_of_theme,
            tried=self._outside.use_theme,
        )
        chosen = await self._desk.choose(box)
        return None if chosen is None else str(chosen.value)

    def _keep(self, name: str) -> None:
        configured = self._desk.config.theme
        if name == configured:
            kept_choices.forget(self._library, "theme")
        else:
            with self._library.without_reload():  # no row shows it
                kept_choices.keep(self._library, "theme", name, configured)
