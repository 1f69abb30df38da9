"""Queries: what is typed is read as people mean it, and what cannot be read says where and why."""

from __future__ import annotations

import string
from datetime import date

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from qreader.errors import QueryError
from qreader.text.query import (
    EXAMPLES,
    FIELDS,
    MAX_CHARACTERS,
    MAX_DEPTH,
    MAX_PARTS,
    UNITS,
    Age,
    And,
    Dated,
    Has,
    Is,
    Mark,
    Name,
    Named,
    Not,
    OfStory,
    Or,
    Part,
    Tree,
    Words,
    read_query,
    words_to_show,
)

A, B, C = Words("a"), Words("b"), Words("c")

# ---- what is read


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        ("a", A),
        (" a  b ", And((A, B))),
        ("a AND b", And((A, B))),
        ("a a", A),
        ("a & b", And((A, B))),
        ("a – b", And((A, B))),
        ("a - b", And((A, B))),
        ('"a b"', Words("a b", phrase=True)),
        ('"a b', Words("a b", phrase=True)),
        ('"a b"*', Words("a b", phrase=True, prefix=True)),
        ('c"a"', And((C, Words("a", phrase=True)))),
        ("a*", Words("a", prefix=True)),
        ("a -b", And((A, Not(B)))),
        ('a -"b c"', And((A, Not(Words("b c", phrase=True))))),
        ("a OR b", Or((A, B))),
        ("a OR b OR c", Or((A, B, C))),
        ("a b OR c", Or((And((A, B)), C))),
        ("(a OR b) c", And((Or((A, B)), C))),
        ("a -(b OR c)", And((A, Not(Or((B, C)))))),
        ("a (b (c))", And((A, B, C))),
        ("a (b OR (c OR a))", And((A, Or((B, C, A))))),
        ("a -(-b)", And((A, B))),
        ("f(x)", Words("f(x)")),
        ("(f(x) a)", And((Words("f(x)"), A))),
        ("AND", Words("AND")),
        ("a AND", And((A, Words("AND")))),
        ("or", Words("or")),
        ('"OR"', Words("OR", phrase=True)),
        ("a -OR", And((A, Not(Words("OR"))))),
        ("https://example.org/x", Words("https://example.org/x")),
        ("10:30", Words("10:30")),
        ("std::vector", Words("std::vector")),
        ("Analysis: a", And((Words("Analysis:"), A))),
        ("title:a", Words("a", in_title=True)),
        ("TITLE:a*", Words("a", prefix=True, in_title=True)),
        ('title:"a b"', Words("a b", phrase=True, in_title=True)),
        ("feed:a", Name(Named.FEED, "a")),
        ('feed:"The Post"', Name(Named.FEED, "The Post")),
        ("tag:a*", Name(Named.TAG, "a", prefix=True)),
        ("author:o'neil", Name(Named.AUTHOR, "o'neil")),
        ("lang:de-AT", Name(Named.LANGUAGE, "de-AT")),
        ("folder:World/Asia", Name(Named.FOLDER, "World/Asia")),
        ("is:Unread", Is(Mark.UNREAD)),
        ("-is:read", Not(Is(Mark.READ))),
        ("has:links", Has(Part.LINKS)),
        ('has:"full"', Has(Part.FULL)),
        ("story:007", OfStory(7)),
        ("after:2026-01-31", Dated(date(2026, 1, 31), before=False)),
        ("before:2026-2", Dated(date(2026, 2, 1), before=True)),
        ("before:2026", Dated(date(2026, 1, 1), before=True)),
        ("age:<2d", Age(2, "d", older=False)),
        ("age:>10Y", Age(10, "y", older=True)),
        ("東京の -猫", And((Words("東京の"), Not(Words("猫"))))),
        ("a -b is:unread", And((A, Not(B), Is(Mark.UNREAD)))),
        ("is:unread -a", And((Is(Mark.UNREAD), Not(A)))),
        ("a OR -b", Or((A, Not(B)))),
    ],
)
def test_a_query_is_read_as_a_person_means_it(text: str, tree: Tree) -> None:
    assert read_query(text) == tree


def test_every_example_of_the_table_reads_and_every_field_has_one() -> None:
    texts = [text for text, _ in EXAMPLES]
    for text in texts:
        read_query(text)
    assert {text.partition(":")[0] for text in texts} >= FIELDS.keys() - {"before"}
    said = " ".join(meaning for _, meaning in EXAMPLES)
    for mark in [*Mark, *Part]:
        assert f":{mark}" in said or any(text.endswith(f":{mark}") for text in texts), mark
    assert all(f"`{unit}`" in said for unit in UNITS)


# ---- what cannot be read


@pytest.mark.parametrize(
    ("text", "marked", "says"),
    [
        ("moon tilte:base", "tilte:", "did you mean `title:`?"),
        ("autor:x", "autor:", "did you mean `author:`?"),
        ("Live:Updates", "Live:", "put it in quotes"),
        ("is:unred", "unred", "did you mean `is:unread`?"),
        ("is:qqq", "qqq", "there are unread, read, starred"),
        ("has:link", "link", "did you mean `has:links`?"),
        ("is:unread*", "unread*", "did you mean `is:unread`?"),
        ("a age:2d", "2d", "age:<2d or age:>2d"),
        ("age:<2x", "<2x", "in h, d, w, m or y"),
        ("age:<12345d", "<12345d", "an age is written"),
        ("after:2026-13-01", "2026-13-01", "write after:2026-01-31"),
        ("before:soon", "soon", "write before:2026-01-31"),
        ("after:0000", "0000", "is no day"),
        ("story:x", "x", "the number of a story"),
        ("story:99999999999999999999", "99999999999999999999", "the number of a story"),
        ("title:(a b)", "(", "(title:a OR title:b)"),
        ("title:&", "&", "letters or digits"),
        ('tag:""', '""', "needs a name"),
        ("a title: b", "title:", "right behind it"),
        ("a (b", "(", "not closed"),
        ("a b) c", ")", "never opened"),
        (":)", ")", "never opened"),
        ("OR a", "OR", "to its left and right"),
        ("a OR", "OR", "to its left and right"),
        ("a OR OR b", "OR", "to its left and right"),
        ("a OR &", "OR", "to its left and right"),
        ("(a OR)", "OR", "to its left and right"),
        ("東京 (猫", "(", "not closed"),
    ],
)
def test_a_mistake_says_where_and_why(text: str, marked: str, says: str) -> None:
    with pytest.raises(QueryError) as caught:
        read_query(text)
    error = caught.value
    assert error.position is not None
    assert error.words[error.position : error.position + error.length] == marked
    assert says in str(error)


