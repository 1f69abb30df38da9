"""Options of a page that becomes a feed: where its stories are, and what is recognised on it."""

from __future__ import annotations

import argparse
import shlex
from typing import TYPE_CHECKING

from qreader.errors import UsageError
from qreader.text.safe import safe_line

if TYPE_CHECKING:
    from qreader.cli.output import Output
    from qreader.model import PageOffer, Recipe

_HELP = {
    "items": "each story of a page without a feed: a CSS selector, XPath, or in JSON a path such"
    " as data.posts; auto: those that are recognised; none: the page is an article",
    "title": "within a story, its title",
    "link": "its link",
    "date": "its date",
    "text": "its text",
    "author": "its author",
}


def add_parts(parser: argparse.ArgumentParser, *, title: str = "--title") -> None:
    """Add the options of a recipe; title: the name of the option for a story's title."""
    for name, text in _HELP.items():
        option = title if name == "title" else f"--{name}"
        parser.add_argument(option, dest=f"recipe_{name}", metavar="WHERE", help=text)


def stated(options: argparse.Namespace) -> Recipe | None:
    """Return the recipe that the options state. Raises UsageError where it has no items."""
    from qreader.model import Recipe  # no other run needs it

    given = {
        name: value
        for name in _HELP
        if (value := getattr(options, f"recipe_{name}", None)) is not None
    }
    if not given:
        return None
    if "items" not in given:
        raise UsageError(f"--{next(iter(given))}: is within a story; --items says where those are")
    return Recipe(**given)


def print_offer(offer: PageOffer, output: Output) -> None:
    """Print the first stories that are recognised on a page, and how they become a feed."""
    url = safe_line(offer.url)
    output.text(f"{url}: has no feed; {offer.count} stories are recognised on it:")
    for story in offer.first:
        day = f"{story.day}  " if story.day else ""
        output.text(f"  {day}{safe_line(story.title)}")
        output.text(f"    {safe_line(story.url)}")
    output.text(f"to take them as a feed: qreader add {shlex.quote(url)} --items auto")
    output.text("to take the page as an article: the same with --items none")
