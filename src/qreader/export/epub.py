"""EPUB 3.3, with the table of contents of EPUB 2 for older readers.

It is written here, without a library: a book is a zip file with a few small XML files, and the
library for it is under the AGPL. The output is deterministic.
"""

from __future__ import annotations

import re
import zipfile
from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime
from html import escape
from typing import IO
from uuid import NAMESPACE_URL, uuid5

from qreader.export.collection import Collection, pages
from qreader.export.html import page_html
from qreader.export.page import Page, Resolve
from qreader.model import Row
from qreader.text.local_time import local_day
from qreader.text.safe import safe_line

_AUTHORITY = re.compile(r"[a-z]+://[^/?#]*")
_LONE_PERCENT = re.compile(r"%(?![0-9A-Fa-f]{2})")
_EPOCH = (1980, 1, 1, 0, 0, 0)
"""The earliest time that a zip file can state, used for each of its files."""
_XHTML = """\
<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE html>
<html xmlns="http://www.w3.org/1999/xhtml" xmlns:epub="http://www.idpf.org/2007/ops"{lang}>
<head>
<title>{title}</title>
<link rel="stylesheet" type="text/css" href="style.css"/>
</head>
<body>
{body}</body>
</html>
"""
_CONTAINER = """\
<?xml version="1.0" encoding="utf-8"?>
<container version="1.0" xmlns="urn:oasis:names:tc:opendocument:xmlns:container">
<rootfiles>
<rootfile full-path="book/package.opf" media-type="application/oebps-package+xml"/>
</rootfiles>
</container>
"""
_PACKAGE = """\
<?xml version="1.0" encoding="utf-8"?>
<package xmlns="http://www.idpf.org/2007/opf" version="3.0" unique-identifier="id">
<metadata xmlns:dc="http://purl.org/dc/elements/1.1/">
<dc:identifier id="id">{identifier}</dc:identifier>
<dc:title>{title}</dc:title>
<dc:language>{language}</dc:language>
<dc:creator>qreader</dc:creator>
<dc:date>{date}</dc:date>
<meta property="dcterms:modified">{modified}</meta>
</metadata>
<manifest>
<item id="contents" href="contents.xhtml" media-type="application/xhtml+xml" properties="nav"/>
<item id="ncx" href="toc.ncx" media-type="application/x-dtbncx+xml"/>
<item id="style" href="style.css" media-type="text/css"/>
{items}
</manifest>
<spine toc="ncx">
<itemref idref="contents"/>
{spine}
</spine>
</package>
"""
_NCX = """\
<?xml version="1.0" encoding="utf-8"?>
<ncx xmlns="http://www.daisy.org/z3986/2005/ncx/" version="2005-1">
<head>
<meta name="dtb:uid" content="{identifier}"/>
<meta name="dtb:depth" content="1"/>
<meta name="dtb:totalPageCount" content="0"/>
<meta name="dtb:maxPageNumber" content="0"/>
</head>
<docTitle><text>{title}</text></docTitle>
<navMap>
{points}
</navMap>
</ncx>
"""
_STYLE = """\
h1, h2, h3, h4, h5, h6 { line-height: 1.25; text-align: left; }
.facts, .source, .feed, figcaption, caption { font-size: 0.85em; font-style: italic; }
.source { word-wrap: break-word; }
blockquote { border-left: 2px solid; margin-left: 0; padding-left: 1em; }
pre { white-space: pre-wrap; }
table { border-collapse: collapse; }
th, td { border: 1px solid; padding: 0.2em 0.5em; text-align: left; vertical-align: top; }
figure { margin: 1em 0; }
"""


