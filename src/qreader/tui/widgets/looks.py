"""Looks: how what a pane draws looks, from a table of names and the variables of the theme.

A look is a few words such as `bold $note on $code`: attributes, a colour, after `on` a ground. A
colour brings the text style of its name, for themes without shades, unless the look names another
one: `$bar-style $note`. Classes of CSS could say the same, but Textual works out all those of a
pane at each start and each change of its state, be it hidden or not: a quarter of a millisecond
each.
"""

from __future__ import annotations

from collections.abc import Mapping

from rich.style import Style
from textual.color import Color
from textual.widget import Widget


class Looks:
    """The styles of one pane, each made once until the theme changes."""

    def __init__(self, pane: Widget, table: Mapping[str, str]) -> None:
        self._pane = pane
        self._table = table
        self._known: dict[str, Style] = {}

    def __call__(self, names: str) -> Style:
        """Return the pane's own style with these looks on top, later ones last."""
        style = self._known.get(names)
        if style is None:
            style = self._pane.rich_style
            for name in names.split():
                style += self._made(self._table[name])
            self._known[names] = style
        return style

    def forget(self) -> None:
        """Make all styles again: the theme changed."""
        self._known.clear()

    def _made(self, look: str) -> Style:
        """Return what a look adds to the style below it."""
        variables = self._pane.app.theme_variables
        attributes: list[str] = []
        named: list[str] = []
        implied: list[str] = []
        colours: dict[bool, Color] = {}
        is_ground = False
        for word in look.split():
            name = word.removeprefix("$")
            if name.endswith("-style"):
                named.append(name)
            elif word.startswith("$"):
                implied.append(f"{name}-style")
                if name in variables:  # as in every theme; an app without them draws plainly
                    colours[is_ground] = _colour(variables[name])
            elif word != "on":
                attributes.append(word)
            is_ground = word == "on"
        for style in named or implied:
            attributes += variables.get(style, "none").split()
        ground = self._pane.background_colors[1] + colours.get(True)
        text = colours.get(False)
        return Style.parse(" ".join(word for word in attributes if word != "none")) + Style(
            color=(ground + text).rich_color if text else None,
            bgcolor=ground.rich_color if True in colours else None,
        )


def _colour(value: str) -> Color:
    """Return the colour that a variable names; a share such as `#e4e4e4 60%` is its opacity."""
    name, _, share = value.partition(" ")
    colour = Color.parse(name)
    return colour.multiply_alpha(int(share.removesuffix("%")) / 100) if share else colour
