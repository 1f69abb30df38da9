"""Programs answer to articles within bounds, at a person's word and behind a refresh."""

from __future__ import annotations

import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from qreader import asking
from qreader.config.commands import Sender
from qreader.config.settings import Config, find_paths, parse_config
from qreader.config.tables import Hook
from qreader.errors import ConfigError
from qreader.library import Library
from qreader.model import ArticleId

Make = Callable[..., Library]
FIRST = ArticleId(1)


def saying(code: str, *, keep: bool = True, show: str = "md", name: str = "summary") -> Sender:
    return Sender(name, (sys.executable, "-c", code), "text", show=show, keep=keep)


def answering(text: str) -> Sender:
    return saying(f"print({text!r})")


def counting(path: Path, then: str = "") -> Sender:
    """Return a program that notes in a file that it was run."""
    return saying(f"open({str(path)!r}, 'a').write('x'); print('Said.'); {then}")


def write_feed(path: Path, *titles: str) -> None:
    items = "".join(
        f"<item><title>{title}</title><guid>{title}</guid><description>About {title}</description>"
        "</item>"
        for title in titles
    )
    path.write_text(f"<rss version='2.0'><channel><title>Gazette</title>{items}</channel></rss>")


@pytest.fixture
def make(tmp_path: Path) -> Iterator[Make]:
    made: list[Library] = []

    def library(*titles: str, **settings: object) -> Library:
        made.append(Library(find_paths(tmp_path / "data"), Config(**settings)))  # type: ignore[arg-type]
        if titles:
            write_feed(tmp_path / "feed.xml", *titles)
            made[-1].add(str(tmp_path / "feed.xml"))
        return made[-1]

    yield library
    for one in made:
        one.close()


def came(library: Library, tmp_path: Path, *titles: str) -> None:
    """Have a refresh bring articles, and tell the hooks."""
    write_feed(tmp_path / "feed.xml", *titles)
    list(library.refresh())
    assert library.tell_news().failures == ()


# ---- one answer


def test_a_program_reads_the_article_and_its_answer_is_kept(make: Make) -> None:
    library = make("ice")
    code = "import sys; text = sys.stdin.read(); print('*Short*:', 'About ice' in text)"
    answer = asking.ask(library, saying(code), library.articles.one(FIRST))
    assert (answer.name, answer.text) == ("summary", "Short: True")
    assert [one.text for one in library.articles.one(FIRST).answers] == ["Short: True"]


def test_an_answer_that_is_not_to_be_kept_is_not(make: Make) -> None:
    library = make("ice")
    sender = saying("print('Short')", keep=False)
    assert asking.ask(library, sender, library.articles.one(FIRST)).text == "Short"
    assert library.articles.one(FIRST).answers == ()


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("", "summary answered nothing"),
        ("print(chr(27) + '[31m' + chr(0))", "summary answered nothing"),
        ("print('A text'); raise SystemExit(1)", "summary ended with 1"),
        ("import sys; sys.exit('first\\nno such model\\x1b[2J')", "ended with 1: no such model"),
        ("print('x' * 10_000_000)", "summary wrote more than 1 MB"),
        ("import os; os.kill(os.getpid(), 9)", "was killed by SIGKILL"),
        ("import sys; sys.stderr.write('y' * 10_000_000); print('A')", "wrote more than 1 MB"),
    ],
    ids=["nothing", "escapes", "exit", "reason", "flood", "killed", "flood-of-errors"],
)
def test_what_is_no_answer_is_said_and_nothing_of_it_kept(make: Make, code: str, said: str) -> None:
    library = make("ice")
    with pytest.raises(asking.AnswerError) as error:
        asking.ask(library, saying(code), library.articles.one(FIRST))
    assert said in str(error.value)
    assert "\x1b" not in str(error.value)
    assert library.articles.one(FIRST).answers == ()


