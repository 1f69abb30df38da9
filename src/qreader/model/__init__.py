"""The values that pass between qreader's parts: frozen, slotted dataclasses.

Creating one such class costs 0.35 ms at the start, and the first screen needs only a few. So each
module is read when one of its names is first imported from here.
"""

# ruff: noqa: F403 - only a type checker sees the star imports

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from qreader.model.activity import *
    from qreader.model.articles import *
    from qreader.model.feeds import *
    from qreader.model.freshness import *
    from qreader.model.front import *
    from qreader.model.ids import *
    from qreader.model.kept import *
    from qreader.model.outcomes import *
    from qreader.model.pruning import *
    from qreader.model.queries import *
    from qreader.model.queue import *
    from qreader.model.recipes import *
    from qreader.model.related import *
    from qreader.model.rows import *
    from qreader.model.sources import *
    from qreader.model.statistics import *
    from qreader.model.storing import *
    from qreader.model.syncing import *
    from qreader.model.undoing import *
else:
    HOMES: Final = {
        "activity": "FeedActivity FeedWeeks",
        "articles": "PageState Place Answer Article Revision",
        "feeds": "Subscription Validators Pace Move FullText FeedSetting FeedChange Feed"
        " RemovedFeed",
        "freshness": "Freshness",
        "front": "FrontPage FrontStory FrontArticle",
        "ids": "FeedId ArticleId StoryId packed",
        "kept": "Search Act Rule",
        "outcomes": "Refreshed Wanted Paged Offer Added Listed CameAlong Imported Told Pack"
        " Checked",
        "pruning": "Limits Pruned",
        "queries": "Scope Order Query",
        "queue": "QueueState QueueKey QueueNote Queued",
        "recipes": "RecipeKind Recipe RECIPE_PARTS stored_recipe with_items Story PageOffer",
        "related": "NewArticle Fingerprinted Verdict Relation Related Topic",
        "rows": "Status Attention StorySize Row believable",
        "sources": "Document NotModified Enclosure LinkKind Link LinkBlock Entry ReadPage"
        " ParsedFeed",
        "statistics": "Statistics",
        "storing": "Digest Known Kept Renamed Incoming EntryLookup FeedState Plan",
        "syncing": "Remote Mark Labelled Marks merged merged_marks first_marks"
        " Item ServerMarks Tie Synced SyncState",
        "undoing": "Label ActionKind OF_FEEDS UndoableAction Undone",
    }

    def __getattr__(name: str) -> object:
        """Import the module of a name at its first use."""
        from importlib import import_module

        for home, names in HOMES.items():
            if name in names.split():
                globals()[name] = getattr(import_module(f"{__name__}.{home}"), name)
                return globals()[name]
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
