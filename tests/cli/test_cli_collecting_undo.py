"""`qreader undo`: what was done in the reader is taken back from the shell."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from gazette import Run

from qreader.config.settings import Config, find_paths
from qreader.library import Library
from qreader.model import FeedId, Query

WHEN = r"(today|yesterday) \d\d:\d\d"


@pytest.fixture
def reader(filled: Run, data_dir: Path) -> Iterator[Library]:
    """What the reader does in the same cache."""
    with closing(Library(find_paths(data_dir), Config())) as library:
        yield library


def test_what_was_done_in_the_reader_is_taken_back_and_named(filled: Run, reader: Library) -> None:
    ids = reader.lists.ids(Query())
    reader.mark(ids, read=True, label=lambda count: f"{count} marked read in Tarnholt Gazette")
    reader.mark(ids[:1], starred=True, label=lambda _: "Starred")

    first, second = filled("undo"), filled("undo")

    assert re.fullmatch(rf"Undone: starred, {WHEN}\n", first.out)
    assert re.fullmatch(rf"Undone: 3 marked read in Tarnholt Gazette, {WHEN}\n", second.out)
    assert (first.code, second.code) == (0, 0)
    assert len(filled("list", "is:unread", "--json").document) == 3


def test_where_nothing_is_to_undo_that_is_said(filled: Run) -> None:
    filled("mark", "1", "--star")  # what a command did is undone by another command

    assert (filled("undo").code, filled("undo").out) == (0, "nothing to undo\n")
    assert filled("undo", "--json").document == {
        "kind": None, "label": None, "done": None, "taken_back": 0, "left": 0,
    }  # fmt: skip


def test_undo_says_as_json_what_it_took_back(filled: Run, reader: Library) -> None:
    reader.remove_feed(FeedId(1), label=lambda _: "Removed Tarnholt Gazette")

    said = filled("undo", "--json").document

    assert said.pop("done").startswith("20")
    assert said == {
        "kind": "feed", "label": "Removed Tarnholt Gazette", "taken_back": 1, "left": 0,
    }  # fmt: skip
    assert [feed["id"] for feed in filled("feeds", "--json").document] == [1]


def test_what_was_changed_since_is_counted_and_stays(filled: Run, reader: Library) -> None:
    ids = reader.lists.ids(Query())
    for changed in (ids[:1], ids):
        reader.mark(ids, read=True, label=lambda count: f"{count} marked read")
        filled("mark", *map(str, changed), "--unread")
        said = filled("undo").out
        if changed == ids:
            assert said.endswith(": nothing of that is left to undo\n")
        else:
            assert said.endswith(", but for 1 that changed since\n")
