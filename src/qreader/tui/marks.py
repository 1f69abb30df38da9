"""Marks: the changes that keys make in the cache, and their undoing, one after the other."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from itertools import chain, groupby
from operator import itemgetter
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from qreader.errors import QReaderError
from qreader.model import Attention, Scope
from qreader.render.cells import cut
from qreader.text.safe import safe_line
from qreader.tui.actions import Where
from qreader.tui.desk import UNDOES
from qreader.tui.messages import (
    FeedsChanged,
    ListMarkedRead,
    Marked,
    MoveOn,
    RelationsChanged,
    SelectionUsed,
)
from qreader.tui.question import Hint, Question

if TYPE_CHECKING:
    from qreader.library import Library
    from qreader.model import ArticleId, Label, Query, Status
    from qreader.tui.desk import Desk, Started

LANE: Final = "marks"
"""One lane for all changes of the cache, so that writes have the order of the keys."""
MAX_PLACE_CHARACTERS: Final = 40
"""The longest name of a marked view in a message, so that the undo hint stays on the line."""
MAX_TITLE_CELLS: Final = 40

_SAID: Final = {
    ("read", True): "read",
    ("read", False): "unread",
    ("starred", True): "starred",
    ("starred", False): "no longer starred",
    ("later", True): "kept for later",
    ("later", False): "no longer kept for later",
    ("hidden", True): "hidden",
    ("hidden", False): "shown again",
}
_NEXT: Final = {None: Attention.FOLLOW, Attention.FOLLOW: Attention.MUTE, Attention.MUTE: None}
_ATTENTION_SAID: Final = {
    Attention.FOLLOW: "Following the story, Z again mutes it",
    Attention.MUTE: "Muted: what comes of this story is marked read, Z again ends that",
    None: "Neither followed nor muted any more",
}


class Change(NamedTuple):
    """The changes of a key in the cache."""

    said: str = ""
    statuses: Mapping[ArticleId, Status] = {}
    seen: Sequence[ArticleId] = ()
    """Articles whose changed text the person has seen."""
    relations: bool = False
    """Whether it changed relations of articles."""
    feeds: bool = False
    """Whether it changed the subscriptions."""


class Marks:
    """Changes the cache; the library keeps the undo data. Runs on the event loop."""

    def __init__(
        self,
        desk: Desk,
        library: Library,
        known_tags: Callable[[], Sequence[str]],
    ) -> None:
        """known_tags: returns the tags for completion."""
        self._desk = desk
        self._library = library
        self._known_tags = known_tags
        self._began = library.now().replace(microsecond=0)  # actions' times have whole seconds

    # ---- running

    def _do(self, change: Callable[..., Change], *arguments: Any) -> Started:
        return self._desk.start(self._done, change, arguments, group=LANE)

    async def _done(self, change: Callable[..., Change], arguments: Sequence[Any]) -> None:
        self._show(await self._desk.call(self._written, change, arguments, lane=LANE, writes=True))

    def _written(self, change: Callable[..., Change], arguments: Sequence[Any]) -> Change:
        with self._library.without_reload():  # the interface shows it itself
            return change(*arguments)

    def _show(self, change: Change) -> None:
        if change.said:
            self._desk.say(change.said)
        if change.statuses or change.seen:
            self._desk.post_message(Marked(change.statuses, change.seen))
        if change.feeds:
            self._desk.post_message(FeedsChanged(with_articles=True))
        if change.relations:
            self._desk.post_message(RelationsChanged())

    def undo(self) -> Started:
        """Undo the last change, also one of an earlier session."""
        return self._do(self._undo)

    def _undo(self) -> Change:
        from qreader.model import OF_FEEDS, ActionKind  # no start needs them
        from qreader.render.undone import undone_line

        undone = self._library.undo()
        if undone is None:
            return Change("Nothing to undo")
        kind, is_old = undone.action.kind, undone.action.done < self._began
        return Change(
            undone_line(undone, self._library.now() if is_old else None),
            undone.statuses,
            relations=kind in {ActionKind.STORY, ActionKind.PAIR},
            feeds=kind in OF_FEEDS,
        )

    # ---- one mark

    def read(self) -> Started | None:
        """Toggle read."""
        return self._toggle("read")

    def star(self) -> Started | None:
        """Toggle the star."""
        return self._toggle("starred")

    def later(self) -> Started | None:
        """Toggle later."""
        return self._toggle("later")

    async def hide(self) -> None:
        """Hide or show again; the next key is meant for the row that takes its place."""
        started = self._toggle("hidden")
        if started is not None:
            await started

    def done(self) -> Started | None:
        """Mark read, and move to the next article."""
        targets = self._taken()
        if not targets:
            return None
        self._desk.post_message(MoveOn())
        return self._do(self._mark, targets, "read", True, lambda n: _told(n, "read"))

    def _toggle(self, mark: str) -> Started | None:
        targets = self._taken()
        return self._do(self._turn, targets, mark) if targets else None

    @property
    def _targets(self) -> Sequence[ArticleId]:
        """Return the articles to mark: the selected ones, else the one here; report none."""
        targets = self._desk.here.targets
        if not targets:
            self._desk.say("There is no article here to mark")
        return targets

    def _taken(self) -> Sequence[ArticleId]:
        """Return these articles for a mark, with which their selection ends."""
        targets = self._targets
        self._end_selection()
        return targets

    def _end_selection(self) -> None:
        if self._desk.here.pane is Where.LIST:  # elsewhere a mark is about an article
            self._desk.post_message(SelectionUsed())

    def _turn(self, ids: Sequence[ArticleId], mark: str) -> Change:
        """Set a mark, or clear it where all of these articles have it."""
        rows = self._library.articles.rows(ids)
        if not rows:
            return Change()
        value = not all(getattr(row.status, mark) for row in rows)
        return self._mark(ids, mark, value, lambda n: _told(n, _SAID[mark, value]))

    def opened(self, article_id: ArticleId) -> None:
        """Note that an article is opened."""
        self._do(self._visit, article_id)

    def _visit(self, article_id: ArticleId) -> Change:
        self._library.statuses.visit(article_id)
        return Change()

    def read_here(self, article_id: ArticleId) -> None:
        """Mark an opened article read, without a message."""
        self._do(self._mark, [article_id], "read", True, _copies)

    def opened_apart(self, ids: Sequence[ArticleId]) -> None:
        """Mark articles read that were opened in the browser."""
        self._do(self._mark, ids, "read", True, lambda count: _told(count, "read"))

    def _mark(self, ids: Sequence[ArticleId], mark: str, value: bool, label: Label) -> Change:
        """Mark articles; label: returns the message for a number of articles."""
        change: dict[str, Any] = {mark: value}
        before = self._library.mark(ids, **change, label=label)
        now: dict[ArticleId, Status] = {}
        # it may be the whole cache: consecutive equal statuses share one object
        for status, alike in groupby(before.items(), key=itemgetter(1)):
            now |= dict.fromkeys((i for i, _ in alike), replace(status, **change))
        return Change(
            _with_undo(label(len(before)), len(before)),
            now,
            seen=ids if mark == "read" and value else (),
        )

    # ---- many at once

    async def list_read(self, message: ListMarkedRead) -> None:
        """Mark a list read, with all articles of its stories."""
        # from the article, the list may be invisible
        place = "" if self._desk.here.pane is Where.LIST else _named(message.title)
        try:
            await self._done(self._mark_list, (message, place))
        except QReaderError:
            self._desk.post_message(Marked(message.unread))  # the visible rows already showed it
            raise

    def _mark_list(self, message: ListMarkedRead, place: str) -> Change:
        ids, query, newest = message.ids, message.query, message.newest
        others = self._library.stories.other_articles(query, ids) if query.by_story else []
        if newest is not None:  # nobody has seen what came since
            others = [number for number in others if number <= newest]
        return self._mark_all([*ids, *others], place)

    async def views_read(self, queries: Sequence[Query], title: str) -> None:
        """Mark all articles of views read in one step, shown or not."""
        await self._done(self._mark_views, ([_unread(one) for one in queries], _named(title)))

    def _mark_views(self, queries: Sequence[Query], place: str) -> Change:
        every = [self._library.lists.all_ids(query) for query in queries]
        ids = every[0] if len(every) == 1 else [*dict.fromkeys(chain.from_iterable(every))]
        return self._mark_all(ids, place)

    def _mark_all(self, ids: Sequence[ArticleId], place: str) -> Change:
        change = self._mark(ids, "read", True, lambda n: f"{n} marked read{place}")
        if not change.statuses:
            return Change(f"All of it{place} is read already")
        return change._replace(said=f"{len(change.statuses)} marked read{place}{UNDOES}")

    # ---- tags

    async def tag(self, text: str) -> None:
        """Add the named tags, remove those with a minus; "": ask for them."""
        targets = self._targets
        if not targets:
            return
        if not text:
            text = await self._ask_for_tags() or ""
        words = text.replace(",", " ").split()
        add = [word.lstrip("#") for word in words if not word.startswith("-")]
        remove = [word[1:].lstrip("#") for word in words if word.startswith("-")]
        if add or remove:
            self._do(self._tag, targets, add, remove)
            self._end_selection()

    async def _ask_for_tags(self) -> str | None:
        """Ask for tags; those of a single article are there to be edited."""
        tags, known = self._desk.here.tags, self._known_tags()

        def hints(text: str) -> list[Hint]:
            begun = text.rpartition(" ")[2].lstrip("-#")
            return [Hint(tag, "") for tag in known if tag.startswith(begun) and tag != begun][:8]

        def completed(text: str) -> str:
            found = hints(text)
            before, space, begun = text.rpartition(" ")
            sign = begun[: len(begun) - len(begun.lstrip("-#"))]
            return f"{before}{space}{sign}{found[0].name} " if begun and found else text

        text = "".join(f"{tag} " for tag in tags)
        answer = await self._desk.ask(
            Question("Tags:", text=text, hints=hints if known else None, completed=completed)
        )
        if answer is None:
            return None
        gone = [f"-{tag}" for tag in tags if tag not in answer.replace(",", " ").split()]
        return " ".join([answer, *gone])

    def _tag(self, ids: Sequence[ArticleId], add: Sequence[str], remove: Sequence[str]) -> Change:
        said = [f"#{name}" for name in add] + [f"no #{name}" for name in remove]
        label = f"Tagged {', '.join(said)}"
        before = self._library.tag(ids, add, remove, label=lambda _: label)
        rows = self._library.articles.rows(list(before))
        return Change(label, {row.id: row.status for row in rows})

    # ---- stories and relations

    async def follow_or_mute(self) -> None:
        """Follow the article's story, mute it, or end that."""
        target = self._desk.here.article_id
        if target is None:
            self._desk.say("There is no article here")
        else:
            await self._do(self._attend, target)

    def _attend(self, article_id: ArticleId) -> Change:
        rows = self._library.articles.rows([article_id])
        if not rows or rows[0].story is None:
            return Change("No other source tells this story yet")
        wanted = _NEXT[rows[0].attention]
        said = _ATTENTION_SAID[wanted]
        self._library.follow_or_mute(
            rows[0].story, wanted, said.partition(",")[0].partition(":")[0]
        )
        return Change(said, relations=True)

    async def pin(self) -> None:
        """Judge the story under the sidebar's cursor as related to the article."""
        await self._judge(related=True)

    async def not_related(self) -> None:
        """Judge the story under the sidebar's cursor as not related to the article."""
        await self._judge(related=False)

    async def _judge(self, *, related: bool) -> None:
        here = self._desk.here.lit or self._desk.here
        if here.open_id is None or here.article_id is None:
            is_none = here.pane is Where.ARTICLE
            only = "Only a related story can be judged; ] goes to one"
            self._desk.say(only if is_none else "Only what was found in the cache can be judged")
            return
        title = cut(here.title, MAX_TITLE_CELLS)
        label = f"Pinned: {title}" if related else f"Not related: {title}"
        await self._do(self._write_judgement, here.open_id, here.article_id, related, label)

    def _write_judgement(
        self, one: ArticleId, other: ArticleId, related: bool, label: str
    ) -> Change:
        self._library.judgements.judge(one, other, related, label)
        return Change(label if related else f"{label}{UNDOES}", relations=True)


def _unread(query: Query) -> Query:
    """Return a query for the unread articles of a view, which are fewer than all."""
    if query.scope is not Scope.ALL or query.words:
        return query
    return replace(query, scope=Scope.UNREAD)


def _named(title: str) -> str:
    return f" in {safe_line(title, MAX_PLACE_CHARACTERS)}"


def _copies(count: int) -> str:
    """Label the copies that were marked read with an opened article, without that article."""
    if count < 2:
        return ""
    return f"{count - 1} {'copy' if count == 2 else 'copies'} of it marked read"


def _told(count: int, what: str) -> str:
    """Label a mark; for one article, without the number."""
    return what.capitalize() if count <= 1 else f"{count} {what}"


def _with_undo(label: str, count: int) -> str:
    """Return the message of a mark; a wide one has the undo hint."""
    return f"{label}{UNDOES}" if label and count > 1 else label
