"""The page that shows the reader in a browser; it loads nothing from other hosts."""

from __future__ import annotations

from html import escape
from typing import Final

FONT_SIZES: Final = range(6, 73)
"""The valid sizes in pixels; another value gives the default."""
FONT_SIZE: Final = 16


def page(host: str, font_size: int | None = None) -> str:
    """Return the page for a browser that requested it from `host`, with its port if any."""
    size = font_size if font_size in FONT_SIZES else FONT_SIZE
    return _PAGE.format(host=escape(host), size=size)


def policy(host: str) -> str:
    """Return the content security policy of the page: what it and its scripts may load."""
    return (
        "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:;"
        f" connect-src 'self' ws://{host}; base-uri 'none'; form-action 'none';"
        " frame-ancestors 'none'"
    )


# the script of textual-serve, which runs afterwards, connects to the address that stands there
SCRIPT: Final = """const isLight = matchMedia("(prefers-color-scheme: light)").matches;
const page = document.getElementById("terminal").dataset;
page.sessionWebsocketUrl += isLight ? "/light" : "/dark";
document.fonts.load(`${page.fontSize}px "Roboto Mono"`, "\u25cf\u2605\u2582");
"""
"""Asks for the theme that the browser prefers, and for the font of the marks."""

# the script of textual-serve needs these classes and `data-` attributes
_PAGE: Final = """<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<title>qreader</title>
<link rel="icon" href="data:,">
<link rel="preload" as="font" type="font/ttf" crossorigin
  href="/static/fonts/RobotoMono-VariableFont_wght.ttf">
<link rel="stylesheet" href="/static/css/xterm.css">
<script src="/static/js/textual.js"></script>
<script src="/page.js" defer></script>
<style>
@font-face {{
  font-family: "Roboto Mono";
  font-weight: 100 700;
  src: url("/static/fonts/RobotoMono-VariableFont_wght.ttf");
}}
@font-face {{
  font-family: "Roboto Mono";
  font-style: italic;
  font-weight: 100 700;
  src: url("/static/fonts/RobotoMono-Italic-VariableFont_wght.ttf");
}}
/* Roboto Mono lacks the marks of rows, curves and lines: those come from a font of this machine */
@font-face {{
  font-family: "Roboto Mono";
  font-weight: 100 700;
  src: local("DejaVu Sans Mono"), local("DejaVuSansMono"), local("Menlo"), local("Cascadia Mono"),
    local("Noto Sans Mono"), local("Segoe UI Symbol");
  unicode-range: U+2190-21FF, U+2300-23FF, U+2500-27BF;
}}
:root {{ color-scheme: dark light; }}
body {{ background: #121212; color: #e4e4e4; font-family: "Roboto Mono", monospace; }}
@media (prefers-color-scheme: light) {{ body {{ background: #ffffff; color: #1c1c1c; }} }}
.said {{ position: absolute; inset: 0; display: none; place-content: center; z-index: 10;
  background: inherit; }}
body:not(.-first-byte) .opening, body.-closed .ended {{ display: grid; }}
body.-closed .opening {{ display: none; }}
.said a {{ color: inherit; }}
.xterm .xterm-viewport {{ background-color: inherit !important; }}
</style>
</head>
<body>
<div class="said opening">qreader</div>
<div class="said ended"><p>qreader has ended. <a href="/">Start it again</a></p></div>
<div id="terminal" class="textual-terminal" data-session-websocket-url="ws://{host}/ws"
  data-font-size="{size}"></div>
</body>
</html>
"""
