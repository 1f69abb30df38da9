"""Replaces a page's pictures, players and captions of tables by placeholders."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import escape
from itertools import islice
from typing import Any

from qreader.sources.pages.placeholders import MAX_PLACEHOLDERS, Placeholders
from qreader.text.safe import safe_line

_Element = Any
"""An element of lxml, which has no types."""

_MIN_ALT_WORDS = 3
"""The fewest words that describe a picture outside of the text; fewer are those of an icon."""
_MIN_CELLS = 65
"""The least stated width or height of a picture; a smaller one is an icon, or counts readers."""
_ICON = re.compile(
    r"(?:^|[\W_])(?:icons?|avatars?|emojis?|logos?|pixel|spacer|badge|gravatar|smil\w*|tracking|"
    r"1x1|blank|wp-smiley)(?:[\W_]|$)",
    re.IGNORECASE,
)
_MAX_LIFTS = 8
_MAX_PICTURES = 10
"""The most pictures of one figure; of a larger gallery, the first ones are shown."""
_MAX_CAPTION_CHARACTERS = 1000
_MAX_TITLE_CHARACTERS = 100
"""The longest title of a player; a longer one is a caption below it."""
_MAX_LEVELS = 60
_CARD_CHARACTERS = 15
"""A link around a picture and this much text is a card of another page."""
_TEXT_TAGS = ("table", "pre", "blockquote")
"""Elements that make a figure more than a picture."""
_MARGINS = frozenset({"nav", "aside", "footer", "noscript", "form"})
_ATTRIBUTES = (
    *("src", "data-src", "data-original", "data-lazy-src", "srcset", "data-srcset"),
    *("alt", "title", "class", "width", "height"),
)
_IMAGE_ADDRESSES = _ATTRIBUTES[:6]
_PLAYERS = ("iframe", "video", "audio", "embed", "amp-iframe", "amp-video", "amp-audio")
_PLAYERS_BY_NUMBER = {
    # a custom element: the attribute with the id, and the beginning of the address
    "amp-youtube": ("data-videoid", "https://www.youtube.com/watch?v="),
    "lite-youtube": ("videoid", "https://www.youtube.com/watch?v="),
    "lite-vimeo": ("videoid", "https://vimeo.com/"),
    "amp-vimeo": ("data-videoid", "https://vimeo.com/"),
    "amp-dailymotion": ("data-videoid", "https://www.dailymotion.com/video/"),
    "amp-twitter": ("data-tweetid", "https://twitter.com/i/status/"),
    "amp-instagram": ("data-shortcode", "https://www.instagram.com/p/"),
    "amp-tiktok": ("data-src", ""),
    "amp-facebook": ("data-href", ""),
}
PLAYERS = frozenset((*_PLAYERS, *_PLAYERS_BY_NUMBER))
_ADDRESSES = ("src", "data-src", "data-original", "data-lazy-src", "data-url")
_POST_ADDRESSES = ("data-instgrm-permalink", "data-href", "cite")
_POST = re.compile(r"(?<!wp-)(?:embed|tweet|media|post|card)", re.IGNORECASE)
"""In the class of a quote that a script replaces by a post; WordPress has a frame below it."""
_MIN_POST_CHARACTERS = 20
"""The least text of an embedded post besides its links; a script fills in one with less."""
_NO_PLAYER = re.compile(
    r"\b(?:ads?|adserver|adservice|doubleclick|googlesyndication|googletagmanager|recaptcha|"
    r"disqus|addthis|sharethis|outbrain|taboola|newsletters?|subscribe|amazon-adsystem|comments?|"
    r"plugins/(?:like|share|page|follow)|widgets/(?:follow|tweet_button))\b",
    re.IGNORECASE,
)
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)


def mark_pictures(tree: _Element, placeholders: Placeholders, texts: frozenset[_Element]) -> None:
    """Put placeholders in their place in a page's tree. texts: the elements with its paragraphs."""
    for image in list(tree.iter("img")):
        _take_from_double(image)
    for quote in list(tree.iter("blockquote"))[:MAX_PLACEHOLDERS]:
        _mark_post(quote)
    for table in list(tree.iter("table")):
        caption = table.find("caption")
        if caption is not None:
            _mark_caption(table, caption, placeholders)
    for figure in list(tree.iter("figure")):
        _mark_figure(figure, placeholders)
    emptied = [_mark_image(image, placeholders, texts) for image in list(tree.iter("img"))]
    for link in emptied:
        if link is not None:
            _take_out(link)  # the extractor takes a box with an empty link for a menu
    for player in reversed(list(tree.iter(*_PLAYERS, *_PLAYERS_BY_NUMBER))):
        _mark_player(player, placeholders)


