"""The table of actions; keys, footer, help, command line and README are made from it."""

from __future__ import annotations

from collections.abc import Mapping
from enum import Flag, auto
from typing import Final, NamedTuple


class Where(Flag):
    """In which panes an action applies."""

    FEEDS = auto()
    LIST = auto()
    ARTICLE = auto()
    RELATED = auto()
    WELCOME = auto()
    FINDING = auto()
    """The article, while a find is open there."""
    FOLDED = auto()
    """The tree, on a folder that hides its content."""
    UNFOLDED = auto()
    """The tree, on a folder that shows its content."""

    READING = ARTICLE | RELATED
    ARTICLES = LIST | ARTICLE | RELATED
    PANES = FEEDS | LIST | ARTICLE | RELATED
    NOWHERE = 0
    EVERYWHERE = FEEDS | LIST | ARTICLE | RELATED | WELCOME


class Action(NamedTuple):
    """An action that a person can run with a key."""

    name: str
    """Its name, with underscores; the command line and the configuration write dashes."""
    does: str
    """The part of the reader and its method that run it, such as `marks.star`.

    `focus` is the widget with the focus. `here` is the part of the pane with the focus or, where
    that has no such method, of the pane behind.
    """
    keys: tuple[str, ...]
    """Its keys: a printable key is itself, others have Textual's names, sequences spaces: `g g`."""
    text: str
    """Its description in the help."""
    group: str
    """Its heading in the help."""
    where: Where = Where.PANES
    hint: str = ""
    """Its label in the footer."""
    hinted: Where = Where.NOWHERE
    """The panes whose footer shows it."""
    counts: bool = False
    """Whether it takes a count before it."""
    argument: str = ""
    """The name of its argument on the command line, for the help; "": it takes none."""
    narrowed: Mapping[str, Where] = {}
    """Keys of it that apply in some of its panes only."""

    @property
    def command(self) -> str:
        """Its name with dashes."""
        return self.name.replace("_", "-")

    def where_of(self, keys: str) -> Where:
        """Return the panes in which a key of it applies."""
        return self.where & self.narrowed.get(keys, self.where)