def test_all_of_what_a_failing_program_said_is_in_the_log(make: Make) -> None:
    library = make("ice")
    code = "import sys; sys.exit('the first line\\x1b[2J\\nthe last')"
    with pytest.raises(asking.AnswerError):
        asking.ask(library, saying(code), library.articles.one(FIRST))
    log = library.paths.log_file.read_text("utf-8")
    assert "summary ended with 1: the last" in log
    assert "the first line\n" in log


def test_a_program_that_hangs_is_killed(make: Make) -> None:
    library = make("ice")
    begun = time.monotonic()
    with pytest.raises(asking.AnswerError, match=r"took longer than 0\.5 seconds"):
        sender = saying("import time; time.sleep(60)")
        asking.ask(library, sender, library.articles.one(FIRST), seconds=0.5)
    assert time.monotonic() - begun < 30


def test_a_program_is_stopped_at_once(make: Make) -> None:
    library, stop = make("ice"), threading.Event()
    stop.set()
    with pytest.raises(asking.AnswerError, match="was stopped"):
        sender = saying("import time; time.sleep(60)")
        asking.ask(library, sender, library.articles.one(FIRST), stop=stop)


def test_an_answer_goes_into_no_export_no_search_and_to_no_other_program(make: Make) -> None:
    from qreader.export import WRITERS
    from qreader.model import Query

    library = make("ice")
    asking.ask(library, answering("zebra"), library.articles.one(FIRST))
    article = library.articles.one(FIRST)
    assert not any("zebra" in write(article) for write in WRITERS.values())
    assert library.lists.ids(Query(words="zebra")) == []
    code = "import sys; print('zebra' in sys.stdin.read())"
    other = Sender("other", (sys.executable, "-c", code), "json", show="text")
    assert asking.ask(library, other, article).text == "False"


# ---- behind a refresh


def test_a_hook_has_each_new_article_answered_once(make: Make, tmp_path: Path) -> None:
    runs = tmp_path / "runs"
    hook = Hook(send="summary", query="ice")
    library = make("ice one", hook=[hook], send=[counting(runs)])
    came(library, tmp_path, "ice one", "ice two", "wind", "ice three")
    done = list(asking.answer_news(library))
    assert [(one.left, one.failure) for one in done] == [(1, ""), (0, "")]
    came(library, tmp_path, "ice one", "ice two", "wind", "ice three", "ice four")
    assert len(list(asking.answer_news(library))) == 1
    assert list(asking.answer_news(library)) == []
    assert runs.read_text() == "xxx"
    titles = {
        library.articles.one(ArticleId(number)).row.title
        for number in range(1, 6)
        if library.articles.one(ArticleId(number)).answers
    }
    assert titles == {"ice two", "ice three", "ice four"}


def test_what_was_not_done_is_done_by_the_next_refresh(make: Make, tmp_path: Path) -> None:
    settings = {"hook": [Hook(send="summary")], "send": [answering("Said.")]}
    library = make("one", **settings)
    came(library, tmp_path, "one", "two", "three")
    next(asking.answer_news(library))  # and the reader is killed
    library.close()
    library = make(**settings)
    assert [one.left for one in asking.answer_news(library)] == [0]


def test_of_two_processes_one_asks(make: Make, tmp_path: Path) -> None:
    library = make("one", hook=[Hook(send="summary")], send=[answering("Said.")])
    came(library, tmp_path, "one", "two", "three")
    first = asking.answer_news(library)
    next(first)
    assert list(asking.answer_news(library)) == []
    assert len(list(first)) == 1


def test_a_failure_is_noted_and_not_tried_again_by_itself(make: Make, tmp_path: Path) -> None:
    runs = tmp_path / "runs"
    sender = counting(runs, "raise SystemExit('no model')")
    library = make("one", hook=[Hook(send="summary")], send=[sender])
    came(library, tmp_path, "one", "two")
    (done,) = asking.answer_news(library)
    assert "summary ended with 1: no model" in done.failure
    assert list(asking.answer_news(library)) == []
    assert runs.read_text() == "x"
    ((name, count, error),) = library.answers.failures()
    assert (name, count, "no model" in error) == ("summary", 1, True)


