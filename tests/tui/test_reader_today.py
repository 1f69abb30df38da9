"""Today in the reader: what is front of mind, the way from there and back, and a start on it."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from fake_library import FakeLibrary

from conftest import Driver, Start
from qreader.config.settings import Config
from qreader.model import ArticleId, FeedId, Query, Scope, Topic
from qreader.tui.actions import Where
from qreader.tui.messages import StoriesCame

QUAKE, AGAIN, CHESS, DRAW, BREAD, BEES = (ArticleId(n) for n in range(1, 7))
POST, TIMES, WIRE = (FeedId(n) for n in range(1, 4))


def topic(library: FakeLibrary, *ids: ArticleId) -> Topic:
    rows = tuple(library.articles.rows(ids))
    size = rows[0].story_size
    return Topic(rows[0].title, 2.0, 2, rows, (), (0,) * 7, rows[0].story, size)


def told(library: FakeLibrary, *stories: tuple[ArticleId, ...]) -> None:
    """Let these stories be front of mind, the first of most sources."""
    library.topics_found = [topic(library, *ids) for ids in stories]


@pytest.fixture
def library() -> FakeLibrary:
    """Two stories of two sources each, and two articles that one source alone has."""
    library = FakeLibrary()
    for name in ("Post", "Times", "Wire"):
        library.put_feed(name)
    library.put(POST, "Quake hits the coast", timedelta(hours=1), "<p>It shook.</p>")
    library.put(TIMES, "Coast shaken by quake", timedelta(hours=5), "<p>It shook long.</p>")
    library.put(POST, "Chess final ends", timedelta(hours=2), "<p>Draw.</p>")
    library.put(WIRE, "A draw, after nine hours", timedelta(hours=3), "<p>Drawn.</p>")
    library.put(TIMES, "Bread gets dearer", timedelta(hours=4), "<p>Flour.</p>")
    library.put(WIRE, "Bees can count", timedelta(hours=6), "<p>To four.</p>")
    library.tell(QUAKE, AGAIN)
    library.tell(CHESS, DRAW)
    told(library, (QUAKE, AGAIN), (CHESS, DRAW))
    return library


def shown(driver: Driver) -> list[str]:
    """Return the lines of Today, without blank ones."""
    lines = driver.screen_text.splitlines()[1:-1]
    return [line.strip() for line in lines if line.strip("─ ")]


def here(driver: Driver) -> ArticleId | None:
    """Return the article that Today's cursor is on, while it has the keys."""
    assert driver.pane is Where.TODAY
    return driver.reader.today.here.article_id


# ---- what is shown


async def test_gt_shows_what_several_sources_tell_and_what_one_has_in_the_whole_width(
    start: Start, library: FakeLibrary
) -> None:
    async with start(library) as driver:
        await driver.press("g", "t")
        assert driver.pane is Where.TODAY
        assert driver.reader.today_list.size.width == 120
        assert not driver.reader.articles.display
        lines = shown(driver)
        assert lines[0].startswith("FRONT OF MIND")
        assert lines[1].startswith("▌●  Quake hits the coast")
        assert lines[1].endswith("▁▁▁▁▁▁█   2 sources    2 articles     1h")
        assert lines[2].startswith("▌   Post · Times ")
        assert lines[2].endswith("also: Coast shaken by quake · Times 5h")
        assert lines[3].startswith("●  Chess final ends")
        assert lines[5].startswith("ONLY IN ONE PLACE")
        assert lines[6].startswith("●  Bread gets dearer")
        assert re.search(r"1 min  Times +4h$", lines[6])
        assert lines[7].startswith("●  Bees can count")
        assert lines[8].startswith("CATCH UP   5 minutes: 4 stories (5gc)    20 minutes: 4 stories")


@pytest.mark.parametrize(
    ("size", "lines"),
    [((80, 24), 22), ((60, 20), 18), ((40, 12), 10), ((200, 55), 52), ((30, 8), 6)],
)
async def test_today_fits_each_screen_with_some_of_both_parts(
    start: Start, library: FakeLibrary, size: tuple[int, int], lines: int
) -> None:
    for n in range(60):
        library.put(WIRE, f"Only here {n}", timedelta(minutes=n + 1))
    async with start(library, size) as driver:
        await driver.press("g", "t")
        text = driver.screen_text.splitlines()
        assert any("FRONT OF MIND" in line for line in text[1:4])
        assert any("Quake hits" in line for line in text)
        assert any("ONLY IN ONE PLACE" in line for line in text)
        assert any("Only here 0" in line for line in text)
        rows = driver.reader.today_list
        assert rows.scroll_offset.y == 0
        assert sum(row.lines for row in rows.rows) <= lines


