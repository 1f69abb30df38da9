"""What changes the configuration file leaves all else in it alone, whatever that is."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qreader.config import writing
from qreader.config.settings import Config, load_config
from qreader.config.statements import line_of, statements
from qreader.config.writing import write_settings
from qreader.errors import ConfigError, FileError

FILE = """\
# mine

text_width = 70   # as wide as a book
theme = 'nord'

# keys of my own
[keys]  # few
  star = "*" # a star
  quit = [
    "Q",  # as ever
    "ctrl+q",
  ]

# commands
[macros]
x = "star; open"

[[hook]]
command = ["tee"]

[[fetch]]
url = "https://a.example/"

# the second
[[hook]]
command = ["cat"]
query = "moon"
"""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "config.toml"
    path.write_text(FILE)
    return path


@pytest.mark.parametrize(
    ("changes", "old", "new"),
    [
        ({"text_width": 80}, "text_width = 70 ", "text_width = 80 "),
        ({"text_width": None}, "text_width = 70   # as wide as a book\n", ""),
        ({"sidebar": False}, "theme = 'nord'\n", "theme = 'nord'\nsidebar = false\n"),
        ({"keys.star": ["s", "g s"]}, 'star = "*"', 'star = ["s", "g s"]'),
        ({"keys.star": None}, '  star = "*" # a star\n', ""),
        ({"keys.open": "é"}, '"ctrl+q",\n  ]\n', '"ctrl+q",\n  ]\n  open = "é"\n'),
        ({"macros": {",": "undo"}}, '"star; open"\n', '"star; open"\n"," = "undo"\n'),
        ({"macros": None}, '[macros]\nx = "star; open"\n', ""),
        (
            {"open.audio/*": ["mpv", "{url}"]},
            'query = "moon"\n',
            'query = "moon"\n\n[open]\n"audio/*" = ["mpv", "{url}"]\n',
        ),
        (
            {"hook": [{"command": ["a"], "seconds": 5}]},
            'query = "moon"\n',
            'query = "moon"\n\n[[hook]]\ncommand = ["a"]\nseconds = 5\n',
        ),
        (
            {"fetch": [{"url": "https://b.example/", "headers": {"X-A": "b"}}]},
            'query = "moon"\n',
            'query = "moon"\n\n[[fetch]]\nurl = "https://b.example/"\nheaders = {X-A = "b"}\n',
        ),
        ({"theme": "dark"}, "theme = 'nord'", 'theme = "dark"'),
        ({"theme": 'a"b\\'}, "'nord'", '"a\\"b\\\\"'),
        ({"sync": None, "whole_frames": None, "keys.down": None}, "", ""),
    ],
)
def test_one_statement_changes_and_all_else_stays_as_it_is(path, changes, old, new):
    config = write_settings(path, changes)

    assert path.read_text() == FILE.replace(old, new, 1)
    assert config == load_config(path)


def test_several_settings_change_in_one_go(path: Path):
    config = write_settings(path, {"theme": None, "keys.star": "s", "open.a/b": ["c"]})

    assert (config.theme, config.keys["star"], config.open.by_type) == (
        "auto",
        ("s",),
        {"a/b": ("c",)},
    )


@pytest.mark.parametrize(
    ("text", "changes", "becomes"),
    [
        ("", {"theme": "dark"}, 'theme = "dark"\n'),
        ("# hello", {"theme": "dark"}, '# hello\ntheme = "dark"\n'),
        ("[keys]\n", {"theme": "dark"}, 'theme = "dark"\n\n[keys]\n'),
        ("# a\n\n# k\n[keys]\n", {"theme": "dark"}, '# a\n\ntheme = "dark"\n\n# k\n[keys]\n'),
        ("", {"keys.star": "s"}, '[keys]\nstar = "s"\n'),
        ("keys.star = 's'\n#\n", {"keys.open": "o"}, "keys.star = 's'\nkeys.open = \"o\"\n#\n"),
        ("keys = {star = 's'} # k\n", {"keys.star": "x"}, 'keys = {star = "x"} # k\n'),
        ("'keys' . \"star\" = 's'\n", {"keys.star": "x"}, '\'keys\' . "star" = "x"\n'),
        ("sidebar = true", {"theme": "dark"}, 'sidebar = true\ntheme = "dark"\n'),
        ("sidebar = true\r\n", {"theme": "dark"}, 'sidebar = true\r\ntheme = "dark"\r\n'),
        ("text_width = 70\r\n", {"text_width": 80}, "text_width = 80\r\n"),
        ("\ufefftext_width = 70\n", {"text_width": 80}, "\ufefftext_width = 80\n"),
        ('theme = """\n[keys]"""\n', {"theme": "dark"}, 'theme = "dark"\n'),
    ],
)
def test_files_of_other_shapes_are_changed_likewise(path, text, changes, becomes):
    path.write_bytes(text.encode())
    write_settings(path, changes)

    assert path.read_bytes().decode() == becomes


def test_a_table_within_a_line_gets_more_and_less(path: Path):
    path.write_text("keys = {star = 's', quit = 'Q'} # k\n")

    assert write_settings(path, {"keys.open": "o"}).keys["open"] == ("o",)
    assert write_settings(path, {"keys.quit": None}).keys == {"star": ("s",), "open": ("o",)}
    assert "star = 's'" in path.read_text()
    assert path.read_text().endswith("# k\n")


def test_no_file_and_no_folder_are_made_when_they_are_needed(tmp_path: Path):
    path = tmp_path / "a" / "b" / "config.toml"
    write_settings(path, {"text_width": 80})

    assert path.read_text() == "text_width = 80\n"
    assert [one.name for one in path.parent.iterdir()] == ["config.toml"]


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"text_width": 500}, "^text_width must lie between 40 and 120, not 500$"),
        ({"text_width": "a"}, "^text_width must be a whole number between 40 and 120, not 'a'$"),
        ({"text_widht": 80}, "^unknown key 'text_widht'; did you mean 'text_width'?"),
        ({"keys.star": 3}, "^keys.star must be a text or a list of texts"),
        ({"theme.x": 3}, "^theme is no table: there is no theme.x$"),
        ({"hook.command": ["a"]}, "^hook is no table"),
        ({"sync.user": "ada"}, "^sync.url must be such as"),
        ({"theme": "dark", "text_width": 3}, "^text_width must lie"),
    ],
)
def test_what_does_not_fit_is_said_and_changes_nothing(path, changes, sentence):
    with pytest.raises(ConfigError, match=sentence):
        write_settings(path, changes)
    assert path.read_text() == FILE


def test_a_check_refuses_what_is_to_be_written(path: Path):
    def object_to(config: Config) -> None:
        raise ConfigError(f"no {config.theme}")

    with pytest.raises(ConfigError, match="no dark"):
        write_settings(path, {"theme": "dark"}, object_to)
    assert path.read_text() == FILE


def test_a_file_that_is_no_toml_is_left_alone(path: Path):
    path.write_text("theme = 'dark'\ntext_width = \n")

    with pytest.raises(ConfigError, match=r"config.toml: is not valid TOML: .* line 2"):
        write_settings(path, {"theme": "light"})
    assert path.read_text() == "theme = 'dark'\ntext_width = \n"


def test_a_mistake_that_was_there_is_said_with_its_line_unless_this_mends_it(path: Path):
    path.write_text("theme = 'dark'\ntext_width = 3\ntext_widht = 3\n")

    with pytest.raises(ConfigError, match=r"config.toml, line 2: text_width must lie"):
        write_settings(path, {"theme": "light"})
    write_settings(path, {"text_width": 80, "text_widht": None})
    assert path.read_text() == "theme = 'dark'\ntext_width = 80\n"


def test_a_file_that_somebody_else_changes_meanwhile_is_left_alone(path: Path):
    def edit(_: Config) -> None:
        path.write_text("theme = 'light'\n")

    with pytest.raises(ConfigError, match="was changed meanwhile, and is left alone"):
        write_settings(path, {"theme": "dark"}, edit)
    assert path.read_text() == "theme = 'light'\n"
    assert [one.name for one in path.parent.iterdir()] == ["config.toml"]


def test_a_file_that_somebody_else_removes_meanwhile_does_not_come_back(path: Path):
    with pytest.raises(ConfigError, match="was changed meanwhile"):
        write_settings(path, {"theme": "dark"}, lambda _: path.unlink())
    assert not path.exists()


def test_a_link_stays_a_link_and_those_who_may_read_stay_the_same(path: Path, tmp_path: Path):
    target = tmp_path / "dotfiles.toml"
    path.rename(target)
    target.chmod(0o600)
    path.symlink_to(target.name)
    write_settings(path, {"theme": "dark"})

    assert path.readlink() == Path(target.name)
    assert load_config(target).theme == "dark"
    assert target.stat().st_mode & 0o777 == 0o600


def test_nothing_to_change_writes_nothing(path: Path):
    before = path.stat()
    write_settings(path, {"theme": "nord", "sidebar": None})

    assert (path.stat().st_ino, path.stat().st_mtime_ns) == (before.st_ino, before.st_mtime_ns)


def test_a_file_that_is_read_only_is_left_alone(path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("os.access", lambda *_: False)  # root may write anything
    with pytest.raises(FileError, match="read-only"):
        write_settings(path, {"theme": "dark"})


def test_a_folder_that_cannot_be_made_is_a_sentence(tmp_path: Path):
    (tmp_path / "a").write_text("")
    with pytest.raises(FileError, match="cannot be written"):
        write_settings(tmp_path / "a" / "config.toml", {"theme": "dark"})


def test_links_that_lead_nowhere_are_a_sentence(tmp_path: Path):
    (tmp_path / "a.toml").symlink_to("b.toml")
    (tmp_path / "b.toml").symlink_to("a.toml")
    with pytest.raises(ConfigError, match="cannot be read"):
        write_settings(tmp_path / "a.toml", {"theme": "dark"})


def test_a_disk_that_is_full_leaves_the_old_file(path: Path, monkeypatch: pytest.MonkeyPatch):
    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(FileError, match="No space left"):
        write_settings(path, {"theme": "dark"})
    assert path.read_text() == FILE
    assert [one.name for one in path.parent.iterdir()] == ["config.toml"]


_WRITER = """
import sys
from pathlib import Path
from qreader.config.writing import write_settings
n = 40
while True:
    n = 40 + (n + 1) % 80
    write_settings(Path(sys.argv[1]), {"text_width": n, f"macros.{'abc'[n % 3]}": "star"})
    print(n, flush=True)
