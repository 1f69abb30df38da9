"""How qreader is set up can be asked, also where there is no cache."""

from __future__ import annotations

from pathlib import Path

import pytest
from gazette import Run

from qreader.cli.coming_from import READERS, differences
from qreader.config.settings import Config
from qreader.tui.actions import ACTIONS
from qreader.tui.keymap import keymap


def configure(data_dir: Path, text: str) -> None:
    data_dir.mkdir(exist_ok=True)
    (data_dir / "config.toml").write_text(text)


# ---- keys


def test_keys_are_those_of_the_configuration(run: Run, data_dir: Path) -> None:
    configure(data_dir, '[keys]\nstar = "ctrl+s"\n')

    shown = {one["action"]: one["keys"] for one in run("keys", "--json").document}
    assert shown["star"] == ["ctrl+s"]
    assert shown["top"] == ["gg", "home"]
    assert len(shown) == len(ACTIONS)


def test_keys_are_shown_without_a_cache(run: Run, data_dir: Path) -> None:
    result = run("keys")

    assert result.code == 0
    assert result.out.splitlines()[0].split() == ["KEYS", "COMMAND", "WHAT", "IT", "DOES"]
    assert not (data_dir / "qreader.db").exists()


def test_what_differs_from_newsboat_says_what_to_press_instead(run: Run) -> None:
    found = {one["key"]: one for one in run("keys", "--from", "newsboat", "--json").document}

    assert found["N"]["keys"] == ["m"]
    assert found["u"]["here"].startswith("Undo")
    assert found["g"]["here"] == "the start of two keys"
    assert "j" not in found
    lines = run("keys", "--from", "newsboat").out.splitlines()
    assert any(line.split()[:1] == ["N"] and " m " in line for line in lines)


def test_newsboats_preset_leaves_less_to_learn() -> None:
    mine = differences("newsboat", ACTIONS)
    theirs = differences("newsboat", keymap(Config(preset="newsboat")))

    assert {one.theirs.key for one in theirs} < {one.theirs.key for one in mine}
    assert not any(one.theirs.action for one in theirs if one.theirs.key in {"N", "s", "u"})


@pytest.mark.parametrize("reader", READERS)
def test_every_key_of_another_reader_has_an_action_or_a_word(reader: str) -> None:
    names = {action.name for action in ACTIONS}
    for theirs in READERS[reader]:
        assert theirs.action in names or (theirs.action is None and theirs.instead), theirs
    assert len({theirs.key for theirs in READERS[reader]}) == len(READERS[reader])


def test_a_mistake_in_the_keys_is_a_sentence(run: Run, data_dir: Path) -> None:
    configure(data_dir, '[keys]\nstarr = "x"\n')
    result = run("keys")

    assert result.code == 2
    assert "'star'" in result.err


# ---- the configuration


