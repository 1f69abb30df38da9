"""The files shipped with qreader: the starter packs and the sampler."""

from __future__ import annotations

import shutil
from pathlib import Path

from qreader.errors import FileError
from qreader.model import Pack
from qreader.sources.feeds.lists import read_list

SAMPLER_FOLDER = "Sampler"


def shipped_feeds() -> Path:
    """Return the folder with the starter packs and the sampler.

    A wheel carries it inside the package; a checkout has it at its top level.
    """
    inside = Path(__file__).parents[1] / "feeds"
    return inside if inside.is_dir() else Path(__file__).parents[3] / "feeds"


def packs() -> list[Pack]:
    """Return the starter packs, in the order of their list."""
    found = read_list(shipped_feeds() / "starter.opml").subscriptions
    names = dict.fromkeys(one.folder or "" for one in found)
    return [Pack(n, tuple(one for one in found if (one.folder or "") == n)) for n in names]


def copy_sampler(own: Path) -> list[Path]:
    """Copy the sampler into the person's folder; return its files, the welcome first.

    The copy keeps its path when a new version of qreader is installed elsewhere. Raises FileError.
    """
    try:
        shutil.copytree(shipped_feeds() / "sampler", own, dirs_exist_ok=True)
    except OSError as error:
        raise FileError(f"{own}: cannot be written: {error.strerror}", str(own)) from error
    # the welcome first: Markdown is parsed at once, a page costs the import of the extractor
    return sorted(own.iterdir(), key=lambda path: (path.suffix != ".md", path.name))
