"""The screen tells the truth: it is what it would be drawn anew, and says what the cache holds."""

from __future__ import annotations

import os
import random
import shutil
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from emulated import difference
from pseudo_terminal import filled
from qreader.config.settings import Config, find_paths
from qreader.library import Library
from qreader.model import Query
from watched import Watched

SIZES = [(80, 24), (120, 40), (160, 45), (40, 12)]
SEEDS = range(int(os.environ.get("QREADER_TEST_SEEDS", "1")))
STEPS = 60
CHECKS = 8
WORDS = ("moon", "base", "river", "stone", "market", "peace", "talks", "storm", "violet", "copper")
KEYS = [
    *"jjjjkkkGnpNJJK][hhlmmsbDxVAZuuzT\\,=-<>f ",
    "\r", "\r", "\r", "\x1b", "\x1b", "\x1b", "\t", "\x1b[Z", "\x1b[6~", "\x1b[5~", "\x04", "\x15",
    "gg", "ga", "gu", "gs", "gl", "gh", "gd", "gf", "gt", "5j", "12G", "\x0f", "\x0c",
    "/moon\r", "/is:unread\r", "Fbase\r", "t ü\r", ":theme nord\r", ":stories\r",
    "\x1b[<65;5;5M\x1b[<65;5;5M", "\x1b[<64;5;5M", "\x1b[<65;70;8M",
    "\x1b[<0;9;4M\x1b[<0;9;4m", "\x1b[<0;60;7M\x1b[<0;60;7m",
]  # fmt: skip
"""None of them leaves the reader, or starts another program."""


def feed_text(name: str, count: int, chance: random.Random) -> str:
    """Return a feed whose titles begin with a letter and a number that nothing else has."""
    items = []
    for n in range(count):
        title = f"{name}{n:02d} {' '.join(chance.choices(WORDS, k=4))}"
        text = "".join(f"&lt;p&gt;{' '.join(chance.choices(WORDS, k=30))}&lt;/p&gt;" * 4)
        items.append(
            f"<item><title>{title}</title><guid>{name}{n}</guid>"
            f"<pubDate>Mon, {28 - n // 3} Sep 2026 10:{n}:00 GMT</pubDate>"
            f"<link>https://example.org/{name}{n}</link><description>{text}</description></item>"
        )
    title = f"<title>Paper {name}</title><link>https://example.org</link>"
    return f'<rss version="2.0"><channel>{title}{"".join(items)}</channel></rss>'


@pytest.fixture(scope="session")
def filled_cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder, chance = tmp_path_factory.mktemp("truth"), random.Random(0)
    for name in "ABC":
        (folder / f"{name}.xml").write_text(feed_text(name, 30, chance))
        filled(folder / "cache", folder / f"{name}.xml")
    return folder / "cache"


@pytest.fixture
def cache(filled_cache: Path, tmp_path: Path) -> Path:
    return shutil.copytree(filled_cache, tmp_path / "cache")


@contextmanager
def reader_of(cache: Path, size: tuple[int, int]) -> Iterator[Watched]:
    watched = Watched(cache, *size)
    try:
        yield watched
    finally:
        watched.terminal.close()


def assert_true(reader: Watched, library: Library) -> None:
    """The screen is what it would be drawn anew, and its rows are as the cache has them."""
    assert reader.difference_drawn_anew() == "", reader.text
    rows = library.articles.rows(library.lists.ids(Query()))
    known = {row.title.split()[0]: row.status for row in rows}
    for mark, title, is_bold in reader.rows:
        status = known.get(title)
        if status is None:  # hidden
            continue
        assert is_bold is not status.read, f"{title}, {status}:\n{reader.text}"
        if mark == "›":
            continue
        state, kept = mark
        if state not in "■±":
            assert state == " ●"[not status.read], f"{title}, {status}:\n{reader.text}"
        wanted = "★" if status.starred else "◷" if status.later else " "
        assert kept == wanted, f"{title}, {status}:\n{reader.text}"


def look_up_keys(reader: Watched) -> None:
    """Open the box of keys and close it, each time at rest: a box that closes takes no key."""
    reader.rest()
    reader.press("?")
    assert reader.difference_drawn_anew() == "", reader.text
    reader.press("\x1b")
    reader.rest()


@pytest.mark.slow
@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
@pytest.mark.parametrize("seed", SEEDS)
def test_after_any_keys_sizes_marks_and_arrivals_the_screen_is_true(
    cache: Path, size: tuple[int, int], seed: int
) -> None:
    chance = random.Random(f"{seed} {size}")
    with (
        closing(Library(find_paths(cache), Config())) as library,
        reader_of(cache, size) as reader,
    ):
        done = []
        arrivals = dict(zip(chance.sample(range(STEPS), 2), "DE", strict=True))
        for step in range(STEPS):
            if chance.random() < 0.04:
                reader.resize(*chance.choice([one for one in SIZES if one != size]))
                reader.resize(*size)
            if chance.random() < 0.1:
                ids = library.lists.ids(Query(), limit=20)
                library.mark([chance.choice(ids)], starred=chance.random() < 0.5)
                library.mark([chance.choice(ids)], read=chance.random() < 0.5)
            if chance.random() < 0.04:
                look_up_keys(reader)
            if step in arrivals:
                (path := cache / f"{arrivals[step]}.xml").write_text(
                    feed_text(arrivals[step], 6, chance)
                )
                library.add(str(path))
            done.append(chance.choice(KEYS))
            reader.press(done[-1])
            if not (step + 1) % CHECKS:
                reader.rest()
                try:
                    assert_true(reader, library)
                except AssertionError as error:
                    error.add_note(f"after {done}")
                    raise


def test_a_list_that_comes_back_shows_what_was_read_and_where(cache: Path) -> None:
    with (
        closing(Library(find_paths(cache), Config())) as library,
        reader_of(cache, (80, 24)) as reader,
    ):
        first = [title for _, title, _ in reader.rows[:3]]
        for key in "\rJJh":
            reader.press(key)
            reader.rest()
        assert_true(reader, library)
        assert [(mark, title) for mark, title, _ in reader.rows[:3]] == [("  ", t) for t in first]
        assert reader.screen.display[4].startswith("▌"), reader.text


def test_an_article_opened_in_a_pane_that_was_hidden_is_laid_out(cache: Path) -> None:
    with reader_of(cache, (40, 12)) as reader:
        for keys in ("\r", "h", "G\rs"):
            reader.press(keys)
            assert reader.difference_drawn_anew() == "", reader.text


def test_the_wheel_takes_the_cursor_along(cache: Path) -> None:
    with reader_of(cache, (80, 24)) as reader:
        first = reader.rows[0][1]
        reader.press("\x1b[<65;5;5M" * 8)
        reader.rest()
        assert first not in reader.text
        assert reader.screen.display[2].startswith("▌"), reader.text  # below the month
        under = reader.rows[0][1]
        reader.press("\x1b[<64;5;5M" * 8 + "s")
        reader.rest()
        assert [title for mark, title, _ in reader.rows if mark == "●★"] == [
            line[4:7] for line in reader.screen.display if line.startswith("▌●")
        ]
        assert under not in reader.rows[0]


def test_a_redraw_owes_nothing_to_what_was_there(cache: Path) -> None:
    with reader_of(cache, (120, 40)) as reader:
        reader.press("\r")
        before = reader.rest().seen
        reader.spoil()
        assert reader.screen.seen != before
        reader.press("\x0c")
        assert difference(before, reader.rest().seen) == ""
