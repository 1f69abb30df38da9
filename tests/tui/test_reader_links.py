"""Links of the text: by letters, by number, by click; notes lead down the text and back."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from fake_library import FakeLibrary
from hypothesis import given
from hypothesis import strategies as st

from conftest import Driver, Start
from qreader.model import ArticleId, Link
from qreader.render.page import render
from qreader.render.wrap import Line, Run
from qreader.text.html import blocks as html_blocks
from qreader.tui.actions import Where
from qreader.tui.reading.hints import LETTERS, MAX_HOST_CELLS, Shown, labels, links_on

FILLER = "<p>Nothing to see on this line, nor on the next, nor on any that follows it.</p>" * 30
NOTES = (
    '<p>A claim<sup id="ref1"><a href="#note1">[1]</a></sup> and '
    '<a href="https://example.org/elsewhere">a source</a> and '
    '<a href="https://example.org/articles/2?utm_source=x">an older story</a>.</p>'
    + FILLER
    + '<ol><li id="note1">What the claim rests on. <a href="#ref1">↩</a></li></ol>'
)


@pytest.fixture
def library() -> FakeLibrary:
    library = FakeLibrary()
    feed = library.put_feed("Post")
    own = [Link("Older", "https://example.org/articles/2", article_id=ArticleId(2))]
    library.put(feed, "The news", timedelta(hours=1), NOTES, own=own)
    library.put(feed, "Older news", timedelta(hours=2), "<p>No link.</p>")
    many = "".join(f'<a href="https://example.org/{n}">{n}</a> ' for n in range(30))
    library.put(feed, "Many links", timedelta(hours=3), f"<p>{many}</p>")
    return library


def _hints(driver: Driver) -> dict[str, str]:
    """Return the letters on the screen, and where they lead."""
    return {letters: shown[0].url for letters, shown in driver.reader.reading.hints._links.items()}


# ---- what is on the screen


def _links(html: str, width: int = 76, visible: range | None = None) -> list[Shown]:
    lines = render(html_blocks(html, None), width).lines
    return links_on(lines, visible or range(len(lines)))


@given(st.integers(0, 500))
def test_no_label_is_the_start_of_another(count: int) -> None:
    given_ = labels(count)
    assert len(given_) == len(set(given_)) == count
    assert len({len(label) for label in given_}) <= 1
    assert all(set(label) <= set(LETTERS) for label in given_)


def test_letters_stand_on_the_number_of_a_link() -> None:
    assert _links('<p>See <a href="https://a.org/">this</a>.</p>') == [
        Shown("https://a.org/", 0, 8, 11, MAX_HOST_CELLS)
    ]


def test_a_link_over_a_line_end_is_one_also_in_a_quote() -> None:
    html = '<blockquote><a href="https://a.org/">a link of several words</a> here</blockquote>'
    assert _links(html, 14) == [Shown("https://a.org/", 2, 7, 10, MAX_HOST_CELLS)]


def test_a_link_whose_number_is_below_the_screen_has_its_letters_at_its_start() -> None:
    html = '<p><a href="https://a.org/">a link of several words</a></p>'
    assert _links(html, 12, range(1)) == [Shown("https://a.org/", 0, 0, 1)]


def test_a_link_whose_start_is_above_the_screen_has_them_on_its_number() -> None:
    html = '<p><a href="https://a.org/">a link of several words</a></p>'
    lines = render(html_blocks(html, None), 12).lines
    last = len(lines) - 1
    found = links_on(lines, range(last, last + 1))
    assert [lines[last].text[shown.start : shown.end] for shown in found] == ["[1]"]


def test_the_same_address_twice_is_two_links() -> None:
    html = '<p><a href="https://a.org/">one</a> and <a href="https://a.org/">two</a></p>'
    assert [shown.start for shown in _links(html)] == [3, 14]


def test_a_note_has_its_letter_on_itself() -> None:
    html = '<p>x<a href="#n">1</a></p><p id="n">Note</p>'
    assert _links(html) == [Shown("#n", 0, 1, 2)]


def test_text_between_two_links_parts_them() -> None:
    runs = (Run("a", "link", "#x"), Run(" "), Run("b", "link", "#x"))
    assert len(links_on([Line(runs)], range(1))) == 2


# ---- following


async def test_a_link_to_an_article_of_the_cache_opens_it(
    start: Start, library: FakeLibrary
) -> None:
    elsewhere = library.put_feed("Elsewhere")
    library.put(elsewhere, "The source", timedelta(hours=9), "<p>It is here.</p>")
    library.restate(ArticleId(4), url="https://www.example.org/elsewhere/")
    async with start(library) as driver:
        await driver.press("enter", "f", "s")
        assert driver.reading == 4
        await driver.press("ctrl+o")
        assert driver.reading == 1


async def test_a_link_to_the_open_article_itself_goes_to_the_browser(
    start: Start, library: FakeLibrary
) -> None:
    url = library.stored[ArticleId(3)].entry.url
    html = f'<p>Read <a href="{url}">this on the web</a>.</p>'
    library.restate(ArticleId(3), body_html=html)
    async with start(library) as driver:
        await driver.press("G", "enter", "f", "a")
        assert driver.reading == 3
        assert driver.status == f"No browser here; copied {url}"


async def test_f_puts_letters_on_the_links_and_esc_takes_them_away(
    start: Start, library: FakeLibrary
) -> None:
    async with start(library) as driver:
        await driver.press("enter", "f")
        assert _hints(driver) == {
            "a": "#note1",
            "s": "https://example.org/elsewhere",
            "d": "https://example.org/articles/2?utm_source=x",
        }
        assert "a source s " in driver.screen_text
        await driver.press("escape")
        assert "a source[1]" in driver.screen_text
        assert driver.pane is Where.ARTICLE


async def test_the_letters_of_a_link_open_it_as_o_does(start: Start, library: FakeLibrary) -> None:
    async with start(library) as driver:
        await driver.press("enter", "f", "s")
        assert driver.app.clipboard == "https://example.org/elsewhere"
        by_hint = driver.status
        await driver.press("1", "o")
        assert driver.status == by_hint
        assert "a source[1]" in driver.screen_text


async def test_a_link_to_an_article_of_the_cache_opens_it_here(
    start: Start, library: FakeLibrary
) -> None:
    async with start(library) as driver:
        await driver.press("enter", "f", "d")
        assert driver.reading == ArticleId(2)
        await driver.press("ctrl+o")
        assert driver.reading == ArticleId(1)


async def test_any_other_key_ends_the_letters_quietly(start: Start, library: FakeLibrary) -> None:
    async with start(library) as driver:
        await driver.press("enter")
        for key in ("z", "j", "enter", "A", "ctrl+d"):
            await driver.press("f", key)
            assert _hints(driver) == {}, key
            assert driver.reader.article_view.scroll_offset.y == 0
            assert driver.status == ""
            assert not driver.reader.panes.layout.alone


async def test_many_links_take_two_letters_each(start: Start, library: FakeLibrary) -> None:
    async with start(library) as driver:
        await driver.press("j", "j", "enter", "f")
        assert len(_hints(driver)) == 30
        await driver.press("s")
        assert set(_hints(driver)) == {"sa", "ss", "sd", "sf"}
        await driver.press("d")
        assert driver.app.clipboard == "https://example.org/28"


async def test_once_a_letter_is_typed_the_footer_says_where_the_others_lead(
    start: Start, library: FakeLibrary
) -> None:
    async with start(library) as driver:
        await driver.press("j", "j", "enter", "f", "s")
        assert driver.status == (
            "a example.org/26 · s example.org/27 · d example.org/28 · f example.org/29"
        )


async def test_a_link_says_its_host_while_it_has_letters(
    start: Start, library: FakeLibrary
) -> None:
    body = (
        '<p>See <a href="https://www.courier.example/thal">Thal</a> on what the spillway of the '
        'dam carries, <a href="https://a.example/1">a</a> <a href="https://b.example/2">b</a>.</p>'
    )
    library.restate(ArticleId(2), body_html=body)
    async with start(library) as driver:
        await driver.press("j", "enter")
        plain = driver.screen_text
        await driver.press("f")
        assert "See Thal a courier.example" in driver.screen_text
        await driver.press("z")
        assert driver.screen_text.splitlines()[:-1] == plain.splitlines()[:-1]


async def test_one_address_has_one_letter_wherever_it_stands(
    start: Start, library: FakeLibrary
) -> None:
    link = '<a href="https://a.example/1">Thal</a>'
    library.restate(ArticleId(2), body_html=f"<p>{link} met {link}.</p>")
    async with start(library) as driver:
        await driver.press("j", "enter", "f")
        assert _hints(driver) == {"a": "https://a.example/1"}
        assert len(driver.reader.reading.hints._links["a"]) == 3


async def test_where_no_link_is_on_the_screen_that_is_said(
    start: Start, library: FakeLibrary
) -> None:
    async with start(library) as driver:
        await driver.press("j", "enter", "f")
        assert driver.status == "No link on the screen"
        await driver.press("h")
        assert driver.pane is Where.LIST


async def test_another_width_takes_the_letters_away(start: Start, library: FakeLibrary) -> None:
    async with start(library) as driver:
        await driver.press("enter", "f")
        await driver.pilot.resize_terminal(70, 30)
        await driver.wait_for(lambda: not _hints(driver))
        assert "a source[1]" in driver.screen_text


# ---- notes


@pytest.fixture(params=["f", "click"])
def follow_note(request: pytest.FixtureRequest) -> Iterator[str]:
    yield request.param


async def _go_to_note(driver: Driver, how: str) -> None:
    if how == "f":
        await driver.press("f", "a")
        return
    view = driver.reader.article_view
    y = next(n for n in view.visible_lines if "A claim" in view.lines[n].text)
    x = view._margin + view.lines[y].text.index("¹")
    await driver.pilot.click("#article", offset=(x, y))
    await driver.settle()


async def test_a_note_is_followed_and_ctrl_o_comes_back(
    start: Start, library: FakeLibrary, follow_note: str
) -> None:
    async with start(library) as driver:
        await driver.press("enter")
        await _go_to_note(driver, follow_note)
        assert "What the claim rests on." in driver.screen_text
        assert "A claim" not in driver.screen_text
        await driver.press("ctrl+o")
        assert driver.reading == ArticleId(1)
        assert driver.reader.article_view.scroll_offset.y == 0
        assert "A claim" in driver.screen_text


async def test_the_link_of_a_note_leads_back_to_where_it_was_called(
    start: Start, library: FakeLibrary
) -> None:
    async with start(library) as driver:
        await driver.press("enter", "f", "a", "f")
        assert _hints(driver)["a"] == "#ref1"
        await driver.press("a")
        assert "A claim" in driver.screen_text


async def test_the_place_that_a_link_led_to_is_marked(start: Start, library: FakeLibrary) -> None:
    async with start(library) as driver:
        await driver.press("enter", "f", "a")
        view = driver.reader.article_view
        ((number, (paint,)),) = view._layers["target"].items()
        assert view.lines[number].text[paint.start : paint.end] == "What the claim rests on. "
        await driver.press("ctrl+o")
        assert not view._layers["target"]


async def test_the_trail_comes_back_to_where_an_article_was_left(
    start: Start, library: FakeLibrary
) -> None:
    async with start(library) as driver:
        await driver.press("enter", "pagedown")
        left_at = driver.reader.article_view.scroll_offset.y
        assert left_at > 10
        await driver.press("J", "ctrl+o")
        assert driver.reading == ArticleId(1)
        assert driver.reader.article_view.scroll_offset.y == left_at


async def test_a_note_is_no_address_to_number_or_to_open(
    start: Start, library: FakeLibrary
) -> None:
    async with start(library) as driver:
        await driver.press("enter")
        assert all(url.startswith("https:") for url in driver.reader.article_view.links)
        assert "A claim¹ and a source[1]" in driver.screen_text


async def test_a_place_that_is_gone_is_said(start: Start, library: FakeLibrary) -> None:
    async with start(library) as driver:
        await driver.press("enter")
        driver.begin(driver.reader.reading.follow, "#nowhere")
        await driver.settle()
        assert driver.status == "That place is not in this text"


async def test_a_click_on_a_number_opens_the_link(start: Start, library: FakeLibrary) -> None:
    async with start(library) as driver:
        await driver.press("enter")
        view = driver.reader.article_view
        y = next(n for n in view.visible_lines if "[1]" in view.lines[n].text)
        x = view._margin + view.lines[y].text.index("[1]") + 1
        await driver.pilot.click("#article", offset=(x, y))
        await driver.settle()
        assert driver.app.clipboard == "https://example.org/elsewhere"
