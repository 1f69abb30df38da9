"""Presets: sets of keys for users of other readers. Actions that are not named keep their keys."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

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
}

PRESETS: Final[Mapping[str, Mapping[str, tuple[str, ...]]]] = {
    "default": {},
    "newsboat": _NEWSBOAT,
    "simple": _SIMPLE,
}
