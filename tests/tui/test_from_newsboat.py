"""All that newsboat left comes along: feeds, articles, settings; what is set here stays."""

from __future__ import annotations

import sqlite3
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qreader.config.settings import Config, find_paths, load_config
from qreader.errors import ConfigError, FileError
from qreader.library import Library
from qreader.model import Act, Imported
from qreader.sources.feeds.newsboat_config import COMMANDS
from qreader.tui.from_newsboat import bring_in, parts
from qreader.tui.keymap import keymap

THEIRS = """
text-width 80
bind-key d pagedown
macro o open-in-browser
player "mpv --no-video"
ignore-article "*" "title =~ \\"Sponsor\\""
define-filter "Two days" "age < 2"
color info red blue
"""


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    library = Library(find_paths(tmp_path / "data"), Config())
    yield library
    library.close()


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """Make a folder that newsboat left."""
    home = tmp_path / ".newsboat"
    home.mkdir()
    (home / "config").write_text(THEIRS)
    (home / "urls").write_text('https://a.example/ news "!"\n')
    with sqlite3.connect(home / "cache.db") as connection:
        connection.execute("CREATE TABLE rss_feed (rssurl TEXT, title TEXT)")
        connection.execute("CREATE TABLE rss_item (guid, title, url, feedurl, content, unread)")
        connection.execute(
            "INSERT INTO rss_item VALUES"
            " ('1', 'Ice', 'https://a.example/1', 'https://a.example/', 'x', 0)"
        )
    connection.close()
    return home


def set_in(library: Library) -> dict[str, object]:
    return tomllib.loads(library.paths.config_file.read_text())


def write(library: Library, text: str) -> None:
    library.paths.config_file.write_text(text)


def by_command(imported: Imported) -> dict[str, str]:
    return {one.line.split()[0]: one.now or f"left out: {one.said}" for one in imported.settings}


def test_a_configuration_is_written_into_ours(library: Library, home: Path) -> None:
    came = by_command(bring_in(library, str(home / "config")))

    assert set_in(library) == {
        "text_width": 80,
        "preset": "newsboat",
        "keys": {"done": [], "page-down": ["pagedown", "d"]},
        "macros": {"o": "browser"},
        "open": dict.fromkeys(("audio/*", "video/*"), ["mpv", "--no-video", "{url}"]),  # noqa: RUF024
    }
    keymap(load_config(library.paths.config_file))
    assert came["text-width"] == "text_width = 80"
    assert came["color"] == "left out: colours come from `theme`"
    assert [(one.act, one.query) for one in library.rules.all()] == [(Act.HIDE, 'title:"Sponsor"')]
    assert [(one.name, one.query) for one in library.searches.all()] == [("Two days", "age:<2d")]


def test_coming_along_twice_is_coming_along_once(library: Library, home: Path) -> None:
    first = bring_in(library, str(home / "config"))
    before = library.paths.config_file.read_bytes()
    again = bring_in(library, str(home / "config"))

    assert sum(one.is_new for one in first.settings) == 7
    assert not any(one.is_new for one in again.settings)
    assert [bool(one.now) for one in again.settings] == [bool(one.now) for one in first.settings]
    assert library.paths.config_file.read_bytes() == before
    assert (len(library.rules.all()), len(library.searches.all())) == (1, 1)


def test_what_is_set_here_stays_with_its_comments(library: Library, home: Path) -> None:
    write(
        library,
        '# mine\ntext_width = 100  # wide\n\n[keys]\ndone = "d"\n\n[macros]\no = "star"\n',
    )
    library.add_rule("Ads", 'title:"Sponsor"', "hide")
    library.save_search("two DAYS", "moon")
    came = by_command(bring_in(library, str(home / "config")))

    assert library.paths.config_file.read_text().startswith("# mine\ntext_width = 100  # wide\n")
    assert came["text-width"] == "left out: text_width is set already, and stays"
    assert came["bind-key"].startswith("left out: d is done, as keys.done says")
    assert came["macro"] == "left out: macros.o is set already, and stays"
    assert came["ignore-article"] == "the rule 'Ads' hides it"
    assert came["define-filter"].startswith("left out: there is another search of that name")
    assert [(one.name, one.query) for one in library.searches.all()] == [("two DAYS", "moon")]


