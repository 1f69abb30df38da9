"""Texts as they are stored: compressed, markup beside the words that it marks up."""

from __future__ import annotations

import sqlite3
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qreader.model import Query
from qreader.store import Store
from qreader.store.packed import pack, unpack

WORDS = " ".join(f"word{number * 7919 % 1000}" for number in range(400))
MARKUP = f"<p>{WORDS}</p>"


@given(st.text(), st.text())
def test_what_is_packed_comes_back_be_it_a_broken_source(text: str, words: str):
    assert unpack(pack(f"\ud800{text}", words), words) == f"\ud800{text}"
    assert unpack(pack(text), words) == text, "packed alone, as a qreader before did"


def test_markup_beside_its_words_takes_hardly_any_room():
    assert len(pack(MARKUP, WORDS)) < len(pack(MARKUP)) / 10


@pytest.mark.parametrize("wrong", ["", WORDS[1:]])
def test_markup_beside_other_words_is_not_read_as_something_else(wrong: str):
    with pytest.raises(zlib.error):
        unpack(pack(MARKUP, WORDS), wrong)


def test_a_packed_text_that_is_cut_off_is_an_error():
    with pytest.raises(zlib.error):
        unpack(pack(WORDS)[:-5])


def test_a_stored_article_has_its_markup_after_its_words_were_changed(
    store: Store, save, sql: sqlite3.Connection
):
    save(("One", f"<em>{WORDS}</em>"))
    save(("One", f"<b>{WORDS}</b> and more"))
    (number,) = store.lists.ids(Query())
    assert f"<b>{WORDS}</b> and more" in (store.articles.one(number).entry.body_html or "")
    html, text = sql.execute("SELECT html, text FROM revision").fetchone()
    assert f"<em>{WORDS}</em>" in unpack(html, unpack(text))
