"""newsboat's `exec:` and `filter:` lines, as statements for a person to copy; pure.

Nothing here is run, and no import names a program: the configuration alone does.
"""

from __future__ import annotations

import re
import shlex
from collections.abc import Sequence
from pathlib import Path

from qreader.config.described import toml
from qreader.text.safe import safe_line

_EXEC = re.compile(r"exec:(.+)", re.DOTALL)
_FILTER = re.compile(r"filter:([^:]+):(https?://.+)", re.DOTALL)
_FOR_A_SHELL = re.compile(r"[|&;<>()$`*?\[\]#!{}]")
_MAX_TITLE_CHARACTERS = 60


def statement_of(stated: str, tags: Sequence[str]) -> list[str]:
    """Return the lines of TOML that name the program of a line; none for other lines."""
    exec_, filter_ = _EXEC.fullmatch(stated), _FILTER.fullmatch(stated)
    if exec_ is None and filter_ is None:
        return []
    own = next((tag[1:] for tag in tags if tag.startswith("~")), "")
    title = safe_line(own or stated.partition(":")[2], _MAX_TITLE_CHARACTERS)
    folder = next((safe_line(tag) for tag in tags if tag and tag[0] not in "~!"), "")
    lines = ["[[feed]]", f"title = {toml(title)}"]
    if filter_ is not None:
        lines += [f"url = {toml(safe_line(filter_[2]))}", f"filter = {_words(filter_[1])}"]
    elif exec_ is not None:
        lines += [f"command = {_words(exec_[1])}"]
    return [*lines, f"folder = {toml(folder)}"] if folder else lines


def _words(command: str) -> str:
    """Return a command as a list of words; newsboat gives it to a shell, and some need one."""
    command = safe_line(command)
    try:
        words = shlex.split(command)
    except ValueError:  # a quote is open
        words = []
    if not words or _FOR_A_SHELL.search(command):
        return toml(("sh", "-c", command))
    home = str(Path.home())
    return toml(tuple(home + word[1:] if word.startswith("~/") else word for word in words))
