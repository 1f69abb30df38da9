"""Addressing: the addresses of new articles, direct and as the person's rules rewrite them.

An article's identity is made of what its feed states, so no rule makes one new.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import reduce

from qreader.config.patterns import MAX_SUBJECT_CHARACTERS, read_pattern
from qreader.config.tables import Rewrite
from qreader.errors import ParseError
from qreader.model import Incoming
from qreader.process.sandbox import Sandbox
from qreader.text.direct import direct
from qreader.text.urls import join

SECONDS = 3.0
"""The time limit of all rules for the new articles of a feed: a pattern can take for ever."""


def addressed(
    items: Sequence[Incoming], rules: tuple[Rewrite, ...], sandbox: Sandbox
) -> list[Incoming]:
    """Return new articles with direct addresses, and by the rules unless these take too long."""
    urls = tuple(direct(item.entry.url) if item.entry.url else "" for item in items)
    if rules and any(urls):
        with suppress(ParseError):  # too slow a pattern: the articles come nevertheless
            urls = sandbox.call(rewritten, Addresses(urls, rules), SECONDS)
    return [_with_address(item, url) for item, url in zip(items, urls, strict=True)]


@dataclass(frozen=True, slots=True)
class Addresses:
    """Addresses, and the person's rules for them."""

    urls: tuple[str, ...]
    rules: tuple[Rewrite, ...]

    @property
    def url(self) -> str:
        """One of them, for messages."""
        return next(filter(None, self.urls), "")


def rewritten(addresses: Addresses) -> tuple[str, ...]:
    """Return the addresses as the rules have them, each applied to the last one's result.

    A result that is no web address is not taken. Runs in the sandbox.
    """
    rules = [(read_pattern(rule.pattern), rule.replace) for rule in addresses.rules]
    return tuple(reduce(_replaced, rules, url) for url in addresses.urls)


def _replaced(url: str, rule: tuple[re.Pattern[str], str]) -> str:
    if not url or len(url) > MAX_SUBJECT_CHARACTERS:
        return url
    pattern, replacement = rule
    made = join(None, pattern.sub(replacement, url))
    return made if made and made.startswith(("http://", "https://")) else url


def _with_address(item: Incoming, url: str) -> Incoming:
    entry = item.entry
    if not url or url == entry.url:
        return item
    # links in its text begin where the feed says
    return replace(item, entry=replace(entry, url=url, base_url=entry.base_url or entry.url))
