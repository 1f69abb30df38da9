"""Config: the settings of the TOML file; Paths: where qreader keeps its files."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from qreader.config.opening import Opening
from qreader.errors import ConfigError
from qreader.suggestion import did_you_mean, nearest

if TYPE_CHECKING:
    from qreader.config.commands import Sender
    from qreader.config.tables import Access, Hook, PageSelectors, ProgramFeed, Rewrite, SyncServer

DATA_DIR_VARIABLE = "QREADER_DATA_DIR"
DEFAULT = "default"
"""The word for a setting that is not in the file: typed as a value, it takes the key out."""


# no dataclass: creating one with so many fields costs a start 1.4 ms, this 0.4
class Config(NamedTuple):
    """Every setting, with its default; the file's keys are these names."""

    text_width: int = 76
    """Columns of running text in the article view, 40 to 120."""
    date_format: str = ""
    """The date above an article in the codes of `strftime`, such as `%a %d %b %Y, %H:%M`; empty: as
    `24 Nov 14:03`, in another year `24 Nov 2023`."""
    mark_read: str = "open"
    """When an article becomes read: `open`, `end` (when its end has been seen) or `never` (by hand
    only)."""
    full_text: str = "auto"
    """Whether a refresh fetches the pages of new articles, to be read offline: `auto` (where the
    feed holds only a summary), `always` or `never`; a feed may have its own setting."""
    group_stories: bool = True
    """Lists of several feeds show one row for each story; `go` shows every article."""
    sort: str = "newest"
    """The order of all lists that have none of their own (`gO` gives one): `newest`, `oldest`,
    `feed`, `title`, `length` (the longest first), `story` (the largest first) or `arrived` (here
    last, whatever its date)."""
    mark_copies: bool = True
    """Reading an article marks those with the same text read, too."""
    only_unread: bool = False
    """Lists show only what is unread, and what is read in them until they are left."""
    read_on: str = "feed"
    """Where reading goes on at the end of a feed, or of a folder: `feed` (in the next one with
    something unread), or `list` (nowhere)."""
    show_read_feeds: bool = True
    """Show feeds with nothing unread in the tree, too."""
    feed_order: str = "name"
    """The order of feeds, and of folders, in the tree: `name`, `unread` (most first), `newest`
    (article first), or `own`."""
    theme: str = "auto"
    """`auto` (by the terminal), `dark`, `light`, `ansi` (the terminal's palette), `mono` (no
    colours), or the name of a Textual theme."""
    colors: Mapping[str, str] = {}
    """`[colors]`: own colours over the theme's, such as `accent = "#ff8700"` or `"bright_blue"` (of
    the terminal's palette)."""
    mouse: bool = True
    """Whether clicks, the wheel and dragging are the reader's; else they are the terminal's, which
    selects and copies with them."""
    window_title: bool = True
    """Whether the terminal's window, or its tab, is called `qreader · 719 unread`."""
    hints: bool = True
    """After a long way by small keys, the bottom line says a shorter key; each at most twice."""
    glyphs: str = "auto"
    """`auto` (by locale and terminal), `unicode`, or `ascii`: nothing but ASCII is drawn."""
    list_rows: str = "auto"
    """Lines of an article in a list: `compact` (one), `comfortable` (two: its source and age
    below its title), `auto` (two where the list is narrow and high)."""
    images: str = "auto"
    """Whether the pictures of an article are fetched and drawn: `auto` (not over SSH), `always`,
    `never`, or `offline`: as `auto`, and a refresh fetches those of the newest unread articles;
    needs `qreader[images]`."""
    images_megabytes: int = 100
    """Megabytes of pictures that are kept, 1 to 100000: those that were not seen for longest go. A
    refresh fetches a quarter of it at most."""
    sidebar: bool = True
    """Show related stories beside the article where there is room."""
    on_start: str = "today"
    """What the reader opens with: `today` (what is front of mind, once several sources tell the
    same), `list` (what is unread), `feeds`, or the name of a saved search."""
    refresh_on_start: bool = False
    """Fetch all feeds that are due when the reader starts."""
    refresh_minutes: int = 30
    """Minutes after a refresh, by whichever program, until the open reader fetches what is due by
    itself, 1 to 1440; 0: never."""
    fetch_at_once: int = 16
    """Feeds fetched at the same time, 1 to 64."""
    fetch_seconds: int = 20
    """Seconds that one feed may take, redirects included, 2 to 300."""
    fetch_megabytes: int = 25
    """Megabytes of a feed or a page, decompressed, 1 to 200."""
    min_interval_minutes: int = 15
    """Minutes before a feed is fetched again by itself; a refresh by hand always fetches. 0 to
    1440."""
    keep_days: int = 0
    """Days that a read article is kept after it came and was opened last, 0 to 36500; 0: for ever.
    What is starred, for later, tagged or pinned stays; a feed may have its own number."""
    keep_articles: int = 0
    """Articles that are kept of each feed, the newest, 0 to 1000000; 0: all. What stays is as for
    `keep_days`."""
    keep_megabytes: int = 0
    """Megabytes of the cache, beyond which its oldest articles go, 0 to 1000000; 0: no limit. What
    stays is as for `keep_days`."""
    keep_unread: bool = True
    """Whether unread articles stay, whatever the limits say."""
    proxy: str = ""
    """`http://`, `https://` or `socks5://` address through which everything is fetched; empty: what
    the environment says (`http_proxy`, `https_proxy`, `all_proxy`, `no_proxy`)."""
    synchronized_output: str = "auto"
    """Whether the beginning and the end of each frame are sent, so that the terminal shows it at
    once: `auto` (where the terminal supports it; not in tmux, which then sends the whole pane),
    `always` or `never`."""
    whole_frames: bool = False
    """Send whole frames, not only the cells that differ: for a terminal that shows stale cells."""
    preset: str = "default"
    """The keys to begin with: `default`, `newsboat` or `simple`."""
    keys: Mapping[str, tuple[str, ...]] = {}
    """`[keys]`: a key, or a list of keys, for an action by its name; they take the place of the
    preset's keys for it, and an empty list leaves it without one."""
    macros: Mapping[str, str] = {}
    """`[macros]`: what `,` and a key do: commands as `:` takes them, separated by `;`."""
    fetch: Sequence[Access] = []
    """`[[fetch]]`: `url`, and `headers`, `user`, `password`, `proxy` for addresses under it."""
    feed: Sequence[ProgramFeed] = []
    """`[[feed]]`: `title` and `command`, a list whose output is a feed, or `url` and `filter`, a
    list that makes a feed of its document; it may say `folder` and `minutes`."""
    page: Sequence[PageSelectors] = []
    """`[[page]]`: `url`, and `article`, `remove` and `title`, CSS selectors by which the pages of
    articles under it are read."""
    rewrite: Sequence[Rewrite] = []
    """`[[rewrite]]`: `pattern`, a regular expression, and `replace`, for the addresses of new
    articles."""
    notify: str = ""
    """A query: new articles that it finds are announced on the desktop; empty: never."""
    open: Opening = Opening()
    """`[open]`: what opens an enclosure of a media type, such as `"audio/*" = ["mpv", "{url}"]`;
    under `links` what opens addresses that a pattern finds, under `browser` all others."""
    send: Sequence[Sender] = []
    """`[[send]]`: `name`, `command`, `input` and others of a program that gets articles and links,
    by `:send NAME`."""
    download_folder: str = "~/Downloads/qreader"
    """The folder for downloaded enclosures; it also holds partial downloads."""
    queue_megabytes: int = 2000
    """Megabytes of files that are downloaded for the queue, 0 to 1000000; 0: nothing is, its
    addresses are played. What was played or taken off goes when its room is needed."""
    hook: Sequence[Hook] = []
    """`[[hook]]`: `command`, a list, runs after a refresh for the new articles that `query` finds,
    and reads each as a line of JSON; it may take `seconds`."""
    sync: SyncServer | None = None
    """`[sync]`: `url`, `user`, `password_command` and `labels` of a sync server."""


