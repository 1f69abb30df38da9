"""Videos: found, listed, opened as a page, never downloaded as a file; their views are told."""

from __future__ import annotations

from pathlib import Path

import pytest
from gazette import Run, id_of

WATCH = "https://www.youtube.com/watch?v=abcDEF-1234"


def channel(views: int) -> str:
    return (
        '<feed xmlns:media="http://search.yahoo.com/mrss/" xmlns="http://www.w3.org/2005/Atom">'
        "<title>Lanterns</title>"
        f'<entry><id>video</id><title>Lighting a lamp</title><link href="{WATCH}"/>'
        '<published>2026-01-02T17:10:39+00:00</published><media:group><media:content duration="754"'
        ' url="https://www.youtube.com/v/abcDEF-1234" type="application/x-shockwave-flash"/>'
        f'<media:community><media:statistics views="{views}"/></media:community></media:group>'
        "</entry>"
        '<entry><id>sound</id><title>Humming of a lamp</title><link rel="enclosure"'
        ' type="audio/mpeg" href="https://quay.example/hum.mp3"/></entry>'
        "<entry><id>text</id><title>About lamps</title><content>Of brass.</content></entry></feed>"
    )


@pytest.fixture
def videos(run: Run, data_dir: Path, tmp_path: Path) -> Run:
    data_dir.mkdir()
    (data_dir / "config.toml").write_text('[open]\n"video/*" = ["mpv", "{url}"]\n')
    (tmp_path / "channel.xml").write_text(channel(136_838))
    assert run("add", str(tmp_path / "channel.xml")).code == 0
    return run


@pytest.mark.parametrize(
    ("query", "titles"),
    [
        ("has:video", ["Lighting a lamp"]),
        ("has:audio", ["Humming of a lamp"]),
        ("has:enclosure -has:video", ["Humming of a lamp"]),
        ("-has:enclosure", ["About lamps"]),
    ],
)
def test_videos_are_found(videos: Run, query: str, titles: list[str]) -> None:
    listed = videos("list", query, "--json").document
    assert ["".join(one["title"]) for one in listed] == titles


def test_a_video_is_listed_opened_and_told_with_its_length_and_views(videos: Run) -> None:
    number = id_of(videos, "video")
    (listed,) = (one for one in videos("enclosures", "--json").document if one["id"] == number)
    assert listed["url"] == WATCH
    assert (listed["media_type"], listed["seconds"], listed["views"]) == (
        "video/youtube",
        754,
        140_000,
    )
    assert "[video: www.youtube.com, 12:34, 140k views]" in videos("show", str(number)).out
    assert videos("open", str(number), "--json").document == {"command": ["mpv", WATCH]}


def test_the_page_of_a_video_is_not_downloaded_as_a_file(videos: Run) -> None:
    result = videos("download", str(id_of(videos, "video")))
    assert result.code == 2
    assert "is a page that plays a video, no file: open it" in result.err


def test_views_that_rise_are_told_and_change_no_article(videos: Run, tmp_path: Path) -> None:
    (tmp_path / "channel.xml").write_text(channel(2_345_678))
    assert "0 new, 0 changed" in videos("refresh").out
    assert "2.3m views" in videos("show", str(id_of(videos, "video"))).out
    assert videos("list", "is:changed", "--json").document == []


def test_a_video_that_nobody_saw_may_still_be_to_come(videos: Run, tmp_path: Path) -> None:
    (tmp_path / "channel.xml").write_text(channel(0))
    videos("refresh")
    assert "not seen yet: new, or still to come" in videos("show", str(id_of(videos, "video"))).out
