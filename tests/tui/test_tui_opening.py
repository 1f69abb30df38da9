from __future__ import annotations

from pathlib import Path

import pytest

from qreader.config.opening import Opening
from qreader.process.sending import run
from qreader.tui import opening


@pytest.fixture
def programs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder on the path with a browser, a text browser and xdg-open."""
    folder = tmp_path / "bin"
    folder.mkdir()
    for name in ("firefox", "w3m", "xdg-open"):
        program = folder / name
        program.write_text("#!/bin/sh\nexit 0\n")
        program.chmod(0o755)
    monkeypatch.setenv("PATH", str(folder))
    return folder


def test_the_browser_of_the_person_wins(programs: Path) -> None:
    environment = {"BROWSER": "firefox", "DISPLAY": ":0"}
    assert opening.browser_command(environment) == ["firefox"]


def test_the_place_of_the_address_is_left_out(programs: Path) -> None:
    assert opening.browser_command({"BROWSER": "firefox --new-tab %s"}) == ["firefox", "--new-tab"]


def test_of_several_browsers_the_first_is_taken(programs: Path) -> None:
    assert opening.browser_command({"BROWSER": "w3m:firefox"}) == ["w3m"]


@pytest.mark.parametrize("chosen", ["no-such-browser", "'unclosed", "%s", "   "])
def test_a_browser_that_is_none_gives_way_to_the_desktop(programs: Path, chosen: str) -> None:
    environment = {"BROWSER": chosen, "DISPLAY": ":0"}
    assert opening.browser_command(environment) == [str(programs / "xdg-open")]


def test_a_desktop_opens_by_its_own_means(programs: Path) -> None:
    for variable in ("DISPLAY", "WAYLAND_DISPLAY"):
        assert opening.browser_command({variable: "0"}) == [str(programs / "xdg-open")]


def test_without_a_desktop_there_is_no_browser(programs: Path) -> None:
    assert opening.browser_command({}) is None
    assert opening.browser_command({"SSH_CONNECTION": "1 2 3 4"}) is None


def test_a_desktop_that_nobody_sits_at_opens_nothing(programs: Path) -> None:
    for variable in ("SSH_CONNECTION", "SSH_CLIENT", "SSH_TTY"):
        assert opening.browser_command({"DISPLAY": ":0", variable: "1"}) is None


def test_a_mac_has_its_own_opener_but_not_over_ssh(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(opening.sys, "platform", "darwin")
    assert opening.browser_command({}) == ["open"]
    assert opening.browser_command({"SSH_CONNECTION": "1 2 3 4"}) is None


@pytest.mark.parametrize(
    ("command", "needs"),
    [(["w3m"], True), (["/usr/bin/lynx", "-x"], True), (["firefox"], False), (["xdg-open"], False)],
)
def test_text_browsers_are_known_to_need_the_terminal(command: list[str], needs: bool) -> None:
    assert opening.needs_terminal(command) is needs


def test_a_browser_runs_without_our_terminal_and_gets_the_address_as_one_argument(
    tmp_path: Path,
) -> None:
    log, browser = tmp_path / "log", tmp_path / "browser"
    browser.write_text(
        "#!/bin/sh\n"
        f'{{ echo $#; echo "$1"; if [ -t 0 ]; then echo tty; fi; cat; }} > {log}\n'
        "exit 7\n"
    )
    browser.chmod(0o755)
    url = "https://example.org/a?b=c&d=$(id);e"
    command = opening.opener(Opening(browser=(str(browser),)), url, {})
    assert command is not None
    assert run(command).code == 7
    assert log.read_text() == f"1\n{url}\n"


def test_a_browser_on_the_terminal_gets_the_address_too(tmp_path: Path) -> None:
    browser = tmp_path / "browser"
    browser.write_text('#!/bin/sh\n[ "$1" = https://example.org/ ]\n')
    browser.chmod(0o755)
    assert opening.run_on_terminal([str(browser), "https://example.org/"]) == 0
