"""Own colours: the table `[colors]` over a theme, and whether its texts can be read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from qreader.tui.contrast import GLYPH_CONTRAST, TEXT_CONTRAST, contrast

_LEAST: Final = {
    "background": dict.fromkeys(
        (
            "foreground", "read", "note", "accent", "unread", "kept", "story", "added", "removed",
            "error",
        ),
        TEXT_CONTRAST,
    ),
    "cursor": {
        **dict.fromkeys(("foreground", "read", "accent", "story"), TEXT_CONTRAST),
        **dict.fromkeys(("note", "unread", "kept"), GLYPH_CONTRAST),
    },
    "surface": dict.fromkeys(("foreground", "note", "accent"), TEXT_CONTRAST),
}  # fmt: skip
"""The least contrasts, by ground and role; the tests of our own themes hold to them, too."""


def variables_of(own: Mapping[str, str], *, with_grounds: bool) -> dict[str, str]:
    """Return the variables of `reader.tcss` for the colours of a person.

    with_grounds: whether the theme marks what was found by a background, not by a text style.
    """
    made = {
        name.replace("_", "-"): value if value.startswith("#") else f"ansi_{value}"
        for name, value in own.items()
    }
    if "error" in made:
        made["text-error"] = made["error"]
    if with_grounds and "accent" in made:
        made["here"] = made["bar-key"] = made["accent"]
    if with_grounds and "background" in made:
        made["on-here"] = made["background"]
    return made


def too_faint(looks: Mapping[str, str], own: Mapping[str, str]) -> Iterator[str]:
    """Yield a clause for each text that an own colour makes hard to read.

    looks: the variables of the theme, with the own colours. Colours of the terminal are passed
    over: what they look like is not known.
    """
    from textual.color import Color

    def colour(role: str, ground: Color | None = None) -> Color:
        """Return the colour of a role; a shade such as `#e4e4e4 60%` is laid on its ground."""
        name, _, share = looks[role].partition(" ")
        made = Color.parse(name)
        return ground.blend(made, int(share[:-1]) / 100) if ground and share else made

    background = colour("background")
    for ground, roles in _LEAST.items():
        under = colour(ground, background)
        for role, least in roles.items():
            text = colour(role, under)
            is_own = role in own or ground in own
            if not is_own or text.ansi is not None or under.ansi is not None:
                continue
            found = contrast(text.rgb, under.rgb)
            if found < least:
                yield f"{role} on {ground} has {found:.1f}:1, and needs {least:g}:1"
