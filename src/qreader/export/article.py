"""One article as a document: Markdown, HTML or plain text; the output is deterministic."""

from __future__ import annotations

from collections.abc import Callable
from html import escape

from qreader.export.page import page_of
from qreader.model import Article, Row
from qreader.text.file_names import file_stem
from qreader.text.local_time import local

TEXT_COLUMNS = 80
"""The default width of plain text: it fits mail and terminals."""

STYLE = """\
:root { color-scheme: light dark; }
body { font: 1.05rem/1.55 Georgia, serif; margin: 2rem auto; max-width: 38rem; padding: 0 1rem; }
h1, h2, h3, h4, h5, h6 { line-height: 1.25; }
.facts, .source, figcaption, caption { font-size: 0.85rem; opacity: 0.75; }
.source, .source a { overflow-wrap: anywhere; }
blockquote { border-left: 0.2rem solid; margin-left: 0; opacity: 0.85; padding-left: 1rem; }
pre { overflow-x: auto; }
table { border-collapse: collapse; display: block; overflow-x: auto; }
th, td { border: 1px solid; padding: 0.2rem 0.5rem; text-align: left; vertical-align: top; }
figure { margin: 1rem 0; }
"""
POLICY = "default-src 'none'; style-src 'unsafe-inline'"
"""The content security policy: the document fetches nothing and runs no script."""


def as_markdown(article: Article) -> str:
    """Return an article as Markdown: CommonMark, with GitHub's tables."""
    from qreader.export.markdown import page_markdown

    return page_markdown(page_of(article))


def as_html(article: Article) -> str:
    """Return an article as a self-contained HTML page: it loads nothing and runs no script."""
    from qreader.export.html import page_html

    page = page_of(article)
    body = f"<article>\n{page_html(page)}</article>\n"
    return html_top(page.title, page.language) + body + html_tail()


def as_text(article: Article, width: int = TEXT_COLUMNS) -> str:
    """Return an article as lines of at most `width` cells, followed by its links' addresses."""
    from qreader.render.page import render
    from qreader.render.wrap import Run, wrap

    page = page_of(article)
    heading = [
        "".join(run.text for run in line).rstrip()
        for text in filter(None, (page.title, page.facts))
        for line in wrap([Run(text)], width)
    ]
    rendered = render(page.blocks, width)
    urls = [f"[{at}] {url}" for at, url in enumerate(rendered.links, start=1)]
    parts = [[*heading, *([page.url] if page.url else [])], [rendered.to_text()], urls]
    return "\n\n".join("\n".join(lines) for lines in parts if any(lines)) + "\n"


def article_stem(row: Row, *numbers: int) -> str:
    """Return the name of an article's file without its suffix: day, words of the title."""
    return file_stem(None if row.undated else local(row.dated), row.title, *numbers)


WRITERS: dict[str, Callable[[Article], str]] = {"md": as_markdown, "html": as_html, "txt": as_text}
"""Writers by the suffix of the file's name."""


def html_top(title: str, language: str | None) -> str:
    """Return the beginning of an HTML document, up to its body."""
    named = f' lang="{escape(language)}"' if language else ""
    return (
        f'<!DOCTYPE html>\n<html{named}>\n<head>\n<meta charset="utf-8"/>\n'
        f'<meta http-equiv="Content-Security-Policy" content="{escape(POLICY)}"/>\n'
        '<meta name="referrer" content="no-referrer"/>\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1"/>\n'
        f"<title>{escape(title)}</title>\n<style>\n{STYLE}</style>\n</head>\n<body>\n"
    )


def html_tail() -> str:
    """Return the end of an HTML document."""
    return "</body>\n</html>\n"
