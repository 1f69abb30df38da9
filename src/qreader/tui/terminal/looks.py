"""Look: the style of a terminal's cell, and the shortest codes from one look to another."""

from __future__ import annotations

from functools import lru_cache
from typing import Final, NamedTuple

from rich.color import ColorSystem
from rich.style import Style
from textual.strip import Strip

MAX_LOOKS: Final = 5_000
"""The size of the cache; every hyperlink's address makes a look, and a picture up to some 1,000."""


class Look(NamedTuple):
    """Attributes and colours as the numbers of `ESC[...m`; "": not set."""

    attributes: tuple[str, ...] = ()
    foreground: str = ""
    background: str = ""
    link: str = ""
    """The hyperlink in the form of OSC 8: parameters, a semicolon, an address."""


PLAIN: Final = Look()
_SEEN_ON_BLANKS: Final = frozenset({"4", "5", "6", "7", "9", "21", "51", "52", "53"})
_ENDED_BY: Final = {
    "1": "22", "2": "22", "3": "23", "4": "24", "5": "25", "6": "25", "7": "27", "8": "28",
    "9": "29", "21": "24", "51": "54", "52": "54", "53": "55",
}  # fmt: skip


@lru_cache(MAX_LOOKS)
def look_of(style: Style | None, system: ColorSystem) -> tuple[Look, Look]:
    """Return the look of a style in Textual, and the part of it that is visible on blanks."""
    if style is None:
        return PLAIN, PLAIN
    numbers = iter(Strip.render_ansi(style, system).split(";"))
    attributes: list[str] = []
    foreground = background = ""
    for number in numbers:
        value, code = int(number or 0), number
        if value in {38, 48}:
            kind = next(numbers)
            rest = [next(numbers) for _ in range(1 if kind == "5" else 3)]
            code = ";".join([number, kind, *rest])
        if 30 <= value <= 39 or 90 <= value <= 97:
            foreground = "" if value == 39 else code
        elif 40 <= value <= 49 or 100 <= value <= 107:
            background = "" if value == 49 else code
        elif value:
            attributes.append(code)
    link = f"id={style.link_id};{style.link}" if style.link else ""
    look = Look(tuple(attributes), foreground, background, link)
    return look, look if _is_seen_on_blanks(look) else _ground(background)


@lru_cache(MAX_LOOKS)
def _ground(background: str) -> Look:
    """Return the look of blanks on a ground, one value for each: neighbours are one run."""
    return Look(background=background)


@lru_cache(MAX_LOOKS)
def over_blank(now: Look, wanted: Look) -> Look:
    """Return the look nearest to the present one in which a blank looks like the wanted one."""
    if _is_seen_on_blanks(now) or _is_seen_on_blanks(wanted):
        return wanted
    return now._replace(background=wanted.background)


def same_blank(look: Look, other: Look) -> bool:
    """Whether a blank looks the same in both."""
    if look.background != other.background:
        return False
    return not (_is_seen_on_blanks(look) or _is_seen_on_blanks(other))


def _is_seen_on_blanks(look: Look) -> bool:
    return bool(look.link) or not _SEEN_ON_BLANKS.isdisjoint(look.attributes)


@lru_cache(MAX_LOOKS)
def codes(now: Look, wanted: Look) -> str:
    """Return the codes that change a terminal's look to another."""
    ended = {_ENDED_BY[one] for one in now.attributes if one not in wanted.attributes}
    # one code may end two attributes: bold and dim share one
    begun = [a for a in wanted.attributes if a not in now.attributes or _ENDED_BY[a] in ended]
    changed = [*sorted(ended), *begun]
    if wanted.foreground != now.foreground:
        changed.append(wanted.foreground or "39")
    if wanted.background != now.background:
        changed.append(wanted.background or "49")
    afresh = [*wanted.attributes, wanted.foreground, wanted.background]
    from_now, from_nothing = ";".join(changed), ";".join(["", *filter(None, afresh)])
    colours = f"\x1b[{min(from_now, from_nothing, key=len)}m" if changed else ""
    return colours + (f"\x1b]8;{wanted.link or ';'}\x1b\\" if wanted.link != now.link else "")
