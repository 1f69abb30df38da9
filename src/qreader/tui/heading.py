"""Heading: what stands above a list, and what of it goes where the list is narrow. Pure."""

from __future__ import annotations

from typing import Final, NamedTuple

from rich.cells import cell_len

SEPARATOR: Final = " · "
NEWS: Final = "▲"
"""What came, and is above what is shown."""


class Heading(NamedTuple):
    """The name of a list at the left edge; at the right one how much, how new and how old."""

    name: str
    number: str = ""
    unit: str = ""
    """What it counts."""
    selected: int = 0
    news: int = 0
    """Articles that came and are not shown yet."""
    news_key: str = ""
    """What shows them."""
    age: str = ""
    """How old all of it is."""
    short_age: str = ""


def right_side(heading: Heading, width: int) -> tuple[str, str]:
    """Return what asks for a look, and the rest of the right side, as it fits beside the name.

    In a narrow line first the age goes, then the words; how much there is stays, and cuts the name.
    """
    room = width - 1 - cell_len(heading.name)
    for asking, rest in _variants(heading):
        if cell_len(asking) + cell_len(rest) <= room:
            break
    return asking, rest


def _variants(heading: Heading) -> list[tuple[str, str]]:
    """Return the right side from its longest to its shortest."""
    count = heading.number
    counted = f"{count} {heading.unit}" if count and heading.unit else count
    selected = f"{heading.selected} selected" if heading.selected else ""
    news = f"{NEWS} {heading.news} new" if heading.news else ""
    key = f"{news} ({heading.news_key})" if news and heading.news_key else news
    rights = (
        (key, counted, heading.age),
        (key, counted, heading.short_age),
        (key, counted, ""),
        (news, counted, ""),
        (news, count, ""),
    )
    return [_joined((selected, news), rest) for news, *rest in rights]


def _joined(asking: tuple[str, str], rest: list[str]) -> tuple[str, str]:
    first, last = (SEPARATOR.join(filter(None, parts)) for parts in (asking, rest))
    if first and last:
        return f" {first}", f"{SEPARATOR}{last} "
    return (f" {first} ", "") if first else ("", f" {last} ")
