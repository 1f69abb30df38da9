"""Local files and folders are feeds: each article once, broken files left out, errors in words."""

from __future__ import annotations

import os
import pickle
import shutil
from datetime import UTC, datetime
from pathlib import Path

import pytest

from qreader.errors import FileError, ParseError, SourceError
from qreader.model import Entry
from qreader.sources import files
from qreader.sources.files import FileKind, kind_of, read_entry, read_local
from qreader.text import html, plain, urls
from qreader.text.blocks import Heading, Table

DATA = Path(__file__).parent.parent / "data"
PAGE = DATA / "pages" / "article.html"
SAVE = DATA / "saves" / "harbour.txt"
FEED = """<?xml version="1.0"?><rss version="2.0"><channel><title>Tides</title>
<item><title>High water</title><guid>a</guid><description>At noon.</description></item>
<item><title>Low water</title><guid>b</guid><description>At six.</description></item>
</channel></rss>"""
MARKDOWN = """---
title: "Bridge soup: for *forty*"
author: Pell Armitage and Ines Adler
date: 2024-10-05
tags: [soup, bridges]
lang: en-GB
---

# Bridge soup: for *forty*

Take **forty** onions.

## And then

| pot | litres |
|---|---|
| big | 40 |
"""


def write(path: Path, content: str | bytes) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def text_of(entry: Entry) -> str:
    return plain.plain_text(html.blocks(entry.body_html or "", entry.base_url))


def titles(path: Path) -> list[str]:
    return [entry.title for entry in read_local(path).entries]


# ---- one file of each kind


def test_a_text_save_is_one_article_with_its_own_related_stories() -> None:
    feed = read_local(SAVE)
    (entry,) = feed.entries
    assert feed.title == "harbour.txt"
    assert entry.title == "Harbour of Vennmouth opens its old lock again"
    assert entry.url is None
    assert len(entry.own_related[0].items) == 4


def test_a_saved_page_is_one_article_at_the_address_that_it_states(tmp_path: Path) -> None:
    (entry,) = read_local(PAGE).entries
    assert entry.url is None  # its canonical address is relative, and nothing says to what
    absolute = PAGE.read_text("utf-8").replace(
        'href="/harbour/lock', 'href="https://l.example/lock'
    )
    (entry,) = read_local(write(tmp_path / "saved.HTM", absolute)).entries
    assert entry.url == "https://l.example/lock-keeper"
    assert entry.own_related[0].items[0].url == "https://l.example/harbour/fish-market"


def test_markdown_with_front_matter_is_one_article(tmp_path: Path) -> None:
    (entry,) = read_local(write(tmp_path / "soup.md", MARKDOWN)).entries
    assert entry.title == "Bridge soup: for forty"
    assert entry.authors == ("Pell Armitage", "Ines Adler")
    assert entry.published == datetime(2024, 10, 5, tzinfo=UTC)
    assert entry.tags == ("soup", "bridges")
    assert entry.language == "en-gb"
    blocks = html.blocks(entry.body_html or "", None)
    assert any(isinstance(block, Table) for block in blocks)
    assert [block.level for block in blocks if isinstance(block, Heading)] == [2]


@pytest.mark.parametrize(
    ("text", "title", "body"),
    [
        ("# A title\n\nText.", "A title", "Text."),
        ("# A *title* #\nText.", "A title", "Text."),
        ("Text.\n\n# Later\n", "Later", "Text.\n\nLater"),
        ("Text.\n\n```\n# no title\n```\n", "Text.", "Text.\n\n# no title"),
        ("---\ntitle: Other\n---\n# A heading\n\nText.", "Other", "A heading\n\nText."),
        ("---\nText of no front matter.\n", "Text of no front matter.", "Text of no front matter."),
        ("---\nauthors:\n- Ines\n- Tom\n---\n# T\n\nText.", "T", "Text."),
        ("\ufeff# T\r\n\r\nText.\r\n", "T", "Text."),
        (
            "# T\n\n<script>alert(1)</script> stays text.",
            "T",
            "<script>alert(1)</script> stays text.",
        ),
    ],
)
def test_the_title_of_markdown_is_stated_or_its_first_heading(
    tmp_path: Path, text: str, title: str, body: str
) -> None:
    (entry,) = read_local(write(tmp_path / "a.markdown", text)).entries
    assert (entry.title, text_of(entry)) == (title, body)


def test_front_matter_lists_its_authors_line_by_line(tmp_path: Path) -> None:
    text = "---\nauthors:\n  - Ines Adler\n  - 'Tom Okoye'\ndate: soon\n---\nText of it.\n"
    (entry,) = read_local(write(tmp_path / "a.md", text)).entries
    assert entry.authors == ("Ines Adler", "Tom Okoye")
    assert entry.published is None


@pytest.mark.parametrize("suffix", [".xml", ".rss", ".atom", ".rdf", ".feed", ""])
def test_a_feed_document_has_its_entries_whatever_its_name(tmp_path: Path, suffix: str) -> None:
    feed = read_local(write(tmp_path / f"tides{suffix}", FEED))
    assert feed.title == "Tides"
    assert [entry.guid for entry in feed.entries] == ["a", "b"]


