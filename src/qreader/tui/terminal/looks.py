"""Look: how a cell of the terminal is set, and the shortest codes from one look to the next."""

from __future__ import annotations

from functools import lru_cache
from typing import Final, NamedTuple

from rich.color import ColorSystem
from rich.style import Style
from textual.strip import Strip

MAX_LOOKS: Final = 2_000
"""Kept at hand; every address of a link makes one."""


class Look(NamedTuple):
    """Attributes and colours as the numbers of `ESC[...m`, "" where nothing is set."""

    attributes: tuple[str, ...] = ()
    foreground: str = ""
    background: str = ""
    link: str = ""
    """As OSC 8 takes it: parameters, a semicolon, an address."""


PLAIN: Final = Look()
_SEEN_ON_BLANKS: Final = frozenset({"4", "5", "6", "7", "9", "21", "51", "52", "53"})
_ENDED_BY: Final = {
    "1": "22", "2": "22", "3": "23", "4": "24", "5": "25", "6": "25", "7": "27", "8": "28",
    "9": "29", "21": "24", "51": "54", "52": "54", "53": "55",
}  # fmt: skip


@lru_cache(MAX_LOOKS)
def look_of(style: Style | None, system: ColorSystem) -> tuple[Look, Look]:
    """Return the look that Textual gives to a style, and what can be seen of it on blanks."""
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
    return look, look if _is_seen_on_blanks(look) else Look(background=background)


@lru_cache(MAX_LOOKS)
def over_blank(now: Look, wanted: Look) -> Look:
    """Return the look nearest to the present one in which a blank looks as wanted."""
    if _is_seen_on_blanks(now) or _is_seen_on_blanks(wanted):
        return wanted
    return now._replace(background=wanted.background)


def same_blank(look: Look, other: Look) -> bool:
    """Return whether a blank looks the same in both."""
    if look.background != other.background:
        return False
    return not (_is_seen_on_blanks(look) or _is_seen_on_blanks(other))


def _is_seen_on_blanks(look: Look) -> bool:
    return bool(look.link) or not _SEEN_ON_BLANKS.isdisjoint(look.attributes)


@lru_cache(MAX_LOOKS)
def codes(now: Look, wanted: Look) -> str:
    """Return what a terminal needs to go from one look to another."""
    ended = {_ENDED_BY[one] for one in now.attributes if one not in wanted.attributes}
    # the end of one may be that of another: bold and dim have one in common
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
