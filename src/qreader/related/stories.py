"""Which story a new article continues: pure.

Articles are put one by one as they arrive, and stay where they were put. A story is joined as a
whole, never through one chain link: two of its members at least must match, and all that are among
the candidates on the average.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass

from qreader.model import ArticleId, StoryId
from qreader.related.ranking import Weighed, rank

_JOIN_SCORE = 0.15
"""What the members of a story must score on the average, and two at least."""
_FOUND_SCORE = 0.16
"""What one article must score to found a story with: nothing else vouches for it."""
_BEST_ALONE = 0.9
"""A story is joined although an article outside it matches a little better than its average."""


@dataclass(frozen=True, slots=True)
class Placement:
    """Where an article belongs: in a story, or in a new one with another article, or in none."""

    story: StoryId | None = None
    founded_with: ArticleId | None = None


def place(
    article: Weighed,
    candidates: Sequence[Weighed],
    stories: Mapping[ArticleId, StoryId],
    founders: Container[ArticleId] | None = None,
) -> Placement:
    """Return where a new article belongs, among articles that are there already.

    `stories` says which candidates are in one, `founders` which may begin one, by default any.
    Costs what ranking costs.
    """
    matches = rank(article, candidates, threshold=0.0)
    scores = {match.id: match.score for match in matches}
    members: defaultdict[StoryId, list[float]] = defaultdict(list)
    alone: dict[ArticleId, float] = {}
    for candidate in candidates:
        score = scores.get(candidate.id, 0.0)
        story = stories.get(candidate.id)
        if story is not None:
            members[story].append(score)
        elif score > 0 and (founders is None or candidate.id in founders):
            alone[candidate.id] = score
    averages = {
        story: sum(of) / len(of)
        for story, of in members.items()
        if sum(score >= _JOIN_SCORE for score in of) > 1
    }
    best_story = max(averages, key=lambda story: (averages[story], story), default=None)
    best_alone = max(alone, key=lambda other: (alone[other], other), default=None)
    score_alone = alone[best_alone] if best_alone is not None else 0.0
    if best_story is not None and (
        averages[best_story] >= max(_JOIN_SCORE, _BEST_ALONE * score_alone)
    ):
        return Placement(story=best_story)
    if score_alone >= _FOUND_SCORE:
        return Placement(founded_with=best_alone)
    return Placement()