RANGES = {
    "text_width": (40, 120),
    "fetch_at_once": (1, 64),
    "fetch_seconds": (2, 300),
    "fetch_megabytes": (1, 200),
    "refresh_minutes": (0, 1440),
    "min_interval_minutes": (0, 1440),
    "images_megabytes": (1, 100_000),
    "keep_days": (0, 36_500),
    "keep_articles": (0, 1_000_000),
    "keep_megabytes": (0, 1_000_000),
    "queue_megabytes": (0, 1_000_000),
}
"""The least and the greatest value of the numbers."""
CHOICES = {
    "mark_read": ("open", "end", "never"),
    "full_text": ("auto", "always", "never"),
    "synchronized_output": ("auto", "always", "never"),
    "preset": ("default", "newsboat", "simple"),
    "glyphs": ("auto", "unicode", "ascii", "words"),
    "images": ("auto", "always", "offline", "never"),
    "list_rows": ("auto", "compact", "comfortable"),
    "read_on": ("feed", "list"),
    "feed_order": ("name", "unread", "newest", "own"),
    "sort": ("newest", "oldest", "feed", "title", "length", "story", "arrived"),
}
"""The values of the texts that have a few only."""


class Paths(NamedTuple):
    """Where qreader keeps its files."""

    data_dir: Path
    """The folder of the cache."""
    config_file: Path
    log_file: Path

    @property
    def database(self) -> Path:
        """The one file of the cache."""
        return self.data_dir / "qreader.db"

    @property
    def pictures(self) -> Path:
        """The folder of fetched pictures."""
        return self.data_dir / "pictures"

    @property
    def subscriptions(self) -> Path:
        """The feeds as OPML, in case the cache is damaged."""
        return self.data_dir / "subscriptions.opml"


