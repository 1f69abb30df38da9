"""Several articles as one book, page or folder: complete, linked to each other, always the same."""

from __future__ import annotations

import io
import re
import zipfile
from datetime import UTC, datetime, timedelta
from pathlib import Path
from xml.etree import ElementTree

import pytest

from qreader.export.collection import Collection
from qreader.export.digest import write_html, write_markdown
from qreader.export.epub import write_epub
from qreader.model import Article, ArticleId, Entry, FeedId, Link, LinkBlock, LinkKind, Row
from qreader.text.file_names import file_stem

DATED = datetime(2026, 3, 1, 8, 30, tzinfo=UTC)
FIRST = Entry(
    "Ice & <snow>",
    url="https://news.example/1",
    language="en",
    body_html=(
        "<p>See <a href='https://www.news.example/2?utm_source=x#down'>the second</a> and"
        " <a href='/1#comments'>what readers say</a>, <a href='/x[1]%zz#a#b'>odd</a>."
        "<sup><a href='#n'>1</a></sup></p><ol><li id='n'>A note.</li></ol>"
        "<figure><img src='/p.png' alt=''><figcaption>At dawn</figcaption></figure>"
    ),
)
SECOND = Entry(
    "Bread",
    url="https://news.example/2",
    language="en",
    body_html="<p>Loaves.<sup><a href='#n'>1</a></sup></p><ol><li id='n'>Another note.</li></ol>",
    own_related=(
        LinkBlock(
            "More",
            LinkKind.RELATED,
            (
                Link("Ice, as printed", None, None, ArticleId(1)),
                Link("Else", None, None, ArticleId(9)),
            ),
        ),
    ),
)


def collection(*entries: Entry) -> Collection:
    articles = {}
    for number, entry in enumerate(entries or (FIRST, SECOND), start=1):
        dated = DATED - timedelta(days=number)
        row = Row(ArticleId(number), FeedId(1), "Gazette", entry.title, dated, url=entry.url)
        articles[row.id] = Article(row, entry)
    return Collection(
        "is:unread · today", tuple(a.row for a in articles.values()), articles.__getitem__
    )


def book(*entries: Entry) -> zipfile.ZipFile:
    file = io.BytesIO()
    write_epub(collection(*entries), file)
    return zipfile.ZipFile(file)


def html(*entries: Entry) -> str:
    file = io.BytesIO()
    write_html(collection(*entries), file)
    return file.getvalue().decode()


# ---- EPUB


def test_a_book_says_what_it_is_before_all_else():
    first = book().infolist()[0]

    assert (first.filename, first.compress_type) == ("mimetype", zipfile.ZIP_STORED)
    assert first.extra == b""
    assert book().read("mimetype") == b"application/epub+zip"


def test_all_of_a_book_is_well_formed_and_all_of_it_is_listed():
    made = book()
    for name in made.namelist():
        if name.endswith((".xhtml", ".opf", ".ncx", ".xml")):
            ElementTree.fromstring(made.read(name))

    listed = set(re.findall(r'<item [^>]*href="([^"]+)"', made.read("book/package.opf").decode()))
    there = {name.removeprefix("book/") for name in made.namelist() if name.startswith("book/")}
    assert listed == there - {"package.opf"}


def test_contents_of_both_kinds_lead_to_every_chapter():
    made = book()

    for name in ("book/contents.xhtml", "book/toc.ncx"):
        contents = made.read(name).decode()
        assert re.findall(r'(?:href|src)="(article-\d+\.xhtml)"', contents) == [
            "article-1.xhtml",
            "article-2.xhtml",
        ]
        assert "Ice &amp; &lt;snow&gt;" in contents


def test_links_between_articles_of_a_book_stay_in_it():
    first, second = (book().read(f"book/article-{number}.xhtml").decode() for number in (1, 2))

    assert '<a href="article-2.xhtml">the second</a>' in first
    assert '<a href="https://news.example/1#comments">what readers say</a>' in first
    assert '<a href="article-1.xhtml">Ice, as printed</a>' in second
    assert "<li>Else</li>" in second
    assert '<a href="#place-1"><sup>1</sup></a>' in first
    assert 'id="place-1">A note.' in first
    assert '<a href="contents.xhtml">Contents</a>' in first
    assert "<figcaption>At dawn</figcaption>" in first


