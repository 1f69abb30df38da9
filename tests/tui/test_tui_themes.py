"""Themes: legible by the numbers, chosen by the terminal, changed while the reader runs."""

from __future__ import annotations

from itertools import product

import pytest
from fake_library import FakeLibrary
from rich.color import ColorSystem
from textual.color import Color
from textual.css.stylesheet import Stylesheet
from textual.theme import BUILTIN_THEMES

from conftest import Driver, Start
from qreader.config.settings import Config
from qreader.tui.textual_themes import HUES, ROLES
from qreader.tui.themes import ANSI, DARK, LIGHT, MONO, THEMES, choose, colours, variables
from qreader.tui.widgets.article_looks import LOOKS
from qreader.tui.widgets.looks import Looks
from qreader.tui.widgets.pane_title import TitleRow
from qreader.tui.widgets.row_list import RowList
from qreader.tui.widgets.status import StatusBar
from qreader.tui.widgets.which_key import WhichKey

SEEN = {
    "foreground": 4.5, "background": 1, "read": 4.5, "note": 4.5, "accent": 4, "story": 4,
    "unread": 3, "kept": 3, "added": 3, "removed": 3, "cursor": 1.4, "rule": 1.7,
}  # fmt: skip
"""The least contrast of each role with the background."""
OURS = [theme.name for theme in THEMES]


def looks(name: str) -> dict[str, str]:
    theme = next(theme for theme in (*THEMES, *BUILTIN_THEMES.values()) if theme.name == name)
    generated = theme.to_color_system().generate()
    return {**generated, **variables(theme, generated)}


def luminance(colour: Color) -> float:
    parts = [part / 255 for part in colour.rgb]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: Color, other: Color) -> float:
    """As WCAG 2 defines it, 1 to 21."""
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def in_256(colour: Color) -> Color:
    """What Rich makes of a colour for a terminal of 256."""
    return Color.from_rich_color(colour.rich_color.downgrade(ColorSystem.EIGHT_BIT), ansi=False)


@pytest.mark.parametrize("name", [DARK, LIGHT])
@pytest.mark.parametrize("shown", [Color, in_256], ids=["true-colour", "256-colours"])
@pytest.mark.parametrize(
    ("texts", "grounds", "least"),
    [
        (("foreground", "read", "accent"), ("background", "cursor", "cursor-away", "surface"), 4.5),
        (("note",), ("background", "surface"), 4.5),
        (("note", "text-error"), ("cursor", "cursor-away"), 3),
        (("text-error",), ("background", "surface"), 4.5),
        (("foreground",), ("found", "code"), 4.5),
        (("on-here",), ("here",), 4.5),
        (("unread", "kept"), ("background", "surface"), 4.5),
        (("unread", "kept", "added", "removed"), ("surface", "cursor", "cursor-away"), 3),
        (("story",), ("background", "surface", "cursor", "cursor-away"), 4.5),
        (("added", "removed"), ("background",), 4.5),
    ],
    ids=[
        "read", "notes", "notes-at-cursor", "errors", "found", "here",
        "hues", "glyphs-at-cursor", "numbers", "changes",
    ],
)  # fmt: skip
def test_what_is_to_be_read_is_legible(name, shown, texts, grounds, least):
    look = looks(name)
    for text, ground in product(texts, grounds):
        inked, paper = (Color.parse(look[role]) for role in (text, ground))
        if shown is in_256:
            inked, paper = in_256(inked), in_256(paper)
        assert contrast(inked, paper) >= least, (text, ground, round(contrast(inked, paper), 2))


@pytest.mark.parametrize("name", [DARK, LIGHT])
def test_the_cursor_and_the_rules_can_be_told_from_the_background(name):
    look = {
        role: Color.parse(value)
        for role, value in looks(name).items()
        if value[:1] == "#" and " " not in value
    }

    assert contrast(look["cursor"], look["background"]) >= 1.45
    assert contrast(look["cursor-away"], look["background"]) >= 1.25
    assert contrast(look["rule"], look["background"]) >= 2


@pytest.mark.parametrize("name", [DARK, LIGHT, *BUILTIN_THEMES])
def test_the_roles_are_told_apart_by_their_hues(name):
    look = looks(name)
    hues = [look[role] for role in ROLES]

    # green and blue are one in Rose Pine; Textual's ansi themes have eight colours for all
    assert len(set(hues)) >= (4 if name.startswith("ansi-") else 5), hues


def test_the_palette_of_every_theme_that_textual_brings_is_known():
    assert {name for name in BUILTIN_THEMES if not name.startswith("ansi-")} == {*HUES}


@pytest.mark.parametrize("name", HUES)
def test_in_textuals_themes_all_can_be_seen_that_its_text_allows(name):
    look = {role: Color.parse(value) for role, value in looks(name).items() if role in SEEN}
    ground = look["background"]
    most = contrast(look["foreground"], ground)

    for role, least in SEEN.items():
        assert contrast(look[role], ground) >= min(least, most * 0.72), role


