"""Pictures among the lines: drawn ones as rows with a caption below, others as words."""

from __future__ import annotations

import pytest

from qreader.render.figures import Box
from qreader.render.page import render
from qreader.render.wrap import PictureRow, Rendered
from qreader.text.blocks import Figure
from qreader.text.html import blocks


def drawn(figure: Figure, width: int) -> Box | None:
    """Draw the pictures called `draw`, in two rows of ten cells."""
    return Box(10, 2) if "draw" in (figure.url or "") and width >= 10 else None


def _rendered(html: str, width: int = 30) -> Rendered:
    return render(blocks(html, "https://example.org/"), width, drawn)


def _rows(rendered: Rendered) -> list[tuple[int, PictureRow]]:
    return [
        (number, run.picture)
        for number, line in enumerate(rendered.lines)
        for run in line.runs
        if run.picture
    ]


def test_a_drawn_picture_is_centred_with_its_caption_below() -> None:
    html = (
        '<p>Above.</p><figure><a href="/more"><img src="/draw.png"></a>'
        "<figcaption>The bridge</figcaption></figure>"
    )
    rendered = _rendered(html, 40)
    lines = rendered.to_text().split("\n")
    assert lines == ["Above.", "", "", "", " " * 5 + "The bridge[1] → example.org[2]"]
    url = "https://example.org/draw.png"
    assert _rows(rendered) == [(2, PictureRow(url, 0)), (3, PictureRow(url, 1))]
    assert rendered.lines[2].text == " " * 25
    assert rendered.links == (url, "https://example.org/more")


def test_a_drawn_picture_without_words_keeps_its_number() -> None:
    rendered = _rendered('<img src="/draw.png">')
    assert rendered.to_text().split("\n") == ["", "", " " * 13 + "[1]"]


def test_of_pictures_in_a_row_those_that_are_not_drawn_share_a_line() -> None:
    names = ["a", "b", "draw", "c"]
    rendered = _rendered("".join(f'<img src="/{name}.png">' for name in names), 40)
    lines = [line for line in rendered.to_text().split("\n") if line]
    assert lines == [
        "▣ Pictures: a.png[1] · b.png[2]",
        " " * 18 + "[3]",
        "▣ Picture: c.png[4]",
    ]
    assert len(_rows(rendered)) == 2


@pytest.mark.parametrize("around", ["<blockquote>{}</blockquote>", "<ul><li>{}</li></ul>"])
def test_a_picture_in_a_quote_or_a_list_is_drawn_within_it(around: str) -> None:
    rendered = _rendered(around.format('<img src="/draw.png" alt="A view">'))
    assert [picture.row for _, picture in _rows(rendered)] == [0, 1]
    assert all(len(line.text) <= 30 for line in rendered.lines)
    assert rendered.lines[0].runs[0].text in {"┃ ", "• "}


def test_where_nothing_is_drawn_all_pictures_are_words() -> None:
    html = '<img src="/draw.png" alt="A view"><p>Text.</p>'
    assert render(blocks(html, "https://example.org/"), 30).to_text() == ("▣ A view[1]\n\nText.")