async def test_gt_again_shows_all_of_it_and_escape_less(start: Start, library: FakeLibrary) -> None:
    ids = [
        (
            library.put(POST, f"Story {n}", timedelta(minutes=n)),
            library.put(TIMES, f"Story {n} as told elsewhere", timedelta(minutes=n)),
        )
        for n in range(1, 10)
    ]
    for pair in ids:
        library.tell(*pair)
    told(library, *ids)
    async with start(library, (120, 40)) as driver:
        await driver.press("g", "t")
        assert "5 of 9 · gt all" in driver.screen_text
        await driver.press("g", "t")
        assert "9 · gt all" not in driver.screen_text
        assert sum(line.startswith(("●", "▌●")) for line in shown(driver)) >= 9
        await driver.press("escape")
        assert "5 of 9 · gt all" in driver.screen_text


async def test_a_story_read_in_part_says_so_and_names_what_enter_opens_next(
    start: Start, library: FakeLibrary
) -> None:
    async with start(library) as driver:
        await driver.press("g", "t", "enter", "q")
        lines = shown(driver)
        assert lines[1].startswith("▌   Quake hits the coast")
        assert lines[2].endswith("1 unread: Coast shaken by quake · Times 5h")
        await driver.press("enter")
        assert driver.reading == AGAIN
        await driver.press("q")
        assert shown(driver)[2].endswith("all of it read")
        await driver.press("enter")
        assert driver.reading == QUAKE


async def test_a_followed_story_says_until_when(start: Start, library: FakeLibrary) -> None:
    async with start(library) as driver:
        await driver.press("g", "t", "Z")
        await driver.wait_for(lambda: "followed until 28 Mar" in driver.screen_text)


async def test_a_text_that_two_sources_ran_is_said(start: Start, library: FakeLibrary) -> None:
    library.tell(QUAKE, AGAIN, copies=True)
    told(library, (QUAKE, AGAIN))
    async with start(library) as driver:
        await driver.press("g", "t")
        assert shown(driver)[2].endswith("one text, run twice: Post = Times")


async def test_where_no_two_sources_tell_the_same_what_one_has_is_shown(
    start: Start, library: FakeLibrary
) -> None:
    library.topics_found = []
    async with start(library) as driver:
        await driver.press("g", "t")
        assert "no two of your sources tell the same today" in driver.screen_text
        assert here(driver) == BREAD


async def test_an_empty_cache_says_what_today_takes(start: Start) -> None:
    library = FakeLibrary()
    library.put_feed("A Silent Feed")
    async with start(library) as driver:
        await driver.press("g", "t")
        assert "Nothing is front of mind" in driver.screen_text
        await driver.press("enter", "space", "n", "T", "A", "j")
        assert driver.pane is Where.TODAY


# ---- the way from there and back


async def test_q_in_an_article_goes_back_to_today_where_it_was_opened(
    start: Start, library: FakeLibrary
) -> None:
    async with start(library) as driver:
        await driver.press("g", "t", "j", "enter")
        assert driver.reading == CHESS
        await driver.press("q")
        assert here(driver) == CHESS
        await driver.press("enter", "escape")
        assert here(driver) == CHESS


async def test_space_and_n_read_on_in_the_order_of_today(
    start: Start, library: FakeLibrary
) -> None:
    async with start(library) as driver:
        await driver.press("g", "t", "space")
        read = [driver.reading]
        for key in ("space", "n", "space"):
            await driver.press(key)
            read.append(driver.reading)
        assert read == [QUAKE, CHESS, BREAD, BEES]
        await driver.press("n")
        assert driver.status == "That's all. 2 others stay unread."
        await driver.press("q", "k", "m", "j", "n")
        assert driver.status == "Nothing unread below; gu shows all that is unread"
        assert here(driver) == BEES


async def test_space_on_today_goes_on_with_what_is_unread(
    start: Start, library: FakeLibrary
) -> None:
    async with start(library) as driver:
        await driver.press("g", "t", "space", "q", "space")
        assert driver.reading == CHESS
        await driver.press("K")
        assert driver.reading in {QUAKE, AGAIN}
        await driver.press("J")
        assert driver.reading in {CHESS, DRAW}


