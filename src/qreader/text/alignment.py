"""Alignment: matches the items of two sequences, as a person would.

Items that are unique in both sequences are matched first (patience diff); `difflib` fills the
small gaps between them. Unlike either alone, the two together are fast on every input.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from itertools import pairwise

SMALL_GAP = 16_000
"""The largest product of old and new items for one `difflib` call: two paragraphs of 125 words."""
MAX_COMPARED = 4_000_000
"""The sum of those products in one alignment: half a second at worst."""
MAX_DEPTH = 12
"""The most rounds of matching unique items: natural texts need three."""


def matching(old: Sequence[str], new: Sequence[str]) -> list[tuple[int, int]]:
    """Return index pairs of equal items, both ascending; not always the longest such sequence.

    Costs O(n log n) and at most `MAX_COMPARED`.
    """
    pairs: list[tuple[int, int]] = []
    compared = 0
    stack = [(0, len(old), 0, len(new), 0)]
    while stack:
        i, i_end, j, j_end, depth = stack.pop()
        while i < i_end and j < j_end and old[i] == new[j]:
            pairs.append((i, j))
            i, j = i + 1, j + 1
        while i < i_end and j < j_end and old[i_end - 1] == new[j_end - 1]:
            i_end, j_end = i_end - 1, j_end - 1
            pairs.append((i_end, j_end))
        product = (i_end - i) * (j_end - j)
        if not product:
            continue
        if product <= SMALL_GAP:
            compared += product
            if compared <= MAX_COMPARED:
                pairs += _by_difflib(old[i:i_end], new[j:j_end], i, j)
        elif depth < MAX_DEPTH:
            anchors = _anchors(old[i:i_end], new[j:j_end], i, j)
            pairs += anchors
            ends = [(i - 1, j - 1), *anchors, (i_end, j_end)] if anchors else []
            stack += [(a + 1, c, b + 1, d, depth + 1) for (a, b), (c, d) in pairwise(ends)]
    return sorted(pairs)


def _by_difflib(
    old: Sequence[str], new: Sequence[str], i: int, j: int
) -> Iterator[tuple[int, int]]:
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    for a, b, length in matcher.get_matching_blocks():
        yield from ((i + a + n, j + b + n) for n in range(length))


def _anchors(old: Sequence[str], new: Sequence[str], i: int, j: int) -> list[tuple[int, int]]:
    """Return the index pairs of items unique in both: the longest run that keeps their order."""
    once_old, once_new = Counter(old), Counter(new)
    places = {item: at for at, item in enumerate(new) if once_new[item] == 1}
    common = [
        (at, places[item]) for at, item in enumerate(old) if once_old[item] == 1 and item in places
    ]
    tops: list[int] = []  # the smallest place that a run of each length can end at
    ends: list[int] = []  # the item that it ends with
    before: list[int] = []  # the one before each item in its run
    for number, (_, place) in enumerate(common):
        length = bisect_left(tops, place)
        before.append(ends[length - 1] if length else -1)
        tops[length : length + 1] = [place]
        ends[length : length + 1] = [number]
    run: list[tuple[int, int]] = []
    at = ends[-1] if ends else -1
    while at >= 0:
        run.append((i + common[at][0], j + common[at][1]))
        at = before[at]
    return run[::-1]
