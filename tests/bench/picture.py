"""Draws README's pictures of the reader: the sampler, read in a terminal of 120x36.

    python -m tests.bench.picture

Writes `.readme/today.svg`, `article.svg` and `story.svg` anew.
"""

from __future__ import annotations

import asyncio
import tempfile
from pathlib import Path

from qreader.config.settings import Config, find_paths
from qreader.library import Library
from qreader.model import Query
from qreader.tui.app import QReaderApp

PICTURES = Path(__file__).parents[2] / ".readme"
SIZE = (120, 36)
OPENED = "Two times in Tarnholt: the clock is right, the baker is not moved"
READ = 12
"""The articles that were read before, the oldest ones."""
STARRED, LATER = "Rope is back", "How a compass forgets where north is"


def prepare(library: Library) -> None:
    """Fill a cache as a person has it after some days."""
    library.add_sampler()
    list(library.group_new_articles())
    ids = library.lists.ids(Query())
    titled = {row.title: row.id for row in library.articles.rows(ids)}
    for number in ids[-READ:]:
        library.statuses.visit(number)
    library.mark(ids[-READ:], read=True)
    library.mark([titled[STARRED]], starred=True)
    library.mark([titled[LATER]], later=True)
    library.find_front_page()


async def draw(library: Library) -> dict[str, str]:
    """Return the screens by name."""
    app = QReaderApp(library, Config(theme="dark"))
    pictures = {}
    async with app.run_test(size=SIZE) as pilot:

        async def settle() -> str:
            await pilot.pause(1.5)
            app.reader.say("")
            await pilot.pause(0.3)
            return app.export_screenshot(title="qreader")

        pictures["today"] = await settle()
        await pilot.press("T")
        pictures["story"] = await settle()
        ids = list(app.reader.articles.ids)
        titles = [row.title for row in library.articles.rows(ids)]
        app.reader.articles.move_to(titles.index(OPENED))
        await pilot.press("enter")
        pictures["article"] = await settle()
    return pictures


def main() -> None:
    """Read the sampler into a cache of its own, and draw it."""
    with tempfile.TemporaryDirectory() as folder:
        library = Library(find_paths(Path(folder)), Config())
        prepare(library)
        pictures = asyncio.run(draw(library))
        library.close()
    PICTURES.mkdir(exist_ok=True)
    for name, picture in pictures.items():
        (PICTURES / f"{name}.svg").write_text(picture, "utf-8")


if __name__ == "__main__":
    main()
