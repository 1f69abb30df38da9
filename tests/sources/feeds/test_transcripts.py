"""Transcripts and chapters: each of their formats becomes a text to read, and nothing runs away."""

from __future__ import annotations

import json
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qreader.errors import ParseError
from qreader.model import Document
from qreader.sources.feeds.transcripts import Wanted, read_episode_text

URL = "https://pod.example/t"
VTT = """WEBVTT

NOTE made by hand

1
00:00.000 --> 00:04.000 align:start
<v Ada>Welcome to the <i>harbour</i> &amp; more.

00:04.000 --> 00:09.000
<v.loud Bo>It is windy today,
very windy.

01:02.000 --> 01:09.000
<v Bo>And cold.
"""
SRT = (
    "1\r\n00:00:01,000 --> 00:00:04,000\r\nHello there.\r\n\r\n"
    "2\r\n00:00:05,000 --> 00:00:06,000\r\nAgain.\r\n"
)
SEGMENTS = {
    "version": "1.0.0",
    "segments": [
        {"speaker": "Ada", "startTime": 0.5, "endTime": 2, "body": "One."},
        {"speaker": "Bo", "startTime": 3725, "endTime": 3726, "body": "<b>Two</b>"},
        "nonsense",
    ],
}


def text_of(body: str | bytes, media_type: str = "", *, is_chapters: bool = False) -> list[str]:
    data = body.encode() if isinstance(body, str) else body
    document = Document(URL, data, None)
    read = read_episode_text(Wanted(document, media_type, is_chapters))
    return [line for line in read.text.splitlines() if line]


def test_webvtt_is_read_by_speakers_and_pauses() -> None:
    assert text_of(VTT, "text/vtt") == [
        "Ada 0:00 Welcome to the harbour & more.",
        "Bo 0:04 It is windy today, very windy.",
        "Bo 1:02 And cold.",
    ]


def test_subrip_is_read_as_one_paragraph_until_a_pause() -> None:
    assert text_of(SRT) == ["0:01 Hello there. Again."]


def test_json_is_read_by_its_segments() -> None:
    assert text_of(json.dumps(SEGMENTS), "application/json") == [
        "Ada 0:00 One.",
        "Bo 1:02:05 <b>Two</b>",
    ]


def test_html_and_plain_text_are_as_they_are() -> None:
    assert text_of("<cite>Ada:</cite><time>0:00</time><p>Hello</p>", "text/html")[-1] == "Hello"
    assert text_of("Hello\n\nthere", "text/plain") == ["Hello", "there"]


def test_chapters_are_listed_with_their_times() -> None:
    stated = {"chapters": [
        {"startTime": 0, "title": "Intro"},
        {"startTime": 125.4, "title": "Ferries"},
        {"startTime": 130, "title": "Advert", "toc": False},
        {"startTime": 140},
    ]}  # fmt: skip
    assert text_of(json.dumps(stated), is_chapters=True) == ["0:00 Intro", "2:05 Ferries"]


@pytest.mark.parametrize("body", ["", "{", "[]", '{"segments": 7}', "WEBVTT\n\n", "[" * 100_000])
def test_what_holds_nothing_is_said_to(body: str) -> None:
    with pytest.raises(ParseError):
        text_of(body, "application/json")


def test_captions_that_roll_say_each_line_once() -> None:
    cues = "".join(f"00:0{n}.000 --> 00:0{n + 1}.000\n{said}\n\n" for n, said in
                   enumerate(["One.", "One.", "Two."]))  # fmt: skip
    assert text_of("WEBVTT\n\n" + cues) == ["0:00 One. Two."]


def test_a_large_file_takes_a_moment() -> None:
    cue = "00:00:01.000 --> 00:00:02.000\nSome words of a person.\n\n"
    began = time.monotonic()
    assert text_of("WEBVTT\n\n" + cue * 60_000)
    text_of("<" * 100_000 + VTT)
    assert time.monotonic() - began < 20


@given(st.binary(max_size=400), st.sampled_from(["", "text/vtt", "application/json", "text/html"]))
def test_any_bytes_are_read_or_refused(body: bytes, media_type: str) -> None:
    for prefix in (b"", b"WEBVTT\n\n00:00.000 --> 00:01.000\n"):
        try:
            lines = text_of(prefix + body, media_type)
        except ParseError:
            continue
        assert not any("\x1b" in line for line in lines)
