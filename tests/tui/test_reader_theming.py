"""The theme is chosen with a look at each, and kept."""

from __future__ import annotations

import pytest
from fake_library import FakeLibrary

from conftest import Driver, Start
from qreader.config.settings import Config
from qreader.tui.themes import AUTO, THEMES, names
from qreader.tui.widgets.theme_box import ThemeBox

DARK_HERE = {"TERM": "xterm-256color", "COLORTERM": "truecolor"}


@pytest.fixture(autouse=True)
def dark_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in DARK_HERE.items():
        monkeypatch.setenv(name, value)


async def choose(driver: Driver, *keys: str) -> None:
    await driver.press(":", *"theme", "enter")
    assert isinstance(driver.app.screen, ThemeBox)
    await driver.press(*keys)


async def test_each_theme_is_shown_while_the_cursor_moves(
    start: Start, library: FakeLibrary
) -> None:
    async with start(library) as driver:
        await choose(driver)
        seen = []
        for _ in names()[1:]:
            await driver.press("j")
            seen.append(driver.app.theme)
            # the reader below is drawn in it, too
            ground = driver.app.current_theme.background or "#121212"
            if not driver.app.current_theme.ansi:
                assert driver.reader.styles.background.hex.lower() == ground.lower()

        assert seen == names()[1:]


async def test_esc_goes_back_to_the_theme_before(start: Start, library: FakeLibrary) -> None:
    async with start(library, config=Config(theme="nord")) as driver:
        await choose(driver, "j", "j")
        assert driver.app.theme != "nord"
        await driver.press("escape")

        assert driver.app.theme == "nord"
        assert not library.remembered.read("theme")


async def test_enter_keeps_a_theme_also_for_the_next_start(
    start: Start, library: FakeLibrary
) -> None:
    async with start(library) as driver:
        await choose(driver, *"/gruv", "enter")
        assert driver.status == "theme is gruvbox from now on; :theme auto goes back"
    async with start(library) as driver:
        assert driver.app.theme == "gruvbox"
        await driver.press(":", *"theme auto", "enter")
    async with start(library) as driver:
        assert driver.app.theme == "dark"


async def test_a_theme_is_kept_by_its_name(start: Start, library: FakeLibrary) -> None:
    async with start(library) as driver:
        await driver.press(":", *"theme nord", "enter")
    async with start(library) as driver:
        assert driver.app.theme == "nord"
        await driver.press(":", *"theme nort", "enter")
        assert driver.status == "No theme is called 'nort'; did you mean nord?"
        assert driver.app.theme == "nord"


async def test_the_file_wins_once_it_names_another_theme(
    start: Start, library: FakeLibrary
) -> None:
    async with start(library, config=Config(theme="light")) as driver:
        await driver.press(":", *"theme nord", "enter")
    async with start(library, config=Config(theme="light")) as driver:
        assert driver.app.theme == "nord"
    async with start(library, config=Config(theme="mono")) as driver:
        assert driver.app.theme == "mono"


async def test_another_setting_that_changes_leaves_the_chosen_theme(
    start: Start, library: FakeLibrary
) -> None:
    async with start(library) as driver:
        await driver.press(":", *"theme nord", "enter")
        await driver.press(":", *"set glyphs ascii", "enter")
        assert driver.app.theme == "nord"
        await driver.press(":", *"set theme light", "enter")
        assert driver.app.theme == "light"


async def test_own_colours_lie_over_every_theme(start: Start, library: FakeLibrary) -> None:
    own = {"accent": "#00ff00", "unread": "bright_blue", "background": "#010203"}
    async with start(library, config=Config(theme="dark", colors=own)) as driver:
        for name in ["dark", "light", "nord"]:
            assert driver.app.use_theme(name)
            await driver.settle()
            look = driver.reader.articles.look
            assert look("row--accent").color.triplet.hex == "#00ff00"  # type: ignore[union-attr]
            assert look("row--unread").color.number == 12  # type: ignore[union-attr]
            assert driver.reader.styles.background.hex == "#010203"


async def test_own_colours_are_applied_while_the_reader_is_open(
    start: Start, library: FakeLibrary
) -> None:
    async with start(library, config=Config(theme="dark")) as driver:
        await driver.press(":", *"set colors.kept #00ff00", "enter")
        assert driver.app.get_css_variables()["kept"] == "#00ff00"
        look = driver.reader.articles.look("row--kept")
        assert look.color is not None and look.color.triplet.hex == "#00ff00"  # type: ignore[union-attr]
        await driver.press(":", *"set colors.kept default", "enter")
        assert driver.app.get_css_variables()["kept"] == "#ffff87"
        await driver.press(":", *"set colors.note #222222", "enter")
        assert "; note on background has 1.2:1, and needs 4.5:1" in driver.status
        await driver.press(":", *"set colors.kept pale", "enter")
        assert "such as #ffaf5f" in driver.status


async def test_a_theme_that_is_gone_gives_way_to_the_configured_one(
    start: Start, library: FakeLibrary
) -> None:
    library.remembered.write("theme", "of yesterday since light")
    async with start(library, config=Config(theme="light")) as driver:
        assert driver.app.theme == "light"
        assert driver.status == ""


async def test_every_theme_shows_its_own_hues_beside_its_name(
    start: Start, library: FakeLibrary
) -> None:
    async with start(library, (120, 60)) as driver:
        await choose(driver)
        drawn = {}
        for row, name in enumerate(names()):
            cells = driver.app.screen.list.draw(row, 0, 40)  # type: ignore[attr-defined]
            drawn[name] = tuple(str(one.style) for one in cells[-6:])
            assert "".join(one.text for one in cells[-6:]) == "▌● ★ ▁▃▅ +- "

        assert drawn.pop(AUTO) == drawn["dark"]
        assert len({*drawn.values()}) == len(drawn)
        assert {one.name for one in THEMES} <= drawn.keys()
