"""Panes: which are on the screen, how wide, and in which order tab walks through them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from textual.widget import Widget

from qreader.tui.actions import Where
from qreader.tui.layout import AS_DESIGNED, Layout, Widths, arrange

if TYPE_CHECKING:
    from qreader.tui.reader import Reader
    from qreader.tui.widgets.row_list import RowList

PANES: Final = (Where.FEEDS, Where.LIST, Where.ARTICLE, Where.RELATED, Where.WELCOME)
LOW_LINES: Final = 18
"""A lower screen has no lines to spare for explanations."""
STEP_COLUMNS: Final = 2
"""That a pane gains or loses with a key."""
KEPT_AS: Final = "widths"
"""The name under which the library remembers them."""


class Panes:
    """Lays out the panes for the size of the screen, and for what is read on it."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader
        self.layout = Layout()
        self.sidebar_wanted = reader.config.sidebar
        self.zen = False
        self.welcome_open = False
        self._widths = Widths()

    def recall(self) -> None:
        """Take the widths that the person chose another day."""
        self._widths = Widths.read(self._reader.library.remembered(KEPT_AS) or "")

    def focus(self, pane: Where) -> None:
        """Bring a pane on the screen, and show where keys go."""
        if pane is not Where.ARTICLE:
            self.zen = False
        if pane is Where.RELATED:
            self.sidebar_wanted = True
        if pane is Where.WELCOME:
            self.welcome_open = True
        elif pane in Where.READING:
            self.welcome_open = False
        self.lay_out()
        for one in PANES:
            rows = self.rows_of(one)
            if rows is not None:
                rows.set_active(one is pane)
        if pane is Where.ARTICLE:  # the terminal's own cursor, for screen readers
            self._reader.app.cursor_position = self._reader.article_pane.region.offset

    def lay_out(self) -> None:
        """Show the panes that fit; change only what differs."""
        reader = self._reader
        size = reader.app.size
        layout = self._arranged(self._widths)
        if reader.pane is Where.LIST and self.welcome_open and layout.alone:
            self.welcome_open = False
        self.layout = layout
        reader.set_class(layout.alone, "-alone")
        reader.set_class(size.height < LOW_LINES, "-low")
        _set_columns(reader.feed_tree, layout.feeds)
        _set_columns(reader.list_pane, layout.list)
        reader.article_pane.display = layout.article
        reader.show_in_article_pane(welcome=self.welcome_open)
        self._lay_out_related(layout)

    def _arranged(self, widths: Widths) -> Layout:
        size = self._reader.app.size
        return arrange(
            size.width,
            size.height,
            self._reader.pane,
            sidebar=self.sidebar_wanted and not self.welcome_open,
            zen=self.zen,
            related_lines=self._reader.related.strip_lines,
            widths=widths,
        )

    def _lay_out_related(self, layout: Layout) -> None:
        related = self._reader.related
        self._reader.panes_box.set_class(bool(layout.strip), "-stacked")
        if layout.strip:
            related.display = True
            related.styles.width = "1fr"
            related.styles.height = layout.strip
        else:
            _set_columns(related, layout.related)
            related.styles.height = "1fr"
        related.set_strip(bool(layout.strip))

    def rows_of(self, pane: Where) -> RowList | None:
        """Return the list of a pane; None of the article, which has none."""
        reader = self._reader
        if pane is Where.WELCOME:
            return reader.welcome.packs if self.welcome_open else None
        return {
            Where.FEEDS: reader.feed_tree,
            Where.LIST: reader.articles,
            Where.RELATED: reader.related,
        }.get(pane)

    @property
    def here(self) -> list[Where]:
        """The panes that tab walks through."""
        reader = self._reader
        panes = [Where.FEEDS, Where.LIST]
        if self.welcome_open:
            return [*panes, Where.WELCOME]
        if reader.reading.article is not None:
            panes.append(Where.ARTICLE)
            if reader.related.choices and (self.sidebar_wanted or self.layout.alone):
                panes.append(Where.RELATED)
        return panes

    def resize(self, steps: int) -> None:
        """Make the pane with the focus wider or narrower, and remember that."""
        if self.layout.alone:
            self._reader.say("One pane has the whole width here")
            return
        pane = self._reader.pane
        if pane is Where.FEEDS and not self.layout.list:  # it stands in the list's place
            pane = Where.LIST
        before, was, designed = self._widths, self.layout, self._arranged(AS_DESIGNED)
        # from what is seen, not from what was wished for once: there may have been more room
        self._widths = before.as_given(was, designed).changed(pane, steps * STEP_COLUMNS)
        self.lay_out()
        if self.layout == was:  # it is at its limit
            self._widths = before
            return
        self._widths = self._widths.as_given(self.layout, designed)
        library, text = self._reader.library, str(self._widths)
        self._reader.work.in_order(
            "widths", lambda: library.remember(KEPT_AS, text), lambda _: None
        )


def _set_columns(widget: Widget, columns: int) -> None:
    widget.display = bool(columns)
    if columns:
        widget.styles.width = columns
