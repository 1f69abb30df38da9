"""Stories in the reader: one row each, as a timeline, followed, judged; front of mind."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta

import pytest
from fake_library import FakeLibrary
from tui_sample import sample_library

from conftest import Start
from qreader.config.settings import Config
from qreader.model import ArticleId, Attention, Relation, StoryId, Topic
from qreader.render.sparkline import sparkline
from qreader.tui.actions import Where
from qreader.tui.signs import IN_WORDS

QUAKE, AGAIN, CHESS, BREAD = (ArticleId(n) for n in range(1, 5))


@pytest.fixture
def library() -> FakeLibrary:
    """Four articles, newest first; the newest and the second but last are one story."""
    library = FakeLibrary()
    post, times = library.put_feed("Post"), library.put_feed("Times")
    library.put(post, "Quake hits the coast", timedelta(hours=1), "<p>It shook.</p>")
    library.put(times, "Coast shaken by quake", timedelta(hours=5), "<p>It shook.</p>")
    library.put(post, "Chess final ends", timedelta(hours=2), "<p>Draw.</p>")
    library.put(times, "Bread gets dearer", timedelta(hours=9), "<p>Flour.</p>")
    library.tell(QUAKE, AGAIN)
    return library


# ---- one row for each story


async def test_a_list_shows_one_row_for_a_story_and_how_many_others_tell_it(
    start: Start, library: FakeLibrary
) -> None:
    async with start(library) as driver:
        assert driver.titles == ["Quake hits the coast", "Chess final ends", "Bread gets dearer"]
        assert re.search(r"Quake hits the coast +2  \w", driver.screen_text)
        assert not re.search(r"Chess final ends +\d  ", driver.screen_text)


async def test_go_shows_every_article_and_stories_again(start: Start, library: FakeLibrary) -> None:
    async with start(library) as driver:
        await driver.press("j", "g", "o")
        assert len(driver.titles) == 4
        assert driver.status == "Every article"
        assert driver.reader.articles.current_id == CHESS
        await driver.press("g", "a")
        assert len(driver.titles) == 4
        await driver.press("g", "o")
        assert len(driver.titles) == 3


async def test_a_feed_shows_all_its_articles(start: Start, library: FakeLibrary) -> None:
    library.tell(QUAKE, CHESS)
    async with start(library) as driver:
        assert len(driver.titles) == 3
        await driver.press("g", "f", "G", "k", "enter")
        assert driver.titles == ["Quake hits the coast", "Chess final ends"]


async def test_stories_are_left_alone_where_the_configuration_says_so(
    start: Start, library: FakeLibrary
) -> None:
    async with start(library, config=Config(group_stories=False)) as driver:
        assert len(driver.titles) == 4


async def test_marking_the_list_read_marks_what_its_rows_stand_for(
    start: Start, library: FakeLibrary
) -> None:
    async with start(library) as driver:
        await driver.press("A")
        assert driver.status == "4 marked read, u undoes"
        assert library.status(AGAIN).read
        await driver.press("u")
        assert driver.status == "Undone: 4 marked read"
        assert not library.status(AGAIN).read


async def test_the_row_of_a_story_stands_for_it_also_once_it_is_read(
    start: Start, library: FakeLibrary
) -> None:
    async with start(library) as driver:
        await driver.press("enter", "q")
        driver.reader.browse.update_now()
        await driver.settle()
        assert driver.titles == ["Quake hits the coast", "Chess final ends", "Bread gets dearer"]
        await driver.press("g", "u")
        assert driver.titles == ["Chess final ends", "Coast shaken by quake", "Bread gets dearer"]


# ---- the thread


async def test_t_shows_the_story_oldest_first_and_q_leads_back(
    start: Start, library: FakeLibrary
) -> None:
    async with start(library) as driver:
        await driver.press("T")
        assert driver.titles == ["Coast shaken by quake", "Quake hits the coast"]
        assert re.search(
            "Story · Quake hits the coast.* 2 sources · 2 articles · 4 hours", driver.screen_text
        )
        assert re.search(r"\d\d:\d\d . +Times.* first ", driver.screen_text)
        await driver.press("q")
        assert len(driver.titles) == 3
        assert driver.reader.articles.current_id == QUAKE


async def test_the_title_of_a_story_says_whether_it_is_followed(
    start: Start, library: FakeLibrary
) -> None:
    async with start(library) as driver:
        await driver.press("T", "Z")
        assert "2 articles · 4 hours · ◆ followed" in driver.screen_text
        await driver.press("Z")
        assert "2 articles · 4 hours · × muted" in driver.screen_text
        await driver.press("Z")
        assert "2 articles · 4 hours" in driver.screen_text
        assert "× muted" not in driver.screen_text


async def test_a_timeline_says_in_words_what_is_new(start: Start, library: FakeLibrary) -> None:
    async with start(library) as driver:
        driver.reader.articles.set_signs(IN_WORDS)
        await driver.press("T")
        assert re.search(r"\d\d:\d\d new: Times ", driver.screen_text)


async def test_t_in_the_article_shows_its_story(start: Start, library: FakeLibrary) -> None:
    async with start(library) as driver:
        await driver.press("T")
        assert driver.reader.articles.current_id == AGAIN
        await driver.press("q", "enter", "T")
        assert driver.pane is Where.LIST
        assert len(driver.titles) == 2
        assert driver.reader.articles.current_id == QUAKE


async def test_who_ran_the_same_text_is_said(start: Start, library: FakeLibrary) -> None:
    library.tell(AGAIN, QUAKE, copies=True)
    async with start(library) as driver:
        await driver.press("T")
        assert "×2" in driver.screen_text
        assert driver.reader.articles.current_id == AGAIN
        await driver.press("j")
        assert driver.reader.articles.current_id == AGAIN


async def test_an_article_that_nobody_else_has_is_in_no_story(
    start: Start, library: FakeLibrary
) -> None:
    async with start(library) as driver:
        await driver.press("j", "T")
        assert driver.status == "No other source tells this story yet"
        await driver.press("Z")
        assert driver.status == "No other source tells this story yet"
        assert len(driver.titles) == 3


# ---- copies


async def test_reading_one_of_two_copies_marks_the_other_read_and_u_takes_that_back(
    start: Start, library: FakeLibrary
) -> None:
    library.tell(QUAKE, AGAIN, copies=True)
    async with start(library) as driver:
        await driver.press("enter")
        assert driver.status == "1 copy of it marked read, u undoes"
        assert library.status(AGAIN).read
        await driver.press("u")
        assert not library.status(AGAIN).read
        assert not library.status(QUAKE).read


async def test_reading_an_article_without_copies_says_nothing(
    start: Start, library: FakeLibrary
) -> None:
    async with start(library) as driver:
        await driver.press("enter")
        assert driver.status == ""
        assert not library.status(AGAIN).read
        await driver.press("u")
        assert driver.status == "Nothing to undo"


# ---- what is said of stories


async def test_z_follows_a_story_then_mutes_it_then_neither(
    start: Start, library: FakeLibrary
) -> None:
    async with start(library) as driver:
        await driver.press("Z")
        assert library.stored[AGAIN].row.attention is Attention.FOLLOW
        assert driver.status.startswith("Following the story")
        assert "◆2" in driver.screen_text
        await driver.press("Z")
        assert library.stored[AGAIN].row.attention is Attention.MUTE
        assert "×2" in driver.screen_text
        await driver.press("Z")
        assert library.stored[AGAIN].row.attention is None
        await driver.press("u")
        assert library.stored[AGAIN].row.attention is Attention.MUTE


async def test_minus_takes_what_is_not_related_out_of_the_sidebar(
    start: Start, library: FakeLibrary
) -> None:
    library.relate(QUAKE, CHESS, "coast")
    async with start(library) as driver:
        await driver.press("enter", "g", "r")
        assert "Chess final ends" in [item.title for item in driver.reader.related.items]
        await driver.press("-")
        assert driver.status == "Not related: Chess final ends, u undoes"
        assert driver.reader.related.choices == []
        await driver.press("u")
        assert "Chess final ends" in [item.title for item in driver.reader.related.items]


async def test_equals_pins_a_related_story(start: Start, library: FakeLibrary) -> None:
    library.relate(QUAKE, CHESS, "coast")
    async with start(library) as driver:
        await driver.press("enter", "g", "r", "=")
        assert driver.status == "Pinned: Chess final ends"
        assert library.judgements.of_article(QUAKE) == {CHESS: True}
        assert driver.reader.related.items[1].why == "always · both: coast"


async def test_v_beside_an_article_is_the_articles_which_offers_it(
    start: Start, library: FakeLibrary
) -> None:
    library.relate(QUAKE, CHESS, "coast")
    library.change(QUAKE, "<p>It shook twice.</p>")
    async with start(library, (120, 40)) as driver:
        await driver.press("enter", "g", "r", "v")
        assert driver.pane is Where.ARTICLE
        assert driver.reader.article_view.changes is not None


async def test_enter_in_an_article_moves_to_no_other_pane_and_says_what_does(
    start: Start, library: FakeLibrary
) -> None:
    library.relate(QUAKE, CHESS, "coast")
    async with start(library, (120, 40)) as driver:
        await driver.press("enter", "enter")
        assert (driver.pane, driver.reading) == (Where.ARTICLE, QUAKE)
        assert driver.status == "] goes to a related story, f to a link, o to the browser"
        await driver.press("l")
        assert driver.pane is Where.RELATED


async def test_a_bracket_in_the_list_lights_nothing_but_a_story(
    start: Start, library: FakeLibrary
) -> None:
    library.relate(QUAKE, CHESS, "coast")
    async with start(library, (220, 40)) as driver:
        await driver.press("]")
        assert driver.status == "Open an article first: its stories are beside it"
        await driver.press("enter", "h", "]")
        assert driver.pane is Where.ARTICLE
        assert [one.is_active for one in (driver.reader.articles, driver.reader.related)] == [
            False, True,
        ]  # fmt: skip
        assert driver.reader.status.hints[0] == ("enter", "open the story")
        await driver.press("enter")
        assert driver.reading == CHESS
        assert driver.reader.status.hints[0] != ("enter", "open the story")


async def test_the_story_so_far_is_below_the_article(start: Start, library: FakeLibrary) -> None:
    async with start(library, (120, 40)) as driver:
        await driver.press("enter")
        await driver.wait_for(lambda: "THE STORY SO FAR" in driver.screen_text)
        assert "2 sources · 2 articles" in driver.screen_text
        assert "you are here" in driver.screen_text
        await driver.press("j", "q", "j", "enter")
        await driver.wait_for(lambda: "Chess final ends" in driver.screen_text)
        assert "THE STORY SO FAR" not in driver.screen_text


@pytest.mark.parametrize(("key", "said"), [("-", "Not related"), ("=", "Pinned")])
async def test_what_a_bracket_lights_is_judged_from_the_article(
    start: Start, library: FakeLibrary, key: str, said: str
) -> None:
    library.relate(QUAKE, CHESS, "coast")
    async with start(library, (120, 40)) as driver:
        await driver.press("enter", key)
        assert driver.status == "Only a related story can be judged; ] goes to one"
        await driver.press("]", key)
        assert driver.status.startswith(f"{said}: Chess final ends")
        assert driver.pane is Where.ARTICLE
        assert library.judgements.of_article(QUAKE) == {CHESS: key == "="}


@pytest.mark.parametrize("key", ["-", "="])
async def test_the_pages_own_links_are_not_for_judging(start: Start, key: str) -> None:
    library = sample_library()
    async with start(library) as driver:
        await driver.press("enter", "g", "r", "G", key)
        assert driver.status == "Only what was found in the cache can be judged"
        assert library.judgements.of_article(ArticleId(3)) == {}


async def test_the_sidebar_parts_the_story_what_came_before_and_what_is_related(
    start: Start, library: FakeLibrary
) -> None:
    library.relate(QUAKE, AGAIN)
    library.relate(QUAKE, CHESS)
    library.relate(QUAKE, BREAD)
    relations = {AGAIN: Relation.STORY, CHESS: Relation.RELATED, BREAD: Relation.EARLIER}
    related = library.related

    def sorted_out(article_id: ArticleId, limit: int = 10):
        found = related(article_id, limit)
        return [replace(one, relation=relations[one.row.id]) for one in found]

    library.related = sorted_out
    async with start(library) as driver:
        await driver.press("enter")
        assert [item.title for item in driver.reader.related.items] == [
            "SAME STORY", "Coast shaken by quake",
            "WHAT LED TO IT", "Bread gets dearer",
            "RELATED", "Chess final ends",
            "3] opens · - not related · = always",
        ]  # fmt: skip


# ---- front of mind


def topic(library: FakeLibrary, label: str, *ids: ArticleId, story: int | None = None) -> Topic:
    rows = tuple(library.stored[i].row for i in ids)
    number = None if story is None else StoryId(story)
    return Topic(label, 2.0, len(rows), rows, (label,), (0, 0, 1, 0, 2, 4, 8), number)


@pytest.mark.parametrize("width", [120, 160, 200])
async def test_what_is_on_many_minds_stands_beside_no_article_that_is_not_of_it(
    start: Start, library: FakeLibrary, width: int
) -> None:
    library.topics_found = [topic(library, "Ovens", BREAD), topic(library, "Chess", CHESS)]
    async with start(library, (width, 40)) as driver:
        await driver.press("enter")
        assert "Ovens" not in driver.screen_text
        assert not driver.reader.related.display
        assert driver.reader.article_view.text_columns == 76


@pytest.mark.parametrize(
    ("counts", "drawn"),
    [((), ""), ((0, 0), "▁▁"), ((0, 1), "▁█"), ((1, 100), "▂█"), ((8, 4, 0), "█▅▁")],
)
def test_a_curve_is_as_high_as_its_counts(counts: tuple[int, ...], drawn: str) -> None:
    assert sparkline(counts) == drawn
