"""Opening addresses: in the browser where there is one; never through a shell."""

from __future__ import annotations

import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from qreader.desktop import has_desktop
from qreader.errors import UsageError

_TEXT_BROWSERS = frozenset({"w3m", "lynx", "links", "links2", "elinks", "browsh", "www-browser"})
"""They need the terminal for themselves."""


def browser_command(environment: Mapping[str, str]) -> list[str] | None:
    """Return the command that opens an address, without it; None where there is no browser.

    $BROWSER wins. Otherwise the desktop's own opener, where there is a desktop: over SSH there
    is none.
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


def needs_terminal(command: list[str]) -> bool:
    """Whether a browser draws on the terminal itself."""
    return command[0].rpartition("/")[2] in _TEXT_BROWSERS


def run_apart(command: list[str], url: str) -> int:
    """Run a browser with its own session and without our terminal; return its exit code.

    Waits for it: call it in a thread. The address is one argument, checked before. Raises
    UsageError where it cannot be run.
    """
    with _sayable(command):
        return subprocess.run(
            [*command, url],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
            check=False,
        ).returncode


def editor_command(environment: Mapping[str, str]) -> list[str] | None:
    """Return the command that edits a file, without it: $VISUAL, $EDITOR, or what there is."""
    for chosen in (environment.get("VISUAL"), environment.get("EDITOR"), "nano", "vi"):
        try:
            command = shlex.split(chosen or "")
        except ValueError:
            continue
        if command and shutil.which(command[0]):
            return command
    return None


def run_on_terminal(command: list[str]) -> int:
    """Run what draws on the terminal; the interface is suspended meanwhile. Raises UsageError."""
    with _sayable(command):
        return subprocess.run(command, check=False).returncode


def pipe_on_terminal(command: list[str], text: str) -> None:
    """Run a command with a text on its standard input, and wait until what it says is read.

    It has the terminal, so a pager works as well as a counter of words.
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
    """Raise UsageError where a command cannot be run at all."""
    try:
        yield
    except OSError as error:
        raise UsageError(f"{command[0]} cannot be run: {error.strerror}") from error
    except ValueError as error:  # a NUL in it
        raise UsageError(f"{command[0]} cannot be run: {error}") from error