def test_every_setting_is_printed_with_where_it_is_from(
    run: Run, data_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("https_proxy", "http://me:secret@proxy.example:3128")
    configure(data_dir, 'text_width = 60\n[keys]\nstar = "ctrl+s"\n')

    found = {one["key"]: one for one in run("config", "--json").document}
    file = str(data_dir / "config.toml")
    assert (found["text_width"]["value"], found["text_width"]["from"]) == (60, file)
    assert found["keys"]["value"] == {"star": ["ctrl+s"]}
    assert (found["sidebar"]["value"], found["sidebar"]["from"]) == (True, "default")
    assert found["proxy"]["value"] == "http://***@proxy.example:3128"
    assert found["proxy"]["from"] == "environment: https_proxy"
    assert list(found) == list(Config._fields)
    assert all(one["text"] for one in found.values())


def test_people_see_the_files_first_and_no_password(run: Run, data_dir: Path) -> None:
    configure(data_dir, 'proxy = "http://me:secret@proxy.example:3128"\n')
    said = run("config").out

    assert said.splitlines()[0] == f"configuration  {data_dir / 'config.toml'}"
    assert "secret" not in said
    assert not (data_dir / "qreader.db").exists()


def test_a_mistake_in_the_configuration_is_a_sentence_with_the_nearest_key(
    run: Run, data_dir: Path
) -> None:
    configure(data_dir, "text_widht = 60\n")
    result = run("config")
    assert result.code == 2
    assert "did you mean 'text_width'?" in result.err


def test_a_setting_is_kept_and_taken_out_again(run: Run, data_dir: Path) -> None:
    configure(data_dir, "# mine\ntext_width = 60  # narrow\n")

    assert run("config", "set", "text_width", "80", "keys.star", "s").out.splitlines() == [
        "text_width = 80",
        'keys = { "star" = ["s"] }',
    ]
    assert run("config", "unset", "text_width").out == "text_width = 76  (default)\n"
    assert (data_dir / "config.toml").read_text() == '# mine\n\n[keys]\nstar = "s"\n'


@pytest.mark.parametrize(
    ("typed", "becomes"),
    [
        (("theme", "nord"), 'theme = "nord"\n'),
        (("theme", '"nord"'), 'theme = "nord"\n'),
        (("sidebar", "false"), "sidebar = false\n"),
        (("proxy", ""), 'proxy = ""\n'),
        (("notify", "-film moon"), 'notify = "-film moon"\n'),
        (("keys.star", "g z"), '[keys]\nstar = "g z"\n'),
        (("keys.star", '["s", "*"]'), '[keys]\nstar = ["s", "*"]\n'),
        (("keys.star", "[]"), "[keys]\nstar = []\n"),
        (("macros.x", "star; open"), '[macros]\nx = "star; open"\n'),
        (("open.audio/*", "mpv --no-video '{url}'"),
         '[open]\n"audio/*" = ["mpv", "--no-video", "{url}"]\n'),
        (("sync.url", "https://x.example/", "sync.user", "ada", "sync.password_command", "pass x"),
         '[sync]\nurl = "https://x.example/"\nuser = "ada"\npassword_command = ["pass", "x"]\n'),
        (("sync", '{url = "https://x.example/", user = "7", password_command = ["pass"]}'),
         '[sync]\nurl = "https://x.example/"\nuser = "7"\npassword_command = ["pass"]\n'),
    ],
)  # fmt: skip
def test_values_are_typed_as_they_are_or_as_toml(
    run: Run, data_dir: Path, typed: tuple[str, ...], becomes: str
) -> None:
    assert run("config", "set", "--", *typed).code == 0
    assert (data_dir / "config.toml").read_text() == becomes


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        (("set", "text_width", "500"), "text_width must lie between 40 and 120, not 500"),
        (("set", "text_width"), "text_width needs a value: 40 to 120"),
        (("set", "mark_read"), "mark_read needs a value: open, end or never"),
        (("set", "sidebar", "perhaps"), "sidebar must be true or false, not 'perhaps'"),
        (("set", "text_widht", "5"), "did you mean 'text_width'?"),
        (("set", "theme", "norf"), "theme: none is called 'norf'; did you mean nord?"),
        (("set", "keys.starr", "s"), "there is no action 'starr'; did you mean 'star'?"),
        (("set", "keys.star", "5"), "digits are counts"),
        (("set", "keys", "x"), "keys is a table: name a key in it, keys.KEY"),
        (("set", "hook", "x"), "hook is a list of tables: edit the file"),
        (("set", "notify", "is:nothing"), "notify: "),
        (("set", "sync.url", "https://x.example/"), "sync.user must be a text"),
        (("set",), "needs a value"),
        (("unset",), "name what to unset"),
        (("text_widht",), "did you mean 'text_width'?"),
        (("--schema", "text_width"), "--schema takes nothing beside it"),
    ],
)
def test_what_cannot_be_set_is_a_sentence_and_writes_no_file(
    run: Run, data_dir: Path, typed: tuple[str, ...], sentence: str
) -> None:
    result = run("config", *typed)

    assert (result.code, len(result.err.splitlines())) == (2, 1)
    assert sentence in result.err
    assert not (data_dir / "config.toml").exists()


def test_a_change_is_told_to_scripts(run: Run, data_dir: Path) -> None:
    (one,) = run("config", "set", "text_width", "80", "--json").document

    assert (one["key"], one["value"]) == ("text_width", 80)
    assert one["from"] == str(data_dir / "config.toml")


def test_one_setting_can_be_asked_for_with_what_it_means(run: Run) -> None:
    assert run("config", "text_width").out.splitlines() == [
        "text_width = 76  (default)",
        "  Columns of running text in the article view, 40 to 120.",
    ]
    assert [one["key"] for one in run("config", "sync", "theme", "--json").document] == [
        "theme",
        "sync",
    ]


def test_a_mistake_in_the_file_can_be_mended_from_the_shell(run: Run, data_dir: Path) -> None:
    configure(data_dir, "sidebar = false\ntext_widht = 60\n")

    assert "line 2: unknown key 'text_widht'" in run("config", "set", "theme", "nord").err
    assert run("config", "unset", "text_widht").code == 0
    assert "did you mean 'text_width'?" in run("config", "unset", "text_widht").err
    assert (data_dir / "config.toml").read_text() == "sidebar = false\n"


def test_the_schema_is_printed_for_editors(run: Run, data_dir: Path) -> None:
    found = run("config", "--schema").document

    assert found["$schema"].endswith("2020-12/schema")
    assert found["properties"]["text_width"]["maximum"] == 120
    assert not data_dir.exists()


# ---- in a browser


def test_serving_stays_on_this_machine_unless_told_otherwise(run: Run, data_dir: Path) -> None:
    said = run("serve", "--json").document
    assert said["url"] == "http://127.0.0.1:8000"
    assert said["command"][-2:] == ["--data-dir", str(data_dir)]
    assert run("serve", "--port", "70000").code == 2