# ---- pictures


def _mark_caption(table: _Element, caption: _Element, placeholders: Placeholders) -> None:
    words = _words(caption)
    _take_out(caption)
    placeholder = placeholders.caption(words) if words else None
    if placeholder:
        table.addprevious(_paragraph(table, placeholder))


def _mark_figure(figure: _Element, placeholders: Placeholders) -> None:
    captions = list(figure.iter("figcaption"))
    table = next(figure.iter("table"), None)
    if table is not None and captions:
        _mark_caption(table, captions[0], placeholders)
        return
    if next(figure.iter(*_TEXT_TAGS), None) is not None:
        figure.tag = "div"  # the extractor drops figures
        for caption in captions:
            caption.tag = "p"
        return
    images = [image for image in figure.iter("img") if _is_seen(image)][:_MAX_PICTURES]
    words = _words(captions[0]) if captions else ""
    shown = "".join(map(_image_html, images))
    if not shown:
        players = figure.iter(*_PLAYERS, *_PLAYERS_BY_NUMBER)
        shown = next(filter(None, (_player_html(player, words) for player in players)), "")
        words = words if len(words) > _MAX_TITLE_CHARACTERS else ""
    if not shown:
        return
    if not _is_elsewhere(figure) and not _is_within(figure, "figure"):
        caption = f"<figcaption>{escape(words)}</figcaption>" if words else ""
        placeholder = placeholders.shown(f"<figure>{shown}{caption}</figure>")
        if placeholder:
            figure.addprevious(_paragraph(figure, placeholder))
    _take_out(figure)


def _take_from_double(image: _Element) -> None:
    """Give a lazy picture the address of its copy for browsers without scripts."""
    if any(_is_address(image.get(name)) for name in _IMAGE_ADDRESSES):
        return
    double = image.getnext()
    if double is None or double.tag != "noscript":
        return
    for one in double.iter("img"):
        if _is_address(one.get("src")):
            image.set("src", one.get("src"))
            return


def _is_address(stated: str | None) -> bool:
    return bool(stated and stated.strip() and not stated.strip().startswith(("data:", "about:")))


def _mark_image(
    image: _Element, placeholders: Placeholders, texts: frozenset[_Element]
) -> _Element | None:
    """Mark a picture; return the link that contained only it."""
    alt = image.get("alt") or ""
    is_in_text = _stands_in(image, texts)
    if len(alt.split()) < _MIN_ALT_WORDS and (_is_small(image) or not is_in_text):
        return None
    if not _is_seen(image) or _is_elsewhere(image):
        return None
    placeholder = placeholders.shown(_image_html(image))
    if placeholder is None:
        return None
    link = next(image.iterancestors("a"), None)
    # in the link, the placeholder would be its text
    is_alone = link is not None and is_in_text and not link.text_content().strip()
    stands: _Element = link if is_alone else image
    if _is_within(stands, "p"):
        stands.tail = f" {placeholder} {stands.tail or ''}"
    else:
        stands.addprevious(_paragraph(image, placeholder))
    return link if is_alone else None


# ---- players and posts


def _mark_player(player: _Element, placeholders: Placeholders) -> None:
    html = "" if _is_elsewhere(player) else _player_html(player)
    placeholder = placeholders.shown(html) if html and not placeholders.knows(html) else None
    if placeholder:
        # in a paragraph, it would split the paragraph
        around = next(player.iterancestors("p"), player)
        around.addnext(_paragraph(player, placeholder))


