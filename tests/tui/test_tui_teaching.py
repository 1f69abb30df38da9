"""Teaching: a long way is noticed, its shorter key is said, and nobody is nagged."""

from __future__ import annotations

import pytest
from fake_library import FakeLibrary
from small_desk import SmallDesk

from qreader.config.settings import Config
from qreader.tui.actions import ACTIONS, Where
from qreader.tui.keys import Order
from qreader.tui.teaching import KEPT_AS, LESSONS, Lesson, Teaching, lesson_of

BY_NAME = {action.name: action for action in ACTIONS}


def teach(desk: SmallDesk, library: FakeLibrary, lesson: Lesson) -> None:
    """Do in a new session what a lesson is about."""
    teaching = Teaching(desk, library, lambda name: name)
    for name in lesson.done * lesson.times:
        teaching.note(Order(BY_NAME[name]), Where.LIST)


@pytest.mark.parametrize("lesson", LESSONS, ids=lambda one: f"{one.done[0]}-{one.shorter}")
def test_a_long_way_has_a_shorter_action_that_its_pane_knows(lesson: Lesson) -> None:
    done = ("open", *lesson.done * lesson.times)
    places = [one for one in (Where.ARTICLE, Where.LIST) if one & lesson.where]
    assert lesson in [lesson_of(done, where) for where in places]
    assert lesson_of(done[:-1], places[0]) is None
    assert BY_NAME[lesson.shorter].where & places[0]


async def test_each_lesson_is_given_twice_and_no_more(
    desk: SmallDesk, library: FakeLibrary
) -> None:
    for _ in range(4):
        teach(desk, library, LESSONS[1])
        await desk.settle()
    assert desk.said == ["half_page_down goes down by half a page"] * 2
    teach(desk, library, LESSONS[2])
    await desk.settle()
    assert desk.said[2:] == ["top goes to the top"]


async def test_who_uses_the_shorter_key_is_not_taught_it(
    desk: SmallDesk, library: FakeLibrary
) -> None:
    teaching = Teaching(desk, library, lambda name: name)
    for name in ("half_page_down", *LESSONS[1].done * 40):
        teaching.note(Order(BY_NAME[name]), Where.LIST)
    await desk.settle()
    assert desk.said == []


async def test_a_setting_turns_lessons_off(desk: SmallDesk, library: FakeLibrary) -> None:
    desk.config = Config(hints=False)
    teach(desk, library, LESSONS[1])
    await desk.settle()
    assert desk.said == []


async def test_a_memory_of_lessons_that_is_broken_is_begun_again(
    desk: SmallDesk, library: FakeLibrary
) -> None:
    library.remembered.write(KEPT_AS, "[")
    teach(desk, library, LESSONS[1])
    await desk.settle()
    assert len(desk.said) == 1