def test_addresses_in_a_book_are_strict():
    assert (
        'href="https://news.example/x%5B1%5D%25zz#a%23b"'
        in book().read("book/article-1.xhtml").decode()
    )


def test_a_book_is_in_the_language_of_most_of_its_articles():
    french = Entry("Glace", language="fr")

    assert (
        "<dc:language>en</dc:language>"
        in book(FIRST, french, SECOND).read("book/package.opf").decode()
    )
    assert (
        "<dc:language>und</dc:language>"
        in book(Entry("x", language="not one")).read("book/package.opf").decode()
    )


def test_the_same_articles_make_the_same_book_and_others_another():
    def made(*entries: Entry) -> bytes:
        file = io.BytesIO()
        write_epub(collection(*entries), file)
        return file.getvalue()

    def name(*entries: Entry) -> list[str]:
        return re.findall("urn:uuid:[0-9a-f-]+", book(*entries).read("book/package.opf").decode())

    assert made() == made()
    assert name() == name()
    assert name() != name(SECOND)


# ---- HTML


def test_a_digest_is_one_page_whose_contents_lead_to_its_articles():
    written = html()

    ElementTree.fromstring(written.removeprefix("<!DOCTYPE html>\n"))
    assert '<li><a href="#article-1">Ice &amp; &lt;snow&gt;</a> Gazette</li>' in written
    assert '<article id="article-1" lang="en">\n<h2>Ice &amp; &lt;snow&gt;</h2>' in written
    assert '<a href="#article-2">the second</a>' in written


def test_notes_of_two_articles_on_one_page_are_kept_apart():
    written = html()

    ids = re.findall(r' id="([^"]+)"', written)
    assert len(ids) == len(set(ids))
    assert '<a href="#article-2-place-1"><sup>1</sup></a>' in written
    assert 'id="article-2-place-1">Another note.' in written


# ---- Markdown


def test_a_folder_of_markdown_has_a_file_each_and_one_that_lists_them(tmp_path: Path):
    folder = tmp_path / "notes" / "today"
    write_markdown(collection(), folder)

    assert sorted(path.name for path in folder.iterdir()) == [
        "2026-02-27-bread-2.md",
        "2026-02-28-ice-snow-1.md",
        "index.md",
    ]
    first = (folder / "2026-02-28-ice-snow-1.md").read_text("utf-8")
    assert first.startswith("# Ice & \\<snow\\>\n")
    assert "[the second](2026-02-27-bread-2.md)" in first
    index = (folder / "index.md").read_text("utf-8")
    assert "- [Ice & \\<snow\\>](2026-02-28-ice-snow-1.md) Gazette\n" in index


def test_files_that_were_in_the_folder_stay(tmp_path: Path):
    (tmp_path / "mine.md").write_text("mine")
    write_markdown(collection(), tmp_path)
    write_markdown(collection(), tmp_path)

    assert (tmp_path / "mine.md").read_text() == "mine"
    assert len([*tmp_path.iterdir()]) == 4


@pytest.mark.parametrize(
    ("title", "stem"),
    [
        ("../../etc/passwd", "2026-03-01-etc-passwd-7"),
        ("Ünïcode — Straße", "2026-03-01-ünïcode-strasse-7"),
        ("…", "2026-03-01-7"),
        ("CON", "2026-03-01-con-7"),
    ],
)
def test_no_title_makes_a_file_name_that_means_something_else(title: str, stem: str):
    assert file_stem(DATED, title, 7) == stem


def test_a_file_name_is_never_too_long_for_a_file_system():
    stem = file_stem(DATED, "氷" * 300, 7)
    assert len(stem.encode()) < 120
    assert stem.endswith("氷-7")