def test_a_json_feed_has_its_entries(tmp_path: Path) -> None:
    items = '[{"id": "1", "content_text": "x"}]'
    text = f'{{"version": "https://jsonfeed.org/version/1.1", "title": "T", "items": {items}}}'
    assert len(read_local(write(tmp_path / "feed.json", text)).entries) == 1
    assert len(read_local(write(tmp_path / "feed", text)).entries) == 1


def test_an_unknown_name_is_read_as_what_it_holds(tmp_path: Path) -> None:
    page = write(tmp_path / "saved.page", PAGE.read_bytes())
    assert titles(page) == ["Lock keeper oils the gates of Vennmouth"]
    text = write(tmp_path / "README", "On rain\n\nIt falls.\n")
    assert titles(text) == ["On rain"]


def test_xhtml_that_is_named_xml_is_a_page(tmp_path: Path) -> None:
    page = write(tmp_path / "saved.xml", PAGE.read_bytes())
    assert titles(page) == ["Lock keeper oils the gates of Vennmouth"]


def test_what_a_file_is_read_as_can_be_asked_by_its_name() -> None:
    assert kind_of(Path("a.TXT")) is FileKind.SAVE
    assert kind_of(Path("a.xhtml")) is FileKind.PAGE
    assert kind_of(Path("a.md")) is FileKind.MARKDOWN
    assert kind_of(Path("a.json")) is FileKind.FEED
    assert kind_of(Path("a.pdf")) is None


# ---- what a file says without words


def test_an_articles_id_is_its_path_and_its_update_the_files_time(tmp_path: Path) -> None:
    path = write(tmp_path / "a b é.txt", "Title\n\nText of it.\n")
    os.utime(path, (1_700_000_000, 1_700_000_000))
    (entry,) = read_local(path).entries
    assert entry.guid == urls.file_url(path)
    assert urls.path_of(entry.guid) == path
    assert entry.updated == datetime.fromtimestamp(1_700_000_000, UTC)
    assert entry.published is None


def test_a_relative_path_and_a_home_are_found(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(tmp_path / "a.txt", "Title\n\nText of it.\n")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOME", str(tmp_path))
    assert (
        read_local(Path("a.txt")) == read_local(Path("~/a.txt")) == read_local(tmp_path / "a.txt")
    )


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1252"])
def test_the_characters_of_a_text_are_found_out(tmp_path: Path, encoding: str) -> None:
    text = "Käse für Ännchen\n\n“Größer”, sagte sie.\n"
    content = text.encode(encoding)
    if encoding == "utf-16-le":
        content = b"\xff\xfe" + content
    (entry,) = read_local(write(tmp_path / "a.txt", content)).entries
    assert (entry.title, text_of(entry)) == ("Käse für Ännchen", "“Größer”, sagte sie.")


def test_terminal_sequences_in_a_text_do_not_reach_the_title(tmp_path: Path) -> None:
    (entry,) = read_local(write(tmp_path / "a.txt", "Ti\x1b[2Jtle\x07\n\nText of it.\n")).entries
    assert "\x1b" not in entry.title + (entry.body_html or "")


# ---- errors


def check_error(path: Path, kind: type[SourceError], words: str) -> None:
    with pytest.raises(kind) as caught:
        read_local(path)
    message = str(caught.value)
    assert str(path) in message
    assert words in message
    assert "\n" not in message
    assert caught.value.url == urls.file_url(path)
    again = pickle.loads(pickle.dumps(caught.value))
    assert (str(again), again.url) == (message, caught.value.url)


def test_a_missing_file_is_an_error(tmp_path: Path) -> None:
    check_error(tmp_path / "none.txt", FileError, "does not exist")


@pytest.mark.parametrize("name", ["a.txt", "a.html", "a.md", "a.xml", "a.json", "a"])
def test_an_empty_file_is_an_error(tmp_path: Path, name: str) -> None:
    check_error(write(tmp_path / name, " \n"), FileError, "is empty")


@pytest.mark.parametrize("name", ["a.txt", "a.html", "a.xml", "a.bin"])
def test_a_binary_file_is_an_error(tmp_path: Path, name: str) -> None:
    content = b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 20
    check_error(write(tmp_path / name, content), FileError, "binary")


def test_a_file_that_is_too_large_is_an_error(tmp_path: Path) -> None:
    path = write(tmp_path / "a.txt", "x")
    os.truncate(path, files.MAX_FILE_BYTES + 1)
    check_error(path, FileError, "larger than 10 MB")


def test_a_pipe_is_refused_and_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.xml")
    check_error(tmp_path / "pipe.xml", FileError, "no regular file")


def test_a_link_in_a_circle_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "a.txt").symlink_to(tmp_path / "a.txt")
    check_error(tmp_path / "a.txt", FileError, "cannot be read")