def find_paths(data_dir: Path | None = None) -> Paths:
    """Return the paths of the files; `data_dir` (or QREADER_DATA_DIR) holds all of them."""
    chosen = data_dir or _path_from_environment()
    if chosen is not None:
        folder = chosen.expanduser().absolute()
        return Paths(folder, folder / "config.toml", folder / "qreader.log")
    import platformdirs

    return Paths(
        platformdirs.user_data_path("qreader", appauthor=False),
        platformdirs.user_config_path("qreader", appauthor=False) / "config.toml",
        platformdirs.user_log_path("qreader", appauthor=False) / "qreader.log",
    )


def load_config(path: Path) -> Config:
    """Read the configuration; a missing file gives the defaults.

    Raises ConfigError where the file cannot be read, a key is unknown or a value does not fit.
    """
    text = read_text(path)
    return Config() if text is None else parse_config(text, path)


def read_text(path: Path) -> str | None:
    """Return the text of the file; None where there is none. Raises ConfigError."""
    try:
        return path.read_bytes().decode("utf-8-sig")  # as editors of Windows write it
    except (FileNotFoundError, NotADirectoryError):
        return None
    except OSError as error:
        raise ConfigError(f"{path}: cannot be read: {error.strerror}", path) from error
    except UnicodeDecodeError as error:
        raise ConfigError(f"{path}: is not UTF-8 text", path) from error


def parse_config(text: str, path: Path | None = None) -> Config:
    """Read the configuration from the text of a file, whose path the errors name.

    Raises ConfigError.
    """
    values = parse_toml(text, path)
    try:
        return _with_hooks_checked(
            Config(**{key: check_setting(key, value) for key, value in values.items()})
        )
    except ConfigError as error:
        if path is None:
            raise
        from qreader.config.statements import line_of

        line = line_of(text, error.key or "")
        where = f"{path}, line {line}" if line else f"{path}"
        raise ConfigError(f"{where}: {error}", path, error.key) from error


def _with_hooks_checked(config: Config) -> Config:
    """Raise ConfigError where a hook names a program that cannot do what it is for."""
    if not config.hook:
        return config
    from qreader.config.tables import check_hooks
    from qreader.config.values import UnfitError

    try:
        check_hooks(config.hook, config.send)
    except UnfitError as error:
        where = f"hook{error.key}"
        raise ConfigError(f"{where} {error}", key=where) from error
    return config


def parse_toml(text: str, path: Path | None = None) -> dict[str, Any]:
    """Return the keys and values of a TOML text. Raises ConfigError."""
    import tomllib

    try:
        return tomllib.loads(text.replace("\r\n", "\n").replace("\r", "\n"))
    except (ValueError, RecursionError) as error:  # also of huge numbers and deep nesting
        where = f"{path}: " if path is not None else ""
        raise ConfigError(f"{where}is not valid TOML: {error}", path) from error


def _path_from_environment() -> Path | None:
    value = os.environ.get(DATA_DIR_VARIABLE)
    return Path(value) if value else None


def check_setting(key: str, value: Any) -> Any:
    """Return the value of a setting as the program takes it. Raises ConfigError."""
    from qreader.config.tables import DATE_FORMAT, PROXY, TABLES
    from qreader.config.values import UnfitError, is_text

    require_known(key)
    if key in TABLES:
        try:
            return TABLES[key](value)
        except UnfitError as error:
            where = f"{key}{error.key}"
            raise ConfigError(f"{where} {error}", key=where) from error
    low, high = RANGES.get(key, (0, 0))
    expected = type(Config._field_defaults[key])
    if type(value) is not expected or (expected is str and not is_text(value)):
        within = f" between {low} and {high}" if key in RANGES else ""
        kind = {int: f"a whole number{within}", bool: "true or false", str: "a text"}[expected]
        raise ConfigError(f"{key} must be {kind}, not {value!r}", key=key)
    if key in RANGES and not low <= value <= high:
        raise ConfigError(f"{key} must lie between {low} and {high}, not {value}", key=key)
    if key == "proxy" and not PROXY.fullmatch(str(value)):
        # the value is not repeated: it may hold a password
        raise ConfigError("proxy must be such as http://host:port", key=key)
    if key == "date_format" and not DATE_FORMAT.fullmatch(str(value)):
        raise ConfigError(f"date_format must be such as '%d %b %H:%M', not {value!r}", key=key)
    if key in CHOICES and value not in CHOICES[key]:
        choices = ", ".join(CHOICES[key])
        raise ConfigError(f"{key} must be one of {choices}, not {value!r}", key=key)
    return value


def require_known(key: str) -> None:
    """Raise ConfigError where there is no such setting."""
    if key not in Config._fields:
        near = nearest(key, Config._fields)
        of_table = f"{key} stands under [open]" if key in {"browser", "links"} else ""
        hint = did_you_mean((near and not of_table and repr(near)) or None, of_table)
        raise ConfigError(f"unknown key {key!r}{hint}", key=key)
