"""Editing: what becomes of feeds where the person renames, moves or sets something. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from qreader import validation
from qreader.errors import UsageError
from qreader.model import Feed, FeedChange, FeedId, FeedSetting
from qreader.text import folders

Changes = Mapping[FeedId, FeedChange]
"""What is to be set, feed by feed."""


class Chosen(NamedTuple):
    """The feeds and the folders that the person means."""

    feeds: frozenset[FeedId] = frozenset()
    folders: tuple[str, ...] = ()


def meant(feeds: Iterable[Feed], chosen: Chosen) -> list[Feed]:
    """Return the chosen feeds, and those in the chosen folders, each once."""
    return [
        feed
        for feed in feeds
        if feed.id in chosen.feeds or _folder_of(feed, chosen.folders) is not None
    ]


def moved(feeds: Sequence[Feed], chosen: Chosen, into: str) -> Changes:
    """Put feeds and whole folders into a folder; "" stands for none.

    A folder takes along what lies in it. Raises UsageError where it would lie in itself.
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
    """Give a folder another name; one that is there takes it in. Raises UsageError."""
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
    """Return the outermost chosen folder that a feed lies in."""
    return min(
        (one for one in chosen if folders.is_inside(feed.folder, one)), key=len, default=None
    )


def _short_enough(folder: str | None) -> str | None:
    return None if folder is None else validation.folder_of(folder)
