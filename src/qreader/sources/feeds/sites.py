"""Addresses that people have: finds the feeds of a known site's page, without asking anybody."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from string import Formatter
from typing import Final, NamedTuple
from urllib.parse import parse_qsl, quote, unquote, urlsplit

from qreader.model import Document, Offer
from qreader.sources.decode import decode
from qreader.sources.feeds.site_table import PLUS, SITES, Site
from qreader.sources.statements import web_url

MAX_ADDRESS: Final = 2_000
"""Longer addresses are of no known kind."""
_IN_FRONT: Final = r"(?:(?:www|m|mobile|old|new)\.)?"
_IS_FEED: Final = re.compile(r"\.(?:rss|atom|xml|rdf|json)$", re.IGNORECASE)
_RUBBISH: Final = " \t\"'`*)]}>,;:!."
"""What sticks to the end of an address that is copied out of a text."""
_AT_HOST: Final = re.compile(
    r"(?:acct:@?|@)(?P<user>\w[\w.-]*)@(?P<host>[^\s/@:]+\.[^\s/@:.]{2,})", re.IGNORECASE
)
_HANDLE: Final = re.compile(r"@(?P<handle>(?:[a-z0-9-]+\.)+[a-z]{2,})", re.IGNORECASE)
_REDDIT: Final = re.compile(r"/?(?P<place>(?:r|u|user)/[\w+-]+)/?", re.IGNORECASE)
_KEPT: Final = "@:,"
"""Characters that stay in a value."""
_WHOLE: Final = frozenset({"origin", "feed_url"})
"""Values that are addresses themselves."""
_PATHS: Final = frozenset({"name", "part", "project"})
"""Values whose slashes part them."""


class Recognised(NamedTuple):
    """An address of a known kind."""

    site: Site
    values: Mapping[str, str]
    """What the address says, for the templates."""

    @property
    def asks(self) -> str | None:
        """The document to be asked first; None where the address says all."""
        return _filled(self.site.asks, self.values) if self.site.asks else None

    @property
    def offers(self) -> tuple[Offer, ...]:
        """The feeds of the address, best first; none before `asks` has been asked."""
        return _offers(self.site, self.values)


def address_of(text: str) -> str | None:
    """Return the address of a name that is none: `@user@host`, `@name.example`, `r/name`.

    The first is of Mastodon, the second of Bluesky, the third of Reddit; None: it is no such name.
    """
    text = text.strip()
    if found := _AT_HOST.fullmatch(text):
        return f"https://{found['host']}/@{found['user']}"
    if found := _HANDLE.fullmatch(text):
        return f"https://bsky.app/profile/{found['handle'].lower()}"
    if found := _REDDIT.fullmatch(text):
        return f"https://www.reddit.com/{found['place']}/"
    return None


def recognised(url: str) -> Recognised | None:
    """Return the kind of a web address and what it says; None where it is of no known kind."""
    if len(url) > MAX_ADDRESS:
        return None
    try:
        parts = urlsplit(url)
        host = (parts.hostname or "").rstrip(".")
    except ValueError:
        return None
    path = unquote(parts.path.replace("+", PLUS), errors="replace").rstrip(_RUBBISH + "/")
    if not host or _IS_FEED.search(path):
        return None
    stated = parse_qsl(parts.query, max_num_fields=200) if parts.query.count("&") < 200 else ()
    query = {name.lower(): value.rstrip(_RUBBISH) for name, value in reversed(stated)}
    origin = {"origin": f"{parts.scheme}://{parts.netloc}"}
    for site, host_pattern, path_pattern in _compiled():
        of_host = host_pattern.fullmatch(host)
        of_path = path_pattern.fullmatch(path) if of_host else None
        if of_host and of_path and all(query.get(name) for name in site.needs):
            values = {**query, **origin, **of_host.groupdict(), **of_path.groupdict()}
            return Recognised(site, values)
    return None


class Answer(NamedTuple):
    """What a site answered to `Recognised.asks`."""

    found: Recognised
    document: Document


def offers_in(answer: Answer) -> tuple[Offer, ...]:
    """Return the feeds by what a site's document says; runs in the parser process.

    Empty where it does not say what it was asked for.
    """
    found, text = answer.found, decode(answer.document)
    for pattern in found.site.finds:
        if said := re.search(pattern, text):
            values = {name: _plain(value) for name, value in said.groupdict().items() if value}
            return _offers(found.site, {**found.values, **values})
    return ()


@cache
def _compiled() -> tuple[tuple[Site, re.Pattern[str], re.Pattern[str]], ...]:
    return tuple(
        (
            site,
            re.compile(_IN_FRONT + f"(?:{site.host})", re.IGNORECASE),
            re.compile(site.path, re.IGNORECASE),
        )
        for site in SITES
    )


def _plain(value: str) -> str:
    """Return a value as it is without the escapes of JSON and of addresses."""
    for escaped, character in (("\\/", "/"), ("\\u0026", "&"), ("%40", "@"), ("&amp;", "&")):
        value = value.replace(escaped, character)
    return value


def _offers(site: Site, values: Mapping[str, str]) -> tuple[Offer, ...]:
    """Return the feeds whose templates can be filled; of those that have the same, the first."""
    found: dict[str, str] = {}
    for what, template in site.feeds:
        url = web_url(None, _filled(template, values))
        if url is not None:
            found.setdefault(what, url)
    return tuple(
        Offer(url, what, number) for number, (what, url) in enumerate(found.items(), start=1)
    )


def _filled(template: str, values: Mapping[str, str]) -> str | None:
    """Return a template with its values, quoted for an address; None where one is missing."""
    names = [name for _, name, _, _ in Formatter().parse(template) if name]
    if not all(values.get(name) for name in names):
        return None
    return template.format_map({name: _quoted(name, values[name]) for name in names})


def _quoted(name: str, value: str) -> str:
    if name in _WHOLE:
        return value
    quoted = quote(value, safe=_KEPT + "/" * (name in _PATHS))
    return quoted.replace(quote(PLUS), "+")
