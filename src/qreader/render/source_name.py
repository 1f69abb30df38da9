"""The name of a source in a narrow column: without boiler-plate, cut where the least is lost."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from rich.cells import cell_len

from qreader.render.cells import cut
from qreader.text.safe import safe_line

_PARTING: Final = re.compile(r"\s+[|–—·•»>/:-]+\s+|(?<=\w)[:|]\s+")
"""What stands between the parts of a feed's title: `Courier | World`, `Courier: World`."""
_BOILERPLATE: Final = re.compile(
    r"(?:(?:the|our|latest|all|main|full|site|blog|web|news|flux|fil|canal)\s+)*"
    r"(?:rss|atom|xml|feeds?|rss feeds?|rss ?2\.0|stories|articles|posts|entries|headlines|latest"
    r"|home|home ?page|accueil|startseite|inicio)",
    re.IGNORECASE,
)
"""A part that says that a feed is a feed, or that it has everything: so does every other one."""
_TAIL: Final = re.compile(
    r"\s*[(\[]?\b(?:(?:atom |rss |news )?feeds?|rss(?: ?2\.0)?|atom|search records found \d+)"
    r"[)\]]?$",
    re.IGNORECASE,
)
"""The same behind a name: `Courier RSS Feed`."""


@lru_cache(1024)
def source_name(title: str, width: int) -> str:
    """Return a feed's title in at most `width` cells.

    Feeds of one paper begin alike and end differently, so that a long name is cut in its middle.
    """
    return _cut(_bare(safe_line(title)), width)


def _bare(title: str) -> str:
    """Return a title without the parts that say nothing, unless nothing else would be left."""
    start, kept, said = 0, "", ""
    for parting in [*_PARTING.finditer(title), None]:
        part = title[start : parting.start() if parting else None]
        if part.strip() and not _BOILERPLATE.fullmatch(part.strip()):
            kept += (said if kept else "") + part
        if parting:
            start, said = parting.end(), parting[0]
    return _TAIL.sub("", kept).strip() or title


def _cut(name: str, width: int) -> str:
    """Return a name without its middle: the last words stay, as long as there is a beginning."""
    if cell_len(name) > width:
        name = name.removeprefix("The ")
    if cell_len(name) <= width:
        return name
    starts = [at.end() for at in re.finditer(r"\s+", name)]
    ends = [name[at:] for at in starts if cell_len(name[at:]) <= width * 2 // 3]
    end = next((one for one in ends if cell_len(one) <= width // 2), "".join(ends[-1:]))
    return cut(name, width - cell_len(end)) + end
