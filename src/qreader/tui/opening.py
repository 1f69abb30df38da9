"""Opening: runs browsers, editors and other programs, never through a shell."""

from __future__ import annotations

import mimetypes
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from fnmatch import fnmatch
from urllib.parse import urlsplit

from qreader.config.opening import Command, Opening
from qreader.desktop import has_desktop
from qreader.errors import UsageError
from qreader.process.sending import opened

_TEXT_BROWSERS = frozenset({"w3m", "lynx", "links", "links2", "elinks", "browsh", "www-browser"})
"""Browsers that run in the terminal."""
_NO_PAGES = ("audio/", "video/", "image/", "application/pdf", "application/epub")
"""What the end of an address says truly: a page may have any."""


def browser_command(environment: Mapping[str, str]) -> list[str] | None:
    """Return the command that opens an address, without the address; None without a browser.

    $BROWSER wins, else the desktop's opener; over SSH there is no desktop.
    """
    chosen = environment.get("BROWSER", "").split(":")[0].strip()
    if chosen:
        try:
            command = [part for part in shlex.split(chosen) if part != "%s"]
        except ValueError:
            command = []
        if command and shutil.which(command[0]):
            return command
    if not has_desktop(environment):
        return None
    opener = "open" if sys.platform == "darwin" else shutil.which("xdg-open")
    return [opener] if opener else None


def opener(opening: Opening, url: str, environment: Mapping[str, str]) -> list[str] | None:
    """Return the command that opens an address; None where there is none.

    It is that of the first pattern that fits, of the media type that the address ends in, or the
    browser. Takes 0.1 s where there are patterns. Raises UsageError where one takes too long.
    """
    if opening.links:
        from qreader.process.matching import first_match_in_time  # no start needs it

        at = first_match_in_time([pattern for pattern, _ in opening.links], url)
        if at is not None:
            return opened(opening.links[at][1], url)
    if opening.by_type and (command := command_of_type(opening.by_type, url)):
        return opened(command, url)
    if opening.browser:
        return opened(opening.browser, url)
    browser = browser_command(environment)
    return None if browser is None else [*browser, url]


def command_of_type(commands: Mapping[str, Command], url: str) -> Command | None:
    """Return the command for the media type that an address ends in, but not for that of a page."""
    kind = mimetypes.guess_type(urlsplit(url).path)[0] or ""
    if not kind.startswith(_NO_PAGES):
        return None
    fitting = (one for pattern, one in commands.items() if fnmatch(kind, pattern.lower()))
    return next(fitting, None)


def needs_terminal(command: list[str]) -> bool:
    """Whether a browser runs in the terminal."""
    return command[0].rpartition("/")[2] in _TEXT_BROWSERS


def editor_command(environment: Mapping[str, str]) -> list[str] | None:
    """Return the command of an editor: $VISUAL, $EDITOR, or one that is installed."""
    for chosen in (environment.get("VISUAL"), environment.get("EDITOR"), "nano", "vi"):
        try:
            command = shlex.split(chosen or "")
        except ValueError:
            continue
        if command and shutil.which(command[0]):
            return command
    return None


def run_on_terminal(command: list[str]) -> int:
    """Run a program in the terminal, while the interface is suspended. Raises UsageError."""
    with _sayable(command):
        return subprocess.run(command, check=False).returncode


def pipe_on_terminal(command: list[str], text: str) -> None:
    """Run a command with a text on its standard input, then wait for enter.

    It has the terminal, so that a pager works, too.
    """
    said = ""
    try:
        code = subprocess.run(command, input=text.encode(), check=False).returncode
        said = f"{command[0]} ended with {code}\n" if code else ""
    except OSError as error:
        said = f"{command[0]}: {error.strerror}\n"
    except ValueError:  # a NUL in it
        said = "That is no command\n"
    sys.stdout.write(f"{said}\nenter goes back to qreader")
    sys.stdout.flush()
    sys.stdin.readline()


@contextmanager
def _sayable(command: list[str]) -> Iterator[None]:
    """Raise UsageError where a command cannot be run."""
    try:
        yield
    except OSError as error:
        raise UsageError(f"{command[0]} cannot be run: {error.strerror}") from error
    except ValueError as error:  # a NUL in it
        raise UsageError(f"{command[0]} cannot be run: {error}") from error
