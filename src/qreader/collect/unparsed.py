"""Unparsed: entries that are not parsed anew, since their feed stated them so at the last visit.

Of each entry that a feed stated last, a print is kept: a hash of its characters and of what it
inherits from the feed (`sources.feeds.slices` cuts the document). An entry that has the print of
one which is stored is left out before the document is parsed: of a large feed with three new
entries, three are parsed. What an entry is depends on the whole document in three ways, so here is
checked that none of them applies, and else the whole document is parsed: its identity must be no
other entry's, its article must still be stored, and no entry that is new may be the article of one
that is missing. A small document is parsed whole at once: it costs less than the checks save.
"""

from __future__ import annotations

from collections.abc import Mapping

from qreader.collect.identity import identified, identity, may_be_renamed
from qreader.model import Entry, FeedState, ParsedFeed


def is_enough(parsed: ParsedFeed, unparsed: Mapping[bytes, bytes], state: FeedState) -> bool:
    """Whether what was not read has no bearing on what was; unparsed: identities by prints."""
    present = frozenset(unparsed.values())
    if state.lost or not present.isdisjoint(map(identity, parsed.entries)):
        return False
    entries = identified(parsed.entries)
    missing = [article for article in state.missing if article.identity not in entries]
    return not may_be_renamed(entries, missing)


def by_print(
    parsed: ParsedFeed, entries: Mapping[bytes, Entry], unparsed: Mapping[bytes, bytes]
) -> dict[bytes, bytes]:
    """Return the identities of all that a document states; none where entries share one."""
    if list(entries) != [identity(entry) for entry in parsed.entries]:
        return {}
    read = iter(entries)
    return {one: unparsed[one] if one in unparsed else next(read) for one in parsed.prints}
