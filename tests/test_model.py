"""The model: every value has one home, and a start makes few of them."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

from qreader import model

FOLDER = Path(model.__file__).parent


def test_every_value_is_found_under_the_one_name() -> None:
    for path in FOLDER.glob("[a-z]*.py"):
        names = model.HOMES[path.stem].split()
        tree = ast.parse(path.read_text("utf-8"))
        made = {node.name for node in tree.body if isinstance(node, ast.ClassDef)}
        assert made <= set(names)
        for name in names:
            assert getattr(model, name) is not None


def test_a_name_that_is_no_value_is_no_attribute() -> None:
    with pytest.raises(AttributeError, match="Nonsense"):
        model.__getattr__("Nonsense")


def test_what_a_start_imports_makes_few_of_the_values() -> None:
    code = (
        "import sys, qreader.__main__, qreader.library, qreader.tui.app\n"
        "print(*sorted(name[14:] for name in sys.modules if name.startswith('qreader.model.')))"
    )
    shown = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    assert shown.stdout.split() == ["ids", "queries", "rows"]
