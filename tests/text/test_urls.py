"""Addresses: joined as browsers do, compared by what they lead to, opened only where safe."""

from __future__ import annotations

import re
from pathlib import Path
from unittest.mock import patch

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qreader.text import urls
from qreader.text.urls import (
    MAX_URL_CHARACTERS,
    canonical,
    file_url,
    host,
    join,
    may_open,
    path_of,
    spoken,
)


@pytest.mark.parametrize(
    ("base", "url", "joined"),
    [
        ("https://a.org/x/y", "../z?q=a b", "https://a.org/z?q=a%20b"),
        ("https://a.org/x/y", "?q", "https://a.org/x/y?q"),
        ("https://a.org/x", "#part", "https://a.org/x#part"),
        ("https://a.org/x", "//b.org/y", "https://b.org/y"),
        (None, "//b.org/y", "https://b.org/y"),
        ("gemini://a.org/x/", "y", "gemini://a.org/x/y"),
        (None, "http://a.org:8080/x", "http://a.org:8080/x"),
        (None, "https://user:word@a.org/", "https://user:word@a.org/"),
        (None, "HTTPS://A.org/Path", "https://a.org/Path"),
        (None, "mailto:jo@a.org?subject=hi there", "mailto:jo@a.org?subject=hi%20there"),
        (None, "http://[::1]:80/x", "http://[::1]:80/x"),
    ],
)
def test_a_link_is_joined_to_its_page(base: str | None, url: str, joined: str) -> None:
    assert join(base, url) == joined


@given(
    st.sampled_from(["http://", "https://"]),
    st.text("ab.-_:@[", min_size=1, max_size=6),
    st.text('a/?#%=@[;~ "\\|é', max_size=8),
)
def test_an_address_that_needs_nothing_is_what_joining_makes_of_it(
    scheme: str, place: str, path: str
) -> None:
    url = f"{scheme}{place}/{path}"
    with patch.object(urls, "_PLAIN_ADDRESS", re.compile("(?!)")):  # the long way
        expected = join(None, url)
    assert join(None, url) == expected


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)",
        "java\nscript:alert(1)",
        " \x01javascript:alert(1)",
        "data:text/html,x",
        "file:///etc/passwd",
        "ssh://-oProxyCommand=x",
        "http://",
        "http:///",
        "http://-oProxyCommand/x",
        "http://a b.org/",
        "http://a:b:c/",
        "http://a.org:99999/",
        "http://[1::",
        "http://℀.com/",
        "mailto:nobody",
        "relative/without/base",
        "http://a.org/" + "x" * MAX_URL_CHARACTERS,
        "http://" + "a" * 300 + ".org/",
    ],
)
def test_what_must_not_be_opened_is_no_link(url: str) -> None:
    assert join(None, url) is None


def test_letters_of_all_scripts_become_ascii() -> None:
    assert join(None, "http://münchen.de/straße?ü#ö") == (
        "http://xn--mnchen-3ya.de/stra%C3%9Fe?%C3%BC#%C3%B6"
    )
    assert join(None, "http://例え。テスト/") == "http://xn--r8jz45g.xn--zckzah/"
    assert join(None, "http://ＥＸＡＭＰＬＥ.com/") == "http://example.com/"


def test_white_space_and_controls_inside_are_removed_as_browsers_do() -> None:
    assert join(None, "\n https://a.o\trg/\x01x\x07y \x00") == "https://a.org/xy"


def test_backslashes_are_slashes_in_the_path_alone() -> None:
    assert join(None, "http:\\\\a.org\\b?c=\\") == "http://a.org/b?c=%5C"


def test_what_is_encoded_already_stays_as_it_is() -> None:
    url = "https://a.org/%E2%82%AC/a%20b?c=%26#%41"
    assert join(None, url) == url


@given(st.one_of(st.none(), st.text(), st.just("https://a.org/x/")), st.text())
def test_joining_never_raises_and_gives_what_may_be_opened(base: str | None, url: str) -> None:
    joined = join(base, url)
    assert joined is None or may_open(joined)


@given(st.text())
def test_whatever_follows_the_host_is_printable_ascii(tail: str) -> None:
    joined = join("https://a.org/", "/" + tail)
    if joined is not None:
        assert all(0x21 <= ord(character) <= 0x7E for character in joined)
        assert join(None, joined) == joined


@pytest.mark.parametrize(
    "url",
    [
        "-https://a.org/",
        "--help",
        "https://a.org/a b",
        "https://a.org/\x1b",
        "https://a.org/é",
        "https:a.org",
        "ftp://a.org/",
        "https://",
        "https://a.org:0/",
        "mailto:@",
        "https://a.org/" + "x" * MAX_URL_CHARACTERS,
        "",
    ],
)
def test_a_browser_never_gets_this(url: str) -> None:
    assert not may_open(url)


