"""The shapes in which pages offer stories, one by one: labels, prices, languages, buttons."""

from __future__ import annotations

import pytest
from page_shapes import (
    ADDRESS,
    FOOTER,
    HEADLINES,
    NAVIGATION,
    PROSE,
    address,
    listed,
    page,
    stories,
)

from qreader.model import LinkKind
from qreader.sources.pages.headings import heading_kind
from qreader.sources.pages.links import page_links


def found(offered: str, *, footer: str = FOOTER) -> list[str]:
    html = page(f"{NAVIGATION}<main><article>{PROSE}</article>{offered}</main>{footer}")
    return [item.title for block in page_links(html, ADDRESS) for item in block.items]


def numbered(titles: list[str], start: str = "/news/5512") -> str:
    """Return titles in other scripts, whose addresses hold no words."""
    return "".join(
        f"<li><a href='{start}{number}'>{title}</a></li>" for number, title in enumerate(titles)
    )


# ---- what stands beside a headline


@pytest.mark.parametrize(
    "item",
    [
        "<div><a href='{url}'><span class='time'>1{number}:30</span> <b>{title}</b></a></div>",
        "<p><a href='{url}'>{title} <small>1{number}:30</small></a></p>",
        "<li><a href='{url}'><time>{number} March</time> <b>{title}</b></a></li>",
        "<li><a href='{url}'><span class='badge'>Premium</span>{title}</a></li>",
        "<li><a href='{url}'><em>{number}</em><strong>{title}</strong></a></li>",
        "<li><a href='{url}'><span>{number}.</span> {title}</a></li>",
        "<li><a href='{url}'><h4><span class='kicker'>Harbour</span> {title}</h4></a></li>",
        "<li><a href='{url}'><h4><i>Lock:</i> <span class='title'>{title}</span></h4></a></li>",
        "<li><a href='{url}'><img alt='x'><i class='dur'>0{number}:31</i><i>{title}</i></a></li>",
        "<div class='c'><h3>{title}</h3><p>Nobody knew</p><a href='{url}'>Read the story</a></div>",
        "<div class='c'><a href='{url}' aria-label='{title}'><img alt='{title}'></a></div>",
        "<div><span class='kicker'>Related</span><a href='{url}'><h3>{title}</h3></a></div>",
        "<div><a href='/harbour'>Harbour</a><h3><a href='{url}'>{title}</a></h3>By <a href='/author"
        "/orla-finch-and-others'>Orla Finch and others</a></div>",
    ],
)
def test_a_headline_is_read_without_what_stands_beside_it(item: str) -> None:
    rows = listed(stories(0, 1, 2), item)
    assert found(f"<section><h2>Latest news</h2>{rows}</section>") == stories(0, 1, 2)


def test_a_headline_may_begin_with_a_number_of_its_own() -> None:
    titles = ["10 locks that you have to see", "7 days on a barge with children"]
    rows = "".join(f"<li><a href='{address(title)}'>{title}</a></li>" for title in titles)
    assert found(f"<section><h2>Read next</h2><ul>{rows}</ul></section>") == titles


# ---- what was paid for, and what is for sale


def paid(item: str) -> str:
    offers = ["Seniors get these discounts if they ask", "The best car of the year was named"]
    return "".join(
        item.format(url=f"https://paid{number}.example/offer-number-{number}00", title=title)
        for number, title in enumerate(offers)
    )


@pytest.mark.parametrize(
    "item",
    [
        "<li class='native-ad'><a href='{url}'>{title}</a></li>",
        "<li><div class='sponsored'><a href='{url}'><h4>{title}</h4></a></div></li>",
        "<li><a href='{url}'><h4>{title}</h4></a><span>Sponsored</span></li>",
        "<li><a href='{url}'><h4>{title}</h4></a><div>Ad • CarShop</div></li>",
        "<li><div><span>Anzeige</span><a href='{url}'><h4>{title}</h4></a></div></li>",
    ],
)
def test_an_offer_among_the_stories_is_none(item: str) -> None:
    own = listed(stories(0, 1), "<li><a href='{url}'><h4>{title}</h4></a></li>")
    offered = f"<section><h2>Recommended</h2><ul>{own}{paid(item)}</ul></section>"
    assert found(offered) == stories(0, 1)


@pytest.mark.parametrize("path", ["sponsored", "sponsoredcontent", "anzeige", "partner-content"])
def test_an_address_may_say_that_it_was_paid_for(path: str) -> None:
    offer = (
        f"<li><a href='/{path}/a-house-of-style-and-time-1234'>A house of style and time</a></li>"
    )
    own = listed(stories(0, 1), "<li><a href='{url}'>{title}</a></li>")
    assert found(f"<h2>Latest news</h2><ul>{own}{offer}</ul>") == stories(0, 1)


def test_a_story_about_advertisements_is_one() -> None:
    title = "Sponsored boats: who pays for the regatta"
    rows = listed([title, HEADLINES[0]], "<li><a href='{url}'>{title}</a></li>")
    assert found(f"<h2>Related</h2><ul>{rows}</ul>") == [title, HEADLINES[0]]


@pytest.mark.parametrize("price", ["€39", "$12.99", "19,90 €", "CHF 20", "£5"])
def test_what_has_a_price_is_no_story(price: str) -> None:
    rows = listed(
        ["Lantern storm lamp of brass", "Lantern canvas bag for oysters"],
        "<div><a href='/shop/products/{number}000'>{title}</a><b>" + price + "</b></div>",
    )
    assert found(f"<section><h3>Our picks</h3>{rows}</section>") == []


def test_shopping_is_advertising() -> None:
    rows = listed(stories(0, 1, 2), "<li><a href='{url}'>{title}</a></li>")
    assert found(f"<section><h3>Popular Shopping</h3><ul>{rows}</ul></section>") == []


