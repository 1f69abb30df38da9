"""The shape of the source: README draws it, contracts hold it, and the tests follow it."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

import qreader

ROOT = Path(__file__).parents[1]
SOURCE = Path(qreader.__file__).parent
TESTS = Path(__file__).parent

OF_THE_WHOLE = {
    *("bench", "bench_cache", "end_to_end_terminal", "house"),
    *("nothing_is_lost", "read_only", "readme", "screen_truth"),
}
"""Tests at the top level that are of no one module: each starts the program or reads its files."""
FOLDERS = sorted({str(path.parent.relative_to(TESTS)) for path in TESTS.rglob("test_*.py")} - {"."})
"""Those in which tests lie, a package within a package included."""
PACKAGES = sorted(path.parent.name for path in SOURCE.glob("*/__init__.py"))

in_a_checkout = pytest.mark.skipif(
    not (ROOT / "pyproject.toml").exists(), reason="an installed copy has no contracts"
)


def modules(folder: Path) -> set[str]:
    """Return the names of a package's modules and packages."""
    inside = {path.parent.name for path in folder.glob("*/__init__.py")}
    return inside | {path.stem for path in folder.glob("*.py")} - {"__init__"}


def test_every_folder_of_tests_is_that_of_a_package() -> None:
    assert {one for one in FOLDERS if not (SOURCE / one / "__init__.py").exists()} == set()


def test_every_test_at_the_top_is_of_a_module_at_the_top() -> None:
    files = {path.stem.removeprefix("test_") for path in TESTS.glob("test_*.py")}
    assert files - OF_THE_WHOLE - {name.strip("_") for name in modules(SOURCE)} == set()


@pytest.mark.parametrize("folder", FOLDERS)
def test_the_tests_of_a_package_are_named_after_its_modules(folder: str) -> None:
    """A file may say more behind the module's name, and the package's name before it."""
    package = Path(folder).name
    there = modules(SOURCE / folder) | {package}
    for path in (TESTS / folder).glob("test_*.py"):
        name = path.stem.removeprefix("test_").removeprefix(f"{package}_")
        assert any(name == one or name.startswith(f"{one}_") for one in there), path


@in_a_checkout
def test_the_design_draws_every_package_and_module_at_the_top() -> None:
    """Lines of the tree: two spaces before what stands at the top, four before what is in it."""
    drawn: dict[str, set[str]] = {}
    for line in _tree().splitlines():
        found = re.match(r"( +)(\w+)(/|\.py) ", line)
        if found is None:
            continue
        if found[1] == "  ":
            package = drawn.setdefault(found[2], set())
        elif found[1] == "    ":
            package.add(found[2])
    assert set(drawn) | {"__main__"} == modules(SOURCE)
    for name, inside in drawn.items():
        assert inside <= modules(SOURCE / name), name


@in_a_checkout
@pytest.mark.parametrize("package", PACKAGES)
def test_the_design_names_every_module_of_a_package_and_no_other(package: str) -> None:
    there = {path.name for path in (SOURCE / package).rglob("*.py")}
    assert set(re.findall(r"\w+\.py", _part(package))) == there - {"__init__.py", "__main__.py"}


@in_a_checkout
def test_every_package_has_layers_in_which_each_module_has_a_place() -> None:
    told = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["importlinter"]
    held = {
        container.replace(".", "/")
        for one in told["contracts"]
        if one["type"] == "layers" and one["exhaustive"]
        for container in one["containers"]
    }
    packages = {path.parent for path in SOURCE.rglob("__init__.py")}
    assert {str(one.relative_to(SOURCE.parent)) for one in packages} == held
    assert "exclude_type_checking_imports" not in told


@in_a_checkout
def test_the_contracts_find_what_they_forbid_and_what_nothing_places(tmp_path: Path) -> None:
    copy = tmp_path / "src" / "qreader"
    shutil.copytree(SOURCE, copy, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    (copy / "helpers.py").touch()
    (copy / "collect" / "helpers.py").write_text("import sqlite3\n", "utf-8")
    (copy / "store" / "helpers.py").write_text("import rich\n", "utf-8")
    with (copy / "text" / "safe.py").open("a", encoding="utf-8") as file:
        file.write("import qreader.text.urls\n")  # which imports it
    lint = "from importlinter.cli import lint_imports_command as lint; lint()"
    done = subprocess.run(
        [sys.executable, "-c", lint, "--no-cache"],
        cwd=tmp_path,
        env={"PYTHONPATH": str(tmp_path / "src")},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert re.findall(r"^(.+) BROKEN", done.stdout, re.MULTILINE) == [
        "Imports only go down the house",
        "No package has a circle among its modules",
        "Where articles are brought in, too",
        "In the package of texts, too",
        "In the store, too",
        "The core never draws",
        "SQL lives in the store",
    ]
    assert "- qreader.helpers\n" in done.stdout


def _part(package: str) -> str:
    """Return what the design says of a package."""
    part = re.search(rf"^  {package}/.*\n(?:    .*\n)*", _tree(), re.MULTILINE)
    assert part is not None
    return part[0]


def _tree() -> str:
    readme = (ROOT / "README.md").read_text("utf-8")
    return re.findall(r"```\n(src/qreader/\n.*?)```", readme, re.DOTALL)[0]
