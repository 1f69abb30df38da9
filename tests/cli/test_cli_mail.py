"""A mailbox from the command line."""

from __future__ import annotations

from pathlib import Path

from gazette import Run

LETTER = "From: {0} <{0}@x.example>\nSubject: Of {0}\nMessage-ID: <{0}@x>\n{1}\nWords.\n"


def test_a_mailbox_is_added_with_its_newsletters_and_all_are_marked_read(
    run: Run, tmp_path: Path
) -> None:
    box = tmp_path / "letters"
    box.mkdir()
    (box / "a.eml").write_text(LETTER.format("tom", ""))
    (box / "b.eml").write_text(LETTER.format("paper", "List-Id: The Paper <p.example>\n"))
    assert "letters: 2 new articles" in run("add", str(box), "--read").out
    feeds = run("feeds").out
    assert "The Paper" in feeds
    assert "letters" in feeds
    assert len(run("list").out.splitlines()) == 2
    assert run("list", "--unread").out == ""
