"""CodeColours: gives the code of an article the colours of its language, once it is shown."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from qreader.errors import QReaderError
from qreader.text.reach import code_in
from qreader.tui.reading.tint_code import is_tinted, tints_of

if TYPE_CHECKING:
    from qreader.process.sandbox import Sandbox
    from qreader.render.code import Tint
    from qreader.text.blocks import Code
    from qreader.tui.desk import Desk
    from qreader.tui.widgets.article_view import ArticleView

SECONDS: Final = 2.0
"""The time for all the code of an article; what takes longer has no colours."""
MAX_PIECES: Final = 50
"""The most pieces of code of an article that have colours."""
MEMORY_BYTES: Final = 500_000_000
"""The limit of address space, which is more than the memory in use."""


class CodeColours:
    """Runs on the event loop; a thread waits for the process that looks at the code."""

    def __init__(self, desk: Desk, view: ArticleView) -> None:
        self._desk = desk
        self._view = view
        self._sandbox: Sandbox | None = None

    def show(self) -> None:
        """Colour the code of the article just opened; without any, nothing is imported."""
        codes = tuple(dict.fromkeys(filter(is_tinted, code_in(self._view.blocks))))[:MAX_PIECES]
        if codes:
            self._desk.start(self._show, codes, group="code", exclusive=True, lasting=True)

    async def _show(self, codes: tuple[Code, ...]) -> None:
        try:
            tints = await self._desk.call(self._read, codes, lane="")
        except QReaderError:
            return  # it is legible without
        self._view.show_tints(dict(zip(codes, tints, strict=True)))

    def _read(self, codes: tuple[Code, ...]) -> list[tuple[Tint, ...]]:
        if self._sandbox is None:
            from qreader.process.sandbox import Sandbox

            self._sandbox = Sandbox(MEMORY_BYTES)
        return self._sandbox.call(tints_of, codes, SECONDS)

    def close(self) -> None:
        """End the process, if there is one."""
        if self._sandbox is not None:
            self._sandbox.close()