@pytest.mark.parametrize(
    "text", ["", " ", '"', '""', "-", "*", "!?", "-a", '-"a b" -c', "-(a b)", "\x00", "()", "- ()"]
)
def test_a_search_for_nothing_says_so(text: str) -> None:
    with pytest.raises(QueryError) as caught:
        read_query(text)
    assert "add a word" in str(caught.value) or "type a word" in str(caught.value)


@pytest.mark.parametrize("text", ["-is:read", "-feed:x", "-is:read -a", "is:unread -a"])
def test_leaving_out_is_enough_where_it_says_what_is_wanted(text: str) -> None:
    assert str(read_query(text)) == text


def test_what_is_too_long_too_deep_or_too_much_is_refused() -> None:
    for text, says in [
        ("a" * (MAX_CHARACTERS + 1), "longer"),
        ("(" * (MAX_DEPTH + 1) + "a", "deep"),
        (" ".join(f"a{n}" for n in range(MAX_PARTS + 1)), "parts"),
    ]:
        with pytest.raises(QueryError, match=says):
            read_query(text)
    assert read_query("(" * MAX_DEPTH + "a" + ")" * MAX_DEPTH) == A


def test_control_characters_reach_neither_the_tree_nor_the_error() -> None:
    assert read_query("a\x1b[31m\x00b") == Words("ab")
    with pytest.raises(QueryError) as caught:
        read_query("\x1b]0;x\x07tilte:\u202ea")
    assert caught.value.words == "tilte:a"


# ---- whatever is typed

_PIECES = st.sampled_from(
    ['"', "-", "*", "(", ")", ":", " OR ", " AND ", "title:", "is:", "unread", "age:<2d", "feed:",
     "after:2026", "story:1", "tag:", "%", "'", "\\", "moon", "京都", "\x00", "é", " ", "…"]
)  # fmt: skip
_TYPED = st.lists(st.one_of(_PIECES, st.text(max_size=6)), max_size=30).map("".join)


@given(_TYPED)
@example("a -")
@example("((a) OR -(b c)) -title:*")
@example("--a b")
def test_any_text_is_read_or_refused_and_written_again_as_the_same(text: str) -> None:
    try:
        tree = read_query(text)
    except QueryError as error:
        assert error.position is not None
        assert 0 <= error.position <= len(error.words)
        return
    assert read_query(str(tree)) == tree


_BARE = st.text(string.ascii_lowercase + "éж京都'", min_size=1, max_size=8).filter(
    lambda text: text.strip("'") != ""
)
_SPACED = st.lists(_BARE, min_size=1, max_size=3).map(" ".join)
_WORDS = st.builds(Words, _BARE, st.just(False), st.booleans(), st.booleans()) | st.builds(
    Words, _SPACED, st.just(True), st.booleans(), st.booleans()
)
_LEAVES = st.one_of(
    _WORDS,
    st.builds(Name, st.sampled_from(Named), _SPACED | st.sampled_from(["a(b)", "x*y", "a:b"]),
              st.booleans()),
    st.builds(Is, st.sampled_from(Mark)),
    st.builds(Has, st.sampled_from(Part)),
    st.builds(OfStory, st.integers(0, 10**18 - 1)),
    st.builds(Dated, st.dates(), st.booleans()),
    st.builds(Age, st.integers(0, 9999), st.sampled_from(sorted(UNITS)), st.booleans()),
)  # fmt: skip


def _inner(children: st.SearchStrategy[Tree]) -> st.SearchStrategy[Tree]:
    def several(kind: type[And] | type[Or]) -> st.SearchStrategy[Tree]:
        parts = st.lists(
            children.filter(lambda part: not isinstance(part, kind)),
            min_size=2, max_size=3, unique=True,
        )  # fmt: skip
        return parts.map(lambda found: kind(tuple(found)))

    negated = children.filter(lambda part: not isinstance(part, Not)).map(Not)
    return several(And) | several(Or) | negated


@given(st.recursive(_LEAVES, _inner, max_leaves=8), _WORDS)
def test_a_tree_written_down_reads_as_the_same_tree(tree: Tree, more: Words) -> None:
    if isinstance(tree, Not | And):  # alone it might only say what to leave out
        parts = tree.parts if isinstance(tree, And) else (tree,)
        tree = And((*parts, more)) if more not in parts else tree
        if isinstance(tree, Not):
            return
    assert read_query(str(tree)) == tree


# ---- what may be marked in what is found


def test_the_words_to_show_are_those_that_must_not_be_missing() -> None:
    tree = read_query('moon* (title:base OR "new town") -mars is:unread tag:x')
    assert [str(words) for words in words_to_show(tree)] == ["moon*", "title:base", '"new town"']
    assert words_to_show(read_query("is:unread")) == []
