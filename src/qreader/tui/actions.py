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
    SELECTING = auto()
    """The article, while lines are selected there."""
    FOLDED = auto()
    """The tree, on a folder that hides its content."""
    UNFOLDED = auto()
    """The tree, on a folder that shows its content."""
    TODAY = auto()
    """The first screen: what is front of mind, in the place of the list."""
    RISING = auto()
    """Today, on the rising terms."""

    READING = ARTICLE | RELATED
    FRONT = LIST | TODAY
    """What an article is opened from, and lies under it."""
    ARTICLES = LIST | TODAY | ARTICLE | RELATED
    PANES = FEEDS | LIST | TODAY | ARTICLE | RELATED
    NOWHERE = 0
    EVERYWHERE = FEEDS | LIST | TODAY | ARTICLE | RELATED | WELCOME


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
    short: str = ""
    """Its name in a word or two, in the help and in the box of a prefix; "": its hint."""

    @property
    def command(self) -> str:
        """Its name with dashes."""
        return self.name.replace("_", "-")

    @property
    def word(self) -> str:
        """Its name in a word or two."""
        return self.short or self.hint

    def where_of(self, keys: str) -> Where:
        """Return the panes in which a key of it applies."""
        return self.where & self.narrowed.get(keys, self.where)


GROUPS: Final = (
    "Read", "Mark", "Stories", "Lists", "Find", "Share", "Feeds", "Screen", "Move",
)  # fmt: skip
"""The headings of the help in their order: motion last, since everybody knows it."""

