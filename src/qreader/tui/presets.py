"""Presets: keys to begin with, for those who come from elsewhere. What is not named stays."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

_NEWSBOAT: Final[Mapping[str, tuple[str, ...]]] = {
    # newsboat's own keys for what it has, too
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
    # no letter moves anything, so that none is pressed by accident; nor hides, nor marks all
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
