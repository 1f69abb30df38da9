from __future__ import annotations

import tomllib
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path

import pytest

from qreader.collect.shipped import shipped_feeds
from qreader.config.commands import Sender
from qreader.config.opening import Opening
from qreader.config.settings import Config, find_paths, load_config
from qreader.config.tables import (
    TABLES,
    Access,
    Hook,
    PageSelectors,
    ProgramFeed,
    Rewrite,
    SyncServer,
)
from qreader.errors import ConfigError


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "config.toml"


def test_no_file_means_the_defaults(path: Path):
    assert load_config(path) == Config()


def test_a_file_of_all_defaults_reads_as_the_defaults(path: Path):
    lines = [
        f"{key} = {str(value).lower() if isinstance(value, bool) else repr(value)}"
        for key, value in Config()._asdict().items()
        if value not in (None, Opening())  # what TOML cannot say is said by leaving it out
    ]
    path.write_text("\n".join(lines))

    assert tomllib.loads(path.read_text()) | {"sync": None, "open": Opening()} == Config()._asdict()
    assert load_config(path) == Config()


def test_values_are_taken_over(path: Path):
    path.write_text('text_width = 64\nmark_read = "never"\nsidebar = false\n')

    assert load_config(path) == Config(text_width=64, mark_read="never", sidebar=False)


