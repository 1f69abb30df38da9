"""Panes: their focus, visibility, widths and tab order."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Final, NamedTuple

from textual.widget import Widget

from qreader.tui.actions import Where
from qreader.tui.layout import AS_DESIGNED, LOW_LINES, Layout, Widths, arrange
from qreader.tui.messages import GoTo

if TYPE_CHECKING:
    from textual.screen import Screen

    from qreader.library import Library
    from qreader.tui.desk import Desk
    from qreader.tui.widgets.related import RelatedList
    from qreader.tui.widgets.row_list import RowList

PANES: Final = (
    Where.FEEDS,
    Where.LIST,
    Where.TODAY,
    Where.ARTICLE,
    Where.RELATED,
    Where.WELCOME,
)
STEP_COLUMNS: Final = 2
"""The columns that a key adds to a pane or removes from it."""
KEPT_AS: Final = "widths"
"""The name under which the library keeps the widths."""


class Places(NamedTuple):
    """The widgets to lay out."""

    box: Widget
    """The container of all."""
    feeds: RowList
    list_pane: Widget
    today_pane: Widget
    """In the place of the list."""
    article_pane: Widget
    related: RelatedList


class Panes:
    """Lays out the panes for the size and the content of the screen."""

    def __init__(
        self,
        desk: Desk,
        library: Library,
        screen: Screen[None],
        places: Places,
        *,
        rows: dict[Where, RowList],
        related_known: Callable[[], Awaitable[None]],
        sidebar: bool,
    ) -> None:
        """rows: the lists of the panes that have one.

        related_known: waits until the open article's related stories are known.
        """
        self._desk = desk
        self._library = library
        self._screen = screen
        self._places = places
        self.rows = rows
        self._related_known = related_known
        self.pane = Where.LIST
        """The focused pane."""
        self.front = Where.LIST
        """The list or Today: what an article is opened from, and lies under it."""
        self.layout = Layout()
        self.has_article = False
        self._sidebar_wanted = sidebar
        self._zen = False
        self._welcome_open = False
        self._widths = Widths()

    def recall(self) -> None:
        """Restore the stored widths."""
        self._widths = Widths.read(self._library.remembered.read(KEPT_AS) or "")

    def focus(self, pane: Where) -> None:
        """Focus a pane, and make it visible."""
        self.pane = pane
        if pane in Where.FRONT:
            self.front = pane
        if pane is not Where.ARTICLE:
            self._zen = False
        if pane is Where.RELATED:
            self._sidebar_wanted = True
        if pane is Where.WELCOME:
            self._welcome_open = True
        elif pane in Where.READING:
            self._welcome_open = False
        self.lay_out()
        for one, rows in self.rows.items():
            rows.set_active(one is pane)
        if pane is Where.ARTICLE:  # places the terminal's own cursor, for screen readers
            self._screen.app.cursor_position = self._places.article_pane.region.offset

    def close_welcome(self) -> None:
        """Close the welcome."""
        self._welcome_open = False
        self.focus(self.front)

    # ---- laying out

    def lay_out(self) -> None:
        """Show the panes that fit; change only differences."""
        size = self._screen.app.size
        layout = self._arranged(self._widths)
        if self.pane in Where.FRONT and layout.alone:
            self._welcome_open = False
        self.layout = layout
        self._screen.set_class(layout.alone, "-alone")
        self._screen.set_class(size.height < LOW_LINES, "-low")
        places = self._places
        _set_columns(places.feeds, layout.feeds)
        is_today = self.front is Where.TODAY
        _set_columns(places.list_pane, 0 if is_today else layout.list)
        _set_columns(places.today_pane, layout.list if is_today else 0)
        places.article_pane.display = layout.article
        places.article_pane.set_class(self._welcome_open, "-welcome")
        self._lay_out_related(layout)

    def _arranged(self, widths: Widths) -> Layout:
        size = self._screen.app.size
        return arrange(
            size.width,
            size.height,
            self.pane,
            sidebar=self._sidebar_wanted and not self._welcome_open,
            zen=self._zen,
            related_lines=self._places.related.strip_lines,
            widths=widths,
        )

    def _lay_out_related(self, layout: Layout) -> None:
        related = self._places.related
        self._places.box.set_class(bool(layout.strip), "-stacked")
        if layout.strip:
            related.display = True
            related.styles.width = "1fr"
            related.styles.height = layout.strip
        else:
            _set_columns(related, layout.related)
            related.styles.height = "1fr"
        related.set_strip(bool(layout.strip))

    # ---- actions

    def go_feeds(self) -> None:
        """Go to the feeds."""
        self._desk.post_message(GoTo(Where.FEEDS))

    async def next(self) -> None:
        """Focus the next pane."""
        await self._turn(1)

    async def previous(self) -> None:
        """Focus the previous pane."""
        await self._turn(-1)

    async def _turn(self, step: int) -> None:
        if self.pane in Where.READING:
            await self._related_known()
        panes = self._here
        at = panes.index(self.pane) if self.pane in panes else 0
        self._desk.post_message(GoTo(panes[(at + step) % len(panes)]))

    @property
    def _here(self) -> list[Where]:
        """The panes in the order of tab."""
        panes = [Where.FEEDS, self.front]
        if self._welcome_open:
            return [*panes, Where.WELCOME]
        if self.has_article:
            panes.append(Where.ARTICLE)
            if self._places.related.choices and (self._sidebar_wanted or self.layout.alone):
                panes.append(Where.RELATED)
        return panes

    def toggle_sidebar(self) -> None:
        """Show or hide the related stories."""
        self.want_sidebar(not self._sidebar_wanted)

    def want_sidebar(self, wanted: bool) -> None:
        """Show or hide them where there is room."""
        self._sidebar_wanted = wanted
        if self.pane is Where.RELATED:
            self._desk.post_message(GoTo(Where.ARTICLE))
        else:
            self.lay_out()

    def toggle_zen(self) -> None:
        """Show only the article, or all panes again."""
        if not self.has_article:
            self._desk.say("Open an article first")
            return
        self._zen = not self._zen
        self._desk.post_message(GoTo(Where.ARTICLE))

    def narrower(self, count: int | None) -> None:
        """Make the focused pane narrower."""
        self._resize(-(count or 1))

    def wider(self, count: int | None) -> None:
        """Make the focused pane wider."""
        self._resize(count or 1)

    def _resize(self, steps: int) -> None:
        if self.layout.alone:
            self._desk.say("One pane has the whole width here")
            return
        pane = self.pane
        if pane is Where.FEEDS and not self.layout.list:  # it is in the list's place
            pane = Where.LIST
        before, was, designed = self._widths, self.layout, self._arranged(AS_DESIGNED)
        # from the present widths, not the stored ones: the screen may have been wider
        self._widths = before.as_given(was, designed).changed(pane, steps * STEP_COLUMNS)
        self.lay_out()
        if self.layout == was:  # it is at its limit
            self._widths = before
            return
        self._widths = self._widths.as_given(self.layout, designed)
        self._desk.start(self._remember, str(self._widths), group="widths")

    async def _remember(self, widths: str) -> None:
        await self._desk.call(
            self._library.remembered.write, KEPT_AS, widths, lane="widths", writes=True
        )


def _set_columns(widget: Widget, columns: int) -> None:
    widget.display = bool(columns)
    if columns:
        widget.styles.width = columns
