"""Stories: decides which story a new article belongs to. Pure.

Articles are placed one by one as they arrive, and stay where they were placed. An article must
match at least two members of a story, and on average all members among the candidates: a story is
no chain of single matches.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass

from qreader.model import ArticleId, StoryId
from qreader.related.ranking import Weighed, rank

_JOIN_SCORE = 0.15
"""The least average score of a story's members, and the least score of two of them."""
_FOUND_SCORE = 0.16
"""The least score of an article to found a story with: there is no further evidence."""
_BEST_ALONE = 0.9
"""How much better than a story's average an article outside may match without winning."""


@dataclass(frozen=True, slots=True)
class Placement:
    """The place of an article: in a story, in a new one with another article, or in none."""

    story: StoryId | None = None
    founded_with: ArticleId | None = None


def place(
    article: Weighed,
    candidates: Sequence[Weighed],
    stories: Mapping[ArticleId, StoryId],
    founders: Container[ArticleId] | None = None,
) -> Placement:
    """Return the place of a new article among the stored ones.

    stories: the story of each candidate that is in one. founders: the candidates that may found a
    story; None: all. Costs as much as ranking.
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