def write_epub(collection: Collection, file: IO[bytes]) -> None:
    """Write the articles as a book: contents, then a chapter for each, linked to each other.

    It holds one article at a time in memory. The collection must have an article.
    """
    places = {row.id: f"article-{row.id}.xhtml" for row in collection.rows}
    languages: Counter[str] = Counter()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as book:
        # the first file, uncompressed: it identifies the zip file as a book (OCF, section 4.3)
        book.writestr(_entry("mimetype", zipfile.ZIP_STORED), "application/epub+zip")
        _add(book, "META-INF/container.xml", _CONTAINER)
        _add(book, "book/style.css", _STYLE)
        for row, page, resolve in pages(collection, places):
            body = f"<article>\n{page_html(_strict_page(page), _strict(resolve))}</article>\n"
            back = '<p class="facts"><a href="contents.xhtml">Contents</a></p>\n'
            chapter = _xhtml(page.title, body + back, page.language)
            _add(book, f"book/{places[row.id]}", chapter)
            languages.update([page.language] if page.language else [])
        language = languages.most_common(1)[0][0] if languages else "und"
        chapters = [(row, places[row.id]) for row in collection.rows]
        _add(book, "book/contents.xhtml", _contents(collection.title, chapters))
        _add(book, "book/toc.ncx", _ncx(collection.title, chapters))
        _add(book, "book/package.opf", _package(collection.title, chapters, language))


def _strict_page(page: Page) -> Page:
    return replace(page, url=page.url and _strict_url(page.url))


def _strict(resolve: Resolve) -> Resolve:
    """Return a resolver that gives valid URIs (RFC 3986), as a book must have."""

    def resolve_strictly(url: str) -> str | None:
        resolved = resolve(url)
        return resolved and _strict_url(resolved)

    return resolve_strictly


def _strict_url(url: str) -> str:
    """Encode what browsers accept unencoded: brackets behind the host, a second `#`, a lone `%`."""
    found = _AUTHORITY.match(url)
    start = found.end() if found else 0
    path, mark, fragment = url[start:].partition("#")
    rest = f"{path}{mark}{fragment.replace('#', '%23')}"
    return url[:start] + _LONE_PERCENT.sub("%25", rest.replace("[", "%5B").replace("]", "%5D"))


def _contents(title: str, chapters: list[tuple[Row, str]]) -> str:
    items = "\n".join(
        f'<li><a href="{place}">{_text(row.title)}'
        f' <span class="feed">{_text(row.feed)}</span></a></li>'
        for row, place in chapters
    )
    body = f'<nav epub:type="toc">\n<h1>{_text(title)}</h1>\n<ol>\n{items}\n</ol>\n</nav>\n'
    return _xhtml(title, body, None)


def _ncx(title: str, chapters: list[tuple[Row, str]]) -> str:
    points = "\n".join(
        f'<navPoint id="point-{number}" playOrder="{number}"><navLabel><text>{_text(row.title)}'
        f'</text></navLabel><content src="{place}"/></navPoint>'
        for number, (row, place) in enumerate(chapters, start=1)
    )
    return _NCX.format(identifier=_identifier(title, chapters), title=_text(title), points=points)


def _package(title: str, chapters: list[tuple[Row, str]], language: str) -> str:
    newest = max(row.dated for row, _ in chapters)
    return _PACKAGE.format(
        identifier=_identifier(title, chapters),
        title=_text(title),
        language=language,
        date=local_day(newest),
        modified=_modified(newest),
        items="\n".join(
            f'<item id="article-{row.id}" href="{place}" media-type="application/xhtml+xml"/>'
            for row, place in chapters
        ),
        spine="\n".join(f'<itemref idref="article-{row.id}"/>' for row, _ in chapters),
    )


def _identifier(title: str, chapters: list[tuple[Row, str]]) -> str:
    """Return the book's identifier: a hash of its articles."""
    names = "\n".join(
        [title, *(f"{row.feed_url} {row.guid or row.url or row.id}" for row, _ in chapters)]
    )
    return f"urn:uuid:{uuid5(NAMESPACE_URL, names)}"


def _modified(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"


def _xhtml(title: str, body: str, language: str | None) -> str:
    lang = f' lang="{language}" xml:lang="{language}"' if language else ""
    return _XHTML.format(title=_text(title), body=body, lang=lang)


def _text(text: str) -> str:
    return escape(safe_line(text))


def _entry(name: str, compression: int) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, _EPOCH)
    entry.compress_type = compression
    entry.create_system = 3  # Unix, on every system: the output is deterministic
    entry.external_attr = 0o644 << 16
    return entry


def _add(book: zipfile.ZipFile, name: str, text: str) -> None:
    book.writestr(_entry(name, zipfile.ZIP_DEFLATED), text.encode())
