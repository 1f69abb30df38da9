"""What changes settings from within the reader, and what notices that the file changed."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from fake_library import FakeLibrary
from small_desk import SmallDesk

from qreader.config.settings import Config, load_config
from qreader.errors import ConfigError
from qreader.tui import opening
from qreader.tui.configuring import Configuring
from qreader.tui.messages import ConfigChanged


class Screen:
    """What lies outside: an editor writes what it is told to."""

    no_color = False


@pytest.fixture
def configuring(desk: SmallDesk, library: FakeLibrary) -> Configuring:
    return Configuring(desk, library, Screen())  # type: ignore[arg-type]


@pytest.fixture
def path(library: FakeLibrary) -> Path:
    return library.paths.config_file


def changes(desk: SmallDesk) -> list[ConfigChanged]:
    """Return what the reader is told, as it takes it over."""
    found = desk.messages(ConfigChanged)
    if found:
        desk.config = found[-1].config
    return found


async def look(desk: SmallDesk, configuring: Configuring) -> None:
    """Look at the file, and wait for all that comes of it."""
    await configuring.look()
    await desk.turn()
    await desk.until(lambda: not desk.started("configuration"))


# ---- setting


async def test_a_setting_is_kept_and_told_with_the_way_back(
    desk: SmallDesk, configuring: Configuring, path: Path
) -> None:
    path.write_text("# mine\ntext_width = 70  # narrow\n")
    desk.config = load_config(path)
    await configuring.set("text_width 60")

    assert path.read_text() == "# mine\ntext_width = 60  # narrow\n"
    (told,) = changes(desk)
    assert (told.config.text_width, told.changed) == (60, {"text_width"})
    assert desk.said == ["text_width is 60 now; :set text_width 70 goes back"]

    await configuring.set("text_width = default")
    assert path.read_text() == "# mine\n"
    assert desk.said[-1] == "text_width is 76 now; :set text_width 60 goes back"


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("theme nord", "theme is nord now; :set theme default goes back"),
        ("keys.star ctrl+s", 'keys.star is ["ctrl+s"] now; :set keys.star default goes back'),
        ("macros.x star; undo", "macros.x is star; undo now; :set macros.x default goes back"),
        ("proxy http://me:secret@host:1", "proxy is set"),
        ("sync default", "sync is taken out"),
        ("theme default", "theme is auto now"),
    ],
)
async def test_what_is_said_of_a_change(
    desk: SmallDesk, configuring: Configuring, typed: str, said: str
) -> None:
    await configuring.set(typed)
    assert desk.said == [said]


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("text_width 500", "text_width must lie between 40 and 120, not 500"),
        ("text_widht 60", "did you mean 'text_width'?"),
        ("text_widht", "did you mean 'text_width'?"),
        ("keys.star contrl+x", "'contrl\\+x' is no key"),
        ("theme norf", "did you mean nord?"),
        ("hook x", "hook is a list of tables"),
    ],
)
async def test_what_does_not_fit_is_said_and_changes_nothing(
    desk: SmallDesk, configuring: Configuring, path: Path, typed: str, sentence: str
) -> None:
    with pytest.raises(ConfigError, match=sentence):
        await configuring.set(typed)
    assert not path.exists()
    assert desk.told == []


async def test_a_setting_alone_is_shown_with_its_source_its_range_and_its_meaning(
    desk: SmallDesk, configuring: Configuring, path: Path
) -> None:
    path.write_text('mark_read = "end"\n[keys]\nstar = "ctrl+s"\n')
    desk.config = load_config(path)
    for key in ("text_width", "mark_read", "keys.star", "keys.open"):
        await configuring.set(key)

    width, mark, star, no_key = desk.said
    assert width.startswith("text_width = 76 (default; 40 to 120): Columns of running text")
    assert mark.startswith("mark_read = end (config.toml; open, end or never): When an article")
    assert star.startswith('keys.star = ["ctrl+s"] (config.toml): ')
    assert no_key == "keys.open is not set"


async def test_all_settings_are_listed_and_the_chosen_one_is_typed_on(
    desk: SmallDesk, configuring: Configuring
) -> None:
    desk.choose_key = "enter"
    await configuring.set("")

    (box,) = desk.boxes
    assert [one.name for one in box.list.choices] == list(Config._fields)
    (asked,) = desk.asked
    assert asked.label == "set sync."
    assert asked.completed is not None
    assert asked.completed("l") == "labels "
    assert asked.hints is not None
    assert "sync.url " in [one.name for one in asked.hints("")]


async def test_a_box_that_is_closed_asks_nothing(desk: SmallDesk, configuring: Configuring) -> None:
    await configuring.set("")
    assert (desk.told, desk.said) == ([], [])


# ---- completing


def typed(configuring: Configuring, text: str) -> list[str]:
    return [one for one, _ in configuring.offered(text) if one]


def test_keys_values_and_keys_in_tables_are_offered(configuring: Configuring) -> None:
    configuring._desk.config = Config(
        macros={"x": "star"}, keys={"star": ("ctrl+s",)}, text_width=80
    )
    assert typed(configuring, "mark") == ["mark_read ", "mark_copies "]
    assert typed(configuring, "key") == ["keys."]
    assert typed(configuring, "keys.star") == ["keys.star "]
    assert "keys.mark-all-read " in typed(configuring, "keys.")
    assert typed(configuring, "macros.") == ["macros.x "]
    assert typed(configuring, "sync.p") == ["sync.password_command "]
    assert typed(configuring, "mark_read ") == [
        "mark_read open", "mark_read end", "mark_read never", "mark_read default",
    ]  # fmt: skip
    assert typed(configuring, "mark_read e") == ["mark_read end"]
    assert typed(configuring, "sidebar t") == ["sidebar true"]
    assert typed(configuring, "theme no") == ["theme nord"]
    assert typed(configuring, "colors.ac") == ["colors.accent "]
    assert typed(configuring, "colors.accent bright_b") == [
        "colors.accent bright_black", "colors.accent bright_blue",
    ]  # fmt: skip
    assert typed(configuring, "text_width ") == ["text_width 80"]
    assert typed(configuring, "keys.star ") == ['keys.star ["ctrl+s"]']
    assert typed(configuring, "proxy ") == ["proxy default"]
    assert typed(configuring, "nothing ") == typed(configuring, "nothing") == []


def test_no_secret_is_offered(configuring: Configuring) -> None:
    configuring._desk.config = Config(proxy="http://me:secret@host:1")
    assert "secret" not in str([*configuring.offered("pro"), *configuring.offered("proxy ")])


def test_the_meaning_and_the_range_stand_beside_what_is_typed(configuring: Configuring) -> None:
    said = configuring.offered("text_width ")

    assert ("", "Columns of running text in the article view, 40 to 120.") in said
    assert ("text_width 76", "now; 40 to 120; default 76") in said
    assert dict(configuring.offered("mark_read "))["mark_read open"] == "now"


# ---- the file


async def test_a_file_that_changes_is_read_once_nobody_writes_it_any_more(
    desk: SmallDesk, configuring: Configuring, path: Path
) -> None:
    configuring.watch()
    await look(desk, configuring)
    path.write_text("text_width")  # an editor writes it
    await look(desk, configuring)
    path.write_text('text_width = 60\ntheme = "nord"\n')
    await look(desk, configuring)
    assert (desk.told, desk.said) == ([], [])

    await look(desk, configuring)
    (told,) = changes(desk)
    assert told.changed == {"text_width", "theme"}
    assert desk.said == ["Changed in config.toml: text_width, theme"]

    await look(desk, configuring)
    assert len(desk.told) == len(desk.said) == 1


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("sidebar = true\ntext_width = 6\n", "config.toml, line 2: text_width must lie between"),
        ("[keys]\n\nstar = 'x'\nhide = 'x'\n", "config.toml, line 4: keys: x cannot mean both"),
        ("theme = 'norf'\n", "config.toml, line 1: theme: none is called 'norf'"),
        ("[[hook]]\ncommand = ['a']\nquery = 'is:nothing'\n", "config.toml, line 3: hook[1].query"),
        ("text_width = \n", "config.toml: is not valid TOML"),
    ],
)
async def test_a_file_that_cannot_be_used_is_said_once_with_its_line_and_changes_nothing(
    desk: SmallDesk, configuring: Configuring, path: Path, text: str, sentence: str
) -> None:
    configuring.watch()
    path.write_text(text)
    for _ in range(4):
        await look(desk, configuring)

    assert desk.told == []
    (said,) = desk.errors
    assert said.startswith(sentence)

    path.write_text("text_width = 60\n")
    for _ in range(2):
        await look(desk, configuring)
    assert changes(desk)[0].config == Config(text_width=60)


async def test_a_file_that_is_removed_means_the_defaults(
    desk: SmallDesk, configuring: Configuring, path: Path
) -> None:
    path.write_text("text_width = 60\n")
    desk.config = load_config(path)
    configuring.watch()
    path.unlink()
    for _ in range(2):
        await look(desk, configuring)
    assert changes(desk)[0].config == Config()


async def test_what_the_reader_set_itself_is_no_news(
    desk: SmallDesk, configuring: Configuring
) -> None:
    configuring.watch()
    await configuring.set("text_width 60")
    changes(desk)
    for _ in range(3):
        await look(desk, configuring)
    assert len(desk.said) == len(desk.told) == 1


async def test_a_file_that_is_touched_is_no_news(
    desk: SmallDesk, configuring: Configuring, path: Path
) -> None:
    path.write_text("")
    configuring.watch()
    os.utime(path, (1, 1))
    for _ in range(2):
        await look(desk, configuring)
    assert (desk.said, desk.told) == ([], [])


async def test_without_an_editor_the_file_is_named(
    desk: SmallDesk, configuring: Configuring, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(opening, "editor_command", lambda _: None)
    configuring.edit()
    assert desk.said == [f"Set $EDITOR to edit {path}"]