async def test_reading_on_goes_below_what_the_screen_shows(
    start: Start, library: FakeLibrary
) -> None:
    async with start(library, (80, 10)) as driver:
        for n in range(9):
            library.put(WIRE, f"Only here {n}", timedelta(hours=7, minutes=n))
        await driver.press("g", "t")
        assert "Only here 8" not in driver.screen_text
        read = []
        for _ in range(13):
            await driver.press("space")
            read.append(driver.reading)
            library.statuses.mark([driver.reading], read=True)  # type: ignore[list-item]
        assert len(set(read)) == 13
        assert read[:2] == [QUAKE, CHESS] or read[0] == QUAKE


async def test_a_story_begun_on_today_leads_back_there(start: Start, library: FakeLibrary) -> None:
    async with start(library) as driver:
        await driver.press("g", "t", "T")
        assert driver.pane is Where.LIST
        assert driver.titles == ["Coast shaken by quake", "Quake hits the coast"]
        await driver.press("q")
        assert here(driver) == QUAKE


async def test_a_search_begun_on_today_is_shown_in_the_list_and_leads_back_there(
    start: Start, library: FakeLibrary
) -> None:
    async with start(library) as driver:
        await driver.press("g", "t", "/", *"final")
        await driver.wait_for(lambda: driver.titles == ["Chess final ends"])
        assert driver.pane is Where.LIST
        await driver.press("enter", "escape")
        assert driver.pane is Where.TODAY
        await driver.press("/", *"bread")
        await driver.wait_for(lambda: driver.titles == ["Bread gets dearer"])
        await driver.press("escape")
        assert driver.pane is Where.TODAY


async def test_another_list_is_not_left_for_today(start: Start, library: FakeLibrary) -> None:
    async with start(library) as driver:
        await driver.press("g", "t", "T", "g", "a", "T", "q")
        assert driver.pane is Where.LIST
        assert len(driver.titles) == 4


# ---- what rises, and catching up


async def test_a_rising_term_is_chosen_with_l_and_searched_for_with_enter(
    start: Start, library: FakeLibrary
) -> None:
    found = library.topics_found
    rows = tuple(library.articles.rows([BREAD]))
    library.topics_found = [
        *found,
        Topic("Bread", 1.0, 2, rows, ("Bread",), (0, 0, 0, 0, 0, 1, 6)),
        Topic("Bees", 1.0, 2, rows, ("Bees",), (0, 0, 0, 0, 0, 1, 3)),
    ]
    async with start(library) as driver:
        await driver.press("g", "t")
        assert "RISING    Bread ▲6   Bees ▲3" in driver.screen_text
        await driver.press("j", "j", "l", "enter")
        assert driver.titles == ["Bees can count"]
        await driver.press("escape")
        assert driver.pane is Where.TODAY
        await driver.press("h", "enter")
        assert driver.titles == ["Bread gets dearer"]
        await driver.press("escape", "h")
        assert driver.pane is Where.FEEDS


async def test_the_chosen_term_is_one_that_still_rises(start: Start, library: FakeLibrary) -> None:
    rows = tuple(library.articles.rows([BREAD]))
    terms = [Topic(name, 1.0, 2, rows, (name,), (0,) * 6 + (3,)) for name in ("Flour", "Bees")]
    library.topics_found = terms
    async with start(library) as driver:
        await driver.press("g", "t", "l")
        library.topics_found = terms[:1]
        library.put(WIRE, "Just in", timedelta(minutes=1))
        driver.reader.post_message(StoriesCame())
        await driver.wait_for(lambda: "Just in" in driver.screen_text)
        await driver.press("enter")
        assert driver.pane is Where.LIST
        assert driver.titles == ["Bread gets dearer"]  # whose text has flour


async def test_enter_on_catch_up_catches_up(start: Start, library: FakeLibrary) -> None:
    async with start(library) as driver:
        await driver.press("g", "t", "G", "enter")
        assert driver.pane is Where.LIST
        assert driver.reader.browse.view.query.minutes == 20


async def test_what_was_read_this_week_is_a_curve(start: Start, library: FakeLibrary) -> None:
    async with start(library) as driver:
        await driver.press("g", "t")
        assert "READ THIS WEEK" not in driver.screen_text
        await driver.press("space", "space", "q")
        await driver.wait_for(lambda: "READ THIS WEEK  ▁▁▁▁▁▁█  2" in driver.screen_text)


