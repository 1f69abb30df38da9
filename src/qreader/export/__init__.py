"""Articles as files: Markdown, HTML and plain text that stand on their own. Pure."""

from qreader.export.article import WRITERS, article_stem, as_html, as_markdown, as_text
from qreader.export.markdown import markdown_link

__all__ = ["WRITERS", "article_stem", "as_html", "as_markdown", "as_text", "markdown_link"]
