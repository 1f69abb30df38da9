"""The files shipped with qreader: the starter packs and the sampler."""

from __future__ import annotations

import re
import shutil
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from qreader.errors import FetchError, FileError
from qreader.model import Pack
from qreader.sources.feeds.lists import read_list

SAMPLER_FOLDER = "Sampler"
WELCOME: Final = "welcome.md"
"""What greets a person, at the top of the list."""
WEEK: Final = ("week-*.xml", WELCOME)
"""The sampler's files whose dates are moved, so that their week is the person's last one."""
END_OF_WEEK: Final = datetime(2026, 11, 16, 8, tzinfo=UTC)
_DATE: Final = re.compile(r"\b\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")


def shipped_feeds() -> Path:
    """Return the folder with the starter packs and the sampler.

    A wheel carries it inside the package; a checkout has it at its top level.
    """
    inside = Path(__file__).parents[1] / "feeds"
    return inside if inside.is_dir() else Path(__file__).parents[3] / "feeds"


def picture(url: str) -> bytes:
    """Return a picture of the sampler, whose address is made up. Raises FetchError."""
    name = url.rpartition("/")[2]
    for path in (shipped_feeds() / "pictures").glob("*.jpg"):
        if path.name == name:
            return path.read_bytes()
    raise FetchError("the picture is made up", url)


def packs() -> list[Pack]:
    """Return the starter packs, in the order of their list."""
    found = read_list(shipped_feeds() / "starter.opml").subscriptions
    names = dict.fromkeys(one.folder or "" for one in found)
    return [Pack(n, tuple(one for one in found if (one.folder or "") == n)) for n in names]


def copy_sampler(own: Path, now: datetime) -> list[Path]:
    """Copy the sampler into the person's folder; return its files, the welcome first.

    The copy keeps its path when a new version of qreader is installed elsewhere. Raises FileError.
    """
    try:
        shutil.copytree(shipped_feeds() / "sampler", own, dirs_exist_ok=True)
        for path in (path for pattern in WEEK for path in own.glob(pattern)):
            path.write_text(_ending(path.read_text("utf-8"), now), "utf-8")
    except OSError as error:
        raise FileError(f"{own}: cannot be written: {error.strerror}", str(own)) from error
    # behind the welcome, Markdown: it is parsed at once, a page costs the import of the extractor
    return sorted(
        own.iterdir(), key=lambda path: (path.name != WELCOME, path.suffix != ".md", path.name)
    )


def _ending(text: str, now: datetime) -> str:
    """Return a file with its dates moved to the week that ends now."""

    def moved(date: re.Match[str]) -> str:
        at = now - (END_OF_WEEK - datetime.fromisoformat(date[0]))
        return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")

    return _DATE.sub(moved, text)
