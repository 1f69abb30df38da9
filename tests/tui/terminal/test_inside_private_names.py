"""Only `tui/terminal/inside.py` knows private names of Textual and Rich."""

from __future__ import annotations

import ast
import importlib
import inspect
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from textwrap import dedent

import pytest

import qreader
from qreader.tui.terminal import inside

ROOT = Path(qreader.__file__).parent
THEIRS = ("textual", "rich")
IMPORTS_THEIRS = re.compile(r"^\s*(?:from|import) (?:textual|rich)\b", re.M)
PUBLIC = {"_asdict", "_fields", "_replace", "_exit"}
"""Of named tuples and `os`, which document them."""
FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)
BY_NAME = {"getattr", "hasattr", "setattr", "delattr"}


def _is_private(name: str) -> bool:
    return name.startswith("_") and not name.endswith("__") and name not in PUBLIC


def _is_theirs(module: str) -> bool:
    return module.partition(".")[0] in THEIRS


def _imported(tree: ast.AST) -> Iterator[str]:
    """Yield what a module imports, with the modules that it is of."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def _modules() -> list[Path]:
    """Return the modules that may have something of Textual or Rich in their hands."""
    return [
        path
        for path in sorted(ROOT.rglob("*.py"))
        if path != Path(inside.__file__)
        and (
            path.relative_to(ROOT).parts[0] == "tui"
            or IMPORTS_THEIRS.search(path.read_text("utf-8"))
        )
    ]


def _imports_of_private_names(tree: ast.AST) -> list[str]:
    return [
        name
        for name in _imported(tree)
        if _is_theirs(name) and any(_is_private(part) for part in name.split("."))
    ]


def _uses_of_private_names(tree: ast.AST) -> list[str]:
    """Return where a private name of anything but `self` is used, by a dot or by its name."""
    return [
        f"{node.lineno}: {ast.unparse(node)}"
        for node in ast.walk(tree)
        if (
            isinstance(node, ast.Attribute)
            and _is_private(node.attr)
            and not (isinstance(node.value, ast.Name) and node.value.id in {"self", "cls"})
        )
        or (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Name)
            and node.func.id in BY_NAME
            and isinstance(node.args[1], ast.Constant)
            and _is_private(str(node.args[1].value))
        )
    ]


@cache
def _own_names(one: type) -> set[str]:
    """Return the private names that a class sets, overrides or uses of itself."""
    (tree,) = ast.parse(dedent(inspect.getsource(one))).body
    assert isinstance(tree, ast.ClassDef)
    names = {statement.name for statement in ast.walk(tree) if isinstance(statement, FUNCTIONS)}
    for statement in tree.body:
        targets = statement.targets if isinstance(statement, ast.Assign) else []
        if isinstance(statement, ast.AnnAssign):
            targets = [statement.target]
        names |= {target.id for target in targets if isinstance(target, ast.Name)}
    names |= {
        node.attr
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute)
        and isinstance(node.value, ast.Name)
        and node.value.id in {"self", "cls"}
    }
    return {name for name in names if _is_private(name)}


def _taken_of_theirs(path: Path) -> list[str]:
    """Return the private names of Textual's classes that classes in a module take for their own."""
    name = ".".join(["qreader", *path.relative_to(ROOT).with_suffix("").parts])
    module = importlib.import_module(name.removesuffix(".__init__"))
    return [
        f"{one.__name__}.{taken}"
        for one in vars(module).values()
        if inspect.isclass(one) and one.__module__ == module.__name__
        for base in one.__mro__[1:]
        if _is_theirs(base.__module__)
        for taken in _own_names(one) & (_own_names(base) | vars(base).keys())
    ]


@pytest.mark.parametrize("path", _modules(), ids=lambda path: str(path.relative_to(ROOT)))
def test_a_module_uses_no_private_name_of_textual_or_rich(path: Path) -> None:
    tree = ast.parse(path.read_text())
    assert _imports_of_private_names(tree) == []
    assert _uses_of_private_names(tree) == []
    assert _taken_of_theirs(path) == []


def test_what_inside_does_would_be_found_anywhere_else() -> None:
    path = Path(inside.__file__)
    tree = ast.parse(path.read_text())
    assert "textual._callback.invoke" in _imports_of_private_names(tree)
    assert any("app._check_bindings" in use for use in _uses_of_private_names(tree))
    assert {"HookedApp._display", "HookedApp._driver"} <= set(_taken_of_theirs(path))
