from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qreader.text.folding import fold, fold_with_places


@pytest.mark.parametrize(
    ("written", "typed"),
    [
        ("Αθήνα σήμερα", "αθηνα σημερα"),
        ("ΟΔΟΣ", "οδος"),
        ("τῷ ἀνθρώπῳ", "τω ανθρωπω"),
        ("Ёлка и Йод", "елка и иод"),
        ("Київ і Їжак", "Киів і іжак"),
        ("שָׁלוֹם", "שלום"),
        ("מַקָּף־קֶשֶׁר", "מקף־קשר"),
        ("مُحَمَّد", "محمد"),
        ("أحمد إلى آسيا ٱلله", "احمد الي اسيا الله"),
        ("كتـــاب", "كتاب"),
        ("مدرسة", "مدرسه"),
        ("می‌خواهم کتاب", "ميخواهم كتاب"),
        ("٢٠٢٤ ۲۰۲۴ २०२४", "2024 2024 2024"),
        ("Đà Nẵng, Việt Nam, Phở Ơi", "da nang, viet nam, pho oi"),
        ("Łódź Ørsted Straße Æther Œuvre", "lodz orsted strasse aether oeuvre"),
        ("Ísland Þór Garðar", "island thor gardar"),
        ("İstanbul i̇stanbul IĞDIR ısı", "istanbul istanbul igdir isi"),
        ("ﬁne ＡＢＣ ＦＵＬＬ", "fine abc full"),
        ("x² ª", "x2 a"),
        ("ज़मीन ड़", "जमीन ड"),
        ("ｶﾞｽ か\u3099", "ガス が"),
        ("\u1112\u1161\u11ab", "한"),
        ("Donau\u00addampf", "donaudampf"),
        ("cafe\u0301 CAFÉ", "cafe café"),
    ],
)
def test_what_is_written_folds_as_what_is_typed(written: str, typed: str) -> None:
    assert fold(written) == fold(typed)


@pytest.mark.parametrize(
    ("one", "other"), [("が", "か"), ("ไม่", "ไม้"), ("か", "カ"), ("½", "12"), ("Acme™", "acmetm")]
)
def test_what_is_another_word_folds_otherwise(one: str, other: str) -> None:
    assert fold(one) != fold(other)


@given(st.text())
def test_folding_again_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(st.text(st.characters() | st.sampled_from("éßﬁﾞｶが\u3099\u0301ᄒ\u1161\u11abἁᾷंـ")))
def test_places_are_those_of_the_text(text: str) -> None:
    folded, places = fold_with_places(text)

    assert folded == fold(text)
    assert len(places) == len(folded) + 1
    assert list(places) == sorted(places)
    assert places[-1] == len(text)


def test_a_place_is_where_the_letter_stands() -> None:
    text = "Straße ﬁn مُحَمَّد ك"
    folded, places = fold_with_places(text)

    at = folded.index(fold("مُحَمَّد"))
    assert text[places[at] : places[at + 4]] == "مُحَمَّد"
    assert text[places[folded.index("fin")] :].startswith("ﬁn")
