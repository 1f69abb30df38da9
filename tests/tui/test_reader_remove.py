from __future__ import annotations

from pathlib import Path

from fake_library import FakeLibrary

from conftest import Start
from qreader.config.settings import Config, find_paths
from qreader.library import Library
from qreader.model import Query

PAGES = {
    "one": "<h1>Ferry aground</h1><p>The ferry Aurelia ran aground off Tarnholt in thick fog.</p>",
    "two": "<h1>Bread again</h1><p>Bakers of Quillby sell rye loaves from nine on Sundays now.</p>",
}


async def test_a_removed_feed_is_nowhere_and_u_brings_it_back_whole(
    start: Start, tmp_path: Path
) -> None:
    for name, page in PAGES.items():
        (tmp_path / f"{name}.html").write_text(page)
    library = Library(find_paths(tmp_path / "data"), Config())
    for name in PAGES:
        library.add(str(tmp_path / f"{name}.html"))
    before = library.feeds.all(), library.articles.rows(library.lists.ids(Query()))
    async with start(library) as driver:
        assert len(driver.reader.articles.ids) == 2
        await driver.press("h", "G", "delete")

        assert driver.status.startswith("Unsubscribed from ")
        assert driver.status.endswith(", u undoes")
        assert len(library.feeds.all()) == 1
        await driver.wait_for(lambda: len(driver.reader.articles.ids) == 1)
        assert [b.feed for b in driver.reader.feed_tree.branches if b.feed] == library.feeds.all()

        await driver.press("u")

        assert driver.status.startswith("Undone: unsubscribed from ")
        assert (library.feeds.all(), library.articles.rows(library.lists.ids(Query()))) == before
        await driver.wait_for(lambda: len(driver.reader.articles.ids) == 2)
    library.close()


async def test_where_the_cursor_is_on_no_feed_nothing_is_removed(
    start: Start, library: FakeLibrary
) -> None:
    async with start(library) as driver:
        await driver.press("h", "g", "g", "delete")

        assert driver.status == "Put the cursor on a feed or a folder; gf goes there"
        assert library.removed.all() == []
