"""The verbs that change feeds: their names, folders, addresses and settings, and unsubscribing."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from qreader import json_output
from qreader.cli import recipes
from qreader.cli.arguments import add_json, positive_number
from qreader.cli.exits import Exit
from qreader.cli.output import counted
from qreader.cli.reading import for_each
from qreader.cli.verb import Verb
from qreader.errors import UsageError
from qreader.model import FeedId, FeedSetting
from qreader.text.local_time import local_day
from qreader.validation import feed_title_of, folder_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from qreader.cli.output import Output
    from qreader.library import Library

NAMES = (
    "title", "folder", "address", "full_text", "signal_only", "keep_days", "keep_articles",
)  # fmt: skip
"""The options that change something."""
OF_ONE = ("title", "address")
"""Options for a single feed."""
MAX_DIGITS = 9
"""Numbers are shorter."""


def set_feeds(library: Library, options: argparse.Namespace, output: Output) -> Exit:
    """Change names, folders, addresses and settings of feeds, all or none."""
    feeds = [library.feeds.one(FeedId(number)) for number in dict.fromkeys(options.ids)]
    given = {name: value for name in NAMES if (value := getattr(options, name)) is not None}
    recipe = recipes.stated(options)
    if recipe is not None and len(feeds) > 1:
        raise UsageError("--items is for one feed at a time")
    if not given and recipe is None:
        known = ", ".join(f"--{name.replace('_', '-')}" for name in NAMES)
        raise UsageError(f"nothing to set: name one of {known}")
    _require_one(given, len(feeds))
    change = _change(given)
    if "address" in given:
        library.change_address(feeds[0].id, given["address"])
    if recipe is not None:
        library.change_recipe(feeds[0].id, recipe)
    library.edit_feeds({feed.id: change for feed in feeds})
    for feed in feeds:
        if options.json:
            output.json_line(json_output.feed_object(library.feeds.one(feed.id)))
            continue
        for name, value in _stored(given, change).items():
            output.text(f"{feed.title}: {name.replace('_', ' ')} {value}")
        if recipe is not None:
            output.text(f"{feed.title}: stories by {recipe.items}")
    return Exit.DONE


def _stored(
    given: Mapping[str, str], change: Mapping[FeedSetting, str | int | None]
) -> dict[str, str]:
    """Return the options with the name and the folder as they are stored: cleaned and tidied."""
    stored = dict(given)
    for name, setting, none in (
        ("title", FeedSetting.TITLE, "default"),
        ("folder", FeedSetting.FOLDER, "none"),
    ):
        if name in given:
            stored[name] = str(change[setting] or none)
    return stored


def _require_one(given: Mapping[str, str], feeds: int) -> None:
    """Raise UsageError where several feeds would get the same name or address."""
    for name in OF_ONE:
        if name in given and given[name] != "default" and feeds > 1:
            raise UsageError(f"--{name} is for one feed at a time")


def _change(given: Mapping[str, str]) -> dict[FeedSetting, str | int | None]:
    """Return the new values that the options state. Raises UsageError."""
    change: dict[FeedSetting, str | int | None] = {}
    if "title" in given:
        title = given["title"]
        change[FeedSetting.TITLE] = None if title == "default" else feed_title_of(title)
    if "folder" in given:
        folder = given["folder"]
        change[FeedSetting.FOLDER] = None if folder == "none" else folder_of(folder)
    if "full_text" in given:
        chosen = given["full_text"]
        change[FeedSetting.FULL_TEXT] = None if chosen == "default" else chosen
    if "signal_only" in given:
        change[FeedSetting.SIGNAL_ONLY] = int(given["signal_only"] == "yes")
    for setting in (FeedSetting.KEEP_DAYS, FeedSetting.KEEP_ARTICLES):
        if setting.value in given:
            number = given[setting.value]
            change[setting] = None if number == "default" else int(number)
    return change


def _set_arguments(parser: argparse.ArgumentParser) -> None:
    _add_feeds(parser)
    parser.add_argument(
        "--title", metavar="TEXT", help="your own name for it; default: the feed's own"
    )
    parser.add_argument(
        "--folder", metavar="NAME", help="the folder to put it in, such as News/World; none: none"
    )
    parser.add_argument(
        "--address", metavar="URL", help="where it is read from now on; a feed must be there"
    )
    recipes.add_parts(parser, title="--story-title")
    parser.add_argument(
        "--full-text",
        choices=("auto", "always", "never", "default"),
        help="whose pages a refresh fetches; default: as the configuration says",
    )
    parser.add_argument(
        "--signal-only",
        choices=("yes", "no"),
        help="whether its articles only count for `topics`, and are listed nowhere else",
    )
    for option, what in (("--keep-days", "days"), ("--keep-articles", "articles")):
        parser.add_argument(
            option,
            metavar="N",
            type=_number_or_default,
            help=f"how many {what} of it are kept, 0: all; default: as the configuration says",
        )
    add_json(parser, "a line of JSON for each feed")


def _number_or_default(text: str) -> str:
    """Return a whole number as text, or `default`. Raises ArgumentTypeError for what is neither."""
    if text == "default" or (text.isascii() and text.isdigit() and len(text) < MAX_DIGITS):
        return text
    raise argparse.ArgumentTypeError(f"must be a whole number, 0 or more, or default, not {text!r}")


def remove(library: Library, options: argparse.Namespace, output: Output) -> Exit:
    """Unsubscribe from feeds, all or none; marked articles stay, unless `--keep none` is given."""
    feeds = [library.feeds.one(FeedId(number)) for number in dict.fromkeys(options.ids)]
    removed = library.remove_feeds([feed.id for feed in feeds], keep=options.keep != "none")
    for feed, gone in zip(feeds, removed, strict=True):
        if options.json:
            output.json_line(json_output.feed_object(feed) | {"kept": gone.kept})
            continue
        output.text(f"{feed.title}: removed with {counted(gone.articles, 'article')}")
        if gone.kept:
            kept = counted(gone.kept, "article")
            output.text(f"what you starred, kept for later or tagged stays: {kept}")
    if not options.json:
        output.text(_way_back([feed.id for feed in feeds], local_day(removed[0].until)))
    return Exit.DONE


def _way_back(feed_ids: Sequence[FeedId], until: str) -> str:
    it = "it" if len(feed_ids) == 1 else "them"
    return f"`qreader restore {' '.join(map(str, feed_ids))}` brings {it} back, until {until}"


def _remove_arguments(parser: argparse.ArgumentParser) -> None:
    _add_feeds(parser)
    parser.add_argument(
        "--keep",
        choices=("starred", "marked", "none"),
        default="starred",
        help="starred, or marked: what is starred, kept for later or tagged stays; none: all goes",
    )
    add_json(parser, "a line of JSON for each feed")


def _add_feeds(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "ids",
        metavar="FEED_ID",
        type=positive_number,
        nargs="+",
        help="as `qreader feeds` shows it",
    )


def restore(library: Library, options: argparse.Namespace, output: Output) -> Exit:
    """Bring removed feeds back, or list them."""
    if not options.ids:
        return _list_removed(library, options, output)

    def bring_back(number: int) -> None:
        feed = library.bring_back(FeedId(number))
        if options.json:
            output.json_line(json_output.feed_object(feed))
        else:
            output.text(f"{feed.title}: back with {counted(feed.articles, 'article')}")

    return for_each(options.ids, bring_back, output)


def _restore_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "ids",
        metavar="FEED_ID",
        type=positive_number,
        nargs="*",
        help="without any, what can come back",
    )
    add_json(parser, "a list without FEED_ID, else a line for each feed")


def _list_removed(library: Library, options: argparse.Namespace, output: Output) -> Exit:
    found = library.removed.all()
    if options.json:
        output.json_document(json_output.removed_object(one) for one in found)
        return Exit.DONE
    for one in found:
        kept = f", {one.kept} kept" if one.kept else ""
        came = f"{counted(one.articles, 'article')}{kept}, until {local_day(one.until)}"
        output.text(f"{one.id:>6}  {one.title}  ({came})")
    if not found:
        output.text("no feed was removed lately")
    return Exit.DONE


VERBS = (
    Verb(
        "set",
        "FEED_ID...",
        "collect",
        "a feed's name, folder, address and settings",
        _set_arguments,
        set_feeds,
        "Several feeds at once are all set, or none. An address is read first: where no feed is,"
        " nothing changes. Articles and marks stay.",
    ),
    Verb(
        "remove",
        "FEED_ID...",
        "collect",
        "unsubscribe; marked articles stay, all can be restored",
        _remove_arguments,
        remove,
    ),
    Verb(
        "restore",
        "[FEED_ID...]",
        "collect",
        "bring removed feeds back, or list them",
        _restore_arguments,
        restore,
        "A removed feed stays whole for 30 days: articles, marks, tags, numbers. Adding its"
        " address again brings it back, too.",
    ),
)
