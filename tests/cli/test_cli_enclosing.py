"""What is attached to articles: listed, downloaded, opened with a command that no shell reads."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest
from gazette import Run

from loopback import Loopback
from qreader.collect.enclosures import command_for, file_name
from qreader.errors import UsageError
from qreader.model import ArticleId, Enclosure, FeedId, Row
from qreader.text.media_types import main_place

ITEM = (
    "<item><title>{title}</title><guid>{title}</guid>"
    '<enclosure url="{url}" type="audio/mpeg" length="30000000"/></item>'
)


@pytest.fixture
def podcast(run: Run, loopback: Loopback, data_dir: Path, tmp_path: Path) -> Run:
    """Give a program whose cache holds two episodes and an article without one."""
    loopback.serve("/a.mp3", b"a" * 5000)
    items = "".join(
        ITEM.format(title=title, url=loopback.url(path))
        for title, path in (("Episode: one", "/a.mp3"), ("Gone", "/gone.mp3"))
    )
    body = f"<rss version='2.0'><channel><title>Pod</title>{items}</channel></rss>"
    loopback.serve("/pod.xml", body.encode())
    data_dir.mkdir()
    (data_dir / "config.toml").write_text(
        f'download_folder = "{tmp_path / "pods"}"\n[open]\n"audio/*" = '
        f'["{sys.executable}", "-c", "import sys; print(sys.argv[1])", "<{{url}}>"]\n'
    )
    assert run("add", loopback.url("/pod.xml")).code == 0
    return run


@pytest.mark.parametrize(
    ("kinds", "place"),
    [
        (("a.jpg image/jpeg", "a.mp3 audio/mpeg"), 2),
        (("a.png image/png", "a.pdf application/pdf", "a.webm video/webm"), 3),
        (("a.jpg image/jpeg", "a.pdf application/pdf"), 2),
        (("a.mp3 audio/mpeg", "a.mp4 video/mp4"), 1),
        (("a.jpg image/jpeg", "b.jpg image/jpeg"), 1),
        (("a.jpg", "a.ogg"), 2),
        (("a.zip application/zip", "a.mp3 application/octet-stream"), 2),
        (("A.JPG IMAGE/JPEG", "A.MP3 AUDIO/MPEG"), 2),
        ((), 1),
    ],
)
def test_what_one_would_play_stands_for_the_article(kinds: tuple[str, ...], place: int) -> None:
    files = [Enclosure(f"https://pod.example/{name}", kind or None)
             for name, _, kind in (one.partition(" ") for one in kinds)]  # fmt: skip
    assert main_place(files) == place


def test_without_a_number_the_episode_is_meant_and_not_its_cover(
    podcast: Run, loopback: Loopback, tmp_path: Path
) -> None:
    cover = ITEM.format(title="Covered", url=loopback.serve("/cover.jpg", b"picture")).replace(
        "audio/mpeg", "image/jpeg"
    )
    both = cover.replace("</item>", f'<enclosure url="{loopback.url("/a.mp3")}"/></item>')
    feed = f"<rss version='2.0'><channel><title>Art</title>{both}</channel></rss>"
    podcast("add", loopback.serve("/art.xml", feed.encode()))
    number = podcast("list", "title:covered", "--json").document[0]["id"]

    assert podcast("open", str(number), "--json").document["command"][-1] == (
        f"<{loopback.url('/a.mp3')}>"
    )
    assert podcast("download", str(number)).out.strip().endswith(f"-{number}-2.mp3")
    assert podcast("download", f"{number}.1").out.strip().endswith(f"-{number}-1.jpg")


def numbers(run: Run) -> dict[str, str]:
    return {one["title"]: str(one["id"]) for one in run("enclosures", "--json").document}


def test_what_is_attached_is_listed_with_its_address(podcast: Run, loopback: Loopback) -> None:
    found = podcast("enclosures", "episode", "--json").document
    assert [(one["number"], one["media_type"], one["bytes"]) for one in found] == [
        (1, "audio/mpeg", 30_000_000)
    ]
    lines = podcast("enclosures", "episode").out.splitlines()
    assert lines[0].split() == [f"{found[0]['id']}.1", "audio/mpeg", "30", "MB", "Episode:", "one"]
    assert lines[1].strip() == loopback.url("/a.mp3")
    assert podcast("enclosures", "title:nothing", "--json").document == []


def test_a_download_has_a_safe_name_and_a_failure_holds_up_no_other(
    podcast: Run, tmp_path: Path, loopback: Loopback
) -> None:
    ids = numbers(podcast)
    result = podcast("download", ids["Gone"], f"{ids['Episode: one']}.1")

    (file,) = result.out.splitlines()
    assert Path(file).parent == tmp_path / "pods"
    assert file.endswith(f"-episode-one-{ids['Episode: one']}-1.mp3")
    assert Path(file).read_bytes() == b"a" * 5000
    assert result.code == 1
    assert "answered 404" in result.err

    loopback.serve("/gone.mp3", b"back")
    assert podcast("download", "--json").documents[0]["error"] is None
    assert podcast("download").out == ""


def test_what_was_begun_is_asked_for_where_its_article_says_now(
    podcast: Run, tmp_path: Path, loopback: Loopback
) -> None:
    gone = numbers(podcast)["Gone"]
    assert podcast("download", gone).code == 1
    item = ITEM.format(title="Gone", url=loopback.url("/back.mp3?token=2"))
    item = item.replace("<guid>", "<pubDate>Mon, 02 Mar 2026 10:00:00 GMT</pubDate><guid>")
    body = f"<rss version='2.0'><channel><title>Pod</title>{item}</channel></rss>"
    loopback.serve("/pod.xml", body.encode())
    loopback.serve("/back.mp3", b"back")

    assert podcast("refresh").out == "1 feed: 0 new, 0 changed, 0 failed\n"
    (done,) = podcast("download", "--json").documents
    assert done["url"] == loopback.url("/back.mp3?token=2")
    assert Path(done["file"]).read_bytes() == b"back"
    assert [path.name for path in (tmp_path / "pods").iterdir()] == [Path(done["file"]).name]


def test_the_command_of_the_configuration_opens_the_address_then_the_file(
    podcast: Run, loopback: Loopback
) -> None:
    number = numbers(podcast)["Episode: one"]
    assert podcast("open", number, "--json").document["command"][-1] == (
        f"<{loopback.url('/a.mp3')}>"
    )
    (file,) = podcast("download", number).out.splitlines()
    assert podcast("open", number, "--json").document["command"][-1] == f"<{file}>"


@pytest.mark.parametrize("wanted", ["x", "1.", "1.x", "0x1", "1.2.3", "-1"])
def test_what_is_no_number_of_a_file_is_wrong_usage(podcast: Run, wanted: str) -> None:
    assert podcast("download", wanted).code == 2


def test_what_is_not_attached_is_wrong_usage(podcast: Run) -> None:
    number = numbers(podcast)["Gone"]
    assert "has 1 attached, no number 2" in podcast("open", f"{number}.2").err
    assert podcast("download", "999").code == 2


def test_a_command_gets_what_it_opens_where_it_says_or_last() -> None:
    audio = Enclosure("https://a.example/x.ogg")
    commands = {"video/*": ("a",), "audio/*": ("mpv", "--x={url}"), "*": ("open",)}
    assert command_for(commands, audio, audio.url) == ["mpv", "--x=https://a.example/x.ogg"]
    assert command_for(commands, Enclosure("https://a.example/x", "x/y"), "/f") == ["open", "/f"]
    with pytest.raises(UsageError, match=r"\[open\]"):
        command_for({}, audio, audio.url)


@pytest.mark.parametrize(
    ("url", "media_type", "name"),
    [
        ("https://a.example/x/Y.MP3?z=1", None, "2026-03-01-ice-7-2.mp3"),
        ("https://a.example/x", "audio/mpeg", "2026-03-01-ice-7-2.mp3"),
        ("https://a.example/x.%2e%2e%2f", "x/y", "2026-03-01-ice-7-2.bin"),
    ],
)
def test_a_files_name_is_made_of_the_article(url: str, media_type: str | None, name: str) -> None:
    row = Row(ArticleId(7), FeedId(1), "F", "../ice", datetime(2026, 3, 1, tzinfo=UTC))
    assert file_name(row.dated, row.title, row.id, Enclosure(url, media_type), 2) == name
