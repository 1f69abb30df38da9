"""Contrast: whether a colour can be read on another."""

from __future__ import annotations

from typing import Final

TEXT_CONTRAST: Final = 4.5
"""The least contrast of text with its background (WCAG 2, level AA)."""
GLYPH_CONTRAST: Final = 3.0
"""The least contrast of what is more than text (WCAG 2, 1.4.11), and of grey notes under the
cursor."""


def contrast(one: tuple[int, int, int], other: tuple[int, int, int]) -> float:
    """Return the contrast of two colours, 1 to 21, as WCAG 2 defines it."""
    dark, light = sorted((_luminance(one), _luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def _luminance(rgb: tuple[int, int, int]) -> float:
    shares = [part / 255 for part in rgb]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in shares)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
