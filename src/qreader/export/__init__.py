"""Articles as files: Markdown, HTML and plain text that stand on their own. Pure."""

from qreader.export.article import WRITERS, as_html, as_markdown, as_text
from qreader.export.markdown import markdown_link

__all__ = ["WRITERS", "as_html", "as_markdown", "as_text", "markdown_link"]