@pytest.mark.parametrize(
    ("content", "key", "sentence"),
    [
        ("text_widht = 3", "text_widht", "did you mean 'text_width'"),
        ("colour_of_the_sky = 3", "colour_of_the_sky", "unknown key"),
        ("text_width = '76'", "text_width", "must be a whole number"),
        ("text_width = true", "text_width", "must be a whole number"),
        ("sidebar = 1", "sidebar", "must be true or false"),
        ("theme = 3", "theme", "must be a text"),
        ("text_width = 5", "text_width", "between 40 and 120"),
        ("fetch_seconds = 100000", "fetch_seconds", "between 2 and 300"),
        ("mark_read = 'sometimes'", "mark_read", "one of open, end, never"),
        ("proxy = 'proxy.example:8080'", "proxy", "such as http://host:port"),
        ("proxy = 'file:///etc/passwd'", "proxy", "such as http://host:port"),
        ("date_format = '%Q'", "date_format", "such as '%d %b %H:%M'"),
        ("date_format = '%'", "date_format", "such as '%d %b %H:%M'"),
        ("date_format = '%c'", "date_format", "such as '%d %b %H:%M'"),
        ("preset = 'emacs'", "preset", "one of default, newsboat, simple"),
        ("keys = 3", "keys", "must be a table"),
        ("[keys]\nstar = 3", "keys.star", "must be a text or a list of texts, not 3"),
        ("[keys]\nstar = ['s', 3]", "keys.star", "must be a text or a list of texts"),
        ("[macros]\nx = ['star']", "macros.x", "must be a text"),
        ("colors = 'red'", "colors", "must be a table"),
        ("[colors]\nacent = '#ff0000'", "colors.acent", "did you mean 'accent'"),
        ("[colors]\naccent = '#ff00'", "colors.accent", "such as #ffaf5f"),
        ("[colors]\naccent = 'bright_bleu'", "colors.accent", "did you mean 'bright_blue'"),
        ("[colors]\naccent = 3", "colors.accent", "such as #ffaf5f"),
        ("fetch = 3", "fetch", "must be written as"),
        ("feed = 3", "feed", "must be written as"),
        ("[[feed]]\ncommand = ['a']", "feed[1].title", "must be a name"),
        ("[[feed]]\ntitle = ' '\ncommand = ['a']", "feed[1].title", "must be a name"),
        ("[[feed]]\ntitle = 'a'", "feed[1]", "must say command, or url and filter"),
        ("[[feed]]\ntitle = 'a'\nurl = 'https://x/'", "feed[1]", "must say command, or url and"),
        ("[[feed]]\ntitle = 'a'\nfilter = ['x']", "feed[1]", "must say command, or url and"),
        ("[[feed]]\ntitle = 'a'\ncommand = 'ls'", "feed[1].command", "a list of its words"),
        (
            "[[feed]]\ntitle = 'a'\nfilter = ['x']\nurl = 'file:///x'",
            "feed[1].url",
            "must be such as https://host/path",
        ),
        ("[[feed]]\ntitle = 'a'\ncommand = ['a']\nminutes = 0", "feed[1].minutes", "between 1"),
        ("[[feed]]\ntitle = 'a'\ncomand = ['a']", "feed[1].comand", "did you mean 'command'"),
        ("[[feed]]\ntitle = 'a'\ncommand = ['a']\npage = 'x'", "feed[1].page", "must be such"),
        ("[[feed]]\ntitle = 'a'\ncommand = ['a']\npage = {}", "feed[1].page", "must say items"),
        (
            "[[feed]]\ntitle = 'a'\ncommand = ['a']\npage = {items = 'a', b = 'c'}",
            "feed[1].page",
            "may say title, link",
        ),
        (
            "[[feed]]\ntitle = 'a'\ncommand = ['a']\n[[feed]]\ntitle = 'a'\ncommand = ['b']",
            "feed[2].title",
            "is that of another feed",
        ),
        ("rewrite = 3", "rewrite", "must be written as"),
        ("[[rewrite]]\nreplace = 'a'", "rewrite[1].pattern", "must be a regular expression"),
        ("[[rewrite]]\npattern = 'a'", "rewrite[1].replace", "must be a text"),
        ("[[rewrite]]\npattern = '('\nreplace = ''", "rewrite[1].pattern", "at character 1"),
        ("[[rewrite]]\npattern = '(a+)+'\nreplace = ''", "rewrite[1].pattern", "for ever"),
        ("[[rewrite]]\npattern = 'a'\nreplace = '\\1'", "rewrite[1].replace", "cannot be read"),
        ("[[rewrite]]\npatern = 'a'", "rewrite[1].patern", "there are pattern, replace"),
        ("page = 3", "page", "must be written as"),
        ("[[page]]\nurl = 'https://x/'", "page[1]", "must say article, remove or title"),
        ("[[page]]\nurl = 'x'\ntitle = 'p'", "page[1].url", "must be such as https://host/path"),
        ("[[page]]\nurl = 'https://x/'\nartcle = 'p'", "page[1].artcle", "did you mean 'article'"),
        ("[[page]]\nurl = 'https://x/'\narticle = 'p,,a'", "page[1].article", "wrong at column 2"),
        ("[[page]]\nurl = 'https://x/'\narticle = 3", "page[1].article", "must be a CSS selector"),
        ("[[page]]\nurl = 'https://x/'\nremove = 'p'", "page[1].remove", "list of selectors"),
        ("[[page]]\nurl = 'https://x/'\nremove = ['p', ']']", "page[1].remove", "column 1"),
        ("[[fetch]]\nurl = 'ftp://x/'", "fetch[1].url", "must be such as https://host/path"),
        ("[[fetch]]\nurl = 'https://a:b@x/'", "fetch[1].url", "without a name in it"),
        ("[[fetch]]\nurl = 'https://x/'\ncookie = 'a'", "fetch[1].cookie", "is no setting"),
        ("[[fetch]]\nurl = 'https://x/'\nuser = 'a:b'", "fetch[1].user", "without a colon"),
        ("[[fetch]]\nurl = 'https://x/'\nproxy = 'x'", "fetch[1].proxy", "or direct"),
        ("[[fetch]]\nurl = 'https://x/'\nauth = 'ntlm'", "fetch[1].auth", "basic or digest"),
        (
            "[[fetch]]\nurl = 'https://x/'\nuser = 'a'\npassword = 'secret'",
            "fetch[1].password",
            "must be a command",
        ),
        (
            "[[fetch]]\nurl = 'https://x/'\npassword = ['pass']",
            "fetch[1].user",
            "as there is a password",
        ),
        (
            "[[fetch]]\nurl = 'https://x/'\nheaders = {Host = 'y'}",
            "fetch[1].headers.Host",
            "no header that can be set",
        ),
        (
            '[[fetch]]\nurl = "https://x/"\nheaders = {X = "a\\r\\nY: b"}',
            "fetch[1].headers.X",
            "plain printable text",
        ),
        ("[[fetch]]\nurl = 'https://x/'\nheaders = 'Cookie: x'", "fetch[1].headers", "be a table"),
        ("[[fetch]]\nurl = 'https://x/'\nheaders = ['a']", "fetch[1].headers", "be a table"),
        ("text_width = ", None, "not valid TOML"),
    ],
)
def test_what_does_not_fit_is_an_error_that_names_file_and_key(path, content, key, sentence):
    path.write_text(content)

    with pytest.raises(ConfigError, match=sentence) as caught:
        load_config(path)

    assert caught.value.key == key
    assert caught.value.path == path
    assert str(path) in str(caught.value)


