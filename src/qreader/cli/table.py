"""The table of verbs: parser, help, man page, completion and README are made from it.

A verb is added in its module. Only its place within its group is chosen here.
"""

from __future__ import annotations

from collections.abc import Iterable

from qreader.cli import (
    collecting,
    completing,
    enclosing,
    exporting,
    finding,
    keeping,
    man_page,
    queueing,
    reading,
    sending,
    serving,
    setting_up,
    settings,
    subscribing,
    syncing,
)
from qreader.cli.verb import Verb

GROUPS = {
    "read": "list search searches show related changes topics extract feeds stats enclosures open"
    " send queue",
    "collect": "add refresh sync fetch download mark rules set remove restore undo import export",
    "set up": "keys config doctor completion man serve",
    "keep": "check prune backup",
}
"""The groups of the help, and the order of the verbs in each. Verbs not named here come last."""


def in_order(verbs: Iterable[Verb]) -> tuple[Verb, ...]:
    """Return the verbs in the order of the help. Raises ValueError for an unknown group."""
    groups = list(GROUPS)
    place = {name: nth for nth, name in enumerate(" ".join(GROUPS.values()).split())}
    return tuple(
        sorted(verbs, key=lambda verb: (groups.index(verb.group), place.get(verb.name, len(place))))
    )


VERBS: tuple[Verb, ...] = in_order(
    (
        *reading.VERBS,
        *finding.VERBS,
        *enclosing.VERBS,
        *sending.VERBS,
        *queueing.VERBS,
        *collecting.VERBS,
        *subscribing.VERBS,
        *syncing.VERBS,
        *exporting.VERBS,
        *keeping.VERBS,
        *setting_up.VERBS,
        *settings.VERBS,
        *serving.VERBS,
        completing.verb(lambda: VERBS),
        man_page.verb(lambda: VERBS),
    )
)
