"""The stories of a page are recognised in the shapes that sites give them."""

from __future__ import annotations

import json

import pytest

from qreader.model import Document, Entry, Recipe, RecipeKind
from qreader.sources.recipes.reading import page_offer, read_stories

URL = "https://tide.example/notes/"
TITLES = (
    "The harbour wall is mended before the storm",
    "Why the ferry leaves an hour earlier in winter",
    "A keeper of the light retires after forty years",
    "Salt marshes grow faster than the map allows",
    "Two seals and a dog stop the night train",
)
SLUGS = ("harbour-wall-mended", "ferry-leaves-early", "keeper-retires", "salt-marshes", "two-seals")
PAIRS = tuple(zip(TITLES, SLUGS, strict=True))
MENU = (
    "<header><nav><ul><li><a href='/about'>About the people behind this site</a></li>"
    "<li><a href='/tags/sea'>Sea</a></li>"
    "<li><a href='/contact'>Contact</a></li></ul></nav></header>"
)
FOOTER = (
    "<footer><ul><li><a href='/terms-of-use'>Terms of use of this site</a></li>"
    "<li><a href='/privacy'>Privacy policy</a></li>"
    "<li><a href='/jobs'>Work with us on the coast</a></li></ul></footer>"
)


def page(main: str, head: str = "") -> Document:
    text = (
        f"<!doctype html><html lang='en'><head><title>Tide</title>{head}</head>"
        f"<body>{MENU}<main>{main}</main>{FOOTER}</body></html>"
    )
    return Document(URL, text.encode(), "text/html")


def recognised(document: Document) -> tuple[Entry, ...]:
    return read_stories(document, Recipe("auto", kind=RecipeKind.AUTO)).entries


def each(shape: str) -> str:
    return "".join(
        shape.format(title=title, url=f"/notes/{slug}", day=f"2026-11-0{number}")
        for number, (title, slug) in enumerate(PAIRS, start=1)
    )


@pytest.mark.parametrize(
    "shape",
    [
        "<article><h2><a href='{url}'>{title}</a></h2><time datetime='{day}'>x</time></article>",
        "<div class='card'><a href='{url}'><img src='/a.jpg' alt=''><h3>{title}</h3></a></div>",
        "<article><header><h2><a href='{url}'>{title}</a></h2></header>"
        "<p>A few words.</p></article>",
        "<li><span>{day}</span> <a href='{url}'>{title}</a></li>",
        "<li><a href='{url}'>{title}</a></li>",
        "<tr><td>{day}</td><td><a href='{url}'>{title}</a></td></tr>",
        "<dl><dt>{day}</dt><dd><a href='{url}'>{title}</a></dd></dl>",
        "<section><h2>{title}</h2><p>A few words of it.</p><a href='{url}'>Read more</a></section>",
    ],
)
def test_stories_in_cards_lists_and_tables_are_found_and_menus_are_not(shape: str) -> None:
    body = each(shape)
    wrapped = f"<table>{body}</table>" if "<tr>" in shape else f"<ul>{body}</ul>"
    entries = recognised(page(wrapped if "<li>" in shape or "<tr>" in shape else body))
    assert [(one.title, one.url) for one in entries] == [
        (title, f"https://tide.example/notes/{slug}") for title, slug in PAIRS
    ]
    if "{day}" in shape and "<dl>" not in shape:
        assert [one.published.day for one in entries if one.published] in ([], [1, 2, 3, 4, 5])


def test_short_titles_are_stories_where_all_are_dated() -> None:
    shape = (
        "<article><h2><a href='/2026/{0}'>{0}</a></h2>"
        "<time datetime='2026-11-01'>x</time></article>"
    )
    entries = recognised(page("".join(shape.format(one) for one in ("Salt", "Ice", "Fog", "Rain"))))
    assert [one.title for one in entries] == ["Salt", "Ice", "Fog", "Rain"]
    assert all(one.published for one in entries)


def test_links_to_other_sites_are_stories_where_the_page_lists_nothing_else() -> None:
    rows = "".join(
        f"<tr><td><a href='https://{slug}.example/{slug}-of-this-year'>{title}</a></td>"
        f"<td><a href='item?id={number}'>{number} comments</a></td></tr>"
        for number, (title, slug) in enumerate(PAIRS, start=10)
    )
    assert [one.title for one in recognised(page(f"<table>{rows}</table>"))] == [*TITLES]


def test_entries_that_are_marked_come_with_their_properties() -> None:
    shape = (
        "<div class='h-entry'><a class='u-url' href='{url}'>#</a> <b class='p-name'>{title}</b>"
        "<time class='dt-published' datetime='{day}'>x</time>"
        "<span class='p-author'>Ada</span><div class='e-content'><p>Words of it.</p></div></div>"
    )
    first = recognised(page(each(shape)))[0]
    assert (first.title, first.url) == (TITLES[0], f"https://tide.example/notes/{SLUGS[0]}")
    assert first.authors == ("Ada",)
    assert first.published is not None
    assert "Words of it" in (first.body_html or "")


def test_the_list_in_json_ld_counts_where_a_script_fills_the_page() -> None:
    listed = {
        "@context": "https://schema.org",
        "@graph": [
            {
                "@type": "BreadcrumbList",
                "itemListElement": [{"@type": "ListItem", "name": "Home", "item": "/"}],
            },
            {
                "@type": "ItemList",
                "itemListElement": [
                    {
                        "@type": "ListItem",
                        "item": {"@type": "NewsArticle", "headline": title, "url": f"/n/{slug}",
                                 "datePublished": "2026-11-02"},
                    }
                    for title, slug in PAIRS
                ],
            },
        ],
    }  # fmt: skip
    script = f"<script type='application/ld+json'>{json.dumps(listed)}</script>"
    entries = recognised(page("<div id='app'></div>", script))
    assert [one.title for one in entries] == [*TITLES]
    assert all(one.published for one in entries)


def test_a_page_is_offered_with_its_first_stories() -> None:
    offer = page_offer(page(each("<article><h2><a href='{url}'>{title}</a></h2></article>") * 2))
    assert offer is not None
    assert (offer.url, offer.count) == (URL, 5)
    assert [one.title for one in offer.first] == [*TITLES]


PROSE = "<p>The lamps of the quay went out at nine, and people came to see the comet of the year"
PROSE += " above the harbour, where it stood until the morning came with rain.</p>"


@pytest.mark.parametrize(
    ("main", "is_offered"),
    [
        (PROSE * 12 + each("<article><h2><a href='{url}'>{title}</a></h2></article>"), False),
        (each("<article><h2><a href='{url}'>{title}</a></h2>" + PROSE * 4 + "</article>"), True),
        (PROSE * 2 + each("<article><h2><a href='{url}'>{title}</a></h2></article>"), True),
        ("<h2><a href='/notes/one-of-them'>One story of the harbour alone</a></h2>", False),
        ("", False),
    ],
)
def test_a_list_is_offered_and_an_article_is_not(main: str, is_offered: bool) -> None:
    assert (page_offer(page(main)) is not None) is is_offered
