"""The keys: one table, from which key handling, footer, help, palette and README are made.

Textual's own bindings know neither counts (`5j`) nor prefixes (`gg`), so `KeyReader` reads keys
against this table and the screen runs the action of the same name.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Flag, auto
from typing import Final


class Where(Flag):
    """In which panes an action applies."""

    FEEDS = auto()
    LIST = auto()
    ARTICLE = auto()
    RELATED = auto()
    WELCOME = auto()
    FINDING = auto()
    """In the article, while a find is open there."""

    READING = ARTICLE | RELATED
    ARTICLES = LIST | ARTICLE | RELATED
    PANES = FEEDS | LIST | ARTICLE | RELATED
    NOWHERE = 0
    EVERYWHERE = FEEDS | LIST | ARTICLE | RELATED | WELCOME


@dataclass(frozen=True, slots=True)
class Action:
    """One thing that a person can do with a key."""

    name: str
    """Of the method that does it."""
    keys: tuple[str, ...]
    """A printable key is itself, another has Textual's name, a sequence has spaces: `g g`."""
    text: str
    """What it does, as the help says it."""
    group: str
    """The heading of the help that it stands under."""
    where: Where = Where.PANES
    hint: str = ""
    """Its word in the footer."""
    hinted: Where = Where.NOWHERE
    """The panes whose footer shows it."""


