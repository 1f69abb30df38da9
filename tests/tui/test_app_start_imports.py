"""A start imports nothing that a list does not need."""

from __future__ import annotations

import json
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from qreader.config.settings import Config, find_paths
from qreader.library import Library
from qreader.model import ArticleId, FrontPage, StoryId

_PROGRAM = """
import asyncio, json, sys
from pathlib import Path
from qreader.config.settings import Config, find_paths
from qreader.library import Library
from qreader.tui.app import QReaderApp

modules = []
display = QReaderApp._display

def displayed(app, screen, renderable):
    if (app.reader.articles.ids or app.reader.today_list.rows) and not modules:
        modules.extend(sorted(sys.modules))
    display(app, screen, renderable)

async def start(library):
    app = QReaderApp(library, Config())
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.pause()
    print(json.dumps(modules))

QReaderApp._display = displayed
library = Library(find_paths(Path(sys.argv[1])), Config())
asyncio.run(start(library))
library.close()
"""
OF_OTHERS = {
    "httpx2",
    "feedparser",
    "selectolax",
    "trafilatura",
    "lxml",
    "PIL",
    "multiprocessing",
    "ctypes",
}
OUR_OWN = {"collect", "export", "related", "sources", "sync"}
"""Packages of the core that a list has no use for."""
IN_PART = {
    "process": {"bugs"},
    "render": {"age", "cells", "days", "source_name", "sparkline", "story_size"},
}
"""Packages of which a list uses a few modules: none that parses, and none that draws an article."""
OF_TEXT = {"urls", "html", "words", "query"}
"""Modules whose patterns take a millisecond or more to make."""
AT_FIRST_USE = """
adding command_line configuring controls marks pages recent searching sorting stories sync_server
textual_themes upkeep widgets.article_view widgets.lookup widgets.prompt
"""
"""Parts of the interface that no start has a use for."""


@pytest.mark.parametrize("is_today", [False, True], ids=["list", "today"])
def test_a_start_imports_nothing_that_fetches_parses_or_relates(
    tmp_path: Path, is_today: bool
) -> None:
    page = tmp_path / "page.txt"
    page.write_text("Ferries wait for wind\n\nThe harbour lay quiet.\n")
    qreader = [sys.executable, "-m", "qreader", "--data-dir", str(tmp_path / "data")]
    subprocess.run([*qreader, "add", str(page)], check=True, capture_output=True)
    if is_today:
        with closing(Library(find_paths(tmp_path / "data"), Config())) as library:
            library._store.stories.group({ArticleId(1): (StoryId(-1), None)}, [])
            library.front.keep(FrontPage(library.now(), 1, (StoryId(1),)))
    done = subprocess.run(
        [sys.executable, "-c", _PROGRAM, str(tmp_path / "data")],
        check=True,
        capture_output=True,
        text=True,
    )
    modules = json.loads(done.stdout)
    packages = {name.partition(".")[0] for name in modules}
    own = {name.split(".")[1] for name in modules if name.startswith("qreader.")}
    assert "library" in own
    assert ("qreader.store.lists" in modules) is not is_today
    assert packages & OF_OTHERS == set()
    assert own & OUR_OWN == set()
    for package, few in IN_PART.items():
        start = f"qreader.{package}."
        assert {name.removeprefix(start) for name in modules if name.startswith(start)} <= few
    assert {f"qreader.tui.{name}" for name in AT_FIRST_USE.split()} & set(modules) == set()
    assert {f"qreader.text.{name}" for name in OF_TEXT} & set(modules) == set()
