"""Settings that change while the reader is open count at once."""

from __future__ import annotations

import inspect
import re
from datetime import timedelta

import pytest
from fake_library import FakeLibrary

from conftest import Driver, Start
from qreader.config.settings import Config
from qreader.tui.actions import Where
from qreader.tui.app import QReaderApp
from qreader.tui.reader import KEY_SETTINGS, LOOKS, Reader
from qreader.tui.routes import Routes


async def type_line(driver: Driver, line: str) -> None:
    await driver.press(":", *line, "enter")


async def edit(driver: Driver, library: FakeLibrary, text: str) -> None:
    """Change the file as an editor does, and have it noticed."""
    library.paths.config_file.write_text(text)
    for _ in range(2):
        driver.begin(driver.reader.configuring.look)
        await driver.settle()


async def test_keys_that_are_set_work_at_once_and_the_footer_shows_them(
    start: Start, library: FakeLibrary
) -> None:
    async with start(library) as driver:
        await type_line(driver, "set keys.star ctrl+y")
        await driver.press("escape", "ctrl+y")
        assert "ctrl+y star" in driver.screen_text
        assert "starred" in driver.status.casefold() or "u undoes" in driver.status
        await driver.press("s")
        assert driver.status == "s means nothing here; ? shows what keys do"


async def test_what_was_made_before_names_the_keys_that_are_set(
    start: Start, library: FakeLibrary
) -> None:
    async with start(library) as driver:
        names = [part._key for part in (driver.reader.adding, driver.reader.reading)]
        await type_line(driver, "set keys.star ctrl+y")
        assert [name("star") for name in names] == ["ctrl+y", "ctrl+y"]


async def test_a_macro_that_is_set_is_run_with_all_its_commands(
    start: Start, library: FakeLibrary
) -> None:
    async with start(library) as driver:
        await type_line(driver, "set macros.x go-starred; go-all")
        await driver.press(",", "x")
        assert driver.reader.list_title.heading.name == "All"


async def test_a_preset_changes_the_keys_of_quitting_too(
    start: Start, library: FakeLibrary
) -> None:
    async with start(library) as driver:
        await edit(driver, library, "[keys]\nescape = 'f9'\n")
        assert "f9" in driver.reader.hold.urgent
        assert "escape" not in driver.reader.hold.urgent


async def test_widths_are_set_while_an_article_is_open(start: Start, library: FakeLibrary) -> None:
    async with start(library, size=(120, 40)) as driver:
        await driver.press("enter")
        await driver.press("z")
        await type_line(driver, "set text_width 40")
        assert driver.reader.article_view._rendered_width == 40
        await type_line(driver, "set text_width default")
        assert driver.reader.article_view._rendered_width == 76


async def test_the_form_of_dates_is_set_while_an_article_is_open(
    start: Start, library: FakeLibrary
) -> None:
    async with start(library) as driver:
        await driver.press("enter")
        dated = f"{library.now():%Y}"
        facts = lambda: [line.text for line in driver.reader.article_view.lines if line.block < 0]  # noqa: E731
        assert not any(dated in line for line in facts())
        await type_line(driver, "set date_format %A_%Y")
        assert any(f"day_{dated}" in line for line in facts())


async def test_rows_stories_sidebar_and_glyphs_follow_the_file(
    start: Start, library: FakeLibrary
) -> None:
    async with start(library) as driver:
        was_tall = driver.reader.articles.is_tall
        await edit(
            driver,
            library,
            f"list_rows = '{'compact' if was_tall else 'comfortable'}'\n"
            "group_stories = false\nsidebar = false\nglyphs = 'ascii'\n",
        )
        assert driver.reader.articles.is_tall is not was_tall
        assert not driver.reader.browse.view.query.by_story
        assert driver.status.startswith("Changed in config.toml: group_stories, glyphs, list_rows")
        await driver.press("enter")
        assert not driver.reader.panes.layout.shows(Where.RELATED)
        assert driver.app._glyphs.enabled


async def test_a_theme_that_is_set_is_drawn_and_a_wrong_one_leaves_it(
    start: Start, library: FakeLibrary
) -> None:
    async with start(library) as driver:
        await type_line(driver, "set theme nord")
        assert driver.app.theme == "nord"
        await type_line(driver, "set theme norf")
        assert (driver.app.theme, driver.reader.status.is_error) == ("nord", True)
        await edit(driver, library, "")
        assert driver.app.theme == "dark"


@pytest.mark.parametrize(("before", "after"), [("open", "never"), ("never", "open")])
async def test_when_an_article_is_read_follows_the_setting(
    start: Start, library: FakeLibrary, before: str, after: str
) -> None:
    async with start(library, config=Config(mark_read=before)) as driver:
        await type_line(driver, f"set mark_read {after}")
        await driver.press("enter")
        opened = driver.reading
        assert opened is not None
        await driver.settle()
        assert library.status(opened).read == (after == "open")


