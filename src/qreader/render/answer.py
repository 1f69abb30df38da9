"""Renders what a program answered to an article: whose words they are stands above them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

from rich.cells import cell_len

from qreader.model import Answer, Article
from qreader.render.age import ago
from qreader.render.episode import OF_EPISODES
from qreader.render.facts import flowing
from qreader.render.foot import Section
from qreader.render.page import render
from qreader.render.wrap import Line, Rendered, Run, Runs, wrap
from qreader.text.blocks import Block, Paragraph, Span
from qreader.text.safe import safe_line

_INDENT = "  "
_NOTHING = (Paragraph((Span("It answered nothing."),)),)
OUTDATED = "the article has changed since"


def render_answer(
    article: Article,
    answer: Answer,
    blocks: Sequence[Block],
    width: int,
    now: datetime,
    *,
    is_roomy: bool = False,
) -> Rendered:
    """Return the article's title, whose words follow, and the answer; no picture is drawn.

    is_roomy: an empty line comes first.
    """
    width = max(1, width)
    above = [
        *([[]] if is_roomy else []),
        *wrap([Run(safe_line(article.entry.title), "title")], width),
        *flowing([[Run(words, "changes")] for words in whose(answer, now)], width),
        [],
    ]
    body = render(blocks or _NOTHING, width)
    lines = [Line(tuple(runs), -1) for runs in above]
    return Rendered((*lines, *body.lines), body.links)


def whose(answer: Answer, now: datetime) -> list[str]:
    """Return whose words an answer is, and how old."""
    if answer.name in OF_EPISODES:
        return [f"Its {answer.name}, fetched {ago(answer.made, now)}"]
    said = f"By {safe_line(answer.name)}, {ago(answer.made, now)}"
    return [said, *([OUTDATED] if answer.is_outdated else [])]


def answers_below(answers: Sequence[Answer], now: datetime, key: Callable[[str], str]) -> Section:
    """Return what stands below an article whose answers are kept: by whom, and how to read them.

    key: returns the key of an action, by its name.
    """
    names = [safe_line(one.name) for one in answers]
    widest = max(map(cell_len, names))

    def lines(width: int) -> list[Runs]:
        rows: list[Runs] = []
        for name, one in zip(names, answers, strict=True):
            gap = " " * (widest - cell_len(name))
            age = f"{ago(one.made, now)}{f', {OUTDATED}' if one.is_outdated else ''}"
            rows += wrap([Run(f"{_INDENT}{name}{gap}{_INDENT}"), Run(age, "foot")], width)
        heading = [Run("ANSWERS", "foot-heading"), Run(f"{_INDENT}{key('answer')} shows ", "foot")]
        heading.append(Run("it" if len(rows) == 1 else "them", "foot"))
        return [[], *wrap(heading, width), *rows]

    return lines
