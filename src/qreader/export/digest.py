"""Digests: several articles as one HTML page with contents, or as a folder of Markdown files."""

from __future__ import annotations

from html import escape
from pathlib import Path
from typing import IO

from qreader.export.article import article_stem, html_tail, html_top
from qreader.export.collection import Collection, pages
from qreader.export.html import page_html
from qreader.export.markdown import page_markdown, plain_markdown
from qreader.text.safe import safe_line
from qreader.whole_file import whole_file

INDEX = "index.md"


def write_html(collection: Collection, file: IO[bytes]) -> None:
    """Write one self-contained page: contents, then the articles, linked to each other."""
    places = {row.id: f"#article-{row.id}" for row in collection.rows}
    contents = "\n".join(
        f'<li><a href="{places[row.id]}">{escape(safe_line(row.title))}</a>'
        f" {escape(safe_line(row.feed))}</li>"
        for row in collection.rows
    )
    top = html_top(collection.title, None)
    heading = f"<h1>{escape(collection.title)}</h1>"
    file.write(f'{top}{heading}\n<nav id="contents">\n<ol>\n{contents}\n</ol>\n</nav>\n'.encode())
    for row, page, resolve in pages(collection, places):
        place = places[row.id].removeprefix("#")
        named = f' lang="{escape(page.language)}"' if page.language else ""
        body = page_html(page, resolve, f"{place}-", level=2)
        back = '<p class="facts"><a href="#contents">Contents</a></p>'
        file.write(f'<article id="{place}"{named}>\n{body}{back}\n</article>\n'.encode())
    file.write(html_tail().encode())


def write_markdown(collection: Collection, folder: Path) -> None:
    """Write a file for each article and a list of them into a folder, created if missing.

    Files of the same names are replaced; others stay. Raises OSError, FileError.
    """
    folder.mkdir(parents=True, exist_ok=True)
    places = {row.id: f"{article_stem(row, row.id)}.md" for row in collection.rows}
    for row, page, resolve in pages(collection, places):
        with whole_file(folder / places[row.id]) as file:
            file.write(page_markdown(page, resolve).encode())
    lines = [f"# {plain_markdown(collection.title)}", ""]
    for row in collection.rows:
        title = plain_markdown(safe_line(row.title))
        lines.append(f"- [{title}]({places[row.id]}) {plain_markdown(safe_line(row.feed))}")
    with whole_file(folder / INDEX) as file:
        file.write("\n".join([*lines, ""]).encode())
