"""What each verb takes: its options and its other arguments."""

from __future__ import annotations

import argparse

from qreader.cli.completing import SHELLS
from qreader.cli.enclosing import attached_number
from qreader.cli.exporting import FORMATS
from qreader.cli.parser import QUERY
from qreader.cli.template import read_template

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


def _add_format(parser: argparse.ArgumentParser, shape: str) -> None:
    how = parser.add_mutually_exclusive_group()
    how.add_argument(
        "--format",
        metavar="TEXT",
        type=read_template,
        help="print this line of each, such as '{age:>4} {title}'",
    )
    _add_json(how, shape)


def _add_limit(parser: argparse.ArgumentParser, default: int | None) -> None:
    ending = f" (else {default})" if default else " (else all)"
    parser.add_argument(
        "--limit", metavar="N", type=_number, default=default, help=f"at most N{ending}"
    )


def _add_quiet(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("-q", "--quiet", action="store_true", help="print failures only")


def list_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of `list`."""
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
    _add_format(parser, "one JSON list")


def search_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of `search`."""
    parser.add_argument("words", metavar=QUERY, nargs="+", help="words, and more: see README")
    _add_limit(parser, 50)
    _add_format(parser, "one JSON list, with scores")


def searches_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of `searches`."""
    parser.add_argument("words", metavar=QUERY, nargs="*", help="what --save keeps")
    what = parser.add_mutually_exclusive_group()
    what.add_argument("--save", metavar="NAME", help="keep QUERY under this name")
    what.add_argument("--remove", metavar="NAME", help="forget this one")
    _add_json(parser, "one JSON list")


def rules_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of `rules`."""
    parser.add_argument("words", metavar=QUERY, nargs="*", help="what --add keeps; ACTION is last")
    what = parser.add_mutually_exclusive_group()
    what.add_argument("--add", metavar="NAME", help="do ACTION with what QUERY finds, on arrival")
    what.add_argument("--remove", metavar="NAME", help="forget this one; what it did stays")
    what.add_argument("--apply", metavar="NAME", help="do it now, to everything in the cache")
    _add_json(parser, "one JSON list")


def show_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of `show`."""
    parser.add_argument("id", metavar="ID", type=_number, help="as `qreader list` shows it")
    how = parser.add_mutually_exclusive_group()
    how.add_argument("--format", choices=("md", "html", "txt"), help="print it as such a file")
    _add_json(how, "one JSON object")


def related_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of `related`."""
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


def changes_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of `changes`."""
    parser.add_argument("id", metavar="ID", type=_number, help="of an article")
    _add_json(parser, "one JSON object")


def topics_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of `topics`."""
    _add_limit(parser, 10)
    _add_json(parser, "one JSON list")


def feeds_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of `feeds`."""
    _add_json(parser, "one JSON list")


def add_verb_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of `add`."""
    parser.add_argument(
        "targets",
        metavar="TARGET",
        nargs="+",
        help="an address, a file or a folder; a list of feeds, or newsboat's cache.db",
    )
    parser.add_argument("--read", action="store_true", help="what it has by now begins as read")
    parser.add_argument("--folder", metavar="NAME", help="the folder of the feed list to put it in")
    _add_quiet(parser)
    _add_json(parser, "a line of JSON for each target")


def refresh_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of `refresh`."""
    parser.add_argument("ids", metavar="FEED_ID", type=_number, nargs="*", help="else all feeds")
    parser.add_argument("--due", action="store_true", help="only those that are due: for a timer")
    _add_quiet(parser)
    _add_json(parser, "a line of JSON for each feed as it is stored")


def sync_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of `sync`."""
    parser.add_argument(
        "--accept", action="store_true", help="also where it removes many feeds here at once"
    )
    _add_quiet(parser)
    _add_json(parser, "one JSON object")


def fetch_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of `fetch`."""
    parser.add_argument("ids", metavar="ID", type=_number, nargs="*", help="of an article")
    parser.add_argument("--want", action="store_true", help="all that are on the want list")
    _add_quiet(parser)
    _add_json(parser, "a line of JSON for each page")


def set_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of `set`."""
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
    _add_json(parser, "one JSON object")


def extract_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of `extract`."""
    parser.add_argument("files", metavar="FILE", nargs="+", help="a saved page or a text")
    _add_json(parser, "a line of JSON for each FILE")


def import_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of `import`: those of `add`."""
    add_verb_arguments(parser)


def export_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of `export`."""
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
    _add_json(parser, "one JSON object")


def remove_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of `remove`."""
    parser.add_argument("id", metavar="FEED_ID", type=_number, help="as `qreader feeds` shows it")
    parser.add_argument(
        "--keep",
        choices=("marked", "none"),
        default="marked",
        help="marked: what is starred, kept for later or tagged stays; none: all goes",
    )
    _add_json(parser, "one JSON object")


def restore_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of `restore`."""
    parser.add_argument(
        "ids", metavar="FEED_ID", type=_number, nargs="*", help="without any, what can come back"
    )
    _add_json(parser, "a list without FEED_ID, else a line for each feed")


def undo_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of `undo`."""
    _add_json(parser, "one JSON object")


def mark_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of `mark`."""
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
    _add_json(parser, "one JSON object")


def keys_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of `keys`."""
    parser.add_argument(
        "--from", dest="reader", choices=("newsboat",), help="what differs from this reader's keys"
    )
    _add_json(parser, "one JSON list")


def config_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of `config`."""
    _add_json(parser, "one JSON list")


def doctor_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of `doctor`."""
    _add_json(parser, "one JSON list")


def completion_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of `completion`."""
    parser.add_argument("shell", metavar="SHELL", choices=SHELLS, help="whose completion it is")


def man_arguments(_parser: argparse.ArgumentParser) -> None:
    """Add the arguments of `man`: there are none."""


def check_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of `check`."""
    _add_json(parser, "one JSON object")


def backup_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of `backup`."""
    parser.add_argument("file", metavar="FILE", help="where to")
    parser.add_argument("--replace", action="store_true", help="FILE, if there is one")
    _add_json(parser, "one JSON object")


def enclosures_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of `enclosures`."""
    parser.add_argument("words", metavar=QUERY, nargs="*", help="of which articles (else all)")
    _add_limit(parser, 50)
    _add_json(parser, "one JSON list")


def download_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of `download`."""
    parser.add_argument(
        "attached",
        metavar="ID[.N]",
        type=attached_number,
        nargs="*",
        help="as `qreader enclosures` shows it; none: go on with what was begun",
    )
    parser.add_argument("--folder", metavar="DIR", help="where to (else as the configuration says)")
    _add_quiet(parser)
    _add_json(parser, "a line of JSON for each file")


def open_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of `open`."""
    parser.add_argument(
        "attached", metavar="ID[.N]", type=attached_number, help="as `qreader enclosures` shows it"
    )
    _add_json(parser, "the command, and run nothing,")


def serve_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of `serve`."""
    parser.add_argument("--host", default="127.0.0.1", help="where to listen (else 127.0.0.1)")
    parser.add_argument("--port", metavar="N", type=_port, default=8000, help="else 8000")
    _add_json(parser, "the address and the command, and serve nothing,")


def _port(text: str) -> int:
    number = _number(text)
    if number > 65_535:
        raise argparse.ArgumentTypeError(f"must be a port, 1 to 65535, not {text!r}")
    return number