@pytest.mark.skipif(os.geteuid() == 0, reason="nothing is forbidden to root")
def test_a_file_that_may_not_be_read_is_an_error(tmp_path: Path) -> None:
    path = write(tmp_path / "a.txt", "x")
    path.chmod(0)
    check_error(path, FileError, "ermission denied")


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("a.xml", "<note><to>Ann</to></note>", "feed"),
        ("a.json", '{"a": 1}', "JSON"),
        ("a.json", "{", "JSON"),
        ("a.html", "<html><body></body></html>", "no article"),
        ("feeds.opml", "<opml version='2.0'><body/></opml>", "list of feeds"),
        ("feeds.xml", "<?xml version='1.0'?><opml><body/></opml>", "list of feeds"),
    ],
)
def test_a_file_that_is_not_what_it_should_be_is_an_error(
    tmp_path: Path, name: str, content: str, words: str
) -> None:
    check_error(write(tmp_path / name, content), ParseError, words)


def test_a_name_cannot_steer_a_terminal_through_its_error(tmp_path: Path) -> None:
    path = tmp_path / "a\x1b[2J\nb.txt"
    with pytest.raises(FileError) as caught:
        read_local(path)
    assert "\x1b" not in str(caught.value)
    assert "\n" not in str(caught.value)


# ---- folders


def test_a_folder_is_a_feed_of_all_that_can_be_read_in_it(tmp_path: Path) -> None:
    folder = tmp_path / "Saved pages"
    write(folder / "b.txt", "Title B\n\nText of it.\n")
    write(folder / "a.md", "# Title A\n\nText of it.\n")
    write(folder / "c" / "d.txt", "Title D\n\nText of it.\n")
    write(folder / "tides.xml", FEED)
    shutil.copy(PAGE, folder / "page.html")
    feed = read_local(folder)
    assert feed.title == "Saved pages"
    assert [entry.title for entry in feed.entries] == [
        "Title A",
        "Title B",
        "Lock keeper oils the gates of Vennmouth",
        "High water",
        "Low water",
        "Title D",
    ]


def test_one_broken_file_does_not_cost_the_others(tmp_path: Path) -> None:
    write(tmp_path / "a.xml", "<note/>")
    write(tmp_path / "b.txt", b"\x00\x01\x02" * 99)
    write(tmp_path / "c.html", "")
    write(tmp_path / "d.txt", "Title D\n\nText of it.\n")
    os.mkfifo(tmp_path / "e.txt")
    assert titles(tmp_path) == ["Title D"]


@pytest.mark.parametrize("name", [".hidden.txt", ".git/a.txt", "picture.jpg", "feeds.opml"])
def test_hidden_files_and_other_kinds_are_left_out(tmp_path: Path, name: str) -> None:
    write(tmp_path / name, "Title\n\nText of it.\n")
    check_error(tmp_path, FileError, "no articles in")


def test_a_folder_without_a_readable_file_says_what_was_wrong(tmp_path: Path) -> None:
    write(tmp_path / "a.xml", "<note/>")
    check_error(tmp_path, FileError, "a.xml")


def test_a_folder_is_read_three_levels_deep(tmp_path: Path) -> None:
    for depth in range(6):
        folder = tmp_path.joinpath(*"abcdef"[:depth])
        write(folder / "x.txt", f"Title {depth}\n\nText of it.\n")
    assert titles(tmp_path) == ["Title 0", "Title 1", "Title 2", "Title 3"]


def test_links_that_leave_the_folder_are_not_followed(tmp_path: Path) -> None:
    outside = write(tmp_path / "outside" / "secret.txt", "Secret\n\nText of it.\n")
    folder = tmp_path / "in"
    inside = write(folder / "a.txt", "Title A\n\nText of it.\n")
    (folder / "b.txt").symlink_to(outside)
    (folder / "c").symlink_to(outside.parent)
    (folder / "d.txt").symlink_to(tmp_path / "nothing")
    (folder / "e.txt").symlink_to(folder / "e.txt")
    (folder / "f").symlink_to(folder)
    (folder / "g.txt").symlink_to(inside)
    assert titles(folder) == ["Title A", "Title A"]


def test_a_folder_of_more_files_than_are_read_has_the_first(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(files, "MAX_FILES", 2)
    for name in "cab":
        write(tmp_path / f"{name}.txt", f"Title {name}\n\nText of it.\n")
    assert titles(tmp_path) == ["Title a", "Title b"]


@pytest.mark.skipif(os.geteuid() == 0, reason="nothing is forbidden to root")
def test_a_folder_that_may_not_be_listed_is_an_error(tmp_path: Path) -> None:
    folder = tmp_path / "a"
    folder.mkdir()
    folder.chmod(0)
    check_error(folder, FileError, "ermission denied")


# ---- exactly one


def test_a_file_of_one_article_is_an_entry() -> None:
    assert read_entry(SAVE).entry.title == "Harbour of Vennmouth opens its old lock again"


def test_a_file_of_two_articles_is_no_entry(tmp_path: Path) -> None:
    path = write(tmp_path / "tides.xml", FEED)
    with pytest.raises(ParseError, match="2 articles"):
        read_entry(path)


def test_what_is_read_can_travel_between_processes() -> None:
    feed = read_local(PAGE)
    assert pickle.loads(pickle.dumps(feed)) == feed
    assert pickle.loads(pickle.dumps(read_local)) is read_local
