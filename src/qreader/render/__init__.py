"""Blocks -> styled lines at a width; the TUI and `qreader show` draw the same lines."""

from qreader.render.article import article_blocks, facts, render_article
from qreader.render.page import render
from qreader.render.wrap import Line, Rendered, Run

__all__ = ["Line", "Rendered", "Run", "article_blocks", "facts", "render", "render_article"]