"""


@pytest.mark.parametrize("written", [1, 4, 9])
def test_a_writer_that_is_killed_leaves_the_old_file_or_the_new_one(path: Path, written: int):
    path.write_text(FILE + "# a line of many\n" * 5_000)
    writer = subprocess.Popen([sys.executable, "-c", _WRITER, str(path)], stdout=subprocess.PIPE)
    assert writer.stdout is not None
    for _ in range(written):
        last = int(writer.stdout.readline())
    writer.send_signal(signal.SIGKILL)
    writer.wait()
    writer.stdout.close()

    assert path.read_text().endswith("# a line of many\n")
    assert path.read_text().count("# a line of many\n") == 5_000
    assert load_config(path).text_width >= last
    assert write_settings(path, {"theme": "dark"}).theme == "dark"


@pytest.mark.parametrize(
    ("moment", "width"), [("os.fsync", 70), ("pathlib.Path.replace", 70), ("os.close", 80)]
)
def test_a_writer_that_is_killed_between_any_two_steps_leaves_a_whole_file(
    path: Path, moment: str, width: int
):
    module, _, name = moment.partition(".")
    script = (
        f"import sys, os, {module}; from pathlib import Path\n"
        "from qreader.config.writing import write_settings\n"
        "import tomlkit, fcntl\n"
        f"{module}.{name} = lambda *_: os.kill(os.getpid(), 9)\n"
        "write_settings(Path(sys.argv[1]), {'text_width': 80})"
    )
    killed = subprocess.run([sys.executable, "-c", script, path], check=False)

    assert killed.returncode == -signal.SIGKILL
    assert path.read_text() == FILE.replace("= 70", f"= {width}")


def test_writers_beside_each_other_lose_nothing_of_each_other(path: Path):
    script = (
        "import sys; from pathlib import Path; from qreader.config.writing import write_settings\n"
        "for n in range(10):\n"
        "    write_settings(Path(sys.argv[1]), {f'macros.{sys.argv[2]}{n}': 'star'})"
    )
    writers = [subprocess.Popen([sys.executable, "-c", script, path, name]) for name in "pq"]

    assert [one.wait() for one in writers] == [0, 0]
    names = {f"{name}{n}" for name in "pq" for n in range(10)}
    assert load_config(path).macros.keys() == {"x", *names}


# ---- statements


_SNIPPETS = st.sampled_from([
    "# a = 1\n", "\n", "  \n", "a = 1\n", "b.c = 'x' # y\n", 'd = """\n[x]\n"""\n',
    "e = [\n 1, # [\n 2]\n", "f = { g = '#', h = [\n1] }\n", "'i=j' = \"\\\"#\"\r\n", "[t]\n",
    "[[l]]\n", "[ u . 'v.w' ]  # x\n", "k = '''\na'b'''\n", "m = 2020-01-01\n",
])  # fmt: skip


@given(st.lists(_SNIPPETS, max_size=8), st.booleans())
def test_statements_are_the_whole_text_and_each_is_whole(snippets: list[str], ends: bool):
    if snippets and not ends:
        snippets = [*snippets[:-1], "z = [2,\n3]"]
    text = "".join(snippets)
    try:
        tomllib.loads(text)
    except tomllib.TOMLDecodeError:  # a key twice
        return
    found = list(statements(text))

    assert "".join(one.text for one in found) == text
    assert len(found) == len(snippets)
    assert [one.line for one in found] == [
        1 + text[: text.index(one.text, sum(len(before.text) for before in found[:at]))].count("\n")
        for at, one in enumerate(found)
    ]


_VALUES = st.recursive(
    st.text() | st.integers(-(2**63), 2**63 - 1) | st.booleans(), st.lists, max_leaves=4
)


@given(st.text(), _VALUES)
def test_any_key_and_value_can_be_put_into_a_table_and_taken_out(key: str, value: object):
    if "\0" in key or any("\ud800" <= one <= "\udfff" for one in key):
        return
    names = f"macros.{key}"
    changed = writing._changed(Path("x"), FILE, {names: value})
    assert tomllib.loads(changed)["macros"][key] == value

    assert writing._changed(Path("x"), changed, {names: None}) == FILE


_LINES = st.sampled_from([
    "# 1\n", "# 2\n", "\n", "theme = 'a' # 3\n", "keys.star = 's'\n", "[keys] # 6\n",
    "keys.open = [ # 4\n'o',\n]\n", "keys = { star = 's', \"b.c\" = '#' } # 5\n", "star = 's'\n",
    "  open = 'o' # 7\n", "[macros]\n", '"\\u002c" = \'\'\'\nx # 8\'\'\'\n', "[[hook]] # 9\n",
    "[[fetch]]\n", "seconds = 5 # 10\n", "[hook.inner]\n", "text_width = 7\n",
])  # fmt: skip
_CHANGES = st.dictionaries(
    st.sampled_from([
        "theme", "text_width", "keys.star", "keys.b.c", "keys.new", "macros.,", "open.a/*", "hook",
        "keys", "macros",
    ]),
    st.sampled_from([None, 3, "x#'\"", ["a", "b"]]),
    min_size=1,
)  # fmt: skip


@given(st.lists(_LINES, max_size=9), _CHANGES, st.sampled_from(["\n", "\r\n"]))
@settings(max_examples=400)
def test_any_file_says_the_same_but_for_the_change_and_keeps_all_other_lines(
    lines: list[str], changes: dict[str, object], end: str
):
    text = "".join(lines)
    try:
        values = tomllib.loads(text)
    except tomllib.TOMLDecodeError:  # a key twice
        return
    text = text.replace("\n", end)
    try:
        changed = writing._changed(Path("x"), text, changes)
    except ConfigError as error:  # refused as a whole
        assert "is no table" in str(error) or "cannot be changed here" in str(error)
        return
    expected = json.loads(json.dumps(values))
    for key, value in changes.items():
        name, dot, rest = key.partition(".")
        table = expected.setdefault(name, {}) if dot else expected
        if value is None:
            table.pop(rest if dot else name, None)
        else:
            table[rest if dot else name] = value
    found = tomllib.loads(changed)
    assert {k: v for k, v in found.items() if v} == {k: v for k, v in expected.items() if v}
    rest = iter(changed.splitlines(keepends=True))
    comments = [line for line in text.splitlines(keepends=True) if line.startswith("#")]
    assert all(line in rest for line in comments)


def test_lines_of_keys_are_found_wherever_they_stand():
    lines = FILE.splitlines()
    for key, text in {
        "text_width": "text_width = 70   # as wide as a book",
        "keys.quit": "  quit = [",
        "hook[1].command": 'command = ["tee"]',
        "hook[2].query": 'query = "moon"',
        "hook[2].seconds": "[[hook]]",
        "fetch[1].headers.X": "[[fetch]]",
    }.items():
        line = line_of(FILE, key)
        assert line is not None
        assert lines[line - 1] == text
    assert line_of(FILE, "hook[2].command") == 1 + lines.index('command = ["cat"]')
    assert line_of(FILE, "sidebar") is None
