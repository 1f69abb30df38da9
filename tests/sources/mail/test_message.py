"""Whatever a message holds, it becomes an entry, and what it says is clean."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from email.message import EmailMessage

import pytest

from qreader.model import Entry
from qreader.sources.mail.message import Arrived, Sender, entry_of, letter_of
from qreader.sources.mail.parts import unflowed
from qreader.text import html, plain

ARRIVED = datetime(2026, 11, 30, 8, tzinfo=UTC)


def entry(*lines: str, body: str = "Words.") -> Entry:
    return entry_of(Arrived("\n".join((*lines, "", body)).encode("utf-8"), ARRIVED))


def text_of(read: Entry) -> str:
    return plain.plain_text(html.entry_blocks(read))


def letter(*, page: str = "<p>High <b>water</b> at noon.</p>") -> EmailMessage:
    message = EmailMessage()
    message["From"] = "The Tide Letter <tide@example.org>"
    message["Subject"] = "High water"
    message["Date"] = "Tue, 24 Nov 2026 12:00:00 +0100"
    message["Message-ID"] = "<1@example.org>"
    message.set_content("High water at noon, in plain text.")
    message.add_alternative(page, subtype="html")
    return message


def test_a_newsletter_is_an_article_with_its_page_as_the_text() -> None:
    read = entry_of(Arrived(letter().as_bytes()))
    assert read.title == "High water"
    assert read.authors == ("The Tide Letter",)
    assert read.guid == "<1@example.org>"
    assert read.published == datetime(2026, 11, 24, 11, tzinfo=UTC)
    assert text_of(read) == "High water at noon."


def test_attachments_are_named_with_their_sizes() -> None:
    message = letter()
    message.add_attachment(b"x" * 2_500_000, "application", "pdf", filename="tides \x1b[31m.pdf")
    message.add_attachment(b"y" * 4_000, "image", "png", filename="map.png")
    text = text_of(entry_of(Arrived(message.as_bytes())))
    assert ".pdf (2.5 MB)" in text
    assert "map.png (4 kB)" in text
    assert "\x1b" not in text


def test_a_picture_inside_the_mail_leaves_no_trace_of_itself() -> None:
    page = '<p>Tides.</p><img src="cid:map@x"><img src="https://x.example/o.gif" width=1 height=1>'
    message = letter(page=page)
    part = message.get_payload()[1]
    assert isinstance(part, EmailMessage)
    part.add_related(b"png", "image", "png", cid="<map@x>")
    read = entry_of(Arrived(message.as_bytes()))
    assert text_of(read) == "Tides."
    assert not any("img" in repr(block).lower() for block in html.entry_blocks(read)[1:])


def test_the_way_out_of_a_list_is_a_link_at_the_end() -> None:
    message = letter()
    message["List-Unsubscribe"] = "<mailto:out@example.org>, <https://example.org/out?a=1&b=2>"
    read = entry_of(Arrived(message.as_bytes()))
    assert text_of(read).endswith("Unsubscribe")
    assert "https://example.org/out?a=1&b=2" in repr(html.entry_blocks(read))


def test_nothing_in_a_message_is_an_address_that_is_fetched_by_itself() -> None:
    read = entry("Subject: a", "Archived-At: <https://lists.example.org/a/1>")
    assert read.url is None
    assert "https://lists.example.org/a/1" in repr(html.entry_blocks(read))


def test_a_text_of_many_megabytes_is_cut_and_not_lost() -> None:
    assert text_of(entry("Subject: a", body="words and words\n" * 700_000)).startswith("words and")


@pytest.mark.parametrize("stated", ["<javascript:alert(1)>", "<http://example.org/out>", "x"])
def test_a_way_out_that_is_not_secure_is_no_link(stated: str) -> None:
    assert "Unsubscribe" not in text_of(entry("Subject: a", f"List-Unsubscribe: {stated}"))


@pytest.mark.parametrize("date", ["Date: next week", "X-None: 1", "Date: 99 Foo 2026"])
def test_a_message_without_a_date_has_that_of_its_arrival(date: str) -> None:
    assert entry("Subject: a", date).published == ARRIVED


def test_flowed_lines_become_paragraphs() -> None:
    flowed = "High water \ncomes at noon.\n> quoted \n> words\nnext\n-- \nTom"
    expected = "High water comes at noon.\n> quoted words\nnext\n-- \nTom"
    assert unflowed(flowed, deletes_space=False) == expected
    read = entry("Subject: a", 'Content-Type: text/plain; format="flowed"', body="one \ntwo")
    assert text_of(read) == "one two"


def test_flowed_lines_without_spaces_between_words_are_joined_without_one() -> None:
    assert unflowed("\u6f6e \n\u6c50", deletes_space=True) == "\u6f6e\u6c50"


@pytest.mark.parametrize(
    ("subject", "title"),
    [
        ("=?utf-8?q?Fl=C3=B6ten?= =?utf-8?q?_im_Hafen?=", "Fl\xf6ten im Hafen"),
        ("=?no-such-charset?q?abc?=", "=?no-such-charset?q?abc?="),
        ("=?utf-8?b?####?=", "Words."),
        ("tide\r\n and  water", "tide and water"),
        ("bare \u6f6e", "bare \u6f6e"),
        ("=?utf-8?q?a=0D=0AFrom=3A_x=1B[31m?=", "a From: x"),
    ],
)
def test_a_subject_is_one_clean_line_however_it_is_written(subject: str, title: str) -> None:
    assert entry(f"Subject: {subject}").title == title


def test_the_text_of_a_wrong_charset_is_still_text() -> None:
    head = b"Subject: a\nContent-Type: text/plain; charset=klingon\n\n"
    assert text_of(entry_of(Arrived(head + "Fl\xf6te".encode()))) == "Fl\xf6te"


@pytest.mark.parametrize(
    "broken", ["=?utf-8?B?w6TDtsO8A?=", "=?utf-8\u00e9?B?w6TDtsO8?=", "=?klingon?Q?a?="]
)
@pytest.mark.parametrize("name", ["Subject", "From", "List-Id", "Message-ID"])
def test_a_header_in_a_broken_encoding_costs_no_message(name: str, broken: str) -> None:
    assert text_of(
        entry(f"{name}: {broken}", "List-Unsubscribe: <https://a.example/>")
    ) == "\n\n".join(["Words.", "Unsubscribe"])


def test_broken_base64_and_missing_ends_are_no_failure() -> None:
    head = "Content-Type: multipart/mixed; boundary=b"
    body = "--b\nContent-Type: text/plain\nContent-Transfer-Encoding: base64\n\n@@@!\n--b\n\nTide"
    assert "Tide" in text_of(entry("Subject: a", head, body=body))


@pytest.mark.parametrize(
    ("kind", "said"),
    [
        ('multipart/encrypted; boundary=b; protocol="application/pgp-encrypted"', "is encrypted"),
        ("application/pkcs7-mime; smime-type=enveloped-data", "is encrypted"),
        ("application/pkcs7-mime; smime-type=signed-data", "is signed"),
    ],
)
def test_a_sealed_message_says_that_it_cannot_be_read(kind: str, said: str) -> None:
    read = entry("Subject: Sealed", f"Content-Type: {kind}", body="--b\n\nxxxx\n--b--")
    assert read.title == "Sealed"
    assert said in text_of(read)
    assert "xxxx" not in text_of(read)


def test_a_signed_message_is_read() -> None:
    body = "--b\n\nTide\n--b\nContent-Type: application/pgp-signature\n\nsig\n--b--"
    read = entry("Subject: a", "Content-Type: multipart/signed; boundary=b", body=body)
    assert text_of(read).startswith("Tide")


def test_a_message_that_is_nested_too_deeply_keeps_its_head() -> None:
    parts = [
        f'--b{depth}\nContent-Type: multipart/mixed; boundary="b{depth + 1}"\n'
        for depth in range(1_500)
    ]
    head = ("Subject: Deep", "Content-Type: multipart/mixed; boundary=b0")
    assert entry(*head, body="\n".join(parts)).title == "Deep"


def test_ten_thousand_parts_are_counted_not_listed() -> None:
    body = "--b\nContent-Type: image/png\n\nx\n" * 12_000
    began = time.monotonic()
    text = text_of(entry("Subject: a", "Content-Type: multipart/mixed; boundary=b", body=body))
    assert text.count("image/png") == 50
    assert "and 9949 more" in text
    assert time.monotonic() - began < 10


def test_a_message_without_an_id_has_the_same_one_each_time() -> None:
    first, second = (entry("Subject: a", "From: x@y.example") for _ in range(2))
    other = entry("Subject: b", "From: x@y.example")
    assert first.guid == second.guid != other.guid


@pytest.mark.parametrize("content", [b"", b"\0\xff" * 500, b"Subject", b"\n\n\n", b":\n:\n"])
def test_garbage_is_an_entry_with_a_title(content: bytes) -> None:
    assert entry_of(Arrived(content, ARRIVED)).title


@pytest.mark.parametrize(
    ("lines", "sender"),
    [
        ((), None),
        (("List-Unsubscribe: <mailto:off@x.example>",), Sender("ann@x.example", "Ann")),
        (("List-Id: The Ropes <Ropes.x.example>",), Sender("ropes.x.example", "The Ropes")),
        (("List-Id: <ropes.x.example>",), Sender("ropes.x.example", "Ann")),
        (("List-Id: ropes",), Sender("ropes", "Ann")),
        (("List-Id: =?utf-8?q?S=C3=A9rie?= <s>",), Sender("s", "Série")),
        (("List-Id: <\x1b[31m>",), Sender("ann@x.example", "Ann")),
        (("List-Id: <>", "List-Unsubscribe: <mailto:a@b>"), Sender("<>", "Ann")),
    ],
)
def test_a_newsletter_is_known_by_its_list_or_its_sender(
    lines: tuple[str, ...], sender: Sender | None
) -> None:
    content = "\n".join(("From: Ann <Ann@X.example>", *lines, "", "Words."))
    assert letter_of(Arrived(content.encode("utf-8"))).sender == sender
