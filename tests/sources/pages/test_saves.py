"""A page saved as text: blank lines say what is headline, text, and related part."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from qreader.model import Entry, Link, LinkKind
from qreader.sources.pages.saves import MAX_TITLE_CHARACTERS, parse_save
from qreader.text import html, plain
from qreader.text.safe import is_safe

SAVES = Path(__file__).parents[2] / "data" / "saves"
HARBOUR = (SAVES / "harbour.txt").read_text("utf-8")
HEADLINES = (SAVES / "headlines.txt").read_text("utf-8")
NOISE = (SAVES / "noise.txt").read_text("utf-8")


def body(entry: Entry) -> str:
    return plain.plain_text(html.blocks(entry.body_html or "", None))


def items(entry: Entry, block: int = 0) -> list[tuple[str | None, str]]:
    return [(item.caption, item.title) for item in entry.own_related[block].items]


def flat(text: str) -> str:
    """The same save from a program that writes one blank line everywhere."""
    return re.sub(r"\n{3,}", "\n\n", text)


# ---- the shape that the project began with


def test_the_headline_is_the_title_and_not_a_part_of_the_text() -> None:
    entry = parse_save(HARBOUR)
    assert entry.title == "Harbour of Vennmouth opens its old lock again"
    assert "Harbour of Vennmouth opens" not in body(entry)


def test_the_text_is_every_paragraph_and_nothing_of_the_related_part() -> None:
    text = body(parse_save(HARBOUR))
    assert text.startswith("The first barge passed the lock")
    assert text.endswith("before any other water in the county.")
    assert text.count("\n\n") == 2


def test_each_item_is_a_caption_and_a_headline_under_the_sites_heading() -> None:
    entry = parse_save(HARBOUR)
    (block,) = entry.own_related
    assert block.heading == "More from The Vennmouth Lantern"
    assert block.kind is LinkKind.SAME_SITE
    assert items(entry) == [
        ("Orla Finch at the lock", "Meet Orla Finch, the woman who oils the gates of Vennmouth"),
        ("Fish market at dawn", "The fish market moves uphill: what we know so far"),
        (
            "Sign painter Tam Ode",
            "#Harbour: The sign painter of the lock keeper’s house looks back",
        ),
        ("Frozen basin in January", "Why the basin of Vennmouth freezes before all other water"),
    ]


def test_the_last_heading_with_nothing_below_it_is_no_story() -> None:
    entry = parse_save(HARBOUR)
    assert "Front of mind" not in repr(entry)


def test_a_text_has_no_addresses_to_invent() -> None:
    entry = parse_save(HARBOUR)
    assert entry.url is None
    assert all(item.url is None for block in entry.own_related for item in block.items)


def test_line_ends_of_other_systems_make_no_difference() -> None:
    for line_end in ("\r\n", "\r"):
        assert parse_save(HARBOUR.replace("\n", line_end)) == parse_save(HARBOUR)


def test_a_byte_order_mark_and_blank_lines_at_the_start_make_no_difference() -> None:
    assert parse_save("\ufeff\n\n\n" + HARBOUR) == parse_save(HARBOUR)


def test_lines_of_spaces_are_blank_lines() -> None:
    assert parse_save(HARBOUR.replace("\n\n", "\n \t\n")) == parse_save(HARBOUR)


# ---- its relatives


def test_items_may_be_headlines_only() -> None:
    entry = parse_save(HEADLINES)
    assert entry.own_related[0].heading == "Ähnliche Artikel:"
    assert entry.own_related[0].kind is LinkKind.RELATED
    assert items(entry) == [
        (None, "Die alte Brücke wird zum Markt"),
        (None, "Schafe auf den Gleisen: Wem gehören sie?"),
        (None, "Elf Minuten für zwei Kilometer"),
    ]


def test_a_heading_within_the_text_stays_in_the_text() -> None:
    assert "Was noch fehlt" in body(parse_save(HEADLINES))


def test_a_heading_in_a_language_that_nobody_listed_is_found_by_the_blank_lines() -> None:
    save = HARBOUR.replace("More from The Vennmouth Lantern", "Okuningi okuvela eVennmouth")
    save = save.replace("Front of mind", "Ezisematheni")
    entry = parse_save(save)
    (block,) = entry.own_related
    assert block.heading == "Okuningi okuvela eVennmouth"
    assert block.kind is LinkKind.OTHER
    assert len(block.items) == 4
    assert "Ezisematheni" not in repr(entry)


def test_single_blank_lines_everywhere_give_the_same_article() -> None:
    assert parse_save(flat(HARBOUR)) == parse_save(HARBOUR)
    assert parse_save(flat(HEADLINES)) == parse_save(HEADLINES)


def test_double_blank_lines_everywhere_give_the_same_article() -> None:
    assert parse_save(flat(HARBOUR).replace("\n\n", "\n\n\n")) == parse_save(HARBOUR)


def test_a_caption_right_above_its_headline_makes_a_pair() -> None:
    save = flat(HARBOUR)
    for caption in ("Orla Finch at the lock", "Fish market at dawn", "Sign painter Tam Ode"):
        save = save.replace(f"{caption}\n\n", f"{caption}\n")
    assert items(parse_save(save))[0] == (
        "Orla Finch at the lock",
        "Meet Orla Finch, the woman who oils the gates of Vennmouth",
    )


def test_two_related_parts_are_two_blocks() -> None:
    second = "Most read\n\n\nThe ferry that never left the pier\n\n\nA bell for every fog\n"
    entry = parse_save(HARBOUR.replace("Front of mind", second))
    assert [block.heading for block in entry.own_related] == [
        "More from The Vennmouth Lantern",
        "Most read",
    ]
    assert entry.own_related[1].kind is LinkKind.POPULAR
    assert len(entry.own_related[0].items) == 4
    assert entry.own_related[1].items == (
        Link("The ferry that never left the pier"),
        Link("A bell for every fog"),
    )


def test_a_caption_that_repeats_the_headline_is_still_its_caption() -> None:
    headline = "The bell of the pier rings by itself"
    other = "A second story of the pier and its bell"
    text = f"T\n\n\nText of it.\n\nRead next\n\n{headline}\n\n{headline}\n\n{other}\n\n{other}\n"
    assert items(parse_save(text)) == [(headline, headline), (other, other)]


def test_one_item_counts_where_the_heading_is_known() -> None:
    entry = parse_save("Title\n\n\nText of the article.\n\nRelated\n\n\nThe only other story\n")
    assert items(entry) == [(None, "The only other story")]


# ---- by-lines, dates, buttons


def test_the_byline_and_the_date_are_read_and_leave_the_text() -> None:
    entry = parse_save(NOISE)
    assert entry.authors == ("Ines Adler", "Tom Okoye")
    assert entry.published == datetime(2025, 3, 14, tzinfo=UTC)
    assert "Ines Adler" not in body(entry)
    assert "2025" not in body(entry)


def test_a_name_right_above_a_date_is_the_author() -> None:
    entry = parse_save("Title\n\nJean Moreau\n\n2025-06-29\n\nThe text of it all.\n")
    assert entry.authors == ("Jean Moreau",)
    assert entry.published == datetime(2025, 6, 29, tzinfo=UTC)


def test_a_short_paragraph_is_no_author() -> None:
    entry = parse_save("Title\n\nJean Moreau\n\nThe text of it all.\n")
    assert entry.authors == ()
    assert "Jean Moreau" in body(entry)


@pytest.mark.parametrize(
    "line",
    ["2024", "In June 12, 2024 the boats came back to the pier of Ostrow for good", "Page 3 of 12"],
)
def test_a_line_that_only_holds_numbers_is_no_date(line: str) -> None:
    entry = parse_save(f"Title\n\n{line}\n\nThe text of it all.\n")
    assert entry.published is None
    assert line in body(entry)


def test_buttons_and_advertisement_marks_are_no_text() -> None:
    text = body(parse_save(NOISE))
    assert text == (
        "The ovens of Ostrow stand cold until eleven, because the flour arrives by the ten "
        "o'clock boat and not a minute before.\n\n"
        "By one the street smells of rye, and the boat is gone."
    )


def test_a_sentence_about_sharing_stays() -> None:
    assert "Share" in body(parse_save("Title\n\nShare and share alike, she said.\n"))


# ---- ordinary text files


def test_an_ordinary_text_has_a_title_and_paragraphs() -> None:
    entry = parse_save("On rain\n\nIt falls.\n\nThen it stops.\n")
    assert (entry.title, body(entry)) == ("On rain", "It falls.\n\nThen it stops.")
    assert entry.own_related == ()


def test_a_first_paragraph_is_no_title_but_lends_its_start() -> None:
    paragraph = "It rained on the roof of the station for so long that " * 8
    entry = parse_save(paragraph + "\n\nThen it stopped.\n")
    assert len(entry.title) <= MAX_TITLE_CHARACTERS
    assert entry.title.startswith("It rained on the roof")
    assert entry.title.endswith("…")
    assert body(entry).startswith("It rained on the roof")


def test_text_wrapped_by_hand_becomes_running_text_again() -> None:
    text = (
        "On the keeping of locks\n\n"
        "A lock that nobody opens is a wall with a story, and walls with\n"
        "stories are what a harbour has most of. They are painted every\n"
        "spring, and every autumn somebody asks what they are for.\n"
    )
    entry = parse_save(text)
    assert entry.title == "On the keeping of locks"
    assert "walls with stories are what a harbour has most of" in body(entry)


def test_lines_of_a_poem_stay_lines() -> None:
    entry = parse_save("Pier\n\nThe bell,\nthe fog,\nthe bell.\n")
    assert body(entry) == "The bell,\nthe fog,\nthe bell."


def test_chapters_parted_by_two_blank_lines_are_no_related_stories() -> None:
    chapter = "The text of a chapter goes on for more than a line, as chapters do. " * 8
    text = f"Book\n\n\nOne\n\n{chapter}\n\n\nTwo\n\n{chapter}\n"
    entry = parse_save(text)
    assert entry.own_related == ()
    assert body(entry).count("The text of a chapter") == 16


def test_one_line_is_title_and_text() -> None:
    entry = parse_save("Just this.")
    assert (entry.title, body(entry)) == ("Just this.", "Just this.")


def test_long_lines_without_blank_ones_are_paragraphs() -> None:
    first, second = "The first of two paragraphs. " * 6, "The second of two paragraphs. " * 6
    entry = parse_save(f"Title\n{first}\n{second}\n")
    assert entry.title == "Title"
    assert body(entry) == f"{first.strip()}\n\n{second.strip()}"


def test_markup_in_a_text_is_text() -> None:
    entry = parse_save("A <b>title</b>\n\nUse <script>alert(1)</script> & see.\n")
    assert entry.title == "A <b>title</b>"
    assert body(entry) == "Use <script>alert(1)</script> & see."


# ---- whatever comes


@given(st.text(alphabet=st.sampled_from("ab .\n\r\t\x1b\x9b\u202e語é<&:"), max_size=400))
@example("")
@example("\n\n\n")
@example("Related")
@example("A\n\nRelated\n\n\nB")
@example("\x1b]0;x\x07")
def test_any_text_is_read_and_what_comes_of_it_is_clean(text: str) -> None:
    entry = parse_save(text)
    shown = [entry.title, *entry.authors]
    for block in entry.own_related:
        assert block.items
        shown += [block.heading, *(item.title for item in block.items)]
        shown += [item.caption for item in block.items if item.caption]
    assert all(is_safe(line) and "\n" not in line for line in shown)


@given(
    st.lists(
        st.text(alphabet="abc déñ語", min_size=3, max_size=40).filter(str.strip),
        min_size=2,
        max_size=6,
        unique_by=str.strip,
    )
)
def test_no_word_of_a_plain_text_is_lost(paragraphs: list[str]) -> None:
    entry = parse_save("Title\n\n" + "\n\n".join(f"{one.strip()}." for one in paragraphs))
    for paragraph in paragraphs:
        assert " ".join(paragraph.split()) in " ".join(body(entry).split())


# ---- saves of other programs and other languages


@pytest.mark.parametrize(
    ("heading", "kind"),
    [
        ("Mehr zum Thema", LinkKind.RELATED),
        ("Das könnte Sie auch interessieren", LinkKind.RELATED),
        ("Lo más visto", LinkKind.POPULAR),
        ("Les plus lus", LinkKind.POPULAR),
        ("İlgili haberler", LinkKind.RELATED),
        ("最新記事", LinkKind.LATEST),
        ("Front of mind", LinkKind.OTHER),
    ],
)
@pytest.mark.parametrize("gap", ["\n\n", "\n\n\n"])
def test_a_heading_in_any_language_begins_the_related_part(
    heading: str, kind: LinkKind, gap: str
) -> None:
    story = "The lock opens again\n\nThe first barge passed on Tuesday.\n\nNobody had believed it."
    others = ("The fish market moves uphill at last", "The sign painter looks back")
    entry = parse_save(f"{story}\n\n{heading}{gap}{gap.join(others)}\n")
    (block,) = entry.own_related
    assert (block.heading, block.kind) == (heading, kind)
    assert [item.title for item in block.items] == list(others)
    assert body(entry).endswith("Nobody had believed it.")


@pytest.mark.parametrize(
    ("line", "authors"),
    [
        ("By Ines Adler", ("Ines Adler",)),
        ("Von Ines Adler und Tom Okoye", ("Ines Adler", "Tom Okoye")),
        ("Par Ines Adler", ("Ines Adler",)),
        ("Text: Ines Adler", ("Ines Adler",)),
    ],
)
def test_a_byline_is_read_in_several_languages(line: str, authors: tuple[str, ...]) -> None:
    entry = parse_save(f"The lock opens again\n\n{line}\n\nThe first barge passed on Tuesday.")
    assert entry.authors == authors
    assert body(entry) == "The first barge passed on Tuesday."


@pytest.mark.parametrize("line", ["14 March 2025", "Published 2025-03-14", "Mar 14, 2025, 8:30"])
def test_a_line_that_is_a_date_is_the_date(line: str) -> None:
    entry = parse_save(f"The lock opens again\n\n{line}\n\nThe first barge passed on Tuesday.")
    assert entry.published is not None
    assert entry.published.date() == datetime(2025, 3, 14, tzinfo=UTC).date()
    assert body(entry) == "The first barge passed on Tuesday."


def test_a_date_in_the_middle_of_a_text_is_text() -> None:
    paragraphs = [f"Paragraph {number} of the log of the lock." for number in range(8)]
    entry = parse_save("\n\n".join(["The log", *paragraphs, "14 March 2025", "It rained."]))
    assert entry.published is None
    assert "14 March 2025" in body(entry)


def test_a_long_paragraph_below_a_heading_is_the_article_going_on() -> None:
    long = "The gates were welded shut and the house was sold to a painter of signs. " * 8
    entry = parse_save(f"The lock opens\n\nIt opened.\n\nRelated stories\n\n{long}")
    assert entry.own_related == ()
    assert "The gates were welded shut" in body(entry)


@given(st.integers(min_value=1, max_value=12), st.booleans())
def test_any_number_of_stories_is_found_below_a_known_heading(count: int, captioned: bool) -> None:
    stories = [f"Story {number} of the harbour of Vennmouth" for number in range(count)]
    chunks = [f"{'Picture at dawn' + chr(10) * 2 if captioned else ''}{story}" for story in stories]
    text = "The lock opens\n\nIt opened on Tuesday.\n\nMore from The Lantern\n\n\n"
    entry = parse_save(text + "\n\n\n".join(chunks))
    (block,) = entry.own_related
    assert [item.title for item in block.items] == stories
    assert {item.caption for item in block.items} == {"Picture at dawn" if captioned else None}
