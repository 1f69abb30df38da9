"""The reader on the real library: what the fake one promises holds."""

from __future__ import annotations

import inspect
import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from fake_library import FakeLibrary

from conftest import Start
from qreader.config.settings import Config, find_paths
from qreader.library import Library
from qreader.model import Query, Scope
from qreader.store import database
from qreader.tui import refreshing
from qreader.tui.actions import Where


@pytest.fixture
def real(tmp_path: Path) -> Iterator[Library]:
    library = Library(find_paths(tmp_path / "cache"), Config())
    yield library
    library.close()


def write_feed(path: Path, *titles: str) -> Path:
    items = "".join(
        f"<item><title>{title}</title><guid>{title}</guid><link>https://example.org/{n}</link>"
        f"<pubDate>Mon, 0{1 + n % 9} Jun 2026 10:00:00 GMT</pubDate>"
        f"<description>All about {title} in the harbour of Antwerp.</description></item>"
        for n, title in enumerate(titles)
    )
    path.write_text(
        f"<rss version='2.0'><channel><title>{path.stem}</title>{items}</channel></rss>"
    )
    return path


def test_what_the_fake_library_does_itself_is_called_as_in_the_real_one() -> None:
    for name, method in vars(FakeLibrary).items():
        real_method = getattr(Library, name, None)
        if inspect.isfunction(real_method) and not name.startswith("_"):
            assert list(inspect.signature(method).parameters) == list(
                inspect.signature(real_method).parameters
            ), name


async def test_a_first_start_reads_the_sampler(start: Start, real: Library) -> None:
    async with start(real) as driver:
        assert driver.pane is Where.WELCOME
        await driver.wait_for(lambda: driver.reader.articles.ids)
        await driver.settle()
        assert len(driver.reader.welcome.packs.packs) >= 4
        await driver.press("escape", "enter")
        await driver.wait_for(lambda: driver.reading is not None)
        assert driver.pane is Where.ARTICLE


async def test_reading_marking_searching_and_undoing(
    start: Start, real: Library, tmp_path: Path
) -> None:
    real.add(str(write_feed(tmp_path / "Post.xml", "Ferries wait", "Cranes stand", "Gulls rule")))
    async with start(real) as driver:
        assert len(driver.titles) == 3
        await driver.press("enter")
        assert real.lists.count(Query(Scope.UNREAD)) == 2
        await driver.press("q", "A")
        assert driver.status == "2 marked read, u undoes"
        assert real.lists.count(Query(Scope.UNREAD)) == 0
        await driver.press("u")
        assert real.lists.count(Query(Scope.UNREAD)) == 2
        await driver.press("/", *"cranes", "enter")
        assert driver.titles == ["Cranes stand"]
        await driver.press("escape")
        assert len(driver.titles) == 3


async def test_a_search_that_makes_no_sense_is_explained_or_empty(
    start: Start, real: Library, tmp_path: Path
) -> None:
    real.add(str(write_feed(tmp_path / "Post.xml", "Ferries wait")))
    async with start(real) as driver:
        for words in ['"', "((", "AND OR", "* -", "title:"]:
            await driver.press("/", *words, "enter")
            assert driver.app.is_running
            await driver.press("escape")


async def test_a_refresh_brings_what_is_new_in_place(
    start: Start, real: Library, tmp_path: Path
) -> None:
    path = write_feed(tmp_path / "Post.xml", "Ferries wait", "Cranes stand")
    real.add(str(path))
    async with start(real) as driver:
        here = driver.reader.articles.current_id
        write_feed(path, "Ferries wait", "Cranes stand", "Gulls rule")
        await driver.press("R")
        await driver.wait_for(lambda: "▲" in driver.status)
        await driver.settle()
        assert driver.status == "▲ 1 new"
        assert "Gulls rule" in driver.titles
        assert driver.reader.articles.current_id == here


async def test_a_feed_that_is_gone_shows_its_error(
    start: Start, real: Library, tmp_path: Path
) -> None:
    path = write_feed(tmp_path / "Post.xml", "Ferries wait")
    real.add(str(path))
    path.unlink()
    async with start(real) as driver:
        await driver.press("R")
        await driver.wait_for(lambda: "failed" in driver.status)
        await driver.settle()
        await driver.press("g", "f", "G")
        assert "Post.xml" in driver.status


