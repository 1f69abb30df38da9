from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from qreader.render.found import found_in
from qreader.text.query import Words

STORY = (
    "The night ferry stops for a week. Nobody on the quay said a word about wages until noon, "
    "when the rain had stopped and all gulls were back on the roof of the school. "
    "Then the owners spoke of the ferry and of wages in one breath, and went home."
)


def found(*words: str, text: str = STORY, length: int = 60) -> str:
    return found_in(text, [Words(word) for word in words], length)


def test_the_sentence_is_shown_from_its_beginning() -> None:
    assert found("quay") == "Nobody on the quay said a word about wages until noon, when "
    assert found("ferry").startswith("The night ferry stops")


def test_far_from_a_beginning_it_starts_at_a_word() -> None:
    text = "Before it came many words that nobody searched for, and at their end " * 3 + "a goose."
    assert found("goose", text=text) == "…searched for, and at their end a goose."


def test_where_most_words_stand_together_is_shown() -> None:
    assert found("wages", "owners").startswith("Then the owners spoke")


def test_a_word_that_is_only_in_the_title_shows_nothing() -> None:
    assert found("goose") == ""
    assert found("quay", text="") == ""


@given(st.text(max_size=400), st.text("ab é漢", min_size=1, max_size=5), st.integers(1, 90))
def test_any_text_gives_a_line_of_itself(text: str, word: str, length: int) -> None:
    line = found_in(text, [Words(word)], length)
    assert line.removeprefix("…") in " ".join(text.split())
    assert len(line) <= length + 1
