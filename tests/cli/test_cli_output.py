"""What is printed is clean, in the charset of the stream, and no broken stream ends in a trace."""

from __future__ import annotations

import io
import json
import os
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.text import Text

from qreader.cli.output import Output, OutputError, counted
from qreader.text.safe import is_safe

HOSTILE = "\x1b]52;c;cGF5bG9hZA==\x07red\x1b[31m \u202eolleh\u202c \x9b2J \U000e0041end"
Fake = Callable[[int], tuple[Output, io.StringIO]]


def output_to(encoding: str) -> tuple[Output, io.BytesIO]:
    raw = io.BytesIO()
    return Output(io.TextIOWrapper(raw, encoding, write_through=True), io.StringIO()), raw


def test_text_leaves_clean() -> None:
    stream = io.StringIO()
    Output(stream, None).text(HOSTILE)
    assert stream.getvalue() == "red olleh  end\n"


@given(st.text())
def test_json_is_clean_and_says_the_same(text: str) -> None:
    stream = io.StringIO()
    Output(stream, None).json_line({"k": [text]})
    line = stream.getvalue()
    assert line.count("\n") == 1
    assert is_safe(line)
    if is_safe(text):
        assert json.loads(line) == {"k": [text]}


def test_json_keeps_letters_of_every_language() -> None:
    output, raw = output_to("utf-8")
    output.json_line({"title": "Größe 日本 🦊"})
    assert raw.getvalue().decode() == '{"title": "Größe 日本 🦊"}\n'


def test_json_in_a_poorer_charset_says_the_same_in_escapes() -> None:
    output, raw = output_to("ascii")
    output.json_line({"title": "Größe 日本 🦊"})
    assert json.loads(raw.getvalue().decode("ascii")) == {"title": "Größe 日本 🦊"}


def test_text_in_a_poorer_charset_loses_letters_but_goes_on() -> None:
    output, raw = output_to("iso-8859-1")
    output.text("Größe 日本")
    output.text("next")
    assert raw.getvalue().decode("iso-8859-1") == "Größe ??\nnext\n"


@pytest.mark.parametrize("count", [0, 1, 3])
def test_a_json_document_is_one_list_with_an_item_on_each_line(count: int) -> None:
    stream = io.StringIO()
    Output(stream, None).json_document({"id": number} for number in range(count))
    assert json.loads(stream.getvalue()) == [{"id": number} for number in range(count)]
    assert stream.getvalue().endswith("]\n")
    assert stream.getvalue().count("\n") == (count + 2 if count else 1)


def test_a_complaint_is_one_clean_line_with_our_name() -> None:
    errors = io.StringIO()
    Output(None, errors).complain(f"first {HOSTILE}\nsecond")
    assert errors.getvalue() == "qreader: first red olleh end second\n"


def test_a_closed_standard_error_is_no_reason_to_fail() -> None:
    Output(None, None).complain("anything")
    closed = os.fdopen(os.open("/dev/full", os.O_WRONLY), "w")
    output = Output(None, closed)
    output.complain("anything")
    output.complain("anything more")
    with pytest.raises(OSError, match="No space"):
        closed.close()


def test_a_closed_standard_output_is_silence() -> None:
    output = Output(None, io.StringIO())
    output.text("a")
    output.json_line({})
    output.bytes(b"b")
    output.flush()
    assert output.width == 80


def test_a_reader_that_left_is_told_from_a_failure() -> None:
    reading, writing = os.pipe()
    os.close(reading)
    with os.fdopen(writing, "w") as stream:
        output = Output(stream, None)
        with pytest.raises(OutputError) as caught:
            output.json_line({"a": 1})
        assert caught.value.reader_left
        output.text("nobody hears this")  # and it does not fail again


def test_a_full_disk_is_a_sentence() -> None:
    with Path("/dev/full").open("w", encoding="utf-8") as stream:
        output = Output(stream, None)
        output.text("kept in the buffer")
        with pytest.raises(OutputError, match="cannot be written: No space left") as caught:
            output.flush()
        assert not caught.value.reader_left


def test_bytes_follow_the_text_before_them() -> None:
    output, raw = output_to("ascii")
    output.text("before")
    output.bytes("é".encode())
    assert raw.getvalue() == "before\né".encode()


def test_styles_reach_a_terminal_and_no_pipe(terminal: Fake) -> None:
    output, stream = terminal(40)
    output.styled(Text("loud", "bold red"))
    assert stream.getvalue() == "\x1b[1;31mloud\x1b[0m\n"
    pipe = io.StringIO()
    Output(pipe, None).styled(Text("loud", "bold red"))
    assert pipe.getvalue() == "loud\n"


def test_no_color_is_honoured(terminal: Fake, monkeypatch: pytest.MonkeyPatch) -> None:
    output, stream = terminal(40)
    monkeypatch.setenv("NO_COLOR", "1")
    output.styled(Text("loud", "red"))
    assert stream.getvalue() == "loud\n"


def test_a_dumb_terminal_gets_no_escape(terminal: Fake, monkeypatch: pytest.MonkeyPatch) -> None:
    output, stream = terminal(40)
    monkeypatch.setenv("TERM", "dumb")
    output.styled(Text("loud", "bold red"))
    assert stream.getvalue() == "loud\n"


def test_markup_in_a_text_is_shown_as_it_stands(terminal: Fake) -> None:
    output, stream = terminal(60)
    output.styled(Text("[/r/python] weekly :smile: [bold]x"))
    assert stream.getvalue() == "[/r/python] weekly :smile: [bold]x\n"


def test_numbers_have_a_noun_that_agrees() -> None:
    assert [counted(number, "feed") for number in (0, 1, 2)] == ["0 feeds", "1 feed", "2 feeds"]
