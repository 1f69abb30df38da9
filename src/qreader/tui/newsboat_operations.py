"""What newsboat can do, by the names that it has for it, and qreader's actions that do the same.

`qreader keys --from newsboat` and the import of its configuration read the same table. The sources
are newsboat's manual, "Newsboat operations", and its `src/keymap.cpp`.
"""

from __future__ import annotations

import re
from typing import Final, NamedTuple


class Operation(NamedTuple):
    """Something that newsboat can do."""

    name: str
    key: str
    """The key that it has there, as qreader writes keys; "" where it has none."""
    does: str
    actions: tuple[str, ...] = ()
    """Of qreader, that do the same, the one that is meant first. One that does not exist yet is
    none."""
    instead: str = ""
    """What to do, where there is none."""


_LINKS: Final = "3o opens link 3 of the article"
_ONE_SCREEN: Final = "there is one screen"
OPERATIONS: Final = (
    Operation("open", "enter", "open", ("open",)),
    Operation("quit", "q", "back, or quit", ("leave", "back")),
    Operation("hard-quit", "Q", "quit", ("quit",)),
    Operation("reload", "r", "reload the feed", ("refresh",)),
    Operation("reload-all", "R", "reload all feeds", ("refresh_all",)),
    Operation("mark-feed-read", "A", "mark the feed read", ("mark_all_read",)),
    Operation("mark-all-feeds-read", "C", "mark all feeds read", ("mark_all_read",)),
    Operation("mark-all-above-as-read", "", "mark all above read", instead="x and V, then m"),
    Operation("save", "s", "save as a file", ("save",)),
    Operation("save-all", "", "save all as files", instead="qreader export QUERY --format md"),
    Operation("next-unread", "n", "next unread article", ("next_unread",)),
    Operation("prev-unread", "p", "previous unread article", ("previous_unread",)),
    Operation("next", "J", "next article", ("next_article", "down")),
    Operation("prev", "K", "previous article", ("previous_article", "up")),
    Operation("random-unread", "ctrl+k", "a random unread one", instead="no such thing"),
    Operation("open-in-browser", "o", "open in the browser", ("browser",)),
    Operation("open-in-browser-noninteractively", "", "open in the browser", ("browser",)),
    Operation("open-in-browser-and-mark-read", "O", "browser, and mark read", ("browser_read",)),
    Operation("open-all-unread-in-browser", "", "open all unread", instead="one at a time"),
    Operation(
        "open-all-unread-in-browser-and-mark-read", "", "open all unread", instead="one at a time"
    ),
    Operation("help", "?", "help", ("help",)),
    Operation(
        "toggle-source-view", "ctrl+u", "the article's source", instead="show ID --format html"
    ),
    Operation("toggle-article-read", "N", "read or unread", ("read",)),
    Operation("toggle-show-read-feeds", "l", "hide feeds all read", ("toggle_read_feeds",)),
    Operation("show-urls", "u", "the links of the article", ("follow",)),
    Operation("set-tag", "t", "choose a tag of feeds", ("go_feed",)),
    Operation("select-tag", "", "choose a tag of feeds", ("go_feed",)),
    Operation("clear-tag", "ctrl+t", "all tags again", ("go_all",)),
    Operation("open-search", "/", "search", ("search", "find")),
    Operation("goto-url", "#", "open a link by number", ("browser",)),
    Operation("enqueue", "e", "queue the attachment", ("queue",)),
    Operation("edit-urls", "E", "edit the list of feeds", ("feed",), "and c, M, delete, a"),
    Operation("reload-urls", "ctrl+r", "read the list again", instead="nothing to read again"),
    Operation("redraw", "ctrl+l", "draw again", ("redraw",)),
    Operation("cmdline", ":", "command line", ("command",)),
    Operation("set-filter", "F", "filter the list", ("filter",)),
    Operation("select-filter", "f", "choose a filter", ("go_feed",)),
    Operation("clear-filter", "ctrl+f", "no filter", ("escape",)),
    Operation("bookmark", "ctrl+b", "bookmark", ("later",)),
    Operation("edit-flags", "ctrl+e", "flags of the article", ("star",)),
    Operation("next-unread-feed", "ctrl+n", "next unread feed", ("next_feed",)),
    Operation("prev-unread-feed", "ctrl+p", "previous unread feed", ("previous_feed",)),
    Operation("next-feed", "", "next feed", ("next_feed",)),
    Operation("prev-feed", "", "previous feed", ("previous_feed",)),
    Operation("delete-article", "D", "delete the article", ("hide",)),
    Operation("delete-all-articles", "ctrl+d", "delete all articles", instead="x and V, then D"),
    Operation("purge-deleted", "$", "take deleted ones away", instead="hidden ones go at once"),
    Operation("view-dialogs", "v", "list of dialogs", instead=_ONE_SCREEN),
    Operation("next-dialog", "", "next dialog", instead=_ONE_SCREEN),
    Operation("prev-dialog", "", "previous dialog", instead=_ONE_SCREEN),
    Operation("close-dialog", "", "close a dialog", instead=_ONE_SCREEN),
    Operation("pipe-to", "|", "pipe to a command", ("pipe",)),
    Operation("sort", "g", "sort", ("sort",)),
    Operation("rev-sort", "G", "sort, reversed", ("sort",)),
    Operation("up", "up", "up", ("up",)),
    Operation("down", "down", "down", ("down",)),
    Operation("pagedown", "pagedown", "a page down", ("page_down",)),
    Operation("pageup", "pageup", "a page up", ("page_up",)),
    Operation("halfpagedown", "", "half a page down", ("half_page_down",)),
    Operation("halfpageup", "", "half a page up", ("half_page_up",)),
    Operation("home", "home", "to the top", ("top",)),
    Operation("end", "end", "to the bottom", ("bottom",)),
    Operation("macro-prefix", "", "begin a macro", instead="`,` begins a macro"),
    Operation("switch-focus", "tab", "the other pane", ("next_pane",)),
    Operation("goto-title", "", "go to a title", ("go_feed",)),
    Operation("article-feed", "", "the article's feed", instead="go-feed NAME"),
    Operation("prevsearchresults", "", "earlier results", instead="searches are saved by name"),
    *(
        Operation(name, "", "open a link", instead=_LINKS)
        for name in (
            "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "zero",
        )
    ),
    *(
        Operation(f"cmd-{name}", "", "go to a row", instead="12G goes to the twelfth row")
        for name in ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
    ),
    *(
        Operation(f"pb-{name}", "", "in podboat", instead="gq shows the queue")
        for name in (
            "download", "cancel", "delete", "purge", "toggle-download-all", "play",
            "mark-as-finished", "increase-max-dls", "decreate-max-dls", "reload",
        )
    ),
)  # fmt: skip
BY_NAME: Final = {operation.name: operation for operation in OPERATIONS}
BY_KEY: Final = {
    **{operation.key: operation for operation in OPERATIONS if operation.key},
    "j": BY_NAME["down"],
    "k": BY_NAME["up"],
}

