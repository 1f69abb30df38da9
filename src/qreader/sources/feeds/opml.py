"""Subscriptions <-> OPML.

OPML is parsed with expat: it fetches nothing and builds no tree (100,000 outlines cost no memory
and no recursion). It stops at the first entity declaration.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from html import unescape
from xml.parsers import expat
from xml.sax.saxutils import escape, quoteattr

from qreader.errors import ParseError, UsageError
from qreader.model import Feed, Recipe, Subscription
from qreader.sources.feeds.addresses import web_address
from qreader.sources.feeds.opml_recipes import (
    NAMESPACE,
    is_of_recipe,
    recipe_in,
    stated_recipe,
)
from qreader.text.safe import safe_line

MAX_SUBSCRIPTIONS = 100_000
"""More than a person reads; the rest of a longer list is reported, not imported."""
MAX_BYTES = 50_000_000
"""The largest list."""
_MAX_DEPTH = 200
"""The deepest nesting of folders; the cost of each path grows with its depth."""
_MAX_FOLDER_CHARACTERS = 200
_MAX_URL_CHARACTERS = 4_000

MAX_ATTRIBUTES = 20
MAX_ATTRIBUTE_CHARACTERS = 2_000
_KNOWN_ATTRIBUTES = frozenset({"type", "text", "title", "xmlurl"})
_ATTRIBUTE = re.compile(r"(?!xml)(?:frss:)?[A-Za-z_][\w.-]{0,60}", re.ASCII)
_NAMESPACES = {"frss": "https://freshrss.org/opml", "qreader": NAMESPACE}
"""The attributes of FreshRSS are kept; others with a prefix are not."""

_FEED_TYPES = {"rss", "rss1", "rss2", "atom", "rdf", "feed", "podcast"}
_LOCAL_TYPE = "file"
"""The outline type of a local file or folder. An outline without it may not name a local file."""
_BARE_AMPERSAND = re.compile(
    r"&(?!(?:amp|lt|gt|quot|apos|#\d{1,7}|#x[0-9a-fA-F]{1,6});)(\w{2,10};)?"
)
_DESCRIPTION = re.compile(
    # attempts never overlap (the inner lookahead), so the cost is linear for a hostile list, too
    r"\sdescription=\"(?:(?!\sdescription=\").)*?\""
    r"(?=\s+(?:xmlUrl|htmlUrl|type|title|text|version|language|url|category|created)=\"|\s*/>)",
    re.DOTALL | re.IGNORECASE,
)
"""An attribute that is not needed, and the one that programs most often leave unescaped."""
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>")


def parse_subscriptions(
    text: str | bytes, *, local: bool = True
) -> tuple[list[Subscription], list[str]]:
    """Return the feeds of an OPML 1 or 2 list in its order, and the lines that cannot be imported.

    local: whether it is a file of this machine, and may name local files.

    Nested folders become one path joined by "/". A repeated address is imported once.
    A bare "&", HTML entities, control characters and unescaped descriptions are repaired. A list
    that is truncated or declares entities raises ParseError: a partial import would be worse.
    """
    if len(text) > MAX_BYTES:
        raise ParseError("is larger than 50 MB", "")
    data = text.encode("utf-8", "replace") if isinstance(text, str) else text
    override = "utf-8" if isinstance(text, str) else None
    if not data.strip():
        raise ParseError("is empty", "")
    try:
        return _Outlines(data, override, local=local).result()
    except (expat.ExpatError, LookupError, ValueError):  # an encoding that expat cannot read
        repaired = _repaired(data)
    try:
        return _Outlines(repaired.encode("utf-8"), "utf-8", local=local).result()
    except expat.ExpatError as error:
        reason = expat.ErrorString(error.code)
        raise ParseError(f"is no readable OPML list: {reason}, line {error.lineno}", "") from error


def stated(feed: Feed) -> Subscription:
    """Return a feed's subscription for a list: as imported, with the feed's own title and site."""
    attributes = feed.attributes
    if feed.site_url is not None and "htmlurl" not in {name.lower() for name, _ in attributes}:
        attributes = (*attributes, ("htmlUrl", feed.site_url))
    return Subscription(
        feed.url, feed.title, feed.folder, attributes=attributes, recipe=feed.recipe
    )


def write_opml(feeds: Iterable[Subscription]) -> str:
    """Return the subscriptions as an OPML 2.0 document; `parse_subscriptions` restores them."""
    folders: dict[str, list[Subscription]] = {}
    prefixes: set[str] = set()
    for feed in feeds:
        folders.setdefault(feed.folder or "", []).append(feed)
        prefixes |= {name.partition(":")[0] for name, _ in _attributes(feed) if ":" in name}
    namespace = "".join(
        f' xmlns:{prefix}="{uri}"' for prefix, uri in _NAMESPACES.items() if prefix in prefixes
    )
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        f'<opml version="2.0"{namespace}>',
        "  <head>",
        "    <title>qreader subscriptions</title>",
        "  </head>",
        "  <body>",
    ]
    for folder, members in folders.items():
        # one outline for each level, so that other readers see nested folders
        levels = folder.split("/") if folder else []
        for depth, name in enumerate(levels):
            label = _attribute(name)
            lines.append(f"{'  ' * (depth + 2)}<outline text={label} title={label}>")
        lines += [f"{'  ' * (len(levels) + 2)}{_outline(feed)}" for feed in members]
        lines += [f"{'  ' * (depth + 2)}</outline>" for depth in reversed(range(len(levels)))]
    return "\n".join([*lines, "  </body>", "</opml>", ""])


# ---- reading


class _Outlines:
    """The state of parsing one list: open folders, feeds found, lines skipped."""

    def __init__(self, data: bytes, encoding: str | None, *, local: bool) -> None:
        self._local = local
        self._found: dict[str, Subscription] = {}
        self._skipped: list[str] = []
        self._path: list[str | None] = []
        self._root: str | None = None
        parser = expat.ParserCreate(encoding)
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.EntityDeclHandler = self._refuse_entities
        parser.Parse(data, True)

    def result(self) -> tuple[list[Subscription], list[str]]:
        return list(self._found.values()), self._skipped

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        if self._root is None:
            self._root = name.lower()
            if self._root not in {"opml", "outlinedocument", "oml"}:
                raise ParseError(f"is no OPML list: it starts with <{safe_line(name, 40)}>", "")
        if name.lower() != "outline":
            return
        values = {key.lower(): value for key, value in attributes.items()}
        title = safe_line(values.get("title", "")) or safe_line(values.get("text", "")) or None
        stated = _stated_address(values)
        if stated is None:
            other_list = _other_list(values)
            if other_list:
                self._skipped.append(f"{other_list} (a list of its own: import its address)")
            self._path.append(title)
            if len(self._path) > _MAX_DEPTH:
                raise ParseError(f"nests folders more than {_MAX_DEPTH} deep", "")
            return
        self._path.append(None)  # a feed is no folder, whatever a list nests in it
        url = feed_url(stated, local=self._local and values.get("type") == _LOCAL_TYPE)
        recipe = None
        if "+" in values.get("type", ""):  # a page without a feed, and how its stories are found
            recipe, fault = _recipe(values["type"], attributes)
            if recipe is None:
                stated, url = f"{values['type']}: {stated}{fault}", None
        if url is None or len(self._found) >= MAX_SUBSCRIPTIONS:
            line = safe_line(stated) or title or "an outline without an address"
            self._skipped.append(left_out(line, stated))
        else:
            # a feed without a title is listed under its address, which is no title
            own = None if title in {url, stated.strip()} else title
            kept = _kept(attributes, has_recipe=recipe is not None)
            folder, tags = _places(self._folder(), values.get("category", ""))
            made = Subscription(url, own, folder, attributes=kept, tags=tags, recipe=recipe)
            self._found.setdefault(url, made)

    def _end(self, name: str) -> None:
        if name.lower() == "outline":
            self._path.pop()

    def _folder(self) -> str | None:
        # a name's own "/" must not become a level of the path
        names = [re.sub(r"\s*/\s*", "-", name.strip("/ ")) for name in self._path if name]
        return _folder_path(names)

    def _refuse_entities(self, *_: object) -> None:
        raise ParseError("declares entities of its own, which no list needs", "")


def _stated_address(values: dict[str, str]) -> str | None:
    """Return the address of an outline's feed as stated; None: it is a folder."""
    stated = values.get("xmlurl")
    if values.get("type", "").lower() in _FEED_TYPES and not (stated or "").strip():
        return values.get("url", "")  # some programs state it here; others a page
    return stated


