"""What scripts rely on: lines as they want them, JSON of every verb, exit codes, completion."""

from __future__ import annotations

import subprocess
from datetime import UTC, datetime, timedelta

import pytest
from gazette import Run, id_of
from hypothesis import given
from hypothesis import strategies as st

from qreader import json_output
from qreader.cli.completing import SHELLS
from qreader.cli.man_page import EXIT_CODES, man_page
from qreader.cli.parser import parser_of
from qreader.cli.table import VERBS
from qreader.cli.template import FIELDS, read_template
from qreader.errors import UsageError
from qreader.model import ArticleId, FeedId, Row, Status
from qreader.text.safe import is_safe

AT = datetime(2026, 3, 1, 8, 30, tzinfo=UTC)
NOW = AT + timedelta(hours=3)
ROW = Row(
    ArticleId(7),
    FeedId(2),
    "Gazette",
    "氷 on the Moon",
    AT,
    Status(starred=True),
    tags=("moon", "ice"),
    published=AT,
)

# ---- lines of one's own


@pytest.mark.parametrize(
    ("template", "line"),
    [
        ("{id} {title}", "7 氷 on the Moon"),
        ("{age:>4}|{feed:9}|{feed:^9}|{feed:3}|", "  3h|Gazette  | Gazette |Ga…|"),
        ("{title:>4}|", " 氷…|"),
        ("{marks} {day} {published}", "N*- 2026-03-01 2026-03-01T08:30:00Z"),
        ("{read} {starred} {tags}", "no yes moon, ice"),
        ("<{guid}>{score}", "<>"),
        (r"{id}\t{feed}\\", "7\tGazette\\"),
        ("{{{id}}}", "{7}"),
        ("no field", "no field"),
    ],
)
def test_a_template_is_filled_with_what_is_known(template: str, line: str) -> None:
    assert read_template(template).line(ROW, NOW) == line


@pytest.mark.parametrize(
    ("template", "sentence"),
    [
        ("{titel}", "did you mean {title}?"),
        ("{zzz}", "there are id, guid"),
        ("{title.__class__}", "no field"),
        ("{title[0]}", "no field"),
        ("{}", "no field"),
        ("{title!r}", "takes a width"),
        ("{title:>x}", "takes a width"),
        ("{title:9999}", "takes a width"),
        ("{title", "{{ and }}"),
        ("}", "{{ and }}"),
    ],
)
def test_a_template_reaches_no_further_than_its_fields(template: str, sentence: str) -> None:
    with pytest.raises(UsageError) as caught:
        read_template(template)
    assert sentence in str(caught.value)


@given(st.text(alphabet="{}:<>^!.[]_abidtle0123\x1b", max_size=30))
def test_any_template_is_a_clean_line_or_a_sentence(template: str) -> None:
    try:
        line = read_template(template)
    except UsageError as error:
        assert "--format" in str(error)
    else:
        assert isinstance(line.line(ROW, NOW), str)


def test_hostile_titles_stay_one_clean_line() -> None:
    row = Row(ArticleId(1), FeedId(1), "F", "a\x1b[2J\nb\u202ec", AT)
    line = read_template("{title}").line(row, NOW)
    assert "\n" not in line
    assert is_safe(line)


def test_every_key_of_the_json_is_a_field() -> None:
    assert {*json_output.row_object(ROW), "age", "day", "marks", "excerpt", "score"} == {*FIELDS}


def test_list_and_search_print_the_lines_that_are_asked_for(filled: Run) -> None:
    assert filled("list", "--limit", "1", "--format", "{day} {title:5}").out == (
        "2026-03-03 Wate…\n"
    )
    assert filled("search", "bakery", "--format", "{feed}").out == "Tarnholt Gazette\n"
    result = filled("list", "--format", "{titel}")
    assert (result.code, result.out) == (2, "")


# ---- JSON of every verb


