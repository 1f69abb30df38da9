from __future__ import annotations

import zipfile
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from gazette import Item, Run, rss

SetZone = Callable[[str | None], None]

EVENING = Item("evening", "Lamps are lit", published="Tue, 24 Nov 2026 20:05:00 GMT")
SUMMER = Item("summer", "Harbour regatta", published="Wed, 01 Jul 2026 22:30:00 GMT")


@pytest.fixture
def evening(run: Run, tmp_path: Path) -> Run:
    """Give a program whose cache holds what appeared on two evenings, as UTC has it."""
    file = tmp_path / "evening.xml"
    file.write_text(rss("Evening Post", EVENING, SUMMER), encoding="utf-8")
    assert run("add", str(file)).code == 0
    return run


def test_what_people_read_is_in_their_own_time_and_json_in_utc(
    evening: Run, set_zone: SetZone
) -> None:
    set_zone("Asia/Tokyo")
    number = evening("list", "lamps", "--json").document[0]["id"]

    assert " 2026-11-25 " in evening("list", "lamps").out
    assert evening("list", "lamps", "--format", "{day}").out == "2026-11-25\n"
    assert "25 Nov 05:05" in evening("show", str(number)).out
    assert evening("show", str(number), "--json").document["published"] == "2026-11-24T20:05:00Z"
    assert evening("list", "lamps", "--json").document[0]["published"] == "2026-11-24T20:05:00Z"


def test_each_time_has_the_summer_time_of_its_day(evening: Run, set_zone: SetZone) -> None:
    set_zone("Europe/Berlin")

    assert evening("list", "--format", "{day} {title}").out.splitlines() == [
        "2026-11-24 Lamps are lit",
        "2026-07-02 Harbour regatta",
    ]


def test_a_day_in_a_query_is_the_persons(evening: Run, set_zone: SetZone) -> None:
    set_zone("Asia/Tokyo")
    assert len(evening("list", "after:2026-11-25", "--json").document) == 1
    set_zone("America/New_York")
    assert evening("list", "after:2026-11-25", "--json").document == []
    assert len(evening("list", "before:2026-07-02", "--json").document) == 1


def test_files_for_people_say_the_persons_time_and_its_zone(
    evening: Run, set_zone: SetZone, tmp_path: Path
) -> None:
    set_zone("Asia/Tokyo")
    said = "2026-11-25 05:05 UTC+09:00"

    evening("export", "lamps", "--format", "html", "-o", str(tmp_path / "a.html"))
    assert said in (tmp_path / "a.html").read_text()
    assert "· 2026-11-25" in (tmp_path / "a.html").read_text()
    evening("export", "lamps", "--format", "md", "-o", str(tmp_path / "folder"))
    (file,) = tmp_path.glob("folder/2026-11-25-lamps-are-lit-*.md")
    assert said in file.read_text()
    evening("export", "lamps", "--format", "epub", "-o", str(tmp_path / "a.epub"))
    with zipfile.ZipFile(tmp_path / "a.epub") as book:
        names = [name for name in book.namelist() if name.endswith((".xhtml", ".opf"))]
        texts = "".join(book.read(name).decode() for name in names)
    assert said in texts
    assert "<dc:date>2026-11-25</dc:date>" in texts
    assert "2026-11-24T20:05:00Z" in texts  # EPUB 3.3 section 5.5.4 wants this one in UTC
    evening("export", "lamps", "--format", "jsonl", "-o", str(tmp_path / "a.jsonl"))
    assert '"2026-11-24T20:05:00Z"' in (tmp_path / "a.jsonl").read_text()


# ---- what has no date


UNDATED = """<rss version="2.0"><channel><title>Notices</title>
<item><title>New today</title><guid isPermaLink="false">a</guid><pubDate>{today}</pubDate></item>
<item><title>Notice one</title><guid isPermaLink="false">b</guid></item>
<item><title>Old one</title><guid isPermaLink="false">c</guid>
<pubDate>Tue, 04 Mar 2014 08:00:00 GMT</pubDate></item>
<item><title>Notice zero</title><guid isPermaLink="false">d</guid>
<pubDate>Thu, 01 Jan 1970 00:00:00 GMT</pubDate></item>
</channel></rss>"""


@pytest.fixture
def notices(run: Run, tmp_path: Path) -> Run:
    """Give a program whose cache holds articles with and without a date."""
    file = tmp_path / "notices.xml"
    today = datetime.now().astimezone() - timedelta(hours=1)
    file.write_text(UNDATED.format(today=f"{today:%a, %d %b %Y %H:%M:%S %z}"), encoding="utf-8")
    assert run("add", str(file)).code == 0
    return run


def test_what_has_no_date_stands_below_what_came_with_it(notices: Run) -> None:
    titles = notices("list", "--format", "{title}").out.splitlines()

    assert titles[:2] == ["New today", "Old one"]
    assert sorted(titles[2:]) == ["Notice one", "Notice zero"]


def test_what_has_no_date_has_no_age_and_no_day(notices: Run) -> None:
    assert notices("list", "title:notice", "--format", "<{age}{day}>").out == "<>\n<>\n"
    for line in notices("list", "title:notice").out.splitlines():
        assert line.split()[2] == "-"
    one, zero = sorted(
        notices("list", "title:notice", "--json").document, key=lambda one: one["title"]
    )
    assert one["published"] is None
    shown = notices("show", str(one["id"])).out
    assert "20" not in shown
    assert "Notices" in shown
    assert "1970" not in notices("show", str(zero["id"])).out


def test_files_for_people_make_up_no_date(notices: Run, tmp_path: Path) -> None:
    notices("export", 'title:"notice one"', "--format", "md", "-o", str(tmp_path / "folder"))

    (file,) = tmp_path.glob("folder/notice-one-*.md")
    assert "UTC" not in file.read_text()


def test_what_arrives_without_a_date_is_new(notices: Run, tmp_path: Path) -> None:
    file = tmp_path / "notices.xml"
    more = '<item><title>Notice two</title><guid isPermaLink="false">e</guid></item>'
    file.write_text(file.read_text().replace("<item>", more + "<item>", 1))

    assert notices("refresh").code == 0

    assert notices("list", "--format", "{title}").out.splitlines()[0] == "Notice two"