ACTIONS: Final = (
    # moving
    Action("down", ("j", "down"), "Down", "Move", Where.EVERYWHERE),
    Action("up", ("k", "up"), "Up", "Move", Where.EVERYWHERE),
    Action("page_down", ("pagedown", "ctrl+f"), "A page down", "Move", Where.EVERYWHERE),
    Action("page_up", ("pageup",), "A page up", "Move", Where.EVERYWHERE),
    Action("half_page_down", ("ctrl+d",), "Half a page down", "Move", Where.EVERYWHERE),
    Action("half_page_up", ("ctrl+u",), "Half a page up", "Move", Where.EVERYWHERE),
    Action("top", ("g g", "home"), "To the top", "Move", Where.EVERYWHERE),
    Action("bottom", ("G", "end"), "To the bottom", "Move", Where.EVERYWHERE),
    Action(
        "open", ("enter", "l", "right"), "Open, or go deeper", "Move",
        hint="open", hinted=Where.FEEDS | Where.LIST | Where.RELATED,
    ),
    Action("back", ("h", "left", "backspace"), "Back", "Move"),
    Action(
        "leave", ("q",), "Back; quit where there is nothing to go back to", "Move",
        Where.EVERYWHERE, hint="back", hinted=Where.READING,
    ),
    Action(
        "escape", ("escape",), "End a search, leave the sidebar or the article; never quits",
        "Move", Where.EVERYWHERE, hint="skip", hinted=Where.WELCOME,
    ),
    Action("next_pane", ("tab",), "Next pane", "Move", Where.EVERYWHERE),
    Action("previous_pane", ("shift+tab",), "Previous pane", "Move", Where.EVERYWHERE),
    # reading
    Action(
        "read_on", ("space",), "Read on: scroll, then the next unread article", "Read",
        hint="read on", hinted=Where.LIST | Where.ARTICLE,
    ),
    Action("next_match", ("n",), "Next match, while a find is open in the article", "Read",
           Where.FINDING, hint="next", hinted=Where.FINDING),
    Action("previous_match", ("N",), "Previous match", "Read", Where.FINDING, hint="previous",
           hinted=Where.FINDING),
    Action("next_unread", ("n",), "Next unread article", "Read"),
    Action("previous_unread", ("p",), "Previous unread article", "Read"),
    Action("next_article", ("J",), "Next article", "Read"),
    Action("previous_article", ("K",), "Previous article", "Read"),
    Action("next_related", ("]",), "Next related story; 3] takes the third", "Read",
           Where.ARTICLES, hint="related", hinted=Where.ARTICLE),
    Action("previous_related", ("[",), "Previous related story", "Read", Where.ARTICLES),
    Action("thread", ("T",), "The story: who told it when", "Read", Where.ARTICLES,
           hint="story", hinted=Where.LIST),
    Action("trail_back", ("ctrl+o",), "Back along the articles that you read", "Read"),
    Action("browser", ("o",), "Open in the browser; 3o opens link 3 of the article", "Read",
           Where.ARTICLES, hint="browser", hinted=Where.READING),
    Action("follow", ("f",), "Follow a link of the article by its letters", "Read", Where.ARTICLE),
    Action("changes", ("v",), "What changed in the article since you read it; v goes back", "Read",
           Where.ARTICLES),
    Action("copy", ("y",), "Copy the address", "Read", Where.ARTICLES),
    Action(
        "full_text", ("w",), "Full text, from the page; on a story beside it: fetch it next time",
        "Read", Where.ARTICLES, hint="full text", hinted=Where.READING,
    ),
    # marking
    Action("toggle_read", ("m",), "Read or unread", "Mark", Where.ARTICLES, hint="read",
           hinted=Where.LIST),
    Action("toggle_star", ("s",), "Star, or take the star away", "Mark", Where.ARTICLES,
           hint="star", hinted=Where.LIST | Where.ARTICLE),
    Action("toggle_later", ("b",), "Keep for later, or no longer", "Mark", Where.ARTICLES),
    Action("done", ("d",), "Done with it: read, and on to the next", "Mark", Where.ARTICLES),
    Action("hide", ("D",), "Hide it from all lists, or show it again", "Mark", Where.ARTICLES),
    Action("tag", ("t",), "Tags of your own; -name takes one away", "Mark", Where.ARTICLES),
    Action("select", ("x",), "Select, or no longer; marks then act on all that is selected", "Mark",
           Where.LIST),
    Action("select_to_here", ("V",), "Select from the last selected one to here", "Mark",
           Where.LIST),
    Action("mark_all_read", ("A",), "Mark everything in the list read", "Mark",
           Where.FEEDS | Where.ARTICLES),
    Action("attend", ("Z",), "Follow the story for two weeks; mute it; neither", "Mark",
           Where.ARTICLES),
    Action("not_related", ("-",), "This does not belong to the article, ever", "Mark",
           Where.RELATED, hint="not related", hinted=Where.RELATED),
    Action("pin", ("=",), "This belongs to the article, always", "Mark", Where.RELATED,
           hint="pin", hinted=Where.RELATED),
    Action("undo", ("u",), "Undo the last of these, again and again", "Mark"),
    # going
    Action("go_all", ("g a",), "All articles", "Go"),
    Action("go_unread", ("g u",), "Unread articles", "Go"),
    Action("go_starred", ("g s",), "Starred articles", "Go"),
    Action("go_later", ("g l",), "Articles kept for later", "Go"),
    Action("go_history", ("g h",), "What you opened lately", "Go"),
    Action("go_hidden", ("g d",), "What is hidden", "Go"),
    Action("go_feeds", ("g f",), "Feeds", "Go"),
    Action("go_related", ("g r",), "Related stories", "Go"),
    Action("go_topics", ("g t",), "Front of mind: what rises now", "Go"),
    Action("toggle_stories", ("g o",), "One row for each story, or every article", "Go"),
    Action("go_failed", ("g e",), "Feeds that failed, and why", "Go"),
    Action("go_wanted", ("g w",), "Pages that the next refresh fetches", "Go"),
    Action("go_packs", ("g p",), "Starter packs of feeds", "Go"),
    Action("find_here", ("/",), "Find in the article; n and N go on, esc ends it", "Go",
           Where.ARTICLE, hint="find", hinted=Where.ARTICLE),
    Action("find", ("/",), "Search all articles; enter keeps the result, esc ends it", "Go",
           Where.FEEDS | Where.LIST | Where.RELATED, hint="search",
           hinted=Where.FEEDS | Where.LIST),
    # feeds
    Action("toggle_pack", ("space",), "Choose a pack, or not", "Feeds", Where.WELCOME,
           hint="choose", hinted=Where.WELCOME),
    Action("subscribe", ("enter", "l", "right"), "Subscribe to the chosen packs", "Feeds",
           Where.WELCOME, hint="subscribe", hinted=Where.WELCOME),
    Action("add", ("a",), "Add a feed, a page, a file, a folder, an OPML or urls file", "Feeds",
           Where.EVERYWHERE, hint="add", hinted=Where.FEEDS | Where.WELCOME),
    Action("refresh", ("r",), "Refresh the feed", "Feeds"),
    Action("refresh_all", ("R",), "Refresh all feeds", "Feeds", hint="refresh",
           hinted=Where.FEEDS),
    # screen
    Action("sidebar", ("\\",), "Show or hide the related stories", "Screen"),
    Action("zen", ("z",), "Only the article", "Screen"),
    Action("help", ("?", "f1"), "Help", "Screen", Where.EVERYWHERE, hint="keys",
           hinted=Where.EVERYWHERE),
    Action("palette", (":", "ctrl+p"), "Find an action by its name", "Screen", Where.EVERYWHERE),
    Action("redraw", ("ctrl+l",), "Draw the screen again", "Screen", Where.EVERYWHERE),
    Action("suspend", ("ctrl+z",), "Suspend: fg brings qreader back", "Screen", Where.EVERYWHERE),
    Action("quit", ("Q", "ctrl+q"), "Quit", "Screen", Where.EVERYWHERE, hint="quit",
           hinted=Where.FEEDS),
)  # fmt: skip