def _other_list(values: dict[str, str]) -> str | None:
    """Return the address of a list that an outline includes (OPML 2.0, "include")."""
    kind, url = values.get("type", "").lower(), values.get("url", "").strip()
    is_list = kind == "include" or (kind == "link" and url.lower().endswith(".opml"))
    return safe_line(url) if is_list else None


def _places(folder: str | None, category: str) -> tuple[str | None, tuple[str, ...]]:
    """Return the folder and the tags of a feed by its categories (OPML 2.0, "category").

    They are separated by commas; one with a "/" is a path, one without is a tag. A feed outside of
    folders goes into the first path, else into the first tag.
    """
    stated = category[:MAX_ATTRIBUTE_CHARACTERS].split(",")
    named = [(_folder_path(one.split("/")), "/" in one) for one in stated]
    paths = [path for path, is_path in sorted(named, key=lambda each: not each[1]) if path]
    place = folder or next(iter(paths), None)
    return place, tuple(dict.fromkeys(path for path in paths if path != place))


def _folder_path(names: Iterable[str]) -> str | None:
    path = "/".join(filter(None, map(str.strip, names)))
    return safe_line(path, _MAX_FOLDER_CHARACTERS) or None


def _recipe(kind: str, attributes: dict[str, str]) -> tuple[Recipe | None, str]:
    """Return the recipe of an outline; None, and what is wrong with it, where it cannot be used."""
    try:
        return recipe_in(kind, attributes), ""
    except UsageError as error:
        return None, f" ({str(error).removeprefix('--')})"