def test_a_shade_can_be_made_of_own_colours_of_the_terminal():
    theme = BUILTIN_THEMES["nord"]
    own = {"foreground": "white", "background": "black"}
    made = variables(theme, theme.to_color_system().generate(), own)

    assert made["cursor"] != made["read"]
    assert contrast(Color.parse(made["read"]), Color.parse(made["cursor"])) > 4


# the eight colours and their bright ones, on the grounds that these terminals have by default
PALETTES = {
    "linux": (
        "000000",
        "000000 aa0000 00aa00 aa5500 0000aa aa00aa 00aaaa aaaaaa"
        " 555555 ff5555 55ff55 ffff55 5555ff ff55ff 55ffff ffffff",
    ),
    "xterm": (
        "000000",
        "000000 cd0000 00cd00 cdcd00 0000ee cd00cd 00cdcd e5e5e5"
        " 7f7f7f ff0000 00ff00 ffff00 5c5cff ff00ff 00ffff ffffff",
    ),
    "windows": (
        "0c0c0c",
        "0c0c0c c50f1f 13a10e c19c00 0037da 881798 3a96dd cccccc"
        " 767676 e74856 16c60c f9f1a5 3b78ff b4009e 61d6d6 f2f2f2",
    ),
    "vte": (
        "1e1e1e ffffff",
        "171421 c01c28 26a269 a2734c 12488b a347ba 2aa1b3 d0cfcc"
        " 5e5c64 f66151 33d17a e9ad0c 2a7bde c061cb 33c7de ffffff",
    ),
    "tango": (
        "300a24",
        "2e3436 cc0000 4e9a06 c4a000 3465a4 75507b 06989a d3d7cf"
        " 555753 ef2929 8ae234 fce94f 729fcf ad7fa8 34e2e2 eeeeec",
    ),
    "solarized": (
        "002b36 fdf6e3",
        "073642 dc322f 859900 b58900 268bd2 d33682 2aa198 eee8d5"
        " 002b36 cb4b16 586e75 657b83 839496 6c71c4 93a1a1 fdf6e3",
    ),
}
ANSI_NAMES = ["black", "red", "green", "yellow", "blue", "magenta", "cyan", "white"]
ANSI_NAMES += [f"bright_{name}" for name in ANSI_NAMES]


@pytest.mark.parametrize("palette", PALETTES)
@pytest.mark.parametrize("role", ROLES)
def test_the_hues_of_the_ansi_theme_are_seen_in_the_usual_palettes(palette, role):
    grounds, inks = PALETTES[palette]
    number = ANSI_NAMES.index(looks(ANSI)[role].removeprefix("ansi_"))
    ink = Color.parse("#" + inks.split()[number])

    for ground in grounds.split():
        assert contrast(ink, Color.parse("#" + ground)) >= 2.9, ground


@pytest.mark.parametrize("name", [ANSI, MONO])
def test_the_palettes_themes_name_no_colour_of_their_own(name):
    theme = next(theme for theme in THEMES if theme.name == name)
    ours = variables(theme, theme.to_color_system().generate()).values()

    assert all(Color.parse(v).rich_color.triplet is None for v in ours if v.startswith("ansi"))
    assert not [value for value in ours if "#" in value or "%" in value]


@pytest.mark.parametrize(
    ("configured", "environ", "name"),
    [
        ("nord", {"NO_COLOR": "1"}, "nord"),
        ("auto", {"NO_COLOR": "1", "TERM": "xterm-256color"}, MONO),
        ("auto", {"NO_COLOR": "", "TERM": "xterm-256color"}, DARK),
        ("auto", {"TERM": "linux"}, ANSI),
        ("auto", {"TERM": "screen"}, ANSI),
        ("auto", {"TERM": "linux", "COLORTERM": "truecolor"}, DARK),
        ("auto", {"TERM": "vt100"}, MONO),
        ("auto", {"TERM": "vt220"}, MONO),
        ("auto", {"TERM": "xterm-mono"}, MONO),
        ("auto", {"TERM": "tmux-256color"}, DARK),
        ("auto", {"TERM": "xterm-kitty"}, DARK),
        ("auto", {"TERM": "xterm-256color", "COLORFGBG": "0;15"}, LIGHT),
        ("auto", {"TERM": "xterm-256color", "COLORFGBG": "0;default;7"}, LIGHT),
        ("auto", {"TERM": "xterm-256color", "COLORFGBG": "15;8"}, DARK),
        ("auto", {"TERM": "xterm-256color", "COLORFGBG": "15;0"}, DARK),
        ("auto", {"TERM": "xterm-256color", "COLORFGBG": "default;default"}, DARK),
        ("auto", {"TERM": "xterm-256color", "COLORFGBG": "²;²"}, DARK),
        ("auto", {}, ANSI),
        ("auto", {"TEXTUAL_DRIVER": "textual.drivers.web_driver:WebDriver"}, DARK),
    ],
)
def test_the_terminal_chooses_the_theme_unless_the_person_did(configured, environ, name):
    assert choose(configured, environ).name == name
    assert choose(configured, environ).reason


def test_a_terminal_known_by_its_name_has_many_colours_also_over_ssh():
    assert colours({"TERM": "xterm-ghostty"})[0] == 256