def test_a_value_that_holds_already_is_not_written(library: Library, tmp_path: Path) -> None:
    (tmp_path / "theirs").write_text("text-width 76\nrefresh-on-startup no\n")
    imported = bring_in(library, str(tmp_path / "theirs"))

    assert [one.now for one in imported.settings] == [
        "text_width = 76",
        "refresh_on_start = false",
    ]
    assert not library.paths.config_file.exists()


def test_keys_are_bound_upon_newsboats_own_unless_others_are_chosen(
    library: Library, tmp_path: Path
) -> None:
    theirs = tmp_path / "theirs"
    theirs.write_text("bind-key J next-feed articlelist\nbind-key l open\n")
    own, feed, article = bring_in(library, str(theirs)).settings

    assert (own.now, own.is_new) == ('preset = "newsboat"', True)
    assert (feed.now, feed.is_new) == ("J is next-feed", False)
    assert article.is_new
    keymap(load_config(library.paths.config_file))
    assert not any(one.is_new for one in bring_in(library, str(theirs)).settings)
    write(library, 'preset = "simple"\n')
    assert len(bring_in(library, str(theirs)).settings) == 2
    assert load_config(library.paths.config_file).preset == "simple"


def test_rules_of_one_beginning_have_names_of_their_own(library: Library, tmp_path: Path) -> None:
    long = "a" * 80
    (tmp_path / "theirs").write_text(
        "".join(f'ignore-article "*" "title =~ \\"{long}{end}\\""\n' for end in "bcd")
    )
    bring_in(library, str(tmp_path / "theirs"))

    assert len({rule.name for rule in library.rules.all()}) == 3


def test_a_broken_configuration_of_ours_is_said_and_nothing_changes(
    library: Library, home: Path
) -> None:
    write(library, "text_width = \n")
    with pytest.raises(ConfigError):
        bring_in(library, str(home / "config"))

    assert library.paths.config_file.read_text() == "text_width = \n"
    assert library.rules.all() == []


def test_a_configuration_that_cannot_be_written_is_said_and_nothing_changes(
    library: Library, home: Path
) -> None:
    library.paths.config_file.mkdir()
    with pytest.raises((ConfigError, FileError)):
        bring_in(library, str(home / "config"))

    assert library.rules.all() == []


@pytest.mark.parametrize(
    ("name", "text", "is_theirs"),
    [("config", "", True), ("c", THEIRS, True), ("c.txt", THEIRS, False), ("c.txt", "Tea.", False)],
)
def test_an_article_is_no_configuration(
    library: Library, tmp_path: Path, name: str, text: str, is_theirs: bool
) -> None:
    folder = tmp_path / "newsboat"
    folder.mkdir()
    (folder / name).write_text(text or "# nothing\n")
    assert bring_in(library, str(folder / name)).is_source is not is_theirs


def test_a_folder_stands_for_its_files(home: Path, tmp_path: Path) -> None:
    assert [Path(part).name for part in parts(str(home))] == ["urls", "cache.db", "config"]
    (tmp_path / "urls").write_text("Where to go in summer.\n")
    assert parts(str(tmp_path)) == [str(tmp_path)], "it is a folder of texts"
    assert parts("https://a.example/") == ["https://a.example/"]
    assert parts("") == [""]


def test_the_articles_are_found_where_newsboat_parts_its_folders(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings, data = tmp_path / "config" / "newsboat", tmp_path / "share" / "newsboat"
    settings.mkdir(parents=True)
    data.mkdir(parents=True)
    (home / "urls").rename(settings / "urls")
    (home / "cache.db").rename(data / "cache.db")
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "share"))

    assert parts(str(settings)) == [str(settings / "urls"), str(data / "cache.db")]


@settings(max_examples=30, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.sampled_from(sorted(COMMANDS - {"include"})),
            st.text(alphabet='"\\ ab*:%/~=1^gDj-;.é\x00', max_size=20),
        ),
        max_size=10,
    )
)
def test_any_configuration_gives_one_that_can_be_used(
    tmp_path_factory: pytest.TempPathFactory, lines: list[tuple[str, str]]
) -> None:
    folder = tmp_path_factory.mktemp("newsboat") / "newsboat"
    folder.mkdir()
    (folder / "config").write_text("\n".join(map(" ".join, lines)))
    library = Library(find_paths(folder / "data"), Config())
    try:
        bring_in(library, str(folder / "config"))
        keymap(load_config(library.paths.config_file))
        assert not any(one.is_new for one in bring_in(library, str(folder / "config")).settings)
    finally:
        library.close()