_WRONG = (
    "3", "-1", "1.5", "nan", "true", '""', '"a:b"', '"a\\u0000b"', "[]", "[3]", '["a", 3]',
    "[[]]", "{}", "{a = 1}", '{a = "b"}', "[{}]", "[{a = 1}]", "2020-01-01", "12:00:00",
    "9" * 5_000, "[" * 5_000,
)  # fmt: skip
"""A value of each type, empty and not: any key takes few of them."""
_WHOLE = {
    "keys": {"star": '"*"'},
    "macros": {"x": '"star"'},
    "colors": {"accent": '"#ff8700"', "unread": '"bright_blue"'},
    "open": {
        '"audio/*"': '["mpv"]', "links": '[["youtu[.]be", "mpv", "{url}"]]', "browser": '["lynx"]',
    },
    "[send]": {
        "name": '"a"', "command": '["tee", "{url}"]', "input": '"md"', "terminal": "false",
        "show": '"md"', "keep": "true",
    },
    "sync": {
        "url": '"https://a.example/"', "user": '"a"', "password_command": '["pass"]',
        "labels": "true",
    },
    "[fetch]": {
        "url": '"https://a.example/"', "headers": '{X = "a"}', "user": '"a"',
        "password": '["pass"]', "proxy": '"direct"', "auth": '"digest"',
    },
    "[hook]": {"command": '["tee"]', "query": '"moon"', "seconds": "5"},
    "[feed]": {
        "title": '"a"', "command": '["a"]', "folder": '"b"', "minutes": "5",
        "page": '{items = "a"}',
    },
    "[rewrite]": {"pattern": '"a"', "replace": '"b"'},
    "[page]": {
        "url": '"https://a.example/"', "article": '"b"', "remove": '["a"]', "title": '"h1"',
    },
}  # fmt: skip
"""Of each table all keys, with values that fit."""


def _documents() -> Iterator[tuple[str, str, str]]:
    """Yield a key, a value, and a configuration in which the key has it."""
    for value in _WRONG:
        for key in Config._fields:
            yield key, value, f"{key} = {value}\n"
        for table, whole in _WHOLE.items():
            for key in (*whole, "what"):
                lines = [f"{one} = {fits}" for one, fits in (whole | {key: value}).items()]
                yield key, value, "\n".join([f"[{table}]", *lines])
        yield "X", value, f"[[fetch]]\nurl = 'https://a.example/'\nheaders.X = {value}"


def test_the_tables_that_are_tried_have_all_their_keys():
    tried = {name.strip("[]"): {*keys} for name, keys in _WHOLE.items()}

    assert tried.keys() == TABLES.keys()
    tables = {
        "fetch": Access, "feed": ProgramFeed, "hook": Hook, "page": PageSelectors,
        "rewrite": Rewrite, "send": Sender, "sync": SyncServer,
    }  # fmt: skip
    instead = {"feed": {"url", "filter"}, "hook": {"send"}}
    for name, table in tables.items():
        assert tried[name] | instead.get(name, set()) == {one.name for one in fields(table)}
    for name, keys in _WHOLE.items():
        text = "\n".join([f"[{name}]", *(f"{key} = {value}" for key, value in keys.items())])
        assert tomllib.loads(text)


