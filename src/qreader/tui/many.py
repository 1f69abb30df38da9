"""Many: asks before something is done with many articles at once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from qreader.tui.question import Objection, Question

if TYPE_CHECKING:
    from qreader.tui.desk import Desk

MANY: Final = 20
"""More are asked for: each may open a window."""
_YES: Final = frozenset({"y", "yes"})
_NO: Final = frozenset({"n", "no"})


async def may_do(desk: Desk, what: str, count: int) -> bool:
    """Whether the person wants something to be done with so many articles."""
    if count <= MANY:
        return True
    answer = await desk.ask(Question(f"{what}? y/n: ", _checked))
    return answer is not None and answer.strip().lower() in _YES


def _checked(answer: str) -> Objection | None:
    is_one = answer.strip().lower() in _YES | _NO
    return None if is_one else Objection("y or n", len(answer))
