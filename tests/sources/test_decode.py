"""Which characters a document's bytes stand for."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qreader.model import Document
from qreader.sources.decode import decode


def text_of(body: bytes, content_type: str | None = None) -> str:
    return decode(Document("https://x.example/", body, content_type))


def declared(encoding: str, text: str, codec: str | None = None) -> bytes:
    return f'<?xml version="1.0" encoding="{encoding}"?><t>{text}</t>'.encode(codec or encoding)


@pytest.mark.parametrize(
    ("encoding", "codec", "text"),
    [
        ("windows-1251", None, "Новости дня"),
        ("KOI8-U", None, "Новини дня ї"),
        ("ISO-8859-2", None, "žluťoučký kůň"),
        ("iso-8859-1", "cp1252", "€ “quoted”"),
        ("Shift_JIS", None, "灯台の光"),
        ("EUC-JP", None, "灯台の光"),
        ("ISO-2022-JP", None, "灯台の光"),
        ("gb2312", "gb18030", "灯塔€"),
        ("big5", None, "燈塔"),
        ("euc-kr", None, "등대"),
        ("windows-1255", None, "מגדלור"),
    ],
)
def test_a_declared_encoding_is_read(encoding, codec, text):
    assert f"<t>{text}</t>" in text_of(declared(encoding, text, codec))


@pytest.mark.parametrize(
    ("codec", "opening"),
    [
        *((codec, "<a>é") for codec in ("utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be")),
        *((codec, '{"a"') for codec in ("utf-16-le", "utf-16-be")),
    ],
)
def test_wide_encodings_show_in_the_first_bytes(codec, opening):
    assert text_of(opening.encode(codec)) == opening


def test_bytes_that_are_utf_8_are_read_so_whatever_is_said():
    body = declared("windows-1252", "Zürich", "utf-8")
    assert "Zürich" in text_of(body, "text/xml; charset=iso-8859-1")


def test_the_declaration_goes_before_the_server():
    body = declared("windows-1251", "Новости")
    assert "Новости" in text_of(body, "text/xml; charset=iso-8859-1")


def test_the_server_is_believed_where_nothing_is_declared():
    assert text_of("Новости".encode("cp1251"), 'text/xml; charset="windows-1251"') == "Новости"


def test_western_bytes_declared_as_utf_8_are_recovered():
    assert "café" in text_of(declared("utf-8", "café", "cp1252"))


def test_a_few_damaged_bytes_do_not_spoil_utf_8():
    body = "über die Straße für Käse".encode() + b" \xff"
    assert text_of(body) == "über die Straße für Käse \ufffd"


@pytest.mark.parametrize("name", ["unicode_escape", "punycode", "rot13", "zlib", "no-such", "idna"])
def test_no_stranger_chooses_a_codec_of_pythons_own(name):
    body = declared("utf-8", r"\x1b[31m\u001b").replace(b"utf-8", name.encode(), 1)
    assert r"\x1b[31m\u001b" in text_of(body, f"text/xml; charset={name}")


def test_a_byte_order_mark_and_control_characters_are_gone():
    assert text_of(b"\xef\xbb\xbfa\x00\x1b[1mb\x07\tc\r\nd") == "ab\tc\r\nd"


@given(st.binary(max_size=400), st.text(max_size=40))
def test_decoding_never_fails(body, content_type):
    text_of(body, content_type).encode("utf-8")


@given(st.text())
def test_utf_8_comes_through_unchanged(text):
    kept = text.encode("utf-8", "replace").decode()
    if kept[:1] not in {"\ufeff", "<", "{"}:
        cleaned = text_of(kept.encode())
        assert cleaned == kept or any(ord(letter) < 32 or ord(letter) > 0xFFFD for letter in kept)


@pytest.mark.parametrize(
    ("body", "text"),
    [
        (b"caf\xc3\xa9 it\x92s \x93q\x94", "caf\u00e9 it\u2019s \u201cq\u201d"),
        (b"caf\xc3\xa9 na\xefve", "caf\u00e9 na\u00efve"),
        (b"caf\xc3\xa9 cut caf\xc3...", "caf\u00e9 cut caf\ufffd..."),
        (b"caf\xc3\xa9 cut \xe2\x80...", "caf\u00e9 cut \ufffd..."),
        (b"Gr\xf6\xdfe", "Gr\u00f6\u00dfe"),
    ],
)
def test_stray_bytes_in_what_is_declared_as_utf_8_bend_nothing_else(body, text):
    xml = b"<?xml version='1.0' encoding='utf-8'?>" + body

    assert decode(Document("https://x.example/", xml)).endswith(f"?>{text}")