ACTIONS: Final = (
    # moving
    Action(
        "down", "focus.down", ("j", "down"), "Down", "Move", Where.EVERYWHERE, counts=True,
        short="down",
    ),
    Action("up", "focus.up", ("k", "up"), "Up", "Move", Where.EVERYWHERE, counts=True, short="up"),
    Action(
        "page_down", "focus.page_down", ("pagedown", "ctrl+f"), "A page down", "Move",
        Where.EVERYWHERE, counts=True, short="page down",
    ),
    Action(
        "page_up", "focus.page_up", ("pageup",), "A page up", "Move", Where.EVERYWHERE, counts=True,
        short="page up",
    ),
    Action(
        "half_page_down", "focus.half_page_down", ("ctrl+d",), "Half a page down", "Move",
        Where.EVERYWHERE, counts=True, short="half a page down",
    ),
    Action(
        "half_page_up", "focus.half_page_up", ("ctrl+u",), "Half a page up", "Move",
        Where.EVERYWHERE, counts=True, short="half a page up",
    ),
    Action(
        "top", "focus.top", ("g g", "home"), "To the top", "Move", Where.EVERYWHERE, counts=True,
        short="top",
    ),
    Action(
        "bottom", "focus.bottom", ("G", "end"), "To the bottom; 12G to the twelfth row", "Move",
        Where.EVERYWHERE, counts=True, short="bottom",
    ),
    Action(
        "unfold", "outline.unfold", ("l", "right"), "Unfold the folder", "Move", Where.FOLDED,
        short="unfold",
    ),
    Action(
        "fold", "outline.fold", ("h", "left"), "Fold the folder", "Move", Where.UNFOLDED,
        short="fold",
    ),
    Action(
        "next_term", "today.next_term", ("l", "right"), "Next of the rising terms", "Move",
        Where.RISING, short="next term",
    ),
    Action(
        "previous_term", "today.previous_term", ("h", "left"), "The rising term before", "Move",
        Where.RISING, short="term before",
    ),
    Action(
        "open", "here.open", ("enter", "l", "right"),
        "Open, or go deeper; 3 and enter the third row", "Move", hint="open",
        hinted=Where.FEEDS | Where.FRONT | Where.RELATED, counts=True,
        narrowed=dict.fromkeys(("l", "right"), Where.EVERYWHERE & ~Where.ARTICLE),
    ),
    Action("back", "here.back", ("h", "left", "backspace"), "Back", "Move", short="back"),
    Action(
        "leave", "here.leave", ("q",),
        "Back to what lies under it; where nothing does, twice leaves qreader", "Move",
        Where.EVERYWHERE, hint="back", hinted=Where.READING,
    ),
    Action(
        "escape", "here.escape", ("escape",),
        "End a search, leave the sidebar or the article; never quits", "Move", Where.EVERYWHERE,
        hint="to the list", hinted=Where.WELCOME, short="end, close",
    ),
    Action(
        "cancel", "controls.say_how_to_leave", ("ctrl+c",),
        "End a prompt or a box; else say how to leave", "Move", Where.EVERYWHERE, short="cancel",
    ),
    Action(
        "next_pane", "panes.next", ("tab",), "Next pane", "Move", Where.EVERYWHERE,
        short="next pane",
    ),
    Action(
        "previous_pane", "panes.previous", ("shift+tab",), "Previous pane", "Move",
        Where.EVERYWHERE, short="previous pane",
    ),
    # reading
    Action(
        "read_on", "here.read_on", ("space",), "Read on: scroll, then the next unread article",
        "Read", hint="read on", hinted=Where.FRONT | Where.ARTICLE,
    ),
    Action(
        "next_match", "reading.next_match", ("n",),
        "Next match, while a find is open in the article", "Read", Where.FINDING, hint="next",
        hinted=Where.FINDING, counts=True, short="next match",
    ),
    Action(
        "previous_match", "reading.previous_match", ("N",), "Previous match", "Read", Where.FINDING,
        hint="previous", hinted=Where.FINDING, counts=True, short="previous match",
    ),
    Action(
        "next_unread", "here.next_unread", ("n",), "Next unread article", "Read",
        short="next unread",
    ),
    Action(
        "previous_unread", "here.previous_unread", ("p",), "Previous unread article", "Read",
        short="previous unread",
    ),
    Action(
        "next_article", "here.next_article", ("J",), "Next article", "Read", Where.ARTICLES,
        counts=True, short="next article",
    ),
    Action(
        "previous_article", "here.previous_article", ("K",), "Previous article", "Read",
        Where.ARTICLES, counts=True, short="previous article",
    ),
    Action(
        "next_feed", "feeds.next_feed", ("}",), "Next feed with something unread", "Read",
        short="next feed",
    ),
    Action(
        "previous_feed", "feeds.previous_feed", ("{",), "Previous feed with something unread",
        "Read", short="previous feed",
    ),
    Action(
        "next_related", "beside.next_related", ("]",), "Next related story; 3] opens the third",
        "Stories", Where.ARTICLES, hint="related", hinted=Where.ARTICLE, counts=True,
        short="next related",
    ),
    Action(
        "previous_related", "beside.previous_related", ("[",), "Previous related story", "Stories",
        Where.ARTICLES, counts=True, short="previous related",
    ),
    Action(
        "thread", "stories.show", ("T",), "The story: who told it when", "Stories", Where.ARTICLES,
        hint="story", hinted=Where.FRONT, short="who told it, when",
    ),
    Action(
        "trail_back", "reading.back_along_trail", ("ctrl+o",),
        "Back along the articles that you read", "Read", short="back on the trail",
    ),
    Action(
        "follow", "reading.show_letters", ("f",), "Follow a link of the article by its letters",
        "Read", Where.ARTICLE, short="follow a link",
    ),
    Action(
        "picture", "reading.show_picture", ("i",), "Show the next picture large; 3i the third",
        "Read", Where.ARTICLE, counts=True, short="next picture",
    ),
    Action(
        "changes", "reading.show_changes", ("v",),
        "What changed in the article since you read it; v goes back", "Stories", Where.ARTICLES,
        short="what changed",
    ),
    Action(
        "answer", "reading.show_answer", ("E",),
        "What your programs answered to the article, one by one; then the article again", "Read",
        Where.ARTICLES, argument="NAME", short="kept answers",
    ),
    Action(
        "full_text", "pages.full_text", ("w",),
        "Full text, from the page; on a story beside it: fetch it next time", "Read",
        Where.ARTICLES, hint="full text", hinted=Where.READING,
    ),
    # marking
    Action(
        "read", "marks.read", ("m",), "Read or unread", "Mark", Where.ARTICLES, hint="read",
        hinted=Where.LIST, short="read, unread",
    ),
    Action(
        "star", "marks.star", ("s",), "Star, or take the star away", "Mark", Where.ARTICLES,
        hint="star", hinted=Where.LIST | Where.ARTICLE,
    ),
    Action(
        "later", "marks.later", ("b",), "Keep for later, or no longer", "Mark", Where.ARTICLES,
        short="later",
    ),
    Action(
        "done", "marks.done", ("d",), "Done with it: read, and on to the next", "Mark",
        Where.ARTICLES, short="done, and on",
    ),
    Action(
        "hide", "marks.hide", ("D",), "Hide it from all lists, or show it again", "Mark",
        Where.ARTICLES, short="hide",
    ),
    Action(
        "tag", "marks.tag", ("t",), "Tags of your own; -name takes one away", "Mark",
        Where.ARTICLES, argument="NAME...", short="tags",
    ),
    Action(
        "select", "here.select", ("x",),
        "Select, or no longer; the next mark or change is about all that is selected", "Mark",
        Where.FEEDS | Where.LIST, short="select",
    ),
    Action(
        "select_to_here", "here.select_to_here", ("V",),
        "Select from the last selected one to here", "Mark", Where.FEEDS | Where.LIST,
        short="select to here",
    ),
    Action(
        "select_again", "selection.select_again", ("g v",),
        "Select again what the last mark was about", "Mark", Where.LIST, short="select again",
    ),
    Action(
        "mark_all_read", "here.mark_all_read", ("A",), "Mark everything in the list read", "Mark",
        Where.FEEDS | Where.FRONT | Where.ARTICLE, short="all read",
    ),
    Action(
        "attend", "marks.follow_or_mute", ("Z",),
        "Follow the story for two weeks; mute it; neither", "Stories", Where.ARTICLES,
        short="follow, mute",
    ),
    Action(
        "not_related", "marks.not_related", ("-",), "This does not belong to the article, ever",
        "Stories", Where.READING, hint="not related", hinted=Where.RELATED,
    ),
    Action(
        "pin", "marks.pin", ("=",), "This belongs to the article, always", "Stories", Where.READING,
        hint="always", hinted=Where.RELATED,
    ),
    Action(
        "undo", "marks.undo", ("u",), "Undo the last of these, again and again", "Mark",
        short="undo",
    ),
    # going
    Action("go_all", "browse.show_all", ("g a",), "All articles", "Lists", short="all"),
    Action("go_unread", "browse.show_unread", ("g u",), "Unread articles", "Lists", short="unread"),
    Action(
        "go_starred", "browse.show_starred", ("g s",), "Starred articles", "Lists",
        short="starred",
    ),
    Action(
        "go_later", "browse.show_later", ("g l",), "Articles kept for later", "Lists",
        short="later",
    ),
    Action(
        "go_history", "browse.show_history", ("g h",), "What you opened lately", "Lists",
        short="history",
    ),
    Action("go_hidden", "browse.show_hidden", ("g d",), "What is hidden", "Lists", short="hidden"),
    Action("go_feeds", "panes.go_feeds", ("g f",), "The feeds and folders", "Feeds", short="feeds"),
    Action(
        "go_feed", "feeds.go_to", ("/",),
        "A feed, a folder, a saved search or a tag, by its name; in the tree as you type", "Feeds",
        argument="NAME", narrowed={"/": Where.FEEDS}, hint="find feed", hinted=Where.FEEDS,
        short="find a feed",
    ),
    Action(
        "go_related", "beside.go", ("g r", "l", "right"), "Related stories", "Stories",
        short="related", narrowed={"l": Where.ARTICLE, "right": Where.ARTICLE},
    ),
    Action(
        "go_topics", "today.go", ("g t",), "Today: what is front of mind; again: all of it",
        "Stories", short="today",
    ),
    Action(
        "catch_up", "browse.catch_up", ("g c",),
        "Catch up: the largest stories, for 20 minutes or 5gc for 5", "Stories", counts=True,
        short="catch up",
    ),
    Action(
        "stories", "browse.toggle_stories", ("g o",), "One row for each story, or every article",
        "Lists", short="by story",
    ),
    Action(
        "sort", "sorting.sort", ("g O",),
        "Order of the list: newest, oldest, feed, title, length, story or arrived", "Lists",
        argument="ORDER", short="order",
    ),
    Action(
        "toggle_unread_only", "browse.toggle_unread_only", ("U",),
        "Only what is unread, in every list, or all; that is kept", "Lists", short="only unread",
    ),
    Action(
        "go_failed", "feeds.show_failed", ("g e",),
        "Feeds that failed, and why, and those that fell silent; r tries one again", "Feeds",
        short="failed",
    ),
    Action(
        "stats", "statistics.show", (), "What you read by day, and feeds that you do not need",
        "Feeds", short="statistics",
    ),
    Action(
        "go_wanted", "pages.show_wanted", ("g w",), "Pages that the next refresh fetches", "Lists",
        short="wanted",
    ),
    Action(
        "go_queue", "queueing.show", ("g q",), "The queue: what you want to hear or see", "Lists",
        short="queue",
    ),
    Action(
        "go_packs", "adding.show_packs", ("g p",), "Starter packs of feeds", "Feeds",
        short="packs",
    ),
    Action(
        "find", "reading.find_words", ("/",), "Find in the article; n and N go on, esc ends it",
        "Find", Where.ARTICLE, hint="find", hinted=Where.ARTICLE, argument="WORDS",
    ),
    Action(
        "search", "searching.search", ("/",),
        "Search all articles; enter keeps the result, esc ends it", "Find",
        Where.FEEDS | Where.FRONT | Where.RELATED, hint="search", hinted=Where.FRONT,
        argument="QUERY", narrowed={"/": Where.FRONT | Where.RELATED},
    ),
    Action(
        "filter", "searching.filter", ("F",),
        "Search in this list alone; in the tree, in what the cursor is on", "Find",
        argument="QUERY", short="search here",
    ),
    Action(
        "save_search", "searching.save", (), "Keep the search that is shown among the feeds",
        "Find", argument="NAME", short="keep the search",
    ),
    # sharing
    Action(
        "select_lines", "passage.begin", ("V",),
        "Select lines of the text, to copy; j k G move their end, 5V takes five", "Share",
        Where.ARTICLE, counts=True, short="select lines",
    ),
    Action(
        "copy_lines", "passage.copy", ("y",), "Copy the selected lines as text", "Share",
        Where.SELECTING, hint="copy", hinted=Where.SELECTING, short="copy lines",
    ),
    Action(
        "other_end", "passage.other_end", ("o",), "Move the other end of the selected lines",
        "Share", Where.SELECTING, hint="other end", hinted=Where.SELECTING,
    ),
    Action(
        "browser", "sharing.open_here", ("o",),
        "Open in the browser; 3o opens link 3 of the article", "Share",
        Where.FEEDS | Where.ARTICLES, hint="browser", hinted=Where.READING, counts=True,
    ),
    Action(
        "browser_read", "sharing.open_and_read", ("O",), "Open in the browser, and mark read",
        "Share", Where.ARTICLES, short="browser, read",
    ),
    Action(
        "comments", "sharing.open_comments", ("c",), "Open its comments in the browser", "Share",
        Where.ARTICLES, short="comments",
    ),
    Action(
        "copy", "sharing.copy_url", ("y",), "Copy the address", "Share",
        Where.FEEDS | Where.ARTICLES, short="copy address",
    ),
    Action(
        "copy_link", "sharing.copy_link", ("Y",), "Copy a Markdown link: title and address",
        "Share", Where.FEEDS | Where.ARTICLES, short="copy link",
    ),
    Action(
        "enclosure", "attached.open", ("e",), "Open what is attached: 2e the second", "Share",
        Where.ARTICLES, counts=True, short="attachment",
    ),
    Action(
        "queue", "queueing.toggle", ("P",),
        "Put what is attached on the queue, or take it off; 2P the second", "Share",
        Where.ARTICLES, counts=True, short="queue it",
    ),
    Action(
        "transcript", "episodes.transcript", (), "Read the transcript of the episode", "Read",
        Where.ARTICLES, short="transcript",
    ),
    Action(
        "chapters", "episodes.chapters", (),
        "Read the chapters of the episode, where they are not below its text", "Read",
        Where.ARTICLES, short="chapters",
    ),
    Action(
        "download", "attached.download", (), "Download what is attached", "Share", Where.ARTICLES,
        counts=True, short="download",
    ),
    Action(
        "save", "sharing.save", ("S",), "Save as Markdown, HTML or text", "Share", Where.ARTICLES,
        argument="FILE", short="save",
    ),
    Action(
        "send", "sending.send", ("!",), "Send to a program of yours; with f before it, a link",
        "Share", Where.ARTICLES, argument="NAME", short="send",
    ),
    Action(
        "send_link", "sending.send_link", (), "Send a link of the article by its letters", "Share",
        Where.READING, argument="NAME", short="send link",
    ),
    Action(
        "pipe", "sharing.pipe", ("|",), "Hand the text to a command", "Share", Where.ARTICLES,
        argument="COMMAND", short="pipe",
    ),
    # feeds
    Action(
        "choose_pack", "adding.choose_pack", ("space",), "Choose a pack, or not", "Feeds",
        Where.WELCOME, hint="choose", hinted=Where.WELCOME,
    ),
    Action(
        "subscribe", "adding.subscribe", ("enter",), "Subscribe to the chosen packs", "Feeds",
        Where.WELCOME, hint="subscribe", hinted=Where.WELCOME,
    ),
    Action(
        "open_pack", "adding.open_pack", ("l", "right"), "Choose single feeds of a pack", "Feeds",
        Where.WELCOME, hint="its feeds", hinted=Where.WELCOME,
    ),
    Action(
        "add", "adding.add", ("a",), "Add a feed, a page, a file, a folder, an OPML or urls file",
        "Feeds", Where.EVERYWHERE, hint="add", hinted=Where.FEEDS | Where.WELCOME,
        argument="TARGET", short="add",
    ),
    Action(
        "go_added", "adding.show_added", ("g A",), "What was added last", "Feeds", short="added",
    ),
    Action(
        "rename", "editing.rename", ("c",), "Rename the feed or the folder", "Feeds",
        argument="NAME", narrowed={"c": Where.FEEDS}, short="rename",
    ),
    Action(
        "move", "editing.move", ("M",), "Move the feed or the folder into another folder", "Feeds",
        argument="FOLDER", narrowed={"M": Where.FEEDS | Where.LIST}, short="into a folder",
    ),
    Action(
        "remove", "editing.unsubscribe", ("delete",),
        "Unsubscribe from the feed or the folder; what you marked stays, u undoes it", "Feeds",
        narrowed={"delete": Where.FEEDS}, short="unsubscribe",
    ),
    Action(
        "unsubscribe", "editing.unsubscribe", (), "Unsubscribe, as `remove` does", "Feeds",
        short="unsubscribe",
    ),
    Action(
        "feed_address", "editing.change_address", (), "Change the address of the feed",
        "Feeds", argument="URL", short="address",
    ),
    Action(
        "feed", "editing.show_settings", ("e",),
        "The feed: what it brings, its visits, its settings; or those of a folder", "Feeds",
        narrowed={"e": Where.FEEDS}, hint="feed", hinted=Where.FEEDS, short="settings",
    ),
    Action(
        "toggle_read_feeds", "outline.toggle_read_feeds", ("L",),
        "Show or hide feeds with nothing unread; that is kept", "Feeds", short="read feeds, too",
    ),
    Action(
        "feed_order", "outline.set_order", (), "Order the feeds: name, unread, newest or own",
        "Feeds", argument="ORDER", short="order of feeds",
    ),
    Action(
        "feed_up", "outline.feed_up", ("ctrl+up",), "Put the feed or folder further up", "Feeds",
        Where.FEEDS, counts=True, short="further up",
    ),
    Action(
        "feed_down", "outline.feed_down", ("ctrl+down",), "Put it further down", "Feeds",
        Where.FEEDS, counts=True, short="further down",
    ),
    Action(
        "refresh", "feeds.refresh", ("r",), "Refresh the feed, or all in the folder", "Feeds",
        short="refresh it",
    ),
    Action(
        "refresh_all", "feeds.refresh_all", ("R",), "Refresh all feeds", "Feeds", hint="refresh",
        hinted=Where.FEEDS, short="refresh all",
    ),
    # screen
    Action(
        "sidebar", "panes.toggle_sidebar", ("\\",), "Show or hide the related stories", "Screen",
        short="sidebar",
    ),
    Action("zen", "panes.toggle_zen", ("z",), "Only the article", "Screen", short="article alone"),
    Action(
        "narrower", "panes.narrower", ("<",), "Make the pane narrower; that is remembered",
        "Screen", counts=True, short="narrower",
    ),
    Action(
        "wider", "panes.wider", (">",), "Make the pane wider", "Screen", counts=True,
        short="wider",
    ),
    Action(
        "reset_layout", "panes.reset_layout", (), "Give the panes their usual widths again",
        "Screen", Where.EVERYWHERE, short="usual widths",
    ),
    Action(
        "theme", "theming.theme", (), "Change the colours, with a look at them first", "Screen",
        Where.EVERYWHERE, argument="NAME", short="colours",
    ),
    Action(
        "help", "controls.help", ("?", "f1"), "Help", "Screen", Where.EVERYWHERE, hint="keys",
        hinted=Where.EVERYWHERE, short="help",
    ),
    Action(
        "command", "command_line.ask", (":",), "Type a command; tab completes it", "Screen",
        Where.EVERYWHERE, short="command",
    ),
    Action(
        "palette", "controls.palette", ("ctrl+p",), "Find an action by what it does", "Screen",
        Where.EVERYWHERE, short="find an action",
    ),
    Action(
        "set", "configuring.set", (),
        "Change a setting and keep it; without a value show it, without a key list all", "Screen",
        Where.EVERYWHERE, argument="KEY VALUE", short="settings",
    ),
    Action(
        "configure", "configuring.edit", (), "Edit the configuration with $EDITOR", "Screen",
        Where.EVERYWHERE, short="edit the file",
    ),
    Action(
        "messages", "controls.messages", ("g m",), "Messages of this session, each in full",
        "Screen", Where.EVERYWHERE, short="messages",
    ),
    Action(
        "redraw", "controls.redraw", ("ctrl+l",), "Draw the screen again", "Screen",
        Where.EVERYWHERE, short="draw again",
    ),
    Action(
        "suspend", "controls.suspend", ("ctrl+z",), "Suspend: fg brings qreader back", "Screen",
        Where.EVERYWHERE, short="suspend",
    ),
    Action(
        "quit", "controls.quit", ("Q", "ctrl+q"), "Quit", "Screen", Where.EVERYWHERE, hint="quit",
        hinted=Where.FEEDS,
    ),
)  # fmt: skip
