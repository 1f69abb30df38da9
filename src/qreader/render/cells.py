"""Text in terminal cells: cut, padded and wrapped by width, not by length."""

from __future__ import annotations

from rich.cells import cell_len, set_cell_size, split_graphemes

ELLIPSIS = "…"
MIN_PLACE_CELLS = 8
"""The fewest cells of a path or an address that still name something."""


def cut(text: str, width: int) -> str:
    """Return the text in at most `width` cells; a longer one ends in an ellipsis."""
    if width <= 0:
        return ""
    # a very long text need not be measured whole
    if len(text) <= width * 8 and cell_len(text) <= width:
        return text
    return set_cell_size(text[: width * 8], width - 1).rstrip() + ELLIPSIS


def cut_at_word(text: str, width: int) -> str:
    """Return the text in at most `width` cells; a longer one ends behind a word, in an ellipsis."""
    if len(text) <= width * 8 and cell_len(text) <= width:
        return text
    return break_line(text[: width * 8], width - 1)[0] + ELLIPSIS if width > 1 else cut(text, width)


def cut_place(text: str, width: int) -> str:
    """Return a message in at most `width` cells; a path or an address in it is cut first.

    The words beside it say what happened, and are kept.
    """
    place = max((word for word in text.split(" ") if "/" in word), key=len, default="")
    room = width - cell_len(text) + cell_len(place)
    if place and MIN_PLACE_CELLS <= room < cell_len(place):
        tail = room // 2
        while cell_len(place[-tail:]) > room // 2:
            tail -= 1
        end = place[-tail:]
        text = text.replace(place, cut(place, room - cell_len(end)) + end, 1)
    return cut(text, width)


def cut_middle(text: str, width: int) -> str:
    """Return the text in at most `width` cells; a longer one loses its middle."""
    if len(text) <= width * 8 and cell_len(text) <= width:
        return text
    tail = text[-max(0, width // 2) :]
    while tail and cell_len(tail) > width // 2:
        tail = tail[1:]
    return cut(text, width - cell_len(tail)) + tail


def fit(text: str, width: int) -> str:
    """Return the text in exactly `width` cells, cut or padded at its end."""
    text = cut(text, width)
    return text + " " * (width - cell_len(text))


def fit_right(text: str, width: int) -> str:
    """Return the text in exactly `width` cells, cut at its end or padded at its start."""
    text = cut(text, width)
    return " " * (width - cell_len(text)) + text


def wrap(text: str, width: int, max_lines: int) -> list[str]:
    """Return the text in lines of at most `width` cells, broken at spaces where it has any.

    A text that needs more than `max_lines` ends in an ellipsis. An empty text gives no line.
    """
    width = max(1, width)
    lines: list[str] = []
    rest = text[: width * (max_lines + 1) * 8].strip()
    while rest and len(lines) < max_lines - 1:
        head, rest = break_line(rest, width)
        lines.append(head)
    if rest and max_lines > 0:
        lines.append(cut(rest, width))
    return lines


def break_line(text: str, width: int) -> tuple[str, str]:
    """Return the first line of a text, broken at a space where it has any, and the rest."""
    if cell_len(text) <= width:
        return text, ""
    graphemes, _ = split_graphemes(text)
    used = end = space = 0
    for start, stop, cells in graphemes:
        if used + cells > width and end:
            break
        if text[start:stop] == " ":
            space = start
        used, end = used + cells, stop
    if text[end : end + 1] == " ":
        space = end
    if space:
        end = space
    return text[:end].rstrip(), text[end:].lstrip()


def plural(number: int, noun: str) -> str:
    """Return `1 feed`, or `3 feeds`."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
