"""Recent: what a person used or typed last, kept by the cache."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from qreader.library import Library
    from qreader.tui.desk import Desk

LANE: Final = "recent"


class Recent:
    """A short list of texts, the last used first. It is read at first use."""

    def __init__(self, desk: Desk, library: Library, name: str, most: int) -> None:
        """name: that of the list in the cache; most: how many are kept."""
        self._desk = desk
        self._library = library
        self._name = name
        self._most = most
        self._texts: list[str] | None = None

    async def texts(self) -> list[str]:
        """Return the texts, the last used first."""
        if self._texts is None:
            kept = await self._desk.call(self._library.remembered.read, self._name, lane=LANE)
            self._texts = _listed(kept)
        return self._texts

    async def add(self, text: str) -> None:
        """Put a text first."""
        before = await self.texts()
        self._texts = [text, *(one for one in before if one != text)][: self._most]
        if self._texts != before:
            self._desk.start(self._keep, json.dumps(self._texts), group=LANE)

    async def _keep(self, texts: str) -> None:
        await self._desk.call(self._write, texts, lane=LANE, writes=True)

    def _write(self, texts: str) -> None:
        with self._library.without_reload():  # nothing on the screen shows it
            self._library.remembered.write(self._name, texts)


def _listed(kept: str | None) -> list[str]:
    """Return a kept list; an empty one where it cannot be read, as by another version."""
    try:
        texts = json.loads(kept or "[]")
    except ValueError:
        return []
    return [text for text in texts if isinstance(text, str)] if isinstance(texts, list) else []