@pytest.mark.parametrize(
    "url", ["https://a.org", "http://a.org:81/x", "gemini://a.org/", "mailto:a@b"]
)
def test_a_browser_may_get_this(url: str) -> None:
    assert may_open(url)


@pytest.mark.parametrize(
    "variant",
    [
        "http://example.com/news/one?b=2&a=1",
        "https://www.example.com/news/one/?a=1&b=2",
        "https://EXAMPLE.com:443/news/one?b=2&a=1#comments",
        "https://example.com/news/one?utm_source=feed&a=1&b=2&UTM_Medium=rss&fbclid=x&at_campaign=64",
        "https://amp.example.com/news/one?a=1&b=2",
        "https://example.com/news/one/amp/?a=1&b=2",
        "https://example.com/news/one.amp.html?a=1&b=2",
        "https://example.com/news/one?a=1&amp=1&b=2",
        "https://example.com/news//one/index.html?a=1&b=2",
        "https://example.com/n%65ws/one?a=1&b=2&",
        "  https://example.com/news/one?a=1&b=2 ",
    ],
)
def test_all_ways_to_write_an_address_have_one_identity(variant: str) -> None:
    assert canonical(variant) == "https://example.com/news/one?a=1&b=2"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("https://example.com/a", "https://example.com/A"),
        ("https://example.com/a?id=1", "https://example.com/a?id=2"),
        ("https://example.com/camp", "https://example.com/c"),
        ("https://example.com:8080/a", "https://example.com/a"),
        ("https://a.example.com/", "https://b.example.com/"),
        ("https://www.com/", "https://com/"),
        ("gemini://example.com/a", "https://example.com/a"),
        ("https://example.com/ref=1", "https://example.com/ref=2"),
    ],
)
def test_addresses_of_different_things_stay_apart(one: str, other: str) -> None:
    assert canonical(one) != canonical(other)


@pytest.mark.parametrize(
    "url", ["", "not a url", "http://[x", "file:///a/b", "urn:uuid:1", "\ud800"]
)
def test_the_identity_of_what_is_no_web_address_is_itself(url: str) -> None:
    assert canonical(url) == url


@given(st.text())
def test_an_identity_is_found_for_any_text(text: str) -> None:
    assert canonical(f"https://a.org/{text}").startswith("https://a.org") or text


def test_the_host_is_what_is_asked_not_what_it_looks_like() -> None:
    assert host("https://google.com@Evil.example:8080/x") == "evil.example"
    assert host("https://xn--mnchen-3ya.de/") == "xn--mnchen-3ya.de"
    assert host("mailto:a@b.c") is None
    assert host("http://[x") is None


@pytest.mark.parametrize(
    "name", ["plain.txt", "a b.html", "ü#?%25.md", "日本語.txt", "-rf", "x\ny"]
)
def test_a_path_comes_back_out_of_its_address(tmp_path: Path, name: str) -> None:
    url = file_url(tmp_path / name)
    assert url.startswith("file:///")
    assert url.isascii()
    assert path_of(url) == tmp_path / name


def test_a_name_that_is_no_utf8_comes_back_too() -> None:
    path = Path("/tmp/caf\udce9.txt")
    assert path_of(file_url(path)) == path


def test_a_relative_path_is_the_working_folders(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert path_of(file_url(Path("a.txt"))) == tmp_path / "a.txt"


@pytest.mark.parametrize("url", ["file:/a/b%20c", "file:///a/b%20c", "file://localhost/a/b%20c"])
def test_every_form_of_a_file_address_is_read(url: str) -> None:
    assert path_of(url) == Path("/a/b c")


def test_an_escape_sequence_leaves_an_address_whole_with_its_payload():
    joined = join("https://example.org/", "/a\x1b]0;payload\x07b\x1b[31mc")

    assert joined == "https://example.org/abc"


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("https://www.example.org/valley/dam/?utm_source=x#top", "example.org/valley/dam"),
        ("https://example.org/item?id=7&utm_medium=rss", "example.org/item?id=7"),
        ("https://ann:secret@example.org:8080/", "example.org:8080"),
        ("https://example.org/%D0%B4%D0%B0%D0%BC", "example.org/дам"),
        ("mailto:ann@example.org", "ann@example.org"),
        ("file:///home/ann/a.txt", "/home/ann/a.txt"),
        ("http://[", "http://["),
    ],
)
def test_an_address_can_be_said(url: str, said: str) -> None:
    assert spoken(url) == said