def test_no_value_of_a_wrong_type_is_anything_but_an_error_that_names_its_key(path: Path):
    for key, value, text in _documents():
        path.write_text(text)
        try:
            load_config(path)
        except ConfigError as error:
            assert str(path) in str(error)
            if len(value) < 100:  # longer ones are no TOML that could be read
                assert key.strip('"') in str(error.key), text


def test_a_mark_of_utf8_and_the_line_ends_of_windows_are_read_over(path: Path):
    path.write_bytes(b'\xef\xbb\xbftext_width = 64\r\n[keys]\r\nstar = "*"\r\n')

    assert load_config(path) == Config(text_width=64, keys={"star": ("*",)})


def test_keys_and_macros_are_tables(path: Path):
    path.write_text(
        '[keys]\nstar = "*"\nquit = ["Q", "ctrl+q"]\nundo = []\n[macros]\nx = "star; open"'
    )

    config = load_config(path)

    assert config.keys == {"star": ("*",), "quit": ("Q", "ctrl+q"), "undo": ()}
    assert config.macros == {"x": "star; open"}


def test_a_file_that_is_not_utf8_is_an_error(path: Path):
    path.write_bytes(b'theme = "\xff\xfe"')

    with pytest.raises(ConfigError, match="not UTF-8"):
        load_config(path)


def test_a_folder_in_place_of_the_file_is_an_error(path: Path):
    path.mkdir()

    with pytest.raises(ConfigError, match="cannot be read"):
        load_config(path)


def test_a_data_dir_keeps_everything_together(tmp_path: Path):
    paths = find_paths(tmp_path / "cache")

    assert paths.database == tmp_path / "cache" / "qreader.db"
    assert {paths.config_file.parent, paths.log_file.parent} == {tmp_path / "cache"}


def test_the_environment_names_the_data_dir_and_the_argument_wins(tmp_path, monkeypatch):
    monkeypatch.setenv("QREADER_DATA_DIR", str(tmp_path / "env"))

    assert find_paths().data_dir == tmp_path / "env"
    assert find_paths(tmp_path / "arg").data_dir == tmp_path / "arg"


def test_without_either_the_platform_decides_and_the_home_is_used():
    paths = find_paths()

    assert all(
        str(path).startswith(str(Path.home()))
        for path in (paths.data_dir, paths.config_file, paths.log_file)
    )


def test_the_shipped_feeds_are_found_in_a_checkout():
    assert (shipped_feeds() / "sampler").is_dir()


@pytest.mark.parametrize("proxy", ["", "http://proxy.example:8080", "socks5://ada:pw@[::1]:1080/"])
def test_a_proxy_is_taken_over(path: Path, proxy: str):
    path.write_text(f"proxy = {proxy!r}")

    assert load_config(path).proxy == proxy


def test_the_password_of_a_proxy_is_not_repeated(path: Path):
    path.write_text("proxy = 'ada:secret@proxy'")

    with pytest.raises(ConfigError) as caught:
        load_config(path)
    assert "secret" not in str(caught.value)


def test_a_table_of_fetch_is_read_and_shows_no_secret(path: Path):
    path.write_text(
        """
        [[fetch]]
        url = "https://paper.example/news"
        user = "ada"
        password = ["pass", "show", "paper"]
        proxy = "socks5h://me:secret@127.0.0.1:9050"
        headers = { Cookie = ["tool"], X-Edition = "secret evening" }
        """
    )
    (access,) = load_config(path).fetch
    assert access.password == ("pass", "show", "paper")
    assert access.headers == {"Cookie": ("tool",), "X-Edition": "secret evening"}
    assert "secret" not in repr(access)


def test_what_is_wrong_in_a_table_of_fetch_is_said_without_its_value(path: Path):
    for line in ("password = 'hunter2'", "headers = {X = 'hunter2\\n'}", "proxy = 'ada:hunter2@p'"):
        path.write_text(f"[[fetch]]\nurl = 'https://x/'\nuser = 'ada'\n{line}".replace("'", '"'))
        with pytest.raises(ConfigError) as caught:
            load_config(path)
        assert "hunter2" not in str(caught.value)
