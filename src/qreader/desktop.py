"""Detects a desktop on which the person would see a window or a notification."""

from __future__ import annotations

import sys
from collections.abc import Mapping


def ssh_variable(environment: Mapping[str, str]) -> str | None:
    """Return the environment variable that shows an SSH session; None: there is none."""
    names = ("SSH_CONNECTION", "SSH_CLIENT", "SSH_TTY")
    return next((name for name in names if environment.get(name)), None)


def has_desktop(environment: Mapping[str, str]) -> bool:
    """Whether there is a desktop that the person sees: not over SSH."""
    if ssh_variable(environment) is not None:
        return False
    is_there = environment.get("DISPLAY") or environment.get("WAYLAND_DISPLAY")
    return sys.platform == "darwin" or bool(is_there)
