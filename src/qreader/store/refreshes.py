"""Refreshes: when all feeds were last asked for news, by whichever process."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Final

from qreader.model import Freshness
from qreader.store.base import Blocks, Clock, Table
from qreader.store.remembered import Remembered
from qreader.store.times import from_seconds, to_seconds

MAX_LENGTH: Final = timedelta(minutes=10)
"""Of a refresh without an end: its process was killed, or it has very many feeds."""
_NAME: Final = "refreshes"
_BEGAN, _ENDED, _ANSWERED, _OFFLINE = "began", "ended", "answered", "offline"
"""Moments in seconds, kept as one value of JSON."""


class Refreshes(Table):
    """The moments of the last refresh of all feeds."""

    def __init__(self, database: Blocks, clock: Clock) -> None:
        super().__init__(database, clock)
        self._remembered = Remembered(database, clock)

    def freshness(self) -> Freshness:
        """Return what is known; of a cache that never noted it, from its feeds."""
        moments = self._read()
        tried = max(moments.get(_BEGAN, 0), moments.get(_ENDED, 0))
        return Freshness(
            from_seconds(moments.get(_ANSWERED)),
            from_seconds(tried or None),
            from_seconds(moments.get(_OFFLINE)),
        )

    def begin(self, now: datetime, unless_within: timedelta | None = None) -> bool:
        """Note that a refresh begins; return whether it may.

        unless_within: not where one is under way, nor so soon after another.
        """
        with self._database.transaction():
            moments = self._read()
            may_begin = unless_within is None or _is_long_ago(moments, now, unless_within)
            if may_begin:
                self._write({**moments, _BEGAN: to_seconds(now)})
            return may_begin

    def end(self, now: datetime, *, answered: bool, offline: bool) -> None:
        """Note that a refresh has ended; of one that asked nothing or was cut off neither is so."""
        with self._database.transaction():
            moments = {**self._read(), _ENDED: to_seconds(now)}
            if offline:
                moments.setdefault(_OFFLINE, to_seconds(now))
            elif answered:
                moments[_ANSWERED] = to_seconds(now)
                moments.pop(_OFFLINE, None)
            self._write(moments)

    def note_network(self, now: datetime, *, is_up: bool) -> None:
        """Note whether the network is up, as feeds that the person chose showed."""
        with self._database.transaction():
            moments = self._read()
            if is_up is (_OFFLINE in moments):
                if is_up:
                    del moments[_OFFLINE]
                else:
                    moments[_OFFLINE] = to_seconds(now)
                self._write(moments)

    def _read(self) -> dict[str, int]:
        with self._database.reading() as connection:
            kept = self._remembered.read(_NAME)
            if kept is not None:
                moments: dict[str, int] = json.loads(kept)
                return moments
            # as a qreader left it that did not note this yet
            row: tuple[int | None] = connection.execute(
                "SELECT max(checked) FROM feed WHERE failures = 0 AND url LIKE 'http%'"
            ).fetchone()
        return {} if row[0] is None else {_ENDED: row[0], _ANSWERED: row[0]}

    def _write(self, moments: Mapping[str, int]) -> None:
        self._remembered.write(_NAME, json.dumps(moments))


def _is_long_ago(moments: Mapping[str, int], now: datetime, wait: timedelta) -> bool:
    """Whether none is under way, and the last was not lately; of a wrong clock nothing is known."""
    began, ended = moments.get(_BEGAN, 0), moments.get(_ENDED, 0)
    if began > ended:
        wait = max(wait, MAX_LENGTH)
    return not to_seconds(now - wait) < max(began, ended) <= to_seconds(now)