# ---- marks


async def test_marks_on_today_are_shown_there(start: Start, library: FakeLibrary) -> None:
    async with start(library) as driver:
        await driver.press("g", "t", "j", "m")
        assert library.status(CHESS).read
        assert "▌   Chess final ends" in driver.screen_text
        await driver.press("d")
        assert here(driver) == BREAD
        await driver.press("u", "s")
        assert library.status(BREAD).starred
        assert "▌●★ Bread gets dearer" in driver.screen_text


async def test_a_marks_all_that_today_shows_and_u_takes_it_back(
    start: Start, library: FakeLibrary
) -> None:
    hidden = library.put(WIRE, "Read long ago", timedelta(days=9))
    async with start(library) as driver:
        await driver.press("g", "t", "A")
        assert driver.status == "6 marked read in Today, u undoes"
        assert library.lists.ids(Query(Scope.UNREAD)) == [hidden]
        assert "●" not in driver.screen_text
        await driver.press("u")
        assert len(library.lists.ids(Query(Scope.UNREAD))) == 7
        assert "▌●  Quake" in driver.screen_text


async def test_marks_made_in_a_list_are_on_today(start: Start, library: FakeLibrary) -> None:
    async with start(library) as driver:
        await driver.press("g", "t", "g", "u", "m", "g", "t")
        assert "▌   Quake hits the coast" in driver.screen_text


# ---- news


async def test_what_came_is_shown_at_once_to_who_looks_at_the_top(
    start: Start, library: FakeLibrary
) -> None:
    async with start(library) as driver:
        await driver.press("g", "t")
        library.put(WIRE, "Just in", timedelta(minutes=1))
        driver.reader.post_message(StoriesCame())
        await driver.wait_for(lambda: "Just in" in driver.screen_text)


async def test_stories_that_are_put_together_later_are_shown(
    start: Start, library: FakeLibrary
) -> None:
    found, library.topics_found = library.topics_found, []
    async with start(library) as driver:
        await driver.press("g", "t")
        assert "no two of your sources tell the same today" in driver.screen_text
        library.topics_found = found  # of the same articles
        driver.reader.post_message(StoriesCame())
        await driver.wait_for(lambda: "no two of your sources" not in driver.screen_text)


async def test_what_came_waits_while_today_is_being_read_and_gt_shows_it(
    start: Start, library: FakeLibrary
) -> None:
    async with start(library) as driver:
        await driver.press("g", "t", "j")
        library.put(WIRE, "Just in", timedelta(minutes=1))
        driver.reader.post_message(StoriesCame())
        await driver.wait_for(lambda: "▲ 1 new (gt)" in driver.screen_text)
        assert "Just in" not in driver.screen_text
        await driver.press("g", "t")
        assert "Just in" in driver.screen_text
        assert here(driver) == QUAKE


# ---- a start


async def test_a_start_shows_what_was_found_last_and_the_list_behind_it(
    start: Start, library: FakeLibrary
) -> None:
    library.find_front_page()
    async with start(library, on_start=None) as driver:
        assert here(driver) == QUAKE
        await driver.press("j", "enter")
        assert driver.reading == CHESS
        await driver.press("q", "g", "u")
        assert driver.pane is Where.LIST
        assert len(driver.titles) == 4


async def test_a_start_on_a_young_cache_says_so_and_shows_the_list(
    start: Start, library: FakeLibrary
) -> None:
    library.topics_found = []
    async with start(library, on_start=None) as driver:
        assert driver.pane is Where.LIST
        await driver.wait_for(lambda: driver.status.startswith("Nothing is front of mind yet"))
        assert driver.pane is Where.LIST


async def test_what_is_first_found_behind_a_start_is_shown_to_who_waits(
    start: Start, library: FakeLibrary
) -> None:
    async with start(library, on_start=None) as driver:
        assert driver.pane is Where.LIST
        await driver.wait_for(lambda: driver.pane is Where.TODAY)
        assert here(driver) == QUAKE


async def test_what_is_found_behind_a_start_is_there_at_the_next_for_who_reads_already(
    start: Start, library: FakeLibrary
) -> None:
    async with start(library, on_start=None) as driver:
        await driver.press("j")
        await driver.wait_for(lambda: driver.reader.today_list.content is not None)
        await driver.settle()
        assert driver.pane is Where.LIST
    async with start(library, on_start=None) as driver:
        assert here(driver) == QUAKE


