"""How far a reader is, in words."""

from __future__ import annotations

import pytest

from qreader.render.place import how_far


@pytest.mark.parametrize(
    ("seen", "lines", "is_at_top", "said"),
    [
        (40, 100, True, "40% · 6 min left"),
        (99, 100, False, "99% · 1 min left"),
        (100, 100, False, "end"),
        (130, 100, False, "end"),
        (130, 100, True, "all of it on this page"),
    ],
)
def test_how_far_a_reader_is(seen: int, lines: int, is_at_top: bool, said: str) -> None:
    assert how_far(seen, lines, 10, is_at_top=is_at_top) == said
