"""What stands below the article of an episode: its chapters, and what else there is to read."""

from __future__ import annotations

from rich.cells import cell_len

from qreader.model import Article
from qreader.render.wrap import Run, Runs, wrap
from qreader.text.playing_time import clock
from qreader.text.safe import safe_line

OF_EPISODES = ("transcript", "chapters")
"""Names of what is kept with answers, but is none: texts that the feed of an episode names."""
MAX_CHAPTERS = 60
"""The most chapters that are listed; of more, the last line says how many."""
_INDENT = "  "


def episode_lines(article: Article, width: int) -> list[Runs]:
    """Return the chapters with their times, and how to read chapters and transcript elsewhere."""
    lines: list[Runs] = []
    for one in article.entry.enclosures:
        if one.chapters:
            lines += [[], *_titled("CHAPTERS", "", width), *_chapters(one.chapters, width)]
        elif one.chapters_url:
            lines += [[], *_titled("CHAPTERS", ":chapters shows them", width)]
        if one.transcripts:
            lines += [[], *_titled("TRANSCRIPT", ":transcript shows it", width)]
    return lines


def _titled(heading: str, how: str, width: int) -> list[Runs]:
    return wrap([Run(heading, "foot-heading"), Run(f"{_INDENT}{how}", "foot")], width)


def _chapters(chapters: tuple[tuple[int, str], ...], width: int) -> list[Runs]:
    shown = chapters[:MAX_CHAPTERS]
    room = max(cell_len(clock(start)) for start, _ in shown)
    rows: list[Runs] = []
    for start, title in shown:
        time = Run(f"{_INDENT}{clock(start):>{room}}{_INDENT}", "foot")
        rows += wrap([time, Run(safe_line(title))], width)
    left = len(chapters) - len(shown)
    return [*rows, *([[Run(f"{_INDENT}… {left} more", "foot")]] if left else [])]
