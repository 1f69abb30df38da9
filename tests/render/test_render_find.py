"""Finding in rendered lines: across their ends, whatever the case, the accents, the quotes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qreader.render.find import MAX_MATCHES, Searchable, Spot, anchored
from qreader.render.page import render
from qreader.render.wrap import Line, Run
from qreader.text.html import blocks as html_blocks


def _lines(html: str, width: int = 76) -> tuple[Line, ...]:
    return render(html_blocks(html, "https://example.org/"), width).lines


def _found(html: str, words: str, width: int = 76) -> list[str]:
    """Return what was found, its parts on several lines parted by `/`."""
    lines = _lines(html, width)
    return [
        "/".join(lines[place.line].text[place.start : place.end] for place in match)
        for match in Searchable(lines).find(words)
    ]


@pytest.mark.parametrize(
    ("text", "words", "found"),
    [
        ("The Harbour and the harbour", "harbour", ["Harbour", "harbour"]),
        ("Zürich, ZURICH, Zu\u0308rich", "zurich", ["Zürich", "ZURICH", "Zu\u0308rich"]),
        ("Zürich", "ZÜRICH", ["Zürich"]),
        ("Straße", "strasse", ["Straße"]),
        ("Straße", "s", ["S", "ß"]),
        ("a ﬁne day", "fine", ["ﬁne"]),
        ("Привет, мир", "привет", ["Привет"]),
        ("й и", "и", ["й", "и"]),
        ("Αθήνα ΑΘΗΝΑ", "αθήνα", ["Αθήνα", "ΑΘΗΝΑ"]),
        ("אָלֶף אלף", "אלף", ["אָלֶף", "אלף"]),
        ("كتــاب", "كتاب", ["كتــاب"]),
        ("Æther", "aeth", ["Æth"]),
        ("ＡＢＣ", "abc", ["ＡＢＣ"]),
        ("東京の港", "の港", ["の港"]),
        ("“don’t” — ‘so’", '"don\'t"', ["“don’t”"]),
        ("a–b", "a-b", ["a–b"]),
        ("1.5 * (2)", "1.5 * (2)", ["1.5 * (2)"]),
        ("a.c abc", "a.c", ["a.c"]),
        ("two  spaces", "two spaces", ["two spaces"]),
        ("anything", "  ", []),
        ("anything", "", []),
        ("anything", "walrus", []),
        ("aaaa", "aa", ["aa", "aa"]),
        ("x\xa0y", "x y", ["x\xa0y"]),
    ],
)
def test_words_are_found_as_a_person_means_them(text: str, words: str, found: list[str]) -> None:
    assert _found(f"<p>{text}</p>", words) == found


def test_what_runs_over_a_line_end_is_one_match() -> None:
    assert _found("<p>the quiet harbour master said</p>", "harbour master", 18) == [
        "harbour/master"
    ]
    assert _found("<p>the quiet harbour master said so</p>", "quiet harbour master said", 12) == [
        "quiet/harbour/master said"
    ]


def test_a_word_broken_at_its_hyphen_is_found() -> None:
    assert _found("<p>quite a well-known fact</p>", "well-known", 13) == ["well-/known"]


def test_scripts_without_spaces_are_found_over_a_line_end() -> None:
    assert _found("<p>日本語の文章です</p>", "の文章", 8) == ["の/文章"]


def test_a_line_end_is_a_space_and_not_nothing() -> None:
    assert _found("<p>the return</p>", "there", 6) == []


def test_the_bars_of_a_quote_are_no_part_of_its_words() -> None:
    html = "<blockquote><p>the quiet harbour master</p></blockquote>"
    assert _found(html, "quiet harbour", 14) == ["quiet/harbour"]


def test_the_indent_of_a_list_is_no_part_of_its_words() -> None:
    assert _found("<ul><li>the quiet harbour</ul>", "quiet harbour", 12) == ["quiet/harbour"]


def test_the_number_of_a_link_is_passed_over() -> None:
    html = '<p>see <a href="/one">one</a> and two</p>'
    assert _found(html, "one and") == ["one[1] and"]
    assert _found(html, "[1]") == []


def test_looks_do_not_part_words() -> None:
    assert _found("<p>un<b>believ</b>able</p>", "unbelievable") == ["unbelievable"]


def test_matches_come_from_top_to_bottom_with_their_lines() -> None:
    lines = _lines("<p>a harbour</p><p>none</p><p>harbour</p>")
    assert Searchable(lines).find("harbour") == [(Spot(0, 2, 9),), (Spot(4, 0, 7),)]


def test_a_flood_of_matches_has_an_end() -> None:
    lines = [Line((Run("a" * 1000),))] * 30
    assert len(Searchable(lines).find("a")) == MAX_MATCHES


def test_the_lines_can_be_searched_again_and_again() -> None:
    searchable = Searchable(_lines("<p>one two</p>"))
    assert searchable.find("one") == searchable.find("ONE") != searchable.find("two")


def test_no_lines_have_no_matches() -> None:
    assert Searchable([]).find("a") == []


_WORDS = st.text(
    st.one_of(st.characters(codec="utf-8"), st.sampled_from("ab ßﬁÉ日-—'’\u0301\u200d")),
    max_size=30,
)


@given(st.lists(st.lists(_WORDS, max_size=3), max_size=5), _WORDS)
def test_every_place_lies_within_its_line(texts: list[list[str]], words: str) -> None:
    lines = [Line(tuple(Run(text.replace("\n", " ")) for text in line)) for line in texts]
    before = (-1, 0)
    for match in Searchable(lines).find(words):
        assert match
        for place in match:
            assert 0 <= place.start < place.end <= len(lines[place.line].text)
            assert (place.line, place.end) > before
            before = (place.line, place.end)


@given(st.text(alphabet="abc déß日本", min_size=1, max_size=40), st.data())
def test_any_part_of_a_text_is_found_in_it(text: str, data: st.DataObject) -> None:
    text = " ".join(text.split())
    start = data.draw(st.integers(0, len(text)))
    part = text[start : data.draw(st.integers(start, len(text)))].strip()
    found = Searchable([Line((Run(text),))]).find(part)
    assert bool(found) == bool(part)


# ---- places


def test_a_place_is_the_start_of_its_text() -> None:
    html = (
        '<p>A claim<sup id="r"><a href="#n">1</a></sup>.</p><ol><li id="n">Note <a href="#r">↩</a>'
    )
    lines = _lines(html)
    assert anchored(lines, "r") == Spot(0, 7, 8)
    note = anchored(lines, "n")
    assert note is not None
    assert lines[note.line].text[note.start : note.end] == "Note "
    assert anchored(lines, "elsewhere") is None


def test_a_place_is_where_its_text_starts_and_not_where_it_goes_on() -> None:
    html = '<p><a href="#n">1</a></p><p id="n">a note of several words</p>'
    lines = _lines(html, 10)
    place = anchored(lines, "n")
    assert place == Spot(2, 0, 9)
    assert sum("n" in run.anchors for line in lines for run in line.runs) == 1


@pytest.mark.parametrize(
    "html",
    [
        '<table><tr><th>A<th>B<tr><td id="n">x<td>2<tr><td>y<td>3</table>',
        '<table><tr><th>A long header<th>Another long one<tr><td id="n">x<td>y</table>',
        '<blockquote><p id="n">x</blockquote>',
        '<h2 id="n">x</h2><p>y',
        '<dl><dt>t<dd id="n">x</dl>',
        '<p dir="rtl" id="n">x שלום</p>',
    ],
)
@pytest.mark.parametrize("width", [1, 9, 76])
def test_a_place_is_kept_wherever_it_stands(html: str, width: int) -> None:
    lines = _lines(f'<p><a href="#n">1</a></p>{html}', width)
    place = anchored(lines, "n")
    assert place is not None
    assert lines[place.line].text[place.start] == "x"


# ---- as the search index sees words


def _words_found(html: str, words: str, *, is_prefix: bool = False, width: int = 76) -> list[str]:
    lines = _lines(html, width)
    return [
        "/".join(lines[place.line].text[place.start : place.end] for place in match)
        for match in Searchable(lines).find_words(words, is_prefix=is_prefix)
    ]


@pytest.mark.parametrize(
    ("text", "words", "is_prefix", "found"),
    [
        ("a bee, bees, beeswax, honeybee", "bee", False, ["bee"]),
        ("a bee, bees, beeswax, honeybee", "bee", True, ["bee", "bees", "beeswax"]),
        ("old harbour, old-harbour, old. Harbour!", "old harbour", False,
         ["old harbour", "old-harbour", "old. Harbour"]),
        ("the quay’s end", "quay's", False, ["quay’s"]),
        ("Zürich zurich", "ZURICH", False, ["Zürich", "zurich"]),
        ("東京都で", "京都", False, ["京都"]),
        ("snake_case case", "case", False, ["case", "case"]),
        ("anything", "!?", False, []),
        ("anything", "", True, []),
        ("1.5 and 15", "1.5", False, ["1.5"]),
    ],
)  # fmt: skip
def test_whole_words_are_found_as_the_index_parts_them(
    text: str, words: str, is_prefix: bool, found: list[str]
) -> None:
    assert _words_found(f"<p>{text}</p>", words, is_prefix=is_prefix) == found


def test_words_in_a_row_are_found_over_a_line_end() -> None:
    assert _words_found("<p>the quiet harbour master</p>", "harbour master", width=18) == [
        "harbour/master"
    ]


@given(st.text(max_size=30), st.text(max_size=10), st.booleans())
def test_any_words_can_be_looked_for(text: str, words: str, is_prefix: bool) -> None:
    lines = [Line((Run(text),))]
    for match in Searchable(lines).find_words(words, is_prefix=is_prefix):
        assert all(0 <= place.start < place.end <= len(text) for place in match)


def test_what_is_said_of_an_article_is_no_text_of_it() -> None:
    lines = [
        Line((Run("The dam", "title"),), -1),
        Line((Run("Dam Post", "facts"), Run(" · ", "facts"), Run("#dam", "facts")), -1),
        Line((Run("a.example/dam", "facts address"),), -1),
        Line((Run("It is a dam."),)),
    ]
    assert [match[0].line for match in Searchable(lines).find("dam")] == [0, 3]
