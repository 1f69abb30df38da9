"""Themes: four of our own, the variables of `reader.tcss`, and the choice of a theme.

`reader.tcss` uses roles, not colours: `$read`, `$note`, `$rule`, `$accent`, `$cursor`, `$found`,
`$here` and so on. A theme gives each role a colour or, without colours, a text style.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from textual.theme import Theme

from qreader.tui.terminal.environment import Detected

AUTO, DARK, LIGHT, ANSI, MONO = "auto", "dark", "light", "ansi", "mono"

MANY_COLOURS = 256
"""The fewest colours for a theme with colours of its own; with fewer, it uses the terminal's
palette."""

# All colours are of the common palette of 256 colours, so that they look the same there. A test
# checks their contrasts (WCAG): 4.5 for text, 3 for notes, the cursor's row included.
_DARK = Theme(
    DARK,
    primary="#ffaf5f",
    accent="#ffaf5f",
    foreground="#e4e4e4",
    background="#121212",
    surface="#262626",
    panel="#303030",
    error="#ff8787",
    variables={
        "text-error": "#ff8787",
        "read": "#b2b2b2",
        "note": "#949494",
        "rule": "#444444",
        "cursor": "#3a3a3a",
        "cursor-away": "#262626",
        "found": "#5f5f00",
        "here": "#ffaf5f",
        "on-here": "#121212",
        "code": "#262626",
    },
)
_LIGHT = Theme(
    LIGHT,
    primary="#005faf",
    accent="#005faf",
    foreground="#1c1c1c",
    background="#ffffff",
    surface="#eeeeee",
    panel="#e4e4e4",
    error="#af0000",
    dark=False,
    variables={
        "text-error": "#af0000",
        "read": "#444444",
        "note": "#626262",
        "rule": "#c6c6c6",
        "cursor": "#e4e4e4",
        "cursor-away": "#eeeeee",
        "found": "#ffffaf",
        "here": "#005faf",
        "on-here": "#ffffff",
        "code": "#eeeeee",
    },
)
_STYLES = {
    "read-style": "none",
    "note-style": "none",
    "accent-style": "none",
    "cursor-style": "none",
    "cursor-away-style": "none",
    "found-style": "none",
    "here-style": "bold",
}
"""The variables of a theme with enough colours."""
_PALETTE = {
    "read": "ansi_default",
    "read-style": "none",
    "note": "ansi_default",
    "note-style": "dim",
    "rule": "ansi_bright_black",
    "accent-style": "bold",
    "cursor": "transparent",
    "cursor-style": "reverse",
    "cursor-away": "transparent",
    "cursor-away-style": "none",
    "found": "transparent",
    "found-style": "bold underline",
    "here": "transparent",
    "on-here": "ansi_default",
    "here-style": "bold reverse",
    "code": "transparent",
}
"""The variables of a theme with the terminal's colours or none: text styles, not shades."""


def _of_palette(name: str, accent: str, error: str) -> Theme:
    default = "ansi_default"
    return Theme(
        name,
        primary=accent,
        accent=accent,
        error=error,
        foreground=default,
        background=default,
        # Textual's own widgets need the last two in such a theme
        variables={**_PALETTE, "ansi-background": default, "ansi-foreground": default},
        ansi=True,
    )


# of the eight colours, magenta is legible on black and on white in the usual palettes
THEMES = (
    _DARK,
    _LIGHT,
    _of_palette(ANSI, "ansi_magenta", "ansi_red"),
    _of_palette(MONO, "ansi_default", "ansi_default"),
)
"""Our own themes; Textual's can be chosen, too."""


def names() -> list[str]:
    """Return what the setting may name: what the terminal says, our own, and those of Textual."""
    from textual.theme import BUILTIN_THEMES

    return [AUTO, *(one.name for one in THEMES), *BUILTIN_THEMES]


def variables(theme: Theme, generated: Mapping[str, str]) -> dict[str, str]:
    """Return the variables of `reader.tcss` that Textual does not derive from a theme."""
    if theme.ansi:
        return {**_PALETTE, **theme.variables}
    text, accent = generated["foreground"], generated["accent"]
    shades = {
        "read": f"{text} 75%",
        "note": f"{text} 60%",
        "rule": f"{text} 18%",
        "cursor": f"{accent} 18%",
        "cursor-away": f"{text} 8%",
        "found": f"{accent} 30%",
        "here": accent,
        "on-here": generated["background"],
        "code": f"{text} 10%",
    }
    return {**shades, **_STYLES, **theme.variables}


def choose(configured: str, environ: Mapping[str, str]) -> Detected:
    """Return the theme for a terminal: the configured one, else a suitable one."""
    if configured != AUTO:
        return Detected(configured, "the configuration says so")
    if environ.get("NO_COLOR"):
        return Detected(MONO, "NO_COLOR is set")
    count, counted_by = colours(environ)
    if count < 8:
        return Detected(MONO, f"the terminal has no colours ({counted_by})")
    if count < MANY_COLOURS:
        return Detected(ANSI, f"the terminal has {count} colours ({counted_by})")
    # rxvt, Konsole and others state their colours there: `15;0`, `0;default;15`
    background = environ.get("COLORFGBG", "").rpartition(";")[2]
    if re.fullmatch(r"[0-9]|1[0-5]", background):
        is_light = background == "7" or int(background) > 8
        return Detected(
            LIGHT if is_light else DARK, f"COLORFGBG says {background} of its background"
        )
    return Detected(DARK, "nothing says what the terminal's background is")


_WITH_MANY = re.compile(
    r"256color|direct|truecolor|kitty|ghostty|alacritty|foot|wezterm|contour|rio"
)
_WITHOUT = re.compile(r"vt[12]\d\d.*|.*-m(ono)?")


def colours(environ: Mapping[str, str]) -> tuple[int, str]:
    """Return the number of the terminal's colours, and the source of that.

    The terminal's name decides: only curses could read terminfo, and only once in a process.
    """
    if environ.get("COLORTERM", "").strip().lower() in {"truecolor", "24bit"}:
        return 1 << 24, "COLORTERM"
    term = environ.get("TERM", "")
    if _WITH_MANY.search(term):
        return MANY_COLOURS, f"TERM is {term}"
    return 0 if _WITHOUT.fullmatch(term) else 8, f"TERM is {term or 'not set'}"