ACTIONS: Final = (
    # moving
    Action("down", "focus.down", ("j", "down"), "Down", "Move", Where.EVERYWHERE, counts=True),
    Action("up", "focus.up", ("k", "up"), "Up", "Move", Where.EVERYWHERE, counts=True),
    Action(
        "page_down", "focus.page_down", ("pagedown", "ctrl+f"), "A page down", "Move",
        Where.EVERYWHERE, counts=True,
    ),
    Action(
        "page_up", "focus.page_up", ("pageup",), "A page up", "Move", Where.EVERYWHERE, counts=True,
    ),
    Action(
        "half_page_down", "focus.half_page_down", ("ctrl+d",), "Half a page down", "Move",
        Where.EVERYWHERE, counts=True,
    ),
    Action(
        "half_page_up", "focus.half_page_up", ("ctrl+u",), "Half a page up", "Move",
        Where.EVERYWHERE, counts=True,
    ),
    Action(
        "top", "focus.top", ("g g", "home"), "To the top", "Move", Where.EVERYWHERE, counts=True,
    ),
    Action(
        "bottom", "focus.bottom", ("G", "end"), "To the bottom; 12G to the twelfth row", "Move",
        Where.EVERYWHERE, counts=True,
    ),
    Action("unfold", "outline.unfold", ("l", "right"), "Unfold the folder", "Move", Where.FOLDED),
    Action("fold", "outline.fold", ("h", "left"), "Fold the folder", "Move", Where.UNFOLDED),
    Action(
        "open", "here.open", ("enter", "l", "right"), "Open, or go deeper", "Move", hint="open",
        hinted=Where.FEEDS | Where.LIST | Where.RELATED,
    ),
    Action("back", "here.back", ("h", "left", "backspace"), "Back", "Move"),
    Action(
        "leave", "here.leave", ("q",), "Back, from a list to the feeds; there twice: leave qreader",
        "Move", Where.EVERYWHERE, hint="back", hinted=Where.READING,
    ),
    Action(
        "escape", "here.escape", ("escape",),
        "End a search, leave the sidebar or the article; never quits", "Move", Where.EVERYWHERE,
        hint="skip", hinted=Where.WELCOME,
    ),
    Action(
        "cancel", "controls.say_how_to_leave", ("ctrl+c",),
        "End a prompt or a box; else say how to leave", "Move", Where.EVERYWHERE,
    ),
    Action("next_pane", "panes.next", ("tab",), "Next pane", "Move", Where.EVERYWHERE),
    Action(
        "previous_pane", "panes.previous", ("shift+tab",), "Previous pane", "Move",
        Where.EVERYWHERE,
    ),
    # reading
    Action(
        "read_on", "here.read_on", ("space",), "Read on: scroll, then the next unread article",
        "Read", hint="read on", hinted=Where.LIST | Where.ARTICLE,
    ),
    Action(
        "next_match", "reading.next_match", ("n",),
        "Next match, while a find is open in the article", "Read", Where.FINDING, hint="next",
        hinted=Where.FINDING, counts=True,
    ),
    Action(
        "previous_match", "reading.previous_match", ("N",), "Previous match", "Read", Where.FINDING,
        hint="previous", hinted=Where.FINDING, counts=True,
    ),
    Action("next_unread", "here.next_unread", ("n",), "Next unread article", "Read"),
    Action("previous_unread", "here.previous_unread", ("p",), "Previous unread article", "Read"),
    Action(
        "next_article", "browse.next_article", ("J",), "Next article", "Read", Where.ARTICLES,
        counts=True,
    ),
    Action(
        "previous_article", "browse.previous_article", ("K",), "Previous article", "Read",
        Where.ARTICLES, counts=True,
    ),
    Action("next_feed", "feeds.next_feed", ("}",), "Next feed with something unread", "Read"),
    Action(
        "previous_feed", "feeds.previous_feed", ("{",), "Previous feed with something unread",
        "Read",
    ),
    Action(
        "next_related", "beside.next_related", ("]",), "Next related story; 3] takes the third",
        "Read", Where.ARTICLES, hint="related", hinted=Where.ARTICLE, counts=True,
    ),
    Action(
        "previous_related", "beside.previous_related", ("[",), "Previous related story", "Read",
        Where.ARTICLES, counts=True,
    ),
    Action(
        "thread", "stories.show", ("T",), "The story: who told it when", "Read", Where.ARTICLES,
        hint="story", hinted=Where.LIST,
    ),
    Action(
        "trail_back", "reading.back_along_trail", ("ctrl+o",),
        "Back along the articles that you read", "Read",
    ),
    Action(
        "follow", "reading.show_letters", ("f",), "Follow a link of the article by its letters",
        "Read", Where.ARTICLE,
    ),
    Action(
        "changes", "reading.show_changes", ("v",),
        "What changed in the article since you read it; v goes back", "Read", Where.ARTICLES,
    ),
    Action(
        "full_text", "pages.full_text", ("w",),
        "Full text, from the page; on a story beside it: fetch it next time", "Read",
        Where.ARTICLES, hint="full text", hinted=Where.READING,
    ),
    # marking
    Action(
        "read", "marks.read", ("m",), "Read or unread", "Mark", Where.ARTICLES, hint="read",
        hinted=Where.LIST,
    ),
    Action(
        "star", "marks.star", ("s",), "Star, or take the star away", "Mark", Where.ARTICLES,
        hint="star", hinted=Where.LIST | Where.ARTICLE,
    ),
    Action("later", "marks.later", ("b",), "Keep for later, or no longer", "Mark", Where.ARTICLES),
    Action(
        "done", "marks.done", ("d",), "Done with it: read, and on to the next", "Mark",
        Where.ARTICLES,
    ),
    Action(
        "hide", "marks.hide", ("D",), "Hide it from all lists, or show it again", "Mark",
        Where.ARTICLES,
    ),
    Action(
        "tag", "marks.tag", ("t",), "Tags of your own; -name takes one away", "Mark",
        Where.ARTICLES, argument="NAME...",
    ),
    Action(
        "select", "here.select", ("x",),
        "Select, or no longer; the next mark or change is about all that is selected", "Mark",
        Where.FEEDS | Where.LIST,
    ),
    Action(
        "select_to_here", "here.select_to_here", ("V",),
        "Select from the last selected one to here", "Mark", Where.FEEDS | Where.LIST,
    ),
    Action(
        "select_again", "selection.select_again", ("g v",),
        "Select again what the last mark was about", "Mark", Where.LIST,
    ),
    Action(
        "mark_all_read", "here.mark_all_read", ("A",), "Mark everything in the list read", "Mark",
        Where.FEEDS | Where.LIST | Where.ARTICLE,
    ),
    Action(
        "attend", "marks.follow_or_mute", ("Z",),
        "Follow the story for two weeks; mute it; neither", "Mark", Where.ARTICLES,
    ),
    Action(
        "not_related", "marks.not_related", ("-",), "This does not belong to the article, ever",
        "Mark", Where.RELATED, hint="not related", hinted=Where.RELATED,
    ),
    Action(
        "pin", "marks.pin", ("=",), "This belongs to the article, always", "Mark", Where.RELATED,
        hint="pin", hinted=Where.RELATED,
    ),
    Action("undo", "marks.undo", ("u",), "Undo the last of these, again and again", "Mark"),
    # going
    Action("go_all", "browse.show_all", ("g a",), "All articles", "Go"),
    Action("go_unread", "browse.show_unread", ("g u",), "Unread articles", "Go"),
    Action("go_starred", "browse.show_starred", ("g s",), "Starred articles", "Go"),
    Action("go_later", "browse.show_later", ("g l",), "Articles kept for later", "Go"),
    Action("go_history", "browse.show_history", ("g h",), "What you opened lately", "Go"),
    Action("go_hidden", "browse.show_hidden", ("g d",), "What is hidden", "Go"),
    Action("go_feeds", "panes.go_feeds", ("g f",), "Feeds", "Go"),
    Action(
        "go_feed", "feeds.go_to", (), "A feed, a folder, a saved search or a tag, by its name",
        "Go", argument="NAME",
    ),
    Action("go_related", "beside.go", ("g r",), "Related stories", "Go"),
    Action("go_topics", "stories.show_topics", ("g t",), "Front of mind: what rises now", "Go"),
    Action(
        "catch_up", "browse.catch_up", ("g c",),
        "Catch up: the largest stories, for 20 minutes or 5gc for 5", "Go", counts=True,
    ),
    Action(
        "stories", "browse.toggle_stories", ("g o",), "One row for each story, or every article",
        "Go",
    ),
    Action(
        "sort", "sorting.sort", ("g O",),
        "Order of the list: newest, oldest, feed, title, length, story or arrived", "Go",
        argument="ORDER",
    ),
    Action(
        "toggle_unread_only", "browse.toggle_unread_only", ("U",),
        "Only what is unread, in every list, or all; that is kept", "Go",
    ),
    Action(
        "go_failed", "feeds.show_failed", ("g e",),
        "Feeds that failed, and why, and those that fell silent; r tries one again", "Go",
    ),
    Action("go_wanted", "pages.show_wanted", ("g w",), "Pages that the next refresh fetches", "Go"),
    Action("go_packs", "adding.show_packs", ("g p",), "Starter packs of feeds", "Go"),
    Action(
        "find", "reading.find_words", ("/",), "Find in the article; n and N go on, esc ends it",
        "Go", Where.ARTICLE, hint="find", hinted=Where.ARTICLE, argument="WORDS",
    ),
    Action(
        "search", "searching.search", ("/",),
        "Search all articles; enter keeps the result, esc ends it", "Go",
        Where.FEEDS | Where.LIST | Where.RELATED, hint="search", hinted=Where.FEEDS | Where.LIST,
        argument="QUERY",
    ),
    Action(
        "filter", "searching.filter", ("F",),
        "Search in this list alone; in the tree, in what the cursor is on", "Go", argument="QUERY",
    ),
    Action(
        "save_search", "searching.save", (), "Keep the search that is shown among the feeds", "Go",
        argument="NAME",
    ),
    # sharing
    Action(
        "browser", "sharing.open_here", ("o",),
        "Open in the browser; 3o opens link 3 of the article", "Share",
        Where.FEEDS | Where.ARTICLES, hint="browser", hinted=Where.READING, counts=True,
    ),
    Action(
        "browser_read", "sharing.open_and_read", ("O",), "Open in the browser, and mark read",
        "Share", Where.ARTICLES,
    ),
    Action(
        "comments", "sharing.open_comments", ("c",), "Open its comments in the browser", "Share",
        Where.ARTICLES,
    ),
    Action(
        "copy", "sharing.copy_url", ("y",), "Copy the address", "Share",
        Where.FEEDS | Where.ARTICLES,
    ),
    Action(
        "copy_link", "sharing.copy_link", ("Y",), "Copy a Markdown link: title and address",
        "Share", Where.FEEDS | Where.ARTICLES,
    ),
    Action(
        "enclosure", "attached.open", ("e",), "Open what is attached: 2e the second", "Share",
        Where.ARTICLES, counts=True,
    ),
    Action(
        "download", "attached.download", (), "Download what is attached", "Share", Where.ARTICLES,
        counts=True,
    ),
    Action(
        "save", "sharing.save", ("S",), "Save as Markdown, HTML or text", "Share", Where.ARTICLES,
        argument="FILE",
    ),
    Action(
        "pipe", "sharing.pipe", ("|",), "Hand the text to a command", "Share", Where.ARTICLES,
        argument="COMMAND",
    ),
    # feeds
    Action(
        "choose_pack", "adding.choose_pack", ("space",), "Choose a pack, or not", "Feeds",
        Where.WELCOME, hint="choose", hinted=Where.WELCOME,
    ),
    Action(
        "subscribe", "adding.subscribe", ("enter", "l", "right"), "Subscribe to the chosen packs",
        "Feeds", Where.WELCOME, hint="subscribe", hinted=Where.WELCOME,
    ),
    Action(
        "add", "adding.add", ("a",), "Add a feed, a page, a file, a folder, an OPML or urls file",
        "Feeds", Where.EVERYWHERE, hint="add", hinted=Where.FEEDS | Where.WELCOME,
        argument="TARGET",
    ),
    Action(
        "rename", "editing.rename", ("c",), "Rename the feed or the folder", "Feeds",
        argument="NAME", narrowed={"c": Where.FEEDS},
    ),
    Action(
        "move", "editing.move", ("M",), "Move the feed or the folder into another folder", "Feeds",
        argument="FOLDER", narrowed={"M": Where.FEEDS | Where.LIST},
    ),
    Action(
        "remove", "editing.unsubscribe", ("delete",),
        "Unsubscribe from the feed or the folder; what you marked stays, u undoes it", "Feeds",
        narrowed={"delete": Where.FEEDS},
    ),
    Action(
        "unsubscribe", "editing.unsubscribe", (), "Unsubscribe, as `remove` does", "Feeds",
    ),
    Action(
        "feed_address", "editing.change_address", (), "Change the address of the feed",
        "Feeds", argument="URL",
    ),
    Action(
        "feed", "editing.show_settings", ("e",), "Settings of the feed, or of all in the folder",
        "Feeds", narrowed={"e": Where.FEEDS}, hint="feed", hinted=Where.FEEDS,
    ),
    Action(
        "toggle_read_feeds", "outline.toggle_read_feeds", ("L",),
        "Show or hide feeds with nothing unread; that is kept", "Feeds",
    ),
    Action(
        "feed_order", "outline.set_order", (), "Order the feeds: name, unread, newest or own",
        "Feeds", argument="ORDER",
    ),
    Action(
        "feed_up", "outline.feed_up", ("ctrl+up",), "Put the feed or folder further up", "Feeds",
        Where.FEEDS, counts=True,
    ),
    Action(
        "feed_down", "outline.feed_down", ("ctrl+down",), "Put it further down", "Feeds",
        Where.FEEDS, counts=True,
    ),
    Action("refresh", "feeds.refresh", ("r",), "Refresh the feed, or all in the folder", "Feeds"),
    Action(
        "refresh_all", "feeds.refresh_all", ("R",), "Refresh all feeds", "Feeds", hint="refresh",
        hinted=Where.FEEDS,
    ),
    # screen
    Action(
        "sidebar", "panes.toggle_sidebar", ("\\",), "Show or hide the related stories", "Screen",
    ),
    Action("zen", "panes.toggle_zen", ("z",), "Only the article", "Screen"),
    Action(
        "narrower", "panes.narrower", ("<",), "Make the pane narrower; that is remembered",
        "Screen", counts=True,
    ),
    Action("wider", "panes.wider", (">",), "Make the pane wider", "Screen", counts=True),
    Action(
        "theme", "controls.theme", (), "Change the colours until you leave", "Screen",
        Where.EVERYWHERE, argument="NAME",
    ),
    Action(
        "help", "controls.help", ("?", "f1"), "Help", "Screen", Where.EVERYWHERE, hint="keys",
        hinted=Where.EVERYWHERE,
    ),
    Action(
        "command", "command_line.ask", (":",), "Type a command; tab completes it", "Screen",
        Where.EVERYWHERE,
    ),
    Action(
        "palette", "controls.palette", ("ctrl+p",), "Find an action by what it does", "Screen",
        Where.EVERYWHERE,
    ),
    Action(
        "set", "configuring.set", (),
        "Change a setting and keep it; without a value show it, without a key list all", "Screen",
        Where.EVERYWHERE, argument="KEY VALUE",
    ),
    Action(
        "configure", "configuring.edit", (), "Edit the configuration with $EDITOR", "Screen",
        Where.EVERYWHERE,
    ),
    Action(
        "redraw", "controls.redraw", ("ctrl+l",), "Draw the screen again", "Screen",
        Where.EVERYWHERE,
    ),
    Action(
        "suspend", "controls.suspend", ("ctrl+z",), "Suspend: fg brings qreader back", "Screen",
        Where.EVERYWHERE,
    ),
    Action(
        "quit", "controls.quit", ("Q", "ctrl+q"), "Quit", "Screen", Where.EVERYWHERE, hint="quit",
        hinted=Where.FEEDS,
    ),
)  # fmt: skip
