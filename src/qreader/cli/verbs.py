"""The verbs of the command line: one table, from which parser, help and README are made."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from qreader.cli import collecting, exporting, finding, keeping, reading, setting_up
from qreader.cli.exits import Exit
from qreader.cli.exporting import FORMATS
from qreader.cli.finding import ACTIONS

if TYPE_CHECKING:
    from qreader.cli.output import Output
    from qreader.config import Paths
    from qreader.library import Library

Run = Callable[["Library", argparse.Namespace, "Output"], Exit]
"""Do what a verb says. Raises QReaderError, OutputError."""

Bare = Callable[["Paths", argparse.Namespace, "Output"], Exit]
"""Do what a verb says that needs no cache. Raises QReaderError, OutputError."""

GROUPS = ("read", "collect", "set up", "keep")


@dataclass(frozen=True, slots=True)
class Verb:
    """One command."""

    name: str
    takes: str
    """Its arguments, as help shows them."""
    group: str
    """The part of the help that it stands in."""
    summary: str
    """What it does: a clause without a full stop."""
    add_arguments: Callable[[argparse.ArgumentParser], None]
    run: Run | None = None
    details: str = ""
    """What else its own help says, in whole sentences."""
    opens_cache: bool = True
    """Whether the cache is opened for it: not where it may be damaged."""
    run_bare: Bare | None = None
    """In place of `run`: works where the cache cannot be opened."""


QUERY = "QUERY"
"""The metavar of a query, in which `-word` is no option."""
MAX_NUMBER = 2**63 - 1
"""SQLite counts no further."""


def _number(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) < 20 and 0 < int(text) <= MAX_NUMBER):
        raise argparse.ArgumentTypeError(f"must be a whole number from 1 up, not {text!r}")
    return int(text)


def _score(text: str) -> float:
    try:
        score = float(text)
    except ValueError:
        score = -1.0
    if not 0 <= score <= 1:
        raise argparse.ArgumentTypeError(f"must be a number from 0 to 1, not {text!r}")
    return score


def _add_json(parser: argparse._ActionsContainer, shape: str) -> None:
    parser.add_argument("--json", action="store_true", help=f"print {shape}, for scripts")


def _add_limit(parser: argparse.ArgumentParser, default: int | None) -> None:
    ending = f" (else {default})" if default else " (else all)"
    parser.add_argument(
        "--limit", metavar="N", type=_number, default=default, help=f"at most N{ending}"
    )


def _add_quiet(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("-q", "--quiet", action="store_true", help="print failures only")


def _list_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("words", metavar=QUERY, nargs="*", help="words, and more: see README")
    scope = parser.add_mutually_exclusive_group()
    for name in ("unread", "starred", "later"):
        scope.add_argument(
            f"--{name}",
            dest="scope",
            action="store_const",
            const=name,
            default="all",
            help=f"only what is {'kept for later' if name == 'later' else name}",
        )
    parser.add_argument("--feed", metavar="ID", type=_number, help="only this feed")
    _add_limit(parser, None)
    _add_json(parser, "one JSON list")


def _search_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("words", metavar=QUERY, nargs="+", help="words, and more: see README")
    _add_limit(parser, 50)
    _add_json(parser, "one JSON list, with scores")


def _searches_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("words", metavar=QUERY, nargs="*", help="what --save keeps")
    what = parser.add_mutually_exclusive_group()
    what.add_argument("--save", metavar="NAME", help="keep QUERY under this name")
    what.add_argument("--remove", metavar="NAME", help="forget this one")
    _add_json(parser, "one JSON list")


def _rules_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("words", metavar=QUERY, nargs="*", help="what --add keeps; ACTION is last")
    what = parser.add_mutually_exclusive_group()
    what.add_argument("--add", metavar="NAME", help="do ACTION with what QUERY finds, on arrival")
    what.add_argument("--remove", metavar="NAME", help="forget this one; what it did stays")
    what.add_argument("--apply", metavar="NAME", help="do it now, to everything in the cache")
    _add_json(parser, "one JSON list")


def _show_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("id", metavar="ID", type=_number, help="as `qreader list` shows it")
    how = parser.add_mutually_exclusive_group()
    how.add_argument("--format", choices=("md", "html", "txt"), help="print it as such a file")
    _add_json(how, "one JSON object")


def _related_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("ids", metavar="ID", type=_number, nargs="+", help="of an article")
    parser.add_argument(
        "--threshold",
        metavar="SCORE",
        type=_score,
        help="show what scores no less, from 0 to 1: below the usual one, what is less sure",
    )
    parser.add_argument("--explain", action="store_true", help="say what each score is made of")
    _add_limit(parser, 10)
    _add_json(parser, "a line of JSON for each ID")


def _changes_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("id", metavar="ID", type=_number, help="of an article")
    _add_json(parser, "one JSON object")


def _topics_arguments(parser: argparse.ArgumentParser) -> None:
    _add_limit(parser, 10)
    _add_json(parser, "one JSON list")


def _feeds_arguments(parser: argparse.ArgumentParser) -> None:
    _add_json(parser, "one JSON list")


def _add_verb_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "targets", metavar="TARGET", nargs="+", help="an address, a file or a folder"
    )
    parser.add_argument("--folder", metavar="NAME", help="the folder of the feed list to put it in")
    _add_quiet(parser)


def _refresh_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("ids", metavar="FEED_ID", type=_number, nargs="*", help="else all feeds")
    parser.add_argument("--due", action="store_true", help="only those that are due: for a timer")
    _add_quiet(parser)
    _add_json(parser, "a line of JSON for each feed as it is stored")


def _fetch_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("ids", metavar="ID", type=_number, nargs="*", help="of an article")
    parser.add_argument("--want", action="store_true", help="all that are on the want list")
    _add_quiet(parser)


def _set_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("id", metavar="FEED_ID", type=_number, help="as `qreader feeds` shows it")
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


def _extract_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("files", metavar="FILE", nargs="+", help="a saved page or a text")
    _add_json(parser, "a line of JSON for each FILE")


def _import_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", metavar="FILE", help="a list of feeds, or newsboat's cache.db")
    _add_json(parser, "one JSON object")


def _export_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "words", metavar=QUERY, nargs="*", help="which articles; without --format: FILE for OPML"
    )
    parser.add_argument(
        "--format",
        choices=FORMATS,
        default="opml",
        help="articles as a book for an e-reader, a folder of Markdown, JSON Lines or a page",
    )
    parser.add_argument("-o", "--output", metavar="PATH", help="where to; - is standard output")
    parser.add_argument("--title", metavar="TEXT", help="of the book or page (else the query)")
    _add_limit(parser, None)


def _backup_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", metavar="FILE", help="where to")
    parser.add_argument("--replace", action="store_true", help="FILE, if there is one")


def _remove_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("id", metavar="FEED_ID", type=_number, help="as `qreader feeds` shows it")


def _mark_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("ids", metavar="ID", type=_number, nargs="+", help="of an article")
    for name, yes, no in (
        ("read", "--read", "--unread"),
        ("starred", "--star", "--unstar"),
        ("later", "--later", "--not-later"),
        ("hidden", "--hide", "--show"),
    ):
        either = parser.add_mutually_exclusive_group()
        either.add_argument(yes, dest=name, action="store_const", const=True)
        either.add_argument(no, dest=name, action="store_const", const=False)
    for name, option, does in (("tags", "--tag", "give it"), ("untags", "--untag", "take away")):
        parser.add_argument(
            option, dest=name, metavar="NAME", action="append", default=[], help=f"{does} a tag"
        )


def _keys_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--from", dest="reader", choices=("newsboat",), help="what differs from this reader's keys"
    )
    _add_json(parser, "one JSON list")


VERBS = (
    Verb(
        "list",
        "[QUERY...]",
        "read",
        "articles, newest first; with words, best first",
        _list_arguments,
        reading.list_articles,
        "Before a title: N is new, * starred, L kept for later.",
    ),
    Verb(
        "search",
        "QUERY...",
        "read",
        "articles that a query finds, best first",
        _search_arguments,
        reading.search,
        "Quote what the shell would read: 'age:<2d', '(moon OR mars) -base'.",
    ),
    Verb(
        "searches",
        "[QUERY...]",
        "read",
        "the saved searches; --save, --remove",
        _searches_arguments,
        finding.searches,
    ),
    Verb(
        "show",
        "ID",
        "read",
        "an article, then the page's own related stories",
        _show_arguments,
        reading.show,
        "Leaves it as it is, read or unread.",
    ),
    Verb(
        "related",
        "ID...",
        "read",
        "what belongs beside an article, and why",
        _related_arguments,
        reading.related,
    ),
    Verb(
        "changes",
        "ID",
        "read",
        "what changed in an article since it was read",
        _changes_arguments,
        reading.changes,
        "Of an article that was never read: what changed last.",
    ),
    Verb(
        "topics",
        "",
        "read",
        "front of mind: what many tell now, and what rises",
        _topics_arguments,
        reading.topics,
        "Terms are held against the month before, so they rise in a cache of some days.",
    ),
    Verb(
        "extract",
        "FILE...",
        "read",
        "the article in a saved page or text, stored nowhere",
        _extract_arguments,
        reading.extract,
    ),
    Verb(
        "feeds",
        "",
        "read",
        "the feeds, their counts and their errors",
        _feeds_arguments,
        reading.feeds,
    ),
    Verb(
        "add",
        "TARGET...",
        "collect",
        "a feed, a site, an article, a file or a folder",
        _add_verb_arguments,
        collecting.add,
        "A site is asked for its feed.",
    ),
    Verb(
        "refresh",
        "[FEED_ID...]",
        "collect",
        "fetch the feeds, many at once",
        _refresh_arguments,
        collecting.refresh,
        "Feeds that are gone (410) or whose server asked to be left alone are asked only where they"
        " are named. Ends with 1 if any failed.",
    ),
    Verb(
        "fetch",
        "[ID...]",
        "collect",
        "the full text of articles, from their pages",
        _fetch_arguments,
        collecting.fetch,
        "A page that shows no more than the feed changes nothing.",
    ),
    Verb(
        "mark",
        "ID...",
        "collect",
        "set or clear read, star, later",
        _mark_arguments,
        collecting.mark,
    ),
    Verb(
        "rules",
        "[QUERY ACTION]",
        "collect",
        "what is done on arrival; --add, --remove, --apply",
        _rules_arguments,
        finding.rules,
        f"An action is one of {', '.join(ACTIONS)}.",
    ),
    Verb(
        "set",
        "FEED_ID",
        "collect",
        "how a feed is read: --full-text, --signal-only",
        _set_arguments,
        collecting.set_feed,
    ),
    Verb(
        "remove",
        "FEED_ID",
        "collect",
        "unsubscribe, and forget the feed's articles",
        _remove_arguments,
        collecting.remove,
    ),
    Verb(
        "import",
        "FILE",
        "collect",
        "what another reader left: OPML, newsboat's files",
        _import_arguments,
        collecting.import_file,
        "Takes OPML, newsboat's urls and then its cache.db (articles, read, flagged), newsraft's"
        " feeds, and Org files of elfeed-org. Fetches nothing: `qreader refresh` does.",
    ),
    Verb(
        "export",
        "FILE or QUERY...",
        "collect",
        "the subscriptions as OPML, or articles: --format",
        _export_arguments,
        exporting.export,
        "`qreader export feeds.opml` writes the subscriptions;"
        " `qreader export is:starred --format epub -o stars.epub` a book.",
    ),
    Verb(
        "check",
        "",
        "keep",
        "look at every row of the cache; mend what can be",
        lambda _: None,
        keeping.check,
        "What follows from the rest, such as the search index, is built anew. Of a damaged cache"
        " all that can be read goes into a new one, and the damaged file is kept beside it; it then"
        " ends with 1. No other program may have a damaged cache open.",
        opens_cache=False,
    ),
    Verb(
        "backup",
        "FILE",
        "keep",
        "write a whole copy of the cache",
        _backup_arguments,
        keeping.backup,
        "A reader may run meanwhile. The copy is a cache: in the place of the old one, it is read.",
    ),
    Verb(
        "keys",
        "",
        "set up",
        "the keys of the reader; --from newsboat: what differs",
        _keys_arguments,
        run_bare=setting_up.keys,
        details='`preset = "newsboat"` in the configuration makes the difference smaller.',
    ),
)
