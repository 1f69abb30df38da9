"""Lays out pictures: drawn ones as rows with their captions below, others as a line of words."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from itertools import groupby
from typing import NamedTuple
from urllib.parse import unquote

from qreader.render.spans import runs_of
from qreader.render.wrap import Line, PictureRow, Run, Runs, cells, wrap
from qreader.text.blocks import Figure
from qreader.text.media import PICTURE_NAME, picture_key
from qreader.text.safe import safe_line
from qreader.text.urls import host

MAX_NAME_CHARACTERS = 40
"""The longest file name of a picture that is shown."""
FULL_SIZE = "full size"
"""The words of a link from a picture to itself."""
MIN_MARKED_CELLS = 11
"""The least width in which a caption stands behind its mark."""


class Box(NamedTuple):
    """The cells of a drawn picture."""

    columns: int
    rows: int


Pictures = Callable[[Figure, int], Box | None]
"""Returns the box of a picture at most so many cells wide; None: it is not drawn."""


def is_unnamed(figure: Figure) -> bool:
    """Whether it is a picture without a description."""
    return not (figure.alt or figure.caption or figure.title)


def figure_lines(
    figure: Figure,
    width: int,
    style: str,
    links: dict[str, int],
    pictures: Pictures | None = None,
    *,
    is_numbered: bool = True,
) -> list[Runs]:
    """Return a picture: its rows, if it is drawn, and its caption with the numbers of its links.

    style: that of everything around it. is_numbered: its address gets a number among the links.
    """
    box = pictures(figure, width) if pictures is not None and figure.url else None
    if box is not None and figure.url:
        caption = caption_lines(figure, width, style, links, is_numbered=is_numbered)
        return [*picture_rows(figure.url, box, width), *caption]
    style = _caption_style(style)
    return _marked(_caption_runs(figure, style, links, is_numbered=is_numbered), width, style)


def picture_rows(url: str, box: Box, width: int) -> list[Runs]:
    """Return the rows of a drawn picture, centred."""
    return [centred([_row_run(url, row, box.columns)], width) for row in range(box.rows)]


def caption_lines(
    figure: Figure, width: int, style: str, links: dict[str, int], *, is_numbered: bool = True
) -> list[Runs]:
    """Return the caption of a drawn picture, centred; the arguments are those of `figure_lines`."""
    runs = _caption_runs(figure, _caption_style(style), links, is_numbered=is_numbered)
    lines = wrap(runs, width) if runs else []
    return [centred(line, width) for line in lines]


def places_of(lines: Sequence[Line], urls: Iterable[str]) -> dict[str, int]:
    """Return the first line of each of these pictures, or else that of its number."""
    wanted = set(urls)
    places: dict[str, int] = {}
    for number, line in enumerate(lines):
        for run in line.runs:
            url = run.picture.url if run.picture else run.url
            if url in wanted and (run.picture or run.style.endswith("link-number")):
                places.setdefault(url, number)
    return places


def row_lines(row: Sequence[Figure], width: int, style: str, links: dict[str, int]) -> list[Runs]:
    """Return undescribed pictures that are not drawn, on one line."""
    style = _caption_style(style)
    return _marked(_row_runs(row, style, links), width, style)


def _row_run(url: str, row: int, columns: int) -> Run:
    return Run(" " * columns, "picture", picture=PictureRow(url, row))


def centred(runs: Runs, width: int) -> Runs:
    """Return a line in the middle of a width."""
    return [*_indent(width - cells(runs)), *runs]


def _indent(spare: int) -> Runs:
    """Return the blank that centres what leaves so many cells; none where there is no room."""
    return [Run(" " * (spare // 2))] if spare > 1 else []


def _caption_runs(figure: Figure, style: str, links: dict[str, int], *, is_numbered: bool) -> Runs:
    runs = runs_of(figure.caption, style, links)
    if not runs and figure.alt:
        runs = [Run(figure.alt, style)]
    if figure.url and is_numbered:
        if runs and runs[-1].style.endswith("link-number"):  # of a link that ends the caption
            runs.append(Run(" ", style))
        runs.append(_number_run(figure.url, links))
    runs += _target_runs([figure], style, links, " " if runs else "")
    if figure.title:
        runs.append(Run(f"\n{figure.title}", style))
    return runs


def _row_runs(row: Sequence[Figure], style: str, links: dict[str, int]) -> Runs:
    """Return undescribed pictures: their file names, or how many link to one host."""
    runs: Runs = []
    for (name, _), group in groupby(row, lambda one: (_file_name(one.url), _target(one))):
        alike = list(group)
        urls = [one.url for one in alike if one.url]
        words = name or (("Pictures" if len(urls) > 1 else "Picture") if urls else "")
        if runs:
            runs.append(Run(" · ", style))
        elif name:
            words = f"{'Pictures' if len(row) > 1 else 'Picture'}: {name}"
        if words:
            runs += [Run(words, style), *_number_runs(urls, links)]
        runs += _target_runs(alike, style, links, " " if words else "")
    return runs


def _target_runs(alike: Sequence[Figure], style: str, links: dict[str, int], space: str) -> Runs:
    """Return the link numbers and the host of pictures that link to one host, behind a space."""
    targets = [one.link for one in alike if one.link]
    if not targets:
        return []
    words = Run(_target(alike[0]), f"{style} link", targets[0])
    return [Run(f"{space}→ ", style), words, *_number_runs(targets, links)]


def _target(figure: Figure) -> str:
    """Return what a picture links to: a host, or its full size; "" where it has no link."""
    if not figure.link:
        return ""
    name = _last_part(figure.url)
    if PICTURE_NAME.search(name) and name == _last_part(figure.link):
        return FULL_SIZE
    return host(figure.link) or figure.link


def _caption_style(style: str) -> str:
    return f"{style} caption".strip()


def _marked(runs: Runs, width: int, style: str) -> list[Runs]:
    """Return the text of a picture as lines, behind its mark."""
    indent = 2 if width >= MIN_MARKED_CELLS else 0
    lines = wrap(runs, width - indent)
    if not indent:
        return lines
    return [[Run("  " if at else "▣ ", style), *line] for at, line in enumerate(lines)]


def _number_runs(urls: Iterable[str], links: dict[str, int]) -> Runs:
    """Return the numbers of links, separated where lines may end."""
    runs = [run for url in urls for run in (Run(" "), _number_run(url, links))]
    return runs[1:]


def _number_run(url: str, links: dict[str, int]) -> Run:
    return Run(f"[{links.setdefault(url, len(links) + 1)}]", "link-number", url)


def _file_name(url: str | None) -> str:
    """Return the file name of a picture, "" where it has none or one of digits only."""
    name = safe_line(unquote(_last_part(url), errors="replace"), MAX_NAME_CHARACTERS)
    stem, dot, _ = name.rpartition(".")
    says_something = 2 * sum(map(str.isdigit, stem)) < len(stem)
    return name if dot and says_something else ""


def _last_part(url: str | None) -> str:
    """Return the last part of a picture's address without its size."""
    return (picture_key(url) or ("", ""))[1].rstrip("/").rpartition("/")[2]
