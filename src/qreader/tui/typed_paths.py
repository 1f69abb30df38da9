"""Typed paths: resolves and completes the paths that a person types."""

from __future__ import annotations

import os
from os.path import commonprefix
from pathlib import Path
from typing import Final

from qreader.errors import FileError, UsageError

MAX_ENTRIES: Final = 2_000
"""The most entries of a folder that are read while the person types."""


def path_of(typed: str) -> Path:
    """Return the path of a typed text. Raises UsageError for `~name` of an unknown user."""
    try:
        return Path(typed).expanduser()
    except RuntimeError as error:
        raise UsageError(f"There is no home folder for {typed.partition('/')[0]}") from error


def kind_of_place(path: Path) -> str:
    """Return what a path is: `file`, `folder` or "" for nothing.

    Raises FileError where the name is invalid or the folder may not be read.
    """
    try:
        if not path.exists():
            return ""
        return "folder" if path.is_dir() else "file"
    except OSError as error:
        raise FileError(f"{error.strerror}: {path}", str(path)) from error


def paths_like(typed: str) -> list[str]:
    """Return the paths that begin as typed, with `~` kept; a folder ends in a slash."""
    folder, slash, begun = typed.rpartition("/")
    found = []
    try:
        place = Path(folder + slash).expanduser()
        with os.scandir(place) as entries:
            for entry, _ in zip(entries, range(MAX_ENTRIES), strict=False):
                hidden = entry.name.startswith(".") and not begun.startswith(".")
                if entry.name.startswith(begun) and not hidden:
                    found.append(f"{folder}{slash}{entry.name}{'/' if entry.is_dir() else ''}")
    except (OSError, ValueError, RuntimeError):  # no such folder or user
        return []
    return sorted(found)


def path_completed(typed: str) -> str:
    """Return a path completed by the common prefix of all paths that begin like it."""
    looks_like_one = typed.startswith(("/", "~", "."))
    found = paths_like(typed) if looks_like_one else []
    return commonprefix(found) if found else typed  # noqa: RUF071 - by characters, not by parts
