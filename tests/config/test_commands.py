"""`[open]` and `[[send]]`: what they are, and what is said of those that are not taken."""

from __future__ import annotations

from pathlib import Path

import pytest

from qreader.config.commands import Sender
from qreader.config.described import plain
from qreader.config.opening import Opening
from qreader.config.settings import Config, check_setting, load_config, parse_config
from qreader.errors import ConfigError

OPEN = """
[open]
"audio/*" = ["mpv", "--no-video", "{url}"]
links = [["youtube.com|youtu.be", "mpv", "{url}"], ["[.]png$", "feh"]]
browser = ["firefox", "{url}"]
"""
SEND = """
[[send]]
name = "linkding"
command = ["linkding-add", "{url}", "--tags", "{tags}"]

[[send]]
name = "read aloud"
command = ["espeak-ng", "-f", "{file}"]
input = "text"
"""


def test_the_table_of_openers_is_read() -> None:
    assert parse_config(OPEN).open == Opening(
        {"audio/*": ("mpv", "--no-video", "{url}")},
        (("youtube.com|youtu.be", ("mpv", "{url}")), ("[.]png$", ("feh",))),
        ("firefox", "{url}"),
    )


def test_the_table_of_openers_is_shown_as_it_is_written() -> None:
    shown = plain(parse_config(OPEN).open)
    assert shown == {
        "audio/*": ("mpv", "--no-video", "{url}"),
        "links": (("youtube.com|youtu.be", "mpv", "{url}"), ("[.]png$", "feh")),
        "browser": ("firefox", "{url}"),
    }
    assert plain(Config().open) == {}
    assert check_setting("open", {"links": list(shown["links"])}).links[1] == ("[.]png$", ("feh",))  # type: ignore[index]


def test_the_programs_for_articles_are_read() -> None:
    assert parse_config(SEND).send == [
        Sender("linkding", ("linkding-add", "{url}", "--tags", "{tags}")),
        Sender("read aloud", ("espeak-ng", "-f", "{file}"), input="text"),
    ]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[open]\nlinks = [['(a', 'mpv']]", "line 2: open.links[1] cannot be read: missing )"),
        ("[open]\n\nlinks = [['a', 'b'], ['(a+)+', 'b']]", "line 3: open.links[2] repeats a"),
        ("[open]\nlinks = [['a']]", "open.links[1] must be such as"),
        ("[open]\nlinks = [['a', '{url}']]", "must begin with the name of a program"),
        ("[open]\nlinks = [['a', 'mpv', '{urls}']]", "{urls}; did you mean {url}"),
        ("[open]\nbrowser = ['a', '{title}']", "has a place that is not known, {title}"),
        ("[open]\nbrowsr = ['firefox']", "open.browsr is no media type; did you mean 'browser'"),
        ("[open]\naudio = ['mpv']", "open.audio is no media type"),
        ("open = ['mpv']", "open must be a table"),
        ("browser = ['firefox']", "unknown key 'browser'; browser stands under [open]"),
        ("[[send]]\ncommand = ['a']", "line 1: send[1].name must be a name"),
        ("[[send]]\nname = 'a;b'\ncommand = ['a']", "line 2: send[1].name must be a name"),
        ("[[send]]\nname = 'a'\ncommand = 'a b'", "send[1].command must be a command"),
        ("[[send]]\nname = 'a'\ncommand = ['a', '{titel}']", "{titel}; did you mean {title}"),
        ("[[send]]\nname = 'a'\ncommand = ['{url}']", "must begin with the name of a program"),
        ("[[send]]\nname = 'a'\ncommand = ['a']\ninput = 'pdf'", "line 4: send[1].input must be"),
        ("[[send]]\nname = 'a'\ncommand = ['a', '{file}']", "send[1].input must say what {file}"),
        (
            "[[send]]\nname = 'a'\ncommand = ['a']\nkeep = true",
            "send[1].show must say what",
        ),
        ("[[send]]\nname = 'a'\ncommand = ['a']\ninputs = 1", "send[1].inputs is no key of"),
        (
            "[[send]]\nname = 'a'\ncommand = ['a']\nshow = 'md'\nterminal = true",
            "send[1].terminal is not for a command whose answer is shown",
        ),
        (
            "[[send]]\nname = 'a'\ncommand = ['a']\n\n[[send]]\nname = 'A'\ncommand = ['b']",
            "line 6: send[2].name is the name of another one",
        ),
    ],
)
def test_what_is_wrong_is_said_with_its_place(tmp_path: Path, text: str, said: str) -> None:
    path = tmp_path / "config.toml"
    path.write_text(text)
    with pytest.raises(ConfigError) as raised:
        load_config(path)
    assert said in str(raised.value)


def test_the_text_of_a_place_can_be_written() -> None:
    sender = parse_config("[[send]]\nname = 'a'\ncommand = ['a', '{{nothing}}']").send[0]
    assert sender.command == ("a", "{{nothing}}")
    assert not sender.needs("nothing")
