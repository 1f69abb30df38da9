"""Themes: four of our own, the variables of `reader.tcss`, and the choice of a theme.

`reader.tcss` uses roles, not colours. Five have a hue and a meaning: `$accent` (focus and keys),
`$unread`, `$kept`, `$story`, `$added` with `$removed`. The others are shades: `$read`, `$note`,
`$rule`, `$cursor`, `$found`, `$here` and so on. A theme gives each role a colour or, without
colours, a text style.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from textual.theme import Theme

from qreader.tui.terminal.environment import Detected, in_browser

AUTO, DARK, LIGHT, ANSI, MONO = "auto", "dark", "light", "ansi", "mono"

MANY_COLOURS = 256
"""The fewest colours for a theme with colours of its own; with fewer, it uses the terminal's
palette."""

UNTOLD = Detected(DARK, "nothing says what the background is; the reader asks the terminal")
"""The theme as long as the terminal has not answered."""

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
        "unread": "#87afff",
        "kept": "#ffff87",
        "story": "#d7afff",
        "added": "#87d787",
        "removed": "#ff8787",
        "read": "#bcbcbc",
        "note": "#949494",
        "rule": "#585858",
        "cursor": "#444444",
        "cursor-away": "#303030",
        "found": "#5f5f00",
        "here": "#ffaf5f",
        "on-here": "#121212",
        "code": "#262626",
    },
)
_LIGHT = Theme(
    LIGHT,
    primary="#af005f",
    accent="#af005f",
    foreground="#1c1c1c",
    background="#ffffff",
    surface="#eeeeee",
    panel="#e4e4e4",
    error="#af0000",
    dark=False,
    variables={
        "text-error": "#af0000",
        "unread": "#005fd7",
        "kept": "#875f00",
        "story": "#8700d7",
        "added": "#008700",
        "removed": "#d70000",
        "read": "#444444",
        "note": "#626262",
        "rule": "#b2b2b2",
        "cursor": "#d4d4d4",
        "cursor-away": "#e4e4e4",
        "found": "#ffffaf",
        "here": "#af005f",
        "on-here": "#ffffff",
        "code": "#eeeeee",
    },
)
_STYLES = {
    "unread-style": "none",
    "kept-style": "none",
    "story-style": "none",
    "read-style": "none",
    "note-style": "none",
    "accent-style": "none",
    "cursor-style": "none",
    "cursor-away-style": "none",
    "found-style": "none",
    "here-style": "bold",
    "edge": "none",
    "bar-style": "none",
    "bar-key-style": "none",
}
"""The variables of a theme with enough colours."""
_PALETTE = {
    # blue is illegible on black, and cyan on white; a test has the palettes of usual terminals
    "unread": "ansi_bright_blue",
    "unread-style": "bold",
    "kept": "ansi_yellow",
    "kept-style": "none",
    "story": "ansi_cyan",
    "story-style": "none",
    "added": "ansi_green",
    "removed": "ansi_bright_red",
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
    # without shades, a box and the footer have no ground of their own
    "edge": "round ansi_bright_black",
    "veil": "transparent",
    "bar-key": "ansi_default",
    "bar-style": "reverse",
    "bar-key-style": "bold reverse",
}
"""The variables of a theme with the terminal's colours or none: text styles, not shades."""


_COLOURLESS = {
    **dict.fromkeys(("unread", "kept", "story", "added", "removed"), "ansi_default"),
    "kept-style": "bold",
}


def _of_palette(name: str, accent: str, error: str, roles: Mapping[str, str]) -> Theme:
    default = "ansi_default"
    return Theme(
        name,
        primary=accent,
        accent=accent,
        error=error,
        foreground=default,
        background=default,
        # Textual's own widgets need the last two in such a theme
        variables={**_PALETTE, **roles, "ansi-background": default, "ansi-foreground": default},
        ansi=True,
    )


# of the sixteen colours, this one is seen best on black and on white in the usual palettes
THEMES = (
    _DARK,
    _LIGHT,
    _of_palette(ANSI, "ansi_bright_magenta", "ansi_red", {}),
    _of_palette(MONO, "ansi_default", "ansi_default", _COLOURLESS),
)
"""Our own themes; Textual's can be chosen, too."""


def names() -> list[str]:
    """Return what the setting may name: what the terminal says, our own, and those of Textual."""
    from textual.theme import BUILTIN_THEMES

    return [AUTO, *(one.name for one in THEMES), *BUILTIN_THEMES]


def variables(
    theme: Theme, generated: Mapping[str, str], own: Mapping[str, str] | None = None
) -> dict[str, str]:
    """Return the variables of `reader.tcss` that Textual does not derive from a theme.

    own: the colours of the table `[colors]`.
    """
    if own:
        from qreader.tui.own_colors import variables_of

        mine = variables_of(own, with_grounds=not theme.ansi)
        return {**variables(theme, {**generated, **mine}), **mine}
    if theme.ansi:
        return {**_PALETTE, **theme.variables}
    fixed = {**_STYLES, "veil": f"{generated['background']} 60%", "bar-key": generated["accent"]}
    if theme in THEMES:
        return {**fixed, **theme.variables}
    from qreader.tui.textual_themes import derived  # no start in a theme of ours needs it

    made = derived(theme.name, generated)
    return {**made, **fixed, "bar-key": made["accent"], **theme.variables}


def looks(name: str, own: Mapping[str, str]) -> dict[str, str]:
    """Return all variables of a theme by its name, with the colours of `[colors]`."""
    from textual.theme import BUILTIN_THEMES

    theme = next(one for one in (*THEMES, *BUILTIN_THEMES.values()) if one.name == name)
    generated = theme.to_color_system().generate()
    return {**generated, **variables(theme, generated, own)}


def choose(
    configured: str, environ: Mapping[str, str], *, is_light: bool | None = None
) -> Detected:
    """Return the theme for a terminal: the configured one, else a suitable one.

    is_light: what the terminal answered about its background; None: nothing.
    """
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
    if is_light is not None:
        return Detected(LIGHT if is_light else DARK, "the terminal says so")
    return UNTOLD


_WITH_MANY = re.compile(
    r"256color|direct|truecolor|kitty|ghostty|alacritty|foot|wezterm|contour|rio"
)
_WITHOUT = re.compile(r"vt[12]\d\d.*|.*-m(ono)?")


def colours(environ: Mapping[str, str]) -> tuple[int, str]:
    """Return the number of the terminal's colours, and the source of that.

    The terminal's name decides: only curses could read terminfo, and only once in a process.
    """
    if in_browser(environ):
        return 1 << 24, "a browser shows it"
    if environ.get("COLORTERM", "").strip().lower() in {"truecolor", "24bit"}:
        return 1 << 24, "COLORTERM"
    term = environ.get("TERM", "")
    if _WITH_MANY.search(term):
        return MANY_COLOURS, f"TERM is {term}"
    return 0 if _WITHOUT.fullmatch(term) else 8, f"TERM is {term or 'not set'}"