def test_a_program_out_of_order_is_left_alone_and_the_rest_waits(
    make: Make, tmp_path: Path
) -> None:
    library = make("0", hook=[Hook(send="summary")], send=[saying("raise SystemExit(1)")])
    came(library, tmp_path, *map(str, range(9)))
    assert len(list(asking.answer_news(library))) == asking.FAILURES_IN_A_ROW
    assert len(library.answers.wanted(["summary"])) == 8 - asking.FAILURES_IN_A_ROW


def test_a_program_that_is_not_there_loses_no_article(make: Make, tmp_path: Path) -> None:
    sender = Sender("summary", ("no-such-program-here",), show="md", keep=True)
    library = make("0", hook=[Hook(send="summary")], send=[sender])
    came(library, tmp_path, "0", "1", "2")
    (done,) = asking.answer_news(library)
    assert "no-such-program-here is not there" in done.failure
    assert len(library.answers.wanted(["summary"])) == 2


def test_after_its_time_the_rest_waits_for_the_next_refresh(
    make: Make, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    library = make("0", hook=[Hook(send="summary")], send=[answering("Said.")])
    came(library, tmp_path, "0", "1", "2")
    monkeypatch.setattr(asking, "RUN_SECONDS", -1)
    assert list(asking.answer_news(library)) == []
    assert len(library.answers.wanted(["summary"])) == 2


def test_a_stop_notes_no_failure(make: Make, tmp_path: Path) -> None:
    stop = threading.Event()
    sender = saying("import time; time.sleep(60)")
    library = make("0", hook=[Hook(send="summary")], send=[sender])
    came(library, tmp_path, "0", "1")
    threading.Timer(0.3, stop.set).start()
    assert list(asking.answer_news(library, stop)) == []
    assert library.answers.failures() == []
    assert len(library.answers.wanted(["summary"])) == 1


# ---- the configuration


SENDERS = """
[[send]]
name = "summary"
command = ["sum"]
show = "md"
keep = true
[[send]]
name = "mail"
command = ["mail"]
"""


@pytest.mark.parametrize(
    ("hook", "said"),
    [
        ('send = "sumary"', "hook[1].send is the name of no [[send]]: 'sumary'; did you mean"),
        ('send = "mail"', "hook[1].send keeps nothing: 'mail' needs `show` and `keep = true`"),
        ('send = "summary"\ncommand = ["x"]', "hook[1].command stands beside `send`"),
        ("send = 3", "hook[1].send must be the name of a [[send]]"),
        ('query = "ice"', "hook[1].command must be a command"),
    ],
)
def test_a_hook_that_cannot_work_is_said_with_its_place(
    tmp_path: Path, hook: str, said: str
) -> None:
    with pytest.raises(ConfigError) as error:
        parse_config(f"{SENDERS}[[hook]]\n{hook}\n", tmp_path / "config.toml")
    assert said in str(error.value)
    assert "line 1" in str(error.value)


def test_a_hook_that_sends_is_read() -> None:
    config = parse_config(f'{SENDERS}[[hook]]\nsend = "summary"\nseconds = 300\n')
    assert list(config.hook) == [Hook((), "", 300, "summary")]


def test_a_hook_is_read_as_config_prints_it() -> None:
    lines = 'command = []\nquery = ""\nseconds = 60\nsend = "summary"'
    (hook,) = parse_config(f"{SENDERS}[[hook]]\n{lines}\n").hook
    assert hook == Hook(send="summary")
    lines = 'command = ["tee"]\nquery = ""\nseconds = 60\nsend = ""'
    (hook,) = parse_config(f"{SENDERS}[[hook]]\n{lines}\n").hook
    assert hook == Hook(("tee",))
