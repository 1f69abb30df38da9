"""A page whose article lies in its scripts is read nevertheless."""

from __future__ import annotations

import json
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qreader.errors import ParseError
from qreader.model import Document
from qreader.sources.pages.article import parse_page
from qreader.sources.pages.hidden import hidden_body
from qreader.text import html, plain

ADDRESS = "https://www.lantern.example/harbour/lock"
BODY = (
    '<p class="lead">The first barge passed the lock of Vennmouth on Tuesday, “at last”.</p>'
    "<p>Nobody believed that the paddles would move, said Orla Finch.</p><h2>Winter</h2>"
    "<p>The council expects six barges a week in summer.</p>"
)
STATE = {"props": {"article": {"id": "7", "empty": "", "title": "The lock", "body": BODY}}}


def page(scripts: str, shown: str = "<div id=root></div>") -> str:
    return f"<html><head><title>The lock opens</title></head><body>{shown}{scripts}</body></html>"


def escaped(value: object) -> str:
    return json.dumps(value).replace("<", "\\u003c")


def pushed(value: str) -> str:
    """Return a state in pieces, cut anywhere."""
    pieces = [value[at : at + 50] for at in range(0, len(value), 50)]
    return "".join(f"<script>self.__next_f.push([1,{escaped(piece)}])</script>" for piece in pieces)


@pytest.mark.parametrize(
    "scripts",
    [
        f'<script id="__NEXT_DATA__" type="application/json">{escaped(STATE)}</script>',
        f"<script>window.__STATE__ = {json.dumps(STATE)};</script>",
        f"<script>window.__STATE__ = JSON.parse({escaped(json.dumps(STATE))});</script>",
        f"<script>var empty = ''; start({escaped(STATE)})</script>",
        pushed(f"1:I[13578,[]]\n2:{json.dumps(STATE)}"),
    ],
    ids=["data", "assigned", "string", "argument", "pieces"],
)
def test_the_text_in_a_script_is_the_article(scripts: str) -> None:
    entry = parse_page(Document(ADDRESS, page(scripts).encode()))
    assert entry.title == "The lock opens"
    text = plain.plain_text(html.entry_blocks(entry))
    assert text.startswith("The first barge passed the lock of Vennmouth on Tuesday, “at last”.")
    assert text.endswith("six barges a week in summer.")


def test_the_longest_text_is_the_article() -> None:
    teaser = "<p>One.</p><p>Two.</p><p>Three.</p>"
    state = {"teasers": [teaser, teaser], "body": BODY, "more": teaser}
    assert hidden_body(page(f"<script>x({escaped(state)})</script>")) == BODY


def test_labels_and_captions_in_scripts_are_no_article() -> None:
    state = {"caption": "<p>The gate.</p>", "label": "Read more", "more": "<p>a</p><p>b</p>"}
    scripts = f"<script>x({escaped(state)})</script>"
    assert hidden_body(page(scripts)) is None
    with pytest.raises(ParseError):
        parse_page(Document(ADDRESS, page(scripts).encode()))


def test_a_page_that_shows_its_article_is_read_from_there() -> None:
    words = "".join(
        f"<p>Barge number {number} passed the lock of Vennmouth in the rain of that week, and its "
        "master paid the keeper in coins that nobody had seen for years.</p>"
        for number in range(6)
    )
    state = f"<script>x({escaped(STATE)})</script>"
    entry = parse_page(Document(ADDRESS, page(state, f"<article>{words}</article>").encode()))
    assert "Barge number 5" in (entry.body_html or "")
    assert "six barges a week" not in (entry.body_html or "")


@pytest.mark.slow
@pytest.mark.parametrize(
    "piece", ['"</p>', '"\\', '["</p>', '.push([1,"\\', "<script", '{"</p', "</p>"]
)
def test_scripts_that_are_broken_on_purpose_cost_little(piece: str) -> None:
    start = time.process_time()
    hidden_body(f"<script>{piece * 200_000}</p></script>")
    hidden_body("<script>" * 200_000 + piece)
    assert time.process_time() - start < 2


@given(st.text(alphabet='"\\<>/p{}[],:nu003c x', max_size=200))
def test_no_script_is_too_odd(script: str) -> None:
    hidden_body(f"<script>{script}</p></script>")
