"""What the person typed -> what is wanted; every mistake is one sentence with a way out."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qreader.cli import parser
from qreader.cli.parser import OTHER_NAMES, Invocation, overview
from qreader.cli.table import GROUPS, VERBS
from qreader.errors import UsageError


def parse(arguments: Sequence[str]) -> Invocation:
    return parser.parse(arguments, lambda: VERBS)


def complaint(*arguments: str) -> str:
    with pytest.raises(UsageError) as caught:
        parse(arguments)
    return str(caught.value)


def wanted(*arguments: str) -> tuple[str, dict[str, object]]:
    result = parse(arguments)
    assert result.verb is not None
    return result.verb.name, vars(result.options)


def test_nothing_asked_for_opens_the_reader() -> None:
    result = parse([])
    assert result.verb is None
    assert result.data_dir is None


def test_a_data_dir_alone_opens_the_reader_there() -> None:
    result = parse(["--data-dir", "/tmp/x"])
    assert (result.verb, result.data_dir) == (None, Path("/tmp/x"))


@pytest.mark.parametrize(
    "arguments",
    [
        ("--data-dir", "/tmp/x", "feeds"),
        ("--data-dir=/tmp/x", "feeds"),
        ("feeds", "--data-dir", "/tmp/x"),
        ("feeds", "--data-dir=/tmp/x", "--json"),
    ],
)
def test_the_data_dir_may_stand_before_or_after_the_verb(arguments: tuple[str, ...]) -> None:
    result = parse(arguments)
    assert result.data_dir == Path("/tmp/x")
    assert result.verb is not None
    assert result.verb.name == "feeds"


def test_the_data_dir_after_the_verb_wins_over_the_one_before() -> None:
    assert parse(["--data-dir", "/a", "feeds", "--data-dir", "/b"]).data_dir == Path("/b")


def test_a_home_folder_in_the_data_dir_is_expanded() -> None:
    assert parse(["--data-dir", "~/x"]).data_dir == Path("~/x").expanduser()


def test_an_empty_data_dir_is_refused() -> None:
    assert "must name a folder" in complaint("--data-dir", "", "list")


def test_the_home_of_nobody_is_refused() -> None:
    assert "there is no home folder" in complaint("--data-dir", "~nobody-of-this-name/x", "list")


def test_options_may_stand_between_words() -> None:
    name, options = wanted("list", "moon", "--limit", "2", "base", "--unread", "ice", "--json")
    assert name == "list"
    assert options["words"] == ["moon", "base", "ice"]
    assert (options["limit"], options["scope"], options["json"]) == (2, "unread", True)


def test_a_word_that_looks_like_an_option_goes_after_two_dashes() -> None:
    _, options = wanted("search", "--json", "--", "--limit", "-x")
    assert options["words"] == ["--limit", "-x"]
    assert options["json"] is True


def test_list_asks_for_everything_by_default() -> None:
    _, options = wanted("list")
    assert (options["scope"], options["limit"], options["feed"]) == ("all", None, None)
    assert options["words"] == []


def test_search_and_related_have_a_limit_by_default() -> None:
    assert wanted("search", "x")[1]["limit"] == 50
    assert wanted("related", "1")[1]["limit"] == 10


def test_the_scopes_of_a_list_exclude_each_other() -> None:
    assert "not allowed with" in complaint("list", "--unread", "--starred")


def test_a_mark_and_its_opposite_exclude_each_other() -> None:
    assert "not allowed with" in complaint("mark", "1", "--read", "--unread")


def test_marks_that_are_not_named_stay_as_they_are() -> None:
    _, options = wanted("mark", "3", "--star", "4", "--unread")
    assert options["ids"] == [3, 4]
    assert (options["read"], options["starred"], options["later"]) == (False, True, None)


@pytest.mark.parametrize(
    "number", ["0", "-1", "x", "1.5", "1e3", "٣", "1_0", " 1", "9" * 19, "9" * 30, "9" * 5000]
)
def test_what_is_no_number_of_the_cache_is_refused(number: str) -> None:
    message = complaint("show", "--", number)
    assert "must be a whole number from 1 up" in message
    assert "qreader show --help" in message


def test_the_largest_number_of_the_cache_is_taken() -> None:
    assert wanted("show", str(2**63 - 1))[1]["id"] == 2**63 - 1


@pytest.mark.parametrize("verb", ["search", "show", "related", "extract", "add", "mark", "remove"])
def test_a_verb_without_what_it_needs_says_what_is_missing(verb: str) -> None:
    message = complaint(verb)
    assert "required" in message
    assert f"qreader {verb} --help" in message


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("lst", "list"),
        ("serach", "search"),
        ("ref", "refresh"),
        ("feed", "feeds"),
        ("exprt", "export"),
    ],
)
def test_a_mistyped_verb_gets_the_near_one(typed: str, meant: str) -> None:
    assert f"did you mean `qreader {meant}`?" in complaint(typed)


@pytest.mark.parametrize(("typed", "meant"), OTHER_NAMES.items())
def test_the_verbs_of_other_programs_lead_to_ours(typed: str, meant: str) -> None:
    assert f"did you mean `qreader {meant}`?" in complaint(typed)
    assert meant in {verb.name for verb in VERBS}


def test_a_verb_like_no_other_leads_to_the_help() -> None:
    assert complaint("xyzzy") == "there is no command 'xyzzy'; `qreader --help` lists them"


@pytest.mark.parametrize(
    "source",
    [
        "https://example.org/feed",
        "example.org",
        "www.example",
        "./page",
        "feeds.opml",
        "a/b",
        "~/x",
    ],
)
def test_a_source_without_a_verb_leads_to_add(source: str) -> None:
    assert complaint(source) == f"{source!r} is no command; did you mean `qreader add {source}`?"


def test_a_file_without_a_verb_leads_to_add(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "saved").touch()
    monkeypatch.chdir(tmp_path)
    assert "`qreader add saved`" in complaint("saved")


def test_a_mistyped_option_gets_the_near_one() -> None:
    message = complaint("list", "--unred")
    assert message == "`qreader list` has no option --unred; did you mean `--unread`?"


def test_an_unknown_option_with_a_value_is_named_without_it() -> None:
    assert "has no option --colour;" in complaint("list", "--colour=red")


def test_an_option_of_a_verb_before_it_is_refused() -> None:
    assert "`qreader` has no option --json" in complaint("--json", "list")


def test_options_are_not_abbreviated() -> None:
    assert "has no option --js;" in complaint("list", "--js")


def test_one_argument_too_many_is_named() -> None:
    assert "'2' is one argument too many" in complaint("show", "1", "2")


def test_the_overview_names_every_verb_once_and_fits_eighty_columns() -> None:
    lines = overview(VERBS).splitlines()
    assert max(map(len, lines)) <= 80
    for verb in VERBS:
        assert sum(line.startswith(f"  {verb.name} ") for line in lines) == 1
        assert any(verb.summary in line for line in lines)


def test_every_verb_stands_in_a_group_of_the_overview() -> None:
    assert {verb.group for verb in VERBS} == set(GROUPS)


@pytest.mark.parametrize("verb", VERBS, ids=lambda verb: verb.name)
def test_every_verb_explains_itself(verb: object, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as left:
        parse([verb.name, "--help"])  # type: ignore[attr-defined]
    assert left.value.code == 0
    said = capsys.readouterr().out
    assert said.startswith(f"usage: qreader {verb.name}")  # type: ignore[attr-defined]
    assert "--data-dir" in said


def test_help_stands_after_anything(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        parse(["--help"])
    assert capsys.readouterr().out == overview(VERBS)


@given(st.lists(st.text(max_size=12), max_size=6))
def test_whatever_is_typed_is_wanted_or_a_usage_error(arguments: list[str]) -> None:
    try:
        assert isinstance(parse(arguments), Invocation)
    except UsageError as error:
        assert str(error)
    except SystemExit as left:
        assert left.code == 0
