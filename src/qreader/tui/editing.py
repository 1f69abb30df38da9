"""Editing: changes names, folders, addresses and settings of feeds, and unsubscribes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from qreader import validation
from qreader.collect import editing
from qreader.collect.editing import Changes, Chosen
from qreader.model import FeedId, FeedSetting, Query
from qreader.render.cells import plural
from qreader.text import folders
from qreader.text.safe import safe_line
from qreader.tui.actions import Where
from qreader.tui.desk import UNDOES
from qreader.tui.messages import FeedsChanged, SelectionUsed
from qreader.tui.question import Hint, Objection, Question

if TYPE_CHECKING:
    from qreader.library import Library
    from qreader.model import Feed, Recipe
    from qreader.tui.desk import Desk
    from qreader.tui.widgets.lookup import Choice

LANE: Final = "marks"
"""The lane of all writes, `marks` included: writes keep the order of keys."""
OWNER: Final = "address"
"""The owner of its progress display."""
MAX_NAME_CHARACTERS: Final = 40
"""The length of a name in a message, which leaves room for the undo hint."""
MAX_HINTS: Final = 8


NAME, FOLDER, ADDRESS, STORIES = "name", "folder", "address", "stories"
UNSUBSCRIBE = "unsubscribe"
"""The other lines of the settings box."""


class Field(NamedTuple):
    """A setting with a few values to choose from."""

    setting: FeedSetting
    name: str
    values: Sequence[tuple[str | int | None, str]]
    """The values with their texts; enter takes the next one."""


FIELDS: Final = (
    Field(
        FeedSetting.FULL_TEXT,
        "Full text",
        (
            (None, "as the configuration says"),
            ("auto", "of summaries"),
            ("always", "of every article"),
            ("never", "never"),
        ),
    ),
    Field(
        FeedSetting.SIGNAL_ONLY,
        "Signal only",
        ((0, "no"), (1, "yes: its articles only count for front of mind")),
    ),
    Field(
        FeedSetting.KEEP_DAYS,
        "Keep days",
        (
            (None, "as the configuration says"),
            (30, "30"),
            (90, "90"),
            (365, "365"),
            (0, "for ever"),
        ),
    ),
    Field(
        FeedSetting.KEEP_ARTICLES,
        "Keep articles",
        ((None, "as the configuration says"), (100, "100"), (1_000, "1000"), (0, "all")),
    ),
)
"""The settings of the box. Each has a `FeedSetting`, and a statement in `store.editing`."""


class Target(NamedTuple):
    """The feeds that an action changes."""

    chosen: Chosen
    name: str
    folder: str | None
    """The folder, where it is a single one."""
    feed_id: FeedId | None
    """The feed, where it is a single one."""


class Editing:
    """Changes subscriptions. Runs on the event loop; threads read and write the cache."""

    def __init__(self, desk: Desk, library: Library, feeds: Callable[[], Sequence[Feed]]) -> None:
        """Create it; `feeds` returns all feeds, as the tree knows them."""
        self._desk = desk
        self._library = library
        self._feeds = feeds

    # ---- what is meant

    def _target(self, rows: Sequence[Query] | None = None) -> Target | None:
        """Return the feeds of rows, by default the selected ones or the current one.

        Where there is none, say so and return None.
        """
        rows = self._desk.here.feed_rows if rows is None else rows
        feed_ids = [row.feed_id for row in rows if row.feed_id is not None]
        paths = tuple(row.folder for row in rows if row.folder is not None)
        chosen = Chosen(frozenset(feed_ids), paths)
        found = editing.meant(self._feeds(), chosen)
        if not found:
            self._desk.say("Put the cursor on a feed or a folder; gf goes there")
            return None
        if len(rows) > 1:
            return Target(chosen, plural(len(found), "feed"), None, None)
        if paths:
            return Target(chosen, _short(paths[0]), paths[0], None)
        return Target(chosen, _short(found[0].title), None, found[0].id)

    def _feed(self, feed_id: FeedId) -> Feed:
        return next(feed for feed in self._feeds() if feed.id == feed_id)

    @property
    def folders(self) -> list[str]:
        """All folders in alphabetical order."""
        return folders.known([feed.folder for feed in self._feeds()])

    # ---- names

    async def rename(self, name: str) -> None:
        """Rename the feed or folder; ask for the name where it is empty."""
        target = self._target()
        if target is None:
            return
        if target.folder is not None:
            await self._rename_folder(target.folder, name)
        elif target.feed_id is not None:
            await self._rename_feed(self._feed(target.feed_id), name)
        else:
            self._desk.say("One at a time has a name: esc ends the selection")

    async def _rename_feed(self, feed: Feed, name: str) -> None:
        if not name:
            answer = await self._desk.ask(
                Question("Name: ", _checked_title, hints=_own_name, text=feed.title)
            )
            if answer is None:
                return
            name = answer.strip()
        title = validation.feed_title_of(name) if name else None
        if title == feed.title or (title is None and feed.own_title is None):
            self._desk.say("It is called so already")
            return
        change: Changes = {feed.id: {FeedSetting.TITLE: title}}
        to = f"to {_short(title)}" if title else "back to its own name"
        await self._edit(lambda _: change, f"Renamed {_short(feed.title)} {to}")

    async def _rename_folder(self, folder: str, name: str) -> None:
        def checked(text: str) -> Objection | None:
            editing.folder_renamed(self._feeds(), folder, text)
            return None

        if not name:
            here = folders.name(folder)
            name = await self._desk.ask(Question("Folder: ", checked, text=here)) or ""
        if not name.strip():
            return
        to = folders.renamed(folder, validation.folder_of(name) or "")
        await self._edit(
            lambda feeds: editing.folder_renamed(feeds, folder, name),
            f"Renamed {_short(folder)} to {_short(to)}",
            moved=(Query(folder=folder), Query(folder=to)),
        )

    # ---- places

    async def move(self, folder: str) -> None:
        """Move the chosen feeds and folders into a folder; ask for it where it is empty."""
        target = self._target()
        if target is None:
            return
        if not folder:
            answer = await self._desk.ask(self._where_to(target))
            if answer is None:
                return
            folder = answer
        await self._move(target, folder)

    def _where_to(self, target: Target) -> Question:
        def checked(text: str) -> Objection | None:
            editing.moved(self._feeds(), target.chosen, text)
            return None

        return Question(
            "Into folder: ",
            checked,
            hints=lambda text: self._hints(text, target.name),
            completed=lambda text: next(iter(self.folders_like(text)), text),
        )

    def folders_like(self, text: str) -> list[str]:
        """Return the folders with this text in their paths, those that begin with it first."""
        wanted = text.casefold()
        found = [one for one in self.folders if wanted in one.casefold() and one != text]
        return sorted(found, key=lambda one: not one.casefold().startswith(wanted))

    def _hints(self, text: str, name: str) -> Sequence[Hint]:
        found = [Hint(one, "") for one in self.folders_like(text)[:MAX_HINTS]]
        return found if text.strip() else [Hint("enter alone", f"{name} into no folder"), *found]

    async def _move(self, target: Target, folder: str) -> None:
        into = validation.folder_of(folder)
        place = f"into {_short(into)}" if into else "out of all folders"
        moved = None
        if target.folder is not None:
            to = folders.joined(into, folders.name(target.folder))
            moved = Query(folder=target.folder), Query(folder=to)
        await self._edit(
            lambda feeds: editing.moved(feeds, target.chosen, folder),
            f"Moved {target.name} {place}",
            moved=moved,
        )

    async def drop(self, rows: Sequence[Query], on: Query) -> None:
        """Move dragged rows into the folder that they were dropped on, or into that of a feed."""
        target = self._target(rows)
        if target is None:
            return
        beside = (feed.folder for feed in self._feeds() if feed.id == on.feed_id)
        folder = on.folder if on.feed_id is None else next(beside, None)
        await self._move(target, folder or "")

    # ---- addresses

    async def change_address(self, url: str) -> None:
        """Change the address of the feed; ask for it where it is empty."""
        await self._ask_address(self._target(), url)

    async def mend(self, feed: Query, *, removes: bool) -> None:
        """Change the address of a feed that failed, or unsubscribe from it."""
        target = self._target([feed])
        if removes:
            await self._unsubscribe(target)
        else:
            await self._ask_address(target, "")

    async def _ask_address(self, target: Target | None, url: str) -> None:
        if target is None:
            return
        if target.feed_id is None:
            self._desk.say("One feed at a time has an address: put the cursor on it")
            return
        feed = self._feed(target.feed_id)
        url = url or await self._desk.ask(Question("Address: ", text=feed.url)) or ""
        if url.strip() and url.strip() != feed.url:
            self._desk.start(self._change_address, feed, url.strip(), group="address", lasting=True)

    async def _change_address(self, feed: Feed, url: str) -> None:
        self._desk.progress(OWNER, f"reading {safe_line(url, MAX_NAME_CHARACTERS)}")
        label = f"Changed the address of {_short(feed.title)}"
        try:
            changed = await self._desk.call(
                self._library.change_address, feed.id, url, label, lane=""
            )
        finally:
            self._desk.progress(OWNER, None)
        self._desk.say(f"{_short(changed.title)} is read at {safe_line(changed.url, 60)}{UNDOES}")
        self._desk.post_message(FeedsChanged(with_articles=True))

    async def _ask_stories(self, target: Target | None) -> None:
        """Ask where the stories of a page without a feed are on it."""
        if target is None or target.feed_id is None:
            return
        feed = self._feed(target.feed_id)
        if feed.recipe is None:
            return
        question = Question(
            "Stories: ",
            text=feed.recipe.items,
            placeholder="a CSS selector, XPath or a path in JSON; auto: those that are recognised",
        )
        items = (await self._desk.ask(question) or "").strip()
        if items and items != feed.recipe.items:
            from qreader.model import with_items  # no start needs it

            recipe = with_items(feed.recipe, items)
            self._desk.start(self._change_recipe, feed, recipe, group="address", lasting=True)

    async def _change_recipe(self, feed: Feed, recipe: Recipe) -> None:
        self._desk.progress(OWNER, f"reading {safe_line(feed.url, MAX_NAME_CHARACTERS)}")
        label = f"Changed the stories of {_short(feed.title)}"
        try:
            await self._desk.call(self._library.change_recipe, feed.id, recipe, label, lane="")
        finally:
            self._desk.progress(OWNER, None)
        self._desk.say(f"{label}{UNDOES}")
        self._desk.post_message(FeedsChanged(with_articles=True))

    # ---- unsubscribing

    async def unsubscribe(self) -> None:
        """Unsubscribe from the chosen feeds; their marked articles stay."""
        await self._unsubscribe(self._target())

    async def _unsubscribe(self, target: Target | None) -> None:
        if target is None:
            return
        feeds = editing.meant(self._feeds(), target.chosen)
        of = target.name
        if target.folder is not None:
            of += f", {plural(len(feeds), 'feed')}"

        def label(kept: int) -> str:
            stays = f", {kept} kept for what you marked" if kept else ""
            return f"Unsubscribed from {of}{stays}"

        removed = await self._write(
            self._library.remove_feeds, [feed.id for feed in feeds], label=label
        )
        self._desk.say(f"{label(sum(one.kept for one in removed))}{UNDOES}")
        self._changed(FeedsChanged(with_articles=True))

    # ---- settings

    async def show_settings(self) -> None:
        """Show the page of the chosen feed, or the settings of several, and change them."""
        from qreader.tui.widgets.lookup import Lookup

        target = self._target()
        at = 0
        while target is not None:
            feeds = await self._desk.call(self._library.feeds.all, lane=LANE)
            found = editing.meant(feeds, target.chosen)
            if not found:
                return
            choices = self._choices(target, found)
            about = await self._desk.call(self._about, found, lane=LANE) if target.feed_id else []
            box = Lookup(_heading(target, found), choices, at=at, about=about, takes="changes it")
            chosen = await self._desk.choose(box)
            if chosen is None:
                self._end_selection()
                return
            at = next(n for n, one in enumerate(choices) if one.value is chosen.value)
            if not isinstance(chosen.value, Field):
                await self._ask_for(str(chosen.value))
                return
            await self._take_next(chosen.value, found)

    def _about(self, feeds: Sequence[Feed]) -> list[str]:
        from qreader.tui.feed_facts import facts_of

        weeks = self._library.activity.weeks_of(feeds[0].id)
        return facts_of(feeds[0], weeks, self._library.now())

    async def _ask_for(self, what: str) -> None:
        if what == NAME:
            await self.rename("")
        elif what == FOLDER:
            await self.move("")
        elif what == ADDRESS:
            await self.change_address("")
        elif what == STORIES:
            await self._ask_stories(self._target())
        else:
            await self.unsubscribe()

    def _choices(self, target: Target, feeds: Sequence[Feed]) -> list[Choice]:
        from qreader.tui.widgets.lookup import Choice

        is_one = target.feed_id is not None
        choices = []
        if is_one or target.folder is not None:
            own = ", your own" if is_one and feeds[0].own_title is not None else ""
            name = feeds[0].title if is_one else folders.name(target.folder or "")
            choices.append(Choice("Name", f"{name}{own}", NAME))
        places = dict.fromkeys(feed.folder or "none" for feed in feeds)
        if target.folder is not None:
            places = {folders.parent(target.folder) or "none": None}
        choices.append(Choice("Folder", ", ".join(places), FOLDER))
        if is_one:
            choices.append(Choice("Address", feeds[0].url, ADDRESS))
            if feeds[0].recipe is not None:
                choices.append(Choice("Stories", feeds[0].recipe.items, STORIES))
        choices += [Choice(field.name, _said(field, feeds), field) for field in FIELDS]
        count = sum(feed.articles for feed in feeds)
        what = f"{plural(count, 'article')}, undo brings all back"
        return [*choices, Choice("Unsubscribe", what, UNSUBSCRIBE)]

    async def _take_next(self, field: Field, feeds: Sequence[Feed]) -> None:
        """Set the next value; where the feeds differ, the first one."""
        now = {_value(feed, field) for feed in feeds}
        found = [at for at, (value, _) in enumerate(field.values) if now == {value}]
        at = found[0] + 1 if found else 0
        value, said = field.values[at % len(field.values)]
        changes = {feed.id: {field.setting: value} for feed in feeds}
        name = _short(feeds[0].title) if len(feeds) == 1 else plural(len(feeds), "feed")
        label = f"{field.name} of {name}: {said.partition(':')[0]}"
        await self._write(self._library.edit_feeds, changes, label)
        self._desk.say(f"{label}{UNDOES}")
        self._desk.post_message(FeedsChanged(with_articles=True))

    # ---- writing

    async def _edit(
        self,
        changes: Callable[[Sequence[Feed]], Changes],
        label: str,
        *,
        moved: tuple[Query, Query] | None = None,
    ) -> None:
        """Compute the changes from the present feeds, and write them. Raises UsageError."""

        def write() -> list[FeedId]:
            return self._library.edit_feeds(changes(self._library.feeds.all()), label)

        if not await self._write(write):
            self._desk.say("It is so already")
            return
        self._desk.say(f"{label}{UNDOES}")
        self._changed(FeedsChanged(moved=moved))

    def _changed(self, message: FeedsChanged) -> None:
        self._desk.post_message(message)
        self._end_selection()

    def _end_selection(self) -> None:
        if self._desk.here.pane is Where.FEEDS:
            self._desk.post_message(SelectionUsed())

    async def _write(self, verb: Callable[..., Any], *arguments: Any, **named: Any) -> Any:
        def write() -> Any:
            with self._library.without_reload():  # it is shown at once
                return verb(*arguments, **named)

        return await self._desk.call(write, lane=LANE, writes=True)


def _own_name(text: str) -> Sequence[Hint]:
    return () if text.strip() else [Hint("enter alone", "its own name")]


def _checked_title(text: str) -> Objection | None:
    if text.strip():
        validation.feed_title_of(text)
    return None


def _value(feed: Feed, field: Field) -> str | int | None:
    value: str | int | None = getattr(feed, field.setting.value)
    return value


def _said(field: Field, feeds: Sequence[Feed]) -> str:
    known = dict(field.values)
    now = {_value(feed, field) for feed in feeds}
    if len(now) > 1:
        return "not the same in all"
    value = now.pop()
    return known.get(value, str(value))


def _heading(target: Target, feeds: Sequence[Feed]) -> str:
    feed = feeds[0]
    if target.feed_id is None:
        return f"{target.name}: {plural(len(feeds), 'feed')}" if target.folder else target.name
    return f"{safe_line(feed.title)}: feed {feed.id}, {plural(feed.articles, 'article')}"


def _short(name: str | None) -> str:
    return safe_line(name or "", MAX_NAME_CHARACTERS)
