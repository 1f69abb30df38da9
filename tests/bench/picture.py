"""Draws README's picture of the reader: the sampler, read in a terminal of 120x36.

    python -m tests.bench.picture

Writes `.readme/reader.svg` anew.
"""

from __future__ import annotations

import asyncio
import tempfile
from pathlib import Path

from qreader.collect.shipped import shipped_feeds
from qreader.config.settings import Config, find_paths
from qreader.library import Library
from qreader.model import Query
from qreader.tui.app import QReaderApp

PICTURE = Path(__file__).parents[2] / ".readme" / "reader.svg"
OPENED = "Quillon Bridge reopens in Tarnholt after nine years of repairs"


async def draw(library: Library) -> str:
    """Return the screen with the article open."""
    app = QReaderApp(library, Config(theme="dark"))
    async with app.run_test(size=(120, 36)) as pilot:
        await pilot.pause(0.5)
        ids = list(app.reader.articles.ids)
        titles = [row.title for row in library.articles.rows(ids)]
        app.reader.articles.move_to(titles.index(OPENED))
        await pilot.press("enter")
        await pilot.pause(1.5)
        app.reader.say("")
        await pilot.pause(0.2)
        return app.export_screenshot(title="qreader")


def main() -> None:
    """Read the sampler into a cache of its own, and draw it."""
    with tempfile.TemporaryDirectory() as folder:
        library = Library(find_paths(Path(folder)), Config())
        library.add(str(shipped_feeds() / "sampler"))
        assert library.lists.count(Query())
        picture = asyncio.run(draw(library))
        library.close()
    PICTURE.parent.mkdir(exist_ok=True)
    PICTURE.write_text(picture, "utf-8")


if __name__ == "__main__":
    main()
