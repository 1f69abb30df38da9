"""Opening: the commands that open addresses."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

Command = tuple[str, ...]
"""A program and its arguments."""


class Opening(NamedTuple):
    """What opens an address; with none of these, the browser of the system."""

    by_type: Mapping[str, Command] = {}
    """A command by the media type of an enclosure, such as `audio/*`; the first that fits."""
    links: Sequence[tuple[str, Command]] = ()
    """Patterns of addresses, each with its command: `["youtube.com|youtu.be", "mpv", "{url}"]`; the
    first that is found in the address counts."""
    browser: Command = ()
    """What opens all other addresses; empty: the browser of the system."""
