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


# ---- in a browser


def test_serving_stays_on_this_machine_unless_told_otherwise(run: Run, data_dir: Path) -> None:
    said = run("serve", "--json").document
    assert said["url"] == "http://127.0.0.1:8000"
    assert said["command"][-2:] == ["--data-dir", str(data_dir)]
    assert run("serve", "--port", "70000").code == 2