def test_a_widget_of_offers_hides_no_stories_beside_it() -> None:
    widget = (
        "<div id='taboola-below-article' class='trc_related_container'><h2>You May Like</h2>"
        + paid("<div class='trc_item'><a href='{url}'><span>{title}</span></a></div>")
        + "</div>"
    )
    own = listed(stories(0, 1), "<div class='card'><a href='{url}'>{title}</a></div>")
    offered = f"{widget}<section><h3>Also on this site</h3>{own}</section>"
    assert found(offered) == stories(0, 1)


# ---- where a block ends


def test_a_heading_without_stories_takes_none_from_the_footer() -> None:
    links = listed(["About our newspaper", "Work with us today"], "<a href='{url}'>{title}</a>")
    assert found("<h2>More stories</h2>", footer=f"<footer>{links}</footer>") == []


def test_two_lists_under_tabs_are_two_blocks_or_one() -> None:
    item, around = "<li><a href='{url}'>{title}</a></li>", "<ol>{}</ol>"
    offered = (
        "<div class='tabs'><ul><li><a href='#a'>Most read</a></li><li><a href='#b'>Most commented"
        f"</a></li></ul><div id='a'>{listed(stories(0, 1), item, around)}</div>"
        f"<div id='b'>{listed(stories(2, 3), item, around)}</div></div>"
    )
    assert found(offered) == stories(0, 1, 2, 3)


@pytest.mark.parametrize(
    ("offered", "wanted"),
    [
        (
            "<div class='author-box'><h4>About Orla</h4><h5>More from Orla Finch</h5>{}</div>",
            stories(0, 1, 2),
        ),
        ("<div class='related-posts'>{}</div>", stories(0, 1, 2)),
        ("<section><h2>Trending videos</h2>{}</section>", stories(0, 1, 2)),
        ("<p><strong>Related:</strong></p>{}", stories(0, 1, 2)),
        ("<aside><h3>Comments</h3>{}</aside>", []),
        ("<aside><h3>Tags</h3>{}</aside>", []),
        ("<div class='outbrain'><h3>Read next</h3>{}</div>", []),
        ("<nav><h3>Latest</h3>{}</nav>", []),
    ],
)
def test_the_words_above_a_list_say_what_it_is(offered: str, wanted: list[str]) -> None:
    rows = listed(stories(0, 1, 2), "<li><a href='{url}'>{title}</a></li>", "<ul>{}</ul>")
    assert found(offered.format(rows)) == wanted


@pytest.mark.parametrize(
    "offered",
    [
        "<div class='pagination'><a href='?page=2'>Continue to page 2</a><a href='?page=3'>Go to "
        "page 3 of 3</a></div>",
        "<aside><h3>Upcoming events</h3><ul><li><a href='/events/1'>Oysters at the quay</a></li>"
        "<li><a href='/events/2'>Rope makers open day</a></li></ul></aside>",
        "<aside class='sidebar'><ul><li><a href='/docs/getting-started-with-locks'>Getting started "
        "with locks</a></li><li><a href='/docs/installing-the-paddles'>Installing the paddles</a>"
        "</li></ul></aside>",
        "<h2>Popular searches</h2><a href='/search/boats-for-sale'>Boats for sale near me</a><a "
        "href='/search/holiday-homes'>Holiday homes by the sea</a>",
    ],
    ids=["pages", "events", "manual", "searches"],
)
def test_other_lists_of_a_page_hold_no_stories(offered: str) -> None:
    assert found(offered) == []


# ---- other languages


@pytest.mark.parametrize(
    ("heading", "titles"),
    [
        ("Читайте также", ["Рыбный рынок переезжает на холм", "Канатчики бастуют вторую неделю"]),
        ("الأكثر قراءة", ["سوق السمك ينتقل إلى أعلى التل", "صانعو الحبال يضربون للأسبوع الثاني"]),
        ("यह भी पढ़ें", ["मछली बाज़ार आखिरकार पहाड़ी पर गया", "रस्सी बनाने वालों की हड़ताल जारी"]),
        ("ข่าวที่เกี่ยวข้อง", ["ตลาดปลาย้ายขึ้นเนินเขาในที่สุด", "ช่างทำเชือกนัดหยุดงานสัปดาห์ที่สอง"]),
        (
            "ΔΙΑΒΑΣΤΕ ΑΚΟΜΑ",
            ["Η ψαραγορά μετακομίζει στον λόφο", "Οι σχοινοποιοί απεργούν για καιρό"],
        ),
    ],
)
def test_stories_are_found_in_any_script(heading: str, titles: list[str]) -> None:
    assert found(f"<div><h3>{heading}</h3><ul>{numbered(titles)}</ul></div>") == titles


@pytest.mark.parametrize(
    ("heading", "kind"),
    [
        ("Mohlo by vás zajímat", LinkKind.RELATED),
        ("Povezane vijesti", LinkKind.RELATED),
        ("Taip pat skaitykite", LinkKind.RELATED),
        ("بیشتر بخوانید", LinkKind.RELATED),
        ("আরও পড়ুন", LinkKind.RELATED),
        ("Διαβάστε επίσης", LinkKind.RELATED),
        ("Najčitanije", LinkKind.POPULAR),
        ("Най-четени", LinkKind.POPULAR),
        ("Loetumad", LinkKind.POPULAR),
        ("ข่าวล่าสุด", LinkKind.LATEST),
        ("Najnovije vijesti", LinkKind.LATEST),
        ("Also on The Lantern", LinkKind.SAME_SITE),
        ("Popular Shopping", None),
        ("Deals of the day", None),
    ],
)
def test_headings_of_more_languages_are_known(heading: str, kind: LinkKind | None) -> None:
    assert heading_kind(heading) is kind
