"""Each line of newsboat's configuration is something here, or says why it is nothing."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qreader.collect import newsboat_settings
from qreader.collect.newsboat_settings import KEY_COMMANDS, Meant, meanings
from qreader.config.settings import RANGES, Config
from qreader.sources.feeds.newsboat_config import COMMANDS, parse_config
from qreader.text.query import read_query


def meant(*lines: str, browser: str = "") -> list[Meant]:
    return meanings(parse_config("\n".join(lines)), browser)


def only(*lines: str) -> Meant:
    """Return what the last of these lines is."""
    return meant(*lines)[-1]


@pytest.mark.parametrize(
    ("lines", "changes"),
    [
        (["text-width 80"], {"text_width": 80}),
        (["reload-threads 8"], {"fetch_at_once": 8}),
        (["download-timeout 90 # seconds"], {"fetch_seconds": 90}),
        (['refresh-on-startup "yes"'], {"refresh_on_start": True}),
        (["refresh-on-startup false"], {"refresh_on_start": False}),
        (["download-full-page yes"], {"full_text": "auto"}),
        (["download-full-page no"], {"full_text": "never"}),
        (["download-path ~/pods"], {"download_folder": "~/pods"}),
        (
            ['player "mpv --no-video"'],
            {key: ["mpv", "--no-video", "{url}"] for key in ("open.audio/*", "open.video/*")},
        ),
        (["use-proxy yes", "proxy localhost:3128"], {"proxy": "http://localhost:3128"}),
        (
            ["use-proxy yes", "proxy-type socks5h", "proxy localhost:9050"],
            {"proxy": "socks5h://localhost:9050"},
        ),
        (["notify-xterm yes"], {"notify": "is:unread"}),
    ],
)
def test_a_setting_comes_along(lines: list[str], changes: dict[str, Any]) -> None:
    assert only(*lines).changes == changes


@pytest.mark.parametrize(
    ("line", "key"),
    [
        ("max-items 50", "keep_articles"),
        ("goto-next-feed no", "read_on"),
        ("keep-articles-days 7", "keep_days"),
        ("show-read-feeds no", "show_read_feeds"),
        ("show-read-articles no", "only_unread"),
        ("auto-reload yes", "refresh_minutes"),
        ("auto-reload no", "refresh_minutes"),
        ("article-sort-order date-asc", "sort"),
        ("feed-sort-order title", "feed_order"),
    ],
)
def test_a_setting_comes_along_as_soon_as_it_exists(line: str, key: str) -> None:
    found = only(line)
    assert (key in found.changes) == (key in Config._fields)
    assert bool(found.reason) != bool(found.changes)


def with_settings(monkeypatch: pytest.MonkeyPatch, **defaults: Any) -> None:
    """Have settings that other versions have."""

    class Later:
        _fields = (*Config._fields, *defaults)

    monkeypatch.setattr(newsboat_settings, "Config", Later)


def test_feeds_are_refreshed_as_often_as_there_and_at_the_start(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with_settings(monkeypatch, refresh_minutes=30)
    often = {"refresh_minutes": 20, "refresh_on_start": True}

    assert [one.changes for one in meant("auto-reload yes", "reload-time 20")] == [
        often,
        {"refresh_minutes": 20},
    ]
    assert only("auto-reload yes").changes == {**often, "refresh_minutes": 60}
    assert only("suppress-first-reload yes", "auto-reload yes").changes == {"refresh_minutes": 60}
    assert only("auto-reload no").changes == {"refresh_minutes": 0}
    assert only("reload-time 20").reason == "means nothing without auto-reload yes"


def test_orders_are_those_that_the_program_shows(monkeypatch: pytest.MonkeyPatch) -> None:
    with_settings(monkeypatch, sort="newest", feed_order="name")

    assert only("article-sort-order date-asc").changes == {"sort": "newest"}
    assert only("article-sort-order date-desc").changes == {"sort": "oldest"}
    assert only("article-sort-order guid").reason
    assert only("feed-sort-order unreadarticlecount-asc").changes == {"feed_order": "unread"}
    assert only("feed-sort-order unreadarticlecount-desc").reason


@pytest.mark.parametrize("stated", ["200", "0", "1"])
def test_a_number_out_of_range_is_said_to_be_narrowed(stated: str) -> None:
    found = only(f"reload-threads {stated}")
    low, high = RANGES["fetch_at_once"]

    assert low <= found.changes["fetch_at_once"] <= high
    assert bool(found.note) == (int(stated) != found.changes["fetch_at_once"])


def test_the_last_of_several_lines_counts_and_the_others_are_named() -> None:
    first, last = meant("text-width 72", "text-width 80")

    assert first.reason == "line 2 says it again, and counts"
    assert last.changes == {"text_width": 80}


def test_a_killfile_becomes_rules_as_far_as_words_go() -> None:
    everywhere, one_feed, pattern, feeds = meant(
        'ignore-article "*" "title =~ \\"Sponsor\\""',
        'ignore-article https://a.example/ "author = \\"Ann\\" and unread = \\"yes\\""',
        'ignore-article "*" "title =~ \\"^RT .*\\""',
        'ignore-article "regex:nitter" "unread = \\"yes\\""',
    )

    assert everywhere.hides == 'title:"Sponsor"'
    assert "narrowed" in everywhere.note
    assert one_feed.hides == "feed:https://a.example/ author:Ann is:unread"
    assert one_feed.note == ""
    read_query(one_feed.hides)
    assert "patterns" in pattern.reason
    assert feeds.reason


def test_a_filter_with_a_name_becomes_a_saved_search() -> None:
    assert only('define-filter "Two days" "age < 2"').search == ("Two days", "age:<2d")
    assert only('define-filter "Many" "unread_count > 0"').reason


def test_links_opened_by_the_same_program_are_so_here() -> None:
    assert meant('browser "firefox %u"', browser="firefox")[0].here
    assert only('browser "$BROWSER"').here


@pytest.mark.parametrize(
    ("line", "command"),
    [
        ("browser lynx", ["lynx", "{url}"]),
        ('browser "firefox --new-tab %u"', ["firefox", "--new-tab", "{url}"]),
        ("browser \"setsid xdg-open '%u' &>/dev/null\"", ["setsid", "xdg-open", "{url}"]),
        ('browser "brave %u >/dev/null 2>&1 &"', ["brave", "{url}"]),
        ('browser "web about:reader?url=%u"', ["web", "about:reader?url={url}"]),
    ],
)
def test_what_opens_links_opens_them_here(line: str, command: list[str]) -> None:
    assert only(line).changes == {"open.browser": command}


@pytest.mark.parametrize(
    "line",
    [
        "browser \"bash -c 'echo %u | nc -N localhost 44444' &\"",
        'browser "curl -sL %u | less"',
        'browser "xsel -b <<<"',
        'browser "%u"',
        'browser "viewer %u %T"',
        'browser "viewer {title}"',
    ],
)
def test_what_opens_links_by_a_shell_or_from_more_is_left_out(line: str) -> None:
    assert only(line).reason
    assert not only(line).changes


def test_a_command_for_bookmarks_is_shown_as_lines_to_write() -> None:
    found = only("bookmark-cmd /home/me/mark.sh")
    assert not found.changes
    assert found.reason == (
        '[[send]] does it: name = "bookmark", '
        'command = ["/home/me/mark.sh", "{url}", "{title}", "", "{feed}"]'
    )


@pytest.mark.parametrize(
    "line",
    [
        "player mpv %u &",
        "player `which mpv`",
        'player "a | b"',
        "text-width wide",
        "auto-reload 1",
        "proxy a:1",
        "use-proxy yes\nproxy ann:pw@a:1",
        "foo bar",
        "text-width",
        "color a b c",
        "include gone",
    ],
)
def test_what_means_nothing_here_says_why(line: str) -> None:
    found = only(line)
    if line != "include gone":  # only who reads the files knows
        assert found.reason
        assert not found.changes


def test_every_command_of_newsboat_is_something_or_says_why() -> None:
    for command in sorted(COMMANDS - KEY_COMMANDS):
        for value in ("yes", "no", "7", '"*" "unread = \\"yes\\""'):
            found = only(f"{command} {value}")
            told = [found.changes, found.hides, found.search, found.here, found.reason]
            assert any(told), command


@given(
    st.lists(
        st.tuples(
            st.sampled_from(sorted(COMMANDS - KEY_COMMANDS)),
            st.text(alphabet='"\\` ab*:%/~=1-&|$yesno', max_size=30),
        ),
        max_size=6,
    )
)
def test_any_lines_are_read(lines: list[tuple[str, str]]) -> None:
    text = [f"{command} {value}" for command, value in lines]
    found = meant(*text)
    assert len(found) == len(parse_config("\n".join(text)))
