"""Words: search and related see the same ones, in every script; any text is a safe search."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qreader.text.folding import fold
from qreader.text.words import (
    _FOLDED_OURSELVES,
    STOP_WORDS,
    index_text,
    is_unspaced,
    names,
    search_term,
    stem,
    stop_words,
    tokens,
)

TEXTS = {
    1: "The Zürich climate summit ended on Monday without a deal",
    2: "東京都で新しい法律が成立した。iPhoneの価格も上がる",
    3: "Climate deal: the summit's surprise, in café talks",
    4: "삼성전자는 새로운 반도체 공장을 발표했다",
    5: "การประชุมสุดยอดสภาพภูมิอากาศ",
    6: "Саммит по климату прошёл в Москве",
    7: 'say "hello" AND NOT goodbye',
    8: "猫",
}


def _search_table() -> sqlite3.Connection:
    connection = sqlite3.connect(":memory:")
    connection.execute(
        'CREATE VIRTUAL TABLE t USING fts5(x, tokenize = "unicode61 remove_diacritics 2")'
    )
    for number, text in TEXTS.items():
        connection.execute("INSERT INTO t(rowid, x) VALUES (?, ?)", (number, index_text(text)))
    return connection


def _found(connection: sqlite3.Connection, words: str) -> set[int]:
    """Return what holds these words in a row; with a star behind, the start of the last."""
    term = search_term(words.rstrip("*"), is_prefix=words.endswith("*"))
    assert term is not None
    rows = connection.execute("SELECT rowid FROM t WHERE t MATCH ?", (term,))
    return {row[0] for row in rows}


@pytest.fixture
def table() -> Iterator[sqlite3.Connection]:
    connection = _search_table()
    yield connection
    connection.close()


# ---- tokens


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The FOX's 2024 run-up", ["the", "fox", "s", "2024", "run", "up"]),
        ("Zürich Ångström cafe\u0301 Đà Nẵng", ["zurich", "angstrom", "cafe", "đa", "nang"]),
        ("ﬁne ＡＢＣ", ["fine", "abc"]),
        ("STRASSE Straße", ["strasse", "strasse"]),
        ("東京都で", ["東京", "京都", "都で"]),
        ("猫 x 犬", ["猫", "x", "犬"]),
        ("한국어", ["한국", "국어"]),
        ("iPhoneの", ["iphone", "の"]),
        ("ｶﾞｽ", ["ガス"]),
        ("हिंदी में", ["हिंदी", "में"]),
        ("Й и\u0306 Ελλάδα", ["й", "й", "ελλάδα"]),
        ("a_b, ...!", ["a", "b"]),
        ("", []),
    ],
)
def test_a_text_falls_into_folded_words(text: str, expected: list[str]) -> None:
    assert tokens(text) == expected


@given(st.text())
def test_tokens_never_raise_and_are_never_empty(text: str) -> None:
    assert all(tokens(text))


def test_latin_letters_fold_as_the_search_index_folds_them() -> None:
    connection = sqlite3.connect(":memory:")
    connection.execute(
        "CREATE VIRTUAL TABLE t USING fts5(x, tokenize='unicode61 remove_diacritics 2')"
    )
    connection.execute("CREATE VIRTUAL TABLE v USING fts5vocab(t, instance)")
    letters = [chr(point) for point in [*range(0xC0, 0x180), *range(0x1E02, 0x1E96)]]
    letters = [letter for letter in letters if letter.isalpha() and letter not in "ßŉ"]
    for number, letter in enumerate(letters):
        connection.execute("INSERT INTO t(rowid, x) VALUES (?, ?)", (number, f"q{letter}q"))
    rows = connection.execute("SELECT doc, term FROM v").fetchall()
    connection.close()
    # those that Unicode takes apart in another way than case folding does
    odd = {letter for letter in letters if len(letter.casefold()) > 1 or letter in "ĲĳĿŀſẛ"}
    for number, term in rows:
        if letters[number] not in odd:
            assert tokens(f"q{letters[number]}q") == [term]


# ---- the index


def test_text_that_fts5_folds_itself_is_indexed_as_it_is() -> None:
    text = "Čtyři – “quotes” and NAÏVE 🚀 €5"
    assert index_text(text) is text
    assert index_text("Straße in Ελλάδα") == "strasse in ελλαδα"


def test_what_is_left_to_fts5_it_folds_as_we_do() -> None:
    every = "".join(map(chr, [*range(0x80, 0xD800), *range(0xE000, 0x110000)]))
    left = _FOLDED_OURSELVES.sub("", every)
    assert all(index_text(letter) is letter for letter in left)
    assert len(left) > 500
    assert _words_in(f"q{one}q {one}" for one in left) == _words_in(
        fold(f"q{one}q {one}") for one in left
    )


def _words_in(texts: Iterable[str]) -> dict[int, list[str]]:
    """Return the words that FTS5 takes from each text."""
    with closing(sqlite3.connect(":memory:")) as connection:
        connection.execute(
            "CREATE VIRTUAL TABLE t USING fts5(x, tokenize='unicode61 remove_diacritics 2')"
        )
        connection.execute("CREATE VIRTUAL TABLE v USING fts5vocab(t, instance)")
        connection.executemany("INSERT INTO t(rowid, x) VALUES (?, ?)", enumerate(texts))
        found: dict[int, list[str]] = {}
        for number, word in connection.execute("SELECT doc, term FROM v ORDER BY doc, offset"):
            found.setdefault(number, []).append(word)
        return found


def test_text_without_spaces_is_indexed_as_pairs_and_its_last_character() -> None:
    assert index_text("東京都").split() == ["東京", "京都", "都"]
    assert index_text("新iPhone猫").split() == ["新", "iphone", "猫"]


# ---- searching


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("climate", {1, 3}),
        ("climate deal", {3}),
        ("deal climate", set()),
        ("CLIMATE", {1, 3}),
        ("zürich", {1}),
        ("clim", set()),
        ("clim*", {1, 3}),
        ("climate de*", {3}),
        ("caf*", {3}),
        ("cafe\u0301", {3}),
        ("東京", {2}),
        ("京都", {2}),
        ("京", {2}),
        ("猫", {8}),
        ("東京都で", {2}),
        ("東都", set()),
        ("iphoneの価格", {2}),
        ("東京!", {2}),
        ("삼성전자", {4}),
        ("반도체", {4}),
        ("ประชุม", {5}),
        ("климату", {6}),
        ("AND", {7}),
        ("NOT", {7}),
        ("summit's", {3}),
        ("summit OR", set()),
        ('say "hello', {7}),
    ],
)
def test_a_term_finds_what_it_says(
    table: sqlite3.Connection, words: str, expected: set[int]
) -> None:
    assert _found(table, words) == expected


@pytest.mark.parametrize("words", ["", " ", '"', '""', "-", "*", "!?", "\x00"])
def test_a_text_without_letters_is_no_term(words: str) -> None:
    assert search_term(words) is None


_OPERATORS = st.sampled_from(
    ['"', "-", "*", "(", ")", "^", ":", "+", "{", "}", "AND ", " OR ", "NEAR(", " ", "\x00"]
)


@given(
    st.lists(st.one_of(_OPERATORS, st.text(max_size=8), st.sampled_from("京都でกั한")), max_size=40),
    st.booleans(),
)
def test_any_text_is_a_safe_term(parts: list[str], is_prefix: bool) -> None:
    term = search_term("".join(parts), is_prefix=is_prefix)
    if term is not None:
        with closing(_search_table()) as connection:
            connection.execute("SELECT rowid FROM t WHERE t MATCH ?", (term,)).fetchall()


@given(st.text(alphabet="abc東京都한é ", min_size=1, max_size=12).filter(str.strip))
def test_a_text_is_found_by_itself(text: str) -> None:
    with closing(_search_table()) as connection:
        connection.execute("INSERT INTO t(rowid, x) VALUES (99, ?)", (index_text(f"x ({text}) x"),))
        assert 99 in _found(connection, text)


def test_letters_of_scripts_without_spaces_are_known() -> None:
    assert [one for one in "aé東한ก1." if is_unspaced(one)] == ["東", "한", "ก"]


# ---- stems, stop words, names


@pytest.mark.parametrize(
    "family",
    [
        {"price", "prices", "priced", "pricing"},
        {"election", "elections"},
        {"company", "companies"},
        {"box", "boxes"},
        {"run", "runs", "running"},
        {"make", "makes", "making"},
        {"miss", "missed", "missing"},
        {"fall", "falls", "falling"},
        {"ban", "banned", "banning"},
    ],
)
def test_words_of_one_family_share_a_stem(family: set[str]) -> None:
    assert len({stem(word) for word in family}) == 1


@pytest.mark.parametrize(
    "word",
    ["news", "bus", "crisis", "king", "thing", "bring", "red", "series", "2020s", "été", "東京"],
)
def test_words_that_only_look_like_it_keep_their_ending(word: str) -> None:
    assert stem(word) == word


def test_stop_words_are_written_as_tokens_are() -> None:
    assert [word for word in STOP_WORDS if tokens(word) != [word]] == []


@pytest.mark.parametrize(
    "word", ["the", "und", "les", "para", "della", "het", "não", "что", "się", "och"]
)
def test_the_commonest_words_of_many_languages_are_stop_words(word: str) -> None:
    assert tokens(word)[0] in STOP_WORDS


@pytest.mark.parametrize("word", ["war", "man", "sin", "son", "hat", "men", "pour", "quest"])
def test_a_word_that_means_something_elsewhere_is_none(word: str) -> None:
    assert word not in STOP_WORDS


def test_a_language_has_its_own_list_and_an_unknown_one_all() -> None:
    assert "und" in stop_words("de-AT")
    assert "the" not in stop_words("de")
    assert stop_words("xx") == stop_words(None) == STOP_WORDS


def test_names_are_capitalised_words_inside_sentences() -> None:
    text = (
        'Yesterday the President met Apple\'s Tim Cook. They said "Europe is next". '
        "• Bullets in Österreich: Nothing\nNew lines by Mr. J. R. McDonald; I agree, IBM-Werk."
    )
    assert names(text) == [
        "President",
        "Apple",
        "Tim",
        "Cook",
        "Europe",
        "Österreich",
        "Mr",
        "McDonald",
        "IBM-Werk",
    ]


@given(st.text())
def test_names_never_raise(text: str) -> None:
    assert all(name in text for name in names(text))
