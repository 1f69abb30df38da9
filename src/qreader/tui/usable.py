"""Whether a configuration that can be read can be used: its keys, its theme, its queries."""

from __future__ import annotations

from qreader.config.settings import Config
from qreader.errors import ConfigError, QueryError
from qreader.suggestion import did_you_mean, nearest
from qreader.text.query import read_query
from qreader.tui import themes
from qreader.tui.keymap import keymap


def require_usable(config: Config) -> None:
    """Raise ConfigError where a setting names what is not there, or a query cannot be read."""
    keymap(config)
    known = themes.names()
    if config.theme not in known:
        hint = did_you_mean(nearest(config.theme, known), f"there are {', '.join(known)}")
        raise ConfigError(f"theme: none is called {config.theme!r}{hint}", key="theme")
    queries = {"notify": config.notify}
    queries |= {f"hook[{at}].query": one.query for at, one in enumerate(config.hook, 1)}
    for key, query in queries.items():
        try:
            _ = query and read_query(query)
        except QueryError as error:
            raise ConfigError(f"{key}: {error}", key=key) from error
