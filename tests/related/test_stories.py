from __future__ import annotations

import random
from collections import defaultdict
from datetime import UTC, datetime

import pytest

from qreader.model import ArticleId, StoryId
from qreader.related.frequencies import Frequencies
from qreader.related.ranking import Weighed, weigh
from qreader.related.signature import fingerprint, read
from qreader.related.stories import Placement, place
from qreader.related.terms import terms
from related.labelled import Index, Told, articles, hashes

NOW = datetime(2026, 11, 24, tzinfo=UTC)
NOTHING_SEEN = Frequencies()
STORY = StoryId(1)


def signed(number: int, title: str) -> Weighed:
    signature = read(fingerprint(hashes(terms(title, "")), NOTHING_SEEN))
    return weigh(ArticleId(number), NOW, signature, NOTHING_SEEN)


COLLAPSE = signed(1, "Copper tunnel collapse near Pellan")
TRAPPED = signed(2, "Copper tunnel collapse near Pellan traps miners")
RESCUE = signed(3, "Miners rescued from collapsed copper tunnel near Pellan")
PRICES = signed(4, "Copper prices climb sharply in spring")
COMET = signed(5, "Comet brightens over winter sky")


def told_in_order(told: list[Told]) -> dict[ArticleId, StoryId]:
    """Put the articles one by one; return the story of each that is in one."""
    index = Index(told)
    stories: dict[ArticleId, StoryId] = {}
    arrived: set[ArticleId] = set()
    for one in told:
        candidates = [c for c in index.candidates(index.signed[one.id]) if c.id in arrived]
        placement = place(index.signed[one.id], candidates, stories)
        if placement.founded_with is not None:
            assert placement.founded_with not in stories
            stories[placement.founded_with] = StoryId(one.id)
            stories[one.id] = StoryId(one.id)
        elif placement.story is not None:
            stories[one.id] = placement.story
        arrived.add(one.id)
    return stories


def test_an_article_that_resembles_nothing_is_in_no_story():
    assert place(COMET, [COLLAPSE, PRICES], {}) == Placement()
    assert place(COMET, [], {}) == Placement()


def test_two_that_tell_of_one_event_found_a_story():
    assert place(TRAPPED, [COMET, COLLAPSE], {}) == Placement(founded_with=COLLAPSE.id)


def test_a_third_joins_it():
    stories = {COLLAPSE.id: STORY, TRAPPED.id: STORY}
    assert place(RESCUE, [COLLAPSE, TRAPPED, COMET], stories).story == STORY


def test_one_link_of_a_chain_is_not_enough_to_join():
    stories = {COLLAPSE.id: STORY, COMET.id: STORY}
    assert place(TRAPPED, [COLLAPSE, COMET], {COLLAPSE.id: STORY}).story is None
    weak_link = signed(6, "Comet brightens while copper prices climb")
    assert place(weak_link, [COLLAPSE, COMET], stories).story is None


def test_an_article_without_words_is_in_no_story():
    empty = weigh(ArticleId(9), NOW, {}, NOTHING_SEEN)
    assert place(empty, [COLLAPSE, TRAPPED], {}) == Placement()


def test_an_article_is_not_placed_with_itself():
    assert place(COLLAPSE, [COLLAPSE], {}) == Placement()


@pytest.mark.parametrize("seed", range(4))
def test_the_labelled_events_become_their_stories_in_whatever_order_they_arrive(seed: int):
    told = articles()
    random.Random(seed).shuffle(told)
    stories = told_in_order(told)
    grouped: dict[StoryId, set[str]] = defaultdict(set)
    for one in told:
        if one.id in stories:
            grouped[stories[one.id]].add(one.story)
        else:
            assert one.story.startswith("solo-"), one.title
    assert all(len(events) == 1 for events in grouped.values()), "two earthquakes in one story"
    assert len(grouped) == len({one.story for one in told if not one.story.startswith("solo-")})
