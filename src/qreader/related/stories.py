"""Which story a new article continues: pure.

Articles are put one by one as they arrive, and stay where they were put. A story is joined as a
whole, never through one chain link: its members must match on the average, and two at least.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from qreader.model import ArticleId, StoryId
from qreader.related.frequencies import Frequencies
from qreader.related.ranking import Signed, rank

JOIN_SCORE = 0.2
"""What the members of a story must score on the average."""
FOUND_SCORE = 0.24
"""What two articles alone must score to found a story: nothing else vouches for them."""


@dataclass(frozen=True, slots=True)
class Placement:
    """Where an article belongs: in a story, or with an article that has none, or neither."""

    story: StoryId | None = None
    founded_with: ArticleId | None = None


def place(
    article: Signed,
    candidates: Sequence[Signed],
    stories: Mapping[ArticleId, StoryId],
    frequencies: Frequencies,
) -> Placement:
    """Return where a new article belongs, among candidates that are there already."""
    scores = {m.id: m.score for m in rank(article, candidates, frequencies, threshold=0.0)}
    groups: dict[StoryId | None, list[float]] = {}
    loners: list[tuple[float, ArticleId]] = []
    for candidate in candidates:
        if candidate.id == article.id:
            continue
        score = scores.get(candidate.id, 0.0)
        story = stories.get(candidate.id)
        if story is None:
            loners.append((score, candidate.id))
        else:
            groups.setdefault(story, []).append(score)
    means = {story: sum(found) / len(found) for story, found in groups.items() if len(found) > 1}
    best_story = max(means, key=lambda story: (means[story], story), default=None)
    best_loner = max(loners, default=(0.0, None))
    if best_story is not None and means[best_story] >= max(JOIN_SCORE, best_loner[0] * MARGIN):
        return Placement(story=best_story)
    if best_loner[1] is not None and best_loner[0] >= FOUND_SCORE:
        return Placement(founded_with=best_loner[1])
    return Placement()


MARGIN = 0.7
