"""Folders: paths such as `News/World`, the folder World in the folder News. Pure."""

from __future__ import annotations

SEPARATOR = "/"


def tidy(path: str) -> str | None:
    """Return a path without empty parts and blanks around names; None: it names no folder."""
    names = (name.strip() for name in path.split(SEPARATOR))
    return SEPARATOR.join(name for name in names if name) or None


def is_inside(folder: str | None, other: str) -> bool:
    """Whether a folder is the other one, or lies in it, however deep."""
    return f"{folder or ''}{SEPARATOR}".startswith(f"{other}{SEPARATOR}")


def name(path: str) -> str:
    """Return the name of a folder, without the folders that it lies in."""
    return path.rpartition(SEPARATOR)[2]


def parent(path: str) -> str | None:
    """Return the path of the folder that a folder lies in; None: in none."""
    return path.rpartition(SEPARATOR)[0] or None


def joined(parent: str | None, rest: str | None) -> str | None:
    """Return the path of a folder that lies in another; either may be none."""
    return SEPARATOR.join(part for part in (parent, rest) if part) or None


def renamed(path: str, to: str) -> str:
    """Return the path of a folder under another name, in the same place."""
    parent, slash, _ = path.rpartition(SEPARATOR)
    return f"{parent}{slash}{to}"


def moved(folder: str | None, from_path: str, to_path: str | None) -> str | None:
    """Return where a folder in `from_path`, or that itself, lies once that is at `to_path`."""
    rest = (folder or "").removeprefix(from_path).lstrip(SEPARATOR)
    return joined(to_path, rest)


def known(folders: list[str | None]) -> list[str]:
    """Return all folders by name, with those that only hold others."""
    found: set[str] = set()
    for folder in folders:
        parts = folder.split(SEPARATOR) if folder else []
        found |= {SEPARATOR.join(parts[:depth]) for depth in range(1, len(parts) + 1)}
    return sorted(found, key=str.casefold)
