"""What a page hides is not shown, unless nothing else is there or a button of the page opens it."""

from __future__ import annotations

import pytest

from qreader.model import Document
from qreader.sources.pages.article import parse_page
from qreader.text import html, plain

TITLE = "Lock keeper oils the gates of Vennmouth"
FIRST = (
    "The first barge passed the lock of Vennmouth on Tuesday, thirty-one years after the gates "
    "were welded shut and the house of its keeper was sold to a painter of signs."
)
LAST = (
    "Nobody believed that the paddles would move, said Orla Finch, who oiled them for a month. "
    "They moved at the second push, with a groan that was heard at the fish market."
)
MENU = "<nav><a href=/>Home</a></nav>"


def shown(body: str) -> str:
    page = f"<!doctype html><html><head><title>{TITLE}</title></head>{body}</html>"
    entry = parse_page(Document("https://lantern.example/lock", page.encode()))
    return plain.plain_text(html.entry_blocks(entry))


def article(between: str) -> str:
    return shown(f"<body>{MENU}<article><h1>{TITLE}</h1><p>{FIRST}</p>{between}<p>{LAST}</p>")


@pytest.mark.parametrize(
    "hidden",
    [
        "<p hidden>Zebra words.</p>",
        "<div HIDDEN=hidden><p>Zebra words.</p></div>",
        "<template><p>Zebra words.</p></template>",
        "<dialog><p>Zebra words.</p></dialog>",
        '<p style="color:red; display : none">Zebra words.</p>',
        '<p style="visibility:hidden">Zebra words.</p>',
        '<p style="position:absolute;left:-9999px">Zebra words.</p>',
        '<p style="clip: rect(0, 0, 0, 0)">Zebra words.</p>',
        '<p aria-hidden="true">Zebra words.</p>',
        '<p>Barges. <span class="sr-only">Zebra words.</span></p>',
        '<a href="/x">Chart<span class="screen-reader-text"> (zebra)</span></a>',
        '<h2>Locks <span class="govuk-visually-hidden">zebra</span></h2>',
        "<p class='u-hiddenVisually'>Zebra words.</p>",
        "<noscript><p>Zebra words.</p></noscript>",
        "<button>Zebra</button><label>Zebra <select><option>Zebra</option></select></label>",
        "<svg><title>Zebra</title><text>Zebra</text></svg>",
        "<video src=/v.mp4><p>Zebra: your browser shows no films.</p></video>",
    ],
)
def test_what_a_page_hides_is_not_read(hidden: str) -> None:
    text = article(hidden)
    assert "zebra" not in text.lower()
    assert FIRST in text and LAST in text


@pytest.mark.parametrize(
    "seen",
    [
        '<p hidden="until-found">Zebras graze on the banks of the lock, so they say.</p>',
        "<details><summary>More</summary><p>Zebras graze on the banks of the lock.</p></details>",
        '<p class="not-sr-only">Zebras graze on the banks of the lock, so they say.</p>',
        '<p style="opacity:0">Zebras graze on the banks of the lock, so they say.</p>',
        '<button aria-controls="q1">Why?</button><div id="q1" style="display:none"><p>Zebras graze '
        "on the banks of the lock, to which nobody objects.</p></div>",
        '<h3 data-bs-target="#q1">Why?</h3><div id="q1" hidden><p>Zebras graze '
        "on the banks of the lock, to which nobody objects.</p></div>",
    ],
)
def test_what_a_person_can_open_is_read(seen: str) -> None:
    assert "Zebras graze on the banks of the lock" in article(seen)


def test_what_stands_for_letters_in_pieces_is_read_once() -> None:
    text = article(
        '<p><span aria-hidden="true">Z</span><span class="sr-only">Ze</span>bras graze there.</p>'
    )
    assert "Zebras graze there." in text


@pytest.mark.parametrize(
    "body",
    [
        f"<body style='visibility:hidden'><h1>{TITLE}</h1><p>{FIRST}</p><p>{LAST}</p>",
        f"<body>{MENU}<main hidden><h1>{TITLE}</h1><p>{FIRST}</p><p>{LAST}</p></main>",
        f"<body>{MENU}<div style='display:none'><h1>{TITLE}</h1><p>{FIRST}</p><p>{LAST}</p></div>"
        "<footer><p>All rights of the Lantern are reserved, and so are those of its friends."
        "</p></footer>",
        f"<body>{MENU}<article><h1>{TITLE}</h1><p hidden>{FIRST}</p><p hidden>{LAST}</p></article>",
        f"<body>{MENU}<article aria-hidden=true><h1>{TITLE}</h1><p>{FIRST}</p><p>{LAST}</p>",
        f"<body>{MENU}<div><template shadowrootmode=open><h1>{TITLE}</h1><p>{FIRST}</p>"
        f"<p>{LAST}</p></template></div>",
    ],
)
def test_a_page_that_is_hidden_as_a_whole_is_read(body: str) -> None:
    text = shown(body)
    assert FIRST in text and LAST in text


def test_paragraphs_behind_a_wall_are_read_where_they_can_be_seen() -> None:
    text = article(
        f'<p class="wall" aria-hidden="true">{FIRST.replace("first", "second")} {LAST}</p>'
    )
    assert "The second barge" in text


def test_elements_of_a_sites_own_are_read() -> None:
    text = article("<x-text><x-para>Zebras graze on the banks of the lock.</x-para></x-text>")
    assert "Zebras graze on the banks of the lock." in text
    page = f"<body>{MENU}<x-a><h1>{TITLE}</h1><x-p>{FIRST}</x-p><x-p>{LAST}</x-p></x-a>"
    assert FIRST in shown(page) and LAST in shown(page)