def test_every_verb_that_says_something_says_it_in_json() -> None:
    for verb in VERBS:
        options = {name for action in parser_of(verb)._actions for name in action.option_strings}
        prints_a_file = verb.name in {"completion", "man"}
        assert ("--json" in options) != prints_a_file, verb.name


def test_verbs_that_change_something_say_what_in_json(filled: Run, tmp_path) -> None:  # type: ignore[no-untyped-def]
    number = str(id_of(filled, "moon-1"))
    (feed,) = filled("feeds", "--json").document

    assert filled("mark", number, "--star", "--json").document == {"changed": [int(number)]}
    assert filled("mark", number, "--star", "--json").document == {"changed": []}
    again = filled("add", feed["url"], "--json").documents
    told = {"id": feed["id"], "feed": feed["title"], "new": 0, "already": True, "others": []}
    told["offers"] = []
    assert again == [told]
    changed = filled("set", str(feed["id"]), "--full-text", "never", "--json").document
    assert (changed["full_text"], changed["signal_only"]) == ("never", False)
    assert filled("searches", "--save", "A", "ice", "--json").document[0]["query"] == "ice"
    assert filled("searches", "--remove", "A", "--json").document == []
    assert filled("rules", "--add", "R", "ice", "star", "--json").document[0]["action"] == "star"
    assert len(filled("rules", "--apply", "R", "--json").document["changed"]) == 1
    file = tmp_path / "x.jsonl"
    written = filled("export", "ice", "--format", "jsonl", "-o", str(file), "--json").document
    assert written == {"file": str(file), "format": "jsonl", "written": 2}
    assert filled("fetch", number, "--json").code == 1
    assert filled("remove", str(feed["id"]), "--json").document["id"] == feed["id"]


def test_json_and_a_file_do_not_share_standard_output(filled: Run) -> None:
    for arguments in (("-",), ("--format", "html", "-o", "-")):
        result = filled("export", *arguments, "--json")
        assert (result.code, result.out) == (2, "")


# ---- completion and the man page


@pytest.mark.parametrize("shell", SHELLS)
def test_every_shell_gets_a_script_with_every_verb(run: Run, shell: str) -> None:
    script = run("completion", shell).out
    for verb in VERBS:
        assert verb.name in script


def test_bash_completes_verbs_and_options(run: Run, tmp_path) -> None:  # type: ignore[no-untyped-def]
    script = tmp_path / "qreader.bash"
    script.write_text(run("completion", "bash").out)
    typed = (
        f"source {script}; f=$(complete -p qreader | sed 's/.*-F \\([^ ]*\\).*/\\1/');"
        ' COMP_WORDS=(qreader top); COMP_CWORD=1; "$f" qreader top qreader; echo "${COMPREPLY[@]}";'
        " COMP_WORDS=(qreader list --unr); COMP_CWORD=2; COMPREPLY=();"
        ' "$f" qreader --unr list; echo "${COMPREPLY[@]}"'
    )
    done = subprocess.run(["bash", "-c", typed], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["topics", "--unread"]


def test_an_unknown_shell_is_wrong_usage(run: Run) -> None:
    assert run("completion", "cmd").code == 2


def test_the_man_page_has_every_verb_option_key_and_setting(run: Run) -> None:
    from qreader.config.settings import Config

    page = run("man").out.replace("\\-", "-")
    for verb in VERBS:
        assert f"qreader {verb.name}" in page
        for action in parser_of(verb)._actions:
            for name in action.option_strings:
                assert name in page or name in {"-h", "--help", "--version"}, name
    for name in Config._fields:
        assert f"\\fB{name}\\fR" in page


def test_no_line_of_the_man_page_is_a_request_by_mistake() -> None:
    known = (".TH", ".SH", ".TP", ".RS", ".RE")
    for line in man_page(VERBS).splitlines():
        assert not line.startswith((".", "'")) or line.startswith(known), line


def test_every_exit_code_of_the_contract_is_in_the_man_page_and_in_readme() -> None:
    assert [code.value for code, _ in EXIT_CODES] == [0, 1, 2, 3]
