"""Presets: sets of keys for users of other readers. Actions that are not named keep their keys."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from qreader.tui.actions import Where

_NEWSBOAT: Final[Mapping[str, tuple[str, ...]]] = {
    # newsboat's own keys
    "open": ("enter", "right"),
    "page_down": ("pagedown",),
    "read": ("N", "m"),
    "star": ("ctrl+e", "*"),
    "save": ("s",),
    "follow": ("u", "f"),
    "undo": ("U",),
    "configure": ("E",),
    "mark_all_read": ("A", "C"),
    "later": ("ctrl+b", "b"),
    "escape": ("escape", "ctrl+f"),
    "unfold": ("right",),
    "next_feed": ("}", "J", "ctrl+n"),
    "previous_feed": ("{", "K"),
    "toggle_read_feeds": ("L", "l"),
    "toggle_unread_only": ("l",),
}

_SIMPLE: Final[Mapping[str, tuple[str, ...]]] = {
    # no letter moves, hides or marks all, so that none does by accident
    "down": ("down",),
    "up": ("up",),
    "page_down": ("pagedown",),
    "half_page_down": (),
    "half_page_up": (),
    "top": ("home",),
    "bottom": ("end",),
    "open": ("enter", "right"),
    "back": ("left", "backspace"),
    "subscribe": ("enter", "right"),
    "hide": ("delete",),
    "mark_all_read": (),
    "select_to_here": (),
    "attend": (),
    "unfold": ("right",),
    "fold": ("left",),
    "toggle_read_feeds": (),
    "toggle_unread_only": (),
}

PRESETS: Final[Mapping[str, Mapping[str, tuple[str, ...]]]] = {
    "default": {},
    "newsboat": _NEWSBOAT,
    "simple": _SIMPLE,
}

NARROWED: Final[Mapping[str, Mapping[str, Mapping[str, Where]]]] = {
    "default": {},
    "newsboat": {
        # J and K walk through the feeds in a list, and through its articles in one of them
        "next_feed": {"J": Where.LIST, "ctrl+n": Where.LIST},
        "previous_feed": {"K": Where.LIST},
        "next_article": {"J": Where.READING},
        "previous_article": {"K": Where.READING},
        "toggle_read_feeds": {"l": Where.FEEDS},
        "toggle_unread_only": {"l": Where.LIST},
    },
    "simple": {},
}
"""Of a preset's keys, those that are read in some panes only of the action's own."""
