"""The verbs that show how qreader is set up; they work without a cache."""

from __future__ import annotations

import argparse
import os
import shutil
from typing import TYPE_CHECKING

from qreader.cli.arguments import add_json
from qreader.cli.columns import Line, print_columns
from qreader.cli.exits import Exit
from qreader.cli.output import counted
from qreader.cli.verb import Verb
from qreader.config.settings import load_config
from qreader.errors import StoreError
from qreader.text.local_time import local_stamp
from qreader.text.safe import safe_line

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from qreader.cli.output import Output
    from qreader.config.settings import Config
    from qreader.library import Library
    from qreader.model import SyncState
    from qreader.tui.actions import Action
    from qreader.tui.doctor import Finding


def doctor(library: Library, options: argparse.Namespace, output: Output) -> Exit:
    """Print the terminal's abilities, and what qreader chose for it and why."""
    from qreader.tui.doctor import examine

    config = load_config(library.paths.config_file)
    theme = _chosen_theme(library, config)
    size = shutil.get_terminal_size((80, 24))
    findings = examine(config, os.environ, size, chosen_theme=theme)
    findings += _of_cache(library)
    if options.json:
        output.json_document(finding._asdict() for finding in findings)
    else:
        print_columns(output, [Line(tuple(finding)) for finding in findings], right_aligned=0)
    return Exit.DONE


def _doctor_arguments(parser: argparse.ArgumentParser) -> None:
    add_json(parser, "one JSON list")


def _chosen_theme(library: Library, config: Config) -> str:
    """Return the theme that was chosen in the reader; empty: none, or the cache is damaged."""
    from qreader.tui.kept_choices import chosen

    if not library.paths.database.exists():
        return ""
    try:
        theme = chosen(library, "theme", config.theme)
    except StoreError:
        return ""
    return "" if theme == config.theme else theme


def _of_cache(library: Library) -> list[Finding]:
    """Return what is in progress or failed in the cache, if there is one."""
    from qreader.tui.doctor import Finding

    if not library.paths.database.exists():
        return []
    try:
        return [
            *_of_index(library.index_part()),
            *_of_pictures(library),
            *_of_sync(library.sync_state()),
            *_of_selectors(library),
            *_of_answers(library),
        ]
    except StoreError as error:
        return [Finding("cache", "cannot be read", str(error))]


def _of_pictures(library: Library) -> Iterator[Finding]:
    from qreader.tui.doctor import Finding

    number, size_bytes = library.kept_pictures()
    if number:
        megabytes = f"{max(0.1, size_bytes / 1e6):.1f} MB"
        yield Finding("pictures", megabytes, f"{number} kept in {library.paths.pictures}")


def _of_selectors(library: Library) -> Iterator[Finding]:
    from qreader.tui.doctor import Finding

    for feed in library.feeds.all():
        if feed.page_trouble is not None:
            reason = safe_line(f"{feed.title}: {feed.page_trouble}")
            yield Finding("selectors", "nothing found", reason)


def _of_answers(library: Library) -> Iterator[Finding]:
    """Yield what waits for the programs of hooks, and for which articles they failed."""
    from qreader.tui.doctor import Finding

    names = sorted({one.send for one in library.config.hook if one.send})
    waiting = [name for _, name in library.answers.wanted(names)]
    for name in names:
        if count := waiting.count(name):
            reason = f"wait for {safe_line(name)}; the next refresh goes on"
            yield Finding("answers", counted(count, "article"), reason)
    for name, count, error in library.answers.failures():
        reason = safe_line(f"{name}, {counted(count, 'article')}; last: {error}", 200)
        yield Finding("answers", "failed", reason)


def _of_index(part: float) -> Iterator[Finding]:
    from qreader.tui.doctor import Finding

    if part < 1:
        why = (
            "rebuilt to fold every script; a refresh or the reader goes on, `qreader check` ends it"
        )
        yield Finding("search index", f"{part:.0%}", f"{why} it")


def _of_sync(state: SyncState | None) -> Iterator[Finding]:
    from qreader.tui.doctor import Finding

    if state is None:
        return
    last = f"last {local_stamp(state.last)}" if state.last else "never yet"
    reason = state.error or f"{state.server}, {last}"
    yield Finding("sync", "failed" if state.error else "on", reason)
    if state.lost:
        reason = f"{state.server} lists them and did not send them for a week"
        yield Finding("sync lost", counted(state.lost, "article"), reason)


def keys(library: Library, options: argparse.Namespace, output: Output) -> Exit:
    """Print the keys by the configuration, or the differences to another reader's."""
    from qreader.tui.keymap import keymap
    from qreader.tui.keys import show_keys

    actions = keymap(load_config(library.paths.config_file))
    if options.reader is not None:
        _print_differences(options, actions, output)
        return Exit.DONE
    if options.json:
        output.json_document(
            {
                "action": action.command,
                "keys": list(map(show_keys, action.keys)),
                "text": action.text,
                "group": action.group,
            }
            for action in actions
        )
        return Exit.DONE
    lines = [Line(("KEYS", "COMMAND", "WHAT IT DOES"), "bold")]
    for action in actions:
        shown = " ".join(map(show_keys, action.keys))
        lines.append(Line((shown or "-", action.command, action.text)))
    print_columns(output, lines, right_aligned=0)
    return Exit.DONE


def _keys_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--from", dest="reader", choices=("newsboat",), help="what differs from this reader's keys"
    )
    add_json(parser, "one JSON list")


def _print_differences(
    options: argparse.Namespace, actions: Sequence[Action], output: Output
) -> None:
    from qreader.cli.coming_from import differences
    from qreader.tui.keys import show_keys

    found = differences(options.reader, actions)
    if options.json:
        output.json_document(
            {
                "key": show_keys(one.theirs.key),
                "does": one.theirs.does,
                "keys": list(map(show_keys, one.keys)),
                "action": one.theirs.action and one.theirs.action.replace("_", "-"),
                "instead": one.theirs.instead or None,
                "here": one.here or None,
            }
            for one in found
        )
        return
    lines = [Line((options.reader.upper(), "DOES THERE", "HERE", "THAT KEY HERE"), "bold")]
    for one in found:
        name = (one.theirs.action or "").replace("_", "-")
        here = " ".join(map(show_keys, one.keys)) or one.theirs.instead or f":{name}"
        lines.append(Line((show_keys(one.theirs.key), one.theirs.does, here, one.here or "-")))
    print_columns(output, lines, right_aligned=0)


VERBS = (
    Verb(
        "keys",
        "",
        "set up",
        "the keys of the reader; --from newsboat: what differs",
        _keys_arguments,
        keys,
        details='`preset = "newsboat"` in the configuration makes the difference smaller.',
        opens_cache=False,
    ),
    Verb(
        "doctor",
        "",
        "set up",
        "the terminal's abilities, and what was chosen for it",
        _doctor_arguments,
        doctor,
        opens_cache=False,
    ),
)
