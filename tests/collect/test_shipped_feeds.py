"""What travels with qreader is what a first start reads: the starter packs and the sampler."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from urllib.parse import urlsplit
from xml.etree import ElementTree

import pytest

from qreader.cli.table import VERBS
from qreader.collect.pictures import is_picture
from qreader.collect.shipped import shipped_feeds
from qreader.config.settings import Config, find_paths
from qreader.library import Library
from qreader.model import Entry, Link, LinkBlock, ParsedFeed, Query, Row, Subscription
from qreader.sources import files
from qreader.sources.feeds import opml
from qreader.text import html, plain, safe
from qreader.text.blocks import (
    Block,
    Code,
    Figure,
    Heading,
    Inline,
    ListBlock,
    Paragraph,
    Quote,
    Table,
)
from qreader.tui import keys as keytable

FEEDS = Path(__file__).parents[2] / "feeds"
STARTER = FEEDS / "starter.opml"
SAMPLER = FEEDS / "sampler"
SAMPLER_FILES = (
    "a-feed.xml",
    "a-json-feed.json",
    "a-page.html",
    "bridge-soup.md",
    "related-stories.txt",
    "week-courier.xml",
    "week-echo.xml",
    "week-gazette.xml",
    "week-lantern.xml",
    "week-radio.xml",
    "week-ropewalk.xml",
    "welcome.md",
)
MAX_SAMPLER_BYTES = 80_000
"""It is copied into every wheel and every cache."""

WELCOME = "Welcome to qreader"
SOUP = "Bridge soup, for forty or for four"
SAVE = "The Quillon Bridge is open again, and Tarnholt has crossed it twice"
PAGE = "How to find Comet Adeyemi–Sorli with your own two eyes"
COMET = "Comet Adeyemi–Sorli is brighter than anyone promised"
TELESCOPES = "Larkfield Library lends telescopes, no questions asked"
BRIDGE = "Quillon Bridge reopens in Tarnholt after nine years of repairs"
FERRY = "The last crossing of the Margarethe"
WEEK = {
    "Gasworks Gazette",
    "Lantern Weekly",
    "Larkfield Echo",
    "River Radio",
    "The Ropewalk",
    "The Tarnholt Courier",
}
"""The papers of a week."""
GOOSE = "Correction: the goose crossed second"


# ---- the starter packs


@cache
def packs() -> dict[str, list[ElementTree.Element]]:
    body = ElementTree.parse(STARTER).getroot().find("body")
    assert body is not None
    return {pack.attrib["text"]: list(pack) for pack in body}


def starter_feeds() -> list[ElementTree.Element]:
    return [feed for feeds in packs().values() for feed in feeds]


def test_the_starter_packs_hold_about_sixty_feeds_and_each_address_once() -> None:
    addresses = [feed.attrib["xmlUrl"] for feed in starter_feeds()]

    assert 55 <= len(addresses) <= 80
    assert len({address.rstrip("/").lower() for address in addresses}) == len(addresses)


@pytest.mark.parametrize("attribute", ["xmlUrl", "htmlUrl"])
def test_every_starter_address_is_https_and_whole(attribute: str) -> None:
    for feed in starter_feeds():
        address = urlsplit(feed.attrib[attribute])

        assert address.scheme == "https"
        assert address.hostname and "." in address.hostname
        assert not address.username and not address.port and not address.fragment


def test_every_outline_has_the_same_title_twice_for_readers_that_know_either_name() -> None:
    outlines = list(ElementTree.parse(STARTER).iter("outline"))

    assert all(outline.attrib["title"] == outline.attrib["text"] for outline in outlines)
    assert all(
        safe.safe_line(outline.attrib["title"]) == outline.attrib["title"] for outline in outlines
    )


def test_no_two_feeds_of_a_pack_have_one_title() -> None:
    for name, feeds in packs().items():
        titles = [feed.attrib["title"] for feed in feeds]

        assert len(set(titles)) == len(titles), name


def test_the_packs_cover_the_topics_that_the_first_start_offers() -> None:
    topics = {"Technology", "Science", "Culture", "Business & economy", "Programming", "Long reads"}

    assert topics <= packs().keys()
    assert all(len(packs()[topic]) >= 5 for topic in topics)


def test_a_pack_is_flat_and_has_at_least_two_feeds() -> None:
    for name, feeds in packs().items():
        assert len(feeds) >= 2, name
        assert all(not list(feed) and feed.attrib["type"] == "rss" for feed in feeds), name


def test_world_news_comes_in_ten_languages_with_one_language_a_pack() -> None:
    languages = []
    for name, feeds in packs().items():
        if name.startswith("World news"):
            (language,) = {feed.attrib["language"].split("-")[0] for feed in feeds}
            languages.append(language)

    assert len(set(languages)) == len(languages) >= 10
    assert {"en", "es", "fr", "ar", "zh", "ja"} <= set(languages)


def test_the_import_reads_the_starter_packs_whole() -> None:
    found = subscriptions()

    assert [s.url for s in found] == [feed.attrib["xmlUrl"] for feed in starter_feeds()]
    assert [s.title for s in found] == [feed.attrib["title"] for feed in starter_feeds()]
    assert list(dict.fromkeys(s.folder for s in found)) == list(packs())


def test_the_starter_packs_survive_an_export_and_an_import() -> None:
    again, skipped = opml.parse_subscriptions(opml.write_opml(subscriptions()))

    assert again == subscriptions()
    assert not skipped


def subscriptions() -> list[Subscription]:
    found, skipped = opml.parse_subscriptions(STARTER.read_bytes())
    assert not skipped
    return found


# ---- the sampler


@cache
def parsed(name: str) -> ParsedFeed:
    return files.read_local(SAMPLER / name)


def sampler() -> list[Entry]:
    return [entry for name in SAMPLER_FILES for entry in parsed(name).entries]


def titled(title: str) -> Entry:
    (entry,) = [entry for entry in sampler() if entry.title == title]
    return entry


def shown(entry: Entry) -> tuple[Block, ...]:
    return html.blocks(entry.body_html or "", entry.base_url or entry.url)


def text(entry: Entry) -> str:
    return plain.plain_text(shown(entry))


def kinds(entry: Entry) -> set[type[Block]]:
    return {type(block) for block in walk(shown(entry))}


def walk(blocks: tuple[Block, ...]) -> Iterator[Block]:
    for block in blocks:
        yield block
        if isinstance(block, Quote):
            yield from walk(block.blocks)
        elif isinstance(block, ListBlock):
            for item in block.items:
                yield from walk(item.blocks)


def links(blocks: tuple[Block, ...]) -> Iterator[str]:
    for block in walk(blocks):
        for spans in inlines(block):
            yield from (span.url for span in spans if span.url)


def inlines(block: Block) -> Iterator[Inline]:
    if isinstance(block, Heading | Paragraph):
        yield block.spans
    elif isinstance(block, Table):
        yield from (cell.spans for row in block.rows for cell in row)
    elif isinstance(block, Figure):
        yield block.caption


def words_of(spans: Inline) -> str:
    return "".join(span.text for span in spans)


def own_block(entry: Entry, heading: str) -> LinkBlock:
    (block,) = [block for block in entry.own_related if block.heading == heading]
    return block


def test_the_sampler_is_these_files_and_small() -> None:
    found = sorted(SAMPLER.iterdir())

    assert tuple(path.name for path in found) == SAMPLER_FILES
    assert sum(path.stat().st_size for path in found) < MAX_SAMPLER_BYTES


def test_a_checkout_finds_what_it_ships() -> None:
    assert (shipped_feeds() / "starter.opml").samefile(STARTER)
    assert (shipped_feeds() / "sampler").samefile(SAMPLER)


def test_every_local_format_is_shown_and_the_sampler_is_an_evening_of_reading() -> None:
    assert {Path(name).suffix for name in SAMPLER_FILES} == {
        ".md",
        ".txt",
        ".html",
        ".xml",
        ".json",
    }
    assert [len(parsed(name).entries) for name in SAMPLER_FILES] == [
        *(6, 4, 1, 1, 1),
        *(9, 7, 6, 8, 8, 7),
        1,
    ]
    assert sum(plain.word_count(text(entry)) for entry in sampler()) > 2000


def test_the_feeds_say_whose_they_are() -> None:
    assert parsed("a-feed.xml").title == "The Ambel Valley Post"
    assert parsed("a-json-feed.json").title == "Larkfield Notebook"


def test_every_article_has_a_title_an_author_and_text() -> None:
    titles = [entry.title for entry in sampler()]

    assert len(set(titles)) == len(titles) == 59
    assert all(entry.authors for entry in sampler()), [e.title for e in sampler() if not e.authors]
    # Japanese has few spaces: characters, not words
    assert all(len(text(entry)) > 100 for entry in sampler())


def test_every_article_is_dated_in_the_autumn_of_2026() -> None:
    first, last = datetime(2026, 9, 1, tzinfo=UTC), datetime(2026, 11, 30, tzinfo=UTC)

    assert [e.title for e in sampler() if not (e.published and first <= e.published < last)] == []


def test_the_welcome_is_the_newest_and_so_stands_on_top_of_the_list() -> None:
    newest = max(sampler(), key=lambda entry: entry.published or datetime.min.replace(tzinfo=UTC))

    assert newest.title == WELCOME


@pytest.mark.parametrize("name", SAMPLER_FILES)
def test_no_title_is_repeated_as_the_first_heading_of_its_text(name: str) -> None:
    for entry in parsed(name).entries:
        first = shown(entry)[0]

        assert not (isinstance(first, Heading) and words_of(first.spans) == entry.title)


def test_no_markup_or_front_matter_is_left_in_what_is_read() -> None:
    for entry in sampler():
        assert not re.search(r"<\w+|</|&\w+;|\]\(|\*\*|^---|^#|\|--", text(entry), re.MULTILINE), (
            entry.title
        )
        assert "date: 2026" not in text(entry)


def test_the_sampler_reaches_no_terminal_with_anything_but_text() -> None:
    for entry in sampler():
        assert safe.is_safe(entry.title)
        assert safe.is_safe(text(entry).replace("\n", " "))


def test_all_addresses_of_the_sampler_are_made_up() -> None:
    found = [url for entry in sampler() for url in links(shown(entry))]
    found += [entry.url for entry in sampler() if entry.url]
    found += [
        link.url
        for entry in sampler()
        for block in entry.own_related
        for link in block.items
        if link.url
    ]

    assert len(found) > 10
    # RFC 2606 keeps .example free for ever
    assert {urlsplit(url).hostname for url in found} == {"sampler.qreader.example"}


def test_languages_are_told_apart() -> None:
    languages = {
        (entry.language or parsed("a-feed.xml").language or "")[:2]
        for entry in parsed("a-feed.xml").entries
    }

    assert languages == {"en", "es", "ja", "ar"}


def test_one_article_is_written_from_right_to_left() -> None:
    (arabic,) = [entry for entry in sampler() if safe.is_right_to_left(text(entry))]

    assert "التلسكوبات" in arabic.title


# ---- one file in each format


def test_the_welcome_names_five_keys_in_a_table_and_the_command_in_code() -> None:
    blocks = shown(titled(WELCOME))
    (table,) = [block for block in blocks if isinstance(block, Table)]
    (code,) = [block for block in blocks if isinstance(block, Code)]

    assert [words_of(row[0].spans) for row in table.rows] == [
        "Key",
        "enter",
        "space",
        "T",
        "a",
        "?",
    ]
    assert code.text.strip() == "qreader import subscriptions.opml"
    assert {Heading, Paragraph, ListBlock, Quote} <= kinds(titled(WELCOME))


def test_the_welcome_names_only_keys_and_commands_that_exist() -> None:
    keys = {
        key for action in keytable.ACTIONS for sequence in action.keys for key in sequence.split()
    }
    welcome = (SAMPLER / "welcome.md").read_text(encoding="utf-8")
    inline = set(re.findall(r"(?<!`)`([^`\n]+)`", welcome))
    commands = {words for words in inline if words.startswith("qreader ")}
    arguments = [words.split()[1:] for words in commands] + [["import", "subscriptions.opml"]]

    assert inline - commands <= keys
    assert {verb for verb, *_ in arguments} == {"import"} <= {v.name for v in VERBS}


def test_the_recipe_keeps_its_steps_numbered_with_a_list_inside_one() -> None:
    steps = next(b for b in shown(titled(SOUP)) if isinstance(b, ListBlock))

    assert (steps.start, len(steps.items)) == (1, 4)
    assert [any(isinstance(b, ListBlock) for b in item.blocks) for item in steps.items] == [
        False,
        False,
        True,
        False,
    ]


def test_the_text_save_is_a_headline_and_nine_paragraphs_free_of_the_related_part() -> None:
    save = titled(SAVE)
    paragraphs = text(save).split("\n\n")

    assert save.authors == ("Ruth Amsel",)
    assert len(paragraphs) == 9
    assert paragraphs[0].startswith("The Quillon Bridge in Tarnholt opened at nine")
    assert paragraphs[-1].endswith("went on underneath as if nothing had happened.")
    for left_over in ("More from", "Soup pot", "windowsill", "Ruth Amsel", "3 October"):
        assert left_over not in text(save)


def test_the_text_save_shows_its_four_own_stories_with_their_captions() -> None:
    (block,) = titled(SAVE).own_related

    assert block.heading == "More from The Sampler"
    assert block.items == (
        Link(FERRY, caption="Ottilie Brandt at the ferry rope"),
        Link(TELESCOPES, caption="Telescopes on a library shelf"),
        Link(GOOSE, caption="A goose at the crown of the bridge"),
        Link(SOUP, caption="Soup pot on a trestle table"),
    )


def test_the_page_is_its_article_without_menu_footer_and_teasers() -> None:
    page = titled(PAGE)

    assert page.authors == ("Ines Okafor",)
    assert page.published == datetime(2026, 10, 28, 17, 30, tzinfo=UTC)
    assert page.url == "https://sampler.qreader.example/sky/how-to-find-comet-adeyemi-sorli"
    assert page.image == "https://sampler.qreader.example/images/comet-over-larkfield.jpg"
    assert page.language == "en"
    assert "There is a comet in the evening sky" in text(page)
    assert "somebody will have found the scissors" in text(page)
    for left_over in (
        "Kitchen",
        "Subscribe",
        "Read next",
        "made up, like its comet",
        TELESCOPES,
        COMET,
    ):
        assert left_over not in text(page)


def test_the_page_shows_one_of_everything_that_an_article_is_made_of() -> None:
    assert {Heading, Paragraph, Figure, Table, ListBlock, Quote, Code} <= kinds(titled(PAGE))


def test_the_figure_of_the_page_is_shown_by_its_caption() -> None:
    (figure,) = [block for block in shown(titled(PAGE)) if isinstance(block, Figure)]

    assert words_of(figure.caption).startswith("The comet above Larkfield on 26 October")


def test_the_table_and_the_code_of_the_page_keep_their_shape() -> None:
    blocks = list(walk(shown(titled(PAGE))))
    (table,) = [block for block in blocks if isinstance(block, Table)]
    (code,) = [block for block in blocks if isinstance(block, Code)]

    assert [words_of(cell.spans) for cell in table.rows[3]] == ["6 November", "23°", "2.4", "gone"]
    assert [len(row) for row in table.rows] == [4] * 5
    assert code.text.strip().splitlines()[1:3] == [
        "sets      20:47",
        "altitude  23 degrees at 17:25",
    ]


def test_the_page_shows_what_its_site_would_have_one_read_next() -> None:
    block = own_block(titled(PAGE), "Read next")

    assert [(link.title, link.url) for link in block.items] == [
        (TELESCOPES, titled(TELESCOPES).url),
        (COMET, titled(COMET).url),
    ]


def test_every_own_story_of_the_sampler_is_in_the_sampler() -> None:
    titles = {entry.title for entry in sampler()}
    pointed_at = {
        link.title for entry in sampler() for block in entry.own_related for link in block.items
    }

    assert pointed_at and pointed_at <= titles


@pytest.mark.parametrize("name", ["Quillon", "Adeyemi", "Larkfield", "Ottilie Brandt"])
def test_every_event_is_told_by_more_than_one_source(name: str) -> None:
    sources = {
        source
        for source in SAMPLER_FILES
        for entry in parsed(source).entries
        if name in f"{entry.title} {text(entry)}"
    }

    assert len(sources) >= 3


def test_one_article_stands_alone_so_that_an_empty_sidebar_is_seen_too() -> None:
    alone = text(titled("In praise of finishing things"))

    assert not re.search(
        "Quillon|Adeyemi|Larkfield|Tarnholt|telescope|comet|bridge", alone, re.IGNORECASE
    )


# ---- the first start


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    library = Library(find_paths(tmp_path), Config())
    library.add_sampler()
    list(library.group_new_articles())
    yield library
    library.close()


def test_the_papers_of_a_week_end_it_at_the_first_start(library: Library) -> None:
    rows = library.articles.rows(library.lists.ids(Query()))
    week = [row for row in rows if row.feed in WEEK]

    assert len(week) == 45
    ages = [library.now() - row.published for row in week if row.published]
    assert timedelta() < min(ages) < timedelta(hours=3)
    assert timedelta(days=5) < max(ages) < timedelta(days=6)


def test_a_first_start_has_a_story_that_six_papers_tell(library: Library) -> None:
    topics = {topic.label: topic for topic in library.topics()}
    (clock,) = [one for label, one in topics.items() if "Tarnholt" in label or "clock" in label]
    rows = library.articles.rows(library.lists.ids(Query(story=clock.story)))

    assert {row.feed for row in rows} == WEEK


def row_titled(library: Library, title: str) -> Row:
    (row,) = [
        row for row in library.articles.rows(library.lists.ids(Query())) if row.title == title
    ]
    return row


def test_a_first_start_lists_the_whole_sampler_with_the_welcome_on_top(library: Library) -> None:
    titles = [row.title for row in library.articles.rows(library.lists.ids(Query()))]

    assert titles[0] == WELCOME
    assert sorted(titles) == sorted(entry.title for entry in sampler())


@pytest.mark.parametrize("title", [SAVE, PAGE])
def test_own_stories_of_the_sampler_open_at_once_from_the_cache(
    library: Library, title: str
) -> None:
    (block,) = library.articles.one(row_titled(library, title).id).entry.own_related

    for link in block.items:
        assert link.article_id is not None
        assert library.articles.one(link.article_id).entry.title == link.title


@pytest.mark.parametrize(("title", "other_source"), [(SAVE, BRIDGE), (PAGE, COMET)])
def test_the_same_event_by_another_source_stands_beside_an_article(
    library: Library, title: str, other_source: str
) -> None:
    article = row_titled(library, title)
    beside = {related.row.title: related for related in library.related(article.id)}

    assert beside[other_source].row.feed != article.feed
    assert beside[other_source].reasons


def test_each_picture_of_the_sampler_is_shipped_and_each_shipped_one_is_shown() -> None:
    folder = shipped_feeds()
    address = re.compile(r"https://sampler[.]qreader[.]example/(?:images|pictures)/([\w.-]+)")
    named = {
        name
        for path in (folder / "sampler").iterdir()
        for name in address.findall(path.read_text("utf-8"))
    }
    assert named == {path.name for path in (folder / "pictures").iterdir()}
    for path in (folder / "pictures").iterdir():
        assert is_picture(path.read_bytes())
        assert path.stat().st_size < 50_000
