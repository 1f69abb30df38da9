"""Editing: computes the changes of feeds when feeds and folders are moved or renamed. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from qreader import validation
from qreader.errors import UsageError
from qreader.model import Feed, FeedChange, FeedId, FeedSetting
from qreader.text import folders

Changes = Mapping[FeedId, FeedChange]
"""The new values of each feed."""


class Chosen(NamedTuple):
    """The feeds and folders that the person chose."""

    feeds: frozenset[FeedId] = frozenset()
    folders: tuple[str, ...] = ()


def meant(feeds: Iterable[Feed], chosen: Chosen) -> list[Feed]:
    """Return the chosen feeds and those in the chosen folders, each once."""
    return [
        feed
        for feed in feeds
        if feed.id in chosen.feeds or _folder_of(feed, chosen.folders) is not None
    ]


def moved(feeds: Sequence[Feed], chosen: Chosen, into: str) -> Changes:
    """Return the changes that move feeds and folders into a folder; "" means none.

    A folder moves with its content. Raises UsageError where it would move into itself.
    """
    target = validation.folder_of(into)
    for folder in chosen.folders:
        if target is not None and folders.is_inside(target, folder):
            raise UsageError(f"{folder} cannot be moved into itself")
    changes: dict[FeedId, FeedChange] = {}
    for feed in meant(feeds, chosen):
        within, to = _folder_of(feed, chosen.folders), target
        if within is not None:
            to = folders.moved(feed.folder, within, folders.joined(target, folders.name(within)))
        changes[feed.id] = {FeedSetting.FOLDER: _short_enough(to)}
    return changes


def folder_renamed(feeds: Iterable[Feed], folder: str, name: str) -> Changes:
    """Return the changes that rename a folder; an existing folder of that name takes its content.

    Raises UsageError where the name is empty, too long, or inside the folder.
    """
    tidied = validation.folder_of(name)
    if tidied is None:
        raise UsageError("a folder needs a name")
    to = folders.renamed(folder, tidied)
    if to != folder and folders.is_inside(to, folder):
        raise UsageError(f"{folder} cannot be moved into itself")
    return {
        feed.id: {FeedSetting.FOLDER: _short_enough(folders.moved(feed.folder, folder, to))}
        for feed in feeds
        if folders.is_inside(feed.folder, folder)
    }


def _folder_of(feed: Feed, chosen: Iterable[str]) -> str | None:
    """Return the outermost chosen folder around a feed."""
    return min(
        (one for one in chosen if folders.is_inside(feed.folder, one)), key=len, default=None
    )


def _short_enough(folder: str | None) -> str | None:
    return None if folder is None else validation.folder_of(folder)
