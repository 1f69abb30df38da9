"""Doctor: every line says what and why, whatever the environment holds."""

from __future__ import annotations

import pytest

from qreader.config.commands import Sender
from qreader.config.opening import Opening
from qreader.config.settings import Config
from qreader.text.safe import is_safe
from qreader.tui.doctor import Finding, examine
from qreader.tui.themes import names

USUAL = {"TERM": "xterm-256color", "COLORTERM": "truecolor", "LANG": "en_GB.UTF-8"}


def found(environ: dict[str, str], config: Config | None = None) -> dict[str, Finding]:
    return {one.name: one for one in examine(config or Config(), environ, (120, 40))}


def test_every_line_has_a_value_and_a_reason():
    lines = found(USUAL)

    assert all(one.value and one.reason for one in lines.values())
    assert lines["size"].value == "120x40"
    assert lines["colours"] == ("colours", "16777216", "COLORTERM")
    assert lines["theme"].value == "dark"
    assert lines["glyphs"].value == "unicode"
    assert lines["encoding"].reason == "LANG is en_GB.UTF-8"
    assert lines["clipboard"].value == "osc52"


def test_what_was_configured_is_said_to_be_so():
    lines = found({"TERM": "linux"}, Config(theme="nord", glyphs="ascii"))

    assert lines["theme"] == ("theme", "nord", "the configuration says so")
    assert lines["glyphs"] == ("glyphs", "ascii", "the configuration says so")


def test_a_theme_that_was_chosen_in_the_reader_is_said_to_be_so():
    lines = {one.name: one for one in examine(Config(), USUAL, (120, 40), chosen_theme="nord")}

    assert lines["theme"] == ("theme", "nord", "chosen in the reader, with :theme")


def test_own_colours_that_are_hard_to_read_are_named():
    def reasons(**own: str) -> list[str]:
        lines = examine(Config(theme="dark", colors=own), USUAL, (120, 40))
        return [one.reason for one in lines if one.name == "colors"]

    assert reasons(accent="#ffaf5f", unread="bright_blue") == []
    assert reasons(accent="#303030")[0] == "accent on background has 1.4:1, and needs 4.5:1"
    assert "note on background has 2.3:1, and needs 4.5:1" in reasons(background="#585858")
    assert reasons(rule="#121212") == []


@pytest.mark.parametrize("theme", [one for one in names() if one != "auto"])
def test_own_colours_can_be_weighed_over_every_theme(theme):
    assert examine(Config(theme=theme, colors={"accent": "#888888"}), USUAL, (120, 40))


@pytest.mark.parametrize("term", ["dumb", "", "unknown"])
def test_a_terminal_that_can_show_nothing_is_named(term):
    assert found({"TERM": term})["terminal"].value == "none"


def test_a_browser_that_is_not_there_is_named():
    assert "no-such-browser" in found({"BROWSER": "no-such-browser"})["browser"].reason


def test_what_the_environment_holds_cannot_touch_the_terminal():
    hostile = dict.fromkeys(("TERM", "LANG", "BROWSER", "COLORFGBG"), "\x1b]0;x\x07\u202e" * 99)

    for line in found(hostile).values():
        assert is_safe("".join(line))
        assert "\n" not in "".join(line)


def test_programs_of_the_configuration_that_are_not_there_are_named():
    opening = Opening({"audio/*": ("true",)}, (("a", ("no-player", "{url}")),), ("no-browser",))
    config = Config(open=opening, send=[Sender("here", ("true",)), Sender("gone", ("no-such",))])
    findings = [one for one in examine(config, {}, (80, 24)) if one.name in {"open", "send"}]
    assert [(one.name, one.value) for one in findings] == [
        ("open", "a"),
        ("open", "browser"),
        ("send", "gone"),
    ]
    assert "no-such is not there" in findings[-1].reason
    browser = next(one for one in examine(config, {}, (80, 24)) if one.name == "browser")
    assert browser[1:] == ("no-browser", "[open] says so")
