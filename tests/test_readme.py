"""README is held to the code: its commands, its tables, its claims about files."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

from qreader.config.opening import Opening
from qreader.config.settings import Config

ROOT = Path(__file__).parents[1]
README = ROOT / "README.md"

pytestmark = pytest.mark.skipif(not README.exists(), reason="an installed copy has no README")


@pytest.fixture(scope="module")
def readme() -> str:
    return README.read_text("utf-8")


def blocks(readme: str) -> list[str]:
    """Return the code blocks of README."""
    return [block.strip() for block in re.findall(r"```\w*\n(.*?)```", readme, re.DOTALL)]


def test_ci_runs_the_test_command_word_for_word(readme: str):
    ci = (ROOT / ".ci" / "run").read_text("utf-8").splitlines()
    commands = [block for block in blocks(readme) if "pytest" in block]

    assert commands
    assert commands[0] in ci


def test_ci_runs_the_tests_that_the_test_command_leaves_out(readme: str):
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    assert "-m 'not slow'" in settings["tool"]["pytest"]["ini_options"]["addopts"]
    command = ".venv/bin/python -m pytest -m slow"
    assert command in (ROOT / ".ci" / "run").read_text("utf-8").splitlines()
    assert f"`{command}`" in readme


def test_every_setting_is_described_with_its_default(readme: str):
    for name in Config._fields:
        default = getattr(Config(), name)
        shown = str(default).lower() if isinstance(default, bool) else str(default)
        shown = "{}" if default in (None, Opening()) else shown
        assert re.search(rf"\| `{name}` \| `\"?{re.escape(shown)}\"?` \|", readme), name


def test_the_table_of_keys_is_the_one_in_code(readme: str):
    from qreader.tui.keys import markdown_table

    assert markdown_table().strip() in readme


def test_every_verb_of_the_command_line_is_described(readme: str):
    from qreader.cli.table import VERBS

    assert len(VERBS) >= 10
    for verb in VERBS:
        assert f"| `{verb.name}{' ' + verb.takes if verb.takes else ''}` |" in readme, verb.name


def test_the_table_of_queries_is_the_one_in_code(readme: str):
    from qreader.text.query import EXAMPLES

    assert len(EXAMPLES) >= 15
    for text, meaning in EXAMPLES:
        assert f"| `{text}` | {meaning} |" in readme, text


def test_every_action_of_a_rule_is_described_and_taken(readme: str):
    from qreader.cli.finding import ACTIONS
    from qreader.model import Act

    assert [action.removesuffix("NAME") for action in ACTIONS] == list(Act)
    for action in ACTIONS:
        assert f"`{action}`" in readme, action


def test_every_module_that_the_design_names_is_there(readme: str):
    house = next(block for block in blocks(readme) if "errors.py" in block)
    named = re.findall(r"([a-z_]+(?:\.py|/))", house)

    found = {path.name + ("/" if path.is_dir() else "") for path in ROOT.glob("**/*")}
    assert {name for name in named if name not in found} == set()
