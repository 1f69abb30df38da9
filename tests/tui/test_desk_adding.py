"""Adding: each thing added is told of and fetched; who reads on meanwhile is left alone."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from fake_library import FakeLibrary
from small_desk import Held, SmallDesk

from qreader.config.settings import Config, find_paths, load_config
from qreader.library import Library
from qreader.model import Imported, Offer, Pack, PageOffer, Query, Scope, Story
from qreader.tui import adding as adding_module
from qreader.tui.actions import Where
from qreader.tui.add_prompt import read_typed
from qreader.tui.adding import Adding
from qreader.tui.desk import Here
from qreader.tui.messages import (
    ArticlesCame,
    CloseWelcome,
    ConfigChanged,
    FeedsChanged,
    GoTo,
    RefreshFeeds,
    ShowView,
)
from qreader.tui.widgets.lookup import Chosen, Lookup
from qreader.tui.widgets.welcome import PackList


@pytest.fixture
def packs() -> PackList:
    return PackList(id="packs")


@pytest.fixture
def adding(desk: SmallDesk, library: FakeLibrary, packs: PackList) -> Adding:
    return Adding(  # type: ignore[arg-type]
        desk, library, lambda: packs, folders=lambda: ["News", "News/Local"], key=lambda _: "gA"
    )


@pytest.fixture
def slow_import(library: FakeLibrary, monkeypatch: pytest.MonkeyPatch) -> Held:
    held, bring_in = Held(), library.bring_in

    def slow(target: str, *more: Any, **named: Any) -> Imported:
        if target == "feeds.opml":
            held()
        return bring_in(target, *more, **named)

    monkeypatch.setattr(library, "bring_in", slow)
    return held


async def test_a_source_is_asked_for_and_added_and_one_stays_where_one_is(
    desk: SmallDesk, library: FakeLibrary, adding: Adding
) -> None:
    desk.answers = [" example.org "]
    await adding.add("")
    await desk.settle()
    assert library.added == ["example.org"]
    assert desk.said == ["Added example.org, 1 article · gA shows it, u undoes"]
    assert desk.messages(ShowView) == []
    assert [message.with_articles for message in desk.messages(FeedsChanged)] == [True]
    adding.show_added()
    (view,) = desk.messages(ShowView)
    assert (view.query.feed_id, view.title, view.goes_there) == (7, "example.org", True)
    assert desk.messages(RefreshFeeds) == []
    assert desk.under_way == {}


@pytest.mark.parametrize("answer", [None, "  "])
async def test_nothing_is_added_where_nothing_is_named(
    desk: SmallDesk, library: FakeLibrary, adding: Adding, answer: str | None
) -> None:
    desk.answers = [answer]
    await adding.add("")
    await desk.settle()
    assert library.added == []
    assert desk.told == []


async def test_the_feeds_of_a_list_are_fetched(desk: SmallDesk, adding: Adding) -> None:
    await adding.add("feeds.opml")
    await desk.settle()
    assert [message.feed_ids for message in desk.messages(RefreshFeeds)] == [[7]]
    assert desk.messages(ShowView) == []


async def test_an_article_that_is_read_stays_on_the_screen(desk: SmallDesk, adding: Adding) -> None:
    desk.here = Here(Where.ARTICLE)
    await adding.add("example.org")
    await desk.settle()
    assert desk.messages(ShowView) == []
    assert desk.messages(GoTo) == []


async def test_the_view_that_was_gone_to_meanwhile_stays(
    desk: SmallDesk, library: FakeLibrary, adding: Adding, monkeypatch: pytest.MonkeyPatch
) -> None:
    held, bring_in = Held(), library.bring_in
    monkeypatch.setattr(library, "bring_in", lambda target, *_, **__: held() or bring_in(target))
    await adding.add("example.org")
    await held.begun()
    desk.here = Here(Where.LIST, shown=Query(Scope.STARRED))
    held.let_go()
    await desk.settle()
    assert desk.said == ["Added example.org, 1 article · gA shows it, u undoes"]
    assert [type(message) for message in desk.told] == [FeedsChanged]


async def test_a_list_is_told_of_and_fetched_though_something_else_was_added_meanwhile(
    desk: SmallDesk, adding: Adding, slow_import: Held
) -> None:
    await adding.add("feeds.opml")
    await slow_import.begun()
    await adding.add("example.org")
    await desk.until(lambda: desk.said)
    assert list(desk.under_way.values()) == ["looking for a feed at feeds.opml"]
    slow_import.let_go()
    await desk.settle()
    assert desk.said == [
        "Added example.org, 1 article · gA shows it, u undoes",
        "Added Imported · gA shows it, u undoes",
    ]
    assert [message.feed_ids for message in desk.messages(RefreshFeeds)] == [[8]]
    assert len(desk.messages(FeedsChanged)) == 2
    assert desk.under_way == {}


async def test_why_something_could_not_be_added_is_told(desk: SmallDesk, adding: Adding) -> None:
    await adding.add("broken.example")
    await desk.settle()
    assert desk.errors == ["broken.example: no such host; check the address"]
    assert desk.told == []
    assert desk.under_way == {}


async def test_the_feeds_of_chosen_packs_are_subscribed_to_and_fetched(
    desk: SmallDesk, library: FakeLibrary, adding: Adding, packs: PackList
) -> None:
    await adding.show_packs()
    assert [message.pane for message in desk.messages(GoTo)] == [Where.WELCOME]
    adding.subscribe()
    assert desk.said == ["space chooses a pack, l single feeds of it"]
    chosen: Pack = library.pack_values[0]
    adding.choose_pack()
    adding.subscribe()
    await desk.settle()
    count = len(chosen.subscriptions)
    assert desk.said[-1] == f"Added {count} feeds · gA shows them, u undoes"
    assert len(desk.messages(CloseWelcome)) == 1
    assert [message.feed_ids for message in desk.messages(RefreshFeeds)] == [
        list(range(7, 7 + count))
    ]


async def test_what_comes_of_the_sampler_is_shown_until_all_of_it_is_there(
    desk: SmallDesk, library: FakeLibrary, adding: Adding, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(adding_module, "SAMPLER_SECONDS", 0.001)
    held, add_sampler = Held(), library.add_sampler
    monkeypatch.setattr(library, "add_sampler", lambda: held() or add_sampler())
    adding.add_sampler()
    await desk.until(lambda: len(desk.messages(ArticlesCame)) > 2)
    held.let_go()
    await desk.settle()  # it would wait for ever for what goes on
    assert desk.errors == []


async def test_what_newsboat_left_is_told_of_in_one_sentence(
    desk: SmallDesk, adding: Adding, library: FakeLibrary, tmp_path: Path
) -> None:
    (tmp_path / "config").write_text("text-width 80\ncolor info red blue\n")
    await adding.add(str(tmp_path / "config"))
    await desk.settle()

    assert desk.said == ["1 of 2 lines of the configuration came along, as `qreader import` tells"]
    assert [(one.name, one.text) for one in desk.boxes[-1].list.choices] == [
        ("Came along", ""),
        ("text-width 80", "text_width = 80"),
        ("Left out", ""),
        ("color info red blue", "colours come from `theme`"),
    ]
    assert library.added == []
    assert load_config(library.paths.config_file).text_width == 80
    (applied,) = desk.messages(ConfigChanged)
    assert (applied.config.text_width, applied.changed) == (80, {"text_width"})
    await adding.add(str(tmp_path / "config"))
    await desk.settle()
    assert len(desk.messages(ConfigChanged)) == 1, "nothing is new"


@pytest.mark.parametrize("cache", [b"SQLite format 3\0 and no more", None])
async def test_newsboats_folder_is_brought_in_file_by_file(
    desk: SmallDesk, packs: PackList, tmp_path: Path, cache: bytes | None
) -> None:
    folder = tmp_path / ".newsboat"
    folder.mkdir()
    (folder / "urls").write_text("https://a.example/\nhttps://b.example/\n")
    (folder / "config").write_text("text-width 80\n")
    if cache is not None:
        (folder / "cache.db").write_bytes(cache)
    library = Library(find_paths(tmp_path / "data"), Config())
    desk.choices = ["the ticked ones"]
    await Adding(desk, library, lambda: packs).add(str(folder))  # type: ignore[arg-type]
    await desk.settle()

    came = (
        "Added 2 feeds · :go_added shows them, u undoes; 1 of 1 line of the configuration"
        " came along"
    )
    left = "; 1 line left out" if cache is not None else ""
    assert desk.said == [f"{came}{left}, as `qreader import` tells"]
    library.close()


async def test_who_chooses_nothing_of_newsboats_feeds_gets_nothing_else(
    desk: SmallDesk, packs: PackList, tmp_path: Path
) -> None:
    folder = tmp_path / ".newsboat"
    folder.mkdir()
    (folder / "urls").write_text("https://a.example/\n")
    (folder / "config").write_text("text-width 80\n")
    library = Library(find_paths(tmp_path / "data"), Config())
    await Adding(desk, library, lambda: packs).add(str(folder))  # type: ignore[arg-type]
    await desk.settle()

    assert desk.said == ["Nothing was added"]
    assert not library.paths.config_file.exists()
    library.close()


# ---- the prompt


async def test_what_failed_is_in_the_next_prompt_with_the_reason_beside_it(
    desk: SmallDesk, adding: Adding
) -> None:
    desk.answers = ["broken.example folder:News", None, None]
    await adding.add("")
    await desk.settle()
    await adding.add("")
    asked = desk.asked[1]
    assert asked.text == "broken.example folder:News"
    assert "no such host" in asked.note
    await adding.add("")
    assert (desk.asked[2].text, desk.asked[2].note) == ("", "")


async def test_the_prompt_says_what_may_be_typed_and_completes_folders(
    desk: SmallDesk, adding: Adding
) -> None:
    await adding.add("")
    question = desk.asked[0]
    assert "OPML" in question.placeholder
    assert question.completed is not None
    assert question.completed("example.org folder:ne") == "example.org folder:News"
    assert question.hints is not None
    assert [hint.name for hint in question.hints("x folder:News/")] == ["News/Local"]
    assert list(question.hints("x")) == []


@pytest.mark.parametrize(
    ("typed", "wanted"),
    [
        ("example.org", ("example.org", None)),
        (" https://example.org/a folder:Good News ", ("https://example.org/a", "Good News")),
        ("example.org folder:", ("example.org", None)),
        ("/a folder:b/c", ("/a", "b/c")),
        ("https://example.org/?folder:x", ("https://example.org/?folder:x", None)),
    ],
)
def test_a_folder_may_stand_behind_the_address(typed: str, wanted: tuple[str, str | None]) -> None:
    assert tuple(read_typed(typed)) == wanted


async def test_a_folder_that_is_named_is_where_the_feed_goes(
    desk: SmallDesk, library: FakeLibrary, adding: Adding
) -> None:
    await adding.add("example.org folder:Good News")
    await desk.settle()
    assert [feed.folder for feed in library.feeds.all() if feed.title == "example.org"] == [
        "Good News"
    ]


async def test_the_other_feeds_of_a_site_are_offered_each_by_a_digit(
    desk: SmallDesk, library: FakeLibrary, adding: Adding, monkeypatch: pytest.MonkeyPatch
) -> None:
    bring_in = library.bring_in

    def with_others(target: str, *more: Any, **named: Any) -> Imported:
        imported = bring_in(target, *more, **named)
        if target != "example.org":
            return imported
        found = replace(
            imported.added[0], others=(Offer("https://example.org/b"), Offer("https://c.example"))
        )
        return replace(imported, added=(found,))

    monkeypatch.setattr(library, "bring_in", with_others)
    desk.choices = ["https://c.example"]
    await adding.add("example.org folder:News")
    await desk.settle()
    (box,) = desk.boxes
    assert [choice.name for choice in box.list.choices] == ["1", "2", "3"]
    assert library.added == ["example.org", "https://c.example"]
    assert desk.said[-1].startswith("Added https://c.example")


OFFERS = (
    Offer("https://videos.example/all", "all videos", 1),
    Offer("https://videos.example/long", "without shorts", 2),
)


async def test_of_a_site_with_several_feeds_one_is_chosen_before_it_is_added(
    desk: SmallDesk, library: FakeLibrary, adding: Adding, monkeypatch: pytest.MonkeyPatch
) -> None:
    choose, under_way = desk.choose, []

    async def watched(box: Lookup) -> Chosen | None:
        under_way.append(dict(desk.under_way))
        return await choose(box)

    monkeypatch.setattr(desk, "choose", watched)
    library.offered["videos.example/@keeper"] = OFFERS
    desk.choices = [OFFERS[1]]
    await adding.add("videos.example/@keeper folder:News")
    await desk.settle()
    (box,) = desk.boxes
    assert under_way == [{}], "nothing is looked for while the person chooses"
    assert [(choice.name, choice.text) for choice in box.list.choices] == [
        ("1", "all videos"),
        ("2", "without shorts"),
    ]
    assert library.added == ["https://videos.example/long"]
    assert desk.under_way == {}


async def test_who_chooses_none_of_a_sites_feeds_adds_nothing(
    desk: SmallDesk, library: FakeLibrary, adding: Adding
) -> None:
    library.offered["videos.example/@keeper"] = OFFERS
    await adding.add("videos.example/@keeper")
    await desk.settle()
    assert (library.added, desk.said) == ([], ["Nothing was added"])
    assert desk.under_way == {}


async def test_a_sites_only_feed_is_added_without_a_question(
    desk: SmallDesk, library: FakeLibrary, adding: Adding
) -> None:
    library.offered["videos.example/@keeper"] = OFFERS[:1]
    await adding.add("videos.example/@keeper")
    await desk.settle()
    assert (library.added, desk.boxes) == (["https://videos.example/all"], [])


PAGE = PageOffer(
    "https://tide.example/notes",
    23,
    (
        Story("The harbour\x1b[2J wall", "https://tide.example/notes/1", "2026-11-20"),
        Story("Salt", "https://tide.example/notes/2"),
    ),
)


async def test_the_first_stories_of_a_page_without_a_feed_are_shown_and_taken_as_one(
    desk: SmallDesk, library: FakeLibrary, adding: Adding
) -> None:
    library.pages_without_feed["tide.example/notes"] = PAGE
    desk.choices = [PAGE.url]
    await adding.add("tide.example/notes folder:News")
    await desk.settle()
    (box,) = desk.boxes
    assert [(choice.name, choice.text) for choice in box.list.choices] == [
        ("The harbour wall", "2026-11-20 · tide.example/notes/1"),
        ("Salt", "tide.example/notes/2"),
    ]
    assert (library.added, library.taken_by) == (["tide.example/notes"], ["auto"])
    assert [feed.folder for feed in library.feeds.all() if feed.title == "tide.example/notes"] == [
        "News"
    ]
    assert desk.said == ["Added tide.example/notes, 1 article · gA shows it, u undoes"]
    assert desk.under_way == {}


async def test_who_does_not_want_the_stories_of_a_page_adds_nothing(
    desk: SmallDesk, library: FakeLibrary, adding: Adding
) -> None:
    library.pages_without_feed["tide.example/notes"] = PAGE
    await adding.add("tide.example/notes")
    await desk.settle()
    assert library.added == []
    assert desk.said == ["Nothing was added; `qreader add --items` says where stories are"]
    assert desk.under_way == {}


async def test_a_page_with_stories_may_be_taken_as_an_article(
    desk: SmallDesk, library: FakeLibrary, adding: Adding
) -> None:
    library.pages_without_feed["tide.example/notes"] = PAGE
    desk.choose_key = "p"
    await adding.add("tide.example/notes")
    await desk.settle()
    assert (library.added, library.taken_by) == (["tide.example/notes"], ["none"])
