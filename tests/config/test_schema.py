"""The JSON Schema of the configuration says what `load_config` takes, neither more nor less."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from qreader.config.schema import schema
from qreader.config.settings import CHOICES, RANGES, Config, load_config
from qreader.errors import ConfigError
from qreader.tui import themes
from qreader.tui.actions import ACTIONS

README = Path(__file__).parents[2] / "README.md"


@pytest.fixture(scope="module")
def validator() -> Draft202012Validator:
    made = schema({one.command: one.text for one in ACTIONS}, themes.names())
    Draft202012Validator.check_schema(made)
    return Draft202012Validator(made)


def examples() -> list[str]:
    """Return what README shows of the configuration."""
    if not README.exists():
        return []
    return re.findall(r"```toml\n(.*?)```", README.read_text("utf-8"), re.DOTALL)


@pytest.mark.skipif(not README.exists(), reason="an installed copy has no README")
def test_there_are_examples_to_try():
    assert len(examples()) >= 3


@pytest.mark.parametrize("example", examples())
def test_every_example_of_readme_is_valid_and_is_read(validator, tmp_path, example):
    path = tmp_path / "config.toml"
    path.write_text(example)

    validator.validate(tomllib.loads(example))
    load_config(path)


def test_every_setting_is_described_with_its_default_and_its_bounds(validator):
    made = validator.schema["properties"]

    assert list(made) == list(Config._fields)
    assert all(one["description"] for one in made.values())
    for name, default in Config._field_defaults.items():
        if isinstance(default, bool | int | str):
            assert made[name]["default"] == default
    for name, bounds in RANGES.items():
        assert (made[name]["minimum"], made[name]["maximum"]) == bounds
    for name, values in CHOICES.items():
        assert made[name]["enum"] == list(values)
    assert "nord" in made["theme"]["enum"]
    assert made["keys"]["properties"]["mark-all-read"]["description"]


@pytest.mark.parametrize(
    "text",
    [
        "text_widht = 80", "text_width = 39", "text_width = 121", "text_width = '80'",
        "sidebar = 1", "theme = 'norf'", "mark_read = 'sometimes'", "proxy = 'host:80'",
        "keys = []", "[keys]\nstarr = 's'", "[keys]\nstar = 3", "[macros]\nx = ['star']",
        "[colors]\nacent = '#ff0000'", "[colors]\naccent = '#ff00'", "[colors]\naccent = 'pale'",
        "[open]\n'audio/*' = 'mpv'", "[open]\n'audio/*' = []", "hook = {}", "[[hook]]\nquery = 'a'",
        "[[hook]]\ncommand = ['a']\nseconds = 0", "[[fetch]]\nuser = 'a'",
        "[[fetch]]\nurl = 'https://a:b@x/'", "[[fetch]]\nurl = 'https://x/'\npassword = ['a']",
        "[[fetch]]\nurl = 'https://x/'\nheaders = {HOST = 'a'}",
        "[sync]\nurl = 'https://x/'\nuser = ''\npassword_command = ['a']",
        "[sync]\nurl = 'https://x/'",
        "[[feed]]\ntitle = 'a'", "[[feed]]\ntitle = 'a'\ncommand = ['a']\nurl = 'https://x/'",
        "[[feed]]\ntitle = 'a'\nurl = 'https://x/'", "[[feed]]\ntitle = ' '\ncommand = ['a']",
        "[[feed]]\ntitle = 'a'\ncommand = ['a']\nminutes = 10081",
        "[[page]]\narticle = 'p'", "[[page]]\nurl = 'https://x/'",
        "[[page]]\nurl = 'https://x/'\narticle = ' '", "[[page]]\nurl = 'https://x/'\nremove = 'p'",
        "[open]\nlinks = 'mpv'", "[open]\nlinks = [['a']]", "[open]\nlinks = ['a', 'mpv']",
        "[open]\nbrowser = 'firefox'", "[open]\nbrowser = ['{url}']", "[open]\nbrowsr = ['a']",
        "[open]\nbrowser = ['a', '{title}']", "[[send]]\nname = 'a'", "[[send]]\ncommand = ['a']",
        "[[send]]\nname = 'a;b'\ncommand = ['a']", "[[send]]\nname = 'a'\ncommand = ['a', '{ur}']",
        "[[send]]\nname = 'a'\ncommand = ['a', 'x{urls}']",
        "[[send]]\nname = ' a'\ncommand = ['b']",
        "[[send]]\nname = 'a'\ncommand = ['a']\ninput = 'pdf'",
        "[[send]]\nname = 'a'\ncommand = ['a']\nterminal = 1",
        "[[send]]\nname = 'a'\ncommand = ['a', '{file}']",
        "[[send]]\nname = 'a'\ncommand = ['a']\nkeep = true",
        "[[send]]\nname = 'a'\ncommand = ['a']\nshow = 'md'\nterminal = true",
        "[[send]]\nname = 'a'\ncommand = ['a']\nshell = true",
    ],
)  # fmt: skip
def test_what_is_wrong_is_refused(validator, text):
    assert not validator.is_valid(tomllib.loads(text))


def test_the_schema_and_the_reader_of_the_file_agree(validator, tmp_path):
    from test_settings import _documents

    path = tmp_path / "config.toml"
    differ, taken = [], 0
    for _, _, text in _documents():
        path.write_text(text)
        try:
            values = tomllib.loads(text)
        except (ValueError, RecursionError):
            continue
        try:
            load_config(path)
            is_read = True
        except ConfigError:
            is_read = False
        is_valid = validator.is_valid(values)
        taken += is_valid
        if is_read != is_valid:
            differ.append(text)

    # what a schema cannot say: a NUL in a text, names that only the reader knows, CSS
    assert taken > 30
    assert [one for one in differ if "u0000" not in one and not _names_nothing(one)] == []


def _names_nothing(text: str) -> bool:
    """Whether a text can be read, and names an action, a theme or an element that is not there."""
    if text.startswith("[[page]]"):
        return '"a:b"' in text  # no such pseudo-class
    return text.startswith(("theme", "keys = {", '[keys]\nstar = "*"\nwhat'))
