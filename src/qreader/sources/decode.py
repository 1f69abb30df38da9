"""Decodes a document's bytes to text."""

from __future__ import annotations

import codecs
import re

from qreader.model import Document
from qreader.text.safe import beyond_ascii, without_sequences

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16: it begins with the same bytes
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_OPENINGS = (
    (b"<\0\0\0", "utf-32-le"),
    (b"\0\0\0<", "utf-32-be"),
    (b"<\0", "utf-16-le"),
    (b"\0<", "utf-16-be"),
    (b"{\0", "utf-16-le"),
    (b"\0{", "utf-16-be"),
)
"""The first bytes of documents without a byte order mark (XML 1.0, appendix F)."""

_DECLARED = re.compile(rb"<\?xml[^>]{0,200}?encoding\s*=\s*[\"']([A-Za-z0-9._:-]{1,40})[\"']")
_HTML_DECLARED = re.compile(
    rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([A-Za-z0-9._:-]{1,40})", re.I
)
_CHARSET = re.compile(r"charset\s*=\s*[\"']?([A-Za-z0-9._:-]{1,40})", re.IGNORECASE)
_HEAD_BYTES = 4096
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
"""Characters that XML 1.0 section 2.2 forbids."""

_TO_CLEAN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x80-\x9f\ufffe\uffff]")
"""Those, and the C1 controls, which may introduce an escape sequence."""

_CODECS = {
    # declared name -> codec: the supersets that browsers use (WHATWG Encoding standard)
    "utf8": "utf-8", "unicode": "utf-8", "ascii": "cp1252", "usascii": "cp1252",
    "latin1": "cp1252", "iso88591": "cp1252", "l1": "cp1252", "cp1252": "cp1252",
    "iso88599": "cp1254", "latin5": "cp1254", "iso885911": "cp874", "tis620": "cp874",
    "gb2312": "gb18030", "gbk": "gb18030", "gb18030": "gb18030", "xgbk": "gb18030",
    "big5": "big5hkscs", "big5hkscs": "big5hkscs", "shiftjis": "cp932", "xsjis": "cp932",
    "sjis": "cp932", "windows31j": "cp932", "eucjp": "euc_jp", "xeucjp": "euc_jp",
    "iso2022jp": "iso2022_jp_2", "euckr": "cp949", "ksc56011987": "cp949", "windows949": "cp949",
    "koi8r": "koi8_r", "koi8u": "koi8_u", "macintosh": "mac_roman", "xmaccyrillic": "mac_cyrillic",
    "cp866": "cp866", "ibm866": "cp866", "utf16": "utf-16-le", "utf16le": "utf-16-le",
    "utf16be": "utf-16-be",
    **{f"iso8859{n}": f"iso8859_{n}" for n in (2, 3, 4, 5, 6, 7, 8, 10, 13, 14, 15, 16)},
    **{f"{prefix}{n}": f"cp{n}" for n in range(1250, 1259) for prefix in ("windows", "cp", "xcp")},
}  # fmt: skip
"""An allow-list: Python has codecs (unicode_escape, punycode) that a document must not choose."""


def decode(document: Document) -> str:
    """Return a document's text without byte order mark and control characters; never fails.

    Valid UTF-8 is decoded as UTF-8, whatever is declared: other text is hardly ever valid UTF-8,
    and declarations are often wrong. Otherwise the declaration in the text goes before the
    server's. Bytes that cannot be decoded become U+FFFD.
    """
    text = _text(document.body, document.content_type or "")
    if _TO_CLEAN.search(beyond_ascii(text)):
        text = _FORBIDDEN.sub("", without_sequences(text))
    return text


def _text(body: bytes, content_type: str) -> str:
    for mark, codec in _BOMS:
        if body.startswith(mark):
            return body[len(mark) :].decode(codec, "replace")
    for opening, codec in _OPENINGS:
        if body.startswith(opening):
            return body.decode(codec, "replace")
    declared = _declared_codecs(body[:_HEAD_BYTES], content_type)
    if "iso2022_jp_2" in declared:  # a 7-bit encoding, which is always valid UTF-8
        return body.decode("iso2022_jp_2", "replace")
    for codec in ("utf-8", *declared):
        if codec.startswith("utf-16"):  # the first bytes would have shown it
            continue
        try:
            return body.decode(codec)
        except UnicodeDecodeError:
            continue
    return _best_guess(body, declared)


def _declared_codecs(head: bytes, content_type: str) -> list[str]:
    named = [
        match[1].decode("ascii")
        for match in (_DECLARED.search(head), _HTML_DECLARED.search(head))
        if match
    ]
    named.extend(_CHARSET.findall(content_type))
    plain = (re.sub(r"[^a-z0-9]", "", name.lower()) for name in named)
    return [_CODECS[name] for name in plain if name in _CODECS]


def _best_guess(body: bytes, declared: list[str]) -> str:
    """Decode bytes that fit no encoding: as damaged UTF-8, or as the best codec with errors."""
    others = [codec for codec in declared if codec != "utf-8"]
    if others and others[0] != "cp1252":
        return body.decode(others[0], "replace")
    text = body.decode("utf-8", "replace")
    damaged = text.count("\ufffd")
    intact = sum(1 for character in text if character > "\x7f") - damaged
    if intact > damaged or (intact and declared[:1] == ["utf-8"]):
        return body.decode("utf-8", _FROM_CP1252)
    return body.decode("cp1252", "replace")


def _from_cp1252(error: UnicodeError) -> tuple[str, int]:
    """Decode an invalid byte in UTF-8 as Windows-1252: such quotes and dashes are often pasted.

    A byte that may belong to a truncated character becomes U+FFFD, unless a letter follows.
    """
    if not isinstance(error, UnicodeDecodeError):
        raise error
    stray = error.object[error.start : error.start + 1]
    follows = error.object[error.start + 1 : error.start + 2]
    if error.end == error.start + 1 and (stray < b"\xc0" or (follows.isalpha())):
        return stray.decode("cp1252", "replace"), error.end
    return "\ufffd", error.end


_FROM_CP1252 = "qreader-from-cp1252"
codecs.register_error(_FROM_CP1252, _from_cp1252)