async def test_what_another_library_stores_appears(
    start: Start, real: Library, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(refreshing, "POLL_SECONDS", 0.05)
    real.add(str(write_feed(tmp_path / "Post.xml", "Ferries wait")))
    other = Library(find_paths(tmp_path / "cache"), Config())
    async with start(real) as driver:
        await driver.wait_for(lambda: driver.reader.refreshing._version is not None)
        other.add(str(write_feed(tmp_path / "Courier.xml", "Snow line rises")))
        await driver.wait_for(lambda: driver.reader.list_title.heading.news == 1)
        await driver.press("g", "g")
        assert "Snow line rises" in driver.titles
        await driver.wait_for(
            lambda: {feed.title for feed in driver.reader.outline.feeds} == {"Post", "Courier"}
        )
    other.close()


async def test_a_mark_has_no_list_read_again_and_hides_no_news(
    start: Start, real: Library, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real.add(str(write_feed(tmp_path / "Post.xml", "Ferries wait", "Bread prices")))
    other = Library(find_paths(tmp_path / "cache"), Config())
    async with start(real) as driver:
        await driver.wait_for(lambda: driver.reader.refreshing._version is not None)
        read_again: list[object] = []
        monkeypatch.setattr(driver.reader.browse, "update", lambda _: read_again.append(1))
        await driver.press("s", "m", "enter", "q")
        await driver.reader.refreshing.look()
        await driver.settle()
        assert read_again == []
        other.add(str(write_feed(tmp_path / "Courier.xml", "Snow line rises")))
        await driver.press("s")
        await driver.reader.refreshing.look()
        await driver.wait_for(lambda: read_again)
    other.close()


async def test_what_another_process_stores_while_a_mark_waits_for_its_lock_appears(
    start: Start, real: Library, tmp_path: Path
) -> None:
    real.add(str(write_feed(tmp_path / "Post.xml", "Ferries wait")))
    async with start(real) as driver:
        await driver.wait_for(lambda: driver.reader.refreshing._version is not None)
        with closing(sqlite3.connect(real.paths.database, isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            other.execute("UPDATE article SET title = 'Snow line rises'")
            await driver.pilot.press("s")
            other.execute("COMMIT")
        await driver.settle()
        await driver.reader.refreshing.look()
        await driver.wait_for(lambda: driver.titles == ["Snow line rises"])


async def test_related_stories_of_the_cache_stand_beside_the_article(
    start: Start, real: Library, tmp_path: Path
) -> None:
    titles = ["Ferry strike in Antwerp harbour", "Antwerp ferry strike goes on", "Bread prices"]
    real.add(str(write_feed(tmp_path / "Post.xml", *titles)))
    real.add(str(write_feed(tmp_path / "Other.xml", *[f"Cheese {n}" for n in range(9)])))
    list(real.group_new_articles())
    async with start(real) as driver:
        await driver.press("/", *"goes", "enter", "enter")
        await driver.settle()
        assert "Ferry strike in Antwerp harbour" in [i.title for i in driver.reader.related.items]


# ---- undoing


async def test_a_list_that_was_marked_read_is_unread_again_after_a_restart(
    start: Start, real: Library, tmp_path: Path
) -> None:
    real.add(str(write_feed(tmp_path / "Post.xml", "Ferries wait", "Cranes stand", "Gulls rule")))
    async with start(real) as driver:
        await driver.press("s", "A")
        assert real.lists.count(Query(Scope.UNREAD)) == 0
    with closing(sqlite3.connect(real.paths.database)) as sql:  # it is another day
        sql.execute("UPDATE undoable_action SET done = done - 86400")
        sql.commit()
    again = Library(real.paths, Config())
    async with start(again) as driver:
        await driver.press("u")
        assert re.fullmatch(r"Undone: 3 marked read, yesterday \d\d:\d\d", driver.status)
        assert not any(row.status.read for row in driver.reader.articles.rows_here)
        assert again.lists.count(Query(Scope.UNREAD)) == 3
        await driver.press("u")
        assert driver.status.startswith("Undone: starred, yesterday ")
        await driver.press("s", "u")
        assert driver.status == "Undone: starred"
        await driver.press("u")
        assert driver.status == "Nothing to undo"
    again.close()


async def test_a_removed_feed_comes_back_after_a_restart(
    start: Start, real: Library, tmp_path: Path
) -> None:
    real.add(str(write_feed(tmp_path / "Courier.xml", "Snow line rises")))
    real.add(str(write_feed(tmp_path / "Post.xml", "Ferries wait")))
    async with start(real) as driver:
        await driver.press("h", "G", "delete")
        assert [feed.title for feed in real.feeds.all()] == ["Courier"]
    again = Library(real.paths, Config())
    async with start(again) as driver:
        assert driver.titles == ["Snow line rises"]
        await driver.press("u")
        assert [feed.title for feed in again.feeds.all()] == ["Courier", "Post"]
        await driver.wait_for(lambda: "Ferries wait" in driver.titles)
    again.close()


async def test_an_undo_that_the_lock_of_another_program_stops_is_done_by_the_next_key(
    start: Start, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database, "BUSY_SECONDS", 0.01)
    library = Library(find_paths(tmp_path / "cache"), Config())
    library.add(str(write_feed(tmp_path / "Post.xml", "Ferries wait")))
    async with start(library) as driver:
        await driver.press("m")
        with closing(sqlite3.connect(library.paths.database)) as other:
            other.execute("BEGIN IMMEDIATE")
            await driver.press("u")
            assert "another program holds it locked" in driver.status
        await driver.press("u")
        assert driver.status == "Undone: read"
        assert library.lists.count(Query(Scope.UNREAD)) == 1
    library.close()


async def test_u_takes_back_what_was_done_last_in_another_reader_and_leaves_what_a_sync_changed(
    start: Start, real: Library, tmp_path: Path
) -> None:
    real.add(str(write_feed(tmp_path / "Post.xml", "Ferries wait", "Cranes stand", "Gulls rule")))
    other = Library(real.paths, Config())
    async with start(real) as driver:
        await driver.press("s")
        ids = other.lists.ids(Query())
        other.mark(ids, read=True, label=lambda count: f"{count} marked read")
        real.mark(ids[:1], read=False)
        await driver.press("u")
        assert driver.status == "Undone: 3 marked read, but for 1 that changed since"
        await driver.press("u")
        assert driver.status == "Undone: starred"
        assert other.lists.count(Query(Scope.UNREAD)) == 3
    other.close()
