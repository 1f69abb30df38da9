"""Unparsed: leaves out the entries of a large feed that its last document had unchanged.

The store keeps a hash of each entry of a feed's last document: of its characters and of what it
inherits from the feed (`sources.feeds.slices` cuts the document). Entries with a known hash are
left out before the document is parsed: of a large feed with three new entries, three are parsed.
That is valid under three conditions, which are checked here: no new entry has the identity of one
left out, the articles of those left out are still stored, and no new entry may be a renamed
article. Otherwise the whole document is parsed. A small document is always parsed whole: the
checks would cost more than they save.
"""

from __future__ import annotations

from collections.abc import Mapping

from qreader.collect.identity import identified, identity, may_be_renamed
from qreader.model import Entry, FeedState, ParsedFeed


def is_enough(parsed: ParsedFeed, unparsed: Mapping[bytes, bytes], state: FeedState) -> bool:
    """Whether the unparsed entries may be left out. unparsed: their identities by hash."""
    present = frozenset(unparsed.values())
    if state.lost or not present.isdisjoint(map(identity, parsed.entries)):
        return False
    entries = identified(parsed.entries)
    missing = [article for article in state.missing if article.identity not in entries]
    return not may_be_renamed(entries, missing)


def by_hash(
    parsed: ParsedFeed, entries: Mapping[bytes, Entry], unparsed: Mapping[bytes, bytes]
) -> dict[bytes, bytes]:
    """Return the identities of all entries by hash; empty where entries share an identity."""
    if list(entries) != [identity(entry) for entry in parsed.entries]:
        return {}
    read = iter(entries)
    return {one: unparsed[one] if one in unparsed else next(read) for one in parsed.entry_hashes}
