"""Programs as sources: what they print is a feed, and what goes wrong is said with their feed."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from loopback import Loopback
from qreader.collect import programs
from qreader.config.settings import Config, find_paths
from qreader.config.tables import ProgramFeed
from qreader.library import Library
from qreader.model import Feed, FeedSetting, Query, Refreshed

Open = Callable[..., Library]


@pytest.fixture
def opened(tmp_path: Path) -> Iterator[Open]:
    """Open a cache with these programs; an earlier one is closed."""
    made: list[Library] = []

    def open_one(*programs: ProgramFeed) -> Library:
        for library in made:
            library.close()
        config = Config(feed=list(programs), fetch_seconds=10, fetch_megabytes=1)
        made.append(Library(find_paths(tmp_path / "cache"), config))
        return made[-1]

    yield open_one
    for library in made:
        library.close()


def rss(*titles: str) -> str:
    items = "".join(f"<item><title>{one}</title><guid>{one}</guid></item>" for one in titles)
    return f"<rss version='2.0'><channel><title>Its own</title>{items}</channel></rss>"


def program(body: str, title: str = "Tides", **more: object) -> ProgramFeed:
    return ProgramFeed(title, (sys.executable, "-c", body), **more)  # type: ignore[arg-type]


def refreshed(library: Library) -> list[Refreshed]:
    return list(library.refresh())


def only_feed(library: Library) -> Feed:
    (feed,) = library.feeds.all()
    return feed


def titles(library: Library) -> list[str]:
    return sorted(library.articles.titles(library.lists.ids(Query())).values())


def test_a_program_is_subscribed_to_by_its_line_and_its_output_is_read(opened: Open):
    library = opened(program(f"print({rss('High', 'Low')!r})", folder="Sea", minutes=90))

    assert library.is_any_due()
    (done,) = refreshed(library)

    feed = only_feed(library)
    assert (done.new, done.error) == (2, None)
    assert (feed.title, feed.folder) == ("Tides", "Sea")
    assert (feed.is_program, feed.is_local) == (True, False)
    assert feed.next_check == feed.checked + timedelta(minutes=90)
    assert titles(library) == ["High", "Low"]
    assert not library.is_any_due()


def test_the_same_output_again_brings_nothing_and_another_command_keeps_the_articles(opened: Open):
    library = opened(program(f"print({rss('High')!r})"))
    refreshed(library)
    before = library.lists.ids(Query())
    assert [(one.new, one.changed, one.error) for one in refreshed(library)] == [(0, 0, None)]

    library = opened(program(f"print({rss('High', 'Low')!r}) or 3"))
    assert [one.new for one in refreshed(library)] == [1]
    assert set(before) < set(library.lists.ids(Query()))


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (f"import sys; print({rss('A')!r}); sys.exit('\x1b[2Jno sea \\n')", "ended with 1: no sea"),
        ("pass", "printed nothing"),
        ("print(' \\n')", "printed nothing"),
        ("import os; os.write(1, bytes(range(256)) * 50)", ""),
        ("print('<html><body><p>A page')", ""),
        ("import os\nwhile True: os.write(1, b'<rss>' * 99_999)", "wrote more than 1 MB"),
        ("import os; os.kill(os.getpid(), 11)", "was killed by SIGSEGV"),
    ],
    ids=["exit 1", "silent", "blank", "binary", "page", "flood", "crash"],
)
def test_a_program_that_fails_is_said_and_costs_no_other(opened: Open, body: str, said: str):
    library = opened(program(body, "Bad"), program(f"print({rss('High')!r})", "Good"))

    done = {one.feed: one for one in refreshed(library)}

    assert done["Good"].error is None
    assert done["Bad"].error
    assert said in done["Bad"].error
    assert "\x1b" not in done["Bad"].error
    assert titles(library) == ["High"]
    bad = next(feed for feed in library.feeds.all() if feed.title == "Bad")
    assert (bad.error, bad.failures) == (done["Bad"].error, 1)


def test_all_that_a_failed_program_complained_of_is_in_the_log(opened: Open):
    library = opened(program("import sys; sys.exit('the harbour\\n\\x1b[2Jis closed')"))

    (done,) = refreshed(library)

    log = library.paths.log_file.read_text()
    assert (done.error or "").endswith("ended with 1: is closed")
    assert "the harbour\nis closed" in log
    assert "\x1b" not in log


def test_a_feed_whose_line_is_gone_keeps_its_articles_and_says_so(opened: Open):
    refreshed(opened(program(f"print({rss('High')!r})", "The tides, daily")))

    library = opened()
    (done,) = refreshed(library)

    assert done.error == "the configuration has no [[feed]] with the title 'The tides, daily'"
    assert only_feed(library).articles == 1
    assert titles(library) == ["High"]


def test_a_filter_reads_the_fetched_document(opened: Open, loopback: Loopback):
    url = loopback.serve("/tides", rss("High", "Low").encode())
    body = "import sys; print(sys.stdin.read().replace('High', 'Flood'))"
    command = (sys.executable, "-c", body)

    library = opened(ProgramFeed("Tides", (), url, command))
    (done,) = refreshed(library)

    assert (done.new, done.error) == (2, None)
    assert titles(library) == ["Flood", "Low"]

    loopback.serve("/tides", b"")
    (done,) = refreshed(library)
    assert "empty answer" in (done.error or "")


def test_what_is_given_by_hand_stays_and_what_is_unsubscribed_comes_back(opened: Open):
    line = program(f"print({rss('High')!r})", folder="Sea")
    library = opened(line)
    refreshed(library)
    number = only_feed(library).id
    library.edit_feeds({number: {FeedSetting.TITLE: "Mine", FeedSetting.FOLDER: None}})
    refreshed(library)
    assert (only_feed(library).title, only_feed(library).folder) == ("Mine", None)

    library.remove_feed(number)
    assert library.feeds.all() == []
    refreshed(library)
    assert only_feed(library).articles == 1


def test_a_program_is_in_no_list_for_other_readers(opened: Open):
    library = opened(program(f"print({rss('High')!r})"))
    refreshed(library)

    text, count = library.export_text()

    assert count == 0
    assert "program:" not in text


def test_a_list_that_names_a_programs_address_subscribes_to_nothing(opened: Open, tmp_path: Path):
    library = opened()
    path = tmp_path / "feeds.opml"
    path.write_text(
        "<opml version='2.0'><body><outline type='rss' text='x' xmlUrl='program:Tides'/>"
        "<outline type='rss' text='y' xmlUrl='exec:ls'/></body></opml>"
    )

    imported = library.bring_in(str(path))

    assert library.feeds.all() == []
    assert (len(imported.skipped), imported.programs) == (2, ())


def test_a_refresh_that_is_left_early_kills_what_runs_and_the_next_one_runs_again(
    opened: Open, tmp_path: Path
):
    mark = tmp_path / "hang"
    mark.touch()
    body = (
        f"import os, time\nwhile os.path.exists({str(mark)!r}): time.sleep(0.05)\n"
        f"print({rss('High')!r})"
    )
    library = opened(program(body, "Slow"), program(f"print({rss('Low')!r})", "Quick"))

    outcomes = library.refresh()
    assert next(iter(outcomes)).feed == "Quick"
    outcomes.close()  # type: ignore[attr-defined]
    mark.unlink()

    assert {one.feed: one.error for one in refreshed(library)} == {"Slow": None, "Quick": None}
    assert titles(library) == ["High", "Low"]


def test_a_program_that_hangs_is_ended_in_time(opened: Open, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(programs, "SECONDS", 0.5)
    library = opened(program("import time; time.sleep(600)"))

    (done,) = refreshed(library)

    assert (done.error or "").endswith("took longer than 0.5 seconds")


def test_a_program_that_is_not_there_says_so(opened: Open):
    (done,) = refreshed(opened(ProgramFeed("Tides", ("/nowhere/tides",))))

    assert done.error == "tides is not there"


@pytest.mark.parametrize(
    ("printed", "page"),
    [
        (
            '{"all": [{"name": "High", "at": "https://a.example/1"},'
            ' {"name": "Low", "at": "https://a.example/2"}]}',
            {"items": "all", "title": "name", "link": "at"},
        ),
        (
            "<ul><li><a href='https://a.example/1'>High</a><li><a href='https://a.example/2'>Low</a>",
            {"items": "li", "link": "a", "title": "a"},
        ),
    ],
    ids=["json", "page"],
)
def test_a_program_may_print_a_page_or_json(opened: Open, printed: str, page: dict[str, str]):
    library = opened(program(f"print({printed!r})", page=page))

    (done,) = refreshed(library)

    assert (done.new, done.error) == (2, None)
    assert titles(library) == ["High", "Low"]


def test_a_page_that_cannot_be_read_so_says_why(opened: Open):
    library = opened(program("print('<p>x')", page={"items": "p,,a"}))

    (done,) = refreshed(library)

    assert "--items" in (done.error or "")


def test_a_program_leads_to_no_page_in_the_persons_own_network(opened: Open, loopback: Loopback):
    page = loopback.serve("/secret", b"<article><p>A secret of the house, told to nobody else.")
    printed = rss("High").replace("<guid>", f"<link>{page}</link><guid>")
    library = opened(program(f"print({printed!r})"))
    refreshed(library)

    (paged,) = library.fetch_pages(library.lists.ids(Query()))

    assert "private" in (paged.error or "")
    assert loopback.asked == []