_KEYS: Final = {
    "ESC": "escape",
    "PPAGE": "pageup",
    "NPAGE": "pagedown",
    "DC": "delete",
    "LT": "<",
    "GT": ">",
}
"""Of newsboat's names of keys, those that are no name here in lower case."""
_STROKE: Final = re.compile(r"<((?:[CSM]-)*)([^>]+)>|\^([A-Za-z])|(.)", re.DOTALL)


def key_of(stated: str) -> str:
    """Return a key of newsboat's `bind-key` as qreader writes it."""
    if len(stated) == 2 and stated[0] == "^" and stated[1].isascii() and stated[1].isalpha():
        return f"ctrl+{stated[1].lower()}"
    if len(stated) == 1:
        return stated
    return _KEYS.get(stated, stated.lower())


def keys_of(stated: str) -> str:
    """Return the keys of newsboat's `bind`, parted by spaces: `gg`, `<C-d>`, `^Xs`."""
    return " ".join(map(_stroke, _STROKE.finditer(stated)))


def _stroke(match: re.Match[str]) -> str:
    modifiers, named, controlled, plain = match.groups()
    if plain:
        return plain
    if controlled:
        return f"ctrl+{controlled.lower()}"
    key = named if len(named) == 1 else key_of(named)
    if "S-" in modifiers and len(key) == 1:
        key, modifiers = key.upper(), modifiers.replace("S-", "")
    for letter, name in (("S", "shift"), ("M", "alt"), ("C", "ctrl")):
        if f"{letter}-" in modifiers:
            key = f"{name}+{key if len(key) > 1 else key.lower()}"
    return key