def codes(driver: Driver) -> set[str]:
    """Return the numbers of all SGR codes with which the screen would be drawn."""
    system = driver.app.console._color_system
    assert system is not None
    found: set[str] = set()
    for strip in driver.app.screen._compositor.render_strips():
        for segment in strip:
            if segment.style is not None:
                found.update(strip.render_ansi(segment.style, system).split(";"))
    return found


COLOURS = {str(n) for n in (*range(30, 50), *range(90, 108))}


@pytest.mark.parametrize("keys", ["", "enter", "enter tab", "g p", "/", "?", "enter / f e r", "g"])
async def test_without_colours_no_code_of_a_colour_is_written(
    start: Start, library: FakeLibrary, keys: str
) -> None:
    async with start(library, config=Config(theme="mono")) as driver:
        await driver.press(*keys.split())
        written = codes(driver)
        assert not written & COLOURS
        assert {"1", "2"} <= written  # bold and dim carry the hierarchy


async def test_no_color_asks_for_the_theme_without_colours(
    start: Start, library: FakeLibrary, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    async with start(library) as driver:
        assert driver.app.theme == MONO
        assert not codes(driver) & COLOURS
        assert "7" in codes(driver)  # the row of the cursor


async def test_the_ansi_theme_writes_only_the_terminals_own_colours(
    start: Start, library: FakeLibrary
) -> None:
    async with start(library, config=Config(theme="ansi")) as driver:
        await driver.press("enter")
        assert codes(driver) & COLOURS
        assert not codes(driver) & {"38", "48"}


async def test_a_theme_changes_while_the_reader_runs(
    start: Start, library: FakeLibrary, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TERM", "xterm-256color")
    tables = (LOOKS, RowList.LOOKS, StatusBar.LOOKS, TitleRow.LOOKS, WhichKey.LOOKS)
    words = {word for table in tables for look in table.values() for word in look.split()}
    used = {word.removeprefix("$") for word in words if word.startswith("$")}
    async with start(library, (160, 45)) as driver:
        await driver.press("enter")
        for name in [*OURS, "nord", "ansi-dark", "auto"]:
            assert driver.app.use_theme(name)
            await driver.pilot.pause()
            view = driver.reader.article_view
            # what was drawn before in another theme is drawn again
            fresh = Looks(view, LOOKS)
            assert all(view._look(look) == fresh(look) for look in LOOKS), name
            assert fresh("title").color is not None
            assert used <= driver.app.theme_variables.keys(), name
            assert bool(codes(driver) & COLOURS) is (name != MONO), name
            assert driver.app.no_color is (name == MONO)
        driver.app.theme = MONO  # as `:theme mono` does
        await driver.pilot.pause()
        assert driver.app.no_color
        assert not codes(driver) & COLOURS
        assert driver.app.use_theme("auto")
        assert driver.app.theme == DARK
        assert not driver.app.use_theme("no such theme")
        assert driver.app.theme == DARK


@pytest.mark.parametrize("name", OURS)
async def test_the_reader_starts_in_a_theme_of_ours(
    start: Start, library: FakeLibrary, name: str
) -> None:
    async with start(library, config=Config(theme=name)) as driver:
        await driver.press("enter")
        assert driver.app.theme == name
        assert driver.status == ""


async def test_the_reader_can_be_drawn_in_every_theme(start: Start, library: FakeLibrary) -> None:
    async with start(library) as driver:
        await driver.press("enter")
        for name in [*OURS, *BUILTIN_THEMES]:
            assert driver.app.use_theme(name)
            await driver.settle()
            assert driver.app.theme == name
            assert driver.status == ""


async def test_a_start_reads_the_style_sheet_once(
    start: Start, library: FakeLibrary, monkeypatch: pytest.MonkeyPatch
) -> None:
    again: list[Stylesheet] = []
    monkeypatch.setattr(Stylesheet, "reparse", again.append)
    async with start(library, config=Config(theme="light")) as driver:
        assert driver.app.stylesheet.rules
        assert driver.reader.styles.background.rich_color.get_truecolor() == (255, 255, 255)
        assert not again, "it was read once more because of the theme"


@pytest.mark.parametrize("name", [ANSI, MONO])
async def test_without_shades_a_box_has_an_edge_and_hides_nothing_beside_it(
    start: Start, library: FakeLibrary, name: str
) -> None:
    async with start(library, config=Config(theme=name)) as driver:
        before = driver.screen_text.splitlines()
        await driver.press("?")
        lines = driver.screen_text.splitlines()

        top = next(line for line in lines if "╭" in line)
        assert top.index("╭") < top.index("╮")
        assert any("╰" in line for line in lines)
        beside = slice(0, top.index("╭") // 2)  # some characters take two cells
        assert [line[beside] for line in lines] == [line[beside] for line in before]


@pytest.mark.parametrize("name", OURS)
async def test_the_footer_stands_out_from_the_panes(
    start: Start, library: FakeLibrary, name: str
) -> None:
    async with start(library, config=Config(theme=name)) as driver:
        footer = driver.reader.status._looks("status--text")
        pane = driver.reader.articles.look("row--plain")

        assert footer.reverse or footer.bgcolor != pane.bgcolor
