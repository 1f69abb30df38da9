"""The verbs of the command line: one table, from which parser, help and README are made."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from qreader.cli import (
    arguments,
    collecting,
    completing,
    enclosing,
    exporting,
    finding,
    keeping,
    man_page,
    reading,
    serving,
    setting_up,
    settings,
    syncing,
)
from qreader.cli.exits import Exit
from qreader.cli.finding import ACTIONS

if TYPE_CHECKING:
    from qreader.cli.output import Output
    from qreader.library import Library

Run = Callable[["Library", argparse.Namespace, "Output"], Exit]
"""Do what a verb says. Raises QReaderError, OutputError."""

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
    run: Run
    details: str = ""
    """What else its own help says, in whole sentences."""
    opens_cache: bool = True
    """Whether the cache is opened for it: not where none is needed, or where it may be damaged."""


VERBS = (
    Verb(
        "list",
        "[QUERY...]",
        "read",
        "articles, newest first; with words, best first",
        arguments.list_arguments,
        reading.list_articles,
        "Before a title: N is new, * starred, L kept for later.",
    ),
    Verb(
        "search",
        "QUERY...",
        "read",
        "articles that a query finds, best first",
        arguments.search_arguments,
        reading.search,
        "Quote what the shell would read: 'age:<2d', '(moon OR mars) -base'.",
    ),
    Verb(
        "searches",
        "[QUERY...]",
        "read",
        "the saved searches; --save, --remove",
        arguments.searches_arguments,
        finding.searches,
    ),
    Verb(
        "show",
        "ID",
        "read",
        "an article, then the page's own related stories",
        arguments.show_arguments,
        reading.show,
        "Leaves it as it is, read or unread.",
    ),
    Verb(
        "related",
        "ID...",
        "read",
        "what belongs beside an article, and why",
        arguments.related_arguments,
        reading.related,
    ),
    Verb(
        "changes",
        "ID",
        "read",
        "what changed in an article since it was read",
        arguments.changes_arguments,
        reading.changes,
        "Of an article that was never read: what changed last.",
    ),
    Verb(
        "topics",
        "",
        "read",
        "front of mind: what many tell now, and what rises",
        arguments.topics_arguments,
        reading.topics,
        "Terms are held against the month before, so they rise in a cache of some days.",
    ),
    Verb(
        "extract",
        "FILE...",
        "read",
        "the article in a saved page or text, stored nowhere",
        arguments.extract_arguments,
        reading.extract,
    ),
    Verb(
        "feeds",
        "",
        "read",
        "the feeds, their counts and their errors",
        arguments.feeds_arguments,
        reading.feeds,
    ),
    Verb(
        "enclosures",
        "[QUERY...]",
        "read",
        "what is attached to articles: episodes, films",
        arguments.enclosures_arguments,
        enclosing.enclosures,
    ),
    Verb(
        "open",
        "ID[.N]",
        "read",
        "open what is attached with your own command",
        arguments.open_arguments,
        enclosing.open_attached,
        "With the command under [open] of the configuration: its file where it was downloaded, else"
        " its address.",
    ),
    Verb(
        "add",
        "TARGET...",
        "collect",
        "a feed, a site, an article, a file or a folder",
        arguments.add_verb_arguments,
        collecting.add,
        "A site is asked for its feed; a list of feeds is taken as `import` takes it.",
    ),
    Verb(
        "refresh",
        "[FEED_ID...]",
        "collect",
        "fetch the feeds, many at once",
        arguments.refresh_arguments,
        collecting.refresh,
        "Feeds that are gone (410) or whose server asked to be left alone are asked only where they"
        " are named. Ends with 1 if any failed.",
    ),
    Verb(
        "sync",
        "",
        "collect",
        "make feeds and marks here and on your server the same",
        arguments.sync_arguments,
        syncing.sync,
        "The server is named in the configuration, under [sync]; `qreader refresh` syncs, too.",
    ),
    Verb(
        "fetch",
        "[ID...]",
        "collect",
        "the full text of articles, from their pages",
        arguments.fetch_arguments,
        collecting.fetch,
        "A page that shows no more than the feed changes nothing.",
    ),
    Verb(
        "download",
        "[ID[.N]...]",
        "collect",
        "what is attached, and what was begun before",
        arguments.download_arguments,
        enclosing.download,
        "A download that was cut off goes on where it was.",
    ),
    Verb(
        "mark",
        "ID...",
        "collect",
        "set or clear read, star, later",
        arguments.mark_arguments,
        collecting.mark,
    ),
    Verb(
        "rules",
        "[QUERY ACTION]",
        "collect",
        "what is done on arrival; --add, --remove, --apply",
        arguments.rules_arguments,
        finding.rules,
        f"An action is one of {', '.join(ACTIONS)}.",
    ),
    Verb(
        "set",
        "FEED_ID",
        "collect",
        "how a feed is read: --full-text, --signal-only",
        arguments.set_arguments,
        collecting.set_feed,
    ),
    Verb(
        "remove",
        "FEED_ID",
        "collect",
        "unsubscribe; what you marked stays, all can come back",
        arguments.remove_arguments,
        collecting.remove,
    ),
    Verb(
        "restore",
        "[FEED_ID...]",
        "collect",
        "bring removed feeds back, or list them",
        arguments.restore_arguments,
        collecting.restore,
        "A removed feed stays whole for 30 days: articles, marks, tags, numbers. Adding its"
        " address again brings it back, too.",
    ),
    Verb(
        "undo",
        "",
        "collect",
        "take back what was done last in the reader, as u does",
        arguments.undo_arguments,
        collecting.undo,
        "The last hundred actions are kept: marks, tags, removed feeds, what was said of stories."
        " What changed again since stays as it is. What commands did is not among them.",
    ),
    Verb(
        "import",
        "TARGET...",
        "collect",
        "what another reader left: OPML, newsboat's files",
        arguments.import_arguments,
        collecting.import_,
        "Takes OPML, newsboat's urls and then its cache.db (articles, read, flagged), newsraft's"
        " feeds, and Org files of elfeed-org, here or at an address. `qreader refresh` fetches"
        " what they list. All else is taken as `add` takes it.",
    ),
    Verb(
        "export",
        "FILE or QUERY...",
        "collect",
        "the subscriptions as OPML, or articles: --format",
        arguments.export_arguments,
        exporting.export,
        "`qreader export feeds.opml` writes the subscriptions;"
        " `qreader export is:starred --format epub -o stars.epub` a book.",
    ),
    Verb(
        "check",
        "",
        "keep",
        "look at every row of the cache; mend what can be",
        arguments.check_arguments,
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
        arguments.backup_arguments,
        keeping.backup,
        "A reader may run meanwhile. The copy is a cache: in the place of the old one, it is read.",
    ),
    Verb(
        "keys",
        "",
        "set up",
        "the keys of the reader; --from newsboat: what differs",
        arguments.keys_arguments,
        setting_up.keys,
        details='`preset = "newsboat"` in the configuration makes the difference smaller.',
        opens_cache=False,
    ),
    Verb(
        "config",
        "",
        "set up",
        "every setting, its value and where that is from",
        arguments.config_arguments,
        settings.config,
        opens_cache=False,
    ),
    Verb(
        "doctor",
        "",
        "set up",
        "what the terminal can do, and what was chosen for it",
        arguments.doctor_arguments,
        setting_up.doctor,
        opens_cache=False,
    ),
    Verb(
        "completion",
        "SHELL",
        "set up",
        "what bash, zsh, fish, tcsh or powershell completes",
        arguments.completion_arguments,
        completing.completion,
        details="For bash: qreader completion bash"
        " > ~/.local/share/bash-completion/completions/qreader",
        opens_cache=False,
    ),
    Verb(
        "man",
        "",
        "set up",
        "the man page, for `man -l -`",
        arguments.man_arguments,
        man_page.man,
        opens_cache=False,
    ),
    Verb(
        "serve",
        "",
        "set up",
        "the reader in a browser, on this machine alone",
        arguments.serve_arguments,
        serving.serve,
        "Needs the extra `serve`. Whoever reaches it can do all that the reader can, and that is to"
        " run programs: leave --host alone.",
        opens_cache=False,
    ),
)