@pytest.mark.parametrize(
    ("on_start", "pane", "name"),
    [
        ("list", Where.LIST, "Unread"),
        ("feeds", Where.FEEDS, "Unread"),
        ("Short", Where.LIST, "Short"),
        ("No such search", Where.LIST, "Unread"),
    ],
)
async def test_a_start_shows_what_the_configuration_says(
    start: Start, library: FakeLibrary, on_start: str, pane: Where, name: str
) -> None:
    library.find_front_page()
    library.save_search("Short", "bees")
    async with start(library, config=Config(on_start=on_start), on_start=None) as driver:
        assert driver.pane is pane
        assert driver.reader.list_title.heading.name == name
        if name == "Short":
            assert driver.titles == ["Bees can count"]


async def test_a_page_that_another_version_kept_is_none(start: Start, library: FakeLibrary) -> None:
    library.remembered.write("front-page", '{"made": 1}')
    async with start(library, on_start=None) as driver:
        assert driver.pane is Where.LIST


async def test_the_title_says_what_came_since_the_reader_was_left(
    start: Start, library: FakeLibrary
) -> None:
    library.find_front_page()
    async with start(library, on_start=None) as driver:
        assert driver.reader.today_title.heading.unit == ""
    for n in range(3):
        library.put(WIRE, f"Just in {n}", timedelta(minutes=n))
    library.time += timedelta(hours=2)
    async with start(library, on_start=None) as driver:
        await driver.wait_for(lambda: "3 new since " in driver.screen_text)
    library.remembered.write("left", "no time")
    async with start(library, on_start=None) as driver:
        await driver.press("g", "t")
        assert "new since" not in driver.screen_text


async def test_a_click_on_the_title_shows_what_came(start: Start, library: FakeLibrary) -> None:
    async with start(library) as driver:
        await driver.press("g", "t", "j")
        library.put(WIRE, "Just in", timedelta(minutes=1))
        driver.reader.post_message(StoriesCame())
        await driver.wait_for(lambda: "▲ 1 new (gt)" in driver.screen_text)
        await driver.pilot.click(offset=(100, 0))
        await driver.wait_for(lambda: "Just in" in driver.screen_text)


async def test_a_muted_story_says_so(start: Start, library: FakeLibrary) -> None:
    async with start(library) as driver:
        await driver.press("g", "t", "Z", "Z")
        await driver.wait_for(lambda: "× muted" in driver.screen_text)


async def test_a_hidden_article_leaves_today_and_comes_back(
    start: Start, library: FakeLibrary
) -> None:
    async with start(library) as driver:
        await driver.press("g", "t", "j", "j", "D")
        await driver.wait_for(lambda: "Bread gets dearer" not in driver.screen_text)
        await driver.press("u")
        await driver.wait_for(lambda: "Bread gets dearer" in driver.screen_text)


async def test_a_removed_feed_takes_its_part_of_today_along(
    start: Start, library: FakeLibrary
) -> None:
    async with start(library) as driver:
        await driver.press("g", "t")
        library.remove_feed(WIRE)
        driver.articles_came()
        await driver.wait_for(lambda: "Bees can count" not in driver.screen_text)
        assert "Quake hits the coast" in driver.screen_text


async def test_the_cursor_lights_a_title_and_changes_no_other_cell(
    start: Start, library: FakeLibrary
) -> None:
    async with start(library) as driver:
        await driver.press("g", "t")
        rows = driver.reader.today_list

        def looks() -> list[list[object]]:
            lines = (rows.render_line(y) for y in range(rows.size.height))
            return [
                [cell for part in line for cell in [part.style] * part.cell_length]
                for line in lines
            ]

        before = looks()
        await driver.press("j")
        changed = [
            sum(one != other for one, other in zip(line, now, strict=True))
            for line, now in zip(before, looks(), strict=True)
        ]
        lit = [*filter(None, changed)]
        assert len(lit) == 2
        assert max(lit) < 80


async def test_a_screen_that_becomes_small_counts_the_rows_that_it_shows(
    start: Start, library: FakeLibrary
) -> None:
    async with start(library) as driver:
        await driver.press("g", "t")
        for size in ((40, 12), (120, 40)):
            await driver.pilot.resize_terminal(*size)
            await driver.settle()
            at, count = driver.reader.today_list.place
            assert driver.reader.status.position == f"{at}/{count}"
