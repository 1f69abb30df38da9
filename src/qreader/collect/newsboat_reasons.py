"""Why commands of newsboat's configuration have no setting here, and how it is here instead."""

from __future__ import annotations

from typing import Final

from qreader.sources.feeds.newsboat_config import ACCOUNT_COMMANDS

_COLOURS: Final = "colours come from `theme`"
_BOOKMARK: Final = "`send` gives an article to a program; later keeps it here"
_MARKS_ASK_NOTHING: Final = "marks ask nothing, they can be undone"
REASONS: Final = {
    "always-download": "a server is asked by the rules of HTTP; r fetches at any time",
    "bookmark-autopilot": _BOOKMARK,
    "bookmark-interactive": _BOOKMARK,
    "cache-file": "the cache lies where --data-dir says",
    "color": _COLOURS,
    "cookie-cache": "`headers` under [[fetch]] send a cookie",
    "datetime-format": "dates are shown by their age",
    "download-filename-format": "a download is named after its address",
    "download-retries": "a feed that fails is asked again later, by itself",
    "error-log": "what fails is in `qreader.log`, and in the list of failed feeds",
    "external-url-viewer": "follow shows letters beside the links",
    "highlight": "links and headings have their own colours here",
    "highlight-article": "no article is coloured by a query",
    "highlight-feed": "no feed is coloured by a query",
    "history-limit": "no limit can be set",
    "keep-forever-if-flagged-with": "what is starred, kept for later or tagged always stays",
    "max-browser-tabs": "one article is opened at a time",
    "max-download-speed": "downloads have no limit of speed",
    "max-downloads": "one enclosure is downloaded at a time",
    "notify-beep": "`notify` announces what a query finds, on the desktop",
    "notify-format": "`notify` announces what a query finds, in its own words",
    "opml-url": "`qreader import ADDRESS` takes a list at an address",
    "proxy-auth": "no password is copied; `proxy` takes an address with one",
    "proxy-auth-method": "`proxy` logs in by Basic",
    "reset-unread-on-update": "what changed is marked as changed; is:changed finds it",
    "run-on-startup": "the reader starts with the unread articles",
    "save-path": "save asks for the file",
    "scrolloff": "a list moves by half a page at its edge",
    "search-highlight-colors": _COLOURS,
    "user-agent": "`headers` under [[fetch]] name one for the addresses you choose",
}
FIXED: Final = {
    "always-display-description": ("no", "the fuller text of an article is shown"),
    "cleanup-on-quit": ("yes", "what was unsubscribed leaves the cache by itself after 30 days"),
    "confirm-delete-all-articles": ("no", _MARKS_ASK_NOTHING),
    "confirm-exit": ("yes", "q leaves when it is pressed twice"),
    "confirm-mark-all-feeds-read": ("no", _MARKS_ASK_NOTHING),
    "confirm-mark-feed-read": ("no", _MARKS_ASK_NOTHING),
    "delete-played-files": ("no", "what was downloaded stays"),
    "delete-read-articles-on-quit": ("no", "what was read stays"),
    "display-article-progress": ("no", "no percentage of an article is shown"),
    "goto-first-unread": ("no", "a list opens at its first row; next-unread goes on"),
    "html-renderer": ("internal", "articles are shown by qreader itself"),
    "http-auth-method": ("any", "`auth` under [[fetch]] chooses Basic or Digest"),
    "mark-as-read-on-hover": ("no", "an article becomes read as `mark_read` says"),
    "markfeedread-jumps-to-next-unread": ("no", "a mark moves no cursor"),
    "notify-always": ("no", "only what is new is announced"),
    "openbrowser-and-mark-jumps-to-next-unread": ("no", "a mark moves no cursor"),
    "pager": ("internal", "articles are shown by qreader itself"),
    "podcast-auto-enqueue": ("no", "nothing is downloaded by itself"),
    "prepopulate-query-feeds": ("yes", "saved searches are always filled"),
    "reload-only-visible-feeds": ("no", "R refreshes all feeds"),
    "restrict-filename": ("no", "names of files keep their letters"),
    "show-keymap-hint": ("yes", "the last line shows the keys"),
    "show-title-bar": ("yes", "each pane has its title"),
    "ssl-verifyhost": ("yes", "certificates are always verified"),
    "ssl-verifypeer": ("yes", "certificates are always verified"),
    "swap-title-and-hints": ("no", "titles are above, keys below"),
    "toggleitemread-jumps-to-next": ("no", "a mark moves no cursor; done goes on"),
    "toggleitemread-jumps-to-next-unread": ("no", "a mark moves no cursor; done goes on"),
    "urls-source": ("local", "[sync] takes an account on a server, lists are imported"),
    "wrap-scroll": ("no", "a list ends at its ends"),
}
"""What cannot be chosen here: the value that it has, and what that is."""


def reason_of(command: str) -> str | None:
    """Return why no line of a command has a meaning here; None where some have one."""
    if command in ACCOUNT_COMMANDS:
        return "[sync] takes an account on a server that speaks the Google Reader API"
    if command not in REASONS and command.endswith("-format"):
        return "rows and titles have their own form here"
    return REASONS.get(command)
