"""The five hues of qreader in the themes that Textual brings, from those themes' own palettes.

Textual's theme names colours by another purpose (primary, warning, success), so that its blue and
its purple cannot be told from it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from textual.color import Color

from qreader.tui.contrast import TEXT_CONTRAST, contrast

ROLES: Final = ("accent", "unread", "kept", "story", "added", "removed")
"""The roles with a hue, each with one meaning."""

# one row a theme, in the order of ROLES
HUES: Final = {
    "textual-dark": "#ffa62b #5aa9e6 #ffe066 #c49bff #4ebf71 #e0607e",
    "textual-light": "#004578 #0178d4 #8a6100 #7c3aed #1a7f37 #ba3c5b",
    "nord": "#88c0d0 #81a1c1 #ebcb8b #b48ead #a3be8c #bf616a",
    "gruvbox": "#fe8019 #83a598 #fabd2f #d3869b #b8bb26 #fb4934",
    "catppuccin-mocha": "#fab387 #89b4fa #f9e2af #cba6f7 #a6e3a1 #f38ba8",
    "catppuccin-macchiato": "#f5a97f #8aadf4 #eed49f #c6a0f6 #a6da95 #ed8796",
    "catppuccin-frappe": "#ef9f76 #8caaee #e5c890 #ca9ee6 #a6d189 #e78284",
    "catppuccin-latte": "#179299 #1e66f5 #df8e1d #8839ef #40a02b #d20f39",
    "dracula": "#ff79c6 #8be9fd #f1fa8c #bd93f9 #50fa7b #ff5555",
    "tokyo-night": "#ff9e64 #7aa2f7 #e0af68 #bb9af7 #9ece6a #f7768e",
    "monokai": "#fd971f #66d9ef #e6db74 #ae81ff #a6e22e #f92672",
    "flexoki": "#da702c #4385be #d0a215 #8b7ec8 #879a39 #d14d41",
    "solarized-dark": "#cb4b16 #268bd2 #b58900 #6c71c4 #859900 #dc322f",
    "solarized-light": "#cb4b16 #268bd2 #b58900 #6c71c4 #859900 #dc322f",
    "rose-pine": "#ebbcba #9ccfd8 #f6c177 #c4a7e7 #9ccfd8 #eb6f92",
    "rose-pine-moon": "#ea9a97 #9ccfd8 #f6c177 #c4a7e7 #9ccfd8 #eb6f92",
    "rose-pine-dawn": "#b4637a #286983 #ea9d34 #907aa9 #56949f #b4637a",
    "atom-one-dark": "#d19a66 #61afef #e5c07b #c678dd #98c379 #e06c75",
    "atom-one-light": "#986801 #4078f2 #c18401 #a626a4 #50a14f #e45649",
}


# of each role the least contrast with the background, as far as the theme's own text allows
_LEAST: Final = {
    "accent": 4.0, "unread": 3.0, "kept": 3.0, "story": 4.0, "added": 3.0, "removed": 3.0,
}  # fmt: skip
_CURSOR: Final = 1.5
"""The least contrast of the cursor's row with the background."""


def derived(name: str, generated: Mapping[str, str]) -> dict[str, str]:
    """Return hues and shades of a theme. generated: the variables that Textual makes of it.

    Where a hue or a shade is hard to see, it is brought nearer to the colour of the text.
    """
    ground, text = _colour(generated["background"]), _colour(generated["foreground"])
    hues = {role: _colour(colour) for role, colour in _roles(name, generated).items()}
    hues = {role: _mixed(hue, text, ground, _LEAST[role], most=60) for role, hue in hues.items()}
    accent = hues["accent"]
    shades = {
        "read": _mixed(ground, text, ground, 6, least=75, most=92),
        "note": _mixed(ground, text, ground, TEXT_CONTRAST, least=60, most=85),
        "rule": _mixed(ground, text, ground, 1.8, least=28, most=45),
        "cursor": _mixed(ground, text, ground, _CURSOR, least=12, most=36),
        "cursor-away": _mixed(ground, text, ground, 1.2, least=6, most=24),
        "found": ground.blend(accent, 0.3),
        "here": accent,
        "code": ground.blend(text, 0.1),
    }
    made = {role: colour.hex.lower() for role, colour in {**hues, **shades}.items()}
    return {**made, "on-here": generated["background"]}


def _colour(text: str) -> Color:
    """Return a colour that can be mixed: one of the terminal's palette, as it usually is."""
    return Color(*Color.parse(text).rgb)


def _mixed(
    colour: Color, other: Color, ground: Color, wanted: float, *, least: int = 0, most: int
) -> Color:
    """Return a mixture with as little of the other colour, in percent, as gives a contrast."""
    for share in range(least, most + 1, 4):
        mixed = colour.blend(other, share / 100)
        if contrast(mixed.rgb, ground.rgb) >= wanted:
            return mixed
    return colour.blend(other, most / 100)


def _roles(name: str, generated: Mapping[str, str]) -> dict[str, str]:
    """Return the hue of each role in a theme, made of Textual's where the theme is unknown."""
    if name in HUES:
        return dict(zip(ROLES, HUES[name].split(), strict=True))
    made = ("accent", "primary", "warning", "secondary", "success", "error")
    return {role: generated[one] for role, one in zip(ROLES, made, strict=True)}
