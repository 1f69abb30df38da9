"""The five hues of qreader in the themes that Textual brings, from those themes' own palettes.

Textual's theme names colours by another purpose (primary, warning, success), so that its blue and
its purple cannot be told from it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

ROLES: Final = ("accent", "unread", "kept", "story", "added", "removed")
"""The roles with a hue, each with one meaning."""

# one row a theme, in the order of ROLES
_HUES: Final = {
    "textual-dark": "#ffa62b #5aa9e6 #ffe066 #c49bff #4ebf71 #e0607e",
    "textual-light": "#004578 #0178d4 #8a6100 #7c3aed #1a7f37 #ba3c5b",
    "nord": "#88c0d0 #81a1c1 #ebcb8b #b48ead #a3be8c #bf616a",
    "gruvbox": "#fe8019 #83a598 #fabd2f #d3869b #b8bb26 #fb4934",
    "catppuccin-mocha": "#fab387 #89b4fa #f9e2af #cba6f7 #a6e3a1 #f38ba8",
    "catppuccin-macchiato": "#f5a97f #8aadf4 #eed49f #c6a0f6 #a6da95 #ed8796",
    "catppuccin-frappe": "#ef9f76 #8caaee #e5c890 #ca9ee6 #a6d189 #e78284",
    "catppuccin-latte": "#fe640b #1e66f5 #df8e1d #8839ef #40a02b #d20f39",
    "dracula": "#ff79c6 #8be9fd #f1fa8c #bd93f9 #50fa7b #ff5555",
    "tokyo-night": "#ff9e64 #7aa2f7 #e0af68 #bb9af7 #9ece6a #f7768e",
    "monokai": "#fd971f #66d9ef #e6db74 #ae81ff #a6e22e #f92672",
    "flexoki": "#da702c #4385be #d0a215 #8b7ec8 #879a39 #d14d41",
    "solarized-dark": "#cb4b16 #268bd2 #b58900 #6c71c4 #859900 #dc322f",
    "solarized-light": "#cb4b16 #268bd2 #b58900 #6c71c4 #859900 #dc322f",
    "rose-pine": "#ebbcba #9ccfd8 #f6c177 #c4a7e7 #9ccfd8 #eb6f92",
    "rose-pine-moon": "#ea9a97 #9ccfd8 #f6c177 #c4a7e7 #9ccfd8 #eb6f92",
    "rose-pine-dawn": "#d7827e #286983 #ea9d34 #907aa9 #56949f #b4637a",
    "atom-one-dark": "#d19a66 #61afef #e5c07b #c678dd #98c379 #e06c75",
    "atom-one-light": "#986801 #4078f2 #c18401 #a626a4 #50a14f #e45649",
}


def roles(name: str, generated: Mapping[str, str]) -> dict[str, str]:
    """Return the hue of each role in a theme, made of Textual's where the theme is unknown."""
    if name in _HUES:
        return dict(zip(ROLES, _HUES[name].split(), strict=True))
    made = ("accent", "primary", "warning", "secondary", "success", "error")
    return {role: generated[one] for role, one in zip(ROLES, made, strict=True)}
