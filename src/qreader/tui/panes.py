"""Panes: their focus, visibility, widths and tab order."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import TYPE_CHECKING, Final, NamedTuple

from textual.widget import Widget

from qreader.tui.actions import Where
from qreader.tui.layout import (
    AS_DESIGNED,
    DIVIDER,
    HIGH_LINES,
    LOW_LINES,
    MARGIN,
    Layout,
    OwnWidths,
    Widths,
    arrange,
)
from qreader.tui.messages import GoTo
from qreader.tui.widgets.pane_title import Section

if TYPE_CHECKING:
    from textual.screen import Screen

    from qreader.library import Library
    from qreader.tui.desk import Desk
    from qreader.tui.widgets.pane_title import TitleRow
    from qreader.tui.widgets.related import RelatedList
    from qreader.tui.widgets.row_list import RowList

PANES: Final = (
    Where.FEEDS,
    Where.LIST,
    Where.TODAY,
    Where.ARTICLE,
    Where.WELCOME,
    Where.RELATED,
)
"""The panes from the left to the right."""
STEP_COLUMNS: Final = 2
"""The columns that a key adds to a pane or removes from it."""
KEPT_AS: Final = "widths"
"""The name under which the library keeps the widths."""


class Places(NamedTuple):
    """The widgets to lay out."""

    box: Widget
    """The container of all."""
    feeds: Widget
    list: Widget
    today: Widget
    article: Widget
    """The place of the article and of the welcome."""
    related: RelatedList
    dividers: Mapping[Where, Widget]
    """The lines beside the panes whose width can be chosen."""
    titles: TitleRow


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
        self.layout = Layout()
        self.has_article = False
        self._sidebar_wanted = sidebar
        self._zen = False
        self.front = Where.LIST
        """The list or Today: what an article is opened from, and lies under it."""
        self.bottom = Where.LIST
        """What lies under all else: Today, once it was shown, or the list."""
        self._welcome_open = False
        self._widths = OwnWidths()
        self._related_lines = 0
        """The lines of the related stories; while they are computed, those of the last article."""

    def recall(self) -> None:
        """Restore the stored widths."""
        self._widths = OwnWidths.read(self._library.remembered.read(KEPT_AS) or "")

    def focus(self, pane: Where) -> None:
        """Focus a pane, and make it visible."""
        self.pane = pane
        if pane is not Where.ARTICLE:
            self._zen = False
        if pane is Where.RELATED:
            self._sidebar_wanted = True
        if pane in Where.FRONT:
            self.front = pane
        if pane is Where.TODAY:
            self.bottom = pane
        if pane is not Where.FEEDS:
            self._welcome_open = pane is Where.WELCOME
        self.lay_out()
        for one, rows in self.rows.items():
            rows.set_active(one is pane)
        self.point()

    def point(self) -> None:
        """Put the terminal's own cursor where one reads, for screen readers."""
        if self.pane is Where.ARTICLE:
            self._screen.app.cursor_position = self._places.article.region.offset
        elif self.pane in self.rows:
            self.rows[self.pane].point()

    def close_welcome(self) -> None:
        """Close the welcome."""
        self.focus(self.front)

    # ---- laying out

    def lay_out(self) -> None:
        """Show the panes that fit; change only differences."""
        related = self._places.related
        if related.is_known:
            self._related_lines = related.strip_lines
        layout = self.layout = self._arranged(self._widths.on(self._width))
        height = self._screen.app.size.height
        self._screen.set_class(height < LOW_LINES, "-low")
        # not by a class of the screen, for which everything is styled again
        self._places.titles.styles.height = 2 if height >= HIGH_LINES else 1
        places = self._places
        _place(places.feeds, layout, Where.FEEDS, layout.feeds)
        _place(places.list, layout, Where.LIST, layout.list)
        _place(places.today, layout, Where.TODAY, 0)
        _place(places.article, layout, Where.ARTICLE | Where.WELCOME, 0)
        places.article.set_class(layout.main is Where.WELCOME, "-welcome")
        places.article.styles.padding = (0, self._spare_columns, 0, 0)
        for pane, columns in layout.columns.items():
            places.dividers[pane].display = bool(columns)
        self._lay_out_related(layout)
        self._lay_out_titles(layout)

    @property
    def _spare_columns(self) -> int:
        """The columns that stay free right of the text: as many as it does not need."""
        beside = sum(columns + DIVIDER for columns in self.layout.columns.values() if columns)
        needed = self._desk.config.text_width + 2 * MARGIN
        return max(0, min(self.layout.spare, self._width - beside - needed))

    @property
    def _width(self) -> int:
        return self._screen.app.size.width

    def _arranged(self, widths: Widths) -> Layout:
        return arrange(
            self._width,
            self._screen.app.size.height,
            self.pane,
            behind=Where.WELCOME if self._welcome_open else self.front,
            is_reading=self.has_article,
            sidebar=self._sidebar_wanted,
            zen=self._zen,
            related_lines=self._related_lines,
            widths=widths,
        )

    def _lay_out_related(self, layout: Layout) -> None:
        related = self._places.related
        self._places.box.set_class(bool(layout.strip), "-stacked")
        if layout.strip:
            related.display = True
            related.styles.width = "1fr"
        else:
            _place(related, layout, Where.RELATED, layout.related)
        related.styles.height = layout.strip or "1fr"
        related.set_strip(bool(layout.strip))

    def _lay_out_titles(self, layout: Layout) -> None:
        taken = sum(columns + DIVIDER for columns in layout.columns.values() if columns)
        start, sections = 0, []
        for pane in PANES:
            width = layout.columns.get(pane, 0)
            if pane is layout.main:
                width = max(0, self._width - taken)
            if width:
                sections.append(Section(pane, start, width))
                start += width + DIVIDER
        self._places.titles.lay_out(sections, self.pane)

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
        # from the present widths, not the stored ones: there may be no room for those
        given, was = self._given, self.layout
        if self._show_widths(given.changed(self.pane, steps * STEP_COLUMNS, was)):
            self._keep_widths()

    def drag(self, pane: Where, column: int, *, is_over: bool) -> None:
        """Put a pane's divider into a column of the screen; keep the widths at the end."""
        layout = self.layout
        start = layout.feeds + DIVIDER if pane is Where.LIST and layout.feeds else 0
        wanted = self._width - column - DIVIDER if pane is Where.RELATED else column - start
        columns = layout.columns[pane]
        if columns and wanted != columns:
            self._show_widths(self._given.changed(pane, wanted - columns, layout))
        if is_over:
            self._keep_widths()

    def reset_layout(self) -> None:
        """Give the panes the widths as designed, on this class of screen."""
        self._widths = self._widths.changed(self._width, AS_DESIGNED)
        self.lay_out()
        self._keep_widths()
        self._desk.say("The panes have their usual widths")

    @property
    def _given(self) -> Widths:
        """The changes that the present layout has room for."""
        widths, designed = self._widths.on(self._width), self._arranged(AS_DESIGNED)
        return widths.as_given(self.layout, designed)

    def _show_widths(self, widths: Widths) -> bool:
        """Lay out with other widths, as far as they fit; return whether that changed anything."""
        before, was = self._widths, self.layout
        self._widths = before.changed(self._width, widths)
        self.lay_out()
        if self.layout == was:  # it is at its limit
            self._widths = before
            return False
        self._widths = before.changed(self._width, self._given)
        return True

    def _keep_widths(self) -> None:
        self._desk.start(self._remember, str(self._widths), group="widths")

    async def _remember(self, widths: str) -> None:
        await self._desk.call(
            self._library.remembered.write, KEPT_AS, widths, lane="widths", writes=True
        )


def _place(widget: Widget, layout: Layout, panes: Where, columns: int) -> None:
    """Show a widget of one of these panes: as the main one, with columns beside it, or not."""
    is_main = layout.main in panes
    widget.display = is_main or bool(columns)
    if widget.display:
        widget.styles.width = "1fr" if is_main else columns
