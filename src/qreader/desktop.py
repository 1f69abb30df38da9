"""The desktop: whether there is one before the person, on which a window or a notice would show."""

from __future__ import annotations

import sys
from collections.abc import Mapping


def ssh_variable(environment: Mapping[str, str]) -> str | None:
    """Return the variable that says that the person sits at another machine; None: at this one."""
    names = ("SSH_CONNECTION", "SSH_CLIENT", "SSH_TTY")
    return next((name for name in names if environment.get(name)), None)


def has_desktop(environment: Mapping[str, str]) -> bool:
    """Whether there is a desktop here: over SSH it would be one that nobody sees."""
    if ssh_variable(environment) is not None:
        return False
    is_there = environment.get("DISPLAY") or environment.get("WAYLAND_DISPLAY")
    return sys.platform == "darwin" or bool(is_there)
