"""Elements: what each HTML element means for a reading text."""

from __future__ import annotations

from qreader.text import media
from qreader.text.blocks import Style
from qreader.text.flow import Kind

STYLES = {
    **dict.fromkeys(("b", "strong", "dt", "summary"), Style.STRONG),
    **dict.fromkeys(("i", "em", "cite", "var", "dfn"), Style.EMPHASIS),
    **dict.fromkeys(("code", "kbd", "samp", "tt"), Style.CODE),
    **dict.fromkeys(("s", "strike", "del"), Style.STRIKE),
    **dict.fromkeys(("u", "ins"), Style.UNDERLINE),
    "mark": Style.MARK,
    "sup": Style.SUPERSCRIPT,
    "sub": Style.SUBSCRIPT,
}
FRAMES = {
    "blockquote": Kind.QUOTE,
    "ul": Kind.LIST,
    "ol": Kind.LIST,
    "menu": Kind.LIST,
    "li": Kind.ITEM,
    "dl": Kind.LIST,
    "dt": Kind.ITEM,
    "dd": Kind.MEANING,
    "figure": Kind.FIGURE,
    "figcaption": Kind.CAPTION,
    "caption": Kind.CAPTION,
    "table": Kind.TABLE,
    "td": Kind.CELL,
    "th": Kind.CELL,
}
HEADINGS = {f"h{level}": level for level in range(1, 7)}
_BLOCK_NAMES = (
    "address article aside body center details dir div fieldset footer form header "
    "hgroup main nav noscript p section summary tbody tfoot thead tr"
)
BLOCKS = frozenset([*_BLOCK_NAMES.split(), *HEADINGS])
ENDING_BLOCKS = BLOCKS | FRAMES.keys()
CODE = frozenset({"pre", "listing", "xmp", "plaintext"})
SPECIAL = (
    frozenset({"a", "br", "hr", "math", "object", "picture"})
    | CODE
    | media.IMAGE_TAGS
    | media.EMBED_TAGS
)
"""Elements with handling of their own."""
_DROPPED_NAMES = (
    "script style head title template svg canvas button select option optgroup input textarea "
    "label meta link map area applet frameset noframes noembed rp annotation annotation-xml dialog"
)
DROPPED = frozenset(_DROPPED_NAMES.split())
DROPPED_AT_FIRST = frozenset({"form", "noscript"})
"""Elements that mostly hold sign-ups and copies of lazy pictures; some pages have nothing else."""
_HOLDING_NAMES = "applet audio button canvas form map noembed noframes noscript object svg video"
HOLDING = frozenset(_HOLDING_NAMES.split())
"""Elements that are not read, but may hold something to open."""
UNSEEN = frozenset({"script", "style", "template", "title"})
AROUND = {"q": ("\u201c", "\u201d"), "rt": ("(", ")")}
