"""Pages as the systems of the news write them: which of their links are related stories."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qreader.model import LinkBlock, LinkKind
from qreader.sources.pages.headings import ends_stories, heading_kind, is_advertising
from qreader.sources.pages.links import page_links
from qreader.sources.pages.story_links import (
    StoryLink,
    has_number,
    is_better,
    is_headline,
    is_like_a_section,
    leads_to_a_story,
    slug_words,
)

ADDRESS = "https://www.lantern.example/2025/03/14/lock-keeper-oils-the-gates"
SENTENCE = "The gates were welded shut and the house was sold to a painter of signs. "
PROSE = f"<p>{SENTENCE * 5}</p>"
MARKET = "The fish market moves uphill at last, and the gulls move along"
PAINTER = "The sign painter of the lock looks back on thirty-one years"
BASIN = "Why the basin freezes before all other water in the county"
FERRY = "The last summer of the Vellmar ferry and of its two captains"
LAMPS = "Why the lamps of the quay stay dark for all of this winter"
TITLES = (MARKET, PAINTER, BASIN, FERRY, LAMPS)


def address(number: int) -> str:
    return f"/2025/03/{number + 10}/a-story-of-the-harbour-{number}"


def link(title: str, url: str) -> str:
    return f'<a href="{url}">{title}</a>'


def listed(*titles: str, first: int = 1) -> str:
    numbered = enumerate(titles, first)
    return "".join(f"<li>{link(title, address(number))}</li>" for number, title in numbered)


def page(rest: str, before: str = "") -> str:
    return (
        f"<!doctype html><html><body>{before}<main><article><h1>Lock keeper oils the gates</h1>"
        f"{PROSE}{PROSE}</article>{rest}</main></body></html>"
    )


def links(rest: str, before: str = "") -> tuple[LinkBlock, ...]:
    return page_links(page(rest, before), ADDRESS)


def titles(blocks: tuple[LinkBlock, ...]) -> list[str]:
    return [item.title for block in blocks for item in block.items]


# ---- the shapes that systems give their blocks


def test_wordpress_writes_them_as_posts_with_thumbnails() -> None:
    posts = "".join(
        f'<div class="jp-relatedposts-post"><a href="{address(number)}"><img src="/t.jpg" '
        f'alt="Picture {number}"></a><h4 class="jp-relatedposts-post-title">'
        f"{link(title, address(number))}</h4><p>March {number}, 2025</p></div>"
        for number, title in enumerate(TITLES[:3], 1)
    )
    (block,) = links(f'<div id="jp-relatedposts"><h3>Related</h3><div>{posts}</div></div>')
    assert titles((block,)) == list(TITLES[:3])
    assert [item.caption for item in block.items] == ["Picture 1", "Picture 2", "Picture 3"]


def test_a_widget_of_recent_posts_is_a_block_of_its_own() -> None:
    widget = (
        f'<aside class="widget widget_recent_entries"><h2>Recent Posts</h2><ul>{listed(*TITLES)}'
    )
    (block,) = links(f"{widget}</ul></aside>")
    assert (block.heading, block.kind) == ("Recent Posts", LinkKind.LATEST)


def test_previous_and_next_article_are_one_story_each() -> None:
    around = (
        f"<nav-links><div><span>Previous article</span><div>{link(MARKET, address(1))}</div></div>"
        f"<div><span>Next article</span><div>{link(PAINTER, address(2))}</div></div></nav-links>"
    )
    assert [block.heading for block in links(around)] == ["Previous article", "Next article"]
    assert titles(links(around)) == [MARKET, PAINTER]


def test_tabs_name_their_lists_in_a_row_above_them() -> None:
    tabs = "".join(
        f'<li class="ui-tabs-nav"><a href="#tab-{number}"><span>{name}</span></a></li>'
        for number, name in enumerate(("Lo + visto", "Lo más leído"))
    )
    panels = f'<div id="tab-0"><ul>{listed(*TITLES[:3])}</ul></div>'
    panels += f'<div id="tab-1"><ul>{listed(*TITLES[3:], first=4)}</ul></div>'
    block = f'<section><ul class="tab ui-tabs-nav">{tabs}</ul><div>{panels}</div></section>'
    assert titles(links(block)) == list(TITLES)


def test_a_list_of_places_one_to_five_is_most_read() -> None:
    items = "".join(
        f"<li><span>{number}</span>{link(title, address(number))}</li>"
        for number, title in enumerate(TITLES, 1)
    )
    (block,) = links(f"<section><h2>Most read</h2><ol>{items}</ol></section>")
    assert (block.kind, titles((block,))) == (LinkKind.POPULAR, list(TITLES))


def test_a_card_that_is_one_link_has_its_headline_from_the_heading_in_it() -> None:
    cards = "".join(
        f'<a class="card" href="{address(number)}"><span>Premium</span><img alt="Picture">'
        f"<h3>{title}</h3><p>{SENTENCE}</p><time>12:3{number}</time></a>"
        for number, title in enumerate(TITLES, 1)
    )
    (block,) = links(f"<section><h2>More from The Lantern</h2><div>{cards}</div></section>")
    assert (block.kind, titles((block,))) == (LinkKind.SAME_SITE, list(TITLES))


def test_a_heading_inside_of_the_first_card_is_the_blocks() -> None:
    first = f"<div><h2>Read next</h2>{link(MARKET, address(1))}</div>"
    others = "".join(
        f"<div>{link(title, address(n))}</div>" for n, title in enumerate(TITLES[1:3], 2)
    )
    assert links(f"<section>{first}{others}</section>")[0].heading == "Read next"


def test_the_part_below_is_found_where_the_whole_page_is_a_form() -> None:
    text = page(f"<aside><h2>Related</h2><ul>{listed(*TITLES)}</ul></aside>")
    inside = text.replace("<main>", '<form id="aspnetForm"><main>').replace(
        "</main>", "</main></form>"
    )
    assert titles(page_links(inside, ADDRESS)) == list(TITLES)


def test_stories_on_sister_sites_are_stories() -> None:
    sister = "https://radio.lantern.example/2025/03/12/a-song-about-the-lock"
    rest = f"<h2>Related</h2><ul>{listed(*TITLES[:3])}<li>{link(LAMPS, sister)}</li></ul>"
    assert titles(links(f"<aside>{rest}</aside>"))[-1] == LAMPS


@pytest.mark.parametrize(
    "heading",
    [
        *("Mehr zum Thema", "À lire aussi", "Te puede interesar", "Leia também", "Leggi anche"),
        *("Lees ook", "Läs också", "Les også", "Zobacz także", "İlgili haberler", "Baca juga"),
        *(
            "Читайте также",
            "اقرأ أيضا",
            "関連記事",
            "相关新闻",
            "관련 기사",
            "Σχετικά",
            "עוד בנושא",
        ),
    ],
)
def test_related_stories_are_found_in_the_languages_of_the_news(heading: str) -> None:
    (block,) = links(f"<div><h3>{heading}</h3><ul>{listed(*TITLES[:3])}</ul></div>")
    assert (block.heading, block.kind) == (heading, LinkKind.RELATED)


# ---- what is no related story


def test_sections_in_a_list_of_dated_stories_are_left_out() -> None:
    sections = (
        *(("Noise and Quiet", "/noise-and-quiet"), ("Life in town", "/society/life-in-town")),
        ("Editorials of the week", "/editorials/index"),
    )
    menu = "".join(f"<li>{link(name, url)}</li>" for name, url in sections)
    (block,) = links(f"<aside><h2>Latest news</h2><ul>{listed(*TITLES)}{menu}</ul></aside>")
    assert titles((block,)) == list(TITLES)


def test_short_headlines_without_numbers_are_stories_where_the_site_writes_no_others() -> None:
    names = ("Who owns the lock", "Twelve paddles left", "A gate for sale", "Nine dry years")
    items = "".join(
        f"<li>{link(name, '/stories/' + name.lower().replace(' ', '-'))}</li>" for name in names
    )
    (block,) = links(f"<aside><h2>Most read</h2><ul>{items}</ul></aside>")
    assert titles((block,)) == list(names)


@pytest.mark.parametrize("heading", ["Latest news", "Most read", "Trending now"])
def test_a_list_of_one_was_to_be_filled_by_a_script(heading: str) -> None:
    rest = f"<section><h2>{heading}</h2><div></div></section>"
    assert links(f"<div>{rest}<p>{link(LAMPS, address(9))}</p></div>") == ()


def test_a_lone_story_below_read_more_is_one() -> None:
    rest = f"<div><strong>Read more</strong><p>{link(LAMPS, address(9))}</p></div>"
    assert titles(links(rest)) == [LAMPS]


def test_the_same_words_over_several_stories_are_no_headline() -> None:
    words = "Read the full story of today"
    items = "".join(f"<li>{link(words, address(number))}</li>" for number in range(4))
    assert links(f"<aside><h2>Related</h2><ul>{items}</ul></aside>") == ()


@pytest.mark.parametrize(
    "heading",
    [
        *("Sponsored content", "More from our brands", "From our partners", "Aktuelle Anzeigen"),
        *("Contenu de nos partenaires", "Publicidad", "Unsere Partner", "More on advertising"),
    ],
)
def test_what_somebody_paid_for_is_no_related_story(heading: str) -> None:
    cards = "".join(
        f"<div><h3>{link(title, address(number))}</h3></div>" for number, title in enumerate(TITLES)
    )
    assert links(f"<section><h2>{heading}</h2><div>{cards}</div></section>") == ()


def test_a_part_named_recommended_ends_where_its_advertisements_begin() -> None:
    brands = f"<div>More from our brands</div><ul>{listed(*TITLES[3:], first=4)}</ul>"
    part = f'<section class="footer-recommended"><ul>{listed(*TITLES[:3])}</ul>{brands}</section>'
    assert titles(links(part)) == list(TITLES[:3])


def test_a_lone_label_between_stories_does_not_end_them() -> None:
    middle = "<div>Advertisement</div>"
    lists = f"<ul>{listed(*TITLES[:2])}</ul>{middle}<ul>{listed(*TITLES[2:], first=3)}</ul>"
    assert titles(links(f'<section class="related">{lists}</section>')) == list(TITLES)


def test_cards_in_the_middle_of_the_article_are_a_part_of_it() -> None:
    cards = "".join(
        f'<div><img alt="x"><h3>{link(title, address(n))}</h3></div>'
        for n, title in enumerate(TITLES)
    )
    row = f"<div class='products'>{cards}</div>"
    assert page_links(f"<article>{PROSE}{row}{PROSE}</article>", ADDRESS) == ()
    assert titles(page_links(f"<article>{PROSE}</article>{row}", ADDRESS)) == list(TITLES)


def test_the_headline_of_a_card_is_no_heading_of_the_next_row() -> None:
    def row(first: int) -> str:
        return "".join(
            f'<a href="{address(n)}"><h3>{title} ({n})</h3></a>'
            for n, title in enumerate(TITLES, first)
        )

    blocks = links(f"<div><div>{row(1)}</div><div>{row(20)}</div></div>")
    assert {block.heading for block in blocks} == {"More"}


@pytest.mark.parametrize(
    "url",
    [
        "/2025/03/",
        "/2025/3/14/",
        "/@ines",
        "/autores/ines-adler",
        "/columnist/ines-adler/",
        "/subscribe.html",
        "/suscribete.html",
        "/hub/harbours-of-the-north",
        "/editorials/index.html",
        "https://sky.example/compose?text=Read%20/lock-keeper-oils-the-gates",
        "/2025/03/01/another-story#comment-817",
        "/2025/03/01/another-story#respond",
    ],
)
def test_archives_people_and_buttons_are_no_stories(url: str) -> None:
    absolute = url if url.startswith("https:") else f"https://www.lantern.example{url}"
    assert not leads_to_a_story(absolute, ADDRESS)


@pytest.mark.parametrize(
    "url",
    [
        "/2025/03/14/another-story-of-the-lock",
        "/subscribers-leave-the-lantern",
        "/indexing-the-harbour",
        "/story?id=817",
        "https://other.example/lock-keeper",
    ],
)
def test_stories_with_such_words_in_their_address_are_stories(url: str) -> None:
    absolute = url if url.startswith("https:") else f"https://www.lantern.example{url}"
    assert leads_to_a_story(absolute, ADDRESS)


@pytest.mark.parametrize(
    "text",
    [
        *("Privacy and cookie policy", "Terms & conditions of use", "Mentions légales du site"),
        *("Aviso legal del sitio", "Datenschutz und Impressum hier", "CC BY 4.0 International"),
    ],
)
def test_the_footers_small_print_is_no_headline(text: str) -> None:
    assert not is_headline(text)


def test_a_headline_about_the_small_print_is_one() -> None:
    assert is_headline("Privacy of harbour cameras worries the keepers of three locks")
    assert is_headline("Cookies of the old bakery are back on the quay of Vennmouth")


# ---- addresses and titles


@pytest.mark.parametrize(
    ("url", "number", "words"),
    [
        ("https://a.example/2025/03/14/lock-opens", True, 2),
        ("https://a.example/news/lock-opens-again-1234567.html", True, 5),
        ("https://a.example/25/03/14/x", True, 1),
        ("https://a.example/harbour/", False, 1),
        ("https://a.example/life_in_town", False, 3),
        ("https://a.example/", False, 0),
        ("https://a.example/%D8%A3%D8%AE%D8%A8%D8%A7%D8%B1-%D8%A7-%D8%A8", False, 3),
    ],
)
def test_an_address_has_numbers_and_words(url: str, number: bool, words: int) -> None:
    assert (has_number(url), slug_words(url)) == (number, words)


@pytest.mark.parametrize(
    ("title", "url", "section"),
    [
        ("Yurt içi bürolar", "/p/yurt-ici-burolar", True),
        ("Climate", "/climate", True),
        ("Donald Keene's Legacy", "/original/donald-keenes-legacy", True),
        ("Who owns the ferry?", "/corner/ferry-owner-revealed", False),
        ("The lock opens again after nine years", "/the-lock-opens-again-after-nine-years", False),
        ("Climate", "/climate/12345", False),
    ],
)
def test_a_title_that_is_all_the_address_says_may_be_a_section(
    title: str, url: str, section: bool
) -> None:
    found = StoryLink(1, f"https://a.example{url}", "", title, has_headline=True)
    assert is_like_a_section(found) is section


def test_of_two_links_to_a_story_the_one_that_says_its_headline_is_better() -> None:
    def named(title: str) -> StoryLink:
        return StoryLink(1, "https://a.example/x", "k", title, has_headline=is_headline(title))

    assert is_better(named(MARKET), named("Coast"))
    assert is_better(named(MARKET), named(f"{MARKET}: {SENTENCE * 2}"[:240]))
    assert not is_better(named("Coast"), named(MARKET))
    assert not is_better(named(f"Premium {MARKET}"), named(MARKET))


# ---- headings


@pytest.mark.parametrize(
    ("heading", "advertising"),
    [
        ("Advertisement", True),
        ("SPONSORED CONTENT", True),
        ("More from our network", True),
        ("Anzeige", True),
        ("More from The Lantern", False),
        ("Partners of the harbour since 1911", False),
        ("", False),
        ("x" * 200 + " advertising", False),
    ],
)
def test_advertising_says_so_in_a_word(heading: str, advertising: bool) -> None:
    assert is_advertising(heading) is advertising


@given(st.text(max_size=120))
def test_a_heading_announces_stories_or_something_else_and_never_both(heading: str) -> None:
    assert not (heading_kind(heading) and ends_stories(heading))


@given(
    st.text(alphabet=" :.…|»«-–#*\"'!?[]()/", max_size=6), st.sampled_from(["Related", "最新記事"])
)
def test_marks_around_a_heading_change_nothing(marks: str, heading: str) -> None:
    assert heading_kind(f"{marks}{heading}{marks}") == heading_kind(heading)


@given(st.permutations(range(5)), st.integers(min_value=2, max_value=5))
def test_every_story_of_a_block_is_listed_once_in_the_order_of_the_page(
    order: list[int], count: int
) -> None:
    shown = [TITLES[number] for number in order][:count]
    rest = f"<section><h2>Related stories</h2><ul>{listed(*shown)}{listed(*shown)}</ul></section>"
    assert titles(links(rest)) == shown