_SHOWN: Final = {
    "escape": "esc",
    "backspace": "backspace",
    "pagedown": "pgdn",
    "pageup": "pgup",
    "f1": "F1",
}


@dataclass(frozen=True, slots=True)
class Press:
    """An action asked for, with the number that was typed before it."""

    action: Action
    count: int | None = None


@dataclass(slots=True)
class KeyReader:
    """Reads one key after another into actions; holds the count and the prefix typed so far."""

    actions: tuple[Action, ...] = ACTIONS
    prefix: str = ""
    """Keys typed of an unfinished sequence."""
    count: str = ""
    _sequences: dict[str, list[Action]] = field(init=False)
    _prefixes: set[str] = field(init=False)

    def __post_init__(self) -> None:
        self._sequences = {}
        self._prefixes = set()
        for action in self.actions:
            for keys in action.keys:
                self._sequences.setdefault(keys, []).append(action)
                if " " in keys:
                    self._prefixes.add(keys.split(" ", 1)[0])

    def feed(self, key: str, where: Where) -> Press | None:
        """Take a key; return what it asks for, or None while unfinished or where it means nothing.

        An unknown key after a prefix cancels quietly.
        """
        if not self.prefix and key.isdecimal() and key.isascii() and (key != "0" or self.count):
            self.count = (self.count + key)[:6]
            return None
        sequence = f"{self.prefix} {key}" if self.prefix else key
        if not self.prefix and key in self._prefixes:
            self.prefix = key
            return None
        count = int(self.count) if self.count else None
        self.reset()
        for action in self._sequences.get(sequence, []):
            if where & action.where:
                return Press(action, count)
        return None

    def reset(self) -> None:
        """Forget what was typed of a count and a sequence."""
        self.prefix = self.count = ""

    def completions(self, where: Where) -> list[tuple[str, Action]]:
        """Return what may follow the prefix, as (rest of the keys, action)."""
        start = self.prefix + " "
        return [
            (show_keys(keys.removeprefix(start)), action)
            for action in self.actions
            for keys in action.keys
            if keys.startswith(start) and where & action.where
        ]


def hints(where: Where) -> list[tuple[str, str]]:
    """Return the footer of a pane, as (key, word)."""
    return [(show_keys(a.keys[0]), a.hint) for a in ACTIONS if where & a.hinted]


def show_keys(keys: str) -> str:
    """Return a key or a sequence as people write it: `gg`, `pgdn`, `ctrl+d`."""
    return "".join(_SHOWN.get(key, key) for key in keys.split(" "))


def markdown_table() -> str:
    """Return the keys as README shows them: a Markdown table."""
    lines = ["| | keys | |", "|---|---|---|"]
    group = ""
    for action in sorted(ACTIONS, key=lambda a: _GROUPS.index(a.group)):
        keys = " ".join(f"`{show_keys(key)}`" for key in action.keys)
        lines.append(
            f"| {action.group if action.group != group else ''} | {keys} | {action.text} |"
        )
        group = action.group
    return "\n".join(lines) + "\n"


_GROUPS: Final = tuple(dict.fromkeys(action.group for action in ACTIONS))