def _player_html(player: _Element, title: str = "") -> str:
    """Return a player as HTML with its host, "" where it has no address."""
    if player.tag in _PLAYERS_BY_NUMBER:
        attribute, prefix = _PLAYERS_BY_NUMBER[player.tag]
        number = player.get(attribute)
        address, tag = prefix + number if number else "", "iframe"
    else:
        tag = str(player.tag).removeprefix("amp-")
        sources = (player, *player.iter("source"))
        found = (one.get(name) for one in sources for name in _ADDRESSES)
        address = next(
            (one for one in found if one and not one.startswith(("about:", "data:"))), ""
        )
    if not address or _NO_PLAYER.search(address) or _HIDDEN.search(player.get("style") or ""):
        return ""
    stated = {name: player.get(name) for name in ("title", "width", "height")}
    if 0 < len(title) <= _MAX_TITLE_CHARACTERS:
        stated["title"] = title
    written = "".join(f' {name}="{escape(value)}"' for name, value in stated.items() if value)
    return f'<{tag} src="{escape(address)}"{written}></{tag}>'


def _mark_post(quote: _Element) -> None:
    """Replace a quote with only a link by a player: a script would show the post there."""
    if not _POST.search(quote.get("class") or ""):
        return
    links = [link for link in quote.iter("a") if (link.get("href") or "").startswith("http")]
    in_links = sum(len(link.text_content().strip()) for link in links)
    if len(quote.text_content().strip()) - in_links >= _MIN_POST_CHARACTERS:
        return
    stated = [quote.get(name) for name in _POST_ADDRESSES]
    address = next(filter(None, [*stated, *(link.get("href") for link in links)]), None)
    if address and address.startswith("http"):
        quote.addprevious(quote.makeelement("iframe", {"src": address}))
        _take_out(quote)


# ---- their place in the page


def _is_seen(image: _Element) -> bool:
    return not _is_within(image, "noscript")


def _is_small(image: _Element) -> bool:
    sizes = ((image.get(name) or "").strip().removesuffix("px") for name in ("width", "height"))
    if any(size.isdecimal() and len(size) < 6 and int(size) < _MIN_CELLS for size in sizes):
        return True
    named = (image.get(name) or "" for name in ("class", "src"))
    return any(_ICON.search(name[:500]) for name in named)


def _stands_in(image: _Element, texts: frozenset[_Element]) -> bool:
    """Whether a picture stands among or in the paragraphs of a text."""
    for around in islice(image.iterancestors(), _MAX_LIFTS):
        if around in texts:
            return True
        if around.tag != "p" and around.text_content().strip():
            return False
    return False


def _is_within(element: _Element, tag: str) -> bool:
    return any(around.tag == tag for around in _around(element))


def _is_elsewhere(element: _Element) -> bool:
    """Whether a picture stands beside the article, or in a card of another one."""
    own = len(element.text_content())
    for around in _around(element):
        if around.tag in _MARGINS:
            return True
        if around.tag == "a" and len(around.text_content()) > own + _CARD_CHARACTERS:
            return True
    return False


def _around(element: _Element) -> Iterator[_Element]:
    for level, around in enumerate(element.iterancestors()):
        if level >= _MAX_LEVELS:
            return
        yield around


def _take_out(element: _Element) -> None:
    if element.getparent() is not None:
        element.drop_tree()


def _paragraph(beside: _Element, text: str) -> _Element:
    paragraph = beside.makeelement("p", {})
    paragraph.text = text
    return paragraph


def _words(element: _Element) -> str:
    return safe_line(" ".join(element.text_content().split()), _MAX_CAPTION_CHARACTERS)


def _image_html(image: _Element) -> str:
    attributes = {name: image.get(name) for name in _ATTRIBUTES if image.get(name)}
    picture = next(image.iterancestors("picture"), None)
    if picture is not None and not attributes.keys() & {"src", "data-src", "srcset"}:
        sources = filter(None, (source.get("srcset") for source in picture.iter("source")))
        attributes |= {"srcset": next(sources, "")}
    written = "".join(f' {name}="{escape(value)}"' for name, value in attributes.items())
    link = next(image.iterancestors("a"), None)
    target = ""
    if link is not None and not link.text_content().strip():
        target = (link.get("href") or "").strip()
    if not target or target.startswith("#"):
        return f"<img{written}>"
    return f'<a href="{escape(target)}"><img{written}></a>'
