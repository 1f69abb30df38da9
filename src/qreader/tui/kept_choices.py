"""Kept choices: what a key chose in the place of a setting, from one start to the next.

A choice holds until the configuration says something else than when it was made: who edits that
wants it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from qreader.library import Library

_SINCE = " since "


def chosen(library: Library, setting: str, configured: str) -> str:
    """Return what was chosen last for a setting, else what the configuration says."""
    choice, _, before = (library.remembered.read(setting) or "").partition(_SINCE)
    return choice if choice and before == configured else configured


def chosen_bool(library: Library, setting: str, configured: bool) -> bool:
    """Return the same of a setting that is true or false."""
    return chosen(library, setting, str(configured)) == str(True)


def forget(library: Library, setting: str) -> None:
    """Drop a choice: the person changed the setting itself."""
    if library.remembered.read(setting):
        with library.without_reload():  # no row shows it
            library.remembered.write(setting, "")


def keep(library: Library, setting: str, choice: object, configured: object) -> None:
    """Keep a choice for a setting; `configured` is what the configuration says now."""
    library.remembered.write(setting, f"{choice}{_SINCE}{configured}")
