"""Freshness: how old what the cache holds is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Freshness:
    """What is known of the refreshes of all feeds, by whichever process."""

    refreshed: datetime | None = None
    """When the last one ended that a server answered; None: there was none."""
    tried: datetime | None = None
    """When the last one ended or, if that is later, began, whatever came of it."""
    offline_since: datetime | None = None
    """When a refresh first found the network down; None: the last one did not."""
