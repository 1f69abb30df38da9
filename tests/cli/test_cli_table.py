"""The table of verbs holds what the modules of the command line declare, in the help's order."""

from __future__ import annotations

import pkgutil
from dataclasses import replace
from importlib import import_module

import pytest

from qreader import cli
from qreader.cli.table import GROUPS, VERBS, in_order


def test_every_verb_that_a_module_declares_is_in_the_table() -> None:
    declared = set()
    for module in pkgutil.iter_modules(cli.__path__, "qreader.cli."):
        if module.name != "qreader.cli.table":
            declared |= {verb.name for verb in getattr(import_module(module.name), "VERBS", ())}
    assert declared | {"completion", "man"} == {verb.name for verb in VERBS}


def test_the_order_of_the_help_names_verbs_that_there_are_under_their_groups() -> None:
    for group, names in GROUPS.items():
        assert [verb.name for verb in VERBS if verb.group == group] == names.split()


def test_a_verb_without_a_place_comes_last_in_its_group() -> None:
    new = replace(VERBS[0], name="count")
    names = [verb.name for verb in in_order([new, *VERBS])]
    assert names[names.index("queue") + 1] == "count"


def test_a_verb_of_no_group_is_a_mistake() -> None:
    with pytest.raises(ValueError, match="elsewhere"):
        in_order([replace(VERBS[0], group="elsewhere")])
