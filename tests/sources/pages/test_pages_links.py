"""A page's own related stories are found by their headings, their names and their looks."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qreader.model import Link, LinkBlock, LinkKind
from qreader.sources.pages.headings import ends_stories, heading_kind
from qreader.sources.pages.links import MAX_BLOCKS, MAX_ITEMS, page_links
from qreader.sources.pages.outline import MAX_LEVELS, ancestors, outline
from qreader.sources.pages.story_links import (
    StoryLink,
    is_headline,
    key_of,
    leads_to_a_story,
    names_a_story,
)
from qreader.text.safe import is_safe

ADDRESS = "https://www.lantern.example/harbour/lock-keeper"
PROSE = (
    "<p>" + "The gates were welded shut and the house was sold to a painter of signs. " * 9 + "</p>"
)
TITLES = (
    "The fish market moves uphill at last",
    "The sign painter of the lock looks back",
    "Why the basin freezes before all other water",
)


def story(title: str, number: int = 1, inner: str | None = None) -> str:
    return f'<a href="/harbour/story-{number}">{inner or title}</a>'


def listed(*titles: str, first: int = 1) -> str:
    items = (f"<li>{story(title, number)}</li>" for number, title in enumerate(titles, first))
    return f"<ul>{''.join(items)}</ul>"


def links(body: str, url: str | None = ADDRESS) -> tuple[LinkBlock, ...]:
    text = f"<html><body><main><article><h1>The lock</h1>{PROSE}{PROSE}{body}</article></main>"
    return page_links(text, url)


def titles(block: LinkBlock) -> list[str]:
    return [item.title for item in block.items]


# ---- what headings say


@pytest.mark.parametrize(
    ("heading", "kind"),
    [
        ("Related stories", LinkKind.RELATED),
        ("RELATED:", LinkKind.RELATED),
        ("You may also like", LinkKind.RELATED),
        ("Read next »", LinkKind.RELATED),
        ("Das könnte Sie auch interessieren", LinkKind.RELATED),
        ("À lire aussi", LinkKind.RELATED),
        ("Te puede interesar", LinkKind.RELATED),
        ("Leia também", LinkKind.RELATED),
        ("Leggi anche", LinkKind.RELATED),
        ("Lees ook", LinkKind.RELATED),
        ("Läs också", LinkKind.RELATED),
        ("Zobacz także", LinkKind.RELATED),
        ("Benzer haberler", LinkKind.RELATED),
        ("Baca juga", LinkKind.RELATED),
        ("Читайте также", LinkKind.RELATED),
        ("اقرأ أيضا", LinkKind.RELATED),
        ("関連記事", LinkKind.RELATED),
        ("相关新闻", LinkKind.RELATED),
        ("관련 기사", LinkKind.RELATED),
        ("More from The Lantern", LinkKind.SAME_SITE),
        ("Mehr von Ines Adler", LinkKind.SAME_SITE),
        ("Más noticias", LinkKind.SAME_SITE),
        ("Most Read", LinkKind.POPULAR),
        ("Most shared today", LinkKind.POPULAR),
        ("Meistgelesen", LinkKind.POPULAR),
        ("Les plus lus", LinkKind.POPULAR),
        ("Lo más visto", LinkKind.POPULAR),
        ("Trending now", LinkKind.POPULAR),
        ("アクセスランキング", LinkKind.POPULAR),
        ("Latest news", LinkKind.LATEST),
        ("Neueste Beiträge", LinkKind.LATEST),
        ("Últimas noticias", LinkKind.LATEST),
        ("Front of mind", LinkKind.OTHER),
        ("Editor’s choice", LinkKind.OTHER),
    ],
)
def test_a_heading_says_what_stands_below_it(heading: str, kind: LinkKind) -> None:
    assert heading_kind(heading) is kind


@pytest.mark.parametrize(
    "text",
    [
        "",
        "…",
        "Comments",
        "Newsletter",
        "Follow us",
        "The fish market moves uphill",
        "Latecomers are popular with nobody",
        "Relatedness in oysters: a study of the northern beds and what it says of us all today",
    ],
)
def test_other_words_announce_no_stories(text: str) -> None:
    assert heading_kind(text) is None


def test_what_ends_the_stories_is_known_too() -> None:
    assert ends_stories("Comments")
    assert ends_stories("Sign up for our newsletter")
    assert not ends_stories("Most commented")


# ---- found by a heading


def test_the_links_below_a_heading_are_its_block() -> None:
    (block,) = links(f"<section><h2>Related stories</h2>{listed(*TITLES)}</section>")
    assert (block.heading, block.kind) == ("Related stories", LinkKind.RELATED)
    assert block.items[0] == Link(TITLES[0], "https://www.lantern.example/harbour/story-1")
    assert titles(block) == list(TITLES)


@pytest.mark.parametrize(
    "around",
    [
        "<h2>Read next</h2>{}",
        "<div><div class='head'><h3>Read next</h3></div><div>{}</div></div>",
        "<aside><p><strong>Read next</strong></p>{}</aside>",
        "<div><span>Read next</span><div><div>{}</div></div></div>",
        "<form><div><h4><span>Read</span> <span>next</span></h4></div>{}</form>",
        "<section><h2><a href='/latest'>Read next</a></h2>{}</section>",
        "<dl><dt>Read next</dt><dd>{}</dd></dl>",
        "<table><tr><th>Read next</th></tr><tr><td>{}</td></tr></table>",
    ],
)
def test_the_heading_may_stand_anywhere_before_its_links(around: str) -> None:
    (block,) = links(around.format(listed(*TITLES)))
    assert block.heading == "Read next"
    assert titles(block) == list(TITLES)


def test_a_class_with_share_in_a_word_costs_no_block() -> None:
    (block,) = links(f'<div class="mostshared"><h2>Most shared</h2>{listed(*TITLES)}</div>')
    assert block.kind is LinkKind.POPULAR


def test_a_page_inside_a_form_is_a_page() -> None:
    text = f"<form id='aspnet'>{PROSE}<h2>Related</h2>{listed(*TITLES)}</form>"
    assert len(page_links(text, ADDRESS)[0].items) == 3


def test_two_headings_part_two_blocks() -> None:
    body = f"<h2>Related</h2>{listed(TITLES[2])}<h2>Most read</h2>{listed(*TITLES[:2], first=8)}"
    found = links(f"<aside>{body}</aside>")
    assert [(block.heading, len(block.items)) for block in found] == [
        ("Related", 1),
        ("Most read", 2),
    ]


def test_a_heading_of_something_else_ends_a_block() -> None:
    more = listed("A letter that we send every Friday noon", first=7)
    (block,) = links(f"<aside><h2>Related</h2>{listed(*TITLES)}<h2>Newsletter</h2>{more}</aside>")
    assert titles(block) == list(TITLES)


def test_the_article_that_goes_on_ends_a_block() -> None:
    later = f"<p>{story('A later link of some length', 8)}</p>"
    (block,) = links(f"<h3>Read more</h3><p>{story(TITLES[0])}</p>{PROSE}{later}")
    assert titles(block) == [TITLES[0]]


def test_a_bare_heading_is_no_block() -> None:
    assert (
        links("<section><h2>Related stories</h2><div id='filled-by-script'></div></section>") == ()
    )


def test_a_story_comes_once_even_where_the_page_repeats_it() -> None:
    found = links(f"<h2>Related</h2>{listed(*TITLES)}<h2>Most read</h2>{listed(*TITLES)}")
    assert [len(block.items) for block in found] == [3]


# ---- cards


def test_a_headline_without_kicker_time_and_summary() -> None:
    inner = f"<span>Premium</span><h3>{TITLES[0]}</h3><time>3 min ago</time><p>It moves.</p>"
    (block,) = links(f"<h2>Related</h2><div>{story('', 1, inner)}</div>")
    assert titles(block) == [TITLES[0]]


def test_the_longest_part_is_the_headline_where_nothing_is_marked() -> None:
    inner = f"<span>Coast</span><span>{TITLES[0]}</span><span>12:30</span>"
    (block,) = links(f"<h2>Related</h2><div>{story('', 1, inner)}</div>")
    assert titles(block) == [TITLES[0]]


def test_picture_and_headline_that_lead_to_one_story_are_one_item_with_a_caption() -> None:
    picture = story("", 1, '<img src="x.jpg" alt="Fish market at dawn">')
    card = f"<div class='card'>{picture}<h3>{story(TITLES[0], 1)}</h3></div>"
    (block,) = links(f"<section><h2>Related</h2>{card}</section>")
    assert block.items == (
        Link(TITLES[0], "https://www.lantern.example/harbour/story-1", "Fish market at dawn"),
    )


def test_a_caption_is_never_taken_from_another_card() -> None:
    plain = f"<div><h3>{story(TITLES[0], 1)}</h3></div>"
    other = story("", 2, f'<img src="x.jpg" alt="Another picture"><h3>{TITLES[1]}</h3>')
    (block,) = links(f"<section><h2>Related</h2>{plain}<div>{other}</div></section>")
    assert [item.caption for item in block.items] == [None, "Another picture"]


def test_a_heading_beside_a_link_without_words_is_its_headline() -> None:
    card = f"<div><h3>{TITLES[0]}</h3><a href='/harbour/story-1'><img src=x></a></div>"
    (block,) = links(f"<section><h2>Related</h2><div>{card}</div></section>")
    assert titles(block) == [TITLES[0]]


# ---- found without a known heading


def test_a_part_that_is_named_related_needs_no_heading() -> None:
    (block,) = links(f'<div class="post-related">{listed(*TITLES)}</div>')
    assert (block.heading, block.kind) == ("Related", LinkKind.RELATED)


def test_a_row_of_cards_is_a_block_under_the_words_above_it() -> None:
    cards = "".join(f"<div><h3>{story(title, n)}</h3></div>" for n, title in enumerate(TITLES))
    (block,) = links(f"<section><h2>Harbours of the north</h2><div>{cards}</div></section>")
    assert (block.heading, block.kind) == ("Harbours of the north", LinkKind.OTHER)
    assert len(block.items) == 3


def test_a_row_of_cards_of_another_site_is_an_advertisement() -> None:
    cards = "".join(
        f'<div><h3><a href="https://shop.example/offer-{n}">{title}</a></h3></div>'
        for n, title in enumerate(TITLES)
    )
    assert links(f"<div>{cards}</div>") == ()


# ---- what is no story


def test_menus_footers_and_links_in_sentences_are_no_blocks() -> None:
    nav = f"<nav>{listed(*TITLES)}</nav>"
    footer = f"<footer><div>{listed(*TITLES, first=20)}</div></footer>"
    sentence = (
        f"<p>Long ago {story('the sign painter of the lock')} said what he thought of it.</p>"
    )
    assert links(nav + sentence * 3 + footer) == ()


@pytest.mark.parametrize(
    "address",
    [
        "/tag/harbours-of-the-north",
        "/author/ines-adler-of-the-coast",
        "/login?next=/harbour",
        "https://www.facebook.com/sharer?u=1",
        "https://x.com/lantern/status/123456",
        "/pictures/lock-gate.jpg",
        "mailto:ines@lantern.example",
        "javascript:open()",
        "#comments",
        "/",
        ADDRESS,
        "http://lantern.example/harbour/lock-keeper/",
    ],
)
def test_other_places_are_no_stories(address: str) -> None:
    body = f'<h2>Related</h2><ul><li><a href="{address}">{TITLES[0]}</a></li></ul>'
    assert links(body) == ()


def test_a_section_is_told_from_a_story_by_its_address() -> None:
    assert not names_a_story(
        StoryLink(1, "https://a.example/town-life", "", "Life in town", has_headline=True)
    )
    assert names_a_story(
        StoryLink(1, "https://a.example/life-of-towns", "", "Life of towns", has_headline=True)
    )
    assert names_a_story(
        StoryLink(1, "https://a.example/12345/x", "", "Life in our town", has_headline=True)
    )
    assert names_a_story(
        StoryLink(1, "https://a.example/x", "", "The gates of the lock open", has_headline=True)
    )


@pytest.mark.parametrize("text", ["Premium", "Read more", "See all stories of the coast", "3 min"])
def test_words_beside_a_headline_are_none(text: str) -> None:
    assert not is_headline(text)


@pytest.mark.parametrize("text", ["水門の管理人が語る三十年", "수문 관리인의 서른 해 이야기"])
def test_headlines_without_spaces_are_headlines(text: str) -> None:
    assert is_headline(text)


def test_two_addresses_of_one_story_have_one_key() -> None:
    assert key_of("https://www.a.example/x/y/?utm=1#top") == key_of("http://m.a.example/x/y")
    assert key_of("https://a.example/story?id=1") != key_of("https://a.example/story?id=2")


def test_a_sites_own_pages_are_stories_even_where_others_only_share_to_it() -> None:
    assert leads_to_a_story("https://www.reddit.com/blog/one", "https://reddit.com/blog/two")
    assert not leads_to_a_story("https://www.reddit.com/submit", "https://a.example/blog/two")


# ---- addresses


def test_without_the_pages_address_relative_links_have_none() -> None:
    body = '<li><a href="https://other.example/a-story">A story with an address of its own</a></li>'
    (block,) = links(f"<h2>Related</h2><ul>{body}<li>{story(TITLES[0])}</li></ul>", None)
    assert [item.url for item in block.items] == ["https://other.example/a-story", None]


# ---- bounds


def test_a_directory_of_the_site_is_no_block() -> None:
    many = [f"Story number {n} of the long directory" for n in range(2 * MAX_ITEMS + 1)]
    assert links(f"<h2>Related</h2>{listed(*many)}") == ()


def test_a_long_block_is_cut() -> None:
    many = [f"Story number {n} of the long directory" for n in range(MAX_ITEMS + 5)]
    (block,) = links(f"<h2>Related</h2>{listed(*many)}")
    assert len(block.items) == MAX_ITEMS


def test_a_page_of_many_blocks_has_the_first_of_them() -> None:
    sections = "".join(
        f"<section><h2>Related</h2>{listed(f'Story number {n} of many blocks', first=n)}</section>"
        for n in range(MAX_BLOCKS + 9)
    )
    found = links(sections)
    assert len(found) == MAX_BLOCKS
    assert titles(found[0]) == ["Story number 0 of many blocks"]


@pytest.mark.slow
@pytest.mark.parametrize(
    "part", ["<h2>Related</h2>", "<a href='/story-{}-2024'>A story {} of it</a>"]
)
def test_a_hostile_page_costs_seconds_at_most(part: str) -> None:
    body = "".join(part.format(number, number) for number in range(20_000))
    started = time.process_time()
    page_links(f"<html><body><h2>Related</h2>{body}", ADDRESS)
    assert time.process_time() - started < 10  # under one second when the machine is idle


def test_an_outline_knows_what_lies_inside_what() -> None:
    elements = outline("<body><div class='a bCd'><p>one <b>two</b></p></div><p>three</p></body>")
    body, div, paragraph, bold, last = elements
    assert [one.tag for one in elements] == ["body", "div", "p", "b", "p"]
    assert (div.end, paragraph.end, last.end) == (4, 4, 5)
    assert (paragraph.text_characters, body.text_characters) == (6, 11)
    assert div.tokens == {"a", "b", "cd"}
    assert [one.tag for one in ancestors(elements, bold.number)] == ["p", "div", "body"]


def test_an_outline_looks_at_so_many_levels_only() -> None:
    elements = outline("<div>" * (MAX_LEVELS + 20) + "<b>x</b>")
    assert len(list(ancestors(elements, len(elements) - 1))) == MAX_LEVELS


def test_no_page_gives_no_blocks() -> None:
    assert page_links("", None) == ()
    assert page_links("no markup at all", ADDRESS) == ()


@given(
    st.lists(
        st.sampled_from(
            [
                "<h2>Related</h2>",
                "<h3>",
                "</h3>",
                "<div class=related>",
                "</div>",
                f"<a href='/harbour/one'>{TITLES[0]}",
                f"<a href='/harbour/two'><h3>\x1b[2J{TITLES[1]}",
                "</a>",
                "<img alt='a\u202eb'>",
                "<nav>",
                "</nav>",
                "<table>",
                "Most read",
            ]
        ),
        max_size=30,
    )
)
def test_any_page_gives_clean_blocks_with_items(parts: list[str]) -> None:
    for block in page_links("".join(parts), ADDRESS):
        assert block.heading
        assert block.items
        for item in block.items:
            assert is_safe(item.title + (item.caption or ""))
            assert item.url is None or item.url.startswith("https://")
