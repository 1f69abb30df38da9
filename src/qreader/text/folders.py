"""Folders: paths such as `News/World`, the folder World in the folder News. Pure."""

from __future__ import annotations

SEPARATOR = "/"


def tidy(path: str) -> str | None:
    """Return a path without empty names and spaces around names; None: nothing is left."""
    names = (name.strip() for name in path.split(SEPARATOR))
    return SEPARATOR.join(name for name in names if name) or None


def is_inside(folder: str | None, other: str) -> bool:
    """Whether a folder is the other one or one of its subfolders."""
    return f"{folder or ''}{SEPARATOR}".startswith(f"{other}{SEPARATOR}")


def name(path: str) -> str:
    """Return the last name of a path."""
    return path.rpartition(SEPARATOR)[2]


def parent(path: str) -> str | None:
    """Return the path of the folder around a folder; None: there is none."""
    return path.rpartition(SEPARATOR)[0] or None


def parents(path: str) -> list[str]:
    """Return the paths of the folders around a folder, the outermost first."""
    ends = (at for at, letter in enumerate(path) if letter == SEPARATOR)
    return [path[:end] for end in ends if end and path[end - 1] != SEPARATOR]


def with_parents(path: str | None) -> list[str]:
    """Return the paths of a folder and of those around it, the outermost first."""
    return [*parents(path), path] if path else []


def joined(parent: str | None, rest: str | None) -> str | None:
    """Return one path within another; either may be None."""
    return SEPARATOR.join(part for part in (parent, rest) if part) or None


def renamed(path: str, to: str) -> str:
    """Return the path of a folder with another last name."""
    parent, slash, _ = path.rpartition(SEPARATOR)
    return f"{parent}{slash}{to}"


def moved(folder: str | None, from_path: str, to_path: str | None) -> str | None:
    """Return the new path of a folder, at or below `from_path`, when that becomes `to_path`."""
    rest = (folder or "").removeprefix(from_path).lstrip(SEPARATOR)
    return joined(to_path, rest)


def known(folders: list[str | None]) -> list[str]:
    """Return all folders in alphabetical order, with the folders around them."""
    return sorted({one for folder in folders for one in with_parents(folder)}, key=str.casefold)