async def test_the_library_fetches_with_the_new_settings(
    start: Start, library: FakeLibrary
) -> None:
    async with start(library) as driver:
        await type_line(driver, "set download_folder /tmp/elsewhere")
        assert str(library._download_folder) == "/tmp/elsewhere"


async def test_a_setting_can_be_chosen_from_all_and_typed_on(
    start: Start, library: FakeLibrary
) -> None:
    async with start(library) as driver:
        await type_line(driver, "set")
        await driver.press("/", *"text_width", "enter")
        assert driver.reader.prompt is not None
        await driver.press("backspace", "backspace", "6", "0", "enter")
        assert library.paths.config_file.read_text() == "text_width = 60\n"
        assert driver.reader.config.text_width == 60


async def test_settings_are_changed_from_every_pane_and_on_a_first_start(
    start: Start,
) -> None:
    library = FakeLibrary()
    async with start(library, size=(40, 12)) as driver:
        assert driver.pane is Where.WELCOME
        await type_line(driver, "set sidebar false")
        assert driver.reader.config == Config(sidebar=False)
        await driver.press("escape", "g", "f")
        await type_line(driver, "set sidebar default")
        assert driver.reader.config == Config()


async def test_a_mistake_in_the_file_is_said_where_a_prompt_is_open(
    start: Start, library: FakeLibrary
) -> None:
    async with start(library) as driver:
        await driver.press(":", *"set text")
        await edit(driver, library, "text_width = 5\n")
        assert "config.toml, line 1: text_width must lie between 40 and 120" in driver.screen_text
        await driver.press("escape")
        assert driver.reader.config == Config()
        await edit(driver, library, "")
        assert driver.status == "config.toml is in order again"


async def test_a_switch_takes_the_words_that_people_type(
    start: Start, library: FakeLibrary
) -> None:
    async with start(library) as driver:
        await type_line(driver, "set sidebar no")
        assert library.paths.config_file.read_text() == "sidebar = false\n"
        await type_line(driver, "set sidebar On")
        assert library.paths.config_file.read_text() == "sidebar = true\n"


async def test_what_a_key_chose_gives_way_to_the_setting_and_the_tree_follows_too(
    start: Start, library: FakeLibrary
) -> None:
    async with start(library) as driver:
        await driver.press("g", "s", "U", "g", "f", "L")
        assert driver.reader.browse._only_unread
        assert not driver.reader.outline._choices.shows_read
        await type_line(driver, "set only_unread false")
        await type_line(driver, "set show_read_feeds true")
        assert not driver.reader.browse._only_unread
        assert driver.reader.outline._choices.shows_read
        await type_line(driver, "set feed_order unread")
        assert driver.reader.outline._choices.order == "unread"
        assert driver.status == "feed_order is unread now; :set feed_order default goes back"
    async with start(library, config=driver.reader.config) as driver:
        await driver.press("g", "f")
        assert not driver.reader.browse._only_unread
        assert driver.reader.outline._choices.shows_read
        assert driver.reader.outline._choices.order == "unread"


async def test_reading_on_follows_the_setting(start: Start, library: FakeLibrary) -> None:
    async with start(library) as driver:
        await type_line(driver, "set read_on list")
        assert not driver.reader.browse._reads_on


async def test_how_often_is_refreshed_follows_the_setting(
    start: Start, library: FakeLibrary
) -> None:
    async with start(library) as driver:
        await type_line(driver, "set refresh_minutes 7")
        assert driver.reader.refreshing.freshness._interval == timedelta(minutes=7)


async def test_the_order_of_lists_follows_the_setting(start: Start, library: FakeLibrary) -> None:
    async with start(library) as driver:
        await driver.press("g", "a")
        newest = driver.titles
        await type_line(driver, "set sort title")
        assert driver.titles == sorted(newest, key=str.casefold)
        await type_line(driver, "set sort default")
        assert driver.titles == newest


def test_every_setting_that_a_start_hands_out_is_applied_when_it_changes() -> None:
    def names_in(*places: object) -> set[str]:
        text = "".join(map(inspect.getsource, places))  # type: ignore[arg-type]
        return {one for one in Config._fields if re.search(rf"config\.{one}\b", text)}

    handed_out = names_in(Reader, QReaderApp)
    applied = names_in(Routes.on_config_changed) | LOOKS | KEY_SETTINGS

    assert {"theme", "sidebar", "sort"} <= handed_out
    assert handed_out - applied == {"on_start", "refresh_on_start"}
