"""Articles as self-contained files: Markdown, HTML, EPUB and plain text."""

from qreader.export.article import WRITERS, article_stem, as_html, as_markdown, as_text
from qreader.export.markdown import markdown_link

__all__ = ["WRITERS", "article_stem", "as_html", "as_markdown", "as_text", "markdown_link"]
