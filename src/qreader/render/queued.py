"""How far something on the queue is, in words: `34:10 of 1:02:00`, `12 of 30 MB`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qreader.model import QueueState
from qreader.text.playing_time import clock

if TYPE_CHECKING:
    from qreader.model import Queued

MEGABYTE = 1_000_000


def amount(here: int, total: int | None) -> str:
    """Return how much of a download is here: `1.5 of 3.0 MB`."""
    of = f" of {total / MEGABYTE:.1f}" if total else ""
    return f"{here / MEGABYTE:.1f}{of} MB"


def length_of(one: Queued) -> str:
    """Return how long it plays, and how far it was played; "": neither is known."""
    position, length = one.note.position, one.enclosure.seconds
    if position is None:
        return "" if length is None else clock(length)
    return clock(position) if length is None else f"{clock(position)} of {clock(length)}"


def state_of(one: Queued) -> str:
    """Return its state, and how much of it is here where that matters."""
    if one.state is QueueState.DOWNLOADING or (one.state is QueueState.WAITING and one.bytes_here):
        here, total = one.bytes_here / MEGABYTE, (one.enclosure.size_bytes or 0) / MEGABYTE
        so_far = f"{here:.0f} of {total:.0f} MB" if total >= max(1, here) else f"{here:.0f} MB"
        return so_far if one.state is QueueState.DOWNLOADING else f"waiting, {so_far}"
    return one.state.value
