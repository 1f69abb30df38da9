"""What may be typed behind `:set`: keys, values, and what each means."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

from qreader.config.settings import DEFAULT, Config
from qreader.render.cells import wrap
from qreader.text.safe import safe_line
from qreader.tui.actions import ACTIONS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

MEANING_CELLS: Final = 58
"""The width of a line of what a setting means, beside names of 16 cells in 80 columns."""
MEANING_LINES: Final = 4
UNSHOWN: Final = frozenset({"proxy", "sync"})
"""Settings whose values may hold a secret."""

Offered = tuple[str, str]
"""A text that may follow `:set`, and what it means; without a text, one more line of meaning."""


def offered(text: str, config: Config, meanings: Mapping[str, str]) -> list[Offered]:
    """Return how a text may go on."""
    key, space, begun = text.partition(" ")
    if not space:
        return [one for one in _keys(key, config, meanings) if one[0].startswith(text)]
    name = key.partition(".")[0]
    if name not in meanings:
        return []
    meaning = wrap(meanings[name], MEANING_CELLS, MEANING_LINES)
    found = (one for one in _values(key, begun, config) if one[0].startswith(text))
    return [*(("", line) for line in meaning), *found]


def shown(config: Config, key: str) -> str:
    """Return a value as it is typed; empty where a table has no such key, or it may be secret."""
    from qreader.config.described import as_typed, plain

    name, dot, rest = key.partition(".")
    if name in UNSHOWN:
        return ""
    value = plain(getattr(config, name))
    if dot:
        table = value if isinstance(value, dict) else {}
        return safe_line(as_typed(table[rest])) if rest in table else ""
    return safe_line(as_typed(value))


def _keys(key: str, config: Config, meanings: Mapping[str, str]) -> Iterator[Offered]:
    from qreader.config.typed import is_table

    name, dot, _ = key.partition(".")
    if dot:
        for part, meaning in _parts(name, config):
            yield f"{name}.{part} ", meaning
        return
    for one, meaning in meanings.items():
        yield (
            (f"{one}.", meaning)
            if is_table(one)
            else (f"{one} ", f"{shown(config, one)}  {meaning}")
        )


def _parts(table: str, config: Config) -> Iterable[Offered]:
    """Return the keys of a table: those that it can have, else those that it has."""
    if table == "keys":
        return [(one.command, one.text) for one in ACTIONS]
    if table == "colors":
        from qreader.config.tables import COLORS

        return COLORS.items()
    if table == "sync":
        from qreader.config.described import described
        from qreader.config.tables import SyncServer

        return described(SyncServer).items()
    held = getattr(config, table, None)
    return (
        [(one, shown(config, f"{table}.{one}")) for one in held] if isinstance(held, dict) else []
    )


def _values(key: str, begun: str, config: Config) -> Iterator[Offered]:
    from qreader.config.described import choices, takes
    from qreader.tui import themes

    name, dot, _ = key.partition(".")
    if key == "theme":
        known: Sequence[str] = themes.names()
    elif key == "on_start":
        known = ("today", "list", "feeds")
    elif name == "colors":
        from qreader.config.tables import TERMINAL_COLORS

        known = TERMINAL_COLORS
    else:
        known = choices(name)
    now, default = shown(config, key), "" if dot else shown(Config(), key)
    if not known and now and not begun:  # tab takes it, to be edited
        facts = ["now", takes(name), default and f"default {default}"]
        yield f"{key} {now}", "; ".join(filter(None, facts))
        return
    for one in known:
        yield f"{key} {one}", "now" if one == now else ""
    if DEFAULT not in known:
        yield f"{key} {DEFAULT}", default
