"""Heading: what the top row says of a pane, and what of it goes where that is narrow. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, NamedTuple

from rich.cells import cell_len

SEPARATOR: Final = " · "
STEP: Final = " › "
"""Between the parts of a path."""
NEWS: Final = "▲"
"""What came, and is above what is shown."""


class Heading(NamedTuple):
    """Where a person is, at the left edge; at the right one how much, how new and how old."""

    name: str
    path: tuple[str, ...] = ()
    """What the named one lies over, the outermost first."""
    number: str = ""
    whole: str = ""
    """Of how many the number is, where that differs."""
    unit: str = ""
    """What it counts."""
    note: str = ""
    """More of how much there is."""
    order: str = ""
    order_key: str = ""
    """What changes the order."""
    is_usual: bool = True
    """Whether it is the order of other lists, too."""
    selected: int = 0
    news: int = 0
    """Articles that came and are not shown yet."""
    news_key: str = ""
    """What shows them."""
    age: str = ""
    """How old all of it is."""
    short_age: str = ""


def left_side(heading: Heading, room: int) -> tuple[str, str]:
    """Return the path before the name, of which its beginning goes first, and the name."""
    parts = list(heading.path)
    while parts and cell_len(STEP.join([*parts, heading.name])) > room:
        del parts[0]
    return "".join(part + STEP for part in parts), heading.name


def right_side(heading: Heading, width: int) -> tuple[str, str]:
    """Return what asks for a look, and the rest of the right side, as it fits beside the name.

    In a narrow line the least important goes first; how much there is stays, and cuts the name.
    """
    room = width - 1 - cell_len(STEP.join([*heading.path, heading.name]))
    shorter = heading
    for shorter in _shorter(heading):
        if _width(shorter) <= room:
            break
    else:  # the path goes before the number does
        room = width - 1 - cell_len(heading.name)
        shorter = next((one for one in _shorter(heading) if _width(one) <= room), shorter)
    return _joined(shorter)


def _shorter(heading: Heading) -> Iterator[Heading]:
    """Yield the heading with less and less at its right side."""
    yield heading
    usual = heading._replace(order="") if heading.is_usual else heading._replace(order_key="")
    yield usual
    yield usual._replace(age=heading.short_age)
    yield (ageless := usual._replace(age=""))
    yield (bare := ageless._replace(note=""))
    yield (keyless := bare._replace(news_key=""))
    yield (disordered := keyless._replace(order=""))
    yield disordered._replace(unit="", whole="")


def _width(heading: Heading) -> int:
    return sum(map(cell_len, _joined(heading)))


def _joined(heading: Heading) -> tuple[str, str]:
    selected = f"{heading.selected} selected" if heading.selected else ""
    news = f"{NEWS} {heading.news} new" if heading.news else ""
    count = f"{heading.number} of {heading.whole}" if heading.whole else heading.number
    first = (selected, _with_key(news, heading.news_key))
    last = (
        f"{count} {heading.unit}" if count and heading.unit else count,
        heading.note,
        _with_key(heading.order, heading.order_key),
        heading.age,
    )
    asking, rest = (SEPARATOR.join(filter(None, parts)) for parts in (first, last))
    if asking and rest:
        return f" {asking}", f"{SEPARATOR}{rest} "
    return (f" {asking} ", "") if asking else ("", f" {rest} " if rest else "")


def _with_key(text: str, key: str) -> str:
    return f"{text} ({key})" if text and key else text
