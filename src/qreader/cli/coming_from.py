"""The keys of other readers, and qreader's equivalent actions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from qreader.tui.actions import Action, Where


@dataclass(frozen=True, slots=True)
class Theirs:
    """A key of another reader."""

    key: str
    """In qreader's notation."""
    does: str
    action: str | None = None
    """The equivalent action of qreader; None: there is none, and `instead` says what to do."""
    instead: str = ""


@dataclass(frozen=True, slots=True)
class Difference:
    """A key with another meaning here than there."""

    theirs: Theirs
    keys: tuple[str, ...]
    """The keys of the equivalent action here."""
    here: str
    """What the key does here; "": nothing."""


READERS: Final = {
    # newsboat's manual, "Newsboat's key commands" (doc/keycmds.dsv)
    "newsboat": (
        Theirs("enter", "open", "open"),
        Theirs("q", "back, or quit", "leave"),
        Theirs("Q", "quit", "quit"),
        Theirs("r", "reload the feed", "refresh"),
        Theirs("R", "reload all feeds", "refresh_all"),
        Theirs("A", "mark the feed read", "mark_all_read"),
        Theirs("C", "mark all feeds read", "mark_all_read"),
        Theirs("s", "save as a file", "save"),
        Theirs("n", "next unread article", "next_unread"),
        Theirs("p", "previous unread article", "previous_unread"),
        Theirs("J", "next article", "next_article"),
        Theirs("K", "previous article", "previous_article"),
        Theirs("ctrl+k", "a random unread one", instead="no such thing"),
        Theirs("o", "open in the browser", "browser"),
        Theirs("O", "browser, and mark read", "browser_read"),
        Theirs("?", "help", "help"),
        Theirs("ctrl+u", "the article's source", instead="show ID --format html"),
        Theirs("N", "read or unread", "read"),
        Theirs("l", "hide feeds all read", "toggle_read_feeds"),
        Theirs("u", "the links of the article", "follow"),
        Theirs("t", "choose a tag of feeds", "go_feed"),
        Theirs("ctrl+t", "all tags again", "go_all"),
        Theirs("/", "search", "search"),
        Theirs("#", "open a link by number", "browser"),
        Theirs("e", "queue the attachment", "enclosure"),
        Theirs("E", "edit the list of feeds", "feed", "and c, M, delete, a"),
        Theirs("ctrl+r", "read the list again", instead="nothing to read again"),
        Theirs("ctrl+l", "draw again", "redraw"),
        Theirs(":", "command line", "command"),
        Theirs("F", "filter the list", "filter"),
        Theirs("f", "choose a filter", "go_feed"),
        Theirs("ctrl+f", "no filter", "escape"),
        Theirs("ctrl+b", "bookmark", "later"),
        Theirs("ctrl+e", "flags of the article", "star"),
        Theirs("ctrl+n", "next unread feed", "next_feed"),
        Theirs("ctrl+p", "previous unread feed", "previous_feed"),
        Theirs("j", "down; next feed", "down"),
        Theirs("k", "up; previous feed", "up"),
        Theirs("D", "delete the article", "hide"),
        Theirs("ctrl+d", "delete all articles", instead="x and V, then D"),
        Theirs("$", "take deleted ones away", instead="hidden ones go at once"),
        Theirs("v", "list of dialogs", instead="there is one screen"),
        Theirs("|", "pipe to a command", "pipe"),
        Theirs("g", "sort", instead="lists are newest first"),
        Theirs("G", "sort, reversed", instead="lists are newest first"),
        Theirs("up", "up", "up"),
        Theirs("down", "down", "down"),
        Theirs("pagedown", "a page down", "page_down"),
        Theirs("pageup", "a page up", "page_up"),
        Theirs("home", "to the top", "top"),
        Theirs("end", "to the bottom", "bottom"),
        Theirs("tab", "the other pane", "next_pane"),
        Theirs("1", "open link 1", instead="1o"),
    ),
}


def differences(reader: str, actions: Sequence[Action]) -> list[Difference]:
    """Return the keys of a reader with another meaning here, with the equivalent ones."""
    by_name = {action.name: action for action in actions}
    found = []
    for theirs in READERS[reader]:
        same = by_name.get(theirs.action or "")
        keys = same.keys if same else ()
        if theirs.key not in keys:
            found.append(Difference(theirs, keys, _does_here(theirs.key, actions)))
    return found


def _does_here(key: str, actions: Sequence[Action]) -> str:
    if any(keys.startswith(f"{key} ") for action in actions for keys in action.keys):
        return "the start of two keys"
    texts = [a.text for a in actions if key in a.keys and a.where & Where.PANES]
    return next(iter(texts), "")