def _kept(attributes: dict[str, str], *, has_recipe: bool) -> tuple[tuple[str, str], ...]:
    """Return the attributes of a feed's outline that have no field in a subscription."""
    kept = [
        (name, safe_line(value, MAX_ATTRIBUTE_CHARACTERS))
        for name, value in attributes.items()
        if name.lower() not in _KNOWN_ATTRIBUTES
        and _ATTRIBUTE.fullmatch(name)
        and not (has_recipe and is_of_recipe(name))
    ]
    return tuple((name, value) for name, value in kept if value)[:MAX_ATTRIBUTES]


def _repaired(data: bytes) -> str:
    """Return the text with the frequent faults of other programs repaired."""
    encoding = "utf-16" if data[:2] in {b"\xff\xfe", b"\xfe\xff"} else "utf-8"
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError:
        text = data.decode("cp1252", "replace")
    text = _NOT_XML.sub("", text.removeprefix("\ufeff")).lstrip()
    text = _DESCRIPTION.sub("", _DECLARATION.sub("", text, count=1))
    return _BARE_AMPERSAND.sub(_escaped_ampersand, text)


def _escaped_ampersand(match: re.Match[str]) -> str:
    character = unescape(match[0])
    return "&amp;" + match[0][1:] if character == match[0] else escape(character)


def left_out(line: str, stated: str) -> str:
    """Return a line that cannot be imported, with what takes the address in it, if anything."""
    is_local = stated.strip().lower().startswith("file:")
    return f"{line} (a file: address; `qreader add FILE` takes it)" if is_local else line


def feed_url(stated: str, *, local: bool = False) -> str | None:
    """Return the address if it may be a feed's, else None."""
    url = stated.strip()
    if not url or len(url) > _MAX_URL_CHARACTERS or safe_line(url, _MAX_URL_CHARACTERS) != url:
        return None
    if local and url.startswith("file:///"):
        return url
    return web_address(url)


# ---- writing


def _outline(feed: Subscription) -> str:
    title = feed.title or feed.url
    type_ = _LOCAL_TYPE if feed.url.startswith("file:") else "rss"
    if feed.recipe is not None:
        type_, _ = stated_recipe(feed.recipe)
    named = f" title={_attribute(feed.title)}" if feed.title else ""
    kept = "".join(f" {name}={_attribute(value)}" for name, value in _attributes(feed))
    return (
        f'<outline type="{type_}" text={_attribute(title)}{named}'
        f" xmlUrl={_attribute(feed.url)}{kept}/>"
    )


def _attributes(feed: Subscription) -> tuple[tuple[str, str], ...]:
    """Return the attributes of an outline besides address and title."""
    if feed.recipe is None:
        return feed.attributes
    return (*feed.attributes, *stated_recipe(feed.recipe)[1].items())


def _attribute(text: str) -> str:
    return quoteattr(_NOT_XML.sub("", text), {"\n": " ", "\t": " ", "\r": " "})
