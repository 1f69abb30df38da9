"""Hooks: commands that run for new articles, and notifications on the desktop."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from html import escape

from qreader import json_output
from qreader.config.tables import Hook
from qreader.desktop import has_desktop
from qreader.errors import QueryError
from qreader.model import ArticleId, Told
from qreader.process.sending import KEPT_ERROR_BYTES, kill
from qreader.store import Store
from qreader.text.safe import safe_line

ARTICLES_A_RUN = 500
"""The most articles for one run of a command; more take further runs."""
NOTIFY_SECONDS = 5
SHOWN_TITLES = 3
MAX_COMPLAINT_CHARACTERS = 300
"""The part of a command's standard error, from its end, that a message repeats."""


def tell(store: Store, hooks: Sequence[Hook], notify: str, environment: Mapping[str, str]) -> Told:
    """Run the hooks for articles that are new since the last call, and announce new ones.

    notify: the query of the articles to announce; an empty one announces none. Waits for the
    commands; what is to be sent to a program is noted for `asking`. Raises StoreError.
    """
    news = store.news.claim()
    failures = []
    for hook in hooks:
        found, failure = _asked_for(store, hook.query, news)
        if hook.send:
            store.answers.want(found, hook.send)
            failures += [failure] if failure else []
            continue
        for start in range(0, len(found), ARTICLES_A_RUN):
            some = map(store.articles.one, found[start : start + ARTICLES_A_RUN])
            lines = (json_output.json_text(json_output.article_object(one)) + "\n" for one in some)
            failure = failure or run_hook(hook, lines)
        failures += [failure] if failure else []
    found, failure = _asked_for(store, notify, news if notify else [])
    failures += [failure] if failure else []
    return Told(tuple(failures), _announce(store, found, environment) if found else "")


def _asked_for(
    store: Store, query: str, among: Sequence[ArticleId]
) -> tuple[list[ArticleId], str | None]:
    """Return those of the articles that a query finds, and why it is invalid."""
    if not among or not query:
        return list(among), None
    try:
        found = {*store.lists.matching(query, among)}
    except QueryError as error:
        return [], f"{safe_line(query)}: {error}"
    return [number for number in among if number in found], None


def _announce(store: Store, ids: Sequence[ArticleId], environment: Mapping[str, str]) -> str:
    """Announce articles on the desktop; where that fails, return an escape for the terminal."""
    heading, text = announcement([*store.articles.titles(ids).values()])
    if notify_desktop(heading, text, environment):
        return ""
    return terminal_escape(heading, text, environment)


# ---- commands


def run_hook(hook: Hook, lines: Iterable[str]) -> str | None:
    """Run a command with these lines on its standard input; return why it failed, or None.

    It runs without a shell, and its standard output is dropped. At its time limit, it is ended with
    all that it started. Never raises.
    """
    name = safe_line(hook.command[0], 200)
    # no pipe: what a command leaves running would hold that open
    with tempfile.TemporaryFile() as errors:
        try:
            process = subprocess.Popen(
                hook.command,
                stdin=subprocess.PIPE,
                stdout=subprocess.DEVNULL,
                stderr=errors,
                start_new_session=True,  # ctrl+c in the terminal must not reach it
            )
        except (OSError, ValueError) as error:
            return f"hook {name}: {getattr(error, 'strerror', None) or error}"
        with process:
            try:
                process.communicate("".join(lines).encode(), timeout=hook.seconds)
            except subprocess.TimeoutExpired:
                kill(process)
                return f"hook {name}: took longer than {hook.seconds} seconds"
            except BaseException:
                kill(process)
                raise
        if process.returncode == 0:
            return None
        errors.seek(max(0, os.fstat(errors.fileno()).st_size - KEPT_ERROR_BYTES))
        said = errors.read(KEPT_ERROR_BYTES).decode("utf-8", "replace")
    why = safe_line(said[-MAX_COMPLAINT_CHARACTERS:])
    return f"hook {name}: ended with {process.returncode}{f': {why}' if why else ''}"


# ---- announcements


def announcement(titles: Sequence[str]) -> tuple[str, str]:
    """Return heading and text of the notification of new articles."""
    count = len(titles)
    shown = [safe_line(title, 120) for title in titles[:SHOWN_TITLES]]
    rest = [f"and {count - SHOWN_TITLES} more"] if count > SHOWN_TITLES else []
    return f"{count} new article{'' if count == 1 else 's'}", "\n".join([*shown, *rest])


def notify_desktop(heading: str, text: str, environment: Mapping[str, str]) -> bool:
    """Notify with notify-send; return whether that was possible."""
    program = shutil.which("notify-send")
    if program is None or not has_desktop(environment):
        return False
    # the specification of desktop notifications allows markup in the text
    command = [program, "--app-name=qreader", "--", heading, escape(text, quote=False)]
    try:
        done = subprocess.run(
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            timeout=NOTIFY_SECONDS,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired):
        return False
    return done.returncode == 0


def terminal_escape(heading: str, text: str, environment: Mapping[str, str]) -> str:
    """Return the escape sequence for a notification: OSC 777 (urxvt, foot), else OSC 9 (others).

    A terminal that supports neither ignores it.
    """
    line = safe_line(text).replace(";", ",")
    if environment.get("TERM", "").startswith(("rxvt", "foot")):
        return f"\x1b]777;notify;qreader: {heading};{line}\x1b\\"
    return f"\x1b]9;qreader: {heading}: {line}\x1b\\"
